//! The JSON contract: documents that other programs read, with structs of their own.
//!
//! Each document names its schema, and each schema is published in `docs/schema/`. Values are decimal strings; one whose
//! decimal form does not end has 12 significant digits and its fraction beside it: `"exact"` for `"value"`,
//! `"hi_exact"` for `"hi"`, and so on. Keys only ever get added. INVARIANT: entities are written from the roster as they
//! stand, one after the other; no list over entities is ever put together as text.

mod amount;
mod audit;
mod base;
pub mod bytes;
mod check;
mod derivation;
mod followup;
mod intake;
mod ledger;
mod left;
mod lights;
mod needs;
mod observation;
mod read;
mod receipt;
mod report;
mod rests;
mod rules;
mod schemes;
mod scores;
mod submissions;
mod test;

use chrono::NaiveDate;

pub use amount::AmountJson;
pub use audit::{AuditsJson, audits};
pub use check::{CheckJson, check};
pub use derivation::{DerivationJson, derivation};
pub use followup::{FollowupJson, followup};
pub use intake::{IntakeJson, WithIntake};
pub use ledger::{LedgerJson, ledger};
pub(crate) use needs::set_by;
pub use needs::{NeedsJson, needs};
pub(super) use observation::status;
pub use read::{ReadJson, read};
pub(crate) use receipt::{letter, reference};
pub use report::{ReportJson, report};
pub(super) use report::{findings, findings_of, ignored, ignored_of, period};
pub use rules::{RulesJson, export};
pub use scores::{RankJson, ScoresJson, rank, scores};
pub use submissions::{SubmissionsJson, submissions};
pub use test::{TestJson, test};

use dabiao_lang::diag::Lang;

/// How much a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Verdicts, counts and lists of those that fail.
    #[default]
    Normal,
    /// Also every entity's judgement and the figures that each check rests on.
    Full,
}

/// How a report is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// How much it tells.
    pub detail: Detail,
    /// The language of reasons and messages; everything else in the contract is the same in both.
    pub lang: Lang,
}

/// A day as the contract writes it: `2025-12-31`.
pub(super) fn iso(date: NaiveDate) -> String {
    date.to_string()
}
