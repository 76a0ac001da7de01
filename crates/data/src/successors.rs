//! Figures of places that were merged: which go on under a successor, and which can not.
//!
//! The figures stay with the place of their period; whoever looks back from after the merger takes the successor's
//! together with them (`eval`). Here it is told which places and periods that concerns, and where figures cannot be put
//! together. INVARIANT: a figure of a time when its place was gone is not used, since its successor's may hold it already.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::DataProblem;
use super::dataset::{ABSENT, EntityId, RowId, SPECIAL, SpecialKind, Vintage};
use super::findings::Findings;
use super::loader::Loader;
use super::series::{Datum, Key};
use super::slabs::Block;
use dabiao_lang::diag::{Both, Diagnostic, Place, Subject};
use dabiao_lang::model::{Exact, IndicatorId, Kind, Period, Upward};

/// Periods named of one merger.
const NAMED: usize = 6;

/// What an entity says of a period.
#[derive(Debug, Clone)]
enum Said {
    Nothing,
    Number(Exact),
    /// A flag, grade or text, a mark, or a faulty figure.
    Other(Datum),
}

/// A successor with all that it consists of, itself first.
struct Whole {
    successor: EntityId,
    parts: Vec<EntityId>,
}

/// Says which figures go on under successors, and takes out those of places that were gone.
pub(super) fn report_all(loader: &mut Loader<'_>) {
    let ids = (0..loader.schema.indicators.len() as u32).map(IndicatorId);
    let wholes = wholes(loader);
    let ended = ended(loader);
    let mut told: BTreeMap<(EntityId, EntityId), Vec<Period>> = BTreeMap::new();
    for id in ids {
        for whole in &wholes {
            one(loader, id, whole, &mut told);
        }
        for &entity in &ended {
            take_out_late(loader, id, entity);
        }
    }
    tell(loader, told);
}

/// Returns the places that ended and went on nowhere.
fn ended(loader: &Loader<'_>) -> Vec<EntityId> {
    let formers = loader.roster.formers.iter();
    let mut ended: Vec<EntityId> =
        formers.filter(|(_, f)| f.valid_to.is_some() && f.merged_into.is_none()).map(|(e, _)| *e).collect();
    ended.sort_unstable();
    ended
}

fn take_out_late(loader: &mut Loader<'_>, id: IndicatorId, entity: EntityId) {
    for period in periods_of(loader, id, &[entity]) {
        if loader.roster.formers.get(&entity).is_some_and(|f| !f.exists_in(period)) {
            report_late(loader, id, period, entity);
            erase(loader, id, period, entity);
        }
    }
}

/// Returns the successors, chains of mergers followed to their end.
fn wholes(loader: &Loader<'_>) -> Vec<Whole> {
    let formers = &loader.roster.formers;
    let mut parts: BTreeMap<EntityId, Vec<EntityId>> = BTreeMap::new();
    for &entity in formers.keys() {
        let next = |e: &EntityId| formers.get(e).and_then(|f| f.merged_into);
        let chain: Vec<EntityId> = std::iter::successors(Some(entity), next).take(64).collect();
        if let Some(&last) = chain.last().filter(|l| **l != entity && chain.len() < 64) {
            parts.entry(last).or_default().push(entity);
        }
    }
    let whole = |(successor, mut parts): (EntityId, Vec<EntityId>)| {
        parts.sort_unstable();
        parts.insert(0, successor);
        Whole { successor, parts }
    };
    parts.into_iter().map(whole).collect()
}

fn one(
    loader: &mut Loader<'_>,
    id: IndicatorId,
    whole: &Whole,
    told: &mut BTreeMap<(EntityId, EntityId), Vec<Period>>,
) {
    let merged: Vec<EntityId> = whole.parts.iter().copied().skip(1).collect();
    let periods = periods_of(loader, id, &merged);
    for period in periods {
        let said: Vec<(EntityId, Said, RowId)> = whole.parts.iter().map(|&e| said(loader, id, period, e)).collect();
        let formers = &loader.roster.formers;
        let gone: Vec<EntityId> =
            whole.parts.iter().copied().filter(|e| formers.get(e).is_some_and(|f| !f.exists_in(period))).collect();
        let is_late = |e: EntityId| gone.contains(&e);
        // A figure of a place that was gone by then may be within that of its successor already.
        let late: Vec<EntityId> = said
            .iter()
            .skip(1)
            .filter(|(e, s, _)| is_late(*e) && !matches!(s, Said::Nothing))
            .map(|(e, ..)| *e)
            .collect();
        for &entity in &late {
            report_late(loader, id, period, entity);
            erase(loader, id, period, entity);
        }
        let parts: Vec<&(EntityId, Said, RowId)> = said.iter().filter(|(e, ..)| !is_late(*e)).collect();
        let is_said = parts.iter().any(|p| p.0 != whole.successor && !matches!(p.1, Said::Nothing));
        if !is_said {
            continue;
        }
        for &(entity, ..) in &parts {
            if *entity != whole.successor {
                told.entry((*entity, whole.successor)).or_default().push(period);
            }
        }
        if let Err(why) = together(loader, id, period, &parts) {
            report_apart(loader, id, (period, whole.successor), why);
        }
    }
}

/// Returns the periods for which any of some entities has a figure.
fn periods_of(loader: &mut Loader<'_>, id: IndicatorId, entities: &[EntityId]) -> Vec<Period> {
    let Some(Some(series)) = loader.store.series.get(id.0 as usize) else { return Vec::new() };
    let mut periods: Vec<Period> = series.slabs.iter().map(|s| s.period).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.retain(|p| entities.iter().any(|e| !matches!(said(loader, id, *p, *e).1, Said::Nothing)));
    periods
}

fn said(loader: &mut Loader<'_>, id: IndicatorId, period: Period, entity: EntityId) -> (EntityId, Said, RowId) {
    let block = loader.block_of(entity);
    let kind = loader.schema.indicator(id).and_then(|i| i.kind.clone());
    let Some(Some(series)) = loader.store.series.get_mut(id.0 as usize) else {
        return (entity, Said::Nothing, RowId(0));
    };
    let (scale, special) = (series.scale, series.specials.get(&(period, entity)).map(|s| s.kind.clone()));
    let (value, row) = series.peek(period, entity, block).unwrap_or((ABSENT, RowId(0)));
    let is_number = !matches!(kind, Some(Kind::Flag | Kind::Grade(_) | Kind::Text));
    let said = match (value, special) {
        (ABSENT, _) => Said::Nothing,
        (SPECIAL, Some(SpecialKind::Number(x))) => Said::Number(x),
        (SPECIAL, Some(kind)) => Said::Other(Datum::Special(kind)),
        (SPECIAL, None) => Said::Nothing,
        (m, _) if is_number => Said::Number(Exact::from_scaled(m, scale)),
        (m, _) => Said::Other(Datum::Plain(m)),
    };
    (entity, said, row)
}

/// Says why the figures of the parts cannot be put together, where they are known.
fn together(
    loader: &mut Loader<'_>,
    id: IndicatorId,
    period: Period,
    parts: &[&(EntityId, Said, RowId)],
) -> Result<(), Both> {
    let is_unknown = |said: &Said| matches!(said, Said::Nothing | Said::Other(Datum::Special(SpecialKind::Missing)));
    // One place alone, as where its successor did not exist yet, goes on as it is.
    if parts.len() < 2 || parts.iter().any(|p| is_unknown(&p.1)) {
        return Ok(());
    }
    let first = parts.first().map(|p| &p.1);
    if parts.iter().any(|p| matches!(p.1, Said::Other(_))) {
        let is_same = |said: &Said| matches!((said, first), (Said::Other(a), Some(Said::Other(b))) if a == b);
        return match parts.iter().all(|p| is_same(&p.1)) {
            true => Ok(()),
            false => Err(Both::new("各部分填的不是可以相加的数", "the parts are no numbers that add up")),
        };
    }
    match loader.schema.indicator(id).map(|i| (&i.kind, &i.upward)) {
        Some((Some(Kind::Flow | Kind::Stock), _)) => Ok(()),
        Some((Some(Kind::Ratio), Upward::Weighted(weight))) => weighted(loader, *weight, period, parts),
        Some((Some(Kind::Ratio), _)) => Err(Both::new("比率没有声明权数", "a ratio, and no weight is declared")),
        _ => Err(Both::new("没有声明指标的类型", "the kind of the indicator is not declared")),
    }
}

fn weighted(
    loader: &mut Loader<'_>,
    weight: IndicatorId,
    period: Period,
    parts: &[&(EntityId, Said, RowId)],
) -> Result<(), Both> {
    let mut of_weights = Exact::ZERO;
    for (entity, ..) in parts.iter().copied() {
        let (_, Said::Number(w), _) = said(loader, weight, period, *entity) else {
            return Err(Both::new("缺少权数", "a weight is missing"));
        };
        of_weights = &of_weights + &w;
    }
    match of_weights.is_zero() {
        false => Ok(()),
        true => Err(Both::new("权数之和为零", "the weights add up to zero")),
    }
}

fn erase(loader: &mut Loader<'_>, id: IndicatorId, period: Period, entity: EntityId) {
    let block: Block = loader.block_of(entity);
    let key = Key { period, entity, block, row: RowId(0), vintage: Vintage::Unstated };
    if let Some(series) = loader.store.series_mut(id) {
        series.erase(key);
    }
}

fn name(loader: &Loader<'_>, entity: EntityId) -> String {
    loader.roster.get(entity).map_or_else(String::new, |e| e.name.to_string())
}

fn report(loader: &mut Loader<'_>, at: (IndicatorId, Period, EntityId), problem: DataProblem) {
    let (id, period, entity) = at;
    let subject = Subject {
        indicator: Some(loader.store.name(id)),
        entity: Some(loader.key_of(entity)),
        period: Some(period.to_string()),
    };
    loader.findings.add_lazily(|| Diagnostic::new(Place::Nowhere, problem).about(subject));
}

fn report_late(loader: &mut Loader<'_>, id: IndicatorId, period: Period, entity: EntityId) {
    let problem = DataProblem::PlaceGone {
        name: name(loader, entity),
        indicator: loader.store.name(id),
        period: period.to_string(),
    };
    report(loader, (id, period, entity), problem);
}

fn report_apart(loader: &mut Loader<'_>, id: IndicatorId, (period, entity): (Period, EntityId), why: Both) {
    let problem = DataProblem::PlacesApart {
        name: name(loader, entity),
        indicator: loader.store.name(id),
        period: period.to_string(),
        why: Box::new(why),
    };
    report(loader, (id, period, entity), problem);
}

/// Says once for each place that its figures went on elsewhere.
fn tell(loader: &mut Loader<'_>, told: BTreeMap<(EntityId, EntityId), Vec<Period>>) {
    let names: FxHashMap<EntityId, String> =
        told.keys().flat_map(|(a, b)| [*a, *b]).map(|e| (e, name(loader, e))).collect();
    let of = |e: &EntityId| names.get(e).cloned().unwrap_or_default();
    let findings: &mut Findings = &mut loader.findings;
    for ((entity, successor), mut periods) in told {
        periods.sort_unstable();
        periods.dedup();
        let mut shown: Vec<String> = periods.iter().take(NAMED).map(ToString::to_string).collect();
        if periods.len() > NAMED {
            shown.push("…".to_owned());
        }
        let problem = DataProblem::PlaceMerged { name: of(&entity), successor: of(&successor), periods: shown };
        findings.add_nowhere(problem);
    }
}
