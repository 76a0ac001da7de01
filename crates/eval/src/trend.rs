//! How what a rule measures went over time: points for charts. Decides nothing.
//!
//! A statement about one place gives the value of its subject in every period that has ended; a statement about many
//! gives how many of them held the (last) target in each. Only what is exactly known becomes a point.

use std::rc::Rc;

use super::bind::World;
use super::column::Test;
use super::compare;
use super::expr::{self, Want};
use super::frame::{Flow, Frame, Recorder, Sight};
use super::sift;
use super::stage::{Stage, Who};
use super::time;
use super::value::{What, in_unit};
use dabiao_data::EntityId;
use dabiao_lang::model::{Exact, Expr, ExprKind, Period, Rule, Statement, Target, TargetKind, Unit, Window};

/// Periods that a trend shows at most, the newest.
const MOST_POINTS: usize = 40;
/// Judgements of entities that one trend may cost.
const MOST_JUDGED: usize = 60_000;

/// What a statement measured, period by period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// Position of the statement in its rule, from 0.
    pub statement: usize,
    /// What the points count.
    pub of: TrendOf,
    /// The unit of the values.
    pub unit: Option<Unit>,
    /// The points, in order of time.
    pub points: Vec<TrendPoint>,
}

/// What the points of a trend count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendOf {
    /// The measured value of one place; `None` is the region where it is not in the roster.
    Value(Option<EntityId>),
    /// How many entities hold the target at this position.
    Passing(usize),
}

/// A value in a period that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendPoint {
    /// The period.
    pub period: Period,
    /// The value, in the unit of the trend.
    pub value: Exact,
    /// Of how many, where entities are counted.
    pub total: Option<u64>,
}

/// Returns the trends of every rule, in the order of the rules; those with fewer than two points are left out.
pub(super) fn trends(world: &World<'_>) -> Vec<Vec<Trend>> {
    let recorder = Recorder::default();
    world.model.rules.iter().map(|rule| of_rule(world, &recorder, rule)).collect()
}

fn of_rule(world: &World<'_>, recorder: &Recorder, rule: &Rule) -> Vec<Trend> {
    if !rule.errors.is_empty() {
        return Vec::new();
    }
    let statements = rule.statements.iter().enumerate();
    let all = statements.filter_map(|(idx, statement)| of_statement(world, recorder, (rule, statement, idx)));
    all.filter(|trend| trend.points.len() > 1).collect()
}

fn of_statement(
    world: &World<'_>,
    recorder: &Recorder,
    (rule, statement, idx): (&Rule, &Statement, usize),
) -> Option<Trend> {
    let stage = Stage::new(world, recorder, rule, statement).ok()?;
    let target = statement.targets_on(world.as_of).last()?;
    let periods = periods_of(&stage, target)?;
    if periods.len() < 2 {
        return None;
    }
    let (of, points) = match &stage.who {
        Who::One(entity) => {
            let points = periods.iter().filter_map(|p| value_in(&stage, (*entity, target), *p)).collect();
            (TrendOf::Value(*entity), points)
        }
        Who::Each(list) => {
            // On its column a target costs next to nothing, however many there are.
            let is_plain = periods.first().is_some_and(|p| plain(&stage, target, *p).is_some());
            let is_dear = !is_plain && list.len() * periods.len() > MOST_JUDGED;
            if is_dear || !statement.exceptions.is_empty() {
                return None;
            }
            let points = periods.iter().filter_map(|p| passing_in(&stage, (list, target), *p)).collect();
            (TrendOf::Passing(statement.targets.len() - 1), points)
        }
    };
    let unit = match of {
        TrendOf::Value(_) => target.unit.clone(),
        TrendOf::Passing(_) => None,
    };
    Some(Trend { statement: idx, of, unit, points })
}

/// The periods with data that have ended, as long as those in which the target is judged.
fn periods_of(stage: &Stage<'_, '_>, target: &Target) -> Option<Vec<Period>> {
    let frequency = time::dues(stage, target).ok()?.last()?.period.frequency();
    let as_of = stage.world.as_of;
    let mut all: Vec<Period> = match total_window(stage) {
        Some(window) => expr::window_periods(window),
        None => {
            let with_data = super::newest::all(stage);
            with_data.into_iter().map(|p| if p.frequency() > frequency { p.widen(frequency) } else { p }).collect()
        }
    };
    all.retain(|p| p.last_day() <= as_of && p.frequency() == frequency);
    all.sort_by_key(|p| p.last_day());
    all.dedup();
    let surplus = all.len().saturating_sub(MOST_POINTS);
    Some(all.split_off(surplus))
}

/// The window of a subject that is a total.
fn total_window(stage: &Stage<'_, '_>) -> Option<Window> {
    match &stage.statement.subject.kind {
        ExprKind::Total(_, window) => stage.window(*window),
        _ => None,
    }
}

fn frame<'w, 'a>(stage: &Stage<'w, 'a>, entity: Option<EntityId>, period: Period) -> Frame<'w, 'a> {
    Frame { flow: Flow::Alone, ..stage.frame(entity, Sight::Ended) }.alone(period).seen_from(period)
}

/// The value at one place; of a total what has come together so far.
fn value_in(
    stage: &Stage<'_, '_>,
    (entity, target): (Option<EntityId>, &Target),
    period: Period,
) -> Option<TrendPoint> {
    let frame = frame(stage, entity, period);
    let subject = &stage.statement.subject;
    let val = match (&subject.kind, total_window(stage)) {
        (ExprKind::Total(x, _), Some(window)) => {
            let so_far = Window { from: window.from, to: period };
            let total = Expr { kind: ExprKind::Total(x.clone(), Some(so_far)), span: subject.span };
            expr::eval(frame, &total, Want::Num)
        }
        _ => expr::eval(frame, subject, Want::Num),
    };
    let value = val.into_num().as_exact().map(|v| in_unit(target.unit.as_ref(), v))?;
    Some(TrendPoint { period, value, total: None })
}

/// Returns the test on the column of one period, where the target is plain for every entity.
fn plain<'a>(stage: &Stage<'_, 'a>, target: &'a Target, period: Period) -> Option<Test<'a>> {
    if stage.filter().is_some() || stage.statement.condition.is_some() || stage.rule.precision.is_some() {
        return None;
    }
    let (TargetKind::Compare(op, right), ExprKind::Value(id)) = (&target.kind, &stage.statement.subject.kind) else {
        return None;
    };
    let ExprKind::Quantity(q) = &right.kind else { return None };
    if stage.world.indicator(*id).is_some_and(|i| i.precision.is_some()) {
        return None;
    }
    Test::new(frame(stage, None, period), *op, &stage.statement.subject, &q.base)
}

/// How many of those who are meant hold the target.
fn passing_in(stage: &Stage<'_, '_>, (list, target): (&Rc<[EntityId]>, &Target), period: Period) -> Option<TrendPoint> {
    let list = &stage.world.living(Rc::clone(list), Some(period));
    let sifted = plain(stage, target, period).map(|test| sift::tally(stage.world, &test, list));
    let (mut passing, mut total, rest) = match &sifted {
        Some(s) => (s.n_passing, s.n_passing + s.n_failing, s.rest.as_slice()),
        None => (0, 0, &list[..]),
    };
    for entity in rest {
        let frame = frame(stage, Some(*entity), period);
        let is_meant = |filter| matches!(expr::condition(frame, filter).what, What::Truth(Some(true)));
        if !stage.filter().is_none_or(is_meant) {
            continue;
        }
        let answer = compare::target(frame, stage.rule, &stage.statement.subject, target).answer;
        if matches!(answer.what, What::NotApplicable) {
            continue;
        }
        total += 1;
        passing += u64::from(matches!(answer.what, What::Truth(Some(true))));
    }
    let value = Exact::from(i128::from(passing));
    (total > 0).then_some(TrendPoint { period, value, total: Some(total) })
}
