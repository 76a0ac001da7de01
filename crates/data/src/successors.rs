//! Figures of places that were merged go on under their successor.
//!
//! For every period before the merger the successor's figure is that of all the places that make it up: flows and stocks
//! are added up, ratios are weighted by the indicator that their roll-up names. INVARIANT: where the figure of a part that
//! existed is not known, that of the whole is not known; what cannot be put together is left unknown and told.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::DataProblem;
use super::dataset::{ABSENT, EntityId, RowId, SPECIAL, SpecialKind, Vintage};
use super::findings::Findings;
use super::loader::Loader;
use super::place::{At, Sheet};
use super::series::{Datum, Key};
use super::slabs::Block;
use dabiao_lang::diag::{Both, Subject};
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

/// Puts figures together under their successors.
pub(super) fn fold(loader: &mut Loader<'_>) {
    let wholes = wholes(loader);
    if wholes.is_empty() {
        return;
    }
    let n = loader.schema.indicators.len() as u32;
    let is_weighted =
        |id: &IndicatorId| matches!(loader.schema.indicator(*id).map(|i| &i.upward), Some(Upward::Weighted(_)));
    // Ratios need the weights of the parts, which are gone once those are folded themselves.
    let (first, rest): (Vec<IndicatorId>, Vec<IndicatorId>) = (0..n).map(IndicatorId).partition(is_weighted);
    let mut told: BTreeMap<(EntityId, EntityId), Vec<Period>> = BTreeMap::new();
    for id in first.into_iter().chain(rest) {
        for whole in &wholes {
            one(loader, id, whole, &mut told);
        }
    }
    tell(loader, told);
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
        let row = parts.iter().filter(|p| !matches!(p.1, Said::Nothing)).map(|p| p.2).min();
        let Some(row) = row.filter(|_| parts.iter().any(|p| p.0 != whole.successor)) else { continue };
        let datum = together(loader, id, period, &parts);
        for &(entity, ..) in &parts {
            erase(loader, id, period, *entity);
            if *entity != whole.successor {
                told.entry((*entity, whole.successor)).or_default().push(period);
            }
        }
        let block = loader.block_of(whole.successor);
        let key = Key { period, entity: whole.successor, block, row, vintage: Vintage::Unstated };
        match datum {
            Ok(datum) => loader.store.put(id, key, datum),
            Err(why) => {
                loader.store.put(id, key, Datum::Special(SpecialKind::Missing));
                report_apart(loader, id, (period, whole.successor), why);
            }
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

/// Puts the figures of the parts together.
fn together(
    loader: &mut Loader<'_>,
    id: IndicatorId,
    period: Period,
    parts: &[&(EntityId, Said, RowId)],
) -> Result<Datum, Both> {
    // One place alone, as where its successor did not exist yet, goes on as it is.
    if let [one] = parts {
        return Ok(match &one.1 {
            Said::Number(x) => number(loader, id, x),
            Said::Other(datum) => datum.clone(),
            Said::Nothing => Datum::Special(SpecialKind::Missing),
        });
    }
    let mut numbers = Vec::new();
    for (_, said, _) in parts.iter().copied() {
        match said {
            Said::Number(x) => numbers.push(x.clone()),
            Said::Nothing | Said::Other(Datum::Special(SpecialKind::Missing)) => {
                return Ok(Datum::Special(SpecialKind::Missing));
            }
            Said::Other(datum) if parts.iter().all(|p| matches!(&p.1, Said::Other(d) if d == datum)) => {
                return Ok(datum.clone());
            }
            Said::Other(_) => {
                return Err(Both::new("各部分填的不是可以相加的数", "the parts are no numbers that add up"));
            }
        }
    }
    let indicator = loader.schema.indicator(id);
    match indicator.map(|i| (&i.kind, &i.upward)) {
        Some((Some(Kind::Flow | Kind::Stock), _)) => {
            let sum = numbers.iter().fold(Exact::ZERO, |sum, x| &sum + x);
            Ok(number(loader, id, &sum))
        }
        Some((Some(Kind::Ratio), Upward::Weighted(weight))) => {
            weighted(loader, (id, *weight), period, (parts, &numbers))
        }
        Some((Some(Kind::Ratio), _)) => Err(Both::new("比率没有声明权数", "a ratio, and no weight is declared")),
        _ => Err(Both::new("没有声明指标的类型", "the kind of the indicator is not declared")),
    }
}

fn weighted(
    loader: &mut Loader<'_>,
    (id, weight): (IndicatorId, IndicatorId),
    period: Period,
    (parts, numbers): (&[&(EntityId, Said, RowId)], &[Exact]),
) -> Result<Datum, Both> {
    let (mut sum, mut of_weights) = (Exact::ZERO, Exact::ZERO);
    for ((entity, ..), x) in parts.iter().copied().zip(numbers) {
        let (_, Said::Number(w), _) = said(loader, weight, period, *entity) else {
            return Err(Both::new("缺少权数", "a weight is missing"));
        };
        sum = &sum + &(x * &w);
        of_weights = &of_weights + &w;
    }
    match sum.checked_div(&of_weights) {
        Some(mean) => Ok(number(loader, id, &mean)),
        None => Err(Both::new("权数之和为零", "the weights add up to zero")),
    }
}

fn number(loader: &mut Loader<'_>, id: IndicatorId, x: &Exact) -> Datum {
    let converted = loader.store.series_mut(id).map(|s| s.convert_exact(x));
    match converted {
        Some(Ok(datum)) => datum,
        _ => Datum::Special(SpecialKind::Number(x.clone())),
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
    let nowhere = Sheet::default();
    loader.findings.add_about(At { sheet: &nowhere, row: 0, column: 0 }, problem, || subject);
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
