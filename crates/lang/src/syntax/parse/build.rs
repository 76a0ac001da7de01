//! The parts that every other part is built from: places, names, texts, numbers.

use pest::iterators::{Pair, Pairs};
use rust_decimal::Decimal;

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::source::{Source, Span};
use crate::syntax::MAX_PROBLEMS;
use crate::syntax::keywords::Keyword;
use crate::syntax::letter::{digit, fold, run};
use crate::syntax::tree::{Name, Path, Quantity, Text};
use crate::syntax::wording::Around;

use super::grammar::Rule;
use super::mark::{Marks, Role};

/// A piece of what the grammar recognised.
pub(super) type Piece<'c> = Pair<'c, Rule>;
/// The pieces of a piece.
pub(super) type Pieces<'c> = Pairs<'c, Rule>;

/// Builds the tree from what the grammar recognised in one stretch of the text.
pub(super) struct Builder<'c> {
    pub source: &'c Source,
    /// Where the stretch starts in the text.
    pub base: usize,
    pub problems: Vec<Diagnostic>,
    pub n_unsaid: u64,
    /// Whether an expression of the current statement was too deep to be kept.
    pub is_too_deep: bool,
    /// Whether a word that is always a keyword stood for a name.
    pub has_reserved: bool,
    /// What the formatter wants to know, if it asks.
    pub marks: Option<Marks>,
    /// What the file says in words, gone through once and only where a line does not fit.
    around: std::cell::OnceCell<Around<'c>>,
}

impl<'c> Builder<'c> {
    pub fn new(source: &'c Source) -> Self {
        Self {
            source,
            base: 0,
            problems: Vec::new(),
            n_unsaid: 0,
            is_too_deep: false,
            has_reserved: false,
            marks: None,
            around: std::cell::OnceCell::new(),
        }
    }

    /// Returns what the file says in words.
    pub fn around(&self) -> &Around<'c> {
        self.around.get_or_init(|| Around::new(self.source.text()))
    }

    /// Reports a problem, or counts it where there were too many.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(diagnostic);
        } else {
            self.n_unsaid += 1;
        }
    }

    /// Returns where a piece is in the source, without the blanks after it.
    pub fn span(&self, piece: &Piece<'c>) -> Span {
        let start = self.base + piece.as_span().start();
        Span::new(self.source.id(), start, start + piece.as_str().trim_end_matches(' ').len())
    }

    pub fn slice(&self, span: Span) -> &'c str {
        self.source.slice(span)
    }

    /// Returns what a piece is, without the blanks after it.
    pub fn written(&self, piece: &Piece<'c>) -> &'c str {
        self.slice(self.span(piece))
    }

    /// Returns the keyword with which a piece begins.
    pub fn keyword(&self, piece: &Piece<'c>) -> Option<Keyword> {
        let text = piece.as_str();
        let word = run(text);
        Keyword::from_phrase(text).or_else(|| Keyword::from_word(fold(word).as_deref().unwrap_or(word)))
    }

    /// Notes what the token at a place is, if someone wants to know.
    pub fn mark_at(&mut self, start: u32, role: Role) {
        if let Some(marks) = &mut self.marks {
            marks.roles.push((start, role));
        }
    }

    /// Notes what the first token of a piece is.
    pub fn mark(&mut self, piece: &Piece<'c>, role: Role) {
        if self.marks.is_some() {
            self.mark_at(self.span(piece).start, role);
        }
    }

    /// Notes that the colon after the word of a field may go.
    pub fn mark_field_colon(&mut self, piece: &Piece<'c>) {
        if self.marks.is_none() {
            return;
        }
        let text = piece.as_str();
        // `within year` is the one field of two words.
        let word = match text.strip_prefix("within") {
            Some(rest) => text.len() - rest.trim_start_matches(' ').len() + run(rest.trim_start_matches(' ')).len(),
            None => run(text).len(),
        };
        let rest = text.get(word..).unwrap_or("");
        let colon = rest.trim_start_matches(' ');
        if colon.starts_with([':', '：']) {
            let at = word + rest.len() - colon.len();
            self.mark_at(self.span(piece).start + at as u32, Role::NeedlessColon);
        }
    }

    /// Returns the name that a piece is.
    pub fn name(&mut self, piece: &Piece<'c>) -> Name {
        let name = self.word(piece);
        self.has_reserved |= is_reserved(self.slice(name.span));
        name
    }

    /// Returns a word that may be anything, as an ID.
    pub fn word(&mut self, piece: &Piece<'c>) -> Name {
        self.mark(piece, Role::Name);
        let span = self.span(piece);
        Name { text: name_text(self.slice(span)), span }
    }

    /// Returns whether a word that is always a keyword is among some pieces as a name.
    pub fn holds_reserved(&self, pieces: Pieces<'c>) -> bool {
        pieces.flatten().any(|piece| {
            let is_word =
                matches!(piece.as_rule(), Rule::name | Rule::text_like | Rule::path_part | Rule::unit_name_part);
            is_word && is_reserved(piece.as_str().trim_end_matches(' '))
        })
    }

    /// Returns a name of several parts, as the unit `元/人` where nothing stands before it.
    pub fn joined_name(&mut self, piece: Piece<'c>) -> Name {
        let span = self.span(&piece);
        for part in piece.into_inner() {
            self.name(&part);
        }
        Name { text: name_text(self.slice(span)), span }
    }

    pub fn path(&mut self, piece: Piece<'c>) -> Path {
        let span = self.span(&piece);
        Path { parts: piece.into_inner().map(|part| self.name(&part)).collect(), span }
    }

    /// Returns the text that a piece is: a text, or a run that stands for one.
    pub fn text(&mut self, piece: &Piece<'c>) -> Text {
        self.mark(piece, Role::Name);
        let span = self.span(piece);
        let written = self.slice(span);
        if written.starts_with(['"', '“']) {
            return Text { text: unquoted(written).into(), span };
        }
        self.has_reserved |= is_reserved(written);
        Text { text: name_text(written), span }
    }

    /// Returns the texts among the pieces of a field.
    pub fn texts(&mut self, pieces: Pieces<'c>) -> Vec<Text> {
        pieces.filter(|p| p.as_rule() == Rule::text_like).map(|p| self.text(&p)).collect()
    }

    /// Returns the quantity of a piece, which may begin with a minus.
    pub fn quantity(&mut self, piece: &Piece<'c>) -> Quantity {
        let span = self.span(piece);
        let written = self.slice(span);
        let unsigned = written.trim_start_matches(['-', '－', '−']).trim_start();
        let is_negative = unsigned.len() < written.len();
        if is_negative {
            self.mark(piece, Role::Sign);
        }
        let is_of_number = |c: char| digit(c).is_some() || matches!(c, '_' | '.' | '．');
        let len = unsigned.find(|c| !is_of_number(c)).unwrap_or(unsigned.len());
        let split = span.end - (unsigned.len() - len) as u32;
        let number_span = Span { start: split - len as u32, end: split, ..span };
        let mut number = match number(self.slice(number_span)) {
            Some(number) => number,
            None => {
                self.report(Diagnostic::at(number_span, SyntaxProblem::NumberTooLong {}));
                Decimal::ZERO
            }
        };
        if is_negative {
            number.set_sign_negative(true);
        }
        let unit_span = Span { start: split, ..span };
        let unit = (split < span.end).then(|| Name { text: name_text(self.slice(unit_span)), span: unit_span });
        Quantity { number, unit, span, number_span }
    }
}

/// Returns whether a run is a word that is always a keyword, or begins with one that is glued to a number: `截至2025`.
fn is_reserved(written: &str) -> bool {
    let folded = fold(written);
    let word = folded.as_deref().unwrap_or(written);
    if word == "_" || Keyword::from_word(word).is_some_and(|k| !k.is_soft()) {
        return true;
    }
    if let Some(rest) = word.strip_prefix('每') {
        let letters = rest.find(|c| digit(c).is_some()).unwrap_or(rest.len());
        let is_period = rest.get(..letters).and_then(Keyword::from_word).is_some_and(Keyword::is_frequency);
        return is_period || (letters == 0 && !rest.is_empty());
    }
    let Some(letters) = word.find(|c: char| c.is_ascii_digit()) else { return false };
    word.get(..letters).and_then(Keyword::from_word).is_some_and(Keyword::is_time_word)
}

/// Returns a name without its quotes, full-width letters and digits folded.
fn name_text(written: &str) -> Box<str> {
    let bare = if written.starts_with(['「', '\'', '‘']) { unquoted(written).trim() } else { written };
    match fold(bare) {
        Some(folded) => folded.into(),
        None => bare.into(),
    }
}

/// Returns what stands between the first and the last character.
fn unquoted(written: &str) -> &str {
    let mut chars = written.chars();
    chars.next();
    chars.next_back();
    chars.as_str()
}

/// Returns a number as written, without `_`; `None` if it has more digits than can be kept exactly.
fn number(written: &str) -> Option<Decimal> {
    let mut mantissa: i64 = 0;
    let mut scale = 0;
    let mut n_digits = 0;
    let mut has_point = false;
    for c in written.chars() {
        match crate::syntax::letter::digit(c) {
            Some(d) => {
                n_digits += 1;
                scale += u32::from(has_point);
                if n_digits > 18 {
                    return long_number(written);
                }
                mantissa = mantissa * 10 + i64::from(d);
            }
            None => has_point |= c != '_',
        }
    }
    Some(Decimal::new(mantissa, scale))
}

fn long_number(written: &str) -> Option<Decimal> {
    let folded = fold(written);
    let plain: String = folded.as_deref().unwrap_or(written).chars().filter(|&c| c != '_').collect();
    Decimal::from_str_exact(&plain).ok()
}
