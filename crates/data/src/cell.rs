//! What a single cell says: a number with a unit, a mark, or neither.
//!
//! Nothing is guessed: a cell that is not wholly understood is not understood at all.

use crate::DataProblem;
use dabiao_lang::model::Exact;

/// What a cell of figures says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing.
    Blank,
    /// Reported as missing.
    Missing,
    /// Not zero but below the unit shown.
    BelowUnit,
    /// Does not apply.
    NotApplicable,
    /// A number and the text behind it, which should be a unit.
    Number(Exact, String),
    /// Something else.
    Other(DataProblem),
}

/// The most digits of a number; no statistic needs them.
const DIGIT_LIMIT: usize = 60;
/// The largest power of ten in `1e3`.
const EXPONENT_LIMIT: u32 = 40;

/// What a workbook reader writes for a formula that was never computed.
pub(super) const NO_VALUE: &str = "#NO-VALUE!";
/// What a reader of text writes before a number whose comma may part thousands or decimals.
pub(super) const UNCLEAR_COMMA: &str = "#UNCLEAR-COMMA!";

/// Reads the plain numbers that make up nearly all cells: `-12.50` with up to 18 digits, as mantissa and scale.
#[inline]
pub(super) fn quick_number(cell: &[u8]) -> Option<(i64, u32)> {
    let (is_negative, digits) = match cell.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, cell),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut mantissa = 0i64;
    let mut n_digits = 0u32;
    let mut point = None;
    for &b in digits {
        match b {
            b'0'..=b'9' => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(b - b'0'));
                n_digits += 1;
            }
            b'.' if point.is_none() => point = Some(n_digits),
            _ => return None,
        }
    }
    if n_digits == 0 || n_digits > 18 {
        return None;
    }
    Some((if is_negative { -mantissa } else { mantissa }, point.map_or(0, |p| n_digits - p)))
}

/// Reads any cell of figures.
pub(super) fn read(cell: &str) -> Reading {
    let folded = fold(cell);
    match mark(&folded) {
        Some(reading) => reading,
        None => number(&folded).unwrap_or_else(Reading::Other),
    }
}

/// Reads the marks for missing, below the unit and not applicable.
pub(super) fn mark(folded: &str) -> Option<Reading> {
    match folded {
        "" => Some(Reading::Blank),
        "-" | "--" | "—" | "——" | "–" | ".." | "NA" | "N/A" | "na" | "n/a" | "缺" => Some(Reading::Missing),
        "…" | "……" | "..." | "......" => Some(Reading::BelowUnit),
        "不适用" | "not applicable" => Some(Reading::NotApplicable),
        _ => None,
    }
}

/// Reads a flag.
pub(super) fn flag(folded: &str) -> Option<bool> {
    dabiao_lang::lexicon::flag::read(folded)
}

/// Reads the plain flags that make up nearly all cells.
#[inline]
pub(super) fn quick_flag(cell: &str) -> Option<bool> {
    match cell {
        "是" | "1" => Some(true),
        "否" | "0" => Some(false),
        _ => None,
    }
}

/// Folds full-width characters and signs that look alike, takes out what nobody sees, and trims.
pub(super) fn fold(cell: &str) -> String {
    let folded: String = cell.chars().filter(|c| !is_unseen(*c)).map(fold_char).collect();
    folded.trim().to_owned()
}

fn fold_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c if is_odd_space(c) => ' ',
        '\u{2212}' => '-',
        c => c,
    }
}

/// Returns whether a character has no width: it joins, parts or directs others, and comes along from web pages.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// Returns whether a character is a space other than the one of a keyboard.
fn is_odd_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

fn number(folded: &str) -> Result<Reading, DataProblem> {
    let unreadable = || DataProblem::NumberUnreadable { text: shown(folded) };
    if folded == NO_VALUE {
        return Err(DataProblem::FormulaNoValue {});
    }
    if let Some(text) = folded.strip_prefix(UNCLEAR_COMMA) {
        return Err(DataProblem::CommaUnclear { text: shown(text) });
    }
    if is_day(folded) {
        return Err(DataProblem::DayForNumber { text: shown(folded) });
    }
    if folded.starts_with('#') {
        return Err(DataProblem::FormulaError { text: shown(folded) });
    }
    let (is_negative, rest) = match folded.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, folded.strip_prefix('+').unwrap_or(folded)),
    };
    let (whole, rest) = run(rest, |c| c.is_ascii_digit() || c == ',');
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => run(rest, |c| c.is_ascii_digit()),
        None => ("", rest),
    };
    if !has_groups_of_three(whole) || rest.starts_with(',') {
        return Err(DataProblem::ThousandsMisplaced { text: shown(folded) });
    }
    let digits: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
    if digits.is_empty() || digits.len() > DIGIT_LIMIT || rest.starts_with('.') {
        return Err(unreadable());
    }
    let (exponent, rest) = exponent(rest).ok_or_else(unreadable)?;
    let rest = rest.trim_start();
    if rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-')) {
        return Err(unreadable());
    }
    let value = scaled(&digits, exponent - fraction.len() as i64).ok_or_else(unreadable)?;
    Ok(Reading::Number(if is_negative { -&value } else { value }, rest.to_owned()))
}

/// Returns whether a text is a day or a month as a workbook's date cell is written out: `2024-03-05`, `2024-03`.
fn is_day(text: &str) -> bool {
    let (date, _) = text.split_once(' ').unwrap_or((text, ""));
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    let is_digits = |p: &&str| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    matches!(parts.len(), 2 | 3) && parts.first().is_some_and(|y| y.len() == 4) && parts.iter().all(is_digits)
}

/// Splits off the longest run of characters of one sort.
fn run(text: &str, is_in: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !is_in(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn has_groups_of_three(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut rest = groups.peekable();
    rest.peek().is_none() || ((1..=3).contains(&first.len()) && rest.all(|g| g.len() == 3))
}

/// Reads `e3` if there is one; `None` is an exponent beyond all reason.
fn exponent(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix(['e', 'E']) else {
        return Some((0, text));
    };
    let (sign, digits) = match rest.strip_prefix('-') {
        Some(d) => (-1, d),
        None => (1, rest.strip_prefix('+').unwrap_or(rest)),
    };
    let (digits, rest) = run(digits, |c| c.is_ascii_digit());
    let n: u32 = digits.parse().ok()?;
    (n <= EXPONENT_LIMIT).then_some((sign * i64::from(n), rest))
}

fn scaled(digits: &str, power: i64) -> Option<Exact> {
    // Two halves, since all digits together may not fit an `i128`.
    let (high, low) = digits.split_at_checked(digits.len() / 2)?;
    let half = |d: &str| if d.is_empty() { Some(0) } else { d.parse::<i128>().ok() };
    let shift = Exact::from(10).pow(low.len() as u32);
    let mantissa = &(&Exact::from(half(high)?) * &shift) + &Exact::from(half(low)?);
    let ten = Exact::from(10).pow(u32::try_from(power.unsigned_abs()).ok()?);
    if power < 0 { mantissa.checked_div(&ten) } else { Some(&mantissa * &ten) }
}

/// Returns a cell as it is shown in a message: without line breaks, with what nobody sees as a code point (`6<U+200B>5`),
/// and not endlessly long.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().take(60) {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if c.is_control() || is_unseen(c) || (is_odd_space(c) && c != '\u{3000}') => {
                shown.push_str(&format!("<U+{:04X}>", c as u32));
            }
            c => shown.push(c),
        }
    }
    if text.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        let text = |cell: &str| match read(cell) {
            Reading::Number(value, unit) => format!("{value}|{unit}"),
            Reading::Other(problem) => dabiao_lang::diag::Problem::from(problem).code().to_owned(),
            other => format!("{other:?}"),
        };
        for (cell, expected) in [
            ("１，２３４．５", "1234.5|"),
            (" 12 ", "12|"),
            ("1,234,567", "1234567|"),
            ("1,2", "thousands-misplaced"),
            ("1234,567", "thousands-misplaced"),
            ("1.234,5", "thousands-misplaced"),
            ("5.", "5|"),
            (".5", "0.5|"),
            (".", "number-unreadable"),
            ("1e3", "1000|"),
            ("1.5E-2", "0.015|"),
            ("1e99", "number-unreadable"),
            ("5万元", "5|万元"),
            ("95 %", "95|%"),
            ("95％", "95|%"),
            ("-3", "-3|"),
            ("－3", "-3|"),
            ("1.2.3", "number-unreadable"),
            ("3-5", "number-unreadable"),
            ("七", "number-unreadable"),
            ("#REF!", "formula-error"),
            ("——", "Missing"),
            ("　", "Blank"),
            ("6.5\u{200B}", "6.5|"),
            ("\u{FEFF}7", "7|"),
            ("1\u{2009}234", "number-unreadable"),
            ("\u{2013}5", "number-unreadable"),
            ("(5.2)", "number-unreadable"),
            ("…", "BelowUnit"),
            ("不适用", "NotApplicable"),
        ] {
            assert_eq!(text(cell), expected, "{cell}");
        }
    }

    #[test]
    fn quick_numbers_agree_with_the_full_reading() {
        for cell in ["0", "-12.50", "5.", ".5", "123456789012345678", "00.10"] {
            let (mantissa, scale) = quick_number(cell.as_bytes()).unwrap_or((i64::MIN, 0));
            assert_eq!(read(cell), Reading::Number(Exact::from_scaled(mantissa, scale), String::new()), "{cell}");
        }
        for cell in ["", "-", ".", "1.2.3", "1234567890123456789", "+1", " 1", "--1"] {
            assert_eq!(quick_number(cell.as_bytes()), None, "{cell}");
        }
    }
}
