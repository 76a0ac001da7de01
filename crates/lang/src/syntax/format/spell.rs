//! How a token is written, and whether a blank stands before it.

use std::borrow::Cow;

use crate::syntax::keywords::Keyword;
use crate::syntax::parse::{Kind, Role, Token};

use super::{KeywordStyle, Printer};

impl<'s> Printer<'s> {
    fn written(&self, token: Token) -> &'s str {
        self.source.text().get(token.start as usize..token.end as usize).unwrap_or("")
    }

    fn kind(&self, token_idx: usize) -> Option<Kind> {
        self.marked.tokens.get(token_idx).map(|t| t.kind)
    }

    /// Returns the text of a token; empty where it is written with another one.
    pub(super) fn spell(&self, token_idx: usize, token: Token) -> Cow<'s, str> {
        let text = match token.kind {
            Kind::Word(keyword) => self.spell_word(token_idx, token, keyword),
            Kind::Symbol(code) => Cow::Borrowed(self.spell_symbol(token_idx, code)),
            _ => Cow::Borrowed(self.written(token)),
        };
        match (self.style.keywords, self.prefix_of(token_idx), self.moved_before(token_idx)) {
            (KeywordStyle::En, Some(prefix), _) => {
                Cow::Owned(format!("{} {text}", canonical(prefix, KeywordStyle::En)))
            }
            (KeywordStyle::Zh, _, true) => {
                Cow::Owned(format!("{text}{}", canonical(Keyword::Before, KeywordStyle::Zh)))
            }
            _ => text,
        }
    }

    /// In English, what stands before the date of `2025年底前`.
    fn prefix_of(&self, token_idx: usize) -> Option<Keyword> {
        let prefix = (1..=3).find_map(|n| match self.role(token_idx + n) {
            Role::AfterDate(prefix, n_tokens) if usize::from(n_tokens) == n => Some(prefix),
            _ => None,
        })?;
        // `到2025年底前` has its word already.
        let before = token_idx.checked_sub(1).and_then(|i| self.kind(i));
        (before != Some(Kind::Word(Keyword::By))).then_some(prefix)
    }

    /// In Chinese, whether `before` in front of this date goes behind it.
    fn moved_before(&self, token_idx: usize) -> bool {
        let is_date = matches!(self.kind(token_idx), Some(Kind::Date | Kind::Number));
        is_date && token_idx.checked_sub(1).is_some_and(|i| self.is_prefix_before(i))
    }

    fn is_prefix_before(&self, token_idx: usize) -> bool {
        self.kind(token_idx) == Some(Kind::Word(Keyword::Before))
            && !matches!(self.role(token_idx), Role::AfterDate(..))
    }

    fn spell_symbol(&self, token_idx: usize, code: u8) -> &'static str {
        if self.role(token_idx) == Role::Range {
            return "..";
        }
        match code {
            b'g' => ">=",
            b'l' => "<=",
            b'!' => "!=",
            b'.' | b'~' => "..",
            b'p' => "±",
            b'|' | b'/' => "/",
            b'>' => ">",
            b'<' => "<",
            b'=' => "=",
            b'-' => "-",
            b'+' => "+",
            b'*' => "*",
            b'@' => "@",
            b'(' => "(",
            b')' => ")",
            b'[' => "[",
            b']' => "]",
            b'{' => "{",
            b'}' => "}",
            b',' => ",",
            b':' => ":",
            b'_' => "_",
            _ => "",
        }
    }

    fn spell_word(&self, token_idx: usize, token: Token, keyword: Keyword) -> Cow<'s, str> {
        let written = self.written(token);
        let role = self.role(token_idx);
        let style = self.style.keywords;
        let keyword = match role {
            Role::Name => return Cow::Borrowed(written),
            Role::Range if style == KeywordStyle::En => return Cow::Borrowed(".."),
            Role::Range => return Cow::Borrowed(written),
            Role::AfterDate(..) if style == KeywordStyle::En => return Cow::Borrowed(""),
            Role::Means(keyword) => keyword,
            _ => keyword,
        };
        if style == KeywordStyle::Zh && self.is_prefix_before(token_idx) {
            return Cow::Borrowed("");
        }
        // `到2025年前` is `before 2025` in English.
        if style == KeywordStyle::En
            && keyword == Keyword::By
            && matches!(self.role(token_idx + 2), Role::AfterDate(Keyword::Before, 1))
        {
            return Cow::Borrowed(canonical(Keyword::Before, style));
        }
        let spellings = keyword.entry().map_or(&[][..], |e| match style {
            KeywordStyle::Zh => e.zh,
            KeywordStyle::En | KeywordStyle::AsWritten => e.en,
        });
        if style == KeywordStyle::AsWritten || spellings.contains(&written) {
            // `as   of` is one word.
            return match written.contains([' ', '\t']) {
                true => Cow::Owned(written.split_whitespace().collect::<Vec<_>>().join(" ")),
                false => Cow::Borrowed(written),
            };
        }
        let after_number = token_idx.checked_sub(1).and_then(|i| self.kind(i)) == Some(Kind::Number);
        match spellings {
            [_, plural, ..] if style == KeywordStyle::En && keyword.is_frequency() && after_number => {
                Cow::Borrowed(plural)
            }
            [first, ..] => Cow::Borrowed(first),
            [] => Cow::Borrowed(written),
        }
    }

    /// Returns whether a blank stands between two tokens of a line; `text` is how the second is written.
    pub(super) fn needs_blank(&self, left: usize, right: usize, text: &str) -> bool {
        let (left_role, right_role) = (self.role(left), self.role(right));
        let (Some(left_kind), Some(right_kind)) = (self.kind(left), self.kind(right)) else { return true };
        let is_keyword = |kind, role| matches!(kind, Kind::Word(_)) && role != Role::Name;
        if matches!(left_role, Role::Sign | Role::Tight) || matches!(right_role, Role::Tight | Role::Glued) {
            return false;
        }
        if left_role == Role::Range {
            return is_keyword(right_kind, right_role) && right_role != Role::Range;
        }
        if right_role == Role::Range {
            return is_keyword(left_kind, left_role);
        }
        // `last` is a fold of years elsewhere: what it means here stands in its role.
        if left_role == Role::Means(Keyword::Recent) {
            return text.is_ascii() && self.is_english(left);
        }
        match (left_kind, right_kind) {
            (Kind::Symbol(b'(' | b'[' | b'@' | b'|'), _) => false,
            (_, Kind::Symbol(b')' | b']' | b',' | b':' | b'@' | b'|')) => false,
            (Kind::Word(Keyword::Band | Keyword::Case | Keyword::Best | Keyword::Worst), Kind::Symbol(b'(' | b'['))
                if left_role != Role::Name =>
            {
                true
            }
            (Kind::Word(k), Kind::Symbol(b'(')) => !k.is_soft() || left_role == Role::Name,
            (Kind::Word(Keyword::Grade), Kind::Symbol(b'[')) if left_role != Role::Name => true,
            (Kind::Word(k), Kind::Symbol(b'[')) => !k.is_soft(),
            (
                Kind::Name | Kind::Symbol(b')' | b']') | Kind::Number | Kind::Quantity | Kind::Text,
                Kind::Symbol(b'['),
            ) => false,
            // `80%以上的村` is one run in a document, and reads as one.
            (Kind::Word(Keyword::Of), _) if left_role != Role::Name => self.is_english(left),
            (Kind::Word(k), Kind::Word(Keyword::Of)) if is_postfix(k) && right_role != Role::Name => text.is_ascii(),
            (Kind::Word(Keyword::Each), _) => text.is_ascii() && self.is_english(left),
            (Kind::Number, Kind::Word(k)) if k.is_frequency() => text.is_ascii(),
            (Kind::Number | Kind::Quantity | Kind::Date, Kind::Word(k)) => !is_postfix(k) || text.is_ascii(),
            _ => true,
        }
    }

    fn is_english(&self, token_idx: usize) -> bool {
        self.marked.tokens.get(token_idx).is_some_and(|t| self.spell(token_idx, *t).is_ascii())
    }
}

fn is_postfix(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::OrMore | Keyword::OrLess | Keyword::OrSo | Keyword::Before)
}

fn canonical(keyword: Keyword, style: KeywordStyle) -> &'static str {
    let spellings = keyword.entry().map_or(&[][..], |e| if style == KeywordStyle::Zh { e.zh } else { e.en });
    spellings.first().copied().unwrap_or("")
}
