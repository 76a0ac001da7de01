//! A draft to a rule file: indicators, plans and rules, each with its source and what was uncertain.
//!
//! `names` settles what each indicator is called and in which unit and kind it is declared, `rule` words one rule, and
//! [`rules`] puts the file together. INVARIANT: the file is in canonical layout and `check` finds no error in it; a proposal
//! that the language cannot take stands as a comment.

mod fall;
mod names;
mod rule;
mod scheme;
mod sound;
mod spell;
mod statement;
mod tasks;

use super::catalog::Catalog;
use super::document::Document;
use super::proposal::Draft;
use dabiao_lang::diag::Lang;
use dabiao_lang::source::Files;

pub use names::{Breakdowns, Indicators, level_of_entity};
pub use rule::place;
pub use statement::last_year as due_year;
use statement::{due_with_window, window};
pub use statement::{figure_text, target_text, time};

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
    /// The language of its comments and keywords.
    pub lang: Lang,
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
    let schemes = scheme::schemes(order);
    let indicators = Indicators::of(order, Breakdowns::AsData);
    let written = written(order, &indicators, &schemes);
    let is_lost = written.ids.iter().all(Option::is_none) && !written.ids.is_empty();
    if !is_lost || !indicators.has_tasks() {
        return written;
    }
    // A table that the language refuses is no part of any rule and would cost all of them.
    self::written(order, &Indicators::of(order, Breakdowns::AsLines), &schemes)
}

fn written(order: &Order<'_>, indicators: &Indicators, schemes: &str) -> Written {
    let head = rule::head(order, indicators);
    let mut pieces: Vec<rule::Piece> = rule::pieces(order, indicators);
    pieces.push(rule::Piece::Text(schemes.to_owned()));
    sound::settle(order, &head, pieces)
}
