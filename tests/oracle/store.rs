//! The statistics as one map from (indicator, entity, period) to what is known there: vintages ranked, equal rows
//! merged, conflicts and impossible values marked.

use super::calendar::{Day, Period};
use super::world::{R, Row, RowValue, World, int};
use std::collections::BTreeMap;

/// What is known in one place.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// A value in base units (flags 0 or 1, grades their number).
    Value(R),
    /// A mark for missing.
    Unknown,
    /// `…`: more than nothing and less than this.
    Small(R),
    /// 不适用.
    NotApplicable,
    /// Conflicting, ill-typed or outside the range.
    Bad,
}

/// A place: indicator, entity, period.
pub type Key = (usize, usize, Period);

/// All that may be seen as of a day.
#[derive(Debug)]
pub struct Store {
    cells: BTreeMap<Key, Cell>,
}

impl Store {
    /// Returns what the rows of a world say as of a day; rows of periods that begin later are left out, but for what
    /// somebody sets: that is known before its period begins.
    pub fn of(world: &World, as_of: Day) -> Store {
        let mut rows: BTreeMap<Key, Vec<(usize, &Row)>> = BTreeMap::new();
        let is_seen = |r: &Row| r.period.start() <= as_of || world.indicators[r.indicator].set.is_some();
        for (i, row) in world.rows.iter().enumerate().filter(|(_, r)| is_seen(r)) {
            rows.entry((row.indicator, row.entity, row.period)).or_default().push((i, row));
        }
        let cells = rows.into_iter().map(|(key, rows)| (key, merge(world, key.0, &rows))).collect();
        Store { cells }
    }

    /// Returns what is known in a place.
    pub fn get(&self, key: Key) -> Option<&Cell> {
        self.cells.get(&key)
    }

    /// Returns whether an indicator has a value, a bad one or `…` there.
    pub fn has(&self, key: Key) -> bool {
        matches!(self.cells.get(&key), Some(Cell::Value(_) | Cell::Bad | Cell::Small(_)))
    }

    /// Returns the periods in which an indicator has a value (or a bad one) for one of the entities.
    pub fn periods(&self, indicator: usize, entities: &[usize]) -> Vec<Period> {
        let held = |c: &Cell| matches!(c, Cell::Value(_) | Cell::Bad | Cell::Small(_));
        let mut all: Vec<Period> = (self.cells.iter())
            .filter(|(k, c)| k.0 == indicator && entities.contains(&k.1) && held(c))
            .map(|(k, _)| k.2)
            .collect();
        all.sort_by_key(|p| (p.end(), p.start()));
        all.dedup();
        all
    }
}

/// Returns the file that a row is printed into: the second half of a world of two files goes into the second.
fn file_of(world: &World, row: usize) -> bool {
    world.layout == 2 && row >= world.rows.len() / 2
}

/// Returns one of the last digit that the cells of that indicator show in its unit and in the file of a row.
fn last_digit(world: &World, row: usize) -> R {
    let (x, file) = (world.rows[row].indicator, file_of(world, row));
    let unit = world.indicators[x].unit;
    let decimals = (world.rows.iter().enumerate())
        .filter(|(i, r)| r.indicator == x && file_of(world, *i) == file)
        .filter_map(|(_, r)| match &r.value {
            RowValue::Number(q) if q.unit == unit => Some(q.scale),
            _ => None,
        })
        .max()
        .unwrap_or(0);
    super::world::Quantity::new(1, decimals, unit).base()
}

fn merge(world: &World, indicator: usize, rows: &[(usize, &Row)]) -> Cell {
    let value = |r: &Row| match &r.value {
        RowValue::Number(q) => Some(Some(q.base())),
        RowValue::Flag(b) => Some(Some(int(i64::from(*b)))),
        RowValue::Grade(g) => Some(Some(int(*g as i64))),
        RowValue::Bad => Some(None),
        _ => None,
    };
    let valued: Vec<(u8, Option<R>)> = rows.iter().filter_map(|(_, r)| value(r).map(|v| (r.rank, v))).collect();
    if let Some(best) = valued.iter().map(|(rank, _)| *rank).min() {
        let mut seen: Vec<&Option<R>> = valued.iter().filter(|(rank, _)| *rank == best).map(|(_, v)| v).collect();
        seen.dedup();
        return match seen.as_slice() {
            [Some(v)] if is_possible(world, indicator, v) => Cell::Value(v.clone()),
            _ => Cell::Bad,
        };
    }
    if rows.iter().any(|(_, r)| r.value == RowValue::NotApplicable) {
        return Cell::NotApplicable;
    }
    let small = rows.iter().filter(|(_, r)| r.value == RowValue::Small).map(|(i, _)| last_digit(world, *i)).min();
    small.map_or(Cell::Unknown, Cell::Small)
}

fn is_possible(world: &World, indicator: usize, v: &R) -> bool {
    let ind = &world.indicators[indicator];
    ind.lo.is_none_or(|lo| lo.base() <= *v) && ind.hi.is_none_or(|hi| *v <= hi.base())
}
