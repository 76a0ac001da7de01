//! Rules and data to verdicts: pure, exact, and honest about what is missing.

pub mod judgement;
pub mod outcome;
pub mod record;

pub use judgement::{
    Amount, Asked, Check, Derivation, EntityJudgement, Judgement, Members, Observation, Pace, RuleJudgement, Span,
};
pub use outcome::{ExpectOutcome, Need, RuleCoverage, TestOutcome, ThresholdCoverage};
pub use record::{Row, Scorecard};
