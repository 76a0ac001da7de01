//! What somebody asks to be loaded.

use std::num::NonZeroUsize;

use dabiao_lang::model::Schema;

use super::decode::Encoding;

/// What to load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// Files and folders of statistics; a folder may hold the roster too.
    pub paths: Vec<String>,
    /// The roster; rosters among `paths` are then left aside. Without one those count that the plans name
    /// ([`Schema::rosters`]), else those among `paths`.
    pub roster: Option<String>,
    /// The encoding of all text files, where it is not to be found out.
    pub encoding: Option<Encoding>,
    /// The mapping file; without one, every `dabiao.toml` in the folders counts.
    pub mapping: Option<String>,
    /// How many threads read, where the files can be read by several; without a number, as many as the machine has. What is
    /// read does not depend on it.
    pub threads: Option<NonZeroUsize>,
}

impl LoadRequest {
    /// Returns the rosters that are named: in the request, else by the plans.
    pub fn rosters<'a>(&'a self, schema: &'a Schema) -> impl Iterator<Item = &'a str> {
        let of_plans = schema.rosters.iter().filter(|_| self.roster.is_none()).map(|r| &*r.path);
        self.roster.as_deref().into_iter().chain(of_plans)
    }
}
