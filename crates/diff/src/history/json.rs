//! `dabiao.log/1` and `dabiao.blame/1`.

use serde::Serialize;

use super::Commit;
use super::blame::{Blame, Blamed, BlamedPart};
use super::chart::points;
use super::walk::{Log, Step};
use crate::diff::Change;
use dabiao_lang::diag::Lang;

/// What became of a rule.
#[derive(Debug, Serialize)]
pub struct LogJson<'a> {
    schema: &'static str,
    id: &'a str,
    steps: Vec<StepJson<'a>>,
}

#[derive(Debug, Serialize)]
struct CommitJson<'a> {
    commit: Option<&'a str>,
    author: Option<&'a str>,
    email: Option<&'a str>,
    date: Option<&'a str>,
    committer: Option<&'a str>,
    committed: Option<&'a str>,
    subject: Option<&'a str>,
}

impl<'a> CommitJson<'a> {
    fn of(commit: &'a Commit) -> Self {
        let known = |text: &'a str| (!commit.is_open()).then_some(text);
        Self {
            commit: known(&commit.id),
            author: known(&commit.author),
            email: known(&commit.email),
            date: known(&commit.date),
            committer: known(&commit.committer),
            committed: known(&commit.committed),
            subject: known(&commit.subject),
        }
    }
}

#[derive(Debug, Serialize)]
struct StepJson<'a> {
    #[serde(flatten)]
    commit: CommitJson<'a>,
    merge: bool,
    /// Whether a shallow clone ends here, so that what came before is not known; `change` is `unknown` then.
    cut: bool,
    signature: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<&'a str>,
    /// A commit on which it builds, although it says to be older.
    #[serde(skip_serializing_if = "Option::is_none")]
    precedes: Option<&'a str>,
    change: &'static str,
    changes: Vec<ChangeJson<'a>>,
    causes: Vec<CauseJson<'a>>,
    /// The rule as the commit left it; nothing where it is gone.
    id: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    thresholds: Vec<ThresholdJson>,
}

#[derive(Debug, Serialize)]
struct ChangeJson<'a> {
    change: &'static str,
    name: &'static str,
    aspects: Vec<&'static str>,
    fingerprint: &'a str,
    before: Option<String>,
    after: Option<String>,
    reason: &'a str,
}

#[derive(Debug, Serialize)]
struct CauseJson<'a> {
    subject: &'a str,
    name: &'static str,
    before: &'a str,
    after: &'a str,
}

/// A threshold as the commit left it.
#[derive(Debug, Serialize)]
struct ThresholdJson {
    statement: usize,
    target_index: usize,
    value: String,
    unit: String,
    text: String,
}

impl<'a> StepJson<'a> {
    fn of(step: &'a Step, lang: Lang) -> Self {
        let rule = step.rule().map(|(_, r)| r);
        let cause = |c: &'a crate::diff::Cause| CauseJson {
            subject: c.subject.get(lang),
            name: c.name.as_str(),
            before: c.before.get(lang),
            after: c.after.get(lang),
        };
        let threshold = |p: super::chart::Point| ThresholdJson {
            statement: p.at.statement + 1,
            target_index: p.at.target + 1,
            value: p.value.to_text(),
            unit: p.unit.map(|u| u.symbol.to_string()).unwrap_or_default(),
            text: p.text.get(lang).to_owned(),
        };
        Self {
            commit: CommitJson::of(&step.commit),
            merge: step.is_merge,
            cut: step.is_cut,
            signature: step.signed.as_str(),
            signer: match &step.signed {
                super::Signed::Good(who) => Some(who),
                _ => None,
            },
            precedes: step.precedes.as_ref().map(|c| c.id.as_str()),
            change: if step.is_cut { "unknown" } else { step.kind().as_str() },
            changes: step.changes.iter().map(|c| ChangeJson::of(c, lang)).collect(),
            causes: step.causes.iter().map(cause).collect(),
            id: rule.map(|r| &*r.id),
            file: rule.map(|r| &*r.file),
            line: rule.map(|r| r.line),
            thresholds: points(step).into_iter().map(threshold).collect(),
        }
    }
}

impl<'a> ChangeJson<'a> {
    fn of(change: &'a Change, lang: Lang) -> Self {
        let text = |sides: &[crate::diff::Side]| {
            let texts: Vec<&str> = sides.iter().map(|s| s.text.get(lang)).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        };
        Self {
            change: change.kind.as_str(),
            name: change.name.as_str(),
            aspects: change.aspects.iter().map(|a| a.as_str()).collect(),
            fingerprint: &change.fingerprint,
            before: text(&change.before),
            after: text(&change.after),
            reason: change.reason.get(lang),
        }
    }
}

/// Returns the document for a log.
pub fn log_json<'a>(log: &'a Log, id: &'a str, lang: Lang) -> LogJson<'a> {
    LogJson { schema: "dabiao.log/1", id, steps: log.steps.iter().map(|s| StepJson::of(s, lang)).collect() }
}

/// Which commit set each target.
#[derive(Debug, Serialize)]
pub struct BlameJson<'a> {
    schema: &'static str,
    targets: Vec<BlamedJson<'a>>,
    /// Who changed last what else decides: definitions, units, formulas, vetoes …
    parts: Vec<PartJson<'a>>,
}

/// What a rule rests on beside its targets, and who changed it last.
#[derive(Debug, Serialize)]
struct PartJson<'a> {
    id: &'a str,
    /// What was changed: `指标 收入`, or the rule itself.
    what: &'a str,
    name: &'static str,
    before: &'a str,
    after: &'a str,
    #[serde(flatten)]
    commit: CommitJson<'a>,
}

impl<'a> PartJson<'a> {
    fn of(part: &'a BlamedPart, lang: Lang) -> Self {
        Self {
            id: &part.id,
            what: part.subject.get(lang),
            name: part.name.as_str(),
            before: part.before.get(lang),
            after: part.after.get(lang),
            commit: CommitJson::of(&part.commit),
        }
    }
}

#[derive(Debug, Serialize)]
struct BlamedJson<'a> {
    id: &'a str,
    file: &'a str,
    line: u32,
    statement: usize,
    target_index: usize,
    text: &'a str,
    change: &'static str,
    before: Option<&'a str>,
    #[serde(flatten)]
    commit: CommitJson<'a>,
}

impl<'a> BlamedJson<'a> {
    fn of(blamed: &'a Blamed, lang: Lang) -> Self {
        Self {
            id: &blamed.id,
            file: &blamed.file,
            line: blamed.line,
            statement: blamed.statement,
            target_index: blamed.target,
            text: blamed.text.get(lang),
            change: if blamed.is_cut { "unknown" } else { blamed.kind.as_str() },
            before: blamed.before.as_ref().map(|b| b.get(lang)),
            commit: CommitJson::of(&blamed.commit),
        }
    }
}

/// Returns the document for a blame.
pub fn blame_json(blame: &Blame, lang: Lang) -> BlameJson<'_> {
    BlameJson {
        schema: "dabiao.blame/1",
        targets: blame.targets.iter().map(|t| BlamedJson::of(t, lang)).collect(),
        parts: blame.parts.iter().map(|p| PartJson::of(p, lang)).collect(),
    }
}
