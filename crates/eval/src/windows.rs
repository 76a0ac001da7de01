//! The periods that a statement names besides the one that is judged: `平均(产值, 2021..2025)`, `人口[2030]`.
//!
//! Whoever is compared with years that are still to come cannot be judged before these are over, whatever date the
//! target has; and while they run there is no line on which the years so far would lie. Found through formulas, filters
//! and whatever else is read. INVARIANT: decided by the rules alone, never by figures.

use chrono::NaiveDate;

use super::bind::{Bound, World};
use dabiao_lang::model::{Aggregate, Expr, ExprKind, Interval, Period, PeriodRef, Periods, Target, TargetKind};

/// How deep formulas are followed.
const MAX_DEPTH: u32 = 16;

/// What is named besides the period that is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Windows {
    /// The last day of the latest window of a function over periods, or of the latest other period that is named.
    pub(crate) last: Option<NaiveDate>,
    /// The last day of the latest window of a total.
    pub(crate) last_of_totals: Option<NaiveDate>,
    /// Whether a function over periods is among what is read.
    pub(crate) is_over_periods: bool,
    /// Whether one of them goes over recent years up to the judged period: `近3年`.
    pub(crate) is_recent: bool,
    /// Whether anything is read in the judged period itself, or moves on with it as `近3年` does.
    pub(crate) moves: bool,
}

impl Windows {
    /// Returns what an expression names.
    pub(crate) fn of(world: &World<'_>, expr: &Expr) -> Self {
        let mut found = Self::default();
        found.walk(world, expr, At { is_pinned: false, depth: 0 });
        found
    }

    /// Returns what the line of a target names.
    pub(crate) fn of_line(world: &World<'_>, target: &Target) -> Self {
        let at = At { is_pinned: false, depth: 0 };
        let mut found = Self::default();
        match &target.kind {
            TargetKind::Compare(_, right) | TargetKind::About(right, _) => found.walk(world, right, at),
            TargetKind::Within(interval) => found.ends(world, interval, at),
            TargetKind::Holds => {}
        }
        found
    }

    /// Returns what both name.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            last: self.last.max(other.last),
            last_of_totals: self.last_of_totals.max(other.last_of_totals),
            is_over_periods: self.is_over_periods || other.is_over_periods,
            is_recent: self.is_recent || other.is_recent,
            moves: self.moves || other.moves,
        }
    }

    /// Returns whether a period that is named, windows of totals aside, is not over on a day.
    pub(crate) fn is_open(&self, day: NaiveDate) -> bool {
        self.last.is_some_and(|last| last > day)
    }

    fn walk(&mut self, world: &World<'_>, expr: &Expr, at: At) {
        match &expr.kind {
            ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
            ExprKind::TimesLast(_) => {}
            ExprKind::Value(id) => {
                let formula = world.indicator(*id).and_then(|i| i.formula.as_ref());
                match formula.filter(|_| at.depth < MAX_DEPTH) {
                    Some(formula) => self.walk(world, formula, At { depth: at.depth + 1, ..at }),
                    None => self.moves |= !at.is_pinned && !matches!(world.bound(*id), Bound::Attribute(_)),
                }
            }
            ExprKind::OverPeriods(_, x, periods) => {
                self.is_over_periods = true;
                match periods {
                    Periods::Window(window) => self.name(window.to),
                    Periods::Last(..) => {
                        self.is_recent |= !at.is_pinned;
                        self.moves |= !at.is_pinned;
                    }
                }
                self.walk(world, x, At { is_pinned: true, ..at });
            }
            ExprKind::Total(x, window) => {
                self.last_of_totals = self.last_of_totals.max(window.map(|w| w.to.last_day()));
                self.walk(world, x, at);
            }
            ExprKind::AtPeriod(x, PeriodRef::Fixed(period)) => {
                self.name(*period);
                self.walk(world, x, At { is_pinned: true, ..at });
            }
            ExprKind::Neg(x)
            | ExprKind::Not(x)
            | ExprKind::Gain(x, _)
            | ExprKind::Growth(x, _)
            | ExprKind::Yearly(x, _)
            | ExprKind::Change(x)
            | ExprKind::AtPeriod(x, PeriodRef::Previous)
            | ExprKind::AtEntity(x, _) => self.walk(world, x, at),
            ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
                self.walk(world, a, at);
                self.walk(world, b, at);
            }
            ExprKind::Within(x, interval) => {
                self.walk(world, x, at);
                self.ends(world, interval, at);
            }
            ExprKind::Rank(rank) => self.walk(world, &rank.value, at),
            ExprKind::Aggregate(a) => self.aggregate(world, a, at),
        }
    }

    fn aggregate(&mut self, world: &World<'_>, a: &Aggregate, at: At) {
        for x in [a.filter.as_ref(), a.body.as_ref(), a.weight.as_ref()].into_iter().flatten() {
            self.walk(world, x, at);
        }
    }

    fn ends(&mut self, world: &World<'_>, interval: &Interval, at: At) {
        for end in [&interval.low, &interval.high].into_iter().flatten() {
            self.walk(world, end, at);
        }
    }

    fn name(&mut self, period: Period) {
        self.last = self.last.max(Some(period.last_day()));
    }
}

/// Where a walk stands.
#[derive(Clone, Copy)]
struct At {
    /// Whether a period is named around it.
    is_pinned: bool,
    depth: u32,
}
