//! How wide the columns of a table become.
//!
//! Every column first gets what its longest cell needs; what is too much is then taken from the widest columns, a column
//! at a time, but never below a column's least width, in a second round never below its longest word, and in a third as far as
//! it takes.

use std::collections::BTreeMap;

use super::width::{line_width, longest_word, width};
use crate::document::{Block, Document, Side, Table};

/// Blanks between two columns.
pub(super) const GAP: usize = 2;

/// The width below which no column is squeezed: two Chinese characters.
const NARROWEST: usize = 4;
/// A longer word or amount is broken where there is no room.
const LONGEST: usize = 24;

/// Returns the widths of the columns of every table, by position among the blocks, and those of a family alike.
pub(super) fn all_widths(document: &Document, limit: usize) -> BTreeMap<usize, Vec<usize>> {
    let tables = document.blocks.iter().enumerate().filter_map(|(i, b)| match b {
        Block::Table(table) => Some((i, table)),
        _ => None,
    });
    let mut families: BTreeMap<usize, Table> = BTreeMap::new();
    let mut all = BTreeMap::new();
    let mut members = Vec::new();
    for (block_idx, table) in tables {
        match table.family {
            Some(family) => {
                let whole = families.entry(family).or_insert_with(|| Table::new(table.columns.iter().cloned()));
                whole.rows.extend(table.rows.iter().cloned());
                members.push((block_idx, family));
            }
            None => {
                all.insert(block_idx, widths(table, limit));
            }
        }
    }
    let families: BTreeMap<usize, Vec<usize>> = families.iter().map(|(f, t)| (*f, widths(t, limit))).collect();
    all.extend(members.into_iter().filter_map(|(i, f)| Some((i, families.get(&f)?.clone()))));
    all
}

/// Returns the width of each column so that the table fits into `limit`, if it can.
fn widths(table: &Table, limit: usize) -> Vec<usize> {
    let wanted: Vec<usize> = (0..table.columns.len()).map(|i| wanted(table, i)).collect();
    let gaps = GAP * table.columns.len().saturating_sub(1);
    let limit = limit.saturating_sub(gaps);
    let least: Vec<usize> = table.columns.iter().zip(&wanted).map(|(c, w)| c.least.min(*w)).collect();
    let squeezed = squeeze(wanted, &least, limit);
    if squeezed.iter().sum::<usize>() <= limit {
        return squeezed;
    }
    let words: Vec<usize> = (0..table.columns.len()).map(|i| unbreakable(table, i)).collect();
    let squeezed = squeeze(squeezed, &words, limit);
    // A narrow terminal breaks words rather than lines: what is beyond its edge is not seen, or seen in the wrong column.
    let narrow = vec![NARROWEST; table.columns.len()];
    squeeze(squeezed, &narrow, limit)
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

fn cells(table: &Table, column_idx: usize) -> impl Iterator<Item = &crate::document::Line> {
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
