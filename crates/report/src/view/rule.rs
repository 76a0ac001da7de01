//! A rule with its judgement: what it wants done, who answers for it, and the check that stands for it.

use std::sync::Arc;

use dabiao_eval::{Check, Judgement, RuleJudgement};
use dabiao_lang::model::{Model, Plan, Rule, Verdict};

/// A rule with its judgement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleView<'a> {
    /// Its position in the model.
    pub(crate) at: usize,
    /// Its position among the rules that count.
    pub(crate) row: usize,
    pub(crate) rule: &'a Rule,
    pub(crate) judgement: &'a RuleJudgement,
    pub(crate) plan: Option<&'a Plan>,
}

impl<'a> RuleView<'a> {
    /// Returns all rules that count, in order.
    pub(super) fn all(model: &'a Model, judgement: &'a Judgement) -> Vec<Self> {
        let both = model.rules.iter().zip(&judgement.rules).enumerate().filter(|(at, _)| judgement.counts(*at));
        both.enumerate()
            .map(|(row, (at, (rule, judgement)))| {
                let plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize));
                Self { at, row, rule, judgement, plan }
            })
            .collect()
    }

    /// Returns the offices that answer for it: those that lead, else those that are responsible.
    pub(crate) fn offices(self) -> &'a [Arc<str>] {
        offices(self.rule)
    }

    /// Returns what it wants done: its title, else its first statement.
    pub(crate) fn task(self) -> &'a str {
        let text = self.rule.title.as_ref().or_else(|| self.rule.statements.first().map(|s| &s.text));
        text.map_or("", |t| t)
    }

    /// Returns the check that stands for it: of the worst ones the latest that is due, or of those that are not due the
    /// nearest; of a met rule the last.
    pub(crate) fn shown(self) -> Option<&'a Check> {
        let all = &self.judgement.checks;
        match self.judgement.verdict {
            Verdict::Met => all.last(),
            worst if is_past(worst) => all.iter().rfind(|c| c.verdict == worst),
            worst => all.iter().find(|c| c.verdict == worst),
        }
    }

    /// Returns the target of its first statement as it is written, for a rule that came to no check.
    pub(crate) fn first_target(self) -> Option<&'a str> {
        Some(&*self.rule.statements.first()?.targets.first()?.text)
    }
}

/// Whether a verdict is on a time that is over: then the latest says how things stand.
fn is_past(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unmet | Verdict::Invalid | Verdict::Missing | Verdict::Empty)
}

/// Returns the offices that answer for a rule: those that lead, else those that are responsible.
pub(crate) fn offices(rule: &Rule) -> &[Arc<str>] {
    if rule.lead.is_empty() { &rule.responsible } else { &rule.lead }
}
