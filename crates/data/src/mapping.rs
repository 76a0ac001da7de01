//! `dabiao.toml`: what a file means whose headers do not say it.
//!
//! Takes the text of a mapping file; gives for each pattern of file names what is said of their tables ([`Said`]). Every
//! mistake is a finding with line and column; a rule with a mistake is left out, the others count. `docs/mapping.md` is
//! the reference.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::comma::Comma;
use super::decode::Encoding;
use super::filter::{Wanted, letter};
use super::findings::Findings;
use super::header::{self, Given};
use super::place::{At, Sheet};
use super::table::Said;
use super::units;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Period, Schema};

/// What is said of the files of one pattern.
#[derive(Debug, Clone)]
pub(super) struct FileRule {
    pattern: String,
    sheets: Vec<String>,
    pub(super) said: Arc<Said>,
    pub(super) encoding: Option<Encoding>,
    /// What the comma of numbers in text is.
    pub(super) comma: Option<Comma>,
    /// Where the rule stands, for a finding that no file fits it.
    place: (Sheet, u32),
    is_used: Arc<AtomicBool>,
}

/// The keys of a rule, English and Chinese.
const KEYS: &[(&str, &str)] = &[
    ("match", "文件名"),
    ("sheet", "工作表"),
    ("header", "表头行"),
    ("encoding", "编码"),
    ("entity", "对象"),
    ("submitter", "填报单位"),
    ("indicator", "指标"),
    ("period", "时期"),
    ("unit", "计量单位"),
    ("status", "状态"),
    ("received", "收到日期"),
    ("skip", "忽略"),
    ("decimal", "小数点"),
    ("where", "筛选"),
    ("columns", "列"),
];

/// Returns the English spelling of a key.
fn key_of(word: &str) -> Option<&'static str> {
    KEYS.iter().find(|(en, zh)| *en == word || *zh == word).map(|(en, _)| *en)
}

/// Reads the rules of a mapping file.
pub(super) fn read(schema: &Schema, file: &Sheet, text: &str, findings: &mut Findings) -> Vec<FileRule> {
    let mut reader = Reader { schema, file, text, findings, n_wrong: 0 };
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = reader.at(error.span().map_or(0, |s| s.start));
            reader.findings.add(at, DataProblem::MappingUnreadable { reason: error.message().to_owned() });
            return Vec::new();
        }
    };
    let mut rules = Vec::new();
    for (key, value) in root.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("file" | "文件", DeValue::Array(list)) => {
                for item in list.iter() {
                    reader.n_wrong = 0;
                    let rule = reader.rule(item);
                    rules.extend(rule.filter(|_| reader.n_wrong == 0));
                }
            }
            ("file" | "文件", DeValue::Table(_)) => {
                reader.n_wrong = 0;
                let rule = reader.rule(value);
                rules.extend(rule.filter(|_| reader.n_wrong == 0));
            }
            (word, _) if super::accepted::is_key(word) => {}
            (word, _) => reader.unknown_key(key.span().start, word, "file, accepted"),
        }
    }
    rules
}

impl FileRule {
    /// Returns whether a sheet of a file is meant; `None` is a file without sheets.
    pub(super) fn fits(&self, file: &str, sheet: Option<&str>) -> bool {
        let name = file.rsplit('/').next().unwrap_or(file);
        let fits_file = glob(&self.pattern, name) || glob(&self.pattern, file);
        let fits_sheet = self.sheets.is_empty() || sheet.is_none_or(|s| self.sheets.iter().any(|p| glob(p, s)));
        if fits_file && fits_sheet {
            self.is_used.store(true, Ordering::Relaxed);
        }
        fits_file && fits_sheet
    }

    /// Returns whether the rule names sheets of this file.
    pub(super) fn chooses_sheets(&self, file: &str) -> bool {
        !self.sheets.is_empty() && self.fits(file, None)
    }

    /// Reports a pattern that fits no file.
    pub(super) fn report_unused(&self, findings: &mut Findings) {
        if !self.is_used.load(Ordering::Relaxed) {
            let at = At { sheet: &self.place.0, row: self.place.1, column: 0 };
            findings.add(at, DataProblem::MappingUnused { pattern: self.pattern.clone() });
        }
    }
}

/// Returns whether a name fits a pattern with `*` and `?`.
fn glob(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // The last star, and the letter up to which it reaches.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || name.get(n) == Some(c) => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, reach)) = star else { return false };
                star = Some((at, reach + 1));
                (p, n) = (at + 1, reach + 1);
            }
        }
    }
    pattern.get(p..).is_none_or(|rest| rest.iter().all(|c| *c == '*'))
}

struct Reader<'a> {
    schema: &'a Schema,
    file: &'a Sheet,
    text: &'a str,
    findings: &'a mut Findings,
    n_wrong: usize,
}

type Value<'v> = Spanned<DeValue<'v>>;

impl<'a> Reader<'a> {
    /// Returns line and column of a byte.
    fn at(&self, offset: usize) -> At<'a> {
        let before = self.text.get(..self.text.floor_char_boundary(offset)).unwrap_or("");
        let row = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) as u32 + 1;
        At { sheet: self.file, row, column }
    }

    fn unknown_key(&mut self, offset: usize, key: &str, wanted: &str) {
        let at = self.at(offset);
        self.n_wrong += 1;
        self.findings
            .add(at, DataProblem::MappingKeyUnknown { key: super::cell::shown(key), wanted: wanted.to_owned() });
    }

    fn wrong(&mut self, value: &Value<'_>, key: &str, wanted: Both) {
        let span = value.span();
        let text = super::cell::shown(self.text.get(span.clone()).unwrap_or(""));
        let at = self.at(span.start);
        self.n_wrong += 1;
        self.findings.add(at, DataProblem::MappingValue { key: key.to_owned(), text, wanted });
    }

    fn text_of(&mut self, value: &Value<'_>, key: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(n) => Some(n.as_str().to_owned()),
            DeValue::Datetime(d) => Some(d.to_string()),
            _ => {
                self.wrong(value, key, Both::new("文字", "a text"));
                None
            }
        }
    }

    /// A text, or a list of texts.
    fn texts_of(&mut self, value: &Value<'_>, key: &str) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|v| self.text_of(v, key)).collect(),
            _ => self.text_of(value, key).into_iter().collect(),
        }
    }

    fn rule(&mut self, value: &Value<'_>) -> Option<FileRule> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(value, "file", Both::new("表格 [[file]]", "a table [[file]]"));
            return None;
        };
        let place = (self.file.clone(), self.at(value.span().start).row);
        let (mut pattern, mut sheets, mut encoding, mut comma) = (None, Vec::new(), None, None);
        let mut said = Said::default();
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            match key_of(word) {
                Some("match") => pattern = self.text_of(value, word),
                Some("sheet") => sheets = self.texts_of(value, word),
                Some("encoding") => {
                    let text = self.text_of(value, word);
                    encoding = text.as_deref().and_then(Encoding::parse);
                    if encoding.is_none() {
                        let wanted =
                            Both::new("utf-8、gb18030、utf-16le 或 utf-16be", "utf-8, gb18030, utf-16le or utf-16be");
                        self.wrong(value, word, wanted);
                    }
                }
                Some("decimal") => comma = self.comma(value, word),
                Some("where") => said.wanted = self.conditions(value, word),
                Some("columns") => self.columns(value, &mut said),
                Some(known) => self.constant(known, value, &mut said),
                None => {
                    let wanted: Vec<&str> = KEYS.iter().map(|(en, _)| *en).collect();
                    self.unknown_key(key.span().start, word, &wanted.join(", "));
                }
            }
        }
        let Some(pattern) = pattern else {
            self.wrong(value, "match", Both::new("要有 match = \"文件名\"", "match = \"file name\" is needed"));
            return None;
        };
        Some(FileRule { pattern, sheets, said: Arc::new(said), encoding, comma, place, is_used: Arc::default() })
    }

    /// `","` or `"."`.
    fn comma(&mut self, value: &Value<'_>, key: &str) -> Option<Comma> {
        let text = self.text_of(value, key)?;
        match text.as_str() {
            "," | "，" => Some(Comma::Decimal),
            "." => Some(Comma::Thousands),
            _ => {
                self.wrong(value, key, Both::new(" \",\" 或 \".\"", "\",\" or \".\""));
                None
            }
        }
    }

    /// `{ SEX = "_T", "[Age]" = ["TOTAL", "ALL"] }`.
    fn conditions(&mut self, value: &Value<'_>, key: &str) -> Vec<Wanted> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(value, key, Both::new("表格，如 { SEX = \"_T\" }", "a table, as in { SEX = \"_T\" }"));
            return Vec::new();
        };
        let condition = |(column, texts): (&Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| Wanted {
            column: column.get_ref().to_string(),
            texts: self.texts_of(texts, key),
        };
        table.iter().map(condition).collect()
    }

    /// What holds for the whole table.
    fn constant(&mut self, key: &'static str, value: &Value<'_>, said: &mut Said) {
        match key {
            "header" => {
                let rows: Vec<u32> = self.texts_of(value, key).iter().filter_map(|t| t.parse().ok()).collect();
                match (rows.first(), rows.last()) {
                    (Some(&first), Some(&last)) if first > 0 && first <= last && last <= 200 => {
                        said.header = Some((first, last))
                    }
                    _ => self.wrong(value, key, Both::new("行号，如 3 或 [3, 4]", "a row, as in 3 or [3, 4]")),
                }
            }
            "period" => {
                said.period = self.text_of(value, key).and_then(|t| Period::parse(&t));
                if said.period.is_none() {
                    self.wrong(value, key, Both::new("时期，如 \"2025\"", "a period, as in \"2025\""));
                }
            }
            "received" => {
                said.received = self.text_of(value, key).filter(|t| super::phrase::day(t).is_some());
                if said.received.is_none() {
                    self.wrong(value, key, Both::new("日期，如 \"2026-01-10\"", "a day, as in \"2026-01-10\""));
                }
            }
            "unit" => {
                said.unit = self.text_of(value, key).filter(|t| units::find(self.schema, t).is_some());
                if said.unit.is_none() {
                    self.wrong(value, key, Both::new("计量单位，如 \"万元\"", "a unit, as in \"万元\""));
                }
            }
            "skip" => said.skip = self.texts_of(value, key),
            "entity" => said.entity = self.text_of(value, key),
            "submitter" => said.submitter = self.text_of(value, key),
            "indicator" => said.indicator = self.text_of(value, key),
            _ => said.status = self.text_of(value, key),
        }
    }

    /// `"收入合计" = "…"` by header, `C = "…"` by letter.
    fn columns(&mut self, value: &Value<'_>, said: &mut Said) {
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong(value, "columns", Both::new("表格 [file.columns]", "a table [file.columns]"));
        };
        for (key, value) in table {
            let Some(given) = self.given(value) else { continue };
            let name = key.get_ref().as_ref();
            match letter(name) {
                Some(column) => {
                    said.columns.resize(said.columns.len().max(column + 1), None);
                    if let Some(slot) = said.columns.get_mut(column) {
                        *slot = Some(given);
                    }
                }
                None => said.named.push((name.to_owned(), given)),
            }
        }
        // The order of a table's keys says nothing.
        said.named.sort_by(|a, b| a.0.cmp(&b.0));
    }

    fn given(&mut self, value: &Value<'_>) -> Option<Given> {
        let wanted = || {
            Both::new(
                "entity、code、parent、indicator、period、value、unit、status、note、ignore 或 { indicator = \"…\" }",
                "entity, code, parent, indicator, period, value, unit, status, note, ignore or { indicator = \"…\" }",
            )
        };
        match value.get_ref() {
            DeValue::String(word) if matches!(word.as_ref(), "ignore" | "忽略") => Some(Given::Ignored),
            DeValue::String(word) => match header::role_of_word(word) {
                Some(role) => Some(Given::Role(role)),
                None => {
                    self.wrong(value, "columns", wanted());
                    None
                }
            },
            DeValue::Table(table) => self.figure(value, table),
            _ => {
                self.wrong(value, "columns", wanted());
                None
            }
        }
    }

    fn figure(&mut self, whole: &Value<'_>, table: &DeTable<'_>) -> Option<Given> {
        let mut said = Said::default();
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            match key_of(word) {
                Some(known @ ("indicator" | "unit" | "period")) => self.constant(known, value, &mut said),
                _ => self.unknown_key(key.span().start, word, "indicator, unit, period"),
            }
        }
        // Where each row names its indicator, a column says only of when its figures are.
        if said.indicator.is_none() && said.period.is_none() {
            self.wrong(whole, "columns", Both::new("要有 indicator 或 period", "indicator or period is needed"));
            return None;
        }
        let unit = said.unit.and_then(|u| units::find(self.schema, &u));
        Some(Given::Figure { indicator: said.indicator.unwrap_or_default(), unit, period: said.period })
    }
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn patterns_fit_what_they_say() {
        for (pattern, name, fits) in [
            ("*.xlsx", "a.xlsx", true),
            ("*经管站*.xls?", "卡子镇经管站2025.xlsx", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b", "aXbY", false),
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
        ] {
            assert_eq!(glob(pattern, name), fits, "{pattern} {name}");
        }
    }
}
