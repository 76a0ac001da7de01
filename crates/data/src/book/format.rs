//! Number formats of workbooks: which cells show a percentage, and which a day.

use super::number::DayForm;

/// How a cell shows its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As a number.
    Plain,
    /// A hundredfold, with `%`.
    Percent,
    /// As a day.
    Day(DayForm),
    /// With a unit behind it, or scaled; the position among the looks of the workbook.
    Look(u16),
}

/// How a format that says a unit, or shows another number than is stored, shows a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// How many digits the decimal point is moved to the left.
    pub(super) power: u32,
    /// The unit that stands behind the number; may be empty.
    pub(super) unit: String,
}

/// Returns the look of a format that shows a number with a unit or scaled: `#,##0"元"`, `0!.0,"万元"`, `0.0,`.
///
/// A comma behind the last digit shows thousands, and a point that is a letter (`!.`, `\\.`, `"."`) shows the digits
/// behind it as decimals. `万` alone says how the number is shown, not what it is, where both make up for each other.
pub(super) fn look(code: &str) -> Option<Look> {
    let tokens = tokens(code.split(';').next().unwrap_or(""));
    let last = tokens.iter().rposition(|t| matches!(t, Token::Digit))?;
    let n_commas = tokens.get(last + 1..)?.iter().take_while(|t| matches!(t, Token::Comma)).count();
    let body = tokens.get(..last)?;
    let point = body.iter().rposition(|t| matches!(t, Token::Letter('.')));
    let n_decimals = point.map_or(0, |p| tokens.iter().skip(p).filter(|t| matches!(t, Token::Digit)).count());
    let power = (3 * n_commas + n_decimals) as u32;
    let letters: String =
        tokens.iter().skip(last + 1).filter_map(|t| if let Token::Letter(c) = t { Some(*c) } else { None }).collect();
    let unit = letters.trim();
    let multiplier: u32 = unit
        .chars()
        .map(|c| match c {
            '十' => 1,
            '百' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => 0,
        })
        .sum();
    let is_multiplier = !unit.is_empty() && unit.chars().all(|c| "十百千万亿".contains(c));
    match (is_multiplier, power) {
        (true, power) if multiplier == power => None,
        (true, power) => Some(Look { power: power.checked_sub(multiplier)?, unit: String::new() }),
        (false, power) => {
            let is_unit = dabiao_lang::model::Schema::default().unit(unit).is_some();
            let unit = if is_unit { unit.to_owned() } else { String::new() };
            (power > 0 || !unit.is_empty()).then_some(Look { power, unit })
        }
    }
}

/// A part of a number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Digit,
    Comma,
    /// A letter that is shown as it stands.
    Letter(char),
    Other,
}

fn tokens(section: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => tokens.extend(chars.by_ref().take_while(|c| *c != '"').map(Token::Letter)),
            '[' => {
                chars.by_ref().find(|c| *c == ']');
            }
            '\\' | '!' => tokens.extend(chars.next().map(Token::Letter)),
            '_' | '*' => {
                chars.next();
            }
            '0' | '#' | '?' => tokens.push(Token::Digit),
            ',' => tokens.push(Token::Comma),
            c if !c.is_ascii() => tokens.push(Token::Letter(c)),
            _ => tokens.push(Token::Other),
        }
    }
    tokens
}

/// Returns what a format of the standard list shows.
pub(super) fn of_number(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        17 | 55 | 57 => Shown::Day(DayForm::Month),
        18..=21 | 32..=35 | 45..=47 => Shown::Day(DayForm::Time),
        14..=16 | 22 | 27..=31 | 36 | 50..=54 | 56 | 58 => Shown::Day(DayForm::Day),
        _ => Shown::Plain,
    }
}

/// Returns what a format code shows: `0.00%`, `yyyy"年"m"月"`, `[Red]-#,##0`.
pub(super) fn of_code(code: &str) -> Shown {
    let bare = bare(code).to_ascii_lowercase();
    if bare.starts_with("general") || bare.starts_with("g/") || bare.contains('@') {
        return Shown::Plain;
    }
    if bare.contains('%') {
        return Shown::Percent;
    }
    // `0.00E+00` has an `e` too, but digits are placed by `0`, `#` or `?`, which a day has only behind seconds.
    let has = |letters: &[char]| bare.contains(letters);
    let is_day = has(&['y', 'd']) || (has(&['m', 'h', 's']) && !has(&['#', '?'])) || (has(&['e']) && !has(&['0', '#']));
    if !is_day {
        return Shown::Plain;
    }
    Shown::Day(match (has(&['y', 'e']), has(&['m']), has(&['d'])) {
        (_, _, true) => DayForm::Day,
        (true, true, false) => DayForm::Month,
        (true, false, false) => DayForm::Year,
        _ => DayForm::Time,
    })
}

/// Returns the first section of a format without quoted text, escapes and brackets.
fn bare(code: &str) -> String {
    let mut out = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_scales_of_formats_are_seen() {
        let look = |code: &str| look(code).map(|l| format!("{} {}", l.power, l.unit)).unwrap_or_default();
        for (code, shown) in [
            ("#,##0\"元\"", "0 元"),
            ("0!.0,\"万元\"", "4 万元"),
            ("0!.0,", "4 "),
            ("0\\.00,\"万元\"", "5 万元"),
            ("#,##0,", "3 "),
            ("0!.0000\"万\"", ""),
            ("#,##0.00", ""),
            ("General", ""),
            ("0\"左右\"", ""),
            ("#,##0.00_ ;[红色]\\-#,##0.00\\ ", ""),
            ("0户", "0 户"),
        ] {
            assert_eq!(look(code), shown, "{code}");
        }
    }

    #[test]
    fn formats_show_what_they_show() {
        for (code, shown) in [
            ("General", Shown::Plain),
            ("G/通用格式", Shown::Plain),
            ("0.00_);[Red]\\(0.00\\)", Shown::Plain),
            ("0.00E+00", Shown::Plain),
            ("#,##0\"d\"", Shown::Plain),
            ("@", Shown::Plain),
            ("0.0%", Shown::Percent),
            ("0\"%\"", Shown::Plain),
            ("yyyy\"年\"m\"月\"", Shown::Day(DayForm::Month)),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\"", Shown::Day(DayForm::Day)),
            ("yyyy", Shown::Day(DayForm::Year)),
            ("mmm-yy", Shown::Day(DayForm::Month)),
            ("m/d/yy h:mm", Shown::Day(DayForm::Day)),
            ("[h]:mm:ss", Shown::Day(DayForm::Time)),
            ("mm:ss.0", Shown::Day(DayForm::Time)),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }
}
