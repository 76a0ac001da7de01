//! Findings as SARIF 2.1.0, the exchange format of static analysis.
//!
//! Columns count Unicode code points, as the document says of itself.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::place::{Extent, Places};
use dabiao_lang::diag::{CodeInfo, Diagnostic, Lang, Place, Severity};
use dabiao_lang::source::SourceMap;

/// The document.
#[derive(Debug, Serialize)]
pub struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    /// The cell of a workbook, `Sheet1!C7`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
}

/// Returns the document for a list of findings, in the order of the list; only codes that occur are described.
pub fn sarif(diagnostics: &[Diagnostic], sources: &SourceMap, lang: Lang) -> Sarif {
    let places = Places::new(sources);
    let occurring: BTreeMap<&str, CodeInfo> = diagnostics.iter().map(|d| (d.code(), d.problem.info())).collect();
    let index: BTreeMap<&str, usize> = occurring.keys().enumerate().map(|(position, code)| (*code, position)).collect();
    let rules = occurring.values().map(descriptor).collect();
    let results = diagnostics.iter().map(|d| outcome(d, &places, lang, index.get(d.code()).copied().unwrap_or(0)));
    Sarif {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            results: results.collect(),
            tool: Tool { driver: Driver { name: "dabiao", version: env!("CARGO_PKG_VERSION"), rules } },
            column_kind: "unicodeCodePoints",
        }],
    }
}

fn descriptor(info: &CodeInfo) -> Descriptor {
    Descriptor { id: info.code, default_configuration: Configuration { level: level(info.severity) } }
}

fn outcome(d: &Diagnostic, places: &Places<'_>, lang: Lang, rule_index: usize) -> Outcome {
    let mut text = d.problem.message(lang);
    if let Some(help) = d.problem.help(lang) {
        text.push('\n');
        text.push_str(&help);
    }
    let locations = location(&d.place, places).into_iter().collect();
    Outcome { rule_id: d.code(), rule_index, level: level(d.severity), message: Message { text }, locations }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn location(place: &Place, places: &Places<'_>) -> Option<Location> {
    let (file, region) = match place {
        Place::Span(span) => {
            let Extent { start, end } = places.extent(*span);
            let region = Region {
                start_line: start.line,
                start_column: start.column,
                end_line: Some(end.line),
                end_column: Some(end.column),
            };
            (places.sources().name(*span), Some(region))
        }
        Place::Cell(cell) => {
            let region =
                Region { start_line: cell.row, start_column: cell.column.max(1), end_line: None, end_column: None };
            (cell.file.as_str(), (cell.row > 0).then_some(region))
        }
        Place::Nowhere => return None,
    };
    let artifact_location = ArtifactLocation { uri: uri(file) };
    let sheet = match place {
        Place::Cell(cell) => cell.sheet.as_ref().map(|sheet| format!("{sheet}!{}", cell.reference())),
        _ => None,
    };
    let logical_locations = sheet.map(|name| LogicalLocation { fully_qualified_name: name }).into_iter().collect();
    Some(Location { physical_location: PhysicalLocation { artifact_location, region }, logical_locations })
}

/// A path as a relative URI: everything but letters, digits and `/-._~` of ASCII is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
