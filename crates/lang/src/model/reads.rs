//! Which indicators a rule reads, formulas, weights and all.

use std::collections::BTreeSet;

use super::{Expr, ExprKind, IndicatorId, Rule, Schema, Upward, walk};

/// Returns the indicators that the statements of a rule read, those included that the figures follow from.
pub fn of_rule(schema: &Schema, rule: &Rule) -> BTreeSet<IndicatorId> {
    let mut open: Vec<IndicatorId> = Vec::new();
    for statement in &rule.statements {
        walk::expressions(statement, &mut |e| put(e, &mut open));
    }
    let mut found = BTreeSet::new();
    while let Some(next) = open.pop() {
        let Some(indicator) = schema.indicator(next).filter(|_| found.insert(next)) else { continue };
        if let Some(formula) = &indicator.formula {
            walk::expression(formula, &mut |e| put(e, &mut open));
        }
        if let Upward::Weighted(weight) = indicator.upward {
            open.push(weight);
        }
    }
    found
}

/// Returns whether an expression reads indicators whose figures are set, and no others: what it comes to is known before
/// anybody reports.
pub fn is_set(schema: &Schema, expr: &Expr) -> bool {
    let (mut has_set, mut has_other) = (false, false);
    walk::expression(expr, &mut |e| {
        if let ExprKind::Value(id) = &e.kind {
            let is_set = schema.indicator(*id).is_some_and(|i| i.assigned.is_some());
            has_set |= is_set;
            has_other |= !is_set;
        }
    });
    has_set && !has_other
}

fn put(e: &Expr, into: &mut Vec<IndicatorId>) {
    if let ExprKind::Value(id) = &e.kind {
        into.push(*id);
    }
}
