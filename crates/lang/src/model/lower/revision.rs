//! Revisions of targets: `调整 自 2023-07-01 "紫政发〔2023〕5号": >= 24万亩`.
//!
//! A revision holds all targets of its statement from its day on. A target of it replaces the one with the same time; without a
//! time of its own, or with another, it replaces the only one.

use std::sync::Arc;

use super::context::Context;
use crate::diag::{Both, Diagnostic, ModelProblem};
use crate::model::{Expr, Revision, Target, TargetKind, Time};
use crate::syntax::tree;

impl Context<'_> {
    pub(super) fn revisions(&mut self, subject: &Expr, tree: &tree::Statement, base: &[Target]) -> Vec<Revision> {
        let mut all: Vec<Revision> = Vec::new();
        for written in &tree.revisions {
            let Some(period) = self.period(written.since) else { continue };
            let since = period.first_day();
            if let Some(before) = all.last().filter(|r| r.since >= since) {
                let day = since.to_string();
                let problem = match before.since == since {
                    true => ModelProblem::RevisedTwice { day },
                    false => ModelProblem::RevisedOrder { day, before: before.since.to_string() },
                };
                let words = Both::new("前一处调整在这里", "the revision before stands here");
                let d = Diagnostic::at(written.since.span, problem).label(before.span, words);
                self.report(d);
                continue;
            }
            let in_force = all.last().map_or_else(|| base.to_vec(), |r| r.targets.clone());
            if let Some((targets, replaced)) = self.revised(subject, written, in_force) {
                let document = written.document.as_ref().map(|t| Arc::from(t.text.trim()));
                all.push(Revision { since, document, targets, replaced, span: written.span });
            }
        }
        all
    }

    /// Puts the targets of a revision in the places of those that were in force.
    fn revised(
        &mut self,
        subject: &Expr,
        written: &tree::Revision,
        mut targets: Vec<Target>,
    ) -> Option<(Vec<Target>, Vec<usize>)> {
        if targets.iter().any(|t| matches!(t.kind, TargetKind::Holds)) {
            self.at(written.span, ModelProblem::RevisedHolds {});
            return None;
        }
        let mut replaced = Vec::new();
        for own in &written.targets {
            let time: Option<Time> = own.time.as_ref().and_then(|t| self.time(t));
            let is_same = |t: &Target| time.as_ref().is_some_and(|own| same_time(own, &t.time));
            let place = match targets.iter().position(is_same) {
                Some(place) => place,
                None if targets.len() == 1 => 0,
                None => {
                    self.at(own.span, ModelProblem::RevisedWhich {});
                    return None;
                }
            };
            if let Some(slot) = targets.get_mut(place) {
                *slot = self.target(subject, own, time.unwrap_or_else(|| slot.time.clone()));
            }
            replaced.push(place);
        }
        Some((targets, replaced))
    }
}

/// Returns whether two targets are due at the same time, however it is said.
fn same_time(a: &Time, b: &Time) -> bool {
    match (a, b) {
        (Time::By(x) | Time::In(x), Time::By(y) | Time::In(y)) => x.last_day() == y.last_day(),
        (Time::ByAttribute(x), Time::ByAttribute(y)) => x == y,
        (Time::Each { window: x, .. }, Time::Each { window: y, .. }) => x == y || x.is_none(),
        (Time::Throughout(x), Time::Throughout(y)) => x == y || x.is_none(),
        (Time::Newest, Time::Newest) => true,
        _ => false,
    }
}
