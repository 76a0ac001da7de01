//! What follows from what between rules of an excerpt, by the reasoning of the checker.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::excerpt::Excerpt;
use dabiao_lang::check::reason::entail::{self, Example};
use dabiao_lang::check::reason::figure::{Crowd, Figure, Linear, Place};
use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::check::reason::obligation::{self, Demand, Obligation, Obligations};
use dabiao_lang::check::reason::{facts, subset};
use dabiao_lang::model::{
    AggregateFn, CompareOp, Exact, Expr, ExprKind, IndicatorId, Kind, Model, Period, Rule, Schema, Statement, Target,
    TargetKind, Time, walk,
};

/// Which side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
}

/// What a direction came to: whether all that satisfies the one side satisfies the other.
#[derive(Debug, Clone)]
pub(super) enum Follows {
    /// Yes.
    Proved,
    /// Yes, if what is reached by an earlier deadline is not lost until the later.
    WhereKept,
    /// Not proved; figures on which the one holds and the other does not, if any were found.
    Open(Vec<Example>),
}

/// The rules of a pair as demands.
pub(super) struct Proof<'e> {
    /// What is what.
    pub(super) ids: Ids<'e>,
    pub(super) model: Model,
    pub(super) obligations: Obligations,
    facts: Vec<Demand>,
    /// What makes the figures of each side valid, where the declared ranges differ; `None` where that is not put so simply.
    valid: Option<[Vec<Demand>; 2]>,
    /// The rules of each side, and where one of its deadlines is earlier than the other's, those with the later.
    old: Group,
    new: Group,
}

#[derive(Default)]
struct Group {
    rules: BTreeSet<usize>,
    kept: Option<BTreeSet<usize>>,
}

/// Puts two groups of rules (in the numbering of an excerpt) into demands.
pub(super) fn proof<'e>(excerpt: &'e Excerpt, old: &[Rule], new: &[Rule]) -> Proof<'e> {
    let mut all: Vec<Rule> = old.iter().chain(new).cloned().collect();
    let n = old.len();
    let (mut a, mut b) = (Group::default(), Group::default());
    a.rules = (0..n).collect();
    b.rules = (n..all.len()).collect();
    if let ([x], [y]) = (old, new) {
        for (group, own, other) in [(&mut a, x, y), (&mut b, y, x)] {
            if let Some(later) = later(excerpt, own, other) {
                group.kept = Some(BTreeSet::from([all.len()]));
                all.push(later);
            }
        }
    }
    let model = excerpt.joint(all);
    let ids = excerpt.ids();
    let obligations = obligation::of(&ids, &model);
    let facts = facts::of(&ids, &model, &obligations);
    let valid = valid(excerpt, &obligations, [&a.rules, &b.rules]);
    Proof { ids, model, obligations, facts, valid, old: a, new: b }
}

/// A figure outside its declared range is invalid, and nothing that rests on it is met.
fn valid(excerpt: &Excerpt, all: &Obligations, sides: [&BTreeSet<usize>; 2]) -> Option<[Vec<Demand>; 2]> {
    let schemas = [&excerpt.before.model().schema, &excerpt.after.model().schema];
    let differs = |id: IndicatorId| {
        let [a, b] = schemas.map(|s| s.indicator(id).map(|i| (&i.min, &i.max)));
        a != b
    };
    if all.tallies.iter().any(|t| t.population.indicator.is_some_and(differs)) {
        return None;
    }
    let demands = |side: usize| -> Option<Vec<Demand>> {
        let (schema, rules) = (schemas.get(side)?, sides.get(side)?);
        let own = all.all.iter().filter(|o| rules.contains(&o.rule)).flat_map(|o| &o.demands);
        let figures: BTreeSet<&Figure> = own.flat_map(Demand::figures).collect();
        let mut out = Vec::new();
        for figure in figures {
            let Figure::Value(id, ..) = figure else { continue };
            let Some(indicator) = schema.indicator(*id).filter(|_| differs(*id)) else { continue };
            let mut bound = |limit: &Exact, op| {
                let form = Linear::figure(figure.clone()).plus(&Linear::constant(limit.clone()), &-&Exact::ONE);
                out.push(Demand { form, op });
            };
            indicator.min.iter().for_each(|m| bound(m, CompareOp::Ge));
            indicator.max.iter().for_each(|m| bound(m, CompareOp::Le));
        }
        Some(out)
    };
    Some([demands(0)?, demands(1)?])
}

impl Proof<'_> {
    /// Returns whether what satisfies `from` satisfies the other side.
    pub(super) fn follows(&self, from: Side) -> Follows {
        let (a, b) = match from {
            Side::Old => (&self.old, &self.new),
            Side::New => (&self.new, &self.old),
        };
        let examples = self.examples(&a.rules, &b.rules);
        let can_prove = self.is_complete(&b.rules);
        if can_prove && examples.is_empty() {
            return Follows::Proved;
        }
        let is_kept = |kept: &BTreeSet<usize>| can_prove && self.examples(kept, &b.rules).is_empty();
        if a.kept.as_ref().is_some_and(is_kept) {
            return Follows::WhereKept;
        }
        Follows::Open(self.complete_examples(&a.rules, &b.rules))
    }

    /// Whether the declared ranges are the same, or what their difference means could be put into demands.
    pub(super) fn is_range_reasoned(&self) -> bool {
        self.valid.is_some()
    }

    /// What makes the figures of a group valid.
    fn valid_of(&self, rules: &BTreeSet<usize>) -> &[Demand] {
        let Some([old, new]) = &self.valid else { return &[] };
        let is_old = rules == &self.old.rules || Some(rules) == self.old.kept.as_ref();
        if is_old { old } else { new }
    }

    fn of<'p>(&'p self, rules: &'p BTreeSet<usize>) -> impl Iterator<Item = &'p Obligation> {
        self.obligations.all.iter().filter(|o| rules.contains(&o.rule))
    }

    /// Whether all that the rules ask was put into demands.
    fn is_complete(&self, rules: &BTreeSet<usize>) -> bool {
        let has_all = |rule: &usize| {
            let statements = self.model.rules.get(*rule).map_or(&[][..], |r| &r.statements);
            !statements.is_empty() && statements.iter().all(|s| !s.targets.is_empty())
        };
        !self.obligations.partial.iter().any(|(rule, ..)| rules.contains(rule)) && rules.iter().all(has_all)
    }

    fn examples(&self, from: &BTreeSet<usize>, to: &BTreeSet<usize>) -> Vec<Example> {
        self.solve(from, to, &[])
    }

    /// Examples in which every member of a population has every figure.
    fn complete_examples(&self, from: &BTreeSet<usize>, to: &BTreeSet<usize>) -> Vec<Example> {
        let equal = self.equal_totals();
        let complete = self.solve(from, to, &equal);
        if complete.is_empty() { self.solve(from, to, &[]) } else { complete }
    }

    fn solve(&self, from: &BTreeSet<usize>, to: &BTreeSet<usize>, more: &[Demand]) -> Vec<Example> {
        let presumed: Vec<&Demand> = self.of(to).flat_map(|o| &o.presumed).collect();
        let instances = self.instances(from);
        let mut given: Vec<&Demand> = self.facts.iter().chain(more).chain(&instances).collect();
        given.extend(self.of(from).flat_map(|o| &o.demands));
        given.extend(self.valid_of(from));
        given.extend(&presumed);
        let asked = self.of(to).flat_map(|o| &o.demands).filter(|d| !presumed.contains(d));
        let asked: Vec<&Demand> = asked.chain(self.valid_of(to)).collect();
        entail::counterexamples(&given, &asked)
    }

    /// What holds of any one member of a population holds of any one of those within it.
    fn instances(&self, from: &BTreeSet<usize>) -> Vec<Demand> {
        let tallies = &self.obligations.tallies;
        let implies = |a: &Expr, b: &Expr| subset::implies(&self.ids, a, b);
        let mut out = Vec::new();
        for demand in self.of(from).flat_map(|o| &o.demands) {
            let outer = demand.figures().find_map(|f| match f {
                Figure::Value(_, Place::Each(crowd), _) => Some(crowd),
                _ => None,
            });
            let Some(outer) = outer.filter(|o| tallies.each().contains(o)) else { continue };
            let within = tallies.each().iter().filter(|c| **c != **outer && tallies.is_within(c, outer, implies));
            out.extend(within.map(|inner| moved(demand, outer, inner)));
        }
        out
    }

    /// The number lines of one population have as many members each.
    fn equal_totals(&self) -> Vec<Demand> {
        let mut all: Vec<(&Crowd, Linear)> = Vec::new();
        for tally in self.obligations.tallies.iter().filter(|t| !t.is_too_fine()) {
            let total = tally.count(|_| true);
            all.push((&tally.population.crowd, total));
        }
        let mut equal = Vec::new();
        for (idx, (own, total)) in all.iter().enumerate() {
            let alike = |(other, _): &&(&Crowd, Linear)| other == own;
            if let Some((_, first)) = all.iter().take(idx).find(alike) {
                let form = total.clone().plus(first, &-&Exact::ONE);
                equal.push(Demand { form, op: CompareOp::Eq });
            }
        }
        equal
    }
}

/// Returns a demand with one population in place of another.
fn moved(demand: &Demand, from: &Crowd, to: &Crowd) -> Demand {
    let mut form = Linear::constant(demand.form.constant.0.clone());
    for (figure, weight) in demand.form.terms.iter() {
        let figure = match figure {
            Figure::Value(id, Place::Each(crowd), when) if **crowd == *from => {
                Figure::Value(*id, Place::Each(Arc::new(to.clone())), *when)
            }
            other => other.clone(),
        };
        form = form.plus(&Linear::figure(figure), weight);
    }
    Demand { form, op: demand.op }
}

/// Returns a rule with the later deadlines of another that asks for the same things, where any is later.
fn later(excerpt: &Excerpt, own: &Rule, other: &Rule) -> Option<Rule> {
    // What a stock reached is there until somebody takes it away; what flowed in one year says nothing of the next.
    if !own.statements.iter().chain(&other.statements).all(|s| lasts(&excerpt.schema, s)) {
        return None;
    }
    let mut moved = own.clone();
    let mut is_moved = false;
    if own.statements.len() != other.statements.len() {
        return None;
    }
    for (s, t) in moved.statements.iter_mut().zip(&other.statements) {
        is_moved |= postpone(s, t);
    }
    is_moved.then_some(moved)
}

/// Whether it may be assumed that what a statement asks is not lost once it is reached: floors on stocks, and on what is
/// counted of them.
fn lasts(schema: &Schema, s: &Statement) -> bool {
    let is_floor =
        |t: &Target| matches!(t.kind, TargetKind::Compare(CompareOp::Ge | CompareOp::Gt, _) | TargetKind::Holds);
    let excepted = s.exceptions.iter().flat_map(|e| &e.targets);
    let mut is_state = s.targets.iter().chain(excepted).all(is_floor);
    walk::expressions(s, &mut |e| match &e.kind {
        ExprKind::Value(id) => {
            let kind = schema.indicator(*id).and_then(|i| i.kind.as_ref());
            is_state &= matches!(kind, Some(Kind::Stock | Kind::Flag | Kind::Grade(_) | Kind::Text));
        }
        ExprKind::Growth(..)
        | ExprKind::Yearly(..)
        | ExprKind::Change(_)
        | ExprKind::OverPeriods(..)
        | ExprKind::Rank(_)
        | ExprKind::Gain(..)
        | ExprKind::Total(..) => {
            is_state = false;
        }
        ExprKind::Aggregate(a) => is_state &= a.function != AggregateFn::Median,
        // Inside a count a cap on a stock counts those who may rise above it.
        ExprKind::Compare(CompareOp::Le | CompareOp::Lt | CompareOp::Ne, a, b) => {
            is_state &= !is_number(schema, a) && !is_number(schema, b);
        }
        ExprKind::Within(..) | ExprKind::About(..) | ExprKind::Not(_) | ExprKind::Neg(_) => is_state = false,
        _ => {}
    });
    is_state
}

/// Whether an expression speaks of an amount that may rise and fall.
fn is_number(schema: &Schema, e: &Expr) -> bool {
    let mut found = false;
    walk::expression(e, &mut |e| {
        if let ExprKind::Value(id) = &e.kind {
            found |= matches!(schema.indicator(*id).and_then(|i| i.kind.as_ref()), Some(Kind::Stock));
        }
    });
    found
}

fn postpone(own: &mut Statement, other: &Statement) -> bool {
    let mut is_moved = false;
    let mut move_to = |time: &mut Time, to: &Time| {
        if let (Time::By(from), Time::By(to)) = (&*time, to)
            && ends_before(*from, *to)
        {
            *time = Time::By(*to);
            is_moved = true;
        }
    };
    for (x, y) in own.targets.iter_mut().zip(&other.targets) {
        move_to(&mut x.time, &y.time);
    }
    // The targets of exceptions have the times of those that they replace.
    let by_all = other.targets.first().map(|t| t.time.clone());
    for x in own.exceptions.iter_mut().flat_map(|e| &mut e.targets) {
        by_all.iter().for_each(|to| move_to(&mut x.time, to));
    }
    is_moved
}

fn ends_before(a: Period, b: Period) -> bool {
    a.last_day() < b.last_day()
}
