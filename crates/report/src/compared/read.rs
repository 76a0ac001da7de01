//! Reading a report that was written before: `dabiao.report/1`, also one of an older version that lacks some keys.

use std::collections::BTreeMap;

use serde::Deserialize;

use dabiao_lang::diag::Both;

/// A report as it was written.
#[derive(Debug, Deserialize)]
pub struct Report {
    pub(super) as_of: String,
    pub(super) rules_digest: String,
    pub(super) data_digest: String,
    #[serde(default)]
    pub(super) findings: Vec<Finding>,
    pub(super) rules: Vec<Rule>,
    /// Names of entities by code; absent in reports of older versions and without `--detail full`.
    #[serde(default)]
    pub(super) names: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) scores: Vec<Scheme>,
    #[serde(default)]
    pub(super) lights: Vec<Lights>,
}

/// The names of entities by code, of the later report first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a>(pub(super) [&'a BTreeMap<String, String>; 2]);

impl<'a> Names<'a> {
    /// Returns the name of an entity, where a report tells it.
    pub(super) fn get(self, code: &str) -> Option<&'a str> {
        self.0.iter().find_map(|names| names.get(code)).map(String::as_str)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    pub(super) code: String,
    pub(super) severity: String,
    pub(super) message: String,
    pub(super) indicator: Option<String>,
    pub(super) entity: Option<String>,
    pub(super) period: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) verdict: String,
    pub(super) reason: Option<String>,
    /// Absent in reports of older versions.
    pub(super) digest: Option<String>,
    pub(super) checks: Vec<Check>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Check {
    pub(super) statement: u32,
    pub(super) target_index: u32,
    pub(super) verdict: String,
    pub(super) period: Option<String>,
    pub(super) entity: Option<String>,
    pub(super) measured: Option<Amount>,
    pub(super) reason: Option<String>,
    #[serde(default)]
    pub(super) failing: Vec<String>,
    #[serde(default)]
    pub(super) missing: Vec<String>,
    /// Only with `--detail full`, as are the two below.
    pub(super) entities: Option<Vec<Entity>>,
    pub(super) observations: Option<Vec<Observation>>,
    pub(super) digest: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Amount {
    pub(super) value: String,
    pub(super) unit: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entity {
    pub(super) entity: String,
    pub(super) name: String,
    pub(super) verdict: String,
    pub(super) value: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Observation {
    pub(super) indicator: String,
    pub(super) entity: String,
    pub(super) period: Option<String>,
    pub(super) value: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) status: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Scheme {
    pub(super) scheme: String,
    pub(super) period: String,
    #[serde(default)]
    pub(super) rows: Vec<Score>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Score {
    pub(super) entity: String,
    pub(super) name: String,
    pub(super) points: Option<String>,
    pub(super) rank: Option<String>,
    pub(super) grade: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Lights {
    pub(super) name: String,
    #[serde(default)]
    pub(super) rows: Vec<Light>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Light {
    pub(super) rule: String,
    pub(super) statement: u32,
    pub(super) target_index: u32,
    pub(super) period: Option<String>,
    pub(super) entity: Option<String>,
    pub(super) name: Option<String>,
    pub(super) light: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

const SCHEMA: &str = "dabiao.report/1";

/// Reads a report; `name` is what the user calls it.
///
/// # Errors
/// In words, if it is not text, not JSON, cut off, or something else than a report.
pub fn read(name: &str, bytes: &[u8]) -> Result<Report, Both> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|_| {
        Both::of(
            format!("`{name}` 不是 UTF-8 文本；请用 `eval --format json -o {name}` 写报告"),
            format!("`{name}` is not UTF-8 text; write reports with `eval --format json -o {name}`"),
        )
    })?;
    if text.trim().is_empty() {
        return Err(Both::of(format!("`{name}` 是空的"), format!("`{name}` is empty")));
    }
    let head: Head = serde_json::from_str(text).map_err(|e| unreadable(name, &e))?;
    match head.schema.as_deref() {
        Some(SCHEMA) => serde_json::from_str(text).map_err(|e| unreadable(name, &e)),
        Some(other) => Err(Both::of(
            format!("`{name}` 是 `{other}`，不是 `eval` 的报告（`{SCHEMA}`）"),
            format!("`{name}` is `{other}`, not a report of `eval` (`{SCHEMA}`)"),
        )),
        None => Err(Both::of(
            format!("`{name}` 没有 `schema`，不是 `eval --format json` 的报告"),
            format!("`{name}` has no `schema`: it is not a report of `eval --format json`"),
        )),
    }
}

fn unreadable(name: &str, error: &serde_json::Error) -> Both {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return Both::of(
            format!("`{name}` 不完整：到第 {line} 行第 {column} 列就断了"),
            format!("`{name}` is cut off at line {line}, column {column}"),
        );
    }
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    let (zh, en) = if error.is_data() {
        ("与报告的格式不符", "not as a report has it")
    } else {
        ("不是 JSON", "not JSON")
    };
    Both::of(
        format!("`{name}` 第 {line} 行第 {column} 列{zh}：{what}"),
        format!("`{name}`, line {line}, column {column}: {en}: {what}"),
    )
}
