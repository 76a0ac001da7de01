//! Counting members of a population by where their value lies on the number line.
//!
//! All thresholds that rules set for one value of one population in one period cut the number line into pieces: the
//! thresholds themselves and the open stretches between them. A condition on the value then is a set of pieces, a count
//! is a sum of tallies, `every` says that the tallies outside are zero, and a share weighs tallies against their sum.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Crowd, Figure, Linear, When};
use super::ids::Ids;
use super::limits;
use crate::core::ExprId;
use crate::model::{BinaryOp, CompareOp, Exact, Expr, ExprKind, IndicatorId, Interval, Tolerance};

/// Who is counted, by what, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Population {
    /// Who.
    pub crowd: Crowd,
    /// The value.
    pub subject: ExprId,
    /// The indicator that the value is, where it is one.
    pub indicator: Option<IndicatorId>,
    /// The period.
    pub when: When,
}

/// All populations that are counted.
#[derive(Debug, Clone, Default)]
pub struct Tallies {
    ids: BTreeMap<Population, usize>,
    /// What the filters say.
    filters: BTreeMap<ExprId, Expr>,
    /// Populations of which one member stands for all.
    each: BTreeSet<Crowd>,
    /// Populations by what they are without their filter.
    by_plain: BTreeMap<Population, Vec<usize>>,
    all: Vec<Tally>,
    /// Whether the thresholds are known, so that pieces may be named.
    is_closed: bool,
}

/// A number line with its thresholds.
#[derive(Debug, Clone, Default)]
pub struct Line {
    cuts: BTreeSet<Exact>,
}

/// A population with the thresholds that cut its number line.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Its position among all tallies, for [`Figure::Tally`].
    pub id: usize,
    /// The population.
    pub population: Population,
    /// The thresholds.
    line: Line,
    /// The pieces between them, known once all thresholds are.
    pieces: Vec<Piece>,
}

impl Population {
    /// Returns the population without its filter and with nobody left out.
    pub fn plain(&self) -> Self {
        let crowd = Crowd { within: self.crowd.within.clone(), filter: None, but: Vec::new() };
        Self { crowd, ..self.clone() }
    }
}

impl Tallies {
    /// Returns the position of a population, adding it and its thresholds while they are gathered.
    pub fn id(&mut self, population: Population, cuts: impl IntoIterator<Item = Exact>) -> usize {
        let next = self.all.len();
        let id = *self.ids.entry(population.clone()).or_insert(next);
        if id == next {
            self.all.push(Tally::new(id, population));
        }
        if let (false, Some(tally)) = (self.is_closed, self.all.get_mut(id)) {
            tally.line.cut(cuts);
        }
        id
    }

    /// Returns a count; nothing while thresholds are still gathered.
    pub fn count(&mut self, of: Population, cuts: &[Exact], holds: impl Fn(&Exact) -> bool) -> Option<Linear> {
        let id = self.id(of, cuts.iter().cloned());
        if !self.is_closed {
            return Some(Linear::default());
        }
        self.all.get(id).filter(|t| t.line.cuts.len() <= limits::CUTS).map(|t| t.count(holds))
    }

    /// Ends the gathering of thresholds; a filtered population takes over those of the unfiltered one.
    pub fn close(&mut self) {
        let plain = Population::plain;
        let mut shared: BTreeMap<Population, BTreeSet<Exact>> = BTreeMap::new();
        for tally in &self.all {
            shared.entry(plain(&tally.population)).or_default().extend(tally.line.cuts.iter().cloned());
        }
        for tally in &mut self.all {
            let own = plain(&tally.population);
            tally.line.cuts.extend(shared.get(&own).into_iter().flatten().cloned());
            self.by_plain.entry(own).or_default().push(tally.id);
            tally.pieces = tally.line.pieces();
        }
        self.is_closed = true;
    }

    /// Returns all populations.
    pub fn iter(&self) -> impl Iterator<Item = &Tally> {
        self.all.iter()
    }

    /// Returns a population by its position.
    pub fn get(&self, id: usize) -> Option<&Tally> {
        self.all.get(id)
    }

    /// Remembers what a filter says.
    pub fn filter(&mut self, id: ExprId, filter: &Expr) {
        self.filters.entry(id).or_insert_with(|| filter.clone());
    }

    /// Returns what a filter says.
    pub fn filter_of(&self, id: Option<ExprId>) -> Option<&Expr> {
        self.filters.get(&id?)
    }

    /// Returns populations that together hold all members of one, if there are such: `A` is covered by `A where not C` and
    /// `A where C`. The first given back is the one with the `not`.
    ///
    /// `all_of` tells the conditions of a filter that must all hold.
    pub fn cover(
        &self,
        ids: &Ids<'_>,
        tally: &Tally,
        all_of: impl Fn(&Expr) -> BTreeSet<ExprId>,
    ) -> Option<Vec<usize>> {
        let own = &tally.population;
        let of =
            |filter: Option<ExprId>| -> BTreeSet<ExprId> { self.filter_of(filter).map(&all_of).unwrap_or_default() };
        let base = of(own.crowd.filter);
        let alike = self.by_plain.get(&own.plain())?.iter().filter_map(|id| self.all.get(*id));
        let alike: Vec<(&Tally, BTreeSet<ExprId>)> = alike
            .filter(|t| t.id != tally.id && t.population.crowd.but == own.crowd.but)
            .map(|t| (t, of(t.population.crowd.filter)))
            .filter(|(_, filter)| filter.len() > base.len() && base.is_subset(filter))
            .take(64)
            .collect();
        let covers = |(rest, filter): &(&Tally, BTreeSet<ExprId>)| -> Option<Vec<usize>> {
            let mut all = vec![rest.id];
            for extra in filter.difference(&base) {
                let denied: BTreeSet<ExprId> = ids.denied(*extra)?.into_iter().collect();
                let with =
                    |(_, f): &&(&Tally, BTreeSet<ExprId>)| f.difference(&base).copied().eq(denied.iter().copied());
                all.push(alike.iter().find(with).map(|(t, _)| t.id)?);
            }
            Some(all)
        };
        alike.iter().find_map(covers)
    }

    /// Returns the populations that hold all members of a filtered one: the unfiltered, and those of wider filters.
    pub fn wider(&self, tally: &Tally, implies: impl Fn(&Expr, &Expr) -> bool) -> Vec<usize> {
        let own = &tally.population;
        if own.crowd.filter.is_none() && own.crowd.but.is_empty() {
            return Vec::new();
        }
        let alike = self.by_plain.get(&own.plain());
        let alike = alike.into_iter().flatten().filter_map(|id| self.all.get(*id)).filter(|t| t.id != tally.id);
        alike
            .filter(|other| self.is_within(&own.crowd, &other.population.crowd, &implies))
            .take(64)
            .map(|t| t.id)
            .collect()
    }

    /// Returns whether all members of one population are proved to be members of another of the same level and place.
    pub fn is_within(&self, inner: &Crowd, outer: &Crowd, implies: impl Fn(&Expr, &Expr) -> bool) -> bool {
        let given = || Some((self.filter_of(inner.filter)?, self.filter_of(outer.filter)?));
        inner.within == outer.within
            && outer.but.iter().all(|b| inner.but.contains(b))
            && (outer.filter.is_none() || outer.filter == inner.filter || given().is_some_and(|(a, b)| implies(a, b)))
    }

    /// Remembers the population of which one member stands for all.
    pub fn remember(&mut self, crowd: Crowd) {
        self.each.insert(crowd);
    }

    /// Returns the populations of which one member stands for all.
    pub fn each(&self) -> &BTreeSet<Crowd> {
        &self.each
    }
}

impl Tally {
    /// Returns a tally without thresholds.
    pub fn new(id: usize, population: Population) -> Self {
        Self { id, population, line: Line::default(), pieces: Vec::new() }
    }

    /// Whether the line is cut so often that nothing is said of it.
    pub fn is_too_fine(&self) -> bool {
        self.line.is_too_fine()
    }

    /// Returns how many thresholds there are.
    pub fn n_cuts(&self) -> usize {
        self.line.cuts.len()
    }

    /// Returns a value in each piece, from the lowest piece to the highest, with the piece's ends; none while thresholds
    /// are still gathered.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns how many members satisfy a condition on their value, as a sum of tallies.
    pub fn count(&self, holds: impl Fn(&Exact) -> bool) -> Linear {
        let chosen = self.pieces.iter().enumerate().filter(|(_, p)| holds(&p.sample));
        Linear::sum(chosen.map(|(idx, _)| Figure::Tally(self.id, idx)))
    }
}

impl Line {
    /// Adds thresholds.
    pub fn cut(&mut self, at: impl IntoIterator<Item = Exact>) {
        self.cuts.extend(at);
    }

    /// Whether the line is cut so often that nothing is said of it.
    pub fn is_too_fine(&self) -> bool {
        self.cuts.len() > limits::CUTS
    }

    /// Returns a value in each piece, from the lowest piece to the highest, with the piece's ends.
    pub fn pieces(&self) -> Vec<Piece> {
        let cuts: Vec<&Exact> = self.cuts.iter().collect();
        let mut pieces = Vec::with_capacity(cuts.len() * 2 + 1);
        let half = Exact::ratio(1, 2);
        for (idx, cut) in cuts.iter().enumerate() {
            let below = idx.checked_sub(1).and_then(|i| cuts.get(i)).copied();
            let sample = match below {
                Some(low) => &(low + cut) * &half,
                None => *cut + &-&Exact::ONE,
            };
            pieces.push(Piece { sample, low: below.cloned(), high: Some((*cut).clone()) });
            pieces.push(Piece { sample: (*cut).clone(), low: Some((*cut).clone()), high: Some((*cut).clone()) });
        }
        let last = cuts.last().map(|c| (*c).clone());
        let sample = last.as_ref().map_or(Exact::ZERO, |c| c + &Exact::ONE);
        pieces.push(Piece { sample, low: last, high: None });
        pieces
    }
}

/// A stretch of the number line on which every condition of the tally has one answer.
#[derive(Debug, Clone)]
pub struct Piece {
    /// A value in it.
    pub sample: Exact,
    /// Its lower end (itself outside, unless it is the upper end too).
    pub low: Option<Exact>,
    /// Its upper end.
    pub high: Option<Exact>,
}

/// A condition on one value: comparisons of it with constants, joined by `and`, `or`, `not`.
#[derive(Debug, Clone, Copy)]
pub struct OneValue<'a> {
    /// The value.
    pub subject: &'a Expr,
    condition: &'a Expr,
}

impl<'a> OneValue<'a> {
    /// Returns the condition on one value that an expression is, if it is one.
    pub fn of(ids: &Ids<'_>, condition: &'a Expr) -> Option<Self> {
        let mut subject = None;
        is_on(ids, condition, &mut subject).then_some(())?;
        subject.map(|(subject, _)| Self { subject, condition })
    }

    /// Returns the thresholds of the condition.
    pub fn cuts(&self) -> Vec<Exact> {
        let mut cuts = Vec::new();
        collect_cuts(self.condition, &mut cuts);
        cuts
    }

    /// Returns whether the condition holds for a value.
    pub fn holds(&self, value: &Exact) -> bool {
        holds(self.condition, value)
    }
}

/// Returns a constant's value in base units.
pub fn constant(expr: &Expr) -> Option<Exact> {
    match &expr.kind {
        ExprKind::Quantity(q) => Some(q.base.clone()),
        ExprKind::Neg(a) => constant(a).map(|x| -&x),
        ExprKind::Bool(b) => Some(if *b { Exact::ONE } else { Exact::ZERO }),
        ExprKind::Grade(rank, _) => Some(Exact::from(i64::from(*rank))),
        _ => None,
    }
}

/// Returns whether an operator holds between two numbers.
pub fn compare(op: CompareOp, a: &Exact, b: &Exact) -> bool {
    match op {
        CompareOp::Ge => a >= b,
        CompareOp::Gt => a > b,
        CompareOp::Le => a <= b,
        CompareOp::Lt => a < b,
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
    }
}

/// Returns the ends of `target ± tolerance`.
pub fn about(target: &Exact, tolerance: &Tolerance) -> (Exact, Exact) {
    let width = match tolerance {
        Tolerance::Relative(share) => &target.abs() * share,
        Tolerance::Absolute(amount) => amount.clone(),
    };
    (target + &-&width, target + &width)
}

/// Returns the constant ends of a range, or `None` if one of them is no constant.
pub fn ends(interval: &Interval) -> Option<(Option<Exact>, Option<Exact>)> {
    let end = |e: &Option<Box<Expr>>| match e {
        Some(e) => constant(e).map(Some),
        None => Some(None),
    };
    Some((end(&interval.low)?, end(&interval.high)?))
}

fn is_on<'a>(ids: &Ids<'_>, condition: &'a Expr, subject: &mut Option<(&'a Expr, ExprId)>) -> bool {
    let mut same = |expr: &'a Expr| {
        let own = ids.of(expr);
        subject.get_or_insert((expr, own)).1 == own
    };
    match &condition.kind {
        ExprKind::Compare(_, a, b) if constant(b).is_some() => constant(a).is_none() && same(a),
        ExprKind::Compare(_, a, b) if constant(a).is_some() => same(b),
        ExprKind::Within(a, interval) => ends(interval).is_some() && same(a),
        ExprKind::About(a, b, _) => constant(b).is_some() && same(a),
        ExprKind::Not(a) => is_on(ids, a, subject),
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, a, b) => is_on(ids, a, subject) && is_on(ids, b, subject),
        ExprKind::Value(_) => same(condition),
        _ => false,
    }
}

fn collect_cuts(condition: &Expr, cuts: &mut Vec<Exact>) {
    match &condition.kind {
        ExprKind::Compare(_, a, b) => cuts.extend(constant(b).or_else(|| constant(a))),
        ExprKind::Within(_, interval) => {
            let (low, high) = ends(interval).unwrap_or_default();
            cuts.extend(low.into_iter().chain(high));
        }
        ExprKind::About(_, b, tolerance) => {
            cuts.extend(constant(b).map(|b| about(&b, tolerance)).into_iter().flat_map(|(l, h)| [l, h]));
        }
        ExprKind::Not(a) => collect_cuts(a, cuts),
        ExprKind::Binary(_, a, b) => {
            collect_cuts(a, cuts);
            collect_cuts(b, cuts);
        }
        // A bare flag: no is 0, yes is 1.
        ExprKind::Value(_) => cuts.extend([Exact::ZERO, Exact::ONE]),
        _ => {}
    }
}

fn holds(condition: &Expr, value: &Exact) -> bool {
    match &condition.kind {
        ExprKind::Compare(op, a, b) => match (constant(a), constant(b)) {
            (_, Some(b)) => compare(*op, value, &b),
            (Some(a), _) => compare(*op, &a, value),
            _ => false,
        },
        ExprKind::Within(_, interval) => {
            let (low, high) = ends(interval).unwrap_or_default();
            is_within(interval, low.as_ref(), high.as_ref(), value)
        }
        ExprKind::About(_, b, tolerance) => constant(b).is_some_and(|b| {
            let (low, high) = about(&b, tolerance);
            *value >= low && *value <= high
        }),
        ExprKind::Not(a) => !holds(a, value),
        ExprKind::Binary(BinaryOp::And, a, b) => holds(a, value) && holds(b, value),
        ExprKind::Binary(BinaryOp::Or, a, b) => holds(a, value) || holds(b, value),
        ExprKind::Value(_) => *value == Exact::ONE,
        _ => false,
    }
}

/// Returns whether a value lies in a range with the given ends.
pub fn is_within(interval: &Interval, low: Option<&Exact>, high: Option<&Exact>, value: &Exact) -> bool {
    let above = low.is_none_or(|l| value > l || (!interval.is_low_open && value == l));
    let below = high.is_none_or(|h| value < h || (!interval.is_high_open && value == h));
    above && below
}
