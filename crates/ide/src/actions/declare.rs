//! Declarations of what a rule uses and nobody declared: indicators, levels, units.

use dabiao_lang::diag::{Both, Lang, ModelProblem};
use dabiao_lang::model::{Dim, Indicator, Scope, print};
use dabiao_lang::source::Span;

use super::{Action, ActionKind, before_item, touches};
use crate::edit::TextEdit;
use crate::findings::findings;
use crate::snapshot::Snapshot;

/// Returns the declarations that settle the findings of a range.
pub(super) fn declarations(snapshot: &Snapshot, range: Span) -> Vec<Action> {
    let mut found = Vec::new();
    for finding in findings(snapshot, range.file).iter().filter(|f| touches(f.span, range)) {
        let (name, text) = match finding.diagnostic.problem.of_stage() {
            Some(ModelProblem::IndicatorUndeclared { name, .. }) => (name, indicator(snapshot, name, finding.span)),
            Some(ModelProblem::UnknownLevel { name, .. }) => {
                (name, Some(said(snapshot, &format!("层级 {name} 属 镇\n"), &format!("level {name} in 镇\n"))))
            }
            Some(ModelProblem::UnitUnknown { unit, .. }) => {
                (unit, Some(said(snapshot, &format!("单位 {unit}\n"), &format!("unit {unit}\n"))))
            }
            _ => continue,
        };
        let Some(text) = text else { continue };
        let title = Both::of(format!("声明 `{name}`"), format!("declare `{name}`"));
        let edit = TextEdit::insert(before_item(snapshot, finding.span), text);
        let action = Action::edit(title, ActionKind::QuickFix, vec![edit]);
        found.push(Action { code: Some(finding.diagnostic.code()), ..action });
    }
    found
}

fn said(snapshot: &Snapshot, zh: &str, en: &str) -> String {
    match snapshot.lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

/// The declaration of an indicator with what the rules let know of it; its kind only where it is a share.
fn indicator(snapshot: &Snapshot, name: &str, span: Span) -> Option<String> {
    let id = snapshot.symbols().indicator(name)?;
    let own = snapshot.model().schema.indicator(id)?;
    let mut lines = Vec::new();
    let mut line = |zh: &str, en: &str, value: String| {
        lines.push(format!("    {} {value}\n", said(snapshot, zh, en)));
    };
    if let Some(unit) = &own.unit {
        line("计量单位", "unit", unit.symbol.to_string());
    }
    if let Some(level) = level(snapshot, span) {
        line("层级", "level", level);
    }
    if is_share(own) {
        line("类型", "kind", said(snapshot, "比率", "ratio"));
    }
    let word = said(snapshot, "指标", "indicator");
    Some(format!("{word} {} {{\n{}}}\n\n", print::name(name), lines.concat()))
}

fn is_share(own: &Indicator) -> bool {
    own.unit.as_ref().is_some_and(|u| u.dim == Dim::ratio() && !u.is_bare())
}

/// The level of which the statement at a place asks it.
fn level(snapshot: &Snapshot, span: Span) -> Option<String> {
    let model = snapshot.model();
    let statements = model.rules.iter().flat_map(|r| &r.statements);
    let own = statements.into_iter().find(|s| touches(s.span, span))?;
    match &own.scope {
        Scope::Every { level, .. } => Some(model.schema.levels.name(level.level).to_owned()),
        _ => None,
    }
}
