//! A document before it has a form: headings, paragraphs, tables and trees of marked text.
//!
//! Built by the modules that know rules and judgements, read by the renderers, which know neither.

use std::borrow::Cow;

use dabiao_lang::diag::{Severity, signs};
use dabiao_lang::model::Verdict;

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; 1 is the title of the document.
    Heading(u8, Line),
    /// Running text.
    Paragraph(Line),
    /// A table.
    Table(Table),
    /// Entries with a mark of their own: a rule's ID and what is to be said about it.
    Notes(Vec<Note>),
    /// Steps and the steps that they rest on.
    Tree(Vec<Node>),
}

/// What is to be said about one thing, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The thing.
    pub term: Line,
    /// What is said.
    pub lines: Vec<Line>,
}

/// A step, with the steps that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The step.
    pub line: Line,
    /// What it rests on.
    pub children: Vec<Node>,
}

/// A table with a head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; a row has one cell for each column.
    pub rows: Vec<Vec<Line>>,
    /// Tables of one family have columns of the same widths; `None` stands alone.
    pub family: Option<usize>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// On which side its cells stand.
    pub side: Side,
    /// The width below which the column is not squeezed, in columns of a terminal.
    pub least: usize,
}

/// A side of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Text in which some stretches are marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(pub Vec<Piece>);

/// A stretch of text of one tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// The tone.
    pub tone: Tone,
}

/// What a stretch of text is; renderers decide how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Stands out.
    Strong,
    /// Stands back.
    Faint,
    /// Text of the language, an ID or a name in a file.
    Code,
    /// The code of a figure, which a page shows as a QR code too.
    Scan,
    /// The word of a verdict.
    Verdict(Verdict),
    /// The word of a severity.
    Severity(Severity),
    /// Text that is no longer there.
    Gone,
    /// Text that was not there before.
    New,
}

impl Document {
    /// Returns the document with a sign for every hidden character, so that no name moves a cursor or turns a line.
    #[must_use]
    pub fn with_signs(&self) -> Cow<'_, Self> {
        let mut is_clean = true;
        self.each_text(&mut |text| is_clean &= matches!(signs(text), Cow::Borrowed(_)));
        if is_clean {
            return Cow::Borrowed(self);
        }
        let mut shown = self.clone();
        shown.blocks.iter_mut().for_each(Block::show_signs);
        Cow::Owned(shown)
    }

    fn each_text(&self, see: &mut dyn FnMut(&str)) {
        let mut line = |line: &Line| line.0.iter().for_each(|p| see(&p.text));
        for block in &self.blocks {
            match block {
                Block::Heading(_, text) | Block::Paragraph(text) => line(text),
                Block::Table(table) => {
                    table.columns.iter().for_each(|c| line(&Line::from(c.head.as_str())));
                    table.rows.iter().flatten().for_each(&mut line);
                }
                Block::Notes(notes) => notes.iter().for_each(|n| {
                    line(&n.term);
                    n.lines.iter().for_each(&mut line);
                }),
                Block::Tree(nodes) => nodes.iter().for_each(|n| n.each_line(&mut line)),
            }
        }
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, line: impl Into<Line>) {
        self.blocks.push(Block::Heading(level, line.into()));
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, line: impl Into<Line>) {
        self.blocks.push(Block::Paragraph(line.into()));
    }

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds notes, unless there are none.
    pub fn notes(&mut self, notes: Vec<Note>) {
        if !notes.is_empty() {
            self.blocks.push(Block::Notes(notes));
        }
    }
}

impl Block {
    fn show_signs(&mut self) {
        match self {
            Block::Heading(_, text) | Block::Paragraph(text) => text.show_signs(),
            Block::Table(table) => {
                table.columns.iter_mut().for_each(|c| c.head = signs(&c.head).into_owned());
                table.rows.iter_mut().flatten().for_each(Line::show_signs);
            }
            Block::Notes(notes) => notes.iter_mut().for_each(|n| {
                n.term.show_signs();
                n.lines.iter_mut().for_each(Line::show_signs);
            }),
            Block::Tree(nodes) => nodes.iter_mut().for_each(Node::show_signs),
        }
    }
}

impl Node {
    fn each_line(&self, see: &mut dyn FnMut(&Line)) {
        see(&self.line);
        self.children.iter().for_each(|child| child.each_line(see));
    }

    fn show_signs(&mut self) {
        self.line.show_signs();
        self.children.iter_mut().for_each(Node::show_signs);
    }
}

impl Table {
    /// Returns an empty table with these columns.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new(), family: None }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Line>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl Column {
    /// Returns a column of text.
    pub fn text(head: impl Into<String>, least: usize) -> Self {
        Self { head: head.into(), side: Side::Left, least }
    }

    /// Returns a column of numbers.
    pub fn number(head: impl Into<String>, least: usize) -> Self {
        Self { head: head.into(), side: Side::Right, least }
    }
}

impl Line {
    fn show_signs(&mut self) {
        for piece in &mut self.0 {
            if let Cow::Owned(shown) = signs(&piece.text) {
                piece.text = shown;
            }
        }
    }

    /// Returns text of one tone.
    pub fn of(text: impl Into<String>, tone: Tone) -> Self {
        Self(vec![Piece { text: text.into(), tone }])
    }

    /// Adds text of a tone.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, tone: Tone) -> Self {
        self.0.push(Piece { text: text.into(), tone });
        self
    }

    /// Adds plain text.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.and(text, Tone::Plain)
    }

    /// Adds another line's text.
    #[must_use]
    pub fn join(mut self, other: Line) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|p| p.text.is_empty())
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Line::of(text, Tone::Plain)
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Line::of(text, Tone::Plain)
    }
}
