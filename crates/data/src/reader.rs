//! What a format must offer to be read: rows of cells, one at a time.
//!
//! CSV is one (`csv`), a workbook's sheet another (`book`). INVARIANT: cells are UTF-8, rows are numbered from
//! 1 and ascend.

use std::io;

use crate::DataProblem;

/// One row, borrowed from its reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRow<'a> {
    /// The row's number in its file, from 1.
    pub(super) number: u32,
    text: &'a [u8],
    cells: &'a [(u32, u32)],
    /// Columns whose value stands in a merged cell that begins elsewhere.
    covered: &'a [u32],
}

impl<'a> RawRow<'a> {
    /// Returns a row whose cells are ranges of `text`.
    pub(super) fn new(number: u32, text: &'a [u8], cells: &'a [(u32, u32)]) -> Self {
        Self { number, text, cells, covered: &[] }
    }

    /// Returns the row with these columns marked as covered.
    #[cfg_attr(not(feature = "excel"), expect(dead_code, reason = "only workbooks merge cells"))]
    pub(super) fn covering(self, covered: &'a [u32]) -> Self {
        Self { covered, ..self }
    }

    /// Returns whether a cell, counted from 0, is part of a merged cell that begins elsewhere.
    #[inline]
    pub(super) fn is_covered(&self, idx: usize) -> bool {
        !self.covered.is_empty() && self.covered.contains(&(idx as u32))
    }

    /// Returns a cell counted from 0, or nothing behind the last one.
    pub(super) fn cell(&self, idx: usize) -> &'a [u8] {
        match self.cells.get(idx) {
            Some(&(start, end)) => self.text.get(start as usize..end as usize).unwrap_or_default(),
            None => &[],
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
}
