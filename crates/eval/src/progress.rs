//! Progress against the expected course from the base value to the target.

use chrono::{Datelike, NaiveDate};

use super::asked::{Asked, line_op};
use super::compare::{self, Compared};
use super::expr::{self, Want};
use super::frame::{Basis, Flow, Frame, Sight};
use super::periods;
use super::value::Range;
use dabiao_lang::model::{CompareOp, Exact, Period, Progress, Target, TargetKind, Verdict};

/// How far something unfinished has come.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) verdict: Verdict,
    /// The share of the way that is done.
    pub(crate) progress: Option<Exact>,
    /// The share that is expected by now.
    pub(crate) expected: Option<Exact>,
    /// What is needed for each remaining year, in base units.
    pub(crate) pace: Option<Exact>,
}

impl Default for Course {
    fn default() -> Self {
        Self { verdict: Verdict::Pending, progress: None, expected: None, pace: None }
    }
}

/// The base value and the day on whose evening it stood.
struct Base {
    value: Exact,
    day: NaiveDate,
}

/// Judges a value that does not satisfy its target yet.
pub(crate) fn course(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>, compared: &Compared, target: &Target) -> Course {
    let op = line_op(target, &asked.stage.statement.subject);
    let line = compared.line.as_ref().and_then(Range::value);
    let (Some(op), Some(line), TargetKind::Compare(..)) = (op, line, &target.kind) else { return Course::default() };
    if matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Course::default();
    }
    let Some(range) = compared.rounded.as_ref().or(compared.val.as_range()) else { return Course::default() };
    let is_plain = matches!(asked.stage.statement.subject.kind, dabiao_lang::model::ExprKind::Value(_));
    if compared.val.fault.is_some() || compared.val.may_be_empty || (is_plain && range.value().is_none()) {
        return Course::default();
    }
    let now = newest_day(asked);
    let pace = range.value().and_then(|v| pace(op, v, line, now, asked.due.end));
    let Some(base) = base(asked, frame) else { return Course { pace, ..Course::default() } };
    let line_is_base = base.value == *line;
    let satisfies =
        |v: &Exact| compare::numbers(op, &Range::exact(v.clone()), &Range::exact(line.clone())) == Some(true);
    let fails = compare::numbers(op, range, &Range::exact(line.clone())) == Some(false);
    if satisfies(&base.value) {
        return Course { verdict: if fails { Verdict::Behind } else { Verdict::Pending }, pace, ..Course::default() };
    }
    if line_is_base || base.day >= now {
        return Course { pace, ..Course::default() };
    }
    let Some(expected) = expected(asked, base.day, now) else { return Course { pace, ..Course::default() } };
    let way = line - &base.value;
    let share = |v: &Exact| (v - &base.value).checked_div(&way);
    let ends = [range.low.as_ref().and_then(share), range.high.as_ref().and_then(share)];
    // The way may lead downwards; then the upper end of the value is the lower end of the progress.
    let (low, high) = if way.is_negative() { (&ends[1], &ends[0]) } else { (&ends[0], &ends[1]) };
    let verdict = match (low, high) {
        (Some(l), _) if *l >= expected => Verdict::OnTrack,
        (_, Some(h)) if *h < expected => Verdict::Behind,
        _ => Verdict::Pending,
    };
    Course { verdict, progress: range.value().and_then(share), expected: Some(expected), pace }
}

/// Returns the last day that the newest data tell of, today at the latest.
fn newest_day(asked: &Asked<'_, '_, '_>) -> NaiveDate {
    let as_of = asked.stage.world.as_of;
    asked.newest.map_or(as_of, |p| p.last_day().min(as_of))
}

fn base(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Option<Base> {
    if let Some(day) = asked.due.zero_at {
        return Some(Base { value: Exact::ZERO, day });
    }
    let stage = asked.stage;
    let plan_base = stage.plan.and_then(|p| p.base);
    let first = || first_value(asked, frame);
    if let Some((quantity, period)) = &stage.rule.baseline {
        let period = period.or(plan_base).or_else(|| first().map(|f| f.1))?;
        return Some(Base { value: quantity.base.clone(), day: period.last_day() });
    }
    if let Some(period) = plan_base
        && let Some(value) = settled_value(asked, frame, period)
    {
        return Some(Base { value, day: period.last_day() });
    }
    first().map(|(value, period)| Base { value, day: period.last_day() })
}

/// Returns the subject's value in an earlier period, as it stands.
fn settled_value(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>, period: Period) -> Option<Exact> {
    let then = Frame { sight: Sight::Ended, flow: Flow::Alone, basis: Basis::Both, ..frame }.alone(period);
    expr::eval(then, &asked.stage.statement.subject, Want::Num).into_num().as_exact().cloned()
}

fn first_value(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Option<(Exact, Period)> {
    let here = periods::Circle::One(frame.entity);
    let all = periods::of_expr(asked.stage.world, &asked.stage.statement.subject, &here);
    all.into_iter().find_map(|p| settled_value(asked, frame, p).map(|v| (v, p)))
}

/// Returns the share of the way that should be done by a day; `None` where the rule does not want it judged.
fn expected(asked: &Asked<'_, '_, '_>, base: NaiveDate, now: NaiveDate) -> Option<Exact> {
    match &asked.stage.rule.progress {
        Progress::None => None,
        Progress::Steps => Some(Exact::ZERO),
        Progress::Table(floors) => {
            let past = floors.iter().rfind(|(p, _)| p.last_day() <= now);
            Some(past.map_or(Exact::ZERO, |(_, share)| share.clone()))
        }
        Progress::Straight => {
            let days = |from: NaiveDate, to: NaiveDate| Exact::from((to - from).num_days());
            let whole = days(base, asked.due.end);
            days(base, now).checked_div(&whole).map(|x| x.min(Exact::ONE))
        }
    }
}

/// Returns what is needed for each year until the deadline: whole years where the days of the year agree.
fn pace(op: CompareOp, value: &Exact, line: &Exact, now: NaiveDate, end: NaiveDate) -> Option<Exact> {
    let lacking = match op {
        CompareOp::Ge | CompareOp::Gt => line - value,
        _ => value - line,
    };
    if !lacking.is_positive() || now >= end {
        return None;
    }
    let years = if (now.month(), now.day()) == (end.month(), end.day()) {
        Exact::from(end.year() - now.year())
    } else {
        Exact::ratio(i128::from((end - now).num_days()), 365)
    };
    let change = (line - value).checked_div(&years)?;
    Some(change)
}
