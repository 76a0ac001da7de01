//! What became of one rule, in lines: its checks, the entities that came out otherwise, the figures that are other ones.
//!
//! Checks of a row of periods that went the same way are one line, and figures that stayed what they were are none: the
//! months of a year and its villages would hide what a reader looks for. The JSON has them all.

use super::checks::{CheckChange, EntityChange};
use super::figures::FigureChange;
use super::{Cause, RuleChange};
use crate::document::{Line, Note, Tone};
use crate::words::{self, say};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// Entities and figures that are named for one check.
const MOST_NAMED: usize = 12;

/// Returns the word of a verdict, of a rule or of somebody who is counted.
pub(super) fn verdict(word: &str, lang: Lang) -> Line {
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

/// Returns what brought changes about.
pub(super) fn cause_word(cause: &str, lang: Lang) -> &'static str {
    match cause {
        "data" => say(lang, "数据变了", "data"),
        "rules" => say(lang, "规则变了", "rules"),
        "both" => say(lang, "数据和规则都变了", "data and rules"),
        "day" => say(lang, "只是截至日变了", "only the day"),
        "none" => say(lang, "数据、规则和截至日都没变", "neither data, rules nor day"),
        _ => say(lang, "无法判定", "cannot be told"),
    }
}

/// Returns the cause, and what else moved or cannot be told.
pub(super) fn cause_text(cause: &Cause, lang: Lang) -> String {
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

/// Returns what is told of a rule below its ID; `None` where nothing is.
pub(super) fn note(change: &RuleChange, lang: Lang) -> Option<Note> {
    let mut lines: Vec<Line> = change.reason.iter().map(|r| Line::from(&**r)).collect();
    let runs: Vec<&[CheckChange]> = change.checks.chunk_by(is_same_way).collect();
    let is_one = runs.len() == 1;
    lines.extend(runs.into_iter().flat_map(|run| check(run, is_one, lang)));
    (!lines.is_empty()).then(|| Note { term: Line::of(&*change.id, Tone::Code), lines })
}

/// Whether two checks differ in their period and their values alone.
fn is_same_way(a: &CheckChange, b: &CheckChange) -> bool {
    let way = |c: &CheckChange| (c.entity.clone(), c.before.clone(), c.after.clone(), c.reason.clone(), c.cause);
    let is_alone = a.entities.is_empty() && b.entities.is_empty();
    way(a) == way(b) && (a.statement, a.target_index) == (b.statement, b.target_index) && is_alone
}

fn check(run: &[CheckChange], is_one: bool, lang: Lang) -> Vec<Line> {
    let (Some(c), Some(last)) = (run.first(), run.last()) else { return Vec::new() };
    let name = c.name.as_deref().or(c.entity.as_deref());
    let label = [name.map(str::to_owned), period(c, last, run.len(), lang)].into_iter().flatten().collect::<Vec<_>>();
    let arrow = || Line::of(" → ", Tone::Faint);
    let mut head = Line::of(format!("{}  ", label.join(" ")), Tone::Strong);
    head = head.join(maybe(c.before.as_deref(), lang)).join(arrow()).join(maybe(c.after.as_deref(), lang));
    let is_same = run.iter().all(|x| x.measured_before == c.measured_before && x.measured_after == c.measured_after);
    if is_same && (c.measured_before.is_some() || c.measured_after.is_some()) {
        let text = |m: &Option<String>| m.clone().unwrap_or_else(|| "-".to_owned());
        head = head.text(format!("  {} → {}", text(&c.measured_before), text(&c.measured_after)));
    }
    if !is_one {
        head = head.and(format!("  {}", cause_text(&c.cause, lang)), Tone::Faint);
    }
    let mut lines = vec![head];
    lines.extend(c.reason.iter().map(|r| Line::from(&**r)));
    lines.extend(entities(&c.entities, lang));
    lines.extend(figures(run, lang));
    lines
}

/// The period of a check; the first and the last of a row of them, and how many they are.
fn period(first: &CheckChange, last: &CheckChange, n: usize, lang: Lang) -> Option<String> {
    let spoken = |period: &str| period.replace("..", say(lang, "至", " to "));
    let of = |c: &CheckChange| {
        let period = c.period.as_deref().map(spoken);
        match &c.former_period {
            Some(former) => Some(format!("{} → {}", spoken(former), period.unwrap_or_default())),
            None => period,
        }
    };
    match (of(first), of(last), lang) {
        (first, _, _) if n == 1 => first,
        (Some(first), Some(last), Lang::Zh) => Some(format!("{first} 至 {last}（{n} 次）")),
        (Some(first), Some(last), Lang::En) => Some(format!("{first} to {last} ({n} times)")),
        (first, _, Lang::Zh) => Some(format!("{}（{n} 次）", first.unwrap_or_default())),
        (first, _, Lang::En) => Some(format!("{} ({n} times)", first.unwrap_or_default())),
    }
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

/// The figures that are other ones, first those of entities that came out otherwise.
fn figures(run: &[CheckChange], lang: Lang) -> Option<Line> {
    let is_another = |f: &&FigureChange| f.before != f.after;
    let mut told: Vec<&FigureChange> = run.iter().flat_map(|c| &c.figures).filter(is_another).collect();
    let has_flipped = |f: &FigureChange| run.iter().flat_map(|c| &c.entities).any(|e| e.entity == f.entity);
    told.sort_by_cached_key(|f| !has_flipped(f));
    let n_all = told.len() + run.iter().map(|c| c.figures_left_out).sum::<usize>();
    listed(say(lang, "数据：", "figures: "), told.into_iter().map(|f| figure(f, lang)), n_all, lang)
}

fn figure(f: &FigureChange, lang: Lang) -> String {
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
    let value = |v: &Option<String>| v.as_ref().map(word).unwrap_or_else(|| say(lang, "缺数", "missing").to_owned());
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
