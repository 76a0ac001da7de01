//! The words of plans, in tables: what a phrase means is read here, how phrases combine is in `phrase`.
//!
//! To teach the draft a word, add it to the table that it belongs to; longer words win over shorter ones.

pub mod names;
pub mod notes;
pub mod signs;
pub mod times;
pub mod units;
