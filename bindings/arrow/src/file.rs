//! Columnar files as tables: Arrow's own (`x.arrow`, `x.feather`, streams) and Parquet.
//!
//! The readers of the Arrow project hand their batches over by the same interface as everybody else, so that a file becomes
//! the text that the same table in memory becomes. What a build lacks is an error that says so.

use std::io::Cursor;

use super::{ArrowArrayStream, TableError, csv_of};
use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;

/// How a file of Arrow begins.
const ARROW: &[u8] = b"ARROW1";
/// How a file of Parquet begins.
const PARQUET: &[u8] = b"PAR1";

/// Reads a columnar file and returns its table as CSV with a header.
///
/// # Errors
/// [`TableError`]: the file is damaged, of a kind that this build does not read, or holds a column that has no text.
pub fn csv_of_file(bytes: Vec<u8>) -> Result<Vec<u8>, TableError> {
    let reader = match bytes.as_slice() {
        b if b.starts_with(PARQUET) => parquet(bytes)?,
        b if b.starts_with(ARROW) => arrow_file(bytes)?,
        _ => arrow_stream(bytes)?,
    };
    let mut stream = FFI_ArrowArrayStream::new(reader);
    // SAFETY: both are the struct of the C stream interface, this one filled by the Arrow project's own writer; it is released
    // when it is dropped, behind the call.
    unsafe { csv_of((&raw mut stream).cast::<ArrowArrayStream>()) }
}

type Reader = Box<dyn RecordBatchReader + Send>;

#[cfg(feature = "ipc")]
fn arrow_file(bytes: Vec<u8>) -> Result<Reader, TableError> {
    let reader = arrow_ipc::reader::FileReader::try_new(Cursor::new(bytes), None);
    reader.map(|r| Box::new(r) as Reader).map_err(|e| TableError::Producer(e.to_string()))
}

#[cfg(feature = "ipc")]
fn arrow_stream(bytes: Vec<u8>) -> Result<Reader, TableError> {
    let reader = arrow_ipc::reader::StreamReader::try_new(Cursor::new(bytes), None);
    reader.map(|r| Box::new(r) as Reader).map_err(|e| TableError::Producer(e.to_string()))
}

#[cfg(not(feature = "ipc"))]
fn arrow_file(_: Vec<u8>) -> Result<Reader, TableError> {
    Err(TableError::NotBuilt("arrow"))
}

#[cfg(not(feature = "ipc"))]
fn arrow_stream(_: Vec<u8>) -> Result<Reader, TableError> {
    Err(TableError::NotBuilt("arrow"))
}

#[cfg(feature = "parquet")]
fn parquet(bytes: Vec<u8>) -> Result<Reader, TableError> {
    let builder = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes));
    let reader = builder.and_then(|b| b.build());
    reader.map(|r| Box::new(r) as Reader).map_err(|e| TableError::Producer(e.to_string()))
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: Vec<u8>) -> Result<Reader, TableError> {
    Err(TableError::NotBuilt("parquet"))
}
