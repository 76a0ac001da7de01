//! What a document says of itself: region, years, number, date, level.

use super::document::Document;
use super::line::Line;
use super::outline::Part;
use super::phrase::{Mark, MarkKind, When};
use super::tables::times::FIVE_YEARS;

/// The plan behind a set of proposals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name, without the place.
    pub name: String,
    /// The document's number.
    pub number: Option<String>,
    /// The place that it is for.
    pub region: Option<String>,
    /// Its first and last year.
    pub years: (i32, i32),
    /// Whether the years were guessed from the deadlines.
    pub is_guessed: bool,
    /// The day on which it was signed: `2021-10-25`.
    pub date: Option<String>,
    /// The level that its figures are for.
    pub level: &'static str,
}

/// Years of a plan that names none.
const DEFAULT: (i32, i32) = (2021, 2025);

/// Reads what the marks of a plan's passages and its title say of it.
pub fn read(document: &Document, part: &Part, lines: &[(Line, Vec<Mark>)], issued: Option<&Issued>) -> Plan {
    let title: Vec<char> = part.title.chars().collect();
    let title = Line::fold(&title, 0);
    let text = title.text(0, title.len());
    let date = issued.and_then(|i| i.date.clone());
    let stated = years_in(&title).or_else(|| years_in_head(lines));
    let (years, is_guessed) = match stated {
        Some(years) => (years, false),
        None => (guess(lines, date.as_deref()), true),
    };
    let region = region(&text).or_else(|| issued.and_then(|i| i.region.clone()));
    let level = level(region.as_deref(), lines);
    let name = if text.is_empty() { base_name(&document.name) } else { text };
    Plan { name, number: issued.and_then(|i| i.number.clone()), region, years, is_guessed, date, level }
}

/// What the head of a document says for all its plans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issued {
    /// The document's number.
    pub number: Option<String>,
    /// The day.
    pub date: Option<String>,
    /// The place, from the title of the document.
    pub region: Option<String>,
}

/// Reads the head of a document: its first lines.
pub fn issued(lines: &[(Line, Vec<Mark>)]) -> Issued {
    let mut found = Issued::default();
    let mut is_signed = false;
    for (line, marks) in lines.iter().take(24) {
        for mark in marks {
            if found.number.is_none() && mark.kind == MarkKind::DocumentNumber && line.ends(mark.end, "号") {
                let start = (mark.start.saturating_sub(14)..mark.start)
                    .rev()
                    .find(|&i| !is_letter(line.at(i)))
                    .map_or(mark.start.saturating_sub(14), |i| i + 1);
                let number = line.text(start, mark.end);
                found.number = (start < mark.start && line.len() < 60).then_some(number);
            }
            if let MarkKind::Time(time) = &mark.kind
                && let When::At(day) = &time.when
                && day.len() == 10
            {
                // A day on a line of its own is the signature; others are days of publication.
                let is_alone = line.len() == mark.end - mark.start;
                if found.date.is_none() || (is_alone && !is_signed) {
                    found.date = Some(day.clone());
                    is_signed |= is_alone;
                }
            }
        }
        if found.region.is_none() {
            found.region = region(&line.text(0, line.len().min(60)));
        }
    }
    found
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !c.is_ascii_digit()
}

/// Returns the years that a title names: `2020—2022年`, `“十四五”`.
fn years_in(line: &Line) -> Option<(i32, i32)> {
    let schema = dabiao_lang::model::Schema::default();
    super::phrase::scan(line, &schema).iter().find_map(|m| match &m.kind {
        MarkKind::Time(time) => match time.when {
            When::Years(from, to) => Some((from, to)),
            _ => None,
        },
        MarkKind::Quoted => {
            FIVE_YEARS.iter().find(|(w, ..)| line.text(m.start, m.end).contains(w)).map(|(_, a, b)| (*a, *b))
        }
        _ => None,
    })
}

/// Returns the years that a short line near the top names.
fn years_in_head(lines: &[(Line, Vec<Mark>)]) -> Option<(i32, i32)> {
    lines.iter().take(12).filter(|(line, _)| line.len() < 60).find_map(|(line, _)| years_in(line))
}

/// Guesses the years from the deadlines: the last year that is named most often, and the day of signature.
fn guess(lines: &[(Line, Vec<Mark>)], date: Option<&str>) -> (i32, i32) {
    let mut counts: Vec<(i32, usize)> = Vec::new();
    for (line, marks) in lines {
        for mark in marks {
            let MarkKind::Time(time) = &mark.kind else { continue };
            let Some(year) = time.when.year() else { continue };
            let weight =
                if line.ends(mark.start, "到") || line.ends(mark.start, "至") || time.is_due { 3 } else { 1 };
            match counts.iter_mut().find(|(y, _)| *y == year) {
                Some((_, n)) => *n += weight,
                None => counts.push((year, weight)),
            }
        }
    }
    let signed = date.and_then(|d| d.get(..4)?.parse::<i32>().ok());
    counts.retain(|(y, _)| signed.is_none_or(|s| *y >= s && *y <= s + 6));
    let last = counts.iter().max_by_key(|(y, n)| (*n, *y)).map(|(y, _)| *y);
    match (signed, last) {
        (Some(from), Some(to)) => (from.min(to), to.max(from)),
        (Some(from), None) => (from, from),
        (None, Some(to)) => (to - 4, to),
        (None, None) => DEFAULT,
    }
}

/// Returns the place at the start of a title: 紫阳县 of 紫阳县产业振兴….
fn region(text: &str) -> Option<String> {
    let text =
        text.trim_start_matches(['中', '共', '《']).trim_start_matches("关于印发").trim_start_matches(['《', '“']);
    for (n, c) in text.chars().enumerate().take(9) {
        if !is_letter(c) || c.is_ascii() {
            return None;
        }
        let is_tail = matches!(c, '县' | '市' | '省' | '区' | '州' | '旗') && n >= 1;
        let name: String = text.chars().take(n + 1).collect();
        if is_tail
            && !["全县", "全市", "全省", "全区", "城市", "地区", "小区", "社区", "园区", "灾区", "示范区", "景区"]
                .iter()
                .any(|w| name.ends_with(w))
        {
            return Some(name);
        }
    }
    None
}

fn level(region: Option<&str>, lines: &[(Line, Vec<Mark>)]) -> &'static str {
    let by_name = region.and_then(|r| r.chars().last()).and_then(|c| match c {
        '县' | '区' | '旗' => Some("县"),
        '市' | '州' => Some("市"),
        '省' => Some("省"),
        _ => None,
    });
    if let Some(level) = by_name {
        return level;
    }
    let words = [
        ("全国", "国"),
        ("我国", "国"),
        ("国家", "国"),
        ("全省", "省"),
        ("全市", "市"),
        ("全县", "县"),
        ("全区", "县"),
        ("各镇", "县"),
        ("各县", "市"),
    ];
    let mut counts = [("国", 0usize), ("省", 0), ("市", 0), ("县", 0)];
    for (line, _) in lines {
        for (word, level) in words {
            let n = usize::from(line.holds(0, line.len(), word));
            if let Some(entry) = counts.iter_mut().find(|(l, _)| *l == level) {
                entry.1 += n;
            }
        }
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).filter(|(_, n)| *n > 0).map_or("县", |(l, _)| l)
}

fn base_name(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(name, _)| name).to_owned()
}
