//! What a document says of itself: region, years, number, date, level.
//!
//! Witnesses of region and level are heard in order: the title, the issuer and the signature, the addressees, the offices,
//! and last the words 全县 and 全市. 国家 is no witness: every county wants to be a 国家级示范区.

use super::document::Document;
use super::line::Line;
use super::numeral;
use super::outline::Part;
use super::phrase::{Mark, MarkKind, When};
use super::tables::places;
use super::tables::times::{FIVE_YEARS, NTH_FIVE_YEARS};
use dabiao_lang::model::Schema;

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
    /// Whether the whole document says who gets how much money.
    pub is_of_support: bool,
    /// Whether the whole document lists what is to be done.
    pub is_of_tasks: bool,
}

impl Plan {
    /// Returns the year in which the document speaks: that of its signature, else the plan's first.
    pub fn this_year(&self) -> i32 {
        let signed = self.date.as_ref().and_then(|d| d.get(..4)?.parse::<i32>().ok());
        match signed {
            Some(year) if (self.years.0..=self.years.1).contains(&year) => year,
            // A plan of one year that is signed late in the year before speaks of its own.
            _ => self.years.0,
        }
    }
}

/// Years of a plan that names none, and no day either.
const DEFAULT: (i32, i32) = (2021, 2025);
/// Plans that name no end reach no farther than this many years past their signature.
const FARTHEST: i32 = 7;

type Lines = [(Line, Vec<Mark>)];

/// Reads what the marks of a plan's passages and its title say of it.
pub fn read(document: &Document, part: &Part, lines: &Lines, issued: Option<&Issued>) -> Plan {
    let title = folded(&part.title);
    let text = title.text(0, title.len());
    let date = issued.and_then(|i| i.date.clone());
    let stated = years_in(&title).or_else(|| issued.and_then(|i| i.years)).or_else(|| years_in_head(lines));
    let (years, is_guessed) = match stated {
        Some(years) => (years, false),
        None => (guess(lines, date.as_deref()), true),
    };
    let own = places::region(&text).map(str::to_owned);
    let region = own.or_else(|| issued.and_then(|i| i.region.clone()));
    let level = region.as_deref().and_then(places::level_of).unwrap_or_else(|| level(&text, lines));
    let region = region.filter(|_| level != "国");
    let name = name(document, text, issued);
    let is_of_support = places::is_of_support(&name) || !places::is_of_tasks(&name) && mostly_gives(lines);
    let is_of_tasks = places::is_of_tasks(&name);
    Plan {
        name,
        number: issued.and_then(|i| i.number.clone()),
        region,
        years,
        is_guessed,
        date,
        level,
        is_of_support,
        is_of_tasks,
    }
}

/// Returns the years of a file whose plans name none: those of its head, else by its deadlines.
pub fn years_of(lines: &Lines, issued: &Issued) -> (i32, i32) {
    let stated = issued.years.or_else(|| years_in_head(lines));
    stated.unwrap_or_else(|| guess(lines, issued.date.as_deref()))
}

fn folded(text: &str) -> Line {
    let chars: Vec<char> = text.chars().collect();
    Line::fold(&chars, 0)
}

fn name(document: &Document, title: String, issued: Option<&Issued>) -> String {
    if !title.is_empty() {
        return title;
    }
    issued.and_then(|i| i.title.clone()).unwrap_or_else(|| {
        let own = document.title.clone().filter(|t| t.chars().count() >= 6);
        own.unwrap_or_else(|| base_name(&document.name))
    })
}

/// What the head of a document says for all its plans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issued {
    /// The document's number.
    pub number: Option<String>,
    /// The day.
    pub date: Option<String>,
    /// The place: of the title, the issuer or the signature.
    pub region: Option<String>,
    /// The years that the title of the notice names.
    pub years: Option<(i32, i32)>,
    /// The title of the notice, without 关于印发 and 的通知.
    pub title: Option<String>,
}

/// Lines at the top in which a document says who issued it.
const HEAD: usize = 24;
/// Lines at the end in which it is signed.
const FOOT: usize = 8;
/// Longer lines are text.
const SHORT: usize = 60;

/// Reads the head of a document, and its signature.
pub fn issued(document: &Document, lines: &Lines) -> Issued {
    let mut found = Issued::default();
    let mut is_signed = false;
    let written: Vec<&(Line, Vec<Mark>)> = lines.iter().filter(|(l, _)| l.len() > 0).collect();
    let (head, foot) = (written.iter().take(HEAD), written.iter().skip(HEAD).rev().take(FOOT));
    for (line, marks) in head.chain(foot) {
        found.number = found.number.take().or_else(|| number(line, marks));
        date(line, marks, &mut found, &mut is_signed);
    }
    for (line, _) in written.iter().take(HEAD).filter(|(l, _)| l.len() <= SHORT) {
        let text = line.text(0, line.len());
        if found.title.is_none() {
            found.title = notice(&text);
            found.years = found.title.as_ref().and_then(|t| years_in(&folded(t)));
        }
        found.region = found.region.take().or_else(|| places::issuer(&text).map(str::to_owned));
    }
    let own = document.title.as_deref().map(|t| folded(t).text(0, t.chars().count()));
    found.region = found.region.take().or_else(|| own.as_deref().and_then(places::region).map(str::to_owned));
    for (line, _) in written.iter().rev().take(FOOT).filter(|(l, _)| l.len() <= 30) {
        found.region = found.region.take().or_else(|| places::issuer(&line.text(0, line.len())).map(str::to_owned));
    }
    found
}

fn number(line: &Line, marks: &[Mark]) -> Option<String> {
    let mark = marks.iter().find(|m| m.kind == MarkKind::DocumentNumber && line.ends(m.end, "号"))?;
    let from = mark.start.saturating_sub(14);
    let start = (from..mark.start).rev().find(|&i| !is_letter(line.at(i))).map_or(from, |i| i + 1);
    (start < mark.start && line.len() < SHORT).then(|| line.text(start, mark.end))
}

/// A day on a line of its own is the signature; others are days of publication.
fn date(line: &Line, marks: &[Mark], found: &mut Issued, is_signed: &mut bool) {
    for mark in marks {
        let MarkKind::Time(time) = &mark.kind else { continue };
        let When::At(day) = &time.when else { continue };
        if day.len() != 10 {
            continue;
        }
        let is_alone = line.len() == mark.end - mark.start;
        if found.date.is_none() || (is_alone && !*is_signed) {
            found.date = Some(day.clone());
            *is_signed |= is_alone;
        }
    }
}

/// Takes `关于印发《…》的通知` off the title of what is issued.
fn notice(text: &str) -> Option<String> {
    let rest =
        text.strip_suffix("的通知").or_else(|| text.strip_suffix("的通报")).or_else(|| text.strip_suffix("的意见"))?;
    let at = ["关于印发", "关于下达", "关于分解下达", "关于做好", "关于"]
        .iter()
        .find_map(|w| rest.find(w).map(|at| at + w.len()))?;
    let name = rest.get(at..)?.trim_matches(['《', '》', '“', '”']);
    let name = name.split('》').next().unwrap_or(name);
    (name.chars().count() >= 4).then(|| name.to_owned())
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !c.is_ascii_digit()
}

/// Returns the years that a title names: `2020—2022年`, `“十四五”`, `2024年`, `三年行动` with a first year.
fn years_in(line: &Line) -> Option<(i32, i32)> {
    // 第十四个五年规划和2035年远景目标: the plan is that of the five years.
    if let Some((_, from, to)) = NTH_FIVE_YEARS.iter().find(|(w, ..)| line.holds(0, line.len(), w)) {
        return Some((*from, *to));
    }
    let schema = Schema::default();
    let marks = super::phrase::scan(line, &schema);
    let spans = marks.iter().find_map(|m| match &m.kind {
        MarkKind::Time(time) => match time.when {
            When::Years(from, to) => Some((from, to)),
            _ => None,
        },
        MarkKind::Quoted => {
            FIVE_YEARS.iter().find(|(w, ..)| line.text(m.start, m.end).contains(w)).map(|(_, a, b)| (*a, *b))
        }
        _ => None,
    });
    // 2024年工作要点: a plan of one year; 到2025年 names only the end.
    spans.or_else(|| {
        marks.iter().find_map(|m| match &m.kind {
            MarkKind::Time(time) if !time.is_due && !line.ends(m.start, "到") => match &time.when {
                When::At(year) if year.len() == 4 => year.parse().ok().map(|y| (y, y)),
                _ => None,
            },
            _ => None,
        })
    })
}

/// Words of what is given to somebody.
const GIVEN: &[&str] =
    &["补贴", "补助", "奖励", "奖补", "资助", "津贴", "贴息", "救助", "低保", "给予", "补偿", "减免", "免征"];
/// Fewer lines with amounts than this tell nothing of a document.
const TELLING: usize = 5;

/// Returns whether of ten lines with amounts at least seven say what is given: a document of support by its content.
fn mostly_gives(lines: &Lines) -> bool {
    let has_amount = |m: &Mark| matches!(&m.kind, MarkKind::Amount(a) if !a.unit.is_empty());
    let counted = lines.iter().filter(|(_, marks)| marks.iter().any(has_amount));
    let gives = counted.clone().filter(|(line, _)| GIVEN.iter().any(|w| line.holds(0, line.len(), w))).count();
    let all = counted.count();
    all >= TELLING && gives * 10 >= all * 7
}

/// Returns the last year that a heading names.
pub fn last_year_in(heading: &str) -> Option<i32> {
    let chars: Vec<char> = heading.chars().collect();
    if !chars.iter().any(char::is_ascii_digit) {
        return None;
    }
    let marks = super::phrase::scan(&Line::fold(&chars, 0), &Schema::default());
    let years = marks.iter().filter_map(|m| match &m.kind {
        MarkKind::Time(time) => time.when.year(),
        _ => None,
    });
    years.max()
}

/// Returns the years that a short line near the top names from one to another.
fn years_in_head(lines: &Lines) -> Option<(i32, i32)> {
    // A sentence about the five years is no title, however short.
    let is_title = |line: &Line| line.len() < SHORT && !line.holds(0, line.len(), "。");
    let short = lines.iter().take(12).filter(|(line, _)| is_title(line));
    short.filter_map(|(line, _)| years_in(line)).find(|(a, b)| a < b)
}

/// Guesses the years from the deadlines: the last year that is named most often, and the day of signature.
fn guess(lines: &Lines, date: Option<&str>) -> (i32, i32) {
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
    counts.retain(|(y, _)| signed.is_none_or(|s| *y >= s && *y <= s + FARTHEST));
    // 到2025年 … 到2027年: the last end that is named about as often as any other is the end of the plan.
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let last = counts.iter().filter(|(_, n)| n * 2 >= most).map(|(y, _)| *y).max();
    // Without a day the first deadline says when the plan began: a document of one year names no other.
    let first = counts.iter().map(|(y, _)| *y).filter(|y| last.is_some_and(|l| *y + 5 > l && *y <= l)).min();
    if let Some((from, n)) = signed.zip(validity(lines)) {
        return (from, from + n - 1);
    }
    match (signed, last) {
        (Some(from), Some(to)) => (from.min(to), to.max(from)),
        (Some(from), None) => (from, from),
        // 到2025年 alone is the end of five years; 2022年度 is a year of its own.
        (None, Some(to)) if is_end_of_five(lines, to) => (to - 4, to),
        (None, Some(to)) => (first.unwrap_or(to).min(to), to),
        (None, None) => DEFAULT,
    }
}

/// Returns for how many years a document says that it holds: `有效期三年`, `暂定三年有效期`, `有效期为5年`.
fn validity(lines: &Lines) -> Option<i32> {
    lines.iter().find_map(|(line, _)| {
        let at = (0..line.len()).find(|&i| line.begins(i, "有效期"))?;
        let near = (at.saturating_sub(4)..at).chain(at + 3..at + 6);
        let years = near.filter_map(|i| numeral::read(line, i)).find(|n| line.at(n.end) == '年')?;
        years.digits.parse().ok().filter(|n| (1..=10).contains(n))
    })
}

/// Returns whether the last year is only ever named as an end: 到2025年, 2025年底.
fn is_end_of_five(lines: &Lines, to: i32) -> bool {
    let of_year =
        lines.iter().flat_map(|(line, marks)| marks.iter().map(move |m| (line, m))).filter_map(|(line, m)| {
            match &m.kind {
                MarkKind::Time(time) if time.when.year() == Some(to) => {
                    Some(time.is_due || line.ends(m.start, "到") || line.ends(m.start, "至"))
                }
                _ => None,
            }
        });
    of_year.into_iter().all(|is_end| is_end)
}

/// Hears the witnesses of the level where no region is named.
fn level(title: &str, lines: &Lines) -> &'static str {
    let head: Vec<String> =
        lines.iter().filter(|(l, _)| l.len() > 0).take(HEAD).map(|(l, _)| l.text(0, l.len().min(SHORT))).collect();
    let by_issuer = std::iter::once(title).chain(head.iter().map(String::as_str)).find_map(places::issuing_level);
    if let Some(level) = by_issuer {
        return level;
    }
    let mut counts = [("国", 0usize), ("省", 0), ("市", 0), ("县", 0)];
    for (line, _) in lines {
        let text = line.text(0, line.len());
        for (words, level) in places::LEVEL_WORDS {
            let n: usize = words.iter().map(|w| text.matches(w).count()).sum();
            if let Some(entry) = counts.iter_mut().find(|(l, _)| l == level) {
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
