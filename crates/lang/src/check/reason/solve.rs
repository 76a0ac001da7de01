//! Which obligations cannot all be satisfied, and which follow from others.
//!
//! Demands that share no figure do not touch each other, so each group of connected ones is solved by itself. Facts are
//! never to blame: they are dropped from what is reported.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::alone::{self, Answer};
use super::facts;
use super::figure::Figure;
use super::ids::Ids;
use super::limits::{self, Limited, Stop};
use super::obligation::{Demand, Obligation, Obligations};
use super::periods;
use super::simplex::{Bound, Conflict, Mark, Side, Var};
use super::system::{Limit, Ready, System};
use crate::model::{Exact, Model};

/// What the reasoning found; numbers are positions in [`Obligations::all`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Obligations that cannot all be satisfied; one alone contradicts itself or the range of its figures.
    pub contradictions: Vec<Contradiction>,
    /// An obligation and those from which it follows.
    pub implied: Vec<Implied>,
    /// What was not looked at.
    pub limited: Vec<Limited>,
}

impl Found {
    /// Remembers that a group was not looked at as a whole.
    fn stop(&mut self, obligations: &Obligations, group: &Group, stop: Stop, n: usize) {
        let first = group.obligations.first().and_then(|o| obligations.all.get(*o));
        self.limited.extend(first.map(|o| Limited { at: (o.rule, o.statement, o.target), stop, n }));
    }
}

/// Obligations that cannot all be satisfied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The obligations.
    pub obligations: Vec<usize>,
    /// The rules whose stated base values are part of it.
    pub baselines: Vec<usize>,
}

/// An obligation that follows from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Implied {
    /// The one that follows.
    pub obligation: usize,
    /// Those from which it follows; empty where it holds for all possible values.
    pub by: Vec<usize>,
    /// The rules whose stated base values are part of it.
    pub baselines: Vec<usize>,
}

/// Reasons over all obligations of a model.
pub fn solve(ids: &Ids<'_>, model: &Model, obligations: &Obligations) -> Found {
    solve_with(ids, model, (obligations, Vec::new()))
}

/// Reasons as [`solve`] does, with more that is known of the figures.
pub fn solve_with(ids: &Ids<'_>, model: &Model, (obligations, more): (&Obligations, Vec<Demand>)) -> Found {
    let mut facts = facts::of(ids, model, obligations);
    facts.extend(more);
    let spoken = obligations.all.iter().flat_map(|o| o.demands.iter().chain(&o.of_each));
    let links = periods::links(&model.schema, spoken.chain(&facts).flat_map(Demand::figures));
    facts.extend(links);
    let mut found = Found::default();
    for mut group in groups(obligations, &facts) {
        let links = group.facts.iter().filter(|f| facts.get(**f).is_some_and(|d| d.form.terms.len() > 1)).count();
        if links > limits::RELATIONS {
            group.facts.clear();
            found.stop(obligations, &group, Stop::Relations, links);
        }
        if alone(obligations, &facts, &group, &mut found) {
            continue;
        }
        let Some(mut problem) = Problem::new(obligations, &facts, &group) else { continue };
        let base = problem.baselines(&group, &mut found);
        let standing = problem.contradictions(base, &group, &mut found);
        let most = if is_of_counts(obligations, &group) { limits::LINE } else { limits::GROUP };
        if standing.len() <= most {
            problem.implications(base, &standing, &mut found);
        } else {
            let stop = if problem.is_solved { Stop::Pairs } else { Stop::Bounds };
            found.stop(obligations, &group, stop, group.obligations.len());
            problem.simple_implications(&standing, &mut found);
        }
    }
    found.contradictions.sort();
    found.implied.sort();
    found
}

/// Whether nothing is asked in a group but how many members of populations lie where.
fn is_of_counts(obligations: &Obligations, group: &Group) -> bool {
    let all = group.obligations.iter().filter_map(|o| obligations.all.get(*o));
    let mut figures = all.flat_map(|o| &o.demands).flat_map(Demand::figures);
    figures.all(|f| matches!(f, Figure::Tally(..) | Figure::Size(_)))
}

/// Answers for a group of one obligation without a linear program, where that can be done.
fn alone(obligations: &Obligations, facts: &[Demand], group: &Group, found: &mut Found) -> bool {
    let ([idx], []) = (group.obligations.as_slice(), group.baselines.as_slice()) else { return false };
    let Some(own) = obligations.all.get(*idx) else { return true };
    let facts: Vec<&Demand> = group.facts.iter().filter_map(|&f| facts.get(f)).collect();
    match alone::judge(&facts, own) {
        Answer::Unknown => return false,
        Answer::Open => {}
        Answer::Impossible => {
            found.contradictions.push(Contradiction { obligations: vec![*idx], baselines: Vec::new() });
        }
        Answer::Always => found.implied.push(Implied { obligation: *idx, by: Vec::new(), baselines: Vec::new() }),
    }
    true
}

/// Demands that hang together through figures.
#[derive(Debug, Default)]
struct Group {
    obligations: Vec<usize>,
    baselines: Vec<usize>,
    facts: Vec<usize>,
}

fn groups(obligations: &Obligations, facts: &[Demand]) -> Vec<Group> {
    let mut sets = Sets::default();
    let mut roots = Vec::new();
    for obligation in &obligations.all {
        let all = obligation.demands.iter().chain(&obligation.of_each);
        roots.push(sets.join(all.flat_map(Demand::figures)));
    }
    let baselines: Vec<_> = obligations.baselines.iter().map(|(_, d)| sets.join(d.figures())).collect();
    let facts: Vec<_> = facts.iter().map(|d| sets.join(d.figures())).collect();
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (idx, root) in roots.into_iter().enumerate() {
        // A demand without figures (a constant against a constant) is a group of its own.
        let key = root.map_or(usize::MAX - idx, |r| sets.find(r));
        groups.entry(key).or_default().obligations.push(idx);
    }
    for (idx, root) in baselines.into_iter().enumerate() {
        if let Some(group) = root.and_then(|r| groups.get_mut(&sets.find(r))) {
            group.baselines.push(idx);
        }
    }
    for (idx, root) in facts.into_iter().enumerate() {
        if let Some(group) = root.and_then(|r| groups.get_mut(&sets.find(r))) {
            group.facts.push(idx);
        }
    }
    groups.into_values().collect()
}

/// Figures joined into disjoint sets.
#[derive(Debug, Default)]
struct Sets<'a> {
    ids: FxHashMap<&'a Figure, usize>,
    parents: Vec<usize>,
}

impl<'a> Sets<'a> {
    fn join(&mut self, figures: impl Iterator<Item = &'a Figure>) -> Option<usize> {
        let mut root = None;
        for figure in figures {
            let next = self.parents.len();
            let id = *self.ids.entry(figure).or_insert(next);
            if id == next {
                self.parents.push(next);
            }
            let own = self.find(id);
            let joined = root.map_or(own, |r| self.find(r));
            if let Some(parent) = self.parents.get_mut(own) {
                *parent = joined;
            }
            root = Some(joined);
        }
        root
    }

    fn find(&mut self, id: usize) -> usize {
        let mut at = id;
        while let Some(&parent) = self.parents.get(at).filter(|p| **p != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = parent;
        }
        at
    }
}

/// The tag of all facts. It is the least, then come the baselines, then the obligations: of equal bounds the least is
/// blamed, so that nobody is blamed for what holds anyway.
const FACT: usize = 0;

/// What was made ready of one obligation.
#[derive(Debug, Default)]
struct Asserted {
    demands: Vec<Ready>,
    /// The same of any one member; see [`Obligation::of_each`].
    of_each: Vec<Ready>,
}

/// One group as constraints.
struct Problem<'a> {
    obligations: &'a Obligations,
    system: System,
    /// What was made ready of the demands of obligations.
    ready: FxHashMap<usize, Rc<Asserted>>,
    /// Whether combinations are solved; else only bounds of one form are compared.
    is_solved: bool,
}

impl<'a> Problem<'a> {
    /// Takes the facts; `None` if they do not hold together (a range upside down), which is reported elsewhere.
    fn new(obligations: &'a Obligations, facts: &[Demand], group: &Group) -> Option<Self> {
        let is_solved = group.obligations.len() <= limits::SOLVED;
        let mut problem = Self { obligations, system: System::default(), ready: FxHashMap::default(), is_solved };
        for fact in group.facts.iter().filter_map(|&f| facts.get(f)) {
            problem.system.assert(fact, FACT).ok()?;
        }
        problem.check().ok()?;
        Some(problem)
    }

    fn check(&mut self) -> Result<(), Conflict> {
        if self.is_solved { self.system.check() } else { Ok(()) }
    }

    fn tag(&self, obligation: usize) -> usize {
        1 + self.obligations.baselines.len() + obligation
    }

    fn obligation(&self, idx: usize) -> Option<&'a Obligation> {
        self.obligations.all.get(idx)
    }

    /// Adds the stated base values; returns the bounds before any obligation.
    fn baselines(&mut self, group: &Group, found: &mut Found) -> Mark {
        for &idx in &group.baselines {
            let Some((_, demand)) = self.obligations.baselines.get(idx) else { continue };
            let tag = 1 + idx;
            let mark = self.system.mark();
            if let Err(conflict) = self.system.assert(demand, tag).and_then(|()| self.check()) {
                found.contradictions.push(self.contradiction(&conflict));
                self.system.back_to(mark);
            }
        }
        self.system.mark()
    }

    /// Adds obligation after obligation, reports what contradicts and leaves it out; returns those that stand.
    fn contradictions(&mut self, base: Mark, group: &Group, found: &mut Found) -> Vec<usize> {
        let mut standing = Vec::new();
        for &idx in &group.obligations {
            let mark = self.system.mark();
            match self.assert_obligation(idx).and_then(|()| self.check()) {
                Ok(()) => standing.push(idx),
                Err(conflict) => {
                    let least = self.contradiction(&conflict);
                    if least.obligations.len() < 2 {
                        found.contradictions.push(least);
                        self.system.back_to(mark);
                        continue;
                    }
                    found.contradictions.push(self.fewest(base, least));
                    self.system.back_to(base);
                    self.assert_all(&standing);
                }
            }
        }
        standing
    }

    /// Leaves out of a contradiction whatever it does not need.
    fn fewest(&mut self, base: Mark, mut least: Contradiction) -> Contradiction {
        for one in least.obligations.clone() {
            if least.obligations.len() < 2 || !least.obligations.contains(&one) {
                continue;
            }
            self.system.back_to(base);
            let mut rest = least.obligations.iter().copied().filter(|o| *o != one);
            let outcome = rest.try_for_each(|o| self.assert_obligation(o)).and_then(|()| self.check());
            if let Err(conflict) = outcome {
                least = self.contradiction(&conflict);
            }
        }
        least
    }

    fn assert_obligation(&mut self, idx: usize) -> Result<(), Conflict> {
        let tag = self.tag(idx);
        let ready = self.ready(idx);
        let mut all = ready.demands.iter().chain(&ready.of_each);
        all.try_for_each(|ready| self.system.assert_limit(&ready.own, tag))
    }

    fn ready(&mut self, idx: usize) -> Rc<Asserted> {
        if let Some(all) = self.ready.get(&idx) {
            return Rc::clone(all);
        }
        let mut all = Asserted::default();
        if let Some(own) = self.obligation(idx) {
            all.demands = own.demands.iter().map(|d| self.system.ready(d)).collect();
            all.of_each = own.of_each.iter().map(|d| self.system.ready(d)).collect();
        }
        let all = Rc::new(all);
        self.ready.insert(idx, Rc::clone(&all));
        all
    }

    fn contradiction(&self, conflict: &Conflict) -> Contradiction {
        let Reason { obligations, baselines } = self.blame(conflict, None);
        Contradiction { obligations, baselines }
    }

    /// Splits tags into obligations (but for `without`) and rules with base values; facts are left out.
    fn blame(&self, conflict: &Conflict, without: Option<usize>) -> Reason {
        let first = self.tag(0);
        let obligation = |t: &usize| t.checked_sub(first);
        let baseline = |t: &usize| self.obligations.baselines.get(t.checked_sub(1)?).map(|(rule, _)| *rule);
        Reason {
            obligations: conflict.0.iter().filter_map(obligation).filter(|o| Some(*o) != without).collect(),
            baselines: conflict.0.iter().filter_map(baseline).collect(),
        }
    }

    /// An exact obligation follows if the others leave no room for any of its demands to fail.
    fn implications(&mut self, base: Mark, standing: &[usize], found: &mut Found) {
        self.system.back_to(base);
        let mut follow = Vec::new();
        self.carrying(standing, &mut follow);
        for (idx, reason) in follow {
            let Reason { obligations: by, baselines } = self.fewest_reasons(base, idx, reason);
            found.implied.push(Implied { obligation: idx, by, baselines });
        }
        self.system.back_to(base);
    }

    /// Returns those of some obligations that do not follow from the rest, the last first; what was found to follow must not
    /// carry what it follows from, or two equal rules would vanish both.
    ///
    /// INVARIANT: everything else that may carry them is asserted. So for each one all others have to be asserted, but halves
    /// share the other half: n log n steps for n obligations, not n².
    fn carrying(&mut self, own: &[usize], follow: &mut Vec<(usize, Reason)>) -> Vec<usize> {
        if let &[idx] = own {
            let is_exact = self.obligation(idx).is_some_and(|o| o.is_exact);
            let reason = if is_exact { self.reason(idx) } else { None };
            return match reason {
                Some(reason) => {
                    follow.push((idx, reason));
                    Vec::new()
                }
                None => vec![idx],
            };
        }
        let Some((first, last)) = own.split_at_checked(own.len() / 2).filter(|(first, _)| !first.is_empty()) else {
            return Vec::new();
        };
        let mark = self.system.mark();
        self.assert_all(first);
        let last = self.carrying(last, follow);
        self.system.back_to(mark);
        self.assert_all(&last);
        let mut carrying = self.carrying(first, follow);
        self.system.back_to(mark);
        carrying.extend(last);
        carrying
    }

    /// Adds obligations that have been found to hold together.
    fn assert_all(&mut self, all: &[usize]) {
        let _ = all.iter().try_for_each(|&o| self.assert_obligation(o));
    }

    /// Leaves out of a reason whatever it does not need.
    fn fewest_reasons(&mut self, base: Mark, idx: usize, mut reason: Reason) -> Reason {
        for one in reason.obligations.clone().into_iter().rev() {
            if reason.obligations.len() < 2 || !reason.obligations.contains(&one) {
                continue;
            }
            let rest: Vec<usize> = reason.obligations.iter().copied().filter(|o| *o != one).collect();
            self.system.back_to(base);
            self.assert_all(&rest);
            if let Some(fewer) = self.reason(idx) {
                reason = fewer;
            }
        }
        reason
    }

    /// Like `implications`, for a large group: releases nothing that is bounded more tightly by another.
    fn simple_implications(&mut self, standing: &[usize], found: &mut Found) {
        let mut tightest: BTreeMap<(Var, bool), (Exact, bool, usize)> = BTreeMap::new();
        let mut bounds: Vec<(usize, Var, Bound)> = Vec::new();
        for &idx in standing {
            if !self.obligation(idx).is_some_and(|o| o.is_exact && o.demands.len() == 1) {
                continue;
            }
            if let Some(Limit::One(var, bound)) = self.ready(idx).demands.first().map(|ready| &ready.own) {
                bounds.push((idx, *var, bound.clone()));
            }
        }
        for (idx, var, bound) in &bounds {
            let key = (*var, bound.side == Side::Lower);
            let is_tighter = tightest.get(&key).is_none_or(|(value, is_strict, _)| {
                let order = if bound.side == Side::Lower { bound.value.cmp(value) } else { value.cmp(&bound.value) };
                order.is_gt() || (order.is_eq() && bound.is_strict && !is_strict)
            });
            if is_tighter {
                tightest.insert(key, (bound.value.clone(), bound.is_strict, *idx));
            }
        }
        for (idx, var, bound) in bounds {
            if let Some((_, _, by)) = tightest.get(&(var, bound.side == Side::Lower)).filter(|t| t.2 != idx) {
                found.implied.push(Implied { obligation: idx, by: vec![*by], baselines: Vec::new() });
            }
        }
    }

    /// Returns from what of all that is asserted an obligation follows, if it does: all that it demands, or what it asks of
    /// any one member of those for whom others ask something.
    fn reason(&mut self, idx: usize) -> Option<Reason> {
        let ready = self.ready(idx);
        let reason = self.reason_of(idx, &ready.demands);
        reason.or_else(|| self.reason_of(idx, &ready.of_each).filter(|r| !r.obligations.is_empty()))
    }

    fn reason_of(&mut self, idx: usize, demands: &[Ready]) -> Option<Reason> {
        let (mark, tag) = (self.system.mark(), self.tag(idx));
        let mut reason = Reason::default();
        for negation in demands.iter().flat_map(Ready::negations) {
            let outcome = self.system.assert_limit(negation, tag).and_then(|()| self.check());
            self.system.back_to(mark);
            let own = self.blame(&outcome.err()?, Some(idx));
            reason.obligations.extend(own.obligations);
            reason.baselines.extend(own.baselines);
        }
        for list in [&mut reason.obligations, &mut reason.baselines] {
            list.sort_unstable();
            list.dedup();
        }
        Some(reason)
    }
}

/// What something follows from, facts apart: obligations, and rules whose stated base values are part of it.
#[derive(Debug, Default)]
struct Reason {
    obligations: Vec<usize>,
    baselines: Vec<usize>,
}
