//! Office files: workbooks and documents that open in Excel, WPS, Word and LibreOffice.
//!
//! `cell` says how a value becomes a cell, `style` how cells look, `sheet` writes a table as a sheet, `stream` one of any length, `word` paragraphs
//! and tables as a document, `package` packs parts into one file.
//! INVARIANT: text stays text, whatever it begins with; a number is a number only if no digit is lost by it; nothing is
//! cut: what is too long for a cell or a sheet goes on in the next. The same input gives the same bytes: files are dated
//! by what they report on, not by a clock, and name no system.

pub(crate) mod cell;
pub(crate) mod package;
pub(crate) mod scene;
pub(crate) mod sheet;
pub(crate) mod stream;
pub(crate) mod style;
pub(crate) mod word;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use dabiao_lang::diag::Lang;

/// An office file that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// A workbook.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] XlsxError),
    /// A file of parts.
    #[error("the file cannot be packed: {0}")]
    Package(String),
}

/// Returns an empty workbook with a title, dated with a day.
pub(crate) fn workbook(title: &str, day: NaiveDate, lang: Lang) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let year = u16::try_from(day.year()).unwrap_or(1900).clamp(1900, 9999);
    let day = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)?;
    let keywords = match lang {
        Lang::Zh => "达标",
        Lang::En => "compliance",
    };
    let properties = DocProperties::new()
        .set_title(cell::plain(title))
        .set_author(concat!("dabiao ", env!("CARGO_PKG_VERSION")))
        .set_keywords(keywords)
        .set_creation_datetime(&day);
    book.set_properties(&properties);
    Ok(book)
}

/// Returns the bytes of a workbook, the same on every system.
pub(crate) fn bytes(mut book: Workbook) -> Result<Vec<u8>, XlsxError> {
    Ok(package::settled(book.save_to_buffer()?))
}
