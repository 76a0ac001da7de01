//! Sentences about so many of the villages: `三分之二以上的村收入达到5万元`, `收入5万元以上的村达到130个`.

use super::super::Around;
use super::super::amount::{Bound, bound};
use super::Target;
use super::frame::Frame;
use super::plain::{self, amount, comparison};
use crate::lexicon::level;

/// Who, and how many of them.
enum Asked {
    /// `每个村`
    Every(String),
    /// `>= 2/3`, `> 50%` of a level
    Share(String, String),
    /// `>= 130个`
    Count(String, String),
}

/// Reads a sentence about the entities of a level.
pub(super) fn read(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    dated(clause, frame, around).or_else(|| leading(clause, frame, around)).or_else(|| behind(clause, around))
}

/// `脱贫时间在2020年底前的村收入达到5万元`: who is meant is told by a date of theirs.
fn dated(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let (attribute, rest) = clause.split_once('在').or_else(|| clause.split_once('于'))?;
    let end = super::frame::date_len(rest)?;
    let (date, rest) = rest.split_at_checked(end)?;
    let day = ["以前", "之前", "前"].iter().find_map(|w| date.strip_suffix(w))?;
    let (level, rest) = level_at_start(rest.strip_prefix('的')?, around)?;
    // 2020年底前 takes the end of 2020 with it, 2020年前 does not take 2020.
    let sign = if day.ends_with(['底', '末']) { "<=" } else { "<" };
    let attribute = plain::name(attribute, around)?;
    let target = super::one_of_each(rest.trim_start_matches([':', '：', '，']), frame, around)?;
    Some(Target { text: format!("每个 {level} 其中 {attribute} {sign} {day}: {}", target.text), ..target })
}

/// `三分之二以上的村收入达到5万元`, `各镇招商不低于500万元`
fn leading(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let (asked, rest) = asked(clause, around)?;
    let rest = rest.trim_start_matches([':', '：', '，', ',']);
    let rest = ["都", "均", "全部", "要", "应"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    match asked {
        Asked::Every(level) => {
            let target = super::one_of_each(rest, frame, around)?;
            Some(Target { text: format!("每个 {level}: {}", target.text), ..target })
        }
        Asked::Share(level, bound) => Some(Target::new(format!("占比({level}: {}) {bound}", holds(rest, around)?))),
        Asked::Count(level, bound) => Some(Target::new(format!("数量({level}: {}) {bound}", holds(rest, around)?))),
    }
}

/// Reads who is asked at the beginning of a sentence.
fn asked<'t>(clause: &'t str, around: &Around<'_>) -> Option<(Asked, &'t str)> {
    if around.declared_at_start(clause).is_some() {
        return None;
    }
    for word in ["每一个", "每个", "所有的", "所有", "全部的", "全部", "各个", "各", "每"] {
        let Some((level, rest)) = clause.strip_prefix(word).and_then(|t| level_at_start(t, around)) else { continue };
        return Some((Asked::Every(level), rest));
    }
    for (words, bound) in [
        ("超过半数", "> 50%"),
        ("超半数", "> 50%"),
        ("过半数", "> 50%"),
        ("过半", "> 50%"),
        ("半数以上", ">= 50%"),
        ("一半以上", ">= 50%"),
    ] {
        let Some(rest) = clause.strip_prefix(words) else { continue };
        let (level, rest) = level_at_start(rest.strip_prefix('的').unwrap_or(rest), around)?;
        return Some((Asked::Share(level, bound.to_owned()), rest));
    }
    let (word, text) = comparison(clause);
    let figure = amount(text)?;
    let (side, rest) = bound(figure.rest);
    let sign = match (word, side) {
        (None, Bound::None) => ">=",
        _ => plain::sign(word, side)?,
    };
    let bound = format!("{sign} {}", figure.written);
    if matches!(figure.unit.as_str(), "%" | "％") {
        let (level, rest) = level_at_start(rest.strip_prefix('的')?, around)?;
        return Some((Asked::Share(level, bound), rest));
    }
    // 130个以上的村, 130个村: the measure word and the level may have been taken for one unit.
    let digits = figure.written.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = ["个", "家"].iter().find_map(|m| figure.unit.strip_prefix(m).map(|tail| (*m, tail)))?;
    let bound = format!("{sign} {digits}{}", unit.0);
    let behind = if unit.1.is_empty() {
        rest.strip_prefix('的').unwrap_or(rest)
    } else {
        text.get(digits.len() + unit.0.len()..)?
    };
    let (level, rest) = level_at_start(behind, around)?;
    Some((Asked::Count(level, bound), rest))
}

/// `收入5万元以上的村达到130个`, `收入达到5万元的村占比不低于80%`, `有卫生室的村全覆盖`
fn behind(clause: &str, around: &Around<'_>) -> Option<Target> {
    for (at, _) in clause.match_indices('的') {
        let (before, rest) = clause.split_at_checked(at)?;
        let Some((level, rest)) = rest.strip_prefix('的').and_then(|t| level_at_start(t, around)) else { continue };
        let Some(condition) = holds(before, around) else { continue };
        if matches!(rest, "全覆盖" | "实现全覆盖" | "达到全覆盖") {
            return Some(Target::new(format!("每个 {level}: {condition}")));
        }
        let words = ["所占比重", "所占比例", "占比", "比例", "比重", "数量", "个数", "数"];
        let rest = words.iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        let (word, text) = comparison(rest);
        let figure = amount(text)?;
        let (side, left) = bound(figure.rest);
        let sign = plain::sign(word, side).filter(|_| left.is_empty())?;
        let call = match figure.unit.as_str() {
            "%" | "％" => "占比",
            "个" | "家" => "数量",
            _ => return None,
        };
        return Some(Target::new(format!("{call}({level}: {condition}) {sign} {}", figure.written)));
    }
    None
}

/// Returns what is to hold for one of them: a comparison, or a flag.
fn holds(text: &str, around: &Around<'_>) -> Option<String> {
    plain::condition(text, around).or_else(|| plain::name(text, around)).or_else(|| flag(text))
}

/// `达到省级标准`, `通过验收`: what somebody has done or reached, without a figure.
fn flag(text: &str) -> Option<String> {
    let begins = ["达到", "通过", "完成", "建成", "建立", "获得", "实现"].iter().any(|w| text.starts_with(w));
    let is_run = text.chars().all(|c| crate::syntax::is_letter(c) && !c.is_ascii_digit());
    (begins && is_run && text.chars().count() > 3).then(|| text.to_owned())
}

/// Returns the level with which a text begins, as rules call it.
fn level_at_start<'t>(text: &'t str, around: &Around<'_>) -> Option<(String, &'t str)> {
    // A level that the file declares, or one of the built-in ones; the longest word counts.
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
    let found = ends.filter_map(|end| {
        let word = text.get(..end)?;
        let own = level::BUILTIN.iter().any(|(name, _)| *name == word) || level::labelled(word).is_some();
        let name = if own || around.is_level(word) { word } else { level::meant(word)? };
        Some((name.to_owned(), end))
    });
    let (name, end) = found.last()?;
    Some((name, text.get(end..)?))
}
