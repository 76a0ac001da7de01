//! Total rows among the entities of a wide table: compared with the sum of the rows, never counted.
//!
//! Figures are summed as they stand, level by level, since a table may hold a town and its villages. A total agrees if
//! it is the sum of the rows of one level, from the last total on or of the whole table. INVARIANT: sums are exact; a
//! column with a cell that cannot be added is not compared.

use std::collections::BTreeMap;

use super::cell::{self, Reading, quick_number};
use super::loader::Loader;
use super::place::{At, Sheet};
use super::reader::RawRow;
use super::receipt::{Proof, ProofKind, SheetReceipt};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, LevelId, Period};

/// Digits after the point of a sum.
const SCALE: u32 = 9;

/// A column of figures.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) column: usize,
    pub(super) name: String,
    /// Whether figures of different entities may be added.
    pub(super) is_summed: bool,
}

/// Sums of the rows of each level.
#[derive(Debug, Clone, Default)]
struct Sums {
    levels: Vec<(Option<LevelId>, Vec<i128>)>,
    /// Rows whose entity is not known: the table counts them all the same.
    strays: Vec<i128>,
    n_rows: u64,
}

/// A total that is still to be compared.
struct Total {
    name: String,
    row: u32,
    column: usize,
    stated: i128,
    /// The sums from the last total on.
    since: Vec<i128>,
}

/// The sums of a table.
#[derive(Default)]
pub(super) struct Totals {
    columns: Vec<Column>,
    /// Columns with a cell that cannot be added.
    broken: Vec<bool>,
    all: Sums,
    since: Sums,
    level: Option<LevelId>,
    /// The period of the rows; `Err` once they are of several, which do not add up.
    period: Option<Result<Period, ()>>,
    totals: Vec<Total>,
}

fn scaled((mantissa, digits): (i64, u32)) -> Option<i128> {
    let by = 10i128.checked_pow(SCALE.checked_sub(digits)?)?;
    i128::from(mantissa).checked_mul(by)
}

impl Sums {
    fn add(&mut self, level: Option<LevelId>, column: usize, value: i128) {
        let known = self.levels.iter().position(|(l, _)| *l == level);
        let at = known.unwrap_or_else(|| {
            self.levels.push((level, Vec::new()));
            self.levels.len() - 1
        });
        if let Some((_, sums)) = self.levels.get_mut(at) {
            add(sums, column, value);
        }
    }

    /// Returns what the rows of each level add up to.
    fn of(&self, column: usize) -> Vec<i128> {
        let stray = self.strays.get(column).copied().unwrap_or(0);
        let sums = self.levels.iter().map(|(_, sums)| sums.get(column).copied().unwrap_or(0) + stray);
        let mut sums: Vec<i128> = sums.collect();
        if sums.is_empty() {
            sums.push(stray);
        }
        sums
    }
}

fn add(sums: &mut Vec<i128>, column: usize, value: i128) {
    if sums.len() <= column {
        sums.resize(column + 1, 0);
    }
    if let Some(sum) = sums.get_mut(column) {
        *sum = sum.saturating_add(value);
    }
}

impl Totals {
    /// Adds a column; columns count in the order in which they are added.
    pub(super) fn add_column(&mut self, column: Column) {
        self.columns.push(column);
        self.broken.push(false);
    }

    /// Begins a row of an entity of a level.
    #[inline]
    pub(super) fn begin_row(&mut self, level: Option<LevelId>, period: Option<Period>) {
        self.level = level;
        if let Some(period) = period
            && self.period != Some(Ok(period))
        {
            self.period = Some(if self.period.is_none() { Ok(period) } else { Err(()) });
        }
        self.all.n_rows += 1;
        self.since.n_rows += 1;
    }

    /// Adds a cell of the row at hand.
    #[inline]
    pub(super) fn add(&mut self, column: usize, quick: Option<(i64, u32)>, text: &[u8]) {
        if !self.columns.get(column).is_some_and(|c| c.is_summed) {
            return;
        }
        match quick.and_then(scaled).or_else(|| slow(text)) {
            Some(value) => {
                self.all.add(self.level, column, value);
                self.since.add(self.level, column, value);
            }
            None => {
                if let Some(broken) = self.broken.get_mut(column) {
                    *broken = true;
                }
            }
        }
    }

    /// Adds the figures of a row whose entity is not known.
    pub(super) fn stray(&mut self, row: RawRow<'_>, figures: &[usize]) {
        for (i, &column) in figures.iter().enumerate() {
            if let Some(value) = value(row.cell(column)) {
                add(&mut self.all.strays, i, value);
                add(&mut self.since.strays, i, value);
            }
        }
    }

    /// Takes note of a total row.
    pub(super) fn total(&mut self, name: &str, row: RawRow<'_>, figures: &[usize]) {
        for (i, &column) in figures.iter().enumerate() {
            let is_summed = self.columns.get(i).is_some_and(|c| c.is_summed);
            // A blank total says nothing, as a mark for missing says nothing.
            let stated = cell_value(row.cell(column)).filter(|_| is_summed && !row.is_covered(column));
            if let Some(stated) = stated {
                let since = if self.since.n_rows > 0 { self.since.of(i) } else { Vec::new() };
                self.totals.push(Total { name: name.to_owned(), row: row.number, column: i, stated, since });
            }
        }
        self.since = Sums::default();
    }

    /// Reports the totals that agree with nothing, and writes down what the others confirm.
    pub(super) fn finish(&mut self, sheet: &Sheet, receipt: &mut SheetReceipt, loader: &mut Loader<'_>) {
        let mut counts: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        for total in std::mem::take(&mut self.totals) {
            let whole = self.all.of(total.column);
            let is_part = total.name.contains("小计");
            let agrees = total.since.contains(&total.stated) || (!is_part && whole.contains(&total.stated));
            let is_broken = self.broken.get(total.column).copied().unwrap_or(true);
            if is_broken || self.all.n_rows == 0 || self.period == Some(Err(())) {
                continue;
            }
            let count = counts.entry(total.column).or_default();
            if agrees {
                count.0 += 1;
                continue;
            }
            count.1 += 1;
            let Some(column) = self.columns.get(total.column) else { continue };
            let nearest = if is_part { &total.since } else { &whole };
            let text = |v: i128| {
                Exact::from(v).checked_div(&Exact::from(10).pow(SCALE)).map_or_else(String::new, |x| x.to_text())
            };
            let problem = DataProblem::TotalDiffers {
                name: total.name,
                column: column.name.clone(),
                stated: text(total.stated),
                sum: text(nearest.iter().copied().min_by_key(|s| (s - total.stated).unsigned_abs()).unwrap_or(0)),
            };
            let at = At { sheet, row: total.row, column: column.column as u32 + 1 };
            loader.findings.add(at, problem);
        }
        for (column, (n_agree, n_differ)) in counts {
            let Some(column) = self.columns.get(column) else { continue };
            let name = super::cell::shown(&column.name);
            let what = match n_differ {
                0 => Both::of(
                    format!("`{name}` 各行相加等于合计：行没有漏，列也选得对"),
                    format!("the rows of `{name}` add up to the total: no row is lacking, and it is the right column"),
                ),
                _ => Both::of(
                    format!("`{name}` 有 {n_differ} 个合计与各行相加不符"),
                    format!("{n_differ} totals of `{name}` are not the sum of the rows"),
                ),
            };
            let column = column.column as u32 + 1;
            receipt.proofs.push(Proof { kind: ProofKind::TotalRow, column, n_agree, n_differ, what });
        }
    }
}

/// Returns what a total states; nothing where it is blank or a mark.
fn cell_value(text: &[u8]) -> Option<i128> {
    let is_number = quick_number(text).is_some()
        || matches!(cell::read(&String::from_utf8_lossy(text)), Reading::Number(_, unit) if unit.is_empty());
    value(text).filter(|_| is_number)
}

fn value(text: &[u8]) -> Option<i128> {
    quick_number(text).and_then(scaled).or_else(|| slow(text))
}

/// Reads a cell that is no plain number: a blank or a mark adds nothing, a unit cannot be added here.
#[cold]
fn slow(text: &[u8]) -> Option<i128> {
    match cell::read(&String::from_utf8_lossy(text)) {
        Reading::Number(value, unit) if unit.is_empty() => {
            let scaled = value.to_scaled(SCALE)?;
            Some(i128::from(scaled))
        }
        Reading::Blank | Reading::Missing | Reading::BelowUnit | Reading::NotApplicable => Some(0),
        _ => None,
    }
}
