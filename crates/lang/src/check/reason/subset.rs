//! Whether all that pass one condition pass another, as far as comparisons with constants tell.
//!
//! Sound, not complete: `true` is proved for every entity whose figures are known, `false` only says that it is not.

use std::collections::BTreeSet;

use super::key;
use super::tally::{OneValue, Population, Tally};
use crate::model::{BinaryOp, Exact, Expr, ExprKind, Kind, Schema};

/// Conditions with more parts than this are not looked into.
const MAX_PARTS: usize = 32;

/// Returns whether every entity that passes `a` is proved to pass `b`.
pub fn implies(schema: &Schema, a: &Expr, b: &Expr) -> bool {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    parts(schema, a, &mut from);
    parts(schema, b, &mut to);
    from.len() <= MAX_PARTS && to.len() <= MAX_PARTS && to.iter().all(|c| gives(schema, &from, c))
}

/// Returns whether no entity is proved to pass both.
pub fn excludes(schema: &Schema, a: &Expr, b: &Expr) -> bool {
    let not = Expr { kind: ExprKind::Not(Box::new(b.clone())), span: b.span };
    implies(schema, a, &not)
}

/// Returns the keys of the conditions that must all hold.
pub fn keys(schema: &Schema, e: &Expr) -> BTreeSet<String> {
    let mut all = Vec::new();
    parts(schema, e, &mut all);
    all.into_iter().map(|e| key::of(schema, e)).collect()
}

/// The conditions that must all hold; a flag with a formula is its formula.
fn parts<'e>(schema: &'e Schema, e: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &e.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => {
            parts(schema, a, out);
            parts(schema, b, out);
        }
        ExprKind::Value(id) if out.len() <= MAX_PARTS => {
            let flag = schema.indicator(*id).filter(|i| i.kind == Some(Kind::Flag));
            match flag.and_then(|i| i.formula.as_ref()) {
                Some(formula) => parts(schema, formula, out),
                None => out.push(e),
            }
        }
        _ => out.push(e),
    }
}

fn gives(schema: &Schema, from: &[&Expr], c: &Expr) -> bool {
    let own = key::of(schema, c);
    if from.iter().any(|f| key::of(schema, f) == own) || on_one_value(schema, from, c) {
        return true;
    }
    if let ExprKind::Binary(BinaryOp::Or, a, b) = &c.kind {
        let either = |e: &Expr| {
            let mut to = Vec::new();
            parts(schema, e, &mut to);
            to.iter().all(|c| gives(schema, from, c))
        };
        if either(a) || either(b) {
            return true;
        }
    }
    from.iter().any(|f| match &f.kind {
        ExprKind::Binary(BinaryOp::Or, a, b) => [a, b].into_iter().all(|e| {
            let mut only = Vec::new();
            parts(schema, e, &mut only);
            gives(schema, &only, c)
        }),
        _ => false,
    })
}

/// Compares conditions on one value at every point where one of them may turn.
fn on_one_value(schema: &Schema, from: &[&Expr], c: &Expr) -> bool {
    let Some(wanted) = OneValue::of(schema, c) else { return false };
    let subject = key::of(schema, wanted.subject);
    let given = from.iter().filter_map(|f| OneValue::of(schema, f));
    let given: Vec<OneValue<'_>> = given.filter(|o| key::of(schema, o.subject) == subject).collect();
    let mut line = Tally::new(0, Population::nobody());
    line.cut(wanted.cuts());
    given.iter().for_each(|o| line.cut(o.cuts()));
    let indicator = match &wanted.subject.kind {
        ExprKind::Value(id) => schema.indicator(*id),
        _ => None,
    };
    let is_flag = indicator.is_some_and(|i| i.kind == Some(Kind::Flag));
    let is_possible = |x: &Exact| !is_flag || *x == Exact::ZERO || *x == Exact::ONE;
    let samples = line.pieces();
    let mut possible = samples.iter().map(|p| &p.sample).filter(|x| is_possible(x));
    !line.is_too_fine() && possible.all(|x| !given.iter().all(|o| o.holds(x)) || wanted.holds(x))
}
