//! Which indicators an expression measures, and for which periods they have data.

use super::bind::{Bound, Region, Whose, World};
use super::frame::Frame;
use super::read;
use dabiao_data::EntityId;
use dabiao_lang::model::{Aggregate, EntityRef, Expr, ExprKind, IndicatorId, LevelId, Period, Upward, Window};

/// One indicator that an expression measures, and for whom it is read.
#[derive(Debug, Clone)]
pub(crate) struct Use {
    pub(crate) id: IndicatorId,
    /// The level of the aggregate around it.
    pub(crate) level: Option<LevelId>,
    /// The place after `@`.
    pub(crate) place: Option<EntityRef>,
    /// Whether it is read in the period that is judged.
    pub(crate) is_current: bool,
    /// Whether it is read over periods that are whole ones each: `近3年`.
    is_over_periods: bool,
}

#[derive(Clone)]
struct Around {
    level: Option<LevelId>,
    place: Option<EntityRef>,
    is_current: bool,
    is_over_periods: bool,
    depth: u32,
}

/// What a walk over an expression keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filters {
    /// Filters of aggregates count too.
    Counted,
    /// Only what is measured.
    Skipped,
}

/// Returns the indicators that an expression measures, through formulas.
pub(crate) fn uses(world: &World<'_>, expr: &Expr, filters: Filters) -> Vec<Use> {
    let mut out = Vec::new();
    let around = Around { level: None, place: None, is_current: true, is_over_periods: false, depth: 0 };
    walk(world, expr, &around, &mut Walk { filters, out: &mut out });
    out
}

struct Walk<'o> {
    filters: Filters,
    out: &'o mut Vec<Use>,
}

fn walk(world: &World<'_>, expr: &Expr, around: &Around, to: &mut Walk<'_>) {
    match &expr.kind {
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
        ExprKind::TimesLast(_) => {}
        ExprKind::Rank(rank) => walk(world, &rank.value, around, to),
        ExprKind::Value(id) => indicator(world, *id, around, to),
        ExprKind::Neg(x)
        | ExprKind::Not(x)
        | ExprKind::Total(x, _)
        | ExprKind::Gain(x, _)
        | ExprKind::Growth(x, _)
        | ExprKind::Yearly(x, _)
        | ExprKind::Change(x) => walk(world, x, around, to),
        ExprKind::OverPeriods(_, x, _) => walk(world, x, &Around { is_over_periods: true, ..around.clone() }, to),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            walk(world, a, around, to);
            walk(world, b, around, to);
        }
        ExprKind::Within(x, interval) => {
            walk(world, x, around, to);
            for end in [&interval.low, &interval.high].into_iter().flatten() {
                walk(world, end, around, to);
            }
        }
        ExprKind::Aggregate(a) => aggregate(world, a, around, to),
        ExprKind::AtPeriod(x, _) => walk(world, x, &Around { is_current: false, ..around.clone() }, to),
        ExprKind::AtEntity(x, place) => walk(world, x, &Around { place: Some(place.clone()), ..around.clone() }, to),
    }
}

fn aggregate(world: &World<'_>, a: &Aggregate, around: &Around, to: &mut Walk<'_>) {
    let place = a.place.clone().or_else(|| around.place.clone());
    let inner = Around { level: Some(a.level.level), place, ..around.clone() };
    let filter = a.filter.as_ref().filter(|_| to.filters == Filters::Counted || a.body.is_none());
    for x in [a.body.as_ref(), a.weight.as_ref(), filter].into_iter().flatten() {
        walk(world, x, &inner, to);
    }
}

fn indicator(world: &World<'_>, id: IndicatorId, around: &Around, to: &mut Walk<'_>) {
    let formula = world.indicator(id).and_then(|i| i.formula.as_ref());
    if let Some(formula) = formula.filter(|_| around.depth < 16) {
        walk(world, formula, &Around { depth: around.depth + 1, ..around.clone() }, to);
        if !matches!(world.bound(id), Bound::Series(_)) {
            return;
        }
    }
    if matches!(world.bound(id), Bound::Attribute(_)) {
        return;
    }
    let Around { level, place, is_current, is_over_periods, .. } = around.clone();
    to.out.push(Use { id, level, place, is_current, is_over_periods });
}

/// Whose figures a statement rests on.
#[derive(Debug, Clone)]
pub(crate) enum Circle {
    /// One entity, with those below it for aggregates.
    One(Option<EntityId>),
    /// All of a level in a region.
    Level(Region, LevelId),
    /// Whoever has data in a region.
    Anybody(Region),
    /// Named entities.
    Several(Vec<EntityId>),
}

/// Returns the periods with data for one use, in order of time.
pub(crate) fn of_use(world: &World<'_>, used: &Use, circle: &Circle) -> Vec<Period> {
    let mut all = Vec::new();
    let mut take = |whose: &Whose| all.extend_from_slice(&world.reported(used.id, whose));
    let rolls_up = world.indicator(used.id).is_some_and(|i| i.upward != Upward::None);
    let one = |e: Option<EntityId>, take: &mut dyn FnMut(&Whose)| match (e, used.level) {
        (Some(e), None) if !rolls_up => take(&Whose::One(e)),
        (e, _) => take(&Whose::Below(e, None)),
    };
    if let Some(place) = &used.place {
        match place.level {
            Some(level) if place.parts.len() == 1 => take(&Whose::Below(None, used.level.or(Some(level)))),
            _ => one(world.resolve_known(place), &mut take),
        }
    } else {
        match circle {
            Circle::One(e) => one(*e, &mut take),
            Circle::Several(list) => list.iter().for_each(|e| one(Some(*e), &mut take)),
            Circle::Anybody(region) => take(&Whose::Below(*region, None)),
            Circle::Level(region, level) => {
                take(&Whose::Below(*region, Some(*level)));
            }
        }
    }
    all.sort_by_key(|p| (p.last_day(), std::cmp::Reverse(p.first_day())));
    all.dedup();
    all
}

/// Returns all periods with data for an expression read in one frame, in order of time.
pub(crate) fn with_data(frame: Frame<'_, '_>, expr: &Expr) -> Vec<Period> {
    of_expr(frame.world, expr, &Circle::One(frame.entity))
}

/// Returns all periods with data for what an expression measures, in order of time.
pub(crate) fn of_expr(world: &World<'_>, expr: &Expr, circle: &Circle) -> Vec<Period> {
    let mut all: Vec<Period> = uses(world, expr, Filters::Skipped)
        .iter()
        .filter(|u| u.is_current)
        .flat_map(|u| of_use(world, u, circle))
        .collect();
    all.sort_by_key(|p| (p.last_day(), std::cmp::Reverse(p.first_day())));
    all.dedup();
    all
}

/// Returns whether an expression measures a sum over a part of the judged year, or counts whom by one.
///
/// Recent years are whole ones, and no part of the judged year.
pub(crate) fn is_cumulative(world: &World<'_>, expr: &Expr, filters: Filters) -> bool {
    let mut all = uses(world, expr, filters).into_iter();
    all.any(|u| u.is_current && !u.is_over_periods && read::is_cumulative(world, u.id))
}

/// Returns whether everything that an expression measures is known never to be negative.
pub(crate) fn is_never_negative(frame: Frame<'_, '_>, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Aggregate(a) => match a.function {
            dabiao_lang::model::AggregateFn::Count | dabiao_lang::model::AggregateFn::Share => true,
            _ => a.body.as_ref().is_some_and(|b| is_never_negative(frame, b)),
        },
        ExprKind::Value(id) => frame.world.indicator(*id).is_some_and(|i| {
            i.min.as_ref().is_some_and(|m| !m.is_negative())
                || i.formula.as_ref().is_some_and(|f| {
                    frame.depth < 8 && {
                        let deeper = Frame { depth: frame.depth + 1, ..frame };
                        is_never_negative(deeper, f)
                    }
                })
        }),
        ExprKind::Binary(op, a, b) => {
            matches!(
                op,
                dabiao_lang::model::BinaryOp::Add
                    | dabiao_lang::model::BinaryOp::Mul
                    | dabiao_lang::model::BinaryOp::Div
            ) && is_never_negative(frame, a)
                && is_never_negative(frame, b)
        }
        ExprKind::Quantity(q) => !q.base.is_negative(),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) | ExprKind::Total(x, _) => is_never_negative(frame, x),
        _ => false,
    }
}

/// Returns the windows of all totals that an expression measures, through formulas; `None` where one has no window of
/// its own. A filter only says who is measured.
pub(crate) fn totals<'e>(world: &World<'e>, expr: &'e Expr, out: &mut Vec<(&'e Expr, Option<Window>)>) {
    totals_in(world, expr, out, 0);
}

fn totals_in<'e>(world: &World<'e>, expr: &'e Expr, out: &mut Vec<(&'e Expr, Option<Window>)>, depth: u32) {
    let mut inner = |x: &'e Expr| totals_in(world, x, out, depth);
    match &expr.kind {
        ExprKind::Total(x, window) => out.push((x, *window)),
        ExprKind::Value(id) if depth < 16 => {
            if let Some(formula) = world.indicator(*id).and_then(|i| i.formula.as_ref()) {
                totals_in(world, formula, out, depth + 1);
            }
        }
        ExprKind::Neg(x)
        | ExprKind::Not(x)
        | ExprKind::Gain(x, _)
        | ExprKind::Growth(x, _)
        | ExprKind::Yearly(x, _)
        | ExprKind::Change(x)
        | ExprKind::OverPeriods(_, x, _)
        | ExprKind::AtPeriod(x, _)
        | ExprKind::AtEntity(x, _)
        | ExprKind::Within(x, _) => inner(x),
        ExprKind::Rank(rank) => inner(&rank.value),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            inner(a);
            inner(b);
        }
        ExprKind::Aggregate(a) => {
            let filter = a.filter.as_ref().filter(|_| a.body.is_none());
            for x in [a.body.as_ref(), a.weight.as_ref(), filter].into_iter().flatten() {
                inner(x);
            }
        }
        _ => {}
    }
}
