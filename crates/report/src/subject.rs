//! What a statement measures and for whom, said in the words of the contract.
//!
//! INVARIANT: reads the rules alone. For whom a statement without a scope is meant the core decides ([`Who`]).

use dabiao_lang::core::Who;
use dabiao_lang::model::{
    Aggregate, AggregateFn, Expr, ExprKind, Indicator, IndicatorId, Plan, Schema, Scope, Statement,
};
use dabiao_lang::model::{Interval, print, word};

/// For how many a target must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One value.
    Total,
    /// Every entity.
    Every,
    /// So many entities.
    Count,
    /// Such a share of the entities.
    Share,
}

impl Quantifier {
    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Quantifier::Total => "total",
            Quantifier::Every => "every",
            Quantifier::Count => "count",
            Quantifier::Share => "share",
        }
    }
}

/// What a statement measures, and for whom.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The one indicator that is measured, where it is one.
    pub indicator: Option<&'a str>,
    /// The level over which it is judged or aggregated, or at which it is declared.
    pub level: Option<String>,
    /// For how many it must hold.
    pub quantifier: Quantifier,
    /// Who belongs.
    pub filter: Option<&'a Expr>,
    /// What a count or share asks of each.
    pub condition: Option<&'a Expr>,
    /// The outermost function.
    pub function: Option<&'static str>,
}

/// Returns what a statement measures, and for whom.
pub fn describe<'a>(schema: &'a Schema, plan: Option<&Plan>, statement: &'a Statement) -> Subject<'a> {
    let aggregate = aggregate(&statement.subject);
    let indicator = only_indicator(aggregate, &statement.subject).and_then(|id| schema.indicator(id));
    let scope_filter = match &statement.scope {
        Scope::Every { filter, .. } => filter.as_ref(),
        Scope::Unstated | Scope::At(_) => None,
    };
    let inner = aggregate.filter(|a| matches!(a.function, AggregateFn::Count | AggregateFn::Share));
    Subject {
        indicator: indicator.map(|i| &*i.name),
        level: level(schema, statement, aggregate, indicator),
        quantifier: quantifier(schema, plan, statement),
        filter: scope_filter.or_else(|| aggregate.and_then(|a| a.filter.as_ref())),
        condition: inner.and_then(|a| a.body.as_ref()),
        function: function(&statement.subject),
    }
}

fn level(
    schema: &Schema,
    statement: &Statement,
    aggregate: Option<&Aggregate>,
    indicator: Option<&Indicator>,
) -> Option<String> {
    if let Scope::Every { level, .. } = &statement.scope {
        return Some(print::level(schema, level));
    }
    if let Some(a) = aggregate {
        return Some(print::level(schema, &a.level));
    }
    let level = indicator?.level?;
    Some(schema.levels.get(level)?.name.to_string())
}

fn quantifier(schema: &Schema, plan: Option<&Plan>, statement: &Statement) -> Quantifier {
    if matches!(statement.scope, Scope::Every { .. }) {
        return Quantifier::Every;
    }
    match aggregate(&statement.subject).map(|a| a.function) {
        Some(AggregateFn::Count) => return Quantifier::Count,
        Some(AggregateFn::Share) => return Quantifier::Share,
        Some(_) => return Quantifier::Total,
        None if has_aggregate(&statement.subject) => return Quantifier::Total,
        None => {}
    }
    // One named place is one value; several are judged each by itself, as their one `at` says.
    let is_unstated = matches!(statement.scope, Scope::Unstated);
    if is_unstated && Who::of(schema, plan, statement).is_each() { Quantifier::Every } else { Quantifier::Total }
}

/// Returns the aggregate that a subject is, functions over time around it left aside.
pub fn aggregate(subject: &Expr) -> Option<&Aggregate> {
    match &subject.kind {
        ExprKind::Aggregate(a) => Some(a),
        ExprKind::Total(x, _) | ExprKind::Gain(x, _) | ExprKind::Growth(x, _) | ExprKind::Yearly(x, _) => aggregate(x),
        ExprKind::Change(x) | ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => aggregate(x),
        ExprKind::OverPeriods(_, x, _) => aggregate(x),
        _ => None,
    }
}

/// Returns whether an expression aggregates anywhere.
fn has_aggregate(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Aggregate(_) => true,
        ExprKind::Neg(x) | ExprKind::Not(x) | ExprKind::Total(x, _) | ExprKind::Gain(x, _) => has_aggregate(x),
        ExprKind::Growth(x, _) | ExprKind::Yearly(x, _) | ExprKind::Change(x) => has_aggregate(x),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => has_aggregate(x),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            has_aggregate(a) || has_aggregate(b)
        }
        ExprKind::Within(x, Interval { low, high, .. }) => {
            has_aggregate(x) || [low, high].into_iter().flatten().any(|e| has_aggregate(e))
        }
        ExprKind::OverPeriods(_, x, _) => has_aggregate(x),
        // A place among others is the value of one.
        ExprKind::Rank(_)
        | ExprKind::Day(_)
        | ExprKind::TimesLast(_)
        | ExprKind::Value(_)
        | ExprKind::Quantity(_)
        | ExprKind::Bool(_)
        | ExprKind::Grade(..)
        | ExprKind::Text(_) => false,
    }
}

fn function(subject: &Expr) -> Option<&'static str> {
    match &subject.kind {
        ExprKind::Aggregate(a) => Some(print::function(a.function)),
        ExprKind::Total(..) => Some("total"),
        ExprKind::Gain(..) => Some("gain"),
        ExprKind::Growth(..) => Some("growth"),
        ExprKind::Yearly(..) => Some("yearly"),
        ExprKind::Change(_) => Some("change"),
        ExprKind::OverPeriods(function, ..) => Some(word::period_function(*function)),
        ExprKind::Rank(_) => Some("rank"),
        ExprKind::TimesLast(_) => Some("times_last"),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => function(x),
        _ => None,
    }
}

/// The indicator that a subject is about, where it is about one; filters do not count.
fn only_indicator(aggregate: Option<&Aggregate>, subject: &Expr) -> Option<IndicatorId> {
    let measured = match aggregate {
        Some(a) => a.body.as_ref()?,
        None => subject,
    };
    let mut found = Vec::new();
    indicators(measured, &mut found);
    found.sort();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Collects the indicators that an expression reads, those of filters and weights left out.
pub fn indicators(e: &Expr, found: &mut Vec<IndicatorId>) {
    match &e.kind {
        ExprKind::Value(id) => found.push(*id),
        ExprKind::Neg(x) | ExprKind::Not(x) | ExprKind::Total(x, _) | ExprKind::Gain(x, _) => indicators(x, found),
        ExprKind::Growth(x, _) | ExprKind::Yearly(x, _) | ExprKind::Change(x) => indicators(x, found),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => indicators(x, found),
        ExprKind::OverPeriods(_, x, _) => indicators(x, found),
        ExprKind::Rank(rank) => indicators(&rank.value, found),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            indicators(a, found);
            indicators(b, found);
        }
        ExprKind::Within(x, Interval { low, high, .. }) => {
            indicators(x, found);
            [low, high].into_iter().flatten().for_each(|e| indicators(e, found));
        }
        ExprKind::Aggregate(a) => a.body.iter().for_each(|e| indicators(e, found)),
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
        ExprKind::TimesLast(_) => {}
    }
}
