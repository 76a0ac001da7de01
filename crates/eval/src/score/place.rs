//! Places: who stands where, equal ones included, and which places missing figures leave open.
//!
//! Takes one key for each, compared from the first part on; more is better. INVARIANT: the result does not depend on
//! the order of the keys.

use std::collections::BTreeSet;

use crate::value::Ext;
use dabiao_lang::model::Exact;
use dabiao_lang::model::scheme::TieRule;

/// What decides a place: the total, then the points of the entries that break ties.
pub(crate) type Key = Vec<Ext>;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// As the tie rule numbers it.
    pub(crate) rank: Exact,
    /// The first of the places that those share who are equal, from 1.
    pub(crate) first: usize,
    /// How many share them.
    pub(crate) n_equal: usize,
}

/// Returns the place of each key.
pub(crate) fn assign(keys: &[Key], rule: TieRule) -> Vec<Place> {
    let mut order: Vec<(usize, &Key)> = keys.iter().enumerate().collect();
    order.sort_by(|a, b| b.1.cmp(a.1));
    let mut found = vec![Place { rank: Exact::ZERO, first: 0, n_equal: 0 }; keys.len()];
    let mut first = 1;
    for (group, equal) in order.chunk_by(|a, b| a.1 == b.1).enumerate() {
        let n = equal.len();
        let rank = match rule {
            TieRule::Skip => whole(first),
            TieRule::Dense => whole(group + 1),
            TieRule::Lowest => whole(first + n - 1),
            TieRule::Average => &whole(first) + &Exact::ratio(n as i128 - 1, 2),
        };
        for (idx, _) in equal {
            if let Some(place) = found.get_mut(*idx) {
                *place = Place { rank: rank.clone(), first, n_equal: n };
            }
        }
        first += n;
    }
    found
}

fn whole(n: usize) -> Exact {
    Exact::from(n as i64)
}

/// The places that one may still take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) best: Exact,
    pub(crate) worst: Exact,
    pub(crate) is_decided: bool,
    pub(crate) is_tied: bool,
    /// The first place and the number of those who share it, in the best and in the worst case.
    pub(crate) shares: [(usize, usize); 2],
}

/// Returns the places that each may take when its key lies between `low` and `high` and the others' likewise.
pub(crate) fn open(low: &[Key], high: &[Key], rule: TieRule) -> Vec<Open> {
    if low == high {
        let of = |p: Place| Open {
            best: p.rank.clone(),
            worst: p.rank,
            is_decided: true,
            is_tied: p.n_equal > 1,
            shares: [(p.first, p.n_equal); 2],
        };
        return assign(low, rule).into_iter().map(of).collect();
    }
    (0..low.len()).map(|i| open_one(low, high, rule, i)).collect()
}

fn open_one(low: &[Key], high: &[Key], rule: TieRule, i: usize) -> Open {
    let with = |own: &[Key], others: &[Key]| -> Place {
        let mut keys = others.to_vec();
        if let (Some(slot), Some(key)) = (keys.get_mut(i), own.get(i)) {
            slot.clone_from(key);
        }
        assign(&keys, rule).into_iter().nth(i).unwrap_or(Place { rank: Exact::ZERO, first: 0, n_equal: 0 })
    };
    let (best, worst) = (with(high, low), with(low, high));
    let (best_rank, worst_rank) = match rule {
        TieRule::Dense => dense(low, high, i),
        TieRule::Skip | TieRule::Lowest | TieRule::Average => (best.rank.clone(), worst.rank.clone()),
    };
    Open {
        is_decided: best_rank == worst_rank,
        is_tied: best.n_equal > 1 && worst.n_equal > 1 && low.get(i) == high.get(i),
        shares: [(best.first, best.n_equal), (worst.first, worst.n_equal)],
        best: best_rank,
        worst: worst_rank,
    }
}

/// Returns the best and the worst rank where equal ones take one place and leave none empty: those above may draw level with
/// one another, or all part.
fn dense(low: &[Key], high: &[Key], i: usize) -> (Exact, Exact) {
    let (Some(own_low), Some(own_high)) = (low.get(i), high.get(i)) else { return (whole(1), whole(1)) };
    let others = || low.iter().zip(high).enumerate().filter(|(j, _)| *j != i).map(|(_, ends)| ends);
    // As few values as can be: each is the highest that the lowest of those that are left may have.
    let mut surely_above: Vec<(&Key, &Key)> = others().filter(|(l, _)| *l > own_high).collect();
    surely_above.sort_by(|a, b| a.1.cmp(b.1));
    let (mut fewest, mut reached) = (0, None);
    for (l, h) in surely_above {
        if reached.is_none_or(|r: &Key| l > r) {
            (fewest, reached) = (fewest + 1, Some(h));
        }
    }
    let may_be_above = || others().filter(|(_, h)| *h > own_low);
    let known: BTreeSet<&Key> = may_be_above().filter(|(l, h)| l == h).map(|(l, _)| l).collect();
    let n_open = may_be_above().filter(|(l, h)| l != h).count();
    (whole(1 + fewest), whole(1 + known.len() + n_open))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    /// The same again, from the definition alone: who is strictly better, who is equal.
    fn twin(values: &[i64], i: usize, rule: TieRule) -> Exact {
        let above: Vec<i64> = values.iter().copied().filter(|v| *v > values[i]).collect();
        let equal = values.iter().filter(|v| **v == values[i]).count() as i64;
        let distinct: std::collections::BTreeSet<i64> = above.iter().copied().collect();
        let n_above = above.len() as i64;
        match rule {
            TieRule::Skip => Exact::from(n_above + 1),
            TieRule::Dense => Exact::from(distinct.len() as i64 + 1),
            TieRule::Lowest => Exact::from(n_above + equal),
            TieRule::Average => Exact::ratio(i128::from(2 * n_above + equal + 1), 2),
        }
    }

    fn keys(values: &[i64]) -> Vec<Key> {
        values.iter().map(|v| vec![Ext::Fin(Exact::from(*v))]).collect()
    }

    const RULES: [TieRule; 4] = [TieRule::Skip, TieRule::Dense, TieRule::Lowest, TieRule::Average];

    #[test]
    fn equal_totals_share_a_place_as_the_rule_says() {
        let all = keys(&[90, 90, 80]);
        let ranks = |rule| assign(&all, rule).into_iter().map(|p| p.rank.to_text()).collect::<Vec<_>>().join(" ");
        assert_eq!(RULES.map(ranks), ["1 1 3", "1 1 2", "2 2 3", "1.5 1.5 3"]);
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_definition(values in prop::collection::vec(0i64..6, 1..12)) {
            for rule in RULES {
                let found = assign(&keys(&values), rule);
                for (i, place) in found.iter().enumerate() {
                    prop_assert_eq!(&place.rank, &twin(&values, i, rule));
                }
            }
        }

        #[test]
        fn open_places_hold_every_completion(
            ends in prop::collection::vec((0i64..5, 0i64..3), 1..5),
            picks in prop::collection::vec(0i64..3, 5),
        ) {
            let low: Vec<i64> = ends.iter().map(|(l, _)| *l).collect();
            let high: Vec<i64> = ends.iter().map(|(l, d)| l + d).collect();
            let some: Vec<i64> = ends.iter().zip(&picks).map(|((l, d), p)| l + p.min(d)).collect();
            for rule in RULES {
                for (i, open) in open(&keys(&low), &keys(&high), rule).into_iter().enumerate() {
                    let place = twin(&some, i, rule);
                    prop_assert!(open.best <= place && place <= open.worst, "{:?} {} {:?}", rule, i, open);
                    if open.is_decided {
                        prop_assert_eq!(open.best, place);
                    }
                }
            }
        }
    }
}
