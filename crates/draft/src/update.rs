//! A new version of a document against the rules that were made from the old one: what changed, as a patch of the rule file.
//!
//! Rules and readings are matched by name, unit and form, the nearest value first, each reading once; places are no help,
//! since a new version moves them. Only the comparison and the time of a target are rewritten, where they stand, so that IDs,
//! notes, exceptions and everything that a person wrote stays. What no rule carries is added at the end of the file, what
//! the document no longer says is told and left. INVARIANT: the patch is a proposal; no file is changed here.

use std::fmt::Write as _;

use crate::cite::reread::{self, Reading};
use crate::cite::set_figure;
use crate::cite::told::{Exported, Told};
use crate::document::Document;
use crate::proposal::Draft;
use crate::write::{self, Written};
use dabiao_lang::check::Loaded;
use dabiao_lang::model::{Rule, Statement, Target};
use dabiao_lang::source::Span;

/// What a new version of a document asks of a set of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// Targets that are put otherwise.
    pub changed: Vec<Changed>,
    /// IDs of rules that the document no longer holds.
    pub gone: Vec<String>,
    /// How many rules are new.
    pub n_added: usize,
    /// The patch, in the form of `diff -u`.
    pub patch: String,
}

/// A target that the new version puts otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The rule.
    pub id: String,
    /// The target as it stands.
    pub before: String,
    /// The target that is proposed.
    pub after: String,
    span: Span,
}

/// Likeness of names below which two indicators are two, in tenths.
const ALIKE: usize = 6;

/// Compares rules with a new version of the document that they were made from.
pub fn propose(loaded: &Loaded, document: &Document, draft: &Draft, written: &Written) -> Update {
    let readings = reread::readings(document, draft);
    let exported = Exported::of(loaded);
    let mut is_used = vec![false; readings.len()];
    let mut update = Update::default();
    let model = loaded.rules.model();
    for rule in &model.rules {
        let Some(told) = exported.told(&rule.id) else { continue };
        let n_before = is_used.iter().filter(|u| **u).count();
        for here in &told {
            let Some((_, target)) = targets(rule).nth(here.target_idx) else { continue };
            let Some(n) = nearest(here, &readings, draft, &is_used) else { continue };
            if let (Some(used), Some(reading)) = (is_used.get_mut(n), readings.get(n)) {
                *used = true;
                update.changed.extend(changed(here, reading, draft, (rule, target), loaded));
            }
        }
        let is_found = is_used.iter().filter(|u| **u).count() > n_before;
        if !is_found && !rule.cite.is_empty() {
            update.gone.push(rule.id.to_string());
        }
    }
    let added = added(&readings, &is_used, written);
    update.n_added = added.len();
    update.patch = patch(loaded, &update.changed, &added);
    update
}

fn targets(rule: &Rule) -> impl Iterator<Item = (&Statement, &Target)> {
    rule.statements.iter().flat_map(|s| s.targets.iter().map(move |t| (s, t)))
}

/// Returns the reading that a target most likely is: of one unit and form, the most alike in name, then in value and time.
fn nearest(here: &Told, readings: &[Reading], draft: &Draft, is_used: &[bool]) -> Option<usize> {
    let score = |reading: &Reading| {
        let name = &draft.proposals.get(reading.proposal)?.target.name;
        let alike = likeness(&here.name(), name);
        let fits = alike >= ALIKE && here.is_same_kind(&reading.told);
        fits.then(|| alike * 4 + here.n_agreeing(&reading.told))
    };
    let free = readings.iter().enumerate().filter(|(n, _)| is_used.get(*n) == Some(&false));
    free.filter_map(|(n, r)| Some((score(r)?, std::cmp::Reverse(n)))).max().map(|(_, n)| n.0)
}

/// Likeness of two names in tenths: twice the shared characters among all.
fn likeness(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let shared = a.iter().filter(|c| b.contains(c)).count().min(b.len());
    (20 * shared).checked_div(a.len() + b.len()).unwrap_or(0)
}

fn changed(
    here: &Told,
    reading: &Reading,
    draft: &Draft,
    (rule, target): (&Rule, &Target),
    loaded: &Loaded,
) -> Option<Changed> {
    use reread::Field::{Comparator, Deadline, Unit, Value};
    let differs = reread::differences(here, reading, true);
    if !differs.iter().any(|d| matches!(d.field, Comparator | Value | Unit | Deadline)) {
        return None;
    }
    let proposal = draft.proposals.get(reading.proposal)?;
    let plan = draft.plans.get(proposal.plan)?;
    // A task is rewritten where it is set.
    let set = here.figure.as_ref().and_then(|at| set_figure(loaded.rules.model(), at));
    let (span, after) = match set {
        Some(figure) => (figure.quantity.span, write::figure_text(&proposal.target)),
        None => (target.span, write::target_text(&proposal.target, plan, here.has_window())),
    };
    let before = loaded.sources.slice(span).to_owned();
    (before != after).then(|| Changed { id: rule.id.to_string(), before, after, span })
}

/// Returns the texts of the rules that no old rule carries, under IDs of their own.
fn added(readings: &[Reading], is_used: &[bool], written: &Written) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut last = None;
    for (reading, _) in readings.iter().zip(is_used).filter(|(_, used)| !**used) {
        let Some(id) = written.ids.get(reading.proposal).and_then(|i| i.as_deref()) else { continue };
        // A breakdown is one rule of many readings.
        if last == Some(id) {
            continue;
        }
        last = Some(id);
        if let Some(text) = rule_text(&written.text, id) {
            all.push(text.replacen(&format!("规则 {id} "), &format!("规则 新-{id} "), 1));
        }
    }
    all
}

fn rule_text(text: &str, id: &str) -> Option<String> {
    let start = text.find(&format!("\n规则 {id} "))? + 1;
    let rest = text.get(start..)?;
    let end = rest.find("\n}")? + 2;
    rest.get(..end).map(str::to_owned)
}

/// Writes the changes as `diff -u` would: one hunk a line, then what is added at the end of the last file.
fn patch(loaded: &Loaded, changed: &[Changed], added: &[String]) -> String {
    let mut out = String::new();
    for source in loaded.sources.iter() {
        let mut own: Vec<&Changed> = changed.iter().filter(|c| loaded.sources.name(c.span) == source.name()).collect();
        own.sort_by_key(|c| std::cmp::Reverse(c.span.range().start));
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(out, "--- {0}\n+++ {0}", source.name());
        let mut hunks: Vec<String> = Vec::new();
        for change in own {
            let line = source.line_number(change.span.range().start as u32);
            let text = source.line(line);
            let column = change.span.range().start - source.line_offset(line) as usize;
            let end = column + change.span.range().len();
            let (Some(head), Some(tail)) = (text.get(..column), text.get(end..)) else { continue };
            hunks.push(format!("@@ -{line},1 +{line},1 @@\n-{text}\n+{head}{}{tail}\n", change.after));
        }
        hunks.reverse();
        out.push_str(&hunks.concat());
    }
    if let (false, Some(source)) = (added.is_empty(), loaded.sources.iter().last()) {
        let n = source.text().lines().count();
        let lines: Vec<String> = added
            .iter()
            .flat_map(|r| std::iter::once("+").map(str::to_owned).chain(r.lines().map(|l| format!("+{l}"))))
            .collect();
        let _ = writeln!(
            out,
            "--- {0}\n+++ {0}\n@@ -{n},0 +{1},{2} @@\n{3}",
            source.name(),
            n + 1,
            lines.len(),
            lines.join("\n")
        );
    }
    out
}

impl Told {
    /// Whether two targets can be one in two versions: the same dimension, level of nesting and kind of figure.
    fn is_same_kind(&self, other: &Told) -> bool {
        let head = |t: &Told| t.function().split(['(', ',']).next().unwrap_or_default().to_owned();
        self.text("base_unit") == other.text("base_unit")
            && (head(self) == head(other) || head(self).is_empty() && head(other) == "total")
            && self.text("at") == other.text("at")
    }

    fn n_agreeing(&self, other: &Told) -> usize {
        ["base_value", "to", "level", "op"].iter().filter(|k| self.text(k) == other.text(k)).count()
    }

    /// Whether the years stand in the expression, as in a sum over them.
    fn has_window(&self) -> bool {
        self.function().starts_with("total(")
    }
}
