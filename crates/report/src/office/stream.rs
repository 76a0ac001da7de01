//! Sheets of any number of rows, written as they come: nothing of them is kept.
//!
//! The workbook is made with one row of samples where the long rows are to be. When it is packed, that row tells by which
//! number each kind of cell and each fixed word goes there, and the rows are written in its place, straight into the file.
//! INVARIANT: the samples do not remain; all other parts go into the file as they are.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write};

use quick_xml::escape::escape;
use quick_xml::events::Event;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use zip::ZipArchive;

use super::cell::{self, Number, shielded};
use super::package::{Package, settled};
use super::{OfficeError, style};

/// Digits after the point for which there is a kind of cell of its own.
const DIGITS: usize = 12;

/// A workbook of which one sheet is written as its rows come.
pub(crate) struct Streamed<'w> {
    /// The row of the samples, from 0.
    pub(crate) row: u32,
    /// Words that occur again and again, in the order of the samples.
    pub(crate) words: &'w [&'w str],
    /// How many rows and columns there will be.
    pub(crate) size: (u32, u16),
}

/// The numbers that stand for kinds of cells and for words.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    code: String,
    text: String,
    quoted: String,
    numbers: Vec<String>,
    words: Vec<(String, String)>,
}

/// Writes rows, one cell after the other.
pub(crate) struct Rows<'k> {
    out: &'k mut dyn Write,
    kinds: &'k Kinds,
    /// The letters of the columns.
    letters: Vec<String>,
    buffer: String,
    row: u32,
    column: u16,
    is_open: bool,
}

/// Writes the samples into the row where rows are to come.
pub(crate) fn samples(sheet: &mut Worksheet, at: &Streamed<'_>) -> Result<(), XlsxError> {
    let mut column = 0;
    let mut put = |sheet: &mut Worksheet, text: &str, format: &Format| {
        sheet.write_string_with_format(at.row, column, text, format)?;
        column += 1;
        Ok::<(), XlsxError>(())
    };
    put(sheet, "c", &style::code())?;
    put(sheet, "t", &style::text())?;
    put(sheet, "q", &style::quoted(&style::text()))?;
    for digits in 0..DIGITS {
        put(sheet, "n", &style::number(digits))?;
    }
    for word in at.words {
        put(sheet, word, &style::mark())?;
    }
    Ok(())
}

/// Returns the bytes of a workbook whose samples, on a sheet by its number from 1, make way for rows.
pub(crate) fn pack(
    mut book: Workbook,
    (sheet, at): (usize, &Streamed<'_>),
    rows: impl FnOnce(&mut Rows<'_>) -> std::io::Result<()>,
) -> Result<Vec<u8>, OfficeError> {
    let made = book.save_to_buffer()?;
    let mut archive = ZipArchive::new(Cursor::new(made)).map_err(failed)?;
    let name = format!("xl/worksheets/sheet{sheet}.xml");
    let mut package = Package::new();
    let mut rows = Some(rows);
    for idx in 0..archive.len() {
        if archive.by_index_raw(idx).map_err(failed)?.name().map_err(failed)? != name {
            package.copy(archive.by_index_raw(idx).map_err(failed)?)?;
            continue;
        }
        let mut xml = String::new();
        archive.by_index(idx).map_err(failed)?.read_to_string(&mut xml).map_err(failed)?;
        let (before, sample, after) = parted(&xml, at.row + 1)?;
        let kinds = Kinds::read(sample)?;
        let out = package.begin(&name)?;
        out.write_all(sized(before, at).as_bytes()).map_err(failed)?;
        if let Some(rows) = rows.take() {
            let letters = (0..at.size.1).map(rust_xlsxwriter::utility::column_number_to_name).collect();
            let mut writer =
                Rows { out, kinds: &kinds, letters, buffer: String::new(), row: at.row, column: 0, is_open: false };
            rows(&mut writer).and_then(|()| writer.flush()).map_err(failed)?;
        }
        package.more(after.as_bytes())?;
    }
    Ok(settled(package.finish()?))
}

fn failed(error: impl std::fmt::Display) -> OfficeError {
    OfficeError::Package(error.to_string())
}

/// Returns what stands before, in and behind a row.
fn parted(xml: &str, row: u32) -> Result<(&str, &str, &str), OfficeError> {
    let start = format!("<row r=\"{row}\"");
    let none = || OfficeError::Package("the row of samples is missing".to_owned());
    let (before, from) = xml.split_once(&start).ok_or_else(none)?;
    let (sample, after) = from.split_once("</row>").ok_or_else(none)?;
    let (_, sample) = sample.split_once('>').ok_or_else(none)?;
    Ok((before, sample, after))
}

/// The sheet says how large it is; it was written when it had the samples alone.
fn sized(before: &str, at: &Streamed<'_>) -> String {
    let Some((head, from)) = before.split_once("<dimension ref=\"") else { return before.to_owned() };
    let Some((_, rest)) = from.split_once('"') else { return before.to_owned() };
    let (rows, columns) = at.size;
    let last = rust_xlsxwriter::utility::row_col_to_cell(at.row + rows.max(1) - 1, columns.max(1) - 1);
    format!("{head}<dimension ref=\"A1:{last}\"{rest}")
}

impl Kinds {
    /// Reads the samples: which number stands for which kind and which word.
    fn read(sample: &str) -> Result<Self, OfficeError> {
        let mut reader = quick_xml::Reader::from_str(sample);
        let mut found: Vec<(String, String)> = Vec::new();
        let mut is_value = false;
        loop {
            match reader.read_event().map_err(failed)? {
                Event::Start(e) if e.name().as_ref() == "c" => {
                    let style = e.try_get_attribute("s").map_err(failed)?;
                    let style = style.map(|a| a.value.into_owned()).unwrap_or_default();
                    found.push((style, String::new()));
                }
                Event::Start(e) => is_value = e.name().as_ref() == "v",
                Event::Text(text) if is_value => {
                    if let Some((_, value)) = found.last_mut() {
                        value.push_str(&text);
                    }
                }
                Event::End(_) => is_value = false,
                Event::Eof => break,
                _ => {}
            }
        }
        let mut all = found.into_iter();
        let mut style = || all.next().map(|(style, _)| style).unwrap_or_default();
        let (code, text, quoted) = (style(), style(), style());
        let numbers = (0..DIGITS).map(|_| style()).collect();
        Ok(Self { code, text, quoted, numbers, words: all.collect() })
    }
}

impl Rows<'_> {
    /// Begins the next row.
    pub(crate) fn row(&mut self) -> std::io::Result<()> {
        self.close();
        self.row += 1;
        self.column = 0;
        self.is_open = true;
        let start = format!("<row r=\"{}\">", self.row);
        self.buffer.push_str(&start);
        if self.buffer.len() > 1 << 16 { self.spill() } else { Ok(()) }
    }

    /// Leaves cells blank.
    pub(crate) fn skip(&mut self, n: u16) {
        self.column += n;
    }

    /// Writes digits that are no number.
    pub(crate) fn code(&mut self, text: &str) {
        let kinds = self.kinds;
        self.string(&kinds.code, text);
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, text: &str) {
        let kinds = self.kinds;
        self.string(if cell::looks_like_formula(text) { &kinds.quoted } else { &kinds.text }, text);
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, number: Number) {
        let kinds = self.kinds;
        let style = kinds.numbers.get(number.digits).or(kinds.numbers.last()).map_or("", String::as_str);
        self.open(style);
        self.buffer.push_str("><v>");
        self.buffer.push_str(&number.value.to_string());
        self.buffer.push_str("</v></c>");
    }

    /// Writes a decimal string: a number if that loses no digit, else text.
    pub(crate) fn figure(&mut self, text: &str) {
        match (text.is_empty(), cell::number(text)) {
            (true, _) => self.skip(1),
            (_, Some(number)) => self.number(number),
            (_, None) => self.text(text),
        }
    }

    /// Writes one of the words that the samples had, by its position.
    pub(crate) fn word(&mut self, at: usize) {
        let kinds = self.kinds;
        let Some((style, word)) = kinds.words.get(at) else { return self.skip(1) };
        self.open(style);
        self.buffer.push_str(" t=\"s\"><v>");
        self.buffer.push_str(word);
        self.buffer.push_str("</v></c>");
    }

    fn string(&mut self, style: &str, text: &str) {
        if text.is_empty() {
            return self.skip(1);
        }
        self.open(style);
        self.buffer.push_str(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        // Characters that XML cannot hold become a mark; what is too long for a cell is told by the list alone.
        let clean: String = shielded(text)
            .chars()
            .map(|c| if c.is_control() && c != '\n' || matches!(c, '\u{FFFE}' | '\u{FFFF}') { '\u{FFFD}' } else { c })
            .collect();
        self.buffer.push_str(&escape(clean.as_str()));
        self.buffer.push_str("</t></is></c>");
    }

    fn open(&mut self, style: &str) {
        self.buffer.push_str("<c r=\"");
        self.buffer.push_str(self.letters.get(usize::from(self.column)).map_or("", String::as_str));
        let _ = write!(self.buffer, "{}", self.row);
        self.buffer.push_str("\" s=\"");
        self.buffer.push_str(style);
        self.buffer.push('"');
        self.column += 1;
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.buffer.push_str("</row>");
        }
    }

    fn spill(&mut self) -> std::io::Result<()> {
        self.out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.close();
        self.spill()
    }
}
