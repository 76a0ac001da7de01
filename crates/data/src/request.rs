//! What somebody asks to be loaded.

use std::num::NonZeroUsize;

use super::decode::Encoding;

/// What to load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// Files and folders of statistics; a folder may hold the roster too.
    pub paths: Vec<String>,
    /// The roster; rosters among `paths` are then left aside.
    pub roster: Option<String>,
    /// The encoding of all text files, where it is not to be found out.
    pub encoding: Option<Encoding>,
    /// The mapping file; without one, every `dabiao.toml` in the folders counts.
    pub mapping: Option<String>,
    /// How many threads read, where the files can be read by several; without a number, as many as the machine has. What is
    /// read does not depend on it.
    pub threads: Option<NonZeroUsize>,
}
