//! Rules and data to verdicts: pure, exact, and honest about what is missing.
//!
//! A [`Session`] is rules, data and a day; everything that is asked of them is a method of it.
//!
//! Data flow: `bind` (names to columns, places to entities) and `stage` (for whom a statement is meant) prepare;
//! `time` turns targets into checks; `verdict` judges one entity, resting on `expr`, `read`, `aggregate`, `compare`
//! and `progress`; `run` and `gather` take the worst of many; `audit` marks what rests on faulty data. Start with `verdict`.

mod absent;
mod aggregate;
mod amount;
mod asked;
mod asks;
mod audit;
mod bind;
mod census;
mod changes;
mod column;
mod compare;
mod coverage;
mod derive;
mod earlier;
mod entered;
mod entities;
mod expr;
mod frame;
mod gate;
mod gather;
mod intake;
pub mod judgement;
mod left;
mod light;
mod needs;
mod newest;
pub mod outcome;
mod over_periods;
mod own_date;
mod periods;
mod place;
mod problem;
mod progress;
mod rank;
mod read;
mod reason;
pub mod record;
mod remedy;
mod rule_test;
mod run;
mod running;
mod scheme_reads;
mod score;
pub mod scores;
mod self_check;
mod session;
mod shown;
mod sift;
mod since;
mod stage;
mod state;
mod submissions;
mod task;
mod term;
mod there;
mod time;
mod times_last;
mod trend;
mod untold;
mod value;
mod verdict;
mod windows;

pub use asks::Ask;
pub use audit::is_provisional;
pub use census::{RosterCensus, reason};
pub use coverage::coverage;
pub use derive::Steps;
pub use earlier::{Earlier, EarlierLights, EarlierRow, EarlierScores, LAST_PLACES, LightOf};
pub use entities::FigureColumn;
pub use intake::Intake;
pub use judgement::{
    Amount, Apart, Asked, AuditResult, Check, ConditionTold, Derivation, EntityJudgement, Falls, Judgement, Left,
    LeftBy, Members, Observation, Pace, RuleJudgement, Sides, Span, Term,
};
pub use outcome::{ExpectOutcome, Need, Needed, PointsNeed, RuleCoverage, TestOutcome, ThresholdCoverage};
pub use problem::EvalProblem;
pub use record::{Row, Scorecard};
pub use remedy::Remedy;
pub use rule_test::{GivenWorld, run_tests};
pub use scores::{
    HandedLight, ItemScore, ItemState, LightBoard, LightRow, MoreMembers, NextPlace, Offer, Points, ScoreRow, Scores,
};
pub use self_check::self_check;
pub use session::Session;
pub use submissions::{Figure, SubmissionReport, SubmissionState, SubmissionsRequest, SubmitterStatus, TurnedIn};
pub use trend::{Trend, TrendOf, TrendPoint};

/// How much a judgement tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Verdicts, members, lists.
    #[default]
    Summary,
    /// Also every entity's judgement and the figures that each check rests on.
    Full,
}
