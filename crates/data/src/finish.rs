//! From what has grown to the finished dataset: final numbering, the coarsest exact scale, conflicts named, digest.
//!
//! INVARIANT: nothing here depends on the order in which rows came, row numbers apart.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cell;
use super::conflicts::{self, Disputed};
use super::dataset::{Dataset, Domain, EntityId, Origins, SPECIAL, Series, Slab, Special, SpecialKind, Vintage};
use super::emergent::Renumbered;
use super::findings::Findings;
use super::loader::Loader;
use super::place::{At, Sheet};
use super::plausible;
use super::series::{Datum, GrowingSeries, LARGEST_SCALE};
use super::shape;
use super::slabs::Block;
use super::store::{Met, OpenCell, Sort, Store, invalid};
use crate::DataProblem;
use dabiao_lang::diag::{Both, Diagnostic, Lang, Place, Subject};
use dabiao_lang::model::{Exact, IndicatorId, Period, Unit};

/// Finishes a run.
pub(super) fn finish(mut loader: Loader<'_>) -> Dataset {
    decide_open(&mut loader);
    loader.store.digits.settle(&mut loader.store.series);
    super::year_end::settle(&mut loader);
    super::successors::report_all(&mut loader);
    let (roster, new_ids, blocks) = match loader.emergent.take() {
        Some(emergent) => {
            let Renumbered { roster, new_ids, blocks } =
                emergent.finish(loader.schema, &loader.origins, &mut loader.findings);
            let n = roster.entities.len() as u64;
            loader.findings.add_nowhere(DataProblem::RosterAbsent { entities: n });
            (roster, Some(new_ids), blocks)
        }
        None => (loader.roster, None, loader.blocks),
    };
    let mut store = loader.store;
    let text_ids = sort_texts(&mut store);
    let renumbering = Renumbering { new_ids, blocks, text_ids, origins: loader.origins.clone() };
    let explanations = std::mem::take(&mut loader.explanations);
    let entered = std::mem::take(&mut loader.entered);
    let texts = store.texts.clone();
    let mut dataset = Dataset { roster, origins: loader.origins, texts, explanations, entered, ..Dataset::default() };
    dataset.submissions = loader.submissions;
    dataset.receipts = std::mem::take(&mut loader.receipts);
    renumbering.submissions(&mut dataset);
    let grown = std::mem::take(&mut store.series);
    for (i, series) in grown.into_iter().enumerate() {
        let id = IndicatorId(i as u32);
        let Some(mut grown) = series else {
            dataset.series.push(None);
            continue;
        };
        complete_conflicts(&mut grown);
        let claims = renumbering.keys(conflicts::take_claims(&mut grown));
        let series = finish_series(&store, id, grown, &renumbering, &mut loader.findings);
        let disputed = Disputed {
            dataset: &dataset,
            id,
            indicator: store.schema.indicator(id),
            series: &series,
            text_ids: &renumbering.text_ids,
        };
        disputed.report(&claims, &mut loader.findings);
        dataset.series.push(Some(series));
    }
    loader.repeated.compare(&mut dataset, &|e| renumbering.entity(e), &mut loader.findings);
    plausible::compare(&mut dataset, store.schema, &mut loader.findings);
    for receipt in &mut dataset.receipts {
        shape::confirm(receipt, &loader.accepted);
    }
    dataset.provisional = dataset.receipts.iter().flat_map(shape::provisional).collect();
    (dataset.findings, dataset.ignored) = loader.findings.finish();
    dataset
}

/// The new numbers of entities and texts.
struct Renumbering {
    new_ids: Option<Vec<u32>>,
    blocks: Vec<Block>,
    text_ids: Vec<i64>,
    origins: Origins,
}

impl Renumbering {
    fn entity(&self, id: EntityId) -> EntityId {
        match &self.new_ids {
            Some(new_ids) => EntityId(new_ids.get(id.0 as usize).copied().unwrap_or(id.0)),
            None => id,
        }
    }

    /// Renumbers the entities of what came in.
    fn submissions(&self, dataset: &mut Dataset) {
        for submission in &mut dataset.submissions {
            submission.submitter = submission.submitter.map(|e| self.entity(e));
            submission.entities.iter_mut().for_each(|e| *e = self.entity(*e));
            submission.entities.sort_unstable();
        }
        for receipt in &mut dataset.receipts {
            receipt.entity = receipt.entity.map(|e| self.entity(e));
            for column in &mut receipt.columns {
                column.entity = column.entity.map(|e| self.entity(e));
            }
        }
        for column in dataset.origins.files.iter_mut().flat_map(|o| &mut o.columns) {
            column.entity = column.entity.map(|e| self.entity(e));
        }
    }

    fn keys<T>(&self, map: FxHashMap<(Period, EntityId), T>) -> FxHashMap<(Period, EntityId), T> {
        match self.new_ids {
            Some(_) => map.into_iter().map(|((p, e), v)| ((p, self.entity(e)), v)).collect(),
            None => map,
        }
    }
}

/// Decides what indicators hold of which nobody said it: flags, texts, or numbers among which a word is a mistake.
fn decide_open(loader: &mut Loader<'_>) {
    let mut by_indicator: Vec<Vec<OpenCell>> = vec![Vec::new(); loader.store.sorts.len()];
    for cell in std::mem::take(&mut loader.store.open) {
        if let Some(cells) = by_indicator.get_mut(cell.indicator.0 as usize) {
            cells.push(cell);
        }
    }
    for (i, cells) in by_indicator.into_iter().enumerate() {
        let id = IndicatorId(i as u32);
        if cells.is_empty() {
            if *loader.store.sort(id) == Sort::Open {
                set_sort(&mut loader.store, id, Sort::Number);
            }
            continue;
        }
        let numbers = loader.store.series.get_mut(i).and_then(Option::as_mut).map(numbers_in).unwrap_or_default();
        let flags = cells.iter().all(|c| cell::flag(&cell::fold(&c.text)).is_some());
        let sort = match (flags, numbers) {
            (true, Numbers::None | Numbers::Flags) => Sort::Flag,
            (false, Numbers::None) => Sort::Text,
            _ => Sort::Number,
        };
        set_sort(&mut loader.store, id, sort.clone());
        for cell in cells {
            put_open(loader, id, &sort, cell);
        }
    }
}

fn set_sort(store: &mut Store<'_>, id: IndicatorId, sort: Sort) {
    if let Some(slot) = store.sorts.get_mut(id.0 as usize) {
        *slot = sort;
    }
}

fn put_open(loader: &mut Loader<'_>, id: IndicatorId, sort: &Sort, open: OpenCell) {
    let datum = match sort {
        Sort::Flag => Datum::Plain(i64::from(cell::flag(&cell::fold(&open.text)) == Some(true))),
        Sort::Text => Datum::Plain(loader.store.text_id(&open.text)),
        _ => {
            let problem = DataProblem::NumberUnreadable { text: cell::shown(&open.text) };
            let datum = invalid(&problem);
            let subject = Subject {
                indicator: Some(loader.store.name(id)),
                entity: Some(loader.key_of(open.key.entity)),
                period: Some(open.key.period.to_string()),
            };
            if let Some((origin, row)) = loader.origins.locate(open.key.row) {
                let sheet = Sheet { file: origin.file.clone(), name: origin.sheet.clone() };
                let at = At { sheet: &sheet, row, column: open.column };
                loader.findings.add_about(at, problem, || subject);
            }
            datum
        }
    };
    let mut key = open.key;
    key.block = loader.block_of(key.entity);
    loader.store.put(id, key, datum);
}

/// What numbers a series holds.
#[derive(Default, PartialEq, Eq)]
enum Numbers {
    #[default]
    None,
    /// Only 0 and 1.
    Flags,
    Others,
}

fn numbers_in(series: &mut GrowingSeries) -> Numbers {
    let mut numbers = Numbers::None;
    let is_whole = series.scale == 0;
    for slab in &mut series.slabs {
        slab.for_each(|&mut value| {
            if value > SPECIAL && numbers != Numbers::Others {
                numbers = if is_whole && (value == 0 || value == 1) { Numbers::Flags } else { Numbers::Others };
            }
        });
    }
    if series.specials.values().any(|s| matches!(s.kind, SpecialKind::Number(_))) { Numbers::Others } else { numbers }
}

/// Brings texts into their own order; returns the new number of each.
fn sort_texts(store: &mut Store<'_>) -> Vec<i64> {
    let mut order: Vec<usize> = (0..store.texts.len()).collect();
    order.sort_by_key(|&i| store.texts.get(i));
    let mut new_ids = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        if let Some(slot) = new_ids.get_mut(old) {
            *slot = new as i64;
        }
    }
    store.texts = order.iter().filter_map(|&i| store.texts.get(i).cloned()).collect::<Vec<Arc<str>>>();
    new_ids
}

fn finish_series(
    store: &Store<'_>,
    id: IndicatorId,
    mut grown: GrowingSeries,
    renumbering: &Renumbering,
    findings: &mut Findings,
) -> Series {
    let sort = store.sort(id).clone();
    let mut slabs = Vec::new();
    for slab in std::mem::take(&mut grown.slabs) {
        match &renumbering.new_ids {
            Some(new_ids) => slab.finish_renumbered(new_ids, &renumbering.blocks, &mut slabs),
            None => {
                let first = slab.first();
                let block = renumbering.blocks.iter().find(|b| b.first == first).copied();
                slab.finish(block.unwrap_or(Block { first, len: 0 }), &mut slabs);
            }
        }
    }
    slabs.sort_by_key(|s| (s.period, s.first));
    let mut series = Series {
        domain: Domain::Number { scale: grown.scale },
        unit: None,
        slabs,
        specials: renumbering.keys(std::mem::take(&mut grown.specials)),
        vintages: renumbering.keys(std::mem::take(&mut grown.vintages)),
    };
    match sort {
        Sort::Flag => series.domain = Domain::Flag,
        Sort::Grade(_) => series.domain = Domain::Grade,
        Sort::Text => {
            series.domain = Domain::Text;
            each_plain(&mut series.slabs, |v| *v = renumbering.text_ids.get(*v as usize).copied().unwrap_or(*v));
        }
        Sort::Number | Sort::Open => {
            series.unit = unit_of(store, id);
            refuse_mixed(store, id, &mut series, (&renumbering.origins, findings));
            series.domain = Domain::Number { scale: rescale(&mut series, grown.scale) };
        }
    }
    series
}

fn each_plain(slabs: &mut [Slab], change: impl FnMut(&mut i64)) {
    slabs.iter_mut().flat_map(|s| &mut s.values).filter(|v| **v > SPECIAL).for_each(change);
}

/// A flag read as a number has the column's scale; a unit is as declared, else the first in alphabetical order.
fn unit_of(store: &Store<'_>, id: IndicatorId) -> Option<Unit> {
    let declared = store.schema.indicator(id).and_then(|i| i.unit.clone());
    let met = store.met.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
    declared.or_else(|| met.iter().filter_map(|m| m.unit.as_ref()).min_by(|a, b| a.symbol.cmp(&b.symbol)).cloned())
}

/// An indicator without a declared unit that comes in several dimensions has no value that could be trusted.
fn refuse_mixed(
    store: &Store<'_>,
    id: IndicatorId,
    series: &mut Series,
    (origins, findings): (&Origins, &mut Findings),
) {
    let met = store.met.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
    let Some(first) = met.first() else { return };
    let is_like = |m: &Met| match (&m.unit, &first.unit) {
        (Some(a), Some(b)) => super::units::are_alike(&a.dim, &b.dim),
        (None, None) => true,
        _ => false,
    };
    if met.iter().all(is_like) {
        return;
    }
    let mut units: Vec<String> =
        met.iter().map(|m| m.unit.as_ref().map_or_else(|| "—".to_owned(), |u| u.symbol.to_string())).collect();
    units.sort();
    let indicator = store.name(id);
    let problem = DataProblem::UnitMixed { indicator: indicator.clone(), units };
    let why = Both::of(problem.message(Lang::Zh), problem.message(Lang::En));
    let specials = &mut series.specials;
    for slab in &mut series.slabs {
        let cells = (slab.first.0..).zip(slab.values.iter_mut().zip(&slab.rows));
        for (entity, (value, row)) in cells {
            if *value > SPECIAL {
                *value = SPECIAL;
                let special = Special { kind: SpecialKind::Invalid(why.clone()), rows: vec![*row] };
                specials.insert((slab.period, EntityId(entity)), special);
            }
        }
    }
    let subject = Subject { indicator: Some(indicator), ..Subject::default() };
    let place = met.iter().find(|m| !is_like(m)).and_then(|m| origins.row_cell(m.row));
    findings.add_made(Diagnostic::new(place.map_or(Place::Nowhere, Place::Cell), problem).about(subject));
}

/// Gives the column the scale that keeps most values plain, the coarsest among equals; returns it.
fn rescale(series: &mut Series, scale: u32) -> u32 {
    let has_numbers = series.specials.values().any(|s| matches!(s.kind, SpecialKind::Number(_)));
    let target = if has_numbers { best_scale(series, scale) } else { coarsest_scale(series, scale) };
    if target < scale {
        let by = 10i64.pow(scale - target);
        move_values(series, scale, |v| (v % by == 0).then(|| v / by));
    } else if target > scale {
        let by = 10i64.pow(target - scale);
        move_values(series, scale, |v| v.checked_mul(by).filter(|v| v.unsigned_abs() <= 9_000_000_000_000_000_000));
    }
    if has_numbers {
        take_in_numbers(series, target);
    }
    target
}

/// Changes all plain values; those that do not fit become exact numbers of their own.
fn move_values(series: &mut Series, scale: u32, change: impl Fn(i64) -> Option<i64>) {
    let specials = &mut series.specials;
    for slab in &mut series.slabs {
        let cells = (slab.first.0..).zip(slab.values.iter_mut().zip(&slab.rows));
        for (entity, (value, row)) in cells.filter(|(_, (v, _))| **v > SPECIAL) {
            match change(*value) {
                Some(new) => *value = new,
                None => {
                    let kind = SpecialKind::Number(Exact::from_scaled(*value, scale));
                    specials.insert((slab.period, EntityId(entity)), Special { kind, rows: vec![*row] });
                    *value = SPECIAL;
                }
            }
        }
    }
}

/// Turns exact numbers that fit the column into plain values.
fn take_in_numbers(series: &mut Series, scale: u32) {
    let mut fitting = Vec::new();
    for (&at, special) in &series.specials {
        if let SpecialKind::Number(x) = &special.kind
            && let Some(m) = x.to_scaled(scale).filter(|m| m.unsigned_abs() <= 9_000_000_000_000_000_000)
        {
            fitting.push((at, m));
        }
    }
    for ((period, entity), m) in fitting {
        series.specials.remove(&(period, entity));
        let from = series.slabs.partition_point(|s| (s.period, s.first) <= (period, entity));
        let slab = from.checked_sub(1).and_then(|i| series.slabs.get_mut(i));
        if let Some(slab) = slab
            && let Some(value) = slab.index_of(entity).and_then(|i| slab.values.get_mut(i))
        {
            *value = m;
        }
    }
}

/// Returns the coarsest scale that keeps every plain value exact.
fn coarsest_scale(series: &Series, scale: u32) -> u32 {
    let mut target = 0;
    let mut by = 10i64.pow(scale);
    for &value in series.slabs.iter().flat_map(|s| &s.values).filter(|v| **v > SPECIAL) {
        while value % by != 0 {
            by /= 10;
            target += 1;
        }
        if target == scale {
            break;
        }
    }
    target
}

/// Returns the scale that keeps most values plain, the coarsest among equals.
fn best_scale(series: &Series, scale: u32) -> u32 {
    // For each value: the digits that it needs, and the most digits that its size allows.
    let mut fits = [0u64; LARGEST_SCALE as usize + 1];
    let mut count = |needed: Option<u32>, value: &Exact| {
        let Some(needed) = needed else { return };
        for (s, n) in (0..).zip(&mut fits) {
            let is_plain =
                s >= needed && value.to_scaled(s).is_some_and(|m| m.unsigned_abs() <= 9_000_000_000_000_000_000);
            *n += u64::from(is_plain);
        }
    };
    for &value in series.slabs.iter().flat_map(|s| &s.values).filter(|v| **v > SPECIAL) {
        let exact = Exact::from_scaled(value, scale);
        count(exact.decimal_digits(), &exact);
    }
    for special in series.specials.values() {
        if let SpecialKind::Number(x) = &special.kind {
            count(x.decimal_digits(), x);
        }
    }
    let most = fits.iter().max().copied().unwrap_or(0);
    fits.iter().position(|&n| n == most).unwrap_or(0) as u32
}

/// Adds to each conflict the rows that repeated one of its values.
fn complete_conflicts(series: &mut GrowingSeries) {
    let repeats = std::mem::take(&mut series.repeats);
    for repeat in repeats {
        let at = (repeat.period, repeat.entity);
        let rank = series.vintages.get(&at).copied().unwrap_or(Vintage::Unstated);
        if let Some(special) = series.specials.get_mut(&at)
            && special.kind == SpecialKind::Conflict
            && rank == repeat.vintage
        {
            special.rows.push(repeat.row);
        }
    }
    for special in series.specials.values_mut() {
        special.rows.sort_unstable();
        special.rows.dedup();
    }
}
