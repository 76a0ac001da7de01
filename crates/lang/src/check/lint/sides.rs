//! The figures of a contradiction between periods: what the parts come to, and what the whole may be.
//!
//! `培训 >= 100人次 每月 2022..2022` beside `培训 <= 1000人次 于 2022`: at least 12 × 100 by the first, at most 1,000 by the
//! second. INVARIANT: said only where the sums show the contradiction by themselves: one figure, periods that do not overlap on
//! either side, and a least sum above the greatest.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Context;
use super::cite::Key;
use crate::check::reason::figure::{Figure, Place};
use crate::check::reason::obligation::{Demand, Obligation};
use crate::check::reason::periods;
use crate::diag::Both;
use crate::model::{CompareOp, Exact, IndicatorId};

/// One obligation as an end of a stretch of time: at least, or at most, so much.
struct End<'a> {
    key: Key,
    /// The figure that it speaks of.
    of: (IndicatorId, &'a Place),
    days: (NaiveDate, NaiveDate),
    value: Exact,
    is_least: bool,
    is_strict: bool,
}

/// Returns what both sides of a contradiction come to.
pub(super) fn of(ctx: &Context<'_>, all: &[&Obligation]) -> Option<Both> {
    let mut ends: Vec<End<'_>> = all.iter().map(|o| end(o)).collect::<Option<_>>()?;
    fill(ctx, &mut ends);
    let first = ends.first()?;
    let (low, high): (Vec<&End<'_>>, Vec<&End<'_>>) = ends.iter().partition(|e| e.is_least);
    let is_one = ends.iter().all(|e| e.of == first.of);
    // Two limits of one period need no sum to be seen.
    let is_plain = ends.iter().all(|e| e.days == first.days);
    if !is_one || is_plain || !are_apart(&low) || !are_apart(&high) {
        return None;
    }
    let (least, most) = (sum(&low), sum(&high));
    let is_strict = ends.iter().any(|e| e.is_strict);
    let (low, high) = (side(ctx, &low)?, side(ctx, &high)?);
    (least > most || (least == most && is_strict)).then(|| {
        Both::of(
            format!("按 {} 至少 {}，按 {} 至多 {}", low.0, low.1, high.0, high.1),
            format!("by {} at least {}, by {} at most {}", low.0, low.1, high.0, high.1),
        )
    })
}

/// Adds the other periods of a target of which several are part of it: eleven months are enough for the contradiction, but
/// twelve are asked for.
fn fill<'a>(ctx: &'a Context<'_>, ends: &mut Vec<End<'a>>) {
    let (Some(from), Some(to)) = (ends.iter().map(|e| e.days.0).min(), ends.iter().map(|e| e.days.1).max()) else {
        return;
    };
    let count = |key: Key| ends.iter().filter(|e| e.key == key).count();
    let several: BTreeSet<Key> = ends.iter().map(|e| e.key).filter(|k| count(*k) > 1).collect();
    for own in several.into_iter().flat_map(|key| ctx.by_target.get(&key).into_iter().flatten()) {
        let Some(more) = ctx.obligations.all.get(*own).and_then(end) else { continue };
        let is_there = ends.iter().any(|e| e.key == more.key && e.days == more.days);
        if !is_there && from <= more.days.0 && more.days.1 <= to {
            ends.push(more);
        }
    }
}

fn end(o: &Obligation) -> Option<End<'_>> {
    let demands = if o.of_each.is_empty() { &o.demands } else { &o.of_each };
    let [Demand { form, op }] = demands.as_slice() else { return None };
    let mut of = None;
    let mut covered: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for (figure, weight) in form.terms.iter() {
        let Figure::Value(id, place, when) = figure else { return None };
        let own = (*id, place);
        if *weight != Exact::ONE || *of.get_or_insert(own) != own {
            return None;
        }
        covered.push(periods::days(*when)?);
    }
    let days = (covered.iter().map(|d| d.0).min()?, covered.iter().map(|d| d.1).max()?);
    let is_least = match op {
        CompareOp::Ge | CompareOp::Gt => true,
        CompareOp::Le | CompareOp::Lt => false,
        CompareOp::Eq | CompareOp::Ne => return None,
    };
    let is_strict = matches!(op, CompareOp::Gt | CompareOp::Lt);
    Some(End { key: Key::of(o), of: of?, days, value: -&form.constant.0, is_least, is_strict })
}

fn are_apart(side: &[&End<'_>]) -> bool {
    let mut days: Vec<(NaiveDate, NaiveDate)> = side.iter().map(|e| e.days).collect();
    days.sort();
    days.iter().zip(days.iter().skip(1)).all(|(a, b)| a.1 < b.0)
}

fn sum(side: &[&End<'_>]) -> Exact {
    side.iter().fold(Exact::ZERO, |sum, e| &sum + &e.value)
}

/// The rules of a side, and what they come to: `12 × 100人次 = 1200人次`.
fn side(ctx: &Context<'_>, side: &[&End<'_>]) -> Option<(String, String)> {
    let mut by_key: BTreeMap<Key, Vec<&Exact>> = BTreeMap::new();
    for end in side {
        by_key.entry(end.key).or_default().push(&end.value);
    }
    let asked = ctx.asked(*by_key.keys().next()?)?;
    let ids: Vec<String> = by_key.keys().filter_map(|k| Some(ctx.asked(*k)?.rule.id.to_string())).collect();
    let product = |values: &Vec<&Exact>| match values.as_slice() {
        [one] => asked.amount(one),
        several => format!("{} × {}", several.len(), several.first().map_or_else(String::new, |v| asked.amount(v))),
    };
    let parts: Vec<String> = by_key.values().map(product).collect();
    let total = asked.amount(&sum(side));
    let shown = parts.join(" + ");
    Some((ids.join("、"), if shown == total { total } else { format!("{shown} = {total}") }))
}
