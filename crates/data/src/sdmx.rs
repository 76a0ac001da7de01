//! SDMX-CSV 1.0 and 2.0: data of statistical offices, one observation in a row.
//!
//! Such a file begins with the column `DATAFLOW` (1.0) or `STRUCTURE` (2.0; `STRUCTURE[;]` names a separator too). Headers
//! are ids in capitals, or in small letters (Eurostat), alone or with labels (`REF_AREA: 地区`), or with labels in columns of
//! their own. Tables of the United Nations, whose dimensions stand in brackets, are held to the same. Each row is turned into a row of our long form: the id where it is known, else the label; the value times its
//! power of ten; the status as a vintage or a missing value.
//!
//! INVARIANT: a dimension that is not read and whose value is no total makes the figure one of a part; such a row is left
//! out, and an error says so unless the file has the total beside it or the mapping file chose the value.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::RowFilter;
use super::findings::Findings;
use super::header::{Given, Layout, Role};
use super::loader::Loader;
use super::place::{At, Sheet};
use super::reader::RawRow;
use super::roster::text_of;
use crate::DataProblem;
use dabiao_lang::diag::Both;

/// Dimensions that say who, best first.
const AREAS: &[&str] = &["REF_AREA", "GEO", "LOCATION", "AREA", "COUNTRY", "REPORTING_AREA", "REGION"];
/// Dimensions that say what, best first.
const SUBJECTS: &[&str] = &["INDICATOR", "SERIES", "SUBJECT", "MEASURE", "VARIABLE", "INDIC", "ITEM"];
/// Statuses of an observation without a value.
const MISSING: &[&str] = &["M", "O", "L", "Q", "H", "J", "K", "W", ":"];
/// Columns that say what the file is, and attributes that change no figure.
const ASIDE: &[&str] = &[
    "DATAFLOW",
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "ACTION",
    "UNIT_MULT",
    "FREQ",
    "DECIMALS",
    "LAST UPDATE",
    "TIME_FORMAT",
];
/// Values of a dimension that stand for the whole.
const TOTALS: &[&str] = &["_T", "T", "TOTAL", "TOT", "ALL", "BOTHSEX", "ALLAGE", "ALLAREA", "_Z", "_O", ""];
/// Values that leave a figure as it is, by dimension: neither adjusted nor transformed.
const PLAIN: &[(&str, &[&str])] = &[("ADJUSTMENT", &["N", "NSA"]), ("S_ADJ", &["NSA"]), ("TRANSFORMATION", &["N"])];
/// Values of a dimension that are named in a finding.
const NAMED: usize = 6;

/// The columns beyond those of a long table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    value: usize,
    indicator: Option<usize>,
    area: Option<usize>,
    period: Option<usize>,
    unit: Option<usize>,
    /// `OBS_STATUS`, and Eurostat's `OBS_FLAG`.
    status: Option<usize>,
    power: Option<usize>,
    action: Option<usize>,
    /// Dimensions that no part of a row of ours stands for.
    dimensions: Vec<(usize, String)>,
    /// Whether the dataflow is the indicator.
    is_of_dataflow: bool,
}

/// Returns the id of `id: label`, without the separators that a header may name (`STRUCTURE[;]`).
fn id_of(text: &str) -> &str {
    let text = text.trim().trim_start_matches('\u{FEFF}');
    let id = text.split_once(':').map_or(text, |(id, _)| id.trim());
    match id.split_once('[') {
        Some((bare, rest)) if !bare.is_empty() && rest.ends_with(']') => bare,
        _ => id,
    }
}

/// The id of a status or value, of which `:` is one.
fn code_of(text: &str) -> &str {
    if text.trim() == ":" { ":" } else { id_of(text) }
}

/// A header of such a file.
struct Header<'h> {
    /// The ids as written.
    ids: Vec<&'h str>,
    /// The same in capitals.
    upper: Vec<String>,
    value: usize,
    area: Option<usize>,
    subject: Option<usize>,
}

impl<'h> Header<'h> {
    /// Reads a header; `None` for any other file.
    fn read(cells: &'h [&'h str]) -> Option<Self> {
        let ids: Vec<&str> = cells.iter().map(|c| id_of(c)).collect();
        let upper: Vec<String> = ids.iter().map(|i| i.to_ascii_uppercase()).collect();
        let value = upper.iter().position(|i| i == "OBS_VALUE")?;
        if !matches!(upper.first()?.as_str(), "DATAFLOW" | "STRUCTURE") {
            return None;
        }
        let mut header = Self { ids, upper, value, area: None, subject: None };
        let best = |names: &[&str]| names.iter().find_map(|n| (0..header.ids.len()).find(|i| header.is_named(*i, n)));
        (header.area, header.subject) = (best(AREAS), best(SUBJECTS));
        Some(header)
    }

    fn is_named(&self, column: usize, id: &str) -> bool {
        self.upper.get(column).is_some_and(|i| i == id) && !self.is_label(column)
    }

    fn find(&self, id: &str) -> Option<usize> {
        (0..self.ids.len()).find(|i| self.is_named(*i, id))
    }

    /// Returns whether a column holds the labels of the one before it: its name is not written like an id of this file.
    fn is_label(&self, column: usize) -> bool {
        let Some(id) = self.ids.get(column) else { return false };
        // Where an area stands in capitals, dimensions do; Eurostat writes them in small letters.
        let is_lower = !self.ids.iter().any(|i| AREAS.contains(i));
        let has = |is: fn(&char) -> bool| id.chars().any(|c| is(&c));
        let is_fixed = ASIDE.contains(id) || id.starts_with("OBS_") || *id == "TIME_PERIOD" || *id == "CONF_STATUS";
        match is_lower {
            _ if is_fixed => false,
            true => has(char::is_ascii_uppercase) || id.contains(' '),
            false => has(char::is_ascii_lowercase) || id.contains(' '),
        }
    }

    /// Returns the columns that tell figures apart and that nothing of ours stands for.
    fn dimensions(&self) -> Vec<(usize, String)> {
        let is_known = |column: usize| {
            let id = self.upper.get(column).map_or("", String::as_str);
            Some(column) == self.area
                || Some(column) == self.subject
                || self.is_label(column)
                || ASIDE.contains(&id)
                || matches!(id, "TIME_PERIOD" | "UNIT_MEASURE" | "UNIT")
        };
        // Behind the value stand attributes, which describe a figure and tell none apart.
        let all = (0..self.value).filter(|c| !is_known(*c));
        all.filter_map(|c| Some((c, (*self.ids.get(c)?).to_owned()))).collect()
    }

    /// Returns the column of the dataflow.
    fn dataflow(&self) -> Option<usize> {
        self.find("STRUCTURE_ID").or_else(|| self.find("DATAFLOW"))
    }

    /// Returns the column that says what a figure is of: where nothing else does, the dataflow.
    fn indicator(&self, said: Option<&str>) -> Option<usize> {
        match (said, self.subject) {
            (Some(_), _) => None,
            (None, subject) => subject.or_else(|| self.dataflow()),
        }
    }
}

/// Says what the columns of such a file mean, but for those of which it was said; `None` for any other. Where the indicator
/// of the whole file was said, no column is asked for it.
pub(super) fn given(
    columns: &[Vec<String>],
    said: &[Option<Given>],
    indicator: Option<&str>,
) -> Option<Vec<Option<Given>>> {
    let cells: Vec<&str> = columns.iter().map(|parts| parts.first().map_or("", String::as_str)).collect();
    let header = Header::read(&cells)?;
    let indicator = header.indicator(indicator);
    let dimensions = header.dimensions();
    let role = |i: usize| {
        let id = header.upper.get(i).map_or("", String::as_str);
        Some(Given::Role(match id {
            _ if Some(i) == header.area => Role::Entity,
            _ if Some(i) == indicator => Role::Indicator,
            _ if header.is_label(i) || Some(i) == header.subject || dimensions.iter().any(|(d, _)| *d == i) => {
                return Some(Given::Ignored);
            }
            "TIME_PERIOD" => Role::Period,
            "OBS_VALUE" => Role::Value,
            "OBS_STATUS" | "OBS_FLAG" => Role::Status,
            "UNIT_MEASURE" | "UNIT" => Role::Unit,
            _ if ASIDE.contains(&id) => return Some(Given::Ignored),
            _ => return None,
        }))
    };
    let own: Vec<Option<Given>> = (0..columns.len()).map(role).collect();
    let of_mapping = |i: usize| said.get(i).cloned().flatten();
    Some(own.into_iter().enumerate().map(|(i, own)| of_mapping(i).or(own)).collect())
}

/// Finds the columns of such a file in its header.
pub(super) fn columns(cells: &[String], layout: &Layout, indicator: Option<&str>) -> Option<Columns> {
    let Layout::Long(long) = layout else { return None };
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let Some(header) = Header::read(&cells) else { return bracketed(&cells, long.value) };
    Some(Columns {
        value: long.value,
        indicator: long.indicator,
        area: long.who.name,
        period: long.period,
        unit: long.unit,
        status: long.status,
        power: header.find("UNIT_MULT"),
        action: header.find("ACTION"),
        dimensions: header.dimensions(),
        is_of_dataflow: long.indicator.is_some()
            && header.subject.is_none()
            && header.indicator(indicator) == long.indicator,
    })
}

/// Finds the dimensions of a table of the United Nations, which stand in brackets: `[Sex]`, `[Age]`.
fn bracketed(cells: &[&str], value: usize) -> Option<Columns> {
    let name = |c: &str| c.trim().strip_prefix('[').and_then(|c| c.strip_suffix(']')).map(|_| c.trim().to_owned());
    let dimensions: Vec<(usize, String)> =
        cells.iter().enumerate().filter_map(|(i, c)| Some((i, name(c)?))).filter(|(i, _)| *i != value).collect();
    (!dimensions.is_empty()).then_some(Columns {
        value,
        indicator: None,
        area: None,
        period: None,
        unit: None,
        status: None,
        power: None,
        action: None,
        dimensions,
        is_of_dataflow: false,
    })
}

/// What a row was turned into.
pub(super) enum Rewritten<'r> {
    /// A row of a long table.
    Observation(RawRow<'r>),
    /// A row that takes back what it names.
    Withdrawal(RawRow<'r>),
}

/// What a dimension held in rows that were left out.
#[derive(Default)]
struct Unread {
    values: BTreeSet<String>,
    n_rows: u64,
    first_row: u32,
    has_total: bool,
}

/// Turns rows into those of a long table.
#[derive(Default)]
pub(super) struct Rewriter {
    text: Vec<u8>,
    cells: Vec<(u32, u32)>,
    unread: BTreeMap<(usize, String), Unread>,
    dataflows: BTreeSet<String>,
}

impl Rewriter {
    /// Returns a row as a long table has it; `None` where it is left aside.
    pub(super) fn row<'r>(
        &'r mut self,
        loader: &mut Loader<'_>,
        (columns, filter): (&Columns, &RowFilter),
        at: At<'_>,
        row: RawRow<'_>,
    ) -> Option<Rewritten<'r>> {
        let get = |column: Option<usize>| column.map_or(String::new(), |c| text_of(row.cell(c)).into_owned());
        if !self.is_whole(columns, filter, row) {
            return None;
        }
        self.text.clear();
        self.cells.clear();
        for column in 0..row.len() {
            let cell = Some(column);
            let text = get(cell);
            let new = if cell == columns.indicator && columns.is_of_dataflow {
                self.dataflow(&text, loader)
            } else if cell == columns.indicator {
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
                value(&text, &get(columns.power), code_of(&get(columns.status)))
            } else {
                text
            };
            let start = self.text.len() as u32;
            self.text.extend_from_slice(new.as_bytes());
            self.cells.push((start, self.text.len() as u32));
        }
        let is_withdrawn = id_of(&get(columns.action)).eq_ignore_ascii_case("D");
        let row = RawRow::new(row.number, &self.text, &self.cells);
        Some(if is_withdrawn { Rewritten::Withdrawal(row) } else { Rewritten::Observation(row) })
    }

    /// Returns whether a row is of the whole in every dimension, or of the value that was chosen.
    fn is_whole(&mut self, columns: &Columns, filter: &RowFilter, row: RawRow<'_>) -> bool {
        let mut is_whole = true;
        for (column, dimension) in columns.dimensions.iter().filter(|(c, _)| !filter.fixes(*c)) {
            let text = text_of(row.cell(*column));
            let id = id_of(&text);
            let upper = id.to_ascii_uppercase();
            let name = dimension.to_ascii_uppercase();
            let is_plain = PLAIN.iter().any(|(d, values)| *d == name && values.contains(&upper.as_str()));
            let is_total = is_plain || TOTALS.contains(&upper.as_str());
            let seen = self.unread.entry((*column, dimension.clone())).or_default();
            seen.has_total |= is_total;
            if is_total {
                continue;
            }
            is_whole = false;
            seen.n_rows += 1;
            seen.first_row = if seen.n_rows == 1 { row.number } else { seen.first_row };
            if seen.values.len() < NAMED {
                seen.values.insert(id.to_owned());
            }
        }
        is_whole
    }

    /// Returns the indicator of a dataflow: `ESTAT:LFSI_EMP_A(1.0)` and `OECD:DSD@DF(1.0)` by any part that is a name.
    fn dataflow(&mut self, text: &str, loader: &Loader<'_>) -> String {
        let bare = text.split('(').next().unwrap_or(text).trim();
        let flow = bare.rsplit([':', '@']).next().unwrap_or(bare);
        match [text, bare, flow].into_iter().find(|t| loader.indicator_of(t).is_some()) {
            Some(found) => found.to_owned(),
            None => {
                self.dataflows.insert(flow.to_owned());
                flow.to_owned()
            }
        }
    }

    /// Says what was left out.
    pub(super) fn report(self, sheet: &Sheet, header_row: u32, findings: &mut Findings) {
        for dataflow in self.dataflows {
            let dataflow = super::cell::shown(&dataflow);
            findings.add(At { sheet, row: header_row, column: 1 }, DataProblem::DataflowUnknown { dataflow });
        }
        for ((column, dimension), unread) in self.unread {
            let Unread { values, n_rows, first_row, has_total } = unread;
            if n_rows == 0 {
                continue;
            }
            let at = At { sheet, row: first_row, column: column as u32 + 1 };
            let values: Vec<String> = values.iter().map(|v| super::cell::shown(v)).collect();
            let dimension = super::cell::shown(&dimension);
            if has_total {
                let list = values.join("、");
                let what = || {
                    Both::of(
                        format!("维度 `{dimension}` 为 {list} 的行（另有合计）"),
                        format!("rows with `{dimension}` {list}, beside the total"),
                    )
                };
                findings.ignore_many(at, &format!("dimension {dimension}"), n_rows, what);
            } else {
                findings.add(at, DataProblem::DimensionUnread { dimension, values, rows: n_rows });
            }
        }
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
        // Eurostat and OECD say of what the percentage is: PC_POP, PT_LF_SUB.
        id if id.starts_with("PC_") || id.starts_with("PT_") => "%".to_owned(),
        "CNY" | "RMB" => "元".to_owned(),
        "PS" | "PERS" | "PERSON" | "PER" => "人".to_owned(),
        "NUMBER" | "NB" | "NR" | "_Z" | "" => String::new(),
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
    match code_of(text) {
        "P" | "p" => "初步".to_owned(),
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
            // What is forecast gives way to whatever was counted.
            if id.eq_ignore_ascii_case("F") { "初步".to_owned() } else { String::new() }
        }
    }
}

/// Returns a value times its power of ten, as text.
fn value(text: &str, power: &str, status: &str) -> String {
    let is_missing = text == "NaN" || text == ":";
    if text.is_empty() || is_missing {
        return if MISSING.contains(&status) || is_missing { "-".to_owned() } else { String::new() };
    }
    match id_of(power) {
        "" | "0" => text.to_owned(),
        power if text.contains(['e', 'E']) => format!("{text}×10^{power}"),
        power => format!("{text}e{power}"),
    }
}
