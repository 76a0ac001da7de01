//! What schemes and lights come to: plain data for the report, like [`super::judgement`].
//!
//! Schemes, entries, grades and colours are given by their position in the model; rows follow the order of the roster.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::amount::{Amount, Span};
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, Period};

/// The outcome of one scheme.
#[derive(Debug, Clone)]
pub struct Scores {
    /// The scheme, by position.
    pub scheme: usize,
    /// The period that was scored.
    pub period: Period,
    /// Whether the period has not ended: everything is as of today.
    pub is_provisional: bool,
    /// Why there are no rows.
    pub reason: Option<Both>,
    /// One for each entity that is ranked, in roster order.
    pub rows: Vec<ScoreRow>,
}

/// Points that missing figures may leave open: the least and the most; a `None` end is unbounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    /// The least.
    pub low: Option<Exact>,
    /// The most.
    pub high: Option<Exact>,
}

/// How one entity came out.
#[derive(Debug, Clone)]
pub struct ScoreRow {
    /// The group in which it is ranked, where the scheme has groups and it is known.
    pub group: Option<Arc<str>>,
    /// The entity.
    pub entity: EntityId,
    /// The total as it is published: rounded as the scheme says.
    pub total: Points,
    /// The total before rounding.
    pub unrounded: Points,
    /// The rank; `None` where it is not decided. With averaged ties it may be a fraction.
    pub rank: Option<Exact>,
    /// The best and the worst rank that are still possible.
    pub rank_bounds: (Exact, Exact),
    /// Whether another has the same rank.
    pub is_tied: bool,
    /// The grade, by position; `None` where there is none, or where it is not decided.
    pub grade: Option<usize>,
    /// Whether the scheme has grades and this one's is still open.
    pub is_grade_open: bool,
    /// Why it has this grade, where a veto or a quota had a say.
    pub grade_reason: Option<Both>,
    /// The vetoes that hold, by position.
    pub vetoes: Vec<usize>,
    /// The vetoes of which nobody knows whether they hold.
    pub open_vetoes: Vec<usize>,
    /// One for each entry of the scheme.
    pub items: Vec<ItemScore>,
    /// What bonuses add, cap considered.
    pub bonus: Points,
    /// What maluses take away, cap considered.
    pub deduction: Points,
    /// What would move it up one place.
    pub next: Option<NextPlace>,
    /// What is to be said of the total: items left out and the rest scaled up, figures missing.
    pub reason: Option<Both>,
}

/// How an entry came out for an entity.
#[derive(Debug, Clone)]
pub struct ItemScore {
    /// Whether there are points.
    pub state: ItemState,
    /// The points.
    pub points: Points,
    /// The points that it can give this entity: scaled up where others were left out, zero where it is left out.
    pub full: Exact,
    /// The measure.
    pub measured: Option<Amount>,
    /// The bounds of a measure that is not known, in the unit of the entry.
    pub bounds: Option<(Option<Exact>, Option<Exact>)>,
    /// How the points came about, or why there are none.
    pub how: Both,
}

/// Whether an entry gave points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemState {
    /// The points are known.
    Scored,
    /// Figures are missing; the points are a range.
    Missing,
    /// Figures are wrong; the points are a range.
    Invalid,
    /// It does not apply; the scheme says what becomes of it.
    NotApplicable,
    /// It is meant for others.
    Elsewhere,
}

/// What would move an entity up one place.
#[derive(Debug, Clone)]
pub struct NextPlace {
    /// The entity on the next better place.
    pub above: EntityId,
    /// Its rank; `None` where it is not decided.
    pub rank: Option<Exact>,
    /// How many points are lacking to draw level.
    pub lacking: Exact,
    /// Whether drawing level is not enough: it takes more than that.
    pub is_more: bool,
    /// The entries that can still give points: first those that are enough alone, the smallest step in front; then those
    /// that give most.
    pub offers: Vec<Offer>,
    /// Whether all offers together are enough.
    pub is_enough: bool,
}

/// What an entry can still give.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The entry, by position.
    pub entry: usize,
    /// The points that are still to be had: all where the measure ends somewhere, else those that are lacking.
    pub points: Exact,
    /// The measure at which this entry alone would give what is lacking, a value that can exist.
    pub needed: Option<Amount>,
    /// Where that measure is a share of members, how many more have to pass.
    pub members: Option<MoreMembers>,
}

/// How many members more have to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoreMembers {
    /// So many more.
    pub more: i64,
    /// So many then pass.
    pub reached: i64,
    /// Of so many.
    pub total: i64,
}

/// The outcome of one declaration of lights.
#[derive(Debug, Clone)]
pub struct LightBoard {
    /// The declaration, by position.
    pub lights: usize,
    /// One for each judgement that is watched.
    pub rows: Vec<LightRow>,
}

/// The light of one judgement.
#[derive(Debug, Clone)]
pub struct LightRow {
    /// The rule, by position.
    pub rule: usize,
    /// The statement, from 0.
    pub statement: usize,
    /// The target, from 0.
    pub target: usize,
    /// The period of the check.
    pub period: Option<Span>,
    /// The entity; `None` for the region or a check over many.
    pub entity: Option<EntityId>,
    /// The line that holds, by position; `None` where none does, or where it is not known which.
    pub line: Option<usize>,
    /// The light of the last period, by colour: that of an earlier report of that period, else found again where a condition
    /// asks for it.
    pub last: Option<usize>,
    /// What an earlier report gave it.
    pub handed: Option<HandedLight>,
    /// What it rests on, or why there is none.
    pub reason: Both,
}

/// A light that an earlier report gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandedLight {
    /// The day of that report.
    pub as_of: NaiveDate,
    /// Its colour, by position.
    pub colour: usize,
}

impl Points {
    /// Returns known points.
    pub fn exact(points: Exact) -> Self {
        Self { low: Some(points.clone()), high: Some(points) }
    }

    /// Returns the points, where they are known.
    pub fn value(&self) -> Option<&Exact> {
        match (&self.low, &self.high) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }
}

impl ItemState {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemState::Scored => "scored",
            ItemState::Missing => "missing",
            ItemState::Invalid => "invalid",
            ItemState::NotApplicable => "not_applicable",
            ItemState::Elsewhere => "elsewhere",
        }
    }
}
