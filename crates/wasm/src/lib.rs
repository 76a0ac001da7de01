//! dabiao in a page: files that the host puts in, one request in JSON, one answer.
//!
//! | module | does |
//! |---|---|
//! | [`shelf`] | the files, in memory: what is put there is all that there is |
//! | [`desk`] | a request of `dabiao_border` to its answer; and the language server of the editor |
//! | `memory` | the functions that the module exports; only there on WASM |
//!
//! INVARIANT: no file system, no clock, no network, no state but shelf and editor; the answer to `eval` as JSON is byte for
//! byte what the command line writes. A trap ends the instance and nothing else: the host throws it away and makes a new one.
//! Next: `desk`.

pub mod desk;
#[cfg(target_arch = "wasm32")]
mod memory;
pub mod shelf;

pub use dabiao_border::{Answer, Status};
pub use desk::Desk;
pub use shelf::Shelf;
