//! From the first rows of a sheet to a table: which rows are its header, what its columns mean, what the form says.
//!
//! Titles and the head of a form stand above the header, which may have several rows: group heads over columns, years
//! over indicators, units below them, merged or not. Read next: `sheet`, which looks for
//! all tables of a sheet.

use std::sync::Arc;

use super::cell;
use super::corner;
use super::filter::RowFilter;
use super::form::{Fact, FormHead};
use super::head_row::{HEADER_HEIGHT, HeadRow, holds_figures, is_numbering, stands_alone};
use super::header::{self, Layout, Names, Part, Spot};
use super::panels::{self, Panel};
use super::place::Sheet;
pub(super) use super::said::Said;
use crate::DataProblem;

/// A table whose header was understood.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) sheet: Sheet,
    /// The position of the sheet in its workbook.
    pub(super) sheet_idx: Option<usize>,
    pub(super) layout: Layout,
    /// The first and the last row of the header.
    pub(super) header_from: u32,
    pub(super) header_row: u32,
    /// The last row of the table; behind it another one stands on the sheet.
    pub(super) last_row: u32,
    /// How many tables of the sheet come before it.
    pub(super) part: usize,
    /// The columns of the table, where others stand beside it.
    pub(super) panel: Option<Panel>,
    /// What stands below the table.
    pub(super) foot: FormHead,
    /// What stands over each column; blank where nothing does.
    pub(super) heads: Vec<String>,
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

/// A sheet that is being looked through for tables.
pub(super) struct Begun<'n, 's> {
    pub(super) names: &'n Names<'s>,
    pub(super) place: (Sheet, Option<usize>),
    pub(super) said: Arc<Said>,
}

impl Begun<'_, '_> {
    /// Returns the table that a header begins, or those that stand side by side under it.
    pub(super) fn tables(&self, head: &[HeadRow], found: Found) -> Vec<Table> {
        let (from, to, layout, problems) = found;
        let header = head.get(from..=to).unwrap_or_default();
        let is_said = !self.said.columns.is_empty() || !self.said.named.is_empty();
        let named: Vec<&HeadRow> = header.iter().filter(|r| !is_numbering(r)).collect();
        let columns = stack(&named);
        let panels = if is_said { Vec::new() } else { panels::of(self.names, &columns) };
        let part = |panel: &Panel| {
            let said = panel.said(&self.said, columns.len());
            let (layout, problems) = read(self.names, header, &said)?;
            let table = self.table(head, (from, to, layout, problems))?;
            Some(Table { panel: Some(*panel), n_columns: panel.last + 1, ..table })
        };
        let parts: Option<Vec<Table>> = panels.iter().map(part).collect();
        match parts.filter(|p| p.len() > 1) {
            Some(parts) => parts,
            None => self.table(head, (from, to, layout, problems)).into_iter().collect(),
        }
    }

    fn table(&self, head: &[HeadRow], (from, to, layout, problems): Found) -> Option<Table> {
        let header = head.get(from..=to)?;
        let (first, last) = (header.first()?, header.last()?);
        let mut form = FormHead::default();
        let above = head.get(..from)?;
        for row in above {
            if form_reads(&mut form, row) {
                continue;
            }
            let own = row.cells.iter().enumerate().filter(|(i, c)| !row.covered.contains(i) && !c.trim().is_empty());
            let fact = |(i, text): (usize, &String)| Fact {
                text: text.trim().to_owned(),
                row: row.number,
                column: i as u32 + 1,
            };
            form.titles.extend(own.map(fact));
        }
        let texts: Vec<Vec<String>> = stack(&header.iter().collect::<Vec<_>>())
            .into_iter()
            .map(|parts| parts.into_iter().map(|p| p.text).collect())
            .collect();
        let filter = RowFilter::new(&self.said.wanted, &texts);
        let mut problems: Vec<(u32, u32, DataProblem)> =
            problems.into_iter().map(|(column, problem)| (last.number, column, problem)).collect();
        for column in &filter.unknown {
            problems.push((last.number, 0, DataProblem::FilterColumnUnknown { column: cell::shown(column) }));
        }
        let sdmx = super::sdmx::columns(&last.cells, &layout, self.said.indicator.as_deref());
        Some(Table {
            sheet: self.place.0.clone(),
            sheet_idx: self.place.1,
            layout,
            header_from: first.number,
            header_row: last.number,
            last_row: u32::MAX,
            part: 0,
            panel: None,
            foot: FormHead::default(),
            heads: heads(header),
            n_columns: header.iter().map(|r| r.cells.len()).max().unwrap_or(0),
            above: above.iter().map(|r| r.number).collect(),
            form,
            said: self.said.clone(),
            problems,
            sdmx,
            filter,
        })
    }
}

impl Table {
    /// Returns whether other tables may stand below: not where somebody said what the sheet is.
    pub(super) fn may_go_on(&self) -> bool {
        let is_open = matches!(self.layout, Layout::Wide(_) | Layout::Cross(_) | Layout::Long(_));
        is_open && self.sdmx.is_none() && !self.said.is_form && self.said.header.is_none()
    }
}

/// Returns what stands over each column, joined.
fn heads(header: &[HeadRow]) -> Vec<String> {
    let named: Vec<&HeadRow> = header.iter().filter(|r| !is_numbering(r)).collect();
    let join = |parts: Vec<Part>| parts.into_iter().map(|p| p.text).collect::<Vec<_>>().join("/");
    stack(&named).into_iter().map(join).collect()
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

/// The first and last row of a header, what it means, and what is wrong with its columns.
pub(super) type Found = (usize, usize, Layout, Vec<(u32, DataProblem)>);

/// Finds the rows of the header: the first that surely are one, else the first that may be.
pub(super) fn find(names: &Names<'_>, head: &[HeadRow], said: &Said) -> Option<Found> {
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
    if alone.is_none()
        && let Some(said) = corner::said_of(names, head, from, said)
    {
        return at(names, head, from, &said);
    }
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
    while from - top < 2 && top > 0 && head.get(top - 1).is_some_and(|r| stands_over(names, r, (row, &keys))) {
        top -= 1;
    }
    let whole = read(names, head.get(top..=bottom)?, said).map(|(layout, problems)| (top, bottom, layout, problems));
    whole.filter(|f| f.2.is_sure(names)).or(Some((from, from, layout, problems)))
}

/// Reads rows as one header.
pub(super) fn read(names: &Names<'_>, rows: &[HeadRow], said: &Said) -> Option<(Layout, Vec<(u32, DataProblem)>)> {
    let named: Vec<&HeadRow> = rows.iter().filter(|r| !is_numbering(r)).collect();
    let columns = stack(&named);
    let texts: Vec<Vec<String>> = columns.iter().map(|c| c.iter().map(|p| p.text.clone()).collect()).collect();
    let mut given =
        super::sdmx::given(&texts, &said.columns, said.indicator.as_deref()).unwrap_or_else(|| said.columns.clone());
    for (name, what) in &said.named {
        let is_named = |parts: &Vec<String>| {
            let wanted = super::names::fold(name);
            parts.iter().any(|p| super::names::fold(p) == wanted) || super::names::fold(&parts.join("/")) == wanted
        };
        let column = texts.iter().position(is_named)?;
        given.resize(given.len().max(column + 1), None);
        if let Some(slot) = given.get_mut(column) {
            *slot = Some(what.clone());
        }
    }
    let mut problems = Vec::new();
    let layout = header::recognise(names, &columns, &given, &mut problems)?;
    Some((layout, problems))
}

/// Returns what stands over each column, from the top down, with the cells that say it.
pub(super) fn stack(rows: &[&HeadRow]) -> Vec<Vec<Part>> {
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let is_merged = rows.iter().any(|r| !r.covered.is_empty());
    let text = |r: usize, c: usize| rows.get(r).and_then(|row| row.cells.get(c)).map_or("", |t| t.trim());
    let is_covered = |r: usize, c: usize| rows.get(r).is_some_and(|row| row.covered.contains(&c));
    (0..width)
        .map(|column| {
            let mut parts: Vec<Part> = Vec::new();
            for r in 0..rows.len() {
                let (mut part, mut from) = (text(r, column), column);
                // Without merged cells, a group head is written once, at the left of its columns.
                let is_below_filled = (r + 1..rows.len()).any(|b| !text(b, column).is_empty());
                if part.is_empty() && !is_merged && is_below_filled {
                    let left = (0..column).rev().find(|&c| !text(r, c).is_empty());
                    let heads_a_group = |c: usize| (r + 1..rows.len()).any(|b| !text(b, c).is_empty());
                    from = left.filter(|&c| heads_a_group(c)).unwrap_or(column);
                    part = text(r, from);
                }
                while from > 0 && is_covered(r, from) && text(r, from - 1) == part {
                    from -= 1;
                }
                if !part.is_empty() && parts.last().is_none_or(|p| p.text != part) {
                    let row = rows.get(r).map_or(0, |row| row.number);
                    parts.push(Part { text: part.to_owned(), at: Spot { row, column: from as u32 + 1 } });
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
fn stands_over(names: &Names<'_>, row: &HeadRow, (below, keys): (&HeadRow, &[usize])) -> bool {
    let text = |r: &HeadRow, c: usize| r.cells.get(c).map_or(String::new(), |t| t.trim().to_owned());
    let has_names = keys.iter().any(|&k| !text(row, k).is_empty() && text(row, k) != text(below, k));
    // A title reaches over the first column, whatever that holds.
    let is_title = !text(row, 0).is_empty() && text(row, 0) != text(below, 0);
    let has_text = (0..row.cells.len()).any(|c| !keys.contains(&c) && !text(row, c).is_empty());
    let is_form = FormHead::default().read(row.number, &row.cells) || stands_alone(names, row, below);
    !has_names && !is_title && has_text && !is_form
}
