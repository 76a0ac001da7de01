//! The fast path: one reported indicator against a constant, compared as integers directly on the columns.
//!
//! INVARIANT: whatever is not a plain value in the column is left to the general path, entity by entity, so that both
//! paths give the same answer (`evaluate_plain` takes only the general one).

use std::cell::Cell;

use super::bind::{Bound, Path};
use super::frame::{Basis, Flow, Frame, Reading};
use super::read;
use dabiao_data::{ABSENT, Domain, EntityId, SPECIAL, Series, Slab, SpecialKind};
use dabiao_lang::model::{CompareOp, Exact, Expr, ExprKind, Frequency, IndicatorId, Period, Upward};

/// A comparison of a column with a constant.
pub(crate) struct Test<'a> {
    pub(crate) indicator: IndicatorId,
    pub(crate) period: Period,
    series: &'a Series,
    /// Whether nothing but the cell is looked at, so that whoever has no figure is judged like all others without one.
    is_cell_all: bool,
    scale: u32,
    /// The mantissas that pass.
    low: i64,
    high: i64,
    slab: Cell<Option<&'a Slab>>,
}

impl<'a> Test<'a> {
    /// Returns the test of a comparison, where it is one of a plain column in this frame.
    pub(crate) fn new(frame: Frame<'_, 'a>, op: CompareOp, left: &Expr, line: &Exact) -> Option<Self> {
        let ExprKind::Value(id) = left.kind else { return None };
        let world = frame.world;
        if world.path == Path::Plain || frame.supposed.is_some() || frame.basis != Basis::Both {
            return None;
        }
        if frame.recorder.readings.borrow().is_some() {
            return None;
        }
        if world.indicator(id).is_none_or(|i| i.formula.is_some() || i.precision.is_some()) {
            return None;
        }
        let Bound::Series(series) = world.bound(id) else { return None };
        let Domain::Number { scale } = series.domain else { return None };
        let period = read::as_fine_as_data(world, id, frame.period?);
        if !frame.sees(period) || frame.is_beyond(period) || !world.is_settled(period) {
            return None;
        }
        let is_flow = read::is_cumulative(world, id);
        if !is_flow && frame.may_change(period.last_day()) {
            return None;
        }
        if is_flow {
            let is_whole = frame.flow == Flow::Alone || period.frequency() == Frequency::Year;
            if matches!(frame.flow, Flow::Block(_)) || !is_whole || frame.is_open(period.last_day()) {
                return None;
            }
        }
        let (low, high) = passing(op, line, scale)?;
        let entity = EntityId(0);
        frame.recorder.note(Reading { indicator: id, entity, period: Some(period), is_known: true });
        let is_finest = world.frequencies(id).iter().all(|f| *f <= period.frequency());
        let is_cell_all = is_finest && world.indicator(id).is_some_and(|i| i.upward == Upward::None);
        Some(Self { indicator: id, period, series, is_cell_all, scale, low, high, slab: Cell::new(None) })
    }

    /// Returns the mantissa of an entity's plain value.
    pub(crate) fn mantissa(&self, entity: EntityId) -> Option<i64> {
        let known = self.slab.get().and_then(|s| Some((s, s.index_of(entity)?)));
        let (slab, idx) = known.or_else(|| {
            let slab = self.series.slab(self.period, entity)?;
            self.slab.set(Some(slab));
            Some((slab, slab.index_of(entity)?))
        })?;
        slab.values.get(idx).copied().filter(|m| *m != ABSENT && *m != SPECIAL)
    }

    /// Returns whether an entity has no figure and nothing can stand in for it: all such entities are judged alike.
    pub(crate) fn is_unreported(&self, entity: EntityId) -> bool {
        if !self.is_cell_all {
            return false;
        }
        let slab = self.series.slab(self.period, entity);
        let value = slab.and_then(|s| s.values.get(s.index_of(entity)?)).copied();
        match value {
            None | Some(ABSENT) => true,
            Some(SPECIAL) => {
                let special = self.series.specials.get(&(self.period, entity));
                special.is_none_or(|s| s.kind == SpecialKind::Missing)
            }
            Some(_) => false,
        }
    }

    /// Returns the first and the last mantissa that pass.
    pub(crate) fn bounds(&self) -> (i64, i64) {
        (self.low, self.high)
    }

    /// Returns whether a mantissa passes.
    pub(crate) fn passes(&self, mantissa: i64) -> bool {
        self.low <= mantissa && mantissa <= self.high
    }

    /// Returns how far a failing mantissa is from passing.
    pub(crate) fn distance(&self, mantissa: i64) -> i128 {
        let m = i128::from(mantissa);
        (i128::from(self.low) - m).max(m - i128::from(self.high)).max(0)
    }

    /// Returns the value of a mantissa in base units.
    pub(crate) fn value(&self, mantissa: i64) -> Exact {
        Exact::from_scaled(mantissa, self.scale)
    }
}

/// Returns the first and the last mantissa that pass.
fn passing(op: CompareOp, line: &Exact, scale: u32) -> Option<(i64, i64)> {
    let line = line * &Exact::from(10).pow(scale);
    let bound = |x: Exact| {
        let least = Exact::from(SPECIAL + 1);
        let most = Exact::from(i64::MAX - 1);
        // Beyond what a column can hold, the nearest mantissa that it cannot hold says the same.
        if x < least {
            Some(SPECIAL)
        } else if x > most {
            Some(i64::MAX)
        } else {
            x.to_i64()
        }
    };
    Some(match op {
        CompareOp::Ge => (bound(line.ceil())?, i64::MAX),
        CompareOp::Gt => (bound(&line.floor() + &Exact::ONE)?, i64::MAX),
        CompareOp::Le => (i64::MIN, bound(line.floor())?),
        CompareOp::Lt => (i64::MIN, bound(&line.ceil() - &Exact::ONE)?),
        CompareOp::Eq | CompareOp::Ne => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_between_two_mantissas_splits_them() {
        let line = Exact::ratio(5, 2);
        assert_eq!(passing(CompareOp::Ge, &line, 0).unwrap().0, 3);
        assert_eq!(passing(CompareOp::Gt, &Exact::from(3), 0).unwrap().0, 4);
        assert_eq!(passing(CompareOp::Le, &line, 0).unwrap().1, 2);
        assert_eq!(passing(CompareOp::Lt, &line, 1).unwrap().1, 24);
        assert_eq!(passing(CompareOp::Lt, &Exact::from(3), 0).unwrap().1, 2);
    }
}
