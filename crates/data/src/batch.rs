//! Rows that are kept for a while: copies of what a reader lends, many in one piece of memory.

use super::reader::{Beside, FormProblem, FormatMark, RawRow, Span};

/// How many bytes of text make a batch full: what fits into the nearest memory of a core together with the places of its cells.
const FULL_BYTES: usize = 64 << 10;
/// How many rows make a batch full.
const FULL_ROWS: usize = 2048;

/// Consecutive rows of one sheet, and what was found wrong with their form on the way to each.
#[derive(Default)]
pub(super) struct Batch {
    rows: Vec<Kept>,
    text: Vec<u8>,
    cells: Vec<(u32, u32)>,
    beside: Vec<KeptBeside>,
    covered: Vec<u32>,
    spans: Vec<Span>,
    looks: Vec<FormatMark>,
    hidden: Vec<u32>,
    problems: Vec<FormProblem>,
}

/// A row: where what belongs to it ends in the lists of its batch; it begins where that of the row before ends.
#[derive(Clone, Copy, Default)]
struct Kept {
    number: u32,
    text: usize,
    cells: usize,
    beside: usize,
    problems: usize,
    ends_file: bool,
}

/// What a workbook says beside a row, kept like the row.
#[derive(Clone, Copy, Default)]
struct KeptBeside {
    covered: usize,
    spans: usize,
    looks: usize,
    hidden: usize,
    is_hidden: bool,
}

impl Batch {
    /// Appends a row.
    pub(super) fn push(&mut self, row: RawRow<'_>) {
        let (text, cells, beside) = row.parts();
        self.text.extend_from_slice(text);
        self.cells.extend_from_slice(cells);
        if beside.says_something() {
            self.push_beside(beside);
        }
        self.rows.push(Kept {
            number: row.number,
            text: self.text.len(),
            cells: self.cells.len(),
            beside: self.beside.len(),
            problems: self.problems.len(),
            ends_file: beside.ends_file,
        });
    }

    #[cold]
    fn push_beside(&mut self, beside: Beside<'_>) {
        self.covered.extend_from_slice(beside.covered);
        self.spans.extend_from_slice(beside.spans);
        self.looks.extend_from_slice(beside.looks);
        self.hidden.extend_from_slice(beside.hidden);
        self.beside.push(KeptBeside {
            covered: self.covered.len(),
            spans: self.spans.len(),
            looks: self.looks.len(),
            hidden: self.hidden.len(),
            is_hidden: beside.is_hidden,
        });
    }

    /// Appends what was found wrong on the way to the last row.
    pub(super) fn say(&mut self, problems: Vec<FormProblem>) {
        self.problems.extend(problems);
        if let Some(row) = self.rows.last_mut() {
            row.problems = self.problems.len();
        }
    }

    /// Forgets all rows and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.text.clear();
        self.cells.clear();
        self.beside.clear();
        self.covered.clear();
        self.spans.clear();
        self.looks.clear();
        self.hidden.clear();
        self.problems.clear();
    }

    /// Returns whether it is time to hand it on.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= FULL_BYTES || self.rows.len() >= FULL_ROWS
    }

    /// Returns whether it holds no row.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns a row by its position; `None` behind the last one.
    pub(super) fn row(&self, idx: usize) -> Option<RawRow<'_>> {
        let row = self.rows.get(idx)?;
        let before = self.before(idx);
        let text = self.text.get(before.text..row.text).unwrap_or_default();
        let cells = self.cells.get(before.cells..row.cells).unwrap_or_default();
        let raw = RawRow::new(row.number, text, cells);
        let raw = if row.beside > before.beside { raw.with(self.beside(before.beside)) } else { raw };
        Some(if row.ends_file { raw.ending_the_file() } else { raw })
    }

    fn before(&self, idx: usize) -> Kept {
        idx.checked_sub(1).and_then(|i| self.rows.get(i)).copied().unwrap_or_default()
    }

    fn beside(&self, idx: usize) -> Beside<'_> {
        let before = idx.checked_sub(1).and_then(|i| self.beside.get(i)).copied().unwrap_or_default();
        let own = self.beside.get(idx).copied().unwrap_or_default();
        Beside {
            covered: self.covered.get(before.covered..own.covered).unwrap_or_default(),
            spans: self.spans.get(before.spans..own.spans).unwrap_or_default(),
            looks: self.looks.get(before.looks..own.looks).unwrap_or_default(),
            hidden: self.hidden.get(before.hidden..own.hidden).unwrap_or_default(),
            is_hidden: own.is_hidden,
            ends_file: false,
        }
    }

    /// Returns what was found wrong between a row and the one before.
    pub(super) fn problems(&self, idx: usize) -> &[FormProblem] {
        let end = self.rows.get(idx).map_or(0, |r| r.problems);
        self.problems.get(self.before(idx).problems..end).unwrap_or_default()
    }
}
