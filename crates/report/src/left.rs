//! Who left a population and by which cell, in one block: nobody leaves silently.
//!
//! One line for each way out of each rule, with those who took it and the first cells that say so. INVARIANT: every
//! entity that a judgement lists is named or counted.

use super::document::{Column, Document, Line, Table, Tone};
use super::names::Names;
use super::view::View;
use super::words::{cell_place, say};
use dabiao_eval::{Left, LeftBy, Observation};
use dabiao_lang::diag::{Cell, Lang};

/// Names and places that a line holds; the JSON document has all.
const SHOWN: usize = 8;

/// Writes the block; nothing where nobody left.
pub(super) fn write(document: &mut Document, ctx: &View<'_>) {
    let lang = ctx.options.lang;
    let left = &ctx.judgement.left;
    if left.is_empty() {
        return;
    }
    document.heading(2, say(lang, "未计入的对象", "Who is not counted"));
    let mut table = Table::new([
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "原因", "why"), 8),
        Column::text(say(lang, "对象", "entities"), 16),
        Column::text(say(lang, "依据的单元格", "by the cells"), 20),
    ]);
    for group in left.chunk_by(|a, b| (a.rule, a.check, a.by) == (b.rule, b.check, b.by)) {
        let Some(first) = group.first() else { continue };
        table.row([
            Line::of(ctx.model.rules.get(first.rule).map_or("", |r| &*r.id), Tone::Code),
            Line::from(why(ctx, first)),
            Line::from(names(ctx, group)),
            Line::from(places(ctx, group)),
        ]);
    }
    document.table(table);
}

fn why(ctx: &View<'_>, one: &Left) -> String {
    let lang = ctx.options.lang;
    match one.by {
        LeftBy::Figure => say(lang, "数据为不适用", "a figure does not apply").to_owned(),
        LeftBy::Unknown => say(lang, "是否适用不明", "unknown whether it applies").to_owned(),
        LeftBy::Condition => say(lang, "条件不成立", "the condition does not hold").to_owned(),
        LeftBy::Part => say(lang, "汇总中有一部分不适用", "a part of a computed figure does not apply").to_owned(),
        LeftBy::Exception(at) => match lang {
            Lang::Zh => format!("第 {} 项例外", at + 1),
            Lang::En => format!("exception {}", at + 1),
        },
    }
}

fn names(ctx: &View<'_>, group: &[Left]) -> String {
    let names = Names::of(&ctx.data.roster);
    let all: Vec<String> = group.iter().take(SHOWN).map(|l| names.get(l.entity).to_string()).collect();
    with_rest(ctx.options.lang, all, group.len())
}

fn places(ctx: &View<'_>, group: &[Left]) -> String {
    let lang = ctx.options.lang;
    let mut all: Vec<String> = Vec::new();
    for cell in group.iter().flat_map(|l| &l.cells) {
        let place = place(ctx, cell);
        if !all.contains(&place) {
            all.push(place);
        }
    }
    let n = all.len();
    all.truncate(SHOWN);
    with_rest(lang, all, n)
}

/// Returns where a cell stands, or whose figure of what is not there.
fn place(ctx: &View<'_>, cell: &Observation) -> String {
    let indicator = ctx.model.schema.indicator(cell.indicator).map_or("", |i| &*i.name);
    let period = cell.period.map(|p| format!(" {p}")).unwrap_or_default();
    match cell.row.and_then(|r| ctx.data.origins.locate(r)) {
        Some((origin, row)) => {
            let at = Cell { file: origin.file.to_string(), row, ..Cell::default() };
            format!("{indicator}{period} ({})", cell_place(ctx.options.lang, &at))
        }
        None => format!("{indicator}{period}"),
    }
}

fn with_rest(lang: Lang, shown: Vec<String>, n_all: usize) -> String {
    let rest = n_all.saturating_sub(shown.len());
    let list = shown.join(say(lang, "、", ", "));
    match (rest, lang) {
        (0, _) => list,
        (n, Lang::Zh) => format!("{list}等，另有 {n} 个"),
        (n, Lang::En) => format!("{list} and {n} more"),
    }
}
