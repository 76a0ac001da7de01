//! Targets that look at others: ranks, the mean of peers, the growth of the city, tasks that are set above.

use super::super::Around;
use super::Target;
use super::plain::{self, amount, comparison, name};
use crate::lexicon::numeral::quantity_in_digits;

/// Reads a target that looks at others.
pub(super) fn read(clause: &str, around: &Around<'_>) -> Option<Target> {
    rank(clause, around)
        .or_else(|| growth_above(clause, around))
        .or_else(|| mean_of_peers(clause, around))
        .or_else(|| task(clause, around))
        .or_else(|| newly_added(clause, around))
}

/// Takes words off the front as long as one of them stands there.
fn skip<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let mut rest = text;
    while let Some(after) = words.iter().find_map(|w| rest.strip_prefix(w)) {
        rest = after;
    }
    rest
}

/// Takes a wider place off the front, and gives its level: `全市`.
fn wider(text: &str) -> Option<(&'static str, &str)> {
    [("全省", "省"), ("全市", "市"), ("全县", "县"), ("全区", "县")]
        .iter()
        .find_map(|(word, level)| Some((*level, text.strip_prefix(word)?)))
}

/// Returns the level whose entities are compared in a wider place.
fn level_below<'a>(subject: &str, wide: &str, around: &Around<'a>) -> Option<&'a str> {
    let own = around.field(subject, &["层级", "level"]);
    let region = around.region().and_then(crate::lexicon::level::of_name);
    let level = own.or(region).unwrap_or(if wide == "县" { "镇" } else { "县" });
    (level != wide).then_some(level)
}

/// `产值进入全市前三`, `产值排名全省前10位`, `产值在全市位次保持第2位`
fn rank(clause: &str, around: &Around<'_>) -> Option<Target> {
    const FILL: [&str; 20] = [
        "进入", "跻身", "位居", "位列", "位于", "位次", "排名", "排位", "稳居", "保持", "力争", "达到", "居", "列",
        "在", "各县", "县区", "同类", "稳定", "总量",
    ];
    for (at, _) in clause.char_indices().skip(1) {
        let (subject, rest) = clause.split_at_checked(at)?;
        let Some((wide, rest)) = wider(skip(rest, &FILL)) else { continue };
        let rest = skip(rest, &FILL);
        let Some(place) = rest.strip_prefix('前').or_else(|| rest.strip_prefix('第')) else { continue };
        let (place, rest) = ordinal(place)?;
        let rest = skip(rest, &["位", "名", "强", "以内", "水平"]);
        let subject = FILL.iter().find_map(|w| subject.strip_suffix(w)).filter(|s| s.len() > 3).unwrap_or(subject);
        let subject = if around.is_declared(subject) { Some(subject.to_owned()) } else { name(subject, around) }?;
        let level = level_below(&subject, wide, around)?;
        return rest.is_empty().then(|| Target::new(format!("排名({subject}, {level} 在 {wide}) <= {place}位")));
    }
    None
}

/// Returns the number that stands at the beginning of a text, in words or in digits.
fn ordinal(text: &str) -> Option<(String, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        return Some((text.get(..digits)?.to_owned(), text.get(digits..)?));
    }
    let end = text.find(|c: char| !"一二两三四五六七八九十".contains(c)).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let read = quantity_in_digits(&format!("{word}位"), |unit| unit == "位")?;
    Some((read.trim_end_matches('位').to_owned(), rest))
}

/// `产值增速高于全省0.5个百分点`, `产值增速不低于全市平均水平`
fn growth_above(clause: &str, around: &Around<'_>) -> Option<Target> {
    const WORDS: [&str; 5] = ["增长速度", "增速", "增长率", "增幅", "增长"];
    let (word, at) = WORDS.iter().find_map(|w| Some((*w, clause.find(w).filter(|at| *at > 0)?)))?;
    let (subject, rest) = (clause.get(..at)?, clause.get(at + word.len()..)?);
    let (call, subject) = match subject.strip_suffix("年均") {
        Some(subject) => ("年均增速", subject),
        None => ("增速", subject),
    };
    let subject = name(subject, around)?;
    let (sign, rest) = match rest.strip_prefix("快于").or_else(|| rest.strip_prefix("跑赢")) {
        Some(rest) => (">", rest),
        None => comparison(rest).0.map(|sign| (sign, comparison(rest).1))?,
    };
    // 产值年均增速不低于6%: its own figure.
    if let Some(own) = amount(rest).filter(|f| matches!(f.unit.as_str(), "%" | "％")) {
        let (side, left) = super::super::amount::bound(own.rest);
        let sign = plain::sign(Some(sign), side).filter(|_| left.is_empty())?;
        return Some(Target::due(format!("{call}({subject}) {sign} {}", own.written), time_of(call)));
    }
    let (theirs, rest) = match wider(rest) {
        Some((wide, rest)) => {
            let rest = skip(rest, &["平均", "水平", "增速", "增长", "速度", "增幅"]);
            (format!("{call}({subject}@{wide})"), rest)
        }
        // 高于经济增速1个百分点: the growth of another figure.
        None => {
            let (word, at) = WORDS.iter().find_map(|w| Some((*w, rest.find(w)?)))?;
            let other = name(rest.get(..at)?, around)?;
            (format!("{call}({other})"), rest.get(at + word.len()..)?)
        }
    };
    if rest.is_empty() {
        return Some(Target::due(format!("{call}({subject}) {sign} {theirs}"), time_of(call)));
    }
    let more = amount(rest).filter(|m| m.unit.ends_with("百分点"))?;
    // 高于全省0.5个百分点 is met by exactly half a point more.
    let (sign, step) = match sign {
        ">" | ">=" => (">=", "+"),
        _ => ("<=", "-"),
    };
    let is_whole = more.rest.is_empty() || (more.rest == "以上" && sign == ">=");
    let text = format!("{call}({subject}) {sign} {theirs} {step} {}", more.written);
    is_whole.then(|| Target::due(text, time_of(call)))
}

fn time_of(call: &str) -> &'static str {
    if call == "增速" { "每年" } else { "" }
}

/// `产值达到全市各县平均水平`, `各镇招商不低于全县平均的一半`
fn mean_of_peers(clause: &str, around: &Around<'_>) -> Option<Target> {
    for (at, _) in clause.char_indices().skip(1) {
        let (subject, rest) = clause.split_at_checked(at)?;
        let (Some(sign), rest) = comparison(rest) else { continue };
        let Some((wide, rest)) = wider(rest) else { continue };
        let peers = skip(rest, &["各县区", "各县市", "各县", "各镇", "各乡镇", "各村", "县区", "同类"]);
        let names_peers = peers.len() < rest.len();
        let rest = peers.strip_prefix("平均")?;
        let rest = skip(rest, &["水平", "值", "数"]);
        let subject = name(subject, around)?;
        let factor = factor(rest)?;
        let level = level_below(&subject, wide, around)?;
        // The share of a city is no mean of the shares of its counties; what it has together is no mean at all.
        let is_share = around.unit(&subject).is_some_and(|u| matches!(u, "%" | "％" | "‰"));
        let own_region = around.region().and_then(crate::lexicon::level::of_name);
        let theirs = if is_share && !names_peers {
            format!("{subject}@{wide}")
        } else if own_region == Some(wide) {
            format!("平均({level}: {subject})@{wide}")
        } else {
            format!("平均({level} 在 {wide}: {subject})")
        };
        return Some(Target::new(format!("{subject} {sign} {theirs}{factor}")));
    }
    None
}

/// `的一半`, `的80%`, `的1.2倍`
fn factor(rest: &str) -> Option<String> {
    let Some(rest) = rest.strip_prefix('的') else { return rest.is_empty().then(String::new) };
    if rest == "一半" {
        return Some(" * 50%".to_owned());
    }
    let times = amount(rest).filter(|t| matches!(t.unit.as_str(), "%" | "倍") && t.rest.is_empty())?;
    Some(format!(" * {}", times.written))
}

/// `产值完成年度目标的110%`, `完成上级下达的招商任务`
fn task(clause: &str, around: &Around<'_>) -> Option<Target> {
    const SET: [&str; 17] = [
        "上级", "省级", "市级", "县级", "省", "市", "县", "下达", "分解", "分配", "安排", "确定", "的", "年度", "当年",
        "全年", "计划",
    ];
    let at = ["完成", "达到", "达"].iter().find_map(|w| Some((clause.find(w)?, w.len())))?;
    let (before, rest) = (clause.get(..at.0)?, clause.get(at.0 + at.1..)?);
    let set = skip(rest, &SET);
    let end = set.find("任务").or_else(|| set.find("目标"))?;
    let (inner, rest) = set.split_at_checked(end)?;
    let rest = skip(rest, &["目标任务", "任务", "目标", "数"]);
    // Whose task it is stands in front of 完成 or in front of 任务.
    let subject = if before.is_empty() { inner } else { before };
    let is_told_once = before.is_empty() != inner.is_empty();
    let subject = name(subject, around).filter(|_| is_told_once)?;
    let (rest, sign) = match rest.strip_suffix("以上") {
        Some(rest) => (rest, ">="),
        None => (rest, ">="),
    };
    Some(Target::due(format!("{subject} {sign} {subject}任务{}", factor(rest)?), "每年"))
}

/// `新增耕地中水田占50%以上`
fn newly_added(clause: &str, around: &Around<'_>) -> Option<Target> {
    let (whole, rest) = clause.strip_prefix("新增")?.split_once('中')?;
    let at = rest.find('占')?;
    let (part, rest) = rest.split_at_checked(at)?;
    let rest = skip(rest, &["占比", "占", "比例", "比重"]);
    let (word, text) = comparison(rest);
    let figure = amount(text).filter(|f| f.unit == "%")?;
    let (side, left) = super::super::amount::bound(figure.rest);
    let sign = plain::sign(word, side).filter(|_| left.is_empty())?;
    let (whole, part, base) = (name(whole, around)?, name(part, around)?, around.base_year()?);
    Some(Target::new(format!("新增({part}, 自 {base}) / 新增({whole}, 自 {base}) {sign} {}", figure.written)))
}
