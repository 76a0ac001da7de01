//! What a number of a workbook says as text, without any binary fraction on the way.
//!
//! A workbook stores what it computed, as in `0.30000000000000004`; a spreadsheet shows 15 significant digits, and those
//! are what the office saw. Percent cells are stored as shares and shown hundredfold; days are counted from 1900.
//! INVARIANT: everything happens on digits; what is no number comes back as it is.

use chrono::{Datelike, Days, NaiveDate};

/// The significant digits that a spreadsheet shows.
const DIGITS: usize = 15;
/// The longest plain form of a number; longer ones keep their exponent.
const PLAIN_LIMIT: i64 = 40;

/// A number as digits: `0.digits × 10^point`.
struct Digits {
    is_negative: bool,
    digits: Vec<u8>,
    point: i64,
}

/// Returns a stored number as it is shown: at most 15 significant digits, no exponent.
pub(super) fn plain(stored: &str) -> String {
    shifted(stored, 0).unwrap_or_else(|| stored.trim().to_owned())
}

/// Returns a stored share as the percentage that is shown: `0.95` is `95%`.
pub(super) fn percent(stored: &str) -> String {
    shifted(stored, 2).map_or_else(|| stored.trim().to_owned(), |text| text + "%")
}

/// Returns a stored number with its point moved to the left.
pub(super) fn scaled(stored: &str, power: u32) -> String {
    shifted(stored, -i64::from(power)).unwrap_or_else(|| stored.trim().to_owned())
}

fn shifted(stored: &str, by: i64) -> Option<String> {
    let mut number = read(stored.trim())?;
    round(&mut number);
    number.point += by;
    write(&number)
}

/// Reads a sign, digits, a point and an exponent.
fn read(text: &str) -> Option<Digits> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok().filter(|e| e.abs() <= 400)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let n_zeros = digits.iter().take_while(|&&d| d == b'0').count();
    let point = whole.len() as i64 - n_zeros as i64 + exponent;
    Some(Digits { is_negative, digits: digits.into_iter().skip(n_zeros).collect(), point })
}

/// Rounds to the digits that are shown, half away from zero, and drops zeros at the end.
fn round(number: &mut Digits) {
    if number.digits.len() > DIGITS {
        let is_up = number.digits.get(DIGITS).is_some_and(|&d| d >= b'5');
        number.digits.truncate(DIGITS);
        if is_up && !add_one(&mut number.digits) {
            number.digits.insert(0, b'1');
            number.point += 1;
        }
    }
    while number.digits.last() == Some(&b'0') {
        number.digits.pop();
    }
}

/// Adds one to the last digit; `false` where all were nines.
fn add_one(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return true;
        }
        *digit = b'0';
    }
    false
}

fn write(number: &Digits) -> Option<String> {
    if number.digits.is_empty() {
        return Some("0".to_owned());
    }
    let n = number.digits.len() as i64;
    if number.point.abs() > PLAIN_LIMIT {
        return None;
    }
    let mut out = String::from(if number.is_negative { "-" } else { "" });
    let text: String = number.digits.iter().map(|&d| char::from(d)).collect();
    if number.point <= 0 {
        out.push_str("0.");
        (number.point..0).for_each(|_| out.push('0'));
        out.push_str(&text);
    } else if number.point >= n {
        out.push_str(&text);
        (n..number.point).for_each(|_| out.push('0'));
    } else {
        let (whole, fraction) = text.split_at_checked(number.point as usize)?;
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    }
    Some(out)
}

/// How much of a day a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayForm {
    /// The year alone.
    Year,
    /// Year and month.
    Month,
    /// A whole day.
    Day,
    /// A time of day.
    Time,
}

/// The day from which a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1900, with the 29 February 1900 that never was.
    Y1900,
    /// 1904.
    Y1904,
}

/// Returns a stored day as `2024`, `2024-03`, `2024-03-05` or `2024-03-05 14:30`; what is no day comes back as a number.
pub(super) fn day(stored: &str, form: DayForm, epoch: Epoch) -> String {
    day_of(stored, form, epoch).unwrap_or_else(|| plain(stored))
}

fn day_of(stored: &str, form: DayForm, epoch: Epoch) -> Option<String> {
    let number = plain(stored);
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let n: u64 = whole.parse().ok()?;
    let minutes = minutes_of(fraction);
    let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if form == DayForm::Time && n == 0 {
        return Some(clock);
    }
    let start = match epoch {
        Epoch::Y1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        Epoch::Y1900 if n < 60 => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        Epoch::Y1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
    };
    let date =
        start.checked_add_days(Days::new(n)).filter(|d| *d <= NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(*d))?;
    Some(match form {
        DayForm::Year => format!("{:04}", date.year()),
        DayForm::Month => format!("{:04}-{:02}", date.year(), date.month()),
        _ if minutes == 0 => date.to_string(),
        _ => format!("{date} {clock}"),
    })
}

/// Returns the whole minutes of a fraction of a day, rounded.
fn minutes_of(fraction: &str) -> u64 {
    let nine: String = fraction.bytes().chain(std::iter::repeat(b'0')).take(9).map(char::from).collect();
    let billionths: u64 = nine.parse().unwrap_or(0);
    ((billionths * 1440 + 500_000_000) / 1_000_000_000).min(1439)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_a_spreadsheet_shows_them() {
        for (stored, shown) in [
            ("0.30000000000000004", "0.3"),
            ("0.1", "0.1"),
            ("95", "95"),
            ("6.10924E+11", "610924000000"),
            ("610924001002", "610924001002"),
            ("1.2345678901234568E+17", "123456789012346000"),
            ("999999999999999.9", "1000000000000000"),
            ("-1.5E-3", "-0.0015"),
            ("0", "0"),
            ("-0.0", "0"),
            ("1e300", "1e300"),
            ("1.2.3", "1.2.3"),
            ("", ""),
        ] {
            assert_eq!(plain(stored), shown, "{stored}");
        }
        assert_eq!(percent("0.95"), "95%");
        assert_eq!(percent("0.56999999999999995"), "57%");
        assert_eq!(percent("1"), "100%");
        assert_eq!(percent("1.2500000000000001E-2"), "1.25%");
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day("45356", DayForm::Day, Epoch::Y1900), "2024-03-05");
        assert_eq!(day("45352", DayForm::Month, Epoch::Y1900), "2024-03");
        assert_eq!(day("45356.604166666664", DayForm::Day, Epoch::Y1900), "2024-03-05 14:30");
        assert_eq!(day("43894", DayForm::Day, Epoch::Y1904), "2024-03-05");
        assert_eq!(day("1", DayForm::Day, Epoch::Y1900), "1900-01-01");
        assert_eq!(day("0.5", DayForm::Time, Epoch::Y1900), "12:00");
        assert_eq!(day("-3", DayForm::Day, Epoch::Y1900), "-3");
        assert_eq!(day("99999999999", DayForm::Day, Epoch::Y1900), "99999999999");
    }
}
