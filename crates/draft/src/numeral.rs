//! Numbers as plans write them: `5.76`, `1,234`, `五万七千六百`, `一九○○`, `百分之四点一`, `三分之二`, `一半`.
//!
//! Takes a place in a folded line, gives the decimal digits, where they end, and the unit that the words themselves hold
//! (百分之 is %). Multipliers after digits (`5万`) are left for the unit, as the language reads them.

use super::line::Line;

/// A number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// Decimal digits with at most one point.
    pub digits: String,
    /// The unit that its words hold: `%`, `‰` or nothing.
    pub unit: &'static str,
    /// One past its last character.
    pub end: usize,
    /// Whether it is written in Chinese.
    pub is_chinese: bool,
}

/// No number of a plan has more digits.
const LONGEST: usize = 24;

/// Words that are numbers, longest first.
const WORDS: &[(&str, &str, &str)] = &[("一半", "50", "%"), ("半数", "50", "%"), ("过半数", "50", "%")];
/// Fractions by name: the head, and the unit of what follows.
const PARTS_OF: &[(&str, &str)] = &[("百分之", "%"), ("千分之", "‰")];

/// Reads the number that begins at a place.
pub fn read(line: &Line, idx: usize) -> Option<Numeral> {
    if line.at(idx).is_ascii_digit() {
        return Some(arabic(line, idx));
    }
    if let Some((word, digits, unit)) = WORDS.iter().find(|(w, ..)| line.begins(idx, w)) {
        return Some(Numeral { digits: (*digits).to_owned(), unit, end: idx + word.chars().count(), is_chinese: true });
    }
    if let Some((head, unit)) = PARTS_OF.iter().find(|(head, _)| line.begins(idx, head)) {
        let at = idx + head.chars().count();
        let inner = if line.at(at).is_ascii_digit() { arabic(line, at) } else { chinese(line, at)? };
        return Some(Numeral { unit, is_chinese: true, ..inner });
    }
    chinese(line, idx).map(|n| fraction(line, &n).unwrap_or(n))
}

/// Reads the digits of `5.76` or `1,234,567`.
fn arabic(line: &Line, idx: usize) -> Numeral {
    let (mut digits, mut at, mut has_point) = (String::new(), idx, false);
    loop {
        let c = line.at(at);
        if c.is_ascii_digit() && digits.len() < LONGEST {
            digits.push(c);
        } else if c == '.' && !has_point && line.at(at + 1).is_ascii_digit() {
            has_point = true;
            digits.push('.');
        } else if !(c == '，' && !has_point && is_thousands(line, idx, at)) {
            break;
        }
        at += 1;
    }
    while line.at(at).is_ascii_digit() {
        at += 1;
    }
    Numeral { digits, unit: "", end: at, is_chinese: false }
}

/// Returns whether a comma parts thousands: one to three digits before it, exactly three after.
fn is_thousands(line: &Line, start: usize, comma: usize) -> bool {
    let after = (comma + 1..comma + 5).take_while(|&i| line.at(i).is_ascii_digit()).count();
    let head = (start..comma).take_while(|&i| line.at(i).is_ascii_digit()).count();
    let leads = line.at(start) != '0' && (1..=3).contains(&head);
    // `到2025年,3000人` never gets here: 年 stands before the comma. `20,300人` is twenty thousand.
    after == 3 && leads
}

/// Returns the value of a Chinese digit.
fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' | '０' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn power(c: char) -> Option<u128> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// Reads Chinese digits; 百 千 万 亿 alone are no number.
fn chinese(line: &Line, idx: usize) -> Option<Numeral> {
    let first = line.at(idx);
    if digit(first).is_none() && first != '十' {
        return None;
    }
    let run = (idx..idx + LONGEST).take_while(|&i| digit(line.at(i)).is_some()).count();
    if run >= 2 {
        return Some(positional(line, idx, run));
    }
    let (total, end) = composed(line, idx)?;
    let mut digits = total.to_string();
    let mut at = end;
    if line.at(at) == '点' && digit(line.at(at + 1)).is_some() {
        digits.push('.');
        at += 1;
        while let Some(d) = digit(line.at(at)) {
            digits.push_str(&d.to_string());
            at += 1;
        }
    }
    Some(Numeral { digits, unit: "", end: at, is_chinese: true })
}

/// Reads `一九○○`; a multiplier that follows is the unit's.
fn positional(line: &Line, idx: usize, run: usize) -> Numeral {
    let digits: String =
        (idx..idx + run).filter_map(|i| digit(line.at(i))).filter_map(|d| char::from_digit(d, 10)).collect();
    Numeral { digits, unit: "", end: idx + run, is_chinese: true }
}

/// Reads `五万七千六百`, `十二`, `三百零五`; a last 万 or 亿 is left for the unit.
fn composed(line: &Line, idx: usize) -> Option<(u128, usize)> {
    let (mut total, mut section, mut pending) = (0u128, 0u128, None::<u128>);
    let mut at = idx;
    let mut is_empty = true;
    while at < idx + LONGEST {
        let c = line.at(at);
        if let Some(d) = digit(c) {
            pending = Some(u128::from(d));
        } else if let Some(p) = power(c) {
            if p >= 10_000 {
                // `五万` stays 5 with the unit 万; `五万七千` is 57000.
                let goes_on = digit(line.at(at + 1)).is_some() || (line.at(at + 1) == '零');
                if !goes_on {
                    break;
                }
                total = (total + section + pending.take().unwrap_or(0)).checked_mul(p)?;
                section = 0;
            } else {
                section += pending.take().unwrap_or(1).checked_mul(p)?;
            }
        } else {
            break;
        }
        is_empty = false;
        at += 1;
    }
    let value = total + section + pending.unwrap_or(0);
    (!is_empty && at > idx).then_some((value, at))
}

/// Reads the rest of `三分之二` as a percentage of two places.
fn fraction(line: &Line, below: &Numeral) -> Option<Numeral> {
    if !line.begins(below.end, "分之") {
        return None;
    }
    let above = chinese(line, below.end + 2)?;
    let (n, d) = (above.digits.parse::<u64>().ok()?, below.digits.parse::<u64>().ok()?);
    let hundredths = n.checked_mul(20_000)?.checked_add(d)?.checked_div(d.checked_mul(2)?)?;
    let digits = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let digits = digits.trim_end_matches('0').trim_end_matches('.').to_owned();
    Some(Numeral { digits, unit: "%", end: above.end, is_chinese: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let line = Line::fold(&chars, 0);
        read(&line, 0).map(|n| format!("{}{}|{}", n.digits, n.unit, line.text(n.end, line.len())))
    }

    #[test]
    fn numbers_in_every_spelling() {
        for (text, want) in [
            ("1,234,567元", "1234567|元"),
            ("5.76万", "5.76|万"),
            ("五万七千六百亿元", "57600|亿元"),
            ("一九○○万吨", "1900|万吨"),
            ("百分之四点一", "4.1%|"),
            ("百分之70", "70%|"),
            ("三分之二以上", "66.67%|以上"),
            ("四分之三", "75%|"),
            ("十二个", "12|个"),
            ("三百零五户", "305|户"),
            ("五万亩", "5|万亩"),
            ("一半以上", "50%|以上"),
            ("二〇二五年", "2025|年"),
        ] {
            assert_eq!(value(text).as_deref(), Some(want), "{text}");
        }
        assert_eq!(value("万亩"), None);
        assert_eq!(value("百村"), None);
    }
}
