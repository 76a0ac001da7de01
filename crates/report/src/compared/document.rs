//! What changed, as a document.

use super::tables::{FindingKey, LightChange, ScoreChange};
use super::told::{cause_text, cause_word, note, verdict};
use super::{Compared, RuleChange, RuleNamed};
use crate::document::{Column, Document, Line, Note, Table, Tone};
use crate::words::say;
use dabiao_lang::diag::Lang;

/// Findings that are listed.
const MOST_FINDINGS: usize = 60;

/// Returns the comparison as a document.
pub fn document(compared: &Compared, lang: Lang) -> Document {
    let mut document = Document::default();
    document.heading(1, say(lang, "两次评估的比较", "Comparison of two reports"));
    document.table(sides(compared, lang));
    document.paragraph(counts(compared, lang));
    causes(compared, lang).into_iter().for_each(|line| document.paragraph(line));
    for limit in &compared.limits {
        document.paragraph(Line::of(*limit, Tone::Faint));
    }
    let (otherwise, within) = parted(&compared.changes);
    if !otherwise.is_empty() {
        document.heading(2, say(lang, "结论有变化的规则", "Rules that came out otherwise"));
        document.table(changes(&otherwise, lang));
        document.notes(otherwise.iter().filter_map(|c| note(c, lang)).collect());
    }
    if !within.is_empty() {
        document.heading(
            2,
            say(lang, "结论没变、其中有判定变了的规则", "Rules that came out the same, with checks that did not"),
        );
        document.notes(within.iter().filter_map(|c| note(c, lang)).collect());
    }
    named(&mut document, say(lang, "新增的规则", "New rules"), &compared.added, lang);
    named(&mut document, say(lang, "不再有的规则", "Rules that are gone"), &compared.removed, lang);
    scores(&mut document, &compared.scores, lang);
    lights(&mut document, &compared.lights, lang);
    findings(&mut document, say(lang, "新出现的数据问题", "New findings"), &compared.findings.new, lang);
    findings(&mut document, say(lang, "已消除的数据问题", "Findings that are gone"), &compared.findings.gone, lang);
    document
}

/// The rules with another verdict, and those of which only checks came out otherwise: two years of a yearly duty are mostly
/// these, and whoever asks what changed looks for the others.
fn parted(all: &[RuleChange]) -> (Vec<&RuleChange>, Vec<&RuleChange>) {
    all.iter().partition(|c| c.before != c.after || c.former_id.is_some())
}

fn sides(compared: &Compared, lang: Lang) -> Table {
    let (b, a) = (&compared.before, &compared.after);
    let mut table = Table::new([
        Column::text("", 8),
        Column::text(say(lang, "上次", "before"), 12),
        Column::text(say(lang, "这次", "after"), 12),
        Column::text("", 6),
    ]);
    let rows = [
        (say(lang, "截至", "as of"), &b.as_of, &a.as_of),
        (say(lang, "规则摘要", "rules digest"), &b.rules_digest, &a.rules_digest),
        (say(lang, "数据摘要", "data digest"), &b.data_digest, &a.data_digest),
    ];
    for (head, before, after) in rows {
        let short = |text: &str| Line::of(text.chars().take(16).collect::<String>(), Tone::Code);
        let word = if before == after { say(lang, "相同", "same") } else { say(lang, "不同", "differs") };
        table.row([Line::from(head), short(before), short(after), Line::from(word)]);
    }
    table
}

fn counts(compared: &Compared, lang: Lang) -> Line {
    let s = &compared.summary;
    if !compared.has_changes() {
        return Line::from(say(lang, "没有变化", "nothing changed"));
    }
    let within = parted(&compared.changes).1.len();
    Line::from(match lang {
        Lang::Zh => format!(
            "{} 条规则的结论变了（变好 {}，变差 {}），{within} 条结论没变、判定有变，{} 条没有变化；新增 {}，不再有 {}",
            s.changed - within,
            s.better,
            s.worse,
            s.unchanged,
            s.added,
            s.removed
        ),
        Lang::En => format!(
            "{} rules came out otherwise ({} better, {} worse), {within} only in checks, {} did not change; {} new, {} gone",
            s.changed - within,
            s.better,
            s.worse,
            s.unchanged,
            s.added,
            s.removed
        ),
    })
}

/// What brought the changes about, in a line of its own.
fn causes(compared: &Compared, lang: Lang) -> Option<Line> {
    let all = &compared.summary.by_cause;
    let each: Vec<String> = all.iter().map(|(cause, n)| format!("{} {n}", cause_word(cause, lang))).collect();
    let head = say(lang, "原因：", "Causes: ");
    (compared.has_changes() && !each.is_empty())
        .then(|| Line::from(format!("{head}{}", each.join(say(lang, "，", ", ")))))
}

fn changes(all: &[&RuleChange], lang: Lang) -> Table {
    let mut table = Table::new([
        Column::text(say(lang, "编号", "ID"), 10),
        Column::text(say(lang, "任务", "task"), 20),
        Column::text(say(lang, "上次", "before"), 8),
        Column::text(say(lang, "这次", "after"), 8),
        Column::text("", 4),
        Column::text(say(lang, "原因", "cause"), 12),
    ]);
    for c in all {
        let id = match &c.former_id {
            Some(former) => Line::of(format!("{} ← {former}", c.id), Tone::Code),
            None => Line::of(&*c.id, Tone::Code),
        };
        let direction = match c.direction {
            "better" => say(lang, "变好", "better"),
            "worse" => say(lang, "变差", "worse"),
            _ => "",
        };
        table.row([
            id,
            Line::from(c.title.as_deref().unwrap_or_default()),
            verdict(&c.before, lang),
            verdict(&c.after, lang),
            Line::from(direction),
            Line::from(cause_text(&c.cause, lang)),
        ]);
    }
    table
}

fn named(document: &mut Document, head: &'static str, rules: &[RuleNamed], lang: Lang) {
    if rules.is_empty() {
        return;
    }
    document.heading(2, head);
    let mut table = Table::new([
        Column::text(say(lang, "编号", "ID"), 10),
        Column::text(say(lang, "任务", "task"), 20),
        Column::text(say(lang, "结论", "verdict"), 8),
        Column::text(say(lang, "方案", "plan"), 12),
    ]);
    for r in rules {
        let text = |t: &Option<String>| Line::from(t.as_deref().unwrap_or_default());
        table.row([Line::of(&*r.id, Tone::Code), text(&r.title), verdict(&r.verdict, lang), text(&r.plan)]);
    }
    document.table(table);
}

fn scores(document: &mut Document, all: &[ScoreChange], lang: Lang) {
    if all.is_empty() {
        return;
    }
    document.heading(2, say(lang, "得分与名次的变化", "Scores and ranks that moved"));
    let mut table = Table::new([
        Column::text(say(lang, "办法", "scheme"), 10),
        Column::text(say(lang, "对象", "entity"), 10),
        Column::number(say(lang, "得分", "points"), 12),
        Column::number(say(lang, "名次", "rank"), 8),
        Column::text(say(lang, "等次", "grade"), 8),
        Column::text(say(lang, "时期", "period"), 8),
    ]);
    let moved = |b: &Option<String>, a: &Option<String>| {
        let text = |x: &Option<String>| x.clone().unwrap_or_else(|| "-".to_owned());
        Line::from(if a == b { text(a) } else { format!("{} → {}", text(b), text(a)) })
    };
    for s in all {
        let periods = s.periods.as_ref().map(|p| p.join(" → ")).unwrap_or_default();
        table.row([
            Line::from(&*s.scheme),
            Line::from(&*s.name),
            moved(&s.points_before, &s.points_after),
            moved(&s.rank_before, &s.rank_after),
            moved(&s.grade_before, &s.grade_after),
            Line::from(periods),
        ]);
    }
    document.table(table);
}

fn lights(document: &mut Document, all: &[LightChange], lang: Lang) {
    if all.is_empty() {
        return;
    }
    document.heading(2, say(lang, "亮灯的变化", "Lights that changed"));
    let mut table = Table::new([
        Column::text(say(lang, "规则", "rule"), 10),
        Column::text(say(lang, "时期", "period"), 6),
        Column::text(say(lang, "对象", "entity"), 10),
        Column::text(say(lang, "上次", "before"), 6),
        Column::text(say(lang, "这次", "after"), 6),
    ]);
    for l in all {
        let text = |t: Option<&str>| Line::from(t.unwrap_or("-"));
        table.row([
            Line::of(&*l.rule, Tone::Code),
            text(l.period.as_deref()),
            Line::from(l.name.as_deref().unwrap_or_default()),
            text(l.before.as_deref()),
            text(l.after.as_deref()),
        ]);
    }
    document.table(table);
}

fn findings(document: &mut Document, head: &'static str, all: &[FindingKey], lang: Lang) {
    if all.is_empty() {
        return;
    }
    document.heading(2, head);
    let note = |f: &FindingKey| Note { term: Line::of(&*f.code, Tone::Code), lines: vec![Line::from(&*f.message)] };
    document.notes(all.iter().take(MOST_FINDINGS).map(note).collect());
    let rest = all.len().saturating_sub(MOST_FINDINGS);
    if rest > 0 {
        document.paragraph(Line::of(
            match lang {
                Lang::Zh => format!("另有 {rest} 条，见 --format json"),
                Lang::En => format!("{rest} more, see --format json"),
            },
            Tone::Faint,
        ));
    }
}
