//! The sheets of lights: one for each declaration, the worst first.

use super::{Scene, columns};
use crate::office::sheet::{Cell, Table};
use dabiao_eval::LightBoard;

/// Returns the tables by name of sheet.
pub(super) fn tables(scene: &Scene<'_>) -> Vec<(String, Table)> {
    let all = &scene.source.judgement.lights;
    let of = |(n, board): (usize, &LightBoard)| {
        let number = if all.len() > 1 { format!("({})", n + 1) } else { String::new() };
        Some((format!("{}{number}", scene.say("亮灯", "Lights")), table(scene, board)?))
    };
    all.iter().enumerate().filter_map(of).collect()
}

fn table(scene: &Scene<'_>, board: &LightBoard) -> Option<Table> {
    let lang = scene.source.lang;
    let lights = scene.view.model.lights.get(board.lights)?;
    let say = |zh, en| scene.say(zh, en);
    let mut table = Table::new(columns(&[
        (say("亮灯", "Light"), 9),
        (say("编号", "ID"), 13),
        (say("任务", "Task"), 36),
        (say("对象", "Entity"), 18),
        (say("时期", "Period"), 12),
        (say("上期", "Last"), 9),
        (say("措施", "Action"), 24),
        (say("理由", "Reason"), 50),
    ]));
    table.title = Some(lights.name.to_string());
    table.frozen_columns = 2;
    table.has_filter = true;
    let colour = |c: usize| lights.colours.get(c).map_or("", |n| &**n);
    let mut rows: Vec<_> = board.rows.iter().collect();
    // The worst colours first; otherwise in the order of the rules.
    rows.sort_by_key(|r| std::cmp::Reverse(r.line.and_then(|l| lights.lines.get(l)).map(|l| l.colour)));
    for r in rows {
        let Some(rule) = scene.view.model.rules.get(r.rule) else { continue };
        let line = r.line.and_then(|l| lights.lines.get(l));
        let task = rule.title.as_deref().or_else(|| rule.statements.first().map(|s| &*s.text));
        table.rows.push(vec![
            Cell::text(line.map_or("", |l| colour(l.colour))),
            Cell::text(&*rule.id),
            Cell::text(task.unwrap_or_default()),
            Cell::text(r.entity.map(|e| scene.view.names.get(e)).unwrap_or_default()),
            Cell::code(r.period.map(|p| scene.style().period(p)).unwrap_or_default()),
            Cell::text(r.handed.map(|h| h.colour).or(r.last).map_or("", colour)),
            Cell::text(line.and_then(|l| l.action.as_deref()).unwrap_or_default()),
            Cell::text(r.reason.get(lang)),
        ]);
    }
    Some(table)
}
