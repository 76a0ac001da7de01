//! The sentences for what is found while checking types and meaning.

use super::words::problems;

problems! {
    /// Found while checking types and meaning.
    pub enum CheckProblem {
        /// Placeholder until the stage is written.
        Placeholder { what: String } = "placeholder-check" Error
            en: "{what}",
            zh: "{what}";
    }
}
