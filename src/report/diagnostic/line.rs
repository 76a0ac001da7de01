//! One line for a finding: `rules/a.rules:12:20: error[unit-missing]: …`.

use super::severity;
use crate::diag::{Cell, Diagnostic, Lang, Place};
use crate::report::place::Places;

/// Returns one line, without a line end.
pub fn line(d: &Diagnostic, places: &Places<'_>, lang: Lang) -> String {
    let at = place(&d.place, places).map_or(String::new(), |p| format!("{p}: "));
    let message = d.problem.message(lang);
    format!("{at}{}[{}]: {}", severity(d.severity, lang), d.code(), one_line(&message))
}

/// Returns a place as `file:line:column`, or `file [sheet]:row:column` in a workbook.
pub fn place(place: &Place, places: &Places<'_>) -> Option<String> {
    match place {
        Place::Span(span) => {
            let start = places.extent(*span).start;
            Some(format!("{}:{start}", places.sources().name(*span)))
        }
        Place::Cell(cell) => Some(cell_place(cell)),
        Place::Nowhere => None,
    }
}

fn cell_place(cell: &Cell) -> String {
    let mut text = file_and_sheet(cell);
    for n in [cell.row, cell.column].into_iter().take_while(|n| *n > 0) {
        text.push_str(&format!(":{n}"));
    }
    text
}

/// Returns the file of a cell, with its sheet in brackets.
pub(super) fn file_and_sheet(cell: &Cell) -> String {
    match &cell.sheet {
        Some(sheet) => format!("{} [{sheet}]", cell.file),
        None => cell.file.clone(),
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
