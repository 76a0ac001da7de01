//! From a document to proposed rules: deterministic, explainable, and with a word on every number.
//!
//! | stage | from | to |
//! |---|---|---|
//! | `read` | the bytes of txt, Markdown, HTML, docx, PDF | [`Document`]: one text and its blocks |
//! | `outline` | blocks | plans, sections, passages |
//! | `line`, `numeral` | a passage | one spelling, with the place of each character |
//! | `phrase` | a passage | each number with what it is; targets with name, sign, figure, time, scope |
//! | `table` | a table | the same, from an indicator table's columns |
//! | `offices`, `plan` | passages | who answers, and what the document says of itself |
//! | [`propose`] | all of these | [`Draft`] |
//! | `write`, `json`, `page` | a draft | a rule file, the JSON contract, an HTML page |
//!
//! `cite` goes the other way: it proves that rules and document agree. The words of plans are in `tables`.
//! INVARIANT: time is linear in the length of the document, and no input panics.

pub mod catalog;
pub mod cite;
pub mod document;
pub mod json;
mod line;
mod numeral;
mod offices;
mod outline;
#[cfg(feature = "html")]
pub mod page;
mod phrase;
mod plan;
mod problem;
mod proposal;
mod propose;
pub mod read;
mod table;
mod tables;
pub mod write;

pub use document::{Block, BlockKind, Document, Range};
pub use offices::Offices;
pub use outline::{Outline, Section};
pub use phrase::{Asked, Fate, Form, Scope, Target, When};
pub use plan::Plan;
pub use problem::CiteProblem;
pub use proposal::{Draft, Number, Proposal};
pub use propose::propose;
