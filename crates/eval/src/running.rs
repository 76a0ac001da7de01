//! What the subject of a target is while its period runs: a state that stands as it is, or something that still grows.
//!
//! Half a year of a flow is not comparable with a whole one. Who measures a flow over an unfinished period must know
//! whether what there is so far can only grow (`产值`, `合计(村: 产值)`), can be compared like any state (`产值 / 产值@县`,
//! `人口`), or says nothing yet about the whole (`增速(产值)`). INVARIANT: decided by the rules and the day
//! alone, never by figures.

use chrono::NaiveDate;

use super::bind::World;
use super::read;
use super::task;
use dabiao_lang::model::{Aggregate, AggregateFn, BinaryOp, CompareOp, Expr, ExprKind, IndicatorId, Kind, Periods};

/// How deep formulas are followed.
const MAX_DEPTH: u32 = 16;

/// What a subject is over an unfinished period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    /// A state, a share of flows, an attribute: what it is now is what it is.
    State,
    /// A flow, a sum, mean or roll-up of flows, an open total: it grows from 0.
    Amount,
    /// A count or share of those that have reached something by a flow: members can only come.
    Rising,
    /// A count or share of those whose flow has not passed something yet: members can only leave.
    Falling,
    /// A count or share that may go either way, or a comparison with a whole period before: not comparable yet.
    Unclear,
}

/// Returns what a subject is over a period that is unfinished on a day.
pub(crate) fn runs(world: &World<'_>, expr: &Expr, now: NaiveDate) -> Runs {
    of(Look { world, now }, expr, 0)
}

/// The world on a day.
#[derive(Clone, Copy)]
struct Look<'w, 'a> {
    world: &'w World<'a>,
    now: NaiveDate,
}

fn of(look: Look<'_, '_>, expr: &Expr, depth: u32) -> Runs {
    let inner = |x: &Expr| of(look, x, depth);
    match &expr.kind {
        // A window that is over is what it is.
        ExprKind::OverPeriods(_, _, Periods::Window(w)) | ExprKind::Total(_, Some(w))
            if w.to.last_day() <= look.now =>
        {
            Runs::State
        }
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) => Runs::State,
        ExprKind::Day(_) | ExprKind::TimesLast(_) => Runs::State,
        // What is counted or averaged over periods says nothing of the whole before the last of them has ended.
        ExprKind::OverPeriods(..) => Runs::Unclear,
        ExprKind::Rank(rank) => match inner(&rank.value) {
            Runs::State => Runs::State,
            _ => Runs::Unclear,
        },
        // Another period is read whole.
        ExprKind::AtPeriod(..) => Runs::State,
        ExprKind::Value(id) => of_value(look, *id, depth),
        ExprKind::Total(..) => Runs::Amount,
        ExprKind::AtEntity(x, _) | ExprKind::Neg(x) => inner(x),
        ExprKind::Not(c) => flip(inner(c)),
        ExprKind::Gain(x, _) | ExprKind::Growth(x, _) | ExprKind::Yearly(x, _) | ExprKind::Change(x) => {
            match inner(x) {
                Runs::State => Runs::State,
                _ => Runs::Unclear,
            }
        }
        ExprKind::Binary(op, a, b) => binary(*op, inner(a), inner(b)),
        ExprKind::Compare(op, a, b) => match (op, &b.kind) {
            (CompareOp::Eq, ExprKind::Bool(true)) | (CompareOp::Ne, ExprKind::Bool(false)) => inner(a),
            (CompareOp::Eq, ExprKind::Bool(false)) | (CompareOp::Ne, ExprKind::Bool(true)) => flip(inner(a)),
            _ => compared(*op, inner(a), inner(b)),
        },
        ExprKind::Within(x, _) | ExprKind::About(x, ..) => match inner(x) {
            Runs::State => Runs::State,
            _ => Runs::Unclear,
        },
        ExprKind::Aggregate(a) => of_aggregate(look, a, depth),
    }
}

fn of_value(look: Look<'_, '_>, id: IndicatorId, depth: u32) -> Runs {
    let Some(indicator) = look.world.indicator(id) else { return Runs::State };
    match &indicator.formula {
        // What somebody has set stands, whatever period it is for.
        _ if task::is_set(look.world, id) => Runs::State,
        _ if indicator.kind == Some(Kind::Ratio) && indicator.within_year.is_none() => Runs::State,
        Some(formula) if depth < MAX_DEPTH => of(look, formula, depth + 1),
        _ if read::is_cumulative(look.world, id) => Runs::Amount,
        _ => Runs::State,
    }
}

fn of_aggregate(look: Look<'_, '_>, a: &Aggregate, depth: u32) -> Runs {
    let body = a.body.as_ref().map_or(Runs::State, |b| of(look, b, depth));
    let filter = a.filter.as_ref().map_or(Runs::State, |f| of(look, f, depth));
    match (a.function, filter) {
        (AggregateFn::Count, filter) => both(body, filter),
        (_, Runs::State) => body,
        // Who belongs is not known yet.
        (AggregateFn::Sum, Runs::Rising) if body == Runs::Amount => Runs::Amount,
        (AggregateFn::Sum, filter) if body == Runs::State || body == filter => filter,
        _ => Runs::Unclear,
    }
}

fn binary(op: BinaryOp, a: Runs, b: Runs) -> Runs {
    match (op, a, b) {
        (BinaryOp::And | BinaryOp::Or, a, b) => both(a, b),
        (_, Runs::State, Runs::State) => Runs::State,
        (BinaryOp::Add | BinaryOp::Sub, Runs::State | Runs::Amount, Runs::State | Runs::Amount) => Runs::Amount,
        (BinaryOp::Mul, Runs::Amount, Runs::State) | (BinaryOp::Mul, Runs::State, Runs::Amount) => Runs::Amount,
        (BinaryOp::Div, Runs::Amount, Runs::State) => Runs::Amount,
        // Two flows of the same time: their share is a state of its own.
        (BinaryOp::Div, Runs::Amount, Runs::Amount) => Runs::State,
        _ => Runs::Unclear,
    }
}

/// Returns what a comparison is: met by more and more as a flow grows, or by fewer and fewer.
fn compared(op: CompareOp, a: Runs, b: Runs) -> Runs {
    let (grows, op) = match (a, b) {
        (Runs::State, Runs::State) => return Runs::State,
        (a, Runs::State) => (a, op),
        (Runs::State, b) => (b, mirrored(op)),
        _ => return Runs::Unclear,
    };
    let rising = match grows {
        Runs::Amount | Runs::Rising => Runs::Rising,
        Runs::Falling => Runs::Falling,
        Runs::State | Runs::Unclear => return Runs::Unclear,
    };
    match op {
        CompareOp::Ge | CompareOp::Gt => rising,
        CompareOp::Le | CompareOp::Lt => flip(rising),
        CompareOp::Eq | CompareOp::Ne => Runs::Unclear,
    }
}

fn both(a: Runs, b: Runs) -> Runs {
    match (a, b) {
        (Runs::State, x) | (x, Runs::State) => x,
        (x, y) if x == y => x,
        _ => Runs::Unclear,
    }
}

fn flip(runs: Runs) -> Runs {
    match runs {
        Runs::Rising => Runs::Falling,
        Runs::Falling => Runs::Rising,
        other => other,
    }
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Ge => CompareOp::Le,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Eq | CompareOp::Ne => op,
    }
}
