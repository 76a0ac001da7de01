//! `reasoning-limited`: what the reasoning did not look at, since too much hangs together.

use std::collections::BTreeSet;

use super::Context;
use super::cite::Key;
use crate::check::reason::limits::{Limited, Stop};
use crate::check::reason::tally::Tally;
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::walk;

/// Tells every stop once at a target.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let cut = ctx.obligations.tallies.iter().filter(|t| t.is_too_fine()).filter_map(|t| where_counted(ctx, t));
    let all: BTreeSet<Limited> = ctx.obligations.limited.iter().chain(&ctx.found.limited).copied().chain(cut).collect();
    for limited in all {
        let own = Key(limited.at.0, limited.at.1, limited.at.2);
        let problem = LintProblem::ReasoningLimited { own: ctx.named(own), what: words(&limited) };
        out.extend(ctx.at(own, problem));
    }
}

/// The first target that counts members by a value.
fn where_counted(ctx: &Context<'_>, tally: &Tally) -> Option<Limited> {
    let reads = |asked: &super::cite::Asked<'_>| {
        let mut is_read = false;
        walk::expressions(asked.statement, &mut |e| is_read |= ctx.ids.of(e) == tally.population.subject);
        is_read
    };
    let Key(rule, statement, target) = ctx.all().find(reads)?.key;
    Some(Limited { at: (rule, statement, target), stop: Stop::Cuts, n: tally.n_cuts() })
}

fn words(limited: &Limited) -> Both {
    let n = limited.n;
    match limited.stop {
        Stop::Pairs => Both::of(
            format!("这一组 {n} 个目标互相牵连，谁包含谁只作了两两比较"),
            format!("{n} targets hang together, and what follows from several of them was compared in pairs only"),
        ),
        Stop::Bounds => Both::of(
            format!("这一组 {n} 个目标互相牵连，矛盾和重复都只作了两两比较"),
            format!("{n} targets hang together, and contradictions and repetitions were looked for in pairs only"),
        ),
        Stop::Relations => Both::of(
            format!("这一组指标之间有 {n} 条关系（公式、分项、各期合计），推理时没有用上"),
            format!("{n} relations between these figures (formulas, parts, sums of periods) were left aside"),
        ),
        Stop::Cuts => Both::of(
            format!("同一个数有 {n} 个分档界限，各档之间没有比较"),
            format!("one figure has {n} thresholds, and its bands were not compared"),
        ),
        Stop::Periods => Both::of(
            format!("期间有 {n} 期，没有逐期比较"),
            format!("its window has {n} periods, which were not compared one by one"),
        ),
        Stop::Exceptions => Both::of(
            format!("它有 {n} 条例外，没有与其他目标比较"),
            format!("it has {n} exceptions and was not compared with other targets"),
        ),
    }
}
