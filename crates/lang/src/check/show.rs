//! Expressions as short text for messages: names, amounts as written, at most a line.

use crate::diag::{Both, Lang};
use crate::model::{Exact, Expr, Quantity, Schema, print};

/// Characters after which a message would rather not go on.
const LONGEST: usize = 48;

/// Returns an expression as a person would write it in either language, cut short where it is long.
pub(super) fn expr(schema: &Schema, e: &Expr) -> Both {
    let text = |lang| {
        let out = print::expr_in(schema, e, lang);
        match out.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", out.get(..end).unwrap_or("")),
            None => out,
        }
    };
    Both::of(text(Lang::Zh), text(Lang::En))
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
