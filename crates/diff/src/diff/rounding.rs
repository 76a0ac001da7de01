//! A target on a rounded value as the same target on the value itself: `>= 95%` of a value rounded to whole percent is
//! `>= 94.5%` of the value.
//!
//! Rounding keeps the order of values, so a threshold of rounded values is one threshold of values.

use dabiao_lang::model::{
    CompareOp, Exact, Expr, ExprKind, Precision, Quantity, Rule, Schema, Statement, Target, TargetKind, Unit,
};

/// Returns the rule without rounding, or `None` where a rounded value is not compared with a constant.
pub(super) fn unrounded(schema: &Schema, rule: &Rule) -> Option<Rule> {
    let mut plain = rule.clone();
    plain.precision = None;
    for s in &mut plain.statements {
        if let Some(precision) = rule.precision.or_else(|| own(schema, s)) {
            let excepted = s.exceptions.iter_mut().flat_map(|e| &mut e.targets);
            let revised = s.revisions.iter_mut().flat_map(|r| &mut r.targets);
            s.targets.iter_mut().chain(excepted).chain(revised).try_for_each(|t| target(t, precision))?;
        }
    }
    Some(plain)
}

/// The rounding that the measured indicator declares.
fn own(schema: &Schema, s: &Statement) -> Option<Precision> {
    match &s.subject.kind {
        ExprKind::Value(id) => schema.indicator(*id).and_then(|i| i.precision),
        _ => None,
    }
}

fn target(target: &mut Target, precision: Precision) -> Option<()> {
    let unit = target.unit.clone();
    let TargetKind::Compare(op, right) = &mut target.kind else { return None };
    let ExprKind::Quantity(q) = &right.kind else { return None };
    let (turn, base) = threshold(*op, &q.base, precision, unit.as_ref())?;
    *op = turn;
    *right = Expr {
        kind: ExprKind::Quantity(Quantity { value: base.clone(), base, unit: None, ..q.clone() }),
        span: right.span,
    };
    Some(())
}

/// Returns the comparison of values, in base units, that holds where that of rounded values does.
fn threshold(op: CompareOp, base: &Exact, precision: Precision, unit: Option<&Unit>) -> Option<(CompareOp, Exact)> {
    let line = unit.map_or_else(|| base.clone(), |u| u.from_base(base));
    let step = Exact::ONE.checked_div(&Exact::from(10).pow(precision.digits))?;
    let steps = line.checked_div(&step)?;
    // The outermost rounded value that passes.
    let (last, is_floor) = match op {
        CompareOp::Ge => (steps.ceil(), true),
        CompareOp::Gt => (&steps.floor() + &Exact::ONE, true),
        CompareOp::Le => (steps.floor(), false),
        CompareOp::Lt => (&steps.ceil() + &-&Exact::ONE, false),
        CompareOp::Eq | CompareOp::Ne => return None,
    };
    let half = Exact::ratio(if is_floor { -1 } else { 1 }, 2);
    let end = &(&last + &half) * &step;
    let is_inside = end.round(precision.digits, precision.rounding) == &last * &step;
    let op = match (is_floor, is_inside) {
        (true, true) => CompareOp::Ge,
        (true, false) => CompareOp::Gt,
        (false, true) => CompareOp::Le,
        (false, false) => CompareOp::Lt,
    };
    Some((op, unit.map_or_else(|| end.clone(), |u| u.to_base(&end))))
}
