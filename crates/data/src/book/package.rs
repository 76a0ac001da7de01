//! A zip file as a bounded source of parts: nothing inflates without end.
//!
//! INVARIANT: what comes out of one part is at most [`allowance`] bytes, whatever the file says of itself.

use std::io::{self, BufReader, Cursor, Read};

use rustc_hash::FxHashMap;
use zip::ZipArchive;
use zip::result::ZipError;

use super::BookError;
use dabiao_lang::diag::Both;

/// Every part may have this many bytes; office files that need more are large themselves.
const SMALL: u64 = 128 << 20;
/// Beyond [`SMALL`], a part may be this many times as large as in its packed form; sheets reach 10 to 30.
const RATIO: u64 = 60;
/// No part may be larger than this.
const LARGE: u64 = 6 << 30;

/// An opened zip file.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Positions by name, in lower case and with `/`.
    names: FxHashMap<String, usize>,
}

/// Returns how many bytes may come out of a part of this packed size.
fn allowance(packed: u64) -> u64 {
    packed.saturating_mul(RATIO).clamp(SMALL, LARGE)
}

impl<'b> Package<'b> {
    /// Reads the list of parts.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, BookError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
        let mut names = FxHashMap::default();
        for (i, name) in zip.file_names_raw().enumerate() {
            names.insert(folded(&String::from_utf8_lossy(name)), i);
        }
        Ok(Self { zip, names })
    }

    /// Returns whether there is a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&folded(name))
    }

    /// Opens a part.
    pub(super) fn part(&mut self, name: &str) -> Result<BufReader<Bounded<impl Read>>, BookError> {
        let idx = self.names.get(&folded(name)).copied();
        let idx = idx.ok_or_else(|| {
            BookError::Damaged(Both::of(format!("其中没有 {name}"), format!("{name} is not in the file")))
        })?;
        let file = self.zip.by_index(idx).map_err(|e| damaged(&e))?;
        let left = allowance(file.compressed_size());
        Ok(BufReader::with_capacity(1 << 16, Bounded { inner: file, left }))
    }
}

fn folded(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn damaged(error: &ZipError) -> BookError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => BookError::Encrypted,
        other => BookError::of_library("压缩包不完整", other),
    }
}

/// A reader that fails when more comes than there may be.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| io::Error::other(TOO_LARGE))?;
        Ok(n)
    }
}

/// What a part that inflates without end is called.
pub(super) const TOO_LARGE: &str = "a part of the file unpacks to more than any workbook needs";
