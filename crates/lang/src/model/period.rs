//! Periods: years, halves, quarters, months and days as positions on five calendars.
//!
//! INVARIANT: a [`Period`] always exists (there is no 30 February); all lie within the years 1 to 9999.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

pub use crate::syntax::tree::{DateKind, Frequency};

/// One period: a year, half-year, quarter, month or day.
///
/// Ordered by length of period first, then by time; compare [`Period::first_day`] to order across lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    frequency: Frequency,
    /// Years, halves, quarters or months since year 0; for days the day number of the common era.
    index: i32,
}

impl Frequency {
    /// Returns how many of these make a year; days have none.
    pub fn per_year(self) -> Option<i32> {
        match self {
            Frequency::Year => Some(1),
            Frequency::Half => Some(2),
            Frequency::Quarter => Some(4),
            Frequency::Month => Some(12),
            Frequency::Day => None,
        }
    }
}

impl Period {
    /// Returns a year.
    pub fn year_of(year: i32) -> Option<Self> {
        Self::from_kind(DateKind::Year(year))
    }

    /// Returns a day.
    pub fn day(date: NaiveDate) -> Self {
        Self { frequency: Frequency::Day, index: date.num_days_from_ce() }
    }

    /// Returns the period that was written, or `None` if there is no such period.
    pub fn from_kind(kind: DateKind) -> Option<Self> {
        let part = |frequency: Frequency, year: i32, n: u32| {
            let per_year = frequency.per_year()?;
            let ok = (1..=9999).contains(&year) && n >= 1 && n <= per_year as u32;
            ok.then(|| Self { frequency, index: year * per_year + n as i32 - 1 })
        };
        match kind {
            DateKind::Year(y) => part(Frequency::Year, y, 1),
            DateKind::Half(y, n) => part(Frequency::Half, y, n),
            DateKind::Quarter(y, n) => part(Frequency::Quarter, y, n),
            DateKind::Month(y, n) => part(Frequency::Month, y, n),
            DateKind::Day(y, m, d) if (1..=9999).contains(&y) => NaiveDate::from_ymd_opt(y, m, d).map(Self::day),
            DateKind::Day(..) => None,
        }
    }

    /// Returns the period of a length that holds a day.
    pub fn containing(date: NaiveDate, frequency: Frequency) -> Self {
        match frequency.per_year() {
            Some(n) => Self { frequency, index: date.year() * n + date.month0() as i32 / (12 / n) },
            None => Self::day(date),
        }
    }

    /// Returns the length.
    pub fn frequency(self) -> Frequency {
        self.frequency
    }

    /// Returns the year in which the period lies.
    pub fn year(self) -> i32 {
        match self.frequency.per_year() {
            Some(n) => self.index.div_euclid(n),
            None => self.first_day().year(),
        }
    }

    /// Returns the first day.
    pub fn first_day(self) -> NaiveDate {
        match self.frequency.per_year() {
            Some(n) => {
                let month0 = self.index.rem_euclid(n) * (12 / n);
                NaiveDate::from_ymd_opt(self.index.div_euclid(n), month0 as u32 + 1, 1).unwrap_or(NaiveDate::MIN)
            }
            None => NaiveDate::from_num_days_from_ce_opt(self.index).unwrap_or(NaiveDate::MIN),
        }
    }

    /// Returns the last day.
    pub fn last_day(self) -> NaiveDate {
        let next = self.step(1).first_day();
        next.checked_sub_days(Days::new(1)).unwrap_or(next)
    }

    /// Returns the period `n` later (earlier for a negative `n`).
    #[must_use]
    pub fn step(self, n: i32) -> Self {
        Self { frequency: self.frequency, index: self.index.saturating_add(n) }
    }

    /// Returns the same period `n` years later; 29 February becomes the 28th.
    #[must_use]
    pub fn step_years(self, n: i32) -> Self {
        match self.frequency.per_year() {
            Some(per_year) => self.step(n.saturating_mul(per_year)),
            None => {
                let d = self.first_day();
                let year = d.year().saturating_add(n);
                let moved = NaiveDate::from_ymd_opt(year, d.month(), d.day())
                    .or_else(|| NaiveDate::from_ymd_opt(year, d.month(), 28));
                moved.map_or(self, Self::day)
            }
        }
    }

    /// Returns how many periods of its length lie between, positive if `later` is later; lengths must be equal.
    pub fn distance_to(self, later: Period) -> Option<i32> {
        (self.frequency == later.frequency).then(|| later.index - self.index)
    }

    /// Returns how many periods of a length lie between the first day of this one and the last day of another; `None` where that
    /// is earlier.
    pub fn parts_until(self, last: Period, frequency: Frequency) -> Option<i32> {
        let first = Self::containing(self.first_day(), frequency);
        let between = first.distance_to(Self::containing(last.last_day(), frequency))?;
        (between >= 0).then(|| between.saturating_add(1))
    }

    /// Returns whether `inner` lies wholly within this period.
    pub fn holds(self, inner: Period) -> bool {
        self.first_day() <= inner.first_day() && inner.last_day() <= self.last_day()
    }

    /// Returns the period of another length that holds this one's last day.
    #[must_use]
    pub fn widen(self, frequency: Frequency) -> Self {
        Self::containing(self.last_day(), frequency)
    }

    /// Returns the periods of a finer (or equal) length within this one, in order of time.
    pub fn parts(self, frequency: Frequency) -> impl Iterator<Item = Period> {
        let first = Self::containing(self.first_day(), frequency);
        let last = Self::containing(self.last_day(), frequency);
        (first.index..=last.index).map(move |index| Period { frequency, index })
    }

    /// Reads a period as it stands in data: `2025`, `2025年`, `2025H1`, `2025上半年`, `2025Q3`, `2025-06`, `2025年6月`,
    /// `202506`, `2025-06-30`, `2025/6/30`, `20250630`.
    pub fn parse(text: &str) -> Option<Self> {
        parse::period(text)
    }
}

mod parse {
    //! Reading periods from data cells.

    use super::{DateKind, Period};

    pub(super) fn period(text: &str) -> Option<Period> {
        let t: String = text.trim().chars().map(fold).collect();
        Period::from_kind(kind(&t)?)
    }

    /// Folds full-width digits and letters and the separators that stand for `-`.
    fn fold(c: char) -> char {
        match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c).to_ascii_uppercase()
            }
            '/' | '.' | '－' | '／' => '-',
            c => c.to_ascii_uppercase(),
        }
    }

    fn kind(t: &str) -> Option<DateKind> {
        let digits = t.find(|c: char| !c.is_ascii_digit()).unwrap_or(t.len());
        let (head, rest) = t.split_at_checked(digits)?;
        if rest.is_empty() {
            return bare(head);
        }
        if head.len() != 4 {
            return None;
        }
        let year = head.parse().ok()?;
        let rest = rest.strip_prefix(['年', '-']).unwrap_or(rest).trim_start();
        let rest = rest.strip_suffix(['底', '末']).unwrap_or(rest);
        match rest {
            "" | "度" => return Some(DateKind::Year(year)),
            "H1" | "上半年" => return Some(DateKind::Half(year, 1)),
            "H2" | "下半年" => return Some(DateKind::Half(year, 2)),
            _ => {}
        }
        if let Some(n) = rest.strip_prefix('Q') {
            return Some(DateKind::Quarter(year, one_digit(n)?));
        }
        if let Some(n) = rest.strip_suffix("季度") {
            return Some(DateKind::Quarter(year, quarter(n.strip_prefix('第').unwrap_or(n))?));
        }
        month_and_day(year, rest)
    }

    fn bare(digits: &str) -> Option<DateKind> {
        let number = |r: std::ops::Range<usize>| digits.get(r)?.parse::<u32>().ok();
        let year = digits.get(..4)?.parse().ok()?;
        match digits.len() {
            4 => Some(DateKind::Year(year)),
            6 => Some(DateKind::Month(year, number(4..6)?)),
            8 => Some(DateKind::Day(year, number(4..6)?, number(6..8)?)),
            _ => None,
        }
    }

    fn month_and_day(year: i32, rest: &str) -> Option<DateKind> {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (month, tail) = rest.split_at_checked(end)?;
        let month = (1..=2).contains(&month.len()).then(|| month.parse().ok())??;
        let tail = tail.strip_prefix(['月', '-']).unwrap_or(tail);
        if tail.is_empty() {
            return Some(DateKind::Month(year, month));
        }
        let day = tail.strip_suffix(['日', '号']).unwrap_or(tail);
        // A workbook's date cell written out has a time of midnight behind the day.
        let day = day.strip_suffix(" 00:00:00").unwrap_or(day);
        ((1..=2).contains(&day.len())).then(|| day.parse().ok().map(|d| DateKind::Day(year, month, d)))?
    }

    fn one_digit(text: &str) -> Option<u32> {
        (text.len() == 1).then(|| text.parse().ok())?
    }

    fn quarter(text: &str) -> Option<u32> {
        match text {
            "一" => Some(1),
            "二" => Some(2),
            "三" => Some(3),
            "四" => Some(4),
            other => one_digit(other),
        }
    }
}

/// Writes the label of the JSON contract: `2025`, `2025H1`, `2025Q3`, `2025-06`, `2025-06-30`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, d) = (self.year(), self.first_day());
        match self.frequency {
            Frequency::Year => write!(f, "{year}"),
            Frequency::Half => write!(f, "{year}H{}", d.month0() / 6 + 1),
            Frequency::Quarter => write!(f, "{year}Q{}", d.month0() / 3 + 1),
            Frequency::Month => write!(f, "{year}-{:02}", d.month()),
            Frequency::Day => write!(f, "{d}"),
        }
    }
}
