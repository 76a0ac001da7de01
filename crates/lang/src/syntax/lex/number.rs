//! Numbers with their units, and dates.

use crate::syntax::keywords::Keyword;
use crate::syntax::tree::DateKind;

use super::letter::{digit, fold, is_letter};
use super::{Kind, Lexer};

/// Words that may be glued to the end of a unit.
const POSTFIXES: &[(&str, Keyword)] = &[
    ("以上", Keyword::OrMore),
    ("以下", Keyword::OrLess),
    ("以内", Keyword::OrLess),
    ("左右", Keyword::OrSo),
    ("之前", Keyword::Before),
    ("以前", Keyword::Before),
    ("前", Keyword::Before),
];

/// Words that end a unit where a digit follows: `5万元到2025年`, `1个百分点扣0.1分`.
const TIME_TAILS: &[(&str, Keyword)] = &[
    ("截至", Keyword::By),
    ("到", Keyword::By),
    ("至", Keyword::Until),
    ("于", Keyword::In),
    ("至多", Keyword::Le),
    ("扣", Keyword::Deduct),
    ("加", Keyword::AddPoints),
];

impl Lexer<'_> {
    /// Reads a number and what is glued to it.
    pub(super) fn number(&mut self) {
        let start = self.pos;
        if let Some(len) = date_len(self.rest()) {
            self.pos = start + len;
            self.push(Kind::Date, start, self.pos);
            self.postfix_after_date();
            return;
        }
        let digits_end = start + number_len(self.rest());
        self.pos = digits_end;
        if self.last() == Some(Kind::Word(Keyword::Each)) {
            self.push(Kind::Number, start, digits_end);
            return;
        }
        let run_end = self.unit_end(digits_end);
        let run = self.text.get(digits_end..run_end).unwrap_or("");
        if run.is_empty() {
            self.push(Kind::Number, start, digits_end);
            return;
        }
        let next_is_digit = self.text.get(run_end..).and_then(|s| s.chars().next()).is_some_and(|c| digit(c).is_some());
        let tails = if next_is_digit { TIME_TAILS } else { POSTFIXES };
        let tail = tails.iter().find(|(w, _)| run.ends_with(w));
        let unit_end = run_end - tail.map_or(0, |(w, _)| w.len());
        let kind = if unit_end == digits_end { Kind::Number } else { Kind::Quantity };
        self.push_split(kind, start, digits_end, unit_end);
        if let Some((_, keyword)) = tail {
            self.push(Kind::Word(*keyword), unit_end, run_end);
        }
        self.pos = run_end;
    }

    /// Reads the `前` of `2025年底前`, and the `至` of `2021年至2025年`.
    fn postfix_after_date(&mut self) {
        let rest = self.rest();
        for (word, keyword) in [("之前", Keyword::Before), ("以前", Keyword::Before), ("前", Keyword::Before)] {
            if rest.starts_with(word) {
                let start = self.pos;
                self.pos += word.len();
                self.push(Kind::Word(keyword), start, self.pos);
                return;
            }
        }
    }

    /// Returns where the unit that begins at a place ends; the place itself where there is none.
    pub(super) fn unit_end(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or("");
        let mut before = '\0';
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let is_sign = matches!(c, '%' | '％' | '‰' | '°');
            let goes_on = match c {
                '/' => before != '\0' && chars.peek().is_some_and(|&(_, n)| is_letter(n) && digit(n).is_none()),
                _ if matches!(before, '%' | '％' | '‰') => false,
                _ if digit(c).is_some() => before.is_ascii_alphabetic(),
                '_' => false,
                _ => is_sign || is_letter(c),
            };
            if !goes_on {
                return start + i;
            }
            before = c;
        }
        self.text.len()
    }
}

/// Returns the length of the number at the start of a text that starts with a digit.
fn number_len(text: &str) -> usize {
    let mut has_point = false;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next_is_digit = chars.peek().is_some_and(|&(_, n)| digit(n).is_some());
        match c {
            '.' | '．' if !has_point && next_is_digit => has_point = true,
            '_' if next_is_digit => {}
            _ if digit(c).is_some() => {}
            _ => return i,
        }
    }
    text.len()
}

/// Returns the length of the date at the start of a text, if it is more than four digits.
fn date_len(text: &str) -> Option<usize> {
    let mut cursor = Cursor { text, pos: 0 };
    let (_, 4) = cursor.digits(4)? else { return None };
    let year_end = cursor.pos;
    if cursor.take("年") {
        cursor.after_year();
        return Some(cursor.pos);
    }
    let c = cursor.peek()?;
    cursor.pos += c.len_utf8();
    match c {
        'Q' | 'q' | 'H' | 'h' => {
            cursor.digits(1)?;
        }
        '-' => {
            let (_, month_len) = cursor.digits(2)?;
            let month_end = cursor.pos;
            let has_day = cursor.take("-") && cursor.digits(2).is_some();
            if !has_day {
                cursor.pos = month_end;
                if month_len != 2 {
                    return None;
                }
            }
        }
        _ => return None,
    }
    let is_whole = !cursor.peek().is_some_and(|c| digit(c).is_some() || c.is_ascii_alphabetic());
    (is_whole && cursor.pos > year_end).then_some(cursor.pos)
}

/// Reads a date as written; `None` if it is not of any known form.
pub(in crate::syntax) fn parse_date(text: &str) -> Option<DateKind> {
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
pub(in crate::syntax) fn parse_month_day(text: &str) -> Option<(u32, u32)> {
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
