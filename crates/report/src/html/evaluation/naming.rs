//! How rules, checks and values are named in every part of the report.

use super::scene::Scene;
use crate::asked::{Figure, figure, symbol};
use crate::evaluation::summary::offices;
use crate::evaluation::{Judged, targets};
use crate::number::shown;
use crate::words;
use dabiao_eval::Check;
use dabiao_lang::model::{Exact, Verdict};

/// Returns what a rule wants done.
pub(super) fn task(j: Judged<'_>) -> String {
    targets::task(j).0.into_iter().map(|p| p.text).collect()
}

/// Returns the offices that answer for a rule.
pub(super) fn office_names(scene: &Scene<'_>, j: Judged<'_>) -> String {
    words::list(offices(j.rule).iter().map(|o| &**o), scene.lang())
}

/// The check that stands for the rule in its row: of the worst ones the first, of a met rule the last.
pub(super) fn shown_check<'a>(j: Judged<'a>) -> Option<&'a Check> {
    let all = &j.judgement.checks;
    match j.judgement.verdict {
        Verdict::Met => all.last(),
        worst => all.iter().find(|c| c.verdict == worst),
    }
}

/// Which check is meant: entity, period, and the statement where a rule has several.
pub(super) fn label(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> String {
    let entity = check.entity.filter(|e| !scene.source.data.roster.roots.contains(e));
    let entity = entity.map(|e| scene.ctx.names.get(e));
    let period = check.period.map(words::period);
    let statement = j.rule.statements.get(check.statement).filter(|_| j.rule.statements.len() > 1);
    let parts = entity.into_iter().chain(period).chain(statement.map(|s| s.text.to_string()));
    parts.collect::<Vec<_>>().join("  ")
}

/// Whether each entity has a verdict of its own.
pub(super) fn is_each(check: &Check) -> bool {
    check.entity.is_none() && !check.entities.is_empty()
}

/// Returns whether a verdict makes one worth naming.
pub(super) fn is_named(v: Verdict) -> bool {
    matches!(v, Verdict::Unmet | Verdict::Invalid | Verdict::Missing | Verdict::Empty | Verdict::Behind)
}

/// Returns a value of an entity, in words where it is a grade or a text.
pub(super) fn value_text(scene: &Scene<'_>, (j, check): (Judged<'_>, &Check), value: &Exact) -> String {
    let statement = j.rule.statements.get(check.statement);
    match statement.map(|s| figure(scene.ctx.model, scene.ctx.data, s, value)) {
        Some(Figure::Word(word)) => word.to_owned(),
        _ => with_unit(value, &unit(j, check)),
    }
}

/// Returns the unit of the target of a check.
pub(super) fn unit(j: Judged<'_>, check: &Check) -> String {
    let target = j.rule.statements.get(check.statement).and_then(|s| s.targets.get(check.target));
    target.and_then(|t| t.unit.as_ref()).map_or(String::new(), |u| symbol(u).to_owned())
}

/// Returns a value with its unit, shortened.
pub(super) fn with_unit(value: &Exact, unit: &str) -> String {
    format!("{}{unit}", shown(value, &[]))
}
