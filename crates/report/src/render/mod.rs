//! Documents to text: for a terminal, for a file, as Markdown.

mod layout;
mod markdown;
mod text;
mod width;

pub use markdown::markdown;
pub use text::{Look, text};
pub use width::width;
