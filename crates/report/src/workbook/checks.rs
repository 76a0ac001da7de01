//! The sheet of checks: one row for each target and period, in the order of the rules.

use super::rules::{course, figures};
use super::{LINKS_LIMIT, Linked, Places, Scene, columns, link};
use crate::evaluation::details;
use crate::office::scene::plain;
use crate::office::sheet::{Cell, Table};
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use crate::words;
use dabiao_eval::Check;

/// Returns the table; `entities` is where the first entity of each check stands.
pub(super) fn table(scene: &Scene<'_>, entities: &Places) -> Linked {
    let say = |zh, en| scene.say(zh, en);
    let mut table = Table::new(columns(&[
        (say("编号", "ID"), 13),
        (say("结论", "Verdict"), 10),
        (say("任务", "Task"), 30),
        (say("时期", "Period"), 12),
        (say("对象", "Entity"), 16),
        (say("实测", "Measured"), 13),
        (say("单位", "Unit"), 8),
        (say("目标", "Target"), 18),
        (say("差距", "Gap"), 11),
        (say("差距单位", "Unit of gap"), 10),
        (say("期限", "Deadline"), 12),
        (say("对象数", "Entities"), 8),
        (say("符合", "Pass"), 7),
        (say("不符合", "Fail"), 7),
        (say("缺数", "Missing"), 7),
        (say("有误", "Invalid"), 7),
        (say("不适用", "Not applicable"), 8),
        (say("已完成", "Done"), 9),
        (say("按时序应完成", "Expected"), 9),
        (say("今后所需", "Needed"), 22),
        (say("到期日", "Due"), 12),
        (say("原因和说明", "Remarks"), 44),
        (say("所据数据的问题", "Findings in the data"), 20),
        (say("判定语句", "Statement"), 40),
    ]));
    table.frozen_columns = 3;
    table.has_filter = true;
    let (mut of, mut n) = (Vec::new(), 0);
    let has_links = scene.view.rules.iter().map(|j| j.judgement.checks.len()).sum::<usize>() * 2 <= LINKS_LIMIT;
    for j in &scene.view.rules {
        for check in &j.judgement.checks {
            let place = if has_links { entities.get(n) } else { None };
            table.rows.push(row(scene, *j, check, place));
            of.push(j.at);
            n += 1;
        }
    }
    Linked { of: of.clone(), rule_of: of, verdict_column: Some(1), printed: Some(16), ..Linked::plain(table) }
}

fn row(scene: &Scene<'_>, j: RuleView<'_>, check: &Check, place: Option<&Option<String>>) -> Vec<Cell> {
    let lang = scene.source.lang;
    let entity = check.entity.map(|e| scene.view.names.get(e));
    let total = check.members.map(|m| m.total);
    let each = || scene.say("逐个对象", "each").to_owned();
    let who = entity.unwrap_or_else(|| if total.is_some() { each() } else { String::new() });
    let mut cells = vec![
        Cell::text(&*j.rule.id),
        Cell::text(words::verdict(check.verdict, lang)),
        Cell::text(j.task()),
        Cell::code(check.period.map(|p| scene.style().period(p)).unwrap_or_default()),
        link(who, place),
    ];
    cells.extend(figures(scene, &CheckView::of(&scene.view, j, check)));
    let counts = check.members.map(|m| [m.total, m.passing, m.failing, m.missing, m.invalid, m.not_applicable]);
    cells.extend(counts.map_or_else(|| vec![Cell::Blank; 6], |all| all.into_iter().map(Cell::Count).collect()));
    cells.extend(course(scene, Some(check)));
    let facts = details::facts(&scene.view, j, check).into_iter().map(plain);
    let statement = j.rule.statements.get(check.statement);
    cells.extend([
        Cell::code(check.due.map(|d| d.to_string()).unwrap_or_default()),
        Cell::text(facts.collect::<Vec<_>>().join("\n")),
        Cell::text(words::list(check.marks.iter().map(String::as_str), lang)),
        Cell::text(statement.map_or("", |s| &s.text)),
    ]);
    cells
}
