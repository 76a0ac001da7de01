//! Rules that differ in constants of their targets alone: whatever is measured, `>= 6` gives `>= 5`.
//!
//! For measures that the reasoning does not reach. Sound for every measure, for nothing is said of it but that it is the same on
//! both sides.

use super::versions::plan;
use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::check::reason::obligation::condition;
use dabiao_lang::check::reason::tally::{Line, OneValue};
use dabiao_lang::model::{Exact, Expr, Model, Rule, Statement, Target};

/// Returns whether what satisfies the first rule satisfies the second, and the other way round.
pub(super) fn included(ids: &Ids<'_>, model: &Model, a: &Rule, b: &Rule) -> (bool, bool) {
    let (plan_a, plan_b) = (plan(model, a), plan(model, b));
    let is_alike = ids.region(plan_a) == ids.region(plan_b)
        && a.precision == b.precision
        && a.is_missing_zero == b.is_missing_zero
        && a.statements.len() == b.statements.len();
    if !is_alike {
        return (false, false);
    }
    let time = |t: &Target, is_old: bool| ids.time(if is_old { plan_a } else { plan_b }, &t.time);
    let mut both = (true, true);
    for (s, t) in a.statements.iter().zip(&b.statements) {
        let Some(targets) = paired(ids, s, t) else { return (false, false) };
        for (x, y) in targets {
            if time(x, true) != time(y, false) {
                return (false, false);
            }
            let (forth, back) = compared(ids, &s.subject, x, y);
            both = (both.0 && forth, both.1 && back);
        }
    }
    both
}

/// The targets of two statements side by side, exceptions included, if nothing else differs.
fn paired<'r>(ids: &Ids<'_>, s: &'r Statement, t: &'r Statement) -> Option<Vec<(&'r Target, &'r Target)>> {
    let is_same = |a: &Expr, b: &Expr| ids.of(a) == ids.of(b);
    let is_alike = ids.scope(&s.scope) == ids.scope(&t.scope)
        && ids.of_some(s.condition.as_ref()) == ids.of_some(t.condition.as_ref())
        && is_same(&s.subject, &t.subject)
        && s.targets.len() == t.targets.len()
        && s.exceptions.len() == t.exceptions.len();
    if !is_alike {
        return None;
    }
    let mut pairs: Vec<(&Target, &Target)> = s.targets.iter().zip(&t.targets).collect();
    for (e, f) in s.exceptions.iter().zip(&t.exceptions) {
        if !is_same(&e.filter, &f.filter) || e.targets.len() != f.targets.len() {
            return None;
        }
        pairs.extend(e.targets.iter().zip(&f.targets));
    }
    Some(pairs)
}

/// Compares two targets on one measure at every point where one of them may turn.
fn compared(ids: &Ids<'_>, subject: &Expr, x: &Target, y: &Target) -> (bool, bool) {
    if ids.asked(&x.kind) == ids.asked(&y.kind) {
        return (true, true);
    }
    let (a, b) = (condition(subject, x), condition(subject, y));
    let ones = a.as_ref().zip(b.as_ref()).and_then(|(a, b)| Some((OneValue::of(ids, a)?, OneValue::of(ids, b)?)));
    let Some((a, b)) = ones else { return (false, false) };
    let mut line = Line::default();
    line.cut(a.cuts());
    line.cut(b.cuts());
    let samples: Vec<Exact> = line.pieces().into_iter().map(|p| p.sample).collect();
    (samples.iter().all(|v| !a.holds(v) || b.holds(v)), samples.iter().all(|v| !b.holds(v) || a.holds(v)))
}
