//! `parts-exceed-whole`, `parts-short`: the targets of parts against the target of their whole.

use std::collections::BTreeMap;

use super::Context;
use super::base::alone;
use super::cite::Key;
use crate::check::reason::figure::{Figure, Place, When};
use crate::check::reason::obligation::{Demand, Obligation};
use crate::diag::{Diagnostic, LintProblem};
use crate::model::{CompareOp, Exact, IndicatorId, Model};

/// The least that targets leave for an indicator, and the target that says so.
type Floors<'a> = BTreeMap<(IndicatorId, &'a Place, When), (Exact, Key)>;

/// Adds up the floors of declared parts at one place and time.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut floors: Floors<'_> = BTreeMap::new();
    for obligation in &ctx.obligations.all {
        for demand in &obligation.demands {
            if let Some((id, place, when, least)) = floor(ctx.model, demand) {
                let slot = floors.entry((id, place, when)).or_insert_with(|| (least.clone(), Key::of(obligation)));
                if least > slot.0 {
                    *slot = (least, Key::of(obligation));
                }
            }
        }
    }
    for ((id, place, when), (target, own)) in &floors {
        if is_direct(ctx, *own) {
            out.extend(compare(ctx, &floors, (*id, place, *when), (target, *own)));
        }
    }
}

/// `X >= a`, or `X - X[base] >= a` where X cannot be negative.
fn floor<'a>(model: &Model, demand: &'a Demand) -> Option<(IndicatorId, &'a Place, When, Exact)> {
    if !matches!(demand.op, CompareOp::Ge | CompareOp::Gt | CompareOp::Eq) {
        return None;
    }
    if let Some((Figure::Value(id, place, when), least)) = alone(demand) {
        return Some((*id, place, *when, least));
    }
    let terms: Vec<_> = demand.form.terms.iter().collect();
    let [(Figure::Value(base, a, _), minus), (Figure::Value(id, b, when), one)] = terms.as_slice() else { return None };
    let lowest = model.schema.indicator(*id)?.min.as_ref().filter(|m| !m.is_negative())?;
    let is_gain = base == id && a == b && **one == Exact::ONE && **minus == -&Exact::ONE;
    is_gain.then(|| (*id, b, *when, lowest + &-&demand.form.constant.0))
}

/// Whether a target speaks of the whole itself, so that it can be compared with what its parts add up to.
fn is_direct(ctx: &Context<'_>, key: Key) -> bool {
    let first = ctx.by_target.get(&key).and_then(|all| all.first());
    let demands = first.and_then(|o| ctx.obligations.all.get(*o)).map_or(&[][..], |o: &Obligation| &o.demands);
    matches!(demands, [demand] if alone(demand).is_some())
}

fn compare(
    ctx: &Context<'_>,
    floors: &Floors<'_>,
    (id, place, when): (IndicatorId, &Place, When),
    (target, own): (&Exact, Key),
) -> Option<Diagnostic> {
    let whole = ctx.model.schema.indicator(id)?;
    let parts = whole.parts.as_ref()?;
    let asked = ctx.asked(own)?;
    let mut sum = Exact::ZERO;
    let mut keys = Vec::new();
    let mut is_all = true;
    for part in &parts.parts {
        let indicator = ctx.model.schema.indicator(*part).filter(|p| p.level == whole.level)?;
        match (floors.get(&(*part, place, when)), &indicator.min) {
            (Some((least, key)), _) => {
                sum = &sum + least;
                keys.push(*key);
            }
            (None, Some(lowest)) => {
                sum = &sum + lowest;
                is_all = false;
            }
            (None, None) => return None,
        }
    }
    if keys.is_empty() {
        return None;
    }
    let names: Vec<String> = keys.iter().map(|k| ctx.named(*k)).collect();
    let shown = asked.amount(&sum);
    let name = whole.name.to_string();
    let problem = if sum > *target {
        ctx.explained.borrow_mut().insert(own);
        LintProblem::PartsExceedWhole { own: asked.named(), whole: name, parts: names, sum: shown }
    } else if sum < *target && is_all && parts.is_complete {
        LintProblem::PartsShort { own: asked.named(), whole: name, parts: names, sum: shown }
    } else {
        // Parts that come to just the whole are meant to agree with it.
        if sum == *target {
            ctx.explained.borrow_mut().insert(own);
        }
        return None;
    };
    let found = ctx.at(own, problem)?;
    Some(keys.iter().fold(found, |found, k| ctx.with(found, *k)))
}
