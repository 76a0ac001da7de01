//! Findings as workflow commands, which a code host shows beside the changed lines.
//!
//! One line for a finding: `::error file=a.rules,line=3,col=5,endLine=3,endColumn=9,title=code::message`.

use crate::place::Places;
use dabiao_lang::diag::{Diagnostic, Lang, Place, Severity, signs};

/// Returns the workflow command of a finding, without a line end.
pub fn command(d: &Diagnostic, places: &Places<'_>, lang: Lang) -> String {
    let name = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut message = d.problem.message(lang);
    if let Some(help) = d.problem.help(lang) {
        message.push('\n');
        message.push_str(&help);
    }
    format!("::{name} {}title={}::{}", properties(&d.place, places), property(d.code()), data(&message))
}

fn properties(place: &Place, places: &Places<'_>) -> String {
    match place {
        Place::Span(span) => {
            let at = places.extent(*span);
            format!(
                "file={},line={},col={},endLine={},endColumn={},",
                property(places.sources().name(*span)),
                at.start.line,
                at.start.column,
                at.end.line,
                at.end.column
            )
        }
        Place::Cell(cell) => {
            format!("file={},line={},col={},", property(&cell.file), cell.row.max(1), cell.column.max(1))
        }
        Place::Nowhere => String::new(),
    }
}

fn data(text: &str) -> String {
    signs(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
