//! A sentence of a plan, pasted into a file, as the rules that it asks for.

use dabiao_draft::catalog::Catalog;
use dabiao_draft::{self as drafting, read, write};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::source::{MemoryFiles, SourceMap, Span};
use dabiao_lang::syntax::{self, tree::Item};

use super::{Action, ActionKind, item_span};
use crate::edit::TextEdit;
use crate::snapshot::Snapshot;

/// Characters of a selection that are drafted at most: a page, no document.
const LONGEST: usize = 4_000;

/// Returns the action that turns what is selected, or the comment at the cursor, into rules.
pub(super) fn drafted(snapshot: &Snapshot, range: Span) -> Option<Action> {
    let text = snapshot.text(range.file);
    let span = selected(text, range)?;
    let sentence = sentence(text.get(span.range())?);
    let has_figure = sentence.chars().any(|c| c.is_numeric()) || sentence.contains("全部");
    if !has_figure || sentence.chars().count() > LONGEST {
        return None;
    }
    let rules = rules(snapshot, &sentence)?;
    let quoted: String = sentence.lines().map(|l| format!("# {l}\n")).collect();
    let title = Both::new("把这句话写成规则", "draft a rule from this sentence");
    let edit = TextEdit::new(span, format!("{quoted}{rules}"));
    Some(Action::edit(title, ActionKind::Rewrite, vec![edit]))
}

/// The whole lines of a selection; without one, the line of the cursor if it is a comment or no rule text.
fn selected(text: &str, range: Span) -> Option<Span> {
    let start = super::line_start(text, range.start as usize);
    let from_end = text.get(range.end as usize..)?;
    let end = range.end as usize + from_end.find('\n').unwrap_or(from_end.len());
    let lines = text.get(start..end)?;
    let is_quoted = lines.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with(['#', '/']));
    let reads_as_text = lines.contains(['。', '，', '；']) && !lines.contains(['{', '}', '"']);
    (!lines.trim().is_empty() && (is_quoted || reads_as_text)).then(|| Span::new(range.file, start, end))
}

fn sentence(lines: &str) -> String {
    let bare = |l: &str| l.trim().trim_start_matches(['#', '/']).trim().to_owned();
    lines.lines().map(bare).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The indicators and rules of a draft, without its head.
fn rules(snapshot: &Snapshot, sentence: &str) -> Option<String> {
    let document = read::bytes_of("摘录.txt", sentence.as_bytes()).ok()?;
    let draft = drafting::propose(&document);
    if draft.proposals.is_empty() {
        return None;
    }
    let catalog = Catalog::of(snapshot.loaded());
    // The draft uses what is declared in these files.
    let texts = snapshot.loaded().sources.iter().map(|s| (s.name().to_owned(), s.text().to_owned()));
    let files = MemoryFiles::new(texts);
    let order = write::Order {
        document: &document,
        draft: &draft,
        catalog: &catalog,
        path: "摘录.rules",
        files: &files,
        lang: Lang::Zh,
    };
    let written = write::rules(&order).text;
    let mut sources = SourceMap::new();
    let id = sources.add("摘录.rules", written);
    let source = sources.get(id)?;
    let (tree, _) = syntax::parse(source);
    let is_new = |item: &&Item| match item {
        Item::Indicator(i) => snapshot
            .symbols()
            .indicator(&i.name.text)
            .is_none_or(|id| snapshot.model().schema.indicator(id).is_some_and(|i| !i.is_declared)),
        Item::Rule(_) | Item::Unit(_) | Item::Group(_) => true,
        _ => false,
    };
    let text = source.text();
    let items: Vec<String> = tree.items.iter().filter(is_new).map(|i| with_comments(text, item_span(i))).collect();
    let has_rule = tree.items.iter().any(|i| matches!(i, Item::Rule(_) | Item::Group(_)));
    has_rule.then(|| without_taken_ids(snapshot, &format!("{}\n", items.join("\n\n"))))
}

/// An item with the comments right above it, which say how sure its reading is; without the place in an extract that
/// nobody can look up.
fn with_comments(text: &str, span: Span) -> String {
    let mut start = super::line_start(text, span.start as usize);
    while start > 0 {
        let above = super::line_start(text, start - 1);
        if !text.get(above..start).is_some_and(|l| l.starts_with("//")) {
            break;
        }
        start = above;
    }
    let lines = text.get(start..span.end as usize).unwrap_or("").lines();
    let is_kept = |l: &&str| !l.trim_start().starts_with("依据 \"摘录") && !l.trim().is_empty();
    lines.filter(is_kept).collect::<Vec<_>>().join("\n")
}

/// Gives rules whose ID is taken a free one.
fn without_taken_ids(snapshot: &Snapshot, text: &str) -> String {
    let mut sources = SourceMap::new();
    let id = sources.add("摘录.rules", text);
    let Some(source) = sources.get(id) else { return text.to_owned() };
    let (tree, _) = syntax::parse(source);
    let mut taken: std::collections::HashSet<String> =
        snapshot.model().rules.iter().map(|r| r.id.to_string()).collect();
    let mut edits = Vec::new();
    for rule in crate::outline::rules(&tree) {
        let Some(id) = &rule.id else { continue };
        let free = std::iter::once(id.text.to_string())
            .chain((2..10_000).map(|n| format!("{}-{n}", id.text)))
            .find(|candidate| !taken.contains(candidate));
        let Some(free) = free else { continue };
        if *free != *id.text {
            edits.push(TextEdit::new(id.span, free.clone()));
        }
        taken.insert(free);
    }
    crate::edit::applied(text, &edits)
}
