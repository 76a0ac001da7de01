//! Quarters, half-years and months side by side: figures of each part alone, or of the year up to its end.
//!
//! `截至 2026Q2` counts a flow from 1 January on; a figure of the quarter alone is due `于 2026Q2`. The figures tell which:
//! parts that add up to the column of the year are parts, a last part that is the year is the year so far, and what falls
//! from one part to the next cannot be the year so far. INVARIANT: without such a proof a figure stays what its head says.

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

/// Returns whether the parts of the year in the heads of a table stand for themselves.
pub(super) fn stand_for_themselves(reading: &Reading<'_>) -> bool {
    let columns = || reading.columns.iter().enumerate().filter(|(_, c)| c.role == Role::Goal);
    let parts: Vec<usize> = columns()
        .filter(|(_, c)| c.when.as_ref().is_some_and(is_part) && !SO_FAR.iter().any(|w| c.head.contains(w)))
        .map(|(n, _)| n)
        .collect();
    if parts.len() < 2 {
        return false;
    }
    let is_year = |when: &Option<When>| matches!(when, Some(When::At(at)) if at.len() == 4);
    let year = columns().find(|(_, c)| is_year(&c.when) || crate::tables::heads::is_total(&c.head)).map(|(n, _)| n);
    let (mut for_themselves, mut so_far) = (false, false);
    for row in reading.head.figures() {
        let figures: Option<Vec<Decimal>> = parts.iter().map(|&c| figure(reading, row, c)).collect();
        let Some(figures) = figures.filter(|f| f.iter().any(|x| !x.is_zero())) else { continue };
        let sum = figures.iter().try_fold(Decimal::ZERO, |a, b| a.checked_add(*b));
        match year.and_then(|c| figure(reading, row, c)) {
            Some(year) => {
                so_far |= figures.last() == Some(&year);
                for_themselves |= sum == Some(year) && figures.last() != Some(&year);
            }
            None => for_themselves |= !figures.is_sorted(),
        }
    }
    for_themselves && !so_far
}

fn figure(reading: &Reading<'_>, row: usize, column: usize) -> Option<Decimal> {
    let value = value::read(reading.view.line(row, column), "", reading.context.schema)?;
    value.amount.low.parse().ok()
}
