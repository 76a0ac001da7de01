//! From the first rows of a sheet to a table: which rows are its header, what its columns mean, what the form says.
//!
//! Titles and the head of a form stand above the header, which may have several rows: group heads over columns, years
//! over indicators, units below them, merged or not. INVARIANT: at most [`HEAD_ROWS`] rows are looked at, so that a sheet
//! of any length is recognised at once.

use std::io;
use std::sync::Arc;

use super::cell::{self, Reading};
use super::filter::{RowFilter, Wanted};
use super::form::{Fact, FormHead};
use super::header::{self, Given, Layout, Names};
use super::place::Sheet;
use super::reader::Rows;
use crate::DataProblem;
use dabiao_lang::model::Period;

/// How many filled rows are looked at for a header.
const HEAD_ROWS: usize = 24;
/// The most rows of a header.
const HEADER_HEIGHT: usize = 4;

/// A row above the data.
#[derive(Debug, Clone)]
pub(super) struct HeadRow {
    /// The row's number, from 1.
    pub(super) number: u32,
    /// Its cells; those of a merged cell all hold its text.
    pub(super) cells: Vec<String>,
    /// Columns that a merged cell covers.
    covered: Vec<usize>,
}

/// What was said beforehand of a table: by a form of ours, or in a mapping file.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The rows of the header, from 1, where they are stated.
    pub(super) header: Option<(u32, u32)>,
    /// The columns by place; by name they are found in the header.
    pub(super) columns: Vec<Option<Given>>,
    pub(super) named: Vec<(String, Given)>,
    pub(super) entity: Option<String>,
    pub(super) submitter: Option<String>,
    pub(super) indicator: Option<String>,
    pub(super) period: Option<Period>,
    pub(super) unit: Option<String>,
    pub(super) status: Option<String>,
    pub(super) received: Option<String>,
    /// Cells that are read as blank.
    pub(super) skip: Vec<String>,
    /// The rows that count.
    pub(super) wanted: Vec<Wanted>,
    /// Whether it is a form of ours, whose head is no news.
    pub(super) is_form: bool,
}

/// A table whose header was understood.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) sheet: Sheet,
    /// The position of the sheet in its workbook.
    pub(super) sheet_idx: Option<usize>,
    pub(super) layout: Layout,
    /// The last row of the header.
    pub(super) header_row: u32,
    pub(super) n_columns: usize,
    /// What stands above the header, by row.
    pub(super) above: Vec<u32>,
    pub(super) form: FormHead,
    pub(super) said: Arc<Said>,
    /// What is wrong with the header: row, column, problem.
    pub(super) problems: Vec<(u32, u32, DataProblem)>,
    /// Whether it is data in the form of SDMX.
    pub(super) sdmx: Option<super::sdmx::Columns>,
    /// Which rows count.
    pub(super) filter: RowFilter,
}

/// Why a sheet is no table.
pub(super) enum NoTable {
    /// It holds nothing.
    Empty,
    /// No row is a header; these are the cells of the first one.
    NoHeader(u32, Vec<String>),
    /// It is a form that cannot be told what it holds: row, column and what is wrong.
    Refused(Vec<(u32, u32, DataProblem)>),
}

impl HeadRow {
    /// Returns whether a cell repeats that of a merged cell.
    pub(super) fn is_covered(&self, column: usize) -> bool {
        self.covered.contains(&column)
    }

    /// Returns the cells, those that a merged cell covers blank.
    pub(super) fn own_cells(&self) -> Vec<String> {
        let own = |(i, c): (usize, &String)| if self.is_covered(i) { String::new() } else { c.clone() };
        self.cells.iter().enumerate().map(own).collect()
    }
}

/// Finds the header among the first rows of a sheet.
pub(super) fn recognise(
    names: &Names<'_>,
    (sheet, sheet_idx): (Sheet, Option<usize>),
    said: Arc<Said>,
    head: &[HeadRow],
) -> Result<Table, NoTable> {
    let Some(first) = head.first() else { return Err(NoTable::Empty) };
    let nothing = NoTable::NoHeader(first.number, first.cells.clone());
    let found = find(names, head, &said);
    let Some((from, to, layout, problems)) = found else { return Err(nothing) };
    let rows_of = head.get(from..=to).unwrap_or_default();
    let Some(last) = rows_of.last() else { return Err(nothing) };
    let mut form = FormHead::default();
    let above = head.get(..from).unwrap_or_default();
    for row in above {
        if form_reads(&mut form, row) {
            continue;
        }
        let own = row.cells.iter().enumerate().filter(|(i, c)| !row.covered.contains(i) && !c.trim().is_empty());
        let fact =
            |(i, text): (usize, &String)| Fact { text: text.trim().to_owned(), row: row.number, column: i as u32 + 1 };
        form.titles.extend(own.map(fact));
    }
    let filter = RowFilter::new(&said.wanted, &stack(&rows_of.iter().collect::<Vec<_>>()));
    let mut problems: Vec<(u32, u32, DataProblem)> =
        problems.into_iter().map(|(column, problem)| (last.number, column, problem)).collect();
    for column in &filter.unknown {
        problems.push((last.number, 0, DataProblem::FilterColumnUnknown { column: cell::shown(column) }));
    }
    let sdmx = super::sdmx::columns(&last.cells, &layout, said.indicator.as_deref());
    Ok(Table {
        sheet,
        sheet_idx,
        layout,
        header_row: last.number,
        n_columns: rows_of.iter().map(|r| r.cells.len()).max().unwrap_or(0),
        above: above.iter().map(|r| r.number).collect(),
        form,
        said,
        problems,
        sdmx,
        filter,
    })
}

fn form_reads(form: &mut FormHead, row: &HeadRow) -> bool {
    let own: Vec<String> = row
        .cells
        .iter()
        .enumerate()
        .map(|(i, c)| if row.covered.contains(&i) { String::new() } else { c.clone() })
        .collect();
    form.read(row.number, &own)
}

/// Reads the first rows of a sheet.
pub(super) fn read_head(rows: &mut dyn Rows, said: &Said) -> io::Result<Vec<HeadRow>> {
    let wanted = said.header.map_or(0, |(_, last)| last as usize);
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

type Found = (usize, usize, Layout, Vec<(u32, DataProblem)>);

/// Finds the rows of the header: the first that surely are one, else the first that may be.
fn find(names: &Names<'_>, head: &[HeadRow], said: &Said) -> Option<Found> {
    if let Some((first, last)) = said.header {
        let from = head.iter().position(|r| r.number >= first)?;
        let to = head.iter().rposition(|r| r.number <= last).filter(|&to| to >= from)?;
        return read(names, head.get(from..=to)?, said).map(|(layout, problems)| (from, to, layout, problems));
    }
    let mut perhaps: Option<Found> = None;
    for from in 0..head.len() {
        let Some(found) = at(names, head, from, said) else { continue };
        if found.2.is_sure(names) {
            return Some(found);
        }
        perhaps = perhaps.or(Some(found));
    }
    perhaps
}

/// Tries a header that begins, or ends, with a row.
fn at(names: &Names<'_>, head: &[HeadRow], from: usize, said: &Said) -> Option<Found> {
    let row = head.get(from)?;
    if FormHead::default().read(row.number, &row.cells) {
        return None;
    }
    let alone = read(names, head.get(from..=from)?, said);
    let Some((layout, problems)) = alone else {
        // No row of a title: it names at least two things.
        let n_own =
            row.cells.iter().enumerate().filter(|(i, c)| !row.covered.contains(i) && !c.trim().is_empty()).count();
        let heights = (1..HEADER_HEIGHT).filter(|_| n_own > 1);
        let mut stacked = heights.filter_map(|more| {
            let rows = head.get(from..=from + more)?;
            let (layout, problems) = read(names, rows, said)?;
            (layout.is_sure(names) && !rows.iter().skip(1).any(holds_figures)).then_some((
                from,
                from + more,
                layout,
                problems,
            ))
        });
        return stacked.next();
    };
    let keys = layout.keys();
    if keys.is_empty() {
        return Some((from, from, layout, problems));
    }
    let (mut top, mut bottom) = (from, from);
    while bottom + 1 - from < HEADER_HEIGHT && head.get(bottom + 1).is_some_and(|r| goes_on(r, row, &keys)) {
        bottom += 1;
    }
    while from - top < 2 && top > 0 && head.get(top - 1).is_some_and(|r| stands_over(r, row, &keys)) {
        top -= 1;
    }
    let whole = read(names, head.get(top..=bottom)?, said).map(|(layout, problems)| (top, bottom, layout, problems));
    whole.filter(|f| f.2.is_sure(names)).or(Some((from, from, layout, problems)))
}

/// Reads rows as one header.
fn read(names: &Names<'_>, rows: &[HeadRow], said: &Said) -> Option<(Layout, Vec<(u32, DataProblem)>)> {
    let named: Vec<&HeadRow> = rows.iter().filter(|r| !is_numbering(r)).collect();
    let columns = stack(&named);
    let mut given =
        super::sdmx::given(&columns, &said.columns, said.indicator.as_deref()).unwrap_or_else(|| said.columns.clone());
    for (name, what) in &said.named {
        let is_named = |parts: &Vec<String>| {
            let wanted = super::names::fold(name);
            parts.iter().any(|p| super::names::fold(p) == wanted) || super::names::fold(&parts.join("/")) == wanted
        };
        let column = columns.iter().position(is_named)?;
        given.resize(given.len().max(column + 1), None);
        if let Some(slot) = given.get_mut(column) {
            *slot = Some(what.clone());
        }
    }
    let mut problems = Vec::new();
    let layout = header::recognise(names, &columns, &given, &mut problems)?;
    Some((layout, problems))
}

/// Returns what stands over each column, from the top down.
fn stack(rows: &[&HeadRow]) -> Vec<Vec<String>> {
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let is_merged = rows.iter().any(|r| !r.covered.is_empty());
    let text = |r: usize, c: usize| rows.get(r).and_then(|row| row.cells.get(c)).map_or("", |t| t.trim());
    (0..width)
        .map(|column| {
            let mut parts: Vec<String> = Vec::new();
            for r in 0..rows.len() {
                let mut part = text(r, column);
                // Without merged cells, a group head is written once, at the left of its columns.
                let is_below_filled = (r + 1..rows.len()).any(|b| !text(b, column).is_empty());
                if part.is_empty() && !is_merged && is_below_filled {
                    let left = (0..column).rev().find(|&c| !text(r, c).is_empty());
                    let heads_a_group = |c: usize| (r + 1..rows.len()).any(|b| !text(b, c).is_empty());
                    part = left.filter(|&c| heads_a_group(c)).map_or("", |c| text(r, c));
                }
                if !part.is_empty() && parts.last().is_none_or(|p| p != part) {
                    parts.push(part.to_owned());
                }
            }
            parts
        })
        .collect()
}

/// Returns whether a row goes on with the header above it: the names are blank, and no cell is a figure.
fn goes_on(row: &HeadRow, first: &HeadRow, keys: &[usize]) -> bool {
    if is_numbering(row) {
        return true;
    }
    let text = |r: &HeadRow, c: usize| r.cells.get(c).map_or(String::new(), |t| t.trim().to_owned());
    let has_names = keys.iter().any(|&k| {
        let own = text(row, k);
        !own.is_empty() && own != text(first, k) && !matches!(own.as_str(), "单位" | "计量单位")
    });
    let has_text = (0..row.cells.len()).any(|c| !keys.contains(&c) && !text(row, c).is_empty());
    !has_names && has_text && !holds_figures(row) && !FormHead::default().read(row.number, &row.cells)
}

/// Returns whether a row stands over a header as group heads do: nothing of its own over the names.
fn stands_over(row: &HeadRow, below: &HeadRow, keys: &[usize]) -> bool {
    let text = |r: &HeadRow, c: usize| r.cells.get(c).map_or(String::new(), |t| t.trim().to_owned());
    let has_names = keys.iter().any(|&k| !text(row, k).is_empty() && text(row, k) != text(below, k));
    // A title reaches over the first column, whatever that holds.
    let is_title = !text(row, 0).is_empty() && text(row, 0) != text(below, 0);
    let has_text = (0..row.cells.len()).any(|c| !keys.contains(&c) && !text(row, c).is_empty());
    !has_names && !is_title && has_text && !FormHead::default().read(row.number, &row.cells)
}

/// Returns whether a cell of a row is a figure; a year is none, nor is a number that a merged cell repeats.
fn holds_figures(row: &HeadRow) -> bool {
    let is_figure = |(i, text): (usize, &String)| {
        let folded = cell::fold(text);
        let is_year = Period::parse(&folded).is_some_and(|p| (1949..2200).contains(&p.year()));
        !row.covered.contains(&i) && !is_year && matches!(cell::read(text), Reading::Number(..) | Reading::Missing)
    };
    row.cells.iter().enumerate().any(is_figure)
}

/// Returns whether a row numbers the columns as official forms do: 甲 乙 1 2 3.
pub(super) fn is_numbering(row: &HeadRow) -> bool {
    let mut has_stem = false;
    let is_mark = |text: &String| {
        let text = cell::fold(text);
        let is_stem = matches!(text.as_str(), "甲" | "乙" | "丙" | "丁" | "戊");
        has_stem |= is_stem;
        text.is_empty() || is_stem || (text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit()))
    };
    row.cells.iter().all(is_mark) && has_stem
}
