//! Days that stand for years: a spreadsheet turns 2025 into 2025-12-31.
//!
//! For an indicator that comes once a year the last day of a year is the year, the same cell as `2025`; one without a
//! declared frequency is yearly if it has no other days. Another day of a yearly flow means nothing (a flow is over a
//! year, not at a day) and is set aside with a finding; of a yearly stock it is that year's state so far. INVARIANT: told
//! once a file, and independent of the order of the rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dataset::{EntityId, Origins, RowId, SPECIAL, SpecialKind, Vintage};
use super::findings::Findings;
use super::loader::Loader;
use super::series::{Datum, GrowingSeries, Key};
use super::slabs::Block;
use crate::DataProblem;
use dabiao_lang::diag::{Diagnostic, Place, Subject};
use dabiao_lang::model::{Frequency, Indicator, IndicatorId, Kind, Period};

/// One cell of a day.
struct DayCell {
    day: Period,
    first: u32,
    entity: EntityId,
    value: i64,
    row: RowId,
}

impl DayCell {
    fn is_year_end(&self) -> bool {
        self.day.widen(Frequency::Year).last_day() == self.day.last_day()
    }
}

/// What was found, by file.
type ByFile = BTreeMap<Arc<str>, (RowId, u64)>;

/// Reads the last days of years as years.
pub(super) fn settle(loader: &mut Loader<'_>) {
    let mut told = ByFile::new();
    for (i, indicator) in loader.schema.indicators.iter().enumerate() {
        let Some(Some(series)) = loader.store.series.get_mut(i) else { continue };
        if !matches!(indicator.frequency, None | Some(Frequency::Year)) {
            continue;
        }
        let found = (IndicatorId(i as u32), indicator);
        settle_one(found, series, (&loader.origins, &mut told, &mut loader.findings));
    }
    for (row, count) in told.into_values() {
        let place = loader.origins.row_cell(row).map_or(Place::Nowhere, Place::Cell);
        loader.findings.add_made(Diagnostic::new(place, DataProblem::YearEndDates { count }));
    }
}

fn settle_one(
    (id, indicator): (IndicatorId, &Indicator),
    series: &mut GrowingSeries,
    (origins, told, findings): (&Origins, &mut ByFile, &mut Findings),
) {
    let all = day_cells(series);
    let is_yearly = indicator.frequency.is_some() || all.iter().all(DayCell::is_year_end);
    if all.is_empty() || !is_yearly {
        return;
    }
    let is_flow = indicator.kind == Some(Kind::Flow);
    for cell in all {
        if cell.is_year_end() {
            let file = origins.locate(cell.row).map_or_else(|| Arc::from(""), |(o, _)| Arc::clone(&o.file));
            let entry = told.entry(file).or_insert((cell.row, 0));
            *entry = (entry.0.min(cell.row), entry.1 + 1);
            move_to_year(series, &cell);
        } else if is_flow {
            set_aside(series, &cell);
            let place = origins.cell(cell.row, (id, cell.day, cell.entity)).map_or(Place::Nowhere, Place::Cell);
            let (indicator, day) = (indicator.name.to_string(), cell.day.to_string());
            let subject = Subject { indicator: Some(indicator.clone()), ..Subject::default() };
            let problem = DataProblem::DayOfYearlyFlow { indicator, day };
            findings.add_made(Diagnostic::new(place, problem).about(subject));
        }
    }
}

fn day_cells(series: &GrowingSeries) -> Vec<DayCell> {
    let days = series.slabs.iter().filter(|s| s.period.frequency() == Frequency::Day);
    let mut all: Vec<DayCell> = days
        .flat_map(|slab| {
            let cell =
                |(id, value, row)| DayCell { day: slab.period, first: slab.first(), entity: EntityId(id), value, row };
            slab.written().into_iter().map(cell)
        })
        .collect();
    all.sort_by_key(|c| (c.row, c.entity));
    all
}

fn move_to_year(series: &mut GrowingSeries, cell: &DayCell) {
    let at = (cell.day, cell.entity);
    let special = series.specials.remove(&at);
    let vintage = series.vintages.remove(&at).unwrap_or(Vintage::Unstated);
    let year = cell.day.widen(Frequency::Year);
    set_aside(series, cell);
    // The size of the block is not known here; a slab that stays sparse is made dense when it is finished.
    let block = Block { first: cell.first, len: u32::MAX };
    let key = Key { period: year, entity: cell.entity, block, row: cell.row, vintage };
    let (datum, rows) = match special {
        Some(special) if cell.value == SPECIAL => (Datum::Special(special.kind), special.rows),
        _ => (Datum::Plain(cell.value), Vec::new()),
    };
    series.put(key, datum);
    if let Some(now) = series.specials.get_mut(&(year, cell.entity)).filter(|s| s.kind == SpecialKind::Conflict) {
        now.rows.extend(rows);
    }
    for repeat in series.repeats.iter_mut().filter(|r| (r.period, r.entity) == at) {
        repeat.period = year;
    }
}

fn set_aside(series: &mut GrowingSeries, cell: &DayCell) {
    let at = (cell.day, cell.entity);
    series.specials.remove(&at);
    series.vintages.remove(&at);
    let slab = series.slabs.iter_mut().find(|s| s.period == cell.day && s.first() == cell.first);
    if let Some(slab) = slab {
        slab.forget(cell.entity);
    }
}
