//! `two-dates`, `weaker-milestone`, `due-before-issue`: deadlines that do not go together.

use std::collections::BTreeMap;

use super::Context;
use super::cite::{Asked, Key, Measure};
use crate::check::reason::obligation::condition;
use crate::check::reason::tally::{Line, OneValue};
use crate::core::node::Members;
use crate::core::{Code, ExprId, PlaceId};
use crate::diag::{Diagnostic, LintProblem};
use crate::model::{AggregateFn, CompareOp, Exact, ExprKind, Frequency, Period, Scope, TargetKind, Time, walk};

/// What is asked, without the time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Demanded {
    /// Nobody may fail, in whichever form: `every L: C`, `count(L: not C) = 0`, `share(L: C) >= 100%`.
    Nobody(Nobody),
    /// Anything else.
    Of(Measure, Code),
}

/// Where on the number line members of a population may not stand.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Nobody {
    region: Option<PlaceId>,
    members: Members,
    filter: Option<ExprId>,
    subject: ExprId,
    /// Where the answer changes: from which value on, whether at that value alone, whether they fail.
    turns: Vec<(Option<Exact>, bool, bool)>,
}

/// Reports the same demand with two deadlines in two statements.
pub(super) fn same_demand(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<Demanded, Vec<(Key, Period)>> = BTreeMap::new();
    for asked in ctx.all() {
        // Against a task each date asks for its own figure.
        if let Time::By(period) = asked.target.time
            && !reads_task(ctx, &asked)
        {
            let demand = nobody(ctx, &asked).unwrap_or_else(|| {
                let own = ctx.ids.asked(&asked.target.kind);
                Demanded::Of(ctx.measure(&asked), ctx.ids.code_of_asked(&own))
            });
            groups.entry(demand).or_default().push((asked.key, period));
        }
    }
    for mut group in groups.into_values().filter(|g| g.len() > 1) {
        group.sort_by_key(|(key, period)| (period.last_day(), *key));
        for pair in group.windows(2) {
            let [(early, first), (late, second)] = pair else { continue };
            if first.last_day() == second.last_day() || (early.0, early.1) == (late.0, late.1) {
                continue;
            }
            let problem = LintProblem::TwoDates {
                own: ctx.named(*late),
                other: ctx.named(*early),
                first: first.to_string(),
                second: second.to_string(),
            };
            out.extend(ctx.at(*late, problem).map(|found| ctx.with(found, *early)));
        }
    }
}

/// Returns whether a target is a figure that is set anew for every period.
fn reads_task(ctx: &Context<'_>, asked: &Asked<'_>) -> bool {
    let TargetKind::Compare(_, right) = &asked.target.kind else { return false };
    let mut found = false;
    walk::expression(right, &mut |e| {
        if let ExprKind::Value(id) = &e.kind {
            found |= ctx.model.schema.indicator(*id).is_some_and(|i| i.assigned.is_some());
        }
    });
    found
}

/// Returns a demand that nobody fails as such.
fn nobody(ctx: &Context<'_>, asked: &Asked<'_>) -> Option<Demanded> {
    let (level, filter, condition, wanted) = match (&asked.statement.scope, &asked.statement.subject.kind) {
        (Scope::Every { level, filter, except }, _) if except.is_empty() && asked.statement.exceptions.is_empty() => {
            (level, filter.as_ref(), condition(&asked.statement.subject, asked.target)?, true)
        }
        (Scope::Unstated, ExprKind::Aggregate(a)) => {
            let wanted = match (a.function, asked.constant()?) {
                (AggregateFn::Count, (CompareOp::Eq | CompareOp::Le, n)) if n.is_zero() => false,
                (AggregateFn::Share, (CompareOp::Eq | CompareOp::Ge, n)) if n == Exact::ONE => true,
                _ => return None,
            };
            (&a.level, a.filter.as_ref(), a.body.clone()?, wanted)
        }
        _ => return None,
    };
    let one = OneValue::of(ctx.ids, &condition)?;
    let mut line = Line::default();
    line.cut(one.cuts());
    // Where the answer changes is all that matters, however the condition is put.
    let mut turns = Vec::new();
    let mut before = None;
    for piece in line.pieces() {
        let fails_here = one.holds(&piece.sample) != wanted;
        if before != Some(fails_here) {
            let is_point = piece.low.is_some() && piece.low == piece.high;
            turns.push((piece.low.clone(), is_point, fails_here));
            before = Some(fails_here);
        }
    }
    Some(Demanded::Nobody(Nobody {
        region: ctx.ids.region(asked.plan),
        members: ctx.ids.members(level),
        filter: ctx.ids.of_some(filter),
        subject: ctx.ids.of(one.subject),
        turns,
    }))
}

/// Reports a later milestone that asks less than an earlier one.
pub(super) fn milestones(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<(Measure, bool), Vec<Asked<'_>>> = BTreeMap::new();
    for asked in ctx.all() {
        let is_yearly = asked.due().is_some_and(|p| p.frequency() == Frequency::Year);
        let is_floor = match asked.constant() {
            Some((CompareOp::Ge | CompareOp::Gt, _)) => true,
            Some((CompareOp::Le | CompareOp::Lt, _)) => false,
            _ => continue,
        };
        if is_yearly {
            groups.entry((ctx.measure(&asked), is_floor)).or_default().push(asked);
        }
    }
    for ((_, is_floor), mut group) in groups.into_iter().filter(|(_, g)| g.len() > 1) {
        group.sort_by_key(|a| (a.due().map(Period::last_day), a.key));
        let mut best: Option<Asked<'_>> = None;
        for asked in group {
            let weaker = best.filter(|b| is_weaker(&asked, b, is_floor));
            match weaker {
                Some(earlier) => out.extend(weaker_milestone(ctx, &asked, &earlier)),
                None => best = Some(asked),
            }
        }
    }
}

fn is_weaker(later: &Asked<'_>, earlier: &Asked<'_>, is_floor: bool) -> bool {
    let (Some((_, now)), Some((_, before))) = (later.constant(), earlier.constant()) else { return false };
    let is_later = later.due().map(Period::last_day) > earlier.due().map(Period::last_day);
    is_later && if is_floor { now < before } else { now > before }
}

fn weaker_milestone(ctx: &Context<'_>, later: &Asked<'_>, earlier: &Asked<'_>) -> Option<Diagnostic> {
    let problem = LintProblem::WeakerMilestone {
        own: later.named(),
        other: earlier.named(),
        time: later.due()?.to_string(),
        earlier: earlier.due()?.to_string(),
    };
    Some(ctx.with(ctx.at(later.key, problem)?, earlier.key))
}

/// Reports deadlines that had passed when the plan was issued.
pub(super) fn before_issue(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for asked in ctx.all() {
        let (Some(plan), Some(due)) = (asked.plan, asked.due()) else { continue };
        let Some(issued) = plan.date.filter(|issued| due.last_day() < *issued) else { continue };
        let problem = LintProblem::DueBeforeIssue {
            own: asked.named(),
            time: due.to_string(),
            plan: plan.name.to_string(),
            issued: issued.to_string(),
        };
        out.extend(ctx.at(asked.key, problem));
    }
}
