//! Tables in memory, handed over by the C data interface of Arrow, as the CSV that dabiao reads.
//!
//! Whatever speaks that interface (pyarrow, Polars, pandas, DuckDB, ADBC drivers, Arrow for R and C++) hands its columns over
//! without a copy; here they become text, cell by cell, and go through the one loader with all its checks. Numbers are
//! written with all their digits: decimals and integers from their digits, floats by the shortest text that reads back.
//!
//! | file | for |
//! |---|---|
//! | `interface` | the three structs of the interface |
//! | `column` | a column: what its format says, and its cells |
//! | `text` | cells as text, and quoting |
//! | `file` | files of Arrow and Parquet, with the features `ipc` and `parquet` |
//!
//! INVARIANT: all `unsafe` of this crate rests on one promise of the caller, that the stream keeps to the interface; lengths
//! and offsets inside it are taken as they are said.

mod column;
#[cfg(any(feature = "ipc", feature = "parquet"))]
mod file;
mod interface;
mod text;

use std::ffi::CStr;
use std::fmt;

#[cfg(any(feature = "ipc", feature = "parquet"))]
pub use file::csv_of_file;
pub use interface::{ArrowArray, ArrowArrayStream, ArrowSchema};

use column::Column;
use interface::Owned;

/// Why a table was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableError {
    /// A column of a type that has no text: its name and the format of the interface.
    Type {
        /// The column.
        column: String,
        /// Its format.
        format: String,
    },
    /// The stream is not one of rows with columns.
    NoTable,
    /// The file is of a kind that was left out when this program was built: the feature of it.
    NotBuilt(&'static str),
    /// What the producer said.
    Producer(String),
}

impl TableError {
    /// Returns the sentence in Chinese and in English.
    pub fn words(&self) -> [String; 2] {
        match self {
            TableError::Type { column, format } => [
                format!("列 `{column}` 的类型（{format}）读不了，请先转成文字或小数"),
                format!("column `{column}` has a type ({format}) that is not read: make it text or a decimal first"),
            ],
            TableError::NoTable => ["这不是表格".to_owned(), "this is no table".to_owned()],
            TableError::NotBuilt(feature) => [
                format!("这个程序编译时没有带 `{feature}` 功能"),
                format!("this program was built without the feature `{feature}`"),
            ],
            TableError::Producer(why) => [format!("取数时出错：{why}"), format!("the producer failed: {why}")],
        }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [zh, en] = self.words();
        write!(f, "{zh} / {en}")
    }
}

impl std::error::Error for TableError {}

/// Reads a stream to its end and returns the table as CSV with a header.
///
/// # Errors
/// [`TableError`]; nothing of a table that broke off is returned.
///
/// # Safety
/// `stream` points to a stream that keeps to the C stream interface and was not released. It is not released here.
pub unsafe fn csv_of(stream: *mut ArrowArrayStream) -> Result<Vec<u8>, TableError> {
    // SAFETY: the caller's promise.
    let schema = unsafe { Owned::schema(stream) }.map_err(TableError::Producer)?;
    let fields = schema.get().fields().ok_or(TableError::NoTable)?;
    let mut out = Vec::new();
    let mut columns = Vec::with_capacity(fields.len());
    for field in fields {
        // SAFETY: names and formats of a schema that was not released are texts that end with a zero, or null.
        let (name, format) = unsafe { (words(field.name), words(field.format)) };
        if !columns.is_empty() {
            out.push(b',');
        }
        text::cell(&mut out, name.as_bytes());
        let dictionary = field.dictionary();
        // SAFETY: as above.
        let values = dictionary.map(|d| unsafe { words(d.format) });
        let kind = column::kind(&format, values.as_deref());
        columns.push(kind.ok_or(TableError::Type { column: name, format })?);
    }
    out.push(b'\n');
    // SAFETY: the caller's promise.
    while let Some(batch) = unsafe { Owned::next(stream) }.map_err(TableError::Producer)? {
        rows(&columns, batch.get(), &mut out)?;
    }
    Ok(out)
}

/// Writes the rows of one batch.
fn rows(kinds: &[column::Kind], batch: &ArrowArray, out: &mut Vec<u8>) -> Result<(), TableError> {
    let children = batch.children().filter(|c| c.len() == kinds.len()).ok_or(TableError::NoTable)?;
    let columns: Vec<Column<'_>> = kinds.iter().zip(children).map(|(k, a)| Column::new(k, a)).collect();
    let first = usize::try_from(batch.offset).unwrap_or(0);
    for row in first..first + usize::try_from(batch.length).unwrap_or(0) {
        for (idx, column) in columns.iter().enumerate() {
            if idx > 0 {
                out.push(b',');
            }
            column.write(row, out);
        }
        // A table of one blank cell a row keeps its rows.
        if let [_] = columns.as_slice()
            && out.last() == Some(&b'\n')
        {
            out.extend_from_slice(b"\"\"");
        }
        out.push(b'\n');
    }
    Ok(())
}

/// # Safety
/// `text` is null, or ends with a zero.
unsafe fn words(text: *const std::ffi::c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
