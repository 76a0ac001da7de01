//! Figures of a witness as somebody can type them in: whole numbers where that is possible, else few decimals.
//!
//! Reasoning finds some solution, often a quotient such as 6.344171292…个. Figures near it that are shorter are tried and
//! judged again; they count only where both versions come to the same verdicts as before.

use dabiao_lang::model::{Exact, Given, GivenValue, Quantity, Rounding};

/// No more figures than these are rounded each by itself, down or up: that is two to their number of trials.
const MOST_APART: usize = 4;

/// Returns figures that can be typed in and are as good (both versions come to the same verdicts), else those given.
pub(super) fn typed_in(givens: Vec<Given>, is_as_good: &dyn Fn(&[Given]) -> bool) -> Vec<Given> {
    let crooked: Vec<usize> = (0..givens.len()).filter(|n| givens.get(*n).is_some_and(is_crooked)).collect();
    if crooked.is_empty() {
        return givens;
    }
    // Each is made when those before it have failed: the first is good enough nearly always.
    let rounded = [0, 1, 2, 4].into_iter().flat_map(|digits| {
        let unit = Exact::ratio(1, 10_i128.pow(digits));
        let (givens, crooked) = (&givens, &crooked);
        let alike = {
            let unit = unit.clone();
            [Way::Near, Way::Down, Way::Up].into_iter().map(move |way| changed(givens, |_, x| way.apply(x, &unit)))
        };
        let n_choices = if crooked.len() <= MOST_APART { 1_u32 << crooked.len() } else { 0 };
        let apart = (0..n_choices).map(move |choice| {
            changed(givens, |n, x| {
                let at = crooked.iter().position(|c| *c == n);
                let is_up = at.is_some_and(|at| choice >> at & 1 == 1);
                if is_up { Way::Up.apply(x, &unit) } else { Way::Down.apply(x, &unit) }
            })
        });
        alike.chain(apart)
    });
    // A ratio stays what it is where all figures grow alike.
    let grown = [10, 100, 1_000, 10_000]
        .into_iter()
        .map(|factor| changed(&givens, |_, x| Way::Near.apply(&(x * &Exact::from(factor)), &Exact::ONE)));
    let found = rounded.chain(grown).find(|tried| is_as_good(tried));
    found.unwrap_or(givens)
}

/// Whether a figure is no whole number of its unit; shares and rates have two decimals.
fn is_crooked(given: &Given) -> bool {
    match &given.value {
        GivenValue::Quantity(q) => {
            let is_ratio = q.unit.as_ref().is_none_or(|u| u.dim == dabiao_lang::model::Dim::ratio());
            let digits = q.value.decimal_digits();
            digits.is_none_or(|n| n > if is_ratio { 2 } else { 0 })
        }
        _ => false,
    }
}

/// How a figure becomes a shorter one.
#[derive(Clone, Copy)]
enum Way {
    Near,
    Down,
    Up,
}

impl Way {
    /// Returns the multiple of a step that lies near, below or above a figure.
    fn apply(self, x: &Exact, step: &Exact) -> Exact {
        let n = x.checked_div(step).unwrap_or_else(|| x.clone());
        let whole = match self {
            Way::Near => n.round(0, Rounding::HalfUp),
            Way::Down => n.floor(),
            Way::Up => n.ceil(),
        };
        &whole * step
    }
}

/// Returns figures of which those that are crooked have another value, in their own unit.
fn changed(givens: &[Given], change: impl Fn(usize, &Exact) -> Exact) -> Vec<Given> {
    let one = |(n, given): (usize, &Given)| {
        let mut given = given.clone();
        if let GivenValue::Quantity(q) = &mut given.value
            && let Some(shorter) = shorter(q, n, &change)
        {
            *q = shorter;
        }
        given
    };
    givens.iter().enumerate().map(one).collect()
}

fn shorter(q: &Quantity, n: usize, change: &impl Fn(usize, &Exact) -> Exact) -> Option<Quantity> {
    let value = change(n, &q.value);
    let base = match &q.unit {
        Some(unit) => &value * &unit.factor,
        None => value.clone(),
    };
    let digits = value.decimal_digits()?;
    Some(Quantity { value, base, digits, ..q.clone() })
}
