//! A document as the draft sees it, whatever file it came from: one text and the blocks that it is made of.
//!
//! Every place in a document is a range of characters of [`Document::text`], counted from 0, end excluded. For plain text
//! and Markdown that text is the file's own (decoded, without a byte order mark); for HTML, Word and PDF it is what
//! the readers in `read` took out of the file, one line for each block.

/// A document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The name under which a user knows it, usually a path.
    pub name: String,
    /// The whole text.
    pub text: Vec<char>,
    /// The blocks, in order; they do not overlap.
    pub blocks: Vec<Block>,
    /// Whether the file went on after the limit of what is read.
    pub is_cut: bool,
}

/// A range of characters of a document's text, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Range {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

/// A heading, a paragraph or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub range: Range,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading that the file marks as one; 1 is the widest.
    Heading(u8),
    /// Running text, or a heading that only its words show.
    Paragraph,
    /// A table: rows of cells.
    Table(Vec<Vec<Range>>),
}

impl Range {
    /// Returns the range `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// Returns whether two ranges share a character.
    pub fn meets(self, other: Range) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl Document {
    /// Returns the characters of a range; a range that does not fit gives nothing.
    pub fn slice(&self, range: Range) -> &[char] {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// Returns the text of a range.
    pub fn quote(&self, range: Range) -> String {
        self.slice(range).iter().collect()
    }
}
