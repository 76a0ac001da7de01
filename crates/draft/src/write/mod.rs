//! A draft to a rule file: indicators, plans and rules, each with its source and what was uncertain.
//!
//! `names` settles what each indicator is called and in which unit and kind it is declared, `rule` words one rule, and
//! [`rules`] puts the file together. INVARIANT: the file is in canonical layout and `check` finds no error in it; a proposal
//! that the language cannot take stands as a comment.

mod names;
mod rule;
mod sound;
mod spell;

use super::catalog::Catalog;
use super::document::Document;
use super::proposal::Draft;
use dabiao_lang::source::Files;

pub use names::Indicators;
pub use rule::time;

/// No more rules than this are written; a plan has a few hundred.
pub const MOST_RULES: usize = 5_000;

/// What to write and where.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The document.
    pub document: &'a Document,
    /// The draft of it.
    pub draft: &'a Draft,
    /// Indicators that exist.
    pub catalog: &'a Catalog,
    /// Where the file will stand, for the paths of what it uses.
    pub path: &'a str,
    /// The files that it may use.
    pub files: &'a dyn Files,
}

/// A rule file.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its text.
    pub text: String,
    /// The ID of each proposal's rule, in the order of the draft; `None` where it could only be a comment.
    pub ids: Vec<Option<String>>,
}

/// Checks a rule file of a draft where it will stand.
pub fn load(order: &Order<'_>, text: &str) -> dabiao_lang::check::Loaded {
    sound::load(order, text)
}

/// Writes the rule file of a draft.
pub fn rules(order: &Order<'_>) -> Written {
    let indicators = Indicators::of(order);
    let head = rule::head(order, &indicators);
    let pieces: Vec<rule::Piece> = rule::pieces(order, &indicators);
    sound::settle(order, &head, pieces)
}
