//! Which rows of a table count, where a mapping file says so: `where = { SEX = "_T" }`.

use super::names::fold;
use super::reader::RawRow;
use super::roster::text_of;

/// A condition on one column, as it was said: the column by header or letter, and the texts that it may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) column: String,
    pub(super) texts: Vec<String>,
}

/// The conditions of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RowFilter {
    conditions: Vec<(usize, Vec<String>)>,
    /// Columns that the table does not have: nothing of it can be chosen.
    pub(super) unknown: Vec<String>,
    /// Whether no row may be read, for a reason that was told.
    pub(super) is_closed: bool,
}

impl RowFilter {
    /// Finds the columns of conditions in a header, each with the texts that stand over it.
    pub(super) fn new(wanted: &[Wanted], header: &[Vec<String>]) -> Self {
        let mut filter = Self::default();
        for one in wanted {
            let name = fold(&one.column);
            let is_named = |parts: &Vec<String>| {
                parts.iter().any(|p| fold(p) == name || fold(bare(p)) == name) || fold(&parts.join("/")) == name
            };
            let by_letter = || letter(&one.column).filter(|c| *c < header.len());
            match header.iter().position(is_named).or_else(by_letter) {
                Some(column) => filter.conditions.push((column, one.texts.iter().map(|t| fold(t)).collect())),
                None => filter.unknown.push(one.column.clone()),
            }
        }
        filter
    }

    /// Returns whether a row counts.
    #[inline]
    pub(super) fn passes(&self, row: RawRow<'_>) -> bool {
        self.conditions.iter().all(|(column, texts)| {
            let text = fold(&text_of(row.cell(*column)));
            // `M: Male` is asked for by its id.
            texts.iter().any(|t| *t == text || *t == fold(bare(&text)))
        })
    }

    /// Returns whether all rows that pass hold one text in a column.
    pub(super) fn fixes(&self, column: usize) -> bool {
        self.conditions.iter().any(|(c, texts)| *c == column && texts.len() == 1)
    }

    /// Returns whether every row passes.
    pub(super) fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }
}

/// Returns the id of `id: label`.
fn bare(text: &str) -> &str {
    text.split_once(':').map_or(text, |(id, _)| id.trim())
}

/// Reads `A` to `XFD` as a column from 0.
pub(super) fn letter(name: &str) -> Option<usize> {
    if !(1..=3).contains(&name.len()) || !name.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let column = name.bytes().fold(0usize, |n, b| n * 26 + usize::from(b - b'A') + 1);
    (column <= 16_384).then(|| column - 1)
}
