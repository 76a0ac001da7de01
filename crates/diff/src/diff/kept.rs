//! Which targets of a rule an earlier version of it already had: for naming who set each.

use super::{align, meaning};
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{Model, Rule};

/// A target by position: its statement in the rule, itself in the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetAt {
    /// The statement.
    pub statement: usize,
    /// The target.
    pub target: usize,
}

/// Returns for each target of a rule where the older rule asks the same of the same, if it does.
///
/// Layout, units (`5万元`, `50000元`) and the order of targets do not matter; scope, exceptions and the region do.
pub fn kept(old: (&RuleSet, usize), new: (&RuleSet, usize)) -> Vec<(TargetAt, Option<TargetAt>)> {
    let aligned = align::align(old.0.model(), new.0.model());
    let keys = |model: &Model, rule: usize| model.rules.get(rule).map(|r| keys(model, r)).unwrap_or_default();
    let before = keys(old.0.model(), old.1);
    let after = keys(&aligned.new, new.1);
    let same = |key: &String| before.iter().find(|(_, k)| k == key).map(|(at, _)| *at);
    after.into_iter().map(|(at, key)| (at, same(&key))).collect()
}

fn keys(model: &Model, rule: &Rule) -> Vec<(TargetAt, String)> {
    let plan = meaning::plan(model, rule);
    let mut all = Vec::new();
    for (statement_idx, statement) in rule.statements.iter().enumerate() {
        for (target_idx, target) in statement.targets.iter().enumerate() {
            let mut alone = statement.clone();
            alone.targets = vec![target.clone()];
            let key = format!("{} @{}", meaning::statement(model, plan, &alone), meaning::region(plan));
            all.push((TargetAt { statement: statement_idx, target: target_idx }, key));
        }
    }
    all
}
