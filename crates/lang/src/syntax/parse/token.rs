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

/// How much text is cut at once, at least. No token goes over a line end, so a text may be cut by stretches of whole lines;
/// what pest remembers of one takes some twenty times its room.
const STRETCH: usize = 1 << 15;

/// Cuts a text from a place on.
pub(super) fn tokens(text: &str, from: usize) -> Vec<Token> {
    let mut cutter = Cutter { text, tokens: Vec::new(), pending: None };
    let mut start = from;
    while start < text.len() {
        let end = stretch_end(text, start);
        // The rule takes any text; without a token there is nothing to recover either.
        let Ok(pieces) = Grammar::parse(Rule::tokens, text.get(start..end).unwrap_or("")) else { break };
        for piece in pieces {
            let written = piece.as_span();
            cutter.add(piece.as_rule(), start + written.start(), start + written.end());
        }
        start = end;
    }
    cutter.tokens
}

/// Returns where the line ends in which a stretch is long enough.
fn stretch_end(text: &str, start: usize) -> usize {
    let at_least = start + STRETCH;
    let rest = text.as_bytes().get(at_least..).unwrap_or(&[]);
    memchr::memchr(b'\n', rest).map_or(text.len(), |line_end| at_least + line_end + 1)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Lines that are alike, many more than fit a stretch: each has the tokens of the first.
    #[test]
    fn a_long_text_is_cut_as_its_lines_are() {
        let line = "规则 A-1, B-2 { 每个 村: 收入 >= >= 5万元 截至2025; 每年 ≤ “一 二” } 到2025年底 rule c";
        let one = tokens(line, 0);
        let text = format!("{line}\n").repeat(2 * STRETCH / line.len());
        let all = tokens(&text, 0);
        let mut at = 0;
        for start in (0..text.len()).step_by(line.len() + 1) {
            for token in &one {
                let found = all.get(at).copied().unwrap();
                let moved =
                    Token { kind: token.kind, start: token.start + start as u32, end: token.end + start as u32 };
                assert_eq!(found, moved);
                at += 1;
            }
            at += usize::from(all.get(at).is_some_and(|t| t.kind == Kind::Separator));
        }
        assert_eq!(at, all.len());
    }

    /// Words that may be glued to a number, and those before IDs, are cut apart from what follows, whichever they are.
    #[test]
    fn glued_words_are_cut_apart() {
        for word in [
            "截至",
            "截至日",
            "到",
            "于",
            "自",
            "至",
            "始终",
            "保持",
            "每",
            "by",
            "in",
            "since",
            "until",
            "throughout",
            "each",
        ] {
            let cut: Vec<&str> = Vec::from_iter(tokens(&format!("{word}2025"), 0).iter().map(|t| match t.kind {
                Kind::Word(_) => "word",
                Kind::Number => "number",
                _ => "other",
            }));
            assert_eq!(cut, ["word", "number"], "{word}");
        }
        for word in ["规则", "应得", "准许", "rule", "expect", "allow"] {
            let found = tokens(&format!("{word} a-1"), 0);
            assert_eq!(found.get(1).map(|t| t.kind), Some(Kind::Id), "{word}");
        }
    }
}
