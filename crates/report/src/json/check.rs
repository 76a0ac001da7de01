//! `dabiao.check/1`: what was found in rule text and data files.

use serde::Serialize;

use crate::place::{Extent, Places};
use dabiao_lang::diag::{self, Cell, Diagnostic, Lang, Place, Safety};
use dabiao_lang::source::{SourceMap, Span};

/// The document.
#[derive(Debug, Serialize)]
pub struct CheckJson<'a> {
    schema: &'static str,
    diagnostics: Vec<DiagnosticJson<'a>>,
}

#[derive(Debug, Serialize)]
struct DiagnosticJson<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(flatten)]
    place: PlaceJson<'a>,
    rules: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<LabelJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixJson<'a>>,
}

/// Where something is. In a data file `line` is the row; what is in no one place has nothing but nulls.
#[derive(Debug, Default, Serialize)]
pub(super) struct PlaceJson<'a> {
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Debug, Serialize)]
struct LabelJson<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: PlaceJson<'a>,
}

#[derive(Debug, Serialize)]
struct FixJson<'a> {
    replacement: &'a str,
    safety: &'static str,
    #[serde(flatten)]
    place: PlaceJson<'a>,
}

impl<'a> PlaceJson<'a> {
    pub(super) fn of(places: &Places<'a>, place: &'a Place) -> Self {
        match place {
            Place::Span(span) => Self::span(places, *span),
            Place::Cell(cell) => Self::cell(cell),
            Place::Nowhere => Self::default(),
        }
    }

    fn span(places: &Places<'a>, span: Span) -> Self {
        let Extent { start, end } = places.extent(span);
        Self {
            file: Some(places.sources().name(span)),
            sheet: None,
            line: Some(start.line),
            column: Some(start.column),
            end_line: Some(end.line),
            end_column: Some(end.column),
        }
    }

    fn cell(cell: &'a Cell) -> Self {
        let (line, column) = (cell.row.max(1), cell.column.max(1));
        Self {
            file: Some(&cell.file),
            sheet: cell.sheet.as_deref(),
            line: Some(line),
            column: Some(column),
            end_line: Some(line),
            end_column: Some(column + u32::from(cell.column > 0)),
        }
    }
}

/// Returns the document for a list of findings, in the order of the list.
///
/// # Units
/// Columns count characters from 1; an end column is one past the last character.
pub fn check<'a>(diagnostics: &'a [Diagnostic], sources: &'a SourceMap, lang: Lang) -> CheckJson<'a> {
    let places = Places::new(sources);
    CheckJson {
        schema: "dabiao.check/1",
        diagnostics: diagnostics.iter().map(|d| diagnostic(&places, d, lang)).collect(),
    }
}

fn diagnostic<'a>(places: &Places<'a>, d: &'a Diagnostic, lang: Lang) -> DiagnosticJson<'a> {
    DiagnosticJson {
        code: d.code(),
        severity: d.severity.as_str(),
        message: d.problem.message(lang),
        help: d.problem.help(lang),
        place: PlaceJson::of(places, &d.place),
        rules: &d.rules,
        labels: d.labels.iter().map(|l| label(places, l, lang)).collect(),
        fix: d.fix.as_ref().map(|f| FixJson {
            replacement: &f.replacement,
            safety: safety(f.safety),
            place: PlaceJson::span(places, f.span),
        }),
    }
}

fn label<'a>(places: &Places<'a>, label: &'a diag::Label, lang: Lang) -> LabelJson<'a> {
    LabelJson { message: label.text.get(lang), place: PlaceJson::span(places, label.span) }
}

fn safety(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
        Safety::DisplayOnly => "display-only",
    }
}
