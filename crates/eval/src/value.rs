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
        Self { low: Some(value.clone()), high: Some(value), step: None }
    }

    /// Returns a range between two ends.
    pub(crate) fn between(low: Option<Exact>, high: Option<Exact>) -> Self {
        Self { low, high, step: None }
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
    }

    pub(crate) fn add(&self, other: &Range) -> Self {
        let sum = |a: &Option<Exact>, b: &Option<Exact>| Some(a.as_ref()? + b.as_ref()?);
        Self::between(sum(&self.low, &other.low), sum(&self.high, &other.high))
    }

    pub(crate) fn sub(&self, other: &Range) -> Self {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Range) -> Self {
        if let (Some(a), Some(b)) = (self.value(), other.value()) {
            return Self::exact(a * b);
        }
        let ends =
            |r: &Range| [r.low.clone().map_or(Ext::NegInf, Ext::Fin), r.high.clone().map_or(Ext::PosInf, Ext::Fin)];
        let (a, b) = (ends(self), ends(other));
        let mut products: Vec<Ext> = a.iter().flat_map(|x| b.iter().map(move |y| x.times(y))).collect();
        products.sort();
        let low = products.first().and_then(Ext::finite);
        let high = products.last().and_then(Ext::finite);
        Self::between(low, high)
    }

    /// Returns the quotient; the second range must not hold zero.
    fn div_nonzero(&self, other: &Range) -> Self {
        let recip = |x: &Option<Exact>| match x {
            Some(x) => Exact::ONE.checked_div(x),
            None => Some(Exact::ZERO),
        };
        self.mul(&Self::between(recip(&other.high), recip(&other.low)))
    }

    /// Returns the quotient, or the fault of a denominator that is known to be zero.
    pub(crate) fn div(&self, other: &Range) -> Result<Self, Cause> {
        if let (Some(a), Some(b)) = (self.value(), other.value()) {
            return a.checked_div(b).map(Self::exact).ok_or(Cause::ZeroDivision);
        }
        if other.value().is_some_and(Exact::is_zero) {
            return Err(Cause::ZeroDivision);
        }
        let is_above = other.low.as_ref().is_some_and(Exact::is_positive);
        let is_below = other.high.as_ref().is_some_and(Exact::is_negative);
        Ok(if is_above || is_below { self.div_nonzero(other) } else { Self::unbounded() })
    }

    /// Returns the smallest range that holds both.
    pub(crate) fn hull(&self, other: &Range) -> Self {
        let low = self.low.as_ref().zip(other.low.as_ref()).map(|(a, b)| a.min(b).clone());
        let high = self.high.as_ref().zip(other.high.as_ref()).map(|(a, b)| a.max(b).clone());
        Self::between(low, high)
    }

    /// Applies a function that never reverses the order of two numbers.
    pub(crate) fn map_rising(&self, f: impl Fn(&Exact) -> Exact) -> Self {
        Self::between(self.low.as_ref().map(&f), self.high.as_ref().map(&f))
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
            What::Truth(None) => {
                What::Num(Range { low: Some(Exact::ZERO), high: Some(Exact::ONE), step: Some(Exact::ONE) })
            }
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
        let (a, b) = (self.into_num(), other.into_num());
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
