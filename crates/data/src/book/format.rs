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
