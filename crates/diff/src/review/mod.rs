//! Changes as people and programs read them: side by side, for a pull request, as a page, as JSON; and which of them
//! somebody has accepted.
//!
//! | file | for |
//! |---|---|
//! | `filter` | which changes are wanted: `--only relaxed,threshold` |
//! | `approval` | lists of accepted changes, and what they leave open |
//! | `harm` | which changes are proved harmless: what a gate lets through |
//! | `document` | a [`Document`](dabiao_report::Document): the suspicious first, grouped by cause |
//! | `net` | flips that what was proved leaves no room for: `proof-contradicted` |
//! | `json` | `dabiao.diff/1` |
//!
//! INVARIANT: nothing here decides what a change is; `diff` does.

mod approval;
mod document;
mod filter;
mod harm;
mod json;
mod marks;
mod net;
mod problem;
mod words;

pub use approval::{Approval, Occasion, Sorted, entry, read, sort};
pub use document::{Form, document};
pub use filter::Filter;
pub use harm::is_harmless;
pub use json::{DiffJson, Places, json};
pub use marks::marked;
pub use net::contradictions;
pub use problem::{ApprovalProblem, NetProblem};
pub use words::{kind_word, tone};

use crate::diff::{Change, Diff, Impact};
use dabiao_lang::diag::Diagnostic;

/// What is told about two versions.
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    /// All changes.
    pub diff: &'a Diff,
    /// The two versions as the user named them.
    pub titles: [&'a str; 2],
    /// The changes that are wanted and that nobody has accepted.
    pub open: &'a [&'a Change],
    /// The changes that somebody has accepted.
    pub accepted: &'a [(&'a Change, &'a Approval)],
    /// What the changes were chosen by.
    pub filter: &'a Filter,
    /// How many differences were left out by it.
    pub n_left_out: usize,
    /// What is wrong with the list of accepted changes, and what contradicts a proof.
    pub faults: &'a [Diagnostic],
    /// What the changes do to results.
    pub impact: Option<&'a Impact>,
}
