//! One rule through the history of its files: [`log()`] says what became of it at each commit, [`blame()`] which commit
//! set each of its targets.
//!
//! The history itself comes through [`Archive`], which `cli` implements over git. Renames of files and of IDs are followed
//! by what is asked. INVARIANT: layout, units and the language of keywords never make a step.

mod blame;
mod budget;
mod chart;
mod document;
mod guard;
mod json;
#[cfg(feature = "html")]
mod page;
mod walk;

use std::rc::Rc;

pub use blame::{Blame, Blamed, BlamedPart, blame};
pub use budget::{Asking, Budget, BudgetJson, Spent, budget, budget_document, budget_json};
pub use document::{blame_document, log_document};
pub use guard::{Guard, GuardJson, Seen, guard_document, guard_json};
pub use json::{BlameJson, LogJson, blame_json, log_json};
#[cfg(feature = "html")]
pub use page::log_page;
pub use walk::{Log, Step, Walker, log};

use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Both;

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
    /// Who put it into the history. Both names, and both dates, are what their writers wished to be read.
    pub committer: String,
    /// When it was put into the history.
    pub committed: String,
    /// Whether commits before it are not here: a shallow clone ends with it.
    pub is_cut: bool,
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

    /// Returns the committer where somebody else put the commit into the history than wrote it.
    pub fn other_committer(&self) -> Option<&str> {
        Some(self.committer.as_str()).filter(|c| !c.is_empty() && *c != self.author)
    }

    /// Returns the first of two moments, both as git writes them; `None` where one cannot be read.
    fn moment(date: &str) -> Option<chrono::DateTime<chrono::FixedOffset>> {
        chrono::DateTime::parse_from_rfc3339(date).ok()
    }

    /// Returns whether it says that it was written before another one that it builds on.
    pub fn claims_to_precede(&self, parent: &Commit) -> bool {
        let before = |a: &str, b: &str| Self::moment(a).zip(Self::moment(b)).is_some_and(|(a, b)| a < b);
        before(&self.date, &parent.date) || before(&self.committed, &parent.committed)
    }
}

/// What git says of the signature of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// There is none.
    No,
    /// It is the signature of somebody whom this repository trusts.
    Good(String),
    /// There is one that cannot be traced to anybody trusted.
    Unknown,
    /// It is not the signature of this commit, or of a key that is revoked.
    Bad,
}

impl Signed {
    /// Returns the word of the JSON contract.
    pub fn as_str(&self) -> &'static str {
        match self {
            Signed::No => "none",
            Signed::Good(_) => "good",
            Signed::Unknown => "unknown",
            Signed::Bad => "bad",
        }
    }

    /// Returns the words in both languages.
    pub fn words(&self) -> Both {
        match self {
            Signed::No => Both::new("没有签名", "not signed"),
            Signed::Good(who) => Both::of(format!("{who} 签名，有效"), format!("signed by {who}, valid")),
            Signed::Unknown => Both::new("有签名，不知是谁的", "signed by an unknown key"),
            Signed::Bad => Both::new("签名无效", "the signature is not valid"),
        }
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

    /// Returns what is known of the signature of a commit.
    fn signature(&self, _commit: usize) -> Signed {
        Signed::Unknown
    }

    /// Returns the rules of a commit; files that are not there are left out.
    fn version(&self, commit: usize, extent: &Extent) -> Version;
}
