//! The sentences for what is found while reading rosters and statistics.

use super::words::problems;

problems! {
    /// Found while reading rosters and statistics.
    pub enum DataProblem {
        /// Placeholder until the stage is written.
        Placeholder { what: String } = "placeholder-data" Error
            en: "{what}",
            zh: "{what}";
    }
}
