//! What comes back: a status, and a document of the contract or what kept the request from being answered.

use std::fmt;

use dabiao_lang::diag::{Both, Diagnostic, Lang};
use dabiao_lang::source::SourceMap;
use dabiao_report::json;
use serde::Serialize;
use serde_json::Value;

/// How a request ended; the numbers are the exit statuses of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing to report.
    Fine = 0,
    /// There are findings.
    Findings = 1,
    /// It could not be answered; the document is `dabiao.failure/1`.
    Failed = 2,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub status: Status,
    /// The bytes that the command line prints for the same request.
    pub document: Vec<u8>,
}

/// What kind of obstacle a failure is; the words are part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    /// The request itself cannot be read.
    Request,
    /// Rules or data cannot be read.
    Unreadable,
    /// What is named is not there: a rule, an entity.
    Unknown,
    /// A limit of the session.
    Limit,
    /// A fault of ours.
    Fault,
}

/// What kept a request from being answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Which obstacle.
    pub kind: FailureKind,
    /// What it is, in both languages.
    pub message: Both,
    /// The findings behind it, as the contract of `check` writes them.
    pub diagnostics: Vec<Value>,
}

#[derive(Serialize)]
struct FailureJson<'a> {
    schema: &'static str,
    kind: FailureKind,
    message: MessageJson<'a>,
    diagnostics: &'a [Value],
}

#[derive(Serialize)]
struct MessageJson<'a> {
    zh: &'a str,
    en: &'a str,
}

impl Failure {
    /// Returns a failure without findings.
    pub fn new(kind: FailureKind, message: Both) -> Self {
        Self { kind, message, diagnostics: Vec::new() }
    }

    /// Returns the failure of a table that could not be taken over; `why` is in both languages.
    pub fn of_table(why: String) -> Self {
        Self::new(FailureKind::Unreadable, Both::of(why.clone(), why))
    }

    /// Returns the failure with the findings that led to it.
    pub(crate) fn with(self, found: &[Diagnostic], sources: &SourceMap, lang: Lang) -> Self {
        let document = serde_json::to_value(json::check(found, sources, lang)).unwrap_or_default();
        let diagnostics = document.get("diagnostics").and_then(Value::as_array).cloned().unwrap_or_default();
        Self { diagnostics, ..self }
    }

    /// Returns the answer that tells it.
    pub fn answer(&self) -> Answer {
        let message = MessageJson { zh: &self.message.zh, en: &self.message.en };
        let told = FailureJson { schema: "dabiao.failure/1", kind: self.kind, message, diagnostics: &self.diagnostics };
        Answer { status: Status::Failed, document: written(&told) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Failure {}

impl Answer {
    /// Returns an answer with a document of the contract.
    pub(crate) fn json(status: Status, document: &impl Serialize) -> Self {
        Self { status, document: written(document) }
    }

    /// Returns an answer with a text.
    pub(crate) fn text(status: Status, text: String) -> Self {
        Self { status, document: text.into_bytes() }
    }
}

/// Returns a document as the command line prints it, with the end of its line.
fn written(document: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = json::bytes::write(&mut bytes, document);
    bytes.push(b'\n');
    bytes
}
