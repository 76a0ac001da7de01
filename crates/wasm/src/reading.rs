//! Rules and figures from the shelf, or the answer that says why there are none.

use dabiao_data::{Dataset, Progress};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::source::SourceMap;

use crate::answer::Answer;
use crate::request::Inputs;
use crate::shelf::Shelf;

/// Reads rules; text that cannot be read is the answer.
pub(crate) fn rules(shelf: &Shelf, paths: &[String], lang: Lang) -> Result<Loaded, Answer> {
    let loaded = dabiao_data::rules::load_to_evaluate(shelf, paths);
    if loaded.is_unreadable() {
        let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
        return Err(Answer::unreadable(&errors, &loaded.sources, lang));
    }
    Ok(loaded)
}

/// Reads figures for rules; where there is nothing that could be read, why is the answer.
pub(crate) fn figures(
    shelf: &Shelf,
    inputs: &Inputs,
    loaded: &Loaded,
    waiting: &mut dyn Progress,
) -> Result<Dataset, Answer> {
    let schema = &loaded.rules.model().schema;
    let (data, found) = dabiao_data::load_with(shelf, &inputs.load_request(), schema, waiting);
    data.ok_or_else(|| Answer::unreadable(&found.iter().collect::<Vec<_>>(), &SourceMap::new(), inputs.lang()))
}
