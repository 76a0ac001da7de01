//! The units that a sheet states as a whole, and which of them is that of a column.
//!
//! A corner may state several (`单位：万元、个`); each column takes the one that compares with it. The nearest place counts:
//! the header of the column, a column of the same indicator beside it, the head of the form, a title, a note below.
//! INVARIANT: where two places disagree, or two units fit, or nothing states a unit that could well be another, the
//! figures are read and the reading is a doubt.

use super::receipt::Stated;
use super::units::are_alike;
use crate::DataProblem;
use dabiao_lang::model::{Dim, Unit};

/// The units that a sheet states, the nearest place first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SheetUnits {
    pub(super) stated: Vec<Stated<Unit>>,
}

/// The unit of a column, and what is unsure of it.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitReading {
    /// Without one, figures are in the declared unit.
    pub(super) unit: Option<Stated<Unit>>,
    pub(super) doubts: Vec<DataProblem>,
    /// What is worth saying, though the figures can hardly be meant otherwise.
    pub(super) warning: Option<DataProblem>,
}

/// What is known of a column when its unit is looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnUnits {
    /// What its own header says.
    pub(super) own: Option<Stated<Unit>>,
    /// What the headers of other columns of the same indicator say.
    pub(super) beside: Vec<Stated<Unit>>,
    /// Whether other columns, without a unit of their own, take that of the sheet.
    pub(super) others_take: Vec<Dim>,
}

/// Whether it is a doubt that nothing states the unit: not in a table of our own long form, where the declared one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unstated {
    Doubted,
    AsDeclared,
}

impl SheetUnits {
    /// Returns the units of the nearest place that compare with a dimension.
    pub(super) fn fitting(&self, dim: &Dim) -> Vec<&Stated<Unit>> {
        let fits = |s: &&Stated<Unit>| are_alike(&s.value.dim, dim);
        let Some(first) = self.stated.iter().find(fits) else { return Vec::new() };
        let mut all: Vec<&Stated<Unit>> = self.stated.iter().filter(fits).filter(|s| is_same_place(s, first)).collect();
        // 元/户 may be read as one unit or as two; of several that agree one is enough.
        all.dedup_by(|a, b| a.value.factor == b.value.factor);
        all
    }

    /// Returns a statement at another place that says something else than a unit.
    pub(super) fn against(&self, unit: &Stated<Unit>) -> Option<&Stated<Unit>> {
        let is_other = |s: &&Stated<Unit>| {
            are_alike(&s.value.dim, &unit.value.dim) && s.value.factor != unit.value.factor && !is_same_place(s, unit)
        };
        // A place that states both is no contradiction.
        let agrees = |place: &Stated<Unit>| {
            self.stated.iter().any(|s| is_same_place(s, place) && s.value.factor == unit.value.factor)
        };
        self.stated.iter().find(|s| is_other(s) && !agrees(s))
    }
}

fn is_same_place<T>(a: &Stated<T>, b: &Stated<T>) -> bool {
    (a.by, a.row, a.column) == (b.by, b.row, b.column)
}
