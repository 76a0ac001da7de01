//! The library as a function from printed files to what its report says, in plain words and numbers.

use super::print::Files;
use dabiao::diag::{Diagnostic, Lang};
use dabiao::source::SourceMap;

/// Returns the errors that the library finds in the rules alone.
pub fn rule_errors(files: &Files) -> Vec<String> {
    let loaded = dabiao::check::load_text("case.rules", &files.rules);
    words(&loaded.sources, &loaded.diagnostics)
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

/// Returns the report of the library as the document of the contract.
pub fn report(_world: &super::world::World, _files: &Files) -> Result<serde_json::Value, String> {
    Err("the evaluator has not landed".to_owned())
}
