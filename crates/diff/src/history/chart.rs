//! The thresholds of a rule as one commit left them: numbers with their units, for a chart over time.

use super::walk::Step;
use crate::diff::TargetAt;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Exact, Expr, ExprKind, Model, Quantity, Statement, TargetKind, Unit, sentence};

/// A threshold.
#[derive(Debug, Clone)]
pub(super) struct Point {
    /// Which.
    pub(super) at: TargetAt,
    /// Its value as written; of a range the lower end.
    pub(super) value: Exact,
    /// Its value in base units.
    #[cfg_attr(not(feature = "html"), expect(dead_code, reason = "only the page draws"))]
    pub(super) base: Exact,
    /// The unit as written.
    pub(super) unit: Option<Unit>,
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
    let (quantity, sign) = quantity(bound)?;
    let mut alone = statement.clone();
    alone.targets = vec![target.clone()];
    let say = |lang| sentence::statement(&model.schema, &alone, lang);
    let (value, base) = (&quantity.value * &sign, &quantity.base * &sign);
    Some(Point { at, value, base, unit: quantity.unit.clone(), text: Both::of(say(Lang::Zh), say(Lang::En)) })
}

/// Returns the constant that an expression is, and 1 or -1.
fn quantity(e: &Expr) -> Option<(&Quantity, Exact)> {
    match &e.kind {
        ExprKind::Quantity(q) => Some((q, Exact::ONE)),
        ExprKind::Neg(x) => quantity(x).map(|(q, sign)| (q, -&sign)),
        _ => None,
    }
}

#[cfg(feature = "html")]
impl Point {
    /// Returns whether it can stand on one axis with what is in a unit.
    pub(super) fn is_comparable(&self, unit: Option<&Unit>) -> bool {
        self.unit.as_ref().map(|u| &u.dim) == unit.map(|u| &u.dim)
    }
}
