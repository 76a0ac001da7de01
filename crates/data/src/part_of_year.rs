//! Parts of a year over columns: `1月 | 2月 | 3月`, `一季度 | 二季度`, `1-6月`. The year stands over them, or is that of
//! the table (`dated`). INVARIANT: a part becomes a period only with a year.

use super::aspect;
use super::names::fold;
use dabiao_lang::model::Period;

/// A part of a year, without the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartOfYear {
    /// 1 to 12.
    Month(u32),
    /// 1 to 4.
    Quarter(u32),
    /// 1 or 2.
    Half(u32),
    /// From January to the end of a month.
    ToMonth(u32),
}

const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

impl PartOfYear {
    /// Reads a text that is a part of a year and nothing else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = fold(text).replace(' ', "");
        let text = text.trim_start_matches('第').trim_end_matches("累计");
        match text {
            "上半年" => return Some(PartOfYear::Half(1)),
            "下半年" => return Some(PartOfYear::Half(2)),
            _ => {}
        }
        if let Some(n) = text.strip_suffix("季度").or_else(|| text.strip_prefix(['Q', 'q'])) {
            return number(n).filter(|n| *n <= 4).map(PartOfYear::Quarter);
        }
        let months = text.strip_suffix("月份").or_else(|| text.strip_suffix('月'))?;
        if let Some(n) = number(months) {
            return Some(PartOfYear::Month(n));
        }
        let (first, last) = months.split_once(['-', '—', '–', '~', '至', '到'])?;
        let first = first.trim_end_matches('月');
        number(last.trim_start_matches(['-', '—'])).filter(|_| number(first) == Some(1)).map(PartOfYear::ToMonth)
    }

    /// Returns the period of a year; `None` where it is none that the language knows, as nine months.
    pub(super) fn of(self, year: i32) -> Option<Period> {
        match self {
            PartOfYear::Month(n) => Period::parse(&format!("{year}-{n:02}")),
            PartOfYear::Quarter(n) => Period::parse(&format!("{year}Q{n}")),
            PartOfYear::Half(n) => Period::parse(&format!("{year}H{n}")),
            PartOfYear::ToMonth(n) => Period::parse(&format!("{year}-{n:02}")).and_then(aspect::to_date),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let by_word = NUMERALS.iter().position(|n| *n == text).map(|i| i as u32 + 1);
    by_word.or_else(|| text.parse().ok().filter(|_| text.len() <= 2)).filter(|n| (1..=12).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_year_are_read_as_they_stand_over_columns() {
        let read = |t: &str| PartOfYear::read(t).and_then(|p| p.of(2025)).map_or("-".to_owned(), |p| p.to_string());
        let all = [
            ("1月", "2025-01"),
            ("十二月", "2025-12"),
            ("3 月份", "2025-03"),
            ("一季度", "2025Q1"),
            ("第4季度", "2025Q4"),
            ("下半年", "2025H2"),
            ("1-6月", "2025H1"),
            ("1—12月累计", "2025"),
            ("1-9月", "-"),
            ("13月", "-"),
            ("5季度", "-"),
            ("月", "-"),
            ("产量", "-"),
        ];
        for (text, period) in all {
            assert_eq!(read(text), period, "{text}");
        }
    }
}
