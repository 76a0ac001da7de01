//! What the builder notes of a file for the formatter.

use pest::iterators::Pairs;

use crate::syntax::keywords::Keyword;

use super::grammar::Rule;
use super::token::{Kind, Token};

/// What the formatter has to know about a token beyond its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::syntax) enum Role {
    /// Nothing.
    #[default]
    Plain,
    /// A keyword that is used as a name.
    Name,
    /// A word that means another keyword in its place.
    Means(Keyword),
    /// A sign without blanks around it, as the dash of `10-31`.
    Tight,
    /// What no blank stands before, as the day of `10月31日`.
    Glued,
    /// What stands between the ends of a range: `2021..2025`, `2021-2025`, `2021至2025`.
    Range,
    /// A sign that belongs to what follows it.
    Sign,
    /// The colon after the word of a field, which says nothing.
    NeedlessColon,
    /// A comma before a target.
    TargetComma,
    /// A brace around a body.
    Body,
    /// A brace around a table of a line for each entry, which is part of a field.
    Table,
    /// A postfix that stands after a date: `2025年底前`, with what it would be in front, and of how many tokens the date is.
    AfterDate(Keyword, u8),
}

/// What was noted while the tree was built.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// What the token at a place is.
    pub roles: Vec<(u32, Role)>,
    /// Names, numbers and texts.
    pub leaves: Vec<Token>,
    /// Where the grammar saw something begin or end.
    pub cuts: Vec<u32>,
}

impl Marks {
    /// Notes where everything begins and ends in a stretch of text that begins at `base`.
    pub fn note(&mut self, pieces: Pairs<'_, Rule>, base: usize) {
        for piece in pieces.flatten() {
            let written = piece.as_span();
            let start = (base + written.start()) as u32;
            let end = start + piece.as_str().trim_end_matches(' ').len() as u32;
            match leaf_kind(piece.as_rule()) {
                Some(kind) => self.leaves.push(Token { kind, start, end }),
                None => self.cuts.extend([start, end]),
            }
        }
    }
}

/// Returns what a rule stands for that is written as one token.
fn leaf_kind(of: Rule) -> Option<Kind> {
    Some(match of {
        Rule::id => Kind::Id,
        Rule::name | Rule::text_like | Rule::path_part | Rule::unit_name_part => Kind::Name,
        Rule::text => Kind::Text,
        Rule::number | Rule::block => Kind::Number,
        Rule::quantity => Kind::Quantity,
        Rule::date => Kind::Date,
        _ => return None,
    })
}
