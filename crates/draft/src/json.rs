//! The JSON of drafts and of comparisons: the contract's export with where each rule comes from, and what cites found.
//!
//! Documents are built from structs of their own. Keys only ever get added.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::cite::Checked;
use super::document::Document;
use super::proposal::Draft;
use super::write::Written;
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Lang;
use dabiao_report::json;

/// Returns the draft as `dabiao.rules/1`, each rule with `source` and `confidence`, and every number with its fate.
pub fn draft(document: &Document, draft: &Draft, written: &Written, loaded: &Loaded) -> Value {
    let mut value = serde_json::to_value(json::export(&loaded.rules)).unwrap_or_default();
    if let Some(rules) = value.get_mut("rules").and_then(Value::as_array_mut) {
        for rule in rules.iter_mut().filter_map(Value::as_object_mut) {
            add_source(document, draft, written, rule);
        }
        // Declarations of a catalog bring rules of its files along; a draft holds its own.
        rules.retain(|r| r.get("source").is_some());
    }
    if let Some(top) = value.as_object_mut() {
        top.insert(
            "document".to_owned(),
            json!({"name": document.name, "characters": document.text.len(), "cut": document.is_cut}),
        );
        top.insert("numbers".to_owned(), Value::Array(numbers(document, draft, written)));
        top.insert("tables".to_owned(), Value::Array(draft.tables.iter().map(table).collect()));
        top.insert("findings".to_owned(), Value::Array(findings(document, draft)));
        let unread = draft.numbers.iter().filter(|n| n.fate == super::Fate::NotRead).count();
        top.insert("not_read".to_owned(), Value::from(unread));
        add_assigned(draft, written, top);
        top.insert("left_as_comments".to_owned(), Value::from(written.ids.iter().filter(|i| i.is_none()).count()));
    }
    value
}

/// Returns what a table was taken for, and what each column holds and why.
fn table(table: &super::TableRead) -> Value {
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|c| json!({"head": c.head, "role": c.role.as_str(), "reason": c.reason.zh, "reason_en": c.reason.en}))
        .collect();
    json!({
        "start": table.range.start,
        "end": table.range.end,
        "kind": table.kind.as_str(),
        "columns": columns,
        "totals": table.totals.iter().map(|t| json!({"name": t.name, "stated": t.stated, "sum": t.found, "ok": t.is_right})).collect::<Vec<_>>(),
    })
}

/// Returns what is wrong with the document itself: sums that do not fit.
fn findings(document: &Document, draft: &Draft) -> Vec<Value> {
    let wrong = draft.tables.iter().flat_map(|t| &t.totals).filter(|t| !t.is_right);
    wrong
        .map(|t| {
            let zh = format!("`{}`合计写的是 {}，各行相加是 {}", t.name, t.stated, t.found);
            let en = format!("the sum of `{}` is stated as {}, its parts come to {}", t.name, t.stated, t.found);
            json!({
                "code": "draft-total",
                "severity": "warning",
                "message": zh,
                "message_en": en,
                "start": t.range.start,
                "end": t.range.end,
                "text": document.quote(t.range),
            })
        })
        .collect()
}

/// Gives the indicators of breakdowns what is assigned to each entity.
fn add_assigned(draft: &Draft, written: &Written, top: &mut Map<String, Value>) {
    let mut by_rule: Vec<(String, Vec<Value>)> = Vec::new();
    for (proposal, id) in draft.proposals.iter().zip(&written.ids) {
        let (Some(id), Some(who), Some(plan)) = (id, &proposal.target.at, draft.plans.get(proposal.plan)) else {
            continue;
        };
        let time = super::write::time(&proposal.target, plan);
        let period = time.rsplit([' ', '.']).next().unwrap_or_default().to_owned();
        let one = json!({"entity": who, "period": period, "value": proposal.target.low, "unit": proposal.target.unit});
        match by_rule.last_mut().filter(|(i, _)| i == id) {
            Some((_, all)) => all.push(one),
            None => by_rule.push((id.clone(), vec![one])),
        }
    }
    let names: Vec<(String, Vec<Value>)> = by_rule
        .into_iter()
        .filter_map(|(id, all)| {
            let rules = top.get("rules")?.as_array()?;
            let rule = rules.iter().find(|r| r.get("id").and_then(Value::as_str) == Some(id.as_str()))?;
            let first = rule.get("targets")?.get(0)?;
            // Where a table of tasks holds the figures, the indicator of the table has them already.
            if first.get("value").is_none_or(Value::is_null) {
                return None;
            }
            let name = first.get("indicator")?.as_str()?.to_owned();
            Some((name, all))
        })
        .collect();
    let Some(indicators) = top.get_mut("indicators").and_then(Value::as_array_mut) else { return };
    for (name, all) in names {
        let of_name = |i: &&mut Map<String, Value>| i.get("name").and_then(Value::as_str) == Some(name.as_str());
        if let Some(indicator) = indicators.iter_mut().filter_map(Value::as_object_mut).find(of_name) {
            let list = indicator.entry("assigned").or_insert_with(|| Value::Array(Vec::new()));
            if let Some(list) = list.as_array_mut() {
                list.extend(all);
            }
        }
    }
}

fn add_source(document: &Document, draft: &Draft, written: &Written, rule: &mut Map<String, Value>) {
    let id = rule.get("id").and_then(Value::as_str).unwrap_or_default();
    let Some(n) = written.ids.iter().position(|i| i.as_deref() == Some(id)) else { return };
    let Some(proposal) = draft.proposals.get(n) else { return };
    let section = draft.outline.sections.get(proposal.section);
    let quote = document.quote(proposal.phrase);
    let source = json!({
        "document": document.name,
        "start": proposal.range.start,
        "end": proposal.range.end,
        "section": section.map(|s| s.label.as_str()),
        "heading": section.map(|s| s.title.as_str()),
        "quote": quote,
    });
    let percent = u32::from(proposal.target.confidence());
    let confidence = format!("{}.{:02}", percent / 100, percent % 100);
    rule.insert("source".to_owned(), source);
    rule.insert("confidence".to_owned(), Value::from(confidence));
    rule.insert(
        "doubts".to_owned(),
        Value::from(proposal.target.doubts.iter().map(|d| d.said().zh).collect::<Vec<_>>()),
    );
    let english: Vec<_> = proposal.target.doubts.iter().map(|d| d.said().en).collect();
    rule.insert("doubts_en".to_owned(), Value::from(english));
}

fn numbers(document: &Document, draft: &Draft, written: &Written) -> Vec<Value> {
    let rule = |n: Option<usize>| n.and_then(|n| written.ids.get(n)).and_then(|i| i.as_deref());
    let one = |n: &super::Number| {
        json!({
            "start": n.range.start,
            "end": n.range.end,
            "text": document.quote(n.range),
            "fate": n.fate.as_str(),
            "reason": n.fate.zh(),
            "reason_en": n.fate.en(),
            "rule": rule(n.proposal),
        })
    };
    draft.numbers.iter().map(one).collect()
}

/// Returns a comparison as `dabiao.cite/1`.
pub fn cite(checked: &Checked, lang: Lang) -> Value {
    let found = serde_json::to_value(json::check(&checked.findings, &checked.sources, lang)).unwrap_or_default();
    let coverage: Vec<CoverageJson<'_>> = checked.coverage.iter().map(|c| CoverageJson::of(c, checked)).collect();
    json!({
        "schema": "dabiao.cite/1",
        "diagnostics": found.get("diagnostics"),
        "coverage": coverage,
    })
}

#[derive(Debug, Serialize)]
struct CoverageJson<'a> {
    document: &'a str,
    plan: &'a str,
    targets: usize,
    carried: usize,
    percent: String,
    missing: Vec<MissingJson<'a>>,
}

#[derive(Debug, Serialize)]
struct MissingJson<'a> {
    start: u32,
    end: u32,
    line: Option<u32>,
    column: Option<u32>,
    section: &'a str,
    name: &'a str,
    quote: &'a str,
}

impl<'a> CoverageJson<'a> {
    fn of(c: &'a super::cite::Coverage, checked: &Checked) -> Self {
        let missing = c.missing.iter().map(|m| {
            let at = m.span.map(|s| checked.sources.position(s));
            MissingJson {
                start: m.range.start,
                end: m.range.end,
                line: at.map(|p| p.line),
                column: at.map(|p| p.column),
                section: &m.section,
                name: &m.name,
                quote: &m.quote,
            }
        });
        Self {
            document: &c.document,
            plan: &c.plan,
            targets: c.total,
            carried: c.carried,
            percent: c.percent().to_string(),
            missing: missing.collect(),
        }
    }
}
