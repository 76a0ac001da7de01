//! Runs of letters: keywords, names, IDs, and Chinese words written without a blank between them.

use crate::syntax::keywords::Keyword;

use super::letter::{digit, fold, is_letter};
use super::{Kind, Lexer};

/// Words of two parts, with their second part.
const PHRASES: &[(&str, &str, Keyword)] = &[
    ("as", " of", Keyword::AsOf),
    ("within", " year", Keyword::WithinYear),
    ("weighted", " by", Keyword::WeightedBy),
    ("half", "-up", Keyword::HalfUp),
    ("half", "-even", Keyword::HalfEven),
];

impl Lexer<'_> {
    /// Returns the end of the run of letters at a place, and where its first digit is.
    pub(super) fn run_end(&self, start: usize) -> (usize, Option<usize>) {
        let rest = self.text.get(start..).unwrap_or("");
        let mut first_digit = None;
        for (i, c) in rest.char_indices() {
            if !is_letter(c) {
                return (start + i, first_digit);
            }
            if first_digit.is_none() && digit(c).is_some() {
                first_digit = Some(start + i);
            }
        }
        (self.text.len(), first_digit)
    }

    /// Reads a run of letters.
    pub(super) fn word(&mut self) {
        let start = self.pos;
        if matches!(self.peek(), Some('%' | '％' | '‰' | '°')) {
            self.pos = self.unit_end(start);
            self.push(Kind::Name, start, self.pos);
            return;
        }
        let (end, first_digit) = self.run_end(start);
        let run = self.text.get(start..end).unwrap_or("");
        if run == "_" {
            self.pos = end;
            self.push(Kind::Symbol(b'_'), start, end);
            return;
        }
        let folded = fold(run);
        if let Some((keyword, len)) = self.phrase(run, end) {
            self.pos = end + len;
            self.keyword(keyword, start);
        } else if let Some(keyword) = Keyword::from_word(folded.as_deref().unwrap_or(run)) {
            self.pos = end;
            self.keyword(keyword, start);
        } else if !self.glued(start, end, run, first_digit) {
            self.pos = end;
            self.push(Kind::Name, start, end);
        }
    }

    /// Returns the keyword of two parts whose first part is a run that ends here, and its length after the run.
    fn phrase(&self, run: &str, end: usize) -> Option<(Keyword, usize)> {
        let rest = self.text.get(end..).unwrap_or("");
        PHRASES.iter().filter(|(first, ..)| *first == run).find_map(|(_, second, keyword)| {
            let is_spaced = second.starts_with(' ');
            let n_blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let n_blanks = if is_spaced { n_blanks } else { 0 };
            let tail = rest.get(n_blanks..)?.strip_prefix(second.trim_start())?;
            let is_whole = !tail.starts_with(is_letter) && (n_blanks > 0 || !is_spaced);
            is_whole.then_some((*keyword, rest.len() - tail.len()))
        })
    }

    fn keyword(&mut self, keyword: Keyword, start: usize) {
        let is_unfinished = self.pending.is_none()
            && self.line_is_empty
            && (self.n_brackets > 0 || self.line_goes_on())
            && keyword.begins_member();
        // A line that begins like this is a new one, whatever the line before it lacks; but `到2025年:` may be
        // followed by `每个 村:` on the next line.
        let is_after_colon = self.last() == Some(Kind::Symbol(b':'));
        if is_unfinished && (keyword.begins_item() || !is_after_colon || self.n_brackets > 0) {
            self.close_brackets();
            self.pending = Some((start, start));
        }
        if self.is_line_start() {
            self.in_exception = matches!(keyword, Keyword::Exception | Keyword::Except);
        }
        self.push(Kind::Word(keyword), start, self.pos);
    }

    /// Reads a word that is glued to what follows, and returns whether there was one.
    fn glued(&mut self, start: usize, end: usize, run: &str, first_digit: Option<usize>) -> bool {
        if self.split_each(start, run) || self.split_every(start, end, run) {
            return true;
        }
        let Some(digit) = first_digit.filter(|&d| d > start) else { return false };
        let Some(prefix) = self.text.get(start..digit) else { return false };
        let after_number = matches!(self.out.tokens.last(), Some(t) if t.end as usize == start);
        match Keyword::from_word(prefix) {
            Some(k)
                if k.is_time_word()
                    || (k.is_target_word() && self.target_is_due())
                    || (k.is_step_word() && self.is_line_start())
                    || (k.is_step_effect() && self.last() == Some(Kind::Quantity)) =>
            {
                self.pos = digit;
                self.push(Kind::Word(k), start, digit);
                true
            }
            Some(k) if after_number && k.is_frequency() => {
                self.pos = digit;
                self.push(Kind::Word(k), start, digit);
                true
            }
            _ => false,
        }
    }

    /// Reads `每年`, `每半年`, `每季度`, also before a digit.
    fn split_each(&mut self, start: usize, run: &str) -> bool {
        let Some(rest) = run.strip_prefix('每') else { return false };
        let letters = rest.find(|c| digit(c).is_some()).unwrap_or(rest.len());
        let middle = start + '每'.len_utf8();
        match rest.get(..letters).and_then(Keyword::from_word) {
            Some(k) if k.is_frequency() => {
                self.pos = middle + letters;
                self.push(Kind::Word(Keyword::Each), start, middle);
                self.push(Kind::Word(k), middle, self.pos);
                true
            }
            _ => false,
        }
    }

    /// Reads `每个村` before `:` or a filter, where a statement begins.
    fn split_every(&mut self, start: usize, end: usize, run: &str) -> bool {
        let Some(word) = ["每个", "所有", "各"].into_iter().find(|w| run.starts_with(w) && run.len() > w.len())
        else {
            return false;
        };
        let after = self.text.get(end..).unwrap_or("").trim_start_matches([' ', '\t']);
        let is_scope = after.starts_with([':', '：'])
            || ["其中", "满足", "除", "where", "except"]
                .into_iter()
                .any(|w| after.strip_prefix(w).is_some_and(|rest| !rest.starts_with(is_letter)));
        let can_begin = self.is_line_start() || self.last() == Some(Kind::Symbol(b':'));
        if !is_scope || !can_begin {
            return false;
        }
        let middle = start + word.len();
        self.push(Kind::Word(Keyword::Every), start, middle);
        self.push(Kind::Name, middle, end);
        self.pos = end;
        true
    }

    /// Returns whether a target may begin here: after an operand, after a comma outside brackets, or in an exception.
    fn target_is_due(&self) -> bool {
        match self.last() {
            _ if self.is_line_start() => false,
            Some(Kind::Name | Kind::Quantity | Kind::Number | Kind::Symbol(b')' | b']')) => true,
            Some(Kind::Word(k)) => k.is_soft(),
            Some(Kind::Symbol(b',')) => self.n_brackets == 0,
            Some(Kind::Symbol(b':')) => self.in_exception,
            _ => false,
        }
    }

    /// Returns whether the next run is an ID.
    pub(super) fn id_is_due(&self) -> bool {
        let n_tokens = self.out.tokens.len();
        let before = |n: usize| n_tokens.checked_sub(n).and_then(|i| self.out.tokens.get(i)).map(|t| t.kind);
        // `规则 A-1, A-2`: what follows an ID and a comma is an ID.
        let goes_on = before(1) == Some(Kind::Symbol(b',')) && before(2) == Some(Kind::Id);
        self.pending.is_none()
            && (goes_on || matches!(self.last(), Some(Kind::Word(Keyword::Rule | Keyword::Expect | Keyword::Allow))))
    }

    /// Reads an ID, and returns whether there was one.
    pub(super) fn id(&mut self) -> bool {
        let start = self.pos;
        let rest = self.rest();
        let body = rest.strip_prefix('~').unwrap_or(rest);
        let len =
            body.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '－'))).unwrap_or(body.len());
        if len == 0 {
            return false;
        }
        self.pos = start + (rest.len() - body.len()) + len;
        self.push(Kind::Id, start, self.pos);
        true
    }
}
