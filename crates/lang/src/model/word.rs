//! Stable words for the choices of the model: what codes, digests and fingerprints are made of.
//!
//! INVARIANT: a word never changes once digests with it are out; a Rust name may.

use super::{BinaryOp, CompareOp, Frequency, Kind, WithinYear};
use crate::syntax::tree::{AggregateFn, PeriodFn, RankOrder, RankTies, Rounding};

/// Words of documents for how strongly something is wanted that say the same in the two languages.
const WORDINGS: &[&[&str]] =
    &[&["原则上", "principle", "in principle"], &["力争", "争取", "strive"], &["确保", "ensure"]];

/// Returns one word for all wordings that say the same; any other is itself.
pub fn wording(text: &str) -> &str {
    let text = text.trim();
    let known = WORDINGS.iter().find(|all| all.iter().any(|w| w.eq_ignore_ascii_case(text)));
    known.and_then(|all| all.first()).copied().unwrap_or(text)
}

/// Returns the word of a comparison.
pub fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Ge => ">=",
        CompareOp::Gt => ">",
        CompareOp::Le => "<=",
        CompareOp::Lt => "<",
        CompareOp::Eq => "=",
        CompareOp::Ne => "!=",
    }
}

/// Returns the word of an aggregate function.
pub fn function(f: AggregateFn) -> &'static str {
    match f {
        AggregateFn::Count => "count",
        AggregateFn::Share => "share",
        AggregateFn::Sum => "sum",
        AggregateFn::Avg => "avg",
        AggregateFn::Min => "min",
        AggregateFn::Max => "max",
        AggregateFn::Median => "median",
    }
}

/// Returns the word of a function over periods.
pub fn period_function(f: PeriodFn) -> &'static str {
    match f {
        PeriodFn::Avg => "avg",
        PeriodFn::Min => "min",
        PeriodFn::Max => "max",
        PeriodFn::Median => "median",
        PeriodFn::Years => "years",
        PeriodFn::Months => "months",
    }
}

/// Returns the word of which end is the first place.
pub fn rank_order(order: RankOrder) -> &'static str {
    match order {
        RankOrder::Descending => "descending",
        RankOrder::Ascending => "ascending",
    }
}

/// Returns the word of what becomes of equal values.
pub fn rank_ties(ties: RankTies) -> &'static str {
    match ties {
        RankTies::Skip => "skip",
        RankTies::Dense => "dense",
        RankTies::Lowest => "lowest",
    }
}

/// Returns the word of a way of rounding.
pub fn rounding(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::HalfUp => "half-up",
        Rounding::HalfEven => "half-even",
    }
}

/// Returns the word of an operation.
pub fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "sum",
        BinaryOp::Sub => "minus",
        BinaryOp::Mul => "product",
        BinaryOp::Div => "over",
        BinaryOp::And => "all",
        BinaryOp::Or => "any",
    }
}

/// Returns the word of a frequency.
pub fn frequency(f: Frequency) -> &'static str {
    match f {
        Frequency::Year => "year",
        Frequency::Half => "half",
        Frequency::Quarter => "quarter",
        Frequency::Month => "month",
        Frequency::Day => "day",
    }
}

/// Returns the word of how finer periods make up a year.
pub fn within_year(within: WithinYear) -> &'static str {
    match within {
        WithinYear::Sum => "sum",
        WithinYear::Last => "last",
        WithinYear::Avg => "avg",
        WithinYear::Max => "max",
    }
}

/// Returns the word of a kind; the names of grades are told beside it.
pub fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Flow => "flow",
        Kind::Stock => "stock",
        Kind::Ratio => "ratio",
        Kind::Rank => "rank",
        Kind::Flag => "flag",
        Kind::Grade(_) => "grade",
        Kind::Text => "text",
    }
}
