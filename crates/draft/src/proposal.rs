//! What a draft holds: proposed rules, and every number of the document with what it is.

use super::document::Range;
use super::offices::Offices;
use super::outline::Outline;
use super::phrase::{Fate, Target};
use super::plan::Plan;
use super::table::{Item, Total};

/// A proposed rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The plan: its position in [`Draft::plans`].
    pub plan: usize,
    /// The section: its position in the outline.
    pub section: usize,
    /// Where the figure stands.
    pub range: Range,
    /// Where the phrase stands that it was read from.
    pub phrase: Range,
    /// What is asked.
    pub target: Target,
    /// Who answers for it.
    pub offices: Offices,
    /// Whether the document calls it binding or expected.
    pub nature: Option<dabiao_lang::model::Nature>,
    /// The breakdown that it is one figure of: figures of one number make one rule.
    pub group: Option<usize>,
    /// Where a person finds it.
    pub place: Place,
}

/// A place as a word processor shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The paragraph of its section, and which figure of it, counted from 1.
    Paragraph(usize, usize),
    /// The table of the document, its row and column, counted from 1, and which figure of the cell.
    Cell(usize, usize, usize, usize),
    /// Nowhere in particular.
    #[default]
    Unknown,
}

/// What was made of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRead {
    /// Where it stands.
    pub range: Range,
    /// What it was taken for.
    pub kind: super::table::TableKind,
    /// What each column holds and why.
    pub columns: Vec<super::table::Column>,
    /// Sums that were checked.
    pub totals: Vec<Total>,
    /// The items of a scheme.
    pub items: Vec<Item>,
}

/// A number of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands.
    pub range: Range,
    /// What it is.
    pub fate: Fate,
    /// The proposal that carries it: its position in [`Draft::proposals`].
    pub proposal: Option<usize>,
}

/// A draft.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The plans of the document.
    pub plans: Vec<Plan>,
    /// The outline.
    pub outline: Outline,
    /// The proposed rules, in the order of the document.
    pub proposals: Vec<Proposal>,
    /// Every number, in the order of the document.
    pub numbers: Vec<Number>,
    /// The tables, in the order of the document.
    pub tables: Vec<TableRead>,
    /// Entities of a breakdown whose task is nothing, with the group that they belong to.
    pub no_tasks: Vec<(usize, Target)>,
}
