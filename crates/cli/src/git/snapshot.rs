//! The files of a revision, and of the work tree, under the names by which a user knows them.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use super::super::disk::Disk;
use super::Git;
use super::objects::{Folder, Node, Objects};
use dabiao_lang::source::{Entry, EntryKind, Files, Refusal};

/// What a revision holds, or the work tree.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    root: String,
    /// What stands before a name that counts from the current folder.
    prefix: String,
    top: Rc<Folder>,
    contents: Contents,
}

/// Where the content of a file is.
#[derive(Debug, Clone)]
enum Contents {
    /// Under its ID among the objects.
    Objects(Rc<RefCell<Objects>>),
    /// On the disk, its path from the top being its ID.
    Disk,
}

/// Links that lead to links are followed so far.
const LONGEST_CHAIN: u32 = 8;

impl Snapshot {
    pub(super) fn new(git: &Git, top: Rc<Folder>) -> Self {
        let contents = Contents::Objects(git.objects.clone());
        Self { root: git.root.clone(), prefix: git.prefix.clone(), top, contents }
    }

    /// Returns the files of the work tree that git knows or would add; their IDs are their paths.
    pub(super) fn on_disk(git: &Git, top: Rc<Folder>) -> Self {
        Self { root: git.root.clone(), prefix: git.prefix.clone(), top, contents: Contents::Disk }
    }

    fn content(&self, id: &str) -> io::Result<Rc<[u8]>> {
        match &self.contents {
            Contents::Objects(objects) => objects.borrow_mut().blob(id),
            Contents::Disk => Ok(Disk.read(&self.confined(id)?)?.into()),
        }
    }

    /// The name of a file of the work tree; a link that leads out of it, or a pipe, is no file of it.
    fn confined(&self, id: &str) -> io::Result<String> {
        let name = self.on_top(id);
        match Disk.confine(&self.root, &name) {
            Ok(()) => Ok(name),
            Err(Refusal::Outside) => Err(refused("a link that leads out of the work tree")),
            Err(Refusal::NoFile) => Err(refused("a device, a pipe or a socket")),
        }
    }

    fn on_top(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    /// A file of the work tree that git ignores is there all the same for a rule that uses it.
    fn ignored(&self, name: &str) -> Option<String> {
        let path = below_top(&self.root, &self.prefix, name)?;
        let is_there = matches!(self.contents, Contents::Disk) && std::path::Path::new(&self.on_top(&path)).is_file();
        is_there.then_some(path)
    }

    /// Returns the same files with names that count from the top of the repository.
    pub fn at_top(self) -> Self {
        Self { prefix: String::new(), ..self }
    }

    /// Returns whether there are rules under a name: a file of that name, or rule files in a folder.
    pub fn has_rules(&self, name: &str) -> bool {
        match self.find(name, LONGEST_CHAIN) {
            Some(Node::Folder(folder)) => holds_rules(&folder),
            Some(_) => true,
            None => false,
        }
    }

    /// Returns the ID of the content of a file.
    pub fn id(&self, name: &str) -> Option<String> {
        match self.find(name, LONGEST_CHAIN) {
            Some(Node::File(id)) => Some(id),
            _ => None,
        }
    }

    /// Adds the names and IDs of the rule files under a name.
    pub fn rule_files(&self, name: &str, out: &mut Vec<(String, String)>) {
        match self.find(name, LONGEST_CHAIN) {
            Some(Node::Folder(folder)) => rule_files(&folder, name.trim_end_matches('/'), out),
            Some(Node::File(id) | Node::Link(id)) => out.push((name.to_owned(), id)),
            None => {}
        }
    }

    fn find(&self, name: &str, chain: u32) -> Option<Node> {
        let path = below_top(&self.root, &self.prefix, name)?;
        self.walk(&path, chain)
    }

    /// Goes down from the top; a link is replaced by what it leads to.
    fn walk(&self, path: &str, chain: u32) -> Option<Node> {
        let mut node = Node::Folder(self.top.clone());
        let mut walked = String::new();
        for part in path.split('/').filter(|p| !p.is_empty()) {
            let Node::Folder(folder) = &node else { return None };
            let next = folder.0.get(part)?.clone();
            node = match next {
                Node::Link(id) => {
                    let target = self.content(&id).ok()?;
                    let target = String::from_utf8_lossy(&target).into_owned();
                    if target.starts_with('/') || chain == 0 {
                        return None;
                    }
                    self.walk(&inside(&format!("{walked}/{target}"))?, chain - 1)?
                }
                other => other,
            };
            walked = format!("{walked}/{part}");
        }
        Some(node)
    }
}

fn holds_rules(folder: &Folder) -> bool {
    folder.0.iter().any(|(name, node)| match node {
        Node::Folder(below) => holds_rules(below),
        Node::File(_) | Node::Link(_) => name.ends_with(".rules"),
    })
}

fn rule_files(folder: &Folder, path: &str, out: &mut Vec<(String, String)>) {
    for (name, node) in &folder.0 {
        let whole = join(path, name);
        match node {
            Node::Folder(below) => rule_files(below, &whole, out),
            Node::File(id) | Node::Link(id) if name.ends_with(".rules") => out.push((whole, id.clone())),
            Node::File(_) | Node::Link(_) => {}
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || folder == "." { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Returns the path from the top of what a user calls by a name; `None` if that is outside.
pub(super) fn below_top(root: &str, prefix: &str, name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let rest = name.strip_prefix(root).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match rest {
        Some(below) => inside(below),
        None if name.starts_with('/') => None,
        None => inside(&format!("{prefix}/{name}")),
    }
}

/// Returns a path without `.` and `..`, or `None` if it leads out.
fn inside(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

fn absent(path: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, path.to_owned())
}

impl Files for Snapshot {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        match self.find(path, LONGEST_CHAIN) {
            Some(Node::File(id)) => Ok(Box::new(io::Cursor::new(self.content(&id)?))),
            _ => match self.ignored(path) {
                Some(id) => Ok(Box::new(io::Cursor::new(self.content(&id)?))),
                None => Err(absent(path)),
            },
        }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        let folder = match self.find(path, LONGEST_CHAIN) {
            Some(Node::Folder(folder)) => folder,
            Some(_) => return Ok(None),
            None => return self.ignored(path).map(|_| None).ok_or_else(|| absent(path)),
        };
        let base = path.trim_end_matches('/');
        let entry = |(name, node): (&String, &Node)| {
            let whole = join(base, name);
            let is_folder = match node {
                Node::Folder(_) => true,
                Node::File(_) => false,
                Node::Link(_) => matches!(self.find(&whole, LONGEST_CHAIN), Some(Node::Folder(_))),
            };
            Entry { path: whole, kind: if is_folder { EntryKind::Folder } else { EntryKind::File } }
        };
        Ok(Some(folder.0.iter().map(entry).collect()))
    }

    /// A revision holds no devices, and no name leads out of it.
    fn confine(&self, _: &str, path: &str) -> Result<(), Refusal> {
        below_top(&self.root, &self.prefix, path).map(|_| ()).ok_or(Refusal::Outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_paths_from_the_top_and_lead_nowhere_else() {
        let path = |name| below_top("/home/县 a", "规则/", name);
        assert_eq!(path("a.rules").as_deref(), Some("规则/a.rules"));
        assert_eq!(path("../b/./a.rules").as_deref(), Some("b/a.rules"));
        assert_eq!(path(".").as_deref(), Some("规则"));
        assert_eq!(path("/home/县 a/x").as_deref(), Some("x"));
        assert_eq!(path("../../x"), None);
        assert_eq!(path("/etc/passwd"), None);
        assert_eq!(path("/home/县 ab/x"), None);
    }
}
