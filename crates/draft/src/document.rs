//! A document as the draft sees it, whatever file it came from: one text and the blocks that it is made of.
//!
//! Every place in a document is a range of characters of [`Document::text`], counted from 0, end excluded. For plain text
//! and Markdown that text is the file's own (decoded, without a byte order mark); for HTML, Word and PDF it is what
//! the readers in `read` took out of the file, one line for each block.

use super::grid::Grid;
pub use super::range::Range;

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
    /// The title that the file itself bears, outside of its text.
    pub title: Option<String>,
    /// Whether tables of the file came without their lines, as from a PDF.
    pub has_lost_tables: bool,
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
    /// A table.
    Table(Grid),
    /// What surrounds the document on a saved page: menus, links, the weather.
    Aside,
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
