//! `average-total`: so much for each, or on average, against so much in all. How many there are only the roster knows: with
//! one the finding says what they come to, without one for which number the two agree.
//!
//! A floor for each counts from its date on where a state is asked for, which is not taken back: 2 in 2021 are 2 in 2025.

use std::collections::BTreeMap;

use super::Context;
use super::census::{self, Census};
use super::cite::{Asked, Key};

use crate::core::node::Members;
use crate::core::{ExprId, PlaceId};
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{
    AggregateFn, CompareOp, Exact, Expr, ExprKind, Kind, LevelRef, Period, Rounding, Scope, Time, print,
};

/// One measure over one population.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Over {
    region: Option<PlaceId>,
    members: Members,
    filter: Option<ExprId>,
    value: ExprId,
}

/// A floor or a ceiling and its time.
struct Limit {
    key: Key,
    value: Exact,
    due: Period,
    is_floor: bool,
    /// Asked of everybody, not on average.
    is_for_each: bool,
}

/// Limits for one measure over one population.
#[derive(Default)]
struct Pair {
    each: Vec<Limit>,
    total: Vec<Limit>,
    is_state: bool,
    level: String,
    members: Option<u64>,
}

/// Pairs averages and duties of every member with totals of the same measure and region.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for pair in pairs(ctx, None).into_values() {
        for total in pair.total.iter().filter(|l| l.is_floor) {
            let own = pair.each.iter().filter(|l| l.is_floor && pair.goes_with(l, total)).max_by_key(|l| l.due);
            out.extend(own.and_then(|own| report(ctx, &pair, own, total)));
        }
    }
}

/// As [`run`], with the number of members.
pub(super) fn with_roster(ctx: &Context<'_>, roster: &dyn Census, out: &mut Vec<Diagnostic>) {
    for pair in pairs(ctx, Some(roster)).into_values() {
        for total in &pair.total {
            let own = pair.each.iter().filter(|l| pair.goes_with(l, total)).max_by_key(|l| l.due);
            out.extend(own.and_then(|own| counted(ctx, &pair, own, total)));
        }
    }
}

impl Pair {
    /// Whether what is asked of each holds when the total is due.
    fn goes_with(&self, each: &Limit, total: &Limit) -> bool {
        let is_kept = self.is_state && each.is_floor && each.due.last_day() <= total.due.last_day();
        each.due == total.due || is_kept
    }
}

fn pairs(ctx: &Context<'_>, roster: Option<&dyn Census>) -> BTreeMap<Over, Pair> {
    let mut pairs: BTreeMap<Over, Pair> = BTreeMap::new();
    for asked in ctx.all() {
        let Some((op, value)) = asked.constant().filter(|(_, v)| v.is_positive()) else { continue };
        let is_floor = match op {
            CompareOp::Ge | CompareOp::Gt => true,
            CompareOp::Le | CompareOp::Lt => false,
            CompareOp::Eq | CompareOp::Ne => continue,
        };
        let (Some(due), Some(m)) = (due(&asked), measured(&asked)) else { continue };
        let over = Over {
            region: ctx.ids.region(asked.plan),
            members: ctx.ids.members(m.level),
            filter: ctx.ids.of_some(m.filter),
            value: ctx.ids.of(m.value),
        };
        let pair = pairs.entry(over).or_default();
        pair.level = census::name(ctx, m.level);
        pair.is_state = m.filter.is_none() && is_state(ctx, m.value);
        if pair.members.is_none() {
            pair.members = roster.and_then(|c| census::count(c, &asked, m.level, m.filter));
        }
        let is_for_each = matches!(asked.statement.scope, Scope::Every { .. });
        let limit = Limit { key: asked.key, value, due, is_floor, is_for_each };
        if m.is_total { pair.total.push(limit) } else { pair.each.push(limit) }
    }
    pairs
}

/// Returns when a target is due; without a time at the end of the plan.
fn due(asked: &Asked<'_>) -> Option<Period> {
    match asked.target.time {
        Time::Newest => asked.plan.and_then(|p| p.window).map(|w| w.to),
        _ => asked.due(),
    }
}

fn is_state(ctx: &Context<'_>, value: &Expr) -> bool {
    let ExprKind::Value(id) = &value.kind else { return false };
    ctx.model.schema.indicator(*id).is_some_and(|i| i.kind == Some(Kind::Stock))
}

struct Measured<'a> {
    level: &'a LevelRef,
    filter: Option<&'a Expr>,
    value: &'a Expr,
    is_total: bool,
}

fn measured<'a>(asked: &Asked<'a>) -> Option<Measured<'a>> {
    match (&asked.statement.scope, &asked.statement.subject.kind) {
        (Scope::Unstated, ExprKind::Aggregate(a)) if a.weight.is_none() && a.place.is_none() => {
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

fn report(ctx: &Context<'_>, pair: &Pair, own: &Limit, total: &Limit) -> Option<Diagnostic> {
    let number = total.value.checked_div(&own.value)?.round(1, Rounding::HalfUp);
    let what = match own.is_for_each {
        true => Both::new("每个的下限", "the floor of each"),
        false => Both::new("平均数", "the average"),
    };
    let (n, level) = (print::decimal(&number, 0), &pair.level);
    let said = Both::of(
        format!(" 只有在恰好 {n} 个{level}时才对得上：多于此数，合计目标落空；少于此数，光达到{}还不够", what.zh),
        format!(
            " agree only where there are {n} {level}: with more the total asks nothing, with fewer {} does not reach it",
            what.en
        ),
    );
    let advice = Both::of(
        format!("请按{level}的实际个数核对两个数：`check` 加上 `--roster 名录` 会用真实个数来算"),
        format!("check both against the number of {level}: `check --roster` does it with the real one"),
    );
    let (own_name, total_name) = (ctx.named(own.key), ctx.named(total.key));
    let problem = LintProblem::AverageTotal { own: own_name, total: total_name, said, advice };
    Some(ctx.with(ctx.at(own.key, problem)?, total.key))
}

/// What is asked of each, times how many there are, beside the total.
fn counted(ctx: &Context<'_>, pair: &Pair, own: &Limit, total: &Limit) -> Option<Diagnostic> {
    let (n, level) = (pair.members.filter(|n| *n > 0)?, &pair.level);
    let (each, whole) = (ctx.asked(own.key)?, ctx.asked(total.key)?);
    let members = Exact::from(i64::try_from(n).ok()?);
    let sum = &own.value * &members;
    let (one, made) = (each.amount(&own.value), whole.amount(&sum));
    let bound = whole.amount(&total.value);
    let head = if own.is_for_each { format!("每{level}") } else { "平均".to_owned() };
    let sum_words = Both::of(format!("{head}{one} × {n}{level} = {made}"), format!("{one} × {n} {level} = {made}"));
    let verdict = match (own.is_floor, total.is_floor) {
        (true, true) if sum < total.value => {
            let (gap, needed) =
                (whole.amount(&(&total.value - &sum)), each.amount_to(&total.value.checked_div(&members)?, 1));
            Both::of(
                format!("离 {bound} 还差 {gap}，平均每{level}要 {needed}"),
                format!("{gap} short of {bound}, which takes {needed} of each {level} on average"),
            )
        }
        (true, true) => Both::of(
            format!("已不低于 {bound}，合计目标没有增加要求"),
            format!("no less than {bound}: the total asks nothing more"),
        ),
        (false, true) if sum < total.value => {
            let reason = Both::of(
                format!("{}，至多如此，够不上 {bound}", sum_words.zh),
                format!("{} at most, which never makes {bound}", sum_words.en),
            );
            let (own_name, others) = (ctx.named(own.key), vec![ctx.named(total.key)]);
            let problem = LintProblem::Contradiction { own: own_name, others, reason };
            return Some(ctx.with(ctx.at(own.key, problem)?, total.key));
        }
        (true, false) if sum > total.value => Both::of(
            format!("至少如此，超过 {bound}，两条不能同时达到"),
            format!("at least, which exceeds {bound}: the two cannot be met together"),
        ),
        _ => return None,
    };
    let (own_name, total_name) = (ctx.named(own.key), ctx.named(total.key));
    let said = Both::of(format!("：{}，{}", sum_words.zh, verdict.zh), format!(": {}, {}", sum_words.en, verdict.en));
    let advice = Both::new("请核对两个数是否都是原意", "check whether both numbers are meant");
    let problem = LintProblem::AverageTotal { own: own_name, total: total_name, said, advice };
    Some(ctx.with(ctx.at(own.key, problem)?, total.key))
}
