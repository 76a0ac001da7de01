//! What was found in the data, and what was left aside.

use serde::Serialize;

use super::scene::Scene;
use crate::evaluation::cell_place;
use crate::{diagnostic, json, words};
use dabiao_lang::diag::{Diagnostic, Place};

/// Findings that are listed at most.
const MOST_FINDINGS: usize = 300;
/// Rules named with one finding.
const MOST_RULES: usize = 12;

/// Findings and what was left aside.
#[derive(Debug, Serialize)]
pub(super) struct FindingsView {
    findings: Vec<FindingView>,
    findings_left_out: usize,
    ignored: Vec<IgnoredView>,
    ignored_left_out: usize,
}

#[derive(Debug, Serialize)]
struct FindingView {
    severity: &'static str,
    severity_word: &'static str,
    message: String,
    help: Option<String>,
    place: String,
    code: &'static str,
    rules: String,
}

#[derive(Debug, Serialize)]
struct IgnoredView {
    what: String,
    count: u64,
    place: String,
}

/// Returns the findings, the gravest first.
pub(super) fn view(scene: &Scene<'_>) -> FindingsView {
    let judgement = scene.source.judgement;
    let mut findings = json::findings(judgement);
    // The sort is stable: within one severity findings stay in the order of their places.
    findings.sort_by_key(|d| d.severity);
    let ignored = json::ignored(judgement);
    let left_aside = |i: &&dabiao_data::Ignored| IgnoredView {
        what: i.what.get(scene.lang()).to_owned(),
        count: i.count,
        place: cell_place(scene.lang(), &i.cell),
    };
    FindingsView {
        findings: findings.iter().take(MOST_FINDINGS).map(|d| finding(scene, d)).collect(),
        findings_left_out: findings.len().saturating_sub(MOST_FINDINGS),
        ignored: ignored.iter().take(MOST_FINDINGS).map(left_aside).collect(),
        ignored_left_out: ignored.len().saturating_sub(MOST_FINDINGS),
    }
}

fn finding(scene: &Scene<'_>, d: &Diagnostic) -> FindingView {
    let lang = scene.lang();
    let more = d.rules.len().saturating_sub(MOST_RULES);
    let mut rules = words::list(d.rules.iter().take(MOST_RULES).map(String::as_str), lang);
    if more > 0 {
        rules.push_str(&match lang {
            dabiao_lang::diag::Lang::Zh => format!(" 等 {} 条", d.rules.len()),
            dabiao_lang::diag::Lang::En => format!(" and {more} more"),
        });
    }
    FindingView {
        severity: d.severity.as_str(),
        severity_word: diagnostic::severity(d.severity, lang),
        message: d.problem.message(lang),
        help: d.problem.help(lang),
        place: match &d.place {
            Place::Cell(cell) => cell_place(scene.lang(), cell),
            Place::Span(_) | Place::Nowhere => String::new(),
        },
        code: d.code(),
        rules,
    }
}
