//! Duties of several years at once (`每2年`): each block as a statement of its own, over the total of its years where a flow is
//! asked for, at its last year otherwise.
//!
//! What is no plain figure is left out: a count reads its condition in a way of its own in every year.

use super::figure::When;
use crate::model::{
    Expr, ExprKind, Frequency, IndicatorId, Kind, Period, Plan, Schema, Statement, Target, Time, Window, WithinYear,
};

/// The longest window that is unfolded block by block.
const MAX_BLOCKS: usize = 120;

/// Returns the blocks of a target, each as the statement that it is and its last year; a short last block is never judged.
pub fn of(schema: &Schema, plan: Option<&Plan>, statement: &Statement, target: &Target) -> Vec<(Statement, When)> {
    let Time::Each { step: Frequency::Year, count, window, by: None } = &target.time else { return Vec::new() };
    let years = i32::try_from(*count).unwrap_or(i32::MAX);
    let Some(window) = window.or_else(|| plan.and_then(|p| p.window)).filter(|_| years > 1) else { return Vec::new() };
    let ExprKind::Value(subject) = &statement.subject.kind else { return Vec::new() };
    let Some(is_summed) = is_summed(schema, *subject) else { return Vec::new() };
    let first = Period::containing(window.from.first_day(), Frequency::Year);
    let last = window.to.last_day();
    let mut all = Vec::new();
    let mut from = first;
    while all.len() < MAX_BLOCKS && from.step(years.saturating_sub(1)).last_day() <= last {
        let to = from.step(years.saturating_sub(1));
        let of_block = if is_summed { total(&statement.subject, from, to) } else { statement.subject.clone() };
        all.push((Statement { subject: of_block, ..statement.clone() }, When::At(to)));
        from = to.step(1);
    }
    all
}

/// Whether the years of a figure are added up; `None` where it is not known how they go together.
fn is_summed(schema: &Schema, id: IndicatorId) -> Option<bool> {
    let indicator = schema.indicator(id)?;
    match (indicator.kind.as_ref()?, indicator.within_year) {
        (Kind::Flow, None | Some(WithinYear::Sum)) => Some(true),
        (Kind::Flow, _) => None,
        _ => Some(false),
    }
}

fn total(x: &Expr, from: Period, to: Period) -> Expr {
    Expr { kind: ExprKind::Total(Box::new(x.clone()), Some(Window { from, to })), span: x.span }
}
