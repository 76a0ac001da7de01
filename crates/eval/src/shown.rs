//! In which unit an expression is shown.

use super::bind::World;
use dabiao_lang::model::{AggregateFn, Expr, ExprKind, PeriodFn, Unit};

/// Returns the unit in which a step is shown.
pub(crate) fn unit_of(world: &World<'_>, expr: &Expr) -> Option<Unit> {
    match &expr.kind {
        ExprKind::Quantity(q) => q.unit.clone(),
        ExprKind::Value(id) => world.indicator(*id)?.unit.clone(),
        ExprKind::Binary(dabiao_lang::model::BinaryOp::Add | dabiao_lang::model::BinaryOp::Sub, a, b) => {
            unit_of(world, a).or_else(|| unit_of(world, b))
        }
        ExprKind::Neg(x) | ExprKind::Total(x, _) | ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => {
            unit_of(world, x)
        }
        // The difference of two shares is shown as a share: a difference in base units has no other name here.
        ExprKind::Gain(x, _) | ExprKind::Change(x) => unit_of(world, x),
        ExprKind::Aggregate(a) => match a.function {
            AggregateFn::Count => None,
            AggregateFn::Share => world.model.schema.unit("%"),
            _ => unit_of(world, a.body.as_ref()?),
        },
        ExprKind::OverPeriods(PeriodFn::Years, ..) => Some(Unit::year()),
        ExprKind::OverPeriods(PeriodFn::Months, ..) => Some(Unit::month()),
        ExprKind::OverPeriods(_, x, _) => unit_of(world, x),
        ExprKind::Rank(_) => Some(Unit::place()),
        ExprKind::TimesLast(_) => Some(Unit::times()),
        ExprKind::Growth(..) | ExprKind::Yearly(..) => world.model.schema.unit("%"),
        _ => None,
    }
}
