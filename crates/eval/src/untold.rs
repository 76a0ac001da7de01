//! Tasks that a judgement waits for and nobody has set: for reasons, and for the list of what is missing.

use super::asked::Asked;
use super::expr::{self, Want};
use super::frame::{Frame, Reading, Sight};
use super::read;
use super::stage::Who;
use super::task::is_set;
use dabiao_data::EntityId;
use dabiao_lang::model::{Expr, ExprKind, IndicatorId, TargetKind};

/// Returns the tasks that a judgement of an entity needs and nobody has set.
pub(crate) fn tasks(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> Vec<Reading> {
    let mut ids = Vec::new();
    named(&asked.stage.statement.subject, &mut ids);
    match &asked.target.kind {
        TargetKind::Compare(_, right) | TargetKind::About(right, _) => named(right, &mut ids),
        TargetKind::Within(interval) => {
            [&interval.low, &interval.high].into_iter().flatten().for_each(|e| named(e, &mut ids));
        }
        TargetKind::Holds => {}
    }
    let world = asked.stage.world;
    ids.retain(|id| is_set(world, *id));
    let (Some(entity), period, flow) = (entity, asked.due.period, asked.due.flow) else { return Vec::new() };
    let frame = Frame { period: Some(period), flow, ..asked.stage.frame(Some(entity), Sight::Ended) };
    let is_untold = |id: &IndicatorId| !read::value(frame, *id, Want::Num).is_known();
    let reading = |indicator| Reading { indicator, entity, period: Some(period), is_known: false };
    ids.into_iter().filter(is_untold).map(reading).collect()
}

/// Returns the tasks that the judgements of a check need and nobody has set.
pub(crate) fn all_tasks(asked: &Asked<'_, '_, '_>) -> Vec<Reading> {
    match &asked.stage.who {
        Who::Each(list) => list.iter().flat_map(|e| tasks(asked, Some(*e))).collect(),
        Who::One(entity) => tasks(asked, *entity),
    }
}

/// Returns whether, beside the tasks, what is measured is unknown too.
pub(crate) fn lacks_figures(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> bool {
    let subject = &asked.stage.statement.subject;
    let frame = asked.stage.frame(entity, Sight::Ended);
    let frame = Frame { period: Some(asked.due.period), flow: asked.due.flow, ..frame };
    let mut ids = Vec::new();
    named(subject, &mut ids);
    ids.iter().any(|id| !is_set(frame.world, *id) && !read::value(frame, *id, Want::Num).is_known())
        || (ids.is_empty() && !expr::eval(frame, subject, Want::Num).is_known())
}

/// Collects the indicators that are read for the judged entity itself in the judged period.
fn named(expr: &Expr, into: &mut Vec<IndicatorId>) {
    match &expr.kind {
        ExprKind::Value(id) => into.push(*id),
        ExprKind::Neg(x) | ExprKind::Not(x) => named(x, into),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) => {
            named(a, into);
            named(b, into);
        }
        _ => {}
    }
}
