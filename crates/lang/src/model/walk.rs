//! Walking over all expressions of a statement, from the outside in.

use super::expr::{Expr, ExprKind, Interval};
use super::{Scope, Statement, Target, TargetKind};

/// Calls `see` on every expression of a statement, inner ones included: filters, subject, targets, exceptions, revisions.
pub fn expressions<'a>(statement: &'a Statement, see: &mut impl FnMut(&'a Expr)) {
    if let Scope::Every { filter: Some(filter), .. } = &statement.scope {
        expression(filter, see);
    }
    if let Some(condition) = &statement.condition {
        expression(condition, see);
    }
    expression(&statement.subject, see);
    statement.targets.iter().for_each(|t| target(t, see));
    for exception in &statement.exceptions {
        expression(&exception.filter, see);
        exception.targets.iter().for_each(|t| target(t, see));
    }
    statement.revisions.iter().flat_map(|r| &r.targets).for_each(|t| target(t, see));
}

/// Calls `see` on every expression of a target.
pub fn target<'a>(target: &'a Target, see: &mut impl FnMut(&'a Expr)) {
    match &target.kind {
        TargetKind::Compare(_, right) | TargetKind::About(right, _) => expression(right, see),
        TargetKind::Within(range) => interval(range, see),
        TargetKind::Holds => {}
    }
}

/// Calls `see` on an expression and on every one inside it.
pub fn expression<'a>(expr: &'a Expr, see: &mut impl FnMut(&'a Expr)) {
    see(expr);
    match &expr.kind {
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Value(_) => {}
        ExprKind::Day(_) => {}
        ExprKind::Rank(rank) => expression(&rank.value, see),
        ExprKind::Neg(a)
        | ExprKind::Not(a)
        | ExprKind::Total(a, _)
        | ExprKind::Gain(a, _)
        | ExprKind::Growth(a, _)
        | ExprKind::Yearly(a, _)
        | ExprKind::Change(a)
        | ExprKind::OverPeriods(_, a, _)
        | ExprKind::AtPeriod(a, _)
        | ExprKind::AtEntity(a, _) => expression(a, see),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            expression(a, see);
            expression(b, see);
        }
        ExprKind::Within(a, range) => {
            expression(a, see);
            interval(range, see);
        }
        ExprKind::Aggregate(a) => {
            a.filter.iter().chain(&a.body).chain(&a.weight).for_each(|e| expression(e, see));
        }
    }
}

fn interval<'a>(range: &'a Interval, see: &mut impl FnMut(&'a Expr)) {
    range.low.iter().chain(&range.high).for_each(|e| expression(e, see));
}
