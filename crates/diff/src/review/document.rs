//! A review for people to read: counts, whose verdict flips, shared causes, then each change with both texts.
//!
//! What asks less comes first, and among it what lets somebody pass. A change that a shared declaration alone brought
//! about is told with its cause, once.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::marked;
use super::words::{kind_word, tone};
use super::{Approval, Review};
use crate::diff::{Change, Direction, Flip, Kind, Move, Side, Witness};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::Exact;
use dabiao_report::document::{Column, Document, Line, Note, Table, Tone};
use dabiao_report::number::{percent, shown};
use dabiao_report::words::{list, say, verdict};

/// How old and new stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Beside each other.
    Beside,
    /// Below each other, for narrow terminals.
    Stacked,
}

/// Flips that are listed one by one.
const FLIPS_SHOWN: usize = 60;

/// Returns the review as a document.
pub fn document(review: &Review<'_>, form: Form, lang: Lang) -> Document {
    let mut document = Document::default();
    let [old, new] = review.titles;
    document.heading(1, format!("{old} → {new}"));
    document.paragraph(summary(review, lang));
    if let Some(impact) = review.impact {
        flips(&mut document, &impact.flips, lang);
        moves(&mut document, &impact.moves, lang);
    }
    let (shared, own): (Vec<&Change>, Vec<&Change>) = ordered(review).into_iter().partition(|c| is_shared(c));
    causes(&mut document, review, &shared, lang);
    for kind in RANKED {
        let all: Vec<&Change> = own.iter().copied().filter(|c| c.kind == kind).collect();
        of_kind(&mut document, kind, &all, form, lang);
    }
    accepted(&mut document, review.accepted, lang);
    document
}

fn summary(review: &Review<'_>, lang: Lang) -> Line {
    let mut counts: BTreeMap<usize, (Kind, usize)> = BTreeMap::new();
    for change in review.open {
        counts.entry(rank(change.kind)).or_insert((change.kind, 0)).1 += 1;
    }
    let mut line = Line::default();
    for (kind, n) in counts.into_values() {
        let gap = if line.is_empty() { "" } else { say(lang, "，", ", ") };
        line = line.text(gap).and(kind_word(kind, lang), tone(kind)).text(format!(" {n}"));
    }
    if line.is_empty() {
        line = nothing(review, lang).into();
    }
    if !review.accepted.is_empty() {
        let n = review.accepted.len();
        let said = Both::of(format!("；另有 {n} 处已批准"), format!("; {n} more accepted"));
        line = line.and(said.get(lang), Tone::Faint);
    }
    if review.n_left_out > 0 {
        let n = review.n_left_out;
        let said = Both::of(format!("；另有 {n} 处其他变动未列出"), format!("; {n} other changes are not listed"));
        line = line.text(said.get(lang));
    }
    line
}

/// What is said where no change is listed: that nothing changed only if nothing did.
fn nothing(review: &Review<'_>, lang: Lang) -> String {
    let chosen = review.filter.words(lang);
    if review.n_left_out > 0 {
        return Both::of(format!("没有{chosen}"), format!("nothing {chosen}")).get(lang).to_owned();
    }
    match review.accepted.is_empty() {
        true if !review.diff.causes.is_empty() => say(lang, "只有声明变了", "only declarations changed").to_owned(),
        true => say(lang, "含义没有变动", "nothing changed in meaning").to_owned(),
        false => say(lang, "没有未批准的变动", "no change that nobody has accepted").to_owned(),
    }
}

/// What asks less first.
const RANKED: [Kind; 7] =
    [Kind::Relaxed, Kind::Removed, Kind::Incomparable, Kind::Metadata, Kind::Tightened, Kind::Added, Kind::Equivalent];

fn rank(kind: Kind) -> usize {
    RANKED.iter().position(|k| *k == kind).unwrap_or(RANKED.len())
}

fn ordered<'a>(review: &Review<'a>) -> Vec<&'a Change> {
    let suspicious = review.impact.iter().flat_map(|i| &i.flips).filter(|f| f.is_suspicious);
    let suspicious: BTreeSet<&str> = suspicious
        .flat_map(|f| &f.changes)
        .filter_map(|n| review.diff.changes.get(*n))
        .map(|c| &*c.fingerprint)
        .collect();
    let mut all = review.open.to_vec();
    all.sort_by_key(|c| !suspicious.contains(&*c.fingerprint));
    all
}

/// Whether nothing but a shared declaration changed: the rule itself reads as before.
fn is_shared(change: &Change) -> bool {
    !change.causes.is_empty() && texts(&change.before, Lang::Zh) == texts(&change.after, Lang::Zh)
}

fn flips(document: &mut Document, flips: &[Flip], lang: Lang) {
    if flips.is_empty() {
        return;
    }
    document.heading(2, say(lang, "结论的变化", "verdicts that flip"));
    let columns = [
        Column::text("", 2),
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "对象", "entity"), 8),
        Column::text(say(lang, "之前", "before"), 8),
        Column::text(say(lang, "之后", "after"), 8),
        Column::number(say(lang, "超出新线", "above the new line"), 6),
    ];
    let mut table = Table::new(columns);
    for flip in flips.iter().take(FLIPS_SHOWN) {
        let word = |v: Option<dabiao_lang::model::Verdict>| {
            v.map_or_else(|| Line::of("-", Tone::Faint), |v| Line::of(verdict(v, lang), Tone::Verdict(v)))
        };
        let sign = match (flip.is_suspicious, flip.direction) {
            (true, _) => Line::of("!!", tone(Kind::Relaxed)),
            (false, Direction::Better) => "+".into(),
            (false, Direction::Worse) => "-".into(),
        };
        let name = flip.name.as_deref().or(flip.entity.as_deref()).unwrap_or("").to_owned();
        let margin = flip.margin.as_ref().map_or_else(String::new, percent);
        let id = Line::of(&*flip.id, Tone::Strong);
        table.row([sign, id, name.into(), word(flip.before), word(flip.after), margin.into()]);
    }
    document.table(table);
    if flips.len() > FLIPS_SHOWN {
        let n = flips.len() - FLIPS_SHOWN;
        let more = Both::of(format!("还有 {n} 处没有列出，见 JSON"), format!("{n} more are in the JSON"));
        document.paragraph(Line::of(more.get(lang), Tone::Faint));
    }
    if flips.iter().any(|f| f.is_suspicious) {
        let note = say(
            lang,
            "!! 目标放宽、推迟或删去之后才不再未达标的；超出新线越少越可疑",
            "!! no longer fails only since the target was relaxed, postponed or dropped; the smaller the margin, the more suspicious",
        );
        document.paragraph(Line::of(note, Tone::Faint));
    }
}

fn moves(document: &mut Document, moves: &[Move], lang: Lang) {
    if moves.is_empty() {
        return;
    }
    document.heading(2, say(lang, "得分和名次的变化", "scores and ranks that move"));
    let columns = [
        Column::text(say(lang, "考核办法", "scheme"), 8),
        Column::text(say(lang, "对象", "entity"), 8),
        Column::text(say(lang, "得分", "score"), 10),
        Column::text(say(lang, "名次", "rank"), 8),
        Column::text(say(lang, "等次", "grade"), 8),
    ];
    let mut table = Table::new(columns);
    let number = |x: &Option<Exact>| x.as_ref().map_or_else(|| "-".to_owned(), |x| shown(x, &[]));
    let pair = |[a, b]: &[Option<Exact>; 2]| Line::from(format!("{} → {}", number(a), number(b)));
    for m in moves {
        let [was, is] = m.grade.each_ref().map(|g| g.as_deref().unwrap_or("-"));
        let grade = if was == is { was.to_owned() } else { format!("{was} → {is}") };
        table.row([(&*m.scheme).into(), (&*m.name).into(), pair(&m.total), pair(&m.rank), grade.into()]);
    }
    document.table(table);
}

fn causes(document: &mut Document, review: &Review<'_>, shared: &[&Change], lang: Lang) {
    let mut of: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
    for change in review.open {
        for &cause in &change.causes {
            of.entry(cause).or_default().push(change);
        }
    }
    let is_all = review.filter.is_empty();
    for (idx, _) in review.diff.causes.iter().enumerate().filter(|(_, c)| is_all && c.rules.is_empty()) {
        of.entry(idx).or_default();
    }
    if of.is_empty() {
        return;
    }
    document.heading(2, say(lang, "共同的原因", "shared causes"));
    let mut notes = Vec::new();
    for (idx, touched) in of {
        let Some(cause) = review.diff.causes.get(idx) else { continue };
        let term = Line::of(cause.subject.get(lang), Tone::Strong).text("  ").text(cause.name.words().get(lang));
        let (before, after) = marked(cause.before.get(lang), cause.after.get(lang));
        let mut lines = vec![side_by_arrow(before, after)];
        let mut by_kind: BTreeMap<usize, (Kind, Vec<&str>)> = BTreeMap::new();
        for change in touched.iter().filter(|c| shared.iter().any(|s| std::ptr::eq(*s, **c))) {
            let ids = &mut by_kind.entry(rank(change.kind)).or_insert((change.kind, Vec::new())).1;
            ids.extend(change.ids.iter().map(|i| &**i));
        }
        for (kind, mut ids) in by_kind.into_values() {
            ids.dedup();
            let word = Line::of(kind_word(kind, lang), tone(kind));
            lines.push(word.text(say(lang, "：", ": ")).and(list(ids, lang), Tone::Code));
        }
        if touched.is_empty() {
            lines.push(Line::of(say(lang, "没有规则用到", "no rule uses it"), Tone::Faint));
        }
        let prints: BTreeSet<&str> = touched.iter().map(|c| c.fingerprint.as_str()).collect();
        lines.push(Line::of(list(prints, lang), Tone::Faint));
        notes.push(Note { term, lines });
    }
    document.notes(notes);
}

fn side_by_arrow(before: Line, after: Line) -> Line {
    let shown = |line: Line| if line.is_empty() { Line::of("-", Tone::Faint) } else { line };
    shown(before).text(" → ").join(shown(after))
}

/// The changes of one kind: one by one where two texts are to be compared, else in a table.
fn of_kind(document: &mut Document, kind: Kind, all: &[&Change], form: Form, lang: Lang) {
    if all.is_empty() {
        return;
    }
    document.heading(2, Line::of(kind_word(kind, lang), tone(kind)).text(format!("  {}", all.len())));
    match kind {
        Kind::Relaxed | Kind::Incomparable | Kind::Tightened => {
            all.iter().for_each(|c| change(document, c, form, lang));
        }
        Kind::Added | Kind::Removed | Kind::Metadata => document.table(table(kind, all, lang)),
        Kind::Equivalent => {
            let ids: Vec<String> = all.iter().map(|c| ids(c, lang)).collect();
            document.paragraph(list(ids.iter().map(String::as_str), lang));
        }
    }
}

fn table(kind: Kind, all: &[&Change], lang: Lang) -> Table {
    let mut columns = vec![Column::text(say(lang, "规则", "rule"), 8)];
    if kind == Kind::Metadata {
        columns.push(Column::text(say(lang, "变动", "change"), 12));
    }
    columns.push(Column::text(
        if kind == Kind::Metadata { say(lang, "从 → 到", "from → to") } else { say(lang, "要求", "asked") },
        24,
    ));
    columns.push(Column::text(say(lang, "位置", "place"), 12));
    columns.push(Column::text(say(lang, "指纹", "fingerprint"), 16));
    let mut table = Table::new(columns);
    for change in all {
        let mut row = vec![Line::of(ids(change, lang), Tone::Strong)];
        let (before, after) = (texts(&change.before, lang), texts(&change.after, lang));
        if kind == Kind::Metadata {
            row.push(change.name.words().get(lang).into());
            let (before, after) = marked(&before, &after);
            row.push(side_by_arrow(before, after));
        } else {
            row.push(Line::from(format!("{before}{after}")));
        }
        let places = change.after.iter().chain(if change.after.is_empty() { &*change.before } else { &[] });
        let places: Vec<String> = places.map(place).collect();
        row.push(Line::of(places.join(" "), Tone::Faint));
        row.push(Line::of(&*change.fingerprint, Tone::Code));
        table.row(row);
    }
    table
}

/// The IDs, with those of before where they were others.
fn ids(change: &Change, lang: Lang) -> String {
    let of = |sides: &[Side]| list(sides.iter().map(|s| &*s.id), lang);
    let (before, after) = (of(&change.before), of(&change.after));
    match (before.is_empty(), after.is_empty()) {
        (false, false) if before != after => format!("{before} → {after}"),
        (_, true) => before,
        _ => after,
    }
}

fn texts(sides: &[Side], lang: Lang) -> String {
    let all: Vec<&str> = sides.iter().map(|s| s.text.get(lang)).collect();
    all.join("\n")
}

fn change(document: &mut Document, change: &Change, form: Form, lang: Lang) {
    let head = Line::of(ids(change, lang), Tone::Strong);
    let figures = change.figures.as_ref().map_or_else(String::new, |f| format!(" ({})", f.get(lang)));
    document.heading(3, head.text("  ").text(format!("{}{figures}", change.name.words().get(lang))));
    let (before, after) = marked(&texts(&change.before, lang), &texts(&change.after, lang));
    let places = |sides: &[Side]| {
        let all: Vec<String> = sides.iter().map(place).filter(|p| !p.is_empty()).collect();
        all.join(" ")
    };
    let (was, is) = (say(lang, "之前", "before"), say(lang, "之后", "after"));
    let mut notes = Vec::new();
    match form {
        Form::Beside => {
            // One family: the two columns stand at the same places all the way down.
            let head = |word: &str, sides: &[Side]| format!("{word}  {}", places(sides)).trim_end().to_owned();
            let columns = [head(was, &change.before), head(is, &change.after)];
            let mut table = Table::new(columns.map(|head| Column::text(head, 20)));
            table.family = Some(0);
            table.row([before, after]);
            document.table(table);
        }
        Form::Stacked => {
            for (word, line, sides) in [(was, before, &change.before), (is, after, &change.after)] {
                let lines = vec![line, Line::of(places(sides), Tone::Faint)];
                notes.push(Note { term: Line::of(word, Tone::Faint), lines });
            }
        }
    }
    notes.extend(told(change, lang));
    document.notes(notes);
}

fn place(side: &Side) -> String {
    if side.file.is_empty() { String::new() } else { format!("{}:{}", side.file, side.line) }
}

/// What is to be said about a change beyond its two texts.
fn told(change: &Change, lang: Lang) -> Vec<Note> {
    let note = |zh, en, line: Line| Note { term: Line::of(say(lang, zh, en), Tone::Faint), lines: vec![line] };
    let mut notes = Vec::new();
    // Both texts stand above already.
    let reason = change.reason.get(lang);
    let is_said = change.before.iter().chain(&change.after).all(|s| reason.contains(s.text.get(lang)));
    if !is_said {
        notes.push(note("变动", "change", reason.into()));
    }
    if !change.is_proved {
        let unproved = say(lang, "谁宽谁严没有能够证明", "which asks more could not be proved");
        notes.push(note("证明", "proof", unproved.into()));
    }
    notes.extend(change.pairing.iter().map(|p| note("配对", "pairing", p.get(lang).into())));
    notes.extend(change.assumes.iter().map(|a| note("前提", "assumes", a.get(lang).into())));
    notes.extend(change.witnesses.iter().map(|w| note("例如", "witness", witness(w, lang))));
    notes.push(note("指纹", "fingerprint", Line::of(&*change.fingerprint, Tone::Code)));
    notes
}

/// Data on which old and new differ, and what each makes of it.
fn witness(witness: &Witness, lang: Lang) -> Line {
    let figure = |d: &crate::diff::Datum| {
        let whom = match (&d.entity, &d.last_entity) {
            (Some(first), Some(last)) => format!("@{first}..{last}"),
            (Some(one), None) => format!("@{one}"),
            (None, _) => String::new(),
        };
        let period = if d.period.is_empty() { String::new() } else { format!("[{}]", d.period) };
        let value = if d.value.is_empty() { say(lang, "缺", "missing") } else { &d.value };
        format!("{}{whom}{period} = {value}", d.indicator)
    };
    let data: Vec<String> = witness.data.iter().map(figure).collect();
    let data = data.join(say(lang, "，", ", "));
    let when = Both::of(format!("（截至 {}）", witness.as_of), format!(" (as of {})", witness.as_of));
    let word = |v| Line::of(verdict(v, lang), Tone::Verdict(v));
    let line = Line::of(data, Tone::Code).and(when.get(lang), Tone::Faint).text(say(lang, "：之前 ", ": before "));
    line.join(word(witness.before)).text(say(lang, "，之后 ", ", after ")).join(word(witness.after))
}

fn accepted(document: &mut Document, accepted: &[(&Change, &Approval)], lang: Lang) {
    if accepted.is_empty() {
        return;
    }
    document.heading(2, say(lang, "已批准", "accepted"));
    let columns = [
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "变动", "change"), 12),
        Column::text(say(lang, "理由", "reason"), 12),
        Column::text(say(lang, "文号", "document"), 8),
        Column::text(say(lang, "批准", "by"), 6),
        Column::text(say(lang, "至", "until"), 10),
    ];
    let mut table = Table::new(columns);
    for (change, approval) in accepted {
        let ids = list(change.ids.iter().map(|i| &**i), lang);
        table.row([
            Line::of(ids, Tone::Strong),
            change.reason.get(lang).into(),
            (&*approval.reason).into(),
            approval.document.as_deref().unwrap_or("").into(),
            (&*approval.by).into(),
            approval.until.to_string().into(),
        ]);
    }
    document.table(table);
}
