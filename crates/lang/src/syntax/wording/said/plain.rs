//! A name, a comparison and a figure without blanks between them, and conditions made of these.

use super::super::amount::{Bound, bound, next};
use super::super::slips::MEASURES;
use super::super::{Around, change};
use crate::lexicon::numeral::{fraction_in_words, quantity_in_digits};
use crate::syntax::is_letter;

/// Words that compare, each with its sign; of two that begin at one place the longer stands first.
const COMPARISONS: [(&str, &str); 44] = [
    ("不得低于", ">="),
    ("不能低于", ">="),
    ("不应低于", ">="),
    ("不低于", ">="),
    ("不得少于", ">="),
    ("不能少于", ">="),
    ("不少于", ">="),
    ("不得小于", ">="),
    ("不小于", ">="),
    ("不得高于", "<="),
    ("不能高于", "<="),
    ("不应高于", "<="),
    ("不高于", "<="),
    ("不得超过", "<="),
    ("不能超过", "<="),
    ("不应超过", "<="),
    ("不超过", "<="),
    ("不得突破", "<="),
    ("不突破", "<="),
    ("不得大于", "<="),
    ("不大于", "<="),
    ("不得多于", "<="),
    ("不多于", "<="),
    ("达到或超过", ">="),
    ("大于等于", ">="),
    ("小于等于", "<="),
    ("至少达到", ">="),
    ("至少", ">="),
    ("至多", "<="),
    ("最多", "<="),
    ("达到", ">="),
    ("达", ">="),
    ("超过", ">"),
    ("突破", ">"),
    ("高于", ">"),
    ("大于", ">"),
    ("多于", ">"),
    ("低于", "<"),
    ("小于", "<"),
    ("少于", "<"),
    (">=", ">="),
    ("<=", "<="),
    (">", ">"),
    ("<", "<"),
];

/// A figure, in digits even where the plan writes words.
pub(super) struct Amount<'t> {
    /// `5万元`
    pub written: String,
    /// `万元`
    pub unit: String,
    /// What follows it.
    pub rest: &'t str,
}

/// Returns the figure with which a text begins: `5万元`, `两次`, `九成`, `三分之二`, `2/3`.
pub(super) fn amount(text: &str) -> Option<Amount<'_>> {
    if let Some(fraction) = fraction(text) {
        return Some(fraction);
    }
    if let Some(figure) = next(text) {
        return Some(Amount { written: figure.written.to_owned(), unit: figure.unit.to_owned(), rest: figure.rest });
    }
    let known = |unit: &str| MEASURES.contains(&unit);
    let end = text.find(|c: char| !is_letter(c)).unwrap_or(text.len());
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).filter(|at| *at <= end);
    let mut read = ends.filter_map(|at| Some((at, quantity_in_digits(text.get(..at)?, known)?)));
    let (end, written) = read.next_back()?;
    let unit = written.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned();
    Some(Amount { written, unit, rest: text.get(end..)? })
}

/// `三分之二`, `2/3`
fn fraction(text: &str) -> Option<Amount<'_>> {
    let found = |part: String, rest| Some(Amount { written: part, unit: "%".to_owned(), rest });
    let digits = |t: &str| t.len() - t.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let n = digits(text);
    if let Some(after) = text.get(n..).and_then(|t| t.strip_prefix('/')).filter(|_| n > 0) {
        let m = digits(after);
        return if m > 0 { found(text.get(..n + 1 + m)?.to_owned(), after.get(m..)?) } else { None };
    }
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
    let read = ends.filter_map(|at| Some((at, fraction_in_words(text.get(..at)?)?)));
    let (end, (part, whole)) = read.last()?;
    found(format!("{part}/{whole}"), text.get(end..)?)
}

/// Returns a text as the name of an indicator, if it may be one: declared, or a run of letters without words of plans.
pub(super) fn name(text: &str, around: &Around<'_>) -> Option<String> {
    let text = text.trim();
    if around.is_declared(text) {
        return Some(text.to_owned());
    }
    // 实现产值, 力争产值: the word in front only says that it is to be done.
    let bare = without_verbs(text, around);
    if around.is_declared(bare) {
        return Some(bare.to_owned());
    }
    let is_run = bare.chars().all(is_letter) && bare.chars().count() >= 2;
    // 比2025年提高: what a change is measured against is no name.
    let begins = bare.chars().next().is_some_and(|c| !c.is_ascii_digit() && !"比较由从自至到".contains(c));
    let is_name = is_run && begins && !NOT_IN_NAMES.iter().any(|w| bare.contains(w));
    // 财政收入 is a name of its own beside a declared 收入, 推动收入 is not.
    let begins_with_verb = DOING.iter().any(|w| bare.starts_with(w)) && around.has_declared_in(bare);
    // 全市城镇化率 in the plan of a county is the figure of another place.
    let is_elsewhere = ["全国", "全省", "全市", "全县", "全区"].iter().any(|w| bare.starts_with(w));
    (is_name && !begins_with_verb && !is_elsewhere).then(|| bare.to_owned())
}

/// Verbs of what is to be done about something, with which no name of an indicator begins.
const DOING: [&str; 14] =
    ["推动", "推进", "促进", "带动", "加快", "加大", "实施", "支持", "引导", "鼓励", "帮助", "稳定", "扩大", "壮大"];

/// Words of sentences, which the names of indicators do without.
const NOT_IN_NAMES: [&str; 40] = [
    "的",
    "和",
    "与",
    "及",
    "并",
    "在",
    "达到",
    "不低于",
    "不少于",
    "不超过",
    "控制",
    "提高",
    "提升",
    "上升",
    "下降",
    "降低",
    "降至",
    "减少",
    "增长",
    "比上年",
    "同比",
    "推动",
    "确保",
    "力争",
    "争取",
    "努力",
    "原则上",
    "基本",
    "总体",
    "全面",
    "预计",
    "应当",
    "必须",
    "进入",
    "排名",
    "高于",
    "年均",
    "逐年",
    "连续",
    "不得",
];

/// Takes verbs off the front that say no more than that something is to be: `实现`, `完成`.
pub(super) fn without_verbs<'t>(text: &'t str, around: &Around<'_>) -> &'t str {
    const VERBS: [&str; 8] = ["实现", "完成", "使得", "使", "保证", "保持", "当年", "其中"];
    if around.is_declared(text) {
        return text;
    }
    VERBS.iter().find_map(|w| text.strip_prefix(w)).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// `收入不低于5万元`, `收入5万元以上`
pub(super) fn read(clause: &str, around: &Around<'_>) -> Option<String> {
    let (subject, found, rest) = compared(clause, around)?;
    rest.is_empty().then(|| format!("{subject} {found}"))
}

/// `建成高标准农田5万亩`: what is to be built is there when so much of it is.
pub(super) fn done(clause: &str, around: &Around<'_>) -> Option<String> {
    const VERBS: [&str; 18] = [
        "培养",
        "配备",
        "累计建成",
        "建成",
        "新建",
        "建设",
        "完成",
        "发展",
        "培育",
        "打造",
        "培训",
        "改造",
        "治理",
        "种植",
        "创建",
        "认定",
        "引进",
        "实施",
    ];
    let verb = VERBS.iter().find(|w| clause.starts_with(**w))?;
    let rest = clause.get(verb.len()..)?;
    let at = rest.char_indices().map(|(at, _)| at).find(|at| rest.get(*at..).is_some_and(|t| amount(t).is_some()))?;
    let (object, figure) = rest.split_at_checked(at)?;
    let figure = amount(figure).filter(|f| !f.unit.is_empty())?;
    // 培养2名以上后备干部: what is counted stands behind the figure.
    let behind = figure.rest.strip_prefix("以上").unwrap_or(figure.rest);
    let object = match (object.is_empty(), behind.is_empty()) {
        (_, true) => object,
        (true, false) if !behind.chars().any(|c| c.is_ascii_digit()) => behind,
        _ => return None,
    };
    let whole = format!("{verb}{object}");
    let subject = [object, &whole].into_iter().find(|name| around.is_declared(name)).unwrap_or(&whole);
    Some(format!("{} >= {}", name(subject, around)?, figure.written))
}

/// Returns name, comparison with figure, and what follows, of the first place where a comparison can be read.
pub(super) fn compared<'t>(clause: &'t str, around: &Around<'_>) -> Option<(String, String, &'t str)> {
    for (at, _) in clause.char_indices().skip(1) {
        let (before, behind) = clause.split_at_checked(at)?;
        let word = COMPARISONS.iter().find(|(word, _)| behind.starts_with(word));
        let figure = behind.get(word.map_or(0, |(word, _)| word.len())..).and_then(amount);
        let Some(figure) = figure.filter(|_| !before.ends_with(is_part_of_figure)) else { continue };
        let (side, rest) = bound(figure.rest);
        let Some(sign) = sign(word.map(|(_, sign)| *sign), side) else { continue };
        if let Some(subject) = name(before, around) {
            return Some((subject, format!("{sign} {}", figure.written), rest));
        }
    }
    None
}

fn is_part_of_figure(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == '/'
}

/// Returns the sign of a word and of what stands behind the figure; `None` where nothing compares, or both differ.
pub(super) fn sign(word: Option<&'static str>, side: Bound) -> Option<&'static str> {
    match (word, side) {
        (Some(sign), Bound::None) => Some(sign),
        (None, Bound::None) => None,
        (Some(">=" | ">") | None, Bound::Floor) => Some(if word == Some(">") { ">" } else { ">=" }),
        (Some("<=") | None, Bound::Cap) => Some("<="),
        (Some(">=") | None, Bound::Near) => Some("约"),
        _ => None,
    }
}

/// Returns what stands in front of the first comparison with a figure: of `平均浓度低于35微克` the 平均浓度.
pub(in super::super) fn before_comparison(text: &str) -> &str {
    let compares = |at: usize| {
        let (word, rest) = comparison(text.get(at..).unwrap_or(""));
        word.is_some() && amount(rest).is_some()
    };
    let at = text.char_indices().map(|(at, _)| at).find(|at| compares(*at));
    at.and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Returns the comparison with which a text begins, its length told by what is left.
pub(super) fn comparison(text: &str) -> (Option<&'static str>, &str) {
    match COMPARISONS.iter().find(|(word, _)| text.starts_with(word)) {
        Some((word, sign)) => (Some(*sign), text.get(word.len()..).unwrap_or("")),
        None => (None, text),
    }
}

/// Returns the name with which a clause begins.
pub(super) fn subject_of(clause: &str, around: &Around<'_>) -> Option<String> {
    let declared = around.declared_at_start(without_verbs(clause, around)).map(str::to_owned);
    declared.or_else(|| compared(clause, around).map(|(subject, ..)| subject))
}

/// `财政收入下降`, `产值比上年下降5%以上`, `收入达到5万元`, `增速(产值)<3%`, a declared flag
pub(super) fn condition(text: &str, around: &Around<'_>) -> Option<String> {
    if let Some(read) = read(text, around) {
        return Some(read);
    }
    if around.is_declared(text) {
        return Some(text.to_owned());
    }
    for (word, sign) in [("下降", "<"), ("减少", "<"), ("负增长", "<"), ("正增长", ">"), ("增长", ">"), ("增加", ">")]
    {
        let Some(subject) = text.strip_suffix(word) else { continue };
        let subject = ["比上年", "较上年", "同比"].iter().find_map(|w| subject.strip_suffix(w)).unwrap_or(subject);
        let subject = name(subject, around)?;
        return Some(format!("增速({subject}) {sign} 0%"));
    }
    if let Some(changed) = change::read_of(text, around, |subject| name(subject, around).is_some()) {
        let is_one = !changed.contains("; ") && !changed.ends_with("每年") && !changed.ends_with("始终");
        return is_one.then_some(changed);
    }
    // In the signs of rules already.
    let is_expression = text.contains(['<', '>', '=', '≥', '≤']) && !text.contains("的");
    is_expression.then(|| text.to_owned())
}
