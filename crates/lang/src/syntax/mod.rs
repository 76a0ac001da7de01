//! Text to tree and back: parsing with recovery, and the one canonical layout.
//!
//! [`parse`] takes a source and always gives a tree; [`format()`] takes a tree without errors and gives text. Between them
//! stand the lexer (`lex`), the grammar (`grammar/dabiao.pest`) and the builder (`parse`), which alone names pest's types.

mod format;
mod invisible;
pub mod keywords;
mod lex;
mod meaning;
mod parse;
pub mod tree;

pub use format::{FormatStyle, KeywordStyle, format};
pub(crate) use invisible::characters as invisible_characters;
pub use meaning::{outline, same_meaning};
pub use parse::parse;
