//! Keys of meaning: two expressions with one key mean the same, whatever their layout, units or order of operands.
//!
//! The converse does not hold: equal meanings may have different keys. Constants are written in base units, operands of
//! `+ * and or` are sorted, `a > b` and `b < a` are one. Spans do not count.

use std::fmt::Write;

use crate::model::{
    Aggregate, Basis, BinaryOp, CompareOp, EntityRef, Expr, ExprKind, Interval, LevelRef, PeriodRef, Schema, Tolerance,
    Window,
};

/// Returns the key of an expression or a condition.
pub fn of(schema: &Schema, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Quantity(q) => match &q.unit {
            Some(unit) => format!("{:?}{:?}", q.base, unit.dim.0),
            None => format!("{:?}", q.base),
        },
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Grade(rank, name) => format!("grade {rank} {name}"),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Value(id) => schema.indicator(*id).map_or_else(String::new, |i| format!("「{}」", i.name)),
        ExprKind::Neg(a) => format!("(neg {})", of(schema, a)),
        ExprKind::Not(a) => format!("(not {})", of(schema, a)),
        ExprKind::Binary(op, a, b) => binary(schema, *op, a, b),
        ExprKind::Compare(op, a, b) => compare(*op, of(schema, a), of(schema, b)),
        ExprKind::Within(a, interval) => format!("({} in {})", of(schema, a), interval_key(schema, interval)),
        ExprKind::About(a, b, t) => format!("({} about {} {})", of(schema, a), of(schema, b), tolerance(t)),
        ExprKind::Aggregate(a) => aggregate(schema, a),
        ExprKind::Total(a, w) => format!("(total {} {})", of(schema, a), window(w.as_ref())),
        ExprKind::Gain(a, p) => format!("(gain {} {p:?})", of(schema, a)),
        ExprKind::Growth(a, basis) => format!("(growth {} {})", of(schema, a), basis_key(*basis)),
        ExprKind::Yearly(a, p) => format!("(yearly {} {p:?})", of(schema, a)),
        ExprKind::Change(a) => format!("(change {})", of(schema, a)),
        ExprKind::AtPeriod(a, PeriodRef::Previous) => format!("{}[prev]", of(schema, a)),
        ExprKind::AtPeriod(a, PeriodRef::Fixed(p)) => format!("{}[{p}]", of(schema, a)),
        ExprKind::AtEntity(a, e) => format!("{}@{}", of(schema, a), place(e)),
    }
}

/// Returns the key of a level with its label.
pub fn level(level: &LevelRef) -> String {
    format!("{}{}", level.level.0, level.label.as_deref().map_or_else(String::new, |l| format!("#{l}")))
}

/// Returns the key of a place.
pub fn place(place: &EntityRef) -> String {
    place.parts.join("/")
}

/// Returns the key of a range.
pub fn interval_key(schema: &Schema, interval: &Interval) -> String {
    let end = |e: &Option<Box<Expr>>| e.as_ref().map_or_else(String::new, |e| of(schema, e));
    let (open, close) = (if interval.is_low_open { '(' } else { '[' }, if interval.is_high_open { ')' } else { ']' });
    format!("{open}{},{}{close}", end(&interval.low), end(&interval.high))
}

fn binary(schema: &Schema, op: BinaryOp, a: &Expr, b: &Expr) -> String {
    let (sign, commutes) = match op {
        BinaryOp::Add => ("+", true),
        BinaryOp::Mul => ("*", true),
        BinaryOp::And => ("and", true),
        BinaryOp::Or => ("or", true),
        BinaryOp::Sub => ("-", false),
        BinaryOp::Div => ("/", false),
    };
    if !commutes {
        return format!("({sign} {} {})", of(schema, a), of(schema, b));
    }
    let mut operands = Vec::new();
    flatten(schema, op, a, &mut operands);
    flatten(schema, op, b, &mut operands);
    operands.sort();
    if matches!(op, BinaryOp::And | BinaryOp::Or) {
        operands.dedup();
    }
    format!("({sign} {})", operands.join(" "))
}

fn flatten(schema: &Schema, op: BinaryOp, expr: &Expr, operands: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Binary(inner, a, b) if *inner == op => {
            flatten(schema, op, a, operands);
            flatten(schema, op, b, operands);
        }
        _ => operands.push(of(schema, expr)),
    }
}

fn compare(op: CompareOp, a: String, b: String) -> String {
    let (sign, a, b) = match op {
        CompareOp::Ge => ("<=", b, a),
        CompareOp::Gt => ("<", b, a),
        CompareOp::Le => ("<=", a, b),
        CompareOp::Lt => ("<", a, b),
        CompareOp::Eq if a > b => ("=", b, a),
        CompareOp::Ne if a > b => ("!=", b, a),
        CompareOp::Eq => ("=", a, b),
        CompareOp::Ne => ("!=", a, b),
    };
    format!("({a} {sign} {b})")
}

fn aggregate(schema: &Schema, a: &Aggregate) -> String {
    let mut key = format!("({:?} {}", a.function, level(&a.level));
    let parts = [("where", &a.filter), (":", &a.body), ("weighted", &a.weight)];
    for (word, expr) in parts.into_iter().filter_map(|(w, e)| e.as_ref().map(|e| (w, e))) {
        // Writing to a String does not fail.
        let _ = write!(key, " {word} {}", of(schema, expr));
    }
    key.push(')');
    key
}

fn tolerance(t: &Tolerance) -> String {
    match t {
        Tolerance::Relative(share) => format!("±{share:?}×"),
        Tolerance::Absolute(amount) => format!("±{amount:?}"),
    }
}

fn window(window: Option<&Window>) -> String {
    window.map_or_else(String::new, |w| format!("{}..{}", w.from, w.to))
}

fn basis_key(basis: Basis) -> String {
    match basis {
        Basis::YearBefore => "year before".to_owned(),
        Basis::Previous => "previous".to_owned(),
        Basis::Since(p) => format!("since {p}"),
    }
}
