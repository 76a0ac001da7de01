//! Passages to findings: every number of a passage with what it is, and for targets all that a rule needs.
//!
//! `doubt` says what is uncertain and what it costs. `marks` finds numbers, dates, quotes and stops; `dates` reads times; `subject` finds the words that name what is
//! measured; `signs` reads comparators; `fate` tells targets from other numbers; `read` goes through a passage and
//! carries over what a sentence leaves unsaid. The words are in `tables`.

mod dates;
mod doubt;
mod fate;
mod lists;
mod marks;
mod read;
mod scope;
mod signs;
mod subject;

pub use dates::When;
pub use doubt::Doubt;
pub use fate::Fate;
pub use marks::{Amount, Mark, MarkKind, PER_HEADS, amount_in, scan};
pub use read::{Context, Found, Passage, Target, read, read_marks};
pub use scope::Scope;
pub use signs::{Asked, Form, asked, strip as strip_signs};
pub use subject::finish_name;
