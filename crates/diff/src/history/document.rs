//! Logs and blames for people to read.

use super::blame::{Blame, Blamed};
use super::walk::{Log, Step};
use super::{Commit, Signed};
use crate::review::{kind_word, marked, tone};
use dabiao_lang::diag::{Both, Lang, Severity};
use dabiao_report::document::{Column, Document, Line, Note, Table, Tone};
use dabiao_report::words::say;

/// Returns what became of a rule, the newest first.
pub fn log_document(log: &Log, id: &str, lang: Lang) -> Document {
    let mut document = Document::default();
    let title = log.steps.iter().find_map(|s| s.rule()?.1.title.as_deref()).unwrap_or("");
    document.heading(1, Line::of(id, Tone::Code).text("  ").text(title));
    for step in &log.steps {
        let kind = step.kind();
        let kind = match step.is_cut {
            true => Line::of(say(lang, CUT.0, CUT.1), Tone::Severity(Severity::Warning)),
            false => Line::of(kind_word(kind, lang), tone(kind)),
        };
        document.heading(3, head(&step.commit, lang).text("  ").join(kind));
        document.notes(told(step, lang));
    }
    document
}

/// What is said where a shallow clone ends.
const CUT: (&str, &str) = (
    "历史不完整（浅克隆），更早的看不到",
    "the history is not whole (a shallow clone); what came before is not to be seen",
);

/// What is known of a commit beyond what its author wished to be read.
fn doubts(step: &Step, lang: Lang) -> Vec<Line> {
    let mut doubts = Vec::new();
    let warning = Tone::Severity(Severity::Warning);
    if let Some(parent) = &step.precedes {
        let (own, day, short) = (step.commit.day(), parent.day(), parent.short());
        let said = Both::of(
            format!("日期 {own} 早于它之前的提交 {short}（{day}）"),
            format!("its date {own} is before that of {short} ({day}), on which it builds"),
        );
        doubts.push(Line::of(said.get(lang), warning));
    }
    if step.signed == Signed::Bad {
        doubts.push(Line::of(step.signed.words().get(lang), warning));
    }
    doubts
}

fn told(step: &Step, lang: Lang) -> Vec<Note> {
    let note = |word: &str, line: Line| Note { term: Line::of(word, Tone::Faint), lines: vec![line] };
    let mut notes = Vec::new();
    notes.extend(doubts(step, lang).into_iter().map(|line| note(say(lang, "注意", "note"), line)));
    if let Signed::Good(_) = &step.signed {
        notes.push(note(say(lang, "签名", "signature"), step.signed.words().get(lang).into()));
    }
    if !step.commit.subject.is_empty() {
        let merge = if step.is_merge { say(lang, "（合并）", " (merge)") } else { "" };
        notes.push(note(say(lang, "说明", "message"), format!("{}{merge}", step.commit.subject).into()));
    }
    for change in &step.changes {
        notes.push(note(say(lang, "变动", "change"), Line::of(change.name.words().get(lang), Tone::Strong)));
        let (before, after) = (texts(&change.before, lang), texts(&change.after, lang));
        let (before, after) = marked(&before, &after);
        let both = [(say(lang, "之前", "before"), before), (say(lang, "之后", "after"), after)];
        notes.extend(both.into_iter().filter(|(_, l)| !l.is_empty()).map(|(word, line)| note(word, line)));
    }
    for cause in &step.causes {
        let (name, before, after) = (cause.name.words(), cause.before.get(lang), cause.after.get(lang));
        let text = format!("{} {}: {before} → {after}", cause.subject.get(lang), name.get(lang));
        notes.push(note(say(lang, "原因", "cause"), text.into()));
    }
    let pairing = step.changes.iter().find_map(|c| c.pairing.as_ref());
    notes.extend(pairing.map(|p| note(say(lang, "配对", "pairing"), p.get(lang).into())));
    if let Some((_, rule)) = step.rule() {
        let place = format!("{}:{}", rule.file, rule.line);
        notes.push(note(say(lang, "位置", "place"), Line::of(place, Tone::Faint)));
    }
    notes
}

fn texts(sides: &[crate::diff::Side], lang: Lang) -> String {
    let all: Vec<&str> = sides.iter().map(|s| s.text.get(lang)).collect();
    all.join("\n")
}

/// Day, commit and author.
fn head(commit: &Commit, lang: Lang) -> Line {
    if commit.is_open() {
        return Line::of(say(lang, "尚未提交", "not committed"), Tone::Strong);
    }
    let line = Line::of(commit.day(), Tone::Strong).text("  ").and(commit.short(), Tone::Code);
    line.text("  ").text(people(commit, lang))
}

/// The author, and the committer where that is somebody else.
fn people(commit: &Commit, lang: Lang) -> String {
    match commit.other_committer() {
        Some(other) => format!(
            "{}{}",
            commit.author,
            Both::of(format!("（{other} 提交）"), format!(" (committed by {other})")).get(lang)
        ),
        None => commit.author.clone(),
    }
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
    if !blame.parts.is_empty() {
        document.heading(2, say(lang, "目标之外还有谁改过", "who changed what else decides"));
    }
    document.table(parts(blame, lang));
    document
}

/// What the targets rest on: whoever changed that has changed what they mean.
fn parts(blame: &Blame, lang: Lang) -> Table {
    let columns = [
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "什么", "what"), 12),
        Column::text(say(lang, "变动", "change"), 12),
        Column::text(say(lang, "从 → 到", "from → to"), 16),
        Column::text(say(lang, "日期", "date"), 10),
        Column::text(say(lang, "提交", "commit"), 10),
        Column::text(say(lang, "作者", "author"), 6),
    ];
    let mut table = Table::new(columns);
    for part in &blame.parts {
        let (before, after) = marked(part.before.get(lang), part.after.get(lang));
        let open = say(lang, "尚未提交", "not committed");
        let [day, short] = if part.commit.is_open() { [open, ""] } else { [part.commit.day(), part.commit.short()] };
        table.row([
            Line::of(&*part.id, Tone::Strong),
            part.subject.get(lang).into(),
            part.name.words().get(lang).into(),
            before.text(" → ").join(after),
            day.into(),
            Line::of(short, Tone::Code),
            people(&part.commit, lang).into(),
        ]);
    }
    table
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
        people(commit, lang).into(),
        match blamed.is_cut {
            true => Line::of(say(lang, CUT.0, CUT.1), Tone::Severity(Severity::Warning)),
            false => Line::of(kind_word(blamed.kind, lang), tone(blamed.kind)),
        },
        blamed.before.as_ref().map_or("", |b| b.get(lang)).into(),
    ]
}
