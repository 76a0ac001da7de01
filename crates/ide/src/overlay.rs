//! The texts of an editor laid over files: what is open counts, saved or not.

use std::collections::BTreeMap;
use std::io;

use dabiao_lang::source::{Entry, EntryKind, Files};

/// Files, some of which are open in an editor.
pub struct Overlay<'a> {
    /// What lies below.
    pub files: &'a dyn Files,
    /// The open texts by path.
    pub open: &'a BTreeMap<String, String>,
}

impl Files for Overlay<'_> {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        match self.open.get(path) {
            Some(text) => Ok(Box::new(text.as_bytes())),
            None => self.files.open(path),
        }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if self.open.contains_key(path) {
            return Ok(None);
        }
        let below = self.files.list(path);
        let prefix = if path.is_empty() { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
        let opened: Vec<&String> = self.open.keys().filter(|k| !prefix.is_empty() && k.starts_with(&prefix)).collect();
        if opened.is_empty() {
            return below;
        }
        // A file that is open and not saved yet stands in its folder all the same.
        let mut entries = below.ok().flatten().unwrap_or_default();
        for name in opened {
            let rest = name.strip_prefix(&prefix).unwrap_or("");
            let entry = match rest.split_once('/') {
                Some((folder, _)) => Entry { path: format!("{prefix}{folder}"), kind: EntryKind::Folder },
                None => Entry { path: name.clone(), kind: EntryKind::File },
            };
            if !entries.iter().any(|e| e.path == entry.path) {
                entries.push(entry);
            }
        }
        Ok(Some(entries))
    }
}
