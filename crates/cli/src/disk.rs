//! The files of the machine: the one place where the tool reads a disk.
//!
//! INVARIANT: whatever is opened can be opened again and holds the same bytes. A stream (`-`, or a pipe that the user
//! names) can be read once only, so that it is read whole when it is first opened and kept. A device may never end and is
//! refused.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use dabiao_lang::diag::{Both, told};
use dabiao_lang::source::{Entry, EntryKind, Files};

/// The disk; `-` is standard input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// What streams held, by the names under which they were opened; streams belong to the process, and so does this.
static STREAMS: Mutex<BTreeMap<String, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

/// What a path leads to.
enum Named {
    /// A file that can be opened as often as one likes.
    File,
    Folder,
    /// A pipe.
    Pipe,
    /// A device or a socket.
    Device,
}

fn named(metadata: &fs::Metadata) -> Named {
    let kind = metadata.file_type();
    if kind.is_dir() {
        return Named::Folder;
    }
    if kind.is_file() {
        return Named::File;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if !kind.is_fifo() {
            return Named::Device;
        }
    }
    Named::Pipe
}

/// Bytes that several readers share.
#[derive(Debug)]
struct Kept {
    bytes: Arc<[u8]>,
    at: usize,
}

impl Read for Kept {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        let n = rest.read(buf)?;
        self.at += n;
        Ok(n)
    }
}

/// Returns what a stream holds: read to its end the first time, kept from then on.
fn stream(path: &str, open: impl FnOnce() -> io::Result<Box<dyn Read>>) -> io::Result<Kept> {
    let mut streams = STREAMS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = streams.get(path) {
        return Ok(Kept { bytes: bytes.clone(), at: 0 });
    }
    let mut bytes = Vec::new();
    open()?.read_to_end(&mut bytes)?;
    let bytes: Arc<[u8]> = bytes.into();
    streams.insert(path.to_owned(), bytes.clone());
    Ok(Kept { bytes, at: 0 })
}

impl Files for Disk {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        if path == "-" {
            return Ok(Box::new(stream(path, || Ok(Box::new(io::stdin())))?));
        }
        match named(&fs::metadata(path)?) {
            Named::File | Named::Folder => Ok(Box::new(fs::File::open(path)?)),
            Named::Pipe => Ok(Box::new(stream(path, || Ok(Box::new(fs::File::open(path)?)))?)),
            Named::Device => Err(told(Both::new("它是设备，不是文件", "it is a device, not a file"))),
        }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if path == "-" || !fs::metadata(path)?.is_dir() {
            return Ok(None);
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            // A name that is not Unicode is shown with replacement marks; opening it then fails with its name.
            let name = entry.file_name().to_string_lossy().into_owned();
            let full = Path::new(path).join(&name).to_string_lossy().replace('\\', "/");
            let kind = match fs::metadata(entry.path()).map(|m| named(&m)) {
                Ok(Named::Folder) => EntryKind::Folder,
                Ok(Named::Pipe | Named::Device) => EntryKind::Special,
                // A link that leads nowhere fails when it is opened, with its name.
                Ok(Named::File) | Err(_) => EntryKind::File,
            };
            entries.push(Entry { path: full, kind });
        }
        Ok(Some(entries))
    }
}
