//! Lists of accepted changes: plain text that a person writes, read with places for everything that is wrong in it.
//!
//! ```text
//! # what follows a `#` at the start of a line is a note
//! 8f3a2c1d00b1e2f3  ZY-07-1  threshold-relaxed
//!     理由  县政府常务会议2025年第3次
//!     批准  王五
//!     日期  2025-03-01
//!     至    2025-12-31
//! ```
//!
//! INVARIANT: an entry counts only when it is whole, names the change that it is about, and its time has not run out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::diff::{Change, Diff};
use crate::review::ApprovalProblem;
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::model::{Frequency, Period};
use dabiao_lang::source::{Source, Span};
use dabiao_report::words::say;

/// One accepted change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The fingerprint of the change.
    pub fingerprint: String,
    /// The name of the change, where the entry gives it.
    pub name: Option<String>,
    /// Why it was accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
    /// When; an entry from later than the day of judgement does not count yet.
    pub on: Option<NaiveDate>,
    /// The last day on which it counts.
    pub until: NaiveDate,
    /// The line that begins with the fingerprint.
    pub span: Span,
}

/// Changes told apart by whether somebody has accepted them.
#[derive(Debug, Clone, Default)]
pub struct Sorted<'a> {
    /// What nobody has accepted yet.
    pub open: Vec<&'a Change>,
    /// What somebody has.
    pub accepted: Vec<(&'a Change, &'a Approval)>,
    /// Entries that no longer hold.
    pub diagnostics: Vec<Diagnostic>,
}

/// An entry that is being read.
#[derive(Debug, Default)]
struct Draft {
    fingerprint: String,
    name: Option<String>,
    reason: String,
    by: String,
    on: Option<NaiveDate>,
    until: Option<NaiveDate>,
    has_bad_day: bool,
}

/// Reads a list; entries that are not whole are reported and left out.
pub fn read(source: &Source) -> (Vec<Approval>, Vec<Diagnostic>) {
    let mut reader =
        Reader { source, entries: Vec::new(), diagnostics: Vec::new(), draft: None, first: BTreeMap::new() };
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        reader.line(line.trim_end(), at);
        at += line.len();
    }
    reader.finish();
    (reader.entries, reader.diagnostics)
}

struct Reader<'a> {
    source: &'a Source,
    entries: Vec<Approval>,
    diagnostics: Vec<Diagnostic>,
    draft: Option<(Draft, Span)>,
    /// The line on which each fingerprint stands first.
    first: BTreeMap<String, u32>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, at: usize) {
        let line = line.trim_start_matches('\u{feff}');
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        let start = at + (line.len() - text.len());
        let span = Span::new(self.source.id(), start, start + text.len());
        if text.len() == line.len() {
            self.finish();
            self.head(text, span);
            return;
        }
        let is_read = match self.draft.as_mut() {
            Some((draft, _)) => field(draft, text),
            None => Err(None),
        };
        match is_read {
            Ok(()) => {}
            Err(None) => self.unreadable(text, span),
            Err(Some(day)) => self.diagnostics.push(Diagnostic::at(span, ApprovalProblem::ApprovalDay { text: day })),
        }
    }

    fn head(&mut self, text: &str, span: Span) {
        let mut words = text.split_whitespace();
        let fingerprint = words.next().unwrap_or("").to_owned();
        let is_one = fingerprint.len() >= 8 && fingerprint.chars().all(|c| c.is_ascii_hexdigit());
        if !is_one {
            return self.unreadable(text, span);
        }
        let fingerprint = fingerprint.to_ascii_lowercase();
        let name = words.last().filter(|w| crate::diff::Name::parse(w).is_some()).map(str::to_owned);
        self.draft = Some((Draft { fingerprint, name, ..Draft::default() }, span));
    }

    fn finish(&mut self) {
        let Some((draft, span)) = self.draft.take() else { return };
        let fingerprint = draft.fingerprint.clone();
        let lacking: Vec<String> = [
            ("理由 (reason)", draft.reason.is_empty()),
            ("批准 (by)", draft.by.is_empty()),
            ("至 (until)", draft.until.is_none() && !draft.has_bad_day),
        ]
        .into_iter()
        .filter(|(_, is_lacking)| *is_lacking)
        .map(|(word, _)| word.to_owned())
        .collect();
        let line = self.source.line_number(span.start);
        if let Some(&first) = self.first.get(&fingerprint) {
            let first = u64::from(first);
            self.diagnostics.push(Diagnostic::at(span, ApprovalProblem::ApprovalTwice { fingerprint, first }));
            return;
        }
        self.first.insert(fingerprint.clone(), line);
        if !lacking.is_empty() {
            self.diagnostics.push(Diagnostic::at(span, ApprovalProblem::ApprovalIncomplete { fingerprint, lacking }));
            return;
        }
        let Some(until) = draft.until else { return };
        let Draft { name, reason, by, on, .. } = draft;
        self.entries.push(Approval { fingerprint, name, reason, by, on, until, span });
    }

    fn unreadable(&mut self, text: &str, span: Span) {
        self.diagnostics.push(Diagnostic::at(span, ApprovalProblem::ApprovalUnreadable { line: text.to_owned() }));
    }
}

/// Reads a field of an entry; the error is the day that could not be read, where it was that.
fn field(draft: &mut Draft, text: &str) -> Result<(), Option<String>> {
    let (key, value) = text.split_once(|c: char| c.is_whitespace() || matches!(c, ':' | '：')).unwrap_or((text, ""));
    let value = value.trim_start_matches([':', '：']).trim();
    match key {
        "理由" | "reason" => draft.reason = value.to_owned(),
        "批准" | "批准人" | "by" => draft.by = value.to_owned(),
        "日期" | "批准日期" | "on" => draft.on = day(value, draft)?,
        "至" | "有效至" | "until" => draft.until = day(value, draft)?,
        _ => return Err(None),
    }
    Ok(())
}

/// A blank is lacking, not wrong.
fn day(text: &str, draft: &mut Draft) -> Result<Option<NaiveDate>, Option<String>> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = Period::parse(text).filter(|p| p.frequency() == Frequency::Day).map(Period::first_day);
    draft.has_bad_day |= read.is_none();
    read.map(Some).ok_or_else(|| Some(text.to_owned()))
}

/// Tells which differences somebody has accepted on a day.
pub fn sort<'a>(diff: &'a Diff, approvals: &'a [Approval], day: NaiveDate) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    let by_fingerprint: BTreeMap<&str, &Approval> = approvals.iter().map(|a| (a.fingerprint.as_str(), a)).collect();
    let mut used: BTreeMap<&str, &Change> = BTreeMap::new();
    for change in &diff.changes {
        let entry = by_fingerprint.get(change.fingerprint.as_str()).copied();
        used.extend(entry.map(|e| (e.fingerprint.as_str(), change)));
        if !change.is_difference() {
            continue;
        }
        match entry.filter(|e| fault(e, change, day).is_none() && e.on.is_none_or(|on| on <= day)) {
            Some(entry) => sorted.accepted.push((change, entry)),
            None => sorted.open.push(change),
        }
    }
    for approval in approvals {
        let problem = match used.get(approval.fingerprint.as_str()) {
            None => Some(ApprovalProblem::ApprovalStale { fingerprint: approval.fingerprint.clone() }),
            Some(change) => fault(approval, change, day),
        };
        sorted.diagnostics.extend(problem.map(|p| Diagnostic::at(approval.span, p)));
    }
    sorted
}

/// What keeps an entry from counting for the change with its fingerprint.
fn fault(approval: &Approval, change: &Change, day: NaiveDate) -> Option<ApprovalProblem> {
    let fingerprint = approval.fingerprint.clone();
    if let Some(said) = approval.name.as_ref().filter(|n| **n != change.name.as_str()) {
        let (said, name) = (said.clone(), change.name.as_str().to_owned());
        return Some(ApprovalProblem::ApprovalDiffers { fingerprint, said, name });
    }
    let until = approval.until.to_string();
    (approval.until < day).then_some(ApprovalProblem::ApprovalLapsed { fingerprint, until })
}

/// Returns an entry for a change, ready to be filled in.
pub fn entry(change: &Change, lang: Lang) -> String {
    let ids: Vec<&str> = change.ids.iter().map(|i| &**i).collect();
    let ids = ids.join(say(lang, "、", ","));
    let reason = change.reason.get(lang).replace('\n', " ");
    let fields = [("理由", "reason"), ("批准", "by"), ("日期", "on"), ("至", "until")];
    let fields: String = fields.iter().map(|(zh, en)| format!("    {}\n", say(lang, zh, en))).collect();
    format!("# {reason}\n{}  {ids}  {}\n{fields}", change.fingerprint, change.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dabiao_lang::source::SourceMap;

    fn codes(text: &str) -> (usize, Vec<&'static str>) {
        let mut sources = SourceMap::new();
        let id = sources.add("x.approvals", text);
        let (entries, diagnostics) = sources.get(id).map(read).unwrap_or_default();
        (entries.len(), diagnostics.iter().map(Diagnostic::code).collect())
    }

    #[test]
    fn entries_are_read_in_both_languages_and_faults_are_named() {
        let whole = "\u{feff}# x\n8f3a2c1d00b1e2f3  A  threshold-relaxed\n\t理由：会议\n  批准 王五\n  至 2025-12-31\n";
        assert_eq!(codes(whole), (1, vec![]));
        assert_eq!(codes("8f3a2c1d00b1e2f3\n reason x\n by y\n on 2025-01-01\n until 2025-12-31"), (1, vec![]));
        assert_eq!(codes("8f3a2c1d00b1e2f3\n reason x\n by y\n until soon\n"), (0, vec!["approval-day"]));
        assert_eq!(codes("8f3a2c1d00b1e2f3\n reason\n by y\n"), (0, vec!["approval-incomplete"]));
        assert_eq!(codes("reason x\n"), (0, vec!["approval-unreadable"]));
        assert_eq!(codes(" reason x\n"), (0, vec!["approval-unreadable"]));
        let twice = format!("{whole}{}", whole.trim_start_matches('\u{feff}'));
        assert_eq!(codes(&twice), (1, vec!["approval-twice"]));
    }
}
