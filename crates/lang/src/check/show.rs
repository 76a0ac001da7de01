//! Expressions as short text for messages: names, amounts as written, at most a line.

use crate::model::{BinaryOp, Exact, Expr, ExprKind, Interval, Quantity, Schema, print};

/// Characters after which a message would rather not go on.
const LONGEST: usize = 48;

/// Returns an expression as a person would write it, cut short where it is long.
pub(super) fn expr(schema: &Schema, e: &Expr) -> String {
    let mut out = String::new();
    write(schema, e, &mut out);
    match out.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", out.get(..end).unwrap_or("")),
        None => out,
    }
}

/// Returns an amount with the digits and the unit as written.
pub(super) fn quantity(q: &Quantity) -> String {
    if let Some(fraction) = print::plain_fraction(q) {
        return fraction;
    }
    let unit = q.unit.as_ref().map_or("", |u| &u.symbol);
    format!("{}{unit}", number(&q.value, q.digits))
}

/// Returns a number with as many digits after the point as were written.
pub(super) fn number(value: &Exact, digits: u32) -> String {
    let text = value.to_text();
    let written = text.split_once('.').map_or(0, |(_, d)| d.len());
    let missing = (digits as usize).min(12).saturating_sub(written);
    match (missing, written) {
        (0, _) => text,
        (n, 0) => format!("{text}.{}", "0".repeat(n)),
        (n, _) => format!("{text}{}", "0".repeat(n)),
    }
}

fn write(schema: &Schema, e: &Expr, out: &mut String) {
    // Enough for any message; the rest would be cut.
    if out.len() > LONGEST * 4 {
        return;
    }
    match &e.kind {
        ExprKind::Quantity(q) => out.push_str(&quantity(q)),
        ExprKind::Bool(b) => out.push_str(if *b { "是" } else { "否" }),
        ExprKind::Grade(_, name) | ExprKind::Text(name) => out.push_str(name),
        ExprKind::Value(id) => out.push_str(schema.indicator(*id).map_or("", |i| &i.name)),
        ExprKind::Neg(x) => prefixed(schema, "-", x, out),
        ExprKind::Not(x) => prefixed(schema, "not ", x, out),
        ExprKind::Binary(op, l, r) => infix(schema, (l, operator(*op), r), out),
        ExprKind::Compare(op, l, r) => infix(schema, (l, print::operator(*op), r), out),
        ExprKind::About(l, r, _) => infix(schema, (l, "about", r), out),
        ExprKind::Within(l, i) => {
            write(schema, l, out);
            interval(schema, i, out);
        }
        ExprKind::Aggregate(a) => {
            let level = a.level.label.as_deref().unwrap_or_else(|| schema.levels.name(a.level.level));
            out.push_str(print::function(a.function));
            out.push('(');
            out.push_str(level);
            if let Some(f) = &a.filter {
                out.push_str(" where ");
                write(schema, f, out);
            }
            if let Some(b) = &a.body {
                out.push_str(": ");
                write(schema, b, out);
            }
            out.push(')');
        }
        ExprKind::Total(x, _) => call(schema, "total", x, out),
        ExprKind::Gain(x, _) => call(schema, "gain", x, out),
        ExprKind::Growth(x, _) => call(schema, "growth", x, out),
        ExprKind::Yearly(x, _) => call(schema, "yearly", x, out),
        ExprKind::Change(x) => call(schema, "change", x, out),
        ExprKind::OverPeriods(..) | ExprKind::Rank(_) | ExprKind::Day(_) => out.push_str(&print::expr(schema, e)),
        ExprKind::AtPeriod(x, _) => write(schema, x, out),
        ExprKind::AtEntity(x, e) => {
            write(schema, x, out);
            out.push('@');
            out.push_str(&e.parts.join("/"));
        }
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
    }
}

fn prefixed(schema: &Schema, sign: &str, x: &Expr, out: &mut String) {
    out.push_str(sign);
    write(schema, x, out);
}

fn infix(schema: &Schema, (l, sign, r): (&Expr, &str, &Expr), out: &mut String) {
    write(schema, l, out);
    out.push(' ');
    out.push_str(sign);
    out.push(' ');
    write(schema, r, out);
}

fn call(schema: &Schema, name: &str, x: &Expr, out: &mut String) {
    out.push_str(name);
    out.push('(');
    write(schema, x, out);
    out.push(')');
}

fn interval(schema: &Schema, i: &Interval, out: &mut String) {
    out.push_str(" in ");
    if let Some(low) = &i.low {
        write(schema, low, out);
    }
    out.push_str("..");
    if let Some(high) = &i.high {
        write(schema, high, out);
    }
}
