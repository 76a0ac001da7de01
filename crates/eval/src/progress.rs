//! What is not due yet: on the way, behind, or nothing to judge by, and what is needed from now on.
//!
//! A value is held against the straight line from the base value to the target. Which base, depends on what runs: a flow
//! in its own period starts from 0, a state from the plan's base period or from the end of the period before.
//! INVARIANT: a wrong figure makes the judgement `invalid` only if another figure in its place could change the verdict.

use chrono::{Datelike, Months, NaiveDate};

use super::asked::{Asked, line_op};
use super::compare::{self, Compared};
use super::expr::{self, Want};
use super::frame::{Basis, Flow, Frame, Sight, States};
use super::periods;
use super::running::{self, Runs};
use super::state::{State, state_of};
use super::time::{self, Manner, eve};
use super::value::{Cause, Fault, Range, Val};
use super::windows::Windows;
use dabiao_lang::model::{CompareOp, Exact, ExprKind, Frequency, Period, Progress, Target, TargetKind, Verdict};

/// How far something unfinished has come.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) verdict: Verdict,
    /// The share of the way that is done.
    pub(crate) progress: Option<Exact>,
    /// The share that is expected by now.
    pub(crate) expected: Option<Exact>,
    /// What is needed from now on.
    pub(crate) pace: Option<Needed>,
    /// Whether a limit is broken for certain: it can no longer be kept.
    pub(crate) is_lost: bool,
    /// The wrong figure that could change the verdict, where it is `invalid`.
    pub(crate) fault: Option<Fault>,
}

/// What is needed until the deadline, in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Needed {
    /// So much for each remaining year.
    PerYear(Exact),
    /// So much in the days that are left, less than a year.
    Within(Exact, i64),
    /// No admissible value can reach the target any more.
    OutOfReach,
}

impl Default for Course {
    fn default() -> Self {
        Self { verdict: Verdict::Pending, progress: None, expected: None, pace: None, is_lost: false, fault: None }
    }
}

impl Course {
    fn of(verdict: Verdict) -> Self {
        Self { verdict, ..Self::default() }
    }

    fn lost() -> Self {
        Self { is_lost: true, ..Self::of(Verdict::Behind) }
    }

    fn wrong(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::of(Verdict::Invalid) }
    }
}

/// One target before its time: what there is so far, and whether that decides already.
pub(crate) struct Attempt<'s, 'w, 'a> {
    pub(crate) asked: &'s Asked<'s, 'w, 'a>,
    /// The frame in which figures stand as they are.
    pub(crate) frame: Frame<'w, 'a>,
    pub(crate) target: &'s Target,
    /// The comparison with the figures as they are.
    pub(crate) so_far: &'s Compared,
    /// What the comparison comes to for certain, whatever is still to come.
    pub(crate) open: State,
    /// Whether it fails for certain, even with any other figure in the place of a wrong one.
    pub(crate) is_refuted: bool,
}

/// What a target is judged by before its time.
enum Road {
    /// The straight line from a base value.
    Line,
    /// A flow in its own period: the line from 0 at the start of the period.
    FromZero,
    /// What there is so far does not tell: only what is certain counts.
    Unknown,
    /// A period before the one that is judged is still running.
    TooEarly,
}

/// The base value and the day on whose evening it stood.
struct Base {
    value: Range,
    day: NaiveDate,
    fault: Option<Fault>,
}

impl Attempt<'_, '_, '_> {
    fn op(&self) -> Option<CompareOp> {
        line_op(self.target, &self.asked.stage.statement.subject)
    }

    fn is_floor(&self) -> bool {
        matches!(self.op(), Some(CompareOp::Ge | CompareOp::Gt))
    }

    /// Returns what the subject is while its period runs; a state where the period read is complete.
    fn runs(&self) -> Runs {
        let is_running = self.frame.period.is_some_and(|p| p.last_day() > newest_day(self.asked));
        let stage = self.asked.stage;
        let now = newest_day(self.asked);
        if is_running { running::runs(stage.world, &stage.statement.subject, now) } else { Runs::State }
    }

    /// Returns what the subject and the line of the target name besides the period that is judged.
    fn windows(&self) -> Windows {
        let stage = self.asked.stage;
        Windows::of(stage.world, &stage.statement.subject).with(Windows::of_line(stage.world, self.target))
    }

    /// Returns whether periods are named that are not over: three of five years say nothing of the five.
    fn has_open_windows(&self) -> bool {
        let (windows, due, now) = (self.windows(), self.asked.due, newest_day(self.asked));
        // A total that is measured is a flow over its window, and runs as one.
        let total = windows.last_of_totals.filter(|_| !due.is_total && due.manner != Manner::Each);
        let is_of_years_alone = windows.is_over_periods && !windows.moves;
        // The judged period is over, and only the windows are waited for.
        let is_waited_for = due.period.last_day() <= self.asked.stage.world.as_of
            && time::end_of_windows(self.asked.stage, due).is_some_and(|last| last > due.period.last_day());
        is_waited_for
            || windows.is_open(now)
            || total.is_some_and(|last| last > now)
            || windows.is_recent
            || is_of_years_alone
    }

    /// Returns whether the target cannot hold any more: not even if every state whose period still runs changes.
    fn fails_for_certain(&self) -> bool {
        let asked = self.asked;
        let horizon = asked.newest.map_or(asked.stage.world.as_of, Period::last_day);
        let frame = Frame { sight: Sight::Open(horizon), states: States::Open, ..self.frame };
        let whatever = || compare::target(frame, asked.stage.rule, &asked.stage.statement.subject, self.target);
        self.open == State::Fails && state_of(&whatever().answer) == State::Fails
    }

    fn road(&self) -> Road {
        // There is no line on which two of three years would lie, in whatever larger expression. `近3年`, and figures of the
        // judged period beside the years, move on until it is due, so what they are now is not lost yet.
        if self.has_open_windows() {
            let is_before = |p: dabiao_lang::model::Period| p.last_day() < self.asked.due.period.last_day();
            let moves_on = self.windows().moves && self.frame.period.is_none_or(is_before);
            return if moves_on { Road::TooEarly } else { Road::Unknown };
        }
        let runs = self.runs();
        match runs {
            Runs::State => Road::Line,
            _ if self.frame.period != Some(self.asked.due.period) => Road::TooEarly,
            Runs::Amount | Runs::Rising if self.is_floor() => Road::FromZero,
            _ => Road::Unknown,
        }
    }
}

/// Returns whether a target that holds for certain is reached early: of an unfinished flow only a floor can be.
pub(crate) fn may_be_early(attempt: &Attempt<'_, '_, '_>) -> bool {
    // What years that are named come to for certain, nothing changes any more.
    let windows = attempt.windows();
    if windows.is_over_periods && !windows.moves {
        return true;
    }
    match (attempt.runs(), &attempt.target.kind) {
        (Runs::Amount | Runs::Unclear, TargetKind::Compare(op, _)) => matches!(op, CompareOp::Ge | CompareOp::Gt),
        (Runs::Amount | Runs::Unclear, TargetKind::Within(_) | TargetKind::About(..)) => false,
        _ => true,
    }
}

/// Judges a value that does not satisfy its target yet.
pub(crate) fn course(attempt: &Attempt<'_, '_, '_>) -> Course {
    let so_far = attempt.so_far;
    let (Some(op), TargetKind::Compare(..)) = (attempt.op(), &attempt.target.kind) else {
        return without_line(attempt);
    };
    if matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return without_line(attempt);
    }
    // The line itself may still be open, or no year so far applies: what is still to come may not do, whatever it is.
    let line = so_far.line.as_ref().and_then(Range::value);
    let (Some(line), Some(range)) = (line, so_far.rounded.as_ref().or(so_far.val.as_range())) else {
        let has_progress = !matches!(attempt.asked.stage.rule.progress, Progress::None);
        let is_lost = has_progress && matches!(attempt.road(), Road::Unknown) && attempt.fails_for_certain();
        return if is_lost { Course::lost() } else { without_line(attempt) };
    };
    if so_far.val.may_be_empty {
        return Course::default();
    }
    // A wrong part that cannot change what the whole comes to is no fault of it.
    let fault = so_far.val.fault.or(so_far.answer.fault).filter(|_| range.value().is_none());
    let way = Way { attempt, op, line, range, fault };
    let pace = way.pace();
    let found = match (&attempt.asked.stage.rule.progress, attempt.road()) {
        (Progress::None, _) => way.without_progress(),
        (_, Road::TooEarly) => return way.without_progress(),
        (_, Road::Unknown) => way.by_certainty(),
        (_, Road::FromZero) => {
            let base = Base { value: Range::exact(Exact::ZERO), day: eve(attempt.asked.due.start), fault: None };
            way.by_line(Some(base))
        }
        (_, Road::Line) => way.by_line(base(attempt)),
    };
    Course { pace, ..found }
}

/// Judges a comparison that has no progress: it is early or it is not.
fn without_line(attempt: &Attempt<'_, '_, '_>) -> Course {
    // It cannot hold, whatever stands in the place of a wrong figure.
    if attempt.is_refuted {
        return Course::default();
    }
    match (state_of(&attempt.so_far.answer), attempt.open) {
        (_, State::Wrong(fault)) if may_be_early(attempt) => Course::wrong(fault),
        // A whole that is nothing so far is no wrong figure: its period is still running.
        (State::Wrong(Fault { cause: Cause::ZeroDivision, .. }), State::Unknown) => Course::default(),
        (State::Wrong(fault), State::Unknown) if may_be_early(attempt) => Course::wrong(fault),
        _ => Course::default(),
    }
}

/// A value on its way to a line.
struct Way<'s, 'w, 'a> {
    attempt: &'s Attempt<'s, 'w, 'a>,
    op: CompareOp,
    line: &'s Exact,
    range: &'s Range,
    fault: Option<Fault>,
}

impl Way<'_, '_, '_> {
    fn satisfies(&self, value: &Exact) -> bool {
        let range = Range::exact(value.clone());
        compare::numbers(self.op, &range, &Range::exact(self.line.clone())) == Some(true)
    }

    /// `进度 无`, or nothing comparable yet: early or pending. A wrong figure matters where the right one could be early.
    fn without_progress(&self) -> Course {
        match self.fault {
            Some(fault) if may_be_early(self.attempt) && self.may_hold() => Course::wrong(fault),
            _ => Course::default(),
        }
    }

    fn may_hold(&self) -> bool {
        compare::numbers(self.op, self.range, &Range::exact(self.line.clone())) != Some(false)
    }

    /// A limit on something that still grows: pending, and behind as soon as it is broken for certain.
    fn by_certainty(&self) -> Course {
        match (self.attempt.open, self.fault) {
            (State::Fails, _) if self.attempt.fails_for_certain() => Course::lost(),
            (_, None) => Course::default(),
            (_, Some(fault)) => {
                let answer = compare::numbers(self.op, self.range, &Range::exact(self.line.clone()));
                let never_falls = periods::is_never_negative(self.attempt.frame, self.subject());
                match answer {
                    // A count of those whose figures may still change can fall again; what is too little may grow.
                    Some(false) if never_falls && self.only_grows() => Course::lost(),
                    Some(_) => Course::default(),
                    None if never_falls => Course::wrong(fault),
                    None => Course::default(),
                }
            }
        }
    }

    /// Returns whether the subject is held against a cap and can only come nearer to it.
    fn only_grows(&self) -> bool {
        !self.attempt.is_floor() && matches!(self.attempt.runs(), Runs::Amount | Runs::Rising)
    }

    fn subject(&self) -> &dabiao_lang::model::Expr {
        &self.attempt.asked.stage.statement.subject
    }

    /// Judges by the straight line from a base.
    fn by_line(&self, base: Option<Base>) -> Course {
        let is_plain = matches!(self.subject().kind, ExprKind::Value(_));
        if is_plain && self.range.value().is_none() && self.fault.is_none() {
            return Course::default();
        }
        let now = newest_day(self.attempt.asked);
        let Some(base) = base else {
            // Without a base there is no line; only early is left, which a wrong figure could be.
            return self.without_progress();
        };
        if base.day >= now {
            return self.without_progress();
        }
        let Some(expected) = expected(self.attempt.asked, base.day, now) else { return self.without_progress() };
        match (self.fault, base.fault) {
            (Some(fault), _) => return self.despite(&base, &expected, fault),
            (None, Some(fault)) => return self.judge_any(&base, &expected, fault),
            (None, None) => {}
        }
        let Some(start) = base.value.value() else { return Course::default() };
        self.from(start, expected)
    }

    /// Judges from a base that is wrong: decided where every base that it may be gives the same.
    fn judge_any(&self, base: &Base, expected: &Exact, fault: Fault) -> Course {
        if self.range.value().is_some() {
            return self.despite(base, expected, fault);
        }
        let mut found =
            self.extremes(&base.value, expected).into_iter().map(|b| self.from(&b, expected.clone()).verdict);
        match found.next() {
            Some(first) if found.all(|v| v == first) => Course::of(first),
            _ => Course::wrong(fault),
        }
    }

    /// Returns the values that stand for all of a range: its ends, and the line itself where the range holds it.
    ///
    /// Between them nothing new can happen: on each side of the line the verdict turns once at most as a value moves one way,
    /// since the value that is expected by now lies on a straight line with the base. An end that is open is far enough out.
    fn extremes(&self, range: &Range, expected: &Exact) -> Vec<Exact> {
        let ends = [&self.range.low, &self.range.high, &range.low, &range.high];
        let reach = ends.into_iter().flatten().fold(self.line.abs() + Exact::ONE, |sum, x| sum + x.abs());
        let left = Exact::ONE - expected.clone();
        let far = if left.is_positive() { reach.checked_div(&left).unwrap_or(reach) } else { reach };
        let far = far * Exact::from(4);
        let mut all = vec![range.low.clone().unwrap_or_else(|| -&far), range.high.clone().unwrap_or(far)];
        let line = Range::exact(self.line.clone());
        if compare::numbers(CompareOp::Eq, range, &line) != Some(false) {
            all.push(self.line.clone());
        }
        all
    }

    fn from(&self, start: &Exact, expected: Exact) -> Course {
        if self.satisfies(start) {
            let fails = compare::numbers(self.op, self.range, &Range::exact(self.line.clone())) == Some(false);
            return Course::of(if fails { Verdict::Behind } else { Verdict::Pending });
        }
        let way = self.line - start;
        if way.is_zero() {
            return Course::default();
        }
        let share = |v: &Exact| (v - start).checked_div(&way);
        let ends = [self.range.low.as_ref().and_then(share), self.range.high.as_ref().and_then(share)];
        // The way may lead downwards; then the upper end of the value is the lower end of the progress.
        let (low, high) = if way.is_negative() { (&ends[1], &ends[0]) } else { (&ends[0], &ends[1]) };
        let verdict = match (low, high) {
            (Some(l), _) if *l >= expected => Verdict::OnTrack,
            (_, Some(h)) if *h < expected => Verdict::Behind,
            _ => Verdict::Pending,
        };
        Course { progress: self.range.value().and_then(share), expected: Some(expected), ..Course::of(verdict) }
    }

    /// Judges in spite of a wrong figure: what every figure in its place comes to, else it is invalid.
    fn despite(&self, base: &Base, expected: &Exact, fault: Fault) -> Course {
        let verdict_of = |value: &Exact, start: &Exact| {
            if self.satisfies(value) {
                return Verdict::Early;
            }
            if self.satisfies(start) {
                return Verdict::Behind;
            }
            match (value - start).checked_div(&(self.line - start)) {
                Some(p) if p >= *expected => Verdict::OnTrack,
                Some(_) => Verdict::Behind,
                None => Verdict::Pending,
            }
        };
        let (values, starts) = (self.extremes(self.range, expected), self.extremes(&base.value, expected));
        let mut found = values.iter().flat_map(|v| starts.iter().map(move |s| (v, s))).map(|(v, s)| verdict_of(v, s));
        match found.next() {
            Some(first) if first != Verdict::Early && found.all(|v| v == first) => Course::of(first),
            _ => Course::wrong(fault),
        }
    }

    /// Returns what is needed from now on, where it is known.
    fn pace(&self) -> Option<Needed> {
        let asked = self.attempt.asked;
        let (now, end) = (asked.stage.world.as_of, asked.due.end);
        if now >= end {
            return None;
        }
        if self.is_out_of_reach() {
            return Some(Needed::OutOfReach);
        }
        if matches!(self.attempt.road(), Road::Unknown | Road::TooEarly) || self.fault.is_some() {
            return None;
        }
        let value = self.range.value()?;
        let change = self.line - value;
        let is_lacking = if self.attempt.is_floor() { change.is_positive() } else { change.is_negative() };
        if !is_lacking {
            return None;
        }
        let is_within_a_year = now.checked_add_months(Months::new(12)).is_none_or(|later| end < later);
        if is_within_a_year {
            return Some(Needed::Within(change, (end - now).num_days()));
        }
        let years = if (now.month(), now.day()) == (end.month(), end.day()) {
            Exact::from(end.year() - now.year())
        } else {
            Exact::ratio(i128::from((end - now).num_days()), 365)
        };
        change.checked_div(&years).map(Needed::PerYear)
    }

    /// Returns whether no admissible value can reach the target any more.
    fn is_out_of_reach(&self) -> bool {
        let attempt = self.attempt;
        let is_decided_against = attempt.runs() != Runs::State
            && attempt.frame.period == Some(attempt.asked.due.period)
            && attempt.fails_for_certain();
        let horizon = attempt.asked.newest.map_or(attempt.asked.stage.world.as_of, Period::last_day);
        let blank = Frame { basis: Basis::Ranges, sight: Sight::Open(horizon), ..attempt.frame };
        let subject = &attempt.asked.stage.statement.subject;
        let whatever = || compare::target(blank, attempt.asked.stage.rule, subject, attempt.target);
        is_decided_against || state_of(&whatever().answer) == State::Fails
    }
}

/// Returns the last day that the newest data tell of, today at the latest.
fn newest_day(asked: &Asked<'_, '_, '_>) -> NaiveDate {
    let as_of = asked.stage.world.as_of;
    asked.newest.map_or(as_of, |p| p.last_day().min(as_of))
}

/// Returns the base of a state: of a gain nothing, the stated one, the period before of a yearly duty, the plan's base
/// period, else the first value there is.
fn base(attempt: &Attempt<'_, '_, '_>) -> Option<Base> {
    let (asked, frame) = (attempt.asked, attempt.frame);
    let nothing = |day| Base { value: Range::exact(Exact::ZERO), day, fault: None };
    let is_of_one_period = matches!(asked.due.manner, Manner::In | Manner::Each);
    if let Some(day) = asked.due.gain_from {
        return Some(nothing(day));
    }
    if is_of_one_period && matches!(asked.stage.statement.subject.kind, ExprKind::Change(_)) {
        return Some(nothing(eve(asked.due.start)));
    }
    let plan_base = asked.stage.plan.and_then(|p| p.base);
    let first = || first_value(asked, frame);
    if let Some((quantity, period)) = &asked.stage.rule.baseline {
        let day = period.or(plan_base).map(Period::last_day).or_else(|| first().map(|f| f.day))?;
        return Some(Base { value: Range::exact(quantity.base.clone()), day, fault: None });
    }
    if is_of_one_period {
        let length = match asked.due.flow {
            Flow::YearToDate => Frequency::Year,
            Flow::Alone | Flow::Block(_) => asked.due.period.frequency(),
        };
        return settled(asked, frame, Period::containing(eve(asked.due.start), length));
    }
    plan_base.and_then(|p| settled(asked, frame, p)).or_else(first)
}

/// Returns the subject's value in an earlier period, as it stands; `None` where it is unknown.
fn settled(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>, period: Period) -> Option<Base> {
    let then = Frame { sight: Sight::Ended, basis: Basis::Both, ..frame }.alone(period);
    // Those who are counted then are held against the task that is judged now.
    let then = Frame { line: frame.line, ..then };
    let val: Val = expr::eval(then, &asked.stage.statement.subject, Want::Num).into_num();
    let is_known = val.as_exact().is_some() || (val.fault.is_some() && !val.may_be_empty);
    let value = val.as_range().filter(|_| is_known)?.clone();
    Some(Base { fault: val.fault.filter(|_| value.value().is_none()), value, day: period.last_day() })
}

fn first_value(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Option<Base> {
    let here = periods::Circle::One(frame.entity);
    let all = periods::of_expr(asked.stage.world, &asked.stage.statement.subject, &here);
    all.into_iter().find_map(|p| settled(asked, frame, p))
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
        Progress::Straight => passed(base, now, asked.due.end).map(|x| x.min(Exact::ONE)),
    }
}

/// Returns the share of the time that has passed: in whole years where all three fall on the same day of the year, in
/// whole months where all three end a month, else in days. A leap day must not put anybody behind.
fn passed(base: NaiveDate, now: NaiveDate, end: NaiveDate) -> Option<Exact> {
    let all = [base, now, end];
    let day_of_year = |d: &NaiveDate| (d.month(), d.day());
    let ends_month = |d: &NaiveDate| d.succ_opt().is_some_and(|next| next.day() == 1);
    let count = |from: NaiveDate, to: NaiveDate| {
        if all.iter().all(|d| day_of_year(d) == day_of_year(&base)) {
            i64::from(to.year() - from.year())
        } else if all.iter().all(ends_month) {
            i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
        } else {
            (to - from).num_days()
        }
    };
    Exact::from(count(base, now)).checked_div(&Exact::from(count(base, end)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_leap_day_puts_nobody_behind() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let of = |b, n, e| passed(b, n, e).unwrap();
        assert_eq!(of(day(2020, 12, 31), day(2024, 12, 31), day(2025, 12, 31)), Exact::ratio(4, 5));
        assert_eq!(of(day(2023, 12, 31), day(2024, 6, 30), day(2025, 12, 31)), Exact::ratio(6, 24));
        assert_eq!(of(day(2023, 12, 31), day(2024, 2, 29), day(2024, 6, 30)), Exact::ratio(2, 6));
        assert_eq!(of(day(2024, 12, 31), day(2025, 6, 29), day(2025, 12, 31)), Exact::ratio(180, 365));
    }
}
