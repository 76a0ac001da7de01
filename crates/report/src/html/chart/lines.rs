//! What was measured over time as a line, with the target and the way that is still needed.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::scale::{Days, Values};
use crate::html::page::escape;
use crate::number::shown;
use dabiao_lang::model::Exact;

/// A point of the line.
#[derive(Debug, Clone)]
pub(crate) struct Dot {
    /// The last day of its period.
    pub(crate) day: NaiveDate,
    /// The period as it is said.
    pub(crate) label: String,
    /// The value.
    pub(crate) value: Exact,
}

/// A target: the line that must be reached by a day, and from when on it holds.
#[derive(Debug, Clone)]
pub(crate) struct Goal {
    /// When it is due.
    pub(crate) day: NaiveDate,
    /// The line, or the lower end of a range.
    pub(crate) value: Exact,
    /// As it is said: `2025: >= 26万亩`.
    pub(crate) label: String,
}

/// What a chart shows.
#[derive(Debug, Clone)]
pub(crate) struct Plot<'a> {
    /// What is measured.
    pub(crate) name: &'a str,
    /// The unit of the values.
    pub(crate) unit: &'a str,
    /// The points, in order of time.
    pub(crate) dots: Vec<Dot>,
    /// The targets, in order of time.
    pub(crate) goals: Vec<Goal>,
    /// Whether the last target is not reached yet and not yet due: then the way to it is drawn.
    pub(crate) is_under_way: bool,
}

const WIDTH: i64 = 4400;
const HEIGHT: i64 = 2100;
const LEFT: i64 = 560;
const RIGHT: i64 = 4180;
const TOP: i64 = 330;
const BOTTOM: i64 = 1780;
/// Labels below the axis of days at most.
const MOST_LABELS: usize = 7;

/// Returns the chart; `None` where there is nothing to draw.
pub(crate) fn chart(plot: &Plot<'_>) -> Option<String> {
    let values = plot.dots.iter().map(|d| &d.value).chain(plot.goals.iter().map(|g| &g.value));
    let values = Values::around(values, (BOTTOM, TOP))?;
    let days = plot.dots.iter().map(|d| d.day).chain(plot.goals.iter().map(|g| g.day));
    let days = Days::around(days, (LEFT + 120, RIGHT - 120))?;
    let mut out = format!(
        "<svg class=\"trend\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">",
        escape(&told(plot))
    );
    grid(&mut out, &values, plot.unit);
    labels(&mut out, plot, &days);
    goals(&mut out, plot, &days, &values);
    way(&mut out, plot, &days, &values);
    line(&mut out, plot, &days, &values);
    out.push_str("</svg>");
    Some(out)
}

/// The content of the chart in words.
fn told(plot: &Plot<'_>) -> String {
    let dots = plot.dots.iter().map(|d| format!("{} {}{}", d.label, shown(&d.value, &[]), plot.unit));
    let goals = plot.goals.iter().map(|g| g.label.clone());
    format!("{}: {}", plot.name, dots.chain(goals).collect::<Vec<_>>().join(", "))
}

fn grid(out: &mut String, values: &Values, unit: &str) {
    for tick in &values.ticks {
        let y = values.at(tick);
        let _ = write!(out, "<path class=\"grid\" d=\"M{LEFT} {y}H{RIGHT}\"/>");
        let _ = write!(out, "<text class=\"y\" x=\"{}\" y=\"{}\">{}</text>", LEFT - 60, y + 45, shown(tick, &[]));
    }
    let _ = write!(out, "<text class=\"y\" x=\"{}\" y=\"140\">{}</text>", LEFT - 60, escape(unit));
}

fn labels(out: &mut String, plot: &Plot<'_>, days: &Days) {
    let every = plot.dots.len().div_ceil(MOST_LABELS).max(1);
    let last = plot.dots.len().saturating_sub(1);
    let mut taken: Vec<i64> = Vec::new();
    for dot in plot.dots.iter().enumerate().filter(|(i, _)| (last - i).is_multiple_of(every)).map(|(_, d)| d) {
        let x = days.at(dot.day);
        taken.push(x);
        let _ = write!(out, "<text class=\"x\" x=\"{x}\" y=\"1960\">{}</text>", escape(&dot.label));
    }
    for goal in &plot.goals {
        let x = days.at(goal.day);
        if taken.iter().all(|t| (t - x).abs() > 330) {
            taken.push(x);
            let label = goal.label.split(['：', ':']).next().unwrap_or_default();
            let _ = write!(out, "<text class=\"x\" x=\"{x}\" y=\"1960\">{}</text>", escape(label));
        }
    }
}

/// A target stands from the one before it to its own day; the first from the left edge.
fn goals(out: &mut String, plot: &Plot<'_>, days: &Days, values: &Values) {
    let (mut from, _) = days.ends();
    let n_goals = plot.goals.len();
    for (idx, goal) in plot.goals.iter().enumerate() {
        let (until, y) = (days.at(goal.day), values.at(&goal.value));
        let until = if idx + 1 == n_goals { RIGHT } else { until };
        let _ =
            write!(out, "<path class=\"goal\" d=\"M{from} {y}H{until}\"><title>{}</title></path>", escape(&goal.label));
        from = until;
    }
}

fn way(out: &mut String, plot: &Plot<'_>, days: &Days, values: &Values) {
    let (Some(dot), Some(goal)) = (plot.dots.last(), plot.goals.last()) else { return };
    if plot.is_under_way && goal.day > dot.day {
        let _ = write!(
            out,
            "<path class=\"way\" d=\"M{} {}L{} {}\"/>",
            days.at(dot.day),
            values.at(&dot.value),
            days.at(goal.day),
            values.at(&goal.value)
        );
    }
}

fn line(out: &mut String, plot: &Plot<'_>, days: &Days, values: &Values) {
    let places: Vec<(i64, i64)> = plot.dots.iter().map(|d| (days.at(d.day), values.at(&d.value))).collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x} {y}")).collect();
    let _ = write!(out, "<path class=\"line\" d=\"M{}\"/>", path.join("L"));
    let is_crowded = plot.dots.len() > 12;
    let last = plot.dots.len().saturating_sub(1);
    for (idx, (dot, (x, y))) in plot.dots.iter().zip(&places).enumerate() {
        let value = shown(&dot.value, &[]);
        let title = escape(&format!("{} {value}{}", dot.label, plot.unit));
        let _ = write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"42\"><title>{title}</title></circle>");
        if !is_crowded || idx == last {
            let _ = write!(out, "<text class=\"v\" x=\"{x}\" y=\"{}\">{}</text>", y - 80, escape(&value));
        }
    }
}
