//! The place of an entity among others: 排名.
//!
//! A rival of whom it is unknown whether he is better bounds the place. INVARIANT: both ends are reached by some
//! completion of the missing figures, where equal values share a place by skipping the next ones (并列占位) or the worse
//! place (末位); without gaps (不占位) they may be wider.

use super::compare;
use super::expr::{self, Want};
use super::frame::Frame;
use super::value::{Cause, Fault, Range, Val, What};
use dabiao_lang::model::{CompareOp, Exact, Rank, RankOrder, RankTies};

/// Evaluates a place.
pub(crate) fn eval(frame: Frame<'_, '_>, rank: &Rank) -> Val {
    let greater_first = |range: Range| match rank.order {
        RankOrder::Descending => range,
        RankOrder::Ascending => range.neg(),
    };
    let value = |frame: Frame<'_, '_>| expr::eval(frame.unruled(), &rank.value, Want::Num).into_num();
    let population = match &rank.place {
        Some(place) => frame.population(&rank.level, Some(place)),
        None => frame.world.living(frame.world.inhabitants(&rank.level, frame.region), frame.period),
    };
    let Some(judged) = frame.entity.filter(|e| population.contains(e)) else {
        // Whoever is not among them has no place; alone he would always be the first.
        return Val::fault(Cause::NotAmong);
    };
    let own = value(frame);
    let What::Num(own_range) = own.what else { return own };
    let own_range = greater_first(own_range);
    let mut fault = own.fault;
    let mut rivals: Vec<Range> = Vec::new();
    for rival in population.iter().filter(|r| **r != judged) {
        let val = value(frame.of(Some(*rival)));
        match val.what {
            What::Num(range) => rivals.push(greater_first(range)),
            // Whoever does not apply takes no place.
            What::NotApplicable | What::Empty => continue,
            _ => rivals.push(Range::unbounded()),
        }
        fault = Fault::worse(fault, val.fault.map(Fault::soft));
    }
    let (best, worst) = ends(&own_range, &rivals, rank.ties);
    Val::range(Range::stepped(Exact::from(best), Exact::from(worst), Exact::ONE)).with(fault).whole()
}

/// Returns the best and the worst place that the figures allow.
fn ends(own: &Range, rivals: &[Range], ties: RankTies) -> (usize, usize) {
    let certain = |op: CompareOp, r: &&Range| compare::numbers(op, r, own) == Some(true);
    let possible = |op: CompareOp, r: &&Range| compare::numbers(op, r, own) != Some(false);
    let surely = |r: &&Range| certain(CompareOp::Gt, r);
    let perhaps = |r: &&Range| possible(CompareOp::Gt, r);
    let n_better = rivals.iter().filter(surely).count();
    let n_perhaps = rivals.iter().filter(perhaps).count();
    match ties {
        RankTies::Skip => (1 + n_better, 1 + n_perhaps),
        RankTies::Lowest => {
            let n_least = rivals.iter().filter(|r| certain(CompareOp::Ge, r)).count();
            (1 + n_least, 1 + rivals.iter().filter(|r| possible(CompareOp::Ge, r)).count())
        }
        RankTies::Dense => dense(own, rivals, n_better, n_perhaps),
    }
}

/// Without gaps the place is one more than the number of better values.
fn dense(own: &Range, rivals: &[Range], n_better: usize, n_perhaps: usize) -> (usize, usize) {
    let known: Option<Vec<&Exact>> = rivals.iter().map(Range::value).collect();
    match (own.value(), known) {
        (Some(own), Some(mut all)) => {
            all.retain(|v| *v > own);
            all.sort();
            all.dedup();
            (1 + all.len(), 1 + all.len())
        }
        // Those who are better may all be equal.
        _ => (1 + usize::from(n_better > 0), 1 + n_perhaps),
    }
}
