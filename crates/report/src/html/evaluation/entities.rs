//! One look at the checks of a rule: how each place came out, who fails, who is missing, and who is nearest to the line.
//!
//! Entities are looked at check by check and let go of again; what is kept of them is a tally for each place and the rows
//! of a table. INVARIANT: whoever is not in a row of the page is in a packed list of it.

use std::collections::BTreeMap;

use super::lists::Lists;
use super::looks::{EntityRow, EntityTable, PlaceRow, RuleLook, Tally};
use super::naming::{label, value_text, with_unit};
use super::scene::Scene;
use crate::html::document::sign;
use crate::html::page::escape;
use crate::view::check::CheckView;
use crate::view::entities::{Figures, Outcomes, is_named};
use crate::view::rule::RuleView;
use crate::words::{self, say};
use dabiao_data::EntityId;
use dabiao_eval::EntityJudgement;
use dabiao_lang::model::Verdict;

/// Entities that one table writes out; a longer list is packed whole as well.
const MOST_ROWS: usize = 60;
/// Entities that all tables of one rule write out.
const MOST_ROWS_OF_RULE: usize = 180;
/// Members of a count that one table writes out by place.
const MOST_MEMBERS: usize = 200;
/// Entities that are named as nearest to the line.
const MOST_NEAR: usize = 8;

/// Looks at every check of every rule once; long lists go into `lists`.
pub(super) fn looks(scene: &Scene<'_>, lists: &mut Lists) -> Vec<RuleLook> {
    scene.view.rules.iter().map(|j| look(scene, *j, lists)).collect()
}

fn look(scene: &Scene<'_>, j: RuleView<'_>, lists: &mut Lists) -> RuleLook {
    let mut look = RuleLook {
        id: escape(&j.rule.id),
        task: escape(j.task()),
        areas: (0..scene.areas.all.len()).map(|_| None).collect(),
        ..RuleLook::default()
    };
    let mut left = MOST_ROWS_OF_RULE;
    for (at, check) in j.judgement.checks.iter().enumerate() {
        let check = CheckView::of(&scene.view, j, check);
        look.labels.push(escape(&label_in_place(scene, j, &check)));
        let outcomes = Outcomes::of(scene.source.session, &scene.view, (j.at, at), &check);
        for (slot, tally) in look.areas.iter_mut().zip(tallies(scene, (at, &check), &outcomes)) {
            let Some(tally) = tally else { continue };
            if slot.as_ref().is_none_or(|t| rank(&tally) <= rank(t)) {
                *slot = Some(tally);
            }
        }
        let table = match &outcomes {
            Outcomes::Each(all) => one_by_one(scene, (j, at, &check), all, (&mut left, lists)),
            Outcomes::Members { named, missing } => by_place(scene, (j, at, &check), (named, missing), lists),
        };
        look.tables.extend(table);
    }
    look
}

fn label_in_place(scene: &Scene<'_>, j: RuleView<'_>, check: &CheckView<'_>) -> String {
    if j.judgement.checks.len() == 1 || check.check.entity.is_some() {
        return check.check.period.map(|p| scene.style().period(p)).unwrap_or_default();
    }
    label(scene, j, check.check)
}

/// What sorts first is worse.
fn rank(t: &Tally) -> (usize, std::cmp::Reverse<usize>) {
    let verdict = t.worst.and_then(|w| Verdict::ALL.iter().position(|v| *v == w)).unwrap_or(99);
    (verdict, std::cmp::Reverse(t.failing.count + t.missing.count))
}

/// How one check came out in each place; `None` where nobody there is concerned.
fn tallies(scene: &Scene<'_>, (at, check): (usize, &CheckView<'_>), outcomes: &Outcomes<'_>) -> Vec<Option<Tally>> {
    let mut tallies: Vec<Option<Tally>> = (0..scene.areas.all.len()).map(|_| None).collect();
    let mut place = |id: EntityId, keep: &mut dyn FnMut(&mut Tally)| {
        if let Some(slot) = scene.areas.position(id).and_then(|p| tallies.get_mut(p)) {
            keep(slot.get_or_insert_with(|| Tally { check: at, ..Tally::default() }));
        }
    };
    match (check.check.entity, outcomes) {
        (Some(id), _) if scene.areas.position(id).is_some() => place(id, &mut |t| {
            t.worst = Some(check.check.verdict);
            let measured = check.check.measured.as_ref().map(|m| value_text(scene, check, &m.value));
            t.value = measured.unwrap_or_default();
            t.gap = check.gap.map(|g| scene.style().gap(g)).unwrap_or_default();
        }),
        (_, Outcomes::Each(all)) => {
            for e in all {
                place(e.entity, &mut |t| each(scene, check, e, t));
            }
        }
        (_, Outcomes::Members { named, missing }) => {
            named.iter().for_each(|id| place(*id, &mut |t| t.failing.add(|| name(scene, *id))));
            missing.iter().for_each(|id| place(*id, &mut |t| t.missing.add(|| name(scene, *id))));
        }
    }
    tallies
}

fn each(scene: &Scene<'_>, check: &CheckView<'_>, e: &EntityJudgement, t: &mut Tally) {
    let value = || e.value.as_ref().map(|v| value_text(scene, check, v)).unwrap_or_default();
    t.total += 1;
    t.worst = Some(t.worst.map_or(e.verdict, |w| w.min(e.verdict)));
    if scene.areas.is_place(e.entity) {
        t.value = value();
        t.gap = gap_text(check, e);
    }
    match e.verdict {
        Verdict::Met | Verdict::Early => t.passing += 1,
        Verdict::Missing | Verdict::Invalid => t.missing.add(|| name(scene, e.entity)),
        v if is_named(v) => t.failing.add(|| format!("{} {}", name(scene, e.entity), value())),
        _ => {}
    }
}

fn gap_text(check: &CheckView<'_>, e: &EntityJudgement) -> String {
    e.gap.as_ref().filter(|g| !g.is_zero()).map(|g| with_unit(g, check.unit())).unwrap_or_default()
}

/// The line of one who has its own.
fn own_target(scene: &Scene<'_>, check: &CheckView<'_>, e: &EntityJudgement) -> String {
    let asked = e.line.as_ref().and_then(|line| check.asked_of_member(Some(line)));
    asked.map(|a| scene.style().asked(&scene.view, &a)).unwrap_or_default()
}

fn name(scene: &Scene<'_>, id: EntityId) -> String {
    scene.view.data.roster.get(id).map(|e| e.name.to_string()).unwrap_or_default()
}

type At<'c, 'a> = (RuleView<'a>, usize, &'c CheckView<'a>);

fn one_by_one(
    scene: &Scene<'_>,
    (j, at, check): At<'_, '_>,
    all: &[EntityJudgement],
    (left, lists): (&mut usize, &mut Lists),
) -> Option<EntityTable> {
    let named: Vec<&EntityJudgement> = all.iter().filter(|e| is_named(e.verdict)).collect();
    let n_all = named.len();
    let is_near = |e: &EntityJudgement| check.check.nearest.iter().any(|(id, _)| *id == e.entity);
    let n_shown = n_all.min(MOST_ROWS.min(*left));
    let mut list = String::new();
    if n_shown < n_all {
        let of = |v: Verdict| named.iter().filter(|e| e.verdict == v).map(|e| e.entity).collect();
        let parts: Vec<(&str, Vec<EntityId>)> = Verdict::ALL
            .into_iter()
            .filter(|v| is_named(*v))
            .map(|v| (words::verdict(v, scene.lang()), of(v)))
            .collect();
        let figures = Figures::of(scene.source.session, &scene.view, (j.at, at));
        list = lists.add(&parts, figures.as_ref()).attribute();
    }
    // Where not all have room, the nearest to the line go first: they are the ones to work with.
    let (near, others): (Vec<_>, Vec<_>) = named.into_iter().partition(|e| is_near(e));
    let named: Vec<&EntityJudgement> = near.into_iter().chain(others).take(n_shown).collect();
    *left -= n_shown;
    let rows: Vec<EntityRow> = named.into_iter().map(|e| of_judgement(scene, check, (e, is_near(e)))).collect();
    let has_reasons = rows.iter().any(|r| !r.reason.is_empty());
    let has_targets = rows.iter().any(|r| !r.target.is_empty());
    (n_all > 0).then(|| EntityTable {
        title: label(scene, j, check.check),
        has_reasons,
        has_targets,
        left_out: n_all - n_shown,
        list,
        n_all,
        rows,
        listed: "",
        places: Vec::new(),
        nearest: String::new(),
    })
}

fn of_judgement(scene: &Scene<'_>, check: &CheckView<'_>, (e, is_near): (&EntityJudgement, bool)) -> EntityRow {
    let area = scene.areas.position(e.entity);
    let above = area.and_then(|p| scene.areas.all.get(p)).filter(|a| **a != e.entity);
    EntityRow {
        name: name(scene, e.entity),
        area,
        area_name: above.map(|a| scene.view.names.get(*a)).unwrap_or_default(),
        class: e.verdict.as_str(),
        sign: sign(e.verdict),
        word: words::verdict(e.verdict, scene.lang()),
        value: e.value.as_ref().map(|v| value_text(scene, check, v)).unwrap_or_default(),
        gap: gap_text(check, e),
        target: own_target(scene, check, e),
        is_near,
        reason: e.reason.as_ref().map(|r| r.get(scene.lang()).to_owned()).unwrap_or_default(),
    }
}

/// Members of a count or share have no verdict: they pass, fail or are missing.
fn by_place(
    scene: &Scene<'_>,
    (j, at, check): At<'_, '_>,
    (listed, missing): (&[EntityId], &[EntityId]),
    lists: &mut Lists,
) -> Option<EntityTable> {
    let lang = scene.lang();
    let n_all = listed.len() + missing.len();
    if n_all == 0 {
        return None;
    }
    let is_ceiling = check.counts_to_a_ceiling();
    let head = if is_ceiling { say(lang, "计入", "counted") } else { say(lang, "不符合", "fail") };
    let figures = Figures::of(scene.source.session, &scene.view, (j.at, at));
    let mut list = String::new();
    if n_all > MOST_MEMBERS {
        let parts = [(head, listed.to_vec()), (say(lang, "缺数", "missing"), missing.to_vec())];
        list = lists.add(&parts, figures.as_ref()).attribute();
    }
    let mut places: BTreeMap<usize, PlaceRow> = BTreeMap::new();
    let both = listed.iter().map(|id| (*id, false)).chain(missing.iter().map(|id| (*id, true)));
    for (id, is_missing) in both.take(MOST_MEMBERS) {
        let own = name(scene, id);
        let value = figures.as_ref().filter(|_| !is_missing).map(|f| f.text(id)).filter(|v| !v.is_empty());
        let text = match (&value, &figures) {
            (Some(value), Some(f)) => format!("{own} {value}{}", f.unit()),
            _ => own,
        };
        let area = scene.areas.position(id);
        let area_name = || area.and_then(|p| scene.areas.all.get(p)).map(|a| scene.view.names.get(*a));
        let place = places.entry(area.unwrap_or(usize::MAX)).or_insert_with(|| PlaceRow {
            area,
            area_name: area_name().unwrap_or_default(),
            ..PlaceRow::default()
        });
        if is_missing { place.missing.push(text) } else { place.listed.push(text) }
    }
    let unit = check.line_unit();
    let near = check.check.nearest.iter().filter(|_| !is_ceiling).take(MOST_NEAR);
    let near: Vec<String> =
        near.map(|(id, v)| format!("{} {}", scene.view.names.get(*id), with_unit(v, &unit))).collect();
    Some(EntityTable {
        title: label(scene, j, check.check),
        has_reasons: false,
        has_targets: false,
        rows: Vec::new(),
        left_out: n_all.saturating_sub(MOST_MEMBERS),
        list,
        n_all,
        listed: head,
        places: places.into_values().collect(),
        nearest: near.join(say(lang, "、", ", ")),
    })
}
