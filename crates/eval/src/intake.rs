//! What the reader had to say of the data, with the rules that it concerns: the same whatever is asked of the data.
//!
//! A verb that rests on data and keeps silent about a workbook that could not be opened says more than it knows.

use super::audit;
use super::bind::World;
use super::judgement::AuditResult;
use dabiao_data::{Dataset, EntityId, Ignored};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::{IndicatorId, Period};

/// What was found while reading, and what was left aside.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// The findings, sorted by place, each with the rules that use what it is about.
    pub findings: Vec<Diagnostic>,
    /// What was left aside.
    pub ignored: Vec<Ignored>,
}

impl Intake {
    /// Returns whether anything must be corrected before the data can be relied on.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    /// Returns whether there is nothing to be said.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.ignored.is_empty()
    }

    /// Takes the errors in single figures out, as what their submitters must correct: conflicts, figures out of range or
    /// unreadable.
    pub fn take_faults(&mut self, rules: &RuleSet, data: &Dataset) -> Vec<AuditResult> {
        let schema = &rules.model().schema;
        let roster = &data.roster;
        let by_name: rustc_hash::FxHashMap<&str, IndicatorId> =
            (0..).map(IndicatorId).zip(&schema.indicators).map(|(id, i)| (&*i.name, id)).collect();
        let entities = (0..roster.entities.len() as u32).map(EntityId);
        let by_key: rustc_hash::FxHashMap<&str, EntityId> = entities.map(|e| (roster.key(e), e)).collect();
        let fault = |finding: &Diagnostic| {
            let subject = finding.subject.as_ref().filter(|_| finding.is_error())?;
            let indicator = *by_name.get(subject.indicator.as_deref()?)?;
            let entity = *by_key.get(subject.entity.as_deref()?)?;
            let period = Period::parse(subject.period.as_deref()?)?;
            Some(AuditResult {
                finding: finding.clone(),
                title: Both::new("数据有误", "faulty figure"),
                indicators: vec![indicator],
                entity,
                period,
                sides: None,
                is_hard: true,
                explanation: None,
            })
        };
        let mut faults = Vec::new();
        self.findings.retain(|finding| {
            let found = fault(finding);
            let is_kept = found.is_none();
            faults.extend(found);
            is_kept
        });
        faults
    }
}

/// Returns what the reader had to say, as an evaluation in this world tells it.
pub(super) fn intake(world: &World<'_>) -> Intake {
    let mut findings = world.data.findings.clone();
    audit::name_rules(world, &mut findings);
    let mut ignored = world.data.ignored.clone();
    ignored.extend(audit::future(world));
    Intake { findings, ignored }
}
