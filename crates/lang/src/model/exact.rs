//! Exact numbers: every value between input and verdict is a fraction of two integers.
//!
//! Nearly all fit two `i64`, which two of them multiply without a look at overflow; some need two `i128`, the rest are kept
//! as big fractions. INVARIANT: a fraction is always reduced, its denominator is positive, and whatever fits a smaller form
//! is in the smaller form, so equal numbers have one form. `i64::MIN` and `i128::MIN` are in no form but the next larger, so
//! that every number of a form has its opposite in it.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

use crate::syntax::tree::Rounding;

/// An exact rational number.
///
/// # Example
/// ```
/// use dabiao_lang::model::Exact;
/// let third = Exact::ratio(1, 3);
/// assert_eq!(&third + &third + third.clone(), Exact::from(1));
/// assert_eq!(third.to_text(), "0.333333333333");
/// assert_eq!(third.to_fraction(), Some("1/3".to_owned()));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Wide(Box<(i128, i128)>),
    Big(Box<BigRational>),
}

/// Significant digits shown of a number whose decimal form does not end.
const SHOWN_DIGITS: u32 = 12;

impl Exact {
    /// Zero.
    pub const ZERO: Exact = Exact(Repr::Small(0, 1));
    /// One.
    pub const ONE: Exact = Exact(Repr::Small(1, 1));

    /// Returns `num / den`; a denominator of 0 gives 0, so callers pass constants or check before.
    pub fn ratio(num: i128, den: i128) -> Self {
        if den == 0 {
            Self::ZERO
        } else {
            reduced(num, den).unwrap_or_else(|| big(BigRational::new(num.into(), den.into())))
        }
    }

    /// Returns `mantissa / 10^scale`.
    pub fn from_scaled(mantissa: i64, scale: u32) -> Self {
        match 10i128.checked_pow(scale) {
            Some(den) => Self::ratio(mantissa.into(), den),
            None => big(BigRational::new(mantissa.into(), BigInt::from(10).pow(scale))),
        }
    }

    /// Returns the quotient, or `None` where `other` is zero.
    pub fn checked_div(&self, other: &Exact) -> Option<Exact> {
        if other.is_zero() {
            return None;
        }
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            return reduced(product(*a, *d), product(*b, *c));
        }
        let done = self.to_parts().zip(other.to_parts()).and_then(|((a, b), (c, d))| {
            let (num, den) = a.checked_mul(d).zip(b.checked_mul(c))?;
            reduced(num, den)
        });
        Some(done.unwrap_or_else(|| big(self.to_big() / other.to_big())))
    }

    /// Returns the number raised to a whole power.
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Exact {
        let mut result = Exact::ONE;
        let mut base = self.clone();
        let mut n = exponent;
        while n > 0 {
            if n & 1 == 1 {
                result = &result * &base;
            }
            n >>= 1;
            if n > 0 {
                base = &base * &base;
            }
        }
        result
    }

    /// Returns the greatest number with so many digits after the point that is not above the n-th root (n ≥ 1) of a
    /// number that is not negative, and whether it is the root itself.
    pub fn root_below(&self, n: u32, digits: u32) -> (Exact, bool) {
        let ten = BigInt::from(10).pow(digits);
        let number = self.to_big() * BigRational::from_integer(ten.pow(n));
        let root = number.floor().to_integer().nth_root(n.max(1));
        let is_exact = BigRational::from_integer(root.pow(n)) == number;
        (big(BigRational::new(root, ten)), is_exact)
    }

    /// Returns the absolute value.
    #[must_use]
    pub fn abs(&self) -> Exact {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// Returns whether the number is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Returns whether the number is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Wide(wide) => wide.0 < 0,
            Repr::Big(r) => r.is_negative(),
        }
    }

    /// Returns whether the number is above 0.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// Returns whether the number has no fraction.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Wide(wide) => wide.1 == 1,
            Repr::Big(r) => r.is_integer(),
        }
    }

    /// Returns the largest whole number that is not above this one.
    #[must_use]
    pub fn floor(&self) -> Exact {
        match &self.0 {
            Repr::Small(_, 1) => self.clone(),
            Repr::Small(n, d) => Exact::from(Integer::div_floor(n, d)),
            Repr::Wide(wide) => Exact::from(Integer::div_floor(&wide.0, &wide.1)),
            Repr::Big(r) => big(r.floor()),
        }
    }

    /// Returns the smallest whole number that is not below this one.
    #[must_use]
    pub fn ceil(&self) -> Exact {
        -&(-self).floor()
    }

    /// Returns the number rounded once to `digits` after the point; halves by `rounding`, on the absolute value.
    ///
    /// # Source
    /// GB/T 8170: 四舍六入 is to the even digit; office practice, 四舍五入, is away from zero.
    #[must_use]
    pub fn round(&self, digits: u32, rounding: Rounding) -> Exact {
        let ten = Exact::from(10).pow(digits);
        let scaled = &self.abs() * &ten;
        let down = scaled.floor();
        let rest = &scaled - &down;
        let up = match rest.cmp(&Exact::ratio(1, 2)) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => match rounding {
                Rounding::HalfUp => true,
                Rounding::HalfEven => !(&down * &Exact::ratio(1, 2)).is_integer(),
            },
        };
        let whole = if up { &down + &Exact::ONE } else { down };
        let rounded = whole.checked_div(&ten).unwrap_or(Exact::ZERO);
        if self.is_negative() { -&rounded } else { rounded }
    }

    /// Returns the shortest decimal text that is exactly this number, or `None` where the decimal form does not end.
    pub fn to_decimal_text(&self) -> Option<String> {
        let digits = self.decimal_digits()?;
        let scaled = self * &Exact::from(10).pow(digits);
        Some(place_point(&scaled.integer_text(), digits))
    }

    /// Returns a decimal text: exact where it ends, else with 12 significant digits (half away from zero).
    pub fn to_text(&self) -> String {
        if let Some(text) = self.to_decimal_text() {
            return text;
        }
        let mut digits = SHOWN_DIGITS;
        let mut bound = Exact::ONE;
        let abs = self.abs();
        while abs >= bound && digits > 0 {
            digits -= 1;
            bound = &bound * &Exact::from(10);
        }
        let mut bound = Exact::ratio(1, 10);
        while abs < bound && digits < 40 {
            digits += 1;
            bound = &bound * &Exact::ratio(1, 10);
        }
        self.round(digits, Rounding::HalfUp).to_decimal_text().unwrap_or_default()
    }

    /// Returns `n/d` where the decimal form does not end.
    pub fn to_fraction(&self) -> Option<String> {
        if self.decimal_digits().is_some() {
            return None;
        }
        Some(match &self.0 {
            Repr::Small(n, d) => format!("{n}/{d}"),
            Repr::Wide(wide) => format!("{}/{}", wide.0, wide.1),
            Repr::Big(r) => format!("{}/{}", r.numer(), r.denom()),
        })
    }

    /// Returns mantissa and scale where the number is `m / 10^scale` with a mantissa that fits.
    pub fn to_scaled(&self, scale: u32) -> Option<i64> {
        (self * &Exact::from(10).pow(scale)).to_i64()
    }

    /// Returns how many digits after the point the number needs, or `None` where its decimal form does not end.
    pub fn decimal_digits(&self) -> Option<u32> {
        let mut den = match &self.0 {
            Repr::Small(_, 1) => return Some(0),
            Repr::Small(_, d) => return digits_of(*d),
            Repr::Wide(wide) => BigInt::from(wide.1),
            Repr::Big(r) => r.denom().clone(),
        };
        let mut count = |p: u32| {
            let p = BigInt::from(p);
            let mut n = 0;
            while (&den % &p).is_zero() {
                den /= &p;
                n += 1;
            }
            n
        };
        let digits = count(2).max(count(5));
        den.is_one().then_some(digits)
    }

    /// Returns the number as a count, where it is a whole number that fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(n, 1) => Some(*n),
            // The one `i64` that is not in the small form.
            Repr::Wide(wide) if wide.1 == 1 => wide.0.to_i64(),
            _ => None,
        }
    }

    /// Returns numerator and denominator where both fit; the denominator is positive.
    pub fn to_parts(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Repr::Small(n, d) => Some(((*n).into(), (*d).into())),
            Repr::Wide(wide) => Some(**wide),
            Repr::Big(_) => None,
        }
    }

    fn integer_text(&self) -> String {
        match &self.0 {
            Repr::Small(n, _) => n.to_string(),
            Repr::Wide(wide) => wide.0.to_string(),
            Repr::Big(r) => r.numer().to_string(),
        }
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small(n, d) => BigRational::new_raw((*n).into(), (*d).into()),
            Repr::Wide(wide) => BigRational::new_raw(wide.0.into(), wide.1.into()),
            Repr::Big(r) => (**r).clone(),
        }
    }
}

/// Returns how many digits after the point a fraction with this denominator needs, if its decimal form ends.
fn digits_of(den: i64) -> Option<u32> {
    let twos = den.trailing_zeros();
    let (mut rest, mut fives) = (den >> twos, 0);
    while rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    (rest == 1).then_some(twos.max(fives))
}

fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// Returns `num / den` in its form; `None` where a sign cannot be turned.
fn reduced(num: i128, den: i128) -> Option<Exact> {
    if let (Ok(n), Ok(d)) = (i64::try_from(num), i64::try_from(den))
        && n != i64::MIN
        && d > 0
    {
        let gcd = if d == 1 { 1 } else { n.gcd(&d) };
        return Some(Exact(Repr::Small(n / gcd, d / gcd)));
    }
    if num == i128::MIN || den == i128::MIN {
        return None;
    }
    let gcd = if den == 1 { 1 } else { num.gcd(&den) };
    let sign = if den < 0 { -1 } else { 1 };
    Some(formed(sign * num / gcd, sign * den / gcd))
}

/// Returns a reduced fraction in its form; neither part is `i128::MIN`.
fn formed(num: i128, den: i128) -> Exact {
    match (i64::try_from(num), i64::try_from(den)) {
        (Ok(n), Ok(d)) if n != i64::MIN => Exact(Repr::Small(n, d)),
        _ => Exact(Repr::Wide(Box::new((num, den)))),
    }
}

fn big(value: BigRational) -> Exact {
    let value = value.reduced();
    match (value.numer().to_i128(), value.denom().to_i128()) {
        (Some(n), Some(d)) if n != i128::MIN => formed(n, d),
        _ => Exact(Repr::Big(Box::new(value))),
    }
}

fn place_point(integer: &str, digits: u32) -> String {
    let (sign, body) = integer.strip_prefix('-').map_or(("", integer), |b| ("-", b));
    if digits == 0 {
        return format!("{sign}{body}");
    }
    let padded = format!("{body:0>width$}", width = digits as usize + 1);
    let (whole, fraction) = padded.split_at(padded.len() - digits as usize);
    format!("{sign}{whole}.{fraction}")
}

impl From<i128> for Exact {
    fn from(n: i128) -> Self {
        if n == i128::MIN { big(BigRational::from_integer(n.into())) } else { formed(n, 1) }
    }
}

impl From<i64> for Exact {
    fn from(n: i64) -> Self {
        formed(n.into(), 1)
    }
}

impl From<i32> for Exact {
    fn from(n: i32) -> Self {
        Exact::from(i64::from(n))
    }
}

impl From<usize> for Exact {
    fn from(n: usize) -> Self {
        Exact::from(n as i128)
    }
}

impl From<Decimal> for Exact {
    fn from(d: Decimal) -> Self {
        match 10i128.checked_pow(d.scale()) {
            Some(den) => Exact::ratio(d.mantissa(), den),
            None => Exact::ZERO,
        }
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            return if b == d { a.cmp(c) } else { product(*a, *d).cmp(&product(*c, *b)) };
        }
        if let Some(((a, b), (c, d))) = self.to_parts().zip(other.to_parts())
            && let Some((x, y)) = a.checked_mul(d).zip(c.checked_mul(b))
        {
            return x.cmp(&y);
        }
        self.to_big().cmp(&other.to_big())
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        match &self.0 {
            Repr::Small(n, d) => Exact(Repr::Small(-n, *d)),
            Repr::Wide(wide) => Exact(Repr::Wide(Box::new((-wide.0, wide.1)))),
            Repr::Big(r) => big(-(**r).clone()),
        }
    }
}

impl Add for &Exact {
    type Output = Exact;
    fn add(self, other: &Exact) -> Exact {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            // No overflow: the parts are smaller than 2^63, so each product is smaller than 2^126.
            let (num, den) = if b == d {
                (i128::from(*a) + i128::from(*c), i128::from(*b))
            } else {
                (product(*a, *d) + product(*c, *b), product(*b, *d))
            };
            if let Some(sum) = reduced(num, den) {
                return sum;
            }
        }
        let done = self.to_parts().zip(other.to_parts()).and_then(|((a, b), (c, d))| {
            if b == d {
                return reduced(a.checked_add(c)?, b);
            }
            let num = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
            reduced(num, b.checked_mul(d)?)
        });
        done.unwrap_or_else(|| big(self.to_big() + other.to_big()))
    }
}

impl Sub for &Exact {
    type Output = Exact;
    fn sub(self, other: &Exact) -> Exact {
        self + &(-other)
    }
}

impl Mul for &Exact {
    type Output = Exact;
    fn mul(self, other: &Exact) -> Exact {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let Some(done) = reduced(product(*a, *c), product(*b, *d))
        {
            return done;
        }
        let done = self.to_parts().zip(other.to_parts()).and_then(|((a, b), (c, d))| {
            let (num, den) = a.checked_mul(c).zip(b.checked_mul(d))?;
            reduced(num, den)
        });
        done.unwrap_or_else(|| big(self.to_big() * other.to_big()))
    }
}

macro_rules! by_value {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact { (&self).$method(&other) }
        }
    )*};
}
by_value!(Add add, Sub sub, Mul mul);

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_fraction() {
            Some(fraction) => f.write_str(&fraction),
            None => f.write_str(&self.to_text()),
        }
    }
}
