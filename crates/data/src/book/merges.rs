//! Merged cells: one value that stands for a rectangle.
//!
//! Only the first cell of a rectangle holds the value. [`Fill`] writes it into the others as the rows go by and says
//! which cells were covered, so that a name may count for all its rows and a figure may not.

use std::collections::BTreeMap;

use crate::reader::Span;

/// A rectangle of cells; all bounds from 0, the last ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) rows: (u32, u32),
    pub(super) columns: (u32, u32),
}

/// The most rectangles of a sheet; more are left aside.
pub(super) const MERGE_LIMIT: usize = 100_000;
/// The most cells that are filled in a sheet.
const FILL_LIMIT: u64 = 20_000_000;

/// Fills covered cells, row by row.
#[derive(Debug, Default)]
pub(super) struct Fill {
    /// Rectangles that are still to come, by first row, the last first.
    coming: Vec<Merge>,
    /// Those that reach into the row at hand, by first column.
    active: BTreeMap<u32, (Merge, Vec<u8>)>,
    n_filled: u64,
    /// The merged cells that reach into the row at hand.
    pub(super) spans: Vec<Span>,
}

impl Fill {
    /// Starts with the rectangles of a sheet.
    pub(super) fn new(mut merges: Vec<Merge>) -> Self {
        merges.sort_by_key(|m| std::cmp::Reverse(m.rows.0));
        Self { coming: merges, ..Self::default() }
    }

    /// Adds a rectangle that begins in the row at hand.
    pub(super) fn push(&mut self, merge: Merge) {
        if self.coming.len() < MERGE_LIMIT {
            self.coming.push(merge);
        }
    }

    /// Fills one row; `covered` receives the columns.
    pub(super) fn row(&mut self, row: u32, text: &mut Vec<u8>, cells: &mut Vec<(u32, u32)>, covered: &mut Vec<u32>) {
        covered.clear();
        self.active.retain(|_, (m, _)| m.rows.1 >= row);
        while self.coming.last().is_some_and(|m| m.rows.0 <= row) {
            let Some(merge) = self.coming.pop() else { break };
            if merge.rows.0 == row {
                let (start, end) = cells.get(merge.columns.0 as usize).copied().unwrap_or_default();
                let value = text.get(start as usize..end as usize).unwrap_or_default().to_vec();
                self.active.insert(merge.columns.0, (merge, value));
            }
        }
        self.spans.clear();
        self.spans.extend(self.active.values().map(|(m, _)| Span { columns: m.columns, rows: m.rows }));
        for (merge, value) in self.active.values() {
            let first = if merge.rows.0 == row { merge.columns.0 + 1 } else { merge.columns.0 };
            let start = text.len() as u32;
            text.extend_from_slice(value);
            for column in first..=merge.columns.1 {
                self.n_filled += 1;
                if self.n_filled > FILL_LIMIT {
                    return;
                }
                let column = column as usize;
                if cells.len() <= column {
                    cells.resize(column + 1, (0, 0));
                }
                if let Some(cell) = cells.get_mut(column).filter(|(s, e)| s == e) {
                    *cell = (start, text.len() as u32);
                    covered.push(column as u32);
                }
            }
        }
    }
}

/// Reads `A1:C3`; anything else, or a rectangle beyond the columns of a sheet, is none.
pub(super) fn parse(reference: &str) -> Option<Merge> {
    let (a, b) = reference.split_once(':')?;
    let (a, b) = (super::cell_place(a)?, super::cell_place(b)?);
    (a.0 <= b.0 && a.1 <= b.1 && b.1 < super::COLUMN_LIMIT).then_some(Merge { rows: (a.0, b.0), columns: (a.1, b.1) })
}
