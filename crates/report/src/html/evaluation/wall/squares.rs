//! The wall: a row for each place, a column for each task, by plan; on A3 paper a table for so many tasks as fit.

use std::fmt::Write as _;

use super::{Links, Wall};
use crate::html::page::escape;
use crate::words::say;
use dabiao_lang::model::Verdict;

/// Columns of one table: what A3 across holds at seven points.
const MOST_COLUMNS: usize = 24;

/// Columns that stand in one table.
struct Chunk {
    /// The plan that they belong to.
    title: String,
    /// The positions of its columns.
    columns: std::ops::Range<usize>,
}

/// Returns the tables: plan by plan, a long plan in several.
fn chunks(wall: &Wall<'_, '_>) -> Vec<Chunk> {
    let plan_of = |column: &usize| wall.scene.view.rules.get(*column).map(|j| j.rule.plan);
    let mut out = Vec::new();
    let mut from = 0;
    for group in wall.columns.chunk_by(|a, b| plan_of(a) == plan_of(b)) {
        let first = group.first().and_then(|row| wall.scene.view.rules.get(*row));
        let title = first.and_then(|j| j.plan).map(|p| p.name.to_string()).unwrap_or_default();
        // Parts of one size look better than a full one and a stump.
        let n_parts = group.len().div_ceil(MOST_COLUMNS);
        let size = group.len().div_ceil(n_parts.max(1)).max(1);
        for part in group.chunks(size) {
            out.push(Chunk { title: title.clone(), columns: from..from + part.len() });
            from += part.len();
        }
    }
    out
}

/// Returns the squares of some places.
pub(super) fn html(wall: &Wall<'_, '_>, rows: &[usize]) -> String {
    let mut out = format!("<h3>{}</h3>\n", say(wall.scene.lang(), "逐地逐项", "Place by place, task by task"));
    for chunk in chunks(wall) {
        table(wall, &chunk, rows, &mut out);
    }
    out
}

fn table(wall: &Wall<'_, '_>, chunk: &Chunk, rows: &[usize], out: &mut String) {
    let scene = wall.scene;
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"wall\">\n<caption>{0}</caption>\n<thead><tr><th scope=\"col\">{1}</th>",
        escape(&chunk.title),
        scene.word("area")
    );
    for at in chunk.columns.clone() {
        let Some(row) = wall.columns.get(at) else { continue };
        let (id, task) = scene.looks.get(*row).map_or(("", ""), |l| (&l.id, &l.task));
        let _ = write!(
            out,
            "<th scope=\"col\" data-col=\"{at}\"><a class=\"code\" href=\"#r{row}\">{id}</a> <span>{task}</span></th>"
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for at in rows {
        // On a page of its own the wall has no tiles beside it, from which to learn how bad a place is.
        let is_alone = wall.links == Links::Pages && chunk.columns.start == 0;
        let letters =
            wall.letters.get(*at).filter(|_| is_alone).map(|v| format!(" data-v=\"{v}\"")).unwrap_or_default();
        let _ = write!(
            out,
            "<tr data-at=\"{at}\"{letters}><th scope=\"row\"><a href=\"{}\">{}</a>{}</th>",
            wall.address(*at),
            escape(&wall.name(*at)),
            small(&wall.points(*at))
        );
        for column in chunk.columns.clone() {
            square(wall, (*at, column), out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

/// A square: the sign of the verdict, what was measured or how many pass, and what is lacking.
fn square(wall: &Wall<'_, '_>, (at, column): (usize, usize), out: &mut String) {
    let scene = wall.scene;
    let look = wall.columns.get(column).and_then(|row| scene.looks.get(*row));
    let Some(tally) = look.and_then(|l| l.areas.get(at)).and_then(Option::as_ref) else {
        return out.push_str("<td></td>");
    };
    let Some(worst) = tally.worst else {
        // Named in a count of the whole, without a verdict of its own.
        let _ = write!(out, "<td>{}</td>", tally.failing.count + tally.missing.count);
        return;
    };
    let v = scene.verdict(worst);
    let value = match tally.value.as_str() {
        "" if tally.total > 1 && worst != Verdict::Pending => format!("{}/{}", tally.passing, tally.total),
        value => escape(value),
    };
    let _ =
        write!(out, "<td class=\"v-{}\" data-o=\"{}\"><b title=\"{}\">{}</b> {value}", v.key, v.order, v.word, v.sign);
    if !tally.gap.is_empty() && matches!(worst, Verdict::Unmet | Verdict::Behind) {
        let _ = write!(out, "<i>{}{}</i>", say(scene.lang(), "差", "lacks "), escape(&tally.gap));
    }
    out.push_str(&small(wall.light(at, column)));
    out.push_str("</td>");
}

fn small(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<i>{}</i>", escape(text)) }
}
