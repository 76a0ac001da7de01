//! Finds what stands out in a passage: amounts, times, quoted names, numbers of documents, stops and brackets.
//!
//! One pass from left to right; every digit of the passage ends up in a mark, so that none is overlooked.

use crate::line::Line;
use crate::numeral::{self, Numeral};
use crate::tables::notes::{ABOVE, FULFILS, HANDED_DOWN, TASKS, UNIVERSALS};
use crate::tables::{signs, times, units};
use dabiao_lang::model::Schema;

use super::dates::{self, Dated};

/// An amount: a number or a range, with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The decimal digits; of a range, of its lower end.
    pub low: String,
    /// The decimal digits of the upper end.
    pub high: Option<String>,
    /// The unit as written, multipliers included; may be empty.
    pub unit: String,
    /// What the words after it say.
    pub after: Option<signs::After>,
    /// Where the unit ends, before such words.
    pub unit_end: usize,
    /// Whether it is a small Chinese number with a measure word, often a figure of speech.
    pub is_loose: bool,
}

impl Amount {
    /// Returns an amount of a number and a unit with nothing around it.
    pub fn plain(low: String, unit: &str, unit_end: usize) -> Self {
        Self { low, high: None, unit: unit.to_owned(), after: None, unit_end, is_loose: false }
    }
}

/// What a mark is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// An amount.
    Amount(Amount),
    /// A time.
    Time(Dated),
    /// 每年, 每季度, as the language writes it.
    Each(&'static str),
    /// 全覆盖, 清零: an entry of the table of universals.
    Universal(usize),
    /// 省下达任务: what is asked stands in another document.
    HandedDown,
    /// 翻一番: the growth in per cent.
    Doubling(&'static str),
    /// A name in quotes or between title marks.
    Quoted,
    /// The number of a document.
    DocumentNumber,
    /// A number that is part of a name or an order: `5G`, `1+5+N`, `第3名`.
    Named,
    /// Punctuation.
    Stop(char),
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
}

/// Something that stands out, at `start..end` of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// Quoted text up to this length is a name.
const NAME_LENGTH: usize = 24;
/// No title of a document is longer.
const TITLE_LENGTH: usize = 120;

/// What a mark can begin with, ASCII aside; any other character is passed over at once.
const STARTS: &str =
    "。；，、：！？《〔第“每逐按年一二两三四五六七八九十零〇○百千过半全动清负翻实增提今明后去上下本当不国省市州县区";

/// Finds the marks of a line, in order.
pub fn scan(line: &Line, schema: &Schema) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let c = line.at(at);
        if !c.is_ascii() && !STARTS.contains(c) {
            at += 1;
            continue;
        }
        match mark(line, at, schema) {
            Some(found) => {
                at = found.end.max(at + 1);
                marks.push(found);
            }
            None => at += 1,
        }
    }
    marks
}

/// Reads the amount that fills a text such as a table's cell, blanks aside.
pub fn amount_in(line: &Line, idx: usize, schema: &Schema) -> Option<Amount> {
    amount(line, idx, schema)
}

fn mark(line: &Line, at: usize, schema: &Schema) -> Option<Mark> {
    let c = line.at(at);
    let whole = |kind, end| Some(Mark { kind, start: at, end });
    if let Some((n, len)) = universal(line, at) {
        return whole(MarkKind::Universal(n), at + len);
    }
    if let Some(end) = handed_down(line, at) {
        return whole(MarkKind::HandedDown, end);
    }
    match c {
        '。' | '；' | '，' | '、' | '：' | '！' | '？' | ' ' | '|' | '\n' => {
            return whole(MarkKind::Stop(c), at + 1);
        }
        '(' => return whole(MarkKind::Open, at + 1),
        ')' => return whole(MarkKind::Close, at + 1),
        '《' => return quoted(line, at, '》', TITLE_LENGTH),
        '〔' | '[' => return document_number(line, at),
        '第' => return ordinal(line, at),
        _ => {}
    }
    if let Some(time) = dates::read(line, at) {
        let end = time.end;
        return whole(MarkKind::Time(time), end);
    }
    if c == '“' {
        return quoted(line, at, '”', NAME_LENGTH);
    }
    if c == '每' || c == '逐' || c == '按' || c == '年' || c == '一' || c == '全' {
        let found = times::EACH.iter().filter(|(w, _)| line.begins(at, w)).max_by_key(|(w, _)| w.len());
        // 每人每年320元: the rate of something, no duty that comes back.
        let is_rate = rate_before(line, at);
        if let Some((word, step)) = found.filter(|_| !is_rate) {
            // `一年一` leaves its last 一 to the number.
            let len = signs_len(word) - usize::from(word.ends_with('一'));
            return whole(MarkKind::Each(step), at + len);
        }
    }
    if let Some((word, growth)) =
        signs::DOUBLING.iter().filter(|(w, _)| line.begins(at, w)).max_by_key(|(w, _)| w.len())
    {
        return whole(MarkKind::Doubling(growth), at + signs_len(word));
    }
    if let Some((amount, end)) = fraction(line, at) {
        return whole(MarkKind::Amount(amount), end);
    }
    if let Some(end) = named(line, at).or_else(|| idiom(line, at)) {
        return whole(MarkKind::Named, end);
    }
    let found = amount(line, at, schema)?;
    let end = found.after.map_or(found.unit_end, |_| after_end(line, found.unit_end));
    whole(MarkKind::Amount(found), end)
}

/// Reads a whole phrase: its entry of the table, and how long it is.
fn universal(line: &Line, at: usize) -> Option<(usize, usize)> {
    if !matches!(line.at(at), '全' | '清' | '动' | '零' | '负' | '“' | '不') {
        return None;
    }
    // “零事故”: the quotes are of the phrase.
    let quote = usize::from(line.at(at) == '“');
    let is_whole = |w: &str| quote == 0 || line.at(at + 1 + signs_len(w)) == '”';
    let fits = UNIVERSALS.iter().enumerate().filter(|(_, (w, ..))| line.begins(at + quote, w) && is_whole(w));
    fits.max_by_key(|(_, (w, ..))| w.len()).map(|(n, (w, ..))| (n, signs_len(w) + 2 * quote))
}

/// Reads `省下达任务` behind 完成: a task whose figure stands in another document. Returns where it ends.
fn handed_down(line: &Line, at: usize) -> Option<usize> {
    if !matches!(line.at(at), '上' | '国' | '省' | '市' | '州' | '县' | '区') {
        return None;
    }
    line.word_before(at, FULFILS)?;
    let above = at + signs_len(line.word(at, ABOVE)?);
    let how = line.word(above, HANDED_DOWN)?;
    let mut end = above + signs_len(how);
    end += usize::from(line.at(end) == '的');
    let year = line.word(end, &["年度", "当年", "全年", "相关", "有关", "各项"]).map_or(0, signs_len);
    match line.word(end + year, TASKS) {
        Some(task) => Some(end + year + signs_len(task)),
        // 达到国家要求: what is asked stands elsewhere as well.
        None if how == "要求" => Some(above + signs_len(how)),
        None => None,
    }
}

/// Returns whether 每年 and its like stand behind 每人, 每平方米: the rate of something; 每村每年 is a duty.
fn rate_before(line: &Line, at: usize) -> bool {
    (2..=5).filter_map(|n| at.checked_sub(n)).any(|from| {
        let is_each = line.at(from) == '每';
        let is_place = matches!(line.before(at), '村' | '镇' | '乡' | '县' | '市' | '区' | '道' | '校' | '园' | '组');
        is_each && !is_place && line.slice(from, at).iter().all(|c| c.is_alphabetic())
    })
}

fn signs_len(word: &str) -> usize {
    word.chars().count()
}

/// Reads a name in quotes; a long quotation is read like any text.
fn quoted(line: &Line, at: usize, close: char, longest: usize) -> Option<Mark> {
    let end = (at + 1..at + 2 + longest).find(|&i| line.at(i) == close || matches!(line.at(i), '。' | '\n'))?;
    (line.at(end) == close).then_some(Mark { kind: MarkKind::Quoted, start: at, end: end + 1 })
}

/// Reads `〔2021〕3号`.
fn document_number(line: &Line, at: usize) -> Option<Mark> {
    let year = (at + 1..at + 5).all(|i| line.at(i).is_ascii_digit());
    if !year || !matches!(line.at(at + 5), '〕' | ']') {
        return None;
    }
    let digits = (at + 6..at + 14).take_while(|&i| line.at(i).is_ascii_digit() || line.at(i) == ' ').count();
    let end = at + 6 + digits + usize::from(line.at(at + 6 + digits) == '号');
    Some(Mark { kind: MarkKind::DocumentNumber, start: at, end })
}

/// Reads `第3名`, `第二`.
fn ordinal(line: &Line, at: usize) -> Option<Mark> {
    let number = numeral::read(line, at + 1)?;
    let end = number.end
        + usize::from(matches!(
            line.at(number.end),
            '名' | '批' | '位' | '号' | '条' | '章' | '节' | '届' | '期' | '次' | '轮'
        ));
    let kind = if line.at(end.saturating_sub(1)) == '号' { MarkKind::DocumentNumber } else { MarkKind::Named };
    Some(Mark { kind, start: at, end })
}

/// Words before `1/3` and `1：18` that make it a figure and no name.
const COMPARED: &[&str] =
    &["低于", "少于", "小于", "高于", "多于", "超过", "达到", "达", "至少", "占", "在", "为", "不足"];

/// Reads a fraction or a ratio behind a comparator, exactly: `1/3`, and `1：18` as 1/18.
fn fraction(line: &Line, at: usize) -> Option<(Amount, usize)> {
    let digits = |from: usize| (from..from + 6).take_while(|&i| line.at(i).is_ascii_digit()).count();
    let above = digits(at);
    let sign = line.at(at + above);
    let below = digits(at + above + 1);
    let end = at + above + 1 + below;
    let is_two = above > 0
        && below > 0
        && matches!(sign, '/' | '：')
        && !matches!(line.at(end), '/' | '：' | '.' | '%' | '万' | '十');
    let is_figure = is_two && !line.at(end).is_ascii_digit() && line.word_before(at, COMPARED).is_some();
    let (a, b) = (line.text(at, at + above), line.text(at + above + 1, end));
    let is_sound = is_figure && !b.chars().all(|c| c == '0');
    let unit_end = end;
    let found = after(line, unit_end);
    let amount = Amount { after: found, ..Amount::plain(format!("{a}/{b}"), "", unit_end) };
    is_sound.then(|| (amount, found.map_or(end, |_| after_end(line, unit_end))))
}

/// Words that begin with a number and count nothing.
const IDIOMS: &[&str] = &[
    "一票否决",
    "一次性",
    "二次包装",
    "二次供水",
    "二次污染",
    "二次利用",
    "二次加压",
    "二次创业",
    "二次分配",
    "二次元",
    "零部件",
    "零售",
    "零星",
    "零散",
    "零食",
    "零距离",
    "零工",
    "零碎",
    "零钱",
];

fn idiom(line: &Line, at: usize) -> Option<usize> {
    line.word(at, IDIOMS).map(|w| at + signs_len(w))
}

/// Returns the end of a number that is part of a name: `5G`, `3+2`, `A级`, `12：43：45`, `54321`… in letters or signs.
fn named(line: &Line, at: usize) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '&' | '_');
    let c = line.at(at);
    if !is_part(c) {
        return None;
    }
    let end =
        (at..).find(|&i| !(is_part(line.at(i)) || line.at(i) == '.' && line.at(i + 1).is_ascii_digit())).unwrap_or(at);
    let run = line.slice(at, end);
    let has_digit = run.iter().any(char::is_ascii_digit);
    let has_letter = run.iter().any(|c| c.is_ascii_alphabetic() || matches!(c, '+' | '&' | '_'));
    if !has_digit {
        return (has_letter && end > at).then_some(end);
    }
    let is_ratio = line.at(end) == '：' && line.at(end + 1).is_ascii_digit();
    if is_ratio {
        return (end..).find(|&i| !(line.at(i) == '：' || line.at(i) == '.' || line.at(i).is_ascii_digit()));
    }
    if !has_letter {
        return None;
    }
    // `200MW` is an amount in a unit of letters.
    let digits = run.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    let letters: String = run.iter().skip(digits).collect();
    let is_unit = digits > 0 && units::EXTRA.contains(&letters.as_str());
    (!is_unit).then_some(end)
}

/// Reads 千亿 behind a sign (`产值过千亿`) or before 元: a number in words that begins with its multiplier.
fn power_of_money(line: &Line, at: usize) -> Option<Amount> {
    const WORDS: &[(&str, &str, &str)] = &[
        ("百亿", "100", "亿元"),
        ("千亿", "1000", "亿元"),
        ("万亿", "10000", "亿元"),
        ("百万", "100", "万元"),
        ("千万", "1000", "万元"),
    ];
    let (word, low, unit) = WORDS.iter().find(|(w, ..)| line.begins(at, w))?;
    let len = word.chars().count();
    let is_signed = ["过", "超", "超过", "突破", "达到", "达", "逾", "冲刺", "跨过", "迈上", "实现"]
        .iter()
        .any(|w| line.ends(at, w));
    let tail = usize::from(line.begins(at + len, "元"));
    let end = at + len + tail;
    let is_name = matches!(line.at(end), '级' | '产' | '集' | '斤' | '园' | '工' | '县' | '镇' | '村' | '企');
    (is_signed && !is_name).then(|| Amount::plain((*low).to_owned(), unit, end))
}

/// Reads an amount.
fn amount(line: &Line, at: usize, schema: &Schema) -> Option<Amount> {
    if let Some(found) = power_of_money(line, at) {
        return Some(found);
    }
    let first = numeral::read(line, at)?;
    let (mut unit, mut unit_end, more) = unit_behind(line, &first, schema);
    let mut high = None;
    if let Some((second, its_unit, its_end)) = upper_end(line, unit_end, schema)
        && (unit.is_empty() || unit == its_unit || multipliers_only(&unit))
    {
        high = Some(second.digits);
        unit = its_unit;
        unit_end = its_end;
    }
    if first.is_chinese && first.unit.is_empty() && (unit.is_empty() || unit == "级" || unit == "组" || unit == "方")
    {
        return None;
    }
    if multipliers_only(&unit) && unit.ends_with('亿') && line.at(unit_end) == '级' {
        // 7000亿级: money, as the word is used of industries.
        unit.push('元');
        unit_end += 1;
    }
    if let Some(end) = per_heads(line, unit_end).filter(|_| unit.is_empty()) {
        unit = PER_HEADS.to_owned();
        unit_end = end;
    }
    let after = if more { Some(signs::After::More) } else { after(line, unit_end) };
    // 十一个专项方案, 二元杂交: small numbers in Chinese words are figures of speech more often than figures.
    let is_small = first.digits.len() == 1 || first.digits.len() == 2 && first.digits.starts_with('1');
    let is_loose = first.is_chinese && is_small && high.is_none() && units::LOOSE.contains(&unit.as_str());
    Some(Amount { low: first.digits, high, unit, after, unit_end, is_loose })
}

/// Cases among a hundred thousand people, as a unit that the language can hold: 9/10万.
pub const PER_HEADS: &str = "人每十万";

fn per_heads(line: &Line, at: usize) -> Option<usize> {
    ["/10万", "/十万", "/100000"].iter().find(|w| line.begins(at, w)).map(|w| at + w.chars().count())
}

fn multipliers_only(unit: &str) -> bool {
    !unit.is_empty() && unit.chars().all(|c| units::MULTIPLIERS.contains(&c))
}

/// Reads the unit behind a number, past a 余 or 多.
fn unit_behind(line: &Line, number: &Numeral, schema: &Schema) -> (String, usize, bool) {
    if !number.unit.is_empty() {
        return (number.unit.to_owned(), number.end, false);
    }
    if line.at(number.end) == '成' && number.is_chinese && number.digits.len() == 1 {
        return ("成".to_owned(), number.end + 1, false);
    }
    let more = matches!(line.at(number.end), '余' | '多');
    let at = number.end + usize::from(more);
    // The language knows /10万, but reads it behind no number: it is declared under a name of its own.
    match unit_at(line, at, schema).filter(|_| line.at(at) != '/') {
        Some(end) => (units::spelled(&line.text(at, end)), end, more),
        None => (String::new(), number.end, false),
    }
}

/// Returns the end of the longest unit at a place; multipliers alone count.
fn unit_at(line: &Line, at: usize, schema: &Schema) -> Option<usize> {
    let c = line.at(at);
    if c == '\0' || c.is_ascii_digit() || "一二三四五六七八九零〇".contains(c) || "，。；、：()“”《》 ".contains(c)
    {
        return None;
    }
    // A unit ends at a paragraph of its cell.
    let limit = (at..at + 10).find(|&i| matches!(line.at(i), '\n' | '\0' | '，' | '。')).unwrap_or(at + 9);
    let ends = (at + 1..=limit.min(at + 9)).rev().filter(|&end| end <= line.len());
    for end in ends {
        let text = line.text(at, end);
        let stem = text.trim_start_matches(|c| units::MULTIPLIERS.contains(&c));
        let is_unit =
            schema.unit(&text).is_some() || units::EXTRA.contains(&stem) || units::EXTRA.contains(&text.as_str());
        let is_grade = stem == "级" && stem.len() < text.len();
        if is_unit && !is_grade && !is_cut_word(line, &text, end) && !is_of_each(stem) {
            return Some(end);
        }
    }
    let n = (at..).take_while(|&i| units::MULTIPLIERS.contains(&line.at(i))).count();
    (n > 0).then_some(at + n)
}

/// 80—89周岁每人每月50元: who is given it follows, and is no part of the unit; 公斤每亩 is one.
fn is_of_each(stem: &str) -> bool {
    const RATES: &[&str] = &["元", "吨", "公斤", "千克", "斤", "克", "毫克", "微克"];
    stem.split_once('每').is_some_and(|(of, _)| !RATES.contains(&of))
}

/// Returns whether a unit is only the beginning of a longer word: 点 of 点位, 分 of 分别.
fn is_cut_word(line: &Line, unit: &str, end: usize) -> bool {
    let next = line.at(end);
    match unit {
        "点" => matches!(next, '位' | '半'),
        "分" => matches!(next, '别' | '类' | '批' | '级' | '期' | '解'),
        "网" | "里" | "面" | "步" => true,
        "级" => matches!(next, '以'),
        "方" => {
            matches!(next, '面' | '式' | '案' | '向' | '针' | '位' | '法' | '可')
                || !next.is_ascii() && "米".contains(next)
        }
        "组" => matches!(next, '织' | '团' | '建' | '成' | '长'),
        "架" => matches!(next, '构'),
        "t" => next.is_ascii_alphanumeric(),
        "起" => next == '步',
        "站" => next == '点',
        "班" => next == '子',
        "人" => next == '均',
        "年" => next == '均',
        _ => false,
    }
}

/// Reads the upper end of a range.
fn upper_end(line: &Line, at: usize, schema: &Schema) -> Option<(Numeral, String, usize)> {
    let word = line.word(at, signs::RANGE)?;
    let second = numeral::read(line, at + signs_len(word))?;
    let (unit, end, _) = unit_behind(line, &second, schema);
    (!unit.is_empty()).then_some((second, unit, end))
}

fn after(line: &Line, at: usize) -> Option<signs::After> {
    let found = signs::AFTER.iter().filter(|(w, _)| line.begins(at, w)).max_by_key(|(w, _)| w.len())?;
    let is_word = match found.0 {
        // `多个`, `内容`: the sign is the beginning of another word.
        "多" => !matches!(line.at(at + 1), '种' | '样' | '元' | '层' | '方'),
        "内" => !matches!(line.at(at + 1), '容' | '部' | '涵' | '生' | '外'),
        "起" => matches!(line.at(at + 1), '，' | '。' | '；'),
        _ => true,
    };
    is_word.then_some(found.1)
}

fn after_end(line: &Line, at: usize) -> usize {
    let found = signs::AFTER.iter().filter(|(w, _)| line.begins(at, w)).max_by_key(|(w, _)| w.len());
    at + found.map_or(0, |(w, _)| signs_len(w))
}
