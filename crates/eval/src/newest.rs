//! The periods that have data for a statement: of those who are judged, and of nobody else.
//!
//! Who is judged depends on the period, since a filter may read a figure; so each period is tried on its own, with the
//! filter read in it. An entity of unknown membership is judged. A computed figure has a value where it or any of those
//! below has one. INVARIANT: neither the region's own figures nor those of somebody left out make a period count.

use super::bind::{Bound, World};
use super::expr;
use super::frame::{Flow, Frame, Sight};
use super::stage::{Stage, Who};
use super::task;
use super::value::What;
use dabiao_data::{ABSENT, EntityId, SPECIAL, SpecialKind};
use dabiao_lang::model::{Aggregate, Expr, ExprKind, IndicatorId, LevelRef, Period, Upward};

/// How deep formulas are followed.
const MAX_DEPTH: u32 = 16;

/// Returns the newest period with data for a statement.
pub(crate) fn newest(stage: &Stage<'_, '_>) -> Option<Period> {
    *stage.newest.get_or_init(|| candidates(stage).into_iter().rev().find(|p| has_data(stage, *p)))
}

/// Returns all periods with data for a statement, in order of time.
pub(crate) fn all(stage: &Stage<'_, '_>) -> Vec<Period> {
    candidates(stage).into_iter().filter(|p| has_data(stage, *p)).collect()
}

/// Returns the periods, begun by the day of judgement, for which anybody at all has a value of what is measured; a task
/// that was set says nothing of what was done.
fn candidates(stage: &Stage<'_, '_>) -> Vec<Period> {
    let tasks = Tasks::of(stage);
    let mut all: Vec<Period> = (stage.uses.iter())
        .filter(|u| u.is_current && tasks.count(stage.world, u.id))
        .flat_map(|u| match stage.world.bound(u.id) {
            Bound::Series(series) => series.slabs.iter().map(|s| s.period).collect::<Vec<_>>(),
            _ => Vec::new(),
        })
        .filter(|p| p.first_day() <= stage.world.as_of)
        .collect();
    all.sort_by_key(|p| (p.last_day(), std::cmp::Reverse(p.first_day())));
    all.dedup();
    all
}

fn has_data(stage: &Stage<'_, '_>, period: Period) -> bool {
    let frame = |e: Option<EntityId>| Frame {
        period: Some(period),
        flow: Flow::Alone,
        ..stage.frame(e, Sight::Open(period.last_day()))
    };
    let mut search = Search { world: stage.world, places: Places::Others, tasks: Tasks::of(stage), depth: 0 };
    let has = |search: &Search<'_, '_>, e: Option<EntityId>| search.in_expr(frame(e), &stage.statement.subject);
    let found = match &stage.who {
        Who::One(e) => has(&search, *e),
        Who::Each(list) => list.iter().any(|e| has(&search, Some(*e)) && is_judged(stage, frame(Some(*e)))),
    };
    // `X@陕西省` alone: there is nothing else to be new.
    search.places = Places::All;
    found || (!measures_own(stage) && matches!(&stage.who, Who::One(e) if has(&search, *e)))
}

/// Returns whether an entity is judged as far as the filter and the exceptions that ask nothing tell.
fn is_judged(stage: &Stage<'_, '_>, frame: Frame<'_, '_>) -> bool {
    let is_left_out = |what: &What| !matches!(what, What::Truth(Some(true) | None));
    if stage.filter().is_some_and(|f| is_left_out(&expr::condition(frame, f).what)) {
        return false;
    }
    let mut asks_nothing = stage.statement.exceptions.iter().filter(|e| e.targets.is_empty());
    !asks_nothing.any(|e| matches!(expr::condition(frame, &e.filter).what, What::Truth(Some(true))))
}

fn measures_own(stage: &Stage<'_, '_>) -> bool {
    stage.uses.iter().any(|u| u.is_current && u.place.is_none())
}

/// Whether figures of named other places count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Places {
    Others,
    All,
}

/// Whether tasks that were set count as data: only where nothing else is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tasks {
    Ignored,
    Counted,
}

impl Tasks {
    fn of(stage: &Stage<'_, '_>) -> Self {
        let is_measured = stage.uses.iter().any(|u| u.is_current && !task::is_set(stage.world, u.id));
        if is_measured { Self::Ignored } else { Self::Counted }
    }

    fn count(self, world: &World<'_>, id: IndicatorId) -> bool {
        self == Self::Counted || !task::is_set(world, id)
    }
}

/// A walk over what an expression measures, for one entity in one period.
struct Search<'w, 'a> {
    world: &'w World<'a>,
    places: Places,
    tasks: Tasks,
    depth: u32,
}

impl Search<'_, '_> {
    fn in_expr(&self, frame: Frame<'_, '_>, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) => false,
            ExprKind::Day(_) | ExprKind::TimesLast(_) => false,
            ExprKind::Rank(rank) => self.in_expr(frame, &rank.value),
            ExprKind::AtPeriod(..) => false,
            ExprKind::Value(id) => self.in_value(frame, *id),
            ExprKind::Neg(x)
            | ExprKind::Not(x)
            | ExprKind::Total(x, _)
            | ExprKind::Gain(x, _)
            | ExprKind::Growth(x, _)
            | ExprKind::Yearly(x, _)
            | ExprKind::Change(x)
            | ExprKind::OverPeriods(_, x, _) => self.in_expr(frame, x),
            ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
                self.in_expr(frame, a) || self.in_expr(frame, b)
            }
            ExprKind::Within(x, interval) => {
                let ends = [&interval.low, &interval.high];
                self.in_expr(frame, x) || ends.into_iter().flatten().any(|e| self.in_expr(frame, e))
            }
            ExprKind::Aggregate(a) => self.in_aggregate(frame, a),
            ExprKind::AtEntity(x, place) => {
                let elsewhere = match place.level {
                    Some(level) if place.parts.len() == 1 => self.world.ancestor(frame.entity, level),
                    _ => self.world.resolve_known(place),
                };
                self.places == Places::All && elsewhere.is_some() && self.in_expr(frame.of(elsewhere), x)
            }
        }
    }

    fn in_aggregate(&self, frame: Frame<'_, '_>, a: &Aggregate) -> bool {
        let measured = [a.body.as_ref(), a.weight.as_ref()].into_iter().flatten();
        let filter = a.filter.as_ref().filter(|_| a.body.is_none());
        let parts: Vec<&Expr> = measured.chain(filter).collect();
        let members = frame.population(&a.level, a.place.as_ref());
        members.iter().any(|m| {
            let here = frame.of(Some(*m));
            let belongs = || match &a.filter {
                Some(f) => matches!(expr::condition(here, f).what, What::Truth(Some(true) | None)),
                None => true,
            };
            parts.iter().any(|x| self.in_expr(here, x)) && (filter.is_some() || belongs())
        })
    }

    fn in_value(&self, frame: Frame<'_, '_>, id: IndicatorId) -> bool {
        let Some(period) = frame.period.filter(|_| self.tasks.count(self.world, id)) else { return false };
        if frame.entity.is_some_and(|e| has_value(self.world, id, e, period)) {
            return true;
        }
        let Some(indicator) = self.world.indicator(id) else { return false };
        if let Some(formula) = indicator.formula.as_ref().filter(|_| self.depth < MAX_DEPTH) {
            return Search { depth: self.depth + 1, ..*self }.in_expr(frame, formula);
        }
        let (Some(level), false) = (indicator.level, indicator.upward == Upward::None) else { return false };
        let place = LevelRef { level, label: None, span: indicator.span };
        let members = frame.members(&place);
        members.iter().any(|m| has_value(self.world, id, *m, period))
    }
}

/// Returns whether there is a figure, right or wrong, `…` included.
pub(crate) fn has_value(world: &World<'_>, id: IndicatorId, entity: EntityId, period: Period) -> bool {
    let Bound::Series(series) = world.bound(id) else { return false };
    let Some(slab) = series.slab(period, entity) else { return false };
    let Some(value) = slab.index_of(entity).and_then(|i| slab.values.get(i)) else { return false };
    match *value {
        ABSENT => false,
        SPECIAL => series
            .specials
            .get(&(period, entity))
            .is_some_and(|s| !matches!(s.kind, SpecialKind::Missing | SpecialKind::NotApplicable)),
        _ => true,
    }
}
