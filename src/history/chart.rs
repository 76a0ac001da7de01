//! The thresholds of a rule as one commit left them: numbers with their units, for a chart over time.

use super::walk::Step;
use crate::diag::{Both, Lang};
use crate::diff::TargetAt;
use crate::model::{Exact, Expr, ExprKind, Model, Statement, TargetKind, sentence};

/// A threshold.
#[derive(Debug, Clone)]
pub(super) struct Point {
    /// Which.
    pub(super) at: TargetAt,
    /// Its value, in `unit`; of a range the lower end.
    pub(super) value: Exact,
    /// The unit as written.
    pub(super) unit: String,
    /// What is asked.
    pub(super) text: Both,
}

/// Returns the thresholds that are constants, one for each target at most.
pub(super) fn points(step: &Step) -> Vec<Point> {
    let Some((model, rule)) = step.rule() else { return Vec::new() };
    let mut all = Vec::new();
    for (statement_idx, statement) in rule.statements.iter().enumerate() {
        for target_idx in 0..statement.targets.len() {
            let at = TargetAt { statement: statement_idx, target: target_idx };
            all.extend(point(model, statement, at));
        }
    }
    all
}

fn point(model: &Model, statement: &Statement, at: TargetAt) -> Option<Point> {
    let target = statement.targets.get(at.target)?;
    let bound = match &target.kind {
        TargetKind::Compare(_, e) | TargetKind::About(e, _) => e,
        TargetKind::Within(range) => range.low.as_deref().or(range.high.as_deref())?,
        TargetKind::Holds => return None,
    };
    let (value, unit) = number(bound)?;
    let mut alone = statement.clone();
    alone.targets = vec![target.clone()];
    let say = |lang| sentence::statement(&model.schema, &alone, lang);
    Some(Point { at, value, unit, text: Both::of(say(Lang::Zh), say(Lang::En)) })
}

fn number(e: &Expr) -> Option<(Exact, String)> {
    match &e.kind {
        ExprKind::Quantity(q) => {
            Some((q.value.clone(), q.unit.as_ref().map(|u| u.symbol.to_string()).unwrap_or_default()))
        }
        ExprKind::Neg(x) => number(x).map(|(value, unit)| (-&value, unit)),
        _ => None,
    }
}
