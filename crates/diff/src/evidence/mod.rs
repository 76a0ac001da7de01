//! Evidence: what a sealed evaluation consists of, and what is wrong with a bundle that does not prove its report.
//!
//! A bundle is a folder:
//!
//! | file | holds |
//! |---|---|
//! | `inputs/…` | every file that the evaluation read, byte for byte |
//! | `report.json` | the report by the JSON contract |
//! | `explanations.md` | how each verdict came about |
//! | `changes.json` | where asked for: what changed since older rules, who accepted it, whose verdict flips |
//! | `seal.toml` | command, version, day, person, commit, digests, and under which name each input was read: [`Seal`] |
//! | `statement.json` | the same as an in-toto statement |
//! | `SHA256SUMS` | the digest of each of these files, as `sha256sum -c` reads it: [`Sums`] |
//!
//! Beside `SHA256SUMS`, and in no list, may lie its signature and a time stamp of it. The SHA-256 of `SHA256SUMS` is the
//! one digest of all. Nothing here touches a disk: `cli` copies, runs again and hands
//! over what it found. INVARIANT: the same evaluation gives the same bundle, byte for byte; no path of a bundle leads
//! out of it.

mod document;
mod finding;
mod json;
mod path;
mod report;
mod seal;
mod statement;
mod sums;

pub use document::document;
pub use finding::{Facts, Finding, Kind, Outcome, Signature, Stamp};
pub use json::{VerifyJson, verify};
pub use path::{is_safe, shelf};
pub use report::{explanations, reports};
pub use seal::{Digests, Folder, Input, Seal, SealError, Sealed, SealedCommit};
pub use statement::statement;
pub use sums::{Sums, SumsError, hex};

/// The file of digests.
pub const SUMS: &str = "SHA256SUMS";
/// The signature of [`SUMS`], which lies beside it and is in no list.
pub const SIGNATURE: &str = "SHA256SUMS.sig";
/// The time stamp of [`SUMS`] by RFC 3161, which lies beside it and is in no list.
pub const STAMP: &str = "SHA256SUMS.tsr";
/// The seal as an in-toto statement.
pub const STATEMENT: &str = "statement.json";
/// What changed since older rules.
pub const CHANGES: &str = "changes.json";
/// The file that says how to run the evaluation again.
pub const SEAL: &str = "seal.toml";
/// The report by contract.
pub const REPORT: &str = "report.json";
/// How each verdict came about.
pub const EXPLANATIONS: &str = "explanations.md";
