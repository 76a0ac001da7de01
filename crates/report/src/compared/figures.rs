//! The figures that a check rests on in two reports: which have another value, which are read in one alone.

use std::collections::BTreeMap;

use serde::Serialize;

use super::read::{Check, Names, Observation};

/// Figures that are listed for one check.
pub(super) const MOST_FIGURES: usize = 50;

/// A figure with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FigureChange {
    pub(super) indicator: String,
    pub(super) entity: String,
    /// The name of the entity, where the reports tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) period: Option<String>,
    /// The period of the earlier value, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) former_period: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// `other`: another value; `new`: read only in the later report; `gone`: only in the earlier one.
    pub(super) change: &'static str,
}

/// Whether a figure that both checks rest on is known to have another value.
///
/// What a declaration makes invalid may stand in the data as it stood: that proves nothing.
pub(super) fn has_other_values(before: &Check, after: &Check) -> bool {
    let sound = |c: &Check| {
        let all = c.observations.iter().flatten().filter(|o| o.status.as_deref() != Some("invalid"));
        all.map(|o| (figure_key(o), figure_text(o))).collect::<BTreeMap<FigureKey, Option<String>>>()
    };
    let (old, new) = (sound(before), sound(after));
    new.iter().any(|(key, value)| old.get(key).is_some_and(|former| former != value))
}

type FigureKey = (String, String, Option<String>);

fn figure_key(o: &Observation) -> FigureKey {
    (o.indicator.clone(), o.entity.clone(), o.period.clone())
}

fn figure_text(o: &Observation) -> Option<String> {
    match (&o.value, o.status.as_deref()) {
        (Some(value), _) => Some(format!("{value}{}", o.unit.as_deref().unwrap_or_default())),
        (None, Some(status)) if status != "missing" => Some(status.to_owned()),
        (None, _) => None,
    }
}

/// The figures that differ: other values first, then those that are read in one report alone.
///
/// A figure of one year that is read no longer and that of another that is read instead are one change; what was missing
/// and is not asked any more says nothing.
pub(super) fn figures(names: Names<'_>, before: &Check, after: &Check) -> Vec<FigureChange> {
    let (Some(before), Some(after)) = (&before.observations, &after.observations) else { return Vec::new() };
    let table = |all: &[Observation]| {
        all.iter().map(|o| (figure_key(o), figure_text(o))).collect::<BTreeMap<FigureKey, Option<String>>>()
    };
    let (old, new) = (table(before), table(after));
    let other = new.iter().filter_map(|(k, v)| old.get(k).filter(|o| *o != v).map(|o| (k, o, v)));
    let mut all: Vec<FigureChange> = other.map(|(k, o, v)| figure(names, k, (o.clone(), v.clone()), "other")).collect();
    let mut added: Vec<_> = new.iter().filter(|(k, v)| v.is_some() && !old.contains_key(*k)).collect();
    let mut gone: Vec<_> = old.iter().filter(|(k, v)| v.is_some() && !new.contains_key(*k)).collect();
    while let Some((at, from)) =
        added.iter().enumerate().rev().find_map(|(at, (k, _))| {
            gone.iter().rposition(|(o, _)| (&o.0, &o.1) == (&k.0, &k.1)).map(|from| (at, from))
        })
    {
        let ((k, v), (o, former)) = (added.remove(at), gone.remove(from));
        let paired = figure(names, k, (former.clone(), v.clone()), "other");
        all.push(FigureChange { former_period: o.2.clone(), ..paired });
    }
    all.sort_by(|a, b| (&a.indicator, &a.entity).cmp(&(&b.indicator, &b.entity)));
    all.extend(added.into_iter().map(|(k, v)| figure(names, k, (None, v.clone()), "new")));
    all.extend(gone.into_iter().map(|(k, v)| figure(names, k, (v.clone(), None), "gone")));
    all
}

fn figure(
    names: Names<'_>,
    (indicator, entity, period): &FigureKey,
    (before, after): (Option<String>, Option<String>),
    change: &'static str,
) -> FigureChange {
    FigureChange {
        indicator: indicator.clone(),
        entity: entity.clone(),
        name: names.get(entity).map(str::to_owned),
        period: period.clone(),
        former_period: None,
        before,
        after,
        change,
    }
}
