//! The checks of a rule in two reports: which came out otherwise, with which figures and which entities.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cause::{Cause, World};
use super::figures::{FigureChange, MOST_FIGURES, figures};
use super::read::{Amount, Check, Rule};

/// A check that came out otherwise.
#[derive(Debug, Serialize)]
pub(super) struct CheckChange {
    pub(super) statement: u32,
    pub(super) target_index: u32,
    pub(super) period: Option<String>,
    /// The period in the earlier report, where the same duty was judged for another one there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) former_period: Option<String>,
    pub(super) entity: Option<String>,
    /// The name of the entity, where the reports tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) measured_before: Option<String>,
    pub(super) measured_after: Option<String>,
    #[serde(flatten)]
    pub(super) cause: Cause,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// Figures that have another value, or that are read in one report alone.
    pub(super) figures: Vec<FigureChange>,
    pub(super) figures_left_out: usize,
    /// Entities that came out otherwise.
    pub(super) entities: Vec<EntityChange>,
}

/// An entity with its verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct EntityChange {
    pub(super) entity: String,
    pub(super) name: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) value_before: Option<String>,
    pub(super) value_after: Option<String>,
}

type Key<'a> = (u32, u32, Option<&'a str>, Option<&'a str>);

fn key(check: &Check) -> Key<'_> {
    (check.statement, check.target_index, check.period.as_deref(), check.entity.as_deref())
}

/// Returns the checks whose verdict is another, and those that are in one report alone, in the order of the reports.
pub(super) fn changes(
    world: &World<'_>,
    is_rule_changed: Option<bool>,
    (before, after): (&Rule, &Rule),
) -> Vec<CheckChange> {
    let old: BTreeMap<Key<'_>, &Check> = before.checks.iter().map(|c| (key(c), c)).collect();
    let new: BTreeMap<Key<'_>, &Check> = after.checks.iter().map(|c| (key(c), c)).collect();
    let gone: Vec<&Check> = before.checks.iter().filter(|c| !new.contains_key(&key(c))).collect();
    let lone: Vec<&Check> = after.checks.iter().filter(|c| !old.contains_key(&key(c))).collect();
    let mut changes = Vec::new();
    for check in &after.checks {
        match old.get(&key(check)).copied().or_else(|| of_another_year(check, &lone, &gone)) {
            Some(former) => {
                let entities = entities(world, former, check);
                if former.verdict != check.verdict || !entities.is_empty() {
                    let cause = world.of_check(is_rule_changed, former, check);
                    changes.push(change(world, (Some(former), Some(check)), cause, entities));
                }
            }
            None => changes.push(change(world, (None, Some(check)), world.of_lone_check(is_rule_changed), Vec::new())),
        }
    }
    let unpaired = gone.iter().filter(|c| of_another_year(c, &gone, &lone).is_none());
    changes.extend(unpaired.map(|c| change(world, (Some(c), None), world.of_lone_check(is_rule_changed), Vec::new())));
    changes
}

/// The check of the same duty in the other report, where each report has it for one period that the other lacks: year
/// is compared with year.
fn of_another_year<'c>(check: &Check, own: &[&'c Check], others: &[&'c Check]) -> Option<&'c Check> {
    let duty = |c: &Check| (c.statement, c.target_index, c.entity.clone());
    let wanted = duty(check);
    let is_lone = own.iter().filter(|c| duty(c) == wanted).count() == 1 && own.iter().any(|c| key(c) == key(check));
    let mut same = others.iter().filter(|c| duty(c) == wanted);
    match (is_lone, same.next(), same.next()) {
        (true, Some(one), None) => Some(one),
        _ => None,
    }
}

fn change(
    world: &World<'_>,
    (before, after): (Option<&Check>, Option<&Check>),
    cause: Cause,
    entities: Vec<EntityChange>,
) -> CheckChange {
    let shown = after.or(before);
    let mut figures = match (before, after) {
        (Some(b), Some(a)) => figures(world.names(), b, a),
        _ => Vec::new(),
    };
    // Whoever came out otherwise first, then what has another value: the list may be cut.
    figures.sort_by_key(|f| (!entities.iter().any(|e| e.entity == f.entity), f.before == f.after));
    let figures_left_out = figures.len().saturating_sub(MOST_FIGURES);
    figures.truncate(MOST_FIGURES);
    let text = |c: &Check| c.measured.as_ref().map(amount);
    CheckChange {
        statement: shown.map_or(0, |c| c.statement),
        target_index: shown.map_or(0, |c| c.target_index),
        period: shown.and_then(|c| c.period.clone()),
        former_period: before.zip(after).filter(|(b, a)| b.period != a.period).and_then(|(b, _)| b.period.clone()),
        entity: shown.and_then(|c| c.entity.clone()),
        name: shown.and_then(|c| own_name(world, c)),
        before: before.map(|c| c.verdict.clone()),
        after: after.map(|c| c.verdict.clone()),
        measured_before: before.and_then(text),
        measured_after: after.and_then(text),
        cause,
        reason: after.and_then(|c| c.reason.clone()),
        figures,
        figures_left_out,
        entities,
    }
}

/// The name of the one entity that a check is about.
fn own_name(world: &World<'_>, check: &Check) -> Option<String> {
    let own = check.entities.iter().flatten().find(|e| Some(&e.entity) == check.entity.as_ref());
    own.map(|e| e.name.clone()).or_else(|| world.name(check.entity.as_deref()?).map(str::to_owned))
}

fn amount(a: &Amount) -> String {
    format!("{}{}", a.value, a.unit.as_deref().unwrap_or_default())
}

/// The entities that came out otherwise: by their verdicts, or without them by the lists of those who fail and who are
/// missing.
fn entities(world: &World<'_>, before: &Check, after: &Check) -> Vec<EntityChange> {
    if after.entity.is_some() {
        // The check's own verdict says it; of a count or share the lists say who flipped.
        return by_lists(world, before, after);
    }
    let (Some(old), Some(new)) = (&before.entities, &after.entities) else { return by_lists(world, before, after) };
    if old.is_empty() && new.is_empty() {
        return by_lists(world, before, after);
    }
    let former: BTreeMap<&str, &super::read::Entity> = old.iter().map(|e| (e.entity.as_str(), e)).collect();
    let latter: BTreeMap<&str, &super::read::Entity> = new.iter().map(|e| (e.entity.as_str(), e)).collect();
    let mut changes = Vec::new();
    let gone = old.iter().filter(|e| !latter.contains_key(e.entity.as_str()));
    let keys = new.iter().map(|e| e.entity.as_str()).chain(gone.map(|e| e.entity.as_str()));
    for key in keys {
        let (b, a) = (former.get(key), latter.get(key));
        if b.map(|e| &e.verdict) != a.map(|e| &e.verdict) {
            changes.push(EntityChange {
                entity: key.to_owned(),
                name: a.or(b).map(|e| e.name.clone()),
                before: b.map(|e| e.verdict.clone()),
                after: a.map(|e| e.verdict.clone()),
                value_before: b.and_then(|e| e.value.clone()),
                value_after: a.and_then(|e| e.value.clone()),
            });
        }
    }
    changes
}

fn by_lists(world: &World<'_>, before: &Check, after: &Check) -> Vec<EntityChange> {
    let listed = |c: &Check| {
        let failing = c.failing.iter().map(|e| (e.clone(), "failing"));
        let missing = c.missing.iter().map(|e| (e.clone(), "missing"));
        failing.chain(missing).collect::<BTreeMap<String, &'static str>>()
    };
    let (old, new) = (listed(before), listed(after));
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed = keys.into_iter().filter(|k| old.get(*k) != new.get(*k));
    changed
        .map(|k| EntityChange {
            entity: k.clone(),
            name: world.name(k).map(str::to_owned),
            before: state(&old, before, k),
            after: state(&new, after, k),
            value_before: only_figure(before, k),
            value_after: only_figure(after, k),
        })
        .collect()
}

/// How a member stood: as it is listed, or as one that passes where it is read and in no list.
fn state(listed: &BTreeMap<String, &'static str>, check: &Check, entity: &str) -> Option<String> {
    let is_read = || check.observations.iter().flatten().any(|o| o.entity == entity && o.value.is_some());
    listed.get(entity).copied().or_else(|| is_read().then_some("passing")).map(str::to_owned)
}

/// The one figure of an entity on which a check rests; nothing where there are several.
fn only_figure(check: &Check, entity: &str) -> Option<String> {
    let mut own = check.observations.iter().flatten().filter(|o| o.entity == entity && o.value.is_some());
    match (own.next(), own.next()) {
        (Some(one), None) => Some(format!("{}{}", one.value.as_deref()?, one.unit.as_deref().unwrap_or_default())),
        _ => None,
    }
}
