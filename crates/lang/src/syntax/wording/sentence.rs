//! A whole sentence of a plan that stands where the name of a flag may stand: `三年累计培训2万人次`.

use super::amount::next;
use super::slips::MEASURES;
use super::{Around, change};

/// What a name says that is no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// The finished line.
    Line(String),
    /// It is a sentence; nothing more is known.
    Sentence,
}

/// Words of change and of totals, which the names of flags have no use for.
const WORDS: [&str; 44] = [
    "提高",
    "提升",
    "增长",
    "增加",
    "下降",
    "降低",
    "减少",
    "累计",
    "新增",
    "达到",
    "不低于",
    "不少于",
    "不超过",
    "控制在",
    "翻一番",
    "翻番",
    "上级下达",
    "下达任务",
    "完成任务",
    "目标任务",
    "力争",
    "确保",
    "零发生",
    "不发生",
    "零增长",
    "清零",
    "归零",
    "稳定在",
    "保持在",
    "维持在",
    "不高于",
    "年均",
    "高于",
    "低于",
    "多于",
    "少于",
    "大于",
    "小于",
    "快于",
    "超过",
    "过半",
    "半数",
    "分之",
    "翻两番",
];
/// Values of fields, each with its field.
const VALUES: [(&str, &str); 9] = [
    ("约束性", "性质"),
    ("预期性", "性质"),
    ("binding", "nature"),
    ("expected", "nature"),
    ("确保", "措辞"),
    ("力争", "措辞"),
    ("原则上", "措辞"),
    ("约束性指标", "性质"),
    ("预期性指标", "性质"),
];

/// Returns what a name says that nobody declared and that stands alone in a rule, or `None` where it may be a flag.
///
/// `declared` gives the declared name that begins with a text, if there is exactly one.
pub(crate) fn spoken(name: &str, around: &Around<'_>, declared: impl Fn(&str) -> Option<String>) -> Option<Spoken> {
    if let Some((said, field)) = VALUES.iter().find(|(said, _)| *said == name) {
        return Some(Spoken::Line(format!("{field} {}", said.trim_end_matches("指标"))));
    }
    if name == "一票否决" || (name.ends_with("任务") && (name.contains("完成") || name.contains("下达"))) {
        return Some(task(name));
    }
    let has_figure = name.char_indices().any(|(i, _)| {
        let begins = name.get(..i).is_some_and(|t| !t.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.'));
        begins && name.get(i..).and_then(next).is_some_and(|f| is_measured(f.unit))
    });
    if !has_figure && !WORDS.iter().any(|w| name.contains(w)) {
        return None;
    }
    let line = total(name, around, &declared).or_else(|| change_of(name, around, &declared));
    Some(line.map_or(Spoken::Sentence, Spoken::Line))
}

/// Returns what a name measures that nobody declared, in the calls of rules: `产值增速` is `增速(产值)`.
pub(crate) fn measure(name: &str, around: &Around<'_>) -> Option<String> {
    const CALLS: [(&str, &str); 8] = [
        ("年均增长速度", "年均增速"),
        ("年均增长率", "年均增速"),
        ("年均增速", "年均增速"),
        ("同比增速", "增速"),
        ("增长速度", "增速"),
        ("增长率", "增速"),
        ("增幅", "增速"),
        ("增速", "增速"),
    ];
    let called = CALLS.iter().find_map(|(word, call)| Some((*call, name.strip_suffix(word)?)));
    if let Some((call, subject)) = called.filter(|(_, subject)| around.is_declared(subject)) {
        return Some(format!("{call}({subject})"));
    }
    if let Some(rest) = name.strip_prefix('近').and_then(|_| name.split_once('年')) {
        let n = years(&format!("{}年", rest.0))?;
        let subject = ["平均值", "均值", "平均"].iter().find_map(|w| rest.1.strip_suffix(w))?;
        return around.is_declared(subject).then(|| format!("平均({subject}, 近{n}年)"));
    }
    let before = ["滑动平均", "移动平均", "平均值", "平均"].iter().find_map(|w| name.strip_suffix(w))?;
    let mut starts = before.char_indices().skip(1).map(|(at, _)| at);
    starts.find_map(|at| {
        let (subject, window) = before.split_at_checked(at)?;
        let n = years(window).filter(|_| around.is_declared(subject))?;
        Some(format!("平均({subject}, 近{n}年)"))
    })
}

/// Returns whether a unit counts or measures: `4A级景区` is the name of a thing, `3个以上` is not.
fn is_measured(unit: &str) -> bool {
    let is_share = unit.starts_with(['%', '％', '‰', '倍', '万', '亿', '千', '百', '十']);
    is_share || MEASURES.iter().any(|m| unit.starts_with(m))
}

/// `完成上级下达任务`: the figure that is set from above is a figure like any other.
fn task(name: &str) -> Spoken {
    match name {
        "一票否决" => Spoken::Sentence,
        _ => Spoken::Line("指标名 >= 指标名任务 每年".to_owned()),
    }
}

/// `三年累计培训2万人次`, `累计建设高标准农田5万亩`
fn total(name: &str, around: &Around<'_>, declared: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let (before, rest) = name.split_once("累计")?;
    let at = rest.find(|c: char| c.is_ascii_digit())?;
    let (subject, figure) = rest.split_at_checked(at)?;
    let figure = next(figure)?;
    let subject = subject.trim_end_matches(['达', '到', '至', '少']).trim_end_matches("达到");
    if subject.is_empty() {
        return None;
    }
    let subject = declared(subject).unwrap_or_else(|| subject.to_owned());
    let window = years(before).zip(around.last_year()).map(|(n, last)| format!(", {}..{last}", last + 1 - n));
    Some(format!("累计({subject}{}) >= {}", window.unwrap_or_default(), figure.written))
}

/// Returns how many years `三年` or `3年` are.
pub(super) fn years(text: &str) -> Option<u32> {
    const WORDS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let count = text.strip_suffix("年")?;
    let count = count.strip_prefix('近').unwrap_or(count);
    let spelt = WORDS.iter().zip(1_u32..).find(|(w, _)| **w == count).map(|(_, n)| n);
    let two = if count == "两" { Some(2) } else { None };
    spelt.or(two).or_else(|| count.parse().ok()).filter(|n| (1..=30).contains(n))
}

/// `每年提高1个百分点`, `城镇化率提高到65%`
fn change_of(name: &str, around: &Around<'_>, declared: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let line = change::read(name, around);
    let known = line.as_ref().filter(|l| {
        let subject = l.split(['(', ' ', ',', ')']).find(|p| !["增速", "新增", "增减", "年均增速", ""].contains(p));
        subject.is_some_and(|s| declared(s).is_some())
    });
    // Whose figure it is the sentence does not say.
    known.cloned().or_else(|| change::read_of(&format!("指标名 {name}"), around, |subject| subject == "指标名"))
}
