//! Tables one below the other on a sheet: `续表` with the header again, or another table with its own title and unit.
//!
//! Takes the rows behind the first header; a header among them ends the table above it and begins the next. What stands
//! between is the foot of the one (notes, who filled it in) and the head of the other (titles, unit, period). INVARIANT:
//! a sheet of any length is looked through in bounded time; behind the bound the reader of figures watches for headers.

use std::io;

use super::cell::quick_number;
use super::form::{self, FormHead};
use super::head_row::{HeadRow, holds_figures, is_numbering};
use super::header::{self, Layout, LongColumns};
use super::phrase::period_in;
use super::reader::{RawRow, Rows};
use super::table::{Begun, Table, find, read};
use dabiao_lang::model::Period;

/// How many rows are looked through; a form that people fill in is far shorter.
const LOOKED_THROUGH: usize = 20_000;
/// The most rows without figures that are kept: as many as a header with its titles may take.
const WORDS: usize = 24;
/// The most tables of a sheet.
const TABLES: usize = 64;

/// Finds the tables that follow on a sheet, and what stands below each.
pub(super) fn go_on(
    begun: &Begun<'_, '_>,
    tables: &mut Vec<Table>,
    head: impl Iterator<Item = HeadRow>,
    rows: &mut dyn Rows,
) -> io::Result<()> {
    let mut survey = Survey { begun, tables, words: Vec::new(), n_rows: 0, has_figures: false };
    for row in head {
        survey.row(row);
    }
    while survey.n_rows < LOOKED_THROUGH && survey.tables.len() < TABLES {
        let Some(row) = rows.next_row()? else {
            survey.finish();
            return Ok(());
        };
        if is_plainly_data(row) {
            survey.n_rows += 1;
            survey.has_figures = true;
            if survey.words.is_empty() {
                continue;
            }
        }
        if !row.is_blank() {
            survey.row(owned(row));
        }
    }
    Ok(())
}

fn owned(row: RawRow<'_>) -> HeadRow {
    let cells: Vec<String> = row.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    let covered = (0..cells.len()).filter(|&i| row.is_covered(i)).collect();
    HeadRow { number: row.number, cells, covered }
}

/// Returns whether a row holds a number that neither numbers a column nor is a year, so that it can be no header.
fn is_plainly_data(row: RawRow<'_>) -> bool {
    row.iter().any(|c| (c.len() > 4 || c.contains(&b'.')) && quick_number(c).is_some())
}

struct Survey<'b, 'n, 's> {
    begun: &'b Begun<'n, 's>,
    tables: &'b mut Vec<Table>,
    /// Rows without figures since the last one with figures.
    words: Vec<HeadRow>,
    n_rows: usize,
    /// Whether the table at hand holds a figure.
    has_figures: bool,
}

impl Survey<'_, '_, '_> {
    fn row(&mut self, row: HeadRow) {
        self.n_rows += 1;
        if self.is_of_table(&row) {
            // Without a figure it might be taken for a header: `户数,某村,2023,,户` names a level, an indicator and a year.
            self.words.clear();
            return;
        }
        if !is_data(&row) {
            if self.words.len() == WORDS {
                self.words.remove(0);
            }
            self.words.push(row);
            return;
        }
        if !self.words.is_empty() && self.has_figures {
            self.words.push(row);
            self.begin();
        }
        self.has_figures = true;
        self.words.clear();
    }

    /// Returns whether a row goes on with the long table at hand: where that has indicators a name stands that is no word of
    /// headers, and where it has periods a period.
    fn is_of_table(&self, row: &HeadRow) -> bool {
        let Some(Layout::Long(LongColumns { indicator: Some(name), period: Some(period), .. })) =
            self.tables.last().map(|t| &t.layout)
        else {
            return false;
        };
        let text = |column: usize| row.cells.get(column).map_or("", |c| c.trim());
        !text(*name).is_empty() && header::role(text(*name)).is_none() && Period::parse(text(*period)).is_some()
    }

    /// Looks for a header among the rows without figures, of which the last one here has some.
    fn begin(&mut self) {
        let may_be_header = |r: &HeadRow| r.cells.iter().filter(|c| !c.trim().is_empty()).count() > 1;
        let n = self.words.len() - 1;
        if !self.words.iter().take(n).any(may_be_header) {
            return;
        }
        let Some(found) = find(self.begun.names, &self.words, &self.begun.said) else { return };
        // A header that holds for the row with figures, and that is surely one.
        if found.1 >= n || !found.2.is_sure(self.begun.names) || found.2.is_of_its_own() {
            return;
        }
        // Below a table only a blank corner is left to be told by the rows under it: a row of data has a name there.
        let header = self.words.get(found.0..=found.1).unwrap_or_default();
        let has_corner = header.first().and_then(|r| r.cells.first()).is_some_and(|c| c.trim().is_empty());
        if !has_corner && read(self.begun.names, header, &self.begun.said).is_none() {
            return;
        }
        let head_from = head_from(&self.words, found.0);
        let last = self.words.get(head_from).map_or(0, |r| r.number - 1);
        let (foot, head) = self.words.split_at(head_from);
        let found = (found.0 - head_from, found.1 - head_from, found.2, found.3);
        let mut more = self.begun.tables(head, found);
        if more.is_empty() {
            return;
        }
        if let Some(first) = self.tables.first() {
            more.iter_mut().for_each(|table| inherit(table, first));
        }
        let foot = read_foot(foot);
        for table in self.tables.iter_mut().filter(|t| t.last_row == u32::MAX) {
            table.last_row = last;
            table.foot = foot.clone();
        }
        self.tables.extend(more);
    }

    /// At the end of the sheet: what is left over stands below the last table.
    fn finish(&mut self) {
        let foot = read_foot(&self.words);
        for table in self.tables.iter_mut() {
            if table.last_row == u32::MAX {
                table.foot = foot.clone();
            } else if table.foot.unit.is_none() && table.foot.either.is_none() {
                // What stands below the last table of a sheet holds for those above it too.
                (table.foot.unit, table.foot.either) = (foot.unit.clone(), foot.either.clone());
            }
        }
    }
}

/// Gives a table that goes on what the head of the sheet says: who and when, and, where it has no title of its own, the
/// unit.
fn inherit(table: &mut Table, first: &Table) {
    let is_continued = table.form.titles.iter().all(|t| t.text.contains('续'));
    if is_continued && table.form.unit.is_none() && table.form.either.is_none() {
        table.form.unit = first.form.unit.clone();
        table.form.either = first.form.either.clone();
        let lone = first.form.titles.iter().filter(|t| t.text.starts_with(['(', '（', '[', '【']));
        let lone: Vec<_> = lone.cloned().collect();
        table.form.titles.extend(lone);
    }
    table.form.complete(first.form.clone());
    if table.form.titles.iter().all(|t| period_in(&t.text).is_none()) {
        let dated = first.form.titles.iter().filter(|t| period_in(&t.text).is_some());
        table.form.titles.extend(dated.cloned());
    }
}

/// Returns whether a row holds a figure; that columns are numbered, or years stand over them, makes none.
fn is_data(row: &HeadRow) -> bool {
    !is_numbering(row) && holds_figures(row)
}

/// Returns where the titles and the form of a header begin: below the last note of the table above.
fn head_from(words: &[HeadRow], header: usize) -> usize {
    let is_note = |r: &HeadRow| {
        let first = r.cells.iter().map(|c| c.trim()).find(|c| !c.is_empty()).unwrap_or("");
        let mut form = FormHead::default();
        let says_of_table = form.read(r.number, &r.cells)
            && (form.unit.is_some() || form.either.is_some() || form.period.is_some() || form.form.is_some());
        form::is_note(first) && !says_of_table
    };
    words.iter().take(header).rposition(is_note).map_or(0, |at| at + 1)
}

fn read_foot(words: &[HeadRow]) -> FormHead {
    let mut foot = FormHead::default();
    for row in words {
        foot.read(row.number, &row.cells);
    }
    foot
}
