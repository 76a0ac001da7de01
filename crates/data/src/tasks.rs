//! Tables of tasks: figures that somebody sets for entities and periods, which belong to the rules.
//!
//! [`figures`] takes them out of a table that was read as any other. [`put`] adds the figures of the rules to the statistics of a run, each with the place
//! in the rules or their tables where it stands.

use std::sync::Arc;

use super::dataset::{Dataset, Domain, EntityId, Roster, RowId, SPECIAL, SpecialKind, Vintage};
use super::loader::{Loader, Miss};
use super::place::{At, Sheet};
use super::series::{Key, OutOfRange};
use super::store::invalid;
use dabiao_lang::diag::{Cell, Place};
use dabiao_lang::model::{EntityRef, Exact, IndicatorId, Quantity, Schema, SetFigure, Unit};
use dabiao_lang::source::Span;

/// Returns the figures of one indicator that a table of tasks holds.
pub(super) fn figures(data: &Dataset, schema: &Schema, id: IndicatorId) -> Vec<SetFigure> {
    let Some(series) = data.series.get(id.0 as usize).and_then(Option::as_ref) else { return Vec::new() };
    let Domain::Number { scale } = series.domain else { return Vec::new() };
    let unit = series.unit.clone().or_else(|| schema.indicator(id)?.unit.clone());
    let mut all = Vec::new();
    for slab in &series.slabs {
        for ((value, row), entity) in slab.values.iter().zip(&slab.rows).zip(slab.first.0..) {
            let entity = EntityId(entity);
            let base = match *value {
                SPECIAL => match series.specials.get(&(slab.period, entity)).map(|s| &s.kind) {
                    Some(SpecialKind::Number(x)) => x.clone(),
                    _ => continue,
                },
                v if v < SPECIAL => continue,
                v => Exact::from_scaled(v, scale),
            };
            let cell = data.origins.cell(*row, (id, slab.period, entity)).unwrap_or_default();
            all.push(SetFigure {
                entity: Some(place_of(&data.roster, entity)),
                period: slab.period,
                quantity: quantity(base, unit.as_ref()),
                place: Place::Cell(cell.clone()),
                cell,
            });
        }
    }
    all
}

/// Returns the code of an entity, else the names that lead to it.
fn place_of(roster: &Roster, entity: EntityId) -> EntityRef {
    let mut parts: Vec<Arc<str>> = Vec::new();
    let mut at = roster.get(entity);
    // A roster is no deeper than its levels; the bound keeps a damaged one from looping.
    while let Some(e) = at.filter(|_| parts.len() < 16) {
        if parts.is_empty() && !e.code.is_empty() {
            parts.push((&e.code).into());
            break;
        }
        parts.insert(0, (&e.name).into());
        at = e.parent.and_then(|p| roster.get(p));
    }
    EntityRef { parts, level: None, span: NOWHERE }
}

const NOWHERE: Span = Span { file: dabiao_lang::source::FileId(u32::MAX), start: 0, end: 0 };

fn quantity(base: Exact, unit: Option<&Unit>) -> Quantity {
    let value = unit.map_or_else(|| base.clone(), |u| u.from_base(&base));
    let digits = value.to_text().split_once('.').map_or(0, |(_, tail)| tail.len() as u32);
    Quantity { value, base, unit: unit.cloned(), digits, span: NOWHERE }
}

/// Adds the figures that the rules set to those that were read.
pub(super) fn put(loader: &mut Loader<'_>) {
    let schema = loader.schema;
    for (idx, indicator) in (0u32..).zip(&schema.indicators) {
        let Some(assigned) = indicator.assigned.as_ref().filter(|a| !a.figures.is_empty()) else { continue };
        let mut figures: Vec<&SetFigure> = assigned.figures.iter().collect();
        figures.sort_by(|a, b| a.cell.cmp(&b.cell));
        for of_file in figures.chunk_by(|a, b| (&a.cell.file, &a.cell.sheet) == (&b.cell.file, &b.cell.sheet)) {
            put_file(loader, IndicatorId(idx), of_file);
        }
    }
}

fn put_file(loader: &mut Loader<'_>, id: IndicatorId, figures: &[&SetFigure]) {
    let Some(Cell { file, sheet, .. }) = figures.first().map(|f| &f.cell) else { return };
    let sheet = Sheet { file: Arc::from(&**file), name: sheet.as_deref().map(Arc::from) };
    let first = loader.begin_table(&sheet);
    let mut last = 0;
    for figure in figures {
        last = last.max(figure.cell.row);
        let at = At { sheet: &sheet, row: figure.cell.row, column: figure.cell.column };
        let row = RowId(first.0.saturating_add(figure.cell.row.saturating_sub(1)));
        put_figure(loader, id, figure, (at, row));
    }
    loader.next_row.0 = loader.next_row.0.saturating_add(last);
}

fn put_figure(loader: &mut Loader<'_>, id: IndicatorId, figure: &SetFigure, (at, row): (At<'_>, RowId)) {
    let path = figure.path();
    let entity = match (&mut loader.emergent, figure.entity.is_some()) {
        (Some(emergent), true) => Some(emergent.intern("", &path, row)),
        (Some(_), false) => None,
        (None, true) => loader.place_of(&path),
        (None, false) => only_root(&loader.roster),
    };
    let Some(entity) = entity else {
        if !path.is_empty() {
            loader.report_miss(at, &Miss::Unknown(path), 1);
        }
        return;
    };
    loader.note_level(entity, id);
    let block = loader.block_of(entity);
    let key = Key { period: figure.period, entity, block, row, vintage: Vintage::Unstated };
    let datum = match loader.store.series_mut(id).map(|s| s.convert_exact(&figure.quantity.base)) {
        Some(Ok(datum)) => datum,
        Some(Err(OutOfRange)) => invalid(&loader.store.out_of_range(id, &figure.quantity.value.to_text())),
        None => return,
    };
    loader.store.put(id, key, datum);
}

fn only_root(roster: &Roster) -> Option<EntityId> {
    match roster.roots.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}
