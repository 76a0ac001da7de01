//! Plain warnings: what one rule alone shows to be probably not meant.

use crate::diag::{CheckProblem, Diagnostic, Safety, SyntaxProblem};
use crate::model::{ExprKind, Model, Period, Plan, Rule, Schema, Scope, Statement, Time};
use crate::source::Span;

/// Looks at every rule that can be judged.
pub(super) fn run(model: &Model, out: &mut Vec<Diagnostic>) {
    let mut said = vec![false; model.schema.indicators.len()];
    for rule in &model.rules {
        let mark = out.len();
        let plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize));
        responsibility(rule, out);
        for statement in &rule.statements {
            if rule.errors.is_empty() {
                scope((&model.schema, plan), statement, &mut said, out);
            }
            outside_plan(plan, statement, out);
        }
        for d in out.iter_mut().skip(mark) {
            d.concerns(&*rule.id);
        }
    }
}

/// A bare statement says nothing of offices and documents, and need not; a written rule should.
fn responsibility(rule: &Rule, out: &mut Vec<Diagnostic>) {
    if !rule.has_written_id && rule.title.is_none() {
        return;
    }
    // The line that names the office may be the one that could not be read.
    if rule.errors.iter().any(|e| e.of_stage::<SyntaxProblem>().is_some()) {
        return;
    }
    let id = match &rule.title {
        Some(title) if !rule.has_written_id => title.to_string(),
        _ => rule.id.to_string(),
    };
    if rule.lead.is_empty() && rule.responsible.is_empty() {
        out.push(Diagnostic::at(rule.head, CheckProblem::NoOffice { id: id.clone() }));
    }
    if rule.cite.is_empty() {
        out.push(Diagnostic::at(rule.head, CheckProblem::NoCite { id }));
    }
}

/// Says where a statement without a scope is judged, where that is not plain; once for each indicator.
fn scope(
    (schema, plan): (&Schema, Option<&Plan>),
    statement: &Statement,
    said: &mut [bool],
    out: &mut Vec<Diagnostic>,
) {
    if !matches!(statement.scope, Scope::Unstated) {
        return;
    }
    let mut at = &statement.subject;
    let id = loop {
        match &at.kind {
            ExprKind::Value(id) => break *id,
            ExprKind::Total(x, _)
            | ExprKind::Gain(x, _)
            | ExprKind::Growth(x, _)
            | ExprKind::Yearly(x, _)
            | ExprKind::Change(x)
            | ExprKind::OverPeriods(_, x, _)
            | ExprKind::AtPeriod(x, _)
            | ExprKind::Neg(x) => at = x,
            ExprKind::Binary(_, l, _) | ExprKind::Compare(_, l, _) | ExprKind::Within(l, _) => at = l,
            _ => return,
        }
    };
    let Some(indicator) = schema.indicator(id) else { return };
    match said.get_mut(id.0 as usize) {
        Some(said) if !*said => *said = true,
        _ => return,
    }
    let name = indicator.name.to_string();
    let Some(level) = indicator.level else {
        out.push(Diagnostic::at(statement.subject.span, CheckProblem::JudgedWhereReported { name }));
        return;
    };
    let level = schema.levels.name(level);
    // The region of a county's plan is usually called so: 紫阳县.
    let region = plan.and_then(|p| p.region.as_ref()).and_then(|r| r.parts.last());
    if !region.is_some_and(|r| r.ends_with(level)) {
        let level = level.to_owned();
        let span = statement.subject.span;
        let place = Span { end: span.start, ..span };
        let written = format!("每个 {level}: ");
        let d = Diagnostic::at(span, CheckProblem::JudgedAt { name, level });
        out.push(d.fix(place, written, Safety::Unsafe));
    }
}

/// Warns of times before or after the plan's period.
fn outside_plan(plan: Option<&Plan>, statement: &Statement, out: &mut Vec<Diagnostic>) {
    let Some((plan, window)) = plan.and_then(|p| p.window.map(|w| (p, w))) else { return };
    let is_outside = |p: &Period| p.last_day() < window.from.first_day() || p.last_day() > window.to.last_day();
    for target in &statement.targets {
        let (first, last) = match &target.time {
            Time::By(p) | Time::In(p) => (*p, *p),
            Time::Each { window: Some(w), .. } | Time::Throughout(Some(w)) => (w.from, w.to),
            _ => continue,
        };
        if let Some(period) = [last, first].iter().find(|p| is_outside(p)) {
            let problem = CheckProblem::OutsidePlan {
                time: period.to_string(),
                plan: plan.name.to_string(),
                from: window.from.to_string(),
                to: window.to.to_string(),
            };
            out.push(Diagnostic::at(target.span, problem));
        }
    }
}
