//! How much one result costs: the readings of an expression with all formulas in it written out.
//!
//! Sixty formulas that each name the last one twice come to 2^60 readings, growth of growth of growth doubles them each time,
//! and counts within counts multiply by the number of villages. What is too much is refused before anything is computed.

use rustc_hash::FxHashMap;

use super::types::Checker;
use crate::diag::CheckProblem;
use crate::model::walk;
use crate::model::{Expr, ExprKind, IndicatorId, Interval, Statement};

/// The weight beyond which an expression is refused.
const HEAVIEST: u64 = 100_000;
/// What an aggregate counts for: three within one another are fine, five are not.
const OF_AGGREGATE: u64 = 20;
/// What a comparison with a base counts for.
const OF_CHANGE: u64 = 4;

/// The weights of formulas; a name without one weighs 1.
type Weights = FxHashMap<IndicatorId, u64>;

impl Checker<'_> {
    /// Remembers the weight of a formula whose parts were weighed before, and says whether it is too much.
    pub fn weigh_formula(&mut self, id: IndicatorId, formula: &Expr) -> Option<CheckProblem> {
        let weight = weight(&self.weights, formula);
        let is_heavy = weight > HEAVIEST;
        // What rests on it inherits its fault; it need not be found again there.
        self.weights.insert(id, if is_heavy { 1 } else { weight });
        is_heavy.then_some(CheckProblem::TooIntricate { limit: HEAVIEST })
    }

    /// Reports the first expression of a statement that is too much.
    pub fn weigh_statement(&mut self, statement: &Statement) {
        let mut heavy = None;
        walk::expressions(statement, &mut |e| {
            // Only what is outermost is weighed: the walk goes from the outside in.
            let is_inside = |(from, to): (u32, u32)| e.span.start >= from && e.span.end <= to;
            let (seen, found) = heavy.unwrap_or(((0, 0), None));
            if found.is_none() && !is_inside(seen) {
                let found = (weight(&self.weights, e) > HEAVIEST).then_some(e.span);
                heavy = Some(((e.span.start, e.span.end), found));
            }
        });
        if let Some((_, Some(span))) = heavy {
            self.at(span, CheckProblem::TooIntricate { limit: HEAVIEST });
        }
    }
}

fn weight(known: &Weights, expr: &Expr) -> u64 {
    let of = |e: &Expr| weight(known, e);
    match &expr.kind {
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => 1,
        ExprKind::TimesLast(_) => OF_AGGREGATE,
        ExprKind::OverPeriods(_, a, _) => of(a).saturating_mul(OF_CHANGE),
        ExprKind::Rank(rank) => of(&rank.value).saturating_mul(OF_AGGREGATE),
        ExprKind::Value(id) => known.get(id).copied().unwrap_or(1),
        ExprKind::Neg(a) | ExprKind::Not(a) | ExprKind::AtPeriod(a, _) | ExprKind::AtEntity(a, _) => of(a),
        ExprKind::Total(a, _)
        | ExprKind::Gain(a, _)
        | ExprKind::Growth(a, _)
        | ExprKind::Yearly(a, _)
        | ExprKind::Change(a) => of(a).saturating_mul(OF_CHANGE),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            of(a).saturating_add(of(b))
        }
        ExprKind::Within(a, Interval { low, high, .. }) => {
            low.iter().chain(high).fold(of(a), |sum, e| sum.saturating_add(of(e)))
        }
        ExprKind::Aggregate(a) => {
            let parts = a.filter.iter().chain(&a.body).chain(&a.weight);
            parts.fold(1u64, |sum, e| sum.saturating_add(of(e))).saturating_mul(OF_AGGREGATE)
        }
    }
}
