//! Who is there in a period: lists of entities without those that are gone or yet to come (`changes`).

use std::rc::Rc;

use super::bind::World;
use super::frame::Frame;
use dabiao_data::EntityId;
use dabiao_lang::model::{LevelRef, Period};

impl World<'_> {
    /// Returns whether a place exists at the end of a period.
    pub(crate) fn is_there(&self, entity: EntityId, period: Period) -> bool {
        self.changes.as_ref().is_none_or(|c| c.is_there(entity, period))
    }

    /// Returns those of a list who exist at the end of a period.
    pub(crate) fn living(&self, list: Rc<[EntityId]>, period: Option<Period>) -> Rc<[EntityId]> {
        match (&self.changes, period) {
            (Some(changes), Some(period)) => changes.living(&list, period),
            _ => list,
        }
    }

    /// Returns whether figures of a period stand in the column of whom they are of by its end.
    pub(crate) fn is_settled(&self, period: Period) -> bool {
        self.changes.as_ref().is_none_or(|c| !c.merges_in(period))
    }
}

impl Frame<'_, '_> {
    /// Returns the entities of a level below the frame's own, as there are in its period.
    pub(crate) fn members(&self, level: &LevelRef) -> Rc<[EntityId]> {
        self.world.living(self.world.members(level, self.entity, self.region), self.period)
    }

    /// Returns the frame of somebody who looks back from a period: its places are meant.
    pub(crate) fn seen_from(self, period: Period) -> Self {
        Self { vantage: Some(period), ..self }
    }
}
