//! A passage of a document in one spelling: full-width forms folded, blanks taken out, each character with its place.
//!
//! `２０２５ 年` and `2 0 2 5年` both become `2025年`. Blanks between letters or columns become one blank, which parts
//! phrases like a comma. INVARIANT: `chars` and `origin` have one length, and origins rise.

use super::document::Range;

/// A folded passage.
#[derive(Debug, Clone, Default)]
pub struct Line {
    chars: Vec<char>,
    origin: Vec<u32>,
    end: u32,
}

impl Line {
    /// Folds the characters of a passage that begins at `start` of its document.
    pub fn fold(chars: &[char], start: u32) -> Self {
        let mut line =
            Line { chars: Vec::with_capacity(chars.len()), origin: Vec::with_capacity(chars.len()), end: start };
        let mut idx = 0;
        while let Some(&c) = chars.get(idx) {
            if let Some(len) = html_break(c, chars.get(idx..).unwrap_or_default()) {
                line.push('\n', start + idx as u32);
                idx += len;
            } else if is_blank(c) {
                let after = chars.get(idx..).unwrap_or_default().iter().take_while(|c| is_blank(**c)).count();
                if line.keeps_blank(
                    chars.get(idx..idx + after).unwrap_or_default(),
                    chars.get(idx + after..).unwrap_or_default(),
                ) {
                    line.push(' ', start + idx as u32);
                }
                idx += after;
            } else {
                line.push(fold(c), start + idx as u32);
                idx += 1;
            }
        }
        line.end = start + chars.len() as u32;
        line
    }

    fn push(&mut self, c: char, origin: u32) {
        self.chars.push(c);
        self.origin.push(origin);
    }

    /// Returns whether a run of blanks parts two things; blanks inside Chinese text part nothing.
    fn keeps_blank(&self, blanks: &[char], after: &[char]) -> bool {
        let (Some(&before), Some(&next)) = (self.chars.last(), after.first()) else { return false };
        let next = fold(next);
        if blanks.contains(&'\t') {
            return true;
        }
        if before.is_ascii_digit() && next.is_ascii_digit() {
            // `2 0 2 5` is one number, `2020 2025` are two.
            let is_single = !self.chars.iter().rev().nth(1).is_some_and(char::is_ascii_digit) || self.is_spaced();
            let next_is_single = !after.get(1).is_some_and(|c| fold(*c).is_ascii_digit());
            return !(is_single && next_is_single);
        }
        let is_latin = |c: char| c.is_ascii_alphanumeric();
        (is_latin(before) && next.is_ascii_alphabetic())
            || (before.is_ascii_alphabetic() && is_latin(next))
            || blanks.len() >= 4
    }

    /// Returns whether the digits at the end were written with blanks between them.
    fn is_spaced(&self) -> bool {
        let mut last = self.origin.iter().rev();
        matches!((last.next(), last.next()), (Some(b), Some(a)) if b - a > 1)
    }

    /// Returns a part of it as a line of its own.
    pub fn part(&self, start: usize, end: usize) -> Line {
        let end = end.min(self.len());
        let start = start.min(end);
        let last = self.origin.get(end).copied().unwrap_or(self.end);
        let chars = self.chars.get(start..end).unwrap_or_default().to_vec();
        Line { chars, origin: self.origin.get(start..end).unwrap_or_default().to_vec(), end: last }
    }

    /// Returns how many characters there are.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Returns the character at a place; beyond the end it is NUL, which no text holds.
    pub fn at(&self, idx: usize) -> char {
        self.chars.get(idx).copied().unwrap_or('\0')
    }

    /// Returns the character before a place.
    pub fn before(&self, idx: usize) -> char {
        idx.checked_sub(1).map_or('\0', |i| self.at(i))
    }

    /// Returns the characters of a range.
    pub fn slice(&self, start: usize, end: usize) -> &[char] {
        self.chars.get(start..end.min(self.chars.len())).unwrap_or_default()
    }

    /// Returns the text of a range.
    pub fn text(&self, start: usize, end: usize) -> String {
        self.slice(start, end).iter().collect()
    }

    /// Returns whether a word begins at a place.
    pub fn begins(&self, idx: usize, word: &str) -> bool {
        let mut at = idx;
        word.chars().all(|c| {
            at += 1;
            self.at(at - 1) == c
        })
    }

    /// Returns whether a word ends right before a place.
    pub fn ends(&self, idx: usize, word: &str) -> bool {
        let n = word.chars().count();
        idx >= n && self.begins(idx - n, word)
    }

    /// Returns whether a word stands somewhere in a range.
    pub fn holds(&self, start: usize, end: usize, word: &str) -> bool {
        self.find(start, end, word).is_some()
    }

    /// Returns where a word first stands wholly inside a range.
    pub fn find(&self, start: usize, end: usize, word: &str) -> Option<usize> {
        // Most places are passed over by their first character alone: tables of words are looked for around every figure.
        let mut chars = word.chars();
        let first = chars.next()?;
        let (rest, end) = (chars.as_str(), end.min(self.len()));
        let last = end.checked_sub(rest.chars().count())?;
        let places = self.chars.get(start..last).unwrap_or_default().iter().enumerate();
        places.filter(|(_, c)| **c == first).map(|(n, _)| start + n).find(|&i| self.begins(i + 1, rest))
    }

    /// Returns where a word last begins inside a range; it may end beyond it.
    pub fn rfind(&self, start: usize, end: usize, word: &str) -> Option<usize> {
        let mut chars = word.chars();
        let first = chars.next()?;
        let rest = chars.as_str();
        let places = self.chars.get(start..end.min(self.len())).unwrap_or_default().iter().enumerate();
        places.rev().filter(|(_, c)| **c == first).map(|(n, _)| start + n).find(|&i| self.begins(i + 1, rest))
    }

    /// Returns the longest word of a table that begins at a place.
    pub fn word<'t>(&self, idx: usize, table: &[&'t str]) -> Option<&'t str> {
        table.iter().filter(|w| self.begins(idx, w)).max_by_key(|w| w.len()).copied()
    }

    /// Returns the longest word of a table that ends before a place.
    pub fn word_before<'t>(&self, idx: usize, table: &[&'t str]) -> Option<&'t str> {
        table.iter().filter(|w| self.ends(idx, w)).max_by_key(|w| w.len()).copied()
    }

    /// Returns the place of a range in the document.
    pub fn range(&self, start: usize, end: usize) -> Range {
        let at = |i: usize| self.origin.get(i).copied().unwrap_or(self.end);
        let end = if end > start { at(end - 1) + u32::from(end <= self.len()) } else { at(start) };
        Range { start: at(start), end: end.min(self.end) }
    }
}

/// Returns the length of a `<br>`, by which Markdown parts the paragraphs of a cell.
fn html_break(c: char, rest: &[char]) -> Option<usize> {
    let is_break = c == '<' && matches!(rest.get(1), Some('b' | 'B')) && matches!(rest.get(2), Some('r' | 'R'));
    let len = rest.iter().take(8).position(|c| *c == '>')? + 1;
    (is_break && rest.get(3..len)?.iter().all(|c| matches!(c, ' ' | '/' | '>'))).then_some(len)
}

/// Blanks, signs that are not seen, bullets and the private signs by which fonts draw them.
fn is_blank(c: char) -> bool {
    (c.is_whitespace() && c != '\u{2029}')
        || ('\u{e000}'..='\u{f8ff}').contains(&c)
        || matches!(c, '●' | '■' | '◆' | '★' | '▲' | '➢' | '•' | '◎' | '□' | '▪' | '►' | '✓' | '√' | '*' | '`')
        || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{200e}' | '\u{200f}' | '\u{2060}')
}

/// Returns the one form of a character: ASCII for full-width letters, digits and signs; Chinese for punctuation.
fn fold(c: char) -> char {
    match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '（' | '﹙' => '(',
        '）' | '﹚' => ')',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '﹪' => '%',
        '＜' | '﹤' => '<',
        '＞' | '﹥' => '>',
        '≧' | '⩾' => '≥',
        '≦' | '⩽' => '≤',
        '—' | '–' | '－' | '―' | '‐' | '‑' | '−' | '─' | '～' | '〜' | '∼' => '-',
        '．' => '.',
        '²' => '2',
        '³' => '3',
        '／' => '/',
        '＂' | '〝' | '〞' | '"' => '"',
        '『' | '「' => '“',
        '』' | '」' => '”',
        '\u{2029}' => '\n',
        '，' | '；' | '：' | '！' | '？' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let line = Line::fold(&chars, 0);
        line.text(0, line.len())
    }

    #[test]
    fn digits_are_joined_only_where_each_stands_alone() {
        assert_eq!(folded("到 2 0 2 5 年"), "到2025年");
        assert_eq!(folded("2020 2025"), "2020 2025");
        assert_eq!(folded("达到 26 万亩 以上"), "达到26万亩以上");
        assert_eq!(folded("２０２５年，＞６亿吨"), "2025年，>6亿吨");
    }

    #[test]
    fn places_lead_back_to_the_document() {
        let chars: Vec<char> = "茶园 26 万亩".chars().collect();
        let line = Line::fold(&chars, 100);
        assert_eq!(line.range(2, 6), Range::new(103, 108));
    }
}
