//! The sentences for what is found while reading rule text.

use super::words::problems;

problems! {
    /// Found while reading rule text.
    pub enum SyntaxProblem {
        /// Placeholder until the stage is written.
        Placeholder { what: String } = "placeholder-syntax" Error
            en: "{what}",
            zh: "{what}";
    }
}
