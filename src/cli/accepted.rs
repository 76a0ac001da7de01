//! A list of accepted changes, read from wherever the run reads its files.

use chrono::NaiveDate;

use super::Status;
use super::output::Output;
use crate::diag::{Both, Diagnostic};
use crate::review::{self, Approval};
use crate::source::{Files, SourceMap};

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
        Ok(Self { sources, approvals, diagnostics, day })
    }
}
