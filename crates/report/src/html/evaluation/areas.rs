//! Places: for each town what every rule came to there, and who in it fails or is missing.

use serde::Serialize;

use super::naming::{is_each, is_named, label, task, value_text};
use super::scene::{Scene, VerdictView};
use super::tally::{Tile, bar_of, tiles};
use crate::evaluation::{Judged, details};
use dabiao_data::EntityId;
use dabiao_eval::Check;
use dabiao_lang::model::Verdict;

/// Entities named in one cell.
const MOST_NAMES: usize = 12;

/// A place.
#[derive(Debug, Serialize)]
pub(super) struct AreaView {
    at: usize,
    key: String,
    name: String,
    tiles: Vec<Tile>,
    bar_html: String,
    rows: Vec<AreaRow>,
    /// Rules over counts in which somebody here fails or is missing.
    counts: Vec<AreaRow>,
}

/// What a rule came to in a place.
#[derive(Debug, Serialize)]
struct AreaRow {
    rule_at: usize,
    id: String,
    task: String,
    verdict: Option<VerdictView>,
    /// The check that is shown, of several.
    what: String,
    passing: usize,
    total: usize,
    value: String,
    failing: Names,
    missing: Names,
}

/// Some names, and how many more there are.
#[derive(Debug, Default, Serialize)]
struct Names {
    shown: Vec<String>,
    left_out: usize,
}

/// How the entities of one place came out in one check.
#[derive(Default)]
struct Tally {
    worst: Option<Verdict>,
    passing: usize,
    total: usize,
    /// The value of the place itself.
    value: String,
    failing: Vec<String>,
    missing: Vec<String>,
}

/// Returns the verdicts of the rules in each place.
pub(super) fn verdicts(scene: &Scene<'_>) -> Vec<(String, usize, Vec<Verdict>)> {
    let per_rule: Vec<Vec<Option<Verdict>>> = scene.judged.iter().map(|j| worst_by_area(scene, *j)).collect();
    let areas = scene.areas.all.iter().enumerate();
    areas
        .map(|(at, id)| {
            let own = per_rule.iter().filter_map(|of| of.get(at).copied().flatten());
            (scene.ctx.names.get(*id), at, own.collect())
        })
        .collect()
}

/// Returns for each rule the places that it concerns, with their verdict where they have one: `3:unmet 5:-`.
pub(super) fn concerned(scene: &Scene<'_>) -> Vec<String> {
    let of_rule = |j: &Judged<'_>| {
        let worst = worst_by_area(scene, *j);
        let mut named = vec![false; scene.areas.all.len()];
        for id in j.judgement.checks.iter().flat_map(|c| c.failing.iter().chain(&c.missing).chain(&c.counted)) {
            if let Some(slot) = scene.areas.position(*id).and_then(|p| named.get_mut(p)) {
                *slot = true;
            }
        }
        let areas = worst.iter().zip(named).enumerate().filter(|(_, (w, named))| w.is_some() || *named);
        let marks = areas.map(|(at, (w, _))| format!("{at}:{}", w.map_or("-", Verdict::as_str)));
        marks.collect::<Vec<_>>().join(" ")
    };
    scene.judged.iter().map(of_rule).collect()
}

fn worst_by_area(scene: &Scene<'_>, j: Judged<'_>) -> Vec<Option<Verdict>> {
    let mut worst: Vec<Option<Verdict>> = vec![None; scene.areas.all.len()];
    let mut keep = |id: EntityId, v: Verdict| {
        if let Some(slot) = scene.areas.position(id).and_then(|p| worst.get_mut(p)) {
            *slot = Some(slot.map_or(v, |w| w.min(v)));
        }
    };
    for check in &j.judgement.checks {
        match check.entity {
            Some(id) => keep(id, check.verdict),
            None => check.entities.iter().for_each(|e| keep(e.entity, e.verdict)),
        }
    }
    worst
}

/// Returns the places.
pub(super) fn views(scene: &Scene<'_>) -> Vec<AreaView> {
    let n_areas = scene.areas.all.len();
    let mut rows: Vec<(Vec<AreaRow>, Vec<AreaRow>)> = (0..n_areas).map(|_| Default::default()).collect();
    for (rule_at, j) in scene.judged.iter().enumerate() {
        for (at, row) in of_rule(scene, rule_at, *j) {
            if let Some((own, counts)) = rows.get_mut(at) {
                if row.verdict.is_some() { own.push(row) } else { counts.push(row) }
            }
        }
    }
    let all = verdicts(scene);
    let most = all.iter().map(|(_, _, v)| v.len()).max().unwrap_or(0);
    let areas = all.into_iter().zip(rows).zip(&scene.areas.all);
    areas
        .map(|(((name, at, verdicts), (mut rows, counts)), id)| {
            rows.sort_by_key(|r| (r.verdict.map(|v| v.order), r.rule_at));
            AreaView {
                at,
                key: scene.source.data.roster.key(*id).to_owned(),
                tiles: tiles(scene, &verdicts),
                bar_html: bar_of(scene, &name, &verdicts, most),
                name,
                rows,
                counts,
            }
        })
        .collect()
}

/// What a rule came to in every place that it concerns: of several checks the one with the worst outcome, the newest.
fn of_rule(scene: &Scene<'_>, rule_at: usize, j: Judged<'_>) -> Vec<(usize, AreaRow)> {
    let n_areas = scene.areas.all.len();
    let mut best: Vec<Option<(usize, Tally)>> = (0..n_areas).map(|_| None).collect();
    for (check_at, check) in j.judgement.checks.iter().enumerate() {
        for (area, tally) in tallies(scene, j, check).into_iter().enumerate() {
            let Some((tally, slot)) = tally.zip(best.get_mut(area)) else { continue };
            let is_worse = slot.as_ref().is_none_or(|(_, t)| rank(&tally) <= rank(t));
            if is_worse {
                *slot = Some((check_at, tally));
            }
        }
    }
    let shown = best.into_iter().enumerate().filter_map(|(area, found)| {
        let (check_at, tally) = found?;
        let check = j.judgement.checks.get(check_at)?;
        Some((area, row(scene, (rule_at, j, check), tally)))
    });
    shown.collect()
}

/// What sorts first is worse.
fn rank(t: &Tally) -> (usize, std::cmp::Reverse<usize>) {
    let verdict = t.worst.and_then(|w| Verdict::ALL.iter().position(|v| *v == w)).unwrap_or(99);
    (verdict, std::cmp::Reverse(t.failing.len() + t.missing.len()))
}

fn row(scene: &Scene<'_>, (rule_at, j, check): (usize, Judged<'_>, &Check), t: Tally) -> AreaRow {
    let is_one = j.judgement.checks.len() == 1;
    AreaRow {
        rule_at,
        id: j.rule.id.to_string(),
        task: task(j),
        verdict: t.worst.map(|w| scene.verdict(w)),
        what: if is_one || check.entity.is_some() {
            check.period.map(crate::words::period).unwrap_or_default()
        } else {
            label(scene, j, check)
        },
        passing: t.passing,
        total: t.total,
        value: t.value,
        failing: Names::of(t.failing),
        missing: Names::of(t.missing),
    }
}

impl Names {
    fn of(mut all: Vec<String>) -> Self {
        let left_out = if all.len() > MOST_NAMES + 1 { all.len() - MOST_NAMES } else { 0 };
        all.truncate(all.len() - left_out);
        Self { shown: all, left_out }
    }
}

/// How one check came out in each place; `None` where nobody there is concerned.
fn tallies(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> Vec<Option<Tally>> {
    let mut tallies: Vec<Option<Tally>> = (0..scene.areas.all.len()).map(|_| None).collect();
    let mut at = |id: EntityId, keep: &mut dyn FnMut(&mut Tally)| {
        if let Some(slot) = scene.areas.position(id).and_then(|p| tallies.get_mut(p)) {
            keep(slot.get_or_insert_with(Tally::default));
        }
    };
    if let Some(id) = check.entity {
        at(id, &mut |t| {
            t.worst = Some(check.verdict);
            let measured = check.measured.as_ref().map(|m| value_text(scene, (j, check), &m.value));
            t.value = measured.unwrap_or_default();
        });
    } else if is_each(check) {
        for e in &check.entities {
            let value = e.value.as_ref().map(|v| value_text(scene, (j, check), v)).unwrap_or_default();
            at(e.entity, &mut |t| {
                t.total += 1;
                t.worst = Some(t.worst.map_or(e.verdict, |w| w.min(e.verdict)));
                if scene.areas.all.contains(&e.entity) {
                    t.value.clone_from(&value);
                }
                match e.verdict {
                    Verdict::Met | Verdict::Early => t.passing += 1,
                    Verdict::Missing | Verdict::Invalid => t.missing.push(name(scene, e.entity)),
                    v if is_named(v) => t.failing.push(format!("{} {value}", name(scene, e.entity))),
                    _ => {}
                }
            });
        }
        return tallies;
    }
    if is_each(check) || check.entity.is_some_and(|e| scene.areas.position(e).is_some()) {
        return tallies;
    }
    let listed = if details::counts_to_a_ceiling(j, check) { &check.counted } else { &check.failing };
    listed.iter().for_each(|id| at(*id, &mut |t| t.failing.push(name(scene, *id))));
    check.missing.iter().for_each(|id| at(*id, &mut |t| t.missing.push(name(scene, *id))));
    tallies
}

fn name(scene: &Scene<'_>, id: EntityId) -> String {
    scene.source.data.roster.get(id).map(|e| e.name.to_string()).unwrap_or_default()
}
