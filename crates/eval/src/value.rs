//! What an expression came to: the values that the missing figures still allow, or why there is none.
//!
//! A [`Val`] is a range of numbers, a truth value, a text, or the statement that nobody is meant. INVARIANT: a range
//! holds every value that some admissible completion of the missing figures gives; it may hold more, never less. A
//! [`Fault`] says that an unknown comes from figures that are wrong rather than missing.

use std::sync::Arc;

use dabiao_data::EntityId;
use dabiao_lang::model::{Exact, IndicatorId, Period, Unit};

/// The possible values of a number; an end that is `None` is unbounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) low: Option<Exact>,
    pub(crate) high: Option<Exact>,
    /// The distance of the possible values from one another, starting at `low`, where they are not dense.
    pub(crate) step: Option<Exact>,
    /// Which ends are not possible themselves: `…` is more than 0 and less than the unit shown.
    pub(crate) without: Without,
}

/// The ends of a range that do not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Without {
    pub(crate) low: bool,
    pub(crate) high: bool,
}

/// What an expression came to.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A number, or the rank of a grade.
    Num(Range),
    /// A truth value; `None` is unknown.
    Truth(Option<bool>),
    /// A text; `None` is unknown.
    Text(Option<Arc<str>>),
    /// An aggregate over nobody.
    Empty,
    /// The figure does not apply to the entity.
    NotApplicable,
}

/// What an expression came to, and how far it can be trusted.
#[derive(Debug, Clone)]
pub(crate) struct Val {
    pub(crate) what: What,
    /// Why it is unknown, where figures are wrong.
    pub(crate) fault: Option<Fault>,
    /// Whether some completion leaves the aggregate without any member.
    pub(crate) may_be_empty: bool,
}

/// What is wrong with figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) cause: Cause,
    /// Whether the value itself is wrong; a wrong member of an aggregate merely widens it.
    pub(crate) is_hard: bool,
}

/// Why a value is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The cell is in conflict, ill-typed or impossible.
    Cell { indicator: IndicatorId, entity: EntityId, period: Option<Period> },
    /// A denominator is zero.
    ZeroDivision,
    /// The base of a growth is not positive.
    BaseNotPositive,
    /// Growth for each year over no year at all.
    NoYears,
    /// Two values that cannot be compared.
    IllTyped,
    /// There is no entity of that level above.
    NoAncestor,
    /// An entity that is ranked among others to whom it does not belong.
    NotAmong,
    /// A computed value lies outside what is possible.
    OutOfRange(IndicatorId),
    /// A formula that leads back to itself.
    Depth,
    /// Two exceptions fit with different targets.
    Exceptions,
}

impl Range {
    /// Returns the range of one value.
    pub(crate) fn exact(value: Exact) -> Self {
        Self::between(Some(value.clone()), Some(value))
    }

    /// Returns a range between two ends.
    pub(crate) fn between(low: Option<Exact>, high: Option<Exact>) -> Self {
        Self { low, high, step: None, without: Without::default() }
    }

    /// Returns the range of whole steps between two ends.
    pub(crate) fn stepped(low: Exact, high: Exact, step: Exact) -> Self {
        Self { step: Some(step), ..Self::between(Some(low), Some(high)) }
    }

    /// Returns the range between two ends that do not belong to it.
    pub(crate) fn strictly_between(low: Exact, high: Exact) -> Self {
        Self { without: Without { low: true, high: true }, ..Self::between(Some(low), Some(high)) }
    }

    /// Takes the ends named out of the range.
    fn but(self, low: bool, high: bool) -> Self {
        Self { without: Without { low: low && self.low.is_some(), high: high && self.high.is_some() }, ..self }
    }

    /// Returns the range of every number.
    pub(crate) fn unbounded() -> Self {
        Self::between(None, None)
    }

    /// Returns the value, where there is only one.
    pub(crate) fn value(&self) -> Option<&Exact> {
        match (&self.low, &self.high) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }

    pub(crate) fn neg(&self) -> Self {
        Self::between(self.high.as_ref().map(|x| -x), self.low.as_ref().map(|x| -x))
            .but(self.without.high, self.without.low)
    }

    pub(crate) fn add(&self, other: &Range) -> Self {
        let sum = |a: &Option<Exact>, b: &Option<Exact>| Some(a.as_ref()? + b.as_ref()?);
        let (a, b) = (self.without, other.without);
        Self::between(sum(&self.low, &other.low), sum(&self.high, &other.high)).but(a.low || b.low, a.high || b.high)
    }

    pub(crate) fn sub(&self, other: &Range) -> Self {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Range) -> Self {
        if let (Some(a), Some(b)) = (self.value(), other.value()) {
            return Self::exact(a * b);
        }
        let (a, b) = (self.corners(), other.corners());
        let products: Vec<Corner> = a.iter().flat_map(|x| b.iter().map(move |y| x.times(y))).collect();
        // Of equal ends the one that is possible counts.
        let low = products.iter().min_by(|x, y| (&x.at, x.is_out).cmp(&(&y.at, y.is_out)));
        let high = products.iter().max_by(|x, y| (&x.at, !x.is_out).cmp(&(&y.at, !y.is_out)));
        let is_out = |c: Option<&Corner>| c.is_some_and(|c| c.is_out);
        Self::between(low.and_then(|c| c.at.finite()), high.and_then(|c| c.at.finite())).but(is_out(low), is_out(high))
    }

    fn corners(&self) -> [Corner; 2] {
        let low = self.low.clone().map_or(Ext::NegInf, Ext::Fin);
        let high = self.high.clone().map_or(Ext::PosInf, Ext::Fin);
        [Corner { at: low, is_out: self.without.low }, Corner { at: high, is_out: self.without.high }]
    }

    /// Returns the quotient; the second range must not hold zero.
    fn div_nonzero(&self, other: &Range) -> Self {
        let recip = |x: &Option<Exact>| match x {
            Some(x) => Exact::ONE.checked_div(x),
            None => Some(Exact::ZERO),
        };
        let turned = Self::between(recip(&other.high), recip(&other.low)).but(other.without.high, other.without.low);
        self.mul(&turned)
    }

    /// Returns the quotient, or the fault of a denominator that is known to be zero.
    pub(crate) fn div(&self, other: &Range) -> Result<Self, Cause> {
        if let (Some(a), Some(b)) = (self.value(), other.value()) {
            return a.checked_div(b).map(Self::exact).ok_or(Cause::ZeroDivision);
        }
        if other.value().is_some_and(Exact::is_zero) {
            return Err(Cause::ZeroDivision);
        }
        let is_above = other.is_positive();
        let is_below = other.neg().is_positive();
        Ok(if is_above || is_below { self.div_nonzero(other) } else { Self::unbounded() })
    }

    /// Returns whether every possible value is more than 0.
    pub(crate) fn is_positive(&self) -> bool {
        self.low.as_ref().is_some_and(|l| l.is_positive() || (l.is_zero() && self.without.low))
    }

    /// Returns whether no possible value is more than 0.
    pub(crate) fn is_never_positive(&self) -> bool {
        self.high.as_ref().is_some_and(|h| !h.is_positive())
    }

    /// Returns the smallest range that holds both.
    pub(crate) fn hull(&self, other: &Range) -> Self {
        let low = lower(self.low_end(), other.low_end());
        let high = lower(self.neg().low_end(), other.neg().low_end());
        Self::between(low.0, high.0.map(|x| -&x)).but(low.1, high.1)
    }

    /// Returns the lower end and whether it is left out.
    fn low_end(&self) -> (Option<Exact>, bool) {
        (self.low.clone(), self.without.low)
    }

    /// Returns the values that both allow; this range where they have none in common.
    pub(crate) fn within(&self, other: &Range) -> Self {
        let low = higher(self.low_end(), other.low_end());
        let high = higher(self.neg().low_end(), other.neg().low_end());
        let met = Self::between(low.0, high.0.map(|x| -&x)).but(low.1, high.1);
        let is_sound = match (&met.low, &met.high) {
            (Some(l), Some(h)) => l < h || (l == h && met.without == Without::default()),
            _ => true,
        };
        if is_sound { met } else { self.clone() }
    }

    /// Returns the range of the least of several; at least one.
    pub(crate) fn least<'r>(all: impl Iterator<Item = &'r Range> + Clone) -> Self {
        let low = all.clone().map(Range::low_end).reduce(lower).unwrap_or((None, false));
        // The least is at most the smallest of the upper ends.
        let turned: Vec<Range> = all.map(Range::neg).collect();
        let high = turned.iter().map(Range::low_end).reduce(higher).unwrap_or((None, false));
        Self::between(low.0, high.0.map(|x| -&x)).but(low.1, high.1)
    }

    /// Returns the range of what is not finished and can only grow.
    pub(crate) fn and_more(self) -> Self {
        let is_out = self.without.low;
        Self::between(self.low, None).but(is_out, false)
    }

    /// Applies a function that never reverses the order of two numbers.
    pub(crate) fn map_rising(&self, f: impl Fn(&Exact) -> Exact) -> Self {
        Self::between(self.low.as_ref().map(&f), self.high.as_ref().map(&f))
    }
}

/// Returns the lower of two lower ends, where `None` is below everything; a possible end is below one left out.
fn lower(a: (Option<Exact>, bool), b: (Option<Exact>, bool)) -> (Option<Exact>, bool) {
    if (&a.0, a.1) <= (&b.0, b.1) { a } else { b }
}

/// Returns the higher of two lower ends, where `None` is below everything.
fn higher(a: (Option<Exact>, bool), b: (Option<Exact>, bool)) -> (Option<Exact>, bool) {
    if (&a.0, a.1) >= (&b.0, b.1) { a } else { b }
}

/// An end of a range in a product, and whether it is left out.
#[derive(Debug, Clone)]
struct Corner {
    at: Ext,
    is_out: bool,
}

impl Corner {
    fn times(&self, other: &Corner) -> Corner {
        let is_nothing = |c: &Corner| !c.is_out && matches!(&c.at, Ext::Fin(x) if x.is_zero());
        // Nothing times anything is nothing, however the other end is meant.
        let is_out = (self.is_out || other.is_out) && !is_nothing(self) && !is_nothing(other);
        Corner { at: self.at.times(&other.at), is_out }
    }
}

/// A number or an infinity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ext {
    NegInf,
    Fin(Exact),
    PosInf,
}

impl Ext {
    fn sign(&self) -> i32 {
        match self {
            Ext::NegInf => -1,
            Ext::PosInf => 1,
            Ext::Fin(x) if x.is_zero() => 0,
            Ext::Fin(x) => {
                if x.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }

    fn times(&self, other: &Ext) -> Ext {
        if let (Ext::Fin(a), Ext::Fin(b)) = (self, other) {
            return Ext::Fin(a * b);
        }
        match self.sign() * other.sign() {
            0 => Ext::Fin(Exact::ZERO),
            s if s < 0 => Ext::NegInf,
            _ => Ext::PosInf,
        }
    }

    /// Returns the number, where it is one.
    pub(crate) fn finite(&self) -> Option<Exact> {
        match self {
            Ext::Fin(x) => Some(x.clone()),
            _ => None,
        }
    }
}

impl Fault {
    pub(crate) fn hard(cause: Cause) -> Self {
        Self { cause, is_hard: true }
    }

    /// Returns the graver of two faults, the first where both are alike.
    pub(crate) fn worse(a: Option<Fault>, b: Option<Fault>) -> Option<Fault> {
        match (a, b) {
            (Some(x), Some(y)) => Some(if y.is_hard && !x.is_hard { y } else { x }),
            (x, y) => x.or(y),
        }
    }

    /// Returns the fault as it counts within an aggregate.
    pub(crate) fn soft(self) -> Self {
        Self { is_hard: false, ..self }
    }

    /// Returns the fault as it counts where the value is one of several: a wrong figure is merely unknown, while a
    /// division by zero stays one.
    pub(crate) fn of_part(self) -> Self {
        match self.cause {
            Cause::Cell { .. } | Cause::OutOfRange(_) => self.soft(),
            _ => self,
        }
    }
}

impl Val {
    pub(crate) fn of(what: What) -> Self {
        Self { what, fault: None, may_be_empty: false }
    }

    pub(crate) fn num(value: Exact) -> Self {
        Self::of(What::Num(Range::exact(value)))
    }

    pub(crate) fn range(range: Range) -> Self {
        Self::of(What::Num(range))
    }

    pub(crate) fn truth(value: Option<bool>) -> Self {
        Self::of(What::Truth(value))
    }

    pub(crate) fn text(value: Option<Arc<str>>) -> Self {
        Self::of(What::Text(value))
    }

    /// Returns an unknown number that is wrong for a reason.
    pub(crate) fn fault(cause: Cause) -> Self {
        Self::range(Range::unbounded()).with(Some(Fault::hard(cause)))
    }

    /// Returns the value as one of several: what is wrong with a figure makes it unknown, not the whole.
    pub(crate) fn part(self) -> Self {
        Self { fault: self.fault.map(Fault::of_part), ..self }
    }

    /// Returns the value of a whole: where it is one number whatever stands in the place of a wrong part, nothing is wrong
    /// with it.
    pub(crate) fn whole(self) -> Self {
        let is_settled = !self.may_be_empty && self.as_range().is_some_and(|r| r.value().is_some());
        Self { fault: self.fault.filter(|f| f.is_hard || !is_settled), ..self }
    }

    /// Adds a fault.
    pub(crate) fn with(mut self, fault: Option<Fault>) -> Self {
        self.fault = Fault::worse(self.fault, fault);
        self
    }

    /// Returns the range of a number.
    pub(crate) fn as_range(&self) -> Option<&Range> {
        match &self.what {
            What::Num(r) => Some(r),
            _ => None,
        }
    }

    /// Returns the number, where it is known.
    pub(crate) fn as_exact(&self) -> Option<&Exact> {
        if self.fault.is_some_and(|f| f.is_hard) || self.may_be_empty {
            return None;
        }
        self.as_range()?.value()
    }

    /// Returns whether the value is one single known thing.
    pub(crate) fn is_known(&self) -> bool {
        if self.fault.is_some() || self.may_be_empty {
            return false;
        }
        match &self.what {
            What::Num(r) => r.value().is_some(),
            What::Truth(t) => t.is_some(),
            What::Text(t) => t.is_some(),
            What::Empty | What::NotApplicable => true,
        }
    }

    /// Reads the value as a number: flags are 0 and 1.
    pub(crate) fn into_num(self) -> Self {
        let what = match self.what {
            What::Truth(Some(b)) => What::Num(Range::exact(Exact::from(i32::from(b)))),
            What::Truth(None) => What::Num(Range::stepped(Exact::ZERO, Exact::ONE, Exact::ONE)),
            What::Text(Some(_)) => return Val::fault(Cause::IllTyped),
            What::Text(None) => What::Num(Range::unbounded()),
            other => other,
        };
        Self { what, ..self }
    }

    /// Reads the value as a condition: 1 and 0 are yes and no, another number is ill-typed.
    pub(crate) fn into_truth(self) -> Self {
        let wrong = |fault| Val::truth(None).with(Some(fault));
        match self.what {
            What::Num(r) => match r.value() {
                Some(x) if x.is_zero() => Self { what: What::Truth(Some(false)), ..self },
                Some(x) if *x == Exact::ONE => Self { what: What::Truth(Some(true)), ..self },
                Some(_) => wrong(Fault::hard(Cause::IllTyped)),
                None => Self { what: What::Truth(None), ..self },
            },
            What::Text(Some(t)) => match read_flag(&t) {
                Some(b) => Self { what: What::Truth(Some(b)), ..self },
                None => wrong(Fault::hard(Cause::IllTyped)),
            },
            What::Text(None) => Self { what: What::Truth(None), ..self },
            _ => self,
        }
    }

    /// Combines two numbers; whoever is not applicable or empty decides first.
    pub(crate) fn lift(self, other: Val, f: impl FnOnce(&Range, &Range) -> Result<Range, Cause>) -> Val {
        let (a, b) = (self.into_num().part(), other.into_num().part());
        let fault = Fault::worse(a.fault, b.fault);
        let may_be_empty = a.may_be_empty || b.may_be_empty;
        match (&a.what, &b.what) {
            (What::NotApplicable, _) | (_, What::NotApplicable) => Val::of(What::NotApplicable),
            (What::Empty, _) | (_, What::Empty) => Val::of(What::Empty),
            (What::Num(x), What::Num(y)) => match f(x, y) {
                Ok(r) => Val { what: What::Num(r), fault, may_be_empty },
                Err(cause) => Val::fault(cause),
            },
            _ => Val::fault(Cause::IllTyped),
        }
    }

    /// Combines two conditions: a known `dominant` decides, whatever the other is.
    pub(crate) fn logic(self, other: Val, dominant: bool) -> Val {
        let (a, b) = (self.into_truth(), other.into_truth());
        match (&a.what, &b.what) {
            (What::NotApplicable, _) | (_, What::NotApplicable) => Val::of(What::NotApplicable),
            (What::Empty, _) | (_, What::Empty) => Val::of(What::Empty),
            (What::Truth(x), What::Truth(y)) => {
                let decides = |t: &Option<bool>| *t == Some(dominant);
                if decides(x) && a.fault.is_none() || decides(y) && b.fault.is_none() {
                    return Val::truth(Some(dominant));
                }
                let fault = Fault::worse(a.fault, b.fault);
                let truth = if decides(x) || decides(y) { Some(dominant) } else { x.zip(*y).map(|_| !dominant) };
                Val::truth(truth).with(fault)
            }
            _ => Val::truth(None).with(Some(Fault::hard(Cause::IllTyped))),
        }
    }
}

/// Reads a flag as it stands in data.
pub(crate) fn read_flag(text: &str) -> Option<bool> {
    dabiao_lang::lexicon::flag::read(text)
}

/// Converts an amount in base units to a unit.
pub(crate) fn in_unit(unit: Option<&Unit>, base: &Exact) -> Exact {
    unit.map_or_else(|| base.clone(), |u| u.from_base(base))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn r(low: i32, high: i32) -> Range {
        Range::between(Some(low.into()), Some(high.into()))
    }

    #[test]
    fn products_and_quotients_hold_every_case() {
        assert_eq!(r(-2, 3).mul(&r(-5, 4)), r(-15, 12));
        assert_eq!(r(0, 3).mul(&Range::between(Some(1.into()), None)), Range::between(Some(0.into()), None));
        assert_eq!(r(4, 8).div(&r(2, 4)).unwrap(), r(1, 4));
        assert_eq!(r(4, 8).div(&r(-1, 4)).unwrap(), Range::unbounded());
        assert_eq!(r(4, 8).div(&r(0, 0)), Err(Cause::ZeroDivision));
    }

    #[test]
    fn an_unknown_is_neither_true_nor_false() {
        let unknown = || Val::truth(None);
        let yes = || Val::truth(Some(true));
        assert!(matches!(unknown().logic(yes(), true).what, What::Truth(Some(true))));
        assert!(matches!(unknown().logic(yes(), false).what, What::Truth(None)));
    }
}
