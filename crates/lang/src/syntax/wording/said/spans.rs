//! Targets over several years: means of three years, so many years out of five, growth year after year, revisions.

use super::super::Around;
use super::super::sentence::years;
use super::Target;
use super::frame::Frame;
use super::plain::{self, amount, comparison, name};

/// Reads a target over several years.
pub(super) fn read(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    revised(clause, around)
        .or_else(|| years_of(clause, frame, around))
        .or_else(|| mean(clause, around))
        .or_else(|| in_a_row(clause, frame, around))
        .or_else(|| best_so_far(clause, around))
        .or_else(|| total(clause, frame, around))
}

/// Returns the years with which a text begins: `三年`, `近三年`, `5年`.
fn years_at_start(text: &str) -> Option<(u32, &str)> {
    let end = text.find('年')? + '年'.len_utf8();
    let (word, rest) = text.split_at_checked(end)?;
    Some((years(word)?, rest))
}

/// The last years of the plan, or those that the sentence names.
fn last_years(n: u32, frame: &Frame, around: &Around<'_>) -> Option<String> {
    match frame.window {
        Some((from, to)) => Some(format!("{from}..{to}")),
        None => around.last_year().map(|last| format!("{}..{last}", last + 1 - n)),
    }
}

/// `五年中至少三年产值达到300亿元`, `产值达到300亿元的年份五年中不少于3年`
fn years_of(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let of_years = |at: usize| {
        let (n, rest) = years_at_start(clause.get(at..)?)?;
        Some((at, n, ["中有", "中", "内有", "内", "里有", "里"].iter().find_map(|w| rest.strip_prefix(w))?))
    };
    // 产值五年中有四年超过300亿元: the figure may stand in front.
    let (at, n, rest) = clause.char_indices().find_map(|(at, _)| of_years(at))?;
    let subject = clause.get(..at)?;
    let (word, rest) = comparison(rest.strip_prefix('有').unwrap_or(rest));
    let (least, rest) = years_at_start(rest)?;
    let (rest, is_floor) = match rest.strip_prefix("以上") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let sign = word.or(is_floor.then_some(">=")).unwrap_or(">=");
    let condition = plain::condition(&format!("{subject}{rest}"), around)?;
    let window = last_years(n, frame, around)?;
    Some(Target::new(format!("年数({condition}, {window}) {sign} {least}年")))
}

/// `近三年产值平均不低于300亿元`, `产值三年滑动平均达到300亿元`, `产值近三年平均值>=300亿元`
fn mean(clause: &str, around: &Around<'_>) -> Option<Target> {
    let (n, subject, rest) = match years_at_start(clause) {
        Some((n, rest)) => {
            let rest = rest.strip_prefix('的').unwrap_or(rest);
            let (subject, rest) = match rest.strip_prefix("平均") {
                Some(rest) => split_at_comparison(rest)?,
                None => rest.split_once("平均")?,
            };
            (n, subject, rest)
        }
        None => {
            let (before, rest) = clause.split_once("平均")?;
            let before = ["滑动", "移动"].iter().find_map(|w| before.strip_suffix(w)).unwrap_or(before);
            let at = before.char_indices().find(|(at, _)| before.get(*at..).and_then(years).is_some())?.0;
            let (subject, window) = before.split_at_checked(at)?;
            (years(window)?, subject, rest)
        }
    };
    let rest = ["值", "水平"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    let (word, text) = comparison(rest);
    let figure = amount(text)?;
    let (side, left) = super::super::amount::bound(figure.rest);
    let sign = plain::sign(word, side).filter(|_| left.is_empty())?;
    let subject = name(subject, around)?;
    Some(Target::new(format!("平均({subject}, 近{n}年) {sign} {}", figure.written)))
}

/// Parts a text where a comparison begins.
fn split_at_comparison(text: &str) -> Option<(&str, &str)> {
    let at = text.char_indices().skip(1).map(|(at, _)| at).find(|at| {
        let (word, rest) = comparison(text.get(*at..).unwrap_or(""));
        word.is_some() && amount(rest).is_some()
    })?;
    text.split_at_checked(at)
}

/// `连续三年产值增长`, `产值连续三年正增长`, `产值逐年提高`, `三公经费只减不增`
fn in_a_row(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let clause = ["水平", "同期"].iter().find_map(|w| clause.strip_suffix(w)).unwrap_or(clause);
    let than = |words: &[&str]| words.iter().find_map(|w| clause.strip_suffix(w)).map(str::to_owned);
    // 不低于上年: against the year before, every year.
    for (words, sign) in [
        (["不低于上年", "不少于上年", "不低于去年"], ">="),
        (["不高于上年", "不超过上年", "不高于去年"], "<="),
        (["高于上年", "超过上年", "多于上年"], ">"),
        (["低于上年", "少于上年", "低于去年"], "<"),
    ] {
        let Some(subject) = than(&words) else { continue };
        return Some(Target::due(step(&name(&subject, around)?, sign, "0", around), "每年"));
    }
    if let Some(subject) = ["只减不增", "只降不升"].iter().find_map(|w| clause.strip_suffix(w)) {
        return Some(Target::due(step(&name(subject, around)?, "<=", "0", around), "每年"));
    }
    if let Some(subject) = ["只增不减", "只升不降"].iter().find_map(|w| clause.strip_suffix(w)) {
        return Some(Target::due(step(&name(subject, around)?, ">=", "0", around), "每年"));
    }
    let (time, before, rest) = match clause.split_once("连续") {
        Some((before, rest)) => {
            let (n, rest) = years_at_start(rest)?;
            (format!("始终 {}", last_years(n, frame, around)?), before, rest)
        }
        None => {
            let (before, rest) = clause.split_once("逐年")?;
            ("每年".to_owned(), before, rest)
        }
    };
    let text = format!("{before}{rest}");
    const UP: [&str; 9] =
        ["保持正增长", "保持增长", "实现正增长", "实现增长", "正增长", "增长", "提高", "上升", "增加"];
    const DOWN: [&str; 4] = ["下降", "减少", "降低", "压减"];
    let up = UP.iter().map(|w| (*w, true));
    let words = up.chain(DOWN.iter().map(|w| (*w, false)));
    for (word, is_up) in words {
        let Some((subject, rest)) = text.split_once(word) else { continue };
        let subject = name(subject, around)?;
        let target = match rest {
            "" => step(&subject, if is_up { ">" } else { "<" }, "0", around),
            rest => {
                let figure = amount(rest).filter(|f| matches!(f.unit.as_str(), "%" | "％"))?;
                let is_whole = matches!(figure.rest, "" | "以上");
                let (sign, minus) = if is_up { (">=", "") } else { ("<=", "-") };
                is_whole.then(|| format!("增速({subject}) {sign} {minus}{}", figure.written))?
            }
        };
        return Some(Target::due(target, time));
    }
    None
}

/// A change against the year before: of a share in points, of everything else in percent.
fn step(subject: &str, sign: &str, figure: &str, around: &Around<'_>) -> String {
    match around.unit(subject) {
        Some("%" | "％") => format!("增减({subject}) {sign} {figure}个百分点"),
        _ => format!("增速({subject}) {sign} {figure}%"),
    }
}

/// `产值不低于历史最高`: history is what lies before the plan; how far back it goes is for the author to say.
fn best_so_far(clause: &str, around: &Around<'_>) -> Option<Target> {
    let (before, rest) = clause.split_once("历史")?;
    let rest = ["同期"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    let (call, rest) = [("最高", "最大"), ("最好", "最大"), ("最佳", "最大"), ("最低", "最小")]
        .iter()
        .find_map(|(word, call)| Some((*call, rest.strip_prefix(word)?)))?;
    if !matches!(rest, "" | "水平" | "值" | "年份" | "记录" | "纪录") {
        return None;
    }
    let at = before
        .char_indices()
        .skip(1)
        .map(|(at, _)| at)
        .find(|at| before.get(*at..).is_some_and(|text| matches!(comparison(text), (Some(_), ""))))?;
    let (subject, word) = before.split_at_checked(at)?;
    let (sign, base) = (comparison(word).0?, around.base_year()?);
    Some(Target::new(format!(
        "{} {sign} {call}({}, {}..{base})",
        name(subject, around)?,
        name(subject, around)?,
        base - 4
    )))
}

/// `三年累计培训达到2万人次`, `2021—2025年累计培训2万人次`
fn total(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let (before, rest) = clause.split_once("累计")?;
    let (n, subject) = match years_at_start(before) {
        Some((n, rest)) => (Some(n), rest.trim_end_matches('内')),
        None => (None, before),
    };
    let (own, behind) = match plain::compared(rest, around) {
        Some((own, found, "")) => (Some(own), found),
        _ if subject.is_empty() => bare_figure(rest, around)?,
        _ => (None, only_figure(rest)?),
    };
    let subject = match (own, subject) {
        (Some(own), "") => own,
        (None, subject) => name(subject, around)?,
        _ => return None,
    };
    let window = match n {
        Some(n) => Some(last_years(n, frame, around)?),
        None => frame.window.map(|(from, to)| format!("{from}..{to}")),
    };
    let window = window.map(|w| format!(", {w}")).unwrap_or_default();
    Some(Target::new(format!("累计({subject}{window}) {behind}")))
}

/// `达到2万人次`, `2万人次以上`
fn only_figure(text: &str) -> Option<String> {
    let (word, text) = comparison(text);
    let figure = amount(text)?;
    let (side, left) = super::super::amount::bound(figure.rest);
    let sign = plain::sign(word.or(Some(">=")), side).filter(|_| left.is_empty())?;
    Some(format!("{sign} {}", figure.written))
}

/// `培训2万人次`: the figure of a total is a floor, as of everything that is to be done.
fn bare_figure(text: &str, around: &Around<'_>) -> Option<(Option<String>, String)> {
    let at = text
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| *at > 0 && text.get(*at..).is_some_and(|t| amount(t).is_some()))?;
    let (subject, figure) = text.split_at_checked(at)?;
    // 累计培训 counts what is declared as 培训人次, where nothing else begins like it.
    let whole = around.only_one_beginning_with(subject).map(str::to_owned);
    Some((Some(whole.or_else(|| name(subject, around))?), only_figure(figure)?))
}

/// `2023年起产值由26亿元调整为24亿元`, `产值>=26亿元截至2025，自2023-07-01起>=24亿元`
fn revised(clause: &str, around: &Around<'_>) -> Option<Target> {
    let clause = clause.strip_prefix('自').or_else(|| clause.strip_prefix('从')).unwrap_or(clause);
    let year = super::super::year(clause)?;
    let rest = clause.get(4..)?.trim_start_matches('年').strip_prefix('起')?;
    let rest = rest.trim_start_matches(['，', ',']);
    let (subject, rest) = rest.split_once('由').or_else(|| rest.split_once('从'))?;
    let subject = ["目标值", "目标"].iter().find_map(|w| subject.strip_suffix(w)).unwrap_or(subject);
    let subject = name(subject, around)?;
    let old = amount(rest)?;
    let rest =
        ["调整为", "调整到", "调整至", "调减为", "调减到", "调增为", "改为", "修订为", "下调为", "下调至", "上调至"]
            .iter()
            .find_map(|w| old.rest.strip_prefix(w))?;
    let new = amount(rest).filter(|f| f.rest.is_empty())?;
    let (old, new) = (old.written, new.written);
    Some(Target::new(format!("{subject} >= {old}; 调整 自 {year}-01-01 \"文号\": >= {new}")))
}
