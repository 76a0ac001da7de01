//! How wide text is on a terminal, and how it breaks.
//!
//! A Chinese character is two columns wide and may be followed by a line break; a Latin word is not broken unless it is
//! longer than the line. INVARIANT: nothing is lost but blanks at line ends.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::document::{Line, Piece, Tone};

/// Returns the width of a text in columns of a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Returns the width of a line in columns of a terminal.
pub(super) fn line_width(line: &Line) -> usize {
    line.0.iter().map(|p| width(&p.text)).sum()
}

/// Returns the width of the longest stretch that does not break.
pub(super) fn longest_word(line: &Line) -> usize {
    words(&text_of(line)).map(|w| width(w.trim_end())).max().unwrap_or(0)
}

/// A tone may end inside a word (a comma after an amount that is marked), so words are those of the whole line.
fn text_of(line: &Line) -> String {
    line.0.iter().map(|p| p.text.as_str()).collect()
}

/// Breaks a line into lines of at most `limit` columns (at least 2).
pub(super) fn wrap(line: &Line, limit: usize) -> Vec<Line> {
    let mut wrapper = Wrapper { limit: limit.max(2), lines: Vec::new(), line: Line::default(), used: 0 };
    let mut tones = Tones::of(line);
    for word in words(&text_of(line)) {
        wrapper.word(word, &mut tones);
    }
    wrapper.finish();
    wrapper.lines
}

/// The tones of a line, taken off from its start as its text is placed.
struct Tones {
    /// How many bytes are left in each tone, the first to be placed last.
    left: Vec<(usize, Tone)>,
}

impl Tones {
    fn of(line: &Line) -> Self {
        Self { left: line.0.iter().rev().map(|p| (p.text.len(), p.tone)).collect() }
    }

    /// Returns the stretches of one tone that the next text of the line consists of.
    fn take<'t>(&mut self, mut text: &'t str) -> Vec<(&'t str, Tone)> {
        let mut out = Vec::new();
        while let Some((left, tone)) = self.left.pop() {
            let Some((own, rest)) = text.split_at_checked(left.min(text.len())) else { break };
            if !own.is_empty() {
                out.push((own, tone));
            }
            text = rest;
            if left > own.len() {
                self.left.push((left - own.len(), tone));
                break;
            }
        }
        out
    }
}

struct Wrapper {
    limit: usize,
    lines: Vec<Line>,
    line: Line,
    used: usize,
}

impl Wrapper {
    fn word(&mut self, word: &str, tones: &mut Tones) {
        let stretches = tones.take(word);
        if word == "\n" {
            self.finish();
            return;
        }
        if self.used + width(word.trim_end()) > self.limit && self.used > 0 {
            self.finish();
        }
        if self.used == 0 && word.trim().is_empty() && !self.lines.is_empty() {
            return;
        }
        if width(word.trim_end()) <= self.limit {
            stretches.into_iter().for_each(|(text, tone)| self.push(text, tone));
            return;
        }
        for (c, tone) in stretches.into_iter().flat_map(|(text, tone)| text.chars().map(move |c| (c, tone))) {
            if self.used + c.width().unwrap_or(0) > self.limit && self.used > 0 {
                self.finish();
            }
            self.push(c.encode_utf8(&mut [0; 4]), tone);
        }
    }

    fn push(&mut self, text: &str, tone: Tone) {
        self.used += width(text);
        match self.line.0.last_mut().filter(|p| p.tone == tone) {
            Some(last) => last.text.push_str(text),
            None => self.line.0.push(Piece { text: text.to_owned(), tone }),
        }
    }

    fn finish(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        while let Some(last) = line.0.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            line.0.pop();
        }
        self.lines.push(line);
        self.used = 0;
    }
}

/// Marks that no line begins with: they go with what they close.
fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '、'
            | '：'
            | '）'
            | '》'
            | '”'
            | '’'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '？'
            | '！'
            | '％'
    )
}

/// Marks that no line ends in: they go with what they open.
fn opens(c: char) -> bool {
    matches!(c, '（' | '《' | '“' | '‘' | '「' | '『' | '【' | '〔')
}

/// Splits a text after each blank, around each wide character and at line ends; the parts make up the text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = word_end(rest)?;
        let (word, tail) = rest.split_at_checked(end)?;
        rest = tail;
        Some(word)
    })
}

fn word_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    let (_, first) = chars.next()?;
    if first == '\n' {
        return Some(first.len_utf8());
    }
    let is_wide = |c: char| c.width().unwrap_or(0) > 1;
    let mut before = first;
    for (at, c) in chars {
        let goes_on = match c {
            '\n' => false,
            c if closes(c) || opens(before) => true,
            c if is_wide(c) || is_wide(before) => false,
            c => before != ' ' || c == ' ',
        };
        if !goes_on {
            return Some(at);
        }
        before = c;
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, limit: usize) -> Vec<String> {
        let line = Line::of(text, Tone::Plain);
        wrap(&line, limit).into_iter().map(|l| l.0.into_iter().map(|p| p.text).collect()).collect()
    }

    #[test]
    fn breaks_after_wide_characters_and_blanks() {
        assert_eq!(wrapped("所有村集体", 6), ["所有村", "集体"]);
        assert_eq!(wrapped("at least 5 of them", 8), ["at least", "5 of", "them"]);
        assert_eq!(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(
            wrapped("达标，", 4),
            ["达", "标，"],
            "no line begins with a mark that closes, and none is too long"
        );
        assert_eq!(wrapped("见（一）", 4), ["见", "（一", "）"], "what is longer than a line is broken all the same");
        assert_eq!(wrapped("看《方案》", 8), ["看《方", "案》"]);
        assert_eq!(wrapped("看见《方案》", 6), ["看见", "《方", "案》"], "nor does one end in a mark that opens");
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn a_tone_that_ends_is_no_place_to_break() {
        let tone = |text: &str, tone| Piece { text: text.to_owned(), tone };
        let line = Line(vec![tone("等价 1", Tone::Strong), tone("，收紧 1", Tone::Plain)]);
        let lines: Vec<String> =
            wrap(&line, 6).into_iter().map(|l| l.0.into_iter().map(|p| p.text).collect()).collect();
        assert_eq!(lines, ["等价", "1，收", "紧 1"]);
    }

    #[test]
    fn keeps_amounts_whole() {
        assert_eq!(wrapped("目标 12.5万元", 10), ["目标 12.5", "万元"]);
    }
}
