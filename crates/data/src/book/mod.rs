//! Workbooks as sheets of rows: xlsx and ods streamed, xls and xlsb through calamine, web pages and XML held in memory.
//!
//! Takes the bytes of a file; gives its sheets, and for each its rows as text in the form of [`super::reader`].
//! INVARIANT: no file leads to a panic, to endless work or to more memory than a small multiple of its own size and a
//! fixed allowance; what cannot be read is a [`BookError`].

mod biff;
mod format;
mod held;
mod html;
mod line;
mod merges;
mod number;
mod ods;
mod old;
mod package;
mod strings;
mod xlsx;
mod xml;
mod xml2003;

use std::fmt;
use std::io;
use std::sync::Arc;

use line::Line;
use merges::{Fill, Merge};
use package::Package;

use super::reader::{Beside, FormProblem, RawRow, Rows};
use dabiao_lang::diag::Both;

/// The columns of a sheet.
const COLUMN_LIMIT: u32 = 16_384;
/// The rows of a sheet.
const ROW_LIMIT: u32 = 1_048_576;
/// What stands for the value of a formula that was never computed.
const NO_VALUE: &[u8] = super::cell::NO_VALUE.as_bytes();

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BookError {
    /// A password is needed.
    Encrypted,
    /// It unpacks to more than any workbook needs.
    TooLarge,
    /// It is no workbook, or not a whole one.
    Damaged(Both),
}

impl BookError {
    /// Returns what is wrong with a file that is no whole workbook.
    fn damaged(zh: &'static str, en: &'static str) -> Self {
        BookError::Damaged(Both::new(zh, en))
    }

    /// Returns what a library says, which is English, under words in both languages.
    fn of_library(zh: &str, said: &dyn fmt::Display) -> Self {
        BookError::Damaged(Both::of(zh, said.to_string()))
    }
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BookError::Encrypted => f.write_str("a password is needed"),
            BookError::TooLarge => f.write_str("it unpacks to more than any workbook needs"),
            BookError::Damaged(what) => f.write_str(&what.en),
        }
    }
}

impl std::error::Error for BookError {}

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct SheetMeta {
    /// The name on its tab.
    pub(super) name: Arc<str>,
    /// Whether a user does not see it.
    pub(super) is_hidden: bool,
    /// The part of the file that holds it.
    part: String,
}

/// An opened workbook.
pub(super) struct Book {
    bytes: Vec<u8>,
    form: Form,
    /// The sheets in their order.
    pub(super) sheets: Vec<SheetMeta>,
}

enum Form {
    Xlsx(xlsx::Workbook),
    Ods,
    Old(old::Workbook),
    Held(Vec<held::HeldSheet>),
}

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A workbook in one of the binary or zipped forms.
    Book,
    /// A web page.
    Html,
    /// A workbook in XML.
    Xml2003,
    /// Anything else, which may be text.
    Other,
}

/// How many bytes tell what a file is; pages may begin with long comments.
pub(super) const SNIFFED: usize = 4096;

impl Holds {
    /// Finds out what a file is by its first bytes, whatever its name says.
    pub(super) fn of(head: &[u8]) -> Self {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Holds::Book;
        }
        let text: String =
            head.iter().take(SNIFFED).filter(|b| **b != 0).map(|b| char::from(b.to_ascii_lowercase())).collect();
        let text = text.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
        if !text.starts_with('<') {
            return Holds::Other;
        }
        if text.contains(xml2003::NAMESPACE) {
            // Pages of Excel name its namespace too.
            return if text.contains("<html") { Holds::Html } else { Holds::Xml2003 };
        }
        let is_page = ["<html", "<!doctype html", "<table", "<meta", "<head", "<body"].iter().any(|t| text.contains(t));
        if is_page { Holds::Html } else { Holds::Other }
    }

    /// Returns the name of a form that a file's name hides.
    pub(super) fn name(self) -> Both {
        match self {
            Holds::Book => Both::new("工作簿", "a workbook"),
            Holds::Html => Both::new("网页", "a web page"),
            Holds::Xml2003 => Both::new("XML 电子表格（2003）", "a spreadsheet in XML (2003)"),
            Holds::Other => Both::new("文本", "text"),
        }
    }
}

impl Book {
    /// Opens a workbook by what it holds, whatever its name says.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, BookError> {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            let (book, sheets) = old::open(&bytes, old::Form::Xls)?;
            return Ok(Self { bytes: Vec::new(), form: Form::Old(book), sheets });
        }
        let holds = Holds::of(&bytes);
        if matches!(holds, Holds::Html | Holds::Xml2003) {
            return Self::in_markup(&bytes, holds);
        }
        if !bytes.starts_with(b"PK") {
            return Err(BookError::damaged(
                "它既不是压缩包，也不是旧式工作簿",
                "it is neither a zip file nor a binary workbook",
            ));
        }
        let mut package = Package::open(&bytes)?;
        if package.has("xl/workbook.bin") {
            drop(package);
            let (book, sheets) = old::open(&bytes, old::Form::Xlsb)?;
            return Ok(Self { bytes: Vec::new(), form: Form::Old(book), sheets });
        }
        if package.has(ods::CONTENT) {
            let sheets = ods::open(&mut package)?;
            return Ok(Self { bytes, form: Form::Ods, sheets });
        }
        let (book, sheets) = xlsx::open(&mut package)?;
        Ok(Self { bytes, form: Form::Xlsx(book), sheets })
    }

    /// Opens a web page or a workbook in XML.
    fn in_markup(bytes: &[u8], holds: Holds) -> Result<Self, BookError> {
        let text = super::decode::text(bytes).map_err(BookError::Damaged)?;
        let (sheets, mut metas) = match holds {
            Holds::Xml2003 => xml2003::read(&text)?,
            _ => {
                let sheets = html::read(&text)?;
                // The names of new sheets, which mean nothing.
                let name =
                    |n: usize| SheetMeta { name: format!("表{n}").into(), is_hidden: false, part: String::new() };
                let metas = (1..=sheets.len()).map(name).collect();
                (sheets, metas)
            }
        };
        for (n, meta) in (1..).zip(&mut metas).filter(|(_, m)| m.name.trim().is_empty()) {
            meta.name = format!("表{n}").into();
        }
        Ok(Self { bytes: Vec::new(), form: Form::Held(sheets), sheets: metas })
    }

    /// Returns the merged cells of a sheet, where they are not told along with its rows.
    fn merges(&self, sheet: usize) -> Result<Vec<Merge>, BookError> {
        match (&self.form, self.sheets.get(sheet)) {
            (Form::Xlsx(_), Some(meta)) => xlsx::merges(Package::open(&self.bytes)?.part(&meta.part)?),
            (Form::Old(book), _) => Ok(book.merges(sheet)),
            (Form::Held(sheets), _) => Ok(sheets.get(sheet).map(|s| s.merges.clone()).unwrap_or_default()),
            _ => Ok(Vec::new()),
        }
    }

    /// Hands the rows of a sheet to a reader.
    pub(super) fn with_rows<T>(&self, sheet: usize, read: impl FnOnce(&mut dyn Rows) -> T) -> Result<T, BookError> {
        let fill = Fill::new(self.merges(sheet)?);
        match (&self.form, self.sheets.get(sheet)) {
            (Form::Xlsx(book), Some(meta)) => {
                let mut package = Package::open(&self.bytes)?;
                let mut rows = xlsx::Rows::new(book, package.part(&meta.part)?);
                Ok(read(&mut BookRows::new(fill, |line, _| rows.next(line))))
            }
            (Form::Ods, Some(meta)) => {
                let mut package = Package::open(&self.bytes)?;
                let mut rows = ods::Rows::new(package.part(&meta.part)?, sheet)?;
                Ok(read(&mut BookRows::new(fill, |line, fill| rows.next(line, fill))))
            }
            (Form::Old(book), _) => {
                let mut rows = book.rows(sheet);
                Ok(read(&mut BookRows::new(fill, |line, _| rows.next(line))))
            }
            (Form::Held(sheets), Some(_)) if sheets.get(sheet).is_some() => {
                let mut rows = sheets.get(sheet).map(held::HeldSheet::rows);
                let next = |line: &mut Line, _: &mut Fill| rows.as_mut().map_or(Ok(false), |r| r.next(line));
                Ok(read(&mut BookRows::new(fill, next)))
            }
            _ => Err(BookError::damaged("其中没有这张工作表", "the sheet is not there")),
        }
    }
}

/// The rows of a sheet, merged cells filled.
struct BookRows<N> {
    next: N,
    line: Line,
    fill: Fill,
    covered: Vec<u32>,
}

impl<N: FnMut(&mut Line, &mut Fill) -> Result<bool, BookError>> BookRows<N> {
    fn new(fill: Fill, next: N) -> Self {
        Self { next, line: Line::default(), fill, covered: Vec::new() }
    }
}

impl<N: FnMut(&mut Line, &mut Fill) -> Result<bool, BookError>> Rows for BookRows<N> {
    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        if !(self.next)(&mut self.line, &mut self.fill).map_err(io::Error::other)? {
            return Ok(None);
        }
        let Line { number, text, cells, looks, is_hidden, hidden, .. } = &mut self.line;
        self.fill.row(*number - 1, text, cells, &mut self.covered);
        let beside = Beside {
            covered: &self.covered,
            spans: &self.fill.spans,
            looks,
            hidden,
            is_hidden: *is_hidden,
            ends_file: false,
        };
        Ok(Some(RawRow::new(*number, text, cells).with(beside)))
    }

    fn take_problems(&mut self) -> Vec<FormProblem> {
        Vec::new()
    }
}

/// Reads `C7` as row and column, both from 0.
fn cell_place(text: &str) -> Option<(u32, u32)> {
    let text = text.trim_start_matches('$');
    let n_letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at_checked(n_letters)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    (1..=ROW_LIMIT).contains(&row).then(|| (row - 1, column - 1))
}
