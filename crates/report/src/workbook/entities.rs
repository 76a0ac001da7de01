//! The sheet of entities: for each check over many how each of them came out.

use super::{Linked, Scene, columns};
use crate::asked::{Figure, figure, symbol};
use crate::evaluation::{Judged, details};
use crate::office::scene::plain;
use crate::office::sheet::{Cell, Table};
use crate::words;
use dabiao_data::EntityId;
use dabiao_eval::{Check, EntityJudgement};
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
    for (rule, j) in scene.judged.iter().enumerate() {
        for check in &j.judgement.checks {
            // A check about one place is said on its own row; of a count there it has a list of members.
            let is_each = check.entity.is_none() && !check.entities.is_empty();
            let rows = if is_each { judged(scene, *j, check) } else { listed(scene, *j, check) };
            of.extend(rows.iter().map(|_| n));
            rule_of.extend(rows.iter().map(|_| rule));
            table.rows.extend(rows);
            n += 1;
        }
    }
    Linked { of, rule_of, verdict_column: Some(5), ..Linked::plain(table) }
}

/// Those with a verdict of their own.
fn judged(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> Vec<Vec<Cell>> {
    check.entities.iter().map(|e| of_judgement(scene, (j, check), e)).collect()
}

fn of_judgement(scene: &Scene<'_>, (j, check): (Judged<'_>, &Check), e: &EntityJudgement) -> Vec<Cell> {
    let lang = scene.source.lang;
    let statement = j.rule.statements.get(check.statement);
    let target = statement.and_then(|s| s.targets.get(check.target));
    let value = e.value.as_ref().zip(statement).map(|(v, s)| figure(scene.ctx.model, scene.ctx.data, s, v));
    let is_number = matches!(value, Some(Figure::Number(_) | Figure::Written(_)));
    let unit = target.and_then(|t| t.unit.as_ref()).map(symbol).filter(|_| is_number).unwrap_or_default();
    let mut cells = head(scene, (j, check), e.entity, words::verdict(e.verdict, lang));
    cells.extend([
        Cell::figure(value.map(|v| v.to_text()).unwrap_or_default()),
        Cell::text(unit),
        Cell::figure(
            e.gap.as_ref().filter(|g| !g.is_zero()).map(dabiao_lang::model::Exact::to_text).unwrap_or_default(),
        ),
        Cell::text(target_text(scene, j, check)),
        Cell::text(e.reason.as_ref().map_or("", |r| r.get(lang))),
    ]);
    cells
}

/// Members of a count or share, which pass, fail or are missing.
fn listed(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> Vec<Vec<Cell>> {
    let lang = scene.source.lang;
    let is_ceiling = details::counts_to_a_ceiling(j, check);
    let (ids, word) = match is_ceiling {
        true => (&check.counted, scene.say("计入", "counted")),
        false => (&check.failing, scene.say("不符合", "fails")),
    };
    let missing = words::verdict(Verdict::Missing, lang);
    let all = ids.iter().map(|id| (*id, word)).chain(check.missing.iter().map(|id| (*id, missing)));
    let unit = details::line_unit(j, check);
    let row = |(id, word): (EntityId, &str)| {
        let near = check.nearest.iter().find(|(n, _)| *n == id);
        let mut cells = head(scene, (j, check), id, word);
        cells.extend([
            Cell::figure(near.map(|(_, v)| v.to_text()).unwrap_or_default()),
            Cell::text(near.map_or("", |_| unit.as_str())),
            Cell::Blank,
            Cell::text(target_text(scene, j, check)),
            Cell::text(if near.is_some() { scene.say("最接近目标线", "nearest to the line") } else { "" }),
        ]);
        cells
    };
    all.map(row).collect()
}

fn head(scene: &Scene<'_>, (j, check): (Judged<'_>, &Check), id: EntityId, word: &str) -> Vec<Cell> {
    let roster = &scene.ctx.data.roster;
    let entity = roster.get(id);
    let parent = entity.and_then(|e| e.parent).and_then(|p| roster.get(p));
    vec![
        Cell::text(&*j.rule.id),
        Cell::code(check.period.map(words::period).unwrap_or_default()),
        Cell::code(entity.map_or("", |e| &*e.code)),
        Cell::text(entity.map_or("", |e| &*e.name)),
        Cell::text(parent.map_or("", |p| &*p.name)),
        Cell::text(word),
    ]
}

fn target_text(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> String {
    plain(crate::evaluation::targets::Cells::of(&scene.ctx, j, check).target)
}
