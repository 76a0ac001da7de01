//! The net under the proofs: flips that what is said of the rules leaves no room for.

use super::problem::NetProblem;
use crate::diff::{Flip, Impact};
use dabiao_lang::diag::{Both, Diagnostic, Place};
use dabiao_lang::model::Verdict;

/// Contradictions that are told one by one.
const MOST_TOLD: usize = 20;

/// Returns a finding for every rule whose verdict, or an entity's, flips although it cannot.
pub fn contradictions(impact: &Impact) -> Vec<Diagnostic> {
    let against = impact.flips.iter().filter(|f| f.contradicts);
    against.take(MOST_TOLD).map(finding).collect()
}

fn finding(flip: &Flip) -> Diagnostic {
    let word = |v: Option<Verdict>| v.map_or(Both::new("没有", "none"), |v| Both::new(v.zh(), v.as_str()));
    let name = flip.name.as_deref().or(flip.entity.as_deref());
    let problem = NetProblem::ProofContradicted {
        id: flip.id.to_string(),
        entity: name.map_or_else(String::new, |n| format!(" {n}")),
        before: word(flip.before),
        after: word(flip.after),
    };
    Diagnostic::new(Place::Nowhere, problem).rule(flip.id.to_string())
}
