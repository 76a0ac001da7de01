//! `dabiao.diff/1`: changes, their causes, what is accepted, and what they do to results.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Approval, Review};
use crate::diff::{Cause, Change, Datum, Digests, Direction, Flip, Kind, Move, Side, Witness};
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::model::Exact;

/// The document.
#[derive(Debug, Serialize)]
pub struct DiffJson<'a> {
    schema: &'static str,
    old: &'a str,
    new: &'a str,
    summary: BTreeMap<&'static str, usize>,
    /// How many differences `--only` left out.
    left_out: usize,
    changes: Vec<ChangeJson<'a>>,
    causes: Vec<CauseJson<'a>>,
    accepted: Vec<AcceptedJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    impact: Vec<FlipJson<'a>>,
    moves: Vec<MoveJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangeJson<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<&'a str>,
    change: &'static str,
    aspects: Vec<&'static str>,
    name: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<&'static str>,
    fingerprint: &'a str,
    before: Option<String>,
    after: Option<String>,
    reason: &'a str,
    proved: bool,
    /// Whether a verdict contradicts the proof.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    contradicted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairing: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<WitnessJson<'a>>,
    /// Of an incomparable change: data that the other side alone lets pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    counter_witness: Option<WitnessJson<'a>>,
    /// Positions in `causes`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    causes: &'a [usize],
    old_rules: Vec<SideJson<'a>>,
    new_rules: Vec<SideJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SideJson<'a> {
    id: &'a str,
    text: &'a str,
    file: &'a str,
    line: u32,
    /// What the rule asks, is measured by and weighs, each as a digest; absent beside the rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    asks: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weighs: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct WitnessJson<'a> {
    as_of: String,
    before: &'static str,
    after: &'static str,
    data: Vec<DatumJson<'a>>,
}

#[derive(Debug, Serialize)]
struct DatumJson<'a> {
    indicator: &'a str,
    entity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_entity: Option<&'a str>,
    period: &'a str,
    value: Option<&'a str>,
    /// The value as a fraction, where `value` is cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CauseJson<'a> {
    subject: &'a str,
    name: &'static str,
    before: &'a str,
    after: &'a str,
    rules: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct AcceptedJson<'a> {
    id: &'a str,
    change: &'static str,
    name: &'static str,
    fingerprint: &'a str,
    reason: &'a str,
    by: &'a str,
    on: Option<String>,
    until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    file: &'a str,
    line: u32,
}

#[derive(Debug, Serialize)]
struct FlipJson<'a> {
    id: &'a str,
    entity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    before: Option<&'static str>,
    after: Option<&'static str>,
    direction: &'static str,
    suspicious: bool,
    /// Whether the flip contradicts what was proved of the rule, or that nothing of it changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    contradicted: bool,
    /// By what share of the threshold the value passes the new line.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<String>,
    /// The fingerprints of the changes of the rule.
    fingerprints: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct MoveJson<'a> {
    scheme: &'a str,
    entity: &'a str,
    name: &'a str,
    score_before: Option<String>,
    score_after: Option<String>,
    rank_before: Option<String>,
    rank_after: Option<String>,
    grade_before: Option<&'a str>,
    grade_after: Option<&'a str>,
}

fn joined(sides: &[Side], lang: Lang) -> Option<String> {
    let texts: Vec<&str> = sides.iter().map(|s| s.text.get(lang)).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

impl<'a> ChangeJson<'a> {
    fn of(change: &'a Change, contradicted: bool, lang: Lang) -> Self {
        let sides = |all: &'a [Side]| all.iter().map(|s| SideJson::of(s, lang)).collect();
        let mut witnesses = change.witnesses.iter().map(WitnessJson::of);
        Self {
            id: change.ids.first().map_or("", |i| i),
            ids: change.ids.iter().filter(|_| change.ids.len() > 1).map(|i| &**i).collect(),
            change: change.kind.as_str(),
            aspects: change.aspects.iter().map(|a| a.as_str()).collect(),
            name: change.name.as_str(),
            parts: change.parts.iter().map(|n| n.as_str()).collect(),
            fingerprint: &change.fingerprint,
            before: joined(&change.before, lang),
            after: joined(&change.after, lang),
            reason: change.reason.get(lang),
            proved: change.is_proved,
            contradicted,
            pairing: change.pairing.as_ref().map(|p| p.get(lang)),
            assumes: change.assumes.as_ref().map(|a| a.get(lang)),
            witness: witnesses.next(),
            counter_witness: witnesses.next(),
            causes: &change.causes,
            old_rules: sides(&change.before),
            new_rules: sides(&change.after),
        }
    }
}

impl<'a> SideJson<'a> {
    fn of(s: &'a Side, lang: Lang) -> Self {
        let digest = |of: fn(&Digests) -> &String| s.digests.as_ref().map(|d| of(d).as_str());
        Self {
            id: &s.id,
            text: s.text.get(lang),
            file: &s.file,
            line: s.line,
            asks: digest(|d| &d.asks),
            measured_by: digest(|d| &d.measured_by),
            weighs: digest(|d| &d.weighs),
        }
    }
}

impl<'a> WitnessJson<'a> {
    fn of(witness: &'a Witness) -> Self {
        let datum = |d: &'a Datum| DatumJson {
            indicator: &d.indicator,
            entity: d.entity.as_deref(),
            last_entity: d.last_entity.as_deref(),
            period: &d.period,
            value: Some(d.value.as_str()).filter(|v| !v.is_empty()),
            exact: d.exact.as_deref(),
        };
        Self {
            as_of: witness.as_of.to_string(),
            before: witness.before.as_str(),
            after: witness.after.as_str(),
            data: witness.data.iter().map(datum).collect(),
        }
    }
}

impl<'a> AcceptedJson<'a> {
    fn of((change, approval): &'a (&Change, &Approval)) -> Self {
        Self {
            id: change.ids.first().map_or("", |i| i),
            change: change.kind.as_str(),
            name: change.name.as_str(),
            fingerprint: &change.fingerprint,
            reason: &approval.reason,
            by: &approval.by,
            on: approval.on.map(|d| d.to_string()),
            until: approval.until.to_string(),
            document: approval.document.as_deref(),
            commit: approval.commit.as_deref(),
        }
    }
}

/// Where the list of accepted changes is, for saying where its faults are.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a>(pub &'a dabiao_lang::source::SourceMap);

fn finding<'a>(d: &Diagnostic, places: Places<'a>, lang: Lang) -> FindingJson<'a> {
    let (file, line) = match d.place {
        dabiao_lang::diag::Place::Span(span) => (places.0.name(span), places.0.position(span).line),
        _ => ("", 0),
    };
    let (message, help) = (d.problem.message(lang), d.problem.help(lang));
    FindingJson { code: d.code(), severity: d.severity.as_str(), message, help, file, line }
}

impl<'a> FlipJson<'a> {
    fn of(flip: &'a Flip, changes: &'a [Change]) -> Self {
        Self {
            id: &flip.id,
            entity: flip.entity.as_deref(),
            name: flip.name.as_deref(),
            before: flip.before.map(dabiao_lang::model::Verdict::as_str),
            after: flip.after.map(dabiao_lang::model::Verdict::as_str),
            direction: match flip.direction {
                Direction::Better => "better",
                Direction::Worse => "worse",
            },
            suspicious: flip.is_suspicious,
            contradicted: flip.contradicts,
            margin: flip.margin.as_ref().map(Exact::to_text),
            fingerprints: flip.changes.iter().filter_map(|n| Some(&*changes.get(*n)?.fingerprint)).collect(),
        }
    }
}

impl<'a> MoveJson<'a> {
    fn of(m: &'a Move) -> Self {
        let [score_before, score_after] = m.total.each_ref().map(|x| x.as_ref().map(Exact::to_text));
        let [rank_before, rank_after] = m.rank.each_ref().map(|x| x.as_ref().map(Exact::to_text));
        let (scheme, entity, name) = (&*m.scheme, &*m.entity, &*m.name);
        let [grade_before, grade_after] = m.grade.each_ref().map(Option::as_deref);
        Self { scheme, entity, name, score_before, score_after, rank_before, rank_after, grade_before, grade_after }
    }
}

fn is_contradicted(review: &Review<'_>, change: &Change) -> bool {
    let against = review.impact.iter().flat_map(|i| &i.flips).filter(|f| f.contradicts);
    let mut touched = against.flat_map(|f| &f.changes).filter_map(|n| review.diff.changes.get(*n));
    touched.any(|c| std::ptr::eq(c, change))
}

/// Returns the document for a review; `places` holds the list of accepted changes.
pub fn json<'a>(review: &Review<'a>, places: Places<'a>, lang: Lang) -> DiffJson<'a> {
    let mut summary: BTreeMap<&'static str, usize> = Kind::ALL.into_iter().map(|k| (k.as_str(), 0)).collect();
    for change in review.open {
        *summary.entry(change.kind.as_str()).or_default() += 1;
    }
    let cause = |c: &'a Cause| CauseJson {
        subject: c.subject.get(lang),
        name: c.name.as_str(),
        before: c.before.get(lang),
        after: c.after.get(lang),
        rules: c.rules.iter().map(|r| &**r).collect(),
    };
    let [old, new] = review.titles;
    DiffJson {
        schema: "dabiao.diff/1",
        old,
        new,
        summary,
        left_out: review.n_left_out,
        changes: review.open.iter().map(|c| ChangeJson::of(c, is_contradicted(review, c), lang)).collect(),
        causes: review.diff.causes.iter().map(cause).collect(),
        accepted: review.accepted.iter().map(AcceptedJson::of).collect(),
        findings: review.faults.iter().map(|d| finding(d, places, lang)).collect(),
        impact: review.impact.iter().flat_map(|i| &i.flips).map(|f| FlipJson::of(f, &review.diff.changes)).collect(),
        moves: review.impact.iter().flat_map(|i| &i.moves).map(MoveJson::of).collect(),
    }
}
