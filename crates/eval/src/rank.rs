//! Columns that many rules ask for, sorted by value.
//!
//! A column is sorted once it has been asked for often enough that sorting pays; who asks before must scan it.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use dabiao_data::EntityId;
use dabiao_lang::model::{IndicatorId, Period};

/// Sorting pays after about so many scans.
const SCANS: u32 = 12;
/// No more columns than this are kept sorted.
const MAX_KEPT: usize = 1_024;

/// The plain values of a list of entities, sorted.
#[derive(Debug)]
pub(crate) struct Ranked {
    /// By mantissa, then by entity.
    pub(crate) values: Vec<(i64, EntityId)>,
    /// Those without a plain value, in the order of the list.
    pub(crate) rest: Vec<EntityId>,
}

/// What was asked of one column for one list so far.
#[derive(Debug)]
struct Slot {
    /// Kept so that no other list can come to stand at its address.
    _list: Rc<[EntityId]>,
    n_scans: u32,
    ranked: Option<Rc<Ranked>>,
}

/// The columns that were asked for, by indicator, period and the address of the list.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    slots: FxHashMap<(IndicatorId, Period, usize), Slot>,
}

impl Ranks {
    /// Returns the sorted column if it has been asked for often enough.
    pub(crate) fn get(
        &mut self,
        (indicator, period): (IndicatorId, Period),
        list: &Rc<[EntityId]>,
        mantissa: impl Fn(EntityId) -> Option<i64>,
    ) -> Option<Rc<Ranked>> {
        let key = (indicator, period, list.as_ptr() as usize);
        if self.slots.len() >= MAX_KEPT && !self.slots.contains_key(&key) {
            return None;
        }
        let fresh = || Slot { _list: Rc::clone(list), n_scans: 0, ranked: None };
        let slot = self.slots.entry(key).or_insert_with(fresh);
        if slot.n_scans < SCANS {
            slot.n_scans += 1;
            // A list in another order must be scanned, so that what comes of it is in that order too.
            if slot.n_scans == SCANS && list.is_sorted() {
                slot.ranked = Some(Rc::new(Ranked::new(list, mantissa)));
            }
        }
        slot.ranked.clone()
    }
}

impl Ranked {
    fn new(list: &[EntityId], mantissa: impl Fn(EntityId) -> Option<i64>) -> Self {
        let (mut values, mut rest) = (Vec::with_capacity(list.len()), Vec::new());
        for &entity in list {
            match mantissa(entity) {
                Some(m) => values.push((m, entity)),
                None => rest.push(entity),
            }
        }
        values.sort_unstable();
        Self { values, rest }
    }
}
