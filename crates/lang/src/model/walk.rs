//! Walking over all expressions of a statement, from the outside in: to read them, and to change them.

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
        ExprKind::Day(_) | ExprKind::TimesLast(_) => {}
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

/// Calls `change` on every expression of a statement, inner ones included, each before what is inside it.
pub fn change_expressions(statement: &mut Statement, change: &mut impl FnMut(&mut Expr)) {
    if let Scope::Every { filter: Some(filter), .. } = &mut statement.scope {
        change_expression(filter, change);
    }
    statement.condition.iter_mut().for_each(|c| change_expression(c, change));
    change_expression(&mut statement.subject, change);
    for exception in &mut statement.exceptions {
        change_expression(&mut exception.filter, change);
    }
    targets_mut(statement).for_each(|t| change_target(t, change));
}

/// Returns every target of a statement: its own, those of exceptions and those that follow them.
pub fn targets_mut(statement: &mut Statement) -> impl Iterator<Item = &mut Target> {
    let excepted = statement.exceptions.iter_mut().flat_map(|e| &mut e.targets);
    let revised = statement.revisions.iter_mut().flat_map(|r| &mut r.targets);
    statement.targets.iter_mut().chain(excepted).chain(revised)
}

/// Calls `change` on every expression of a target.
fn change_target(target: &mut Target, change: &mut impl FnMut(&mut Expr)) {
    match &mut target.kind {
        TargetKind::Compare(_, right) | TargetKind::About(right, _) => change_expression(right, change),
        TargetKind::Within(range) => change_interval(range, change),
        TargetKind::Holds => {}
    }
}

/// Calls `change` on an expression and on every one inside it.
pub fn change_expression(expr: &mut Expr, change: &mut impl FnMut(&mut Expr)) {
    change(expr);
    match &mut expr.kind {
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Value(_) => {}
        ExprKind::Day(_) | ExprKind::TimesLast(_) => {}
        ExprKind::Rank(rank) => change_expression(&mut rank.value, change),
        ExprKind::Neg(a)
        | ExprKind::Not(a)
        | ExprKind::Total(a, _)
        | ExprKind::Gain(a, _)
        | ExprKind::Growth(a, _)
        | ExprKind::Yearly(a, _)
        | ExprKind::Change(a)
        | ExprKind::OverPeriods(_, a, _)
        | ExprKind::AtPeriod(a, _)
        | ExprKind::AtEntity(a, _) => change_expression(a, change),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            change_expression(a, change);
            change_expression(b, change);
        }
        ExprKind::Within(a, range) => {
            change_expression(a, change);
            change_interval(range, change);
        }
        ExprKind::Aggregate(a) => {
            a.filter.iter_mut().chain(&mut a.body).chain(&mut a.weight).for_each(|e| change_expression(e, change));
        }
    }
}

fn change_interval(range: &mut Interval, change: &mut impl FnMut(&mut Expr)) {
    range.low.iter_mut().chain(&mut range.high).for_each(|e| change_expression(e, change));
}
