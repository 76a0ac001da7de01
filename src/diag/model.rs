//! The sentences for what is found while resolving names, units and dates.

use super::words::problems;

problems! {
    /// Found while resolving names, units and dates.
    pub enum ModelProblem {
        /// Placeholder until the stage is written.
        Placeholder { what: String } = "placeholder-model" Error
            en: "{what}",
            zh: "{what}";
    }
}
