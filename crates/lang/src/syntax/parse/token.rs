//! A text cut into words, numbers, texts and signs, whatever they mean there.
//!
//! A sound file is read by the grammar without this. What does not fit is cut here, by the rules of the grammar whose names
//! begin with `loose_`, so that `recover` can find its lines; the formatter writes these tokens in its own layout.
//! INVARIANT: tokens do not overlap and stand in text order.

use pest::Parser as _;

use crate::syntax::keywords::Keyword;
use crate::syntax::letter::fold;

use super::grammar::{Grammar, Rule};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Kind {
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
    /// Punctuation, by its letter: itself, or `g` `l` `!` for `>=` `<=` `!=`, `p` for `±`, `~` for a dash, `|` for a
    /// slash without blanks.
    Symbol(u8),
    /// A character that means nothing, or what was reported already.
    Bad,
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

/// Cuts a text from a place on.
pub(super) fn tokens(text: &str, from: usize) -> Vec<Token> {
    let mut cutter = Cutter { text, tokens: Vec::new(), pending: None };
    // The rule takes any text; without a token there is nothing to recover either.
    let Ok(pieces) = Grammar::parse(Rule::tokens, text.get(from..).unwrap_or("")) else { return Vec::new() };
    for piece in pieces {
        let written = piece.as_span();
        cutter.add(piece.as_rule(), from + written.start(), from + written.end());
    }
    cutter.tokens
}

struct Cutter<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// A line end that becomes a separator if something other than `{` or `}` follows.
    pending: Option<(usize, usize)>,
}

impl Cutter<'_> {
    fn add(&mut self, form: Rule, start: usize, end: usize) {
        let written = self.text.get(start..end).unwrap_or("");
        let kind = match form {
            Rule::loose_break if written == "\n" => {
                self.pending.get_or_insert((start, end));
                return;
            }
            Rule::loose_break => {
                self.pending = Some((start, end));
                return;
            }
            Rule::loose_id => Kind::Id,
            Rule::loose_text => Kind::Text,
            Rule::loose_name => Kind::Name,
            Rule::loose_date => Kind::Date,
            Rule::loose_quantity => Kind::Quantity,
            Rule::loose_number => Kind::Number,
            Rule::loose_run if written == "_" => Kind::Symbol(b'_'),
            Rule::loose_id_word | Rule::loose_split | Rule::loose_run => word_kind(written),
            Rule::loose_sign | Rule::loose_comma => self.sign(start, end),
            Rule::loose_stray => {
                // One token for a run of the same character.
                if let Some(last) = self.tokens.last_mut()
                    && last.kind == Kind::Bad
                    && last.end as usize == start
                    && self.text.get(last.start as usize..).is_some_and(|t| t.starts_with(written))
                {
                    last.end = end as u32;
                    return;
                }
                Kind::Bad
            }
            _ => return,
        };
        self.flush(kind);
        self.tokens.push(Token { kind, start: start as u32, end: end as u32 });
    }

    /// Adds the separator that is due before a token of this kind.
    fn flush(&mut self, next: Kind) {
        let Some((start, end)) = self.pending.take() else { return };
        let after = self.tokens.last().map(|t| t.kind);
        let is_needless = matches!(after, None | Some(Kind::Separator | Kind::Symbol(b'{')))
            || next == Kind::Symbol(b'}')
            || (next == Kind::Symbol(b'{') && after != Some(Kind::Symbol(b'}')));
        if !is_needless {
            self.tokens.push(Token { kind: Kind::Separator, start: start as u32, end: end as u32 });
        }
    }

    fn sign(&self, start: usize, end: usize) -> Kind {
        let written = self.text.get(start..end).unwrap_or("");
        if written == "/" && self.is_tight(start, end) {
            return Kind::Symbol(b'|');
        }
        sign_kind(written)
    }

    /// Returns whether a slash stands between two names without blanks, as in `卡子镇/桂花村`.
    fn is_tight(&self, start: usize, end: usize) -> bool {
        let before = self.tokens.last().filter(|t| t.end as usize == start);
        let after = self.text.get(end..).and_then(|s| s.chars().next());
        before.is_some_and(|t| matches!(t.kind, Kind::Name | Kind::Word(_) | Kind::Number | Kind::Quantity))
            && after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '\'' | '「'))
    }
}

/// Returns what a run of letters is.
fn word_kind(written: &str) -> Kind {
    let keyword =
        Keyword::from_phrase(written).or_else(|| Keyword::from_word(fold(written).as_deref().unwrap_or(written)));
    keyword.map_or(Kind::Name, Kind::Word)
}

/// Returns what a sign is.
fn sign_kind(written: &str) -> Kind {
    let mut chars = written.chars();
    let (first, second) = (chars.next().unwrap_or(' '), chars.next());
    let is_two = matches!(second, Some('=' | '＝'));
    Kind::Symbol(match first {
        '>' | '＞' if is_two => b'g',
        '<' | '＜' if is_two => b'l',
        '!' | '！' => b'!',
        '>' | '＞' => b'>',
        '<' | '＜' => b'<',
        '=' | '＝' => b'=',
        '≥' | '⩾' => b'g',
        '≤' | '⩽' => b'l',
        '≠' => b'!',
        '.' | '…' => b'.',
        '–' | '—' | '~' | '～' => b'~',
        '-' | '－' | '−' => b'-',
        '+' | '＋' => b'+',
        '*' | '＊' | '×' => b'*',
        '/' | '／' | '÷' => b'/',
        '±' => b'p',
        '@' | '＠' => b'@',
        '(' | '（' => b'(',
        ')' | '）' => b')',
        '[' | '［' => b'[',
        ']' | '］' => b']',
        '{' | '｛' => b'{',
        '}' | '｝' => b'}',
        ',' | '，' | '、' => b',',
        ':' | '：' => b':',
        _ => return Kind::Bad,
    })
}

/// Returns what a part of a token is, cut off from the rest.
pub(super) fn kind_of(part: &str) -> Kind {
    tokens(part, 0).first().map_or(Kind::Bad, |t| t.kind)
}
