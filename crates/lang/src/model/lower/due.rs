//! When a target without any time is due, as far as its subject says: at the end of the windows that it goes over.

use super::context::Context;
use crate::model::{Expr, ExprKind, Period, PeriodRef, Periods, Time};

/// How deep formulas are followed.
const MAX_DEPTH: u32 = 16;

impl Context<'_> {
    /// What is averaged or counted over stated windows, and of nothing else, is due where the last of them ends.
    pub fn end_of_windows(&self, subject: &Expr) -> Option<Time> {
        let mut last: Option<Period> = None;
        self.is_of_windows(subject, &mut last, 0).then_some(last).flatten().map(Time::By)
    }

    /// Returns whether an expression reads nothing but windows and other named periods, and the last of the windows.
    fn is_of_windows(&self, expr: &Expr, last: &mut Option<Period>, depth: u32) -> bool {
        let mut all = |list: &[&Expr]| list.iter().all(|x| self.is_of_windows(x, last, depth));
        match &expr.kind {
            ExprKind::OverPeriods(_, _, Periods::Window(window)) => {
                let is_later = last.is_none_or(|p| p.last_day() < window.to.last_day());
                *last = if is_later { Some(window.to) } else { *last };
                true
            }
            ExprKind::OverPeriods(_, _, Periods::Last(..)) => false,
            ExprKind::Value(id) => {
                let formula = self.model.schema.indicator(*id).and_then(|i| i.formula.as_ref());
                depth < MAX_DEPTH && formula.is_some_and(|f| self.is_of_windows(f, last, depth + 1))
            }
            ExprKind::Quantity(_)
            | ExprKind::Bool(_)
            | ExprKind::Grade(..)
            | ExprKind::Text(_)
            | ExprKind::Day(_)
            | ExprKind::TimesLast(_) => true,
            ExprKind::Total(..) | ExprKind::AtPeriod(_, PeriodRef::Fixed(_)) => true,
            ExprKind::AtPeriod(_, PeriodRef::Previous) => false,
            ExprKind::Neg(x)
            | ExprKind::Not(x)
            | ExprKind::Gain(x, _)
            | ExprKind::Growth(x, _)
            | ExprKind::Yearly(x, _)
            | ExprKind::Change(x)
            | ExprKind::AtEntity(x, _) => all(&[x]),
            ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => all(&[a, b]),
            ExprKind::Within(x, interval) => {
                let ends = [&interval.low, &interval.high].into_iter().flatten();
                all(&std::iter::once(x).chain(ends).map(|e| &**e).collect::<Vec<_>>())
            }
            ExprKind::Rank(rank) => all(&[&rank.value]),
            ExprKind::Aggregate(a) => all(&[&a.body, &a.filter, &a.weight].into_iter().flatten().collect::<Vec<_>>()),
        }
    }
}
