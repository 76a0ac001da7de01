//! OpenDocument spreadsheets: sheets as rows of text, streamed.
//!
//! All sheets stand in one part, so a sheet is found by reading past those before it. A cell says itself whether it is
//! a percentage or a day; merged cells are told by the spans of their first cell.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashSet;

use super::line::Line;
use super::merges::{Fill, Merge};
use super::package::Package;
use super::xml::{self, attribute};
use super::{BookError, COLUMN_LIMIT, NO_VALUE, ROW_LIMIT, SheetMeta, number};

/// The part that holds all sheets.
pub(super) const CONTENT: &str = "content.xml";
/// The most sheets: each is found by reading past the others.
const SHEET_LIMIT: usize = 256;
/// The most cells that come from `repeated` alone.
const REPEAT_LIMIT: u64 = 20_000_000;

/// Lists the sheets.
pub(super) fn open(package: &mut Package<'_>) -> Result<Vec<SheetMeta>, BookError> {
    if package.has("META-INF/manifest.xml") && is_encrypted(package.part("META-INF/manifest.xml")?)? {
        return Err(BookError::Encrypted);
    }
    let mut reader = xml::reader(package.part(CONTENT)?);
    let mut hidden = FxHashSet::default();
    let (mut style, mut sheets) = (String::new(), Vec::new());
    let (mut depth, mut n_tables) = (0u32, 0u32);
    let mut buf = Vec::new();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "style" => style = attribute(&e, "name").unwrap_or_default(),
                "table-properties" if attribute(&e, "display").as_deref() == Some("false") => {
                    hidden.insert(style.clone());
                }
                "spreadsheet" => depth += 1,
                "table" if depth > 0 => {
                    n_tables += 1;
                    if n_tables == 1 {
                        let is_hidden = attribute(&e, "style-name").is_some_and(|s| hidden.contains(&s));
                        let name = attribute(&e, "name").unwrap_or_default();
                        sheets.push(SheetMeta { name: name.into(), is_hidden, part: CONTENT.to_owned() });
                        if sheets.len() > SHEET_LIMIT {
                            return Err(BookError::TooLarge);
                        }
                    }
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "table" => n_tables = n_tables.saturating_sub(1),
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn is_encrypted(input: impl BufRead) -> Result<bool, BookError> {
    let mut reader = xml::reader(input);
    let mut buf = Vec::new();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) if e.local_name().as_ref() == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// The rows of one sheet.
pub(super) struct Rows<R> {
    reader: Reader<R>,
    buf: Vec<u8>,
    /// Rows read so far.
    row: u32,
    /// How often the last row is still to come, and what it held.
    repeats: u32,
    last: (Vec<u8>, Vec<(u32, u32)>),
    n_repeated: u64,
    /// How many columns were declared so far.
    n_columns: u32,
    is_at_end: bool,
}

/// What the start of a cell says.
struct CellHead {
    repeats: u32,
    merge: Option<Merge>,
    value: Option<String>,
    has_formula: bool,
    is_error: bool,
}

impl<R: BufRead> Rows<R> {
    /// Reads on to a sheet, counted from 0.
    pub(super) fn new(input: R, sheet: usize) -> Result<Self, BookError> {
        let mut rows = Self {
            reader: xml::reader(input),
            buf: Vec::new(),
            row: 0,
            repeats: 0,
            last: Default::default(),
            n_repeated: 0,
            n_columns: 0,
            is_at_end: false,
        };
        let (mut is_inside, mut depth, mut seen) = (false, 0u32, 0);
        loop {
            match xml::next(&mut rows.reader, &mut rows.buf)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "spreadsheet" => is_inside = true,
                    "table" if is_inside => {
                        depth += 1;
                        if depth == 1 {
                            if seen == sheet {
                                return Ok(rows);
                            }
                            seen += 1;
                        }
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "table" => depth = depth.saturating_sub(1),
                Event::Eof => return Err(BookError::damaged("其中没有这张工作表", "the sheet is not there")),
                _ => {}
            }
        }
    }

    /// Reads the next row that holds something; `false` behind the last.
    pub(super) fn next(&mut self, line: &mut Line, fill: &mut Fill) -> Result<bool, BookError> {
        if self.repeats > 0 {
            self.repeats -= 1;
            self.n_repeated += self.last.1.len() as u64;
            if self.n_repeated > REPEAT_LIMIT {
                return Err(BookError::TooLarge);
            }
            self.row += 1;
            line.number = self.row;
            line.text.clone_from(&self.last.0);
            line.cells.clone_from(&self.last.1);
            return Ok(true);
        }
        let mut is_hidden;
        while !self.is_at_end {
            let repeats = match xml::next(&mut self.reader, &mut self.buf)? {
                Event::Start(e) if e.local_name().as_ref() == "table-row" => {
                    is_hidden = is_invisible(&e);
                    count(&e, "number-rows-repeated")
                }
                Event::Start(e) if e.local_name().as_ref() == "table-column" => {
                    let repeats = count(&e, "number-columns-repeated");
                    if is_invisible(&e) {
                        line.hide_columns(self.n_columns + 1, self.n_columns.saturating_add(repeats));
                    }
                    self.n_columns = self.n_columns.saturating_add(repeats);
                    continue;
                }
                Event::End(e) if e.local_name().as_ref() == "table" => {
                    self.is_at_end = true;
                    continue;
                }
                Event::Eof => return Err(BookError::damaged("文件在工作表中间断了", "the file ends within a sheet")),
                _ => continue,
            };
            line.clear();
            line.is_hidden = is_hidden;
            self.read_row(line, fill)?;
            let first = self.row + 1;
            if line.len() == 0 {
                self.row = self.row.saturating_add(repeats).min(ROW_LIMIT);
                continue;
            }
            if self.row.saturating_add(repeats) > ROW_LIMIT {
                return Err(BookError::TooLarge);
            }
            self.row = first;
            line.number = first;
            self.repeats = repeats - 1;
            if self.repeats > 0 {
                self.last = (line.text.clone(), line.cells.clone());
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn read_row(&mut self, line: &mut Line, fill: &mut Fill) -> Result<(), BookError> {
        let mut n_blank = 0u32;
        loop {
            let head = match xml::next(&mut self.reader, &mut self.buf)? {
                Event::Start(e) if matches!(e.local_name().as_ref(), "table-cell" | "covered-table-cell") => {
                    head(&e, self.row, line.len().saturating_add(n_blank))
                }
                Event::End(e) if e.local_name().as_ref() == "table-row" => return Ok(()),
                Event::Eof => return Err(BookError::damaged("文件在一行中间断了", "the file ends within a row")),
                _ => continue,
            };
            self.read_text(line, &head)?;
            if let Some(merge) = head.merge {
                fill.push(merge);
            }
            if line.value.is_empty() {
                n_blank = n_blank.saturating_add(head.repeats).min(COLUMN_LIMIT);
                continue;
            }
            line.skip_to(line.len().saturating_add(n_blank))?;
            n_blank = 0;
            for _ in 0..head.repeats.min(COLUMN_LIMIT) {
                line.close()?;
            }
        }
    }

    /// Reads to the end of a cell; its value, or else its text, becomes the line's cell at hand.
    fn read_text(&mut self, line: &mut Line, head: &CellHead) -> Result<(), BookError> {
        line.value.clear();
        let (mut n_paragraphs, mut n_cells, mut n_notes) = (0, 1u32, 0u32);
        while n_cells > 0 {
            match xml::next(&mut self.reader, &mut self.buf)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "table-cell" | "covered-table-cell" => n_cells += 1,
                    "annotation" => n_notes += 1,
                    "p" if n_notes == 0 => {
                        if n_paragraphs > 0 {
                            line.value.push(b'\n');
                        }
                        n_paragraphs += 1;
                    }
                    "s" if n_notes == 0 => {
                        line.value.resize(line.value.len() + count(&e, "c").min(1000) as usize, b' ')
                    }
                    "tab" | "line-break" if n_notes == 0 => line.value.push(b' '),
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "table-cell" | "covered-table-cell" => n_cells -= 1,
                    "annotation" => n_notes = n_notes.saturating_sub(1),
                    _ => {}
                },
                Event::Text(t) if n_notes == 0 && n_paragraphs > 0 => {
                    line.value.extend_from_slice(t.xml10_content().as_bytes());
                }
                Event::GeneralRef(e) if n_notes == 0 && n_paragraphs > 0 => xml::push_entity(&e, &mut line.value),
                Event::Eof => return Err(BookError::damaged("文件在单元格中间断了", "the file ends within a cell")),
                _ => {}
            }
        }
        if head.is_error {
            // The text says which error it is; a value beside it is empty.
            if !line.value.starts_with(b"#") {
                line.value.insert(0, b'#');
            }
        } else if let Some(value) = &head.value {
            line.value = value.clone().into_bytes();
        } else if head.has_formula && line.value.is_empty() {
            line.value = NO_VALUE.to_vec();
        }
        Ok(())
    }
}

/// Returns whether a row or a column is not shown, or filtered out.
fn is_invisible(element: &BytesStart<'_>) -> bool {
    matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"))
}

/// Returns a number that is at least 1.
fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
}

fn head(element: &BytesStart<'_>, row: u32, column: u32) -> CellHead {
    let get = |name: &str| attribute(element, name);
    let kind = xml::full_attribute(element, "office:value-type").unwrap_or_default();
    let value = match kind.as_str() {
        "float" | "currency" => get("value").map(|v| number::plain(&v)),
        "percentage" => get("value").map(|v| number::percent(&v)),
        "date" => get("date-value").map(|d| d.strip_suffix("T00:00:00").map_or(d.clone(), str::to_owned)),
        "time" => get("time-value"),
        "boolean" => get("boolean-value").map(|b| b.to_uppercase()),
        "string" => get("string-value"),
        _ => None,
    };
    let is_error = xml::full_attribute(element, "calcext:value-type").as_deref() == Some("error");
    let spans = (count(element, "number-rows-spanned"), count(element, "number-columns-spanned"));
    let last = (row.saturating_add(spans.0 - 1), column.saturating_add(spans.1 - 1).min(COLUMN_LIMIT - 1));
    let merge =
        (spans != (1, 1) && column < COLUMN_LIMIT).then_some(Merge { rows: (row, last.0), columns: (column, last.1) });
    CellHead {
        repeats: count(element, "number-columns-repeated"),
        merge,
        value,
        has_formula: get("formula").is_some(),
        is_error,
    }
}
