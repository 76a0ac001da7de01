//! Lights: how many judgements have each, and those that are not at their best, the worst first.

use serde::Serialize;

use super::scene::{LightView, Scene};
use crate::view::light::class;
use dabiao_eval::{LightBoard, LightRow};
use dabiao_lang::model::Lights;

/// Judgements that are listed at most.
const MOST_ROWS: usize = 200;

/// One declaration of lights.
#[derive(Debug, Serialize)]
pub(super) struct BoardView {
    name: String,
    counts: Vec<Count>,
    /// How many have none.
    dark: usize,
    rows: Vec<RowView>,
    left_out: usize,
}

#[derive(Debug, Serialize)]
struct Count {
    light: LightView,
    count: usize,
}

#[derive(Debug, Serialize)]
struct RowView {
    rule_at: usize,
    id: String,
    task: String,
    entity: String,
    period: String,
    light: LightView,
    action: String,
    reason: String,
}

/// Returns all declarations with their lights.
pub(super) fn boards(scene: &Scene<'_>) -> Vec<BoardView> {
    let boards = scene.source.judgement.lights.iter();
    boards.filter_map(|b| Some(board(scene, b, scene.view.model.lights.get(b.lights)?))).collect()
}

fn board(scene: &Scene<'_>, board: &LightBoard, declared: &Lights) -> BoardView {
    let colour_of = |r: &LightRow| r.line.and_then(|l| declared.lines.get(l)).map(|l| l.colour);
    let count = |colour: Option<usize>| board.rows.iter().filter(|r| colour_of(r) == colour).count();
    let view = |order: usize| {
        let name = declared.colours.get(order).map(|n| n.to_string()).unwrap_or_default();
        LightView { class: class(&name), name, count: 0, before: String::new() }
    };
    // Of the best colour there is nothing to do: the counts say enough.
    let lit = board.rows.iter().filter_map(|r| colour_of(r).filter(|c| *c > 0).map(|c| (c, r)));
    let mut lit: Vec<(usize, &LightRow)> = lit.collect();
    lit.sort_by_key(|(colour, _)| std::cmp::Reverse(*colour));
    let left_out = lit.len().saturating_sub(MOST_ROWS);
    lit.truncate(MOST_ROWS);
    let row = |(colour, r): (usize, &LightRow)| {
        let judged = scene.view.rule(r.rule);
        let action = r.line.and_then(|l| declared.lines.get(l)).and_then(|l| l.action.as_deref());
        RowView {
            rule_at: judged.map_or(r.rule, |j| j.row),
            id: judged.map(|j| j.rule.id.to_string()).unwrap_or_default(),
            task: judged.map(|j| j.task().to_owned()).unwrap_or_default(),
            entity: r.entity.map(|e| scene.view.names.get(e)).unwrap_or_default(),
            period: r.period.map(|p| scene.style().period(p)).unwrap_or_default(),
            light: view(colour),
            action: action.unwrap_or_default().to_owned(),
            reason: r.reason.get(scene.lang()).to_owned(),
        }
    };
    let counts = (0..declared.colours.len()).map(|c| Count { light: view(c), count: count(Some(c)) });
    BoardView {
        name: declared.name.to_string(),
        counts: counts.collect(),
        dark: count(None),
        rows: lit.into_iter().map(row).collect(),
        left_out,
    }
}
