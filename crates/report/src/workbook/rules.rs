//! The sheet of rules: one row for each, by the check that makes it what it is.

use std::sync::Arc;

use super::{LINKS_LIMIT, Linked, Places, Scene, columns, link};
use crate::asked::symbol;
use crate::evaluation::details;
use crate::number::percent;
use crate::office::sheet::{Cell, Table};
use crate::view::check::{CheckView, Measured};
use crate::view::rule::RuleView;
use crate::words;
use dabiao_eval::Check;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::sentence;

/// The column of the verdict.
pub(super) const VERDICT: u16 = 1;
/// The last column that is printed: the offices.
const PRINTED: u16 = 11;

/// Returns the table; `checks` is where the first check of each rule stands.
pub(super) fn table(scene: &Scene<'_>, checks: &Places) -> Linked {
    let say = |zh, en| scene.say(zh, en);
    let mut table = Table::new(columns(&[
        (say("编号", "ID"), 13),
        (say("结论", "Verdict"), 10),
        (say("任务", "Task"), 34),
        (say("方案", "Plan"), 24),
        (say("性质", "Class"), 8),
        (say("实测", "Measured"), 13),
        (say("单位", "Unit"), 8),
        (say("目标", "Target"), 18),
        (say("差距", "Gap"), 11),
        (say("差距单位", "Unit of gap"), 10),
        (say("期限", "Deadline"), 12),
        (say("牵头（责任）", "Lead"), 22),
        (say("亮灯", "Light"), 8),
        (say("已完成", "Done"), 9),
        (say("按时序应完成", "Expected"), 9),
        (say("今后所需", "Needed"), 22),
        (say("配合", "Support"), 22),
        (say("落实", "Carried out by"), 14),
        (say("依据", "Source"), 22),
        (say("权重", "Weight"), 7),
        (say("原因和说明", "Remarks"), 40),
        (say("规则内容", "Rule"), 44),
        (say("文件", "File"), 26),
    ]));
    table.frozen_columns = 3;
    table.has_filter = true;
    let has_links = scene.view.rules.len() <= LINKS_LIMIT;
    for j in &scene.view.rules {
        let place = if has_links { checks.get(j.at) } else { None };
        table.rows.push(row(scene, *j, place));
    }
    let of: Vec<usize> = scene.view.rules.iter().map(|j| j.at).collect();
    Linked {
        of: of.clone(),
        rule_of: of,
        verdict_column: Some(VERDICT),
        printed: Some(PRINTED),
        ..Linked::plain(table)
    }
}

fn row(scene: &Scene<'_>, j: RuleView<'_>, place: Option<&Option<String>>) -> Vec<Cell> {
    let lang = scene.source.lang;
    let rule = j.rule;
    let list = |names: &[Arc<str>]| Cell::text(words::list(names.iter().map(|n| &**n), lang));
    let mut cells = vec![
        link(rule.id.to_string(), place),
        Cell::text(words::verdict(j.judgement.verdict, lang)),
        Cell::text(j.task()),
        Cell::text(j.plan.map_or("", |p| &p.name)),
        Cell::text(rule.nature.map_or("", |n| words::nature(n, lang))),
    ];
    let check = j.shown();
    cells.extend(check.map_or_else(no_figures, |c| figures(scene, &CheckView::of(&scene.view, j, c))));
    let light = scene.lights.worst(j.at).map(|l| match l.before.as_slice() {
        [] => l.name.clone(),
        before => match lang {
            Lang::Zh => format!("{}（上次{}）", l.name, before.join("/")),
            Lang::En => format!("{} ({} before)", l.name, before.join("/")),
        },
    });
    cells.extend([list(j.offices()), Cell::text(light.unwrap_or_default())]);
    cells.extend(course(scene, check));
    cells.extend([
        list(&rule.support),
        list(&rule.carry),
        list(&rule.cite),
        Cell::figure(rule.weight.as_ref().map(dabiao_lang::model::Exact::to_text).unwrap_or_default()),
        Cell::text(remarks(scene, j, check)),
        Cell::text(sentence::rule(&scene.view.model.schema, rule, lang)),
        Cell::text(format!("{}:{}", rule.file, rule.line)),
    ]);
    cells
}

fn no_figures() -> Vec<Cell> {
    vec![Cell::Blank; 6]
}

/// Measured value, unit, target, gap, its unit, deadline.
pub(super) fn figures(scene: &Scene<'_>, check: &CheckView<'_>) -> Vec<Cell> {
    let style = scene.style();
    let (measured, unit) = match &check.measured {
        Measured::Number(amount, _) => {
            (Cell::figure(check.figure(&scene.view, &amount.value).to_text()), amount.unit.as_ref().map(symbol))
        }
        Measured::Nothing => (Cell::Blank, None),
        other => (Cell::text(style.measured(other)), None),
    };
    vec![
        measured,
        Cell::text(unit.unwrap_or_default()),
        Cell::text(check.asked.as_ref().map(|a| style.asked(&scene.view, a)).unwrap_or_default()),
        Cell::figure(check.gap.map(|g| g.value.to_text()).unwrap_or_default()),
        Cell::text(check.gap.map(|g| style.gap_unit(g.unit).trim().to_owned()).unwrap_or_default()),
        Cell::text(style.deadline(check.deadline)),
    ]
}

/// Done, expected, needed.
pub(super) fn course(scene: &Scene<'_>, check: Option<&Check>) -> [Cell; 3] {
    let share = |x: Option<&dabiao_lang::model::Exact>| Cell::text(x.map(percent).unwrap_or_default());
    let pace = check.and_then(|c| c.pace.as_ref()).map(|p| details::pace(scene.source.lang, p));
    [
        share(check.and_then(|c| c.progress.as_ref())),
        share(check.and_then(|c| c.expected.as_ref())),
        Cell::text(pace.unwrap_or_default()),
    ]
}

fn remarks(scene: &Scene<'_>, j: RuleView<'_>, check: Option<&Check>) -> String {
    let lang = scene.source.lang;
    let of_rule = j.judgement.reason.iter().map(|r| r.get(lang).to_owned());
    let of_check = check.and_then(|c| c.reason.as_ref()).map(|r| r.get(lang).to_owned());
    let zero =
        j.rule.is_missing_zero.then(|| scene.say("本规则把缺数按 0 计算", "missing figures count as 0").to_owned());
    let note = j.rule.note.iter().map(|n| n.to_string());
    of_rule.chain(of_check).chain(zero).chain(note).collect::<Vec<_>>().join("\n")
}
