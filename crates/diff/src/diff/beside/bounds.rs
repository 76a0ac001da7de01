//! Conditions that compare with constants, as intervals: which of two lets more through.

use super::same::{self, In};
use dabiao_lang::model::light::Bounds;
use dabiao_lang::model::{Exact, Expr, ExprKind, Interval, TargetKind};

/// How two conditions lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// They let the same through.
    Same,
    /// The second lets more through.
    Wider,
    /// The second lets less through.
    Narrower,
    /// Neither, or nobody knows.
    Other,
}

impl Reach {
    /// Returns the reach of what is there only where both parts hold, or either.
    pub(super) fn and(self, other: Reach) -> Reach {
        match (self, other) {
            (Reach::Same, x) | (x, Reach::Same) => x,
            (x, y) if x == y => x,
            _ => Reach::Other,
        }
    }

    /// Returns the reach of the opposites.
    pub(super) fn turned(self) -> Reach {
        match self {
            Reach::Wider => Reach::Narrower,
            Reach::Narrower => Reach::Wider,
            other => other,
        }
    }
}

/// Compares two intervals.
pub(super) fn reach(a: &Bounds, b: &Bounds) -> Reach {
    match (holds(b, a), holds(a, b)) {
        (true, true) => Reach::Same,
        (true, false) => Reach::Wider,
        (false, true) => Reach::Narrower,
        (false, false) => Reach::Other,
    }
}

/// Whether one interval holds all of another.
fn holds(outer: &Bounds, inner: &Bounds) -> bool {
    let low = match (&outer.low, &inner.low) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((x, x_in)), Some((y, y_in))) => x < y || (x == y && (*x_in || !*y_in)),
    };
    let high = match (&outer.high, &inner.high) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((x, x_in)), Some((y, y_in))) => x > y || (x == y && (*x_in || !*y_in)),
    };
    low && high
}

/// Returns the values that a comparison with constants lets through.
pub(super) fn of_target(target: &TargetKind) -> Option<Bounds> {
    match target {
        TargetKind::Compare(op, x) => Bounds::of(*op, constant(x)?),
        TargetKind::Within(i) => of_interval(i),
        TargetKind::About(..) | TargetKind::Holds => None,
    }
}

fn of_interval(i: &Interval) -> Option<Bounds> {
    let end = |e: &Option<Box<Expr>>, is_open: bool| match e {
        None => Some(None),
        Some(e) => Some(Some((constant(e)?, !is_open))),
    };
    Some(Bounds { low: end(&i.low, i.is_low_open)?, high: end(&i.high, i.is_high_open)? })
}

/// Returns the number that an expression is, in base units.
pub(super) fn constant(e: &Expr) -> Option<Exact> {
    match &e.kind {
        ExprKind::Quantity(q) => Some(q.base.clone()),
        ExprKind::Neg(x) => constant(x).map(|x| -&x),
        _ => None,
    }
}

/// Compares two conditions as far as their forms tell: the same value against two constants, or parts that do.
pub(super) fn conditions((s, a): In<'_, Expr>, (t, b): In<'_, Expr>) -> Reach {
    use dabiao_lang::model::BinaryOp;
    if same::expr((s, a), (t, b)) {
        return Reach::Same;
    }
    let own = |x: &Expr, y: &Expr| conditions((s, x), (t, y));
    match (&a.kind, &b.kind) {
        (ExprKind::Compare(o, w, x), ExprKind::Compare(p, y, z)) if same::expr((s, w), (t, y)) => {
            let bounds = |op, x: &Expr| constant(x).and_then(|x| Bounds::of(op, x));
            match (bounds(*o, x), bounds(*p, z)) {
                (Some(x), Some(y)) => reach(&x, &y),
                _ => Reach::Other,
            }
        }
        (ExprKind::Within(x, i), ExprKind::Within(y, j)) if same::expr((s, x), (t, y)) => {
            match (of_interval(i), of_interval(j)) {
                (Some(x), Some(y)) => reach(&x, &y),
                _ => Reach::Other,
            }
        }
        (ExprKind::Not(x), ExprKind::Not(y)) => own(x, y).turned(),
        (ExprKind::Binary(o @ (BinaryOp::And | BinaryOp::Or), w, x), ExprKind::Binary(p, y, z)) if o == p => {
            own(w, y).and(own(x, z))
        }
        // One more condition beside the same: `甲` and `甲 且 乙`.
        (_, ExprKind::Binary(BinaryOp::And, x, y)) if same_as_either((s, a), (t, x, y)) => Reach::Narrower,
        (_, ExprKind::Binary(BinaryOp::Or, x, y)) if same_as_either((s, a), (t, x, y)) => Reach::Wider,
        (ExprKind::Binary(BinaryOp::And, x, y), _) if same_as_either((t, b), (s, x, y)) => Reach::Wider,
        (ExprKind::Binary(BinaryOp::Or, x, y), _) if same_as_either((t, b), (s, x, y)) => Reach::Narrower,
        _ => Reach::Other,
    }
}

fn same_as_either(one: In<'_, Expr>, (schema, x, y): (&dabiao_lang::model::Schema, &Expr, &Expr)) -> bool {
    same::expr(one, (schema, x)) || same::expr(one, (schema, y))
}
