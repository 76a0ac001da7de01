//! Which rule became which: by ID, else by what is asked, else by the form of what is asked.
//!
//! INVARIANT: each rule of either side is in exactly one pair or in one of the two rests.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::versions::{Version, Versions, plan};
use super::{meaning, split};
use dabiao_lang::core::Code;
use dabiao_lang::core::rule::Time;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Rule, canon};

/// Rules of both sides that belong together.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// Positions of the old rules; more than one where they were merged.
    pub(super) old: Vec<usize>,
    /// Positions of the new rules; more than one where one was split.
    pub(super) new: Vec<usize>,
    pub(super) how: How,
}

/// How rules found each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// They have one ID.
    Id,
    /// They ask the same.
    Obligation,
    /// They ask in the same form: indicator, level, scope; thresholds or times differ.
    Form,
    /// They measure the same values of the same level, in another form.
    Measure,
    /// One was split or several were merged.
    Parts,
}

impl How {
    /// Returns the reason, where it is worth telling.
    pub(super) fn words(self) -> Option<Both> {
        match self {
            How::Id => None,
            How::Obligation => Some(Both::new("编号不同，要求相同", "another ID, the same obligation")),
            How::Form => Some(Both::new(
                "编号不同，指标、层级、范围和形式相同",
                "another ID; the same indicator, level, scope and form",
            )),
            How::Measure => {
                Some(Both::new("量的是同一指标、同一层级", "the same indicator at the same level is measured"))
            }
            How::Parts => Some(Both::new("要求合起来相应", "what is asked corresponds when taken together")),
        }
    }
}

/// How rules are to be paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pairing {
    /// By ID first: two versions of one rule set.
    #[default]
    ById,
    /// By what they ask alone: two plans, whose IDs and regions have nothing to do with each other.
    ByObligation,
}

/// All pairs, and what is left on either side.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs {
    pub(super) pairs: Vec<Pair>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
}

/// Pairs the rules of two versions.
pub(super) fn pair(versions: &Versions<'_>, pairing: Pairing) -> Pairs {
    let mut state = State { versions, out: Pairs::default() };
    state.out.removed = (0..versions.old.model.rules.len()).collect();
    state.out.added = (0..versions.new.model.rules.len()).collect();
    if pairing == Pairing::ById {
        state.match_up(How::Id, |_, _, rule| Some(rule.id.clone()));
    }
    let is_region_kept = pairing == Pairing::ById;
    let region =
        move |version: &Version<'_>, rule: &Rule| is_region_kept.then(|| version.region(plan(version.model, rule)));
    state.match_up(How::Obligation, |version, idx, rule| {
        let own = version.meaning().rules.get(idx)?.statements.as_ref().filter(|s| !s.is_empty())?;
        let mut code = Code::default();
        code.set(own, |code, s| code.code(&version.ids.code_of_statement(s)));
        Some((code, region(version, rule)))
    });
    state.match_up(How::Form, |version, _, rule| {
        let is_empty = rule.statements.is_empty();
        (!is_empty).then(|| (canon::shape(&version.model.schema, &rule.statements), region(version, rule)))
    });
    if pairing == Pairing::ByObligation {
        state.match_up(How::Measure, |version, _, rule| {
            let [one] = rule.statements.as_slice() else { return None };
            Some(meaning::measure(version, one))
        });
    }
    split::gather(versions, &mut state.out);
    state.out.pairs.sort_by_key(|p| (p.new.first().copied(), p.old.first().copied()));
    state.out
}

struct State<'s, 'm> {
    versions: &'s Versions<'m>,
    out: Pairs,
}

impl State<'_, '_> {
    /// Pairs what is left and has one key; of several the most alike, in the order of the old rules.
    fn match_up<K: Ord>(&mut self, how: How, key: impl Fn(&Version<'_>, usize, &Rule) -> Option<K>) {
        let (old, new) = (&self.versions.old, &self.versions.new);
        let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for &idx in &self.out.added {
            if let Some(key) = new.model.rules.get(idx).and_then(|r| key(new, idx, r)) {
                waiting.entry(key).or_default().push_back(idx);
            }
        }
        let mut removed = Vec::new();
        for idx in std::mem::take(&mut self.out.removed) {
            let Some(rule) = old.model.rules.get(idx) else { continue };
            let found = key(old, idx, rule).and_then(|k| {
                let queue = waiting.get_mut(&k)?;
                let best = queue.iter().enumerate().take(64).max_by_key(|(n, i)| {
                    let likeness = new.model.rules.get(**i).map_or(0, |other| likeness((old, rule), (new, other)));
                    (likeness, usize::MAX - n)
                });
                best.map(|(n, _)| n).and_then(|n| queue.remove(n))
            });
            match found {
                Some(partner) => self.out.pairs.push(Pair { old: vec![idx], new: vec![partner], how }),
                None => removed.push(idx),
            }
        }
        self.out.removed = removed;
        let is_paired: BTreeSet<usize> = self.out.pairs.iter().flat_map(|p| p.new.clone()).collect();
        self.out.added.retain(|i| !is_paired.contains(i));
    }
}

/// How alike two rules are that have one key: the same title, file, times, offices.
fn likeness((old, a): (&Version<'_>, &Rule), (new, b): (&Version<'_>, &Rule)) -> u32 {
    let times = |version: &Version<'_>, r: &Rule| -> Vec<Time> {
        let plan = plan(version.model, r);
        let targets = r.statements.iter().flat_map(|s| &s.targets);
        targets.map(|t| version.ids.time(plan, &t.time)).collect()
    };
    let is_some_equal = |x: &Option<Arc<str>>, y: &Option<Arc<str>>| x.is_some() && x == y;
    let mut likeness = 0;
    likeness += if is_some_equal(&a.title, &b.title) { 8 } else { 0 };
    likeness += if times(old, a) == times(new, b) { 4 } else { 0 };
    likeness += if !a.cite.is_empty() && a.cite == b.cite { 2 } else { 0 };
    likeness += u32::from(!a.lead.is_empty() && a.lead == b.lead);
    likeness
}
