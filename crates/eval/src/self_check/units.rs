//! Rules and data with every amount in other units: as if money were counted in thousands of 元, land in tens of 亩.
//!
//! The base units of the dimensions that have several are made larger, so that every constant, figure, range and factor is
//! another number of the same amount. Counts, time and shares stay: functions give them in their own units.

use dabiao_data::{ABSENT, Dataset, Domain, SPECIAL, Series, Special, SpecialKind};
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{
    Base, Exact, Expr, ExprKind, Indicator, Model, Quantity, Rule, Statement, TargetKind, Tolerance, Unit, walk,
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
    i.formula.iter_mut().for_each(|f| walk::change_expression(f, &mut one));
    i.unit.iter_mut().for_each(unit);
}

fn rule(rule: &mut Rule) {
    rule.baseline.iter_mut().for_each(|(q, _)| quantity(q));
    rule.statements.iter_mut().for_each(statement);
}

fn statement(s: &mut Statement) {
    for target in walk::targets_mut(s) {
        if let TargetKind::About(middle, tolerance) = &mut target.kind {
            about(middle, tolerance);
        }
        target.unit.iter_mut().for_each(unit);
    }
    walk::change_expressions(s, &mut one);
}

/// An absolute tolerance is an amount in the unit of the middle, which is still as it was.
fn about(middle: &Expr, tolerance: &mut Tolerance) {
    if let (Tolerance::Absolute(x), ExprKind::Quantity(q)) = (tolerance, &middle.kind) {
        *x = smaller(x, q.unit.as_ref().map_or(0, power));
    }
}

fn one(e: &mut Expr) {
    match &mut e.kind {
        ExprKind::Quantity(q) => quantity(q),
        ExprKind::About(_, middle, tolerance) => about(middle, tolerance),
        _ => {}
    }
}
