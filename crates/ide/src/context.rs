//! What a half-written line is about: the body that it stands in, and the words before the cursor.
//!
//! Goes by words and braces alone, so that it works where the parser gives up.

use dabiao_lang::syntax::keywords::{Keyword, Position};

use crate::scan::{Word, WordKind, words};

/// The body that a place stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// No braces.
    File,
    /// The braces of an item; a brace without one counts as its outer body.
    Of(Keyword),
}

/// A place in a half-written line.
#[derive(Debug)]
pub(crate) struct WritingContext<'t> {
    /// The text.
    pub text: &'t str,
    /// The body.
    pub body: Body,
    /// The words of the line before the word at the cursor.
    pub before: Vec<Word>,
    /// Where the word at the cursor begins; the cursor itself where none does.
    pub start: u32,
    /// What of that word stands before the cursor.
    pub typed: &'t str,
    /// Whether the cursor is in a comment.
    pub in_comment: bool,
    /// Whether the cursor is in a text; `start` is then behind its opening mark.
    pub in_text: bool,
    /// How many brackets of the line are open.
    pub n_open: usize,
}

impl<'t> WritingContext<'t> {
    /// Looks at what stands before a place.
    pub fn at(text: &'t str, offset: u32) -> Self {
        let end = text.floor_char_boundary((offset as usize).min(text.len()));
        let head = text.get(..end).unwrap_or("");
        let line_start = head.rfind('\n').map_or(0, |at| at + 1) as u32;
        let all = words(head);
        let body = body(head, &all);
        let mut before: Vec<Word> = all.into_iter().filter(|w| w.start >= line_start || w.end > line_start).collect();
        let cut = before.iter().rposition(|w| {
            w.kind == WordKind::Open && matches!(w.of(head), "{" | "｛") || matches!(w.of(head), ";" | "；")
        });
        if let Some(at) = cut {
            before.drain(..=at);
        }
        let mut context =
            Self { text, body, before, start: end as u32, typed: "", in_comment: false, in_text: false, n_open: 0 };
        context.take_last(head);
        let count = |kind| context.before.iter().filter(|w| w.kind == kind).count();
        context.n_open = count(WordKind::Open).saturating_sub(count(WordKind::Close));
        context
    }

    /// Takes the word that ends at the cursor off the words before it.
    fn take_last(&mut self, head: &'t str) {
        let Some(last) = self.before.last().copied().filter(|w| w.end == self.start) else { return };
        let written = last.of(head);
        match last.kind {
            WordKind::Comment => self.in_comment = true,
            WordKind::Text => {
                let open = written.chars().next().map_or(0, char::len_utf8);
                let is_closed = written.len() > open && written.ends_with(['"', '”']);
                if is_closed {
                    return;
                }
                self.in_text = true;
                self.start = last.start + open as u32;
            }
            WordKind::Run | WordKind::QuotedName => self.start = last.start,
            // The unit behind `5` is written from nothing.
            WordKind::Number | WordKind::Open | WordKind::Close | WordKind::Symbol => return,
        }
        self.typed = head.get(self.start as usize..).unwrap_or("");
        self.before.pop();
    }

    /// Returns the words before the cursor, the nearest first.
    pub fn back(&self, n: usize) -> &'t str {
        let idx = self.before.len().checked_sub(n + 1);
        idx.and_then(|i| self.before.get(i)).map_or("", |w| w.of(self.text))
    }

    /// Returns the word before the cursor.
    pub fn last(&self) -> Option<Word> {
        self.before.last().copied()
    }

    /// Returns the keyword that the line begins with.
    pub fn first_keyword(&self) -> Option<Keyword> {
        self.before.first().and_then(|w| keyword(w.of(self.text)))
    }

    /// Returns the keyword before the cursor.
    pub fn last_keyword(&self) -> Option<Keyword> {
        self.last()
            .filter(|w| matches!(w.kind, WordKind::Run | WordKind::Symbol))
            .and_then(|w| keyword(w.of(self.text)))
    }
}

/// Returns the keyword of a word; one that is glued to digits (`截至2025年`) counts as itself.
pub(crate) fn keyword(word: &str) -> Option<Keyword> {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '年');
    Keyword::from_word(word).or_else(|| Keyword::from_word(letters))
}

/// The innermost body whose braces are open at the end of a text.
fn body(head: &str, all: &[Word]) -> Body {
    let mut open = vec![Body::File];
    let mut heading: Option<Keyword> = None;
    let mut is_line_start = true;
    let mut at = 0;
    for word in all {
        let gap = head.get(at as usize..word.start as usize).unwrap_or("");
        is_line_start |= gap.contains('\n');
        at = word.end;
        match (word.kind, word.of(head)) {
            (WordKind::Open, "{" | "｛") => {
                let outer = open.last().copied().unwrap_or(Body::File);
                open.push(heading.take().map_or(outer, Body::Of));
                is_line_start = true;
            }
            (WordKind::Close, "}" | "｝") => {
                if open.len() > 1 {
                    open.pop();
                }
                is_line_start = true;
            }
            (WordKind::Symbol, ";" | "；") => is_line_start = true,
            (WordKind::Comment, _) => {}
            (_, written) => {
                if is_line_start {
                    heading = keyword(written).filter(|k| has_body(*k));
                }
                is_line_start = false;
            }
        }
    }
    open.last().copied().unwrap_or(Body::File)
}

/// Whether braces may follow on the line that a keyword begins.
fn has_body(keyword: Keyword) -> bool {
    let is_item = keyword.entry().is_some_and(|e| e.position == Position::Item);
    is_item || matches!(keyword, Keyword::Section | Keyword::Entry | Keyword::Bonus | Keyword::Malus)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> WritingContext<'_> {
        WritingContext::at(text, text.len() as u32)
    }

    #[test]
    fn bodies_are_found_without_parsing() {
        assert_eq!(at("收入").body, Body::File);
        assert_eq!(at("组 \"甲\" {\n 规则 A-1 {\n 收入 >=").body, Body::Of(Keyword::Rule));
        assert_eq!(at("组 \"甲\" {\n 规则 A-1 { 收入 > 1 }\n ").body, Body::Of(Keyword::Group));
        assert_eq!(at("指标 收入 { 单位 万元; 类").body, Body::Of(Keyword::Indicator));
    }

    #[test]
    fn the_word_at_the_cursor_is_apart_from_those_before() {
        let context = at("规则 A {\n  收入 >= 5万");
        assert_eq!((context.typed, context.back(0), context.back(1)), ("万", "5", ">="));
        let context = at("依据 \"产业");
        assert!(context.in_text && context.typed == "产业" && context.back(0) == "依据");
        assert!(at("收入 # 说").in_comment);
    }
}
