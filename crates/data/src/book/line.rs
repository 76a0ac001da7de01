//! A row of a sheet while it is put together: cells one behind the other in one text.

use super::{BookError, COLUMN_LIMIT};
use crate::reader::FormatMark;
use dabiao_lang::diag::Both;

/// The most bytes of a row.
const TEXT_LIMIT: usize = 4 << 20;

/// One row.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The row's number, from 1.
    pub(super) number: u32,
    pub(super) text: Vec<u8>,
    pub(super) cells: Vec<(u32, u32)>,
    /// The cell at hand, until [`Line::close`].
    pub(super) value: Vec<u8>,
    /// Cells whose number format says a unit or scales.
    pub(super) looks: Vec<FormatMark>,
    /// Whether nobody sees the row.
    pub(super) is_hidden: bool,
    /// Columns, from 0, that nobody sees.
    pub(super) hidden: Vec<u32>,
}

impl Line {
    /// Starts a new row.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.value.clear();
        self.looks.clear();
        self.is_hidden = false;
    }

    /// Takes note of columns that nobody sees, counted from 1; a span to the end of the sheet holds nothing.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        /// No table that people fill in is wider.
        const LOOKED_AT: u32 = 512;
        for column in first.max(1)..=last.min(LOOKED_AT) {
            self.hidden.push(column - 1);
        }
    }

    /// Returns the number of cells.
    pub(super) fn len(&self) -> u32 {
        self.cells.len() as u32
    }

    /// Adds blank cells up to a column.
    pub(super) fn skip_to(&mut self, column: u32) -> Result<(), BookError> {
        if column >= COLUMN_LIMIT {
            return Err(BookError::Damaged(Both::of(
                format!("第 {column} 列超出了工作表的最后一列"),
                format!("column {column} lies behind the last one of a sheet"),
            )));
        }
        let end = self.text.len() as u32;
        self.cells.resize((column as usize).max(self.cells.len()), (end, end));
        Ok(())
    }

    /// Adds the cell at hand.
    pub(super) fn close(&mut self) -> Result<(), BookError> {
        if self.text.len() + self.value.len() > TEXT_LIMIT || self.len() >= COLUMN_LIMIT {
            return Err(BookError::TooLarge);
        }
        let start = self.text.len() as u32;
        self.text.extend_from_slice(&self.value);
        self.cells.push((start, self.text.len() as u32));
        Ok(())
    }
}
