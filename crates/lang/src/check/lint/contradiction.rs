//! `contradiction`: targets that no data can satisfy together. `impossible-target`: one that no possible value satisfies.

use std::collections::BTreeSet;

use super::Context;
use super::cite::Key;
use super::sides;
use crate::check::reason::obligation::Obligation;
use crate::diag::{Both, Diagnostic, LintProblem};

/// Reports what the reasoning proved, each set of targets once, at the one that stands last.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut said = BTreeSet::new();
    for found in &ctx.found.contradictions {
        let obligations = found.obligations.iter().filter_map(|o| ctx.obligations.all.get(*o));
        let keys: BTreeSet<Key> = obligations.map(Key::of).collect();
        let Some(own) = keys.last().copied() else { continue };
        if !said.insert((keys.clone(), found.baselines.clone())) {
            continue;
        }
        let others: Vec<Key> = keys.iter().copied().filter(|k| *k != own).collect();
        let mut names: Vec<String> = others.iter().map(|k| ctx.named(*k)).collect();
        let bases = found.baselines.iter().filter_map(|r| ctx.model.rules.get(*r));
        let bases: Vec<_> = bases.filter_map(|r| r.baseline.as_ref().map(|(q, _)| (r, q))).collect();
        names.extend(found.baselines.iter().filter_map(|rule| ctx.base_value(*rule)));
        let problem = if names.is_empty() {
            LintProblem::ImpossibleTarget { own: ctx.named(own) }
        } else {
            let all: Vec<&Obligation> = found.obligations.iter().filter_map(|o| ctx.obligations.all.get(*o)).collect();
            let figures = if bases.is_empty() { sides::of(ctx, &all) } else { None };
            let reason = figures.unwrap_or_else(|| Both::new("没有任何数据能都满足", "no figures satisfy all of it"));
            LintProblem::Contradiction { own: ctx.named(own), others: names, reason }
        };
        let Some(found) = ctx.at(own, problem) else { continue };
        let found = others.iter().fold(found, |found, k| ctx.with(found, *k));
        let found = bases.iter().fold(found, |found, (rule, q)| {
            found.label(q.span, Both::of(format!("{} 的基期值", rule.id), format!("the base value of {}", rule.id)))
        });
        out.push(found);
    }
}
