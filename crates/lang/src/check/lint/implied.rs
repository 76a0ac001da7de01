//! `same-obligation`, `two-values`, `implied-rule`, `always-met`: targets that follow from others, or from nothing.
//!
//! A target is reported only if it follows in every one of its periods.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::cite::Key;
use crate::check::reason::obligation::Obligation;
use crate::check::reason::solve::Implied;
use crate::diag::{Diagnostic, LintProblem};

/// Reports what the reasoning proved to follow and no other lint has explained.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut by_target: BTreeMap<Key, Vec<&Implied>> = BTreeMap::new();
    for implied in &ctx.found.implied {
        if let Some(own) = ctx.obligations.all.get(implied.obligation) {
            by_target.entry(Key::of(own)).or_default().push(implied);
        }
    }
    for (own, implied) in by_target {
        let is_whole = ctx.by_target.get(&own).is_some_and(|all| all.len() == implied.len());
        if is_whole && !ctx.explained.borrow().contains(&own) && unfolds_fully(ctx, own) {
            out.extend(report(ctx, own, &implied));
        }
    }
}

/// Whether all that the target asks was put into obligations.
fn unfolds_fully(ctx: &Context<'_>, own: Key) -> bool {
    let all = ctx.by_target.get(&own).into_iter().flatten();
    all.filter_map(|o| ctx.obligations.all.get(*o)).all(|o| o.is_exact)
}

fn report(ctx: &Context<'_>, own: Key, implied: &[&Implied]) -> Option<Diagnostic> {
    let by = implied.iter().flat_map(|i| &i.by).filter_map(|o| ctx.obligations.all.get(*o));
    let others: BTreeSet<Key> = by.map(Key::of).filter(|k| *k != own).collect();
    let name = ctx.named(own);
    let Some(first) = others.first().copied() else {
        let is_idle = implied.iter().all(|i| i.by.is_empty() && i.baselines.is_empty());
        return if is_idle { ctx.at(own, LintProblem::AlwaysMet { own: name }) } else { None };
    };
    let other = ctx.named(first);
    let bases: BTreeSet<usize> = implied.iter().flat_map(|i| i.baselines.iter().copied()).collect();
    // What rests on a stated base value is no second value, and says so.
    let relation = if bases.is_empty() { relation(ctx, own, &others) } else { Relation::Other };
    let problem = match relation {
        Relation::Same => LintProblem::SameObligation { own: name, other },
        Relation::Value => LintProblem::TwoValues { own: name, other },
        Relation::Other => {
            let others = others.iter().map(|k| ctx.named(*k));
            let others = others.chain(bases.iter().filter_map(|rule| ctx.base_value(*rule))).collect();
            LintProblem::ImpliedRule { own: name, others }
        }
    };
    let found = ctx.at(own, problem)?;
    Some(others.iter().fold(found, |found, k| ctx.with(found, *k)))
}

enum Relation {
    /// The same demands in the same periods.
    Same,
    /// The same measure with another value.
    Value,
    /// Anything else.
    Other,
}

fn relation(ctx: &Context<'_>, own: Key, others: &BTreeSet<Key>) -> Relation {
    let (Some(other), 1) = (others.first(), others.len()) else { return Relation::Other };
    let demands = |key: &Key| -> Vec<&Obligation> {
        let all = ctx.by_target.get(key).into_iter().flatten();
        all.filter_map(|o| ctx.obligations.all.get(*o)).collect()
    };
    let (a, b) = (demands(&own), demands(other));
    if a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.is_exact && b.is_exact && a.demands == b.demands) {
        return Relation::Same;
    }
    let (Some(a), Some(b)) = (ctx.asked(own), ctx.asked(*other)) else { return Relation::Other };
    // What follows from other periods (a year from its months) is no second value of one measure.
    if !demands(&own).iter().all(|o| demands(other).iter().any(|by| by.when == o.when)) {
        return Relation::Other;
    }
    let values = (a.constant(), b.constant());
    let differ = matches!(&values, (Some((_, x)), Some((_, y))) if x != y);
    if differ && ctx.measure(&a) == ctx.measure(&b) { Relation::Value } else { Relation::Other }
}
