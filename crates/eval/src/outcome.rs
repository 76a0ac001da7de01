//! What `needs` and `test` come to: missing figures with what waits for them, and how tests of rules turned out.
//!
//! Plain data like [`super::judgement`]; rules and tests are given by their position in the model.

use std::sync::Arc;

use dabiao_data::{EntityId, RowId};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{IndicatorId, Period, Verdict};

/// What undecided judgements wait for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needed {
    /// Figures, those first that would decide most rules.
    pub figures: Vec<Need>,
    /// Points that somebody has to enter, by scheme, item and roster.
    pub points: Vec<PointsNeed>,
}

/// Points that nobody has entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsNeed {
    /// The scheme, by position.
    pub scheme: usize,
    /// The item, by position in the scheme.
    pub entry: usize,
    /// The entity.
    pub entity: EntityId,
    /// The period.
    pub period: Period,
    /// The office that enters them.
    pub office: Arc<str>,
}

/// A figure that is missing, and the rules that wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The indicator or attribute.
    pub indicator: IndicatorId,
    /// The entity.
    pub entity: EntityId,
    /// The period; `None` for an attribute.
    pub period: Option<Period>,
    /// The row that says that it is missing; `None` where nothing was reported.
    pub row: Option<RowId>,
    /// The rules that wait for it, by position, in order.
    pub rules: Vec<usize>,
    /// The schemes whose points wait for it, by position, in order.
    pub schemes: Vec<usize>,
    /// How many of those could be decided by this figure alone.
    pub n_decided: u64,
}

/// How a test of rules turned out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    /// The test, by position.
    pub test: usize,
    /// One entry for each expectation, in order; empty where the test has an error.
    pub expects: Vec<ExpectOutcome>,
}

/// How one expectation turned out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectOutcome {
    /// The verdict that was found; `None` where there is none for that entity.
    pub found: Option<Verdict>,
    /// Whether it is the one that is expected.
    pub is_passed: bool,
    /// Why it is what it is.
    pub reason: Option<Both>,
}

/// What the tests of a rule set reach of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCoverage {
    /// The rule, by position.
    pub rule: usize,
    /// Whether some test has it met.
    pub is_met: bool,
    /// Whether some test has it unmet.
    pub is_unmet: bool,
    /// Whether some test has it missing.
    pub is_missing: bool,
    /// Its thresholds, in order.
    pub thresholds: Vec<ThresholdCoverage>,
}

/// What the tests reach of one threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdCoverage {
    /// The threshold as it is written: `>= 5万元`.
    pub text: String,
    /// Whether some test stands just below.
    pub is_below: bool,
    /// Whether some test stands on it.
    pub is_on: bool,
    /// Whether some test stands just above.
    pub is_above: bool,
}
