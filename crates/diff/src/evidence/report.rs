//! Where two reports differ: at which rules, in which verdict or figure, and in what else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finding::{Finding, Kind};
use super::{EXPLANATIONS, REPORT};

/// Findings of one sort that are listed; the rest follows from the same cause more often than not.
const LISTED: usize = 50;

/// Returns where the sealed report differs from the one that the inputs give; nothing if the bytes are the same.
pub fn reports(sealed: &[u8], found: &[u8]) -> Vec<Finding> {
    if sealed == found {
        return Vec::new();
    }
    let whole = || Finding::new(Kind::ReportDiffers).file(REPORT);
    let (Ok(a), Ok(b)) = (serde_json::from_slice::<Value>(sealed), serde_json::from_slice::<Value>(found)) else {
        return vec![whole().instead("?", "JSON")];
    };
    let mut findings = rules(&a, &b);
    findings.truncate(LISTED);
    findings.extend(rest(&a, &b));
    if findings.is_empty() {
        // The same values in other bytes: another order, other blanks.
        findings.push(whole().instead(format!("{} bytes", sealed.len()), format!("{} bytes", found.len())));
    }
    findings
}

fn rules(a: &Value, b: &Value) -> Vec<Finding> {
    let (a, b) = (by_id(a), by_id(b));
    let ids: BTreeSet<&(String, usize)> = a.keys().chain(b.keys()).collect();
    let differs = |id: &(String, usize)| {
        let (x, y) = (a.get(id), b.get(id));
        if x == y {
            return None;
        }
        let (sealed, found) = match (x, y) {
            (Some(x), Some(y)) if x.get("verdict") == y.get("verdict") => first_difference(x, y)?,
            (x, y) => (verdict(x.copied()), verdict(y.copied())),
        };
        Some(Finding::new(Kind::RuleDiffers).rule(id.0.clone()).instead(sealed, found))
    };
    ids.into_iter().filter_map(differs).collect()
}

/// The rules by ID; should an ID stand there twice, both count.
fn by_id(report: &Value) -> BTreeMap<(String, usize), &Value> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for rule in report.get("rules").and_then(Value::as_array).into_iter().flatten() {
        let id = rule.get("id").and_then(Value::as_str).unwrap_or("");
        let n = seen.entry(id).or_default();
        all.insert((id.to_owned(), *n), rule);
        *n += 1;
    }
    all
}

fn verdict(rule: Option<&Value>) -> String {
    rule.and_then(|r| r.get("verdict")).map_or_else(|| "-".to_owned(), shown)
}

fn rest(a: &Value, b: &Value) -> Vec<Finding> {
    let keys = |v: &Value| v.as_object().map(|o| o.keys().cloned().collect::<BTreeSet<_>>()).unwrap_or_default();
    let all: BTreeSet<String> = keys(a).union(&keys(b)).filter(|k| *k != "rules").cloned().collect();
    let differs = |key: &String| {
        let null = Value::Null;
        let (x, y) = (a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null));
        let (sealed, found) = first_difference(x, y)?;
        Some(Finding::new(Kind::ReportDiffers).file(key.clone()).instead(sealed, found))
    };
    all.iter().filter_map(differs).collect()
}

/// Returns the first two values that differ, each behind the keys that lead to it.
fn first_difference(a: &Value, b: &Value) -> Option<(String, String)> {
    if a == b {
        return None;
    }
    let null = Value::Null;
    let (key, x, y) = match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys: BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            let key = keys.into_iter().find(|k| x.get(*k) != y.get(*k))?;
            (key.clone(), x.get(key), y.get(key))
        }
        (Value::Array(x), Value::Array(y)) => {
            let n = (0..x.len().max(y.len())).find(|&n| x.get(n) != y.get(n))?;
            ((n + 1).to_string(), x.get(n), y.get(n))
        }
        _ => return Some((shown(a), shown(b))),
    };
    let (x, y) = (x.unwrap_or(&null), y.unwrap_or(&null));
    let (sealed, found) = first_difference(x, y)?;
    Some((format!("{key} {sealed}"), format!("{key} {found}")))
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(s) => s.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text,
    }
}

/// Returns the first line at which the explanations differ; nothing if the bytes are the same.
pub fn explanations(sealed: &[u8], found: &[u8]) -> Option<Finding> {
    if sealed == found {
        return None;
    }
    let (a, b) = (String::from_utf8_lossy(sealed), String::from_utf8_lossy(found));
    let (mut x, mut y) = (a.lines(), b.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (line_x, line_y) = (x.next(), y.next());
        if line_x != line_y || line_x.is_none() {
            let text = |l: Option<&str>| shown(&Value::from(l.unwrap_or("").trim()));
            let finding = Finding::new(Kind::ExplanationDiffers).file(format!("{EXPLANATIONS}:{number}"));
            return Some(finding.instead(text(line_x), text(line_y)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_and_the_figure_are_named() {
        let a = br#"{"rules":[{"id":"A","verdict":"met","checks":[{"gap":"1"}]}],"as_of":"x"}"#;
        let b = br#"{"rules":[{"id":"A","verdict":"met","checks":[{"gap":"2"}]}],"as_of":"x"}"#;
        let found: Vec<String> = reports(a, b).iter().map(|f| f.message(dabiao_lang::diag::Lang::En)).collect();
        assert_eq!(found, ["rule A: checks 1 gap 1 was sealed, these inputs give checks 1 gap 2"]);
        assert!(reports(a, a).is_empty());
        let blank = reports(a, &[a.as_slice(), b"\n"].concat());
        assert_eq!(blank.len(), 1);
    }
}
