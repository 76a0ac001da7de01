//! The places that have a page: those right below the region, each with all that lies in it.

use dabiao_data::{EntityId, Roster};
use dabiao_eval::Judgement;

/// Places that have a page at most.
const MOST_AREAS: usize = 4_000;

/// The places right below the region, each with all that lies in it.
#[derive(Debug, Default)]
pub(super) struct Areas {
    /// The places, in roster order.
    pub(super) all: Vec<EntityId>,
    /// For each entity the place that it lies in, by position.
    of: Vec<Option<u32>>,
    /// Places that have no page.
    pub(super) n_left_out: usize,
}

impl Areas {
    /// The children of the root; without a single root, whoever stands at the top.
    pub(super) fn of(roster: &Roster, judgement: &Judgement) -> Self {
        let root = match roster.roots.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let ids = || (0..roster.entities.len() as u32).map(EntityId);
        let is_area = |id: &EntityId| roster.get(*id).is_some_and(|e| e.parent == root && Some(*id) != root);
        let mut all: Vec<EntityId> = ids().filter(is_area).collect();
        let n_left_out = all.len().saturating_sub(MOST_AREAS);
        all.truncate(MOST_AREAS);
        let mut areas = Self { all, of: vec![None; roster.entities.len()], n_left_out };
        let has_many = judgement.rules.iter().flat_map(|r| &r.checks).any(|c| c.members.is_some() || c.entity != root);
        if !has_many {
            return Self { of: areas.of, ..Self::default() };
        }
        for id in ids() {
            let found = areas.search(roster, id);
            if let Some(slot) = areas.of.get_mut(id.0 as usize) {
                *slot = found;
            }
        }
        areas
    }

    fn search(&self, roster: &Roster, id: EntityId) -> Option<u32> {
        let mut at = Some(id);
        // A roster is no deeper than its levels; the bound keeps a damaged one from looping.
        for _ in 0..64 {
            let here = at?;
            if let Ok(position) = self.all.binary_search(&here) {
                return u32::try_from(position).ok();
            }
            at = roster.get(here).and_then(|e| e.parent);
        }
        None
    }

    /// Returns the position of the place that an entity lies in.
    pub(super) fn position(&self, id: EntityId) -> Option<usize> {
        self.of.get(id.0 as usize).copied().flatten().map(|p| p as usize)
    }

    /// Returns whether an entity is such a place itself.
    pub(super) fn is_place(&self, id: EntityId) -> bool {
        self.position(id).and_then(|p| self.all.get(p)) == Some(&id)
    }
}
