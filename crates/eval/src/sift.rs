//! Many entities against one line on a column: who passes, who fails, who is nearest, and who is left to the general path.
//!
//! The column is scanned for the first lines; when more and more rules ask for the same column and the same entities, it
//! is sorted once, and every further line is found by halving. INVARIANT: both ways give the same, in the order of ids.

use std::rc::Rc;

use super::bind::World;
use super::column::Test;
use super::rank::Ranked;
use dabiao_data::EntityId;

/// How many of those nearest to the line are named.
pub(crate) const NEAREST: usize = 5;
/// Shorter lists are always scanned.
const SHORT: usize = 256;

/// A list of entities taken apart by one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sifted {
    pub(crate) n_passing: u64,
    /// In the order of the list.
    pub(crate) failing: Vec<EntityId>,
    /// The smallest distances to the line with entity and mantissa, sorted.
    pub(crate) nearest: Vec<(i128, EntityId, i64)>,
    /// Those without a plain value, in the order of the list.
    pub(crate) rest: Vec<EntityId>,
}

/// Takes a list apart by a line.
pub(crate) fn sift(world: &World<'_>, test: &Test<'_>, list: &Rc<[EntityId]>) -> Sifted {
    if list.len() < SHORT {
        return scan(test, list);
    }
    let ranked = world.ranks.borrow_mut().get((test.indicator, test.period), list, |e| test.mantissa(e));
    ranked.map_or_else(|| scan(test, list), |r| split(&r, test))
}

/// How many of a list pass and fail one line, without their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tallied {
    pub(crate) n_passing: u64,
    pub(crate) n_failing: u64,
    /// Those without a plain value, in the order of the list.
    pub(crate) rest: Vec<EntityId>,
}

/// Counts a list by a line: what [`sift`] does for whoever needs no names, which would have to be put in order.
pub(crate) fn tally(world: &World<'_>, test: &Test<'_>, list: &Rc<[EntityId]>) -> Tallied {
    let ranked = match list.len() < SHORT {
        true => None,
        false => world.ranks.borrow_mut().get((test.indicator, test.period), list, |e| test.mantissa(e)),
    };
    let Some(ranked) = ranked else {
        let Sifted { n_passing, failing, rest, .. } = scan(test, list);
        return Tallied { n_passing, n_failing: failing.len() as u64, rest };
    };
    let (first, behind) = passing(&ranked, test);
    let n_passing = (behind - first) as u64;
    Tallied { n_passing, n_failing: ranked.values.len() as u64 - n_passing, rest: ranked.rest.clone() }
}

/// Returns where those who pass begin and end.
fn passing(ranked: &Ranked, test: &Test<'_>) -> (usize, usize) {
    let (low, high) = test.bounds();
    let first = ranked.values.partition_point(|v| v.0 < low);
    (first, ranked.values.partition_point(|v| v.0 <= high).max(first))
}

fn scan(test: &Test<'_>, list: &[EntityId]) -> Sifted {
    let mut sifted = Sifted::default();
    for &entity in list {
        match test.mantissa(entity) {
            Some(m) if test.passes(m) => sifted.n_passing += 1,
            Some(m) => {
                sifted.failing.push(entity);
                sifted.keep_near((test.distance(m), entity, m));
            }
            None => sifted.rest.push(entity),
        }
    }
    sifted
}

impl Sifted {
    fn keep_near(&mut self, new: (i128, EntityId, i64)) {
        let is_near = self.nearest.len() < NEAREST || self.nearest.last().is_some_and(|last| new < *last);
        if is_near {
            let at = self.nearest.partition_point(|old| *old < new);
            self.nearest.insert(at, new);
            self.nearest.truncate(NEAREST);
        }
    }
}

fn split(ranked: &Ranked, test: &Test<'_>) -> Sifted {
    let values = &ranked.values;
    let (first, behind) = passing(ranked, test);
    let below = values.get(..first).unwrap_or_default();
    let above = values.get(behind..).unwrap_or_default();
    let mut sifted = Sifted { n_passing: (behind - first) as u64, rest: ranked.rest.clone(), ..Sifted::default() };
    for &(m, entity) in last_few(below).chain(above.iter().take(NEAREST)) {
        sifted.keep_near((test.distance(m), entity, m));
    }
    sifted.failing = in_order(below, above);
    sifted
}

/// Returns the largest values; of equal ones the first entities.
fn last_few(values: &[(i64, EntityId)]) -> impl Iterator<Item = &(i64, EntityId)> {
    let cut = values.len().saturating_sub(NEAREST);
    let smallest = values.get(cut).map_or(i64::MIN, |v| v.0);
    let start = values.partition_point(|v| v.0 < smallest);
    let equal = values.get(start..).unwrap_or_default().iter().take_while(move |v| v.0 == smallest).take(NEAREST);
    let larger = values.get(cut..).unwrap_or_default().iter().skip_while(move |v| v.0 == smallest);
    equal.chain(larger)
}

/// Returns the entities of two runs of values in the order of their ids.
fn in_order(below: &[(i64, EntityId)], above: &[(i64, EntityId)]) -> Vec<EntityId> {
    let mut ids: Vec<EntityId> = below.iter().chain(above).map(|v| v.1).collect();
    ids.sort_unstable();
    ids
}
