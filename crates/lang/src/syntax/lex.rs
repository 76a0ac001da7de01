//! Text to tokens: comments aside, lines joined, full-width forms folded, glued Chinese words taken apart.
//!
//! Takes the text of a file; gives its tokens, its comments, what could not be read as a token, and the *code*: a short
//! text with a letter or a word in brackets for each token (`rule R1 { 村 >= 5 }` is `<rule>i{ncm}`), which is what the
//! grammar in `grammar/dabiao.pest` describes. Keywords are spelled out here and nowhere in the grammar.
//! INVARIANT: tokens do not overlap and stand in text order; a token that is `?` in the code has its diagnostic already.

mod letter;
mod number;
mod word;

pub(super) use letter::{digit, fold};
pub(super) use number::{parse_date, parse_month_day};

use crate::diag::{Diagnostic, Safety, SyntaxProblem};
use crate::source::{FileId, Source, Span};

use super::keywords::Keyword;
use super::tree::Comment;

/// How deep brackets of all kinds may nest: as deep as a thread of 2 MB can follow in a build without optimisation.
pub(super) const MAX_DEPTH: usize = 100;

/// How many errors of one file are described.
pub(super) const MAX_PROBLEMS: usize = 1_000;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of letters, or a name in its own quotes.
    Name,
    /// The ID after `rule` and `expect`, the code after `allow`.
    Id,
    /// A text in quotation marks.
    Text,
    /// A number alone.
    Number,
    /// A number with a unit.
    Quantity,
    /// A date that is more than four digits.
    Date,
    /// The end of a line, or `;`.
    Separator,
    /// A keyword.
    Word(Keyword),
    /// Punctuation, by its letter in the code.
    Symbol(u8),
    /// Something that was reported already.
    Bad,
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Where the unit of a quantity starts; else `end`.
    pub split: u32,
}

/// The tokens of a file.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub tokens: Vec<Token>,
    pub comments: Vec<Comment>,
    pub problems: Vec<Diagnostic>,
    /// How many problems were found but not kept.
    pub n_unsaid: u64,
    /// The input of the grammar.
    pub code: String,
    /// For each byte of `code` and its end, the token that it belongs to.
    pub token_at: Vec<u32>,
    /// For each token, where its code starts.
    pub code_at: Vec<u32>,
}

impl Lexed {
    /// Returns the code of some tokens, and where it starts.
    pub fn code_of(&self, tokens: &std::ops::Range<usize>) -> (usize, &str) {
        let at = |i: usize| self.code_at.get(i).map_or(self.code.len(), |&at| at as usize);
        let from = at(tokens.start);
        (from, self.code.get(from..at(tokens.end)).unwrap_or(""))
    }
}

/// Takes a text apart.
pub(super) fn lex(source: &Source) -> Lexed {
    let text = source.text();
    let mut lexer = Lexer {
        text,
        file: source.id(),
        pos: 0,
        out: Lexed::default(),
        pending: None,
        open: Vec::new(),
        n_brackets: 0,
        in_exception: false,
        line_is_empty: true,
    };
    let guess = text.len() / 4 + 8;
    lexer.out.tokens.reserve(guess);
    lexer.out.code_at.reserve(guess);
    lexer.out.code.reserve(text.len() / 2);
    lexer.out.token_at.reserve(text.len() / 2);
    lexer.run();
    lexer.out
}

struct Lexer<'s> {
    text: &'s str,
    file: FileId,
    pos: usize,
    out: Lexed,
    /// A line end that becomes a separator if something other than `{` or `}` follows.
    pending: Option<(usize, usize)>,
    /// Open brackets with the place of each.
    open: Vec<(u8, usize)>,
    /// How many of the innermost open brackets are round or square.
    n_brackets: usize,
    /// Whether the line began with an exception, where `:` is followed by a target.
    in_exception: bool,
    line_is_empty: bool,
}

impl<'s> Lexer<'s> {
    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.pos = '\u{feff}'.len_utf8();
        }
        while let Some(c) = self.peek() {
            self.token(c);
        }
        self.close_brackets();
    }

    fn token(&mut self, c: char) {
        match c {
            '\n' => self.line_end(),
            ' ' | '\t' | '\r' => self.pos += 1,
            '#' => self.comment(),
            '/' if self.rest().starts_with("//") => self.comment(),
            '"' => self.quoted(c, "\"", Kind::Text),
            '“' => self.quoted(c, "”", Kind::Text),
            '\'' => self.quoted(c, "'", Kind::Name),
            '‘' => self.quoted(c, "’", Kind::Name),
            '「' => self.quoted(c, "」", Kind::Name),
            ';' | '；' => {
                let start = self.pos;
                self.pos += c.len_utf8();
                self.pending = Some((start, self.pos));
                self.in_exception = false;
            }
            _ if self.id_is_due() && self.id() => {}
            _ if letter::digit(c).is_some() => self.number(),
            _ if letter::is_letter(c) || matches!(c, '%' | '％' | '‰' | '°') => self.word(),
            _ if c.is_whitespace() => self.pos += c.len_utf8(),
            _ => self.symbol(c),
        }
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.pos..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.pos) {
            Some(&b) if b < 0x80 => Some(b as char),
            Some(_) => self.rest().chars().next(),
            None => None,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn last(&self) -> Option<Kind> {
        self.out.tokens.last().map(|t| t.kind)
    }

    /// Returns whether a statement, field or item can begin here.
    fn is_line_start(&self) -> bool {
        self.pending.is_some() || matches!(self.last(), None | Some(Kind::Separator | Kind::Symbol(b'{' | b'}')))
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.push_split(kind, start, end, end);
    }

    fn push_split(&mut self, kind: Kind, start: usize, split: usize, end: usize) {
        self.flush(kind);
        self.push_raw(Token { kind, start: start as u32, end: end as u32, split: split as u32 });
        self.line_is_empty = false;
    }

    /// Writes the separator that is due before a token of this kind.
    fn flush(&mut self, next: Kind) {
        let Some((start, end)) = self.pending.take() else { return };
        let after = self.last();
        let is_needless = matches!(after, None | Some(Kind::Separator | Kind::Symbol(b'{')))
            || next == Kind::Symbol(b'}')
            || (next == Kind::Symbol(b'{') && after != Some(Kind::Symbol(b'}')));
        if !is_needless {
            self.push_raw(Token { kind: Kind::Separator, start: start as u32, end: end as u32, split: end as u32 });
        }
    }

    fn push_raw(&mut self, token: Token) {
        let token_idx = self.out.tokens.len() as u32;
        let code_start = self.out.code.len();
        match token.kind {
            Kind::Name => self.out.code.push('n'),
            Kind::Id => self.out.code.push('i'),
            Kind::Text => self.out.code.push('t'),
            Kind::Number => self.out.code.push('m'),
            Kind::Quantity => self.out.code.push('q'),
            Kind::Date => self.out.code.push('d'),
            Kind::Separator => self.out.code.push(';'),
            Kind::Bad => self.out.code.push('?'),
            Kind::Symbol(b) => self.out.code.push(match b {
                b'g' | b'l' | b'>' | b'<' | b'!' => 'c',
                b'+' | b'*' | b'/' => 'o',
                _ => b as char,
            }),
            Kind::Word(Keyword::By) if self.text.get(token.start as usize..token.end as usize) == Some("到") => {
                self.out.code.push_str("<to>");
            }
            Kind::Word(word) => self.out.code.push_str(word.code()),
        }
        self.out.token_at.resize(self.out.code.len(), token_idx);
        self.out.code_at.push(code_start as u32);
        self.out.tokens.push(token);
    }

    /// Keeps a problem, or counts it where there were too many.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.out.problems.len() < MAX_PROBLEMS {
            self.out.problems.push(diagnostic);
        } else {
            self.out.n_unsaid += 1;
        }
    }

    fn line_end(&mut self) {
        let start = self.pos;
        self.pos += 1;
        self.line_is_empty = true;
        if self.n_brackets == 0 && !self.line_goes_on() {
            self.in_exception = false;
            self.pending.get_or_insert((start, self.pos));
        }
    }

    /// Returns whether the last token leaves its line unfinished.
    fn line_goes_on(&self) -> bool {
        match self.last() {
            Some(Kind::Symbol(b)) => matches!(
                b,
                b',' | b':' | b'+' | b'-' | b'*' | b'/' | b'|' | b'@' | b'p' | b'g' | b'l' | b'>' | b'<' | b'=' | b'!'
            ),
            Some(Kind::Word(w)) => w.continues_line(),
            _ => false,
        }
    }

    fn comment(&mut self) {
        let start = self.pos;
        let len = memchr::memchr(b'\n', self.rest().as_bytes()).unwrap_or(self.text.len() - start);
        let line = self.text.get(start..start + len).unwrap_or("");
        let span = self.span(start, start + line.trim_end().len());
        self.out.comments.push(Comment { span, own_line: self.line_is_empty });
        self.pos = start + len;
    }

    fn quoted(&mut self, open: char, close: &str, kind: Kind) {
        let start = self.pos;
        let inner = start + open.len_utf8();
        let rest = self.text.get(inner..).unwrap_or("");
        // Only as far as the mark or the line's end: a line of a million quotation marks is read once.
        let closing = close.chars().next().unwrap_or(open);
        let len = rest.find([closing, '\n']).unwrap_or(rest.len());
        let line = rest.get(..len).unwrap_or("");
        match rest.get(len..).filter(|r| r.starts_with(close)) {
            Some(_) => {
                self.pos = inner + len + close.len();
                self.push(kind, start, self.pos);
            }
            None => {
                // A brace at the end of the line was hardly meant to be in the text.
                let written = line.trim_end();
                self.pos = inner + written.strip_suffix(['{', '｛']).unwrap_or(written).trim_end().len();
                let span = self.span(start, self.pos);
                let problem = SyntaxProblem::UnclosedQuote { mark: close.to_owned() };
                let place = self.span(self.pos, self.pos);
                self.report(Diagnostic::at(span, problem).fix(place, close, Safety::Unsafe));
                self.push(Kind::Bad, start, self.pos);
            }
        }
    }

    fn symbol(&mut self, c: char) {
        let start = self.pos;
        let (code, len) = self.symbol_code(c);
        self.pos += len;
        match code {
            b'(' | b'[' | b'{' => self.open_bracket(code, start),
            b')' | b']' | b'}' => self.close_bracket(code, start),
            b'?' => self.unknown(c, start),
            _ => self.push(Kind::Symbol(code), start, self.pos),
        }
    }

    /// Reports a character that stands for nothing, once for a run of it.
    fn unknown(&mut self, c: char, start: usize) {
        while self.peek() == Some(c) {
            self.pos += c.len_utf8();
        }
        let span = self.span(start, self.pos);
        let found = self.text.get(start..self.pos).unwrap_or("").chars().take(8).collect();
        let mut diagnostic = Diagnostic::at(span, SyntaxProblem::UnknownCharacter { found });
        let proposal = match c {
            '。' | '．' => Some(""),
            '&' | '＆' => Some("and"),
            '|' | '｜' => Some("or"),
            _ => None,
        };
        if let Some(proposal) = proposal {
            diagnostic = diagnostic.fix(span, proposal, Safety::Unsafe);
        }
        self.report(diagnostic);
        self.push(Kind::Bad, start, self.pos);
    }

    /// Returns the letter of a punctuation mark in the code, and its length in bytes.
    fn symbol_code(&self, c: char) -> (u8, usize) {
        let next = self.rest().get(c.len_utf8()..).and_then(|s| s.chars().next());
        let is_equals = |c: Option<char>| matches!(c, Some('=' | '＝'));
        let two = c.len_utf8() + next.map_or(0, char::len_utf8);
        let one = c.len_utf8();
        match c {
            '>' | '＞' if is_equals(next) => (b'g', two),
            '<' | '＜' if is_equals(next) => (b'l', two),
            '!' | '！' if is_equals(next) => (b'!', two),
            '.' if next == Some('.') => (b'.', two),
            '—' if next == Some('—') => (b'~', two),
            '/' if self.slash_is_tight() => (b'|', one),
            '>' | '＞' => (b'>', one),
            '<' | '＜' => (b'<', one),
            '=' | '＝' => (b'=', one),
            '≥' | '⩾' => (b'g', one),
            '≤' | '⩽' => (b'l', one),
            '≠' => (b'!', one),
            '–' | '—' | '~' | '～' => (b'~', one),
            '-' | '－' | '−' => (b'-', one),
            '+' | '＋' => (b'+', one),
            '*' | '＊' | '×' => (b'*', one),
            '/' | '／' | '÷' => (b'/', one),
            '±' => (b'p', one),
            '@' | '＠' => (b'@', one),
            '(' | '（' => (b'(', one),
            ')' | '）' => (b')', one),
            '[' | '［' => (b'[', one),
            ']' | '］' => (b']', one),
            '{' | '｛' => (b'{', one),
            '}' | '｝' => (b'}', one),
            ',' | '，' | '、' => (b',', one),
            ':' | '：' => (b':', one),
            '…' => (b'.', one),
            _ => (b'?', one),
        }
    }

    /// Returns whether a slash stands between two names without blanks, as in `卡子镇/桂花村`.
    fn slash_is_tight(&self) -> bool {
        let before = self.out.tokens.last().filter(|t| t.end as usize == self.pos);
        let after = self.rest().get(1..).and_then(|s| s.chars().next());
        before.is_some_and(|t| matches!(t.kind, Kind::Name | Kind::Word(_) | Kind::Number | Kind::Quantity))
            && after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '\'' | '「'))
    }

    fn open_bracket(&mut self, code: u8, start: usize) {
        if self.open.len() == MAX_DEPTH {
            let problem = SyntaxProblem::NestingTooDeep { limit: MAX_DEPTH as u64 };
            self.report(Diagnostic::at(self.span(start, self.pos), problem));
        }
        if code == b'{' {
            self.close_brackets();
        } else {
            self.n_brackets += 1;
        }
        let kind = if self.open.len() >= MAX_DEPTH { Kind::Bad } else { Kind::Symbol(code) };
        self.open.push((code, start));
        self.push(kind, start, self.pos);
    }

    fn close_bracket(&mut self, code: u8, start: usize) {
        if code == b'}' {
            self.close_brackets();
            self.open.pop();
            self.in_exception = false;
        } else if self.n_brackets > 0 {
            self.n_brackets -= 1;
            self.open.pop();
        }
        self.push(Kind::Symbol(code), start, self.pos);
        if code == b'}' {
            self.n_brackets = self.open.iter().rev().take_while(|(b, _)| *b != b'{').count();
        }
    }

    /// Reports and forgets the round and square brackets that are open; nothing may stand between them and a brace.
    fn close_brackets(&mut self) {
        while self.n_brackets > 0 {
            self.n_brackets -= 1;
            let Some((code, start)) = self.open.pop() else { return };
            let c = self.text.get(start..).and_then(|s| s.chars().next()).unwrap_or('(');
            let span = self.span(start, start + c.len_utf8());
            let close = if code == b'[' { "]" } else { ")" };
            let problem = SyntaxProblem::UnclosedBracket { open: c.to_string(), close: close.to_owned() };
            self.report(Diagnostic::at(span, problem));
            let at = self.out.tokens.last().map_or(start, |t| t.end as usize) as u32;
            if self.last() != Some(Kind::Bad) {
                self.push_raw(Token { kind: Kind::Bad, start: at, end: at, split: at });
            }
        }
    }
}
