//! `dabiao.verify/1`: what a verification found.

use serde::Serialize;

use super::finding::{Finding, Outcome, Signature};
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
        findings: outcome.findings.iter().map(|f| FindingJson::of(f, lang)).collect(),
    }
}
