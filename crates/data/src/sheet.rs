//! From the rows of a sheet to its tables: the first header, then what follows below (`survey`).
//!
//! INVARIANT: a bounded number of rows is looked at, so that a sheet of any length is recognised at once.

use std::io;
use std::sync::Arc;

use super::head_row::HeadRow;
use super::header::Names;
use super::place::Sheet;
use super::reader::Rows;
use super::said::Said;
use super::survey;
use super::table::{Begun, NoTable, Table, find};

/// Finds the tables of a sheet whose first rows were read.
pub(super) fn recognise(
    (names, place): (&Names<'_>, (Sheet, Option<usize>)),
    said: Arc<Said>,
    head: Vec<HeadRow>,
    rows: &mut dyn Rows,
) -> io::Result<Result<Vec<Table>, NoTable>> {
    let Some(first) = head.first() else { return Ok(Err(NoTable::Empty)) };
    let nothing = NoTable::NoHeader(first.number, first.cells.clone());
    let Some(found) = find(names, &head, &said) else { return Ok(Err(nothing)) };
    let begun = Begun { names, place, said };
    let mut tables = begun.tables(&head, found);
    if tables.iter().all(Table::may_go_on) {
        let behind = tables.first().map_or(0, |t| t.header_row);
        survey::go_on(&begun, &mut tables, head.into_iter().filter(|r| r.number > behind), rows)?;
    }
    for (part, table) in tables.iter_mut().enumerate() {
        table.part = part;
        // What stands above two tables side by side is listed once.
        if table.panel.is_some_and(|p| p.first > 0) && part > 0 {
            table.above.clear();
        }
    }
    Ok(if tables.is_empty() { Err(nothing) } else { Ok(tables) })
}
