//! What changed, as a document.

use super::checks::{CheckChange, EntityChange};
use super::figures::FigureChange;
use super::tables::{FindingKey, LightChange, ScoreChange};
use super::{Cause, Compared, RuleChange, RuleNamed};
use crate::document::{Column, Document, Line, Note, Table, Tone};
use crate::words::{self, say};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// Entities and figures that are named for one check.
const MOST_NAMED: usize = 12;
/// Findings that are listed.
const MOST_FINDINGS: usize = 60;

/// Returns the comparison as a document.
pub fn document(compared: &Compared, lang: Lang) -> Document {
    let mut document = Document::default();
    document.heading(1, say(lang, "两次评估的比较", "Comparison of two reports"));
    document.table(sides(compared, lang));
    document.paragraph(counts(compared, lang));
    for limit in &compared.limits {
        document.paragraph(Line::of(*limit, Tone::Faint));
    }
    if !compared.changes.is_empty() {
        document.heading(2, say(lang, "结论有变化的规则", "Rules that came out otherwise"));
        document.table(changes(&compared.changes, lang));
        document.notes(compared.changes.iter().filter_map(|c| note(c, lang)).collect());
    }
    named(&mut document, say(lang, "新增的规则", "New rules"), &compared.added, lang);
    named(&mut document, say(lang, "不再有的规则", "Rules that are gone"), &compared.removed, lang);
    scores(&mut document, &compared.scores, lang);
    lights(&mut document, &compared.lights, lang);
    findings(&mut document, say(lang, "新出现的数据问题", "New findings"), &compared.findings.new, lang);
    findings(&mut document, say(lang, "已消除的数据问题", "Findings that are gone"), &compared.findings.gone, lang);
    document
}

fn verdict(word: &str, lang: Lang) -> Line {
    match Verdict::ALL.into_iter().find(|v| v.as_str() == word) {
        Some(v) => Line::of(words::verdict(v, lang), Tone::Verdict(v)),
        None => Line::from(match (lang, word) {
            (Lang::Zh, "failing") => "不符合",
            (Lang::Zh, "passing") => "符合",
            (Lang::En, "passing") => "passes",
            (Lang::En, "failing") => "fails",
            (Lang::Zh, "missing") => "缺数",
            (_, other) => other,
        }),
    }
}

fn maybe(word: Option<&str>, lang: Lang) -> Line {
    word.map_or_else(|| Line::from("-"), |w| verdict(w, lang))
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
    let causes: Vec<String> = s.by_cause.iter().map(|(cause, n)| format!("{} {n}", cause_word(cause, lang))).collect();
    let causes = causes.join(say(lang, "，", ", "));
    let causes = match (causes.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("。原因：{causes}"),
        (false, Lang::En) => format!(". Causes: {causes}"),
    };
    Line::from(match lang {
        Lang::Zh => format!(
            "{} 条规则有变化（变好 {}，变差 {}），{} 条没有；新增 {}，不再有 {}{causes}",
            s.changed, s.better, s.worse, s.unchanged, s.added, s.removed
        ),
        Lang::En => format!(
            "{} rules changed ({} better, {} worse), {} did not; {} new, {} gone{causes}",
            s.changed, s.better, s.worse, s.unchanged, s.added, s.removed
        ),
    })
}

fn cause_word(cause: &str, lang: Lang) -> &'static str {
    match cause {
        "data" => say(lang, "数据变了", "data"),
        "rules" => say(lang, "规则变了", "rules"),
        "both" => say(lang, "数据和规则都变了", "data and rules"),
        "day" => say(lang, "只是截至日变了", "only the day"),
        "none" => say(lang, "数据、规则和截至日都没变", "neither data, rules nor day"),
        _ => say(lang, "无法判定", "cannot be told"),
    }
}

/// The cause, and what else moved or cannot be told.
fn cause_text(cause: &Cause, lang: Lang) -> String {
    let mut text = cause_word(cause.word(), lang).to_owned();
    let comma = say(lang, "，", ", ");
    if cause.word() == "rules" && cause.data().is_none() {
        text.push_str(comma);
        text.push_str(say(lang, "数据是否也变无法判定", "data cannot be told"));
    }
    if cause.word() == "data" && cause.rules().is_none() {
        text.push_str(comma);
        text.push_str(say(lang, "规则是否也变无法判定", "rules cannot be told"));
    }
    if cause.day() && cause.word() != "day" {
        text.push_str(comma);
        text.push_str(say(lang, "截至日也不同", "the day differs too"));
    }
    text
}

fn changes(all: &[RuleChange], lang: Lang) -> Table {
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

fn note(change: &RuleChange, lang: Lang) -> Option<Note> {
    let mut lines: Vec<Line> = change.reason.iter().map(|r| Line::from(&**r)).collect();
    let is_one = change.checks.len() == 1;
    lines.extend(change.checks.iter().flat_map(|c| check(c, is_one, lang)));
    (!lines.is_empty()).then(|| Note { term: Line::of(&*change.id, Tone::Code), lines })
}

fn check(c: &CheckChange, is_one: bool, lang: Lang) -> Vec<Line> {
    let former = c.former_period.as_ref().map(|f| format!("{f} → {}", c.period.as_deref().unwrap_or_default()));
    let period = former.as_deref().or(c.period.as_deref());
    let label = [c.name.as_deref().or(c.entity.as_deref()), period].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let arrow = || Line::of(" → ", Tone::Faint);
    let mut head = Line::of(format!("{label}  "), Tone::Strong);
    head = head.join(maybe(c.before.as_deref(), lang)).join(arrow()).join(maybe(c.after.as_deref(), lang));
    if c.measured_before.is_some() || c.measured_after.is_some() {
        let text = |m: &Option<String>| m.clone().unwrap_or_else(|| "-".to_owned());
        head = head.text(format!("  {} → {}", text(&c.measured_before), text(&c.measured_after)));
    }
    if !is_one {
        head = head.and(format!("  {}", cause_text(&c.cause, lang)), Tone::Faint);
    }
    let mut lines = vec![head];
    lines.extend(c.reason.iter().map(|r| Line::from(&**r)));
    lines.extend(entities(&c.entities, lang));
    lines.extend(figures(c, lang));
    lines
}

fn entities(all: &[EntityChange], lang: Lang) -> Option<Line> {
    let plain = |word: Option<&str>| -> String { maybe(word, lang).0.into_iter().map(|p| p.text).collect() };
    let one = |e: &EntityChange| {
        let name = e.name.as_deref().unwrap_or(&e.entity);
        let values = match (&e.value_before, &e.value_after) {
            (None, None) => String::new(),
            (b, a) => {
                format!(" ({} → {})", b.as_deref().unwrap_or("-"), a.as_deref().unwrap_or("-"))
            }
        };
        format!("{name} {} → {}{values}", plain(e.before.as_deref()), plain(e.after.as_deref()))
    };
    listed(say(lang, "对象：", "entities: "), all.iter().map(one), all.len(), lang)
}

fn figures(c: &CheckChange, lang: Lang) -> Option<Line> {
    let one = |f: &FigureChange| {
        let word = |v: &String| match (lang, v.as_str()) {
            (Lang::Zh, "invalid") => "数据有误".to_owned(),
            (Lang::Zh, "conflict") => "数据冲突".to_owned(),
            (Lang::Zh, "not_applicable") => "不适用".to_owned(),
            (Lang::Zh, "below_unit") => "不足一个单位".to_owned(),
            (Lang::En, "是") => "yes".to_owned(),
            (Lang::En, "否") => "no".to_owned(),
            _ => v.clone(),
        };
        let name = f.name.as_ref().unwrap_or(&f.entity);
        let period = f.period.as_deref().unwrap_or_default();
        let value =
            |v: &Option<String>| v.as_ref().map(word).unwrap_or_else(|| say(lang, "缺数", "missing").to_owned());
        let told = match f.change {
            "new" => format!("{period} {} {}", say(lang, "新读入", "now read"), value(&f.after)),
            "gone" => format!("{period} {} {}", say(lang, "不再读入", "no longer read"), value(&f.before)),
            _ => match &f.former_period {
                Some(former) => {
                    format!("{} → {}", dated(&value(&f.before), former, lang), dated(&value(&f.after), period, lang))
                }
                None => format!("{period} {} → {}", value(&f.before), value(&f.after)),
            },
        };
        format!("{name} {} {}", f.indicator, told.trim_start())
    };
    let n_all = c.figures.len() + c.figures_left_out;
    listed(say(lang, "数据：", "figures: "), c.figures.iter().map(one), n_all, lang)
}

/// A value with its period: `6万元（2024）`.
fn dated(value: &str, period: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{value}（{period}）"),
        Lang::En => format!("{value} ({period})"),
    }
}

fn listed(head: &'static str, all: impl Iterator<Item = String>, n_all: usize, lang: Lang) -> Option<Line> {
    let shown: Vec<String> = all.take(MOST_NAMED).collect();
    if shown.is_empty() {
        return None;
    }
    let rest = n_all - shown.len();
    let line = Line::from(format!("{head}{}", shown.join(say(lang, "；", "; "))));
    Some(match (rest, lang) {
        (0, _) => line,
        (n, Lang::Zh) => line.and(format!(" 另有 {n} 个，见 --format json"), Tone::Faint),
        (n, Lang::En) => line.and(format!(" and {n} more, see --format json"), Tone::Faint),
    })
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
