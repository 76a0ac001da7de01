//! One check of a judgement looked at again: how each of its entities came out, and where their figures stand.
//!
//! A judgement names who fails and who is missing; whoever shows entities one by one asks for one check after the other,
//! so that no report has to hold all of them at once. INVARIANT: what is found here is what a judgement in full records.

use super::aggregate::counted;
use super::bind::{Bound, World};
use super::column::Test;
use super::frame::Recorder;
use super::judgement::{Check, EntityJudgement};
use super::periods::{self, Filters};
use super::stage::{Stage, Who};
use super::state::State;
use super::value::in_unit;
use super::verdict::{self, Asked, Judged, line_op};
use super::{Detail, compare, gather, own_date, read, time};
use dabiao_data::EntityId;
use dabiao_lang::model::{Exact, Expr, IndicatorId, Period, Target, TargetKind, Time, Verdict};

/// The column in which the figure of each member of a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FigureColumn {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: Period,
}

/// What a check asks, once more.
pub(super) enum Again<'s, 'w, 'a> {
    /// A target that is due at a date of each entity: stage, place in the rule, attribute.
    OwnDate(&'s Stage<'w, 'a>, (usize, usize, &'a Target), IndicatorId),
    /// A target that is due for all at once.
    Due(&'s Asked<'s, 'w, 'a>),
}

/// Asks once more what a check asked; `None` where the check is not one of these rules.
pub(super) fn again<'w, 'a, T>(
    world: &'w World<'a>,
    recorder: &'w Recorder,
    (rule, check): (usize, &Check),
    look: impl FnOnce(&Again<'_, 'w, 'a>) -> T,
) -> Option<T> {
    let rule = world.model.rules.get(rule)?;
    let statement = rule.statements.get(check.statement)?;
    let target = statement.targets_on(world.as_of).get(check.target)?;
    let stage = Stage::new(world, recorder, rule, statement).ok()?;
    if let Time::ByAttribute(id) = target.time {
        return Some(look(&Again::OwnDate(&stage, (check.statement, check.target, target), id)));
    }
    let dues = time::dues(&stage, target).ok()?;
    let due = dues.iter().find(|d| Some(d.label) == check.period).or(dues.first())?;
    let newest = if verdict::is_due(world, due) { None } else { verdict::newest(&stage) };
    Some(look(&Again::Due(&Asked { stage: &stage, target, index: check.target, due, newest })))
}

/// Returns the judgements of the entities that a check over many is asked of, in roster order.
pub(super) fn of_check(world: &World<'_>, rule: usize, check: &Check) -> Vec<EntityJudgement> {
    if check.entity.is_some() {
        return Vec::new();
    }
    if !check.entities.is_empty() {
        return check.entities.clone();
    }
    let recorder = Recorder::default();
    let found = again(world, &recorder, (rule, check), |again| match again {
        Again::OwnDate(stage, place, id) => own_date::again(stage, *place, (*id, check), Detail::Full).entities,
        Again::Due(asked) => match &asked.stage.who {
            Who::Each(list) => each(asked, &verdict::those_there(asked, list)),
            Who::One(_) => Vec::new(),
        },
    });
    found.unwrap_or_default()
}

fn each(asked: &Asked<'_, '_, '_>, list: &[EntityId]) -> Vec<EntityJudgement> {
    let test = gather::plain(asked);
    let line = line_of(asked);
    let judge = |entity: EntityId| {
        if let Some((test, op, line)) = test.as_ref().zip(line).map(|(t, (op, line))| (t, op, line))
            && let Some(mantissa) = test.mantissa(entity)
        {
            return Some(on_column(asked, (test, mantissa), (op, line), entity));
        }
        let judged: Judged = verdict::judge(asked, Some(entity));
        (judged.state != State::Out).then(|| gather::entity_judgement(asked, entity, &judged))
    };
    list.iter().filter_map(|e| judge(*e)).collect()
}

/// The one line of a plain target.
fn line_of<'s>(asked: &Asked<'s, '_, '_>) -> Option<(dabiao_lang::model::CompareOp, &'s Exact)> {
    let op = line_op(asked.target, &asked.stage.statement.subject)?;
    let TargetKind::Compare(_, right) = &asked.target.kind else { return None };
    match &right.kind {
        dabiao_lang::model::ExprKind::Quantity(q) => Some((op, &q.base)),
        _ => None,
    }
}

/// The judgement of a plain figure; that of [`verdict::judge`], without its detours.
fn on_column(
    asked: &Asked<'_, '_, '_>,
    (test, mantissa): (&Test<'_>, i64),
    (op, line): (dabiao_lang::model::CompareOp, &Exact),
    entity: EntityId,
) -> EntityJudgement {
    let value = test.value(mantissa);
    let unit = asked.target.unit.as_ref();
    let passes = test.passes(mantissa);
    let gap = Some(compare::lacking(op, &value, line)).filter(Exact::is_positive).map(|g| in_unit(unit, &g));
    let verdict = if passes { Verdict::Met } else { Verdict::Unmet };
    EntityJudgement { entity, verdict, value: Some(in_unit(unit, &value)), gap, line: None, reason: None }
}

/// Returns the one column that a check reads for each of its members.
pub(super) fn figures(world: &World<'_>, rule: usize, check: &Check) -> Option<FigureColumn> {
    let recorder = Recorder::default();
    let found = again(world, &recorder, (rule, check), |again| {
        let Again::Due(asked) = again else { return None };
        let body: &Expr = match (&asked.stage.who, counted(&asked.stage.statement.subject)) {
            (_, Some(a)) => a.body.as_ref()?,
            (Who::Each(_), None) => &asked.stage.statement.subject,
            (Who::One(_), None) => return None,
        };
        let period = asked.due.period;
        column_of(world, body, if verdict::is_due(world, asked.due) { Some(period) } else { asked.newest }?)
    });
    found.flatten()
}

fn column_of(world: &World<'_>, body: &Expr, period: Period) -> Option<FigureColumn> {
    let uses = periods::uses(world, body, Filters::Counted);
    let first = uses.first()?;
    let is_one = uses.iter().all(|u| u.id == first.id && u.is_current && u.place.is_none() && u.level.is_none());
    let is_reported = matches!(world.bound(first.id), Bound::Series(_))
        && world.indicator(first.id).is_some_and(|i| i.formula.is_none());
    let period = read::as_fine_as_data(world, first.id, period);
    (is_one && is_reported).then_some(FigureColumn { indicator: first.id, period })
}
