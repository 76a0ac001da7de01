//! The direct answer for one obligation by itself: each figure lies in an interval, and one form over them in another.
//!
//! Complete where at most one demand (facts included) speaks of several figures; anything else is [`Answer::Unknown`]
//! and goes to the linear program. Nearly all obligations of a real plan are of this kind.

use super::figure::{Figure, Linear};
use super::obligation::{Demand, Obligation};
use super::tally;
use crate::model::{CompareOp, Exact};

/// What one obligation came to by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// No possible value satisfies it.
    Impossible,
    /// Every possible value does.
    Always,
    /// Neither.
    Open,
    /// Not decided here.
    Unknown,
}

/// An end of an interval and whether it is itself outside.
type End = Option<(Exact, bool)>;

/// Where each figure lies; few, so a list.
#[derive(Debug, Clone, Default)]
struct Intervals<'a>(Vec<(&'a Figure, End, End)>);

/// Returns what one obligation comes to under the facts.
pub fn judge(facts: &[&Demand], own: &Obligation) -> Answer {
    let several = |d: &&Demand| d.form.terms.len() > 1;
    let is_simple = |d: &Demand| !matches!(d.op, CompareOp::Ne);
    let n_several = facts.iter().copied().filter(several).count() + own.demands.iter().filter(|d| several(d)).count();
    if n_several > 1 || facts.iter().any(several) || !own.demands.iter().all(is_simple) || facts.len() > 64 {
        return Answer::Unknown;
    }
    let mut known = Intervals::default();
    if !facts.iter().all(|d| known.bound(d)) {
        // Facts that contradict each other are reported elsewhere.
        return Answer::Open;
    }
    let is_idle = own.is_exact && own.demands.iter().all(|d| d.negations().iter().all(|n| !known.admits(n)));
    let mut asked = known.clone();
    let (forms, plain): (Vec<&Demand>, Vec<&Demand>) = own.demands.iter().partition(several);
    let can_hold = plain.iter().all(|d| asked.bound(d)) && forms.iter().all(|d| asked.admits(d));
    match (can_hold, is_idle) {
        (false, _) => Answer::Impossible,
        (true, true) => Answer::Always,
        (true, false) => Answer::Open,
    }
}

impl<'a> Intervals<'a> {
    /// Narrows the interval of the one figure of a demand; returns whether a value is left.
    fn bound(&mut self, demand: &'a Demand) -> bool {
        let Some((figure, weight)) = demand.form.terms.iter().next() else {
            return tally::compare(demand.op, &demand.form.constant.0, &Exact::ZERO);
        };
        let Some(limit) = (-&demand.form.constant.0).checked_div(weight) else { return true };
        let is_number = matches!(figure, Figure::Tally(..) | Figure::Size(_));
        let (is_low, is_high, is_open) = sides(demand.op, weight.is_negative());
        let slot = match self.0.iter().position(|(f, ..)| *f == figure) {
            Some(idx) => idx,
            None => {
                self.0.push((figure, None, None));
                self.0.len() - 1
            }
        };
        let Some((_, low, high)) = self.0.get_mut(slot) else { return true };
        if is_low {
            let end = if is_number { next_whole(&limit, is_open) } else { (limit.clone(), is_open) };
            if low.as_ref().is_none_or(|(l, open)| end.0 > *l || (end.0 == *l && end.1 && !open)) {
                *low = Some(end);
            }
        }
        if is_high {
            let end = if is_number { last_whole(&limit, is_open) } else { (limit, is_open) };
            if high.as_ref().is_none_or(|(h, open)| end.0 < *h || (end.0 == *h && end.1 && !open)) {
                *high = Some(end);
            }
        }
        match (low, high) {
            (Some((l, a)), Some((h, b))) => *l < *h || (*l == *h && !*a && !*b),
            _ => true,
        }
    }

    /// Whether some values within the intervals satisfy a demand.
    fn admits(&self, demand: &Demand) -> bool {
        if demand.form.as_constant().is_some() {
            return tally::compare(demand.op, &demand.form.constant.0, &Exact::ZERO);
        }
        let (low, high) = self.range(&demand.form);
        let above =
            |strict: bool| high.as_ref().is_none_or(|(h, open)| h.is_positive() || (h.is_zero() && !open && !strict));
        let below =
            |strict: bool| low.as_ref().is_none_or(|(l, open)| l.is_negative() || (l.is_zero() && !open && !strict));
        // Numbers of entities are whole, as are sums of them: `n > 0` needs 1.
        match demand.op {
            CompareOp::Ge => above(false),
            CompareOp::Gt => above(true),
            CompareOp::Le => below(false),
            CompareOp::Lt => below(true),
            CompareOp::Eq => above(false) && below(false),
            CompareOp::Ne => true,
        }
    }

    /// The interval of a form whose figures move freely in theirs.
    fn range(&self, form: &Linear) -> (End, End) {
        let constant = (form.constant.0.clone(), false);
        let (mut low, mut high) = (Some(constant.clone()), Some(constant));
        for (figure, weight) in form.terms.iter() {
            let ends = self.0.iter().find(|(f, ..)| *f == figure);
            let (l, h) = ends.map_or((&None, &None), |(_, l, h)| (l, h));
            let (l, h) = if weight.is_negative() { (h, l) } else { (l, h) };
            low = plus(low, l, weight);
            high = plus(high, h, weight);
        }
        (low, high)
    }
}

/// Which ends a comparison bounds, and whether strictly.
fn sides(op: CompareOp, is_turned: bool) -> (bool, bool, bool) {
    let (low, high, open) = match op {
        CompareOp::Ge => (true, false, false),
        CompareOp::Gt => (true, false, true),
        CompareOp::Le => (false, true, false),
        CompareOp::Lt => (false, true, true),
        CompareOp::Eq | CompareOp::Ne => (true, true, false),
    };
    if is_turned { (high, low, open) } else { (low, high, open) }
}

fn plus(sum: End, end: &End, weight: &Exact) -> End {
    let ((sum, a), (end, b)) = (sum?, end.as_ref()?);
    Some((&sum + &(end * weight), a || *b))
}

fn next_whole(limit: &Exact, is_open: bool) -> (Exact, bool) {
    (if is_open { &limit.floor() + &Exact::ONE } else { limit.ceil() }, false)
}

fn last_whole(limit: &Exact, is_open: bool) -> (Exact, bool) {
    (if is_open { &limit.ceil() + &-&Exact::ONE } else { limit.floor() }, false)
}
