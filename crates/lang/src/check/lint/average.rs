//! `average-total`: so much for each, or on average, against so much in all. How many there are only the roster knows, so
//! the finding says for which number the two agree.

use std::collections::BTreeMap;

use super::Context;
use super::cite::{Asked, Key};
use crate::core::node::Members;
use crate::core::{ExprId, PlaceId};
use crate::diag::{Diagnostic, LintProblem};
use crate::model::{AggregateFn, CompareOp, Exact, Expr, ExprKind, LevelRef, Period, Scope};

/// One measure over one population at one time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Over {
    region: Option<PlaceId>,
    due: Period,
    members: Members,
    filter: Option<ExprId>,
    value: ExprId,
}

/// Floors for one measure over one population.
#[derive(Default)]
struct Pair {
    each: Option<(Key, Exact)>,
    total: Option<(Key, Exact)>,
    level: String,
}

/// Pairs averages and duties of every member with totals of the same measure, region and time.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut pairs: BTreeMap<Over, Pair> = BTreeMap::new();
    for asked in ctx.all() {
        let Some((CompareOp::Ge | CompareOp::Gt, value)) = asked.constant() else { continue };
        if let (true, Some(due), Some(m)) = (value.is_positive(), asked.due(), measured(&asked)) {
            let schema = &ctx.model.schema;
            let over = Over {
                region: ctx.ids.region(asked.plan),
                due,
                members: ctx.ids.members(m.level),
                filter: ctx.ids.of_some(m.filter),
                value: ctx.ids.of(m.value),
            };
            let pair = pairs.entry(over).or_default();
            let level = m.level.label.as_deref().unwrap_or_else(|| schema.levels.name(m.level.level));
            pair.level = level.to_owned();
            let slot = if m.is_total { &mut pair.total } else { &mut pair.each };
            *slot = Some((asked.key, value));
        }
    }
    for pair in pairs.into_values() {
        out.extend(report(ctx, &pair));
    }
}

struct Measured<'a> {
    level: &'a LevelRef,
    filter: Option<&'a Expr>,
    value: &'a Expr,
    is_total: bool,
}

fn measured<'a>(asked: &Asked<'a>) -> Option<Measured<'a>> {
    match (&asked.statement.scope, &asked.statement.subject.kind) {
        (Scope::Unstated, ExprKind::Aggregate(a)) if a.weight.is_none() => {
            let is_total = match a.function {
                AggregateFn::Sum => true,
                AggregateFn::Avg => false,
                _ => return None,
            };
            Some(Measured { level: &a.level, filter: a.filter.as_ref(), value: a.body.as_ref()?, is_total })
        }
        (Scope::Every { level, filter, except }, ExprKind::Value(_))
            if except.is_empty() && asked.statement.exceptions.is_empty() =>
        {
            Some(Measured { level, filter: filter.as_ref(), value: &asked.statement.subject, is_total: false })
        }
        _ => None,
    }
}

fn report(ctx: &Context<'_>, pair: &Pair) -> Option<Diagnostic> {
    let ((own, each), (total, sum)) = (pair.each.as_ref()?, pair.total.as_ref()?);
    let number = sum.checked_div(each)?.round(1, crate::model::Rounding::HalfUp);
    let problem = LintProblem::AverageTotal {
        own: ctx.named(*own),
        total: ctx.named(*total),
        level: pair.level.clone(),
        number: crate::model::print::decimal(&number, 0),
    };
    Some(ctx.with(ctx.at(*own, problem)?, *total))
}
