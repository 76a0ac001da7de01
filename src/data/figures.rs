//! Rows of statistics to values: the long form and the wide one.
//!
//! Each text of an indicator, entity, period or unit is looked up once in a file; after that its number is enough. What
//! is found wrong with an entity or left aside for an indicator is said once, with the number of rows.

use std::sync::Arc;

use super::cell::{self, quick_number, shown};
use super::dataset::{EntityId, RowId, Vintage};
use super::findings::{At, Findings};
use super::header::{LongColumns, Who, WideColumns};
use super::interner::{Interned, Interner};
use super::loader::{Loader, Miss};
use super::reader::RawRow;
use super::roster::text_of;
use super::series::Key;
use super::store::Plan;
use super::units;
use crate::diag::{Both, DataProblem};
use crate::model::{IndicatorId, Period, Unit};

/// What a text of a file turned out to be.
struct Lookup<T> {
    texts: Interner,
    found: Vec<T>,
}

impl<T> Default for Lookup<T> {
    fn default() -> Self {
        Self { texts: Interner::default(), found: Vec::new() }
    }
}

impl<T: Copy> Lookup<T> {
    #[inline]
    fn get(&mut self, text: &[u8], find: impl FnOnce() -> T) -> (u32, Option<T>) {
        match self.texts.intern(text) {
            Interned::Known(id) => (id, self.found.get(id as usize).copied()),
            Interned::New(id) => {
                let found = find();
                self.found.push(found);
                (id, Some(found))
            }
        }
    }
}

/// An entity that was not found, with the number of its rows.
struct MissCount {
    miss: Miss,
    row: u32,
    column: u32,
    n_rows: u64,
}

/// Reads one file of statistics.
pub(super) struct FigureReader<'f> {
    file: &'f Arc<str>,
    first: RowId,
    n_columns: usize,
    entities: Lookup<Result<EntityId, u32>>,
    misses: Vec<MissCount>,
    periods: Lookup<Option<Period>>,
    indicators: Lookup<Result<IndicatorId, u32>>,
    unknown: Vec<(String, u32, u32, u64)>,
    units: Lookup<u32>,
    /// The units met; a word that is no unit stays a word.
    known_units: Vec<Result<Unit, String>>,
    plans: Vec<Vec<Option<Plan>>>,
    n_blank: u64,
    scratch: Vec<u8>,
}

impl<'f> FigureReader<'f> {
    pub(super) fn new(file: &'f Arc<str>, first: RowId, n_columns: usize) -> Self {
        Self {
            file,
            first,
            n_columns,
            entities: Lookup::default(),
            misses: Vec::new(),
            periods: Lookup::default(),
            indicators: Lookup::default(),
            unknown: Vec::new(),
            units: Lookup::default(),
            known_units: Vec::new(),
            plans: Vec::new(),
            n_blank: 0,
            scratch: Vec::new(),
        }
    }

    fn at(&self, row: u32, column: usize) -> At<'f> {
        At { file: self.file, row, column: column as u32 + 1 }
    }

    /// Returns whether a row has the right shape and is not blank.
    #[inline]
    fn is_sound(&mut self, row: RawRow<'_>, findings: &mut Findings) -> bool {
        if row.len() == self.n_columns && !row.cell(0).is_empty() {
            return true;
        }
        if row.is_blank() {
            self.n_blank += 1;
            return false;
        }
        let behind = (self.n_columns..row.len()).any(|i| !row.cell(i).iter().all(u8::is_ascii_whitespace));
        if behind {
            let problem = DataProblem::RowRagged { cells: row.len() as u64, columns: self.n_columns as u64 };
            findings.add(At { file: self.file, row: row.number, column: 0 }, problem);
        }
        !behind
    }

    /// Reads a row of a long table.
    pub(super) fn read_long(&mut self, loader: &mut Loader<'_>, columns: &LongColumns, row: RawRow<'_>) {
        if !self.is_sound(row, &mut loader.findings) {
            return;
        }
        let Some((indicator_idx, indicator)) = self.indicator(loader, columns, row) else { return };
        let Some(entity) = self.entity(loader, columns.who, row, Some(indicator)) else { return };
        let period = match columns.period {
            Some(column) => self.period(loader, column, row),
            None => loader.file_period,
        };
        let Some(period) = period else { return };
        let (unit_idx, unit_column) = self.unit(loader, columns, row);
        let vintage = match columns.status {
            Some(column) => self.vintage(loader, column, row),
            None => Vintage::Unstated,
        };
        let id = RowId(self.first.0 + row.number - 1);
        let key = Key { period, entity, block: loader.block_of(entity), row: id, vintage };
        let place = At { file: self.file, row: row.number, column: columns.value as u32 + 1 };
        let plan = match self.plans.get(indicator_idx as usize).and_then(|p| p.get(unit_idx as usize)) {
            Some(Some(plan)) => plan,
            _ => self.make_plan(loader, indicator, (indicator_idx, unit_idx), columns.value_unit.as_ref()),
        };
        let text = row.cell(columns.value);
        if text.trim_ascii().is_empty() {
            // Unlike a blank cell of a wide table, a row without a value says that the entity owes this very figure.
            loader.put_slowly(plan, key, "-", place, unit_column);
            return;
        }
        if let Some((mantissa, digits)) = quick_number(text)
            && loader.store.put_quick(plan, key, mantissa, digits)
        {
            return;
        }
        loader.put_slowly(plan, key, &String::from_utf8_lossy(text), place, unit_column);
    }

    fn indicator(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &LongColumns,
        row: RawRow<'_>,
    ) -> Option<(u32, IndicatorId)> {
        let text = row.cell(columns.indicator);
        let n_unknown = self.unknown.len() as u32;
        let (idx, found) = self.indicators.get(text, || loader.indicator_of(&text_of(text)).ok_or(n_unknown));
        match found? {
            Ok(id) => Some((idx, id)),
            Err(miss) => {
                if miss == n_unknown {
                    self.unknown.push((text_of(text).into_owned(), row.number, columns.indicator as u32 + 1, 0));
                }
                if let Some(unknown) = self.unknown.get_mut(miss as usize) {
                    unknown.3 += 1;
                }
                None
            }
        }
    }

    /// Finds the entity of a row; its code goes before its name.
    fn entity(
        &mut self,
        loader: &mut Loader<'_>,
        who: Who,
        row: RawRow<'_>,
        indicator: Option<IndicatorId>,
    ) -> Option<EntityId> {
        let name = who.name.map_or(&[][..], |c| row.cell(c));
        let code = who.code.map_or(&[][..], |c| row.cell(c));
        let mut scratch = std::mem::take(&mut self.scratch);
        let text = if code.is_empty() {
            name
        } else {
            scratch.clear();
            scratch.extend_from_slice(code);
            scratch.push(0);
            scratch.extend_from_slice(name);
            scratch.as_slice()
        };
        let n_misses = self.misses.len() as u32;
        let column = if code.is_empty() { who.name.or(who.code) } else { who.code }.unwrap_or(0);
        let place = self.at(row.number, column);
        let mut new_miss = None;
        let (_, found) = self.entities.get(text, || {
            loader.entity_of(&text_of(code), &text_of(name), place).map_err(|miss| {
                new_miss = Some(miss);
                n_misses
            })
        });
        self.scratch = scratch;
        if let Some(miss) = new_miss {
            self.misses.push(MissCount { miss, row: row.number, column: place.column, n_rows: 0 });
        }
        match found? {
            Ok(entity) => {
                if let Some(indicator) = indicator {
                    loader.note_level(entity, indicator);
                }
                Some(entity)
            }
            Err(miss) => {
                if let Some(miss) = self.misses.get_mut(miss as usize) {
                    miss.n_rows += 1;
                }
                None
            }
        }
    }

    fn period(&mut self, loader: &mut Loader<'_>, column: usize, row: RawRow<'_>) -> Option<Period> {
        let text = row.cell(column);
        let (_, found) = self.periods.get(text, || Period::parse(&cell::fold(&String::from_utf8_lossy(text))));
        let found = found.flatten();
        if found.is_none() {
            let text = shown(&text_of(text));
            loader.findings.add(self.at(row.number, column), DataProblem::PeriodUnreadable { text });
        }
        found
    }

    /// Finds the unit of a row: 0 is none stated, else its position from 1.
    fn unit(&mut self, loader: &Loader<'_>, columns: &LongColumns, row: RawRow<'_>) -> (u32, u32) {
        let Some(column) = columns.unit else { return (0, 0) };
        let text = row.cell(column);
        let known = &mut self.known_units;
        let (_, found) = self.units.get(text, || {
            let word = text_of(text);
            if word.is_empty() {
                return 0;
            }
            known.push(units::find(loader.schema, &word).ok_or_else(|| shown(&word)));
            known.len() as u32
        });
        (found.unwrap_or(0), column as u32 + 1)
    }

    fn vintage(&mut self, loader: &mut Loader<'_>, column: usize, row: RawRow<'_>) -> Vintage {
        let text = row.cell(column);
        if text.is_empty() {
            return Vintage::Unstated;
        }
        let folded = cell::fold(&String::from_utf8_lossy(text)).to_ascii_lowercase();
        match folded.as_str() {
            "" => Vintage::Unstated,
            "最终" | "终" | "最终核实" | "最终核实数" | "定案" | "final" => Vintage::Final,
            "修订" | "修订数" | "初步核实" | "初步核实数" | "revised" => Vintage::Revised,
            "初步" | "初步核算" | "初步核算数" | "快报" | "快报数" | "provisional" | "preliminary" => {
                Vintage::Provisional
            }
            _ => {
                loader.findings.add(self.at(row.number, column), DataProblem::StatusUnknown { text: shown(&folded) });
                Vintage::Unstated
            }
        }
    }

    fn make_plan(
        &mut self,
        loader: &mut Loader<'_>,
        indicator: IndicatorId,
        (indicator_idx, unit_idx): (u32, u32),
        value_unit: Option<&Unit>,
    ) -> &Plan {
        let plan = match unit_idx.checked_sub(1).and_then(|i| self.known_units.get(i as usize)) {
            Some(Ok(unit)) => loader.store.plan(indicator, Some(unit)),
            Some(Err(word)) => {
                loader.store.plan(indicator, value_unit).refused(DataProblem::UnitUnknown { unit: word.clone() })
            }
            None => loader.store.plan(indicator, value_unit),
        };
        let (i, u) = (indicator_idx as usize, unit_idx as usize);
        if self.plans.len() <= i {
            self.plans.resize(i + 1, Vec::new());
        }
        #[expect(clippy::indexing_slicing, reason = "made long enough on the lines before")]
        let row = &mut self.plans[i];
        if row.len() <= u {
            row.resize(u + 1, None);
        }
        #[expect(clippy::indexing_slicing, reason = "made long enough on the lines before")]
        row[u].insert(plan)
    }

    /// Says what was left aside in this file.
    pub(super) fn finish(self, loader: &mut Loader<'_>) {
        for miss in &self.misses {
            let at = At { file: self.file, row: miss.row, column: miss.column };
            loader.report_miss(at, &miss.miss, miss.n_rows);
        }
        for (name, row, column, n_rows) in &self.unknown {
            let at = At { file: self.file, row: *row, column: *column };
            loader.report_unknown_indicator(at, name, *n_rows);
        }
        if self.n_blank > 0 {
            let at = At { file: self.file, row: 0, column: 0 };
            loader.findings.ignore_many(at, "blank", self.n_blank, || Both::new("空行", "blank rows"));
        }
    }
}

/// One column of a wide table.
pub(super) struct Figure {
    column: usize,
    plan: Plan,
    period: Option<Period>,
}

impl Figure {
    /// Returns whether the header of the column names its period.
    pub(super) fn is_dated(&self) -> bool {
        self.period.is_some()
    }
}

impl FigureReader<'_> {
    /// Finds the indicators of the columns; columns without one are listed.
    pub(super) fn begin_wide(&mut self, loader: &Loader<'_>, columns: &WideColumns, header_row: u32) -> Vec<Figure> {
        let mut figures = Vec::new();
        for head in &columns.figures {
            match loader.indicator_of_head(head) {
                Some((id, period)) => {
                    let plan = loader.store.plan(id, head.unit.as_ref());
                    figures.push(Figure { column: head.column, plan, period });
                }
                None => self.unknown.push((head.name.clone(), header_row, head.column as u32 + 1, 0)),
            }
        }
        figures
    }

    /// Reads a row of a wide table.
    pub(super) fn read_wide(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &WideColumns,
        figures: &[Figure],
        row: RawRow<'_>,
    ) {
        if !self.is_sound(row, &mut loader.findings) {
            return;
        }
        for unknown in &mut self.unknown {
            let is_filled = !row.cell(unknown.2 as usize - 1).is_empty();
            unknown.3 += u64::from(is_filled);
        }
        let Some(entity) = self.entity(loader, columns.who, row, None) else { return };
        let row_period = match columns.period {
            Some(column) => match self.period(loader, column, row) {
                Some(period) => Some(period),
                None => return,
            },
            None => loader.file_period,
        };
        let vintage = columns.status.map_or(Vintage::Unstated, |column| self.vintage(loader, column, row));
        for figure in figures {
            let Some(period) = figure.period.or(row_period) else { continue };
            let text = row.cell(figure.column);
            let id = RowId(self.first.0 + row.number - 1);
            let key = Key { period, entity, block: loader.block_of(entity), row: id, vintage };
            if text.is_empty() {
                continue;
            }
            loader.note_level(entity, figure.plan.indicator);
            if let Some((mantissa, digits)) = quick_number(text)
                && loader.store.put_quick(&figure.plan, key, mantissa, digits)
            {
                continue;
            }
            let place = At { file: self.file, row: row.number, column: figure.column as u32 + 1 };
            loader.put_slowly(&figure.plan, key, &String::from_utf8_lossy(text), place, 0);
        }
    }
}
