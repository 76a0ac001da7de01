//! Findings that need reasoning over several rules: one file for each, named for what it finds.
//!
//! Takes a model whose types are checked, gives warnings; a lint never makes a rule invalid. To add one, write
//! `lint/<name>.rs` with a function of the shape [`Lint`] and list it in [`LINTS`].

use crate::diag::Diagnostic;
use crate::model::Model;

/// A lint: looks at the whole model and adds what it finds.
pub type Lint = fn(&Model, &mut Vec<Diagnostic>);

/// All lints, in the order in which they run.
const LINTS: &[Lint] = &[];

/// Runs every lint.
pub fn run(model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for lint in LINTS {
        lint(model, &mut found);
    }
    found
}
