//! What is true of figures whatever the rules ask: ranges, wholes and parts, formulas, and that counts are counts.
//!
//! "True" of complete and valid data: an indicator outside its declared range is invalid, a formula defines its value,
//! declared parts make up their whole.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::figure::{Figure, Linear, Place, When};
use super::ids::Ids;
use super::linear::Reading;
use super::obligation::{Demand, Obligations};
use super::subset;
use super::tally::{Tallies, Tally};
use crate::model::{CompareOp, Exact, Expr, ExprKind, Indicator, IndicatorId, Kind, Model, walk};

/// Returns what is known of the figures of all demands, and of those that follow from them.
pub fn of(ids: &Ids<'_>, model: &Model, obligations: &Obligations) -> Vec<Demand> {
    let mut facts = Vec::new();
    let tallies = RefCell::new(obligations.tallies.clone());
    let all = obligations.all.iter().flat_map(|o| &o.demands).chain(obligations.baselines.iter().map(|(_, d)| d));
    let asked: FxHashSet<&Figure> = all.flat_map(Demand::figures).collect();
    let mut figures: FxHashSet<Figure> = asked.iter().copied().cloned().collect();
    for tally in obligations.tallies.iter().filter(|t| !t.is_too_fine()) {
        counts(ids, obligations, tally, &figures, &mut facts);
    }
    let mut open: Vec<Figure> = asked.into_iter().filter(|f| matches!(f, Figure::Value(..))).cloned().collect();
    open.sort();
    while let Some(figure) = open.pop() {
        if let Figure::Value(id, place, when) = &figure {
            let relations = value((ids, model), &tallies, *id, place, *when);
            let fresh = relations.iter().flat_map(Demand::figures).filter(|f| !figures.contains(*f));
            let fresh: BTreeSet<Figure> = fresh.cloned().collect();
            figures.extend(fresh.iter().cloned());
            open.extend(fresh);
            facts.extend(relations);
        }
    }
    facts
}

fn at_least(form: Linear, least: &Exact) -> Demand {
    Demand { form: form.plus(&Linear::constant(least.clone()), &-&Exact::ONE), op: CompareOp::Ge }
}

fn at_most(form: Linear, most: &Exact) -> Demand {
    Demand { form: form.plus(&Linear::constant(most.clone()), &-&Exact::ONE), op: CompareOp::Le }
}

fn value(
    (ids, model): (&Ids<'_>, &Model),
    tallies: &RefCell<Tallies>,
    id: IndicatorId,
    place: &Place,
    when: When,
) -> Vec<Demand> {
    let Some(indicator) = model.schema.indicator(id) else { return Vec::new() };
    let own = || Linear::figure(Figure::Value(id, place.clone(), when));
    let mut facts = Vec::new();
    facts.extend(indicator.min.as_ref().map(|m| at_least(own(), m)));
    facts.extend(indicator.max.as_ref().map(|m| at_most(own(), m)));
    if indicator.kind == Some(Kind::Flag) {
        facts.push(at_least(own(), &Exact::ZERO));
        facts.push(at_most(own(), &Exact::ONE));
    }
    let formula =
        indicator.formula.as_ref().filter(|f| indicator.kind != Some(Kind::Flag) && is_plain(model, indicator, f));
    if let Some(formula) = formula {
        let reading = Reading { ids, tallies, place, when, but: &[] };
        facts.push(Demand { form: own().plus(&reading.linear(formula), &-&Exact::ONE), op: CompareOp::Eq });
    }
    if let Some(parts) = &indicator.parts {
        let is_alike = |p: &IndicatorId| model.schema.indicator(*p).is_some_and(|p| p.level == indicator.level);
        let is_counted =
            |p: &IndicatorId| model.schema.indicator(*p).and_then(|p| p.min.as_ref()).is_some_and(|m| !m.is_negative());
        let one = |p: &IndicatorId| Linear::figure(Figure::Value(*p, place.clone(), when));
        let rest = parts.parts.iter().fold(own(), |rest, p| rest.plus(&one(p), &-&Exact::ONE));
        let op = if parts.is_complete { CompareOp::Eq } else { CompareOp::Ge };
        // Parts that may be negative do not bound a whole of which they are only some.
        if parts.parts.iter().all(is_alike) && (parts.is_complete || parts.parts.iter().all(is_counted)) {
            facts.push(Demand { form: rest, op });
        }
    }
    facts
}

/// Whether a formula is arithmetic over indicators of the same level, so that one place gives all its values.
fn is_plain(model: &Model, own: &Indicator, formula: &Expr) -> bool {
    let mut is_plain = own.precision.is_none();
    walk::expression(formula, &mut |e| match &e.kind {
        ExprKind::Value(id) => {
            let part = model.schema.indicator(*id);
            is_plain &= part.is_some_and(|p| p.level == own.level && p.precision.is_none() && p.upward == own.upward);
        }
        ExprKind::Quantity(_) | ExprKind::Neg(_) | ExprKind::Binary(..) => {}
        _ => is_plain = false,
    });
    is_plain
}

/// What is known of a number line. Sizes and sums that nobody asks for are as free as they need to be: nothing is said of
/// them, or all that is counted at one level would hang together through its size.
fn counts(ids: &Ids<'_>, obligations: &Obligations, tally: &Tally, asked: &FxHashSet<Figure>, facts: &mut Vec<Demand>) {
    let pieces = tally.pieces();
    let one = |idx: usize| Linear::figure(Figure::Tally(tally.id, idx));
    let size = Figure::Size(Arc::new(tally.population.crowd.clone()));
    if asked.contains(&size) {
        let all = Linear::sum((0..pieces.len()).map(|idx| Figure::Tally(tally.id, idx)));
        // Those to whom the value does not apply are members all the same.
        facts.push(Demand { form: Linear::figure(size).plus(&all, &-&Exact::ONE), op: CompareOp::Ge });
    }
    let wider = obligations.tallies.wider(tally, |a, b| subset::implies(ids, a, b));
    for idx in 0..pieces.len() {
        facts.push(at_least(one(idx), &Exact::ZERO));
        for wider in &wider {
            let difference = Linear::figure(Figure::Tally(*wider, idx)).plus(&one(idx), &-&Exact::ONE);
            facts.push(Demand { form: difference, op: CompareOp::Ge });
        }
    }
    let covering = obligations.tallies.cover(ids, tally, |filter| subset::all_of(ids, filter));
    for idx in 0..covering.as_ref().map_or(0, |_| pieces.len()) {
        let parts = covering.iter().flatten().map(|id| Linear::figure(Figure::Tally(*id, idx)));
        let form = parts.fold(Linear::default(), |sum, x| sum.plus(&x, &Exact::ONE));
        facts.push(Demand { form: form.plus(&one(idx), &-&Exact::ONE), op: CompareOp::Ge });
    }
    let indicator = tally.population.indicator.and_then(|i| ids.schema.indicator(i));
    if let Some(indicator) = indicator {
        let impossible = pieces.iter().enumerate().filter(|(_, p)| is_outside(p, indicator));
        facts.extend(impossible.map(|(idx, _)| Demand { form: one(idx), op: CompareOp::Eq }));
    }
    if asked.contains(&Figure::Sum(tally.id)) {
        sums(tally, pieces, indicator, facts);
    }
}

/// Whether no possible value lies in a piece: its sample is outside, and so are the ends that it reaches up to.
fn is_outside(piece: &super::tally::Piece, i: &Indicator) -> bool {
    if i.kind == Some(Kind::Flag) {
        return piece.sample != Exact::ZERO && piece.sample != Exact::ONE;
    }
    let is_below = i.min.as_ref().is_some_and(|m| piece.high.as_ref().is_some_and(|h| h <= m && piece.sample != *m));
    let is_above = i.max.as_ref().is_some_and(|m| piece.low.as_ref().is_some_and(|l| l >= m && piece.sample != *m));
    is_below || is_above
}

/// The sum lies between what the pieces add up to at their lower and at their upper ends.
fn sums(tally: &Tally, pieces: &[super::tally::Piece], i: Option<&Indicator>, facts: &mut Vec<Demand>) {
    let sum = Linear::figure(Figure::Sum(tally.id));
    let limit = |end: &Option<Exact>, own: Option<&Exact>, higher: bool| match (end, own) {
        (Some(e), Some(o)) => Some(if (e > o) == higher { e.clone() } else { o.clone() }),
        (Some(e), None) => Some(e.clone()),
        (None, own) => own.cloned(),
    };
    let weigh = |ends: Vec<Option<Exact>>| {
        ends.into_iter().enumerate().try_fold(sum.clone(), |form, (idx, end)| {
            Some(form.plus(&Linear::figure(Figure::Tally(tally.id, idx)), &-&end?))
        })
    };
    let lows = pieces.iter().map(|p| limit(&p.low, i.and_then(|i| i.min.as_ref()), true)).collect();
    let highs = pieces.iter().map(|p| limit(&p.high, i.and_then(|i| i.max.as_ref()), false)).collect();
    facts.extend(weigh(lows).map(|form| Demand { form, op: CompareOp::Ge }));
    facts.extend(weigh(highs).map(|form| Demand { form, op: CompareOp::Le }));
}
