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
    /// More than enough for a figure of one 元 in a column of 亿元.
    const MOST: u32 = 12;
    let amount = crate::value::in_unit(unit, base);
    let round = |digits| amount.round(digits, Rounding::HalfUp);
    // Three digits that say something: 0.0005万元 must not read as 0.001万元, with which no sum works out.
    let is_told = |digits: &u32| (&round(*digits) * &Exact::from(10).pow(*digits)).abs() >= Exact::from(100);
    let digits = (3..=MOST).find(is_told).unwrap_or(MOST);
    let shown = if amount.abs() < Exact::ONE { round(digits) } else { round(3) }.to_text();
    unit.map_or(shown.clone(), |u| format!("{shown}{}", u.symbol))
}
