//! Cells as text: every digit, and quotes where a cell needs them.

use std::fmt::Display;
use std::io::Write;

/// Writes a text as one cell of CSV.
pub(crate) fn cell(out: &mut Vec<u8>, text: &[u8]) {
    if !text.iter().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r' | b'\t')) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Writes a number; a float is the shortest text that reads back, without an exponent.
pub(crate) fn number(out: &mut Vec<u8>, number: impl Display) {
    // Writing to memory does not fail.
    let _ = write!(out, "{number}");
}

/// Writes a whole number of parts of which ten to the power of `scale` make one.
pub(crate) fn decimal(out: &mut Vec<u8>, mantissa: i128, scale: i32) {
    let digits = mantissa.unsigned_abs().to_string();
    if mantissa < 0 {
        out.push(b'-');
    }
    let Ok(scale) = usize::try_from(scale) else {
        out.extend_from_slice(digits.as_bytes());
        return out.extend((0..scale.unsigned_abs()).map(|_| b'0'));
    };
    if scale == 0 {
        return out.extend_from_slice(digits.as_bytes());
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = padded.split_at(padded.len() - scale);
    // 5 and 5.0000 are one value; a scale of the type says nothing of how precisely it was reported.
    let part = part.trim_end_matches('0');
    out.extend_from_slice(whole.as_bytes());
    if !part.is_empty() {
        out.push(b'.');
        out.extend_from_slice(part.as_bytes());
    }
}

/// Writes a day that is counted from 1970-01-01.
///
/// # Source
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub(crate) fn day(out: &mut Vec<u8>, n: i64) {
    let from_march = n + 719_468;
    let era = from_march.div_euclid(146_097);
    let of_era = from_march.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    number(out, format_args!("{year:04}-{month:02}-{day:02}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn decimals_keep_their_digits() {
        assert_eq!(told(|o| decimal(o, 499_999_999_999, 11)), "4.99999999999");
        assert_eq!(told(|o| decimal(o, -5, 3)), "-0.005");
        assert_eq!(told(|o| decimal(o, 50_000, 4)), "5");
        assert_eq!(told(|o| decimal(o, 5, -2)), "500");
        assert_eq!(told(|o| decimal(o, i128::MIN, 0)), "-170141183460469231731687303715884105728");
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(told(|o| day(o, 0)), "1970-01-01");
        assert_eq!(told(|o| day(o, 19_782)), "2024-02-29");
        assert_eq!(told(|o| day(o, -1)), "1969-12-31");
        assert_eq!(told(|o| day(o, 20_453)), "2025-12-31");
    }

    #[test]
    fn cells_are_quoted_where_they_must() {
        assert_eq!(told(|o| cell(o, "东村".as_bytes())), "东村");
        assert_eq!(told(|o| cell(o, b"5,000")), "\"5,000\"");
        assert_eq!(told(|o| cell(o, b"a\"b")), "\"a\"\"b\"");
        assert_eq!(told(|o| number(o, 0.1_f64)), "0.1");
        assert_eq!(told(|o| number(o, 1e22_f64)), "10000000000000000000000");
    }
}
