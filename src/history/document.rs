//! Logs and blames for people to read.

use super::Commit;
use super::blame::{Blame, Blamed};
use super::walk::{Log, Step};
use crate::diag::{Both, Lang};
use crate::diff::Change;
use crate::report::document::{Column, Document, Line, Note, Table, Tone};
use crate::report::words::say;
use crate::review::{kind_word, tone};

/// Returns what became of a rule, the newest first.
pub fn log_document(log: &Log, id: &str, lang: Lang) -> Document {
    let mut document = Document::default();
    let title = log.steps.iter().find_map(|s| s.rule()?.1.title.as_deref()).unwrap_or("");
    document.heading(1, Line::of(id, Tone::Code).text("  ").text(title));
    document.notes(log.steps.iter().map(|s| note(s, lang)).collect());
    document
}

fn note(step: &Step, lang: Lang) -> Note {
    let kind = step.kind();
    let term = head(&step.commit, lang).text("  ").and(kind_word(kind, lang), tone(kind));
    let mut lines: Vec<Line> = Vec::new();
    if !step.commit.subject.is_empty() {
        let merge = if step.is_merge { say(lang, "（合并）", " (merge)") } else { "" };
        lines.push(Line::of(format!("{}{merge}", step.commit.subject), Tone::Faint));
    }
    for change in &step.changes {
        lines.extend(told(change, lang));
    }
    lines.extend(step.causes.iter().map(|c| {
        let (name, before, after) = (c.name.words(), c.before.get(lang), c.after.get(lang));
        Line::from(format!("{} {}: {before} → {after}", c.subject.get(lang), name.get(lang)))
    }));
    if let Some((_, rule)) = step.rule() {
        lines.push(Line::of(format!("{}:{}", rule.file, rule.line), Tone::Faint));
    }
    Note { term, lines }
}

fn told(change: &Change, lang: Lang) -> Vec<Line> {
    let mut lines = vec![Line::of(change.reason.get(lang), Tone::Strong)];
    let side = |word: Both, text: &str| Line::of(word.get(lang), Tone::Faint).and(text, Tone::Code);
    let sides = |all: &[crate::diff::Side]| {
        let texts: Vec<&str> = all.iter().map(|s| s.text.get(lang)).collect();
        texts.join(say(lang, "；", "; "))
    };
    let (before, after) = (sides(&change.before), sides(&change.after));
    if !before.is_empty() {
        lines.push(side(Both::new("之前  ", "before  "), &before));
    }
    if !after.is_empty() {
        lines.push(side(Both::new("之后  ", "after   "), &after));
    }
    lines.extend(change.pairing.as_ref().map(|p| Line::of(p.get(lang), Tone::Faint)));
    lines
}

/// Day, commit and author.
fn head(commit: &Commit, lang: Lang) -> Line {
    if commit.is_open() {
        return Line::of(say(lang, "尚未提交", "not committed"), Tone::Strong);
    }
    Line::of(commit.day(), Tone::Strong).text("  ").and(commit.short(), Tone::Code).text("  ").text(&*commit.author)
}

/// Returns which commit set each target.
pub fn blame_document(blame: &Blame, lang: Lang) -> Document {
    let mut document = Document::default();
    let columns = [
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "要求", "target"), 24),
        Column::text(say(lang, "日期", "date"), 10),
        Column::text(say(lang, "提交", "commit"), 10),
        Column::text(say(lang, "作者", "author"), 6),
        Column::text(say(lang, "变动", "change"), 8),
        Column::text(say(lang, "之前", "before"), 16),
    ];
    let mut table = Table::new(columns);
    blame.targets.iter().for_each(|t| table.row(row(t, lang)));
    document.table(table);
    document
}

fn row(blamed: &Blamed, lang: Lang) -> [Line; 7] {
    let commit = &blamed.commit;
    let open = say(lang, "尚未提交", "not committed");
    let [day, short] = if commit.is_open() { [open, ""] } else { [commit.day(), commit.short()] };
    [
        Line::of(&*blamed.id, Tone::Strong),
        blamed.text.get(lang).into(),
        day.into(),
        Line::of(short, Tone::Code),
        (&*commit.author).into(),
        Line::of(kind_word(blamed.kind, lang), tone(blamed.kind)),
        blamed.before.as_ref().map_or("", |b| b.get(lang)).into(),
    ]
}
