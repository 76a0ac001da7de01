//! Evidence: what a sealed evaluation consists of, and what is wrong with a bundle that does not prove its report.
//!
//! A bundle is a folder:
//!
//! | file | holds |
//! |---|---|
//! | `inputs/…` | every file that the evaluation read, byte for byte |
//! | `report.json` | the report by the JSON contract |
//! | `explanations.md` | how each verdict came about |
//! | `seal.toml` | the command, the version of the tool, and under which name each input was read: [`Seal`] |
//! | `SHA256SUMS` | the digest of each of these files, as `sha256sum -c` reads it: [`Sums`] |
//!
//! The SHA-256 of `SHA256SUMS` is the one digest of all. Nothing here touches a disk: `cli` copies, runs again and hands
//! over what it found. INVARIANT: the same evaluation gives the same bundle, byte for byte; no path of a bundle leads
//! out of it.

mod document;
mod finding;
mod json;
mod path;
mod report;
mod seal;
mod sums;

pub use document::document;
pub use finding::{Finding, Kind, Outcome, Signature};
pub use json::{VerifyJson, verify};
pub use path::{is_safe, shelf};
pub use report::{explanations, reports};
pub use seal::{Folder, Input, Seal, SealError};
pub use sums::{Sums, SumsError, hex};

/// The file of digests.
pub const SUMS: &str = "SHA256SUMS";
/// The signature of [`SUMS`], which lies beside it and is in no list.
pub const SIGNATURE: &str = "SHA256SUMS.sig";
/// The file that says how to run the evaluation again.
pub const SEAL: &str = "seal.toml";
/// The report by contract.
pub const REPORT: &str = "report.json";
/// How each verdict came about.
pub const EXPLANATIONS: &str = "explanations.md";
