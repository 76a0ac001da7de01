//! How much a session may hold and read, and how long somebody waits for an answer.

use std::time::Duration;

/// The limits of a session. What goes beyond one is refused as a whole: nothing is cut off and judged.
///
/// How deep rules may be nested is limited by the language itself, and JSON by its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files together, and of one request.
    pub n_bytes: u64,
    /// Lines of text that one request may read from files, rules and data together.
    pub n_lines: u64,
    /// How long an answer may take; `None` waits for ever. What was begun reads no further, and its result is dropped.
    pub time: Option<Duration>,
}

impl Default for Limits {
    /// 4 GiB, 200 million lines, no limit of time.
    fn default() -> Self {
        Self { n_bytes: 4 << 30, n_lines: 200_000_000, time: None }
    }
}
