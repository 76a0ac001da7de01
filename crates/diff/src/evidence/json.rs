//! `dabiao.verify/1`: what a verification found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::finding::{Finding, Outcome, Signature, Stamp};
use dabiao_lang::diag::Lang;

/// The document.
#[derive(Debug, Serialize)]
pub struct VerifyJson<'a> {
    schema: &'static str,
    bundle: &'a str,
    digest: &'a str,
    tool: &'a str,
    sealed_by: Option<&'a str>,
    files: usize,
    proved: bool,
    signature: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<&'a str>,
    /// What from outside of the bundle says that it is the one of that day.
    anchored: bool,
    time_stamp: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    as_of: Option<&'a str>,
    command: &'a [String],
    person: Option<&'a str>,
    rules_digest: Option<&'a str>,
    data_digest: Option<&'a str>,
    commit: Option<&'a str>,
    verdicts: BTreeMap<&'a str, u64>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Debug, Serialize)]
struct FindingJson<'a> {
    kind: &'static str,
    message: String,
    file: Option<&'a str>,
    rule: Option<&'a str>,
    sealed: Option<&'a str>,
    found: Option<&'a str>,
}

impl<'a> FindingJson<'a> {
    fn of(finding: &'a Finding, lang: Lang) -> Self {
        Self {
            kind: finding.kind.as_str(),
            message: finding.message(lang),
            file: finding.file.as_deref(),
            rule: finding.rule.as_deref(),
            sealed: finding.sealed.as_deref(),
            found: finding.found.as_deref(),
        }
    }
}

/// Returns the document for an outcome.
pub fn verify(outcome: &Outcome, lang: Lang) -> VerifyJson<'_> {
    let (signature, signer) = match &outcome.signature {
        Signature::None => ("none", None),
        Signature::Unchecked => ("unchecked", None),
        Signature::Good(who) => ("good", Some(who.as_str())),
        Signature::Bad(_) => ("bad", None),
    };
    let (time_stamp, time) = match &outcome.stamp {
        Stamp::None => ("none", None),
        Stamp::Unchecked => ("unchecked", None),
        Stamp::Good(when) => ("good", Some(when.as_str())),
        Stamp::Bad(_) => ("bad", None),
    };
    let facts = &outcome.facts;
    VerifyJson {
        schema: "dabiao.verify/1",
        bundle: &outcome.bundle,
        digest: &outcome.digest,
        tool: &outcome.tool,
        sealed_by: outcome.sealed_by.as_deref(),
        files: outcome.n_files,
        proved: outcome.is_proved(),
        signature,
        signer,
        anchored: outcome.is_anchored(),
        time_stamp,
        time,
        as_of: facts.as_of.as_deref(),
        command: &facts.command,
        person: facts.person.as_deref(),
        rules_digest: facts.rules_digest.as_deref(),
        data_digest: facts.data_digest.as_deref(),
        commit: facts.commit.as_ref().map(|(id, _)| id.as_str()),
        verdicts: facts.verdicts.iter().map(|(v, n)| (v.as_str(), *n)).collect(),
        findings: outcome.findings.iter().map(|f| FindingJson::of(f, lang)).collect(),
    }
}
