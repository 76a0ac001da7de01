//! Changes as people and programs read them: side by side, for a pull request, as a page, as JSON; and which of them
//! somebody has accepted.

mod words;

pub use words::{kind_word, tone};
