//! Which line ends count: comments aside, lines joined, brackets matched, before the grammar runs.
//!
//! Takes a source; gives a text of the same bytes in the same places, in which comments, the line ends inside a bracket
//! or after a comma or an operator, and all blanks but line ends have become spaces. What was reported here (a quotation
//! mark or a bracket that is never closed, a bracket too deep) has become [`REPORTED`], which the grammar does not know, so
//! that its line is not reported again.
//!
//! This is the one part of the text that `grammar/dabiao.pest` does not describe. It can be said in pest, by a mark on
//! the stack for each open bracket, but then pest must be able to undo the stack at every choice of every rule, which made
//! reading markedly slower when it was tried.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Safety, SyntaxProblem};
use crate::source::{FileId, Source, Span};

use super::MAX_PROBLEMS;
use super::keywords::Keyword;
use super::letter::{fold, is_letter, run};
use super::tree::Comment;

/// How deep brackets of all kinds may nest: as deep as a thread of 2 MB can follow in a build without optimisation.
pub(super) const MAX_DEPTH: usize = 100;

/// What stands in the text of the grammar for what was reported already.
pub(super) const REPORTED: char = '\u{1}';

/// The text of the grammar, and what was put aside.
#[derive(Debug)]
pub(super) struct Lines<'s> {
    /// As long as the source; every other character is where it was.
    pub text: Cow<'s, str>,
    pub comments: Vec<Comment>,
    pub problems: Vec<Diagnostic>,
    /// How many problems were found but not kept.
    pub n_unsaid: u64,
}

/// Takes comments aside and joins lines.
pub(super) fn lines(source: &Source) -> Lines<'_> {
    let text = source.text();
    let mut joiner = Joiner {
        text,
        file: source.id(),
        pos: 0,
        edits: Vec::new(),
        ends: Vec::new(),
        open: Vec::new(),
        n_brackets: 0,
        last: (0, 0),
        line_is_empty: true,
        comments: Vec::new(),
        problems: Vec::new(),
        n_unsaid: 0,
    };
    joiner.run();
    let text = joiner.edited();
    Lines { text, comments: joiner.comments, problems: joiner.problems, n_unsaid: joiner.n_unsaid }
}

/// An open bracket.
#[derive(Clone, Copy)]
struct Bracket {
    /// `(`, `[` or `{`.
    sign: u8,
    start: usize,
}

/// A stretch of the text that becomes blanks, or one mark and blanks.
struct Edit {
    start: usize,
    end: usize,
    is_reported: bool,
}

struct Joiner<'s> {
    text: &'s str,
    file: FileId,
    pos: usize,
    edits: Vec<Edit>,
    /// Line ends that become blanks unless a new line begins after them.
    ends: Vec<usize>,
    open: Vec<Bracket>,
    /// How many of the innermost open brackets are round or square.
    n_brackets: usize,
    /// Where the last word, number or sign begins (if it is a text in marks, else 0) and ends.
    last: (usize, usize),
    line_is_empty: bool,
    comments: Vec<Comment>,
    problems: Vec<Diagnostic>,
    n_unsaid: u64,
}

impl<'s> Joiner<'s> {
    fn run(&mut self) {
        while let Some(&byte) = self.text.as_bytes().get(self.pos) {
            match byte {
                b' ' => self.pos += 1,
                b'\n' => self.line_end(),
                b'\t' | b'\r' | 0x0b | 0x0c => self.blank(1),
                b'#' => self.comment(),
                b'/' if self.rest().starts_with("//") => self.comment(),
                b'"' => self.quoted('"', '"'),
                b'\'' => self.quoted('\'', '\''),
                b'(' | b'[' | b'{' | b')' | b']' | b'}' => self.bracket(byte, 1),
                0..0x80 => self.other(1),
                // Most of a Chinese text, which needs no second look.
                0xe4..=0xe9 => self.other(3),
                _ => self.wide(),
            }
        }
        self.join_lines();
        self.close_brackets();
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.pos..).unwrap_or("")
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn blank(&mut self, len: usize) {
        self.edits.push(Edit { start: self.pos, end: self.pos + len, is_reported: false });
        self.pos += len;
    }

    /// Passes what is neither blank, comment, text in marks nor bracket.
    fn other(&mut self, len: usize) {
        if self.line_is_empty {
            self.begin_line();
        }
        self.pos += len;
        self.last = (0, self.pos);
    }

    /// Passes a character that is not ASCII.
    fn wide(&mut self) {
        let Some(c) = self.rest().chars().next() else { return };
        let len = c.len_utf8();
        match c {
            '“' => self.quoted(c, '”'),
            '‘' => self.quoted(c, '’'),
            '「' => self.quoted(c, '」'),
            '（' => self.bracket(b'(', len),
            '［' => self.bracket(b'[', len),
            '｛' => self.bracket(b'{', len),
            '）' => self.bracket(b')', len),
            '］' => self.bracket(b']', len),
            '｝' => self.bracket(b'}', len),
            _ if c.is_whitespace() || (is_invisible(c) && !self.is_inside_word(len)) => self.blank(len),
            _ => self.other(len),
        }
    }

    /// Returns whether letters stand on both sides of the character here.
    fn is_inside_word(&self, len: usize) -> bool {
        let before = self.text.get(..self.pos).and_then(|t| t.chars().next_back());
        let after = self.text.get(self.pos + len..).and_then(|t| t.chars().next());
        before.is_some_and(is_letter) && after.is_some_and(is_letter)
    }

    fn line_end(&mut self) {
        if self.n_brackets > 0 || self.goes_on() {
            self.ends.push(self.pos);
        } else {
            self.ends.clear();
        }
        self.pos += 1;
        self.line_is_empty = true;
    }

    /// Returns whether the last word or sign leaves its line unfinished.
    fn goes_on(&self) -> bool {
        let (quoted, end) = self.last;
        if quoted > 0 {
            return false;
        }
        let before = self.text.get(..end).unwrap_or("");
        match before.chars().next_back() {
            Some(c) if is_letter(c) => {
                let start = before.char_indices().rev().take_while(|&(_, c)| is_letter(c)).last();
                let word = start.and_then(|(at, _)| before.get(at..)).unwrap_or("");
                keyword(word).is_some_and(Keyword::continues_line)
            }
            Some(c) => ",，、:：+＋-－−*＊×/／÷@＠±>＞<＜=＝≥⩾≤⩽≠".contains(c),
            None => false,
        }
    }

    /// Begins a line: what stands before it is joined to it, unless it begins like a new one.
    fn begin_line(&mut self) {
        self.line_is_empty = false;
        if self.ends.is_empty() {
            return;
        }
        let Some(word) = keyword(run(self.rest())).filter(|k| k.begins_member()) else { return self.join_lines() };
        let is_after_colon = self.text.get(..self.last.1).is_some_and(|t| t.ends_with([':', '：']));
        // A line that begins like this is a new one, whatever the line before it lacks; but `到2025年:` may be
        // followed by `每个 村:` on the next line.
        if word.begins_item() || !is_after_colon || self.n_brackets > 0 {
            self.close_brackets();
            self.ends.clear();
        } else {
            self.join_lines();
        }
    }

    fn join_lines(&mut self) {
        self.edits.extend(self.ends.drain(..).map(|at| Edit { start: at, end: at + 1, is_reported: false }));
    }

    fn comment(&mut self) {
        let start = self.pos;
        let len = memchr::memchr(b'\n', self.rest().as_bytes()).unwrap_or(self.text.len() - start);
        let line = self.text.get(start..start + len).unwrap_or("");
        let span = self.span(start, start + line.trim_end().len());
        self.comments.push(Comment { span, own_line: self.line_is_empty });
        self.blank(len);
    }

    fn quoted(&mut self, open: char, close: char) {
        if self.line_is_empty {
            self.begin_line();
        }
        let start = self.pos;
        let inner = start + open.len_utf8();
        let rest = self.text.get(inner..).unwrap_or("");
        // Only as far as the mark or the line's end: a line of a million quotation marks is read once.
        let len = rest.find([close, '\n']).unwrap_or(rest.len());
        if rest.get(len..).is_some_and(|r| r.starts_with(close)) {
            self.pos = inner + len + close.len_utf8();
        } else {
            // A brace at the end of the line was hardly meant to be in the text.
            let written = rest.get(..len).unwrap_or("").trim_end();
            self.pos = inner + written.strip_suffix(['{', '｛']).unwrap_or(written).trim_end().len();
            let place = self.span(self.pos, self.pos);
            let problem = SyntaxProblem::UnclosedQuote { mark: close.to_string() };
            let span = self.span(start, self.pos);
            self.report(Diagnostic::at(span, problem).fix(place, close.to_string(), Safety::Unsafe));
            self.edits.push(Edit { start, end: self.pos, is_reported: true });
        }
        self.last = (start.max(1), self.pos);
    }

    fn bracket(&mut self, sign: u8, len: usize) {
        if self.line_is_empty {
            self.begin_line();
        }
        let start = self.pos;
        self.pos += len;
        self.last = (0, self.pos);
        match sign {
            b'(' | b'[' | b'{' => self.open_bracket(Bracket { sign, start }),
            b'}' => {
                self.close_brackets();
                self.open.pop();
                self.n_brackets = self.open.iter().rev().take_while(|b| b.sign != b'{').count();
            }
            _ if self.n_brackets > 0 => {
                self.n_brackets -= 1;
                self.open.pop();
            }
            _ => {}
        }
    }

    fn open_bracket(&mut self, bracket: Bracket) {
        if self.open.len() == MAX_DEPTH {
            let problem = SyntaxProblem::NestingTooDeep { limit: MAX_DEPTH as u64 };
            self.report(Diagnostic::at(self.span(bracket.start, self.pos), problem));
        }
        if self.open.len() >= MAX_DEPTH {
            self.edits.push(Edit { start: bracket.start, end: self.pos, is_reported: true });
        }
        if bracket.sign == b'{' {
            self.close_brackets();
        } else {
            self.n_brackets += 1;
        }
        self.open.push(bracket);
    }

    /// Reports and forgets the round and square brackets that are open; nothing may stand between them and a brace.
    fn close_brackets(&mut self) {
        while self.n_brackets > 0 {
            self.n_brackets -= 1;
            let Some(Bracket { sign, start }) = self.open.pop() else { return };
            let c = self.text.get(start..).and_then(|s| s.chars().next()).unwrap_or('(');
            let end = start + c.len_utf8();
            let close = if sign == b'[' { "]" } else { ")" };
            let problem = SyntaxProblem::UnclosedBracket { open: c.to_string(), close: close.to_owned() };
            self.report(Diagnostic::at(self.span(start, end), problem));
            self.edits.push(Edit { start, end, is_reported: true });
        }
    }

    /// Keeps a problem, or counts it where there were too many.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(diagnostic);
        } else {
            self.n_unsaid += 1;
        }
    }

    /// Returns the text with its edits.
    fn edited(&self) -> Cow<'s, str> {
        if self.edits.is_empty() {
            return Cow::Borrowed(self.text);
        }
        let mut bytes = self.text.as_bytes().to_vec();
        for edit in &self.edits {
            if let Some(stretch) = bytes.get_mut(edit.start..edit.end) {
                stretch.fill(b' ');
                if let (true, Some(first)) = (edit.is_reported, stretch.first_mut()) {
                    *first = REPORTED as u8;
                }
            }
        }
        // INVARIANT: edits begin and end between characters, so the bytes stay UTF-8.
        String::from_utf8(bytes).map_or(Cow::Borrowed(self.text), Cow::Owned)
    }
}

/// Returns whether a character has no width: what copying from a page or a PDF leaves behind.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Returns the keyword that a word is.
fn keyword(word: &str) -> Option<Keyword> {
    Keyword::from_word(fold(word).as_deref().unwrap_or(word))
}
