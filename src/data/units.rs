//! Units of data: how a figure in one unit becomes base units.

use crate::model::{Base, Dim, Exact, Measure, Schema, Unit};

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

/// Returns the unit of a word.
pub(super) fn find(schema: &Schema, word: &str) -> Option<Unit> {
    let word = super::names::fold(word);
    if word.is_empty() { None } else { lookup(schema, &word) }
}

/// Returns whether figures in the two units compare; 个 goes with any group of measure words.
pub(super) fn are_alike(a: &Dim, b: &Dim) -> bool {
    a.0.len() == b.0.len()
        && a.0.iter().zip(&b.0).all(|((x, n), (y, m))| {
            let any = Base::Count(Measure::Any);
            let is_count = |b: &Base| matches!(b, Base::Count(_));
            n == m && (x == y || (x == &any && is_count(y)) || (y == &any && is_count(x)))
        })
}

fn lookup(schema: &Schema, word: &str) -> Option<Unit> {
    if let Some(unit) = schema.units.iter().find(|u| &*u.symbol == word) {
        return Some(unit.clone());
    }
    let of = |dim: Dim, factor: Exact| Some(Unit { symbol: word.into(), dim, factor });
    match word {
        "元" => of(Dim::of(Base::Money), Exact::ONE),
        "万元" => of(Dim::of(Base::Money), Exact::from(10_000)),
        "亿元" => of(Dim::of(Base::Money), Exact::from(100_000_000)),
        "亩" => of(Dim::of(Base::Area), Exact::ONE),
        "%" => of(Dim::ratio(), Exact::ratio(1, 100)),
        "户" => of(Dim::of(Base::Count(Measure::Household)), Exact::ONE),
        "个" => of(Dim::of(Base::Count(Measure::Any)), Exact::ONE),
        "月" => of(Dim::of(Base::Years), Exact::ratio(1, 12)),
        "年" => of(Dim::of(Base::Years), Exact::ONE),
        _ => None,
    }
}
