//! Which targets of a rule an earlier version of it already had: for naming who set each.

use super::versions::{Version, Versions, plan};
use dabiao_lang::check::RuleSet;
use dabiao_lang::core::Code;

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
    let versions = Versions::of(old.0.model(), new.0.model());
    let before = targets(&versions.old, old.1);
    let after = targets(&versions.new, new.1);
    let same = |code: &Code| before.iter().find(|(_, c)| c == code).map(|(at, _)| *at);
    after.into_iter().map(|(at, code)| (at, same(&code))).collect()
}

/// Each target with the code of its statement as if that asked nothing else.
fn targets(version: &Version<'_>, rule: usize) -> Vec<(TargetAt, Code)> {
    let Some(rule) = version.model.rules.get(rule) else { return Vec::new() };
    let plan = plan(version.model, rule);
    let mut all = Vec::new();
    for (statement_idx, statement) in rule.statements.iter().enumerate() {
        let own = version.ids.statement(plan, statement);
        for (target_idx, target) in own.targets.iter().enumerate() {
            let alone = dabiao_lang::core::Statement { targets: vec![target.clone()], ..own.clone() };
            let mut code = version.region(plan);
            code.code(&version.ids.code_of_statement(&alone));
            all.push((TargetAt { statement: statement_idx, target: target_idx }, code));
        }
    }
    all
}
