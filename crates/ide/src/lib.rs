//! What an editor asks of rules while they are written: pure functions over a [`Snapshot`], no protocol.
//!
//! | to | module | takes | gives |
//! |---|---|---|---|
//! | see what is wrong | [`findings`] | a file | findings with place, words, page and fix |
//! | write | [`complete`] | a place | what may stand there, ranked, with the text to insert |
//! | understand | [`hover`], [`hints`], [`lens`] | a place, a file | cards, base units and due dates, verdicts over rules |
//! | move | [`navigate`], [`outline`] | a place, a file | definitions, uses; 方案 > 组 > 规则, folds |
//! | change | [`rename`], [`layout`], [`actions`] | a place, a range | edits |
//! | look | [`colours`] | a file | what each word is |
//!
//! A snapshot is files, and where there are data a dataset and a day; [`overlay::Overlay`] lays the texts of an editor over
//! files. Inside everything counts in bytes; [`border`] turns them into the lines and UTF-16 units of editors and back.
//! INVARIANT: no clock, no files but through `Files`, no state: the same snapshot gives the same answer.

pub mod actions;
pub mod border;
pub mod colours;
pub mod complete;
mod context;
pub mod edit;
pub mod findings;
pub mod hints;
pub mod hover;
pub mod layout;
pub mod lens;
pub mod navigate;
pub mod outline;
pub mod overlay;
pub mod rename;
pub mod scan;
pub mod snapshot;
pub mod symbol;

pub use edit::TextEdit;
pub use snapshot::{Facts, Snapshot};
