//! What a draft holds: proposed rules, and every number of the document with what it is.

use super::document::Range;
use super::offices::Offices;
use super::outline::Outline;
use super::phrase::{Fate, Target};
use super::plan::Plan;

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
}
