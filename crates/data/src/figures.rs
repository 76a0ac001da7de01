//! Rows of statistics to values: what all forms share, and the long form; `wide` has the others.
//!
//! Each text of an indicator, entity, period or unit is looked up once in a table; after that its number is enough. What
//! is found wrong with an entity or left aside for an indicator is said once, with the number of rows.

use super::across::TotalsAcross;
use super::cell::{self, quick_number, shown};
use super::dataset::{EntityId, RowId, Vintage};
use super::emergent::is_total;
use super::findings::Findings;
use super::form::{self, FormHead};
use super::header::{LongColumns, Who};
use super::interner::{Interned, Interner};
use super::loader::{Loader, Matched, Miss};
use super::place::{At, Sheet};
use super::reader::RawRow;
use super::receipt::{ColumnRole, Doubt, RowRole, Sample, SheetReceipt, Stated, StatedBy, SubjectReceipt};
use super::roster::text_of;
use super::series::Key;
use super::sheet_units::{ColumnUnits, UnitReading, Unstated};
use super::store::Plan;
use super::table::Table;
use super::totals::Totals;
use super::units;
use super::watch::Watches;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{IndicatorId, Period, Unit};

/// What a text of a file turned out to be.
pub(super) struct Lookup<T> {
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
    pub(super) fn get(&mut self, text: &[u8], find: impl FnOnce() -> T) -> (u32, Option<T>) {
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

/// The form of a table: where its columns end, and which hold names.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    pub(super) n_columns: usize,
    /// Columns of figures, from 0.
    pub(super) figures: Vec<usize>,
    /// Cells that are read as blank.
    pub(super) skip: Vec<String>,
}

/// Reads one table of statistics.
pub(super) struct FigureReader<'f> {
    pub(super) sheet: &'f Sheet,
    pub(super) first: RowId,
    pub(super) shape: Shape,
    entities: Lookup<Result<EntityId, u32>>,
    misses: Vec<MissCount>,
    periods: Lookup<Option<Period>>,
    indicators: Lookup<Result<IndicatorId, u32>>,
    pub(super) unknown: Vec<(String, u32, u32, u64)>,
    pub(super) units: Lookup<u32>,
    /// The units met; a word that is no unit stays a word.
    pub(super) known_units: Vec<Result<Unit, String>>,
    plans: Vec<Vec<Option<Plan>>>,
    n_blank: u64,
    scratch: Vec<u8>,
    pub(super) totals: Totals,
    pub(super) watches: Watches,
    /// What stands below the table.
    pub(super) foot: FormHead,
    n_notes: (u64, u32),
    n_skipped: (u64, u32),
    pub(super) n_values: u64,
    /// Entities that the header names.
    pub(super) extra_entities: Vec<EntityId>,
    /// What is understood of the table; rows are read by it.
    pub(super) receipt: SheetReceipt,
    pub(super) across: TotalsAcross,
    /// Whether it is a form of ours, which says the unit of every column.
    pub(super) is_form: bool,
    /// The column that names whom, or what, a row is of.
    pub(super) key_column: Option<usize>,
    n_hidden: (u64, u32),
    hidden_columns: Vec<u32>,
    /// Columns without a head, with the number of figures in each.
    headless: Vec<(usize, u64)>,
    /// The row of another header among the rows, behind which nothing is read.
    stopped: Option<u32>,
    n_behind: u64,
}

/// What reading a table came to.
pub(super) struct Outcome {
    /// The entities that it names.
    pub(super) entities: Vec<EntityId>,
    pub(super) n_values: u64,
    pub(super) foot: FormHead,
    pub(super) receipt: SheetReceipt,
}

impl<'f> FigureReader<'f> {
    pub(super) fn new(sheet: &'f Sheet, first: RowId, shape: Shape) -> Self {
        Self {
            sheet,
            first,
            shape,
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
            totals: Totals::default(),
            watches: Watches::default(),
            foot: FormHead::default(),
            n_notes: (0, 0),
            n_skipped: (0, 0),
            n_values: 0,
            extra_entities: Vec::new(),
            receipt: SheetReceipt::default(),
            across: TotalsAcross::default(),
            is_form: false,
            key_column: None,
            n_hidden: (0, 0),
            hidden_columns: Vec::new(),
            headless: Vec::new(),
            stopped: None,
            n_behind: 0,
        }
    }

    pub(super) fn at(&self, row: u32, column: usize) -> At<'f> {
        At { sheet: self.sheet, row, column: column as u32 + 1 }
    }

    /// Returns whether a row has the right shape and is not blank.
    #[inline]
    pub(super) fn is_sound(&mut self, row: RawRow<'_>, findings: &mut Findings) -> bool {
        let n_columns = self.shape.n_columns;
        if self.stopped.is_some() {
            self.n_behind += 1;
            return false;
        }
        if row.len() == n_columns && !row.cell(0).is_empty() {
            return true;
        }
        if row.ends_file() && row.len() < n_columns && !row.is_blank() && !self.take_note(row) {
            let problem = DataProblem::RowCutShort { cells: row.len() as u64, columns: n_columns as u64 };
            findings.add(At { sheet: self.sheet, row: row.number, column: 0 }, problem);
            self.receipt.note_row(row.number, RowRole::Refused);
            return false;
        }
        if row.is_blank() {
            self.n_blank += 1;
            return false;
        }
        let behind = (n_columns..row.len()).any(|i| !row.cell(i).iter().all(u8::is_ascii_whitespace));
        // In a workbook a remark may stand beside the table; it does not shift the cells before it.
        if behind && self.sheet.name.is_none() {
            let problem = DataProblem::RowRagged { cells: row.len() as u64, columns: n_columns as u64 };
            findings.add(At { sheet: self.sheet, row: row.number, column: 0 }, problem);
            self.receipt.note_row(row.number, RowRole::Refused);
            return false;
        }
        if behind {
            let at = self.at(row.number, n_columns);
            findings.ignore(at, "beside", || Both::new("表格右侧的内容", "cells to the right of the table"));
        }
        true
    }

    /// Returns whether a cell is one of those that are read as blank.
    pub(super) fn is_skipped(&mut self, text: &[u8], row: u32) -> bool {
        if self.shape.skip.is_empty() {
            return false;
        }
        let text = text_of(text);
        let is_skipped = self.shape.skip.iter().any(|s| *s == text);
        if is_skipped {
            self.n_skipped = (self.n_skipped.0 + 1, if self.n_skipped.0 == 0 { row } else { self.n_skipped.1 });
        }
        is_skipped
    }

    /// Reads a row of a long table.
    pub(super) fn read_long(&mut self, loader: &mut Loader<'_>, columns: &LongColumns, row: RawRow<'_>) {
        if !self.is_sound(row, &mut loader.findings) {
            return;
        }
        let (indicator_idx, indicator) = match columns.indicator {
            Some(column) => match self.indicator(loader, column, row) {
                Some(found) => found,
                None => return,
            },
            None => match loader.facts.indicator {
                Some(indicator) => (0, indicator),
                None => return,
            },
        };
        let Some(entity) = self.entity(loader, columns.who, row) else { return };
        loader.note_level(entity, indicator);
        let period = match columns.period {
            Some(column) => self.period(loader, column, row),
            None => loader.facts.period,
        };
        let Some(period) = period else { return };
        let (unit_idx, unit_column) = self.unit(loader, columns.unit, row);
        let vintage = self.vintage(loader, columns.status, row);
        let id = RowId(self.first.0 + row.number - 1);
        let key = Key { period, entity, block: loader.block_of(entity), row: id, vintage };
        self.receipt.note_row(row.number, RowRole::Figures);
        let plan = match self.plans.get(indicator_idx as usize).and_then(|p| p.get(unit_idx as usize)) {
            Some(Some(plan)) => plan,
            _ => {
                let own = self.receipt.columns.iter().find(|c| c.column as usize == columns.value + 1);
                let own = own.and_then(|c| c.unit.clone());
                let subject = (indicator, row.number, columns.indicator.unwrap_or(columns.value));
                let text = columns.indicator.map_or_else(String::new, |c| text_of(row.cell(c)).into_owned());
                self.begin_subject(loader, (subject, text), (unit_idx, unit_column), own);
                self.make_plan(loader, indicator, (indicator_idx, unit_idx))
            }
        };
        let text = row.cell(columns.value);
        if let Some((mantissa, digits)) = quick_number(text)
            && loader.store.put_quick(plan, key, mantissa, digits)
        {
            if plan.is_percent {
                self.watches.note(indicator, (mantissa, digits), (row.number, columns.value as u32 + 1));
            }
            self.n_values += 1;
            return;
        }
        let plan = plan.clone();
        self.put_long(loader, &plan, key, (row, columns.value, unit_column));
    }

    /// Takes back the figure that a row names: whatever rows before it said of it counts no more.
    pub(super) fn withdraw(&mut self, loader: &mut Loader<'_>, columns: &LongColumns, row: RawRow<'_>) {
        if !self.is_sound(row, &mut loader.findings) {
            return;
        }
        let indicator = match columns.indicator {
            Some(column) => self.indicator(loader, column, row).map(|(_, id)| id),
            None => loader.facts.indicator,
        };
        let Some(indicator) = indicator else { return };
        let Some(entity) = self.entity(loader, columns.who, row) else { return };
        let period = match columns.period {
            Some(column) => self.period(loader, column, row),
            None => loader.facts.period,
        };
        let Some(period) = period else { return };
        let id = RowId(self.first.0 + row.number - 1);
        let key = Key { period, entity, block: loader.block_of(entity), row: id, vintage: Vintage::Unstated };
        let is_known = loader.store.series_mut(indicator).is_some_and(|s| s.erase(key));
        let what = || match is_known {
            true => Both::new("撤回了数据的行（ACTION = D）", "rows that withdraw a figure (ACTION = D)"),
            false => {
                Both::new("要撤回的数据不存在的行（ACTION = D）", "rows that withdraw what is not there (ACTION = D)")
            }
        };
        let at = At { sheet: self.sheet, row: row.number, column: 0 };
        loader.findings.ignore(at, if is_known { "withdrawn" } else { "nothing withdrawn" }, what);
    }

    /// Stores a cell of a long table that is no plain number.
    #[cold]
    fn put_long(
        &mut self,
        loader: &mut Loader<'_>,
        plan: &Plan,
        key: Key,
        (row, column, unit_column): (RawRow<'_>, usize, u32),
    ) {
        let text = row.cell(column);
        let place = self.at(row.number, column);
        if row.is_covered(column) {
            return loader.put_wrong(plan.indicator, key, DataProblem::FigureMerged {}, place);
        }
        if text.trim_ascii().is_empty() || self.is_skipped(text, row.number) {
            // Unlike a blank cell of a wide table, a row without a value says that the entity owes this very figure.
            return loader.put_slowly(plan, key, "-", place, unit_column);
        }
        self.n_values += 1;
        loader.put_slowly(plan, key, &String::from_utf8_lossy(text), place, unit_column);
    }

    /// Takes note of a filled cell of a column of the receipt; the first two are shown to whoever asks.
    #[inline]
    pub(super) fn sample(&mut self, receipt: usize, plan: &Plan, (row, column): (u32, u32), text: &[u8]) {
        let Some(entry) = self.receipt.columns.get_mut(receipt) else { return };
        entry.n_filled += 1;
        if entry.samples.len() < 2 {
            let text = shown(&text_of(text));
            entry.samples.extend(plan.base_of(&text).map(|base| Sample { row, column, text, base }));
        }
    }

    /// Counts the figures in columns that have no head.
    #[inline]
    pub(super) fn count_headless(&mut self, row: RawRow<'_>) {
        if row.is_hidden() {
            self.n_hidden = (self.n_hidden.0 + 1, if self.n_hidden.0 == 0 { row.number } else { self.n_hidden.1 });
        }
        if self.hidden_columns.is_empty() && !row.hidden_columns().is_empty() {
            self.hidden_columns = row.hidden_columns().to_vec();
        }
        for (column, n) in &mut self.headless {
            *n += u64::from(quick_number(row.cell(*column)).is_some() && !row.is_covered(*column));
        }
    }

    /// Sets out what is known of the table before its columns are looked at.
    pub(super) fn begin(&mut self, loader: &Loader<'_>, table: &Table) {
        self.is_form = table.said.is_form;
        let in_panel = |c: &usize| table.panel.is_none_or(|p| (p.first..=p.last).contains(c));
        let is_headless = |c: &usize| table.heads.get(*c).is_none_or(String::is_empty) && in_panel(c);
        self.headless = (0..table.n_columns).filter(is_headless).map(|c| (c, 0)).collect();
        if table.said.is_form
            || !matches!(table.layout, super::header::Layout::Wide(_) | super::header::Layout::Cross(_))
        {
            self.headless.clear();
        }
        self.key_column = match &table.layout {
            super::header::Layout::Wide(w) => w.who.name.or(w.who.code),
            super::header::Layout::Cross(c) => Some(c.indicator),
            _ => None,
        };
        super::shape::describe(&mut self.receipt, loader, table);
    }

    /// Takes note of an indicator that rows name, and of the unit that is found for it.
    fn begin_subject(
        &mut self,
        loader: &mut Loader<'_>,
        ((indicator, row, column), text): ((IndicatorId, u32, usize), String),
        (unit_idx, unit_column): (u32, u32),
        own: Option<Stated<Unit>>,
    ) {
        /// A table with more indicators than this is an export that nobody looks at line by line.
        const LISTED: usize = 2_000;
        let is_long = self.receipt.layout == super::receipt::SheetLayout::Long;
        let column = column as u32 + 1;
        let reading = match unit_idx.checked_sub(1).and_then(|i| self.known_units.get(i as usize)) {
            Some(Ok(unit)) => {
                let by = StatedBy::Header;
                let unit = Some(Stated { value: unit.clone(), by, row, column: unit_column.max(1) });
                UnitReading { unit, ..UnitReading::default() }
            }
            Some(Err(_)) => UnitReading::default(),
            None => {
                let unstated = if self.is_form || is_long { Unstated::AsDeclared } else { Unstated::Doubted };
                loader.unit_of(indicator, &ColumnUnits { own, ..ColumnUnits::default() }, unstated)
            }
        };
        if let Some(problem) = reading.warning.filter(|_| !is_long) {
            loader.findings.add(At { sheet: self.sheet, row, column }, problem);
        }
        if self.receipt.subjects.len() >= LISTED {
            return;
        }
        let doubts = reading.doubts.into_iter().map(|p| Doubt::new(p, row, column)).collect();
        let unit = reading.unit.or_else(|| loader.declared_unit(indicator));
        let samples = Vec::new();
        let text = if text.is_empty() { loader.store.name(indicator) } else { text };
        self.receipt.subjects.push(SubjectReceipt { row, column, text, indicator, unit, samples, doubts });
    }

    /// Finds the unit of a row of a cross table: in its column of units, else behind the name of the indicator.
    pub(super) fn unit_of_row(
        &mut self,
        loader: &Loader<'_>,
        (unit, name): (Option<usize>, usize),
        row: RawRow<'_>,
    ) -> u32 {
        let (idx, _) = self.unit(loader, unit, row);
        if idx > 0 {
            return idx;
        }
        let (_, unit) = super::header::split_unit(loader.schema, &text_of(row.cell(name)));
        unit.map_or(0, |unit| self.unit_of(loader, unit.symbol.as_bytes()))
    }

    /// Takes note of the indicator of a row of a cross table, once.
    pub(super) fn note_subject(
        &mut self,
        loader: &mut Loader<'_>,
        (indicator, column): (IndicatorId, usize),
        unit_idx: u32,
        row: RawRow<'_>,
    ) {
        let is_known = self.receipt.subjects.iter().any(|s| s.indicator == indicator && s.row == row.number);
        let is_same = self.receipt.subjects.iter().any(|s| {
            s.indicator == indicator
                && s.unit.as_ref().is_some_and(|u| unit_idx == 0 || self.is_unit(unit_idx, &u.value))
        });
        if !is_known && !is_same {
            let text = text_of(row.cell(column)).into_owned();
            self.begin_subject(loader, ((indicator, row.number, column), text), (unit_idx, 0), None);
        }
    }

    fn is_unit(&self, idx: u32, unit: &Unit) -> bool {
        let known = idx.checked_sub(1).and_then(|i| self.known_units.get(i as usize));
        known.is_some_and(|k| k.as_ref().is_ok_and(|k| k == unit))
    }

    /// Returns how figures of a row and a column of a cross table are read; a unit over the column counts where the row
    /// states none.
    pub(super) fn plan_across(
        &mut self,
        loader: &Loader<'_>,
        indicator: IndicatorId,
        indices: (u32, u32),
        column: usize,
    ) -> Plan {
        let unit = self.receipt.columns.get(column).and_then(|c| c.unit.as_ref());
        match unit.filter(|_| indices.1 == 0) {
            Some(unit) => loader.store.plan(indicator, Some(&unit.value)),
            None => self.plan(loader, indicator, indices),
        }
    }

    /// Finds the indicator of a row; one that no rule knows is counted.
    pub(super) fn indicator(
        &mut self,
        loader: &Loader<'_>,
        column: usize,
        row: RawRow<'_>,
    ) -> Option<(u32, IndicatorId)> {
        let text = row.cell(column);
        let n_unknown = self.unknown.len() as u32;
        let (idx, found) = self.indicators.get(text, || loader.indicator_of_row(&text_of(text)).ok_or(n_unknown));
        match found? {
            Ok(id) => Some((idx, id)),
            Err(miss) => {
                self.count_unknown(miss, column, row);
                None
            }
        }
    }

    #[cold]
    fn count_unknown(&mut self, miss: u32, column: usize, row: RawRow<'_>) {
        if self.take_note(row) {
            return;
        }
        let text = row.cell(column);
        self.receipt.note_row(row.number, RowRole::Unused);
        if miss == self.unknown.len() as u32 {
            self.unknown.push((text_of(text).into_owned(), row.number, column as u32 + 1, 0));
        }
        if let Some(unknown) = self.unknown.get_mut(miss as usize) {
            unknown.3 += 1;
        }
    }

    /// Finds the entity of a row; its code goes before its name.
    pub(super) fn entity(&mut self, loader: &mut Loader<'_>, who: Who, row: RawRow<'_>) -> Option<EntityId> {
        if who.code.is_none() && who.name.is_none() {
            return loader.facts.entity;
        }
        let cell = |column: Option<usize>| column.map_or(&[][..], |c| row.cell(c));
        let (code, name, above) = (cell(who.code), cell(who.name), cell(who.above));
        let mut scratch = std::mem::take(&mut self.scratch);
        let text = if code.is_empty() && above.is_empty() {
            name
        } else {
            scratch.clear();
            for part in [code, name, above] {
                scratch.extend_from_slice(part);
                scratch.push(0);
            }
            scratch.as_slice()
        };
        let n_misses = self.misses.len() as u32;
        let column = if code.is_empty() { who.name.or(who.code) } else { who.code }.unwrap_or(0);
        let place = self.at(row.number, column);
        let mut new_miss = None;
        let (_, found) = self.entities.get(text, || {
            let named = (text_of(code), text_of(name), text_of(above));
            let found = loader.entity_of((&named.0, &named.1, &named.2), place);
            let matches = &mut self.receipt.matches;
            match &found {
                Ok(_) => match loader.matched {
                    Matched::Code => matches.by_code += 1,
                    Matched::Name => matches.by_name += 1,
                    Matched::Place => matches.by_place += 1,
                },
                Err(Miss::Total(_) | Miss::Blank) => {}
                Err(_) => matches.unmatched += 1,
            }
            found.map_err(|miss| {
                new_miss = Some(miss);
                n_misses
            })
        });
        self.scratch = scratch;
        if let Some(miss) = new_miss {
            self.misses.push(MissCount { miss, row: row.number, column: place.column, n_rows: 0 });
        }
        match found? {
            Ok(entity) => Some(entity),
            Err(miss) => {
                self.count_miss(miss, row);
                None
            }
        }
    }

    /// A row without a known entity: a foot note, a total, or a mistake.
    #[cold]
    fn count_miss(&mut self, miss: u32, row: RawRow<'_>) {
        if self.take_note(row) {
            return;
        }
        if self.is_header_again(row) {
            self.stopped = Some(row.number);
            self.n_behind = 1;
            return;
        }
        let first = row.iter().map(text_of).find(|t| !t.is_empty()).unwrap_or_default();
        let Some(known) = self.misses.get(miss as usize) else { return };
        let total = match &known.miss {
            Miss::Total(name) => Some(name.clone()),
            // `合计` may stand in the column of serial numbers, merged with that of the names.
            Miss::Blank if is_total(&first) => Some(first.into_owned()),
            _ => None,
        };
        let Some(name) = total else {
            self.receipt.note_row(row.number, RowRole::Unmatched);
            self.totals.stray(row, &self.shape.figures);
            if let Some(known) = self.misses.get_mut(miss as usize) {
                known.n_rows += 1;
                if known.n_rows == 1 {
                    known.row = row.number;
                }
            }
            return;
        };
        self.receipt.note_row(row.number, RowRole::Total);
        self.receipt.matches.totals += 1;
        self.totals.total(&name, row, &self.shape.figures);
        let is_same = |m: &&mut MissCount| matches!(&m.miss, Miss::Total(n) if *n == name);
        match self.misses.iter_mut().find(is_same) {
            Some(known) => known.n_rows += 1,
            None => self.misses.push(MissCount { miss: Miss::Total(name), row: row.number, column: 1, n_rows: 1 }),
        }
    }

    /// Returns whether a row repeats the header, far below where tables of a sheet are told apart.
    fn is_header_again(&self, row: RawRow<'_>) -> bool {
        let heads = self.receipt.columns.iter().filter(|c| !c.header.is_empty());
        let is_same = |c: &super::receipt::ColumnReceipt| {
            let own = c.header.rsplit('/').next().unwrap_or("");
            super::names::fold(&text_of(row.cell(c.column as usize - 1))) == super::names::fold(own)
        };
        let (n, n_same) = heads.fold((0, 0), |(n, same), c| (n + 1, same + usize::from(is_same(c))));
        n > 1 && n_same * 2 > n
    }

    /// Takes a row for a foot note: it begins like one, or is a sentence, and holds no figure.
    pub(super) fn take_note(&mut self, row: RawRow<'_>) -> bool {
        let has_figures = self.shape.figures.iter().any(|&c| quick_number(row.cell(c)).is_some());
        let first = row.iter().map(text_of).find(|t| !t.is_empty()).unwrap_or_default();
        let is_sentence = first.chars().count() > 15 || first.contains(['。', '；']);
        if has_figures || !(form::is_note(&first) || is_sentence) {
            return false;
        }
        let cells: Vec<String> = (0..row.len())
            .map(|i| if row.is_covered(i) { String::new() } else { text_of(row.cell(i)).into_owned() })
            .collect();
        self.foot.read(row.number, &cells);
        self.receipt.note_row(row.number, RowRole::Note);
        self.n_notes = (self.n_notes.0 + 1, if self.n_notes.0 == 0 { row.number } else { self.n_notes.1 });
        true
    }

    pub(super) fn period(&mut self, loader: &mut Loader<'_>, column: usize, row: RawRow<'_>) -> Option<Period> {
        let text = row.cell(column);
        let (_, found) = self.periods.get(text, || Period::parse(&cell::fold(&String::from_utf8_lossy(text))));
        let found = found.flatten();
        if found.is_none() {
            let text = shown(&text_of(text));
            loader.findings.add(self.at(row.number, column), DataProblem::PeriodUnreadable { text });
        }
        found
    }

    /// Finds the unit of a row: 0 is none stated, else its position from 1; and the column that states it.
    pub(super) fn unit(&mut self, loader: &Loader<'_>, column: Option<usize>, row: RawRow<'_>) -> (u32, u32) {
        let Some(column) = column else { return (0, 0) };
        (self.unit_of(loader, row.cell(column)), column as u32 + 1)
    }

    /// Finds a unit by its word.
    pub(super) fn unit_of(&mut self, loader: &Loader<'_>, text: &[u8]) -> u32 {
        let known = &mut self.known_units;
        let (_, found) = self.units.get(text, || {
            let word = text_of(text);
            if word.is_empty() {
                return 0;
            }
            known.push(units::find(loader.schema, &word).ok_or_else(|| shown(&word)));
            known.len() as u32
        });
        found.unwrap_or(0)
    }

    pub(super) fn vintage(&mut self, loader: &mut Loader<'_>, column: Option<usize>, row: RawRow<'_>) -> Vintage {
        let Some(column) = column else { return loader.facts.vintage };
        let text = row.cell(column);
        if text.is_empty() {
            return loader.facts.vintage;
        }
        let folded = cell::fold(&String::from_utf8_lossy(text)).to_ascii_lowercase();
        Vintage::parse(&folded).unwrap_or_else(|| {
            loader.findings.add(self.at(row.number, column), DataProblem::StatusUnknown { text: shown(&folded) });
            Vintage::Unstated
        })
    }

    /// Returns how figures of an indicator in a unit are read.
    pub(super) fn plan(&mut self, loader: &Loader<'_>, indicator: IndicatorId, (i, u): (u32, u32)) -> Plan {
        match self.plans.get(i as usize).and_then(|p| p.get(u as usize)) {
            Some(Some(plan)) => plan.clone(),
            _ => self.make_plan(loader, indicator, (i, u)).clone(),
        }
    }

    /// Makes the plan of an indicator by the unit that the receipt has for it.
    fn make_plan(
        &mut self,
        loader: &Loader<'_>,
        indicator: IndicatorId,
        (indicator_idx, unit_idx): (u32, u32),
    ) -> &Plan {
        let subject = self.receipt.subjects.iter().rev().find(|s| s.indicator == indicator);
        let known = subject.and_then(|s| s.unit.as_ref()).filter(|u| u.by != StatedBy::Rules);
        let stated = match unit_idx.checked_sub(1).and_then(|i| self.known_units.get(i as usize)) {
            Some(Ok(unit)) => Ok(Some(unit)),
            Some(Err(word)) => Err(word),
            None => Ok(known.map(|u| &u.value)),
        };
        let plan = match stated {
            Ok(unit) => loader.store.plan(indicator, unit),
            Err(word) => loader.store.plan(indicator, None).refused(DataProblem::UnitUnknown { unit: word.clone() }),
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

    /// Takes back doubts that the number formats resolve, and tells of what nobody sees.
    fn conclude_columns(&self, receipt: &mut SheetReceipt, loader: &mut Loader<'_>) {
        for column in receipt.columns.iter_mut().filter(|c| c.role == ColumnRole::Figures) {
            let is_said = column.n_formatted > 0 && column.n_formatted == column.n_filled;
            if is_said {
                column.doubts.retain(|d| !matches!(d.problem, DataProblem::UnitUndeclared { .. }));
            }
            if self.hidden_columns.contains(&(column.column - 1)) && column.n_filled > 0 {
                let problem = DataProblem::ColumnHidden { column: shown(&column.header) };
                column.doubts.push(Doubt::new(problem, column.row, column.column));
            }
        }
        if self.n_hidden.0 > 0 {
            let at = At { sheet: self.sheet, row: self.n_hidden.1, column: 0 };
            loader.findings.add(at, DataProblem::RowsHidden { count: self.n_hidden.0 });
        }
    }

    /// Says what was left aside in this table.
    pub(super) fn finish(mut self, loader: &mut Loader<'_>) -> Outcome {
        for miss in self.misses.iter().filter(|m| m.n_rows > 0) {
            let at = At { sheet: self.sheet, row: miss.row, column: miss.column };
            loader.report_miss(at, &miss.miss, miss.n_rows);
        }
        for (name, row, column, n_rows) in &self.unknown {
            let at = At { sheet: self.sheet, row: *row, column: *column };
            loader.report_unknown_indicator(at, name, *n_rows);
        }
        let mut receipt = std::mem::take(&mut self.receipt);
        self.conclude_columns(&mut receipt, loader);
        self.totals.finish(self.sheet, &mut receipt, loader);
        self.across.finish(self.sheet, &mut receipt, loader);
        self.watches.finish(self.sheet, loader);
        for (column, n) in self.headless.iter().filter(|(_, n)| *n > 0) {
            let at = At { sheet: self.sheet, row: receipt.header.1, column: *column as u32 + 1 };
            loader.findings.add(at, DataProblem::ColumnHeadless { count: *n });
        }
        if let Some(row) = self.stopped {
            loader
                .findings
                .add(At { sheet: self.sheet, row, column: 0 }, DataProblem::TableGoesOn { rows: self.n_behind });
        }
        let at = self.sheet.at();
        let findings = &mut loader.findings;
        findings.ignore_some(at, "blank", self.n_blank, || Both::new("空行", "blank rows"));
        let notes = At { row: self.n_notes.1, ..at };
        findings.ignore_some(notes, "notes", self.n_notes.0, || Both::new("表下的说明", "foot notes"));
        let skipped = At { row: self.n_skipped.1, ..at };
        findings.ignore_some(skipped, "skip", self.n_skipped.0, || {
            Both::new("映射文件要求忽略的单元格", "cells that the mapping file says to skip")
        });
        let is_constant = self.entities.found.is_empty() && self.extra_entities.is_empty() && self.n_values > 0;
        let constant = loader.facts.entity.filter(|_| is_constant).into_iter().chain(self.extra_entities);
        let mut entities: Vec<EntityId> = self.entities.found.iter().flatten().copied().chain(constant).collect();
        entities.sort_unstable();
        entities.dedup();
        Outcome { entities, n_values: self.n_values, foot: self.foot, receipt }
    }
}
