//! How points came about, in words.

use crate::value::{Range, in_unit};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, Rounding, Unit};

/// Returns a number for people: as it is up to four digits after the point, else shortened with a mark.
pub(crate) fn num(x: &Exact) -> String {
    match x.decimal_digits() {
        Some(digits) if digits <= 4 => x.to_text(),
        _ => format!("≈{}", x.round(4, Rounding::HalfUp).to_text()),
    }
}

/// Returns an amount in its unit.
pub(crate) fn amount(x: &Exact, unit: Option<&Unit>) -> String {
    format!("{}{}", num(&in_unit(unit, x)), unit.map_or("", |u| &u.symbol))
}

/// Returns a distance between two amounts: of shares in percentage points.
pub(crate) fn distance(x: &Exact, unit: Option<&Unit>) -> String {
    match unit {
        Some(u) if u.dim.is_ratio() && !u.is_bare() => format!("{}个百分点", num(&(x * &Exact::from(100)))),
        unit => amount(x, unit),
    }
}

/// Returns a range of amounts.
pub(crate) fn range(r: &Range, unit: Option<&Unit>) -> String {
    if let Some(x) = r.value() {
        return amount(x, unit);
    }
    let end = |x: &Option<Exact>| x.as_ref().map_or_else(|| "…".to_owned(), |x| amount(x, unit));
    format!("{} ~ {}", end(&r.low), end(&r.high))
}

/// Returns points.
pub(crate) fn points(r: &Range) -> Both {
    let text = range(r, None);
    Both::of(format!("{text} 分"), format!("{text} points"))
}

/// Joins sentences, the empty ones left out.
pub(crate) fn join(parts: &[Both]) -> Both {
    let zh: Vec<&str> = parts.iter().map(|p| &*p.zh).filter(|p| !p.is_empty()).collect();
    let en: Vec<&str> = parts.iter().map(|p| &*p.en).filter(|p| !p.is_empty()).collect();
    Both::of(zh.join("；"), en.join("; "))
}
