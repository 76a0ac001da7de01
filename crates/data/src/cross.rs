//! Rows with an indicator each, and periods, entities or words such as 本月 and 累计 across.

use super::aspect::Aspect;
use super::choice::{self, Choice, Claim};
use super::dataset::{EntityId, OriginColumn, RowId};
use super::emergent::is_total;
use super::figures::FigureReader;
use super::header::{CrossColumns, Head, dated};
use super::last_year::Repeated;
use super::loader::Loader;
use super::place::At;
use super::reader::RawRow;
use super::receipt::{ColumnReceipt, ColumnRole, Doubt, RowRole, Stated, StatedBy};
use super::roster::text_of;
use super::series::Key;
use super::table::Table;
use super::wide::{Sink, entry, own_unit};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{IndicatorId, Period};

/// One column of figures behind the names of indicators.
pub(super) struct Across {
    pub(super) column: usize,
    pub(super) period: Option<Period>,
    pub(super) entity: Option<EntityId>,
    /// Its place among the columns of the receipt.
    receipt: usize,
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

/// What stands over a column: of whom, of when, and which figure.
struct Above<'h> {
    head: &'h Head,
    entity: Option<EntityId>,
    period: Option<Period>,
    aspect: Option<Aspect>,
}

impl FigureReader<'_> {
    /// Decides what the columns behind the names of indicators are.
    pub(super) fn begin_cross(
        &mut self,
        loader: &mut Loader<'_>,
        columns: &CrossColumns,
        table: &Table,
    ) -> Vec<Across> {
        let mut above: Vec<Above<'_>> = Vec::new();
        for head in &columns.figures {
            match self.above(loader, head) {
                Some(known) => above.push(known),
                None => self.unused(loader, head, table),
            }
        }
        // A single column of figures that says nothing is of the table's own period and entity.
        if let ([], [only]) = (above.as_slice(), columns.figures.as_slice()) {
            self.receipt.columns.retain(|c| c.column as usize != only.column + 1);
            above.push(Above { head: only, entity: None, period: only.period, aspect: None });
        }
        let choices = choose(&above, loader.facts.period);
        let mut all = Vec::new();
        for (i, (known, choice)) in above.iter().zip(&choices).enumerate() {
            let mut receipt = entry(known.head, ColumnRole::Figures);
            (receipt.entity, receipt.unit) = (known.entity, own_unit(known.head));
            if let Some(period) = self.settle_across(loader, known, choice, &mut receipt) {
                self.extra_entities.extend(known.entity);
                let receipt = self.receipt.columns.len();
                all.push(Across { column: known.head.column, period, entity: known.entity, receipt });
            } else if let Choice::Clash(rivals) = choice
                && rivals.first() == Some(&i)
            {
                let texts = rivals.iter().filter_map(|&r| above.get(r)).map(|a| super::cell::shown(&a.head.text));
                let problem =
                    DataProblem::ColumnsClaimOne { indicator: "…".to_owned(), columns: texts.take(8).collect() };
                loader.findings.add(self.at(receipt.row, known.head.column), problem);
            }
            self.receipt.columns.push(receipt);
        }
        self.receipt.columns.sort_by_key(|c| c.column);
        // INVARIANT: positions in the receipt are those after sorting.
        for across in &mut all {
            let column = across.column as u32 + 1;
            across.receipt = self.receipt.columns.iter().position(|c| c.column == column).unwrap_or(across.receipt);
        }
        self.shape.figures = all.iter().map(|a| a.column).collect();
        all
    }

    fn above<'h>(&mut self, loader: &mut Loader<'_>, head: &'h Head) -> Option<Above<'h>> {
        let at = self.at(head.at.row, head.column);
        let (period, word) = match dated(&head.name) {
            Some((period, word)) => (Some(period), word),
            None => (head.period, head.name.clone()),
        };
        // 合计 is the sum of the entities across, 累计 the year to date.
        let is_sum = |a: &Aspect| *a == Aspect::Figure && is_total(&word);
        let aspect = head.aspect.or_else(|| Aspect::of(&word)).filter(|a| !is_sum(a));
        let entity = if aspect.is_some() { None } else { entity_of_head(loader, head, at) };
        let is_known = period.is_some() || entity.is_some() || aspect.is_some();
        is_known.then_some(Above { head, entity, period, aspect })
    }

    fn unused(&mut self, loader: &mut Loader<'_>, head: &Head, table: &Table) {
        let own = head.text.rsplit('/').next().unwrap_or("");
        let is_sum = is_total(own);
        let mut receipt = entry(head, if is_sum { ColumnRole::Total } else { ColumnRole::Unused });
        receipt.row = receipt.row.max(table.header_row);
        let at = self.at(receipt.row, head.column);
        self.receipt.columns.push(receipt);
        if is_sum {
            self.across.begin(head.column, own.to_owned());
        }
        let text = super::cell::shown(&head.text);
        let what = || Both::of(format!("列 `{text}` 没有用到"), format!("column `{text}` is not used"));
        loader.findings.ignore(at, &text, what);
    }

    fn settle_across(
        &self,
        loader: &mut Loader<'_>,
        known: &Above<'_>,
        choice: &Choice,
        receipt: &mut ColumnReceipt,
    ) -> Option<Option<Period>> {
        let stated = |value: Period| Stated {
            value,
            by: StatedBy::Header,
            row: known.head.at.row,
            column: known.head.column as u32 + 1,
        };
        let (period, why) = match choice {
            Choice::Read { period, why } => (*period, why.clone()),
            Choice::Doubtful { period, why } => {
                let problem = DataProblem::ColumnDoubtful {
                    column: super::cell::shown(&known.head.text),
                    indicator: "…".to_owned(),
                    why: Box::new(why.clone()),
                };
                receipt.doubts.push(Doubt::new(problem, receipt.row, receipt.column));
                (*period, None)
            }
            Choice::LastYear(period) => {
                receipt.role = ColumnRole::LastYear;
                receipt.period = period.map(stated);
                receipt.why = Some(Both::new("是上年数，用来核对", "last year's figures, used for comparison"));
                self.list_aside(loader, receipt);
                return None;
            }
            Choice::Aside(why) => {
                (receipt.role, receipt.why) = (ColumnRole::Aside, Some(why.clone()));
                self.list_aside(loader, receipt);
                return None;
            }
            Choice::Clash(_) => {
                receipt.role = ColumnRole::Aside;
                receipt.why =
                    Some(Both::new("几列含义相同，都没有读取", "several columns claim the same; none was read"));
                return None;
            }
        };
        (receipt.why, receipt.period) = (why, period.map(stated).or(self.receipt.period.clone()));
        Some(period)
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
        self.count_headless(row);
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
        let unit_idx = self.unit_of_row(loader, (columns.unit, columns.indicator), row);
        self.note_subject(loader, (indicator, columns.indicator), unit_idx, row);
        let vintage = self.vintage(loader, columns.status, row);
        let id = RowId(self.first.0 + row.number - 1);
        self.receipt.note_row(row.number, RowRole::Figures);
        for column in across {
            let (Some(entity), Some(period)) = (column.entity.or(own), column.period.or(loader.facts.period)) else {
                continue;
            };
            if row.cell(column.column).is_empty() {
                continue;
            }
            loader.note_level(entity, indicator);
            let plan = self.plan_across(loader, indicator, (indicator_idx, unit_idx), column.receipt);
            let key = Key { period, entity, block: loader.block_of(entity), row: id, vintage };
            let sink = Sink { plan: &plan, summed: None, receipt: Some(column.receipt) };
            self.put(loader, &sink, key, (row, column.column));
        }
        self.compare_across(loader, across, (indicator, own), row);
    }

    /// Compares a row of a cross table with its total, and keeps what it says of last year.
    pub(super) fn compare_across(
        &mut self,
        loader: &mut Loader<'_>,
        across: &[Across],
        (indicator, entity): (IndicatorId, Option<EntityId>),
        row: RawRow<'_>,
    ) {
        self.across.row(row);
        let position = loader.receipts.len();
        let entity = entity.or_else(|| across.iter().find_map(|a| a.entity));
        let subject = self.receipt.subjects.iter().find(|s| s.indicator == indicator);
        let unit = subject.and_then(|s| s.unit.as_ref()).map(|u| u.value.clone());
        let plan = loader.store.plan(indicator, unit.as_ref());
        for column in self.receipt.columns.iter().filter(|c| c.role == ColumnRole::LastYear) {
            let (Some(entity), Some(period)) = (column.entity.or(entity), column.period.as_ref()) else { continue };
            let Some(value) = plan.base_of(&text_of(row.cell(column.column as usize - 1))) else { continue };
            let repeated = Repeated { row: row.number, indicator, period: period.value, entity, value };
            loader.repeated.push((position, column.column), repeated);
        }
    }
}

/// Chooses among the columns: those of one entity compete with each other.
fn choose(above: &[Above<'_>], table: Option<Period>) -> Vec<Choice> {
    let claims: Vec<Claim<'_>> = above.iter().map(claim).collect();
    choice::choose(&claims, table)
}

/// Entities take the place that indicators have in a wide table: `choice` only asks which are the same.
fn claim<'h>(a: &Above<'h>) -> Claim<'h> {
    Claim {
        head: a.head,
        indicator: IndicatorId(a.entity.map_or(u32::MAX, |e| e.0)),
        period: a.period,
        aspect: a.aspect,
        is_by_group: false,
    }
}

/// Returns the entity that a column is of, where its header names one.
fn entity_of_head(loader: &mut Loader<'_>, head: &Head, at: At<'_>) -> Option<EntityId> {
    let is_named = !head.is_dated() && !head.name.is_empty() && loader.finds(&head.name) && !is_total(&head.name);
    is_named.then(|| loader.entity_of(("", &head.name, ""), at).ok()).flatten()
}
