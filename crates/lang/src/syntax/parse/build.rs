//! The parts that every other part is built from: places, names, texts, numbers.

use pest::iterators::{Pair, Pairs};
use rust_decimal::Decimal;

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::source::{Source, Span};
use crate::syntax::keywords::Keyword;
use crate::syntax::lex::{Kind, Lexed, MAX_PROBLEMS, Token, fold};
use crate::syntax::tree::{Item, Name, Path, Quantity, Text};

use super::Parsed;
use super::grammar::Rule;

/// A piece of what the grammar recognised.
pub(super) type Piece<'c> = Pair<'c, Rule>;
/// The pieces of a piece.
pub(super) type Pieces<'c> = Pairs<'c, Rule>;

/// What the formatter has to know about a token beyond its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::syntax) enum Role {
    /// Nothing.
    #[default]
    Plain,
    /// A keyword that is used as a name.
    Name,
    /// A word that means another keyword in its place.
    Means(Keyword),
    /// A sign without blanks around it, as the dash of `10-31`.
    Tight,
    /// What no blank stands before, as the day of `10月31日`.
    Glued,
    /// What stands between the ends of a range: `2021..2025`, `2021-2025`, `2021至2025`.
    Range,
    /// A sign that belongs to what follows it.
    Sign,
    /// The colon after the word of a field, which says nothing.
    NeedlessColon,
    /// A comma before a target.
    TargetComma,
    /// A brace around a body.
    Body,
    /// A postfix that stands after a date: `2025年底前`, with what it would be in front, and of how many tokens the date is.
    AfterDate(Keyword, u8),
}

/// Builds the tree from what the grammar recognised in one stretch of the code.
pub(super) struct Builder<'c> {
    pub source: &'c Source,
    pub lexed: &'c Lexed,
    /// Where the stretch starts in the code.
    pub base: usize,
    pub problems: Vec<Diagnostic>,
    pub n_unsaid: u64,
    /// Whether an expression of the current statement was too deep to be kept.
    pub is_too_deep: bool,
    roles: Vec<Role>,
}

impl<'c> Builder<'c> {
    pub fn new(source: &'c Source, lexed: &'c Lexed, roles: Vec<Role>) -> Self {
        Self { source, lexed, base: 0, problems: Vec::new(), n_unsaid: 0, is_too_deep: false, roles }
    }

    pub fn finish(self, items: Vec<Item>) -> Parsed {
        Parsed { items, problems: self.problems, n_unsaid: self.n_unsaid, roles: self.roles }
    }

    /// Reports a problem, or counts it where there were too many.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(diagnostic);
        } else {
            self.n_unsaid += 1;
        }
    }

    pub fn token_idx(&self, offset: usize) -> usize {
        self.lexed.token_at.get(self.base + offset).map_or(self.lexed.tokens.len(), |&i| i as usize)
    }

    pub fn token(&self, token_idx: usize) -> Token {
        let end = self.source.text().len() as u32;
        self.lexed.tokens.get(token_idx).copied().unwrap_or(Token {
            kind: Kind::Separator,
            start: end,
            end,
            split: end,
        })
    }

    /// Returns the first token of a piece.
    pub fn first(&self, piece: &Piece<'c>) -> Token {
        self.token(self.token_idx(piece.as_span().start()))
    }

    /// Returns where a piece is in the text.
    pub fn span(&self, piece: &Piece<'c>) -> Span {
        let range = piece.as_span();
        let first = self.token(self.token_idx(range.start()));
        let last = self.token(self.token_idx(range.end().saturating_sub(1)));
        Span { file: self.source.id(), start: first.start, end: last.end }
    }

    pub fn token_span(&self, token: Token) -> Span {
        Span { file: self.source.id(), start: token.start, end: token.end }
    }

    pub fn slice(&self, span: Span) -> &'c str {
        self.source.slice(span)
    }

    /// Returns the keyword of the first token of a piece.
    pub fn keyword(&self, piece: &Piece<'c>) -> Option<Keyword> {
        match self.first(piece).kind {
            Kind::Word(keyword) => Some(keyword),
            _ => None,
        }
    }

    /// Notes what a token is, if someone wants to know.
    pub fn mark_idx(&mut self, token_idx: usize, role: Role) {
        if let Some(slot) = self.roles.get_mut(token_idx) {
            *slot = role;
        }
    }

    /// Notes what the first token of a piece is.
    pub fn mark(&mut self, piece: &Piece<'c>, role: Role) {
        if !self.roles.is_empty() {
            self.mark_idx(self.token_idx(piece.as_span().start()), role);
        }
    }

    /// Notes what all tokens of a kind within a piece are.
    pub fn mark_symbols(&mut self, piece: &Piece<'c>, symbol: u8, role: Role) {
        if self.roles.is_empty() {
            return;
        }
        let range = piece.as_span();
        for token_idx in self.token_idx(range.start())..=self.token_idx(range.end().saturating_sub(1)) {
            if self.token(token_idx).kind == Kind::Symbol(symbol) {
                self.mark_idx(token_idx, role);
            }
        }
    }

    /// Returns how many tokens a piece has.
    pub fn n_tokens(&self, piece: &Piece<'c>) -> usize {
        let range = piece.as_span();
        self.token_idx(range.end().saturating_sub(1)) + 1 - self.token_idx(range.start())
    }

    /// Notes that the token after the first of a field is a colon that may go.
    pub fn mark_field_colon(&mut self, piece: &Piece<'c>) {
        if !self.roles.is_empty() {
            let token_idx = self.token_idx(piece.as_span().start()) + 1;
            if self.token(token_idx).kind == Kind::Symbol(b':') {
                self.mark_idx(token_idx, Role::NeedlessColon);
            }
        }
    }

    /// Returns the name that a piece of one token is.
    pub fn name(&mut self, piece: &Piece<'c>) -> Name {
        self.mark(piece, Role::Name);
        let span = self.span(piece);
        Name { text: name_text(self.slice(span)), span }
    }

    /// Returns a name of several tokens, as the unit `元/人` where nothing stands before it.
    pub fn joined_name(&mut self, piece: Piece<'c>) -> Name {
        let span = self.span(&piece);
        for part in piece.into_inner() {
            self.mark(&part, Role::Name);
        }
        Name { text: name_text(self.slice(span)), span }
    }

    pub fn path(&mut self, piece: Piece<'c>) -> Path {
        let span = self.span(&piece);
        Path { parts: piece.into_inner().map(|part| self.name(&part)).collect(), span }
    }

    /// Returns the text that a piece of one token is: a text, or a run that stands for one.
    pub fn text(&mut self, piece: &Piece<'c>) -> Text {
        self.mark(piece, Role::Name);
        let token = self.first(piece);
        let span = self.token_span(token);
        let written = self.slice(span);
        let text = match token.kind {
            Kind::Text => unquoted(written).into(),
            _ => name_text(written),
        };
        Text { text, span }
    }

    /// Returns the texts among the pieces of a field.
    pub fn texts(&mut self, pieces: Pieces<'c>) -> Vec<Text> {
        pieces.filter(|p| p.as_rule() == Rule::text_like).map(|p| self.text(&p)).collect()
    }

    /// Returns the quantity of a piece, which may begin with a minus.
    pub fn quantity(&mut self, piece: &Piece<'c>) -> Quantity {
        let span = self.span(piece);
        let range = piece.as_span();
        let token = self.token(self.token_idx(range.end().saturating_sub(1)));
        let is_negative = token.start != span.start;
        if is_negative {
            self.mark(piece, Role::Sign);
        }
        let number_span = Span { file: span.file, start: token.start, end: token.split };
        let unit_span = Span { start: token.split, end: token.end, ..number_span };
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
        let unit = (token.split < token.end).then(|| Name { text: name_text(self.slice(unit_span)), span: unit_span });
        Quantity { number, unit, span, number_span }
    }
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
        match crate::syntax::lex::digit(c) {
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
