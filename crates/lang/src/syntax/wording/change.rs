//! Predicates of plans: what is to become of a figure, and against which it is measured.
//!
//! `由60%提高到65%` is a level and its base value, `较2020年增长50%` a growth since a year, `提高5个百分点` a gain,
//! `控制在5%以内` a cap. The kinds are never mixed: 提高到65% is the level 65% and no growth of 65%.

use rust_decimal::Decimal;

use super::Around;
use super::amount::{Bound, Figure, bound, next};

/// Words for a rise.
const UP: [&str; 13] =
    ["提高", "提升", "上升", "增长", "增加", "扩大", "壮大", "新增", "增至", "升至", "增", "升", "提"];
/// Words for a fall.
const DOWN: [&str; 11] = ["下降", "降低", "减少", "压减", "压降", "缩小", "缩减", "下调", "降至", "降", "减"];
/// Words that weaken or strengthen a target, with the wording that they stand for.
const ADVERBS: [(&str, &str); 15] = [
    ("力争", "力争"),
    ("争取", "力争"),
    ("努力", "力争"),
    ("确保", "确保"),
    ("原则上", "原则上"),
    ("必须", ""),
    ("基本", ""),
    ("总体", ""),
    ("全面", ""),
    ("预计", ""),
    ("实现", ""),
    ("应当", ""),
    ("应", ""),
    ("须", ""),
    ("要", ""),
];
/// Words that compare as they stand.
const COMPARING: [&str; 9] = ["达到", "不低于", "不少于", "至少", "不高于", "不超过", "至多", "超过", "突破"];

/// A target in the words of rules.
struct Target {
    /// What stands in front of the tail: `增速(产值) >= 6%`.
    target: String,
    /// What stands behind the figure: ` 截至 2025`.
    tail: String,
    /// A time for a tail that has none.
    time: &'static str,
    /// Further lines: `基期值 60%`.
    fields: Vec<String>,
}

/// Reads a line whose predicate is in words; the first place where one can be read wins.
pub(super) fn read(line: &str, around: &Around<'_>) -> Option<String> {
    first(line, around, "", |_, _| true)
}

/// Reads a line that is a predicate in words and nothing more, and whose subject is one that `is_subject` knows.
pub(super) fn read_of(line: &str, around: &Around<'_>, is_subject: impl Fn(&str) -> bool) -> Option<String> {
    read_with(line, around, "", is_subject)
}

/// Reads such a line of which a word in front of the predicate was taken off: `每年`.
pub(super) fn read_with(
    line: &str,
    around: &Around<'_>,
    before: &str,
    is_subject: impl Fn(&str) -> bool,
) -> Option<String> {
    first(line, around, before, |subject, tail| tail.trim().is_empty() && is_subject(subject))
}

fn first(line: &str, around: &Around<'_>, before: &str, is_fit: impl Fn(&str, &str) -> bool) -> Option<String> {
    let (scope, body) = scope_of(line);
    let starts = body.char_indices().map(|(i, _)| i).skip(1);
    for at in starts {
        let (subject, predicate) = body.split_at_checked(at)?;
        let subject = subject.trim();
        let is_open = subject.is_empty() || subject.ends_with(['(', '（', '不', '未', '均']);
        // 每两年增长10%: of which two years is not said.
        let is_repeated = subject.trim_end_matches(|c: char| c.is_ascii_digit() || c == '年').ends_with('每');
        if is_open || is_repeated || predicate.starts_with(' ') {
            continue;
        }
        let Some(found) = predicate_of(subject, &format!("{before}{predicate}"), around) else { continue };
        if !is_fit(subject, &found.tail) {
            continue;
        }
        let tail = found.tail.trim();
        let time = if tail.is_empty() { found.time } else { tail };
        let mut out = format!("{scope}{} {time}", found.target).trim_end().to_owned();
        for field in found.fields {
            out.push_str("; ");
            out.push_str(&field);
        }
        return Some(out);
    }
    None
}

/// Parts a line at the colon of its scope or of its time.
fn scope_of(line: &str) -> (String, &str) {
    let begins = ["每个", "各", "所有", "在", "若", "到", "截至", "于", "每年", "every", "at", "when", "by"];
    let cut = line.find([':', '：']).filter(|_| begins.iter().any(|w| line.starts_with(w)));
    match cut.and_then(|at| Some((line.get(..at)?, line.get(at..)?))) {
        Some((scope, body)) => (format!("{scope}: "), body.trim_start_matches([':', '：', ' '])),
        None => (String::new(), line),
    }
}

fn predicate_of(subject: &str, predicate: &str, around: &Around<'_>) -> Option<Target> {
    let (wording, rest) = without_adverbs(predicate);
    let is_weakened = rest.len() < predicate.len();
    let mut found = None
        .or_else(|| held(subject, rest))
        .or_else(|| from_to(subject, rest))
        .or_else(|| since(subject, rest, around))
        .or_else(|| yearly(subject, rest, around))
        .or_else(|| to(subject, rest))
        .or_else(|| by_amount(subject, rest, around))
        .or_else(|| doubled(subject, rest, around))
        .or_else(|| nothing(subject, rest, around))
        .or_else(|| is_weakened.then(|| compared(subject, rest)).flatten())?;
    if let Some(wording) = wording {
        found.fields.push(format!("措辞 {wording}"));
    }
    Some(found)
}

fn without_adverbs(predicate: &str) -> (Option<&'static str>, &str) {
    let mut wording = None;
    let mut rest = predicate;
    while let Some((word, said)) = ADVERBS.iter().find(|(word, _)| rest.starts_with(word)) {
        rest = rest.get(word.len()..).unwrap_or("").trim_start();
        wording = wording.or(Some(*said).filter(|s| !s.is_empty()));
    }
    (wording, rest)
}

/// Takes one of some words off the beginning of a text, the longest first as they stand.
fn strip<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|w| text.strip_prefix(w))
}

/// Which way a verb goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

fn verb(text: &str) -> Option<(Way, &str)> {
    let up = strip(text, &UP).map(|rest| (Way::Up, rest));
    up.or_else(|| strip(text, &DOWN).map(|rest| (Way::Down, rest)))
}

fn plain(target: String, rest: &str) -> Target {
    Target { target, tail: rest.to_owned(), time: "", fields: Vec::new() }
}

/// `控制在5%以内`, `稳定在20万吨以上`, `保持在65%以上`
fn held(subject: &str, text: &str) -> Option<Target> {
    let is_cap = |w: &str| matches!(w, "控制在" | "限制在" | "控制到" | "压控在");
    let words = ["控制在", "限制在", "控制到", "压控在", "稳定在", "保持在", "维持在", "稳定保持在"];
    let word = *words.iter().find(|w| text.starts_with(**w))?;
    let figure = next(text.get(word.len()..)?)?;
    let (side, rest) = bound(figure.rest);
    let op = match side {
        Bound::Floor => ">=",
        Bound::Cap => "<=",
        Bound::Near => "约",
        Bound::None if is_cap(word) => "<=",
        // 稳定在20万吨 may be a floor or a middle.
        Bound::None => return None,
    };
    let mut target = plain(format!("{subject} {op} {}", figure.written), rest);
    target.time = if is_cap(word) { "" } else { "始终" };
    Some(target)
}

/// `由60%提高到65%`
fn from_to(subject: &str, text: &str) -> Option<Target> {
    let (year, text) = match strip(text, &["由", "从"])? {
        text if super::year(text).is_some() => {
            let (year, rest) = text.split_at_checked(4)?;
            (format!(" 于 {year}"), rest.strip_prefix('年')?.trim_start_matches('的'))
        }
        text => (String::new(), text),
    };
    let base = next(text)?;
    let (way, rest) = verb(base.rest.trim_start_matches(['，', ','])).or(Some((Way::Up, base.rest)))?;
    let level = next(rest.strip_prefix('到').or_else(|| rest.strip_prefix('至')).unwrap_or(rest))?;
    let mut target = plain(format!("{subject} {} {}", level_sign(way), level.written), bound(level.rest).1);
    target.fields.push(format!("基期值 {}{year}", base.written));
    Some(target)
}

fn level_sign(way: Way) -> &'static str {
    match way {
        Way::Up => ">=",
        Way::Down => "<=",
    }
}

/// `较2020年增长50%`, `比上年提高1个百分点`, `同比增长6%`
fn since(subject: &str, text: &str, around: &Around<'_>) -> Option<Target> {
    let (from, rest) = if let Some(rest) = text.strip_prefix("同比") {
        (None, rest)
    } else {
        let rest = strip(text, &["相较于", "较之", "较", "比", "与"])?;
        let before = ["上年同期", "去年同期", "上一年", "上年", "去年"];
        match strip(rest, &before) {
            Some(rest) => (None, rest),
            None if rest.starts_with("基期") => (Some(around.base_year()?), rest.get("基期".len()..)?),
            None => {
                (Some(super::year(rest)?), rest.get(4..)?.trim_start_matches('年').trim_start_matches(['底', '末']))
            }
        }
    };
    let rest = strip(rest, &["相比", "时", "的水平", "，", ","]).unwrap_or(rest);
    if let Some(times) = multiple(rest) {
        let from = from?;
        return Some(plain(format!("{subject} >= {subject}[{from}] * {}", times.0), times.1));
    }
    let (way, rest) = verb(rest.trim_start_matches(['年', ' ']))?;
    if rest.starts_with(['到', '至']) {
        return None;
    }
    let figure = next(rest)?;
    let (side, tail) = bound(figure.rest);
    Some(plain(against(subject, (way, side), &figure, from), tail))
}

/// Returns comparison and sign of a change: 增长6%左右 is about 6%, 增长6%以内 at most, 下降6% at least that far down.
fn signs((way, side): (Way, Bound)) -> (&'static str, &'static str) {
    let sign = if way == Way::Up { "" } else { "-" };
    let op = match (way, side) {
        (_, Bound::Near) => "约",
        (Way::Up, Bound::Cap) | (Way::Down, Bound::Floor | Bound::None) => "<=",
        (Way::Up, Bound::Floor | Bound::None) | (Way::Down, Bound::Cap) => ">=",
    };
    (op, sign)
}

/// A change of a figure against a year, or against the year before.
fn against(subject: &str, asked: (Way, Bound), figure: &Figure<'_>, from: Option<u32>) -> String {
    let since = from.map(|y| format!(", 自 {y}")).unwrap_or_default();
    let call = match (figure.is_share(), from) {
        (true, _) => "增速",
        (false, Some(_)) => "新增",
        (false, None) => "增减",
    };
    let (op, sign) = signs(asked);
    format!("{call}({subject}{since}) {op} {sign}{}", figure.written)
}

/// `每年增长6%`, `年均增长6%`
fn yearly(subject: &str, text: &str, around: &Around<'_>) -> Option<Target> {
    let is_mean = text.starts_with("年均") || text.starts_with("平均每年");
    let rest = strip(text, &["年均", "平均每年", "每年", "逐年", "年"])?;
    let (way, rest) = verb(rest)?;
    if rest.starts_with(['到', '至']) {
        return None;
    }
    let figure = next(rest)?;
    let (side, rest) = bound(figure.rest);
    let (op, sign) = signs((way, side));
    // 年均提高1个百分点 over the years is asked of the whole of them; a duty of every year would be more.
    if is_mean && !figure.is_share() {
        let (from, last) = (around.base_year()?, around.last_year()?);
        let at = figure.written.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = figure.written.split_at_checked(at)?;
        let whole = number.parse::<Decimal>().ok()?.checked_mul(Decimal::from(last.checked_sub(from)?))?.normalize();
        let target = format!("新增({subject}, 自 {from}) {op} {sign}{whole}{unit} 截至 {last}");
        return Some(plain(target, rest));
    }
    if is_mean {
        return Some(plain(format!("年均增速({subject}) {op} {sign}{}", figure.written), rest));
    }
    let mut target = plain(against(subject, (way, side), &figure, None), rest);
    target.time = "每年";
    Some(target)
}

/// `提高到65%`, `降至5%以下`, `超350亿元`, `达350亿元`
fn to(subject: &str, text: &str) -> Option<Target> {
    let (op, rest) = if let Some(rest) = strip(text, &["增至", "升至"]) {
        (">=", rest)
    } else if let Some(rest) = text.strip_prefix("降至") {
        ("<=", rest)
    } else if let Some((way, rest)) = verb(text) {
        (level_sign(way), rest.strip_prefix('到').or_else(|| rest.strip_prefix('至'))?)
    } else if let Some(rest) = strip(text, &["达到", "达"]) {
        (">=", rest)
    } else {
        (">", text.strip_prefix('超')?.trim_start_matches('过'))
    };
    let figure = next(rest)?;
    let (side, tail) = bound(figure.rest);
    let op = match side {
        Bound::None => op,
        Bound::Floor => ">=",
        Bound::Cap => "<=",
        Bound::Near => "约",
    };
    Some(plain(format!("{subject} {op} {}", figure.written), tail))
}

/// `提高5个百分点`, `增长10%`, `新增500人`
fn by_amount(subject: &str, text: &str, around: &Around<'_>) -> Option<Target> {
    let (way, rest) = verb(text)?;
    let figure = next(rest)?;
    let from = if figure.is_share() { None } else { around.base_year() };
    let (side, tail) = bound(figure.rest);
    let (op, sign) = signs((way, side));
    let target = match figure.is_share() || from.is_some() {
        false => format!("新增({subject}) {op} {sign}{}", figure.written),
        true => against(subject, (way, side), &figure, from),
    };
    Some(plain(target, tail))
}

/// `翻一番`, `翻两番`, `增长一倍`
fn doubled(subject: &str, text: &str, around: &Around<'_>) -> Option<Target> {
    let (times, rest) = multiple(text)?;
    let from = around.base_year()?;
    Some(plain(format!("{subject} >= {subject}[{from}] * {times}"), rest))
}

fn multiple(text: &str) -> Option<(u32, &str)> {
    const WORDS: [(&str, u32); 10] = [
        ("翻一番", 2),
        ("翻1番", 2),
        ("翻两番", 4),
        ("翻二番", 4),
        ("翻2番", 4),
        ("翻三番", 8),
        ("翻番", 2),
        ("增长一倍", 2),
        ("增长两倍", 3),
        ("增加一倍", 2),
    ];
    let (times, rest) = WORDS.iter().find_map(|(word, times)| Some((*times, text.strip_prefix(word)?)))?;
    // 翻一番以上: that is what >= says.
    Some((times, rest.strip_prefix("以上").unwrap_or(rest)))
}

/// `零增长`, `清零`, `零发生`, `全覆盖`
fn nothing(subject: &str, text: &str, around: &Around<'_>) -> Option<Target> {
    if let Some(rest) = strip(text, &["零增长", "不增长", "不再增长"]) {
        return Some(Target { time: "每年", ..plain(format!("增速({subject}) <= 0%"), rest) });
    }
    if let Some(rest) = strip(text, &["零发生", "不发生"]) {
        let unit = around.unit(subject)?;
        return Some(Target { time: "始终", ..plain(format!("{subject} = 0{unit}"), rest) });
    }
    if let Some(rest) = strip(text, &["动态清零", "清零", "归零", "为零"]) {
        let unit = around.unit(subject)?;
        return Some(plain(format!("{subject} = 0{unit}"), rest));
    }
    let rest = strip(text, &["全覆盖", "全部覆盖"])?;
    (around.unit(subject)? == "%").then(|| plain(format!("{subject} >= 100%"), rest))
}

/// `力争达到350亿元`: the comparison stands, the adverb goes to a field.
fn compared(subject: &str, text: &str) -> Option<Target> {
    let begins = COMPARING.iter().any(|w| text.starts_with(w)) || text.starts_with(['>', '<', '=', '≥', '≤']);
    begins.then(|| plain(format!("{subject} {text}"), ""))
}
