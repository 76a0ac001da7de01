//! Tree to text: the one layout that all rule files share.
//!
//! Made for reading differences between versions: one statement a line, one target a line where a statement has several,
//! four spaces a level, one blank line around items that have a body. Nothing but layout changes, except that keywords
//! can be put into one language; numbers, names and texts stay as written.
//! INVARIANT: the result says what the source says, with the same comments; where it would not, the source is given back.

mod lines;
mod spell;

use crate::source::{Source, SourceMap};

use super::parse::{self, Kind, Marked, Role, Token};
use super::tree::Tree;
use lines::{Line, LineKind};

/// The language of keywords in the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeywordStyle {
    /// Each as it is.
    #[default]
    AsWritten,
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What can be chosen in the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FormatStyle {
    /// The language of keywords.
    pub keywords: KeywordStyle,
}

/// Returns the text of a file in the canonical layout; `tree` is the tree of `source`, read without errors.
///
/// # Example
/// ```
/// use dabiao_lang::source::SourceMap;
/// use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};
/// let mut sources = SourceMap::new();
/// let id = sources.add("x.rules", "每个村:收入≥5万元  到2025年底");
/// let source = sources.get(id).ok_or("no such file")?;
/// let (tree, _) = syntax::parse(source);
/// let zh = syntax::format(source, &tree, &FormatStyle::default());
/// assert_eq!(zh, "每个 村: 收入 >= 5万元 到 2025年底\n");
/// let en = syntax::format(source, &tree, &FormatStyle { keywords: KeywordStyle::En });
/// assert_eq!(en, "every 村: 收入 >= 5万元 by 2025年底\n");
/// # Ok::<(), &str>(())
/// ```
pub fn format(source: &Source, tree: &Tree, style: &FormatStyle) -> String {
    let Some(marked) = parse::marked(source) else { return source.text().to_owned() };
    let mut printer = Printer::new(source, &marked, *style);
    printer.print();
    let text = lines::join(&printer.lines);
    if is_faithful(&text, source, tree) { text } else { source.text().to_owned() }
}

/// Returns whether a text says what a tree says, with as many comments.
fn is_faithful(text: &str, source: &Source, tree: &Tree) -> bool {
    let mut sources = SourceMap::new();
    let id = sources.add(source.name(), text);
    let Some(printed) = sources.get(id) else { return false };
    let (again, problems) = parse::parse(printed);
    let words = |source: &Source, tree: &Tree| -> Vec<String> {
        tree.comments.iter().map(|c| source.slice(c.span).to_owned()).collect()
    };
    problems.is_empty() && super::same_meaning(tree, &again) && words(source, tree) == words(printed, &again)
}

/// Writes tokens and comments into lines.
struct Printer<'s> {
    source: &'s Source,
    marked: &'s Marked,
    style: FormatStyle,
    lines: Vec<Line>,
    level: usize,
    /// Whether the next token begins a line.
    is_fresh: bool,
    /// Whether the line that the next token begins continues a statement.
    goes_on: bool,
    /// Whether the braces of a progress table are open.
    in_table: bool,
    /// The last token on the current line.
    before: Option<usize>,
    /// Where the last token or comment ends in the source.
    source_pos: usize,
    next_comment: usize,
}

impl<'s> Printer<'s> {
    fn new(source: &'s Source, marked: &'s Marked, style: FormatStyle) -> Self {
        Printer {
            source,
            marked,
            style,
            lines: Vec::new(),
            level: 0,
            is_fresh: true,
            goes_on: false,
            in_table: false,
            before: None,
            source_pos: 0,
            next_comment: 0,
        }
    }

    fn print(&mut self) {
        for (token_idx, token) in self.marked.tokens.iter().enumerate() {
            self.comments_before(token.start, Some(token_idx));
            self.token(token_idx, *token);
            if token.kind != Kind::Separator {
                self.source_pos = token.end as usize;
            }
        }
        self.comments_before(u32::MAX, None);
    }

    fn role(&self, token_idx: usize) -> Role {
        self.marked.roles.get(token_idx).copied().unwrap_or_default()
    }

    fn comments_before(&mut self, start: u32, next: Option<usize>) {
        while let Some(comment) = self.marked.comments.get(self.next_comment).filter(|c| c.span.start < start) {
            self.next_comment += 1;
            let text = self.source.slice(comment.span);
            let ends_line = next.is_none_or(|i| {
                let kind = self.marked.tokens.get(i).map(|t| t.kind);
                kind == Some(Kind::Separator)
                    || (kind == Some(Kind::Symbol(b'}')) && matches!(self.role(i), Role::Body | Role::Table))
            });
            let is_inside = !self.is_fresh && !ends_line || self.goes_on;
            match self.lines.last_mut() {
                Some(line) if !comment.own_line => {
                    line.text.push_str("  ");
                    line.text.push_str(text);
                }
                _ => {
                    let kind = if is_inside { LineKind::Continued } else { LineKind::Comment };
                    let blank = self.has_blank_before(comment.span.start as usize);
                    let level = self.level + usize::from(is_inside);
                    self.lines.push(Line { kind, level, text: text.to_owned(), has_blank_before: blank });
                }
            }
            self.goes_on = is_inside;
            self.is_fresh = true;
            self.source_pos = comment.span.end as usize;
        }
    }

    /// Returns whether an empty line stands before a place of the source.
    fn has_blank_before(&self, start: usize) -> bool {
        let gap = self.source.text().get(self.source_pos..start).unwrap_or("");
        gap.bytes().filter(|&b| b == b'\n').count() >= 2
    }

    fn token(&mut self, token_idx: usize, token: Token) {
        match (token.kind, self.role(token_idx)) {
            (_, Role::NeedlessColon) => {}
            (Kind::Separator, _) if self.in_table => {
                if !self.is_fresh
                    && let Some(line) = self.lines.last_mut()
                {
                    line.text.push(';');
                }
            }
            (Kind::Separator, _) => self.end_line(),
            (Kind::Symbol(b'{'), Role::Body) => {
                self.word(token_idx, token);
                if let Some(line) = self.lines.last_mut() {
                    line.kind = LineKind::Head;
                }
                self.level += 1;
                self.end_line();
            }
            (Kind::Symbol(b'}'), Role::Body) => {
                self.end_line();
                self.level = self.level.saturating_sub(1);
                self.word(token_idx, token);
                if let Some(line) = self.lines.last_mut() {
                    line.kind = LineKind::Close;
                }
                self.end_line();
            }
            (Kind::Symbol(b'{'), Role::Table) => {
                self.word(token_idx, token);
                self.level += 1;
                self.end_line();
            }
            (Kind::Symbol(b'}'), Role::Table) => {
                self.end_line();
                self.level = self.level.saturating_sub(1);
                self.word(token_idx, token);
            }
            (kind, role) => {
                if matches!(kind, Kind::Symbol(b'{' | b'}')) {
                    self.in_table = kind == Kind::Symbol(b'{');
                }
                self.word(token_idx, token);
                if role == Role::TargetComma {
                    self.is_fresh = true;
                    self.goes_on = true;
                }
            }
        }
    }

    fn end_line(&mut self) {
        self.is_fresh = true;
        self.goes_on = false;
    }

    /// Adds a token to the current line, or begins one with it.
    fn word(&mut self, token_idx: usize, token: Token) {
        let text = self.spell(token_idx, token);
        if text.is_empty() {
            return;
        }
        if self.is_fresh {
            let kind = if self.goes_on { LineKind::Continued } else { LineKind::Plain };
            let level = self.level + usize::from(self.goes_on);
            let has_blank_before = self.has_blank_before(token.start as usize);
            self.lines.push(Line { kind, level, text: text.into_owned(), has_blank_before });
        } else if let Some(before) = self.before {
            let needs_blank = self.needs_blank(before, token_idx, &text);
            if let Some(line) = self.lines.last_mut() {
                if needs_blank {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
            }
        }
        self.is_fresh = false;
        self.goes_on = false;
        self.before = Some(token_idx);
    }
}
