//! For whom a statement is meant, as far as the rules decide it: found once, read by everybody.
//!
//! LANGUAGE section 6: a statement without a scope is judged at the region if its subject is an aggregate, or an indicator
//! that is declared at the region's level, reported for it or rolled up to it; otherwise for every entity of the
//! indicator's level. Whether something is *reported* for the region only data tell.

use crate::model::{Expr, ExprKind, IndicatorId, LevelId, Plan, Schema, Scope, Statement, Upward, walk};

/// For whom a statement is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// One place: the region or a named one.
    One,
    /// Several places, or every entity of a level, each judged on its own.
    Each,
    /// The data decide: for every entity of the indicator's level, unless the region has a figure of its own.
    EachUnlessReported,
    /// The data decide: nothing is known of the indicator's level.
    ByData,
}

impl Who {
    /// Returns for whom a statement of a plan is meant.
    pub fn of(schema: &Schema, plan: Option<&Plan>, statement: &Statement) -> Self {
        of(schema, plan, statement)
    }

    /// Returns whether a statement is meant for several entities, each by itself, as far as the rules tell.
    pub fn is_each(self) -> bool {
        matches!(self, Who::Each | Who::EachUnlessReported)
    }
}

/// Returns for whom a statement of a plan is meant.
pub(super) fn of(schema: &Schema, plan: Option<&Plan>, statement: &Statement) -> Who {
    match &statement.scope {
        Scope::Every { .. } => Who::Each,
        Scope::At(places) => {
            if places.len() == 1 {
                Who::One
            } else {
                Who::Each
            }
        }
        Scope::Unstated => unstated(schema, plan, &statement.subject),
    }
}

fn unstated(schema: &Schema, plan: Option<&Plan>, subject: &Expr) -> Who {
    let mut measured: Vec<IndicatorId> = Vec::new();
    let mut has_aggregate = false;
    walk::expression(subject, &mut |e| match &e.kind {
        ExprKind::Value(id) => measured.push(*id),
        ExprKind::Aggregate(_) => has_aggregate = true,
        _ => {}
    });
    measured.sort();
    measured.dedup();
    let indicators = measured.iter().filter_map(|id| schema.indicator(*id));
    let is_rolled_up = indicators.clone().any(|i| i.upward != Upward::None);
    if has_aggregate || is_rolled_up || measured.is_empty() {
        return Who::One;
    }
    let levels: Option<Vec<LevelId>> = indicators.map(|i| i.level).collect();
    let Some(levels) = levels else { return Who::ByData };
    let region = region_level(schema, plan);
    if levels.iter().all(|l| schema.levels.is_above(region, *l)) { Who::EachUnlessReported } else { Who::One }
}

/// The level of the region by its name; without a plan it is taken for a county, which is whose plans these are.
fn region_level(schema: &Schema, plan: Option<&Plan>) -> LevelId {
    let name = plan.and_then(|p| p.region.as_ref()).and_then(|r| r.parts.last());
    let known = name.and_then(|name| schema.levels.of_place(name));
    known.or_else(|| schema.levels.find("县").map(|(level, _)| level)).unwrap_or(LevelId(0))
}
