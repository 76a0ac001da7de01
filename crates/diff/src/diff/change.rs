//! What a comparison of two rule sets comes to: plain data.
//!
//! A [`Diff`] holds its changes in the order of the new rules, what was removed at the place where it stood, and the
//! causes that several changes share. INVARIANT: the same two rule sets give the same diff; nothing in it depends on
//! layout, and a fingerprint depends on meaning alone.

use std::sync::Arc;

use chrono::NaiveDate;

pub use super::name::{Aspect, Name};
pub use dabiao_lang::core::Digests;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Verdict;

/// All changes from one rule set to another.
#[derive(Debug, Clone, Default)]
pub struct Diff {
    /// The changes: those of one rule stand together.
    pub changes: Vec<Change>,
    /// Shared declarations that changed, each once.
    pub causes: Vec<Cause>,
}

/// One change of one rule (or of rules that became one, or of one that became several).
#[derive(Debug, Clone)]
pub struct Change {
    /// The IDs of the rules: as they are now, or as they were where there is none now.
    pub ids: Vec<Arc<str>>,
    /// What became of the obligation.
    pub kind: Kind,
    /// The name of the change.
    pub name: Name,
    /// Where the name gathers several changes, the names of each.
    pub parts: Vec<Name>,
    /// What it is about: the aspects of the name, or of its parts.
    pub aspects: Vec<Aspect>,
    /// What was written before; empty where the rule is new.
    pub before: Vec<Side>,
    /// What is written now; empty where the rule is gone.
    pub after: Vec<Side>,
    /// One sentence: what changed, from what to what.
    pub reason: Both,
    /// What the name means in figures, where a reader could not tell from the texts: how wide a tolerance was and is.
    pub figures: Option<Both>,
    /// How the rules found each other, where their IDs are not the same.
    pub pairing: Option<Both>,
    /// Whether `kind` is proved; without a proof it is [`Kind::Incomparable`].
    pub is_proved: bool,
    /// What the judgement takes for granted beyond the data being complete and valid.
    pub assumes: Option<Both>,
    /// Data on which the two differ: one for a one-sided change, two for an incomparable one.
    pub witnesses: Vec<Witness>,
    /// Positions in [`Diff::causes`] of what brought this about.
    pub causes: Vec<usize>,
    /// A digest of the meaning before and after and of the name.
    pub fingerprint: String,
}

/// What became of an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Whatever satisfies the new satisfies the old, and not the other way round.
    Tightened,
    /// Whatever satisfied the old satisfies the new, and not the other way round.
    Relaxed,
    /// Neither, or nothing could be proved.
    Incomparable,
    /// The same data satisfy both.
    Equivalent,
    /// What is asked is the same; something else about it changed.
    Metadata,
}

/// One rule of one side.
#[derive(Debug, Clone)]
pub struct Side {
    /// The ID.
    pub id: Arc<str>,
    /// Its position in the rule set of that side; an audit's among the audits.
    pub rule: usize,
    /// What changed, as it is there: the sentence of the obligation, or the field.
    pub text: Both,
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The line where the rule starts, from 1.
    pub line: u32,
    /// What the rule asks, is measured by and weighs, as digests; `None` beside the rules.
    pub digests: Option<Digests>,
}

/// Data on which old and new differ, as judged by evaluating both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The figures.
    pub data: Vec<Datum>,
    /// The day of judgement.
    pub as_of: NaiveDate,
    /// What the old rule comes to.
    pub before: Verdict,
    /// What the new rule comes to.
    pub after: Verdict,
}

/// A figure of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datum {
    /// The indicator or attribute.
    pub indicator: Arc<str>,
    /// The entity; `None` is the region.
    pub entity: Option<Arc<str>>,
    /// The last entity, where a run of made-up entities has the same value (村1 to 村130).
    pub last_entity: Option<Arc<str>>,
    /// The period.
    pub period: String,
    /// The value with its unit; empty where it is not reported.
    pub value: String,
    /// The value itself as a fraction, where no decimal number is it.
    pub exact: Option<String>,
}

/// A shared declaration that changed: an indicator, a level, a unit, a plan.
#[derive(Debug, Clone)]
pub struct Cause {
    /// What was declared, as `指标 集体经济经营性收入`.
    pub subject: Both,
    /// What changed of it.
    pub name: Name,
    /// As it was.
    pub before: Both,
    /// As it is.
    pub after: Both,
    /// The IDs of the rules that it touches, as they are now.
    pub rules: Vec<Arc<str>>,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] = [
        Kind::Added,
        Kind::Removed,
        Kind::Tightened,
        Kind::Relaxed,
        Kind::Incomparable,
        Kind::Equivalent,
        Kind::Metadata,
    ];

    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Tightened => "tightened",
            Kind::Relaxed => "relaxed",
            Kind::Incomparable => "incomparable",
            Kind::Equivalent => "equivalent",
            Kind::Metadata => "metadata",
        }
    }

    /// Returns the words in both languages.
    pub fn words(self) -> Both {
        match self {
            Kind::Added => Both::new("新增", "added"),
            Kind::Removed => Both::new("删除", "removed"),
            Kind::Tightened => Both::new("收紧", "tightened"),
            Kind::Relaxed => Both::new("放宽", "relaxed"),
            Kind::Incomparable => Both::new("不可比", "incomparable"),
            Kind::Equivalent => Both::new("等价", "equivalent"),
            Kind::Metadata => Both::new("附注变动", "metadata"),
        }
    }

    /// Returns the kind of the same change read from new to old.
    #[must_use]
    pub fn mirror(self) -> Kind {
        match self {
            Kind::Added => Kind::Removed,
            Kind::Removed => Kind::Added,
            Kind::Tightened => Kind::Relaxed,
            Kind::Relaxed => Kind::Tightened,
            other => other,
        }
    }

    /// Returns whether it is a difference that `--exit-code` counts: all but the same meaning in other words.
    pub fn is_difference(self) -> bool {
        self != Kind::Equivalent
    }
}

impl Change {
    /// Returns a change that needs no proof, without a reason yet.
    pub(super) fn plain(name: Name, kind: Kind, (before, after): (Vec<Side>, Vec<Side>), fingerprint: String) -> Self {
        let now = if after.is_empty() { &before } else { &after };
        Self {
            ids: now.iter().map(|s| s.id.clone()).collect(),
            kind,
            name,
            parts: Vec::new(),
            aspects: vec![name.aspect()],
            before,
            after,
            reason: Both::new("", ""),
            figures: None,
            pairing: None,
            is_proved: true,
            assumes: None,
            witnesses: Vec::new(),
            causes: Vec::new(),
            fingerprint,
        }
    }

    /// Returns whether the change is a difference; a rule that was only renamed or reworded is none.
    pub fn is_difference(&self) -> bool {
        self.kind.is_difference()
    }

    /// Returns whether it is a change of rules; else its sides are audits, schemes or lights.
    pub fn is_about_rules(&self) -> bool {
        !matches!(self.name.aspect(), Aspect::Audit | Aspect::Score | Aspect::Lights)
    }
}
