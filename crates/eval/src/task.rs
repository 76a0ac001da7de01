//! Tasks: figures that somebody sets and nobody measures.
//!
//! A task is known before its period begins, whatever the day of judgement; it never runs, and nobody's silence makes it 0. A
//! line that is made of tasks alone is that of the period that is judged, while the figures are still those of an earlier one.

use super::bind::World;
use super::frame::{Frame, MissingAs, Sight};
use dabiao_lang::model::{Expr, IndicatorId, reads};

/// Returns whether the figures of an indicator are set.
pub(crate) fn is_set(world: &World<'_>, id: IndicatorId) -> bool {
    world.indicator(id).is_some_and(|i| i.assigned.is_some())
}

impl<'w, 'a> Frame<'w, 'a> {
    /// Returns the frame in which tasks are read: they are there whatever the day.
    pub(crate) fn of_tasks(self) -> Self {
        Self { sight: Sight::Ended, missing: MissingAs::Unknown, ..self }
    }

    /// Returns the frame in which one side of a comparison is read: tasks alone are those of the judged period.
    pub(crate) fn side(self, expr: &Expr) -> Self {
        match self.line {
            Some(period) if reads::is_set(&self.world.model.schema, expr) => {
                Self { period: Some(period), ..self.of_tasks() }
            }
            _ => self,
        }
    }
}
