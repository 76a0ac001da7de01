//! Where text comes from: files, positions in them, and the trait through which the library sees the outside world.
//!
//! A [`Span`] is a file and two byte offsets. Lines and columns (both counted from 1, columns in characters) are
//! computed here and nowhere else. INVARIANT: nothing below `cli` reads a file except through [`Files`].

use std::fmt;
use std::io;

/// Identifies one source text within a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in one file, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the span of the bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// Returns the smallest span that holds both; the file is that of `self`.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the range of bytes, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// One source text with the name under which a user knows it.
#[derive(Debug, Clone)]
pub struct Source {
    id: FileId,
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl Source {
    /// Returns the id.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Returns the name, usually a path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text of a span, or "" where the span does not fit this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Returns the line and column of a byte offset; an offset inside a character counts as its start.
    pub fn position(&self, offset: u32) -> Position {
        let line_idx = self.line_starts.partition_point(|&s| s <= offset).saturating_sub(1);
        let start = self.line_starts.get(line_idx).copied().unwrap_or(0);
        let end = self.text.floor_char_boundary((offset as usize).min(self.text.len()));
        let column = self.text.get(start as usize..end).map_or(0, |s| s.chars().count());
        Position { line: line_idx as u32 + 1, column: column as u32 + 1 }
    }

    /// Returns the number, from 1, of the line that holds a byte offset.
    pub fn line_number(&self, offset: u32) -> u32 {
        self.line_starts.partition_point(|&s| s <= offset).max(1) as u32
    }

    /// Returns the byte offset at which the line that holds `offset` begins.
    pub fn line_start(&self, offset: u32) -> u32 {
        self.line_offset(self.line_number(offset))
    }

    /// Returns the byte offset at which a line, counted from 1, begins.
    pub fn line_offset(&self, line: u32) -> u32 {
        let line_idx = line.saturating_sub(1) as usize;
        self.line_starts.get(line_idx).copied().unwrap_or(self.text.len() as u32)
    }

    /// Returns the text of a line counted from 1, without its line end.
    pub fn line(&self, line: u32) -> &str {
        let at = |n: u32| self.line_starts.get(n as usize).map_or(self.text.len(), |&s| s as usize);
        let start = at(line.saturating_sub(1));
        self.text.get(start..at(line)).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

/// All source texts of one run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Returns an empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(self.sources.len() as u32);
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1));
        self.sources.push(Source { id, name: name.into(), text, line_starts });
        id
    }

    /// Returns the source of an id that this map gave out; any other id gives `None`.
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// Returns all sources in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }

    /// Returns the text of a span, or "".
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |s| s.slice(span))
    }

    /// Returns the name of the file of a span, or "".
    pub fn name(&self, span: Span) -> &str {
        self.get(span.file).map_or("", Source::name)
    }

    /// Returns the position of the start of a span.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.file).map_or(Position { line: 1, column: 1 }, |s| s.position(span.start))
    }
}

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The full path, with `/` between parts.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A file, or something that will fail when it is opened.
    File,
    /// A folder.
    Folder,
    /// A pipe, a socket or a device: reading it may never end, so that nobody opens it unless a user names it.
    Special,
}

impl Entry {
    /// Returns whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.kind == EntryKind::Folder
    }
}

/// Why a file that nobody named is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It lies outside of where it may lie, perhaps through a link.
    Outside,
    /// It is a device, a pipe or a socket.
    NoFile,
}

/// Returns whether a path lies in a folder, by its parts alone: neither is looked up, and links are not known here.
///
/// # Example
/// ```
/// use dabiao_lang::source::lies_in;
/// assert!(lies_in("rules", "rules/a.rules") && lies_in(".", "rules/a.rules") && lies_in("..", "../common/a.rules"));
/// assert!(!lies_in("rules", "rules/../a.rules") && !lies_in(".", "../a") && !lies_in(".", "/etc/passwd"));
/// ```
pub fn lies_in(folder: &str, path: &str) -> bool {
    let (outer, inner) = (Parts::of(folder), Parts::of(path));
    if outer.is_absolute != inner.is_absolute {
        return false;
    }
    match outer.names.is_empty() {
        true => inner.n_up <= outer.n_up,
        false => inner.n_up == outer.n_up && inner.names.starts_with(&outer.names),
    }
}

/// A path taken apart: how often it goes up, then the names that it goes down by.
struct Parts<'a> {
    is_absolute: bool,
    n_up: usize,
    names: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(path: &'a str) -> Self {
        let mut parts = Self { is_absolute: path.starts_with('/'), n_up: 0, names: Vec::new() };
        for part in path.split(['/', '\\']).filter(|p| !p.is_empty() && *p != ".") {
            match part {
                ".." if parts.names.pop().is_some() || parts.is_absolute => {}
                ".." => parts.n_up += 1,
                name => parts.names.push(name),
            }
        }
        parts
    }
}

/// The outside world as the library sees it: files by path, nothing else.
///
/// Implemented by the command line, by tests, and by whoever embeds the library.
pub trait Files {
    /// Opens a file for reading from its start.
    ///
    /// # Errors
    /// Whatever kept the file from being opened.
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>>;

    /// Returns the entries of a folder in any order, or `None` if the path is not a folder.
    ///
    /// # Errors
    /// Whatever kept the folder from being listed.
    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>>;

    /// Reads a whole file.
    ///
    /// # Errors
    /// Whatever kept the file from being read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut self.open(path)?, &mut bytes)?;
        Ok(bytes)
    }

    /// Says whether a path that no person named may be read: one found in a folder, or brought in by a file. It has to
    /// lie in `folder` and to be a plain file or a folder.
    ///
    /// Whoever reads a disk follows links here; without links the parts of the path tell.
    ///
    /// # Errors
    /// Why it may not. What is not there at all is no refusal: opening it will say so.
    fn confine(&self, folder: &str, path: &str) -> Result<(), Refusal> {
        if lies_in(folder, path) { Ok(()) } else { Err(Refusal::Outside) }
    }

    /// Returns the one path of a file that may be reached by several: from the root, links followed; `None` where a path
    /// says all there is to know.
    fn real_path(&self, _path: &str) -> Option<String> {
        None
    }

    /// Returns the folder that holds all that belongs together with a path, where something marks it.
    fn root_of(&self, _path: &str) -> Option<String> {
        None
    }

    /// Returns the files where several threads may read them at once; what is read is the same without.
    fn across_threads(&self) -> Option<&(dyn Files + Sync)> {
        None
    }
}

/// Files held in memory, for embedding and for tests.
///
/// # Example
/// ```
/// use dabiao_lang::source::{Files, MemoryFiles};
/// let files = MemoryFiles::new([("a/x.rules", "产值 >= 5万元 by 2025")]);
/// assert!(files.read("a/x.rules").is_ok());
/// assert_eq!(files.list("a")?.map(|e| e.len()), Some(1));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// Returns the files of an iterator of paths and contents.
    pub fn new<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Self { files: files.into_iter().map(|(p, b)| (p.into(), b.into())).collect() }
    }

    /// Puts a file in, in place of one of that path.
    pub fn put(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    /// Takes a file out, if it is there.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Files for MemoryFiles {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        match self.files.get(path) {
            Some(bytes) => Ok(Box::new(bytes.as_slice())),
            None => Err(io::Error::new(io::ErrorKind::NotFound, path.to_owned())),
        }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if self.files.contains_key(path) {
            return Ok(None);
        }
        let prefix = if path.is_empty() { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
        let mut entries: Vec<Entry> = self
            .files
            .keys()
            .filter_map(|k| k.strip_prefix(&prefix))
            .map(|rest| match rest.split_once('/') {
                Some((dir, _)) => Entry { path: format!("{prefix}{dir}"), kind: EntryKind::Folder },
                None => Entry { path: format!("{prefix}{rest}"), kind: EntryKind::File },
            })
            .collect();
        entries.dedup();
        if entries.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, path.to_owned()));
        }
        Ok(Some(entries))
    }

    fn across_threads(&self) -> Option<&(dyn Files + Sync)> {
        Some(self)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
