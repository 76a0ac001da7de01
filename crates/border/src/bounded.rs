//! The files of one request: those of the session, read no further than its limits allow.

use std::cell::Cell;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dabiao_lang::diag::{Both, told};
use dabiao_lang::source::{Entry, Files, MemoryFiles};

use crate::answer::{Failure, FailureKind};

/// Files that are counted as they are read.
pub(crate) struct Bounded {
    files: Arc<MemoryFiles>,
    n_left: Cell<u64>,
    is_over: Cell<bool>,
    /// Set when nobody waits for the answer any more.
    is_stopped: Arc<AtomicBool>,
}

impl Bounded {
    pub(crate) fn new(files: Arc<MemoryFiles>, n_lines: u64, is_stopped: Arc<AtomicBool>) -> Self {
        Self { files, n_left: Cell::new(n_lines), is_over: Cell::new(false), is_stopped }
    }

    /// Says whether everything that was asked for could be read.
    ///
    /// # Errors
    /// The limit that was reached; what was read until then is no whole.
    pub(crate) fn whole(&self) -> Result<(), Failure> {
        if self.is_over.get() { Err(Failure::new(FailureKind::Limit, lines())) } else { Ok(()) }
    }
}

fn lines() -> Both {
    Both::new("要读的行数超过了会话的上限", "there are more lines to read than the session allows")
}

impl Files for Bounded {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Counted { inner: self.files.open(path)?, of: self }))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        self.files.list(path)
    }
}

struct Counted<'b> {
    inner: Box<dyn Read + 'b>,
    of: &'b Bounded,
}

impl Read for Counted<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.of.is_stopped.load(Ordering::Relaxed) {
            return Err(io::Error::from(io::ErrorKind::TimedOut));
        }
        let n = self.inner.read(buf)?;
        let n_lines = buf.get(..n).unwrap_or_default().iter().filter(|b| **b == b'\n').count() as u64;
        match self.of.n_left.get().checked_sub(n_lines) {
            Some(left) => self.of.n_left.set(left),
            None => {
                self.of.is_over.set(true);
                return Err(told(lines()));
            }
        }
        Ok(n)
    }
}
