//! Expressions and conditions: arithmetic, comparison, logic, and everything that looks at other periods and entities.

use std::sync::Arc;

use super::aggregate;
use super::bind::Bound;
use super::compare;
use super::frame::{Flow, Frame, Sight, Totals};
use super::over_periods;
use super::periods;
use super::place;
use super::read;
use super::times_last;
use super::value::{Cause, Range, Val, What};
use dabiao_data::Domain;
use dabiao_lang::model::{Basis, BinaryOp, Exact, Expr, ExprKind, IndicatorId, Kind, Period, PeriodRef, Window};

/// What a value will be used as; decides how an attribute of the roster is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// A number.
    Num,
    /// A condition.
    Truth,
    /// A text.
    Text,
    /// Whatever it looks like.
    Any,
}

/// Evaluates an expression or a condition.
pub(crate) fn eval(frame: Frame<'_, '_>, expr: &Expr, want: Want) -> Val {
    match &expr.kind {
        ExprKind::Quantity(q) => Val::num(q.base.clone()),
        ExprKind::Bool(b) => Val::truth(Some(*b)),
        ExprKind::Grade(rank, name) => match want {
            Want::Text => Val::text(Some(name.clone())),
            _ => Val::num(Exact::from(i64::from(*rank))),
        },
        ExprKind::Text(t) => Val::text(Some(t.clone())),
        ExprKind::Value(id) => read::value(frame, *id, want),
        ExprKind::Neg(x) => eval(frame, x, Want::Num).lift(Val::num(Exact::ZERO), |x, _| Ok(x.neg())),
        ExprKind::Not(c) => {
            let val = condition(frame, c);
            match val.what {
                What::Truth(t) => Val { what: What::Truth(t.map(|b| !b)), ..val },
                _ => val,
            }
        }
        ExprKind::Binary(op, a, b) => binary(frame, *op, a, b),
        ExprKind::Compare(op, a, b) => compare::compare(frame, *op, a, b),
        ExprKind::Within(x, interval) => compare::within(frame, x, interval),
        ExprKind::About(x, center, tolerance) => compare::about(frame, x, center, tolerance),
        ExprKind::Aggregate(a) => aggregate::aggregate(frame, a).val,
        ExprKind::Total(x, window) => total(frame, x, *window),
        ExprKind::Gain(x, since) => gain(frame, x, *since),
        ExprKind::Growth(x, basis) => growth(frame, x, *basis),
        ExprKind::Yearly(x, since) => yearly(frame, x, *since),
        ExprKind::Change(x) => match frame.year_before() {
            Some(before) => difference(frame, before, x),
            None => Val::range(Range::unbounded()),
        },
        ExprKind::OverPeriods(function, x, periods) => over_periods::eval(frame, *function, x, *periods),
        ExprKind::Rank(rank) => place::eval(frame, rank),
        ExprKind::TimesLast(times) => times_last::eval(frame, times),
        // Beside a date of an entity, which stands in the roster as a text.
        ExprKind::Day(day) => Val::text(Some(Arc::from(day.to_string()))),
        ExprKind::AtPeriod(x, PeriodRef::Previous) => match frame.previous() {
            Some(before) => eval(before.whole(), x, want).part(),
            None => Val::range(Range::unbounded()),
        },
        ExprKind::AtPeriod(x, PeriodRef::Fixed(period)) => eval(frame.at(*period).whole(), x, want).part(),
        ExprKind::AtEntity(x, place) => match frame.place(place) {
            Some(e) => eval(frame.of(Some(e)), x, want),
            None => Val::fault(Cause::NoAncestor),
        },
    }
}

/// Evaluates a condition.
pub(crate) fn condition(frame: Frame<'_, '_>, expr: &Expr) -> Val {
    eval(frame, expr, Want::Truth).into_truth()
}

fn binary(frame: Frame<'_, '_>, op: BinaryOp, a: &Expr, b: &Expr) -> Val {
    match op {
        BinaryOp::And => condition(frame, a).logic(condition(frame, b), false),
        BinaryOp::Or => condition(frame, a).logic(condition(frame, b), true),
        _ => {
            let (x, y) = (eval(frame, a, Want::Num), eval(frame, b, Want::Num));
            x.lift(y, |x, y| match op {
                BinaryOp::Add => Ok(x.add(y)),
                BinaryOp::Sub => Ok(x.sub(y)),
                BinaryOp::Mul => Ok(x.mul(y)),
                _ => x.div(y),
            })
        }
    }
}

/// Returns what a value is used as, judged by the expression alone; `Any` where only the data tell.
pub(crate) fn static_want(frame: Frame<'_, '_>, expr: &Expr) -> Want {
    match &expr.kind {
        ExprKind::Bool(_)
        | ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::Within(..)
        | ExprKind::About(..)
        | ExprKind::Binary(BinaryOp::And | BinaryOp::Or, ..) => Want::Truth,
        ExprKind::Text(_) | ExprKind::Day(_) => Want::Text,
        ExprKind::Grade(..) => Want::Any,
        ExprKind::Value(id) => value_want(frame, *id),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => static_want(frame, x),
        _ => Want::Num,
    }
}

fn value_want(frame: Frame<'_, '_>, id: IndicatorId) -> Want {
    match frame.world.indicator(id).and_then(|i| i.kind.as_ref()) {
        Some(Kind::Flag) => Want::Truth,
        Some(Kind::Text) => Want::Text,
        Some(Kind::Grade(_)) => Want::Any,
        Some(_) => Want::Num,
        None => match frame.world.bound(id) {
            Bound::Series(s) => match s.domain {
                Domain::Number { .. } => Want::Num,
                Domain::Flag => Want::Truth,
                Domain::Text => Want::Text,
                Domain::Grade => Want::Any,
            },
            _ => Want::Any,
        },
    }
}

/// Returns the periods of a window, in order of time; ends of two lengths are read in the finer one.
pub(crate) fn window_periods(window: Window) -> Vec<Period> {
    let frequency = window.from.frequency().max(window.to.frequency());
    let first = Period::containing(window.from.first_day(), frequency);
    let last = Period::containing(window.to.last_day(), frequency);
    let n = first.distance_to(last).unwrap_or(-1);
    // A window is as long as a plan; the bound keeps a damaged one from filling the memory.
    (0..=n.min(40_000)).map(|k| first.step(k)).collect()
}

fn total(frame: Frame<'_, '_>, x: &Expr, window: Option<Window>) -> Val {
    if frame.totals == Totals::Period {
        return eval(frame, x, Want::Num).into_num();
    }
    let periods = match window {
        Some(w) => window_periods(w),
        None => periods::with_data(frame, x),
    };
    let Some(last) = periods.last().copied() else { return Val::range(Range::unbounded()) };
    let is_unfinished = frame.sight != Sight::Ended && last.last_day() > frame.world.as_of;
    let counted = periods.iter().copied().filter(|p| match frame.sight {
        Sight::Ended => true,
        Sight::Open(horizon) | Sight::Running(horizon) => !is_unfinished || p.first_day() <= horizon,
    });
    let mut sum: Option<Val> = None;
    let mut is_left_out = false;
    for p in counted {
        let val = eval(frame.alone(p), x, Want::Num).into_num();
        if matches!(val.what, What::NotApplicable) {
            // A year that does not apply is left out of the total.
            is_left_out = true;
            continue;
        }
        sum = Some(match sum {
            Some(s) => s.lift(val, |a, b| Ok(a.add(b))),
            None => val,
        });
    }
    let Some(sum) = sum else {
        return if is_left_out { Val::of(What::NotApplicable) } else { Val::range(Range::unbounded()) };
    };
    match (frame.sight, sum.what) {
        (Sight::Open(_), What::Num(r)) if is_unfinished => {
            let so_far = if periods::is_never_negative(frame, x) { r.and_more() } else { Range::unbounded() };
            Val { what: What::Num(so_far), ..sum }
        }
        (_, what) => Val { what, ..sum },
    }
}

/// Returns the base period of a gain: as stated, else the first one with data.
fn base_frame<'w, 'a>(frame: Frame<'w, 'a>, x: &Expr, since: Option<Period>) -> Option<Frame<'w, 'a>> {
    let base = since.or_else(|| periods::with_data(frame, x).first().copied())?;
    Some(frame.at(base))
}

fn difference(now: Frame<'_, '_>, before: Frame<'_, '_>, x: &Expr) -> Val {
    let base = eval(before.whole(), x, Want::Num);
    eval(now, x, Want::Num).lift(base, |a, b| Ok(a.sub(b)))
}

fn gain(frame: Frame<'_, '_>, x: &Expr, since: Option<Period>) -> Val {
    match base_frame(frame, x, since) {
        Some(base) => difference(frame, base, x),
        None => Val::range(Range::unbounded()),
    }
}

fn growth(frame: Frame<'_, '_>, x: &Expr, basis: Basis) -> Val {
    let (now, before) = match basis {
        Basis::YearBefore => (frame, frame.year_before()),
        // A period is compared with the one before it, not with everything since January.
        Basis::Previous => match (frame.flow, frame.period) {
            (Flow::YearToDate, Some(p)) => (frame.alone(p), frame.previous()),
            _ => (frame, frame.previous()),
        },
        Basis::Since(period) => (frame, Some(frame.at(period))),
    };
    let Some(before) = before else { return Val::range(Range::unbounded()) };
    let base = eval(before.whole(), x, Want::Num);
    eval(now, x, Want::Num).lift(base, |a, b| {
        if b.is_never_positive() {
            return Err(Cause::BaseNotPositive);
        }
        Ok(a.div(b)?.sub(&Range::exact(Exact::ONE)))
    })
}

/// Value, base value and years of a growth for each year.
pub(crate) struct YearlyParts {
    pub(crate) now: Val,
    pub(crate) base: Val,
    pub(crate) years: u32,
}

/// Reads what `yearly` compares; `Err` holds the fault, or an unknown where no base period is known.
pub(crate) fn yearly_parts(frame: Frame<'_, '_>, x: &Expr, since: Option<Period>) -> Result<YearlyParts, Val> {
    let unknown = || Val::range(Range::unbounded());
    let before = base_frame(frame, x, since).ok_or_else(unknown)?;
    let (now, then) = frame.period.zip(before.period).ok_or_else(unknown)?;
    let years = now.year() - then.year();
    if years <= 0 {
        // Before the deadline the newest data may still be those of the base.
        return Err(if frame.sight == Sight::Ended { Val::fault(Cause::NoYears) } else { unknown() });
    }
    let base = eval(before.whole(), x, Want::Num).into_num().part();
    let now = eval(frame, x, Want::Num).into_num().part();
    if matches!(now.what, What::NotApplicable | What::Empty) {
        // Whoever is out of the population has no base to blame.
        return Err(now);
    }
    let is_bad = base.as_range().is_some_and(Range::is_never_positive);
    if is_bad {
        return Err(Val::fault(Cause::BaseNotPositive));
    }
    Ok(YearlyParts { now, base, years: years.unsigned_abs() })
}

/// Encloses the growth for each year; comparing it with a constant is exact elsewhere (see `compare`).
fn yearly(frame: Frame<'_, '_>, x: &Expr, since: Option<Period>) -> Val {
    match yearly_parts(frame, x, since) {
        Err(val) => val,
        Ok(parts) => parts.now.lift(parts.base, |a, b| {
            let ratio = a.div(b)?;
            let root = |x: &Exact, end| root(x, parts.years, end);
            let low = ratio.low.as_ref().map(|x| root(x, End::Low));
            let high = ratio.high.as_ref().map(|x| root(x, End::High));
            Ok(Range::between(low, high).sub(&Range::exact(Exact::ONE)))
        }),
    }
}

#[derive(Clone, Copy)]
enum End {
    Low,
    High,
}

/// Returns a bound of the n-th root, off by less than 10^-15; a negative number has the root 0.
fn root(x: &Exact, n: u32, end: End) -> Exact {
    if n == 1 || x.is_zero() {
        return x.clone();
    }
    if x.is_negative() {
        return Exact::ZERO;
    }
    let (below, is_exact) = x.root_below(n, 15);
    match end {
        End::High if !is_exact => &below + &Exact::ratio(1, 10i128.pow(15)),
        End::Low | End::High => below,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_enclose() {
        assert_eq!(root(&Exact::from(8), 3, End::Low), Exact::from(2));
        let two = root(&Exact::from(2), 2, End::Low);
        assert!(two.pow(2) < Exact::from(2) && root(&Exact::from(2), 2, End::High).pow(2) > Exact::from(2));
    }
}
