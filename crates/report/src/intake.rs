//! What the reader had to say of the data, as every verb that rests on data tells it: findings, and what was left aside.
//!
//! INVARIANT: nothing is cut without saying how much and where the whole is to be seen.

use super::diagnostic;
use super::document::{Document, Line, Note, Tone};
use super::json::{self, Detail, Options};
use super::words::{cell_place, list, say};
use dabiao_data::Ignored;
use dabiao_eval::Intake;
use dabiao_lang::diag::{Diagnostic, Lang, Place};

/// Findings shown unless all are asked for.
const SHOWN: usize = 20;
/// Rules named of one finding unless all are asked for.
const RULES_SHOWN: usize = 12;

/// Writes both sections, each if there is anything in it.
pub fn write(document: &mut Document, intake: &Intake, options: Options) {
    findings(document, json::findings_of(&intake.findings), options);
    left_aside(document, &json::ignored_of(&intake.ignored), options);
}

/// Returns a document with the intake of its data behind what it says.
#[must_use]
pub fn with_intake(mut document: Document, intake: &Intake, options: Options) -> Document {
    write(&mut document, intake, options);
    document
}

/// Writes findings, the gravest first; within one severity they stay in the order of their places.
pub(super) fn findings(document: &mut Document, mut all: Vec<&Diagnostic>, options: Options) {
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|d| d.severity);
    document.heading(2, say(options.lang, "发现的问题", "Findings"));
    let shown = limit(options, all.len());
    document.notes(all.iter().take(shown).map(|d| finding(d, options)).collect());
    rest(document, options, all.len() - shown);
}

fn finding(d: &Diagnostic, options: Options) -> Note {
    let lang = options.lang;
    let term = Line::of(diagnostic::severity(d.severity, lang), Tone::Severity(d.severity));
    let place = match &d.place {
        Place::Cell(cell) => format!(" ({})", cell_place(lang, cell)),
        Place::Span(_) | Place::Nowhere => String::new(),
    };
    let first =
        Line::from(d.problem.message(lang)).and(place, Tone::Faint).and(format!(" [{}]", d.code()), Tone::Faint);
    let mut lines = vec![first];
    // A way out is told where there must be one; beside every hint it would hide the sentences.
    let help = d.problem.help(lang).filter(|_| d.is_error());
    lines.extend(help.map(|h| Line::of(h, Tone::Faint)));
    if let Some(e) = &d.explanation {
        let said = match lang {
            Lang::Zh => format!("说明：{}（{}，{}）", e.text, e.who, e.date),
            Lang::En => format!("explained: {} ({}, {})", e.text, e.who, e.date),
        };
        lines.push(Line::from(said));
    }
    if !d.rules.is_empty() {
        let about = say(lang, "涉及规则 ", "rules: ");
        lines.push(Line::of(format!("{about}{}", shortened(&d.rules, options)), Tone::Faint));
    }
    Note { term, lines }
}

fn shortened(rules: &[String], options: Options) -> String {
    let is_full = options.detail == Detail::Full;
    let shown = if is_full { rules.len() } else { rules.len().min(RULES_SHOWN) };
    let mut text = list(rules.iter().take(shown).map(String::as_str), options.lang);
    if shown < rules.len() {
        text.push_str(&match options.lang {
            Lang::Zh => format!(" 等 {} 条", rules.len()),
            Lang::En => format!(" and {} more", rules.len() - shown),
        });
    }
    text
}

/// Writes what was left aside.
pub(super) fn left_aside(document: &mut Document, all: &[&Ignored], options: Options) {
    let lang = options.lang;
    if all.is_empty() {
        return;
    }
    document.heading(2, say(lang, "未采用的数据", "Left aside"));
    let shown = limit(options, all.len());
    let note = |i: &&Ignored| Note {
        term: Line::from(match lang {
            Lang::Zh => format!("{} 处", i.count),
            Lang::En => format!("{}x", i.count),
        }),
        lines: vec![Line::from(i.what.get(lang)).and(format!(" ({})", cell_place(lang, &i.cell)), Tone::Faint)],
    };
    document.notes(all.iter().take(shown).map(note).collect());
    rest(document, options, all.len() - shown);
}

fn limit(options: Options, n_all: usize) -> usize {
    match options.detail {
        Detail::Full => n_all,
        Detail::Normal => n_all.min(SHOWN),
    }
}

fn rest(document: &mut Document, options: Options, n_rest: usize) {
    if n_rest > 0 {
        let before = match options.lang {
            Lang::Zh => format!("另有 {n_rest} 条，见 "),
            Lang::En => format!("{n_rest} more, see "),
        };
        document.paragraph(Line::of(before, Tone::Faint).and("--detail full", Tone::Code));
    }
}
