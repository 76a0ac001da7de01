//! The sentences for what is found while reasoning over targets.

use super::words::problems;

problems! {
    /// Found while reasoning over targets.
    pub enum LintProblem {
        /// Placeholder until the stage is written.
        Placeholder { what: String } = "placeholder-lint" Error
            en: "{what}",
            zh: "{what}";
    }
}
