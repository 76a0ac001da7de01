//! What goes wrong while reading, gathered: a bounded list of findings, and what was left aside with counts.

use rustc_hash::FxHashMap;

use super::dataset::Ignored;
use super::place::{At, Sheet};
use crate::DataProblem;
use dabiao_lang::diag::{Both, Cell, Diagnostic, Place, Subject, sort};

/// How many findings are listed; the rest are counted.
const LISTED: usize = 10_000;
/// How many things left aside are listed one by one.
const IGNORED: usize = 1_000;

/// The findings of a run.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
    n_unlisted: u64,
    ignored: Vec<Ignored>,
    /// Position in `ignored` by table and what it is about.
    ignored_at: FxHashMap<(Sheet, String), usize>,
    n_ignored_unlisted: u64,
}

impl Findings {
    /// Adds a finding, or counts it when there are too many.
    pub(super) fn add(&mut self, at: At<'_>, problem: DataProblem) {
        self.push(|| Diagnostic::in_cell(at.cell(), problem));
    }

    /// Adds a finding about an indicator, an entity or a period.
    pub(super) fn add_about(&mut self, at: At<'_>, problem: DataProblem, subject: impl FnOnce() -> Subject) {
        self.push(|| Diagnostic::in_cell(at.cell(), problem).about(subject()));
    }

    /// Adds a finding without a place.
    pub(super) fn add_nowhere(&mut self, problem: DataProblem) {
        self.push(|| Diagnostic::new(Place::Nowhere, problem));
    }

    /// Adds a finding that was made elsewhere.
    pub(super) fn add_made(&mut self, diagnostic: Diagnostic) {
        self.push(|| diagnostic);
    }

    /// Adds a finding that is made only if it will be listed.
    pub(super) fn add_lazily(&mut self, make: impl FnOnce() -> Diagnostic) {
        self.push(make);
    }

    fn push(&mut self, make: impl FnOnce() -> Diagnostic) {
        if self.list.len() < LISTED {
            self.list.push(make());
        } else {
            self.n_unlisted += 1;
        }
    }

    /// Counts something left aside; equal things of one file are counted together, at the first place.
    pub(super) fn ignore(&mut self, at: At<'_>, key: &str, what: impl FnOnce() -> Both) {
        self.ignore_many(at, key, 1, what);
    }

    /// Counts things left aside, if there are any.
    pub(super) fn ignore_some(&mut self, at: At<'_>, key: &str, count: u64, what: impl FnOnce() -> Both) {
        if count > 0 {
            self.ignore_many(at, key, count, what);
        }
    }

    /// Counts several things left aside.
    pub(super) fn ignore_many(&mut self, at: At<'_>, key: &str, count: u64, what: impl FnOnce() -> Both) {
        if self.ignored.len() >= IGNORED && !self.ignored_at.contains_key(&(at.sheet.clone(), key.to_owned())) {
            self.n_ignored_unlisted += count;
            return;
        }
        let position = *self.ignored_at.entry((at.sheet.clone(), key.to_owned())).or_insert_with(|| {
            self.ignored.push(Ignored { cell: at.cell(), what: what(), count: 0 });
            self.ignored.len() - 1
        });
        if let Some(ignored) = self.ignored.get_mut(position) {
            ignored.count += count;
        }
    }

    /// Takes what another run found after what this one did.
    pub(super) fn absorb(&mut self, other: Findings) {
        for diagnostic in other.list {
            self.push(|| diagnostic);
        }
        self.n_unlisted += other.n_unlisted;
        let mut keys: Vec<Option<(Sheet, String)>> = other.ignored.iter().map(|_| None).collect();
        for (key, position) in other.ignored_at {
            if let Some(slot) = keys.get_mut(position) {
                *slot = Some(key);
            }
        }
        for ((sheet, key), Ignored { cell, what, count }) in keys.into_iter().flatten().zip(other.ignored) {
            let at = At { sheet: &sheet, row: cell.row, column: cell.column };
            self.ignore_many(at, &key, count, || what);
        }
        self.n_ignored_unlisted += other.n_ignored_unlisted;
    }

    /// Returns the findings and what was left aside, sorted by place.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, Vec<Ignored>) {
        sort(&mut self.list);
        if self.n_unlisted > 0 {
            self.list.push(Diagnostic::new(Place::Nowhere, DataProblem::FindingsCapped { count: self.n_unlisted }));
        }
        self.ignored.sort_by(|a, b| (&a.cell, &a.what.zh).cmp(&(&b.cell, &b.what.zh)));
        if self.n_ignored_unlisted > 0 {
            let what = Both::new("其他没有采用的内容", "other things left aside");
            self.ignored.push(Ignored { cell: Cell::default(), what, count: self.n_ignored_unlisted });
        }
        (self.list, self.ignored)
    }
}
