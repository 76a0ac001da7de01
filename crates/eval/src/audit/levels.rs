//! Wholes and what they consist of: a reported figure against those below it (`汇总`), and against its parts (`分项`).
//!
//! Exact, but for what rounding of the whole itself explains: half a unit in the last place that such wholes show in the
//! data, or the indicator's `容差` where it is declared.

use rustc_hash::FxHashMap;

use super::sink::{self, Found, Sink, amount, frame, half_unit, short_amount, slack, unit_of};
use crate::EvalProblem;
use crate::bind::{Bound, World};
use crate::expr::Want;
use crate::frame::Recorder;
use crate::read::{self, Cell};
use crate::reason;
use crate::value::{self, Range, Val};
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{CompareOp, Exact, IndicatorId, Kind, LevelId, LevelRef, Period, Unit};

/// Compares what wider entities report with what those below make.
pub(super) fn compare_levels(recorder: &Recorder, id: IndicatorId, to: &mut Sink<'_, '_>) {
    let world = to.world;
    let Some(indicator) = world.indicator(id) else { return };
    let Some(level) = indicator.level else { return };
    let wholes = Wholes::of(world, id, |here| here.is_some_and(|l| world.depth(l) < world.depth(level)));
    let place = LevelRef { level, label: None, span: indicator.span };
    for (period, entity, reported) in &wholes.all {
        let frame = frame(world, recorder, *entity, *period);
        let Some(computed) = read::roll_up(frame, id) else { continue };
        if computed.fault.is_some() || computed.may_be_empty {
            continue;
        }
        let below = world.members(&place, Some(*entity), frame.region);
        let items = below.len() + 1;
        let Some(range) = computed.as_range() else { continue };
        let tolerance = wholes.tolerance(world, id, (*entity, items), reported);
        let Some((nearest, least)) = apart(range, reported, &tolerance) else { continue };
        let unit = unit_of(world, id);
        let problem = EvalProblem::RollUpDiffers {
            indicator: indicator.name.to_string(),
            entity: reason::entity_name(world, *entity),
            period: period.to_string(),
            reported: amount(unit, reported),
            computed: Box::new(nearest_in_words(unit, nearest, least)),
        };
        to.put(Found {
            problem,
            title: Both::new("上下级不一致", "levels differ"),
            indicators: vec![id],
            entity: *entity,
            period: *period,
            sides: Some(sink::sides(unit, (reported, Some(CompareOp::Eq), nearest), &tolerance)),
            is_hard: false,
        });
    }
}

/// Compares wholes with their parts.
pub(super) fn compare_parts(recorder: &Recorder, id: IndicatorId, to: &mut Sink<'_, '_>) {
    let world = to.world;
    let Some(indicator) = world.indicator(id) else { return };
    let Some(parts) = indicator.parts.as_ref().filter(|p| !p.parts.is_empty()) else { return };
    if matches!(indicator.kind, Some(Kind::Ratio | Kind::Rank | Kind::Flag | Kind::Grade(_) | Kind::Text)) {
        return;
    }
    let wholes = Wholes::of(world, id, |_| true);
    for (period, entity, reported) in &wholes.all {
        let frame = frame(world, recorder, *entity, *period);
        let values: Vec<Val> = parts.parts.iter().map(|p| read::value(frame, *p, Want::Num)).collect();
        if values.iter().all(|v| !v.is_known()) || values.iter().any(|v| v.fault.is_some()) {
            continue;
        }
        let sum = crate::aggregate::total(values.into_iter());
        let Some(range) = sum.as_range() else { continue };
        let range = if parts.is_complete { range.clone() } else { range.clone().and_more() };
        let tolerance = wholes.tolerance(world, id, (*entity, parts.parts.len() + 1), reported);
        let Some((nearest, least)) = apart(&range, reported, &tolerance) else { continue };
        let unit = unit_of(world, id);
        let (relation, should) = if parts.is_complete {
            (Both::new("分项合计", "its parts make"), CompareOp::Eq)
        } else {
            (Both::new("其中各项合计", "some of its parts make"), CompareOp::Ge)
        };
        let problem = EvalProblem::PartsDiffer {
            indicator: indicator.name.to_string(),
            entity: reason::entity_name(world, *entity),
            period: period.to_string(),
            reported: amount(unit, reported),
            relation: Box::new(relation),
            computed: Box::new(nearest_in_words(unit, nearest, least)),
        };
        to.put(Found {
            problem,
            title: Both::new("分项与合计不符", "parts and whole differ"),
            indicators: std::iter::once(id).chain(parts.parts.iter().copied()).collect(),
            entity: *entity,
            period: *period,
            sides: Some(sink::sides(unit, (reported, Some(should), nearest), &tolerance)),
            is_hard: false,
        });
    }
}

/// How a bound is to be said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bounds {
    Known,
    AtLeast,
    AtMost,
}

/// Returns the possible value nearest to the reported one, where even that is too far away.
pub(super) fn apart<'r>(range: &'r Range, reported: &Exact, tolerance: &Exact) -> Option<(&'r Exact, Bounds)> {
    if let Some(low) = range.low.as_ref().filter(|low| &(*low - reported) > tolerance) {
        return Some((low, if range.value().is_some() { Bounds::Known } else { Bounds::AtLeast }));
    }
    let high = range.high.as_ref().filter(|high| &(reported - *high) > tolerance)?;
    Some((high, if range.value().is_some() { Bounds::Known } else { Bounds::AtMost }))
}

pub(super) fn nearest_in_words(unit: Option<&Unit>, nearest: &Exact, bounds: Bounds) -> Both {
    let text = short_amount(unit, nearest);
    match bounds {
        Bounds::Known => Both::of(text.clone(), text),
        Bounds::AtLeast => Both::of(format!("至少{text}（还有缺数）"), format!("at least {text} (some are missing)")),
        Bounds::AtMost => Both::of(format!("至多{text}（还有缺数）"), format!("at most {text} (some are missing)")),
    }
}

/// The reported figures that are wholes, and how many digits they show at each level.
pub(super) struct Wholes {
    pub(super) all: Vec<(Period, EntityId, Exact)>,
    digits: FxHashMap<Option<LevelId>, u32>,
}

impl Wholes {
    pub(super) fn of(world: &World<'_>, id: IndicatorId, is_whole: impl Fn(Option<LevelId>) -> bool) -> Self {
        let mut wholes = Self { all: Vec::new(), digits: FxHashMap::default() };
        let Bound::Series(series) = world.bound(id) else { return wholes };
        let unit = unit_of(world, id);
        for slab in series.slabs.iter().filter(|s| s.period.first_day() <= world.as_of) {
            for entity in (slab.first.0..).take(slab.values.len()).map(EntityId) {
                let level = world.data.roster.get(entity).and_then(|e| e.level);
                if !is_whole(level) {
                    continue;
                }
                let Cell::Value(reported) = read::cell(world, series, entity, slab.period) else { continue };
                let Some(reported) = reported.as_exact() else { continue };
                let shown = value::in_unit(unit, reported).decimal_digits().unwrap_or(0);
                let digits = wholes.digits.entry(level).or_default();
                *digits = (*digits).max(shown);
                wholes.all.push((slab.period, entity, reported.clone()));
            }
        }
        wholes
    }

    /// Returns how far a whole may be off: as declared, else half a unit in the last place.
    pub(super) fn tolerance(
        &self,
        world: &World<'_>,
        id: IndicatorId,
        (entity, items): (EntityId, usize),
        whole: &Exact,
    ) -> Exact {
        let unit = unit_of(world, id);
        if let Some(declared) = world.indicator(id).and_then(|i| i.tolerance.as_ref()) {
            return slack(declared, unit, items, whole);
        }
        let level = world.data.roster.get(entity).and_then(|e| e.level);
        let is_counted = unit.is_none_or(|u| u.factor == Exact::ONE && !u.dim.is_ratio());
        let digits = self.digits.get(&level).copied().unwrap_or(0);
        // Whole households are counted, not rounded.
        if is_counted && digits == 0 { Exact::ZERO } else { half_unit(unit, digits) }
    }
}
