//! Which rule became which: by ID, else by what is asked, else by the form of what is asked.
//!
//! INVARIANT: each rule of either side is in exactly one pair or in one of the two rests.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::{meaning, split};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Model, Rule};

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

/// Pairs the rules of two aligned models.
pub(super) fn pair(old: &Model, new: &Model, pairing: Pairing) -> Pairs {
    let mut state = State { old, new, out: Pairs::default() };
    state.out.removed = (0..old.rules.len()).collect();
    state.out.added = (0..new.rules.len()).collect();
    if pairing == Pairing::ById {
        state.match_up(How::Id, |_, rule| Some(rule.id.to_string()));
    }
    let is_region_kept = pairing == Pairing::ById;
    let without_region = move |model: &Model, rule: &Rule, text: String| match is_region_kept {
        true => format!("{text} @{}", meaning::region(meaning::plan(model, rule))),
        false => text,
    };
    state.match_up(How::Obligation, |model, rule| {
        let plan = meaning::plan(model, rule);
        let mut all: Vec<String> = rule.statements.iter().map(|s| meaning::statement(model, plan, s)).collect();
        all.sort();
        (!all.is_empty()).then(|| without_region(model, rule, all.join("\n")))
    });
    state.match_up(How::Form, |model, rule| {
        let is_empty = rule.statements.is_empty();
        (!is_empty).then(|| without_region(model, rule, meaning::shape(model, rule)))
    });
    if pairing == Pairing::ByObligation {
        state.match_up(How::Measure, |model, rule| {
            let [one] = rule.statements.as_slice() else { return None };
            Some(format!("{:?}", meaning::measure(&model.schema, one)))
        });
    }
    split::gather(old, new, &mut state.out);
    state.out.pairs.sort_by_key(|p| (p.new.first().copied(), p.old.first().copied()));
    state.out
}

struct State<'m> {
    old: &'m Model,
    new: &'m Model,
    out: Pairs,
}

impl State<'_> {
    /// Pairs what is left and has one key; of several the most alike, in the order of the old rules.
    fn match_up(&mut self, how: How, key: impl Fn(&Model, &Rule) -> Option<String>) {
        let (old, new) = (self.old, self.new);
        let mut waiting: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for &idx in &self.out.added {
            if let Some(key) = new.rules.get(idx).and_then(|r| key(new, r)) {
                waiting.entry(key).or_default().push_back(idx);
            }
        }
        let mut removed = Vec::new();
        for idx in std::mem::take(&mut self.out.removed) {
            let Some(rule) = old.rules.get(idx) else { continue };
            let found = key(old, rule).and_then(|k| {
                let queue = waiting.get_mut(&k)?;
                let best = queue.iter().enumerate().take(64).max_by_key(|(n, i)| {
                    let likeness = new.rules.get(**i).map_or(0, |other| likeness((old, rule), (new, other)));
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
        let mut added: Vec<usize> = waiting.into_values().flatten().collect();
        let is_paired: std::collections::BTreeSet<usize> = self.out.pairs.iter().flat_map(|p| p.new.clone()).collect();
        added.extend(self.out.added.iter().copied().filter(|i| !is_paired.contains(i)));
        added.sort_unstable();
        added.dedup();
        self.out.added = added;
    }
}

/// How alike two rules are that have one key: the same title, file, times, offices.
fn likeness((old, a): (&Model, &Rule), (new, b): (&Model, &Rule)) -> u32 {
    let times = |model: &Model, r: &Rule| -> Vec<String> {
        let plan = meaning::plan(model, r);
        let targets = r.statements.iter().flat_map(|s| &s.targets);
        targets.map(|t| meaning::time(&model.schema, plan, &t.time)).collect()
    };
    let is_some_equal = |x: &Option<Arc<str>>, y: &Option<Arc<str>>| x.is_some() && x == y;
    let mut likeness = 0;
    likeness += if is_some_equal(&a.title, &b.title) { 8 } else { 0 };
    likeness += if times(old, a) == times(new, b) { 4 } else { 0 };
    likeness += if !a.cite.is_empty() && a.cite == b.cite { 2 } else { 0 };
    likeness += u32::from(!a.lead.is_empty() && a.lead == b.lead);
    likeness
}
