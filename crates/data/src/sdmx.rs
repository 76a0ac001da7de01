//! SDMX-CSV 1.0 and 2.0: data of statistical offices, one observation in a row.
//!
//! Such a file begins with the column `DATAFLOW` (1.0) or `STRUCTURE` (2.0). Headers and cells may hold ids, or ids and
//! labels (`REF_AREA: 地区`, `610924: 紫阳县`). Each row is turned into a row of our long form: the id where it is known,
//! else the label; the value times its power of ten; the status as a vintage or a missing value.

use super::findings::Findings;
use super::header::{Given, Layout, Role};
use super::loader::Loader;
use super::place::At;
use super::reader::RawRow;
use super::roster::text_of;
use dabiao_lang::diag::Both;

/// Dimensions that say who, best first.
const AREAS: &[&str] = &["REF_AREA", "GEO", "LOCATION", "AREA", "COUNTRY", "REPORTING_AREA", "REGION"];
/// Dimensions that say what, best first.
const SUBJECTS: &[&str] = &["INDICATOR", "SERIES", "SUBJECT", "MEASURE", "VARIABLE", "INDIC", "ITEM"];
/// Statuses of an observation without a value.
const MISSING: &[&str] = &["M", "O", "L", "Q", "H", "J", "K", "W"];

/// The columns beyond those of a long table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    value: usize,
    indicator: Option<usize>,
    area: Option<usize>,
    period: Option<usize>,
    unit: Option<usize>,
    status: Option<usize>,
    power: Option<usize>,
    action: Option<usize>,
    /// Columns that say what the file is.
    structure: Vec<usize>,
}

/// Returns the id of `id: label`.
fn id_of(text: &str) -> &str {
    let text = text.trim().trim_start_matches('\u{FEFF}');
    text.split_once(':').map_or(text, |(id, _)| id.trim())
}

/// Says what the columns of such a file mean; `None` for any other.
pub(super) fn given(columns: &[Vec<String>]) -> Option<Vec<Option<Given>>> {
    let ids: Vec<&str> = columns.iter().map(|parts| parts.first().map_or("", |p| id_of(p))).collect();
    if !matches!(*ids.first()?, "DATAFLOW" | "STRUCTURE") || !ids.contains(&"OBS_VALUE") {
        return None;
    }
    let best = |names: &[&str]| names.iter().find_map(|n| ids.iter().position(|i| i == n));
    let (area, subject) = (best(AREAS), best(SUBJECTS));
    let role = |(i, id): (usize, &&str)| {
        Some(Given::Role(match *id {
            _ if Some(i) == area => Role::Entity,
            _ if Some(i) == subject => Role::Indicator,
            "TIME_PERIOD" => Role::Period,
            "OBS_VALUE" => Role::Value,
            "OBS_STATUS" => Role::Status,
            "UNIT_MEASURE" | "UNIT" => Role::Unit,
            "DATAFLOW" | "STRUCTURE" | "STRUCTURE_ID" | "STRUCTURE_NAME" | "ACTION" | "UNIT_MULT" | "FREQ"
            | "DECIMALS" => {
                return Some(Given::Ignored);
            }
            _ => return None,
        }))
    };
    Some(ids.iter().enumerate().map(role).collect())
}

/// Finds the columns of such a file in its header.
pub(super) fn columns(header: &[String], layout: &Layout) -> Option<Columns> {
    let Layout::Long(long) = layout else { return None };
    let parts: Vec<Vec<String>> = header.iter().map(|h| vec![h.clone()]).collect();
    given(&parts)?;
    let find = |name: &str| header.iter().position(|h| id_of(h) == name);
    let structure = ["DATAFLOW", "STRUCTURE", "STRUCTURE_ID"].iter().filter_map(|n| find(n)).collect();
    Some(Columns {
        value: long.value,
        indicator: long.indicator,
        area: long.who.name,
        period: long.period,
        unit: long.unit,
        status: long.status,
        power: find("UNIT_MULT"),
        action: find("ACTION"),
        structure,
    })
}

/// Turns rows into those of a long table.
#[derive(Default)]
pub(super) struct Rewriter {
    text: Vec<u8>,
    cells: Vec<(u32, u32)>,
}

impl Rewriter {
    /// Returns a row as a long table has it; `None` where it is left aside.
    pub(super) fn row<'r>(
        &'r mut self,
        loader: &mut Loader<'_>,
        columns: &Columns,
        at: At<'_>,
        row: RawRow<'_>,
    ) -> Option<RawRow<'r>> {
        let get = |column: Option<usize>| column.map_or(String::new(), |c| text_of(row.cell(c)).into_owned());
        if id_of(&get(columns.action)) == "D" {
            let what = || Both::new("标记为删除（ACTION = D）的行", "rows marked as deleted (ACTION = D)");
            loader.findings.ignore(at, "deleted", what);
            return None;
        }
        self.text.clear();
        self.cells.clear();
        for column in 0..row.len() {
            let cell = Some(column);
            let text = get(cell);
            let new = if cell == columns.indicator {
                known(&text, |t| loader.indicator_of(t).is_some())
            } else if cell == columns.area {
                known(&text, |t| loader.finds(t))
            } else if cell == columns.unit {
                unit(&text)
            } else if cell == columns.period {
                period(id_of(&text))
            } else if cell == columns.status {
                status(&text, at, &mut loader.findings)
            } else if column == columns.value {
                value(&text, &get(columns.power), id_of(&get(columns.status)))
            } else if columns.structure.contains(&column) {
                String::new()
            } else {
                text
            };
            let start = self.text.len() as u32;
            self.text.extend_from_slice(new.as_bytes());
            self.cells.push((start, self.text.len() as u32));
        }
        Some(RawRow::new(row.number, &self.text, &self.cells))
    }
}

/// Returns the id of `id: label`, or the label where that is what is known.
fn known(text: &str, is_known: impl Fn(&str) -> bool) -> String {
    match text.split_once(':') {
        Some((id, label)) if !is_known(id.trim()) && is_known(label.trim()) => label.trim().to_owned(),
        Some((id, _)) => id.trim().to_owned(),
        None => text.to_owned(),
    }
}

/// Common codes of units; any other word is looked up as it stands.
fn unit(text: &str) -> String {
    match id_of(text) {
        "PT" | "PC" | "PERCENT" | "PCT" => "%".to_owned(),
        "CNY" | "RMB" => "元".to_owned(),
        "PS" | "PERS" | "PERSON" => "人".to_owned(),
        "NUMBER" | "NB" | "_Z" | "" => String::new(),
        id => text.split_once(':').map_or(id, |(_, label)| label.trim()).to_owned(),
    }
}

/// Writes `2024-Q1`, `2024-S1`, `2024-M01`, `2024-A1` as our own periods.
fn period(text: &str) -> String {
    let Some((year, part)) = text.split_once('-') else { return text.to_owned() };
    match part.split_at_checked(1) {
        Some(("Q", _)) => format!("{year}{part}"),
        Some(("S", n)) => format!("{year}H{n}"),
        Some(("M", n)) => format!("{year}-{n}"),
        Some(("A", _)) => year.to_owned(),
        _ => text.to_owned(),
    }
}

fn status(text: &str, at: At<'_>, findings: &mut Findings) -> String {
    match id_of(text) {
        "P" => "初步".to_owned(),
        "" | "A" | "N" => String::new(),
        id if MISSING.contains(&id) => String::new(),
        id => {
            let key = format!("status {id}");
            let what = || {
                let label = super::cell::shown(text);
                Both::of(
                    format!("状态标记 `{label}`（数值仍然采用）"),
                    format!("status `{label}`, whose values count all the same"),
                )
            };
            findings.ignore(at, &key, what);
            String::new()
        }
    }
}

/// Returns a value times its power of ten, as text.
fn value(text: &str, power: &str, status: &str) -> String {
    if text.is_empty() || text == "NaN" {
        return if MISSING.contains(&status) || text == "NaN" { "-".to_owned() } else { String::new() };
    }
    match id_of(power) {
        "" | "0" => text.to_owned(),
        power if text.contains(['e', 'E']) => format!("{text}×10^{power}"),
        power => format!("{text}e{power}"),
    }
}
