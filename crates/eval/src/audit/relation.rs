//! Declared audits: relations that figures must satisfy, applied wherever one of their figures was reported.
//!
//! A relation over entities below (`合计(村: X) = Y`) whose figures are all of other places is applied at the region. What
//! is not known breaks nothing.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::concern::target_exprs;
use super::sink::{self, Found, Sink, amount, frame, reported_pairs, short_amount};
use crate::Detail;
use crate::EvalProblem;
use crate::bind::World;
use crate::compare;
use crate::expr::{self, Want};
use crate::frame::{Frame, Recorder};
use crate::judgement::Sides;
use crate::periods::{self, Filters, Use};
use crate::value::What;
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    Audit, CompareOp, Exact, Expr, ExprKind, Frequency, IndicatorId, Kind, Period, PeriodRef, Scope, Statement, Target,
    TargetKind, Time, Unit, WithinYear, walk,
};

/// Applies one statement of an audit.
pub(super) fn apply(recorder: &Recorder, audit: &Audit, statement: &Statement, to: &mut Sink<'_, '_>) {
    let world = to.world;
    let targets = statement.targets.iter().flat_map(|t| target_exprs(&t.kind));
    let exprs = std::iter::once(&statement.subject).chain(targets);
    let uses: Vec<Use> = exprs.flat_map(|x| periods::uses(world, x, Filters::Skipped)).collect();
    let mut indicators: Vec<IndicatorId> = Vec::new();
    for used in &uses {
        if !indicators.contains(&used.id) {
            indicators.push(used.id);
        }
    }
    let scope = in_scope(world, &statement.scope);
    let resets = reads_back_across_years(world, statement);
    for (period, entity) in pairs(world, &uses, scope.as_ref()) {
        if !scope.as_ref().is_none_or(|s| s.contains(&entity)) {
            continue;
        }
        if resets && period.frequency() != Frequency::Year && period.step(-1).year() != period.year() {
            continue;
        }
        let frame = frame(world, recorder, entity, period);
        if let Scope::Every { filter: Some(f), .. } = &statement.scope
            && !matches!(expr::condition(frame, f).what, What::Truth(Some(true)))
        {
            continue;
        }
        for target in statement.targets.iter().filter(|t| is_meant(&t.time, period)) {
            if let Some(broken) = broken(frame, audit, &statement.subject, target) {
                to.put(found(world, audit, &indicators, (entity, period), broken));
            }
        }
    }
}

/// How a relation fails.
struct Broken {
    words: Both,
    sides: Option<Sides>,
}

fn found(
    world: &World<'_>,
    audit: &Audit,
    indicators: &[IndicatorId],
    (entity, period): (EntityId, Period),
    broken: Broken,
) -> Found {
    let problem = EvalProblem::AuditFails {
        title: audit.title.to_string(),
        entity: crate::reason::entity_name(world, entity),
        period: period.to_string(),
        difference: Box::new(broken.words),
    };
    let title = Both::of(&*audit.title, &*audit.title);
    let indicators = indicators.to_vec();
    Found { problem, title, indicators, entity, period, sides: broken.sides, is_hard: audit.is_hard }
}

/// Returns for whom and when a statement is to be looked at.
fn pairs(world: &World<'_>, uses: &[Use], scope: Option<&FxHashSet<EntityId>>) -> BTreeSet<(Period, EntityId)> {
    let mut pairs = BTreeSet::new();
    let is_own = |u: &&Use| u.level.is_none() && u.place.is_none() && u.is_current;
    for used in uses.iter().filter(is_own) {
        reported_pairs(world, used.id, &mut pairs);
    }
    if uses.iter().any(|u| is_own(&u)) {
        return pairs;
    }
    // All figures are those of others: the relation is one of the whole.
    let mut elsewhere = BTreeSet::new();
    for used in uses.iter().filter(|u| u.is_current) {
        reported_pairs(world, used.id, &mut elsewhere);
    }
    let periods: BTreeSet<Period> = elsewhere.into_iter().map(|(p, _)| p).collect();
    let whole: Vec<EntityId> = match scope {
        Some(entities) => entities.iter().copied().collect(),
        None => world.region(None).ok().flatten().into_iter().collect(),
    };
    periods.into_iter().flat_map(|p| whole.iter().map(move |e| (p, *e))).collect()
}

/// Returns whether a statement reads the period before of a figure that starts anew each year (a cumulative report).
fn reads_back_across_years(world: &World<'_>, statement: &Statement) -> bool {
    let mut found = false;
    walk::expressions(statement, &mut |e| {
        if let ExprKind::AtPeriod(x, PeriodRef::Previous) = &e.kind
            && let ExprKind::Value(id) = &x.kind
        {
            found |= is_cumulative_report(world, *id);
        }
    });
    found
}

/// Returns whether the figures of an indicator are totals since January: a flow whose year is its last or greatest part.
pub(super) fn is_cumulative_report(world: &World<'_>, id: IndicatorId) -> bool {
    world.indicator(id).is_some_and(|i| {
        i.kind == Some(Kind::Flow) && matches!(i.within_year, Some(WithinYear::Last | WithinYear::Max))
    })
}

fn is_meant(time: &Time, period: Period) -> bool {
    match time {
        Time::In(p) => *p == period,
        _ => true,
    }
}

/// Returns the entities of a scope; `None` is everybody.
fn in_scope(world: &World<'_>, scope: &Scope) -> Option<FxHashSet<EntityId>> {
    let known =
        |places: &[dabiao_lang::model::EntityRef]| places.iter().filter_map(|p| world.resolve_known(p)).collect();
    match scope {
        Scope::Unstated => None,
        Scope::At(places) => Some(known(places)),
        Scope::Every { level, except, .. } => {
            let left_out: FxHashSet<EntityId> = known(except);
            let below = world.below(level.level, level.label.as_ref());
            Some(below.all.iter().copied().filter(|e| !left_out.contains(e)).collect())
        }
    }
}

/// Returns how a relation fails; `None` where it holds or is not known.
fn broken(frame: Frame<'_, '_>, audit: &Audit, subject: &Expr, target: &Target) -> Option<Broken> {
    let sides = match (&target.kind, &subject.kind) {
        (TargetKind::Compare(op, right), _) => Some((*op, subject, right)),
        (TargetKind::Holds, ExprKind::Compare(op, a, b)) => Some((*op, &**a, &**b)),
        _ => None,
    };
    let plainly = |what: &What| {
        let fails = matches!(what, What::Truth(Some(false)));
        fails.then(|| Broken { words: as_written(frame, subject, target), sides: None })
    };
    let Some((op, a, b)) = sides else {
        return plainly(&match &target.kind {
            TargetKind::Within(i) => compare::within(frame, subject, i).what,
            TargetKind::About(x, t) => compare::about(frame, subject, x, t).what,
            _ => expr::condition(frame, subject).what,
        });
    };
    let counts_items = audit.tolerance.as_ref().is_some_and(|t| t.is_per_item);
    if counts_items {
        frame.recorder.restart(Detail::Full);
    }
    let (x, y) = (expr::eval(frame, a, Want::Any), expr::eval(frame, b, Want::Any));
    let items = if counts_items { frame.recorder.take().iter().filter(|r| r.is_known).count() } else { 0 };
    let (Some(x), Some(y)) = (x.as_exact(), y.as_exact()) else {
        return plainly(&compare::compare(frame, op, a, b).what);
    };
    let unit = target.unit.as_ref().or_else(|| unit_of(frame.world, a));
    let slack = audit.tolerance.as_ref().map_or(Exact::ZERO, |t| sink::slack(t, unit, items, y));
    fails(op, (x, y), &slack).then(|| in_words(unit, (x, op, y), &slack))
}

/// Says what a range or condition asks, as it is written, and what was found.
fn as_written(frame: Frame<'_, '_>, subject: &Expr, target: &Target) -> Both {
    let val = expr::eval(frame, subject, Want::Any);
    let unit = target.unit.as_ref().or_else(|| unit_of(frame.world, subject));
    match val.as_exact().filter(|_| !matches!(target.kind, TargetKind::Holds)) {
        Some(x) => {
            let found = short_amount(unit, x);
            Both::of(format!("为{found}，应{}", target.text), format!("{found} found, `{}` asked", target.text))
        }
        None => Both::new("关系不成立", "the relation does not hold"),
    }
}

/// Returns whether a relation fails by more than what may be; a strict one fails where the two meet.
fn fails(op: CompareOp, (x, y): (&Exact, &Exact), slack: &Exact) -> bool {
    match op {
        CompareOp::Lt => &(x - y) >= slack,
        CompareOp::Gt => &(y - x) >= slack,
        CompareOp::Ne => &(x - y).abs() <= slack,
        CompareOp::Le | CompareOp::Ge | CompareOp::Eq => &compare::lacking(op, x, y) > slack,
    }
}

fn in_words(unit: Option<&Unit>, (x, op, y): (&Exact, CompareOp, &Exact), slack: &Exact) -> Broken {
    let is_short = short_amount(unit, x) != short_amount(unit, y);
    let said = |v: &Exact| if is_short { short_amount(unit, v) } else { amount(unit, v) };
    let (left, right) = (said(x), said(y));
    let points = Unit::point();
    let gap_unit = unit.map(|u| if u.dim.is_ratio() { &points } else { u });
    let gap = (x - y).abs();
    let apart = if is_short { short_amount(gap_unit, &gap) } else { amount(gap_unit, &gap) };
    let (mut zh, mut en) = (format!("{left} {} {right}", opposite(op)), format!("{left} {} {right}", opposite(op)));
    if x != y {
        zh.push_str(&format!("，相差{apart}"));
        en.push_str(&format!(", {apart} apart"));
    }
    if !slack.is_zero() {
        let slack = amount(gap_unit, slack);
        zh.push_str(&format!("，容差{slack}"));
        en.push_str(&format!(", {slack} allowed"));
    }
    Broken { words: Both::of(zh, en), sides: Some(sink::sides(unit, (x, Some(op), y), slack)) }
}

fn opposite(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => ">=",
        CompareOp::Gt => "<=",
        CompareOp::Ne => "=",
        CompareOp::Le => ">",
        CompareOp::Ge => "<",
        CompareOp::Eq => "≠",
    }
}

fn unit_of<'a>(world: &World<'a>, expr: &Expr) -> Option<&'a Unit> {
    match &expr.kind {
        ExprKind::Value(id) => sink::unit_of(world, *id),
        ExprKind::Binary(_, a, _) => unit_of(world, a),
        ExprKind::AtPeriod(a, _) | ExprKind::AtEntity(a, _) => unit_of(world, a),
        ExprKind::Aggregate(a) => a.body.as_ref().and_then(|b| unit_of(world, b)),
        _ => None,
    }
}
