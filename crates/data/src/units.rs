//! Units of data: how a figure in one unit becomes base units.

use dabiao_lang::model::units::Reading;
use dabiao_lang::model::{Base, Dim, Exact, Schema, Unit};

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

/// Returns the units of a list as corners of forms have them: `万元、个`, `元/户`, `（元）`; `None` where a word is no unit.
///
/// A slash parts two units where both sides are some, and the whole is one too: `元/户` gives 元/户, 元 and 户, of which the
/// dimension of a column chooses.
pub(super) fn list(schema: &Schema, text: &str) -> Option<Vec<Unit>> {
    let folded = super::names::fold(text);
    let inner = folded.trim_start_matches(['(', '[', '【', '〔']).trim_end_matches([')', ']', '】', '〕', '。']).trim();
    let inner = ["计量单位", "金额单位", "单位"].iter().find_map(|l| inner.strip_prefix(l)).unwrap_or(inner);
    let inner = inner.trim_start_matches([':', '：', ' ', '为']);
    let mut units: Vec<Unit> = Vec::new();
    for piece in inner.split(['、', ',', ';', '；', ' ', '和', '及', '|']).filter(|p| !p.is_empty()) {
        let whole = find(schema, piece);
        let parts: Vec<Unit> = piece.split('/').filter_map(|p| find(schema, p)).collect();
        let are_parts = piece.contains('/') && parts.len() == piece.split('/').count();
        if whole.is_none() && !are_parts {
            return None;
        }
        units.extend(whole.into_iter().chain(parts.into_iter().filter(|_| are_parts)));
    }
    units.dedup_by(|a, b| a.symbol == b.symbol);
    (!units.is_empty()).then_some(units)
}

/// Returns whether bare figures of a unit can hardly be meant in another: things are counted one by one, shares in percent.
///
/// Money, areas and weights are not evident: a table in 元 looks like one in 万元.
pub(super) fn is_evident(unit: &Unit) -> bool {
    let is_plain = |b: &Base| matches!(b, Base::Count(_) | Base::Own(_) | Base::Days | Base::Years | Base::Point);
    let is_counted = unit.factor == Exact::ONE && unit.dim.0.iter().all(|(b, n)| is_plain(b) && *n == 1);
    is_counted || unit.dim.is_ratio() || unit.dim == Dim::of(Base::Point)
}

/// Returns whether figures in the two units compare; 个 goes with any group of measure words.
pub(super) fn are_alike(a: &Dim, b: &Dim) -> bool {
    a.unify(b).is_some()
}
