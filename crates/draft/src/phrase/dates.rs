//! Times as plans write them: `2025年底前`, `2021—2025年`, `2022年6月底`, `“十四五”末`, `三年内`, `年底前`.

use crate::line::Line;
use crate::numeral;
use crate::tables::times::FIVE_YEARS;

/// A time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// A year, half-year, quarter, month or day as the language writes it: `2025`, `2025H1`, `2025Q3`, `2025-06`.
    At(String),
    /// Before that begins: `2025年前`.
    Before(String),
    /// From one year to another.
    Years(i32, i32),
    /// Within so many years of the plan's start.
    Within(i32),
    /// By the end of a year that the words do not name.
    YearEnd,
    /// By the end of a month, or a day, in every year: `10月底前`.
    Month(u32, Option<u32>),
    /// Years with a figure for each: `2021、2022、2023年`.
    List(Vec<i32>),
    /// So many years after the one in which the document speaks: 今年, 明年, 去年.
    Relative(i32),
    /// A quarter or half-year of the year that is spoken of: `Q1`, `H1`.
    Part(&'static str),
}

impl When {
    /// Returns the last year that the words name.
    pub fn year(&self) -> Option<i32> {
        match self {
            When::At(text) | When::Before(text) => text.get(..4)?.parse().ok(),
            When::Years(_, last) => Some(*last),
            When::List(years) => years.last().copied(),
            When::Within(_) | When::YearEnd | When::Month(..) | When::Relative(_) | When::Part(_) => None,
        }
    }
}

/// A time with how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The time.
    pub when: When,
    /// One past its last character.
    pub end: usize,
    /// Whether words such as 底 or 前 make it a deadline.
    pub is_due: bool,
}

/// Reads the time that begins at a place.
pub fn read(line: &Line, idx: usize) -> Option<Dated> {
    let first = line.at(idx);
    if first == '十' || first == '“' {
        return five_years(line, idx);
    }
    if first == '年' {
        return year_end(line, idx);
    }
    if let Some(found) = relative(line, idx).or_else(|| part_alone(line, idx)) {
        return Some(found);
    }
    let number = numeral::read(line, idx)?;
    if !number.unit.is_empty() || number.digits.contains('.') {
        return None;
    }
    let n: i32 = number.digits.parse().ok()?;
    if (1949..=2100).contains(&n) && number.digits.len() == 4 {
        return year(line, n, number.end);
    }
    match line.at(number.end) {
        // 近五年累计 tells the past.
        '年' if n <= 20 && !matches!(line.before(idx), '近' | '前' | '去' | '上') => {
            within(line, n, number.end + 1)
        }
        '月' if (1..=12).contains(&n) => month_alone(line, n as u32, number.end + 1),
        _ => None,
    }
}

/// Reads `十四五`, with or without quotes, and what of it is meant.
fn five_years(line: &Line, idx: usize) -> Option<Dated> {
    let (word, from, to) = FIVE_YEARS.iter().filter(|(w, ..)| line.begins(idx, w)).max_by_key(|(w, ..)| w.len())?;
    let end = idx + word.chars().count();
    // 十五所, 十三五条: a period is named by what follows, or by its quotes.
    let is_bare = !word.starts_with('“');
    let is_named = ["末", "期", "时", "规", "计", "以", "收", "开", "”"].iter().any(|w| line.begins(end, w));
    if is_bare
        && !is_named
        && (*word == "十五"
            || line.at(end).is_alphanumeric()
                && !matches!(
                    line.at(end),
                    '重' | '乡'
                        | '全'
                        | '主'
                        | '战'
                        | '现'
                        | '应'
                        | '生'
                        | '教'
                        | '卫'
                        | '旅'
                        | '交'
                        | '服'
                        | '农'
                        | '水'
                ))
    {
        return None;
    }
    let at_end = ["末", "期末", "时期末", "规划期末", "收官"].iter().find(|w| line.begins(end, w));
    match at_end {
        Some(tail) => Some(Dated { when: When::At(to.to_string()), end: end + tail.chars().count(), is_due: true }),
        None => {
            let tail = ["期间", "时期"].iter().find(|w| line.begins(end, w));
            Some(Dated {
                when: When::Years(*from, *to),
                end: end + tail.map_or(0, |t| t.chars().count()),
                is_due: false,
            })
        }
    }
}

/// Reads `年底前`, `年内` where no number stands before them.
fn year_end(line: &Line, idx: usize) -> Option<Dated> {
    let before = line.before(idx);
    if before.is_ascii_digit() || "每半一二三四五六七八九十两当学去今明".contains(before) {
        return None;
    }
    let word = line.word(idx, &["年底前", "年末前", "年底", "年末", "年内", "年底以前", "年底之前"])?;
    Some(Dated { when: When::YearEnd, end: idx + word.chars().count(), is_due: true })
}

/// Reads 今年, 明年底前, 去年.
fn relative(line: &Line, idx: usize) -> Option<Dated> {
    const WORDS: &[(&str, i32)] = &[
        ("今年", 0),
        ("本年度", 0),
        ("本年", 0),
        ("当年", 0),
        ("明年", 1),
        ("后年", 2),
        ("去年", -1),
        ("上年度", -1),
        ("上年", -1),
        ("上一年", -1),
    ];
    let (word, offset) = WORDS.iter().filter(|(w, _)| line.begins(idx, w)).max_by_key(|(w, _)| w.len())?;
    let end = idx + word.chars().count();
    let tail = line.word(end, &["底前", "年底前", "底", "末", "内", "度"]).unwrap_or_default();
    Some(Dated { when: When::Relative(*offset), end: end + tail.chars().count(), is_due: !tail.is_empty() })
}

/// Reads 上半年 and 一季度末 where no year stands before them.
fn part_alone(line: &Line, idx: usize) -> Option<Dated> {
    if matches!(line.before(idx), '每' | '第' | '年' | '本' | '上' | '当') {
        return None;
    }
    let (word, code) = PARTS.iter().find(|(w, _)| line.begins(idx, w))?;
    let end = idx + word.chars().count();
    let tail = line.word(end, &["末前", "末", "底前", "底", "前", "结束前"]).unwrap_or_default();
    Some(Dated { when: When::Part(code), end: end + tail.chars().count(), is_due: true })
}

/// Reads the rest of `2021、2022、2023年`.
fn years_in_list(line: &Line, first: i32, at: usize) -> Option<Dated> {
    let mut years = vec![first];
    let mut at = at;
    while matches!(line.at(at), '、' | '和' | '，') && line.at(at + 1).is_ascii_digit() && years.len() < 12 {
        let next = numeral::read(line, at + 1)?;
        let year: i32 = next.digits.parse().ok().filter(|y| (1949..=2100).contains(y))?;
        years.push(year);
        at = next.end;
    }
    let is_list = years.len() >= 2 && line.at(at) == '年' && years.is_sorted();
    is_list.then_some(Dated { when: When::List(years), end: at + 1, is_due: true })
}

/// Reads what follows a year.
fn year(line: &Line, y: i32, at: usize) -> Option<Dated> {
    if let Some(found) = iso(line, y, at) {
        return Some(found);
    }
    if let Some(found) = years_in_list(line, y, at) {
        return Some(found);
    }
    let has_year = line.at(at) == '年';
    let rest = at + usize::from(has_year);
    if let Some(found) = span(line, y, rest) {
        return Some(found);
    }
    if !has_year {
        return None;
    }
    let mut text = y.to_string();
    let mut end = rest;
    if let Some((part, after)) = part_of_year(line, rest) {
        text.push_str(&part);
        end = after;
    } else if line.at(rest) == '度' {
        end += 1;
    }
    Some(tail(line, text, end))
}

/// Reads `2025-06-30`, `2021.05.26`, `2021/5/26`.
fn iso(line: &Line, y: i32, at: usize) -> Option<Dated> {
    let sign = line.at(at);
    if !matches!(sign, '-' | '.' | '/') {
        return None;
    }
    let month = numeral::read(line, at + 1).filter(|n| n.digits.len() <= 2 && !n.is_chinese);
    let (m, end) = match month {
        Some(n) => (n.digits.parse::<u32>().ok()?, n.end),
        // `2021.05.26` reads as the decimal 05.26.
        None if sign == '.' => return None,
        None => return None,
    };
    if line.at(end) != sign || !(1..=12).contains(&m) {
        return None;
    }
    let day = numeral::read(line, end + 1).filter(|n| n.digits.len() <= 2)?;
    let d: u32 = day.digits.parse().ok()?;
    chrono::NaiveDate::from_ymd_opt(y, m, d)?;
    Some(Dated { when: When::At(format!("{y}-{m:02}-{d:02}")), end: day.end, is_due: false })
}

/// Reads the second year of `2021—2025年`.
fn span(line: &Line, from: i32, at: usize) -> Option<Dated> {
    if !matches!(line.at(at), '-' | '~' | '至' | '到') {
        return None;
    }
    let at = (at..at + 3).find(|&i| !matches!(line.at(i), '-' | '~' | '至' | '到'))?;
    let second = numeral::read(line, at)?;
    let to: i32 = second.digits.parse().ok()?;
    let is_year = (1949..=2100).contains(&to) && to > from && line.at(second.end) == '年';
    if !is_year {
        return None;
    }
    let end = second.end + 1;
    let tail = ["期间", "底", "末"].iter().find(|w| line.begins(end, w)).map_or(0, |w| w.chars().count());
    Some(Dated { when: When::Years(from, to), end: end + tail, is_due: false })
}

/// Parts of a year with their codes.
const PARTS: &[(&str, &str)] = &[
    ("上半年", "H1"),
    ("下半年", "H2"),
    ("第一季度", "Q1"),
    ("第二季度", "Q2"),
    ("第三季度", "Q3"),
    ("第四季度", "Q4"),
    ("一季度", "Q1"),
    ("二季度", "Q2"),
    ("三季度", "Q3"),
    ("四季度", "Q4"),
    ("1季度", "Q1"),
    ("2季度", "Q2"),
    ("3季度", "Q3"),
    ("4季度", "Q4"),
];

/// Reads a half-year, quarter, month or day behind `2025年`.
fn part_of_year(line: &Line, at: usize) -> Option<(String, usize)> {
    if let Some((word, code)) = PARTS.iter().find(|(w, _)| line.begins(at, w)) {
        return Some(((*code).to_owned(), at + word.chars().count()));
    }
    let month = numeral::read(line, at)?;
    let m: u32 = month.digits.parse().ok()?;
    if line.at(month.end) != '月' || !(1..=12).contains(&m) {
        return None;
    }
    let after = month.end + 1;
    let day = numeral::read(line, after).filter(|d| matches!(line.at(d.end), '日' | '号'));
    match day.and_then(|d| {
        Some((d.digits.parse::<u32>().ok().filter(|n| (1..=28).contains(n) || (29..=31).contains(n))?, d.end + 1))
    }) {
        Some((d, end)) if chrono::NaiveDate::from_ymd_opt(2024, m, d).is_some() => {
            Some((format!("-{m:02}-{d:02}"), end))
        }
        _ => Some((format!("-{m:02}"), after)),
    }
}

/// Reads 底, 末, 前 and their like behind a time.
fn tail(line: &Line, text: String, end: usize) -> Dated {
    let is_year = text.len() == 4;
    let is_day = text.len() == 10;
    let word = line.word(
        end,
        &["底前", "末前", "底之前", "底以前", "末之前", "底", "末", "年底前", "年末", "终", "份底前", "份前"],
    );
    if let Some(word) = word {
        return Dated { when: When::At(text), end: end + word.chars().count(), is_due: true };
    }
    if let Some(word) = line.word(end, &["之前", "以前", "前"]).filter(|_| !line.begins(end, "前期")) {
        let end = end + word.chars().count();
        let when = if is_day { When::At(text) } else { When::Before(text) };
        return Dated { when, end, is_due: true };
    }
    let inner = if is_year { line.word(end, &["年内", "以内", "内", "当年", "全年"]) } else { None };
    let is_due = inner.is_some();
    Dated { when: When::At(text), end: end + inner.map_or(0, |w| w.chars().count()), is_due }
}

/// Words behind `五年` that make it the years over which something is added up.
pub const ADDED_UP: &[&str] = &["累计", "累积", "共", "合计", "总计", "总共"];

/// Reads `3年内`, `用1年时间`, and the 五年 of `五年累计`, whose words of adding up are left to the figure.
fn within(line: &Line, n: i32, end: usize) -> Option<Dated> {
    if line.word(end, ADDED_UP).is_some() {
        return Some(Dated { when: When::Within(n), end, is_due: false });
    }
    let word = line.word(end, &["内", "之内", "以内", "时间内", "左右时间", "时间"])?;
    let is_due = word != "时间" || line.ends(end, "年");
    Some(Dated { when: When::Within(n), end: end + word.chars().count(), is_due })
}

/// Reads `10月底前` without a year.
fn month_alone(line: &Line, m: u32, at: usize) -> Option<Dated> {
    if let Some(day) = numeral::read(line, at).filter(|d| matches!(line.at(d.end), '日' | '号')) {
        let d: u32 = day.digits.parse().ok().filter(|d| (1..=31).contains(d))?;
        chrono::NaiveDate::from_ymd_opt(2024, m, d)?;
        let end = day.end + 1;
        let more = line.word(end, &["前", "之前", "以前"]).map_or(0, |w| w.chars().count());
        return Some(Dated { when: When::Month(m, Some(d)), end: end + more, is_due: more > 0 });
    }
    let word = line.word(at, &["底前", "末前", "底", "末", "底之前", "底以前", "份底前", "份前", "前"]);
    let end = at + word.map_or(0, |w| w.chars().count());
    Some(Dated { when: When::Month(m, None), end, is_due: word.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_every_spelling() {
        let at = |s: &str| When::At(s.to_owned());
        for (text, want, rest) in [
            ("2025年底前建成", at("2025"), "建成"),
            ("2 0 2 5年，", at("2025"), "，"),
            ("2025年前建成", When::Before("2025".to_owned()), "建成"),
            ("2022年6月底前", at("2022-06"), ""),
            ("2021—2025年", When::Years(2021, 2025), ""),
            ("2022 年—2024 年", When::Years(2022, 2024), ""),
            ("“十四五”末", at("2025"), ""),
            ("“十四五”期间", When::Years(2021, 2025), ""),
            ("三年内实现", When::Within(3), "实现"),
            ("10月底前", When::Month(10, None), ""),
            ("2025年上半年", at("2025H1"), ""),
            ("二〇二五年", at("2025"), ""),
            ("2020-11-16", at("2020-11-16"), ""),
        ] {
            let chars: Vec<char> = text.chars().collect();
            let line = Line::fold(&chars, 0);
            let found = read(&line, 0);
            assert_eq!(found.as_ref().map(|d| &d.when), Some(&want), "{text}");
            assert_eq!(found.map(|d| line.text(d.end, line.len())).as_deref(), Some(rest), "{text}");
        }
    }
}
