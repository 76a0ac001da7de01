//! `easier-than-base`: a target that the stated base value meets already.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::cite::Key;
use crate::check::reason::figure::{Figure, Place, When};
use crate::check::reason::obligation::Demand;
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{CompareOp, Exact, IndicatorId, Period};
use crate::source::Span;

/// A stated base value.
struct Base {
    period: Period,
    value: Exact,
    span: Span,
}

/// Compares every target on one figure with the base values stated for it, in whichever rule.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut bases: BTreeMap<(IndicatorId, &Place), Base> = BTreeMap::new();
    for (rule, demand) in &ctx.obligations.baselines {
        let stated = ctx.model.rules.get(*rule).and_then(|r| r.baseline.as_ref());
        if let (Some((Figure::Value(id, place, When::At(period)), value)), Some((q, _))) = (alone(demand), stated) {
            bases.entry((*id, place)).or_insert(Base { period: *period, value, span: q.span });
        }
    }
    let mut said = BTreeSet::new();
    for obligation in &ctx.obligations.all {
        let [demand] = obligation.demands.as_slice() else { continue };
        let Some((Figure::Value(id, place, When::At(period)), value)) = alone(demand) else { continue };
        let Some(base) = bases.get(&(*id, place)).filter(|b| b.period.last_day() < period.first_day()) else {
            continue;
        };
        let is_easier = match demand.op {
            CompareOp::Ge | CompareOp::Gt => base.value > value,
            // A cap above the base is the rule: unemployment of 4.2% is to stay within 5.5%.
            CompareOp::Le | CompareOp::Lt | CompareOp::Eq | CompareOp::Ne => false,
        };
        let own = Key::of(obligation);
        if is_easier && said.insert(own) {
            out.extend(report(ctx, own, base));
        }
    }
}

fn report(ctx: &Context<'_>, own: Key, base: &Base) -> Option<Diagnostic> {
    let asked = ctx.asked(own)?;
    let shown = asked.amount(&base.value);
    let problem = LintProblem::EasierThanBase { own: asked.named(), base: shown, time: base.period.to_string() };
    Some(ctx.at(own, problem)?.label(base.span, Both::new("基期值在这里", "the base value stands here")))
}

/// Returns the figure and the number of a demand `figure op number`.
pub(super) fn alone(demand: &Demand) -> Option<(&Figure, Exact)> {
    let mut terms = demand.form.terms.iter();
    match (terms.next(), terms.next()) {
        (Some((figure, weight)), None) if *weight == Exact::ONE => Some((figure, -&demand.form.constant.0)),
        _ => None,
    }
}
