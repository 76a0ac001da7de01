//! Text to tree and back: parsing with recovery, and the one canonical layout.
//!
//! [`parse`] takes a source and always gives a tree; [`format()`] takes a tree without errors and gives text. `lines` puts
//! comments aside and joins lines, the grammar (`grammar/dabiao.pest`) reads everything else, and the builder (`parse`),
//! which alone names pest's types, makes the tree.

mod date;
mod format;
mod invisible;
pub mod keywords;
mod letter;
mod lines;
mod meaning;
mod parse;
pub mod tree;
pub mod uses;
mod wording;

pub use format::{FormatStyle, KeywordStyle, format};
pub(crate) use invisible::add_characters as add_invisible_characters;
pub use letter::is_letter;
pub use meaning::{outline, same_meaning};
pub(crate) use parse::is_rule_line;
pub use parse::parse;
pub(crate) use wording::{Around, Said, Spoken, measure, said, spoken, strange_period};

/// How many errors of one file are described.
const MAX_PROBLEMS: usize = 1_000;
