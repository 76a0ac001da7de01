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
use super::table::{Begun, HEADER_HEIGHT, NoTable, Table, find};

/// How many filled rows are looked at for a header.
const HEAD_ROWS: usize = 24;

/// Reads the rows of a sheet and finds its tables.
pub(super) fn recognise(
    names: &Names<'_>,
    place: (Sheet, Option<usize>),
    said: Arc<Said>,
    rows: &mut dyn Rows,
) -> io::Result<Result<Vec<Table>, NoTable>> {
    let wanted = said.header.map_or(0, |(_, last)| last as usize);
    let head = read_head(rows, wanted)?;
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

fn read_head(rows: &mut dyn Rows, wanted: usize) -> io::Result<Vec<HeadRow>> {
    let mut head = Vec::new();
    while head.len() < HEAD_ROWS.max(wanted.min(200) + HEADER_HEIGHT) {
        let Some(row) = rows.next_row()? else { break };
        if row.is_blank() {
            continue;
        }
        let cells: Vec<String> = row.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
        let covered = (0..cells.len()).filter(|&i| row.is_covered(i)).collect();
        head.push(HeadRow { number: row.number, cells, covered });
    }
    Ok(head)
}
