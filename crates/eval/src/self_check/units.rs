//! Rules and data with every amount in other units: as if money were counted in thousands of 元, land in tens of 亩.
//!
//! The base units of the dimensions that have several are made larger, so that every constant, figure, range and factor is
//! another number of the same amount. Counts, time and shares stay: functions give them in their own units.

use dabiao_data::{ABSENT, Dataset, Domain, SPECIAL, Series, Special, SpecialKind};
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{
    Base, Exact, Exception, Expr, ExprKind, Indicator, Interval, Model, Quantity, Rule, Scope, Statement, Target,
    TargetKind, Tolerance, Unit,
};

/// Returns the rules with other base units.
pub(super) fn rules(model: &Model) -> RuleSet {
    let mut other = Model {
        schema: model.schema.clone(),
        plans: model.plans.clone(),
        params: model.params.clone(),
        rules: model.rules.clone(),
        ..Model::default()
    };
    other.schema.units.iter_mut().for_each(unit);
    other.schema.indicators.iter_mut().for_each(indicator);
    other.rules.iter_mut().for_each(rule);
    RuleSet::of_checked(other)
}

/// Returns the data with other base units.
pub(super) fn data(model: &Model, data: &Dataset) -> Dataset {
    let mut other = data.clone();
    for (one, indicator) in other.series.iter_mut().zip(&model.schema.indicators) {
        if let Some(one) = one {
            let power = indicator.unit.as_ref().or(one.unit.as_ref()).map_or(0, power);
            series(one, power);
            one.unit.iter_mut().for_each(unit);
        }
    }
    other.roster.attributes.iter_mut().filter_map(|a| a.unit.as_mut()).for_each(unit);
    other
}

/// Returns the power of ten by which amounts in a unit become smaller.
fn power(unit: &Unit) -> i32 {
    let of = |base: &Base| match base {
        Base::Money => 3,
        Base::Area | Base::Mass => 1,
        Base::Volume | Base::Power => 2,
        _ => 0,
    };
    unit.dim.0.iter().map(|(base, n)| of(base) * i32::from(*n)).sum()
}

fn smaller(x: &Exact, power: i32) -> Exact {
    let ten = Exact::from(10).pow(power.unsigned_abs());
    if power < 0 { x * &ten } else { x.checked_div(&ten).unwrap_or_else(|| x.clone()) }
}

fn unit(unit: &mut Unit) {
    unit.factor = smaller(&unit.factor, power(unit));
}

fn quantity(q: &mut Quantity) {
    if let Some(of) = &mut q.unit {
        q.base = smaller(&q.base, power(of));
        unit(of);
    }
}

/// A column keeps its mantissas where only its scale changes, else the figures stand beside it.
fn series(series: &mut Series, power: i32) {
    for special in series.specials.values_mut() {
        if let SpecialKind::BelowUnit(x) | SpecialKind::Number(x) = &mut special.kind {
            *x = smaller(x, power);
        }
    }
    let Domain::Number { scale } = series.domain else { return };
    if let Ok(scale) = u32::try_from(i64::from(scale) + i64::from(power)) {
        series.domain = Domain::Number { scale };
        return;
    }
    for slab in &mut series.slabs {
        let cells = slab.first.0..;
        for (entity, (mantissa, row)) in cells.zip(slab.values.iter_mut().zip(&slab.rows)) {
            if *mantissa != ABSENT && *mantissa != SPECIAL {
                let kind = SpecialKind::Number(smaller(&Exact::from_scaled(*mantissa, scale), power));
                let key = (slab.period, dabiao_data::EntityId(entity));
                series.specials.insert(key, Special { kind, rows: vec![*row] });
                *mantissa = SPECIAL;
            }
        }
    }
}

fn indicator(i: &mut Indicator) {
    let power = i.unit.as_ref().map_or(0, power);
    for end in [&mut i.min, &mut i.max].into_iter().flatten() {
        *end = smaller(end, power);
    }
    i.formula.iter_mut().for_each(expr);
    i.unit.iter_mut().for_each(unit);
}

fn rule(rule: &mut Rule) {
    rule.baseline.iter_mut().for_each(|(q, _)| quantity(q));
    rule.statements.iter_mut().for_each(statement);
}

fn statement(s: &mut Statement) {
    if let Scope::Every { filter: Some(filter), .. } = &mut s.scope {
        expr(filter);
    }
    s.condition.iter_mut().for_each(expr);
    expr(&mut s.subject);
    s.targets.iter_mut().for_each(target);
    s.revisions.iter_mut().flat_map(|r| &mut r.targets).for_each(target);
    for Exception { filter, targets, .. } in &mut s.exceptions {
        expr(filter);
        targets.iter_mut().for_each(target);
    }
}

fn target(target: &mut Target) {
    match &mut target.kind {
        TargetKind::Compare(_, e) => expr(e),
        TargetKind::About(e, t) => about(e, t),
        TargetKind::Within(range) => interval(range),
        TargetKind::Holds => {}
    }
    target.unit.iter_mut().for_each(unit);
}

/// An absolute tolerance is an amount in the unit of the middle.
fn about(middle: &mut Expr, tolerance: &mut Tolerance) {
    if let (Tolerance::Absolute(x), ExprKind::Quantity(q)) = (tolerance, &middle.kind) {
        *x = smaller(x, q.unit.as_ref().map_or(0, power));
    }
    expr(middle);
}

fn interval(range: &mut Interval) {
    range.low.iter_mut().chain(&mut range.high).for_each(|e| expr(e));
}

fn expr(e: &mut Expr) {
    match &mut e.kind {
        ExprKind::Quantity(q) => quantity(q),
        ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Value(_) | ExprKind::Day(_) => {}
        ExprKind::Rank(rank) => expr(&mut rank.value),
        ExprKind::Neg(a)
        | ExprKind::Not(a)
        | ExprKind::Total(a, _)
        | ExprKind::Gain(a, _)
        | ExprKind::Growth(a, _)
        | ExprKind::Yearly(a, _)
        | ExprKind::Change(a)
        | ExprKind::OverPeriods(_, a, _)
        | ExprKind::AtPeriod(a, _)
        | ExprKind::AtEntity(a, _) => expr(a),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) => {
            expr(a);
            expr(b);
        }
        ExprKind::About(a, b, tolerance) => {
            expr(a);
            about(b, tolerance);
        }
        ExprKind::Within(a, range) => {
            expr(a);
            interval(range);
        }
        ExprKind::Aggregate(a) => a.filter.iter_mut().chain(&mut a.body).chain(&mut a.weight).for_each(expr),
    }
}
