//! The files of a page, in memory: what was put there is all that there is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::rc::Rc;

use dabiao_lang::source::{Entry, Files, MemoryFiles};

/// Files by path, with `/` between parts; they may change between two questions.
///
/// # Example
/// ```
/// use dabiao_lang::source::Files;
/// use dabiao_wasm::Shelf;
/// let shelf = Shelf::default();
/// shelf.put("计划/甲.rules", "产值 >= 5万元 by 2025".as_bytes());
/// assert_eq!(shelf.list("计划")?.map(|entries| entries.len()), Some(1));
/// shelf.remove("计划");
/// assert!(shelf.read("计划/甲.rules").is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Shelf {
    files: RefCell<BTreeMap<String, Rc<[u8]>>>,
}

impl Shelf {
    /// Puts a file there, in place of what had its path.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        self.files.borrow_mut().insert(path.to_owned(), bytes.into());
    }

    /// Takes a file away, or a folder with all that is in it.
    pub fn remove(&self, path: &str) {
        let below = format!("{}/", path.trim_end_matches('/'));
        self.files.borrow_mut().retain(|name, _| name != path && !name.starts_with(&below));
    }

    fn find(&self, path: &str) -> Option<Rc<[u8]>> {
        self.files.borrow().get(path).cloned()
    }
}

impl Files for Shelf {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        match self.find(path) {
            Some(bytes) => Ok(Box::new(Cursor::new(bytes))),
            None => Err(io::Error::new(io::ErrorKind::NotFound, path.to_owned())),
        }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        // Names alone: the contents of files are not looked at when a folder is listed.
        let names = self.files.borrow().keys().map(|name| (name.clone(), Vec::new())).collect::<Vec<_>>();
        MemoryFiles::new(names).list(path)
    }
}
