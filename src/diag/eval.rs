//! The sentences for what is found while bringing rules and data together.

use super::words::problems;

problems! {
    /// Found while bringing rules and data together.
    pub enum EvalProblem {
        /// Placeholder until the stage is written.
        Placeholder { what: String } = "placeholder-eval" Error
            en: "{what}",
            zh: "{what}";
    }
}
