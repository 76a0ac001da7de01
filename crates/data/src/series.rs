//! The values of one indicator while they come in: conversion to the column's scale, duplicates, vintages.
//!
//! Of several rows for one key the best status counts, a missing value never displaces a value, equal ones are one and
//! unequal ones of one rank a conflict. INVARIANT: the outcome does not depend on the order of the rows.

use rustc_hash::FxHashMap;

use super::dataset::{ABSENT, EntityId, RowId, SPECIAL, Special, SpecialKind, Vintage};
use super::slabs::{Block, GrowingSlab};
use super::units::Decimal;
use dabiao_lang::model::{Exact, Period};

/// The largest mantissa; the two numbers below all others are marks.
const LARGEST: i64 = 9_000_000_000_000_000_000;
/// The most digits after the point of a column.
pub(super) const LARGEST_SCALE: u32 = 9;

/// One cell's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Datum {
    /// A mantissa of the column, or a flag, rank or text.
    Plain(i64),
    /// Anything that is not a plain value.
    Special(SpecialKind),
}

/// Where a value belongs and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) period: Period,
    pub(super) entity: EntityId,
    pub(super) block: Block,
    pub(super) row: RowId,
    pub(super) vintage: Vintage,
}

/// A row that said again what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat {
    pub(super) period: Period,
    pub(super) entity: EntityId,
    pub(super) row: RowId,
    pub(super) vintage: Vintage,
}

/// What one row says of a figure about which rows disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) datum: Datum,
    /// Digits after the point of a plain mantissa; the column may have become finer since.
    pub(super) scale: u32,
    pub(super) row: RowId,
}

/// A series that grows.
#[derive(Debug, Clone)]
pub(super) struct GrowingSeries {
    /// Digits after the point of a mantissa.
    pub(super) scale: u32,
    pub(super) specials: FxHashMap<(Period, EntityId), Special>,
    pub(super) vintages: FxHashMap<(Period, EntityId), Vintage>,
    pub(super) repeats: Vec<Repeat>,
    /// Of every conflict what its rows say; the first claim is the one that repeats repeated.
    pub(super) claims: FxHashMap<(Period, EntityId), Vec<Claim>>,
    pub(super) slabs: Vec<GrowingSlab>,
    slots: FxHashMap<(Period, u32), u32>,
    last: Option<(Period, u32, u32)>,
    range: Range,
    low: i64,
    high: i64,
    largest: i64,
}

/// What is possible, in base units.
#[derive(Debug, Clone, Default)]
pub(super) struct Range {
    pub(super) min: Option<Exact>,
    pub(super) max: Option<Exact>,
}

impl Range {
    fn holds(&self, value: &Exact) -> bool {
        self.min.as_ref().is_none_or(|m| value >= m) && self.max.as_ref().is_none_or(|m| value <= m)
    }
}

/// Why a number was not stored as it stands.
pub(super) struct OutOfRange;

/// What is at a key, for comparison with what comes.
enum Known {
    Missing,
    BelowUnit,
    Value(Datum),
}

impl GrowingSeries {
    pub(super) fn new(range: Range) -> Self {
        let mut series = Self {
            scale: 0,
            specials: FxHashMap::default(),
            vintages: FxHashMap::default(),
            repeats: Vec::new(),
            claims: FxHashMap::default(),
            slabs: Vec::new(),
            slots: FxHashMap::default(),
            last: None,
            range,
            low: i64::MIN,
            high: i64::MAX,
            largest: 0,
        };
        series.bound();
        series
    }

    /// Converts `mantissa / 10^digits` of a unit to the column's scale; `None` where that takes the long way.
    #[inline]
    pub(super) fn convert(&self, mantissa: i64, digits: u32, unit: Decimal) -> Option<i64> {
        let value = if unit.factor == 1 { mantissa } else { mantissa.checked_mul(unit.factor)? };
        let shift = self.scale as i32 + unit.power - digits as i32;
        let value = if shift == 0 {
            value
        } else if shift > 0 {
            value.checked_mul(power_of_ten(shift)?)?
        } else {
            let by = power_of_ten(-shift)?;
            if value % by != 0 {
                return None;
            }
            value / by
        };
        (value >= self.low && value <= self.high && value.unsigned_abs() <= LARGEST as u64).then_some(value)
    }

    /// Finds the form of any number of base units, making the column finer if need be.
    pub(super) fn convert_exact(&mut self, value: &Exact) -> Result<Datum, OutOfRange> {
        if !self.range.holds(value) {
            return Err(OutOfRange);
        }
        if let Some(digits) = value.decimal_digits()
            && digits <= LARGEST_SCALE
        {
            if digits > self.scale {
                self.rescale(digits);
            }
            if let Some(m) = value.to_scaled(self.scale).filter(|m| m.unsigned_abs() <= LARGEST as u64) {
                return Ok(Datum::Plain(m));
            }
        }
        Ok(Datum::Special(SpecialKind::Number(value.clone())))
    }

    /// Makes the column as fine as asked, unless a value would no longer fit.
    fn rescale(&mut self, digits: u32) {
        let Some(by) = power_of_ten((digits - self.scale) as i32) else { return };
        if self.largest.checked_mul(by).is_none_or(|m| m > LARGEST) {
            return;
        }
        for slab in &mut self.slabs {
            slab.for_each(|value| {
                if *value > SPECIAL {
                    *value *= by;
                }
            });
        }
        self.largest *= by;
        self.scale = digits;
        self.bound();
    }

    /// Brings the declared range to the column's scale.
    fn bound(&mut self) {
        let ten = Exact::from(10).pow(self.scale);
        // A bound beyond the column sends every value the long way, where it is compared exactly.
        self.low = self.range.min.as_ref().map_or(i64::MIN, |m| (m * &ten).ceil().to_i64().unwrap_or(i64::MAX));
        self.high = self.range.max.as_ref().map_or(i64::MAX, |m| (m * &ten).floor().to_i64().unwrap_or(i64::MIN));
    }

    /// Stores a plain value: the way of nearly all cells.
    #[inline]
    pub(super) fn put_plain(&mut self, key: Key, new: i64) {
        let Some(slab) = self.slab_of(key) else { return };
        let cell = self.slabs.get_mut(slab).and_then(|s| s.cell(key.entity, key.block.len));
        let Some((value, row)) = cell else { return };
        if *value != ABSENT {
            let (value, row) = (*value, *row);
            return self.merge(key, Datum::Plain(new), value, row);
        }
        (*value, *row) = (new, key.row);
        self.largest = self.largest.max(new.saturating_abs());
        if key.vintage != Vintage::Unstated {
            self.vintages.insert((key.period, key.entity), key.vintage);
        }
    }

    /// Stores a value.
    pub(super) fn put(&mut self, key: Key, datum: Datum) {
        let Some(slab) = self.slab_of(key) else { return };
        let cell = self.slabs.get_mut(slab).and_then(|s| s.cell(key.entity, key.block.len));
        let Some((&mut value, &mut row)) = cell else { return };
        self.merge(key, datum, value, row);
    }

    /// Returns what stands at a cell, without making it.
    pub(super) fn peek(&self, period: Period, entity: EntityId, block: Block) -> Option<(i64, RowId)> {
        let slab = self.slots.get(&(period, block.first))?;
        self.slabs.get(*slab as usize)?.peek(entity)
    }

    /// Takes out what is at a key; `false` where nothing is.
    pub(super) fn erase(&mut self, key: Key) -> bool {
        let at = (key.period, key.entity);
        self.specials.remove(&at);
        self.vintages.remove(&at);
        self.claims.remove(&at);
        self.repeats.retain(|r| (r.period, r.entity) != at);
        let Some(slab) = self.slab_of(key) else { return false };
        let cell = self.slabs.get_mut(slab).and_then(|s| s.cell(key.entity, key.block.len));
        cell.is_some_and(|(value, _)| std::mem::replace(value, ABSENT) != ABSENT)
    }

    /// Returns the position of the slab of a key, making one if need be.
    #[inline]
    fn slab_of(&mut self, key: Key) -> Option<usize> {
        if let Some((period, first, slab)) = self.last
            && period == key.period
            && first == key.block.first
        {
            return Some(slab as usize);
        }
        let slabs = &mut self.slabs;
        let slab = *self.slots.entry((key.period, key.block.first)).or_insert_with(|| {
            slabs.push(GrowingSlab::new(key.period, key.block));
            slabs.len() as u32 - 1
        });
        self.last = Some((key.period, key.block.first, slab));
        Some(slab as usize)
    }

    /// Decides between what is there and what comes.
    #[cold]
    fn merge(&mut self, key: Key, datum: Datum, value: i64, row: RowId) {
        let at = (key.period, key.entity);
        if value == ABSENT {
            return self.write(key, datum);
        }
        let old_vintage = self.vintages.get(&at).copied().unwrap_or(Vintage::Unstated);
        let known = match self.specials.get(&at) {
            Some(special) if value == SPECIAL => known(Datum::Special(special.kind.clone())),
            _ => known(Datum::Plain(value)),
        };
        let coming = self::known(datum.clone());
        match (known, coming) {
            (Known::Missing, Known::Missing) | (Known::BelowUnit, Known::BelowUnit) => self.lower_row(at, key.row),
            (Known::Missing, _) | (Known::BelowUnit, Known::Value(_)) => self.write(key, datum),
            (_, Known::Missing) | (Known::Value(_), Known::BelowUnit) => {}
            (Known::Value(old), Known::Value(new)) => {
                if key.vintage > old_vintage {
                    self.write(key, datum);
                } else if key.vintage == old_vintage {
                    self.merge_equals(key, old, new, row);
                }
            }
        }
    }

    /// Brings together two values of one rank.
    fn merge_equals(&mut self, key: Key, old: Datum, new: Datum, row: RowId) {
        let at = (key.period, key.entity);
        if let Datum::Special(SpecialKind::Conflict) = old {
            if let Some(special) = self.specials.get_mut(&at) {
                special.rows.push(key.row);
            }
            let scale = self.scale;
            self.claims.entry(at).or_default().push(Claim { datum: new, scale, row: key.row });
            return;
        }
        if self.is_same(&old, &new) {
            self.repeats.push(Repeat {
                period: key.period,
                entity: key.entity,
                row: row.max(key.row),
                vintage: key.vintage,
            });
            return self.lower_row(at, row.min(key.row));
        }
        let mut rows = self.specials.get(&at).map_or_else(|| vec![row], |s| s.rows.clone());
        rows.push(key.row);
        let claim = |datum, row| Claim { datum, scale: self.scale, row };
        self.claims.insert(at, vec![claim(old, row), claim(new, key.row)]);
        self.set(key, SPECIAL, row.min(key.row));
        self.specials.insert(at, Special { kind: SpecialKind::Conflict, rows });
    }

    fn is_same(&self, a: &Datum, b: &Datum) -> bool {
        let number = |d: &Datum| match d {
            Datum::Plain(m) => Some(Exact::from_scaled(*m, self.scale)),
            Datum::Special(SpecialKind::Number(x)) => Some(x.clone()),
            Datum::Special(_) => None,
        };
        a == b || number(a).is_some_and(|a| number(b) == Some(a))
    }

    /// Writes over what is there.
    fn write(&mut self, key: Key, datum: Datum) {
        let at = (key.period, key.entity);
        // A missing value has no rank: whatever comes displaces it.
        let is_ranked = !matches!(datum, Datum::Special(SpecialKind::Missing | SpecialKind::BelowUnit(_)));
        self.claims.remove(&at);
        match datum {
            Datum::Plain(value) => {
                self.specials.remove(&at);
                self.set(key, value, key.row);
                self.largest = self.largest.max(value.saturating_abs());
            }
            Datum::Special(kind) => {
                self.set(key, SPECIAL, key.row);
                self.specials.insert(at, Special { kind, rows: vec![key.row] });
            }
        }
        if is_ranked && key.vintage != Vintage::Unstated {
            self.vintages.insert(at, key.vintage);
        } else {
            self.vintages.remove(&at);
        }
    }

    fn set(&mut self, key: Key, new: i64, new_row: RowId) {
        let slab = self.slab_of(key);
        let cell = slab.and_then(|s| self.slabs.get_mut(s)).and_then(|s| s.cell(key.entity, key.block.len));
        if let Some((value, row)) = cell {
            (*value, *row) = (new, new_row);
        }
    }

    /// Of rows that say the same the first one is named.
    fn lower_row(&mut self, at: (Period, EntityId), new_row: RowId) {
        if let Some(first) = self.specials.get_mut(&at).and_then(|s| s.rows.first_mut()) {
            *first = (*first).min(new_row);
        }
        let Some((_, _, slab)) = self.last else { return };
        let cell = self.slabs.get_mut(slab as usize).and_then(|s| s.cell(at.1, u32::MAX));
        if let Some((_, row)) = cell {
            *row = (*row).min(new_row);
        }
    }
}

fn known(datum: Datum) -> Known {
    match datum {
        Datum::Special(SpecialKind::Missing) => Known::Missing,
        Datum::Special(SpecialKind::BelowUnit(_)) => Known::BelowUnit,
        other => Known::Value(other),
    }
}

/// Returns a power of ten that fits.
fn power_of_ten(power: i32) -> Option<i64> {
    10i64.checked_pow(u32::try_from(power).ok()?)
}
