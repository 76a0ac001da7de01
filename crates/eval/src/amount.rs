//! Values with units, and periods or runs of them: what judgements and scores are told in.

use dabiao_lang::model::{Exact, Period, Unit};

/// One period or a run of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Span {
    /// One period.
    One(Period),
    /// From the first to the last, both included.
    Window(Period, Period),
}

/// A value in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The value, in `unit`.
    pub value: Exact,
    /// The unit; `None` is a bare number.
    pub unit: Option<Unit>,
}
