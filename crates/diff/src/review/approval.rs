//! Lists of accepted changes: plain text that a person writes, read with places for everything that is wrong in it.
//!
//! ```text
//! # what follows a `#` at the start of a line is a note
//! 8f3a2c1d00b1e2f3  ZY-07-1  threshold-relaxed
//!     理由  县政府常务会议2025年第3次
//!     文号  紫政办发〔2025〕3号
//!     批准  王五
//!     日期  2025-03-01
//!     至    2025-12-31
//!     提交  4f1c2d9a07
//! ```
//!
//! INVARIANT: an entry counts for one change only, and only when it is whole, names that change by what it does, to which
//! rules and (where it says so) in which commit, and its time has not run out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::diff::{Change, Diff};
use crate::review::ApprovalProblem;
use dabiao_lang::diag::{Diagnostic, Lang, signs};
use dabiao_lang::model::{Frequency, Period};
use dabiao_lang::source::{Source, Span};
use dabiao_report::words::say;

/// One accepted change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The fingerprint of the change.
    pub fingerprint: String,
    /// The IDs of the rules, where the entry gives them.
    pub ids: Vec<String>,
    /// The name of the change, where the entry gives it.
    pub name: Option<String>,
    /// The document by which it was accepted.
    pub document: Option<String>,
    /// The commit in which the change was accepted, where the entry gives it.
    pub commit: Option<String>,
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

/// When and where a list is to count.
#[derive(Clone, Copy)]
pub struct Occasion<'a> {
    /// The day.
    pub day: NaiveDate,
    /// Whether a commit is the new version or comes before it; nothing where the new version is in no repository.
    pub is_in_history: Option<&'a dyn Fn(&str) -> bool>,
}

/// An entry that is being read.
#[derive(Debug, Default)]
struct Draft {
    fingerprint: String,
    ids: Vec<String>,
    name: Option<String>,
    document: Option<String>,
    commit: Option<String>,
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
    /// The line on which each fingerprint stands first, with the rules that it is said to be about.
    first: BTreeMap<(String, Vec<String>), u32>,
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
        let rest = text.get(fingerprint.len()..).unwrap_or("").trim();
        let last = words.last().filter(|w| crate::diff::Name::parse(w).is_some());
        let ids = id_parts(last.and_then(|w| rest.strip_suffix(w)).unwrap_or(rest));
        let (fingerprint, name) = (fingerprint.to_ascii_lowercase(), last.map(str::to_owned));
        self.draft = Some((Draft { fingerprint, ids, name, ..Draft::default() }, span));
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
        let key = (fingerprint.clone(), draft.ids.clone());
        if let Some(&first) = self.first.get(&key) {
            let first = u64::from(first);
            self.diagnostics.push(Diagnostic::at(span, ApprovalProblem::ApprovalTwice { fingerprint, first }));
            return;
        }
        self.first.insert(key, line);
        if !lacking.is_empty() {
            self.diagnostics.push(Diagnostic::at(span, ApprovalProblem::ApprovalIncomplete { fingerprint, lacking }));
            return;
        }
        let Some(until) = draft.until else { return };
        let Draft { ids, name, document, commit, reason, by, on, .. } = draft;
        self.entries.push(Approval { fingerprint, ids, name, document, commit, reason, by, on, until, span });
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
        "文号" | "文件" | "document" => draft.document = Some(value.to_owned()).filter(|v| !v.is_empty()),
        "提交" | "commit" => draft.commit = Some(value.to_owned()).filter(|v| !v.is_empty()),
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

/// Returns the IDs of a list of them, in order: how they are put apart, and in which order, says nothing.
fn id_parts(text: &str) -> Vec<String> {
    let parts = text.split(['、', ',', '，']).map(str::trim).filter(|p| !p.is_empty());
    let mut ids: Vec<String> = parts.map(str::to_owned).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn ids_of(change: &Change) -> Vec<String> {
    let ids: Vec<&str> = change.ids.iter().map(|i| &**i).collect();
    id_parts(&ids.join("、"))
}

/// The IDs of the rules as they were.
fn ids_before(change: &Change) -> Vec<String> {
    let ids: Vec<&str> = change.before.iter().map(|s| &*s.id).collect();
    id_parts(&ids.join("、"))
}

/// Tells which differences somebody has accepted; every entry that does not count is a fault.
pub fn sort<'a>(diff: &'a Diff, approvals: &'a [Approval], occasion: Occasion<'_>) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    let mut by_fingerprint: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in &diff.changes {
        by_fingerprint.entry(&change.fingerprint).or_default().push(change);
    }
    let mut accepted: Vec<(&Change, &Approval)> = Vec::new();
    for approval in approvals {
        let found = by_fingerprint.get(approval.fingerprint.as_str()).map_or(&[][..], Vec::as_slice);
        match meant(approval, found).and_then(|change| fault(approval, change, occasion).map_or(Ok(change), Err)) {
            Ok(change) => accepted.push((change, approval)),
            Err(problem) => sorted.diagnostics.push(Diagnostic::at(approval.span, problem)),
        }
    }
    for change in diff.changes.iter().filter(|c| c.is_difference()) {
        let entry = accepted.iter().find(|(own, _)| std::ptr::eq(*own, change));
        match entry.filter(|(_, e)| e.on.is_none_or(|on| on <= occasion.day)) {
            Some((_, entry)) => sorted.accepted.push((change, entry)),
            None => sorted.open.push(change),
        }
    }
    sorted
}

/// Returns the one change that an entry is about.
fn meant<'a>(approval: &Approval, found: &[&'a Change]) -> Result<&'a Change, ApprovalProblem> {
    let fingerprint = approval.fingerprint.clone();
    // A rule that was renamed since is still the one that was accepted.
    let is_meant = |c: &&&Change| approval.ids.is_empty() || ids_of(c) == approval.ids || ids_before(c) == approval.ids;
    let meant: Vec<&&Change> = found.iter().filter(is_meant).collect();
    match (meant.as_slice(), found) {
        ([one], _) => Ok(one),
        ([], []) => Err(ApprovalProblem::ApprovalStale { fingerprint }),
        ([], found) => {
            let ids = found.iter().flat_map(|c| ids_of(c)).collect();
            Err(ApprovalProblem::ApprovalForeign { fingerprint, said: approval.ids.clone(), ids })
        }
        (several, _) => {
            let ids = several.iter().flat_map(|c| ids_of(c)).collect();
            Err(ApprovalProblem::ApprovalMasks { fingerprint, ids })
        }
    }
}

/// What keeps an entry from counting for its change.
fn fault(approval: &Approval, change: &Change, occasion: Occasion<'_>) -> Option<ApprovalProblem> {
    let fingerprint = approval.fingerprint.clone();
    if let Some(said) = approval.name.as_ref().filter(|n| **n != change.name.as_str()) {
        let (said, name) = (said.clone(), change.name.as_str().to_owned());
        return Some(ApprovalProblem::ApprovalDiffers { fingerprint, said, name });
    }
    let is_known = |commit: &str| occasion.is_in_history.is_some_and(|is_in| is_in(commit));
    if let Some(commit) = approval.commit.as_ref().filter(|c| !is_known(c)) {
        return Some(ApprovalProblem::ApprovalCommit { fingerprint, commit: commit.clone() });
    }
    let until = approval.until.to_string();
    (approval.until < occasion.day).then_some(ApprovalProblem::ApprovalLapsed { fingerprint, until })
}

/// Returns an entry for a change, ready to be filled in.
pub fn entry(change: &Change, lang: Lang) -> String {
    let ids: Vec<&str> = change.ids.iter().map(|i| &**i).collect();
    let ids = ids.join(say(lang, "、", ","));
    // A title must not begin a line of its own, nor hide one.
    let reason = signs(change.reason.get(lang)).replace(['\n', '\r'], " ");
    let fields = [("理由", "reason"), ("文号", "document"), ("批准", "by"), ("日期", "on"), ("至", "until")];
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
        let other = format!("{whole}{}", whole.trim_start_matches('\u{feff}').replace("  A  ", "  B  "));
        assert_eq!(codes(&other), (2, vec![]), "one change, made to two rules, is two changes");
    }
}
