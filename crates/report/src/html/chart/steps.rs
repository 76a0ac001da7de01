//! Values that were set at some day and held until the next: a threshold through the versions of a rule.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::scale::{Days, Values};
use crate::html::page::{Markup, escape};
use crate::number::shown;
use dabiao_lang::model::Exact;

/// A value and the day from which it holds.
#[derive(Debug, Clone)]
pub struct Step {
    /// The day.
    pub day: NaiveDate,
    /// The value; `None` where there is none any more.
    pub value: Option<Exact>,
    /// Who set it, as it is said.
    pub label: String,
}

/// The style of [`steps`], for pages that show it and tell what happened beside it.
pub const STEPS_STYLE: &str = "svg.steps{width:100%;max-width:46rem;height:auto;display:block}\
svg.steps text{font-size:135px;fill:var(--soft);text-anchor:middle}svg.steps text.y{text-anchor:end}\
svg.steps text.v{fill:var(--ink);font-weight:600;text-anchor:start}svg.steps .grid{stroke:var(--line);stroke-width:8;fill:none}\
svg.steps .line{stroke:var(--accent);stroke-width:34;fill:none;stroke-linejoin:round}svg.steps circle{fill:var(--accent)}\
figure{margin:.5rem 0 1rem}figcaption{color:var(--soft)}\
dl.notes{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem}dl.notes>dt,dl.notes>dd{margin:0}dl.notes>dd{grid-column:2}";

const WIDTH: i64 = 4400;
const HEIGHT: i64 = 1500;
const LEFT: i64 = 560;
const RIGHT: i64 = 4180;
const TOP: i64 = 220;
const BOTTOM: i64 = 1180;
/// Days that are written stand at least so far apart.
const LABEL_WIDTH: i64 = 760;

/// Returns the chart of one value with its caption; `None` where there is nothing to draw. Steps are in order of time.
pub fn steps(caption: &str, unit: &str, all: &[Step]) -> Option<Markup> {
    let values = Values::around(all.iter().filter_map(|s| s.value.as_ref()), (BOTTOM, TOP))?;
    let days = Days::around(all.iter().map(|s| s.day), (LEFT + 200, RIGHT - 400))?;
    let told = all.iter().map(|s| format!("{} {}: {}", s.day, s.label, value(s, unit)));
    let told = format!("{caption}: {}", told.collect::<Vec<_>>().join(", "));
    let mut out = format!(
        "<figure class=\"keep\"><figcaption>{}</figcaption>\
         <svg class=\"steps\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">",
        escape(caption),
        escape(&told)
    );
    for tick in &values.ticks {
        let y = values.at(tick);
        let _ = write!(out, "<path class=\"grid\" d=\"M{LEFT} {y}H{RIGHT}\"/>");
        let _ = write!(out, "<text class=\"y\" x=\"{}\" y=\"{}\">{}</text>", LEFT - 60, y + 45, shown(tick, &[]));
    }
    let _ = write!(out, "<text class=\"y\" x=\"{}\" y=\"110\">{}</text>", LEFT - 60, escape(unit));
    line(&mut out, all, &days, &values);
    labels(&mut out, (all, unit), &days, &values);
    out.push_str("</svg></figure>\n");
    Some(Markup(out))
}

fn value(step: &Step, unit: &str) -> String {
    step.value.as_ref().map_or_else(|| "-".to_owned(), |v| format!("{}{unit}", shown(v, &[])))
}

/// A value holds until the next is set, the last to the right edge.
fn line(out: &mut String, all: &[Step], days: &Days, values: &Values) {
    let mut path = String::new();
    let mut is_drawn = false;
    for step in all {
        let x = days.at(step.day);
        match &step.value {
            Some(v) if is_drawn => path.push_str(&format!("H{x}V{}", values.at(v))),
            Some(v) => path.push_str(&format!("M{x} {}", values.at(v))),
            None if is_drawn => path.push_str(&format!("H{x}")),
            None => {}
        }
        is_drawn = step.value.is_some();
    }
    if is_drawn {
        path.push_str(&format!("H{RIGHT}"));
    }
    let _ = write!(out, "<path class=\"line\" d=\"{path}\"/>");
}

fn labels(out: &mut String, (all, unit): (&[Step], &str), days: &Days, values: &Values) {
    let mut last = i64::MIN / 2;
    let mut before = None;
    for step in all {
        // A version that left the value alone is no event here.
        if before == Some(&step.value) {
            continue;
        }
        before = Some(&step.value);
        let x = days.at(step.day);
        if let Some(v) = &step.value {
            let y = values.at(v);
            let title = escape(&format!("{} {} {}", step.day, step.label, value(step, unit)));
            let _ = write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"46\"><title>{title}</title></circle>");
            let _ = write!(out, "<text class=\"v\" x=\"{}\" y=\"{}\">{}</text>", x + 40, y - 70, shown(v, &[]));
        }
        if x - last >= LABEL_WIDTH {
            last = x;
            let _ = write!(out, "<text x=\"{x}\" y=\"1340\">{}</text>", step.day);
            let _ = write!(out, "<text x=\"{x}\" y=\"1480\">{}</text>", escape(&step.label));
        }
    }
}
