//! What a file consists of: 方案 > 组 > 规则, and what can be folded away.

use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::tree::{Item, Rule, Tree};

use crate::scan::{WordKind, words};
use crate::snapshot::Snapshot;

/// What a line of the outline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlineKind {
    /// A plan; what follows it in its file belongs to it.
    Plan,
    /// A group.
    Group,
    /// A rule.
    Rule,
    /// An indicator.
    Indicator,
    /// A unit.
    Unit,
    /// A level.
    Level,
    /// A relation that data must satisfy.
    Audit,
    /// A test of rules.
    Test,
    /// A scheme.
    Scheme,
    /// Lights.
    Lights,
}

/// A line of the outline with those below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineNode {
    /// What it is.
    pub kind: OutlineKind,
    /// Its name, ID or first words.
    pub name: String,
    /// Its title, where it has one beside the name.
    pub detail: String,
    /// The whole.
    pub span: Span,
    /// What to select; within `span`.
    pub head: Span,
    /// What belongs to it.
    pub children: Vec<OutlineNode>,
}

/// Returns the outline of a file.
pub fn outline(snapshot: &Snapshot, file: FileId) -> Vec<OutlineNode> {
    let Some(tree) = snapshot.loaded().trees.iter().find(|t| t.file == file) else { return Vec::new() };
    let mut nodes: Vec<OutlineNode> = Vec::new();
    for item in &tree.items {
        let Some(node) = node(snapshot, item) else { continue };
        match nodes.last_mut().filter(|n| n.kind == OutlineKind::Plan && node.kind != OutlineKind::Plan) {
            // Editors ask that a node holds its children: the plan grows with what belongs to it.
            Some(plan) => {
                plan.span = plan.span.to(node.span);
                plan.children.push(node);
            }
            None => nodes.push(node),
        }
    }
    nodes
}

fn node(snapshot: &Snapshot, item: &Item) -> Option<OutlineNode> {
    let make = |kind, name: &str, head: Span, span: Span| OutlineNode {
        kind,
        name: name.to_owned(),
        detail: String::new(),
        span,
        head,
        children: Vec::new(),
    };
    let titled = |kind, title: &Option<dabiao_lang::syntax::tree::Text>, span: Span| match title {
        Some(t) => make(kind, &t.text, t.span, span),
        None => make(kind, first_words(snapshot, span), Span { end: span.start, ..span }, span),
    };
    Some(match item {
        Item::Plan(p) => make(OutlineKind::Plan, &p.name.text, p.name.span, p.span),
        Item::Group(g) => {
            let mut group = titled(OutlineKind::Group, &g.title, g.span);
            group.children = g.items.iter().filter_map(|i| node(snapshot, i)).collect();
            group
        }
        Item::Rule(r) => rule(snapshot, r),
        Item::Indicator(i) => make(OutlineKind::Indicator, &i.name.text, i.name.span, i.span),
        Item::Unit(u) => make(OutlineKind::Unit, &u.name.text, u.name.span, u.span),
        Item::Level(l) => make(OutlineKind::Level, &l.name.text, l.name.span, l.span),
        // It stands for an amount, as a unit does.
        Item::Param(p) => make(OutlineKind::Unit, &p.name.text, p.name.span, p.span),
        Item::Audit(a) => titled(OutlineKind::Audit, &a.title, a.span),
        Item::Test(t) => titled(OutlineKind::Test, &t.title, t.span),
        Item::Scheme(s) => make(OutlineKind::Scheme, &s.name.text, s.name.span, s.span),
        Item::Lights(l) => titled(OutlineKind::Lights, &l.name, l.span),
        Item::Version(_) | Item::Use(_) | Item::Allow(_) | Item::SchemePart(_) => return None,
    })
}

fn rule(snapshot: &Snapshot, rule: &Rule) -> OutlineNode {
    let title = rule.title.as_ref().map_or("", |t| &*t.text);
    let (name, head) = match (&rule.id, &rule.title) {
        (Some(id), _) => (id.text.to_string(), id.span),
        (None, Some(title)) => (title.text.to_string(), title.span),
        (None, None) => (first_words(snapshot, rule.span).to_owned(), Span { end: rule.span.start, ..rule.span }),
    };
    let detail = if rule.id.is_some() { title.to_owned() } else { String::new() };
    OutlineNode { kind: OutlineKind::Rule, name, detail, span: rule.span, head, children: Vec::new() }
}

/// The first line of something that has no name.
fn first_words(snapshot: &Snapshot, span: Span) -> &str {
    let line = snapshot.slice(span).lines().next().unwrap_or("").trim();
    let end = line.char_indices().nth(40).map_or(line.len(), |(at, _)| at);
    line.get(..end).unwrap_or(line)
}

/// Returns every rule of a tree with its place, those in groups included, in file order.
pub(crate) fn rules(tree: &Tree) -> Vec<&Rule> {
    fn gather<'t>(items: &'t [Item], found: &mut Vec<&'t Rule>) {
        for item in items {
            match item {
                Item::Rule(rule) => found.push(rule),
                Item::Group(group) => gather(&group.items, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    gather(&tree.items, &mut found);
    found
}

/// What can be folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// What stands in braces.
    Body,
    /// Comments that follow each other on lines of their own.
    Comment,
}

/// Returns what can be folded away, in order of its start; it works on text that cannot be read, too.
pub fn folds(snapshot: &Snapshot, file: FileId) -> Vec<(Span, FoldKind)> {
    let text = snapshot.text(file);
    let mut folds = Vec::new();
    let mut open = Vec::new();
    let mut comments: Option<(u32, u32)> = None;
    for word in words(text) {
        let is_own_line =
            text.get(..word.start as usize).is_some_and(|t| t.trim_end_matches([' ', '\t']).ends_with('\n'))
                || word.start == 0;
        comments = match (word.kind == WordKind::Comment && is_own_line, comments) {
            (true, Some((start, _))) => Some((start, word.end)),
            (true, None) => Some((word.start, word.end)),
            (false, run) => {
                folds.extend(run.map(|(start, end)| (start, end, FoldKind::Comment)));
                None
            }
        };
        match (word.kind, word.of(text)) {
            (WordKind::Open, "{" | "｛") => open.push(word.end),
            (WordKind::Close, "}" | "｝") => folds.extend(open.pop().map(|start| (start, word.start, FoldKind::Body))),
            _ => {}
        }
    }
    folds.extend(comments.map(|(start, end)| (start, end, FoldKind::Comment)));
    folds.retain(|(start, end, _)| text.get(*start as usize..*end as usize).is_some_and(|t| t.contains('\n')));
    folds.sort_by_key(|(start, end, _)| (*start, *end));
    folds.into_iter().map(|(start, end, kind)| (Span { file, start, end }, kind)).collect()
}
