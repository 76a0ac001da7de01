//! Functions over periods: means and extremes of years, and in how many of them something holds.
//!
//! A period that does not apply is left out, as of a total; one that nobody has reported is unknown. While the last of
//! them are still to come they are unknown, too, so that what is certain is certain.

use super::aggregate;
use super::expr::{self, Want, window_periods};
use super::frame::{Basis, Frame, Sight};
use super::value::{Fault, Range, Val, What};
use dabiao_lang::model::{Exact, Expr, Frequency, Period, PeriodFn, Periods};

/// Evaluates a function over periods.
pub(crate) fn eval(frame: Frame<'_, '_>, function: PeriodFn, x: &Expr, periods: Periods) -> Val {
    let counted = match function {
        PeriodFn::Years => Some(Frequency::Year),
        PeriodFn::Months => Some(Frequency::Month),
        PeriodFn::Avg | PeriodFn::Min | PeriodFn::Max | PeriodFn::Median => None,
    };
    let mut all = of(frame, periods);
    if let Some(length) = counted {
        all = all.into_iter().flat_map(|p| p.parts(length).collect::<Vec<_>>()).collect();
    }
    if let Sight::Running(horizon) = frame.sight {
        // What there is so far.
        all.retain(|p| p.first_day() <= horizon);
    }
    match counted {
        Some(length) => count(frame, x, (&all, length)),
        None => of_values(frame, function, x, &all),
    }
}

/// Returns the periods that a function goes over, in order of time.
fn of(frame: Frame<'_, '_>, periods: Periods) -> Vec<Period> {
    match periods {
        Periods::Window(window) => window_periods(window),
        Periods::Last(count, step) => {
            let Some(judged) = frame.period else { return Vec::new() };
            let last = Period::containing(judged.last_day(), step);
            // As long as any plan; the bound keeps a slip of the pen from filling the memory.
            let count = i32::try_from(count.min(4000)).unwrap_or(1);
            (1 - count..=0).map(|k| last.step(k)).collect()
        }
    }
}

/// Reads one of the periods. Of one that is still to come only what is possible is known: a state must not be carried
/// into it.
fn in_one(frame: Frame<'_, '_>, period: Period, read: impl Fn(Frame<'_, '_>) -> Val, unknown: Val) -> Val {
    let here = frame.alone(period);
    match (frame.is_beyond(period), frame.basis) {
        (false, _) => read(here),
        (true, Basis::Figures) => unknown,
        (true, Basis::Both | Basis::Ranges) => read(Frame { basis: Basis::Ranges, ..here }),
    }
}

/// Counts the periods in which a condition holds; those of which it is unknown may or may not.
fn count(frame: Frame<'_, '_>, condition: &Expr, (all, length): (&[Period], Frequency)) -> Val {
    let (mut holding, mut open, mut left_out) = (0_i64, 0_i64, 0_usize);
    let mut fault: Option<Fault> = None;
    for period in all {
        let val = in_one(frame, *period, |here| expr::condition(here, condition), Val::truth(None));
        match val.what {
            What::Truth(Some(true)) => holding += 1,
            What::Truth(Some(false)) => {}
            What::NotApplicable | What::Empty => left_out += 1,
            _ => {
                open += 1;
                fault = fault.or(val.fault.map(Fault::soft));
            }
        }
    }
    if all.is_empty() {
        return Val::range(Range::unbounded());
    }
    if left_out == all.len() {
        return Val::of(What::NotApplicable);
    }
    let unit = if length == Frequency::Year { Exact::ONE } else { Exact::ratio(1, 12) };
    let amount = |n: i64| &Exact::from(n) * &unit;
    let range = Range::stepped(amount(holding), amount(holding + open), unit.clone());
    Val::range(range).with(fault)
}

fn of_values(frame: Frame<'_, '_>, function: PeriodFn, x: &Expr, all: &[Period]) -> Val {
    let mut ranges: Vec<Range> = Vec::with_capacity(all.len());
    let mut fault: Option<Fault> = None;
    let mut out = None;
    for period in all {
        let unknown = Val::range(Range::unbounded());
        let val = in_one(frame, *period, |here| expr::eval(here, x, Want::Num), unknown).into_num().part();
        match val.what {
            What::Num(range) => {
                ranges.push(range);
                // One of several: what is wrong with it makes it unknown, as in a count of years.
                fault = fault.or(val.fault.map(Fault::soft));
            }
            // A year that does not apply, or in which nobody was there, is left out.
            What::NotApplicable => out = Some(What::NotApplicable),
            What::Empty => out = out.or(Some(What::Empty)),
            _ => {
                ranges.push(Range::unbounded());
                fault = fault.or(val.fault.map(Fault::soft));
            }
        }
    }
    if ranges.is_empty() {
        return out.map_or_else(|| Val::range(Range::unbounded()), Val::of);
    }
    let neg = |list: &[Range]| list.iter().map(Range::neg).collect::<Vec<_>>();
    let range = match function {
        PeriodFn::Min => aggregate::least(&ranges, &[]),
        PeriodFn::Max => aggregate::least(&neg(&ranges), &[]).neg(),
        PeriodFn::Median => aggregate::by_ends(&ranges, &[], aggregate::median_low),
        _ => mean(&ranges),
    };
    Val::range(range).with(fault).whole()
}

fn mean(ranges: &[Range]) -> Range {
    let sum = ranges.iter().fold(Range::exact(Exact::ZERO), |a, b| a.add(b));
    sum.div(&Range::exact(Exact::from(ranges.len()))).unwrap_or_else(|_| Range::unbounded())
}
