//! The sheet for 督办: for each office what is late, the worst first.

use super::{Places, Scene, columns, link};
use crate::followup::document::{needed, of_item, office_name, since, task, who};
use crate::office::scene::plain;
use crate::office::sheet::{Cell, Table};
use crate::view::check::CheckView;
use crate::words;

/// Returns the table; `rules` is where each rule stands.
pub(super) fn table(scene: &Scene<'_>, rules: &Places) -> Table {
    let say = |zh, en| scene.say(zh, en);
    let mut table = Table::new(columns(&[
        (say("责任单位", "Office"), 22),
        (say("结论", "Verdict"), 10),
        (say("编号", "ID"), 13),
        (say("事项", "Duty"), 34),
        (say("实测", "Measured"), 13),
        (say("单位", "Unit"), 8),
        (say("目标", "Target"), 18),
        (say("差距", "Gap"), 11),
        (say("差距单位", "Unit of gap"), 10),
        (say("始于", "Since"), 9),
        (say("期限", "Deadline"), 12),
        (say("今后所需", "Needed"), 24),
        (say("涉及对象", "Who"), 46),
        (say("落实", "Carried out by"), 14),
        (say("办理情况", "What was done"), 24),
    ]));
    table.frozen_columns = 4;
    table.has_filter = true;
    let lang = scene.source.lang;
    for office in &scene.followup.offices {
        for item in office.items.iter().filter_map(|i| scene.followup.items.get(*i)) {
            let Some((j, check)) = of_item(&scene.view, item) else { continue };
            let view = CheckView::of(&scene.view, j, check);
            let rule = j.rule;
            let mut cells = vec![
                Cell::text(office_name(office, lang)),
                Cell::text(words::verdict(check.verdict, lang)),
                link(rule.id.to_string(), rules.get(item.rule)),
                Cell::text(task(&scene.view, j, check)),
            ];
            let mut figures = super::rules::figures(scene, &view);
            let deadline = figures.pop().unwrap_or(Cell::Blank);
            cells.extend(figures);
            let lines = who(&scene.view, &view).into_iter().map(plain);
            cells.extend([
                Cell::code(since(item)),
                deadline,
                Cell::text(needed(&scene.view, item, check)),
                Cell::text(lines.collect::<Vec<_>>().join("\n")),
                Cell::text(words::list(rule.carry.iter().map(|c| &**c), lang)),
                Cell::Blank,
            ]);
            table.rows.push(cells);
        }
    }
    table
}
