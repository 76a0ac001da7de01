//! Places: for each town what every rule came to there, and who in it fails or is missing.

use std::fmt::Write as _;

use super::looks::{Named, Tally};
use super::scene::Scene;
use super::tally::{bar_of, tiles_html};
use crate::html::page::escape;
use crate::view::counts::Counts;
use crate::view::rule::RuleView;
use dabiao_lang::model::Verdict;

/// Heads of the table of rules with a verdict in a place, and of rules that only name somebody in it.
const JUDGED: [&str; 7] = ["verdict", "id", "task", "period", "value", "failing", "missing"];
const COUNTED: [&str; 5] = ["id", "task", "period", "named", "missing"];

/// A place as it is shown.
#[derive(Debug)]
pub(super) struct AreaPage {
    pub(super) name: String,
    /// What stands below its heading.
    pub(super) html: String,
}

/// The rows of a place: those with a verdict of their own, and rules over counts in which somebody here is named.
#[derive(Debug, Default)]
struct Rows {
    judged: Vec<(Verdict, usize, String)>,
    counted: String,
}

/// Returns for each rule how it stands in each place, a letter for a place: the position of the verdict, `-` where
/// somebody is named without one, `.` where nobody is concerned.
pub(super) fn concerned(scene: &Scene<'_>, rule: usize) -> String {
    let letter = |t: &Option<Tally>| match t {
        None => '.',
        Some(t) => t.worst.and_then(position).and_then(|p| char::from_digit(p, 10)).unwrap_or('-'),
    };
    scene.looks.get(rule).map(|l| l.areas.iter().map(letter).collect()).unwrap_or_default()
}

fn position(verdict: Verdict) -> Option<u32> {
    Verdict::ALL.iter().position(|v| *v == verdict).and_then(|p| u32::try_from(p).ok())
}

/// Returns how the rules came out in each place.
pub(super) fn counts(scene: &Scene<'_>) -> Vec<Counts> {
    let mut all = vec![Counts::default(); scene.areas.all.len()];
    for look in &scene.looks {
        for (counts, tally) in all.iter_mut().zip(&look.areas) {
            if let Some(worst) = tally.as_ref().and_then(|t| t.worst) {
                counts.add(worst);
            }
        }
    }
    all
}

/// Returns the places.
pub(super) fn pages(scene: &Scene<'_>) -> Vec<AreaPage> {
    let mut rows: Vec<Rows> = scene.areas.all.iter().map(|_| Rows::default()).collect();
    for (j, look) in scene.view.rules.iter().zip(&scene.looks) {
        for (own, tally) in rows.iter_mut().zip(&look.areas) {
            let Some(tally) = tally else { continue };
            match tally.worst {
                Some(worst) => own.judged.push((worst, j.row, judged_row(scene, *j, (worst, tally)))),
                None => counted_row(scene, *j, tally, &mut own.counted),
            }
        }
    }
    let counts = counts(scene);
    let most = counts.iter().map(Counts::total).max().unwrap_or(0);
    let areas = scene.areas.all.iter().zip(rows).zip(counts);
    areas
        .map(|((id, mut rows), counts)| {
            rows.judged.sort_by_key(|(worst, rule, _)| (*worst, *rule));
            let name = scene.view.names.get(*id);
            let html = body(scene, &name, (&rows, &counts, most));
            AreaPage { name, html }
        })
        .collect()
}

fn body(scene: &Scene<'_>, name: &str, (rows, counts, most): (&Rows, &Counts, usize)) -> String {
    let t = |key| scene.word(key);
    let mut out = format!("<div class=\"bar-line\">{}</div>\n", bar_of(scene, name, counts, most));
    out.push_str(&tiles_html(scene, counts, ("area", name)));
    if rows.judged.is_empty() {
        let _ = writeln!(out, "<p class=\"faint\">{}</p>", t("no_area"));
    } else {
        table(scene, ("judged", &JUDGED), &mut out);
        rows.judged.iter().for_each(|(_, _, row)| out.push_str(row));
        out.push_str("</tbody></table>\n");
    }
    if !rows.counted.is_empty() {
        let _ = writeln!(out, "<h4>{}</h4>", t("counts"));
        table(scene, ("counted", &COUNTED), &mut out);
        out.push_str(&rows.counted);
        out.push_str("</tbody></table>\n");
    }
    out
}

/// Opens a table; on a telephone its class names the cells, since a thousand places of a hundred rules would repeat the heads
/// in every cell.
fn table(scene: &Scene<'_>, (class, heads): (&str, &[&'static str]), out: &mut String) {
    let _ = write!(out, "<table class=\"stack {class}\">\n<thead><tr>");
    for head in heads {
        let class = if *head == "value" { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", scene.word(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

/// A link to the rule, its task, and the check that is shown of several.
fn head(scene: &Scene<'_>, j: RuleView<'_>, tally: &Tally, out: &mut String) {
    let look = scene.looks.get(j.row);
    let label = look.and_then(|l| l.labels.get(tally.check)).map_or("", String::as_str);
    let (id, task) = look.map_or(("", ""), |l| (&l.id, &l.task));
    let _ = write!(out, "<td><a class=\"code\" href=\"#r{}\">{id}</a><th scope=\"row\">{task}<td>{label}", j.row);
}

fn judged_row(scene: &Scene<'_>, j: RuleView<'_>, (worst, tally): (Verdict, &Tally)) -> String {
    let mut out = String::with_capacity(480);
    let v = scene.verdict(worst);
    let _ = write!(out, "<tr><td><span class=\"v v-{}\">{} {}</span>", v.key, v.sign, v.word);
    head(scene, j, tally, &mut out);
    out.push_str("<td class=n>");
    if !tally.value.is_empty() {
        out.push_str(&escape(&tally.value));
    } else if tally.total > 0 && worst != Verdict::Pending {
        let _ = write!(out, "{}/{} {}", tally.passing, tally.total, scene.word("pass_of"));
    }
    out.push_str("<td>");
    names(scene, &tally.failing, &mut out);
    out.push_str("<td>");
    names(scene, &tally.missing, &mut out);
    out
}

fn counted_row(scene: &Scene<'_>, j: RuleView<'_>, tally: &Tally, out: &mut String) {
    out.push_str("<tr>");
    head(scene, j, tally, out);
    out.push_str("<td>");
    names(scene, &tally.failing, out);
    out.push_str("<td>");
    names(scene, &tally.missing, out);
}

fn names(scene: &Scene<'_>, named: &Named, out: &mut String) {
    for (n, name) in named.shown.iter().enumerate() {
        if n > 0 {
            out.push_str(scene.word("comma"));
        }
        out.push_str(&escape(name));
    }
    let left_out = named.count - named.shown.len();
    if left_out > 0 {
        let _ = write!(out, " <span class=\"faint\">{} {left_out}</span>", scene.word("and_more"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{STYLE, words};
    use super::*;
    use dabiao_lang::diag::Lang;

    #[test]
    fn the_style_names_the_cells_of_a_telephone_as_the_heads_do() {
        for (lang, of) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let words = words::all(lang);
            for (class, heads) in [("judged", &JUDGED[..]), ("counted", &COUNTED)] {
                // A verdict and a task say themselves what they are.
                let cells = heads.iter().enumerate().filter(|(_, h)| !matches!(**h, "verdict" | "task"));
                for (n, head) in cells {
                    let word = words.get(head).copied().unwrap_or_default();
                    let rule = format!(".{class}:lang({of}) tr>:nth-child({})::before{{content:\"{word} \"}}", n + 1);
                    assert!(STYLE.contains(&rule), "{rule}");
                }
            }
        }
    }
}
