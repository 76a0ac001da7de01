//! Whether two expressions of two rule sets say the same: one form, with units reduced and names compared as names.
//!
//! Forms that differ and mean the same (`甲 + 乙` and `乙 + 甲`) are told apart. INVARIANT: what is called the same is the
//! same, as far as the expression itself goes; what its indicators mean is compared elsewhere.

use dabiao_lang::model::{
    Aggregate, EntityRef, Expr, ExprKind, IndicatorId, Interval, LevelRef, Quantity, Schema, TargetKind, Tolerance,
};

/// An expression with the schema that its names come from.
pub(super) type In<'m, T> = (&'m Schema, &'m T);

/// Returns whether both are there and say the same, or neither is.
pub(super) fn both<T>(a: In<'_, Option<T>>, b: In<'_, Option<T>>, same: fn(In<'_, T>, In<'_, T>) -> bool) -> bool {
    match (a.1, b.1) {
        (Some(x), Some(y)) => same((a.0, x), (b.0, y)),
        (None, None) => true,
        _ => false,
    }
}

/// Returns whether two expressions say the same.
pub(super) fn expr((s, a): In<'_, Expr>, (t, b): In<'_, Expr>) -> bool {
    let pair = |x: &Expr, y: &Expr| expr((s, x), (t, y));
    match (&a.kind, &b.kind) {
        (ExprKind::Quantity(x), ExprKind::Quantity(y)) => quantity(x, y),
        (ExprKind::Bool(x), ExprKind::Bool(y)) => x == y,
        (ExprKind::Grade(m, x), ExprKind::Grade(n, y)) => m == n && x == y,
        (ExprKind::Text(x), ExprKind::Text(y)) => x == y,
        (ExprKind::TimesLast(x), ExprKind::TimesLast(y)) => x == y,
        (ExprKind::Value(x), ExprKind::Value(y)) => name(s, *x) == name(t, *y),
        (ExprKind::Neg(x), ExprKind::Neg(y))
        | (ExprKind::Not(x), ExprKind::Not(y))
        | (ExprKind::Change(x), ExprKind::Change(y)) => pair(x, y),
        (ExprKind::Binary(o, w, x), ExprKind::Binary(p, y, z)) => o == p && pair(w, y) && pair(x, z),
        (ExprKind::Compare(o, w, x), ExprKind::Compare(p, y, z)) => o == p && pair(w, y) && pair(x, z),
        (ExprKind::Within(x, i), ExprKind::Within(y, j)) => pair(x, y) && interval((s, i), (t, j)),
        (ExprKind::About(w, x, p), ExprKind::About(y, z, q)) => pair(w, y) && pair(x, z) && tolerance(p, q),
        (ExprKind::Aggregate(x), ExprKind::Aggregate(y)) => aggregate((s, x), (t, y)),
        (ExprKind::Total(x, v), ExprKind::Total(y, w)) => v == w && pair(x, y),
        (ExprKind::Gain(x, v), ExprKind::Gain(y, w)) | (ExprKind::Yearly(x, v), ExprKind::Yearly(y, w)) => {
            v == w && pair(x, y)
        }
        (ExprKind::Growth(x, v), ExprKind::Growth(y, w)) => v == w && pair(x, y),
        (ExprKind::AtPeriod(x, v), ExprKind::AtPeriod(y, w)) => v == w && pair(x, y),
        (ExprKind::AtEntity(x, v), ExprKind::AtEntity(y, w)) => place((s, v), (t, w)) && pair(x, y),
        _ => false,
    }
}

/// Returns whether two amounts are equal.
pub(super) fn quantity(a: &Quantity, b: &Quantity) -> bool {
    let dim = |q: &Quantity| q.unit.as_ref().map(|u| u.dim.clone());
    a.base == b.base && dim(a) == dim(b)
}

/// Returns whether two comparisons say the same.
pub(super) fn target((s, a): In<'_, TargetKind>, (t, b): In<'_, TargetKind>) -> bool {
    match (a, b) {
        (TargetKind::Compare(o, x), TargetKind::Compare(p, y)) => o == p && expr((s, x), (t, y)),
        (TargetKind::Within(i), TargetKind::Within(j)) => interval((s, i), (t, j)),
        (TargetKind::About(x, p), TargetKind::About(y, q)) => expr((s, x), (t, y)) && tolerance(p, q),
        (TargetKind::Holds, TargetKind::Holds) => true,
        _ => false,
    }
}

/// Returns whether two levels with their labels are the same.
pub(super) fn level((s, a): In<'_, LevelRef>, (t, b): In<'_, LevelRef>) -> bool {
    s.levels.name(a.level) == t.levels.name(b.level) && a.label == b.label
}

/// Returns whether two places are written alike.
pub(super) fn place((s, a): In<'_, EntityRef>, (t, b): In<'_, EntityRef>) -> bool {
    let level = |s: &Schema, e: &EntityRef| e.level.map(|l| s.levels.name(l).to_owned());
    a.parts == b.parts && level(s, a) == level(t, b)
}

/// Returns whether two lists of places hold the same, in any order.
pub(super) fn places((s, a): In<'_, Vec<EntityRef>>, (t, b): In<'_, Vec<EntityRef>>) -> bool {
    let holds = |(s, x): In<'_, Vec<EntityRef>>, (t, y): In<'_, Vec<EntityRef>>| {
        x.iter().all(|e| y.iter().any(|f| place((s, e), (t, f))))
    };
    holds((s, a), (t, b)) && holds((t, b), (s, a))
}

pub(super) fn interval((s, a): In<'_, Interval>, (t, b): In<'_, Interval>) -> bool {
    let end = |x: &Option<Box<Expr>>, y: &Option<Box<Expr>>| match (x, y) {
        (Some(x), Some(y)) => expr((s, x), (t, y)),
        (None, None) => true,
        _ => false,
    };
    let open = |i: &Interval| (i.is_low_open, i.is_high_open);
    end(&a.low, &b.low) && end(&a.high, &b.high) && open(a) == open(b)
}

fn aggregate((s, a): In<'_, Aggregate>, (t, b): In<'_, Aggregate>) -> bool {
    a.function == b.function
        && level((s, &a.level), (t, &b.level))
        && both((s, &a.filter), (t, &b.filter), expr)
        && both((s, &a.body), (t, &b.body), expr)
        && both((s, &a.weight), (t, &b.weight), expr)
}

fn tolerance(a: &Tolerance, b: &Tolerance) -> bool {
    match (a, b) {
        (Tolerance::Relative(x), Tolerance::Relative(y)) | (Tolerance::Absolute(x), Tolerance::Absolute(y)) => x == y,
        _ => false,
    }
}

fn name(schema: &Schema, id: IndicatorId) -> &str {
    schema.indicator(id).map_or("", |i| &i.name)
}
