//! Headers whose first cell is blank or a word of its own: `（空） | 城关镇 | 云台镇` over `一、经营收入 | 420 | 68`.
//!
//! What the first column holds is then told by the rows below: names of indicators that the rules know, or, under heads
//! that are such names or periods, the names of places. INVARIANT: nothing is decided by a row that is no data.

use super::head_row::{HeadRow, holds_figures, is_numbering, stands_alone};
use super::header::{self, Given, Names, Role};
use super::part_of_year::PartOfYear;
use super::said::Said;

/// How many rows below the header are looked at.
const LOOKED_AT: usize = 8;

/// Returns what is to be said of the first column of a header, so that it can be read; `None` where it is no such header.
pub(super) fn said_of(names: &Names<'_>, head: &[HeadRow], from: usize, said: &Said) -> Option<Said> {
    let row = head.get(from)?;
    if head.get(from + 1).is_some_and(|below| stands_alone(names, row, below) && !holds_figures(below)) {
        return None;
    }
    if !said.columns.is_empty() || !said.named.is_empty() || holds_figures(row) || is_numbering(row) {
        return None;
    }
    let own = |(i, c): &(usize, &String)| *i > 0 && !row.covered.contains(i) && !c.trim().is_empty();
    let heads: Vec<&str> = row.cells.iter().enumerate().filter(own).map(|(_, c)| c.trim()).collect();
    let first = row.cells.first().map_or("", |c| c.trim());
    let is_blank = first.is_empty();
    if heads.is_empty() || (!is_blank && heads.len() < 2) || row.covered.contains(&0) && !is_blank {
        return None;
    }
    let below = first_figures(names, head.get(from + 1..)?)?;
    let name = below.cells.first().map_or("", |c| c.trim());
    let role = if header::row_name(names, name).is_some() {
        Role::Indicator
    } else if is_blank || (heads.len() > 1 && !names.knows(first)) {
        let says_what = |h: &&str| {
            let (name, _) = header::split_unit(names.schema, h);
            names.knows(&name) || header::period_of(&name).is_some() || PartOfYear::read(&name).is_some()
        };
        heads.iter().any(says_what).then_some(Role::Entity)?
    } else {
        return None;
    };
    Some(Said { columns: vec![Some(Given::Role(role))], ..said.clone() })
}

/// Returns the first row that holds figures and a name, if only parts of the header stand before it.
fn first_figures<'h>(names: &Names<'_>, below: &'h [HeadRow]) -> Option<&'h HeadRow> {
    for row in below.iter().take(LOOKED_AT) {
        let name = row.cells.first().map_or("", |c| c.trim());
        let n_filled = row.cells.iter().filter(|c| !c.trim().is_empty()).count();
        if is_numbering(row) || name.is_empty() {
            continue;
        }
        if holds_figures(row) {
            return Some(row);
        }
        // `一、收入` alone in its row heads a group of indicators; anything with more cells is another header.
        if n_filled > 1 && header::row_name(names, name).is_none() {
            return None;
        }
    }
    None
}
