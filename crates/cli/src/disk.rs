//! The files of the machine: the one place where the tool reads a disk.

use std::fs;
use std::io;
use std::path::Path;

use dabiao_lang::source::{Entry, Files};

/// The disk; `-` is standard input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        if path == "-" {
            return Ok(Box::new(io::stdin()));
        }
        Ok(Box::new(fs::File::open(path)?))
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
}
