//! A column of figures as the general checks see it: neighbouring periods side by side, other figures of an entity, the
//! quartiles of a level.
//!
//! Only plain positive figures of periods that have begun take part: a missing or faulty figure is told elsewhere.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::sink::unit_of;
use crate::bind::{Bound, World};
use dabiao_data::{Domain, EntityId, SPECIAL, Series, Slab};
use dabiao_lang::model::{Exact, IndicatorId, LevelId, Period, Unit};

/// Neighbours that are needed to go by them.
pub(super) const FEWEST: usize = 8;

/// The figures of one indicator, one length of period.
pub(super) struct Column<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) id: IndicatorId,
    pub(super) unit: Option<&'a Unit>,
    /// Periods of one length that have begun, in order of time.
    pub(super) periods: Vec<Period>,
    series: &'a Series,
    scale: u32,
    quartiles: RefCell<FxHashMap<LevelIn, Option<Rc<Quartiles>>>>,
}

/// A level in a period.
type LevelIn = (Period, Option<LevelId>);

/// The quartiles of a level in a period.
pub(super) struct Quartiles {
    pub(super) lower: Exact,
    pub(super) median: Exact,
    /// The median as it stands in the column.
    pub(super) middle: i64,
    pub(super) upper: Exact,
}

/// Two periods of a run of entities.
#[derive(Clone, Copy)]
pub(super) struct Pair<'s> {
    pub(super) first: EntityId,
    pub(super) before: &'s [i64],
    pub(super) after: &'s [i64],
}

/// Returns the columns of an indicator, one for each length of period; none for what is no number.
pub(super) fn columns<'w, 'a>(world: &'w World<'a>, id: IndicatorId) -> Vec<Column<'w, 'a>> {
    let Bound::Series(series) = world.bound(id) else { return Vec::new() };
    let Domain::Number { scale } = series.domain else { return Vec::new() };
    let mut by_length: Vec<Vec<Period>> = Vec::new();
    for slab in series.slabs.iter().filter(|s| s.period.first_day() <= world.as_of) {
        match by_length.last_mut() {
            Some(run) if run.last() == Some(&slab.period) => {}
            Some(run) if run.last().is_some_and(|p| p.frequency() == slab.period.frequency()) => run.push(slab.period),
            _ => by_length.push(vec![slab.period]),
        }
    }
    let unit = unit_of(world, id);
    let column = |periods| Column { world, id, unit, periods, series, scale, quartiles: RefCell::default() };
    by_length.into_iter().map(column).collect()
}

/// Returns whether a mantissa is a plain figure above zero.
pub(super) fn is_positive(mantissa: i64) -> bool {
    mantissa > 0
}

/// Returns whether a mantissa is a plain figure.
pub(super) fn is_plain(mantissa: i64) -> bool {
    mantissa > SPECIAL
}

impl Column<'_, '_> {
    /// Returns the amount of a mantissa, in base units.
    pub(super) fn exact(&self, mantissa: i64) -> Exact {
        Exact::from_scaled(mantissa, self.scale)
    }

    /// Returns an entity's plain figure.
    pub(super) fn get(&self, period: Period, entity: EntityId) -> Option<i64> {
        let slab = self.series.slab(period, entity)?;
        let mantissa = slab.index_of(entity).and_then(|i| slab.values.get(i)).copied()?;
        is_plain(mantissa).then_some(mantissa)
    }

    /// Returns an entity's other figures above zero, with their periods, in order of time.
    pub(super) fn others(&self, period: Period, entity: EntityId) -> Vec<(Period, i64)> {
        let elsewhere = self.periods.iter().filter(|p| **p != period);
        let figures = elsewhere.filter_map(|p| Some((*p, self.get(*p, entity)?)));
        figures.filter(|(_, m)| is_positive(*m)).collect()
    }

    /// Returns the level of an entity.
    pub(super) fn level(&self, entity: EntityId) -> Option<LevelId> {
        self.world.data.roster.get(entity).and_then(|e| e.level)
    }

    fn slabs(&self, period: Period) -> &[Slab] {
        let from = self.series.slabs.partition_point(|s| s.period < period);
        let to = self.series.slabs.partition_point(|s| s.period <= period);
        self.series.slabs.get(from..to).unwrap_or(&[])
    }

    /// Returns the runs of one period.
    pub(super) fn runs(&self, period: Period) -> impl Iterator<Item = (EntityId, &[i64])> {
        self.slabs(period).iter().map(|s| (s.first, s.values.as_slice()))
    }

    /// Returns the runs of entities that both periods have.
    pub(super) fn pairs(&self, before: Period, after: Period) -> Vec<Pair<'_>> {
        let (old, new) = (self.slabs(before), self.slabs(after));
        let (mut out, mut i, mut j) = (Vec::new(), 0, 0);
        while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
            let (a_end, b_end) = (a.first.0 + a.values.len() as u32, b.first.0 + b.values.len() as u32);
            let (from, to) = (a.first.0.max(b.first.0), a_end.min(b_end));
            if from < to {
                let part = |s: &'_ Slab| ((from - s.first.0) as usize, (to - s.first.0) as usize);
                let ((a0, a1), (b0, b1)) = (part(a), part(b));
                if let (Some(before), Some(after)) = (a.values.get(a0..a1), b.values.get(b0..b1)) {
                    out.push(Pair { first: EntityId(from), before, after });
                }
            }
            if a_end <= b_end { i += 1 } else { j += 1 }
        }
        out
    }

    /// Returns the quartiles of a level in a period; `None` where fewer than [`FEWEST`] have a figure above zero.
    pub(super) fn quartiles(&self, period: Period, level: Option<LevelId>) -> Option<Rc<Quartiles>> {
        if let Some(known) = self.quartiles.borrow().get(&(period, level)) {
            return known.clone();
        }
        let mut values: Vec<i64> = Vec::new();
        for (_, run) in self.runs(period).filter(|(first, _)| self.level(*first) == level) {
            values.extend(run.iter().copied().filter(|m| is_positive(*m)));
        }
        let found = (values.len() >= FEWEST).then(|| {
            values.sort_unstable();
            let at = |i: usize| self.exact(values.get(i).copied().unwrap_or(0));
            let n = values.len();
            let middle = values.get(n / 2).copied().unwrap_or(0);
            Rc::new(Quartiles { middle, lower: at(n / 4), median: at(n / 2), upper: at(n - 1 - n / 4) })
        });
        self.quartiles.borrow_mut().insert((period, level), found.clone());
        found
    }
}
