//! Files under watch: every byte that is read goes into a digest, so that it can be told whether two runs read the same.
//!
//! The digest is of the bytes, not of what the rules made of them: other rules, the same files, the same digest. What a
//! file is called and in which order files are read does not count.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::digest::hexadecimal;
use dabiao_lang::source::{Entry, Files, Refusal};

/// Of each file the longest reading: how many bytes, and their digest. A file is often opened twice, first for its head.
type Readings = Mutex<BTreeMap<String, (u64, [u8; 32])>>;

/// Files whose bytes are counted as they are read; by several threads where the files can be.
pub(super) struct Watched<'f, F: Files + ?Sized> {
    inner: &'f F,
    read: Readings,
}

/// Returns the readings; a thread that fell while it held them left them whole.
fn held(read: &Readings) -> MutexGuard<'_, BTreeMap<String, (u64, [u8; 32])>> {
    read.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'f, F: Files + ?Sized> Watched<'f, F> {
    /// Returns the files under watch.
    pub(super) fn new(inner: &'f F) -> Self {
        Self { inner, read: Mutex::default() }
    }

    /// Returns the digest of all that was read so far.
    pub(super) fn digest(&self) -> String {
        let read = held(&self.read);
        let mut contents: Vec<&(u64, [u8; 32])> = read.values().collect();
        contents.sort();
        let mut hash = Sha256::new();
        hash.update(b"dabiao-data/1");
        for (n_bytes, digest) in contents {
            hash.update(n_bytes.to_be_bytes());
            hash.update(digest);
        }
        hexadecimal(&hash.finalize())
    }
}

impl<F: Files + ?Sized> Files for Watched<'_, F> {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        let inner = self.inner.open(path)?;
        Ok(Box::new(WatchedReader { inner, path: path.to_owned(), n_bytes: 0, hash: Sha256::new(), read: &self.read }))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        self.inner.list(path)
    }

    fn confine(&self, folder: &str, path: &str) -> Result<(), Refusal> {
        self.inner.confine(folder, path)
    }

    fn root_of(&self, path: &str) -> Option<String> {
        self.inner.root_of(path)
    }
}

/// One reading of one file.
struct WatchedReader<'f> {
    inner: Box<dyn Read + 'f>,
    path: String,
    n_bytes: u64,
    hash: Sha256,
    read: &'f Readings,
}

impl Read for WatchedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..n).unwrap_or_default());
        self.n_bytes += n as u64;
        Ok(n)
    }
}

impl Drop for WatchedReader<'_> {
    fn drop(&mut self) {
        let mut read = held(self.read);
        let known = read.entry(std::mem::take(&mut self.path)).or_default();
        if self.n_bytes >= known.0 {
            *known = (self.n_bytes, std::mem::take(&mut self.hash).finalize().into());
        }
    }
}
