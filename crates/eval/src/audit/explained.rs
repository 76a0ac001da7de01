//! Explanations meet findings: a soft finding that is explained is shown as explained, a hard one stays.
//!
//! An explanation names its audit by title, by code or by the name of a general check, and fits one entity and period,
//! and one indicator where it names one. What fits nothing is stale and is said to be.

use rustc_hash::FxHashMap;

use super::sink::cell_of;
use crate::EvalProblem;
use crate::bind::{World, fold};
use crate::judgement::AuditResult;
use dabiao_data::{EntityId, Explanation};
use dabiao_lang::diag::{Diagnostic, Explained, Lang, Place, Severity, Subject};
use dabiao_lang::model::Period;

/// Gives every result its explanation; returns what is to be said of explanations that settle nothing.
pub(super) fn explain(world: &World<'_>, results: &mut [AuditResult]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if world.data.explanations.is_empty() {
        return findings;
    }
    let mut by_place: FxHashMap<(EntityId, Period), Vec<usize>> = FxHashMap::default();
    for (i, result) in results.iter().enumerate() {
        by_place.entry((result.entity, result.period)).or_default().push(i);
    }
    for (n, explanation) in world.data.explanations.iter().enumerate() {
        let entity = match world.written(&explanation.entity) {
            Ok(entity) => entity,
            Err(problem) => {
                findings.push(about(world, explanation, problem));
                continue;
            }
        };
        let here = by_place.get(&(entity, explanation.period));
        let mut fits_hard = false;
        let mut is_used = false;
        for i in here.into_iter().flatten() {
            let Some(result) = results.get_mut(*i).filter(|r| fits(world, explanation, r)) else { continue };
            is_used = true;
            fits_hard |= result.is_hard;
            settle(result, n, explanation);
        }
        if fits_hard {
            findings.push(about(
                world,
                explanation,
                said(explanation, |audit, entity, period| EvalProblem::ExplanationHard { audit, entity, period }),
            ));
        } else if !is_used {
            findings.push(about(
                world,
                explanation,
                said(explanation, |audit, entity, period| EvalProblem::ExplanationStale { audit, entity, period }),
            ));
        }
    }
    findings
}

fn settle(result: &mut AuditResult, n: usize, explanation: &Explanation) {
    result.explanation = Some(n);
    result.finding.explanation = Some(Box::new(Explained {
        text: explanation.text.to_string(),
        who: explanation.who.to_string(),
        date: explanation.date.to_string(),
    }));
    if !result.is_hard {
        result.finding.severity = Severity::Info;
    }
}

fn fits(world: &World<'_>, explanation: &Explanation, result: &AuditResult) -> bool {
    let audit = fold(&explanation.audit);
    let is_named = [result.title.get(Lang::Zh), result.title.get(Lang::En), result.finding.code()]
        .iter()
        .any(|name| fold(name) == audit);
    let is_meant = explanation.indicator.as_ref().is_none_or(|wanted| {
        let wanted = fold(wanted);
        result
            .indicators
            .iter()
            .filter_map(|id| world.indicator(*id))
            .any(|i| i.also.iter().chain([&i.name]).any(|name| fold(name) == wanted))
    });
    is_named && is_meant
}

fn said(explanation: &Explanation, make: impl FnOnce(String, String, String) -> EvalProblem) -> EvalProblem {
    make(explanation.audit.to_string(), explanation.entity.to_string(), explanation.period.to_string())
}

fn about(world: &World<'_>, explanation: &Explanation, problem: EvalProblem) -> Diagnostic {
    let place = cell_of(world, explanation.row).map_or(Place::Nowhere, Place::Cell);
    let entity = world.written(&explanation.entity).ok().map(|e| world.data.roster.key(e).to_owned());
    Diagnostic::new(place, problem).about(Subject {
        indicator: explanation.indicator.as_ref().map(ToString::to_string),
        entity: entity.or_else(|| Some(explanation.entity.to_string())),
        period: Some(explanation.period.to_string()),
    })
}
