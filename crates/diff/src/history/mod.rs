//! One rule through the history of its files: [`log()`] says what became of it at each commit, [`blame()`] which commit
//! set each of its targets.
//!
//! The history itself comes through [`Archive`], which `cli` implements over git. Renames of files and of IDs are followed
//! by what is asked. INVARIANT: layout, units and the language of keywords never make a step.

mod blame;
mod chart;
mod document;
mod json;
#[cfg(feature = "html")]
mod page;
mod walk;

use std::rc::Rc;

pub use blame::{Blame, Blamed, blame};
pub use document::{blame_document, log_document};
pub use json::{BlameJson, LogJson, blame_json, log_json};
#[cfg(feature = "html")]
pub use page::log_page;
pub use walk::{Log, Step, Walker, log};

use dabiao_lang::check::RuleSet;

/// A commit, or the files as they lie in the work tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its ID; empty for what is not committed.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// The author's address.
    pub email: String,
    /// When it was written, as in `2025-03-01T09:30:00+08:00`.
    pub date: String,
    /// The first line of what its author said.
    pub subject: String,
    /// Positions of the commits before it, among those that touched rule files.
    pub parents: Vec<usize>,
}

impl Commit {
    /// Returns the first characters of the ID.
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }

    /// Returns the day on which it was written, as its author saw it.
    pub fn day(&self) -> &str {
        self.date.get(..10).unwrap_or(&self.date)
    }

    /// Returns whether this is what is not committed.
    pub fn is_open(&self) -> bool {
        self.id.is_empty()
    }
}

/// The rules of one commit.
#[derive(Debug, Clone)]
pub struct Version {
    /// The rules.
    pub rules: Rc<RuleSet>,
    /// The files whose text could not be read, so that rules may be lacking.
    pub unreadable: Rc<[String]>,
}

/// Which files of a commit are read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extent {
    /// Those that the user asked for.
    Asked,
    /// One file, with what it uses.
    File(String),
    /// All that there are.
    Whole,
}

/// The history of rule files.
pub trait Archive {
    /// Returns the commits, children before parents; the first is where to begin.
    fn commits(&self) -> &[Commit];

    /// Returns the rules of a commit; files that are not there are left out.
    fn version(&self, commit: usize, extent: &Extent) -> Version;
}
