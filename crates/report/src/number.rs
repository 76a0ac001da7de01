//! Numbers for people: short where that cannot mislead, at most 12 significant digits.
//!
//! INVARIANT: a shortened number stands on the same side of every line it is compared with as the number itself.

use dabiao_lang::model::{Exact, Rounding};

/// Digits after the point up to which a number is shown as it is.
const PLAIN_DIGITS: u32 = 4;
/// Digits after the point to which a longer number is shortened, if that cannot mislead.
const SHORT_DIGITS: u32 = 2;
/// Significant digits shown at most.
const SIGNIFICANT: u32 = 12;

/// Returns a number shortened to two digits after the point, or to as many as keep it on its side of all `lines`.
pub fn shown(value: &Exact, lines: &[&Exact]) -> String {
    let most = digits_for(value, SIGNIFICANT);
    if value.decimal_digits().is_some_and(|d| d <= PLAIN_DIGITS.min(most)) {
        return value.to_text();
    }
    let least = SHORT_DIGITS.max(digits_for(value, 3)).min(most);
    for digits in least..most {
        let short = value.round(digits, Rounding::HalfUp);
        if lines.iter().all(|line| short.cmp(line) == value.cmp(line)) {
            return short.to_text();
        }
    }
    value.round(most, Rounding::HalfUp).to_text()
}

/// Returns a share as a percentage.
pub fn percent(share: &Exact) -> String {
    format!("{}%", shown(&(share * &Exact::from(100)), &[]))
}

/// How many digits after the point make up `significant` digits, whole ones included.
fn digits_for(value: &Exact, significant: u32) -> u32 {
    let abs = value.abs();
    if abs.is_zero() {
        return 0;
    }
    let mut digits = significant;
    let mut bound = Exact::ONE;
    while digits > 0 && abs >= bound {
        digits -= 1;
        bound = &bound * &Exact::from(10);
    }
    let mut bound = Exact::ratio(1, 10);
    while digits < 40 && abs < bound {
        digits += 1;
        bound = &bound * &Exact::ratio(1, 10);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_without_crossing_a_line() {
        let line = Exact::from(95);
        assert_eq!(shown(&Exact::ratio(12100, 177), &[]), "68.36");
        assert_eq!(shown(&Exact::from_scaled(949_996, 4), &[&line]), "94.9996");
        assert_eq!(shown(&Exact::from_scaled(94_999_999, 6), &[&line]), "94.999999");
        assert_eq!(shown(&Exact::from_scaled(94_951_234, 6), &[&line]), "94.95");
        assert_eq!(shown(&Exact::ratio(1, 3000), &[]), "0.000333");
        assert_eq!(shown(&Exact::from(123_456_789_012_345_i64), &[]), "123456789012345");
    }
}
