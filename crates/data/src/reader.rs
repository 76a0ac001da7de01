//! What a format must offer to be read: rows of cells, one at a time.
//!
//! CSV is one (`csv`), a workbook's sheet another (`book`). INVARIANT: cells are UTF-8, rows are numbered from
//! 1 and ascend.

use std::io;

use crate::DataProblem;

/// A merged cell that reaches into a row; rows and columns from 0, the last ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) columns: (u32, u32),
    pub(super) rows: (u32, u32),
}

/// A cell whose number format says a unit, or shows another number than is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormatMark {
    pub(super) column: u32,
    /// What is stored, where another number is shown.
    pub(super) stored: Option<String>,
}

/// What a workbook says of a row beside the text of its cells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// Columns whose value stands in a merged cell that begins elsewhere.
    pub(super) covered: &'a [u32],
    pub(super) spans: &'a [Span],
    pub(super) looks: &'a [FormatMark],
    /// Columns that nobody sees.
    pub(super) hidden: &'a [u32],
    /// Whether nobody sees the row.
    pub(super) is_hidden: bool,
    /// Whether the file ends with the row, without the end of a line.
    pub(super) ends_file: bool,
}

/// One row, borrowed from its reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRow<'a> {
    /// The row's number in its file, from 1.
    pub(super) number: u32,
    text: &'a [u8],
    cells: &'a [(u32, u32)],
    beside: Beside<'a>,
    /// The first column that is looked at, where tables stand side by side.
    from: u32,
}

impl Beside<'_> {
    /// Returns whether there is anything to be said beside the text of the cells and the end of the file.
    pub(super) fn says_something(&self) -> bool {
        let lists = [self.covered.len(), self.spans.len(), self.looks.len(), self.hidden.len()];
        self.is_hidden || lists.iter().any(|n| *n > 0)
    }
}

impl<'a> RawRow<'a> {
    /// Returns a row whose cells are ranges of `text`.
    pub(super) fn new(number: u32, text: &'a [u8], cells: &'a [(u32, u32)]) -> Self {
        Self { number, text, cells, beside: Beside::default(), from: 0 }
    }

    /// Returns what the row is made of: its text, its cells as ranges of that, and what is said beside them.
    pub(super) fn parts(&self) -> (&'a [u8], &'a [(u32, u32)], Beside<'a>) {
        (self.text, self.cells, self.beside)
    }

    /// Returns the row with what a workbook says beside its cells.
    pub(super) fn with(self, beside: Beside<'a>) -> Self {
        Self { beside, ..self }
    }

    /// Returns the row as the last one of a file that does not end its line.
    pub(super) fn ending_the_file(self) -> Self {
        Self { beside: Beside { ends_file: true, ..self.beside }, ..self }
    }

    /// Returns whether the file ends with the row, without the end of a line.
    pub(super) fn ends_file(&self) -> bool {
        self.beside.ends_file
    }

    /// Returns the rows, from 1, of a merged cell that holds a column and is higher than one row.
    pub(super) fn rows_of(&self, idx: usize) -> Option<(u32, u32)> {
        let is_its = |s: &&Span| (s.columns.0..=s.columns.1).contains(&(idx as u32)) && s.rows.1 > s.rows.0;
        self.beside.spans.iter().find(is_its).map(|s| (s.rows.0 + 1, s.rows.1 + 1))
    }

    /// Returns the last column, from 0, of a merged cell that begins in a column and is wider than one.
    pub(super) fn reaches(&self, idx: usize) -> Option<usize> {
        let is_its = |s: &&Span| s.columns.0 == idx as u32 && s.columns.1 > s.columns.0;
        self.beside.spans.iter().find(is_its).map(|s| s.columns.1 as usize)
    }

    /// Returns whether any merged cell reaches into the row.
    #[inline]
    pub(super) fn has_spans(&self) -> bool {
        !self.beside.spans.is_empty()
    }

    /// Returns what the number format of a cell says, where it says a unit or scales.
    #[inline]
    pub(super) fn look_of(&self, idx: usize) -> Option<&'a FormatMark> {
        self.beside.looks.iter().find(|l| l.column as usize == idx)
    }

    /// Returns whether nobody sees the row.
    pub(super) fn is_hidden(&self) -> bool {
        self.beside.is_hidden
    }

    /// Returns the columns, from 0, that nobody sees.
    pub(super) fn hidden_columns(&self) -> &'a [u32] {
        self.beside.hidden
    }

    /// Returns the row with the columns before the first and behind the last one blank.
    pub(super) fn between(self, first: usize, last: usize) -> Self {
        let cells = self.cells.get(..=last).unwrap_or(self.cells);
        Self { cells, from: first as u32, ..self }
    }

    /// Returns whether a cell, counted from 0, is part of a merged cell that begins elsewhere.
    #[inline]
    pub(super) fn is_covered(&self, idx: usize) -> bool {
        !self.beside.covered.is_empty() && self.beside.covered.contains(&(idx as u32))
    }

    /// Returns a cell counted from 0, or nothing behind the last one.
    pub(super) fn cell(&self, idx: usize) -> &'a [u8] {
        match self.cells.get(idx) {
            Some(&(start, end)) if idx >= self.from as usize => {
                self.text.get(start as usize..end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Returns the number of cells.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Returns the cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        let row = *self;
        (0..row.len()).map(move |i| row.cell(i))
    }

    /// Returns whether no cell holds anything.
    pub(super) fn is_blank(&self) -> bool {
        self.iter().all(|c| c.iter().all(u8::is_ascii_whitespace))
    }
}

/// Something wrong with the form of a file, with row and column (0: the whole row).
pub(super) type FormProblem = (u32, u32, DataProblem);

/// A table that is read row by row.
pub(super) trait Rows {
    /// Returns the next row, or `None` behind the last.
    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>>;

    /// Takes what was found wrong with the form since the last call.
    fn take_problems(&mut self) -> Vec<FormProblem>;

    /// Reads what is left of the file without looking at it, so that its digest is of all of it.
    ///
    /// # Errors
    /// Whatever kept it from being read.
    fn exhaust(&mut self) -> io::Result<()> {
        Ok(())
    }
}
