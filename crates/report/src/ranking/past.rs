//! What a scheme came to when it was last applied: points and rank then, and who is among the last again.

use super::Context;
use crate::document::{Column, Document, Line, Tone};
use crate::words::{self, say};
use dabiao_eval::{LAST_PLACES, ScoreRow};
use dabiao_lang::diag::Lang;

/// Returns the heads of what was before; none where nothing is known of it.
pub(super) fn heads(ctx: &Context<'_>) -> Vec<Column> {
    match ctx.earlier.period(&ctx.scheme.name, ctx.scores.period) {
        None => Vec::new(),
        Some(_) => vec![
            Column::number(say(ctx.lang, "上次得分", "points before"), 6),
            Column::number(say(ctx.lang, "上次名次", "rank before"), 4),
        ],
    }
}

/// Returns the cells under these heads.
pub(super) fn cells(ctx: &Context<'_>, row: &ScoreRow) -> Vec<Line> {
    if ctx.earlier.period(&ctx.scheme.name, ctx.scores.period).is_none() {
        return Vec::new();
    }
    let key = ctx.data.roster.key(row.entity);
    let then = ctx.earlier.last(&ctx.scheme.name, ctx.scores.period, key);
    let text = |t: Option<&String>| Line::from(t.map_or("-", String::as_str));
    let rank = then.and_then(|r| r.rank.as_ref()).map(dabiao_lang::model::Exact::to_text);
    vec![text(then.and_then(|r| r.points.as_ref())), text(rank.as_ref())]
}

/// Says which period was before, and who is among the last again.
pub(super) fn write(document: &mut Document, ctx: &Context<'_>) {
    let Some(before) = ctx.earlier.period(&ctx.scheme.name, ctx.scores.period) else { return };
    let text = match ctx.lang {
        Lang::Zh => format!("上次：{before}"),
        Lang::En => format!("before: {before}"),
    };
    document.paragraph(Line::of(text, Tone::Faint));
    let n_last = |r: &ScoreRow| ctx.earlier.n_last(&ctx.scheme.name, (ctx.scores, r), ctx.data.roster.key(r.entity));
    let again = ctx.scores.rows.iter().map(|r| (r, n_last(r))).filter(|(_, n)| *n > 1);
    let told: Vec<String> = again
        .map(|(r, n)| match ctx.lang {
            Lang::Zh => format!("{}（连续 {n} 次）", ctx.names.get(r.entity)),
            Lang::En => format!("{} ({n} times)", ctx.names.get(r.entity)),
        })
        .collect();
    if told.is_empty() {
        return;
    }
    let head = match ctx.lang {
        Lang::Zh => format!("连续排后 {LAST_PLACES} 位："),
        Lang::En => format!("among the last {LAST_PLACES} again: "),
    };
    let told = words::list(told.iter().map(String::as_str), ctx.lang);
    document.paragraph(Line::of(head, Tone::Strong).text(told));
}
