//! One line for a finding: `rules/a.rules:12:20: error[unit-missing]: …`.

use super::severity;
use crate::place::Places;
use dabiao_lang::diag::{Diagnostic, Lang, Place, signs};

/// Returns one line, without a line end.
pub fn line(d: &Diagnostic, places: &Places<'_>, lang: Lang) -> String {
    let at = place(&d.place, places).map_or(String::new(), |p| format!("{p}: "));
    let message = d.problem.message(lang);
    format!("{at}{}[{}]: {}", severity(d.severity, lang), d.code(), one_line(&message))
}

/// Returns a place as `file:line:column`, or `file Sheet1!C7` in a workbook.
pub fn place(place: &Place, places: &Places<'_>) -> Option<String> {
    match place {
        Place::Span(span) => {
            let start = places.extent(*span).start;
            Some(format!("{}:{start}", signs(places.sources().name(*span))))
        }
        Place::Cell(cell) => Some(signs(&cell.to_string()).into_owned()),
        Place::Nowhere => None,
    }
}

fn one_line(text: &str) -> String {
    signs(text).replace(['\n', '\r'], " ")
}
