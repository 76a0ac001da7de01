//! Reading what several verbs need: rules, data, the day.

use super::Status;
use super::disk::Disk;
use super::output::Output;
use crate::check::{self, Loaded};
use crate::diag::{Diagnostic, Severity};
use crate::report::diagnostic::{Style, picture};
use crate::report::place::Places;
use crate::source::SourceMap;

/// Reads rules and shows their errors; `Err` is the status of a run that cannot go on.
///
/// Rules that have errors of meaning do not stop a run: they are judged `invalid`. Text that cannot be read does.
pub(crate) fn rules(paths: &[String], out: &Output) -> Result<Loaded, Status> {
    let loaded = check::load(&Disk, paths);
    let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    show(&errors, &loaded.sources, out);
    if loaded.is_unreadable() {
        return Err(Status::Failed);
    }
    Ok(loaded)
}

/// Shows findings on standard error.
pub(crate) fn show(diagnostics: &[&Diagnostic], sources: &SourceMap, out: &Output) {
    let places = Places::new(sources);
    let style = if out.is_error_coloured { Style::Coloured } else { Style::Plain };
    for diagnostic in diagnostics {
        out.message(&picture(diagnostic, &places, out.lang, style));
        out.message("");
    }
}
