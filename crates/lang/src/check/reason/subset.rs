//! Whether all that pass one condition pass another, as far as comparisons with constants tell.
//!
//! Sound, not complete: `true` is proved for every entity whose figures are known, `false` only says that it is not.

use std::collections::BTreeSet;

use super::ids::Ids;
use super::tally::{Line, OneValue};
use crate::core::ExprId;
use crate::model::{BinaryOp, Exact, Expr, ExprKind, Kind, Schema};

/// Conditions with more parts than this are not looked into.
const MAX_PARTS: usize = 32;

/// Returns whether every entity that passes `a` is proved to pass `b`.
pub fn implies(ids: &Ids<'_>, a: &Expr, b: &Expr) -> bool {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    parts(ids.schema, a, &mut from);
    parts(ids.schema, b, &mut to);
    from.len() <= MAX_PARTS && to.len() <= MAX_PARTS && to.iter().all(|c| gives(ids, &from, c))
}

/// Returns whether no entity is proved to pass both.
pub fn excludes(ids: &Ids<'_>, a: &Expr, b: &Expr) -> bool {
    let not = Expr { kind: ExprKind::Not(Box::new(b.clone())), span: b.span };
    implies(ids, a, &not)
}

/// Returns the conditions that must all hold.
pub fn all_of(ids: &Ids<'_>, e: &Expr) -> BTreeSet<ExprId> {
    let mut all = Vec::new();
    parts(ids.schema, e, &mut all);
    all.into_iter().map(|e| ids.of(e)).collect()
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

fn gives(ids: &Ids<'_>, from: &[&Expr], c: &Expr) -> bool {
    let own = ids.of(c);
    if from.iter().any(|f| ids.of(f) == own) || on_one_value(ids, from, c) {
        return true;
    }
    if let ExprKind::Binary(BinaryOp::Or, a, b) = &c.kind {
        let either = |e: &Expr| {
            let mut to = Vec::new();
            parts(ids.schema, e, &mut to);
            to.iter().all(|c| gives(ids, from, c))
        };
        if either(a) || either(b) {
            return true;
        }
    }
    from.iter().any(|f| match &f.kind {
        ExprKind::Binary(BinaryOp::Or, a, b) => [a, b].into_iter().all(|e| {
            let mut only = Vec::new();
            parts(ids.schema, e, &mut only);
            gives(ids, &only, c)
        }),
        _ => false,
    })
}

/// Compares conditions on one value at every point where one of them may turn.
fn on_one_value(ids: &Ids<'_>, from: &[&Expr], c: &Expr) -> bool {
    let Some(wanted) = OneValue::of(ids, c) else { return false };
    let subject = ids.of(wanted.subject);
    let given = from.iter().filter_map(|f| OneValue::of(ids, f));
    let given: Vec<OneValue<'_>> = given.filter(|o| ids.of(o.subject) == subject).collect();
    let mut line = Line::default();
    line.cut(wanted.cuts());
    given.iter().for_each(|o| line.cut(o.cuts()));
    let indicator = match &wanted.subject.kind {
        ExprKind::Value(id) => ids.schema.indicator(*id),
        _ => None,
    };
    let is_flag = indicator.is_some_and(|i| i.kind == Some(Kind::Flag));
    let is_possible = |x: &Exact| !is_flag || *x == Exact::ZERO || *x == Exact::ONE;
    let samples = line.pieces();
    let mut possible = samples.iter().map(|p| &p.sample).filter(|x| is_possible(x));
    !line.is_too_fine() && possible.all(|x| !given.iter().all(|o| o.holds(x)) || wanted.holds(x))
}
