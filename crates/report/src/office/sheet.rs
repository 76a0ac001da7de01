//! A table as a sheet: title, head that stays in sight, rows, and a print that repeats the head.
//!
//! INVARIANT: every cell of the table is on the sheet in full; a text that is too long for a cell goes on in the row
//! below, which is otherwise blank.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatUnderline, Url, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::{cell, style};
use crate::words::{self, say};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// Points of a line of text.
const LINE_POINTS: usize = 14;
/// Lines of a row that are shown; a longer text is there and is seen by making the row higher.
const LINES_SHOWN: usize = 12;

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// What stands above it.
    pub(crate) title: Option<String>,
    /// Lines between title and head.
    pub(crate) notes: Vec<String>,
    pub(crate) columns: Vec<Column>,
    /// The rows; each has a cell for each column.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Columns that stay in sight.
    pub(crate) frozen_columns: u16,
    /// Whether rows may be chosen by their cells.
    pub(crate) has_filter: bool,
    /// Columns that make a row higher; `None` is all.
    pub(crate) n_high: Option<usize>,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    head: String,
    /// In characters of a Latin font.
    width: usize,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// Digits that are no number.
    Code(String),
    /// A decimal string: a number if that loses nothing, else text.
    Figure(String),
    /// A count.
    Count(u64),
    /// A text that leads to a place in the workbook, as `'规则'!A5`.
    Link(String, String),
}

/// Colours the cells of a column by the verdicts that they name, whatever is written there later.
pub(crate) fn colour_verdicts(
    sheet: &mut Worksheet,
    placed: &Placed,
    column: u16,
    lang: Lang,
) -> Result<(), XlsxError> {
    if placed.last == placed.head {
        return Ok(());
    }
    for verdict in Verdict::ALL {
        let (text, behind) = style::colours(verdict);
        let look = Format::new().set_font_color(text).set_background_color(behind);
        let rule = ConditionalFormatCellRule::EqualTo(words::verdict(verdict, lang).to_owned());
        let rule = ConditionalFormatCell::new().set_rule(rule).set_format(look);
        sheet.add_conditional_format(placed.head + 1, column, placed.last, column, &rule)?;
    }
    Ok(())
}

/// Where the rows of a table stand on its sheet, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The row of the head.
    pub(crate) head: u32,
    /// The last row; that of the head if there is none.
    pub(crate) last: u32,
}

impl Column {
    /// Returns a column of text.
    pub(crate) fn text(head: impl Into<String>, width: usize) -> Self {
        Self { head: head.into(), width }
    }

    /// Returns a column of numbers.
    pub(crate) fn number(head: impl Into<String>, width: usize) -> Self {
        Self::text(head, width)
    }
}

impl Cell {
    /// Returns a cell of text; nothing for none.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
    }

    /// Returns a cell of digits that are no number.
    pub(crate) fn code(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Code(text) }
    }

    /// Returns a cell of a decimal string.
    pub(crate) fn figure(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Figure(text) }
    }

    fn shown(&self) -> &str {
        match self {
            Cell::Blank | Cell::Count(_) => "",
            Cell::Text(t) | Cell::Code(t) | Cell::Figure(t) | Cell::Link(t, _) => t,
        }
    }

    /// How many rows it takes.
    fn n_rows(&self) -> u32 {
        // A text of fewer bytes than a cell has room for is one part.
        if self.shown().len() < 32_000 { 1 } else { u32::try_from(cell::parts(self.shown()).len()).unwrap_or(1) }
    }
}

impl Table {
    /// Returns an empty table with these columns.
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), ..Self::default() }
    }

    /// Returns the table without its rows.
    pub(crate) fn head_only(&self) -> Self {
        Self {
            title: self.title.clone(),
            notes: self.notes.clone(),
            columns: self.columns.clone(),
            rows: Vec::new(),
            frozen_columns: self.frozen_columns,
            has_filter: self.has_filter,
            n_high: self.n_high,
        }
    }

    /// Returns the row of the sheet, from 0, in which each row of the table begins.
    pub(crate) fn places(&self) -> Vec<u32> {
        let mut at = self.n_above() + 1;
        let place = |row: &Vec<Cell>| {
            let here = at;
            at += Self::n_rows(row);
            here
        };
        self.rows.iter().map(place).collect()
    }

    /// Returns how many rows stand above the head.
    fn n_above(&self) -> u32 {
        u32::from(self.title.is_some()) + u32::try_from(self.notes.len()).unwrap_or(0)
    }

    /// Returns how many rows of a sheet a row takes.
    fn n_rows(row: &[Cell]) -> u32 {
        row.iter().map(Cell::n_rows).max().unwrap_or(1)
    }
}

/// The formats of one sheet, made once.
struct Looks {
    text: Format,
    quoted: Format,
    code: Format,
    numbers: Vec<Format>,
    link: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            text: style::text(),
            quoted: style::quoted(&style::text()),
            code: style::code(),
            numbers: (0..=11).map(style::number).collect(),
            link: style::text().set_font_color(Color::RGB(0x05_63_C1)).set_underline(FormatUnderline::Single),
        }
    }

    fn number(&self, digits: usize) -> &Format {
        self.numbers.get(digits).or(self.numbers.last()).unwrap_or(&self.text)
    }
}

/// Writes a table on an empty sheet.
pub(crate) fn write(sheet: &mut Worksheet, table: &Table) -> Result<Placed, XlsxError> {
    for (column, c) in (0u16..).zip(&table.columns) {
        sheet.set_column_width(column, c.width as u32)?;
    }
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let head = above(sheet, table, last_column)?;
    let look = style::head();
    let mut n_lines = 1;
    for (column, c) in (0u16..).zip(&table.columns) {
        sheet.write_string_with_format(head, column, cell::shielded(&c.head), &look)?;
        n_lines = n_lines.max(cell::lines(&c.head, c.width));
    }
    sheet.set_row_height(head, (n_lines * LINE_POINTS + 8) as u32)?;
    let mut row = head;
    let looks = Looks::new();
    for cells in &table.rows {
        row = write_row(sheet, (table, &looks), row + 1, cells)?;
    }
    sheet.set_freeze_panes(head + 1, table.frozen_columns)?;
    sheet.set_repeat_rows(head, head)?;
    if table.has_filter && row > head {
        sheet.autofilter(head, 0, row, last_column)?;
    }
    Ok(Placed { head, last: row })
}

/// Writes title and notes; returns the row of the head.
fn above(sheet: &mut Worksheet, table: &Table, last_column: u16) -> Result<u32, XlsxError> {
    let mut row = 0;
    if let Some(title) = &table.title {
        let look = style::title();
        if last_column > 0 {
            sheet.merge_range(row, 0, row, last_column.min(9), "", &look)?;
        }
        sheet.write_string_with_format(row, 0, cell::shielded(title), &look)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    let width: usize = table.columns.iter().take(10).map(|c| c.width).sum();
    for note in &table.notes {
        let look = style::label().set_text_wrap();
        if last_column > 0 {
            sheet.merge_range(row, 0, row, last_column.min(9), "", &look)?;
        }
        sheet.write_string_with_format(row, 0, cell::shielded(note), &look)?;
        sheet.set_row_height(row, (cell::lines(note, width) * LINE_POINTS + 4) as u32)?;
        row += 1;
    }
    Ok(row)
}

/// Writes a row and what of it is too long below it; returns the last row that it took.
fn write_row(sheet: &mut Worksheet, with: (&Table, &Looks), row: u32, cells: &[Cell]) -> Result<u32, XlsxError> {
    let (table, looks) = with;
    let n_rows = Table::n_rows(cells);
    let mut n_lines = 1;
    let n_high = table.n_high.unwrap_or(usize::MAX);
    for (idx, ((column, c), cell)) in (0u16..).zip(&table.columns).zip(cells).enumerate() {
        write_cell(sheet, looks, (row, column), cell)?;
        if idx < n_high && (cell.shown().width() + 1 > c.width || cell.shown().contains('\n')) {
            n_lines = n_lines.max(cell::lines(cell.shown(), c.width));
        }
        for below in 1..n_rows {
            let part = (cell.n_rows() > below).then(|| cell::parts(cell.shown()));
            let part = part.and_then(|p| p.into_iter().nth(below as usize)).unwrap_or_default();
            sheet.write_string_with_format(row + below, column, part, &looks.text)?;
        }
    }
    if n_lines > 1 {
        sheet.set_row_height(row, (n_lines.min(LINES_SHOWN) * LINE_POINTS + 4) as u32)?;
    }
    Ok(row + n_rows - 1)
}

fn write_cell(sheet: &mut Worksheet, looks: &Looks, at: (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    let (row, column) = at;
    let text = |t: &str| cell::parts(t).into_iter().next().unwrap_or_default();
    match cell {
        Cell::Blank => sheet.write_blank(row, column, &looks.text)?,
        Cell::Code(t) => sheet.write_string_with_format(row, column, text(t), &looks.code)?,
        Cell::Text(t) if cell::looks_like_formula(t) => {
            sheet.write_string_with_format(row, column, text(t), &looks.quoted)?
        }
        Cell::Text(t) => sheet.write_string_with_format(row, column, text(t), &looks.text)?,
        Cell::Count(n) => match cell::number(&n.to_string()) {
            Some(n) => sheet.write_number_with_format(row, column, n.value, looks.number(0))?,
            None => sheet.write_string_with_format(row, column, n.to_string(), &looks.code)?,
        },
        Cell::Figure(t) => match cell::number(t) {
            Some(n) => sheet.write_number_with_format(row, column, n.value, looks.number(n.digits))?,
            None if cell::looks_like_formula(t) => {
                sheet.write_string_with_format(row, column, text(t), &looks.quoted)?
            }
            None => sheet.write_string_with_format(row, column, text(t), &looks.text)?,
        },
        Cell::Link(t, place) => {
            let url = Url::new(format!("internal:{place}")).set_text(text(t));
            sheet.write_url_with_format(row, column, url, &looks.link)?
        }
    };
    Ok(())
}

/// Sets a sheet up for printing on A4, lying, with page numbers.
pub(crate) fn print_set_up(sheet: &mut Worksheet, lang: Lang) {
    sheet.set_paper_size(9).set_landscape().set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer(say(
        lang,
        "&L&A&R第 &P 页 共 &N 页",
        "&L&A&Rpage &P of &N",
    ));
}
