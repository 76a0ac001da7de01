//! A gate for hooks and CI: what changed since a base that nobody proved harmless or accepted, and what is known of both
//! commits.
//!
//! INVARIANT: the gate opens only where nothing is left: no harmful change, no changed declaration, no fault in the list of
//! accepted changes, no unsigned commit where signatures are asked for.

use serde::Serialize;

use super::{Commit, Signed};
use crate::diff::{Cause, Change};
use crate::review::{self, DiffJson, Form, Places, Review};
use dabiao_lang::diag::{Both, Lang, Severity};
use dabiao_lang::model::Verdict;
use dabiao_report::document::{Column, Document, Line, Note, Table, Tone};
use dabiao_report::words::{list, say};

/// What a gate looked at.
#[derive(Debug, Clone, Copy)]
pub struct Guard<'a> {
    /// The comparison; its open changes are those that are neither harmless nor accepted.
    pub review: &'a Review<'a>,
    /// The changes that are proved harmless.
    pub harmless: &'a [&'a Change],
    /// The base and the new version, where they are commits.
    pub commits: [Option<&'a Seen>; 2],
    /// Whether the clone is shallow.
    pub is_shallow: bool,
    /// Commits since the base that touched rules and bear no good signature; empty where none is asked for.
    pub unsigned: &'a [Seen],
}

/// A commit, with what is known of it beyond its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The commit.
    pub commit: Commit,
    /// What is known of its signature.
    pub signed: Signed,
    /// A commit that it builds on and says to be older than.
    pub precedes: Option<Commit>,
}

impl Guard<'_> {
    /// Returns whether the gate opens.
    pub fn is_passed(&self) -> bool {
        self.review.open.is_empty()
            && self.review.faults.is_empty()
            && self.idle_causes().next().is_none()
            && self.unsigned.is_empty()
            && !self.has_bad_signature()
    }

    fn has_bad_signature(&self) -> bool {
        self.commits.iter().flatten().any(|seen| seen.signed == Signed::Bad)
    }

    /// Declarations that changed and that no rule rests on; a scheme, a light or another rule set may.
    fn idle_causes(&self) -> impl Iterator<Item = &Cause> {
        self.review.diff.causes.iter().filter(|c| c.rules.is_empty())
    }
}

/// Returns what the gate found, for people to read.
pub fn guard_document(guard: &Guard<'_>, form: Form, lang: Lang) -> Document {
    let mut document = Document::default();
    let [old, new] = guard.review.titles;
    document.heading(1, format!("{old} → {new}"));
    document.paragraph(outcome(guard, lang));
    document.table(commits(guard, lang));
    document.notes(doubts(guard, lang));
    let idle: Vec<Note> = guard.idle_causes().map(|c| declaration(c, lang)).collect();
    if !idle.is_empty() {
        document.heading(2, say(lang, "改了声明，没有规则用到", "declarations that changed and no rule uses"));
        document.notes(idle);
    }
    let told = review::document(guard.review, form, lang);
    // Its heading and its counts stand above already.
    document.blocks.extend(told.blocks.into_iter().skip(2));
    if !guard.harmless.is_empty() {
        document.heading(2, say(lang, "已证明无害", "proved harmless"));
        let ids: Vec<String> = guard.harmless.iter().map(|c| said(c, lang)).collect();
        document.paragraph(list(ids.iter().map(String::as_str), lang));
    }
    document
}

fn said(change: &Change, lang: Lang) -> String {
    let ids: Vec<&str> = change.ids.iter().map(|i| &**i).collect();
    format!("{} {}", ids.join("+"), change.name.words().get(lang))
}

fn declaration(cause: &Cause, lang: Lang) -> Note {
    let line = format!("{}: {} → {}", cause.name.words().get(lang), cause.before.get(lang), cause.after.get(lang));
    Note { term: Line::of(cause.subject.get(lang), Tone::Strong), lines: vec![line.into()] }
}

fn outcome(guard: &Guard<'_>, lang: Lang) -> Line {
    if guard.is_passed() {
        let n = guard.harmless.len();
        let accepted = guard.review.accepted.len();
        let text = Both::of(
            format!("：{n} 处变动已证明无害，{accepted} 处已批准"),
            format!(": {n} changes are proved harmless, {accepted} are accepted"),
        );
        return Line::of(say(lang, "放行", "passed"), Tone::Verdict(Verdict::Met)).text(text.get(lang));
    }
    let parts = [
        (
            guard.review.open.len(),
            Both::new("处变动既没有证明无害，也没有批准", "changes are neither proved harmless nor accepted"),
        ),
        (guard.idle_causes().count(), Both::new("处声明变了", "declarations changed")),
        (guard.review.faults.len(), Both::new("处批准单的错误", "faults in the list of accepted changes")),
        (guard.unsigned.len(), Both::new("个提交没有可信的签名", "commits bear no trusted signature")),
        (usize::from(guard.has_bad_signature()), Both::new("个签名无效", "signature that is not valid")),
    ];
    let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {}", what.get(lang)));
    let text = parts.collect::<Vec<_>>().join(say(lang, "，", ", "));
    let gap = say(lang, "：", ": ");
    Line::of(say(lang, "不放行", "not passed"), Tone::Severity(Severity::Error)).text(gap).text(text)
}

fn commits(guard: &Guard<'_>, lang: Lang) -> Table {
    let columns = [
        Column::text("", 4),
        Column::text(say(lang, "提交", "commit"), 10),
        Column::text(say(lang, "日期", "date"), 10),
        Column::text(say(lang, "作者", "author"), 6),
        Column::text(say(lang, "提交人", "committer"), 6),
        Column::text(say(lang, "签名", "signature"), 8),
    ];
    let mut table = Table::new(columns);
    let words = [say(lang, "基准", "base"), say(lang, "现在", "now")];
    for (word, seen) in words.into_iter().zip(guard.commits) {
        let Some(Seen { commit, signed, .. }) = seen else { continue };
        table.row([
            word.into(),
            Line::of(commit.short(), Tone::Code),
            commit.day().into(),
            (&*commit.author).into(),
            (&*commit.committer).into(),
            signed.words().get(lang).into(),
        ]);
    }
    table
}

/// What makes the commits less than they seem.
fn doubts(guard: &Guard<'_>, lang: Lang) -> Vec<Note> {
    let note = |text: Both| Note {
        term: Line::of(say(lang, "注意", "note"), Tone::Severity(Severity::Warning)),
        lines: vec![text.get(lang).into()],
    };
    let mut notes = Vec::new();
    if guard.is_shallow {
        notes.push(note(Both::new(
            "历史不完整（浅克隆），更早的看不到；`git fetch --unshallow` 取全",
            "the history is not whole (a shallow clone); `git fetch --unshallow` fetches the rest",
        )));
    }
    for Seen { commit, precedes, .. } in guard.commits.into_iter().flatten().chain(guard.unsigned) {
        let Some(parent) = precedes else { continue };
        let (own, day, short, before) = (commit.short(), commit.day(), parent.short(), parent.day());
        notes.push(note(Both::of(
            format!("{own} 的日期 {day} 早于它之前的提交 {short}（{before}）"),
            format!("the date {day} of {own} is before that of {short} ({before}), on which it builds"),
        )));
    }
    for Seen { commit, signed, .. } in guard.unsigned {
        let (own, author, how) = (commit.short(), &commit.author, signed.words());
        notes.push(note(Both::of(format!("{own}（{author}）{}", how.zh), format!("{own} ({author}): {}", how.en))));
    }
    notes
}

/// What a gate found, for programs.
#[derive(Debug, Serialize)]
pub struct GuardJson<'a> {
    schema: &'static str,
    passed: bool,
    shallow: bool,
    base: Option<SeenJson<'a>>,
    head: Option<SeenJson<'a>>,
    unsigned: Vec<SeenJson<'a>>,
    declarations: Vec<DeclarationJson<'a>>,
    harmless: Vec<HarmlessJson<'a>>,
    diff: DiffJson<'a>,
}

#[derive(Debug, Serialize)]
struct SeenJson<'a> {
    commit: &'a str,
    author: &'a str,
    date: &'a str,
    committer: &'a str,
    committed: &'a str,
    subject: &'a str,
    signature: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precedes: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct DeclarationJson<'a> {
    subject: &'a str,
    name: &'static str,
    before: &'a str,
    after: &'a str,
}

#[derive(Debug, Serialize)]
struct HarmlessJson<'a> {
    ids: Vec<&'a str>,
    change: &'static str,
    name: &'static str,
    fingerprint: &'a str,
}

impl<'a> SeenJson<'a> {
    fn of(seen: &'a Seen) -> Self {
        let Seen { commit, signed, precedes } = seen;
        Self {
            commit: &commit.id,
            author: &commit.author,
            date: &commit.date,
            committer: &commit.committer,
            committed: &commit.committed,
            subject: &commit.subject,
            signature: signed.as_str(),
            signer: match signed {
                Signed::Good(who) => Some(who),
                _ => None,
            },
            precedes: precedes.as_ref().map(|c| c.id.as_str()),
        }
    }
}

/// Returns the document `dabiao.guard/1`; `places` holds the list of accepted changes.
pub fn guard_json<'a>(guard: &'a Guard<'a>, places: Places<'a>, lang: Lang) -> GuardJson<'a> {
    let declaration = |c: &'a Cause| DeclarationJson {
        subject: c.subject.get(lang),
        name: c.name.as_str(),
        before: c.before.get(lang),
        after: c.after.get(lang),
    };
    let harmless = |c: &&'a Change| HarmlessJson {
        ids: c.ids.iter().map(|i| &**i).collect(),
        change: c.kind.as_str(),
        name: c.name.as_str(),
        fingerprint: &c.fingerprint,
    };
    let [base, head] = guard.commits;
    GuardJson {
        schema: "dabiao.guard/1",
        passed: guard.is_passed(),
        shallow: guard.is_shallow,
        base: base.map(SeenJson::of),
        head: head.map(SeenJson::of),
        unsigned: guard.unsigned.iter().map(SeenJson::of).collect(),
        declarations: guard.idle_causes().map(declaration).collect(),
        harmless: guard.harmless.iter().map(harmless).collect(),
        diff: review::json(guard.review, places, lang),
    }
}
