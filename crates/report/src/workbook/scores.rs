//! The sheets of points and ranks: one for each scheme, with a column for each item.

use super::{Scene, columns};
use crate::office::scene::{points, ranked};
use crate::office::sheet::{Cell, Column, Table};
use crate::words;
use dabiao_eval::{ScoreRow, Scores};
use dabiao_lang::model::Exact;

/// Characters of a sheet's name, with room for a number behind it.
const NAME_LIMIT: usize = 24;

/// Returns the tables by name of sheet.
pub(super) fn tables(scene: &Scene<'_>) -> Vec<(String, Table)> {
    let all = &scene.source.judgement.scores;
    let of = |(n, s): (usize, &Scores)| {
        let number = if all.len() > 1 { format!("({})", n + 1) } else { String::new() };
        Some((format!("{}{number}", sheet_name(scene.say("得分排名", "Scores"))), table(scene, s)?))
    };
    all.iter().enumerate().filter_map(of).collect()
}

fn sheet_name(name: &str) -> String {
    name.chars().take(NAME_LIMIT).collect()
}

fn table(scene: &Scene<'_>, scores: &Scores) -> Option<Table> {
    let lang = scene.source.lang;
    let scheme = scene.view.model.schemes.get(scores.scheme)?;
    let say = |zh, en| scene.say(zh, en);
    let mut head = columns(&[
        (say("名次", "Rank"), 8),
        (say("代码", "Code"), 14),
        (say("对象", "Entity"), 18),
        (say("总分", "Total"), 10),
        (say("等次", "Grade"), 9),
    ]);
    for (n, entry) in scheme.entries.iter().enumerate() {
        let full = entry.points.to_text();
        let full = words::bracketed(&full, lang);
        head.push(Column::text(format!("{} {}\n{full}", scheme.entry_id(n), entry.title), 14));
    }
    head.extend(columns(&[
        (say("加分", "Bonus"), 8),
        (say("扣分", "Deduction"), 8),
        (say("与前一名差距", "Lacking to the next place"), 12),
        (say("否决和说明", "Vetoes and remarks"), 40),
    ]));
    let mut table = Table::new(head);
    table.title = Some(scheme.name.to_string());
    let provisional =
        if scores.is_provisional { say("（期末数据未全，暂列）", " (provisional)") } else { "" };
    table.notes = vec![format!("{}{}{provisional}", say("考核期：", "Period: "), scores.period)];
    table.notes.extend(scores.reason.as_ref().map(|r| r.get(lang).to_owned()));
    table.frozen_columns = 3;
    table.rows = ranked(scores).into_iter().map(|r| row(scene, scheme, r)).collect();
    Some(table)
}

fn row(scene: &Scene<'_>, scheme: &dabiao_lang::model::scheme::Scheme, r: &ScoreRow) -> Vec<Cell> {
    let lang = scene.source.lang;
    let roster = &scene.view.data.roster;
    let (best, worst) = &r.rank_bounds;
    let rank = r.rank.as_ref().map_or_else(|| format!("{}–{}", best.to_text(), worst.to_text()), Exact::to_text);
    let mut cells = vec![
        Cell::figure(rank),
        Cell::code(roster.get(r.entity).map_or("", |e| &*e.code)),
        Cell::text(scene.view.names.get(r.entity)),
        Cell::figure(points(&r.total)),
        Cell::text(r.grade.and_then(|g| scheme.grades.get(g)).map_or("", |g| &*g.name)),
    ];
    cells.extend(r.items.iter().map(|i| Cell::figure(points(&i.points))));
    // A row that could not be scored has no items.
    cells.resize(5 + scheme.entries.len(), Cell::Blank);
    let next = r.next.as_ref().map(|n| n.lacking.to_text()).unwrap_or_default();
    let vetoes = r.vetoes.iter().filter_map(|v| scheme.vetoes.get(*v)).map(|v| v.text.to_string());
    let remarks = [&r.grade_reason, &r.reason].into_iter().flatten().map(|t| t.get(lang).to_owned());
    cells.extend([
        Cell::figure(points(&r.bonus)),
        Cell::figure(points(&r.deduction)),
        Cell::figure(next),
        Cell::text(vetoes.chain(remarks).collect::<Vec<_>>().join("\n")),
    ]);
    cells
}
