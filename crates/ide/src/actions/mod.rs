//! What can be done about a place at one click: apply a fix, declare what is missing, add tests, draft a rule, explain.
//!
//! A file for each kind. INVARIANT: an edit that is offered leaves text that can be read wherever the text before it could.

mod declare;
mod draft;
mod tests;

use dabiao_lang::diag::{Both, Safety};
use dabiao_lang::source::Span;

use crate::edit::TextEdit;
use crate::findings::findings;
use crate::lens;
use crate::snapshot::Snapshot;

/// What an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// It settles a finding.
    QuickFix,
    /// It writes something new.
    Rewrite,
    /// It changes nothing and shows something.
    Show,
}

/// Something to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Showing {
    /// How the verdict of a rule came about.
    Derivation(String),
    /// How the tests of a rule turn out.
    Tests(String),
    /// The page of a code.
    Page(String),
}

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What it does, in a few words.
    pub title: Both,
    /// What it is for.
    pub kind: ActionKind,
    /// The code of the finding that it settles.
    pub code: Option<&'static str>,
    /// Whether it keeps the meaning; the editor may then apply it without asking.
    pub is_safe: bool,
    /// What it changes.
    pub edits: Vec<TextEdit>,
    /// What it shows.
    pub showing: Option<Showing>,
}

impl Action {
    fn edit(title: Both, kind: ActionKind, edits: Vec<TextEdit>) -> Self {
        Self { title, kind, code: None, is_safe: false, edits, showing: None }
    }

    fn show(title: Both, showing: Showing) -> Self {
        Self { title, kind: ActionKind::Show, code: None, is_safe: false, edits: Vec::new(), showing: Some(showing) }
    }
}

/// Returns what can be done about a range: fixes first.
pub fn actions(snapshot: &Snapshot, range: Span) -> Vec<Action> {
    let mut found = fixes(snapshot, range);
    found.extend(declare::declarations(snapshot, range));
    found.extend(tests::tests(snapshot, range));
    found.extend(draft::drafted(snapshot, range));
    found.extend(explanations(snapshot, range));
    found
}

/// Returns whether two stretches touch.
fn touches(a: Span, b: Span) -> bool {
    a.file == b.file && a.start <= b.end && b.start <= a.end
}

fn fixes(snapshot: &Snapshot, range: Span) -> Vec<Action> {
    let mut found = Vec::new();
    for finding in findings(snapshot, range.file).iter().filter(|f| touches(f.span, range)) {
        let Some(fix) = finding.fix().filter(|f| f.safety != Safety::DisplayOnly) else { continue };
        let old = snapshot.slice(fix.span);
        let title = match (old.is_empty(), fix.replacement.trim()) {
            (_, "") => Both::of(format!("删去 `{}`", short(old)), format!("delete `{}`", short(old))),
            (true, new) => Both::of(format!("补上 `{}`", short(new)), format!("add `{}`", short(new))),
            (false, new) => Both::of(
                format!("`{}` 改成 `{}`", short(old), short(new)),
                format!("change `{}` to `{}`", short(old), short(new)),
            ),
        };
        let edit = TextEdit::new(fix.span, fix.replacement.clone());
        let action = Action::edit(title, ActionKind::QuickFix, vec![edit]);
        let is_safe = fix.safety == Safety::Safe;
        found.push(Action { code: Some(finding.diagnostic.code()), is_safe, ..action });
    }
    found
}

/// A few words of a text for a title.
fn short(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or("");
    match line.char_indices().nth(30) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or(line)),
        None if text.trim().lines().count() > 1 => format!("{line} …"),
        None => line.to_owned(),
    }
}

fn explanations(snapshot: &Snapshot, range: Span) -> Vec<Action> {
    let mut found = Vec::new();
    let mut codes: Vec<&'static str> = Vec::new();
    for finding in findings(snapshot, range.file).iter().filter(|f| touches(f.span, range)) {
        let code = finding.diagnostic.code();
        if !codes.contains(&code) {
            codes.push(code);
            let title = Both::of(format!("解释 {code}"), format!("explain {code}"));
            found.push(Action::show(title, Showing::Page(code.to_owned())));
        }
    }
    let lenses = lens::lenses(snapshot, range.file);
    for lens in lenses.iter().filter(|l| touches(l.span, range)) {
        if lens.verdict.is_some() {
            let title = Both::of(
                format!("{} 的结论怎么来的", lens.rule),
                format!("how the verdict of {} came about", lens.rule),
            );
            found.push(Action::show(title, Showing::Derivation(lens.rule.clone())));
        }
        if lens.n_tests > 0 {
            let title = Both::of(format!("运行 {} 的测试", lens.rule), format!("run the tests of {}", lens.rule));
            found.push(Action::show(title, Showing::Tests(lens.rule.clone())));
        }
    }
    found
}

/// Returns the start of the line on which the item of the file that holds a place begins, comments right above it
/// included; the end of the file where no item does.
fn before_item(snapshot: &Snapshot, span: Span) -> Span {
    let text = snapshot.text(span.file);
    let tree = snapshot.loaded().trees.iter().find(|t| t.file == span.file);
    let item = tree.and_then(|t| t.items.iter().map(item_span).find(|s| touches(*s, span)));
    let Some(item) = item else { return Span::new(span.file, text.len(), text.len()) };
    let mut start = line_start(text, item.start as usize);
    while start > 0 {
        let above = line_start(text, start - 1);
        let is_comment = text.get(above..start).is_some_and(|l| l.trim_start().starts_with(['#', '/']));
        if !is_comment {
            break;
        }
        start = above;
    }
    Span::new(span.file, start, start)
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1)
}

fn item_span(item: &dabiao_lang::syntax::tree::Item) -> Span {
    use dabiao_lang::syntax::tree::{Item, SchemePart};
    match item {
        Item::Version(i) => i.span,
        Item::Use(i) => i.span,
        Item::Plan(i) => i.span,
        Item::Group(i) => i.span,
        Item::Indicator(i) => i.span,
        Item::Unit(i) => i.span,
        Item::Level(i) => i.span,
        Item::Param(i) => i.span,
        Item::Rule(i) => i.span,
        Item::Audit(i) => i.span,
        Item::Test(i) => i.span,
        Item::Allow(i) => i.span,
        Item::Scheme(i) => i.span,
        Item::SchemePart(part) => match &**part {
            SchemePart::Section(s) => s.span,
            SchemePart::Entry(e) => e.span,
        },
        Item::Lights(i) => i.span,
    }
}
