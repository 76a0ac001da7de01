//! `dabiao.read/1`: what was understood of every table, before anything is judged.

use serde::Serialize;

use super::receipt::{LeftOutJson, SheetJson, sheets};
use super::report::FindingJson;
use dabiao_data::{Dataset, SheetReceipt};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Model;

/// The document.
#[derive(Debug, Serialize)]
pub struct ReadJson<'a> {
    schema: &'static str,
    /// Whether something is unsure that nobody confirmed.
    provisional: bool,
    sheets: Vec<SheetJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    ignored: Vec<LeftOutJson<'a>>,
}

/// Returns the document of what was understood of all tables.
pub fn read<'a>(model: &'a Model, data: &'a Dataset, lang: Lang) -> ReadJson<'a> {
    ReadJson {
        schema: "dabiao.read/1",
        provisional: data.receipts.iter().any(SheetReceipt::is_provisional),
        sheets: sheets(model, data, lang),
        findings: data.findings.iter().map(|d| FindingJson::of(d, lang)).collect(),
        ignored: data.ignored.iter().map(|i| LeftOutJson::of(i, lang)).collect(),
    }
}
