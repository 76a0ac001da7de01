//! Figures that are a hundred or more times those of last year or of everybody else: the unit of the column is not what it
//! seems.
//!
//! Columns are compared, not single cells (those are the business of the audit `unit-slip`). INVARIANT: a doubt needs all
//! figures of the column on one side; growth of some places, even large, raises none.

use std::collections::BTreeMap;

use super::dataset::{Dataset, Domain, EntityId, RowId, SPECIAL, Series, Slab};
use super::findings::Findings;
use super::place::{At, Sheet};
use super::receipt::{Doubt, SheetLayout, SheetReceipt};
use crate::DataProblem;
use dabiao_lang::diag::{Both, Subject};
use dabiao_lang::model::{IndicatorId, Period, Schema};

/// From how many times on a column is out of the ordinary. Units that are taken for each other lie a factor of 1,000 (克 and
/// 公斤), 10,000 (元 and 万元) or more apart; 100 leaves room for figures that are ten times those of others.
const APART: i128 = 100;
/// The same for a column of a single figure: one village may well earn a hundred times what it earned.
const APART_ALONE: i128 = 1_000;
/// How many tables there must be to speak of what the others have.
const TABLES: usize = 3;

/// On which side of what it is compared with every figure of a column lies.
#[derive(Debug, Clone, Copy, Default)]
struct Sides {
    n: u64,
    above: u64,
    far_above: u64,
    below: u64,
    far_below: u64,
}

impl Sides {
    fn add(&mut self, value: i128, other: i128) {
        let (value, other) = (value.abs(), other.abs());
        if value == 0 || other == 0 {
            return;
        }
        self.n += 1;
        self.above += u64::from(value >= other.saturating_mul(APART));
        self.far_above += u64::from(value >= other.saturating_mul(APART_ALONE));
        self.below += u64::from(other >= value.saturating_mul(APART));
        self.far_below += u64::from(other >= value.saturating_mul(APART_ALONE));
    }

    /// Returns whether all figures lie far on one side.
    fn is_apart(self) -> bool {
        match self.n {
            0 => false,
            1 => self.far_above + self.far_below == 1,
            n => self.above == n || self.below == n,
        }
    }
}

/// A column of figures: the table, the indicator, the period.
type ColumnKey = (usize, IndicatorId, Period);

/// Compares every column with last year's figures of the same places, else with those of other tables.
pub(super) fn compare(dataset: &mut Dataset, schema: &Schema, findings: &mut Findings) {
    let tables: Vec<(RowId, RowId)> = dataset.receipts.iter().map(|r| r.row_ids).collect();
    let is_looked_at: Vec<bool> = dataset.receipts.iter().map(|r| r.layout != SheetLayout::Long).collect();
    if !is_looked_at.contains(&true) {
        return;
    }
    let table_of = |row: RowId| {
        let i = tables.partition_point(|(first, _)| *first <= row).checked_sub(1)?;
        tables.get(i).filter(|(_, last)| row <= *last).map(|_| i)
    };
    let mut found: Vec<(ColumnKey, Both)> = Vec::new();
    for (i, series) in dataset.series.iter().enumerate() {
        let Some(series) = series.as_ref().filter(|s| matches!(s.domain, Domain::Number { .. })) else { continue };
        for slab in &series.slabs {
            compare_slab(series, slab, &table_of, &mut |table, what| {
                if is_looked_at.get(table) == Some(&true) {
                    found.push(((table, IndicatorId(i as u32), slab.period), what));
                }
            });
        }
    }
    for ((table, indicator, period), than) in found {
        if let Some(receipt) = dataset.receipts.get_mut(table) {
            let name = schema.indicator(indicator).map_or_else(String::new, |i| i.name.to_string());
            let problem = DataProblem::UnitImplausible { indicator: name.clone(), period: period.to_string(), than };
            let subject = Subject { indicator: Some(name), entity: None, period: Some(period.to_string()) };
            raise(receipt, (indicator, period), problem, subject, findings);
        }
    }
}

fn compare_slab(
    series: &Series,
    slab: &Slab,
    table_of: &impl Fn(RowId) -> Option<usize>,
    found: &mut impl FnMut(usize, Both),
) {
    let mut tables: BTreeMap<usize, (Sides, Vec<i128>)> = BTreeMap::new();
    let mut all: Vec<i128> = Vec::new();
    let before = slab.period.step_years(-1);
    for (entity, (&value, &row)) in (slab.first.0..).map(EntityId).zip(slab.values.iter().zip(&slab.rows)) {
        let Some(table) = table_of(row).filter(|_| value > SPECIAL && value != 0) else { continue };
        let value = i128::from(value);
        all.push(value.abs());
        let (sides, own) = tables.entry(table).or_default();
        own.push(value);
        let last = series.slab(before, entity);
        let last = last.and_then(|s| Some((*s.values.get(s.index_of(entity)?)?, *s.rows.get(s.index_of(entity)?)?)));
        if let Some((last, row)) = last.filter(|(v, _)| *v > SPECIAL)
            && table_of(row) != Some(table)
        {
            sides.add(value, i128::from(last));
        }
    }
    let n_tables = tables.len();
    let middle = all.len() / 2;
    let median = if n_tables >= TABLES { Some(*all.select_nth_unstable(middle).1) } else { None };
    for (table, (sides, own)) in tables {
        if sides.is_apart() {
            found(table, Both::new("上年数", "last year's figures"));
        } else if let Some(median) = median.filter(|_| sides.n == 0 && own.len() > 1 && own.len() * 2 < all.len()) {
            let mut peers = Sides::default();
            own.iter().for_each(|v| peers.add(*v, median));
            if peers.is_apart() {
                found(table, Both::new("其他单位的同期数", "the figures of other tables"));
            }
        }
    }
}

/// Puts the doubt where the figures were read: at a column, or at the rows of an indicator.
fn raise(
    receipt: &mut SheetReceipt,
    (indicator, period): (IndicatorId, Period),
    problem: DataProblem,
    subject: Subject,
    findings: &mut Findings,
) {
    let sheet = Sheet { file: receipt.file.clone(), name: receipt.sheet.clone() };
    let is_its = |c: &&mut super::receipt::ColumnReceipt| {
        c.indicator == Some(indicator) && c.period.as_ref().is_none_or(|p| p.value == period)
    };
    let at = match receipt.columns.iter_mut().find(is_its) {
        Some(column) => {
            let at = (column.row, column.column);
            column.doubts.push(Doubt::new(problem.clone(), at.0, at.1));
            at
        }
        None => {
            let Some(subject) = receipt.subjects.iter_mut().find(|s| s.indicator == indicator) else { return };
            let at = (subject.row, subject.column);
            subject.doubts.push(Doubt::new(problem.clone(), at.0, at.1));
            at
        }
    };
    findings.add_about(At { sheet: &sheet, row: at.0, column: at.1 }, problem, || subject);
}
