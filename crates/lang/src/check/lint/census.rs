//! How many members a population has: what lints ask of whoever holds a roster.

use super::Context;
use super::cite::Asked;
use crate::model::{EntityRef, Expr, LevelRef, PlanId, Scope};

/// Whose members are asked for.
#[derive(Debug)]
pub struct Headcount<'a> {
    /// The position of a rule that asks something of them: its plan says where they lie.
    pub rule: usize,
    /// The plan.
    pub plan: Option<PlanId>,
    /// Of which level.
    pub level: &'a LevelRef,
    /// Which of them.
    pub filter: Option<&'a Expr>,
    /// Who is left out by name.
    pub but: &'a [EntityRef],
}

/// A roster, as far as reasoning needs it.
pub trait Census {
    /// Returns how many members there are; `None` where it is not known for sure.
    fn members(&self, of: &Headcount<'_>) -> Option<u64>;
}

/// Returns the number of members of a population that a rule asks something of.
pub(super) fn count(census: &dyn Census, asked: &Asked<'_>, level: &LevelRef, filter: Option<&Expr>) -> Option<u64> {
    let but: &[EntityRef] = match &asked.statement.scope {
        Scope::Every { except, .. } => except,
        _ => &[],
    };
    census.members(&Headcount { rule: asked.key.0, plan: asked.rule.plan, level, filter, but })
}

/// Returns the word of a level.
pub(super) fn name(ctx: &Context<'_>, level: &LevelRef) -> String {
    level.label.as_deref().unwrap_or_else(|| ctx.model.schema.levels.name(level.level)).to_owned()
}
