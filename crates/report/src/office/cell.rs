//! How a value becomes a cell: numbers that survive, text that stays text, and nothing that is too long.
//!
//! INVARIANT: reading a cell back gives the value that went in.

use unicode_width::UnicodeWidthStr;

use dabiao_lang::diag::signs;

/// UTF-16 units that a cell holds; the limit of the format is 32,767.
const TEXT_LIMIT: usize = 32_000;
/// Significant digits that a number of a workbook keeps.
const DIGITS_KEPT: usize = 15;

/// A decimal string as a number of a workbook.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// The number.
    pub(crate) value: f64,
    /// Digits after the point, as written.
    pub(crate) digits: usize,
}

/// Returns a decimal string as a number, if that loses no digit.
pub(crate) fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || unsigned.ends_with('.') {
        return None;
    }
    // A code such as 0012 is no number.
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    let significant = format!("{whole}{fraction}");
    if significant.trim_matches('0').len() > DIGITS_KEPT {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let canonical = |t: &str| match t.contains('.') {
        true => t.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => t.to_owned(),
    };
    let (written, kept) = (canonical(text), canonical(&format!("{value}")));
    let is_same = written == kept || (value == 0.0 && significant.bytes().all(|b| b == b'0'));
    is_same.then_some(Number { value, digits: fraction.len() })
}

/// Returns whether a program might take a text for a formula or a command.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Returns a text so that a cell shows it as it is: `_x0041_` is not to become `A`.
pub(crate) fn shielded(text: &str) -> String {
    let text = signs(&text.replace("\r\n", "\n")).into_owned();
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let code = from.get(2..6).is_some_and(|c| c.bytes().all(|b| b.is_ascii_hexdigit()));
        out.push_str(if code && from.get(6..7) == Some("_") { "_x005F_x" } else { "_x" });
        rest = from.get(2..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Returns a text of one line without characters that a property or a message cannot hold.
pub(crate) fn plain(text: &str) -> String {
    signs(text).chars().map(|c| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c }).collect()
}

/// Returns a text in parts that each fit a cell; a text that fits is one part.
pub(crate) fn parts(text: &str) -> Vec<String> {
    let text = shielded(text);
    // A character is at most as many UTF-16 units as it has bytes.
    if text.len() <= TEXT_LIMIT {
        return vec![text];
    }
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf16() > TEXT_LIMIT {
            parts.push(std::mem::take(&mut part));
            used = 0;
        }
        used += c.len_utf16();
        part.push(c);
    }
    parts.push(part);
    parts
}

/// Returns how many lines a text takes in a column of a width (in characters of a Latin font).
pub(crate) fn lines(text: &str, width: usize) -> usize {
    let width = width.saturating_sub(1).max(2);
    text.split('\n').map(|line| line.width().div_ceil(width).max(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_only_if_no_digit_is_lost() {
        for (text, digits) in [("0", 0), ("-0.5", 1), ("58.0", 1), ("123456789012345", 0), ("0.1", 1), ("0.00", 2)] {
            assert_eq!(number(text).map(|n| n.digits), Some(digits), "{text}");
        }
        for text in ["", "-", "1.", ".5", "1e3", "007", "1/3", "12345678901234567", "0.1234567890123456", "５", "+1"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn long_texts_are_parted_and_codes_shielded() {
        let long = "字".repeat(70_000);
        let all = parts(&long);
        assert_eq!(all.len(), 3);
        assert_eq!(all.concat(), long);
        assert_eq!(shielded("_x0041_ and _xyz_"), "_x005F_x0041_ and _xyz_");
    }
}
