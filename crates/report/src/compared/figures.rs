//! The figures that a check rests on in two reports: which have another value, which are read in one alone.

use std::collections::BTreeMap;

use serde::Serialize;

use super::read::{Check, Observation};

/// Figures that are listed for one check.
pub(super) const MOST_FIGURES: usize = 50;

/// A figure with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FigureChange {
    pub(super) indicator: String,
    pub(super) entity: String,
    pub(super) period: Option<String>,
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
pub(super) fn figures(before: &Check, after: &Check) -> Vec<FigureChange> {
    let (Some(before), Some(after)) = (&before.observations, &after.observations) else { return Vec::new() };
    let table = |all: &[Observation]| {
        all.iter().map(|o| (figure_key(o), figure_text(o))).collect::<BTreeMap<FigureKey, Option<String>>>()
    };
    let (old, new) = (table(before), table(after));
    let figure = |(k, change): (&FigureKey, &'static str)| FigureChange {
        indicator: k.0.clone(),
        entity: k.1.clone(),
        period: k.2.clone(),
        before: old.get(k).cloned().flatten(),
        after: new.get(k).cloned().flatten(),
        change,
    };
    let other = new.iter().filter(|(k, v)| old.get(*k).is_some_and(|o| o != *v)).map(|(k, _)| (k, "other"));
    let added = new.keys().filter(|k| !old.contains_key(*k)).map(|k| (k, "new"));
    let gone = old.keys().filter(|k| !new.contains_key(*k)).map(|k| (k, "gone"));
    other.chain(added).chain(gone).map(figure).collect()
}
