//! Closed intervals that may be open to infinity, and truth with a third value.

use super::world::{R, int};
use num_traits::{Signed, Zero};

/// Everything a number may still be; `None` is infinity on that side.
#[derive(Clone, PartialEq, Debug)]
pub struct Interval {
    /// Lowest.
    pub lo: Option<R>,
    /// Highest.
    pub hi: Option<R>,
    /// The lowest itself is impossible.
    pub lo_out: bool,
    /// The highest itself is impossible.
    pub hi_out: bool,
}

/// True, false, or not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// Certainly so.
    Yes,
    /// Certainly not.
    No,
    /// Either.
    Open,
}

impl Truth {
    /// Returns the opposite.
    pub fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Open => Truth::Open,
        }
    }

    /// Returns both.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Open,
        }
    }

    /// Returns either.
    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// Returns the truth of a boolean.
    pub fn of(b: bool) -> Truth {
        if b { Truth::Yes } else { Truth::No }
    }
}

impl Interval {
    /// Returns the interval of one number.
    pub fn exact(v: R) -> Interval {
        Interval::of(Some(v.clone()), Some(v))
    }

    /// Returns the interval between two ends that belong to it.
    pub fn of(lo: Option<R>, hi: Option<R>) -> Interval {
        Interval { lo, hi, lo_out: false, hi_out: false }
    }

    /// Returns whether an end does not belong to it.
    pub fn is_strict(&self) -> bool {
        self.lo_out || self.hi_out
    }

    /// Returns the interval of all numbers.
    pub fn all() -> Interval {
        Interval::of(None, None)
    }

    /// Returns the number where there is only one.
    pub fn single(&self) -> Option<&R> {
        if self.lo.is_some() && self.lo == self.hi { self.lo.as_ref() } else { None }
    }

    /// Returns the sum.
    pub fn plus(&self, other: &Interval) -> Interval {
        let add = |a: &Option<R>, b: &Option<R>| Some(a.as_ref()? + b.as_ref()?);
        Interval {
            lo: add(&self.lo, &other.lo),
            hi: add(&self.hi, &other.hi),
            lo_out: self.lo_out || other.lo_out,
            hi_out: self.hi_out || other.hi_out,
        }
    }

    /// Returns the negative.
    pub fn neg(&self) -> Interval {
        Interval {
            lo: self.hi.as_ref().map(|v| -v),
            hi: self.lo.as_ref().map(|v| -v),
            lo_out: self.hi_out,
            hi_out: self.lo_out,
        }
    }

    /// Returns the product with a number.
    pub fn scale(&self, k: &R) -> Interval {
        if k.is_zero() {
            return Interval::exact(int(0));
        }
        let on = |v: &Option<R>| v.as_ref().map(|v| v * k);
        let (a, b) = (on(&self.lo), on(&self.hi));
        if k.is_negative() {
            Interval { lo: b, hi: a, lo_out: self.hi_out, hi_out: self.lo_out }
        } else {
            Interval { lo: a, hi: b, ..self.clone() }
        }
    }

    /// Returns the product.
    pub fn times(&self, other: &Interval) -> Interval {
        if let Some(k) = other.single() {
            return self.scale(k);
        }
        if let Some(k) = self.single() {
            return other.scale(k);
        }
        match (&self.lo, &self.hi, &other.lo, &other.hi) {
            (Some(a), Some(b), Some(c), Some(d)) => {
                let mut all = [a * c, a * d, b * c, b * d];
                all.sort();
                Interval::of(Some(all[0].clone()), Some(all[3].clone()))
            }
            (Some(a), _, Some(c), _) if !a.is_negative() && !c.is_negative() => Interval::of(Some(a * c), None),
            _ => Interval::all(),
        }
    }

    /// Returns whether the number may be zero.
    pub fn may_be_zero(&self) -> bool {
        self.lo.as_ref().is_none_or(|v| !v.is_positive()) && self.hi.as_ref().is_none_or(|v| !v.is_negative())
    }

    /// Returns the quotient; all numbers where the other may be zero.
    pub fn over(&self, other: &Interval) -> Interval {
        if other.may_be_zero() {
            return Interval::all();
        }
        if other.hi.as_ref().is_some_and(Signed::is_negative) {
            return self.neg().over(&other.neg());
        }
        // The other is positive: 1 / it lies between 1 / hi (0 where hi is infinite) and 1 / lo.
        let turned = Interval::of(
            Some(other.hi.as_ref().map_or_else(|| int(0), |v| v.recip())),
            other.lo.as_ref().map(|v| v.recip()),
        );
        let pick = |v: &R, up: bool| {
            let take_hi = v.is_negative() != up;
            let end = if take_hi { &turned.hi } else { &turned.lo };
            end.as_ref().map(|k| v * k)
        };
        Interval::of(self.lo.as_ref().and_then(|v| pick(v, false)), self.hi.as_ref().and_then(|v| pick(v, true)))
    }

    /// Returns the smallest interval that holds both.
    pub fn hull(&self, other: &Interval) -> Interval {
        let two = |a: &Option<R>, b: &Option<R>| Some((a.clone()?, b.clone()?));
        let lo = two(&self.lo, &other.lo).map(|(a, b)| a.min(b));
        let hi = two(&self.hi, &other.hi).map(|(a, b)| a.max(b));
        // An end belongs to the hull if it belongs to either.
        let has_lo = (self.lo == lo && !self.lo_out) || (other.lo == lo && !other.lo_out);
        let has_hi = (self.hi == hi && !self.hi_out) || (other.hi == hi && !other.hi_out);
        Interval { lo_out: lo.is_some() && !has_lo, hi_out: hi.is_some() && !has_hi, lo, hi }
    }

    /// Returns whether this is at least the other.
    pub fn at_least(&self, other: &Interval) -> Truth {
        if let (Some(a), Some(b)) = (&self.lo, &other.hi)
            && a >= b
        {
            return Truth::Yes;
        }
        if let (Some(a), Some(b)) = (&self.hi, &other.lo)
            && (a < b || (a == b && (self.hi_out || other.lo_out)))
        {
            return Truth::No;
        }
        Truth::Open
    }

    /// Returns whether this equals the other.
    pub fn equals(&self, other: &Interval) -> Truth {
        if let (Some(a), Some(b)) = (self.single(), other.single()) {
            return Truth::of(a == b);
        }
        // Apart only where one lies wholly above the other.
        if self.at_least(other) == Truth::No || other.at_least(self) == Truth::No { Truth::No } else { Truth::Open }
    }
}

/// Rounds to `decimals` places: half away from zero, or half to even.
pub fn round(v: &R, decimals: u32, is_half_even: bool) -> R {
    let k = int(10i64.pow(decimals));
    let scaled = (v * &k).abs();
    let floor = scaled.floor();
    let rest = &scaled - &floor;
    let half = int(1) / int(2);
    let is_odd = !(&floor / int(2)).is_integer();
    let up = rest > half || (rest == half && (!is_half_even || is_odd));
    let whole = if up { floor + int(1) } else { floor };
    let sign = if v.is_negative() { int(-1) } else { int(1) };
    whole * sign / k
}

#[cfg(test)]
mod tests {
    use super::super::world::frac;
    use super::*;

    #[test]
    fn roundings() {
        let cases = [(1050, 100, false, 105), (1050, 1, true, 10500), (25, 100, true, 2), (25, 100, false, 3)];
        for (n, d, even, tenths) in cases {
            assert_eq!(round(&frac(n, d), 1, even), frac(tenths, 10), "{n}/{d}");
        }
        assert_eq!(round(&frac(-25, 100), 1, false), frac(-3, 10));
        assert_eq!(round(&frac(35, 100), 1, true), frac(4, 10));
    }

    #[test]
    fn quotients() {
        let of = |a: Option<i64>, b: Option<i64>| Interval::of(a.map(int), b.map(int));
        assert_eq!(of(Some(2), Some(6)).over(&of(Some(1), Some(2))), of(Some(1), Some(6)));
        assert_eq!(of(Some(-2), Some(6)).over(&of(Some(1), Some(2))), of(Some(-2), Some(6)));
        assert_eq!(of(Some(2), Some(6)).over(&of(Some(1), None)), of(Some(0), Some(6)));
        assert_eq!(of(Some(2), Some(6)).over(&of(Some(0), Some(1))), Interval::all());
        assert_eq!(of(Some(2), None).over(&of(Some(-2), Some(-1))), of(None, Some(-1)));
    }
}
