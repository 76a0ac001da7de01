//! Decides whether linear constraints over exact numbers can hold together, and names those that cannot.
//!
//! Variables range over all rationals. A constraint bounds a variable or a linear combination from below or above,
//! strictly or not, and carries a tag of the caller's; [`Simplex::check`] either finds values or returns a
//! [`Conflict`]: tags of constraints that already contradict each other (not always the fewest, but none that is idle
//! in the derivation found). Sound and complete over the rationals.
//!
//! # Source
//! Dutertre and de Moura (2006), A fast linear-arithmetic solver for DPLL(T), CAV, sections 3 and 4: the general
//! simplex with bounds; strict bounds by a symbolic infinitesimal; Bland's rule, so it ends.

use std::cmp::Ordering;

use crate::model::Exact;

/// A variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(usize);

impl Var {
    /// Returns its place in the order in which variables were added.
    pub fn index(self) -> usize {
        self.0
    }
}

/// A side of a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At least.
    Lower,
    /// At most.
    Upper,
}

/// A bound of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Which side.
    pub side: Side,
    /// The value.
    pub value: Exact,
    /// Whether the value itself is excluded.
    pub is_strict: bool,
}

/// Tags of constraints that cannot hold together, sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict(pub Vec<usize>);

/// A number plus an infinitesimal multiple.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    real: Exact,
    delta: Exact,
}

#[derive(Debug, Clone, Default)]
struct Limit {
    lower: Option<(Near, usize)>,
    upper: Option<(Near, usize)>,
}

/// A set of linear constraints.
#[derive(Debug, Clone, Default)]
pub struct Simplex {
    limits: Vec<Limit>,
    values: Vec<Near>,
    /// Basic variables as combinations of the others; for the others nothing.
    rows: Vec<Option<Row>>,
    /// The bounds that were replaced, the last at the end.
    trail: Vec<Replaced>,
}

/// A combination of variables in their order, no factor zero: short, so a list.
type Row = Vec<(usize, Exact)>;

/// A bound that was replaced by a tighter one.
#[derive(Debug, Clone)]
struct Replaced {
    var: usize,
    side: Side,
    before: Option<(Near, usize)>,
}

/// The bounds of a moment, to come back to: how many had been replaced by then.
///
/// Copies of all bounds took longer than the reasoning where many obligations speak of few figures.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

impl Near {
    fn plus(&self, other: &Near, times: &Exact) -> Near {
        Near { real: &self.real + &(&other.real * times), delta: &self.delta + &(&other.delta * times) }
    }
}

impl Simplex {
    /// Returns a set without variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an unbounded variable.
    pub fn variable(&mut self) -> Var {
        self.limits.push(Limit::default());
        self.values.push(Near { real: Exact::ZERO, delta: Exact::ZERO });
        self.rows.push(None);
        Var(self.limits.len() - 1)
    }

    /// Adds a variable that equals a linear combination.
    pub fn combination(&mut self, terms: &[(Var, Exact)]) -> Var {
        let var = self.variable();
        let mut row = Row::with_capacity(terms.len());
        for (Var(term), factor) in terms.iter().filter(|(_, factor)| !factor.is_zero()) {
            match self.row(*term) {
                Some(inner) => row = plus(&row, inner, factor),
                None if row.last().is_none_or(|(last, _)| last < term) => row.push((*term, factor.clone())),
                None => row = plus(&row, &[(*term, Exact::ONE)], factor),
            }
        }
        let value = self.evaluate(&row);
        if let Some(slot) = self.values.get_mut(var.0) {
            *slot = value;
        }
        if let Some(slot) = self.rows.get_mut(var.0) {
            *slot = Some(row);
        }
        var
    }

    /// Bounds a variable; a bound weaker than one that is there changes nothing.
    ///
    /// # Errors
    /// The conflict with the bound on the other side.
    pub fn bound(&mut self, var: Var, bound: &Bound, tag: usize) -> Result<(), Conflict> {
        let delta = match (bound.is_strict, bound.side) {
            (false, _) => Exact::ZERO,
            (true, Side::Lower) => Exact::ONE,
            (true, Side::Upper) => -&Exact::ONE,
        };
        let near = Near { real: bound.value.clone(), delta };
        let Some(limit) = self.limits.get_mut(var.0) else { return Ok(()) };
        let (own, other) = match bound.side {
            Side::Lower => (&mut limit.lower, &limit.upper),
            Side::Upper => (&mut limit.upper, &limit.lower),
        };
        let is_beyond = |a: &Near, b: &Near| match bound.side {
            Side::Lower => a > b,
            Side::Upper => a < b,
        };
        if let Some((old, held)) = own.as_ref().filter(|(old, _)| !is_beyond(&near, old)) {
            // Of equal bounds the least tag is blamed, so that the order in which they come says nothing.
            if tag < *held && near == *old {
                let before = own.replace((near, tag));
                self.trail.push(Replaced { var: var.0, side: bound.side, before });
            }
            return Ok(());
        }
        if let Some((_, there)) = other.as_ref().filter(|(value, _)| is_beyond(&near, value)) {
            return Err(conflict([*there, tag]));
        }
        let before = own.replace((near.clone(), tag));
        self.trail.push(Replaced { var: var.0, side: bound.side, before });
        let current = self.values.get(var.0).cloned();
        if self.row(var.0).is_none() && current.is_some_and(|v| is_beyond(&near, &v)) {
            self.update(var.0, near);
        }
        Ok(())
    }

    /// Decides whether all bounds can hold together.
    ///
    /// # Errors
    /// Constraints that cannot.
    pub fn check(&mut self) -> Result<(), Conflict> {
        while let Some((basic, is_low)) = self.violated() {
            let Some(row) = self.row(basic) else { return Ok(()) };
            let entering = row.iter().find(|(v, f)| self.can_move(*v, f.is_positive() == is_low)).map(|(v, _)| *v);
            let Some(entering) = entering else { return Err(self.explain(basic, is_low)) };
            let Some(goal) = self.limit(basic, is_low).map(|(near, _)| near.clone()) else { return Ok(()) };
            self.pivot_and_update(basic, entering, goal);
        }
        Ok(())
    }

    /// Remembers all bounds.
    pub fn mark(&self) -> Mark {
        Mark(self.trail.len())
    }

    /// Puts the bounds back to what they were at the mark; variables added since stay, unbounded.
    ///
    /// A mark holds until bounds are put back to an earlier one. Bounds only become wider here, so that the values of
    /// variables that are not basic stay between them, as `check` expects to find them.
    pub fn back_to(&mut self, mark: Mark) {
        while self.trail.len() > mark.0 {
            let Some(Replaced { var, side, before }) = self.trail.pop() else { return };
            if let Some(limit) = self.limits.get_mut(var) {
                let own = match side {
                    Side::Lower => &mut limit.lower,
                    Side::Upper => &mut limit.upper,
                };
                *own = before;
            }
        }
    }

    /// Returns values that satisfy all bounds, after a successful [`Simplex::check`], one for each variable in the
    /// order in which they were added.
    pub fn solution(&self) -> Vec<Exact> {
        let step = self.step();
        self.values.iter().map(|v| &v.real + &(&v.delta * &step)).collect()
    }

    /// A positive number small enough that it may stand for the infinitesimal.
    fn step(&self) -> Exact {
        let mut step = Exact::ONE;
        let mut narrow = |low: &Near, high: &Near| {
            if low.real < high.real && low.delta > high.delta {
                let room = (&high.real + &-&low.real).checked_div(&(&low.delta + &-&high.delta));
                if let Some(room) = room.filter(|r| *r < step) {
                    step = room;
                }
            }
        };
        for (limit, value) in self.limits.iter().zip(&self.values) {
            limit.lower.iter().for_each(|(low, _)| narrow(low, value));
            limit.upper.iter().for_each(|(high, _)| narrow(value, high));
        }
        step
    }

    /// The first basic variable outside its bounds, and whether it is too low.
    fn violated(&self) -> Option<(usize, bool)> {
        self.basics().find_map(|(basic, _)| {
            let value = self.values.get(basic)?;
            let limit = self.limits.get(basic)?;
            if limit.lower.as_ref().is_some_and(|(low, _)| value < low) {
                return Some((basic, true));
            }
            limit.upper.as_ref().is_some_and(|(high, _)| value > high).then_some((basic, false))
        })
    }

    fn row(&self, var: usize) -> Option<&Row> {
        self.rows.get(var)?.as_ref()
    }

    fn basics(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.rows.iter().enumerate().filter_map(|(basic, row)| Some((basic, row.as_ref()?)))
    }

    fn limit(&self, var: usize, is_low: bool) -> Option<&(Near, usize)> {
        let limit = self.limits.get(var)?;
        if is_low { limit.lower.as_ref() } else { limit.upper.as_ref() }
    }

    fn can_move(&self, var: usize, is_up: bool) -> bool {
        let Some(value) = self.values.get(var) else { return false };
        match self.limit(var, !is_up) {
            Some((end, _)) if is_up => value < end,
            Some((end, _)) => value > end,
            None => true,
        }
    }

    fn explain(&self, basic: usize, is_low: bool) -> Conflict {
        let own = self.limit(basic, is_low).map(|(_, tag)| *tag);
        let row = self.row(basic).into_iter().flatten();
        let others = row.filter_map(|(v, f)| self.limit(*v, f.is_positive() != is_low).map(|(_, tag)| *tag));
        conflict(own.into_iter().chain(others))
    }

    fn evaluate(&self, row: &Row) -> Near {
        let zero = Near { real: Exact::ZERO, delta: Exact::ZERO };
        row.iter().fold(zero, |sum, (v, f)| match self.values.get(*v) {
            Some(value) => sum.plus(value, f),
            None => sum,
        })
    }

    /// Moves a variable that is not basic, and with it the basic ones.
    fn update(&mut self, var: usize, value: Near) {
        let Some(old) = self.values.get(var).cloned() else { return };
        let change = value.plus(&old, &-&Exact::ONE);
        for (row, slot) in self.rows.iter().zip(&mut self.values) {
            if let Some(factor) = row.as_ref().and_then(|row| factor(row, var)) {
                *slot = slot.plus(&change, factor);
            }
        }
        if let Some(slot) = self.values.get_mut(var) {
            *slot = value;
        }
    }

    fn pivot_and_update(&mut self, basic: usize, entering: usize, goal: Near) {
        let Some(factor) = self.row(basic).and_then(|row| factor(row, entering)) else { return };
        let (Some(old), Some(inverse)) = (self.values.get(basic).cloned(), Exact::ONE.checked_div(factor)) else {
            return;
        };
        let change = goal.plus(&old, &-&Exact::ONE);
        let moved = self.values.get(entering).map(|v| v.plus(&change, &inverse));
        if let Some(moved) = moved {
            self.update(entering, moved);
        }
        self.pivot(basic, entering, &inverse);
    }

    /// Exchanges a basic variable and one of its row; `inverse` is 1 over the factor of the latter.
    fn pivot(&mut self, basic: usize, entering: usize, inverse: &Exact) {
        let Some(row) = self.rows.get_mut(basic).and_then(Option::take) else { return };
        let less = -inverse;
        let rest = row.iter().filter(|(v, _)| *v != entering).map(|(v, f)| (*v, f * &less));
        let solved = plus(&rest.collect::<Row>(), &[(basic, Exact::ONE)], inverse);
        for other in self.rows.iter_mut().flatten() {
            if let Ok(at) = other.binary_search_by_key(&entering, |(v, _)| *v) {
                let (_, factor) = other.remove(at);
                *other = plus(other, &solved, &factor);
            }
        }
        if let Some(slot) = self.rows.get_mut(entering) {
            *slot = Some(solved);
        }
    }
}

/// Returns the factor of a variable in a combination.
fn factor(row: &Row, var: usize) -> Option<&Exact> {
    let at = row.binary_search_by_key(&var, |(v, _)| *v).ok()?;
    row.get(at).map(|(_, factor)| factor)
}

/// Returns the sum of a combination and a multiple of another.
fn plus(row: &[(usize, Exact)], other: &[(usize, Exact)], times: &Exact) -> Row {
    let mut sum = Row::with_capacity(row.len() + other.len());
    let (mut own, mut added) = (row.iter().peekable(), other.iter().peekable());
    loop {
        let order = match (own.peek(), added.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return sum,
        };
        let term = match order {
            Ordering::Less => own.next().cloned(),
            Ordering::Greater => added.next().map(|(v, f)| (*v, f * times)),
            Ordering::Equal => own.next().zip(added.next()).map(|((v, a), (_, b))| (*v, a + &(b * times))),
        };
        sum.extend(term.filter(|(_, factor)| !factor.is_zero()));
    }
}

fn conflict(tags: impl IntoIterator<Item = usize>) -> Conflict {
    let mut tags: Vec<usize> = tags.into_iter().collect();
    tags.sort_unstable();
    tags.dedup();
    Conflict(tags)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at_least(value: i64) -> Bound {
        Bound { side: Side::Lower, value: Exact::from(value), is_strict: false }
    }

    fn below(value: i64) -> Bound {
        Bound { side: Side::Upper, value: Exact::from(value), is_strict: true }
    }

    #[test]
    fn names_the_constraints_that_contradict() {
        let mut s = Simplex::new();
        let (x, y, z) = (s.variable(), s.variable(), s.variable());
        let sum = s.combination(&[(x, Exact::ONE), (y, Exact::ONE)]);
        s.bound(x, &at_least(20), 0).unwrap();
        s.bound(y, &at_least(130), 1).unwrap();
        s.bound(z, &at_least(7), 2).unwrap();
        s.bound(sum, &below(150), 3).unwrap();
        assert_eq!(s.check(), Err(Conflict(vec![0, 1, 3])));
    }

    #[test]
    fn strict_bounds_leave_room_or_not() {
        let mut s = Simplex::new();
        let x = s.variable();
        let double = s.combination(&[(x, Exact::from(2))]);
        s.bound(x, &at_least(5), 0).unwrap();
        let mark = s.mark();
        s.bound(double, &below(11), 1).unwrap();
        assert_eq!(s.check(), Ok(()));
        let found = s.solution();
        assert!(found.first().unwrap() >= &Exact::from(5) && found.get(1).unwrap() < &Exact::from(11));
        s.back_to(mark);
        s.bound(double, &below(10), 1).unwrap();
        assert_eq!(s.check(), Err(Conflict(vec![0, 1])));
    }
}
