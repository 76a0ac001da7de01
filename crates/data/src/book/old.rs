//! The older and binary workbooks (xls, xlsb), through calamine, which holds a sheet in memory.
//!
//! These files hold binary fractions; each is written out with the digits that tell it from every other and then shown
//! like any other number. Which cells show a percentage is known for xls (`biff`), not for xlsb.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Range, Reader, SheetVisible, Xls, XlsError, Xlsb, XlsbError};

use super::biff::{self, Percents};
use super::line::Line;
use super::merges::Merge;
use super::{BookError, COLUMN_LIMIT, SheetMeta, number};

/// The largest file of these forms.
const SIZE_LIMIT: usize = 256 << 20;

/// All sheets of a workbook.
pub(super) struct Workbook {
    sheets: Vec<Sheet>,
}

struct Sheet {
    range: Range<Data>,
    merges: Vec<Merge>,
    percents: Percents,
}

/// The two forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Xls,
    Xlsb,
}

/// Reads a whole workbook.
pub(super) fn open(bytes: &[u8], form: Form) -> Result<(Workbook, Vec<SheetMeta>), BookError> {
    if bytes.len() > SIZE_LIMIT {
        return Err(BookError::TooLarge);
    }
    // A damaged file of these forms may lead its reader astray; that must not end the run.
    let read = catch_unwind(AssertUnwindSafe(|| match form {
        Form::Xls => open_xls(bytes),
        Form::Xlsb => open_xlsb(bytes),
    }));
    read.unwrap_or_else(|_| Err(BookError::damaged("各条记录对不上", "its records do not fit together")))
}

fn open_xls(bytes: &[u8]) -> Result<(Workbook, Vec<SheetMeta>), BookError> {
    let mut percents = biff::check(bytes)?.into_iter();
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => BookError::Encrypted,
        other => BookError::of_library("内容不完整", &other),
    })?;
    let (mut sheets, mut metas) = (Vec::new(), Vec::new());
    for sheet in book.sheets_metadata().to_vec() {
        let range = book.worksheet_range(&sheet.name).map_err(|e| BookError::of_library("内容不完整", &e))?;
        let merges = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let merges = merges.iter().map(|d| Merge { rows: (d.start.0, d.end.0), columns: (d.start.1, d.end.1) });
        let merges = merges.filter(|m| m.columns.1 < COLUMN_LIMIT).collect();
        sheets.push(Sheet { range, merges, percents: percents.next().unwrap_or_default() });
        metas.push(meta(&sheet));
    }
    Ok((Workbook { sheets }, metas))
}

fn open_xlsb(bytes: &[u8]) -> Result<(Workbook, Vec<SheetMeta>), BookError> {
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsbError::Password => BookError::Encrypted,
        other => BookError::of_library("内容不完整", &other),
    })?;
    let (mut sheets, mut metas) = (Vec::new(), Vec::new());
    for sheet in book.sheets_metadata().to_vec() {
        let range = book.worksheet_range(&sheet.name).map_err(|e| BookError::of_library("内容不完整", &e))?;
        sheets.push(Sheet { range, merges: Vec::new(), percents: Percents::default() });
        metas.push(meta(&sheet));
    }
    Ok((Workbook { sheets }, metas))
}

fn meta(sheet: &calamine::Sheet) -> SheetMeta {
    let is_hidden = sheet.visible != SheetVisible::Visible;
    SheetMeta { name: sheet.name.as_str().into(), is_hidden, part: String::new() }
}

impl Workbook {
    /// Returns the merged cells of a sheet.
    pub(super) fn merges(&self, sheet: usize) -> Vec<Merge> {
        self.sheets.get(sheet).map(|s| s.merges.clone()).unwrap_or_default()
    }

    /// Returns the rows of a sheet.
    pub(super) fn rows(&self, sheet: usize) -> Rows<'_> {
        Rows { sheet: self.sheets.get(sheet), next: 0 }
    }
}

/// The rows of one sheet.
pub(super) struct Rows<'b> {
    sheet: Option<&'b Sheet>,
    next: usize,
}

impl Rows<'_> {
    /// Gives the next row; `false` behind the last.
    pub(super) fn next(&mut self, line: &mut Line) -> Result<bool, BookError> {
        let Some(sheet) = self.sheet else { return Ok(false) };
        let range = &sheet.range;
        let Some(start) = range.start() else { return Ok(false) };
        let (height, width) = range.get_size();
        if self.next >= height {
            return Ok(false);
        }
        line.clear();
        line.number = start.0 + self.next as u32 + 1;
        line.skip_to(start.1)?;
        let used = (0..width).rev().find(|&c| !matches!(range.get((self.next, c)), None | Some(Data::Empty)));
        for column in 0..used.map_or(0, |u| u + 1) {
            line.value.clear();
            if let Some(value) = range.get((self.next, column)) {
                let place = ((line.number - 1) as u16, (start.1 as usize + column) as u16);
                let text = match value {
                    Data::Float(f) if sheet.percents.contains(&place) => number::percent(&f.to_string()),
                    Data::Int(i) if sheet.percents.contains(&place) => number::percent(&i.to_string()),
                    other => text_of(other),
                };
                line.value.extend_from_slice(text.as_bytes());
            }
            line.close()?;
        }
        self.next += 1;
        Ok(true)
    }
}

fn text_of(value: &Data) -> String {
    match value {
        Data::Int(i) => i.to_string(),
        Data::Float(f) => number::plain(&f.to_string()),
        Data::String(s) => s.clone(),
        Data::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(d) => {
            let (year, month, day, hour, minute, ..) = d.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
        }
        Data::DateTimeIso(t) | Data::DurationIso(t) => t.clone(),
        Data::Error(e) => e.to_string(),
        Data::Empty => String::new(),
    }
}
