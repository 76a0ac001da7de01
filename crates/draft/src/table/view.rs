//! A grid whose cells are folded once: readers of tables ask for a slot's line, text and place.

use crate::document::{Document, Range};
use crate::grid::Grid;
use crate::line::Line;

/// A grid with its texts.
pub struct View<'a> {
    grid: &'a Grid,
    lines: Vec<Line>,
    texts: Vec<String>,
    blank: Line,
}

impl<'a> View<'a> {
    /// Folds every cell of a grid.
    pub fn of(document: &Document, grid: &'a Grid) -> Self {
        let lines: Vec<Line> =
            grid.cells().iter().map(|c| Line::fold(document.slice(c.range), c.range.start)).collect();
        let texts = lines.iter().map(|l| l.text(0, l.len())).collect();
        Self { grid, lines, texts, blank: Line::default() }
    }

    /// Returns how many rows there are.
    pub fn n_rows(&self) -> usize {
        self.grid.n_rows()
    }

    /// Returns how many columns there are.
    pub fn n_columns(&self) -> usize {
        self.grid.n_columns()
    }

    /// Returns the folded cell that covers a slot.
    pub fn line(&self, row: usize, column: usize) -> &Line {
        self.grid.position(row, column).and_then(|n| self.lines.get(n)).unwrap_or(&self.blank)
    }

    /// Returns the text of the cell that covers a slot; paragraphs are parted by line ends.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.grid.position(row, column).and_then(|n| self.texts.get(n)).map_or("", String::as_str)
    }

    /// Returns where the cell that covers a slot stands.
    pub fn range(&self, row: usize, column: usize) -> Range {
        self.grid.position(row, column).and_then(|n| self.grid.cells().get(n)).map(|c| c.range).unwrap_or_default()
    }

    /// Returns whether a slot is the first of its cell.
    pub fn is_first(&self, row: usize, column: usize) -> bool {
        self.grid.is_first(row, column)
    }

    /// Returns whether a cell reaches from the row before into this one.
    pub fn goes_on(&self, row: usize, column: usize) -> bool {
        self.grid.cell(row, column).is_some_and(|c| c.row < row)
    }

    /// Returns how many columns the cell of a slot covers.
    pub fn width(&self, row: usize, column: usize) -> usize {
        self.grid.cell(row, column).map_or(1, |c| c.columns)
    }

    /// Returns the texts of a row that are not blank, each cell once.
    pub fn said(&self, row: usize) -> Vec<&str> {
        let columns = (0..self.n_columns()).filter(|&c| self.grid.cell(row, c).is_some_and(|x| x.column == c));
        columns.map(|c| self.text(row, c)).filter(|t| !t.is_empty()).collect()
    }
}
