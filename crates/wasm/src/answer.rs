//! What a question comes to: a status as the command line's, and a document in bytes.

use dabiao_lang::diag::{Both, Diagnostic, Lang};
use dabiao_lang::source::SourceMap;
use dabiao_report::json;
use serde::Serialize;
use serde_json::json;

/// How an answer came out, as the exit status of the command line says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing to complain of.
    Fine,
    /// Findings.
    Findings,
    /// It could not be done; the answer is `{"error", "diagnostics"?}`.
    Failed,
}

impl Status {
    /// Returns the number of the command line: 0, 1, 2.
    pub fn number(self) -> u32 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }

    pub(crate) fn of(is_fine: bool) -> Self {
        if is_fine { Self::Fine } else { Self::Findings }
    }
}

/// What a question came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it came out.
    pub status: Status,
    /// A document in the form that was asked for.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(status: Status, text: impl Into<String>) -> Self {
        Self { status, bytes: text.into().into_bytes() }
    }

    /// One JSON document and a line end, as the command line writes it.
    pub(crate) fn json(status: Status, document: &impl Serialize) -> Self {
        let mut bytes = Vec::new();
        match json::bytes::write(&mut bytes, document) {
            Ok(()) => {
                bytes.push(b'\n');
                Self { status, bytes }
            }
            Err(error) => Self::refused(error.to_string()),
        }
    }

    pub(crate) fn failed(why: &Both, lang: Lang) -> Self {
        Self::refused(why.get(lang).to_owned())
    }

    /// Could not be done, with the findings that say why.
    pub(crate) fn unreadable(found: &[&Diagnostic], sources: &SourceMap, lang: Lang) -> Self {
        let found: Vec<Diagnostic> = found.iter().map(|d| (*d).clone()).collect();
        let first = found.first().map(|d| d.problem.message(lang)).unwrap_or_default();
        let checked = serde_json::to_value(json::check(&found, sources, lang)).unwrap_or_default();
        let told = json!({"error": first, "diagnostics": checked.get("diagnostics")});
        Self::text(Status::Failed, told.to_string())
    }

    pub(crate) fn refused(error: String) -> Self {
        Self::text(Status::Failed, json!({"error": error}).to_string())
    }
}
