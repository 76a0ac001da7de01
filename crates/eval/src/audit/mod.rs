//! Relations that submitted data must satisfy: their failures are faults of the data, never of a rule.
//!
//! Declared audits (`relation`), wholes and parts (`levels`), years and their quarters (`within`), and checks that need no declaration (`slip`, `jump`,
//! `repeated`, over the columns of `sweep`); all put what they find into a `sink`, where it meets the explanations that
//! stand beside the data (`explained`). A finding marks the rules that rest on it and changes no verdict. A general
//! check is switched off by `准许 CODE` anywhere in the rule set, and for one rule within that rule.
//! INVARIANT: results are in order of period, entity, code and indicator, whatever the order of the data.

mod concern;
mod explained;
mod jump;
mod levels;
mod relation;
mod repeated;
mod sink;
mod slip;
mod sweep;
mod unconfirmed;
mod unseen;
mod within;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use concern::{future, name_rules};
pub use unconfirmed::is_provisional;
pub(crate) use unseen::unseen;

use super::bind::World;
use super::frame::Recorder;
use super::judgement::{AuditResult, Check};
use super::stage::{Stage, Who};
use dabiao_data::DataProblem;
use dabiao_data::EntityId;
use dabiao_lang::diag::{Diagnostic, Place};
use dabiao_lang::model::{IndicatorId, Period, Upward};
use repeated::LastYear;
use sink::Sink;

/// What the audits found; the default is what they find in data without a fault.
#[derive(Default)]
pub(crate) struct Audited {
    /// Whose data fail without an explanation, by indicator and period and by code.
    failures: FxHashMap<(IndicatorId, Period), BTreeMap<&'static str, Vec<EntityId>>>,
    results: Vec<AuditResult>,
    /// On the explanations themselves, and how much is not listed.
    others: Vec<Diagnostic>,
}

/// Applies every audit and every general check.
pub(crate) fn run(world: &World<'_>, recorder: &Recorder) -> Audited {
    recorder.restart(super::Detail::Summary);
    let mut sink = Sink::new(world);
    for audit in world.model.audits.iter().filter(|a| a.errors.is_empty()) {
        for statement in &audit.statements {
            relation::apply(recorder, audit, statement, &mut sink);
        }
    }
    let ids: Vec<IndicatorId> = (0..world.model.schema.indicators.len() as u32).map(IndicatorId).collect();
    let checks = Checks::of(&sink);
    for id in &ids {
        wholes(recorder, &checks, *id, &mut sink);
    }
    general(&checks, &ids, &mut sink);
    finish(world, sink)
}

/// Which of the general checks are on.
struct Checks {
    levels: bool,
    within: bool,
    parts: bool,
    slips: bool,
    jumps: bool,
    falls: bool,
    same_for_all: bool,
    same_as_last_year: bool,
}

impl Checks {
    fn of(sink: &Sink<'_, '_>) -> Self {
        Self {
            levels: !sink.is_off("roll-up-differs"),
            within: !sink.is_off("within-year-differs"),
            parts: !sink.is_off("parts-differ"),
            slips: !sink.is_off(slip::CODE),
            jumps: !sink.is_off(jump::CODE),
            falls: !sink.is_off(jump::FALLS_CODE),
            same_for_all: !sink.is_off(repeated::FOR_ALL_CODE),
            same_as_last_year: !sink.is_off(repeated::LAST_YEAR_CODE),
        }
    }
}

fn wholes(recorder: &Recorder, checks: &Checks, id: IndicatorId, sink: &mut Sink<'_, '_>) {
    if checks.levels && sink.world.indicator(id).is_some_and(|i| i.upward != Upward::None) {
        levels::compare_levels(recorder, id, sink);
    }
    if checks.within {
        within::compare(recorder, id, sink);
    }
    if checks.parts {
        levels::compare_parts(recorder, id, sink);
    }
}

fn general(checks: &Checks, ids: &[IndicatorId], sink: &mut Sink<'_, '_>) {
    let declared = jump::declared(sink.world);
    let mut last_year = LastYear::default();
    for id in ids {
        for column in sweep::columns(sink.world, *id) {
            let slips = if checks.slips { slip::check(&column, sink) } else { FxHashSet::default() };
            if checks.jumps && !declared.contains(id) {
                jump::check(&column, &slips, sink);
            }
            if checks.falls {
                jump::falls(&column, sink);
            }
            if checks.same_for_all {
                repeated::for_all(&column, sink);
            }
            if checks.same_as_last_year {
                repeated::against_last_year(&column, &mut last_year, sink);
            }
        }
    }
    repeated::entities_copied(&last_year, sink);
}

fn finish(world: &World<'_>, sink: Sink<'_, '_>) -> Audited {
    let Sink { mut results, unlisted, .. } = sink;
    results.sort_by(|a, b| {
        let key = |r: &AuditResult| (r.period.first_day(), r.period, r.entity, r.finding.code());
        key(a).cmp(&key(b)).then_with(|| a.indicators.cmp(&b.indicators))
    });
    let mut others = explained::explain(world, &mut results);
    if !unlisted.is_empty() {
        let count = unlisted.len() as u64;
        others.push(Diagnostic::new(Place::Nowhere, DataProblem::FindingsCapped { count }));
    }
    let mut failures: FxHashMap<(IndicatorId, Period), BTreeMap<&'static str, Vec<EntityId>>> = FxHashMap::default();
    let mut fail = |indicators: &[IndicatorId], period: Period, code: &'static str, entity: EntityId| {
        for id in indicators {
            failures.entry((*id, period)).or_default().entry(code).or_default().push(entity);
        }
    };
    for r in results.iter().filter(|r| r.is_hard || r.explanation.is_none()) {
        fail(&r.indicators, r.period, r.finding.code(), r.entity);
    }
    for c in &unlisted {
        fail(&c.indicators, c.period, c.code, c.entity);
    }
    unconfirmed::each(world.data, |p, period, entity| fail(&[p.indicator], period, p.code, entity));
    Audited { failures, results, others }
}

impl Audited {
    /// Marks a check that rests on data with findings: the recorder knows what it read.
    pub(crate) fn mark(&self, stage: &Stage<'_, '_>, check: &mut Check) {
        if self.failures.is_empty() {
            return;
        }
        let touched = stage.recorder.touched.borrow();
        let mut codes: BTreeSet<&'static str> = BTreeSet::new();
        for key in touched.iter().filter_map(|(i, p)| Some((*i, (*p)?))) {
            for (code, entities) in self.failures.get(&key).into_iter().flatten() {
                if !codes.contains(code) && entities.iter().any(|e| is_meant_by(stage, check, (*e, code))) {
                    codes.insert(code);
                }
            }
        }
        let is_on = |code: &&str| !concern::is_off_for(stage.rule, code, stage.world.as_of);
        check.marks.extend(codes.into_iter().filter(is_on).map(str::to_owned));
    }

    /// Returns the results with the rules that they concern, and what else there is to say.
    pub(crate) fn results(&self, world: &World<'_>) -> (Vec<AuditResult>, Vec<Diagnostic>) {
        let mut results = self.results.clone();
        let readers = concern::Readers::of(world);
        for r in &mut results {
            r.finding.rules = readers.ids(&r.indicators, r.finding.code(), world.as_of);
        }
        (results, self.others.clone())
    }
}

fn is_meant_by(stage: &Stage<'_, '_>, check: &Check, (entity, code): (EntityId, &str)) -> bool {
    // A copied figure is told of those above, and is that of all below them.
    let is_of_all_below = matches!(code, repeated::FOR_ALL_CODE | repeated::LAST_YEAR_CODE);
    match &stage.who {
        Who::One(_) => stage.world.is_within(entity, check.entity.or(stage.region)),
        Who::Each(list) => {
            let parent = |e: &EntityId| stage.world.data.roster.get(*e).and_then(|e| e.parent);
            std::iter::successors(Some(entity), parent).take(64).any(|e| list.binary_search(&e).is_ok())
                || is_of_all_below && list.iter().any(|e| stage.world.is_within(*e, Some(entity)))
        }
    }
}
