//! A text as words, whether or not it can be read: what completion, folds and colours go by while a line is half written.
//!
//! Takes a text, gives [`Word`]s in order; blanks are left out. INVARIANT: words do not overlap, and every one lies on
//! character boundaries.

use dabiao_lang::syntax::is_letter;

/// What a word looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// From `//` or `#` to the end of the line.
    Comment,
    /// A text in quotation marks; the closing one may be missing.
    Text,
    /// A name in quotation marks.
    QuotedName,
    /// Digits, with a point or `_` among them.
    Number,
    /// Letters, digits and `_` that do not begin with a digit.
    Run,
    /// `{`, `(` or `[`, full-width forms included.
    Open,
    /// `}`, `)` or `]`.
    Close,
    /// Anything else: one character, or an operator of two.
    Symbol,
}

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// What it looks like.
    pub kind: WordKind,
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

impl Word {
    /// Returns the word as it stands in the text that it was found in.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// Returns the words of a text.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        let blank = rest.len() - rest.trim_start().len();
        if blank > 0 {
            at += blank;
            continue;
        }
        let (kind, len) = word(rest);
        words.push(Word { kind, start: at as u32, end: (at + len) as u32 });
        at += len;
    }
    words
}

/// Returns the kind and length of the word that a text begins with; the text is not empty and begins with no blank.
fn word(text: &str) -> (WordKind, usize) {
    let Some(first) = text.chars().next() else { return (WordKind::Symbol, 0) };
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    match first {
        '#' => (WordKind::Comment, line.len()),
        '/' if text.starts_with("//") => (WordKind::Comment, line.len()),
        '"' => (WordKind::Text, quoted(line, '"')),
        '“' => (WordKind::Text, quoted(line, '”')),
        '「' => (WordKind::QuotedName, quoted(line, '」')),
        '\'' => (WordKind::QuotedName, quoted(line, '\'')),
        '‘' => (WordKind::QuotedName, quoted(line, '’')),
        '{' | '(' | '[' | '｛' | '（' | '［' => (WordKind::Open, first.len_utf8()),
        '}' | ')' | ']' | '｝' | '）' | '］' => (WordKind::Close, first.len_utf8()),
        c if is_digit(c) => (WordKind::Number, number(text)),
        c if is_letter(c) => (WordKind::Run, text.find(|c| !is_letter(c)).unwrap_or(text.len())),
        _ => (WordKind::Symbol, symbol(text, first)),
    }
}

fn quoted(line: &str, close: char) -> usize {
    let first = line.chars().next().map_or(0, char::len_utf8);
    line.get(first..).and_then(|r| r.find(close)).map_or(line.len(), |at| first + at + close.len_utf8())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

/// A point belongs to a number only with a digit behind it: `2021..2025` are two.
fn number(text: &str) -> usize {
    let mut len = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_inner = matches!(c, '.' | '_') && chars.peek().is_some_and(|n| is_digit(*n));
        if !is_digit(c) && !is_inner {
            break;
        }
        len += c.len_utf8();
    }
    len
}

fn symbol(text: &str, first: char) -> usize {
    let pairs = [">=", "<=", "!=", "..", "=>", "=<", "=="];
    pairs.iter().find(|p| text.starts_with(**p)).map_or(first.len_utf8(), |p| p.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text).iter().map(|w| w.of(text)).collect()
    }

    #[test]
    fn half_written_text_has_words() {
        assert_eq!(split("收入 >= 5.5万元 截至2025 # 好"), ["收入", ">=", "5.5", "万元", "截至2025", "# 好"]);
        assert_eq!(
            split("期间 2021..2025 \"没有完\n「甲 乙」"),
            ["期间", "2021", "..", "2025", "\"没有完", "「甲 乙」"]
        );
        assert_eq!(split("𠮷（１２％）"), ["𠮷", "（", "１２", "％", "）"]);
    }
}
