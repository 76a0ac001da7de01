//! A list of accepted changes, read from wherever the run reads its files.

use chrono::NaiveDate;

use super::Status;
use super::git::Git;
use super::output::Output;
use super::signature;
use dabiao_diff::diff::Diff;
use dabiao_diff::evidence::Signature;
use dabiao_diff::review::ApprovalProblem;
use dabiao_diff::review::{self, Approval, Occasion, Sorted};
use dabiao_lang::diag::{Both, Diagnostic, Place};
use dabiao_lang::source::{Files, SourceMap};

/// A list of accepted changes, read.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// The text, for showing places.
    pub sources: SourceMap,
    /// The entries that are whole.
    pub approvals: Vec<Approval>,
    /// What is wrong with the others.
    pub diagnostics: Vec<Diagnostic>,
    /// The day on which they are to count.
    pub day: NaiveDate,
    /// Whose signature the list bears, where one was asked for.
    pub signer: Option<String>,
}

impl Accepted {
    /// Reads a list.
    pub fn read(files: &dyn Files, path: &str, day: NaiveDate, out: &Output) -> Result<Self, Status> {
        let bytes = files
            .read(path)
            .map_err(|e| out.fail(&Both::of(format!("读不了 `{path}`：{e}"), format!("cannot read `{path}`: {e}"))))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            out.fail(&Both::of(format!("`{path}` 不是 UTF-8 文本"), format!("`{path}` is not UTF-8 text")))
        })?;
        let mut sources = SourceMap::new();
        let id = sources.add(path, text);
        let (approvals, diagnostics) = sources.get(id).map(review::read).unwrap_or_default();
        Ok(Self { sources, approvals, diagnostics, day, signer: None })
    }

    /// Lets the list count only if somebody signed it who may: `signers` is a file of allowed signers, as SSH has it.
    pub fn signed_by(mut self, path: &str, signers: &str, out: &Output) -> Result<Self, Status> {
        let why = match signature::of_approvals(path, signers).map_err(|why| out.fail(&why))? {
            Signature::Good(who) => {
                self.signer = Some(who);
                return Ok(self);
            }
            Signature::Bad(why) => why,
            Signature::None | Signature::Unchecked => format!("{path}.sig"),
        };
        self.approvals.clear();
        self.diagnostics.push(Diagnostic::new(Place::Nowhere, ApprovalProblem::ApprovalUnsigned { why }));
        Ok(self)
    }

    /// Tells which changes it accepts in a new version; `tip` is the commit of that version.
    pub fn sort<'a>(&'a self, diff: &'a Diff, tip: Option<&str>) -> Sorted<'a> {
        let git = tip.and_then(|tip| Some((Git::here().ok()?, tip)));
        let is_in_history = |commit: &str| {
            let known = git.as_ref().and_then(|(git, tip)| Some((git.commit(commit).ok()?, git, tip)));
            known.is_some_and(|(commit, git, tip)| git.is_within(&commit, tip))
        };
        let is_in_history: Option<&dyn Fn(&str) -> bool> = git.is_some().then_some(&is_in_history);
        review::sort(diff, &self.approvals, Occasion { day: self.day, is_in_history })
    }
}
