//! Rows with an entity each, and indicators or periods across.
//!
//! [`FigureReader::begin_wide`] decides what every column is and writes it into the receipt; rows are read by that.

use super::aspect::Aspect;
use super::cell::quick_number;
use super::choice::{self, Choice, Claim};
use super::dataset::EntityId;
use super::dataset::{OriginColumn, RowId};
use super::emergent::is_total;
use super::figures::FigureReader;
use super::header::{Head, WideColumns};
use super::last_year::Repeated;
use super::loader::Loader;
use super::reader::RawRow;
use super::receipt::{ColumnReceipt, ColumnRole, Doubt, RowRole, Stated, StatedBy};
use super::roster::text_of;
use super::series::Key;
use super::sheet_units::{ColumnUnits, Unstated};
use super::store::Plan;
use super::table::Table;
use super::totals::Column;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Dim, IndicatorId, Period, Unit};

/// One column of figures.
pub(super) struct Figure {
    pub(super) column: usize,
    pub(super) plan: Plan,
    pub(super) period: Option<Period>,
    /// Its place among the columns of the receipt.
    pub(super) receipt: usize,
    /// Its place among the columns that are added up.
    total: usize,
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

/// Returns what a header says of a unit, as the receipt has it.
pub(super) fn own_unit(head: &Head) -> Option<Stated<Unit>> {
    let value = head.unit.clone()?;
    let by = if head.unit_at.row == 0 { StatedBy::Mapping } else { StatedBy::Header };
    Some(Stated { value, by, row: head.unit_at.row, column: head.unit_at.column })
}

/// Returns the entry of a column, before it is known what it is.
pub(super) fn entry(head: &Head, role: ColumnRole) -> ColumnReceipt {
    let column = head.column as u32 + 1;
    ColumnReceipt { column, row: head.at.row, header: head.text.clone(), role, ..ColumnReceipt::default() }
}

impl FigureReader<'_> {
    /// Decides what every column of a wide table is.
    pub(super) fn begin_wide(&mut self, loader: &mut Loader<'_>, columns: &WideColumns, table: &Table) -> Vec<Figure> {
        let period = if columns.period.is_some() { None } else { loader.facts.period };
        let mut claims: Vec<Claim<'_>> = Vec::new();
        for head in &columns.figures {
            match claim(loader, head) {
                Some(claim) => claims.push(claim),
                None => self.unknown_column(head, table),
            }
        }
        let choices = choice::choose(&claims, period);
        let mut figures = Vec::new();
        for (i, (claim, choice)) in claims.iter().zip(&choices).enumerate() {
            let mut receipt = entry(claim.head, ColumnRole::Figures);
            receipt.indicator = Some(claim.indicator);
            let read = self.settle(loader, (claim, choice), &mut receipt);
            if let Choice::Clash(rivals) = choice {
                self.report_clash(loader, (i, rivals), &claims);
            }
            if let Some(period) = read {
                self.read_unit(loader, (claim, &claims), &choices, &mut receipt);
                // Only what the sheet says of a unit speaks against one in a cell: `5元` under a bare `集体收入` is 5元.
                let stated = receipt.unit.as_ref().filter(|u| u.by != StatedBy::Rules);
                let plan = loader.store.plan(claim.indicator, stated.map(|u| &u.value));
                let is_summed = loader.is_summed(claim.indicator) && !plan.is_percent;
                self.totals.add_column(Column { column: claim.head.column, name: claim.head.text.clone(), is_summed });
                let (receipt, total) = (self.receipt.columns.len(), figures.len());
                figures.push(Figure { column: claim.head.column, plan, period, receipt, total });
            }
            self.receipt.columns.push(receipt);
        }
        self.shape.figures = figures.iter().map(|f| f.column).collect();
        figures
    }

    /// Writes down what becomes of a column; returns its period where it is read.
    fn settle(
        &mut self,
        loader: &mut Loader<'_>,
        (claim, choice): (&Claim<'_>, &Choice),
        receipt: &mut ColumnReceipt,
    ) -> Option<Option<Period>> {
        let head = claim.head;
        let stated = |value: Period| {
            let by = if head.period_at.row == 0 { StatedBy::Mapping } else { StatedBy::Header };
            let at = if head.period.is_some() { head.period_at } else { head.at };
            Stated {
                value,
                by: if head.period.is_some() { by } else { StatedBy::Header },
                row: at.row,
                column: at.column,
            }
        };
        match choice {
            Choice::Read { period, why } => {
                (receipt.why, receipt.period) = (why.clone(), period.map(stated).or(self.receipt.period.clone()));
                Some(*period)
            }
            Choice::Doubtful { period, why } => {
                receipt.period = period.map(stated).or(self.receipt.period.clone());
                let problem = DataProblem::ColumnDoubtful {
                    column: super::cell::shown(&head.text),
                    indicator: loader.store.name(claim.indicator),
                    why: Box::new(why.clone()),
                };
                receipt.doubts.push(Doubt::new(problem, receipt.row, receipt.column));
                Some(*period)
            }
            Choice::LastYear(period) => {
                receipt.role = ColumnRole::LastYear;
                receipt.period = period.map(stated);
                receipt.why = Some(Both::new("是上年数，用来核对", "last year's figures, used for comparison"));
                self.list_aside(loader, receipt);
                None
            }
            Choice::Aside(why) => {
                (receipt.role, receipt.why) = (ColumnRole::Aside, Some(why.clone()));
                self.list_aside(loader, receipt);
                None
            }
            Choice::Clash(_) => {
                receipt.role = ColumnRole::Aside;
                receipt.why =
                    Some(Both::new("几列含义相同，都没有读取", "several columns claim the same; none was read"));
                None
            }
        }
    }

    /// Lists a column that is not read, and why.
    pub(super) fn list_aside(&self, loader: &mut Loader<'_>, receipt: &ColumnReceipt) {
        let Some(why) = &receipt.why else { return };
        let text = super::cell::shown(&receipt.header);
        let what = || {
            Both::of(
                format!("列 `{text}` 没有作为数据读取：{}", why.zh),
                format!("column `{text}` was not read as figures: {}", why.en),
            )
        };
        loader.findings.ignore(self.at(receipt.row, receipt.column as usize - 1), &receipt.header, what);
    }

    /// Names the columns that claim one figure, once.
    fn report_clash(&self, loader: &mut Loader<'_>, (i, rivals): (usize, &[usize]), claims: &[Claim<'_>]) {
        let Some(claim) = claims.get(i) else { return };
        let at = self.at(claim.head.at.row.max(1), claim.head.column);
        let first = rivals.first().copied().unwrap_or(i);
        let texts: Vec<String> =
            rivals.iter().filter_map(|&r| claims.get(r)).map(|c| super::cell::shown(&c.head.text)).take(8).collect();
        if i == first {
            let indicator = loader.store.name(claim.indicator);
            let subject = dabiao_lang::diag::Subject { indicator: Some(indicator.clone()), ..Default::default() };
            loader.findings.add_about(at, DataProblem::ColumnsClaimOne { indicator, columns: texts }, || subject);
        }
    }

    /// Finds the unit of a column that is read.
    fn read_unit(
        &self,
        loader: &mut Loader<'_>,
        (claim, claims): (&Claim<'_>, &[Claim<'_>]),
        choices: &[Choice],
        receipt: &mut ColumnReceipt,
    ) {
        let others = || claims.iter().filter(|c| c.head.column != claim.head.column);
        let is_group = |c: &&Claim<'_>| c.indicator == claim.indicator;
        let is_read = |i: usize| matches!(choices.get(i), Some(Choice::Read { .. } | Choice::Doubtful { .. }));
        let takes = |(i, c): (usize, &Claim<'_>)| {
            let is_other = c.head.column != claim.head.column && c.head.unit.is_none() && is_read(i);
            let unit = loader.schema.indicator(c.indicator).and_then(|i| i.unit.as_ref());
            unit.filter(|_| is_other).map(|u| u.dim.clone())
        };
        let others_take: Vec<Dim> = claims.iter().enumerate().filter_map(takes).collect();
        let beside = others().filter(is_group).filter_map(|c| own_unit(c.head)).collect();
        let said = ColumnUnits { own: own_unit(claim.head), beside, others_take };
        let unstated = if self.is_form { Unstated::AsDeclared } else { Unstated::Doubted };
        let reading = loader.unit_of(claim.indicator, &said, unstated);
        if let Some(problem) = reading.warning {
            loader.findings.add(self.at(receipt.row, claim.head.column), problem);
        }
        receipt.unit = reading.unit.or_else(|| loader.declared_unit(claim.indicator));
        let (row, column) = (receipt.row, receipt.column);
        receipt.doubts.extend(reading.doubts.into_iter().map(|p| Doubt::new(p, row, column)));
    }

    /// A column of no known indicator: a total of the others, or nothing that a rule uses.
    fn unknown_column(&mut self, head: &Head, table: &Table) {
        let name = if head.name.is_empty() { &head.text } else { &head.name };
        let own = head.text.rsplit('/').next().unwrap_or("");
        let is_sum = is_total(own);
        let mut receipt = entry(head, if is_sum { ColumnRole::Total } else { ColumnRole::Unused });
        receipt.row = receipt.row.max(table.header_row);
        let at = (receipt.row, receipt.column);
        self.receipt.columns.push(receipt);
        if is_sum {
            self.across.begin(head.column, own.to_owned());
        }
        self.unknown.push((name.clone(), at.0, at.1, 0));
    }

    /// Where some columns say their period and the table has none, leaves the others aside and says so; `false` where no
    /// column says one.
    pub(super) fn keep_dated(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &WideColumns,
        figures: &mut Vec<Figure>,
    ) -> bool {
        if loader.facts.period.is_some() || !figures.iter().any(Figure::is_dated) {
            return false;
        }
        for figure in figures.iter().filter(|f| !f.is_dated()) {
            let Some(entry) = self.receipt.columns.get_mut(figure.receipt) else { continue };
            entry.role = ColumnRole::Aside;
            entry.why = Some(Both::new("看不出属于哪个时期", "it cannot be told of which period it is"));
            let (row, column) = (entry.row, super::cell::shown(&entry.header));
            loader.findings.add(self.at(row, figure.column), DataProblem::ColumnUndated { column });
        }
        figures.retain(Figure::is_dated);
        self.shape.figures = figures.iter().map(|f| f.column).collect();
        columns.period.is_none()
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
        self.count_headless(row);
        let Some(entity) = self.entity(loader, columns.who, row) else { return };
        let row_period = match columns.period {
            Some(column) => match self.period(loader, column, row) {
                Some(period) => Some(period),
                None => return,
            },
            None => loader.facts.period,
        };
        self.receipt.note_row(row.number, RowRole::Figures);
        let vintage = self.vintage(loader, columns.status, row);
        self.totals.begin_row(loader.level_of(entity), row_period);
        let id = RowId(self.first.0 + row.number - 1);
        let block = loader.block_of(entity);
        for figure in figures {
            let Some(period) = figure.period.or(row_period) else { continue };
            let text = row.cell(figure.column);
            if text.is_empty() {
                continue;
            }
            let key = Key { period, entity, block, row: id, vintage };
            loader.note_level(entity, figure.plan.indicator);
            let sink = Sink { plan: &figure.plan, summed: Some(figure.total), receipt: Some(figure.receipt) };
            self.put(loader, &sink, key, (row, figure.column));
        }
        self.compare_row(loader, figures, entity, row);
    }

    /// Compares a row of a wide table with its total, and keeps what it says of last year.
    pub(super) fn compare_row(
        &mut self,
        loader: &mut Loader<'_>,
        figures: &[Figure],
        entity: EntityId,
        row: RawRow<'_>,
    ) {
        self.across.row(row);
        let position = loader.receipts.len();
        for column in self.receipt.columns.iter().filter(|c| c.role == ColumnRole::LastYear) {
            let (Some(indicator), Some(period)) = (column.indicator, column.period.as_ref()) else { continue };
            let unit = column.unit.as_ref().map(|u| u.value.clone());
            let plan = match unit {
                Some(unit) => loader.store.plan(indicator, Some(&unit)),
                None => match figures.iter().find(|f| f.plan.indicator == indicator) {
                    Some(figure) => figure.plan.clone(),
                    None => continue,
                },
            };
            let text = text_of(row.cell(column.column as usize - 1));
            let Some(value) = plan.base_of(&text) else { continue };
            let repeated = Repeated { row: row.number, indicator, period: period.value, entity, value };
            loader.repeated.push((position, column.column), repeated);
        }
    }

    /// Stores one cell that holds something.
    #[inline]
    pub(super) fn put(
        &mut self,
        loader: &mut Loader<'_>,
        sink: &Sink<'_>,
        key: Key,
        (row, column): (RawRow<'_>, usize),
    ) {
        let (text, plan) = (row.cell(column), sink.plan);
        let place = self.at(row.number, column);
        if row.has_spans() {
            match self.merged(row, column) {
                Merged::No => {}
                Merged::Repeated => return,
                Merged::OverSeveral => {
                    return loader.put_wrong(plan.indicator, key, DataProblem::FigureMerged {}, place);
                }
            }
        }
        if self.is_skipped(text, row.number) {
            return;
        }
        self.n_values += 1;
        if let Some(mark) = row.look_of(column) {
            return self.put_formatted(loader, sink, key, (row, column, mark));
        }
        let quick = quick_number(text);
        if let Some(i) = sink.summed {
            self.totals.add(i, quick, text);
        }
        if let Some(i) = sink.receipt {
            self.sample(i, plan, (row.number, place.column), text);
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
}

/// What a merged cell does to a figure.
enum Merged {
    No,
    /// The row goes on with the entity above, whose figure stands there.
    Repeated,
    /// It stands for several rows or columns.
    OverSeveral,
}

impl FigureReader<'_> {
    /// Returns what a merged cell does to the figure of a column: one over two entities is of neither alone.
    fn merged(&self, row: RawRow<'_>, column: usize) -> Merged {
        let is_covered = row.is_covered(column);
        if let Some(rows) = row.rows_of(column) {
            let key = self.key_column.and_then(|k| row.rows_of(k));
            // A name over the same rows is one entity in a high row.
            return match key.is_some_and(|k| k.0 <= rows.0 && k.1 >= rows.1) {
                true if is_covered => Merged::Repeated,
                true => Merged::No,
                false => Merged::OverSeveral,
            };
        }
        let reaches_figures =
            row.reaches(column).is_some_and(|last| self.shape.figures.iter().any(|c| *c > column && *c <= last));
        if is_covered || reaches_figures { Merged::OverSeveral } else { Merged::No }
    }

    /// Stores a cell whose number format says a unit, which goes before that of the column, or shows another number.
    #[cold]
    fn put_formatted(
        &mut self,
        loader: &mut Loader<'_>,
        sink: &Sink<'_>,
        key: Key,
        (row, column, mark): (RawRow<'_>, usize, &super::reader::FormatMark),
    ) {
        let text = super::roster::text_of(row.cell(column)).into_owned();
        let place = self.at(row.number, column);
        let super::cell::Reading::Number(_, suffix) = super::cell::read(&text) else {
            return loader.put_slowly(sink.plan, key, &text, place, 0);
        };
        let unit = super::units::find(loader.schema, &suffix);
        let entry = sink.receipt.and_then(|i| self.receipt.columns.get_mut(i));
        let of_column = entry.as_ref().and_then(|e| e.unit.clone());
        let is_first = |e: &ColumnReceipt, code: &str| {
            let code_of = |d: &Doubt| dabiao_lang::diag::Problem::from(d.problem.clone()).code();
            !e.doubts.iter().any(|d| code_of(d) == code)
        };
        if let Some(entry) = entry {
            entry.n_formatted += u64::from(unit.is_some());
            let against = of_column.filter(|u| u.by != StatedBy::Rules);
            if let (Some(unit), Some(other)) = (&unit, against)
                && unit.factor != other.value.factor
                && is_first(entry, "unit-contradicted")
            {
                let problem = DataProblem::UnitContradicted {
                    indicator: loader.store.name(sink.plan.indicator),
                    used: unit.symbol.to_string(),
                    by: Box::new(StatedBy::NumberFormat.words()),
                    other: other.value.symbol.to_string(),
                    against: Box::new(other.by.words()),
                };
                entry.doubts.push(Doubt::new(problem, place.row, place.column));
            }
            if let Some(stored) = mark.stored.clone()
                && is_first(entry, "format-scales")
            {
                let problem = DataProblem::FormatScales { stored, shown: text.clone() };
                entry.doubts.push(Doubt::new(problem, place.row, place.column));
            }
        }
        let plan = match &unit {
            Some(unit) => loader.store.plan(sink.plan.indicator, Some(unit)),
            None => sink.plan.clone(),
        };
        if let Some(i) = sink.receipt {
            self.sample(i, &plan, (row.number, place.column), text.as_bytes());
        }
        if let Some(i) = sink.summed {
            self.totals.add(i, None, text.as_bytes());
        }
        loader.put_slowly(&plan, key, &text, place, 0);
    }
}

/// Where a cell goes.
pub(super) struct Sink<'p> {
    pub(super) plan: &'p Plan,
    /// Its place among the columns that are added up.
    pub(super) summed: Option<usize>,
    /// Its place among the columns of the receipt.
    pub(super) receipt: Option<usize>,
}

/// Returns what a header claims; `None` where it names no indicator.
fn claim<'h>(loader: &Loader<'_>, head: &'h Head) -> Option<Claim<'h>> {
    let is_by_group = head.group.is_some() && head.aspect.is_none();
    if let Some(found) = loader.indicator_of_head(head) {
        let period = found.period.or(head.period);
        return Some(Claim { head, indicator: found.of, period, aspect: found.aspect, is_by_group: false });
    }
    if let Some(indicator) = head.group.as_ref().filter(|_| is_by_group).and_then(|g| loader.indicator_of(g)) {
        return Some(Claim { head, indicator, period: head.period, aspect: None, is_by_group });
    }
    of_table(loader, head)
}

/// A column of a table that is of one indicator: its header is a period, or a word such as 完成数.
fn of_table<'h>(loader: &Loader<'_>, head: &'h Head) -> Option<Claim<'h>> {
    let indicator: IndicatorId = loader.facts.indicator?;
    if head.name.is_empty() && head.period.is_some() {
        return Some(Claim { head, indicator, period: head.period, aspect: None, is_by_group: false });
    }
    let (period, word) = match super::header::dated(&head.name) {
        Some((period, word)) => (Some(period), word),
        None => (None, head.name.clone()),
    };
    let is_sum = |a: &Aspect| *a == Aspect::Figure && is_total(&word);
    let aspect = Aspect::of(&word).filter(|a| !is_sum(a))?;
    Some(Claim { head, indicator, period: period.or(head.period), aspect: Some(aspect), is_by_group: false })
}
