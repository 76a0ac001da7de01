//! The library as a function from printed files to what its report says, in plain words and numbers.

use super::print::Files;
use dabiao::diag::{Diagnostic, Lang};
use dabiao::source::SourceMap;

/// Returns the errors that the library finds in the rules alone.
pub fn syntax_errors(files: &Files) -> Vec<String> {
    let mut sources = SourceMap::new();
    let id = sources.add("case.rules", files.rules.clone());
    let (_, diagnostics) = dabiao::syntax::parse(sources.get(id).unwrap());
    words(&sources, &diagnostics)
}

fn words(sources: &SourceMap, diagnostics: &[Diagnostic]) -> Vec<String> {
    let place = |d: &Diagnostic| match &d.place {
        dabiao::diag::Place::Span(span) => format!("{} `{}`", sources.position(*span), sources.slice(*span)),
        other => format!("{other:?}"),
    };
    (diagnostics.iter().filter(|d| d.is_error()))
        .map(|d| format!("{} {}: {}", d.code(), place(d), d.problem.message(Lang::En)))
        .collect()
}
