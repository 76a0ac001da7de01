//! dabiao in a page: files that the host puts in, one request in JSON, one answer.
//!
//! | module | does |
//! |---|---|
//! | [`shelf`] | the files, in memory: what is put there is all that there is |
//! | [`request`] | what can be asked: the verbs of the command line, with their inputs |
//! | [`answer`] | what a question comes to |
//! | `reading` | rules and figures from the shelf |
//! | [`desk`] | a request to an answer; holds the shelf and the language server of the editor |
//! | `judging`, `writing`, `comparing`, `drafting`, `receiving`, `trying` | one kind of verb each |
//! | `memory` | the functions that the module exports; only there on WASM |
//!
//! INVARIANT: no file system, no clock, no network, no state but shelf and editor; the answer to `eval` as JSON is byte for
//! byte what the command line writes. A trap ends the instance and nothing else: the host throws it away and makes a new one.
//! Next: `desk`.

pub mod answer;
mod comparing;
pub mod desk;
mod drafting;
mod judging;
#[cfg(target_arch = "wasm32")]
mod memory;
mod reading;
mod receiving;
pub mod request;
pub mod shelf;
mod trying;
mod writing;

pub use answer::{Answer, Status};
pub use desk::Desk;
pub use shelf::Shelf;
