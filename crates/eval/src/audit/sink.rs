//! Where the audits put what they find, and what they all need: frames, places, amounts in words.
//!
//! INVARIANT: at most [`LISTED`] findings of one code are kept in words; the others are kept as what they concern, so
//! that the marks on rules are whole.

pub(super) use crate::amount::short_amount;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::EvalProblem;
use crate::bind::{Bound, World};
use crate::frame::{Basis, Flow, Frame, MissingAs, Reading, Recorder, Rounds, Sight, States, Totals};
use crate::judgement::{AuditResult, Sides};
use crate::reason;
use crate::value;
use dabiao_data::{ABSENT, EntityId, RowId};
use dabiao_lang::diag::{Both, Diagnostic, Place, Severity, Subject};
use dabiao_lang::model::{CompareOp, Exact, IndicatorId, Period, Slack, Unit};

/// Findings of one code that are kept in words.
pub(super) const LISTED: usize = 5_000;

/// What was found.
pub(super) struct Sink<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) results: Vec<AuditResult>,
    /// What is kept of findings beyond the limit.
    pub(super) unlisted: Vec<Concern>,
    counts: FxHashMap<&'static str, usize>,
}

/// What a finding is about, without words.
pub(super) struct Concern {
    pub(super) code: &'static str,
    pub(super) indicators: Vec<IndicatorId>,
    pub(super) entity: EntityId,
    pub(super) period: Period,
}

/// A finding before it has a place.
pub(super) struct Found {
    pub(super) problem: EvalProblem,
    pub(super) title: Both,
    pub(super) indicators: Vec<IndicatorId>,
    pub(super) entity: EntityId,
    pub(super) period: Period,
    pub(super) sides: Option<Sides>,
    pub(super) is_hard: bool,
}

impl<'w, 'a> Sink<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>) -> Self {
        Self { world, results: Vec::new(), unlisted: Vec::new(), counts: FxHashMap::default() }
    }

    /// Returns whether a code is switched off for the whole rule set on the day of judgement.
    pub(super) fn is_off(&self, code: &str) -> bool {
        let allows = &self.world.model.allows;
        allows.iter().any(|a| &*a.code == code && a.until.is_none_or(|day| day >= self.world.as_of))
    }

    /// Takes a finding.
    pub(super) fn put(&mut self, found: Found) {
        let code = found.problem.info().code;
        let count = self.counts.entry(code).or_default();
        *count += 1;
        let Found { problem, title, indicators, entity, period, sides, is_hard } = found;
        if *count > LISTED {
            self.unlisted.push(Concern { code, indicators, entity, period });
            return;
        }
        let world = self.world;
        let place = indicators.first().map_or(Place::Nowhere, |id| place_of(world, *id, entity, period));
        let mut finding = Diagnostic::new(place, problem).about(subject_of(world, indicators.first(), entity, period));
        finding.severity = if is_hard { Severity::Error } else { Severity::Warning };
        self.results.push(AuditResult {
            finding,
            title,
            indicators,
            entity,
            period,
            sides,
            is_hard,
            explanation: None,
        });
    }

    /// Takes a finding that rests on several figures equally: it names all of them.
    pub(super) fn put_of_several(&mut self, found: Found, severity: Severity) {
        let names: Vec<String> = found.indicators.iter().map(|id| reason::indicator_name(self.world, *id)).collect();
        let n_before = self.results.len();
        self.put(found);
        if let Some(result) = self.results.get_mut(n_before) {
            result.finding.severity = severity;
            if let Some(subject) = &mut result.finding.subject {
                subject.indicator = Some(names.join("、"));
            }
        }
    }
}

/// Returns the frame in which data are read as they are.
pub(super) fn frame<'w, 'a>(
    world: &'w World<'a>,
    recorder: &'w Recorder,
    entity: EntityId,
    period: Period,
) -> Frame<'w, 'a> {
    Frame {
        world,
        recorder,
        supposed: None,
        region: world.region(None).unwrap_or(None),
        missing: MissingAs::Unknown,
        entity: Some(entity),
        period: Some(period),
        vantage: Some(period),
        line: None,
        flow: Flow::Alone,
        sight: Sight::Running(period.last_day()),
        rounds: Rounds::Indicator,
        totals: Totals::Window,
        basis: Basis::Both,
        states: States::AsTheyStand,
        depth: 0,
    }
}

/// Adds every cell of an indicator that holds something, of periods that have begun.
pub(super) fn reported_pairs(world: &World<'_>, id: IndicatorId, pairs: &mut BTreeSet<(Period, EntityId)>) {
    let Bound::Series(series) = world.bound(id) else { return };
    for slab in series.slabs.iter().filter(|s| s.period.first_day() <= world.as_of) {
        let cells = slab.values.iter().enumerate().filter(|(_, v)| **v != ABSENT);
        pairs.extend(cells.map(|(i, _)| (slab.period, EntityId(slab.first.0 + i as u32))));
    }
}

fn subject_of(world: &World<'_>, id: Option<&IndicatorId>, entity: EntityId, period: Period) -> Subject {
    Subject {
        indicator: id.map(|i| reason::indicator_name(world, *i)),
        entity: Some(world.data.roster.key(entity).to_owned()),
        period: Some(period.to_string()),
    }
}

fn place_of(world: &World<'_>, id: IndicatorId, entity: EntityId, period: Period) -> Place {
    let reading = Reading { indicator: id, entity, period: Some(period), is_known: true };
    let row = reason::observation(world, reading).row;
    row.and_then(|r| world.data.origins.cell(r, (id, period, entity))).map_or(Place::Nowhere, Place::Cell)
}

/// Returns the place of a row.
pub(super) fn cell_of(world: &World<'_>, row: RowId) -> Option<dabiao_lang::diag::Cell> {
    world.data.origins.row_cell(row)
}

/// Returns the unit in which an indicator is shown.
pub(super) fn unit_of<'a>(world: &World<'a>, id: IndicatorId) -> Option<&'a Unit> {
    let of_data = match world.bound(id) {
        Bound::Series(series) => series.unit.as_ref(),
        _ => None,
    };
    world.indicator(id).and_then(|i| i.unit.as_ref()).or(of_data)
}

/// Writes an amount of base units in a unit.
pub(super) fn amount(unit: Option<&Unit>, base: &Exact) -> String {
    let shown = value::in_unit(unit, base).to_text();
    unit.map_or(shown.clone(), |u| format!("{shown}{}", u.symbol))
}

/// Returns how far a relation may be off, in base units: `items` figures take part, the right side is `right`.
pub(super) fn slack(tolerance: &Slack, unit: Option<&Unit>, items: usize, right: &Exact) -> Exact {
    let is_share = tolerance.unit.as_ref().is_some_and(|u| u.dim.is_ratio());
    let is_relative = is_share && unit.is_some_and(|u| !u.dim.is_ratio());
    let one = if is_relative { &tolerance.amount * &right.abs() } else { tolerance.amount.clone() };
    if tolerance.is_per_item { &one * &Exact::from(items) } else { one }
}

/// Returns half a unit in the last place of figures that show so many digits.
pub(super) fn half_unit(unit: Option<&Unit>, digits: u32) -> Exact {
    let places = &Exact::from(2) * &Exact::from(10).pow(digits);
    let shown = Exact::ONE.checked_div(&places).unwrap_or(Exact::ZERO);
    unit.map_or(shown.clone(), |u| u.to_base(&shown))
}

/// Returns both sides in the unit in which they are shown.
pub(super) fn sides(
    unit: Option<&Unit>,
    (left, should, right): (&Exact, Option<CompareOp>, &Exact),
    tolerance: &Exact,
) -> Sides {
    let shown = |x: &Exact| value::in_unit(unit, x);
    Sides { left: shown(left), should, right: shown(right), tolerance: shown(tolerance), unit: unit.cloned() }
}
