//! Where looking for figures is given up: many rules that are the same but for the declarations that they rest on.
//!
//! A region or a roll-up that changed leaves nothing to prove, and made-up worlds seldom show it; to look in 240 worlds for
//! each of 5,000 rules would take minutes. Another definition shows alike at every rule of one shape. What is said instead
//! is always sound: incomparable, and not proved.
//! INVARIANT: which rules are looked at depends on their IDs alone, so that two versions compared the other way round
//! are still the mirror.

use std::collections::BTreeMap;

use super::change::Kind;
use super::judge::Finding;
use super::pair::Pair;
use super::versions::Versions;
use dabiao_lang::core::Code;
use dabiao_lang::model::canon;

/// After so many rules without any figures, those that rest on the same changed declarations are not searched.
///
/// Chosen: a real plan's declaration carries a handful of rules, all of which are searched; the ninth has never been
/// seen to show what eight did not.
const MOST_FRUITLESS: usize = 8;

/// What was found so far of rules that are the same but for certain causes.
#[derive(Debug, Default)]
pub(super) struct Fruitless {
    /// By the causes: nothing was found, whatever the rules measure.
    vain: BTreeMap<Vec<usize>, Seen>,
    /// By the causes and the shape of the rule: the same was found each time.
    alike: BTreeMap<(Vec<usize>, Code), Seen>,
}

/// What was found several times in a row.
#[derive(Debug)]
struct Seen {
    times: usize,
    found: Finding,
}

/// A rule that is the same but for certain causes.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    causes: Vec<usize>,
    shape: Code,
}

impl Fruitless {
    /// Returns what is to be said without looking.
    pub(super) fn known(&self, kept: &Kept) -> Option<Finding> {
        let vain = self.vain.get(&kept.causes).filter(|seen| seen.times >= MOST_FRUITLESS);
        let key = || (kept.causes.clone(), kept.shape.clone());
        let seen = vain.or_else(|| self.alike.get(&key()).filter(|seen| seen.times >= MOST_FRUITLESS))?;
        // Other constants, other figures: those of another rule are no witness.
        Some(Finding { is_proved: false, witnesses: Vec::new(), ..seen.found.clone() })
    }

    /// Takes note of what was found; whatever is found otherwise is reason to go on looking.
    pub(super) fn see(&mut self, kept: Kept, found: &Finding) {
        note(&mut self.vain, kept.causes.clone(), found, found.shows_nothing());
        let is_incomparable = found.kind == Kind::Incomparable && found.assumes.is_none();
        note(&mut self.alike, (kept.causes, kept.shape), found, is_incomparable);
    }
}

fn note<K: Ord>(all: &mut BTreeMap<K, Seen>, key: K, found: &Finding, counts: bool) {
    if !counts {
        all.remove(&key);
        return;
    }
    match all.get_mut(&key) {
        // Rules of one set of causes may still be named otherwise: a window that only some take from the plan.
        Some(seen) if seen.found.name == found.name && seen.found.parts == found.parts => seen.times += 1,
        _ => drop(all.insert(key, Seen { times: 1, found: found.clone() })),
    }
}

/// Returns pairs in the order of their IDs.
pub(super) fn in_order<'p>(versions: &Versions<'_>, pairs: &'p [Pair]) -> Vec<&'p Pair> {
    let id = |pair: &Pair| {
        let old = pair.old.iter().filter_map(|i| versions.old.model.rules.get(*i));
        let new = pair.new.iter().filter_map(|i| versions.new.model.rules.get(*i));
        old.chain(new).map(|r| r.id.clone()).min()
    };
    let mut all: Vec<&Pair> = pairs.iter().collect();
    all.sort_by_cached_key(|pair| id(pair));
    all
}

/// Returns what a rule is kept by, if one stands against one and nothing is written otherwise in it that satisfies it or not.
pub(super) fn kept(versions: &Versions<'_>, pair: &Pair, causes: &[usize]) -> Option<Kept> {
    let ([was], [is]) = (pair.old.as_slice(), pair.new.as_slice()) else { return None };
    let (a, b) = (versions.old.model.rules.get(*was)?, versions.new.model.rules.get(*is)?);
    let (x, y) = (versions.old.meaning().rules.get(*was)?, versions.new.meaning().rules.get(*is)?);
    let is_alike = x.statements.is_some()
        && x.statements == y.statements
        && a.precision == b.precision
        && a.is_missing_zero == b.is_missing_zero;
    is_alike.then(|| Kept { causes: causes.to_vec(), shape: canon::shape(&versions.old.model.schema, &a.statements) })
}
