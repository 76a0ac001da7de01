//! The files of the machine: the one place where the tool reads a disk.
//!
//! A person may name anything that can be read to its end: a file, a pipe. What nobody named is confined
//! ([`Files::confine`]): it has to be a plain file, and no link may lead out of where it belongs. INVARIANT: a pipe and
//! standard input are read once, whoever asks for them again gets the same bytes; a device is never read.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use dabiao_lang::source::{Entry, Files, Refusal};

/// The disk; `-` is standard input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// Whether what lies outside may be read: `--allow-outside`, set once before anything is read.
static MAY_LEAD_OUT: AtomicBool = AtomicBool::new(false);

/// What pipes gave, which can be read only once.
static PIPES: Mutex<BTreeMap<String, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

/// Lets `use` and links lead wherever they do.
pub(super) fn allow_outside() {
    MAY_LEAD_OUT.store(true, Ordering::Relaxed);
}

/// Returns the bytes of a pipe, read when they are first asked for.
fn piped(path: &str, open: impl FnOnce() -> io::Result<Box<dyn Read>>) -> io::Result<Box<dyn Read>> {
    let mut pipes = PIPES.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = match pipes.get(path) {
        Some(bytes) => bytes.clone(),
        None => {
            let mut bytes = Vec::new();
            open()?.read_to_end(&mut bytes)?;
            pipes.entry(path.to_owned()).or_insert(bytes.into()).clone()
        }
    };
    Ok(Box::new(io::Cursor::new(bytes)))
}

/// What can be read under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A file or folder.
    Plain,
    /// A pipe.
    Pipe,
    /// A device or a socket.
    Special,
}

#[cfg(unix)]
fn sort(found: &fs::Metadata) -> Sort {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = found.file_type();
    match () {
        () if kind.is_fifo() => Sort::Pipe,
        () if kind.is_char_device() || kind.is_block_device() || kind.is_socket() => Sort::Special,
        () => Sort::Plain,
    }
}

#[cfg(not(unix))]
fn sort(found: &fs::Metadata) -> Sort {
    if found.is_file() || found.is_dir() { Sort::Plain } else { Sort::Special }
}

impl Files for Disk {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        if path == "-" {
            return piped(path, || Ok(Box::new(io::stdin())));
        }
        let found = fs::metadata(path)?;
        match sort(&found) {
            Sort::Plain => Ok(Box::new(fs::File::open(path)?)),
            Sort::Pipe => piped(path, || Ok(Box::new(fs::File::open(path)?))),
            // The empty device ends at once, and stands for "nothing" on many command lines.
            Sort::Special if path == "/dev/null" => Ok(Box::new(io::empty())),
            Sort::Special => Err(io::Error::new(io::ErrorKind::InvalidInput, "a device or a socket, which has no end")),
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
            entries.push(Entry { path: full, is_folder: fs::metadata(entry.path()).is_ok_and(|m| m.is_dir()) });
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
        match fs::metadata(&real).map(|found| sort(&found)) {
            Ok(Sort::Plain) | Err(_) => Ok(()),
            Ok(Sort::Pipe | Sort::Special) => Err(Refusal::NoFile),
        }
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
