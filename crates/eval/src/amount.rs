//! Values with units, and periods or runs of them: what judgements and scores are told in.

use dabiao_lang::model::{Exact, Period, Rounding, Unit};

/// One period or a run of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Span {
    /// One period.
    One(Period),
    /// From the first to the last, both included.
    Window(Period, Period),
}

/// A value in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The value, in `unit`.
    pub value: Exact,
    /// The unit; `None` is a bare number.
    pub unit: Option<Unit>,
}

/// Writes an amount of base units in a unit, rounded to three digits after the point where it has more.
pub(crate) fn short_amount(unit: Option<&Unit>, base: &Exact) -> String {
    let shown = crate::value::in_unit(unit, base).round(3, Rounding::HalfUp).to_text();
    unit.map_or(shown.clone(), |u| format!("{shown}{}", u.symbol))
}
