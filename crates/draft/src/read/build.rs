//! Puts a document together from what a reader takes out of a packed file, one block at a time.

use crate::document::{Block, BlockKind, Document, Range};

use super::LONGEST_TEXT;

/// A document in the making.
#[derive(Debug, Default)]
pub struct Builder {
    document: Document,
    cells: Vec<Range>,
    rows: Vec<Vec<Range>>,
    table_start: usize,
}

impl Builder {
    /// Returns a builder for a file.
    pub fn new(name: &str) -> Self {
        Self { document: Document { name: name.to_owned(), ..Document::default() }, ..Self::default() }
    }

    /// Returns whether the limit is reached.
    pub fn is_full(&self) -> bool {
        self.document.is_cut
    }

    fn append(&mut self, text: &str) -> Range {
        let start = self.document.text.len();
        let room = LONGEST_TEXT.saturating_sub(start);
        let mut n = 0;
        for c in text.trim().chars() {
            if n == room {
                self.document.is_cut = true;
                break;
            }
            self.document.text.push(c);
            n += 1;
        }
        let range = Range::new(start, start + n);
        self.document.text.push('\n');
        range
    }

    /// Adds a heading or a paragraph; blank text adds nothing.
    pub fn block(&mut self, kind: BlockKind, text: &str) {
        if !text.trim().is_empty() && !self.is_full() {
            let range = self.append(text);
            self.document.blocks.push(Block { kind, range });
        }
    }

    /// Adds a cell to the open row.
    pub fn cell(&mut self, text: &str) {
        if self.rows.is_empty() && self.cells.is_empty() {
            self.table_start = self.document.text.len();
        }
        if !self.is_full() {
            let range = self.append(text);
            self.cells.push(range);
        }
    }

    /// Ends the open row.
    pub fn end_row(&mut self) {
        if !self.cells.is_empty() {
            self.rows.push(std::mem::take(&mut self.cells));
        }
    }

    /// Ends the open table.
    pub fn end_table(&mut self) {
        self.end_row();
        if !self.rows.is_empty() {
            let range = Range::new(self.table_start, self.document.text.len().saturating_sub(1));
            let rows = std::mem::take(&mut self.rows);
            self.document.blocks.push(Block { kind: BlockKind::Table(rows), range });
        }
    }

    /// Returns the document.
    pub fn finish(mut self) -> Document {
        self.end_table();
        self.document
    }
}
