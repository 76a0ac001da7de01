//! Laws of exact numbers: each operation agrees with whole numbers of any length, at the borders of the forms most of all;
//! equal numbers are equal, in order and in hash; and a value keeps to its smallest form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::cmp::Ordering;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use dabiao_lang::model::Exact;
use num_bigint::{BigInt, Sign};
use proptest::prelude::*;

/// A fraction as the naive twin has it: never reduced, the denominator positive.
#[derive(Debug, Clone)]
struct Twin(BigInt, BigInt);

impl Twin {
    fn of(num: i128, den: i128) -> Self {
        Self::from_parts(num.into(), den.into())
    }

    fn from_parts(num: BigInt, den: BigInt) -> Self {
        if den.sign() == Sign::Minus { Self(-num, -den) } else { Self(num, den) }
    }

    fn plus(&self, other: &Self) -> Self {
        Self(&self.0 * &other.1 + &other.0 * &self.1, &self.1 * &other.1)
    }

    fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0, &self.1 * &other.1)
    }

    fn over(&self, other: &Self) -> Option<Self> {
        let by_zero = other.0.sign() == Sign::NoSign;
        (!by_zero).then(|| Self::from_parts(&self.0 * &other.1, &self.1 * &other.0))
    }

    fn order(&self, other: &Self) -> Ordering {
        (&self.0 * &other.1).cmp(&(&other.0 * &self.1))
    }

    fn floor(&self) -> BigInt {
        let whole = &self.0 / &self.1;
        if &whole * &self.1 > self.0 { whole - 1 } else { whole }
    }

    /// Whether the number fits two `i128`, and so must say its parts.
    fn fits(&self) -> bool {
        let (mut a, mut b) = (self.0.clone(), self.1.clone());
        while b.sign() != Sign::NoSign {
            (a, b) = (b.clone(), a % b);
        }
        let (num, den) = (&self.0 / &a, &self.1 / &a);
        let fits = |n: &BigInt| i128::try_from(n.clone()).is_ok_and(|n| n != i128::MIN);
        fits(&num) && fits(&den)
    }
}

/// Numbers of every size, many of them where one form ends and the next begins.
fn part() -> impl Strategy<Value = i128> {
    let border = prop_oneof![
        Just(i128::from(i64::MAX)),
        Just(i128::from(i64::MIN)),
        Just(1i128 << 64),
        Just(i128::MAX),
        Just(i128::MIN),
        Just(0),
    ];
    prop_oneof![
        3 => -20..20i128,
        2 => any::<i64>().prop_map(i128::from),
        1 => any::<i128>(),
        3 => (border, -2..3i128).prop_map(|(b, near)| b.saturating_add(near)),
        1 => (0..18u32, -9..9i128).prop_map(|(scale, n)| n * 10i128.pow(scale)),
    ]
}

fn number() -> impl Strategy<Value = (Exact, Twin)> {
    let fraction = (part(), part().prop_filter("a denominator", |d| *d != 0));
    let one = fraction.prop_map(|(n, d)| (Exact::ratio(n, d), Twin::of(n, d))).boxed();
    let product = (one.clone(), one.clone()).prop_map(|((a, x), (b, y))| (&a * &b, x.times(&y)));
    prop_oneof![4 => one, 1 => product]
}

fn holds(found: &Exact, twin: &Twin) -> Result<(), TestCaseError> {
    match found.to_parts() {
        Some((n, d)) => {
            prop_assert!(d > 0);
            prop_assert_eq!(twin.order(&Twin::of(n, d)), Ordering::Equal, "{:?} against {:?}", found, twin);
        }
        None => prop_assert!(!twin.fits(), "{:?} fits", twin),
    }
    prop_assert_eq!(found.is_zero(), twin.0.sign() == Sign::NoSign);
    prop_assert_eq!(found.is_negative(), twin.0.sign() == Sign::Minus);
    let whole = found.to_parts().filter(|(_, d)| *d == 1).and_then(|(n, _)| i64::try_from(n).ok());
    prop_assert_eq!(found.to_i64(), whole);
    Ok(())
}

fn hash(value: &Exact) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn every_operation_agrees_with_its_twin((a, x) in number(), (b, y) in number()) {
        holds(&a, &x)?;
        holds(&-&a, &Twin(-&x.0, x.1.clone()))?;
        holds(&(&a + &b), &x.plus(&y))?;
        holds(&(&a - &b), &x.plus(&Twin(-&y.0, y.1.clone())))?;
        holds(&(&a * &b), &x.times(&y))?;
        match (a.checked_div(&b), x.over(&y)) {
            (Some(found), Some(twin)) => holds(&found, &twin)?,
            (found, twin) => prop_assert!(found.is_none() && twin.is_none()),
        }
        prop_assert_eq!(a.cmp(&b), x.order(&y));
        holds(&a.floor(), &Twin(x.floor(), 1.into()))?;
    }

    #[test]
    fn what_comes_back_is_the_same_number((a, _) in number(), (b, _) in number()) {
        let back = &(&a + &b) - &b;
        prop_assert_eq!(&back, &a);
        prop_assert_eq!(hash(&back), hash(&a));
        if let Some(back) = (&a * &b).checked_div(&b) {
            prop_assert_eq!(hash(&back), hash(&a));
            prop_assert_eq!(back, a);
        }
    }

    #[test]
    fn a_text_that_ends_is_the_number(n in part(), scale in 0..25u32) {
        let number = Exact::from(n).checked_div(&Exact::from(10).pow(scale)).unwrap();
        let text = number.to_decimal_text().unwrap();
        let digits: String = text.chars().filter(|c| *c != '.').collect();
        let places = text.split_once('.').map_or(0, |(_, after)| after.len());
        let twin = Twin(digits.parse().unwrap(), BigInt::from(10).pow(places as u32));
        holds(&number, &twin)?;
        prop_assert!(places == 0 || !text.ends_with('0'), "{}", text);
    }
}
