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
    /// A mark for missing; `true` where it is known not to be negative.
    Unknown(bool),
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
    /// Returns what the rows of a world say as of a day; rows of periods that begin later are left out.
    pub fn of(world: &World, as_of: Day) -> Store {
        let mut rows: BTreeMap<Key, Vec<&Row>> = BTreeMap::new();
        for row in world.rows.iter().filter(|r| r.period.start() <= as_of) {
            rows.entry((row.indicator, row.entity, row.period)).or_default().push(row);
        }
        let cells = rows.into_iter().map(|(key, rows)| (key, merge(world, key.0, &rows))).collect();
        Store { cells }
    }

    /// Returns what is known in a place.
    pub fn get(&self, key: Key) -> Option<&Cell> {
        self.cells.get(&key)
    }

    /// Returns the periods in which an indicator has a value (or a bad one) for one of the entities.
    pub fn periods(&self, indicator: usize, entities: &[usize]) -> Vec<Period> {
        let held = |c: &Cell| matches!(c, Cell::Value(_) | Cell::Bad);
        let mut all: Vec<Period> = (self.cells.iter())
            .filter(|(k, c)| k.0 == indicator && entities.contains(&k.1) && held(c))
            .map(|(k, _)| k.2)
            .collect();
        all.sort_by_key(|p| (p.end(), p.start()));
        all.dedup();
        all
    }
}

fn merge(world: &World, indicator: usize, rows: &[&Row]) -> Cell {
    let value = |r: &Row| match &r.value {
        RowValue::Number(q) => Some(Some(q.base())),
        RowValue::Flag(b) => Some(Some(int(i64::from(*b)))),
        RowValue::Grade(g) => Some(Some(int(*g as i64))),
        RowValue::Bad => Some(None),
        _ => None,
    };
    let valued: Vec<(u8, Option<R>)> = rows.iter().filter_map(|r| value(r).map(|v| (r.rank, v))).collect();
    if let Some(best) = valued.iter().map(|(rank, _)| *rank).min() {
        let mut seen: Vec<&Option<R>> = valued.iter().filter(|(rank, _)| *rank == best).map(|(_, v)| v).collect();
        seen.dedup();
        return match seen.as_slice() {
            [Some(v)] if is_possible(world, indicator, v) => Cell::Value(v.clone()),
            _ => Cell::Bad,
        };
    }
    if rows.iter().any(|r| r.value == RowValue::NotApplicable) {
        return Cell::NotApplicable;
    }
    Cell::Unknown(rows.iter().any(|r| r.value == RowValue::Small))
}

fn is_possible(world: &World, indicator: usize, v: &R) -> bool {
    let ind = &world.indicators[indicator];
    ind.lo.is_none_or(|lo| lo.base() <= *v) && ind.hi.is_none_or(|hi| *v <= hi.base())
}
