//! Rows with several figures: an entity in each row and indicators across, or an indicator in each row and periods or
//! entities across. What a row does not say, its columns say, or the table as a whole.

use super::cell::quick_number;
use super::dataset::{EntityId, OriginColumn, RowId};
use super::figures::FigureReader;
use super::header::{CrossColumns, Head, WideColumns, split_unit};
use super::loader::Loader;
use super::place::At;
use super::reader::RawRow;
use super::roster::text_of;
use super::series::Key;
use super::store::Plan;
use super::totals::Column;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Period;

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

    /// Returns what the column holds, for naming its cells.
    pub(super) fn origin(&self) -> OriginColumn {
        let indicator = Some(self.plan.indicator);
        OriginColumn { indicator, period: self.period, entity: None, column: self.column as u32 + 1 }
    }
}

/// One column of figures behind the names of indicators.
pub(super) struct Across {
    column: usize,
    period: Option<Period>,
    entity: Option<EntityId>,
}

impl Across {
    /// Returns whether the header of the column names its period.
    pub(super) fn is_dated(&self) -> bool {
        self.period.is_some()
    }

    /// Returns whether the header of the column names its entity.
    pub(super) fn has_entity(&self) -> bool {
        self.entity.is_some()
    }

    /// Returns what the column holds, for naming its cells.
    pub(super) fn origin(&self) -> OriginColumn {
        OriginColumn { indicator: None, period: self.period, entity: self.entity, column: self.column as u32 + 1 }
    }
}

impl FigureReader<'_> {
    /// Finds the indicators of the columns; columns without one are listed.
    pub(super) fn begin_wide(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &WideColumns,
        header_row: u32,
    ) -> Vec<Figure> {
        let mut figures: Vec<Figure> = Vec::new();
        for head in &columns.figures {
            let of_table = loader.facts.indicator.filter(|_| head.name.is_empty() && head.period.is_some());
            let found = loader.indicator_of_head(head).or(of_table.map(|id| (id, None)));
            let Some((id, year)) = found else {
                let name = if head.name.is_empty() { &head.text } else { &head.name };
                self.unknown.push((name.clone(), header_row, head.column as u32 + 1, 0));
                continue;
            };
            let period = year.or(head.period);
            let at = self.at(header_row, head.column);
            let known = figures.iter().find(|f| f.plan.indicator == id && f.period == period);
            if let Some(first) = known {
                let first = columns.figures.iter().find(|h| h.column == first.column);
                let first = first.map_or_else(String::new, |h| h.text.clone());
                loader.findings.add(at, DataProblem::ColumnTwice { first, second: head.text.clone() });
                continue;
            }
            let unit = head.unit.clone().or_else(|| loader.sheet_unit(id, at));
            let plan = loader.store.plan(id, unit.as_ref());
            let is_summed = loader.is_summed(id) && !plan.is_percent;
            self.totals.add_column(Column { column: head.column, name: head.text.clone(), is_summed });
            figures.push(Figure { column: head.column, plan, period });
        }
        self.shape.figures = figures.iter().map(|f| f.column).collect();
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
        let Some(entity) = self.entity(loader, columns.who, row) else { return };
        let row_period = match columns.period {
            Some(column) => match self.period(loader, column, row) {
                Some(period) => Some(period),
                None => return,
            },
            None => loader.facts.period,
        };
        let vintage = self.vintage(loader, columns.status, row);
        self.totals.begin_row(loader.level_of(entity), row_period);
        let id = RowId(self.first.0 + row.number - 1);
        let block = loader.block_of(entity);
        for (i, figure) in figures.iter().enumerate() {
            let Some(period) = figure.period.or(row_period) else { continue };
            let text = row.cell(figure.column);
            if text.is_empty() {
                continue;
            }
            let key = Key { period, entity, block, row: id, vintage };
            loader.note_level(entity, figure.plan.indicator);
            self.put(loader, (&figure.plan, Some(i)), key, (row, figure.column));
        }
    }

    /// Stores one cell that holds something.
    #[inline]
    fn put(
        &mut self,
        loader: &mut Loader<'_>,
        (plan, summed): (&Plan, Option<usize>),
        key: Key,
        (row, column): (RawRow<'_>, usize),
    ) {
        let text = row.cell(column);
        let place = self.at(row.number, column);
        if row.is_covered(column) {
            return loader.put_wrong(plan.indicator, key, DataProblem::FigureMerged {}, place);
        }
        if self.is_skipped(text, row.number) {
            return;
        }
        self.n_values += 1;
        let quick = quick_number(text);
        if let Some(i) = summed {
            self.totals.add(i, quick, text);
        }
        if let Some((mantissa, digits)) = quick {
            if plan.is_percent {
                self.watches.note(plan.indicator, (mantissa, digits), (row.number, place.column));
            }
            if loader.store.put_quick(plan, key, mantissa, digits) {
                return;
            }
        }
        loader.put_slowly(plan, key, &String::from_utf8_lossy(text), place, 0);
    }

    /// Finds what the columns behind the names of indicators are of: a period, or an entity.
    pub(super) fn begin_cross(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &CrossColumns,
        header_row: u32,
    ) -> Vec<Across> {
        let mut all = Vec::new();
        for head in &columns.figures {
            let at = self.at(header_row, head.column);
            let entity = entity_of_head(loader, head, at);
            if head.period.is_none() && entity.is_none() {
                let text = super::cell::shown(&head.text);
                let what = || Both::of(format!("列 `{text}` 没有用到"), format!("column `{text}` is not used"));
                loader.findings.ignore(at, &text, what);
                continue;
            }
            self.extra_entities.extend(entity);
            all.push(Across { column: head.column, period: head.period, entity });
        }
        // A single column of figures that says nothing is of the table's own period and entity.
        if let ([], [only]) = (all.as_slice(), columns.figures.as_slice()) {
            all.push(Across { column: only.column, period: None, entity: None });
        }
        self.shape.figures = all.iter().map(|a| a.column).collect();
        all
    }

    /// Reads a row that is of one indicator.
    pub(super) fn read_cross(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &CrossColumns,
        across: &[Across],
        row: RawRow<'_>,
    ) {
        if !self.is_sound(row, &mut loader.findings) {
            return;
        }
        if row.cell(columns.indicator).trim_ascii().is_empty() && self.take_note(row) {
            return;
        }
        let Some((indicator_idx, indicator)) = self.indicator(loader, columns.indicator, row) else { return };
        let own = match columns.who.code.is_some() || columns.who.name.is_some() {
            true => match self.entity(loader, columns.who, row) {
                Some(entity) => Some(entity),
                None => return,
            },
            false => loader.facts.entity,
        };
        let (mut unit_idx, _) = self.unit(loader, columns.unit, row);
        if unit_idx == 0 {
            let (_, unit) = split_unit(loader.schema, &text_of(row.cell(columns.indicator)));
            if let Some(unit) = unit {
                unit_idx = self.unit_of(loader, unit.symbol.as_bytes());
            }
        }
        let plan = self.plan(loader, indicator, (indicator_idx, unit_idx));
        let vintage = self.vintage(loader, columns.status, row);
        let id = RowId(self.first.0 + row.number - 1);
        for column in across {
            let (Some(entity), Some(period)) = (column.entity.or(own), column.period.or(loader.facts.period)) else {
                continue;
            };
            if row.cell(column.column).is_empty() {
                continue;
            }
            loader.note_level(entity, indicator);
            let key = Key { period, entity, block: loader.block_of(entity), row: id, vintage };
            self.put(loader, (&plan, None), key, (row, column.column));
        }
    }
}

/// Returns the entity that a column is of, where its header names one.
fn entity_of_head(loader: &mut Loader<'_>, head: &Head, at: At<'_>) -> Option<EntityId> {
    let is_named = head.period.is_none() && !head.name.is_empty() && loader.finds(&head.name);
    is_named.then(|| loader.entity_of(("", &head.name, ""), at).ok()).flatten()
}
