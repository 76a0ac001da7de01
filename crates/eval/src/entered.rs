//! Points that people entered, by whom they are about and for which item.
//!
//! A row fits an item by title, entity and period, and by the scheme where it names one. Rows about nobody are left out here
//! and told by `score::by_people`.

use rustc_hash::FxHashMap;

use super::bind::{World, fold};
use dabiao_data::{EnteredPoints, EntityId};
use dabiao_lang::model::Period;
use dabiao_lang::model::scheme::{Entry, Scheme};

/// The rows of points by entity and title.
#[derive(Debug, Default)]
pub(crate) struct Entered {
    rows: FxHashMap<(EntityId, String), Vec<usize>>,
}

impl Entered {
    /// Finds out whose points they are.
    pub(crate) fn of(world: &World<'_>) -> Self {
        let mut rows: FxHashMap<(EntityId, String), Vec<usize>> = FxHashMap::default();
        for (n, row) in world.data.entered.iter().enumerate() {
            if let Ok(entity) = world.written(&row.entity) {
                rows.entry((entity, fold(&row.item))).or_default().push(n);
            }
        }
        Self { rows }
    }

    /// Returns the rows that are meant for an item of a scheme in a period.
    pub(crate) fn of_item<'a>(
        &self,
        world: &World<'a>,
        (scheme, entry): (&Scheme, &Entry),
        (entity, period): (EntityId, Period),
    ) -> Vec<&'a EnteredPoints> {
        let rows = self.rows.get(&(entity, fold(&entry.title))).into_iter().flatten();
        let rows = rows.filter_map(|n| world.data.entered.get(*n));
        rows.filter(|row| row.period == period && is_meant(row, (scheme, entry))).collect()
    }
}

/// Returns whether a row is about an item: by title, and by scheme where it names one.
pub(crate) fn is_meant(row: &EnteredPoints, (scheme, entry): (&Scheme, &Entry)) -> bool {
    fold(&entry.title) == fold(&row.item) && row.scheme.as_ref().is_none_or(|s| fold(s) == fold(&scheme.name))
}
