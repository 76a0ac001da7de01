//! Figures by their digits: how a text in one of several units becomes two whole numbers, without a product or a quotient.
//!
//! The units are those that differ by powers of ten. A figure is told in the smallest of them: in another unit its point
//! stands further to the right, so that some digits move from behind it to before it. Rows that were written in different
//! units can then be compared and summed up.

use dabiao_lang::model::{Exact, Indicator, Quantity, Schema, Unit};

use crate::dialect::{Dialect, PART, WHOLE};

/// By how many digits the point may move.
const MOST_SHIFT: u32 = 8;

/// What offices write before a unit.
const MULTIPLIERS: [&str; 8] = ["", "十", "百", "千", "万", "百万", "千万", "亿"];

/// The units in which a figure is sure.
#[derive(Debug, Clone)]
pub(crate) struct Units {
    /// The smallest, in which all are told.
    pub(crate) least: Unit,
    /// That of a cell without a unit.
    pub(crate) own: String,
    /// How many digits move to before the point, by unit.
    pub(crate) shifts: Vec<(String, u32)>,
}

/// A number by its digits, in the smallest of the units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digits {
    /// Before the point.
    pub(crate) whole: String,
    /// Behind it, as a whole number of its last place.
    pub(crate) part: String,
}

impl Units {
    /// Returns the units of an indicator and of what it is compared with; `None` where the indicator has none.
    pub(crate) fn of(schema: &Schema, indicator: &Indicator, bounds: &[&Quantity]) -> Option<Self> {
        let own = indicator.unit.as_ref()?;
        let mut units = vec![own.clone()];
        let stems = std::iter::once(own).chain(bounds.iter().filter_map(|b| b.unit.as_ref()));
        for stem in stems.map(|u| u.symbol.trim_start_matches(['十', '百', '千', '万', '亿'])) {
            for multiplier in MULTIPLIERS {
                units.extend(schema.unit(&format!("{multiplier}{stem}")).filter(|u| u.dim == own.dim));
            }
        }
        let mut found: Vec<(Unit, i64)> = Vec::new();
        for unit in units {
            if let Some(power) = power_of_ten(&unit, own).filter(|_| found.iter().all(|f| f.0.symbol != unit.symbol)) {
                found.push((unit, power));
            }
        }
        let most = found.iter().map(|f| f.1).max()?;
        // The own unit stays: larger ones give way where both do not fit.
        let most = most.min(i64::from(MOST_SHIFT));
        found.retain(|f| f.1 <= most && f.1 >= (most - i64::from(MOST_SHIFT)).min(0));
        let (least, low) = found.iter().min_by_key(|f| f.1).cloned()?;
        let shifts = found.iter().filter_map(|(unit, power)| {
            let shift = u32::try_from(power - low).ok().filter(|s| *s <= MOST_SHIFT)?;
            Some((unit.symbol.to_string(), shift))
        });
        let shifts: Vec<_> = shifts.collect();
        let own = own.symbol.to_string();
        shifts.iter().any(|s| s.0 == own).then_some(Self { least, own, shifts })
    }

    /// Returns the digits of an amount in base units; `None` where they are too many, or it is negative.
    pub(crate) fn digits(&self, base: &Exact) -> Option<Digits> {
        let text = self.least.from_base(base).to_decimal_text()?;
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let is_plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        let fits = whole.len() <= WHOLE && part.len() <= PART && is_plain(whole) && is_plain(part) && !whole.is_empty();
        fits.then(|| Digits { whole: number(whole), part: number(&format!("{part:0<PART$}")) })
    }

    /// Returns the unit of a cell with the blank one said.
    pub(crate) fn said(&self, dialect: Dialect, column: &str) -> String {
        format!("CASE WHEN COALESCE({column}, '') = '' THEN {} ELSE {column} END", dialect.literal(&self.own))
    }

    /// Returns by how many digits the point moves in a unit; nothing where the unit is not sure.
    pub(crate) fn shift(&self, dialect: Dialect, column: &str) -> String {
        let arms = self.shifts.iter().map(|(unit, shift)| format!("WHEN {} THEN {shift}", dialect.literal(unit)));
        format!("CASE {column} {} END", arms.collect::<Vec<_>>().join(" "))
    }
}

/// Returns `whole` and `part` of plain numbers, whose point moves by the digits of the column `shift`.
pub(crate) fn columns(dialect: Dialect, text: &str) -> (String, String) {
    // So many zeros that there are digits to move and ten more behind them.
    let zeros = "0".repeat(PART + MOST_SHIFT as usize);
    let behind = format!("{} || '{zeros}'", dialect.part(text));
    let whole = format!("{} || substr({behind}, 1, shift)", dialect.whole(text));
    (dialect.integer(&format!("({whole})")), dialect.integer(&format!("substr({behind}, shift + 1, {PART})")))
}

/// Returns the power of ten by which a unit is larger than another.
fn power_of_ten(unit: &Unit, than: &Unit) -> Option<i64> {
    let ratio = unit.factor.checked_div(&than.factor)?;
    (0..=2 * MOST_SHIFT).find_map(|power| {
        let tens = Exact::from(10).pow(power);
        let inverse = Exact::ONE.checked_div(&tens)?;
        if ratio == tens { Some(i64::from(power)) } else { (ratio == inverse).then_some(-i64::from(power)) }
    })
}

/// A whole number in SQL does not begin with zeros.
fn number(digits: &str) -> String {
    let plain = digits.trim_start_matches('0');
    if plain.is_empty() { "0".to_owned() } else { plain.to_owned() }
}
