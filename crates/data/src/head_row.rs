//! A row above the data, as headers, titles and forms are looked for in it.

use std::io;

use super::cell::{self, Reading};
use super::header::Names;
use super::part_of_year::PartOfYear;
use super::reader::Rows;
use super::said::Said;
use super::units;
use dabiao_lang::model::Period;

/// How many filled rows are looked at for a header.
const HEAD_ROWS: usize = 24;
/// The most rows of a header.
pub(super) const HEADER_HEIGHT: usize = 4;

/// A row above the data.
#[derive(Debug, Clone, Default)]
pub(super) struct HeadRow {
    /// The row's number, from 1.
    pub(super) number: u32,
    /// Its cells; those of a merged cell all hold its text.
    pub(super) cells: Vec<String>,
    /// Columns that a merged cell covers.
    pub(super) covered: Vec<usize>,
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

/// Returns whether a cell of a row is a figure; a year is none, nor is a number that a merged cell repeats.
pub(super) fn holds_figures(row: &HeadRow) -> bool {
    let is_figure = |(i, text): (usize, &String)| {
        let folded = cell::fold(text);
        // `2024年（万元）` is a year over a column, with the unit of its figures.
        let bare = folded.split_once('(').map_or(folded.as_str(), |(head, _)| head.trim_end());
        let is_year = Period::parse(bare).is_some_and(|p| (1949..2200).contains(&p.year()));
        // `2025年集体收入` is a name behind a year.
        let is_year = is_year || PartOfYear::read(bare).is_some() || super::header::dated(bare).is_some();
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

/// Returns whether a row holds nothing but one cell over the last column, which has a head of its own: the day of issue
/// or the unit of the sheet stands there, as in the second line of a yearbook's table.
pub(super) fn stands_alone(names: &Names<'_>, row: &HeadRow, below: &HeadRow) -> bool {
    let is_filled = |(_, c): &(usize, &String)| !c.trim().is_empty();
    let last = below.cells.iter().enumerate().filter(is_filled).map(|(i, _)| i).next_back();
    let mut filled = row.cells.iter().enumerate().filter(is_filled).map(|(i, _)| i);
    // A group head that is merged over several columns fills them all.
    let (Some(only), None) = (filled.next(), filled.next()) else { return false };
    // A unit in brackets is that of the sheet, wherever it stands alone.
    let text = row.cells.get(only).map_or("", |c| c.trim());
    let is_unit = text.starts_with(['(', '（']) && units::list(names.schema, text).is_some();
    Some(only) >= last || is_unit
}
