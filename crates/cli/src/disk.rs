//! The files of the machine: the one place where the tool reads a disk.
//!
//! INVARIANT: whatever is opened can be opened again and holds the same bytes. A stream (`-`, or a pipe that the user
//! names) can be read once only, so that it is read whole when it is first opened and kept. A device may never end and is
//! refused. A table in a database is read like a stream (see [`database`]). What nobody named is confined ([`Files::confine`]): a plain file, and no link that leads out of where it belongs.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::database;
use dabiao_lang::diag::{Both, told};
use dabiao_lang::source::{Entry, EntryKind, Files, Refusal};

/// The disk; `-` is standard input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// Whether what lies outside may be read: `--allow-outside`, set once before anything is read.
static MAY_LEAD_OUT: AtomicBool = AtomicBool::new(false);

/// Lets `use` and links lead wherever they do.
pub(super) fn allow_outside() {
    MAY_LEAD_OUT.store(true, Ordering::Relaxed);
}

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
        if let Some(address) = database::parse(path) {
            let address = address.map_err(told)?;
            return Ok(Box::new(stream(path, || Ok(Box::new(io::Cursor::new(database::read(&address)?))))?));
        }
        match named(&fs::metadata(path)?) {
            Named::File | Named::Folder => Ok(Box::new(fs::File::open(path)?)),
            Named::Pipe => Ok(Box::new(stream(path, || Ok(Box::new(fs::File::open(path)?)))?)),
            Named::Device => Err(told(Both::new("它是设备，不是文件", "it is a device, not a file"))),
        }
    }

    fn across_threads(&self) -> Option<&(dyn Files + Sync)> {
        Some(self)
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if path == "-" || database::parse(path).is_some() || !fs::metadata(path)?.is_dir() {
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

    fn confine(&self, folder: &str, path: &str) -> Result<(), Refusal> {
        let may_lead_out = MAY_LEAD_OUT.load(Ordering::Relaxed);
        // What is not there leads nowhere by a link; its name alone tells whether it may be asked for.
        let Ok(real) = fs::canonicalize(path) else {
            let is_below = whole(folder).zip(whole(path)).is_some_and(|(outer, inner)| inner.starts_with(outer));
            return if may_lead_out || is_below { Ok(()) } else { Err(Refusal::Outside) };
        };
        let is_below = fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder));
        if !is_below && !may_lead_out {
            return Err(Refusal::Outside);
        }
        match fs::metadata(&real).map(|found| named(&found)) {
            Ok(Named::File | Named::Folder) | Err(_) => Ok(()),
            Ok(Named::Pipe | Named::Device) => Err(Refusal::NoFile),
        }
    }

    fn real_path(&self, path: &str) -> Option<String> {
        fs::canonicalize(path).ok().map(|real| real.to_string_lossy().into_owned())
    }

    fn root_of(&self, path: &str) -> Option<String> {
        let start = if path == "-" { "." } else { path };
        let real = fs::canonicalize(start).ok()?;
        let folders = || real.ancestors().filter(|folder| folder.is_dir());
        let marked = |mark: &str| folders().find(|folder| folder.join(mark).exists()).map(Path::to_owned);
        let root = marked(".git").or_else(|| marked("dabiao.toml"))?;
        Some(root.to_string_lossy().into_owned())
    }
}

/// Returns a path from the top without `.` and `..`, whether it is there or not.
fn whole(path: &str) -> Option<PathBuf> {
    let mut whole = PathBuf::new();
    let from_top = std::path::absolute(path).ok()?;
    for part in from_top.components() {
        match part {
            std::path::Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    Some(whole)
}
