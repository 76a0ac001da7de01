//! The hidden sheet of our own forms, which says what the visible ones hold; `docs/forms.md` is the contract.

use std::io;
use std::sync::Arc;

use super::header::{Given, Role};
use super::reader::Rows;
use super::table::Said;
use super::units;
use dabiao_lang::model::{Period, Schema};

/// The name of the sheet.
pub(super) const SHEET: &str = "dabiao_form";
/// The most rows and columns that are looked at.
const ROW_LIMIT: usize = 20_000;
/// The last column of a sheet.
const COLUMN_LIMIT: usize = 16_384;

/// What a form says of its sheets, by their names; `None` of one that holds no figures.
pub(super) type Marks = Vec<(String, Option<Arc<Said>>)>;

/// Reads the sheet; `None` where it is not of this contract.
pub(super) fn read(schema: &Schema, rows: &mut dyn Rows) -> io::Result<Option<Marks>> {
    let mut marks: Vec<(String, Said)> = Vec::new();
    let (mut submitter, mut aside) = (None, Vec::new());
    let mut is_first = true;
    for _ in 0..ROW_LIMIT {
        let Some(row) = rows.next_row()? else { break };
        let cells: Vec<String> = row.iter().map(|c| String::from_utf8_lossy(c).trim().to_owned()).collect();
        let cell = |i: usize| cells.get(i).map_or("", String::as_str);
        if is_first && (cell(0) != "dabiao.form" || cell(1) != "1") {
            return Ok(None);
        }
        is_first = false;
        match (cell(0), marks.last_mut()) {
            ("sheet", _) => {
                let said = Said { submitter: submitter.clone(), is_form: true, ..Said::default() };
                marks.push((cell(1).to_owned(), said));
            }
            ("aside", _) => aside.push((cell(1).to_owned(), None)),
            ("submitter", None) => submitter = code_or_name(cell(1), cell(2)),
            ("submitter", Some((_, said))) => said.submitter = code_or_name(cell(1), cell(2)).or(said.submitter.take()),
            ("header", Some((_, said))) => said.header = cell(1).parse().ok().map(|n| (n, n)),
            ("period", Some((_, said))) => said.period = Period::parse(cell(1)),
            ("column", Some((_, said))) => column(schema, said, &cells),
            _ => {}
        }
    }
    let described = marks.into_iter().map(|(name, said)| (name, Some(Arc::new(said))));
    Ok(Some(described.chain(aside).collect()))
}

fn code_or_name(code: &str, name: &str) -> Option<String> {
    [code, name].into_iter().find(|t| !t.is_empty()).map(str::to_owned)
}

fn column(schema: &Schema, said: &mut Said, cells: &[String]) {
    let cell = |i: usize| cells.get(i).map_or("", String::as_str);
    let Some(column) = cell(1).parse::<usize>().ok().filter(|n| (1..=COLUMN_LIMIT).contains(n)) else { return };
    let given = match cell(2) {
        "indicator" if !cell(3).is_empty() => Given::Figure {
            indicator: cell(3).to_owned(),
            unit: units::find(schema, cell(4)),
            period: Period::parse(cell(5)),
        },
        word => match super::header::role_of_word(word) {
            Some(role @ (Role::Code | Role::Entity | Role::Parent)) => Given::Role(role),
            // A sheet that lists one figure below the other.
            Some(role @ (Role::Indicator | Role::Unit | Role::Period | Role::Value)) => Given::Role(role),
            _ => Given::Ignored,
        },
    };
    said.columns.resize(said.columns.len().max(column), None);
    if let Some(slot) = said.columns.get_mut(column - 1) {
        *slot = Some(given);
    }
}
