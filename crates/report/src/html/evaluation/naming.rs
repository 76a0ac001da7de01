//! How checks and values are named in every part of the report.

use super::scene::Scene;
use crate::asked::Figure;
use crate::number::shown;
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use crate::words;
use dabiao_eval::Check;
use dabiao_lang::model::Exact;

/// Returns the offices that answer for a rule.
pub(super) fn office_names(scene: &Scene<'_>, j: RuleView<'_>) -> String {
    words::list(j.offices().iter().map(|o| &**o), scene.lang())
}

/// Which check is meant: entity, period, and the statement where a rule has several.
pub(super) fn label(scene: &Scene<'_>, j: RuleView<'_>, check: &Check) -> String {
    let entity = check.entity.filter(|e| !scene.view.data.roster.roots.contains(e));
    let entity = entity.map(|e| scene.view.names.get(e));
    let period = check.period.map(|p| scene.style().period(p));
    let statement = j.rule.statements.get(check.statement).filter(|_| j.rule.statements.len() > 1);
    let parts = entity.into_iter().chain(period).chain(statement.map(|s| s.text.to_string()));
    parts.collect::<Vec<_>>().join("  ")
}

/// Returns a value of an entity, in words where it is a grade or a text.
pub(super) fn value_text(scene: &Scene<'_>, check: &CheckView<'_>, value: &Exact) -> String {
    match check.figure(&scene.view, value) {
        Figure::Word(word) => word.to_owned(),
        _ => with_unit(value, check.unit()),
    }
}

/// Returns a value with its unit, shortened.
pub(super) fn with_unit(value: &Exact, unit: &str) -> String {
    format!("{}{unit}", shown(value, &[]))
}
