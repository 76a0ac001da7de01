//! Targets to checks: which period decides, when it has ended, and how a flow is read in it.

use chrono::{Days, NaiveDate};

use super::expr::window_periods;
use super::frame::Flow;
use super::judgement::Span;
use super::periods;
use super::read;
use super::stage::Stage;
use crate::EvalProblem;
use dabiao_lang::model::period::DateKind;
use dabiao_lang::model::{Expr, ExprKind, Frequency, Period, Target, Time, Window};

/// How a time is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// At the end of the period at the latest.
    By,
    /// In that period and no other.
    In,
    /// A duty of every period.
    Each,
    /// One obligation over all periods.
    Throughout,
}

/// One time at which a target is judged.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) manner: Manner,
    /// The period that is read.
    pub(crate) period: Period,
    pub(crate) flow: Flow,
    pub(crate) label: Span,
    /// The last day of the deciding period; later than written where the data are coarser.
    pub(crate) end: NaiveDate,
    /// The first day of what counts: of the block, the year or the window.
    pub(crate) start: NaiveDate,
    /// A short last block, never judged.
    pub(crate) is_short: bool,
    /// Whether the subject holds a total, judged at the end of its window.
    pub(crate) is_total: bool,
    /// The periods of `throughout`.
    pub(crate) all: Vec<Period>,
    /// Where progress starts from 0: the evening of this day.
    pub(crate) zero_at: Option<NaiveDate>,
}

/// Returns the day before.
pub(crate) fn eve(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

/// Returns the year for its last day, else the period itself.
fn named(period: Period) -> Period {
    let year = period.widen(Frequency::Year);
    if period.frequency() == Frequency::Day && year.last_day() == period.last_day() { year } else { period }
}

/// Returns the times at which a target is judged, in order.
///
/// # Errors
/// Data coarser than the period of `in` or `each`.
pub(crate) fn dues(stage: &Stage<'_, '_>, target: &Target) -> Result<Vec<Due>, EvalProblem> {
    let dues = match &target.time {
        Time::By(p) => vec![by(stage, *p)],
        Time::In(p) => vec![alone(Manner::In, named(*p))],
        Time::Each { step, count, window, by } => each(stage, *step, (*count).max(1), *window, *by),
        Time::Throughout(window) => throughout(stage, *window),
        Time::Newest => vec![newest(stage)],
        Time::ByAttribute(_) => Vec::new(),
    };
    for due in &dues {
        check_fine(stage, due)?;
    }
    Ok(dues)
}

fn alone(manner: Manner, p: Period) -> Due {
    Due {
        manner,
        period: p,
        flow: Flow::Alone,
        label: Span::One(p),
        end: p.last_day(),
        start: p.first_day(),
        is_short: false,
        is_total: false,
        all: Vec::new(),
        zero_at: None,
    }
}

/// Returns the judgement at the end of a period at the latest.
pub(crate) fn by(stage: &Stage<'_, '_>, p: Period) -> Due {
    let p = named(p);
    let year = p.widen(Frequency::Year);
    let coarse = stage.uses.iter().filter(|u| u.is_current);
    let end = coarse.map(|u| read::as_fine_as_data(stage.world, u.id, p).last_day()).fold(p.last_day(), NaiveDate::max);
    let is_inside = p.frequency() != Frequency::Year;
    let due = Due {
        flow: if is_inside { Flow::YearToDate } else { Flow::Alone },
        end,
        start: if is_inside { year.first_day() } else { p.first_day() },
        ..alone(Manner::By, p)
    };
    with_totals(stage, due)
}

/// A total is due at the end of its window, and a gain starts from nothing at its base.
fn with_totals(stage: &Stage<'_, '_>, due: Due) -> Due {
    let mut windows = Vec::new();
    periods::totals(&stage.statement.subject, &mut windows);
    let spans: Vec<(Period, Period)> = windows.iter().filter_map(|(x, w)| window_of_total(stage, x, *w)).collect();
    let Some(last) = spans.iter().map(|s| s.1).max_by_key(|p| p.last_day()) else {
        return Due { zero_at: gain_base(stage, &stage.statement.subject), ..due };
    };
    let first = spans.iter().map(|s| s.0).min_by_key(|p| p.first_day()).unwrap_or(last);
    let is_plain = matches!(stage.statement.subject.kind, ExprKind::Total(..));
    // Filters and whatever else is a flow are totalled over the same window.
    let n = first.distance_to(last).and_then(|n| u32::try_from(n + 1).ok()).filter(|n| *n > 1);
    Due {
        period: last,
        flow: n.map_or(Flow::Alone, Flow::Block),
        is_total: true,
        label: Span::Window(first, last),
        end: last.last_day(),
        start: first.first_day(),
        zero_at: is_plain.then(|| eve(first.first_day())),
        ..due
    }
}

fn window_of_total(stage: &Stage<'_, '_>, x: &Expr, window: Option<Window>) -> Option<(Period, Period)> {
    let all = match stage.window(window) {
        Some(w) => window_periods(w),
        None => periods::of_expr(stage.world, x, &stage.circle),
    };
    Some((*all.first()?, *all.last()?))
}

fn gain_base(stage: &Stage<'_, '_>, subject: &Expr) -> Option<NaiveDate> {
    let ExprKind::Gain(x, since) = &subject.kind else { return None };
    let base = since.or_else(|| periods::of_expr(stage.world, x, &stage.circle).first().copied())?;
    Some(base.last_day())
}

fn each(
    stage: &Stage<'_, '_>,
    step: Frequency,
    count: u32,
    window: Option<Window>,
    by_day: Option<(u32, u32)>,
) -> Vec<Due> {
    let all = steps(stage, step, window);
    let n = count as usize;
    all.chunks(n).filter_map(|block| one_of_each(stage, block, n, by_day)).collect()
}

fn one_of_each(stage: &Stage<'_, '_>, block: &[Period], n: usize, by_day: Option<(u32, u32)>) -> Option<Due> {
    let (first, last) = (*block.first()?, *block.last()?);
    let zero_at = Some(eve(first.first_day()));
    if let Some((month, day)) = by_day {
        let year = last.year();
        let date = [day, day.min(28)].into_iter().find_map(|d| Period::from_kind(DateKind::Day(year, month, d)))?;
        return Some(Due { manner: Manner::Each, zero_at, is_short: block.len() < n, ..by(stage, date) });
    }
    let label = if first == last { Span::One(first) } else { Span::Window(first, last) };
    Some(Due {
        flow: if n > 1 { Flow::Block(block.len() as u32) } else { Flow::Alone },
        label,
        start: first.first_day(),
        zero_at,
        is_short: block.len() < n,
        ..alone(Manner::Each, last)
    })
}

/// Returns the periods of a duty that recurs: of its window, else all that have data.
fn steps(stage: &Stage<'_, '_>, step: Frequency, window: Option<Window>) -> Vec<Period> {
    if let Some(w) = stage.window(window) {
        let first = Period::containing(w.from.first_day(), step);
        let last = Period::containing(w.to.last_day(), step);
        let n = first.distance_to(last).unwrap_or(-1);
        return (0..=n.min(40_000)).map(|k| first.step(k)).collect();
    }
    let mut all: Vec<Period> = periods::of_expr(stage.world, &stage.statement.subject, &stage.circle)
        .into_iter()
        .map(|p| if p.frequency() > step { p.widen(step) } else { p })
        .flat_map(|p| p.parts(step).collect::<Vec<_>>())
        .collect();
    all.sort();
    all.dedup();
    if all.is_empty() {
        all.push(Period::containing(stage.world.as_of, step));
    }
    all
}

fn throughout(stage: &Stage<'_, '_>, window: Option<Window>) -> Vec<Due> {
    let all = match stage.window(window) {
        Some(w) => window_periods(w),
        None => {
            let with_data = periods::of_expr(stage.world, &stage.statement.subject, &stage.circle);
            let longest = with_data.iter().map(|p| p.frequency()).min();
            steps(stage, longest.unwrap_or(Frequency::Year), None)
        }
    };
    let (Some(first), Some(last)) = (all.first().copied(), all.last().copied()) else { return Vec::new() };
    let label = if first == last { Span::One(first) } else { Span::Window(first, last) };
    vec![Due { label, start: first.first_day(), all, ..alone(Manner::Throughout, last) }]
}

fn newest(stage: &Stage<'_, '_>) -> Due {
    let all = periods::of_expr(stage.world, &stage.statement.subject, &stage.circle);
    let this_year = Period::containing(stage.world.as_of, Frequency::Year);
    by(stage, all.last().copied().unwrap_or(this_year))
}

/// After `in` and `each` coarser data cannot answer.
fn check_fine(stage: &Stage<'_, '_>, due: &Due) -> Result<(), EvalProblem> {
    if due.manner == Manner::By || due.flow == Flow::YearToDate {
        return Ok(());
    }
    let read = if due.manner == Manner::Throughout { due.all.first().copied() } else { Some(due.period) };
    let Some(period) = read else { return Ok(()) };
    for used in stage.uses.iter().filter(|u| u.is_current) {
        if stage.world.finest(used.id).is_some_and(|f| f < period.frequency()) {
            let name = stage.world.indicator(used.id).map_or(String::new(), |i| i.name.to_string());
            return Err(EvalProblem::CoarserData { indicator: name, period: period.to_string() });
        }
    }
    Ok(())
}

/// Returns the finding that coarser data move a deadline.
pub(crate) fn coarser_deadline(stage: &Stage<'_, '_>, due: &Due) -> Option<EvalProblem> {
    if due.flow != Flow::YearToDate || due.end <= due.period.last_day() {
        return None;
    }
    let used = stage.uses.iter().find(|u| read::as_fine_as_data(stage.world, u.id, due.period) != due.period)?;
    Some(EvalProblem::CoarserDeadline {
        indicator: stage.world.indicator(used.id)?.name.to_string(),
        period: due.period.to_string(),
        instead: read::as_fine_as_data(stage.world, used.id, due.period).to_string(),
    })
}
