//! Targets to checks: which period decides, when it has ended, and how a flow is read in it.

use chrono::{Days, NaiveDate};

use super::bind::{Bound, World};
use super::expr::window_periods;
use super::frame::{Flow, Sight};
use super::judgement::Span;
use super::newest;
use super::periods;
use super::read;
use super::stage::{Stage, Who};
use crate::EvalProblem;
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::period::DateKind;
use dabiao_lang::model::{Expr, ExprKind, Frequency, IndicatorId, Period, Target, Time, Window};

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
    /// The day on whose evening a gain starts from nothing.
    pub(crate) gain_from: Option<NaiveDate>,
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
        Time::In(p) => vec![Due { gain_from: None, ..with_totals(stage, alone(Manner::In, named(*p))) }],
        Time::Each { step, count, window, by } => each(stage, *step, (*count).max(1), *window, *by),
        Time::Throughout(window) => throughout(stage, *window),
        Time::Newest => vec![of_newest(stage)],
        Time::ByAttribute(_) => Vec::new(),
    };
    for due in &dues {
        check_fine(stage, due)?;
    }
    Ok(dues.into_iter().map(|due| when_over(stage, due)).collect())
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
        gain_from: None,
    }
}

/// Returns the judgement at the end of a period at the latest.
pub(crate) fn by(stage: &Stage<'_, '_>, p: Period) -> Due {
    with_totals(stage, until(stage, p))
}

/// Returns the judgement at the end of a period at the latest, of that year's part alone where a total is asked for.
fn until(stage: &Stage<'_, '_>, p: Period) -> Due {
    let p = named(p);
    let year = p.widen(Frequency::Year);
    let coarse = stage.uses.iter().filter(|u| u.is_current);
    let end = coarse.map(|u| read::as_fine_as_data(stage.world, u.id, p).last_day()).fold(p.last_day(), NaiveDate::max);
    let is_inside = p.frequency() != Frequency::Year;
    Due {
        flow: if is_inside { Flow::YearToDate } else { Flow::Alone },
        end,
        start: if is_inside { year.first_day() } else { p.first_day() },
        ..alone(Manner::By, p)
    }
}

/// Nobody can be judged against a window before it is over: what is due earlier is due then.
pub(crate) fn when_over(stage: &Stage<'_, '_>, due: Due) -> Due {
    let named = end_of_windows(stage, &due);
    Due { end: named.map_or(due.end, |last| last.max(due.end)), ..due }
}

/// Returns the day on which the last of the periods is over that a statement goes over besides the judged one.
pub(crate) fn end_of_windows(stage: &Stage<'_, '_>, due: &Due) -> Option<NaiveDate> {
    // Of `每年` each year is asked for its own part of a total.
    let totals = stage.windows.last_of_totals.filter(|_| due.manner != Manner::Each);
    stage.windows.last.max(totals)
}

/// A total is due at the end of its window, and a gain starts from nothing at its base.
fn with_totals(stage: &Stage<'_, '_>, due: Due) -> Due {
    let mut windows = Vec::new();
    periods::totals(stage.world, &stage.statement.subject, &mut windows);
    let spans: Vec<(Period, Period)> = windows.iter().filter_map(|(x, w)| window_of_total(stage, x, *w)).collect();
    let Some(last) = spans.iter().map(|s| s.1).max_by_key(|p| p.last_day()) else {
        return Due { gain_from: gain_base(stage, &stage.statement.subject), ..due };
    };
    let first = spans.iter().map(|s| s.0).min_by_key(|p| p.first_day()).unwrap_or(last);
    // Filters and whatever else is a flow are totalled over the same window.
    let n = first.distance_to(last).and_then(|n| u32::try_from(n + 1).ok()).filter(|n| *n > 1);
    Due {
        period: last,
        flow: n.map_or(Flow::Alone, Flow::Block),
        is_total: true,
        label: Span::Window(first, last),
        end: last.last_day(),
        start: first.first_day(),
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
    let gain_from = gain_base(stage, &stage.statement.subject);
    if let Some((month, day)) = by_day {
        let year = last.year();
        let date = [day, day.min(28)].into_iter().find_map(|d| Period::from_kind(DateKind::Day(year, month, d)))?;
        return Some(Due { manner: Manner::Each, gain_from, is_short: block.len() < n, ..until(stage, date) });
    }
    let label = if first == last { Span::One(first) } else { Span::Window(first, last) };
    Some(Due {
        flow: if n > 1 { Flow::Block(block.len() as u32) } else { Flow::Alone },
        label,
        start: first.first_day(),
        gain_from,
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
    let mut all: Vec<Period> = newest::all(stage)
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
            let with_data = newest::all(stage);
            let longest = with_data.iter().map(|p| p.frequency()).min();
            steps(stage, longest.unwrap_or(Frequency::Year), None)
        }
    };
    let (Some(first), Some(last)) = (all.first().copied(), all.last().copied()) else { return Vec::new() };
    let label = if first == last { Span::One(first) } else { Span::Window(first, last) };
    vec![Due { label, start: first.first_day(), all, ..alone(Manner::Throughout, last) }]
}

fn of_newest(stage: &Stage<'_, '_>) -> Due {
    let this_year = Period::containing(stage.world.as_of, Frequency::Year);
    by(stage, newest::newest(stage).unwrap_or(this_year))
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

/// Returns the finding that a period is asked for which nothing makes up, although shorter ones are reported.
///
/// `覆盖率` by quarters without `年内`: all four are there, and the year is unknown for want of a declaration.
pub(crate) fn undeclared_within(stage: &Stage<'_, '_>, due: &Due) -> Option<EvalProblem> {
    let period = if due.manner == Manner::Throughout { *due.all.first()? } else { due.period };
    let frame = stage.frame(None, Sight::Open(stage.world.as_of));
    let one = match &stage.who {
        Who::One(e) => e.iter().copied().collect(),
        Who::Each(list) => list.to_vec(),
    };
    stage.uses.iter().filter(|u| u.is_current && u.place.is_none()).find_map(|used| {
        let indicator = stage.world.indicator(used.id)?;
        let finer = stage.world.finest(used.id).filter(|f| *f > period.frequency())?;
        let members = used.level.map(|l| stage.world.below(l, None));
        let all = members.as_ref().map_or(one.as_slice(), |m| &m.all);
        let has_gap = |e: &EntityId| {
            read::has_parts(frame.of(Some(*e)), used.id, period)
                && !super::newest::has_value(stage.world, used.id, *e, period)
        };
        all.iter().any(has_gap).then(|| EvalProblem::WithinYearUndeclared {
            indicator: indicator.name.to_string(),
            period: period.to_string(),
            finer: Box::new(match finer {
                Frequency::Year | Frequency::Half => Both::new("半年", "by halves"),
                Frequency::Quarter => Both::new("季度", "quarterly"),
                Frequency::Month => Both::new("月度", "monthly"),
                Frequency::Day => Both::new("逐日", "daily"),
            }),
        })
    })
}

/// Returns what is to be said of a total that each period is asked for its part of.
pub(crate) fn total_of_each(stage: &Stage<'_, '_>, due: &Due) -> Option<EvalProblem> {
    let mut windows = Vec::new();
    periods::totals(stage.world, &stage.statement.subject, &mut windows);
    (due.manner == Manner::Each && !windows.is_empty()).then_some(EvalProblem::TotalOfEach {})
}

/// Returns whether a word of time is neither a date nor a column of dates.
pub(crate) fn is_no_date(world: &World<'_>, id: IndicatorId) -> bool {
    let is_date = |t: &str| Period::parse(t).is_some();
    match world.bound(id) {
        Bound::Attribute(column) => {
            let mut cells = column.values.iter().flatten().filter(|t| &***t != "不适用").peekable();
            cells.peek().is_some() && !cells.any(|t| is_date(t))
        }
        Bound::Series(_) => false,
        Bound::Nothing => world.data.roster.is_given && world.indicator(id).is_none_or(|i| i.formula.is_none()),
    }
}

/// Returns the finding that the base value which a rule states is not the one that the data have.
pub(crate) fn other_baseline(stage: &Stage<'_, '_>) -> Option<EvalProblem> {
    let (quantity, period) = stage.rule.baseline.as_ref()?;
    let period = period.or_else(|| stage.plan.and_then(|p| p.base))?;
    let (Who::One(Some(entity)), [used]) = (&stage.who, stage.uses.as_slice()) else { return None };
    if used.level.is_some() || used.place.is_some() {
        return None;
    }
    let indicator = stage.world.indicator(used.id)?;
    let unit = quantity.unit.as_ref()?;
    if indicator.unit.as_ref().is_none_or(|u| u.dim != unit.dim) {
        // The base of a growth may be stated as a growth, too: that is another figure.
        return None;
    }
    let frame = stage.frame(Some(*entity), Sight::Ended);
    let val = read::in_period(frame, used.id, period);
    let reported = val.as_exact().filter(|x| **x != quantity.base)?;
    let shown = |x: &dabiao_lang::model::Exact| format!("{}{}", unit.from_base(x).to_text(), unit.symbol);
    Some(EvalProblem::BaselineDiffers {
        indicator: indicator.name.to_string(),
        entity: stage.world.data.roster.get(*entity).map_or(String::new(), |e| e.name.to_string()),
        period: period.to_string(),
        stated: shown(&quantity.base),
        reported: shown(reported),
    })
}
