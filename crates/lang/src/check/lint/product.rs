//! `product-short`: so many of so much each against what they should make together.
//!
//! Units say what may be multiplied: a target in 家 times one in 人/家 is a number of 人. A third target in 人 with a word
//! in common with either, in the same plan and by the same time, is compared with it.

use std::collections::BTreeMap;

use super::Context;
use super::cite::{Asked, Key, amount};
use crate::diag::{Diagnostic, LintProblem};
use crate::model::{CompareOp, Dim, Exact, Expr, ExprKind, PlanId, Scope, Unit};

/// A floor of one named figure.
struct Floor {
    key: Key,
    name: String,
    value: Exact,
    unit: Unit,
}

/// Looks for a number, a number for each, and a total, in each plan and for each time.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<(Option<PlanId>, String), Vec<Floor>> = BTreeMap::new();
    for asked in ctx.all() {
        if let (Some(due), Some(floor)) = (asked.due(), floor(ctx, &asked)) {
            groups.entry((asked.rule.plan, due.to_string())).or_default().push(floor);
        }
    }
    for floors in groups.values() {
        for rate in floors.iter().filter(|f| is_rate(&f.unit.dim)) {
            products(ctx, floors, rate, out);
        }
    }
}

fn is_rate(dim: &Dim) -> bool {
    dim.0.iter().any(|(_, n)| *n < 0) && dim.0.iter().any(|(_, n)| *n > 0)
}

fn products(ctx: &Context<'_>, floors: &[Floor], rate: &Floor, out: &mut Vec<Diagnostic>) {
    for number in floors.iter().filter(|n| n.key != rate.key && !is_rate(&n.unit.dim) && shares_word(n, rate)) {
        let dim = rate.unit.dim.times(&number.unit.dim, 1);
        if dim.0.len() + 1 != rate.unit.dim.0.len() {
            continue;
        }
        let product = &rate.value * &number.value;
        let totals =
            floors.iter().filter(|t| t.key != rate.key && t.key != number.key && t.unit.dim.unify(&dim).is_some());
        for total in totals.filter(|t| t.value > product && (shares_word(t, rate) || shares_word(t, number))) {
            let problem = LintProblem::ProductShort {
                own: ctx.named(total.key),
                first: ctx.named(number.key),
                second: ctx.named(rate.key),
                product: amount(Some(&total.unit), &product),
            };
            let found = ctx.at(total.key, problem).map(|f| ctx.with(ctx.with(f, number.key), rate.key));
            out.extend(found);
        }
    }
}

fn floor(ctx: &Context<'_>, asked: &Asked<'_>) -> Option<Floor> {
    if !matches!(asked.statement.scope, Scope::Unstated) {
        return None;
    }
    let (op, value) = asked.constant()?;
    let id = value_of(&asked.statement.subject)?;
    let is_floor = matches!(op, CompareOp::Ge | CompareOp::Gt) && value.is_positive();
    let name = ctx.model.schema.indicator(id)?.name.to_string();
    is_floor.then_some(Floor { key: asked.key, name, value, unit: asked.unit()? })
}

fn value_of(expr: &Expr) -> Option<crate::model::IndicatorId> {
    match &expr.kind {
        ExprKind::Value(id) => Some(*id),
        ExprKind::Total(x, _) => value_of(x),
        _ => None,
    }
}

/// Whether two names have two neighbouring characters in common.
fn shares_word(a: &Floor, b: &Floor) -> bool {
    let pairs = |name: &str| {
        let chars: Vec<char> = name.chars().collect();
        chars.windows(2).filter_map(|w| Some((*w.first()?, *w.last()?))).collect::<Vec<_>>()
    };
    let others = pairs(&b.name);
    pairs(&a.name).iter().any(|pair| others.contains(pair))
}
