//! Trees and blobs through one running `git cat-file --batch`; each object is read once, and trees share what is the same.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::rc::Rc;

use super::command;

/// A folder of a revision.
#[derive(Debug, Default)]
pub(super) struct Folder(pub(super) BTreeMap<String, Node>);

/// What a name in a folder stands for.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Folder(Rc<Folder>),
    /// The ID of its content.
    File(String),
    /// The ID of the text that names what it leads to.
    Link(String),
}

impl Folder {
    /// Adds a file of a flat list.
    pub(super) fn put(&mut self, path: &str, mode: &str, id: &str) {
        let Some((folder, rest)) = path.split_once('/') else {
            self.0.extend(Node::of(mode, id).map(|node| (path.to_owned(), node)));
            return;
        };
        let node = self.0.entry(folder.to_owned()).or_insert_with(|| Node::Folder(Rc::default()));
        if let Node::Folder(below) = node
            && let Some(below) = Rc::get_mut(below)
        {
            below.put(rest, mode, id);
        }
    }
}

impl Node {
    /// What another repository holds is not here.
    fn of(mode: &str, id: &str) -> Option<Self> {
        match mode {
            "160000" => None,
            "120000" => Some(Node::Link(id.to_owned())),
            _ => Some(Node::File(id.to_owned())),
        }
    }
}

/// The objects of a repository.
#[derive(Debug, Default)]
pub(super) struct Objects {
    batch: Option<Batch>,
    blobs: BTreeMap<String, Rc<[u8]>>,
    folders: BTreeMap<String, Rc<Folder>>,
}

/// Folders in folders that are followed.
const DEEPEST: u32 = 128;

impl Objects {
    /// Returns the content of a file.
    pub(super) fn blob(&mut self, id: &str) -> io::Result<Rc<[u8]>> {
        if let Some(bytes) = self.blobs.get(id) {
            return Ok(bytes.clone());
        }
        let bytes: Rc<[u8]> = self.read(id)?.into();
        self.blobs.insert(id.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// Returns the top folder of a commit.
    pub(super) fn files_of(&mut self, commit: &str) -> io::Result<Rc<Folder>> {
        self.folder(&format!("{commit}^{{tree}}"), commit.len() / 2, DEEPEST)
    }

    /// Reads a tree: `<mode> <name>\0<id>`, one after the other, the ID in bytes.
    fn folder(&mut self, id: &str, id_bytes: usize, depth: u32) -> io::Result<Rc<Folder>> {
        if let Some(folder) = self.folders.get(id) {
            return Ok(folder.clone());
        }
        let bytes = self.read(id)?;
        let broken = || io::Error::from(io::ErrorKind::InvalidData);
        let mut folder = Folder::default();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() && depth > 0 {
            let end = rest.iter().position(|b| *b == 0).ok_or_else(broken)?;
            let (head, tail) = rest.split_at_checked(end).ok_or_else(broken)?;
            let (own, tail) = tail.split_at_checked(1 + id_bytes).ok_or_else(broken)?;
            rest = tail;
            let head = String::from_utf8_lossy(head);
            let (mode, name) = head.split_once(' ').ok_or_else(broken)?;
            let own = dabiao_diff::evidence::hex(own.get(1..).unwrap_or_default());
            let node = match mode {
                "40000" => Some(Node::Folder(self.folder(&own, id_bytes, depth - 1)?)),
                mode => Node::of(mode, &own),
            };
            folder.0.extend(node.map(|n| (name.to_owned(), n)));
        }
        let folder = Rc::new(folder);
        self.folders.insert(id.to_owned(), folder.clone());
        Ok(folder)
    }

    fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        let batch = match &mut self.batch {
            Some(batch) => batch,
            none => none.insert(Batch::start()?),
        };
        batch.read(id)
    }
}

#[derive(Debug)]
struct Batch {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Drop for Batch {
    fn drop(&mut self) {
        // It would end by itself as its input closes; that it is gone already is no matter.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Batch {
    fn start() -> io::Result<Self> {
        let mut command = command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        let ask = child.stdin.take().ok_or_else(broken)?;
        let answer = BufReader::new(child.stdout.take().ok_or_else(broken)?);
        Ok(Self { child, ask, answer })
    }

    /// Asks for an object; the answer is `<id> <type> <size>`, a line end, the content, a line end.
    fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        writeln!(self.ask, "{id}")?;
        self.ask.flush()?;
        let mut head = String::new();
        self.answer.read_line(&mut head)?;
        let size = head.split_whitespace().nth(2).and_then(|s| s.parse::<usize>().ok());
        let size = size.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, head.trim().to_owned()))?;
        let mut bytes = Vec::new();
        let n = self.answer.by_ref().take(size as u64 + 1).read_to_end(&mut bytes)?;
        if n != size + 1 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        bytes.truncate(size);
        Ok(bytes)
    }
}
