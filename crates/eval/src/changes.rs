//! Places that come and go: who there is in a period, and whose figures make up those of a place that took others in.
//!
//! A period is judged on the places of that period: those that exist at its end. A figure of an earlier period that such
//! a judgement looks back at (a base, a year before, a part of a total) is that of all the places that have become the
//! one. INVARIANT: without changes in the roster nothing here costs or changes anything.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use dabiao_data::{EntityId, Former, Roster};
use dabiao_lang::model::Period;

/// How many mergers may follow one another.
const CHAIN: usize = 64;

/// Lists of entities by the address of the list that they were taken from, which is kept so that no other comes to stand there.
type Kept = FxHashMap<(usize, Period), (Rc<[EntityId]>, Rc<[EntityId]>)>;
/// No more lists than this are kept.
const MAX_KEPT: usize = 4_096;

/// The changes that a roster states.
pub(crate) struct Changes<'a> {
    formers: &'a FxHashMap<EntityId, Former>,
    /// The places that were merged into others, directly or through others, by where they may end up.
    merged: FxHashMap<EntityId, Vec<EntityId>>,
    living: RefCell<Kept>,
}

impl<'a> Changes<'a> {
    /// Returns the changes of a roster; `None` where no place comes or goes.
    pub(crate) fn of(roster: &'a Roster) -> Option<Self> {
        let formers = &roster.formers;
        let comes_or_goes = |f: &Former| f.valid_from.is_some() || f.valid_to.is_some() || f.merged_into.is_some();
        if !formers.values().any(comes_or_goes) {
            return None;
        }
        let mut merged: FxHashMap<EntityId, Vec<EntityId>> = FxHashMap::default();
        for &part in formers.keys() {
            let next = |e: &EntityId| formers.get(e).and_then(|f| f.merged_into);
            for whole in std::iter::successors(next(&part), next).take(CHAIN) {
                merged.entry(whole).or_default().push(part);
            }
        }
        for parts in merged.values_mut() {
            parts.sort_unstable();
            parts.dedup();
        }
        Some(Self { formers, merged, living: RefCell::default() })
    }

    /// Returns whether a place exists at the end of a period; one that was merged on no stated day is gone.
    pub(crate) fn is_there(&self, entity: EntityId, period: Period) -> bool {
        self.formers.get(&entity).is_none_or(|f| {
            let end = period.last_day();
            let is_left = f.valid_to.map_or(f.merged_into.is_none(), |d| d >= end);
            f.valid_from.is_none_or(|d| d <= end) && is_left
        })
    }

    /// Returns those of a list who exist at the end of a period; the same list for the same question, so that whoever keeps
    /// something for a list finds it again.
    pub(crate) fn living(&self, list: &Rc<[EntityId]>, period: Period) -> Rc<[EntityId]> {
        if list.iter().all(|e| self.is_there(*e, period)) {
            return Rc::clone(list);
        }
        let key = (list.as_ptr() as usize, period);
        if let Some((_, known)) = self.living.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found: Rc<[EntityId]> = list.iter().copied().filter(|e| self.is_there(*e, period)).collect();
        let mut kept = self.living.borrow_mut();
        if kept.len() < MAX_KEPT {
            kept.insert(key, (Rc::clone(list), Rc::clone(&found)));
        }
        found
    }

    /// Returns whether a place existed at some time of a period.
    pub(crate) fn was_there(&self, entity: EntityId, period: Period) -> bool {
        self.formers.get(&entity).is_none_or(|f| {
            f.valid_from.is_none_or(|d| d <= period.last_day()) && f.valid_to.is_none_or(|d| d >= period.first_day())
        })
    }

    /// Returns the places of a period that had become part of a place by another one.
    pub(crate) fn parts(&self, whole: EntityId, period: Period, by: Period) -> Vec<EntityId> {
        let Some(merged) = self.merged.get(&whole) else { return Vec::new() };
        let next = |e: &EntityId| self.formers.get(e).and_then(|f| f.merged_into);
        let ends_here = |part: &EntityId| {
            !self.is_there(*part, by)
                && std::iter::successors(Some(*part), next).take(CHAIN).find(|e| self.is_there(*e, by)) == Some(whole)
        };
        merged.iter().copied().filter(|p| self.was_there(*p, period) && ends_here(p)).collect()
    }

    /// Returns whether some place was merged within a period, or on no stated day.
    pub(crate) fn merges_in(&self, period: Period) -> bool {
        self.formers
            .values()
            .filter(|f| f.merged_into.is_some())
            .any(|f| f.valid_to.is_none_or(|d| d >= period.first_day() && d < period.last_day()))
    }
}
