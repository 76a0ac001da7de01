//! Quarters, half-years and months side by side: figures of each part alone, or of the year up to its end.
//!
//! `截至 2026Q2` counts a flow from 1 January on; a figure of the quarter alone is due `于 2026Q2`. The figures tell which:
//! parts that add up to the column of the year are parts, a last part that is the year is the year so far, and what falls
//! from one part to the next cannot be the year so far. INVARIANT: without such a proof a figure stays what its head says.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::roles::Role;
use super::{Reading, value};
use crate::phrase::When;

/// Words of heads that say "so far": 至二季度末, 累计, 1—6月.
const SO_FAR: &[&str] = &["累计", "到", "至", "末", "底", "前", "-", "—", "~"];

/// Returns whether a time is a part of a year.
pub(super) fn is_part(when: &When) -> bool {
    match when {
        When::At(at) => matches!(at.len(), 6 | 7) && at.as_bytes().get(4).is_some_and(|b| b"QH-".contains(b)),
        When::Part(_) => true,
        _ => false,
    }
}

/// Which rows of a table have parts of the year that stand for themselves.
#[derive(Debug, Default)]
pub(super) struct OwnParts {
    /// What the figures of a row prove.
    proved: BTreeMap<usize, bool>,
    /// What holds for a row that proves nothing: what all others prove.
    otherwise: bool,
}

impl OwnParts {
    /// Finds out by the figures.
    pub(super) fn of(reading: &Reading<'_>) -> Self {
        let columns = || reading.columns.iter().enumerate().filter(|(_, c)| c.role == Role::Goal);
        let parts: Vec<usize> = columns()
            .filter(|(_, c)| c.when.as_ref().is_some_and(is_part) && !SO_FAR.iter().any(|w| c.head.contains(w)))
            .map(|(n, _)| n)
            .collect();
        if parts.len() < 2 {
            return Self::default();
        }
        let is_year = |when: &Option<When>| matches!(when, Some(When::At(at)) if at.len() == 4);
        let year = columns().find(|(_, c)| is_year(&c.when) || crate::tables::heads::is_total(&c.head)).map(|(n, _)| n);
        let proved: BTreeMap<usize, bool> = reading
            .head
            .figures()
            .into_iter()
            .filter_map(|row| {
                let figures: Option<Vec<Decimal>> = parts.iter().map(|&c| figure(reading, row, c)).collect();
                Some((row, proof(&figures?, year.and_then(|c| figure(reading, row, c)))?))
            })
            .collect();
        let otherwise = !proved.is_empty() && proved.values().all(|own| *own);
        Self { proved, otherwise }
    }

    /// Returns whether the parts of a row stand for themselves.
    pub(super) fn holds(&self, row: usize) -> bool {
        self.proved.get(&row).copied().unwrap_or(self.otherwise)
    }
}

/// Returns what the figures of a row and of its year prove: whether each part stands for itself.
fn proof(parts: &[Decimal], year: Option<Decimal>) -> Option<bool> {
    let sum = parts.iter().try_fold(Decimal::ZERO, |a, b| a.checked_add(*b))?;
    match year {
        Some(year) => match (sum == year, parts.last() == Some(&year)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            // A year that is nothing, or all in its last part, proves nothing.
            _ => None,
        },
        None => (!parts.is_sorted()).then_some(true),
    }
}

fn figure(reading: &Reading<'_>, row: usize, column: usize) -> Option<Decimal> {
    let value = value::read(reading.view.line(row, column), "", reading.context.schema)?;
    value.amount.low.parse().ok()
}
