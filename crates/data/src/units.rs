//! Units of data: how a figure in one unit becomes base units.

use dabiao_lang::model::units::Reading;
use dabiao_lang::model::{Dim, Exact, Schema, Unit};

/// How a decimal becomes base units: `mantissa × factor × 10^power`, where the factor is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The whole factor, no multiple of 10.
    pub(super) factor: i64,
    /// The power of ten.
    pub(super) power: i32,
}

impl Decimal {
    /// Bare numbers.
    pub(super) const ONE: Decimal = Decimal { factor: 1, power: 0 };

    /// Returns the decimal form of a unit's factor, or `None` where it has none that is small enough.
    pub(super) fn of(unit: &Unit) -> Option<Self> {
        let digits = unit.factor.decimal_digits()?;
        let mut factor = (&unit.factor * &Exact::from(10).pow(digits)).to_i64()?;
        let mut power = -i32::try_from(digits).ok()?;
        while factor != 0 && factor % 10 == 0 {
            factor /= 10;
            power += 1;
        }
        Some(Self { factor, power })
    }
}

/// Returns the unit of a word: a known one, or one of its own dimension that an indicator is measured in.
pub(super) fn find(schema: &Schema, word: &str) -> Option<Unit> {
    let word = super::names::fold(word);
    if word.is_empty() {
        return None;
    }
    if let Some(unit) = schema.unit(&word) {
        return Some(unit);
    }
    let Reading::Unknown(unit, _) = schema.read_unit(&word) else { return None };
    schema.indicators.iter().filter_map(|i| i.unit.as_ref()).any(|u| u.dim == unit.dim).then_some(unit)
}

/// Returns whether figures in the two units compare; 个 goes with any group of measure words.
pub(super) fn are_alike(a: &Dim, b: &Dim) -> bool {
    a.unify(b).is_some()
}
