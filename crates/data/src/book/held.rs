//! A sheet that is held in memory: what web pages and XML 2003 are turned into, which are small.

use super::line::Line;
use super::merges::{MERGE_LIMIT, Merge};
use super::{BookError, COLUMN_LIMIT, ROW_LIMIT};

/// The most bytes of text in all cells together.
const TEXT_LIMIT: usize = 64 << 20;

/// One sheet, row by row.
#[derive(Debug, Default)]
pub(super) struct HeldSheet {
    /// Rows that hold something, by number from 0, each with its cells by column from 0.
    rows: Vec<(u32, Vec<(u32, String)>)>,
    /// Its merged cells.
    pub(super) merges: Vec<Merge>,
    n_bytes: usize,
}

impl HeldSheet {
    /// Adds a cell; rows and, within a row, columns ascend.
    pub(super) fn put(&mut self, (row, column): (u32, u32), text: String) -> Result<(), BookError> {
        self.n_bytes += text.len() + 16;
        if row >= ROW_LIMIT || column >= COLUMN_LIMIT || self.n_bytes > TEXT_LIMIT {
            return Err(BookError::TooLarge);
        }
        match self.rows.last_mut() {
            Some((last, cells)) if *last == row => cells.push((column, text)),
            _ => self.rows.push((row, vec![(column, text)])),
        }
        Ok(())
    }

    /// Adds a rectangle of merged cells, whose bounds count from 0.
    pub(super) fn merge(&mut self, merge: Merge) {
        if self.merges.len() < MERGE_LIMIT && merge.columns.1 < COLUMN_LIMIT {
            self.merges.push(merge);
        }
    }

    /// Returns whether it has no cell.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns its rows.
    pub(super) fn rows(&self) -> Rows<'_> {
        Rows { rest: &self.rows }
    }
}

/// The rows of one sheet that are still to come.
pub(super) struct Rows<'b> {
    rest: &'b [(u32, Vec<(u32, String)>)],
}

impl Rows<'_> {
    /// Gives the next row; `false` behind the last.
    pub(super) fn next(&mut self, line: &mut Line) -> Result<bool, BookError> {
        let Some(((row, cells), rest)) = self.rest.split_first() else { return Ok(false) };
        self.rest = rest;
        line.clear();
        line.number = row + 1;
        for (column, text) in cells {
            if *column < line.len() {
                continue;
            }
            line.skip_to(*column)?;
            line.value.clear();
            line.value.extend_from_slice(text.as_bytes());
            line.close()?;
        }
        Ok(true)
    }
}
