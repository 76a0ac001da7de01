//! The values of dates and of days in a year, from what the grammar recognised as one.

use super::letter::{digit, fold};
use super::tree::DateKind;

/// Reads a date as written; `None` if it is not of any known form.
pub(super) fn parse_date(text: &str) -> Option<DateKind> {
    let folded = fold(text);
    let text = folded.as_deref().unwrap_or(text);
    let mut cursor = Cursor { text, pos: 0 };
    let (year, 4) = cursor.digits(4)? else { return None };
    let year = year as i32;
    if cursor.pos == text.len() {
        return Some(DateKind::Year(year));
    }
    if cursor.take("年") {
        return cursor.after_year().map_or(Some(DateKind::Year(year)), |part| Some(part.in_year(year)));
    }
    let c = cursor.peek()?;
    cursor.pos += c.len_utf8();
    let (number, _) = cursor.digits(2)?;
    match c {
        'Q' | 'q' => Some(DateKind::Quarter(year, number)),
        'H' | 'h' => Some(DateKind::Half(year, number)),
        '-' if cursor.take("-") => Some(DateKind::Day(year, number, cursor.digits(2)?.0)),
        '-' => Some(DateKind::Month(year, number)),
        _ => None,
    }
}

/// Reads the month and day of `10-31`, `10月31日`, `10月底`; a month alone is its last day, in February the 28th.
pub(super) fn parse_month_day(text: &str) -> Option<(u32, u32)> {
    let folded = fold(text);
    let text = folded.as_deref().unwrap_or(text);
    let mut cursor = Cursor { text, pos: 0 };
    let (month, _) = cursor.digits(2)?;
    if cursor.take("-") || cursor.take("－") {
        return Some((month, cursor.digits(2)?.0));
    }
    if !cursor.take("月") {
        return None;
    }
    let last_day = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Some((month, cursor.digits(2).map_or(last_day, |(day, _)| day)))
}

/// What follows `年` in a date.
enum PartOfYear {
    Half(u32),
    Quarter(u32),
    Month(u32),
    Day(u32, u32),
}

impl PartOfYear {
    fn in_year(self, year: i32) -> DateKind {
        match self {
            PartOfYear::Half(h) => DateKind::Half(year, h),
            PartOfYear::Quarter(q) => DateKind::Quarter(year, q),
            PartOfYear::Month(m) => DateKind::Month(year, m),
            PartOfYear::Day(m, d) => DateKind::Day(year, m, d),
        }
    }
}

struct Cursor<'t> {
    text: &'t str,
    pos: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.pos..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, word: &str) -> bool {
        let is_there = self.rest().starts_with(word);
        if is_there {
            self.pos += word.len();
        }
        is_there
    }

    /// Takes a run of at most `max` digits that no further digit follows; gives its value and length.
    fn digits(&mut self, max: usize) -> Option<(u32, usize)> {
        let mut value = 0;
        let mut n_digits = 0;
        let mut len = 0;
        for c in self.rest().chars() {
            let Some(d) = digit(c) else { break };
            n_digits += 1;
            len += c.len_utf8();
            if n_digits > max {
                return None;
            }
            value = value * 10 + d;
        }
        self.pos += len;
        (n_digits > 0).then_some((value, n_digits))
    }

    /// Takes what may follow `年`; leaves the place where nothing does.
    fn after_year(&mut self) -> Option<PartOfYear> {
        for (word, part) in [("上半年", 1), ("下半年", 2)] {
            if self.take(word) {
                return Some(PartOfYear::Half(part));
            }
        }
        if let Some(quarter) = self.quarter() {
            return Some(PartOfYear::Quarter(quarter));
        }
        let start = self.pos;
        if let Some((month, _)) = self.digits(2)
            && self.take("月")
        {
            let month_end = self.pos;
            if let Some((day, _)) = self.digits(2)
                && (self.take("日") || self.take("号"))
            {
                return Some(PartOfYear::Day(month, day));
            }
            self.pos = month_end;
            let _ = self.take("底") || self.take("末");
            return Some(PartOfYear::Month(month));
        }
        self.pos = start;
        let _ = self.take("年底") || self.take("底") || self.take("末") || self.take("度");
        None
    }

    fn quarter(&mut self) -> Option<u32> {
        let start = self.pos;
        self.take("第");
        let number = match self.peek() {
            Some('一') => 1,
            Some('二') => 2,
            Some('三') => 3,
            Some('四') => 4,
            Some(c) => digit(c).unwrap_or(0),
            None => 0,
        };
        if number > 0 {
            self.pos += self.peek().map_or(0, char::len_utf8);
            if self.take("季度") {
                return Some(number);
            }
        }
        self.pos = start;
        None
    }
}
