//! Whether data, rules or the day changed; `None` is "the reports do not tell".

use serde::Serialize;

use super::figures::has_other_values;
use super::read::{Check, Names, Report, Rule};

/// What changed between two reports as a whole.
pub(super) struct World<'a> {
    before: &'a Report,
    after: &'a Report,
    /// Whether the day of judgement is another.
    pub(super) is_day_moved: bool,
    /// Whether a rule has no digest.
    pub(super) lacks_rule_digests: bool,
    /// Whether a check has no digest.
    pub(super) lacks_check_digests: bool,
}

/// What brought a change about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Cause {
    cause: &'static str,
    data: Option<bool>,
    rules: Option<bool>,
    day: bool,
}

impl<'a> World<'a> {
    pub(super) fn new(before: &'a Report, after: &'a Report) -> Self {
        let rules = || before.rules.iter().chain(&after.rules);
        let is_same_data = before.data_digest == after.data_digest;
        let is_same_rules = before.rules_digest == after.rules_digest;
        Self {
            before,
            after,
            is_day_moved: before.as_of != after.as_of,
            lacks_rule_digests: !is_same_rules && rules().any(|r| r.digest.is_none()),
            lacks_check_digests: !is_same_data && rules().flat_map(|r| &r.checks).any(|c| c.digest.is_none()),
        }
    }

    /// Returns the names of entities.
    pub(super) fn names(&self) -> Names<'a> {
        Names([&self.after.names, &self.before.names])
    }

    /// Returns the name of an entity, where a report tells it.
    pub(super) fn name(&self, code: &str) -> Option<&'a str> {
        self.names().get(code)
    }

    /// Returns whether what decides the verdict of a rule changed.
    pub(super) fn rule(&self, before: &Rule, after: &Rule) -> Option<bool> {
        match (&before.digest, &after.digest) {
            (Some(b), Some(a)) => Some(b != a),
            _ if self.before.rules_digest == self.after.rules_digest => Some(false),
            _ => None,
        }
    }

    /// Returns whether the figures that a check rests on changed.
    ///
    /// Other figures in the digest are other data only if the same ones would have been read: where the rule changed,
    /// it must be seen that one figure has another value.
    fn data(&self, is_rule_changed: Option<bool>, before: &Check, after: &Check) -> Option<bool> {
        if self.before.data_digest == self.after.data_digest {
            return Some(false);
        }
        match (&before.digest, &after.digest) {
            (Some(b), Some(a)) if b == a => Some(false),
            (Some(_), Some(_)) if is_rule_changed == Some(false) => Some(true),
            (Some(_), Some(_)) if has_other_values(before, after) => Some(true),
            _ => None,
        }
    }

    /// Returns what changed a check that is in both reports.
    pub(super) fn of_check(&self, is_rule_changed: Option<bool>, before: &Check, after: &Check) -> Cause {
        Cause::new(self.data(is_rule_changed, before, after), is_rule_changed, self.is_day_moved)
    }

    /// Returns what brought a check into the reports or out of them: data do so only where they decide the periods.
    pub(super) fn of_lone_check(&self, is_rule_changed: Option<bool>) -> Cause {
        let is_same_data = self.before.data_digest == self.after.data_digest;
        let data = if is_same_data { Some(false) } else { None };
        Cause::new(data, is_rule_changed, self.is_day_moved)
    }
}

impl Cause {
    fn new(data: Option<bool>, rules: Option<bool>, day: bool) -> Self {
        let cause = match (data, rules) {
            (Some(true), Some(true)) => "both",
            (Some(true), _) => "data",
            (_, Some(true)) => "rules",
            (Some(false), Some(false)) if day => "day",
            (Some(false), Some(false)) => "none",
            _ => "unknown",
        };
        Self { cause, data, rules, day }
    }

    /// Returns what changed a rule: its own text, and the data of any of its changed checks.
    pub(super) fn of_rule<'c>(rules: Option<bool>, day: bool, checks: impl Iterator<Item = &'c Cause>) -> Self {
        let all: Vec<Option<bool>> = checks.map(|c| c.data).collect();
        let data = match all.as_slice() {
            some if some.contains(&Some(true)) => Some(true),
            some if some.contains(&None) => None,
            _ => Some(false),
        };
        Self::new(data, rules, day)
    }

    /// Returns the word of the contract: `data`, `rules`, `both`, `day`, `none`, `unknown`.
    pub(super) fn word(&self) -> &'static str {
        self.cause
    }

    /// Returns whether the data changed.
    pub(super) fn data(&self) -> Option<bool> {
        self.data
    }

    /// Returns whether the rule changed.
    pub(super) fn rules(&self) -> Option<bool> {
        self.rules
    }

    /// Returns whether the day moved.
    pub(super) fn day(&self) -> bool {
        self.day
    }
}
