//! Whether points add up, and whether a line gives more than its entry has.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, SchemeProblem};
use crate::model::scheme::{Entry, EntryKind, Method, Only, Scheme};
use crate::model::{CompareOp, Exact, ExprKind, Schema, canon, code::Code};

pub(super) fn run(schema: &Schema, scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    sections(scheme, out);
    total(schema, scheme, out);
    for entry in &scheme.entries {
        over(entry, out);
    }
}

fn sum<'e>(entries: impl Iterator<Item = &'e Entry>) -> Exact {
    entries.fold(Exact::ZERO, |a, e| &a + &e.points)
}

fn items(scheme: &Scheme) -> impl Iterator<Item = &Entry> + Clone {
    scheme.entries.iter().filter(|e| e.kind == EntryKind::Item)
}

fn parts<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<String> {
    entries.map(|e| format!("{} {}", e.title, e.points.to_text())).collect()
}

fn sections(scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    for (idx, section) in scheme.sections.iter().enumerate() {
        let own = items(scheme).filter(|e| e.section == Some(idx));
        let Some(stated) = &section.points else { continue };
        let sum = sum(own.clone());
        if sum != *stated {
            let problem = SchemeProblem::PointsSum {
                own: section.title.to_string(),
                stated: stated.to_text(),
                sum: sum.to_text(),
                parts: parts(own),
            };
            out.push(Diagnostic::at(section.span, problem));
        }
    }
}

/// For whom entries are meant: a place, or whoever a condition holds for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Meant {
    Place(Vec<Arc<str>>),
    Condition(Code),
}

/// What everybody can have, and what each of those can have for whom some entries alone are meant.
fn total(schema: &Schema, scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    let common = items(scheme).filter(|e| e.only.is_none());
    let mut groups: BTreeMap<Meant, Vec<&Entry>> = BTreeMap::new();
    for entry in items(scheme) {
        match &entry.only {
            Some(Only::Places(places)) => {
                for place in places {
                    groups.entry(Meant::Place(place.parts.clone())).or_default().push(entry);
                }
            }
            // Entries of one condition stand together, wherever it was written.
            Some(Only::Condition(e)) => {
                groups.entry(Meant::Condition(canon::expr(schema, e))).or_default().push(entry);
            }
            None => {}
        }
    }
    let Some(full) = &scheme.full else {
        if groups.is_empty() {
            let problem = SchemeProblem::FullMissing { scheme: scheme.name.to_string(), sum: sum(common).to_text() };
            out.push(Diagnostic::at(scheme.head, problem));
        }
        return;
    };
    let mut report = |all: Vec<&Entry>| {
        let sum = sum(all.iter().copied());
        if sum != *full {
            let problem = SchemeProblem::PointsSum {
                own: scheme.name.to_string(),
                stated: full.to_text(),
                sum: sum.to_text(),
                parts: parts(all.into_iter()),
            };
            out.push(Diagnostic::at(scheme.head, problem));
        }
    };
    if groups.is_empty() {
        report(common.collect());
        return;
    }
    // Whoever two conditions hold for has the entries of both: then only the data tell, and the row says so.
    if !are_apart(scheme) {
        return;
    }
    for own in groups.into_values() {
        report(common.clone().chain(own).collect());
    }
}

/// Returns whether nobody can have the entries of two groups: all name places, or all hold one attribute against a word.
fn are_apart(scheme: &Scheme) -> bool {
    let subject = |only: &Only| match only {
        Only::Places(_) => Some(None),
        Only::Condition(e) => match &e.kind {
            ExprKind::Compare(CompareOp::Eq, left, right) => match (&left.kind, &right.kind) {
                (ExprKind::Value(id), ExprKind::Text(_) | ExprKind::Grade(..) | ExprKind::Bool(_)) => Some(Some(*id)),
                _ => None,
            },
            _ => None,
        },
    };
    let conditions = || items(scheme).filter_map(|e| e.only.as_ref());
    let mut subjects = conditions().map(subject);
    let first = subjects.next();
    let are_alike = first.is_some_and(|first| first.is_some() && subjects.all(|s| s == first));
    // One condition alone overlaps with nothing; where it does not hold, the entries are one another's counterpart or the row says it.
    let mut spans: Vec<_> =
        conditions().map(|c| if let Only::Condition(e) = c { Some(e.span) } else { None }).collect();
    spans.dedup();
    are_alike || matches!(spans.as_slice(), [Some(_)])
}

/// Warns of a line that gives more than the entry has, unless a cap says that it may.
fn over(entry: &Entry, out: &mut Vec<Diagnostic>) {
    if entry.cap.is_some() || entry.is_unclamped {
        return;
    }
    let lines: Vec<(Exact, &str, crate::source::Span)> = match &entry.method {
        Method::Bands(bands) => bands.iter().map(|b| (b.points.clone(), &*b.text, b.span)).collect(),
        Method::Places(places) => {
            places.iter().filter_map(|p| Some((p.points.iter().max()?.clone(), "名次", p.span))).collect()
        }
        Method::Cases { cases, .. } => cases.iter().map(|c| (c.points.clone(), &*c.text, c.span)).collect(),
        Method::Steps { start, .. } => vec![(start.clone(), "基础分", entry.head)],
        _ => Vec::new(),
    };
    for (points, line, span) in lines.into_iter().filter(|(p, ..)| *p > entry.points) {
        let problem = SchemeProblem::PointsOver {
            title: entry.title.to_string(),
            line: line.to_owned(),
            points: points.to_text(),
            full: entry.points.to_text(),
        };
        out.push(Diagnostic::at(span, problem));
    }
}
