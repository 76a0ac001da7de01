//! The `findings` and `ignored` of every document that rests on data.

use serde::Serialize;

use super::report::{FindingJson, IgnoredJson, findings_of, ignored_of};
use dabiao_eval::Intake;
use dabiao_lang::diag::Lang;

/// What the reader had to say of the data; its two lists stand among the keys of the document.
#[derive(Debug, Serialize)]
pub struct IntakeJson<'a> {
    findings: Vec<FindingJson<'a>>,
    ignored: Vec<IgnoredJson<'a>>,
}

impl<'a> IntakeJson<'a> {
    /// Returns the lists of an intake.
    pub fn of(intake: &'a Intake, lang: Lang) -> Self {
        Self {
            findings: findings_of(&intake.findings).into_iter().map(|d| FindingJson::of(d, lang)).collect(),
            ignored: ignored_of(&intake.ignored).into_iter().map(|i| IgnoredJson::of(i, lang)).collect(),
        }
    }
}

/// A document with the intake of its data behind its own keys.
#[derive(Debug, Serialize)]
pub struct WithIntake<'a, T> {
    #[serde(flatten)]
    document: T,
    #[serde(flatten)]
    intake: IntakeJson<'a>,
}

impl<'a, T> WithIntake<'a, T> {
    /// Adds the lists of an intake to a document.
    pub fn new(document: T, intake: &'a Intake, lang: Lang) -> Self {
        Self { document, intake: IntakeJson::of(intake, lang) }
    }
}
