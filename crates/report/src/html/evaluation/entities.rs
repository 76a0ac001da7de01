//! Who fails a check, who is missing, and who is nearest to the line, with values where they are known.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::naming::{is_each, is_named, label, unit, value_text, with_unit};
use super::scene::Scene;
use crate::derivation;
use crate::evaluation::{Judged, details};
use crate::html::document::sign;
use crate::words::{self, say};
use dabiao_data::EntityId;
use dabiao_eval::{Check, EntityJudgement};

/// Entities that one table lists at most.
const MOST_ROWS: usize = 60;
/// Entities that all tables of one rule list at most.
const MOST_ROWS_OF_RULE: usize = 180;
/// Entities that are named as nearest to the line.
const MOST_NEAR: usize = 8;

/// A table of entities: one by one where each has a verdict, else by place.
#[derive(Debug, Serialize)]
pub(super) struct EntityTable {
    title: String,
    has_reasons: bool,
    rows: Vec<EntityRow>,
    left_out: usize,
    /// The head of the names in `places`: those that fail, or those that are counted.
    listed: &'static str,
    places: Vec<PlaceRow>,
    nearest: String,
}

/// Members of a count or share in one place.
#[derive(Debug, Default, Serialize)]
struct PlaceRow {
    area: Option<usize>,
    area_name: String,
    listed: Vec<String>,
    missing: Vec<String>,
}

/// One entity.
#[derive(Debug, Serialize)]
struct EntityRow {
    name: String,
    /// The position of the place that it lies in.
    area: Option<usize>,
    area_name: String,
    class: &'static str,
    sign: &'static str,
    word: &'static str,
    value: String,
    gap: String,
    is_near: bool,
    reason: String,
}

/// Returns the tables of a rule, one for each check that has somebody to name.
pub(super) fn tables(scene: &Scene<'_>, j: Judged<'_>) -> Vec<EntityTable> {
    let mut left = MOST_ROWS_OF_RULE;
    let tables = j.judgement.checks.iter().filter_map(|check| {
        if is_each(check) { one_by_one(scene, (j, check), &mut left) } else { by_place(scene, j, check) }
    });
    tables.collect()
}

fn one_by_one(scene: &Scene<'_>, (j, check): (Judged<'_>, &Check), left: &mut usize) -> Option<EntityTable> {
    let named = check.entities.iter().filter(|e| is_named(e.verdict));
    let mut rows: Vec<EntityRow> = named.map(|e| of_judgement(scene, (j, check), e)).collect();
    let n_all = rows.len();
    // Where not all have room, the nearest to the line go first: they are the ones to work with.
    rows.sort_by_key(|r| !r.is_near);
    rows.truncate(MOST_ROWS.min(*left));
    *left -= rows.len();
    let has_reasons = rows.iter().any(|r| !r.reason.is_empty());
    (n_all > 0).then(|| EntityTable {
        title: label(scene, j, check),
        has_reasons,
        left_out: n_all - rows.len(),
        rows,
        listed: "",
        places: Vec::new(),
        nearest: String::new(),
    })
}

fn of_judgement(scene: &Scene<'_>, (j, check): (Judged<'_>, &Check), e: &EntityJudgement) -> EntityRow {
    let area = scene.areas.position(e.entity);
    let above = area.and_then(|p| scene.areas.all.get(p)).filter(|a| **a != e.entity);
    EntityRow {
        name: scene.source.data.roster.get(e.entity).map(|e| e.name.to_string()).unwrap_or_default(),
        area,
        area_name: above.map(|a| scene.ctx.names.get(*a)).unwrap_or_default(),
        class: e.verdict.as_str(),
        sign: sign(e.verdict),
        word: words::verdict(e.verdict, scene.lang()),
        value: e.value.as_ref().map(|v| value_text(scene, (j, check), v)).unwrap_or_default(),
        gap: e.gap.as_ref().filter(|g| !g.is_zero()).map(|g| with_unit(g, &unit(j, check))).unwrap_or_default(),
        is_near: check.nearest.iter().any(|(id, _)| *id == e.entity),
        reason: e.reason.as_ref().map(|r| r.get(scene.lang()).to_owned()).unwrap_or_default(),
    }
}

/// Members of a count or share have no verdict: they pass, fail or are missing.
fn by_place(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> Option<EntityTable> {
    let lang = scene.lang();
    let is_ceiling = details::counts_to_a_ceiling(j, check);
    let listed = if is_ceiling { &check.counted } else { &check.failing };
    if listed.is_empty() && check.missing.is_empty() {
        return None;
    }
    let values = own_figures(scene, check);
    let mut places: BTreeMap<usize, PlaceRow> = BTreeMap::new();
    for (ids, is_missing) in [(listed, false), (&check.missing, true)] {
        for id in ids {
            let own = scene.source.data.roster.get(*id).map(|e| e.name.to_string()).unwrap_or_default();
            let text = match values.get(id) {
                Some(Some(value)) if !is_missing => format!("{own} {value}"),
                _ => own,
            };
            let area = scene.areas.position(*id);
            let named = || area.and_then(|p| scene.areas.all.get(p)).map(|a| scene.ctx.names.get(*a));
            let place = places.entry(area.unwrap_or(usize::MAX)).or_insert_with(|| PlaceRow {
                area,
                area_name: named().unwrap_or_default(),
                ..PlaceRow::default()
            });
            if is_missing { place.missing.push(text) } else { place.listed.push(text) }
        }
    }
    let unit = details::line_unit(j, check);
    let near = check.nearest.iter().filter(|_| !is_ceiling).take(MOST_NEAR);
    let near: Vec<String> =
        near.map(|(id, v)| format!("{} {}", scene.ctx.names.get(*id), with_unit(v, &unit))).collect();
    Some(EntityTable {
        title: label(scene, j, check),
        has_reasons: false,
        rows: Vec::new(),
        left_out: 0,
        listed: if is_ceiling { say(lang, "计入", "counted") } else { say(lang, "不符合", "fail") },
        places: places.into_values().collect(),
        nearest: near.join(say(lang, "、", ", ")),
    })
}

/// The one figure that a check read for each entity; `None` where it read several.
fn own_figures(scene: &Scene<'_>, check: &Check) -> FxHashMap<EntityId, Option<String>> {
    let mut all: FxHashMap<EntityId, Option<String>> = FxHashMap::default();
    for o in check.observations.iter().filter(|o| o.period.is_some() && !o.value.is_empty()) {
        let unit = derivation::unit(scene.model(), scene.source.data, o);
        let text = Some(format!("{}{unit}", o.value));
        all.entry(o.entity).and_modify(|one| *one = None).or_insert(text);
    }
    all
}
