//! How wide the columns of a table become.
//!
//! Every column first gets what its longest cell needs; what is too much is then taken from the widest columns, a column
//! at a time, but never below a column's least width, and in a second round never below its longest word.

use super::width::{line_width, longest_word, width};
use crate::report::document::{Side, Table};

/// Blanks between two columns.
pub(super) const GAP: usize = 2;

/// A longer word or amount is broken where there is no room.
const LONGEST: usize = 24;

/// Returns the width of each column so that the table fits into `limit`, if it can.
pub(super) fn widths(table: &Table, limit: usize) -> Vec<usize> {
    let wanted: Vec<usize> = (0..table.columns.len()).map(|i| wanted(table, i)).collect();
    let gaps = GAP * table.columns.len().saturating_sub(1);
    let limit = limit.saturating_sub(gaps);
    let least: Vec<usize> = table.columns.iter().zip(&wanted).map(|(c, w)| c.least.min(*w)).collect();
    let squeezed = squeeze(wanted, &least, limit);
    if squeezed.iter().sum::<usize>() <= limit {
        return squeezed;
    }
    let words: Vec<usize> = (0..table.columns.len()).map(|i| unbreakable(table, i)).collect();
    squeeze(squeezed, &words, limit)
}

fn wanted(table: &Table, column_idx: usize) -> usize {
    let head = table.columns.get(column_idx).map_or(0, |c| width(&c.head));
    cells(table, column_idx).map(line_width).max().unwrap_or(0).max(head)
}

/// Amounts are not broken, nor are words and heads.
fn unbreakable(table: &Table, column_idx: usize) -> usize {
    let head = table.columns.get(column_idx).map_or(0, |c| longest_word(&c.head.as_str().into()));
    let is_number = table.columns.get(column_idx).is_some_and(|c| c.side == Side::Right);
    let longest = cells(table, column_idx).map(if is_number { line_width } else { longest_word }).max();
    longest.unwrap_or(0).max(head).clamp(2, LONGEST)
}

fn cells(table: &Table, column_idx: usize) -> impl Iterator<Item = &crate::report::document::Line> {
    table.rows.iter().filter_map(move |r| r.get(column_idx))
}

/// Takes from the widest column that may give until the sum fits.
fn squeeze(mut widths: Vec<usize>, least: &[usize], limit: usize) -> Vec<usize> {
    let mut excess = widths.iter().sum::<usize>().saturating_sub(limit);
    while excess > 0 {
        let giving = widths.iter().zip(least).enumerate().filter(|(_, (w, l))| w > l);
        let Some((widest_idx, _)) = giving.max_by_key(|(i, (w, _))| (**w, usize::MAX - i)) else { break };
        if let Some(w) = widths.get_mut(widest_idx) {
            *w -= 1;
        }
        excess -= 1;
    }
    widths
}
