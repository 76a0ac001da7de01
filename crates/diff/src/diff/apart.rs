//! Pairs of which nothing that is found of others decides what is said: judged apart, on all cores.
//!
//! Each thread puts both versions into a core of its own. INVARIANT: what is found of a pair does not depend on which pairs were
//! judged before it in the same core, so that nothing tells how many threads there were.

use rustc_hash::FxHashMap;

use super::judge::{self, Finding};
use super::pair::Pair;
use super::versions::Versions;
use super::{Comparison, Touched, fruitless, with_sides};
use dabiao_data::lanes;

/// Fewer pairs than this are judged where they are asked for: a thread has both versions to read first.
const MANY_PAIRS: usize = 64;

/// Judges the pairs that may be judged apart; by their place in the list.
pub(super) fn judged(
    comparison: &Comparison<'_, '_>,
    (pairs, touched): (&[&Pair], &[Option<Touched>]),
) -> FxHashMap<usize, Finding> {
    let n_lanes = lanes::threads(comparison.options.threads);
    let (old, new) = (comparison.versions.old.model, comparison.versions.new.model);
    let is_apart = |(pair, touched): &(&Pair, &Touched)| {
        touched.is_logical() && fruitless::kept(comparison.versions, pair, &touched.weighty).is_none()
    };
    let of_pair = |n: usize| Some((n, *pairs.get(n)?, touched.get(n)?.as_ref()?));
    let apart: Vec<(usize, &Pair, &Touched)> =
        (0..pairs.len()).filter_map(of_pair).filter(|(_, pair, touched)| is_apart(&(pair, touched))).collect();
    if n_lanes < 2 || apart.len() < MANY_PAIRS {
        return FxHashMap::default();
    }
    let surroundings = (&comparison.causes, comparison.options.pairing);
    let found = lanes::share_out(apart.len(), n_lanes, |own| {
        let versions = Versions::of(old, new);
        let judge = |n: usize| {
            let (at, pair, Touched { duties, weighty, .. }) = apart.get(n)?;
            let found = with_sides(&versions, surroundings, (pair, duties, weighty), judge::judge);
            Some((*at, found))
        };
        own.map(judge).collect()
    });
    found.into_iter().flatten().collect()
}
