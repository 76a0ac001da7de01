//! Periods and days within the words of a title, a file name or the name of a sheet.
//!
//! `2025年三季度茶叶生产情况` is of the third quarter, `2024-2025年` of none that can be told. INVARIANT: where a text
//! could mean two periods, it means none.

use chrono::NaiveDate;

use dabiao_lang::model::{Frequency, Period};

/// Returns the one period that a text names; a year with a part of a year behind it is that part.
///
/// The year of a document number (`〔2021〕5号`) and a day (`2025年11月20日`: when the table was sent) are none, unless the
/// words say that the figures reach up to that day (`截至2025年12月31日`).
pub(super) fn period_in(text: &str) -> Option<Period> {
    let folded = super::names::fold(text);
    let mut found: Option<Period> = None;
    let mut at = 0;
    while let Some(start) = folded.get(at..)?.find(|c: char| c.is_ascii_digit()).map(|n| at + n) {
        let (before, from) = folded.split_at_checked(start)?;
        let n = from.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, behind) = from.split_at_checked(n)?;
        at = start + n;
        if n != 4 || !digits.parse().is_ok_and(|y: i32| (1949..2200).contains(&y)) || is_of_document(before, behind) {
            continue;
        }
        let period = match day_behind(digits, behind) {
            Some((day, length)) => {
                at += length;
                let Some(period) = reached(before, day) else { continue };
                period
            }
            None => part_of_year(digits, behind)?,
        };
        if found.is_some_and(|f| f != period) {
            return None;
        }
        found = Some(period);
    }
    found
}

/// Returns whether a year is that of a document number: `〔2021〕5号`, `[2021]第5号`, `(2021)5号`.
fn is_of_document(before: &str, behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix(['〕', ']', '】', ')', '］', '）']) else { return false };
    let is_open = before.ends_with(['〔', '[', '【', '(', '［', '（']);
    let rest = rest.trim_start().trim_start_matches('第');
    let n = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest.get(n..).unwrap_or("").trim_start();
    // 〔 〕 have no other use in such titles.
    is_open && (behind.starts_with('〕') || (n > 0 && number.starts_with('号')))
}

/// Returns the day that goes on behind a year, and how many bytes of the text it takes.
fn day_behind(year: &str, behind: &str) -> Option<(NaiveDate, usize)> {
    let separators = [("年", "月"), ("-", "-"), ("/", "/"), (".", ".")];
    let blank = |t: &str| t.len() - t.trim_start().len();
    separators.into_iter().find_map(|(first, second)| {
        let mut length = blank(behind);
        let mut number = |separator: &str| {
            let rest = behind.get(length..)?.strip_prefix(separator)?;
            length += separator.len() + blank(rest);
            let rest = rest.trim_start();
            let n = rest.bytes().take_while(u8::is_ascii_digit).count();
            length += n + blank(rest.get(n..)?);
            (1..=2).contains(&n).then(|| rest.get(..n)?.parse::<u32>().ok())?
        };
        let (month, day) = (number(first)?, number(second)?);
        Some((NaiveDate::from_ymd_opt(year.parse().ok()?, month, day)?, length))
    })
}

/// Returns the period that ends on a day which the words before it call the last one.
fn reached(before: &str, day: NaiveDate) -> Option<Period> {
    let is_last = ["截至", "截止", "截止到", "截至到"].iter().any(|w| before.trim_end().ends_with(w));
    let ends = |f: &Frequency| {
        let period = Period::containing(day, *f);
        (period.last_day() == day).then_some(period)
    };
    let coarse = [Frequency::Year, Frequency::Half, Frequency::Quarter, Frequency::Month];
    is_last.then(|| coarse.iter().find_map(ends)).flatten()
}

/// Returns the year, or the part of it that follows; `None` where months make no one period (`1-9月`).
fn part_of_year(year: &str, behind: &str) -> Option<Period> {
    let behind = behind.trim_start();
    let behind = behind.strip_prefix('年').unwrap_or(behind);
    let behind = behind.strip_prefix('度').unwrap_or(behind).trim_start_matches([' ', '_', '第']);
    const PARTS: [&str; 10] = ["上半年", "下半年", "一季度", "二季度", "三季度", "四季度", "Q1", "Q2", "Q3", "Q4"];
    if let Some(part) = PARTS.iter().find(|p| behind.starts_with(**p)) {
        return Period::parse(&format!("{year}{part}"));
    }
    let n = behind.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, tail) = behind.split_at_checked(n)?;
    match (n, tail.chars().next()) {
        (1 | 2, Some('月')) => Period::parse(&format!("{year}-{digits}")),
        (1, Some('季')) => Period::parse(&format!("{year}Q{digits}")),
        // `2025年1-9月` and `2025年1至9月` run over several months.
        (1 | 2, Some('-' | '—' | '~' | '至' | '到' | '－')) if tail.contains('月') => months(year, digits, tail),
        _ => Period::parse(year),
    }
}

/// Returns the period of several months from January on: `1-6月` is the first half, `1-9月` none.
fn months(year: &str, first: &str, tail: &str) -> Option<Period> {
    let rest = tail.trim_start_matches(['-', '—', '~', '至', '到', '－', ' ']);
    let n = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (last, behind) = rest.split_at_checked(n)?;
    let end = Period::parse(&format!("{year}-{last}")).filter(|_| behind.starts_with('月'))?;
    (first.parse::<u32>().ok()? == 1).then(|| super::aspect::to_date(end)).flatten()
}

/// Returns the day that a text is: `2026年1月5日`, `2026-01-05 14:30`, `2026.1.5`.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let folded = super::names::fold(text).replace(' ', "T");
    let date = folded.split('T').next()?;
    let joined = folded.replace('T', "");
    let read = |t: &str| Period::parse(t).filter(|p| p.frequency() == Frequency::Day).map(Period::first_day);
    read(date).or_else(|| read(&joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_one_period_or_none() {
        let said = |t: &str| period_in(t).map_or_else(|| "-".to_owned(), |p| p.to_string());
        for (text, period) in [
            ("2025年村集体经济情况统计表", "2025"),
            ("2025年度", "2025"),
            ("村集体_2025", "2025"),
            ("2025年三季度茶叶", "2025Q3"),
            ("2025年第3季度", "2025Q3"),
            ("2025年上半年", "2025H1"),
            ("2025年6月报表", "2025-06"),
            ("2025年1-9月", "-"),
            ("2025年1-6月", "2025H1"),
            ("2025年1—12月", "2025"),
            ("青政发〔2021〕5号", "-"),
            ("附件2：青政发（2021）5号 2025年情况表", "2025"),
            ("（2025年）", "2025"),
            ("2025年11月20日", "-"),
            ("2025年情况（2026-01-05报送）", "2025"),
            ("截至2025年12月31日", "2025"),
            ("截至 2025年6月30日", "2025H1"),
            ("2024-2025年", "-"),
            ("2025年与2025年", "2025"),
            ("20250630", "-"),
            ("表3", "-"),
        ] {
            assert_eq!(said(text), period, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_the_ways_of_forms() {
        for text in
            ["2026年1月5日", "2026-01-05", "2026.1.5", "2026/1/5", "2026-01-05 14:30", "2026 年 1 月 5 日", "20260105"]
        {
            assert_eq!(day(text), NaiveDate::from_ymd_opt(2026, 1, 5), "{text}");
        }
        assert_eq!(day("2026年1月"), None);
    }
}
