//! The figure of a cell: `65`, `≥65`, `〔13.5〕`, `5.5%左右`, `2.4：1`; units of heads and titles.

use crate::document::Range;
use crate::line::Line;
use crate::phrase::{self, Amount, Context, Fate, Found, MarkKind, When};
use crate::tables::units;
use dabiao_lang::model::Schema;

/// A figure with what stands around it in its cell.
#[derive(Debug, Clone)]
pub struct Value {
    /// The figure.
    pub amount: Amount,
    /// Its unit, the column's where the cell gives none.
    pub unit: String,
    /// What stands before it.
    pub head: String,
    /// Whether brackets mark it as a sum or a change over the plan's years.
    pub is_sum: bool,
    /// Where it stands.
    pub place: Range,
}

/// Signs that may stand in a cell that holds nothing but a figure.
const PLAIN: &str = "0123456789.,，%‰+-〔〕[]()≥≤<>~/ 万亿";

/// Returns whether a text is nothing but a figure.
pub fn is_plain(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| PLAIN.contains(c))
}

/// Returns whether a digit stands outside of brackets behind a word: in 改厕(30分) none does, in (4) and 4(年均) one does.
pub fn has_digit_outside_brackets(text: &str) -> bool {
    let Some((head, _)) = text.split_once('(') else { return true };
    let outside = text.rsplit_once(')').map_or("", |(_, tail)| tail);
    head.is_empty() || head.chars().chain(outside.chars()).any(|c| c.is_ascii_digit())
}

/// Reads the value of a cell; more than one figure is none.
pub fn read(line: &Line, unit: &str, schema: &Schema) -> Option<Value> {
    let (first, last) = (line.at(0), line.before(line.len()));
    let is_sum = matches!((first, last), ('〔', '〕') | ('[', ']') | ('(', ')')) && line.len() > 2;
    let start = (0..line.len()).find(|&i| line.at(i).is_ascii_digit())?;
    if let Some(value) = ratio(line, start) {
        return Some(value);
    }
    let mut amount = phrase::amount_in(line, start, schema)?;
    if start > 0 && line.at(start - 1) == '-' && (start == 1 || is_sum && start == 2) {
        amount.low.insert(0, '-');
    }
    // 10月底前: a date, no figure.
    if matches!(line.at(amount.unit_end), '底' | '前' | '末' | '份') {
        return None;
    }
    let head = line.text(0, start);
    let rest = line.text(amount.unit_end, line.len());
    if rest.chars().any(|c| c.is_ascii_digit()) || rest.chars().count() > 8 || head.chars().count() > 12 {
        return None;
    }
    let is_multiplier = !amount.unit.is_empty() && amount.unit.chars().all(|c| units::MULTIPLIERS.contains(&c));
    let unit = match amount.unit.is_empty() {
        true => unit.to_owned(),
        false if is_multiplier && !unit.starts_with(&amount.unit) => format!("{}{unit}", amount.unit),
        false if is_multiplier => unit.to_owned(),
        false => amount.unit.clone(),
    };
    Some(Value { place: line.range(start, amount.unit_end), amount, unit, head, is_sum })
}

/// Reads `2.4：1` as 2.4倍.
fn ratio(line: &Line, start: usize) -> Option<Value> {
    let end = (start..line.len()).find(|&i| !(line.at(i).is_ascii_digit() || line.at(i) == '.'))?;
    let is_one = line.at(end) == '：' && line.at(end + 1) == '1' && !line.at(end + 2).is_ascii_digit();
    if !is_one || line.at(end + 2) == '.' {
        return None;
    }
    let amount = Amount::plain(line.text(start, end), "倍", end + 2);
    let place = line.range(start, end + 2);
    Some(Value { amount, unit: "倍".to_owned(), head: line.text(0, start), is_sum: false, place })
}

/// Lists the numbers of a cell that are no targets.
pub fn numbers(line: &Line, cell: Range, fate: Fate, context: &Context<'_>) -> Vec<Found> {
    let has_digit = |s: usize, e: usize| line.slice(s, e).iter().any(char::is_ascii_digit);
    let is_number = |k: &MarkKind| {
        matches!(
            k,
            MarkKind::Amount(_) | MarkKind::Time(_) | MarkKind::Named | MarkKind::DocumentNumber | MarkKind::Quoted
        )
    };
    let marks = phrase::scan(line, context.schema);
    let numbers = marks.iter().filter(|m| is_number(&m.kind) && has_digit(m.start, m.end));
    numbers
        .map(|m| {
            let fate = if matches!(m.kind, MarkKind::Time(_)) && fate != Fate::NotRead { Fate::Date } else { fate };
            Found { range: line.range(m.start, m.end), phrase: cell, fate, target: None }
        })
        .collect()
}

/// Returns the time that a text names, the last of several.
pub fn time_in(line: &Line, schema: &Schema) -> Option<When> {
    let mut times = phrase::scan(line, schema).into_iter().filter_map(|m| match m.kind {
        MarkKind::Time(t) => Some(t.when),
        _ => None,
    });
    let found = times.next_back();
    found.or_else(|| bare_year(&line.text(0, line.len())))
}

/// Reads a cell that holds only `2025` or `2024-2025`.
fn bare_year(text: &str) -> Option<When> {
    let last = text.rsplit('-').next()?.trim();
    let year: i32 = last.parse().ok().filter(|y| (1990..=2100).contains(y))?;
    Some(When::At(year.to_string()))
}

/// Returns whether a cell holds only a year, or from which to which: `2024`, `2024-2025`.
pub fn is_years(text: &str) -> bool {
    let mut parts = text.split(['-', '~', '至']).map(str::trim);
    let is_year = |p: &str| p.parse().is_ok_and(|y: i32| (1990..=2100).contains(&y));
    parts.by_ref().next().is_some_and(is_year) && parts.all(is_year)
}

/// Returns the time that a head names.
pub fn time_of(head: &str, schema: &Schema) -> Option<When> {
    let chars: Vec<char> = head.chars().collect();
    let line = Line::fold(&chars, 0);
    time_in(&line, schema).or_else(|| year_in(head))
}

/// Returns the year that four digits in a head name, 年 left out.
fn year_in(head: &str) -> Option<When> {
    let chars: Vec<char> = head.chars().collect();
    let found = chars.windows(4).find(|w| w.iter().all(char::is_ascii_digit))?;
    let year: i32 = found.iter().collect::<String>().parse().ok().filter(|y| (1990..=2100).contains(y))?;
    Some(When::At(year.to_string()))
}

/// Returns whether a text is a unit that the language or plans know.
pub fn is_unit(text: &str, schema: &Schema) -> bool {
    let stem = text.trim_start_matches(|c| units::MULTIPLIERS.contains(&c));
    let is_known = |t: &str| schema.unit(t).is_some() || units::EXTRA.contains(&t);
    !text.is_empty()
        && text.chars().count() <= 10
        && !text.chars().any(|c| c.is_ascii_digit() && c != '2' && c != '3')
        && (is_known(text) || is_known(stem) || is_compound(text, schema))
}

/// `微克/立方米`, `人/平方公里`
fn is_compound(text: &str, schema: &Schema) -> bool {
    let known = |t: &str| {
        let stem = t.trim_start_matches(|c| units::MULTIPLIERS.contains(&c));
        !t.is_empty() && (schema.unit(t).is_some() || units::EXTRA.contains(&stem) || schema.unit(stem).is_some())
    };
    text.split_once('/').is_some_and(|(a, b)| known(a) && known(b))
}

/// Returns the unit that a text is, brackets and 单位： taken off.
pub fn unit_alone(text: &str, schema: &Schema) -> Option<String> {
    let text = text.trim_matches(|c| "()[]（） ".contains(c));
    let text = text.strip_prefix("单位：").unwrap_or(text).trim();
    is_unit(text, schema).then(|| text.to_owned())
}

/// Returns the unit of a line such as `单位：万亩` or `面积：万亩`; a line that names several gives none.
pub fn unit_of_title(text: &str, schema: &Schema) -> Option<String> {
    let at = text.rfind("单位").map(|n| n + "单位".len()).or_else(|| text.rfind('：'))?;
    let rest = text.get(at..)?.trim_matches(|c| "：: ()（）".contains(c));
    let rest = rest.split(['，', '；', ' ', ')', '\n']).next().unwrap_or(rest);
    is_unit(rest, schema).then(|| rest.to_owned())
}

/// Returns the units of a line that names several: `单位：人、万元`.
pub fn units_of_title(text: &str, schema: &Schema) -> Option<Vec<String>> {
    let rest = text.get(text.rfind("单位：")? + "单位：".len()..)?;
    let all: Vec<String> =
        rest.trim_matches([' ', ')', '）']).split(['、', '，', '/']).map(|u| u.trim().to_owned()).collect();
    (all.len() >= 2 && all.iter().all(|u| is_unit(u, schema))).then_some(all)
}

/// Parts `粮食产量(万吨)`, `粮食产量/万吨` and `面积：万亩` into name and unit.
pub fn name_and_unit(text: &str, schema: &Schema) -> (String, Option<String>) {
    let text = text.trim();
    if let Some((head, tail)) = text.rsplit_once('(')
        && let Some((inner, rest)) = tail.split_once(')')
    {
        let inner = inner.trim_start_matches("单位：").trim_start_matches("单位");
        if is_unit(inner, schema) {
            return (format!("{head}{rest}"), Some(inner.to_owned()));
        }
        if let Some(unit) =
            inner.split(['、', '，', '/']).find(|u| is_unit(u, schema)).filter(|_| inner.contains(['，', '、']))
        {
            return (format!("{head}{rest}"), Some(unit.to_owned()));
        }
    }
    for sign in ['：', '/', '-', ' '] {
        if let Some((head, tail)) = text.rsplit_once(sign)
            && is_unit(tail.trim(), schema)
            && head.chars().count() >= 2
        {
            return (head.to_owned(), Some(tail.trim().to_owned()));
        }
    }
    (text.to_owned(), None)
}

/// Takes the number of order off a name: `1.`, `（2）`, `①`, `一、`, `其中：`.
pub fn without_order(name: &str) -> &str {
    let mut name = name.trim_start_matches(['#', '*', '★', '△', '▲', '☆', '·', ' ', '-']);
    let head = |c: char| c.is_ascii_digit() || "一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳".contains(c);
    let rest = name.strip_prefix('(').unwrap_or(name);
    let after = rest.trim_start_matches(head);
    let is_circled = name.starts_with(|c: char| ('①'..='⑳').contains(&c));
    if after.len() < rest.len() && (is_circled || after.starts_with(['、', '.', ')', ' '])) {
        name = after.trim_start_matches(['、', '.', ')', ' ']);
    }
    name.strip_prefix("其中：").or_else(|| name.strip_prefix("其中")).unwrap_or(name)
}
