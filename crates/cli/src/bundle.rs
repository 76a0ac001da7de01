//! The files of an evaluation as a bundle keeps them: recorded while they are read, and read again from there.
//!
//! INVARIANT: what the evaluation read is what the bundle holds, even if the disk changes meanwhile: a file is copied
//! when it is first opened, and only the copy is read. Reading again touches nothing outside the bundle.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::disk::Disk;
use dabiao_diff::evidence::{Folder, Input, Sums, hex, shelf};
use dabiao_lang::source::{Entry, EntryKind, Files, Refusal};

/// The disk, with a copy of everything that is read.
#[derive(Debug)]
pub(crate) struct Recorder {
    root: PathBuf,
    seen: RefCell<Seen>,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The path in the bundle by name.
    paths: BTreeMap<String, String>,
    folders: BTreeMap<String, Folder>,
    /// The digests of the copies.
    pub sums: Sums,
    /// What was there and could not be read, with the reason.
    pub unreadable: Option<(String, String)>,
}

impl Seen {
    /// Returns the files and folders as the seal names them.
    pub fn parts(&self) -> (Vec<Input>, Vec<Folder>) {
        let input = |(name, path): (&String, &String)| Input { name: name.clone(), path: path.clone() };
        (self.paths.iter().map(input).collect(), self.folders.values().cloned().collect())
    }
}

impl Recorder {
    /// Returns a recorder that copies into a folder.
    pub fn new(root: PathBuf) -> Self {
        Self { root, seen: RefCell::default() }
    }

    /// Returns what was read.
    pub fn finish(self) -> Seen {
        self.seen.into_inner()
    }

    /// Returns the path of the copy, which is made when it is first asked for.
    fn copy(&self, name: &str) -> io::Result<PathBuf> {
        if let Some(path) = self.seen.borrow().paths.get(name) {
            return Ok(self.root.join(path));
        }
        let mut source = Disk.open(name)?;
        let mut seen = self.seen.borrow_mut();
        let taken: BTreeSet<String> = seen.paths.values().cloned().collect();
        let path = shelf(name, &taken);
        let digest = copy(&mut source, &self.root.join(&path))?;
        seen.paths.insert(name.to_owned(), path.clone());
        seen.sums.0.insert(path.clone(), digest);
        Ok(self.root.join(path))
    }

    fn note<T>(&self, name: &str, read: io::Result<T>) -> io::Result<T> {
        if let Err(why) = &read {
            let mut seen = self.seen.borrow_mut();
            seen.unreadable.get_or_insert_with(|| (name.to_owned(), why.to_string()));
        }
        read
    }
}

impl Files for Recorder {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        let copy = self.note(path, self.copy(path))?;
        Ok(Box::new(fs::File::open(copy)?))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        let entries = self.note(path, Disk.list(path))?;
        if let Some(entries) = &entries {
            let named = |kind: EntryKind| {
                let mut names: Vec<String> =
                    entries.iter().filter(|e| e.kind == kind).map(|e| e.path.clone()).collect();
                names.sort();
                names
            };
            let folder = Folder {
                name: path.to_owned(),
                files: named(EntryKind::File),
                folders: named(EntryKind::Folder),
                special: named(EntryKind::Special),
            };
            self.seen.borrow_mut().folders.insert(path.to_owned(), folder);
        }
        Ok(entries)
    }

    fn confine(&self, folder: &str, path: &str) -> Result<(), Refusal> {
        let confined = Disk.confine(folder, path);
        if let Err(why) = confined {
            // The bundle could not show again what was not read.
            let why = match why {
                Refusal::Outside => "a link that leads out",
                Refusal::NoFile => "a device, a pipe or a socket",
            };
            self.seen.borrow_mut().unreadable.get_or_insert_with(|| (path.to_owned(), why.to_owned()));
        }
        confined
    }

    fn root_of(&self, path: &str) -> Option<String> {
        Disk.root_of(path)
    }
}

/// Copies to a new file, with its folders, and returns the digest of what was copied.
fn copy(source: &mut dyn Read, path: &Path) -> io::Result<String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    pass(source, &mut fs::File::create_new(path)?)
}

/// Passes everything on and returns its digest.
fn pass(source: &mut dyn Read, target: &mut dyn Write) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = source.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..n).filter(|b| !b.is_empty()) else { return Ok(hex(&hash.finalize())) };
        hash.update(bytes);
        target.write_all(bytes)?;
    }
}

/// Writes a file of the bundle and returns its digest.
pub(crate) fn write(root: &Path, path: &str, bytes: &[u8]) -> io::Result<String> {
    let mut bytes = bytes;
    copy(&mut bytes, &root.join(path))
}

/// The files of a bundle under the names that they had, and nothing else.
#[derive(Debug)]
pub(crate) struct Replay {
    root: PathBuf,
    paths: BTreeMap<String, String>,
    folders: BTreeMap<String, Folder>,
}

impl Replay {
    /// Returns the files of a bundle; the paths of `inputs` must be safe.
    pub fn new(root: &Path, inputs: &[Input], folders: &[Folder]) -> Self {
        Self {
            root: root.to_owned(),
            paths: inputs.iter().map(|i| (i.name.clone(), i.path.clone())).collect(),
            folders: folders.iter().map(|f| (f.name.clone(), f.clone())).collect(),
        }
    }
}

fn not_sealed(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, name.to_owned())
}

impl Files for Replay {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        let kept = self.paths.get(path).ok_or_else(|| not_sealed(path))?;
        Ok(Box::new(fs::File::open(self.root.join(kept))?))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        let Some(folder) = self.folders.get(path) else {
            return if self.paths.contains_key(path) { Ok(None) } else { Err(not_sealed(path)) };
        };
        let kinds = [
            (EntryKind::File, &folder.files),
            (EntryKind::Folder, &folder.folders),
            (EntryKind::Special, &folder.special),
        ];
        let entries = |(kind, paths): (EntryKind, &Vec<String>)| {
            paths.iter().map(|path| Entry { path: path.clone(), kind }).collect::<Vec<_>>()
        };
        Ok(Some(kinds.into_iter().flat_map(entries).collect()))
    }

    /// What the bundle holds was let through when it was made.
    fn confine(&self, _: &str, _: &str) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Returns the digest of every file below a folder, by path with `/`; a link anywhere is an error that names it.
pub(crate) fn digests(root: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![String::new()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file() {
                found.insert(path, pass(&mut fs::File::open(entry.path())?, &mut io::sink())?);
            } else {
                return Err(io::Error::new(io::ErrorKind::InvalidData, path));
            }
        }
    }
    Ok(found)
}
