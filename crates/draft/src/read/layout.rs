//! Tables of a page: those that hold data, and those that only arrange the page.
//!
//! Old sites put a whole page into tables: the weather, links to other news, the document. A table is layout where one cell
//! holds a document (headings, many paragraphs, most of the text) or where its text stands in tables inside it; then its
//! pieces are written one after the other. A table of data inside a table of data stands behind it.

use super::build::{Builder, Span};
use crate::document::BlockKind;
use crate::tables::aside;

/// Parts the paragraphs inside one cell.
pub const PARAGRAPH: char = '\u{2029}';
/// Paragraphs from which on a cell that holds most of a table is a document; a cell of a list has one to three.
const DOCUMENT: usize = 5;

/// A block of text on its way.
#[derive(Debug, Default)]
pub struct Text {
    text: String,
    /// Characters that stand in links.
    n_linked: usize,
    /// The rank of the heading that it is.
    pub heading: Option<u8>,
    /// Whether it stands in an element around the document.
    pub is_around: bool,
    /// Whether it comes from a page of the web, which may have a frame.
    pub is_page: bool,
}

/// What a cell holds.
#[derive(Debug)]
pub enum Piece {
    /// A paragraph or a heading.
    Text(Text),
    /// A table.
    Table(TableTree),
}

/// A table on its way.
#[derive(Debug, Default)]
pub struct TableTree {
    rows: Vec<Vec<CellTree>>,
}

#[derive(Debug)]
struct CellTree {
    span: Span,
    pieces: Vec<Piece>,
}

impl Text {
    /// Adds text; `is_linked` if it stands in a link.
    pub fn push(&mut self, text: &str, is_linked: bool) {
        self.text.push_str(text);
        if is_linked {
            self.n_linked += text.chars().filter(|c| !c.is_whitespace()).count();
        }
    }

    /// Returns whether it holds nothing that is seen.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn n_chars(&self) -> usize {
        self.text.chars().filter(|c| !c.is_whitespace()).count()
    }

    /// Returns whether it surrounds the document: four fifths of it are a link, or it begins like a line of a site's frame.
    fn is_aside(&self) -> bool {
        self.is_page && (self.is_around || self.n_linked * 5 >= self.n_chars() * 4 || aside::is_frame(self.text.trim()))
    }

    /// Writes it as a block.
    pub fn write(&self, out: &mut Builder) {
        let kind = match self.heading {
            _ if self.is_aside() => BlockKind::Aside,
            Some(rank) => BlockKind::Heading(rank),
            None => BlockKind::Paragraph,
        };
        out.block(kind, &self.text);
    }
}

impl TableTree {
    /// Begins a row.
    pub fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Begins a cell.
    pub fn cell(&mut self, span: Span) {
        if self.rows.is_empty() {
            self.row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(CellTree { span, pieces: Vec::new() });
        }
    }

    /// Adds to the open cell; what stands outside of any cell gets one.
    pub fn put(&mut self, piece: Piece) {
        if self.rows.last().is_none_or(Vec::is_empty) {
            self.cell(Span::ONE);
        }
        if let Some(cell) = self.rows.last_mut().and_then(|r| r.last_mut()) {
            cell.pieces.push(piece);
        }
    }

    /// Returns how far the open cell reaches, to be changed.
    pub fn last_span(&mut self) -> Option<&mut Span> {
        Some(&mut self.rows.last_mut()?.last_mut()?.span)
    }

    fn cells(&self) -> impl Iterator<Item = &CellTree> {
        self.rows.iter().flatten()
    }

    fn n_chars(&self) -> usize {
        self.cells().map(CellTree::n_chars).sum()
    }

    /// Returns whether it only arranges a page.
    fn is_layout(&self) -> bool {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let all = self.n_chars();
        let inner: usize = self.cells().flat_map(CellTree::tables).map(TableTree::n_chars).sum();
        let has_document = self.cells().any(|c| c.is_document(all));
        width <= 1 || inner * 2 >= all && inner > 0 || has_document
    }
}

impl CellTree {
    fn tables(&self) -> impl Iterator<Item = &TableTree> {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Table(t) => Some(t),
            Piece::Text(_) => None,
        })
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Text(t) => Some(t),
            Piece::Table(_) => None,
        })
    }

    fn n_chars(&self) -> usize {
        self.texts().map(Text::n_chars).sum::<usize>() + self.tables().map(TableTree::n_chars).sum::<usize>()
    }

    fn is_document(&self, all: usize) -> bool {
        let has_heading = self.texts().any(|t| t.heading.is_some());
        let is_most = self.n_chars() * 2 >= all;
        is_most && (has_heading || self.texts().count() >= DOCUMENT)
    }
}

/// Writes a table, or the pieces of one that only arranges a page.
pub fn write(table: &TableTree, out: &mut Builder) {
    if table.is_layout() {
        for piece in table.cells().flat_map(|c| &c.pieces) {
            match piece {
                Piece::Text(text) => text.write(out),
                Piece::Table(inner) => write(inner, out),
            }
        }
        return;
    }
    for row in &table.rows {
        for cell in row {
            let text: Vec<&str> = cell.texts().map(|t| t.text.trim()).collect();
            out.cell(&text.join(&PARAGRAPH.to_string()), cell.span);
        }
        out.end_row();
    }
    out.end_table();
    for inner in table.cells().flat_map(CellTree::tables) {
        write(inner, out);
    }
}
