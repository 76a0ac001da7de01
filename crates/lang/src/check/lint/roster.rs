//! `roster-short`: what the number of members on a roster rules out, and `average-total` with real numbers.
//!
//! Which members there are only a roster knows, and `check` reads none: whoever has one hands it in as a [`super::census::Census`].
//! INVARIANT: a member without a value is a member all the same, so the number bounds what is counted from above only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Context;
use super::average;
use super::census::{Census, Headcount, name};
use super::cite::Key;
use crate::check::reason::figure::{Crowd, Figure, Linear, Place, Within};
use crate::check::reason::obligation::Demand;
use crate::check::reason::solve;
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{CompareOp, EntityRef, Exact, Expr, ExprKind, LevelRef, Scope, walk};

/// A population with its number of members.
struct Counted {
    crowd: Crowd,
    level: String,
    n: u64,
}

/// Reports what a roster tells of the rules.
pub(super) fn run(ctx: &Context<'_>, census: &dyn Census, out: &mut Vec<Diagnostic>) {
    average::with_roster(ctx, census, out);
    let counted = populations(ctx, census);
    let mut facts = Vec::new();
    let crowds: BTreeMap<&Crowd, u64> = counted.iter().map(|c| (&c.crowd, c.n)).collect();
    for tally in ctx.obligations.tallies.iter().filter(|t| !t.is_too_fine()) {
        if let Some(n) = crowds.get(&tally.population.crowd) {
            let all = Linear::sum((0..tally.pieces().len()).map(|idx| Figure::Tally(tally.id, idx)));
            facts.push(limit(all, CompareOp::Le, *n));
        }
    }
    for (crowd, n) in crowds {
        facts.push(limit(Linear::figure(Figure::Size(Arc::new(crowd.clone()))), CompareOp::Eq, n));
    }
    let known: Vec<&Vec<usize>> = ctx.found.contradictions.iter().map(|c| &c.obligations).collect();
    for found in solve::solve_with(ctx.ids, ctx.model, (&ctx.obligations, facts)).contradictions {
        if !known.contains(&&found.obligations) {
            out.extend(short(ctx, &found.obligations, &counted));
        }
    }
}

fn limit(form: Linear, op: CompareOp, n: u64) -> Demand {
    let n = Exact::from(i64::try_from(n).unwrap_or(i64::MAX));
    Demand { form: form.plus(&Linear::constant(n), &-&Exact::ONE), op }
}

/// All populations below the region that rules count or ask something of, each once.
fn populations(ctx: &Context<'_>, census: &dyn Census) -> Vec<Counted> {
    let mut all: BTreeMap<Crowd, Counted> = BTreeMap::new();
    for asked in ctx.all() {
        let mut add = |level: &LevelRef, filter: Option<&Expr>, but: &[EntityRef]| {
            let within = Within { members: ctx.ids.members(level), place: Place::Region(ctx.ids.region(asked.plan)) };
            let crowd = Crowd { within, filter: ctx.ids.of_some(filter), but: ctx.ids.places(but) };
            if all.contains_key(&crowd) {
                return;
            }
            let of = Headcount { rule: asked.key.0, plan: asked.rule.plan, level, filter, but };
            if let Some(n) = census.members(&of) {
                let level = name(ctx, level);
                all.insert(crowd.clone(), Counted { crowd, level, n });
            }
        };
        match &asked.statement.scope {
            Scope::Every { level, filter, except } => add(level, filter.as_ref(), except),
            Scope::Unstated => walk::expressions(asked.statement, &mut |e| {
                if let ExprKind::Aggregate(a) = &e.kind
                    && a.place.is_none()
                {
                    add(&a.level, a.filter.as_ref(), &[]);
                }
            }),
            Scope::At(_) => {}
        }
    }
    all.into_values().collect()
}

fn short(ctx: &Context<'_>, obligations: &[usize], counted: &[Counted]) -> Option<Diagnostic> {
    let all: Vec<_> = obligations.iter().filter_map(|o| ctx.obligations.all.get(*o)).collect();
    let keys: BTreeSet<Key> = all.iter().map(|o| Key::of(o)).collect();
    let own = *keys.last()?;
    let spoken: Vec<&Figure> = all.iter().flat_map(|o| &o.demands).flat_map(Demand::figures).collect();
    let is_spoken = |c: &&Counted| {
        spoken.iter().any(|f| match f {
            Figure::Tally(id, _) | Figure::Sum(id) => {
                ctx.obligations.tallies.get(*id).is_some_and(|t| t.population.crowd == c.crowd)
            }
            Figure::Size(crowd) => **crowd == c.crowd,
            _ => false,
        })
    };
    let there: Vec<&Counted> = counted.iter().filter(is_spoken).collect();
    let list =
        |sep: &str, unit: &str| there.iter().map(|c| format!("{}{unit}{}", c.n, c.level)).collect::<Vec<_>>().join(sep);
    let others: Vec<Key> = keys.iter().copied().filter(|k| *k != own).collect();
    let names = others.iter().map(|k| ctx.named(*k)).collect::<Vec<_>>();
    let with = match names.is_empty() {
        true => Both::new("", ""),
        false => Both::of(format!("与 {} ", names.join("、")), format!(" together with {}", names.join(", "))),
    };
    let roster = Both::of(list("、", "个"), list(", ", " "));
    let found = ctx.at(own, LintProblem::RosterShort { own: ctx.named(own), with, roster })?;
    Some(others.iter().fold(found, |found, k| ctx.with(found, *k)))
}
