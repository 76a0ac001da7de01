//! The sheet of entities: for each check over many how each of them came out.

use super::{Linked, Scene, columns};
use crate::asked::Figure;
use crate::office::sheet::{Cell, Table};
use crate::view::check::CheckView;
use crate::view::entities::Outcomes;
use crate::view::rule::RuleView;
use crate::words;
use dabiao_data::EntityId;
use dabiao_eval::EntityJudgement;
use dabiao_lang::model::Verdict;

/// Returns the table.
pub(super) fn table(scene: &Scene<'_>) -> Linked {
    let say = |zh, en| scene.say(zh, en);
    let mut table = Table::new(columns(&[
        (say("编号", "ID"), 13),
        (say("时期", "Period"), 12),
        (say("代码", "Code"), 16),
        (say("对象", "Entity"), 18),
        (say("所属", "Belongs to"), 14),
        (say("结论", "Verdict"), 12),
        (say("数值", "Value"), 14),
        (say("单位", "Unit"), 8),
        (say("差距", "Gap"), 12),
        (say("目标", "Target"), 18),
        (say("说明", "Remark"), 44),
    ]));
    table.frozen_columns = 4;
    table.has_filter = true;
    let (mut of, mut rule_of, mut n) = (Vec::new(), Vec::new(), 0);
    for j in &scene.view.rules {
        for (at, check) in j.judgement.checks.iter().enumerate() {
            let rows = rows(scene, *j, (at, &CheckView::of(&scene.view, *j, check)));
            of.extend(rows.iter().map(|_| n));
            rule_of.extend(rows.iter().map(|_| j.at));
            table.rows.extend(rows);
            n += 1;
        }
    }
    Linked { of, rule_of, verdict_column: Some(5), ..Linked::plain(table) }
}

/// The rows of a check. One about one place is said on its own row; of a count there it has a list of members.
fn rows(scene: &Scene<'_>, j: RuleView<'_>, (at, check): (usize, &CheckView<'_>)) -> Vec<Vec<Cell>> {
    match Outcomes::of(scene.source.session, &scene.view, (j.at, at), check) {
        Outcomes::Each(all) => all.iter().map(|e| of_judgement(scene, (j, check), e)).collect(),
        Outcomes::Members { named, missing } => listed(scene, (j, check), (named, missing)),
    }
}

fn of_judgement(scene: &Scene<'_>, (j, check): (RuleView<'_>, &CheckView<'_>), e: &EntityJudgement) -> Vec<Cell> {
    let lang = scene.source.lang;
    let value = e.value.as_ref().map(|v| check.figure(&scene.view, v));
    let is_number = matches!(value, Some(Figure::Number(_) | Figure::Written(_)));
    let unit = if is_number { check.unit() } else { "" };
    let mut cells = head(scene, (j, check), e.entity, words::verdict(e.verdict, lang));
    cells.extend([
        Cell::figure(value.map(|v| v.to_text()).unwrap_or_default()),
        Cell::text(unit),
        Cell::figure(
            e.gap.as_ref().filter(|g| !g.is_zero()).map(dabiao_lang::model::Exact::to_text).unwrap_or_default(),
        ),
        Cell::text(member_target_text(scene, check, e)),
        Cell::text(e.reason.as_ref().map_or("", |r| r.get(lang))),
    ]);
    cells
}

/// Members of a count or share, which pass, fail or are missing.
fn listed(
    scene: &Scene<'_>,
    (j, check): (RuleView<'_>, &CheckView<'_>),
    (named, missing): (&[EntityId], &[EntityId]),
) -> Vec<Vec<Cell>> {
    let lang = scene.source.lang;
    let word = match check.counts_to_a_ceiling() {
        true => scene.say("计入", "counted"),
        false => scene.say("不符合", "fails"),
    };
    let no_figure = words::verdict(Verdict::Missing, lang);
    let all = named.iter().map(|id| (*id, word)).chain(missing.iter().map(|id| (*id, no_figure)));
    let unit = check.line_unit();
    let row = |(id, word): (EntityId, &str)| {
        let near = check.check.nearest.iter().find(|(n, _)| *n == id);
        let mut cells = head(scene, (j, check), id, word);
        cells.extend([
            Cell::figure(near.map(|(_, v)| v.to_text()).unwrap_or_default()),
            Cell::text(near.map_or("", |_| unit.as_str())),
            Cell::Blank,
            Cell::text(target_text(scene, check)),
            Cell::text(if near.is_some() { scene.say("最接近目标线", "nearest to the line") } else { "" }),
        ]);
        cells
    };
    all.map(row).collect()
}

fn head(scene: &Scene<'_>, (j, check): (RuleView<'_>, &CheckView<'_>), id: EntityId, word: &str) -> Vec<Cell> {
    let roster = &scene.view.data.roster;
    let entity = roster.get(id);
    let parent = entity.and_then(|e| e.parent).and_then(|p| roster.get(p));
    vec![
        Cell::text(&*j.rule.id),
        Cell::code(check.check.period.map(|p| scene.style().period(p)).unwrap_or_default()),
        Cell::code(entity.map_or("", |e| &*e.code)),
        Cell::text(entity.map_or("", |e| &*e.name)),
        Cell::text(parent.map_or("", |p| &*p.name)),
        Cell::text(word),
    ]
}

/// Returns what a check asks.
pub(super) fn target_text(scene: &Scene<'_>, check: &CheckView<'_>) -> String {
    check.asked.as_ref().map(|a| scene.style().asked(&scene.view, a)).unwrap_or_default()
}

/// Returns what a check asks of one of many: of a town its own task.
fn member_target_text(scene: &Scene<'_>, check: &CheckView<'_>, e: &EntityJudgement) -> String {
    let asked = check.asked_of_member(e.line.as_ref());
    asked.map(|a| scene.style().asked(&scene.view, &a)).unwrap_or_default()
}
