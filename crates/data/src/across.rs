//! Columns of totals beside others: `经营收入 | 投资收益 | 合计`. A row that adds up confirms that the columns are of one unit
//! and are what they seem; one that does not among many that do is a finding.
//!
//! INVARIANT: sums are exact; a total that never agrees says nothing, since what it is the sum of is not known.

use super::cell::{self, Reading, quick_number};
use super::loader::Loader;
use super::place::{At, Sheet};
use super::reader::RawRow;
use super::receipt::{ColumnReceipt, ColumnRole, Proof, ProofKind, SheetReceipt};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Exact;

/// How many rows that differ are kept.
const KEPT: usize = 20;
/// A total is understood where at most one row in so many differs from the sum.
const AGREEING: u64 = 4;

/// The most columns of totals that are compared; forms have one or two, and each costs a look at the whole row.
const TOTALS: usize = 8;

/// A column of totals.
struct Total {
    column: usize,
    name: String,
    n_agree: u64,
    n_differ: u64,
    /// Rows that differ: row, what is stated, the sum of the columns.
    differing: Vec<(u32, Exact, Exact)>,
}

/// The columns of totals of a table.
#[derive(Default)]
pub(super) struct TotalsAcross {
    totals: Vec<Total>,
    /// The columns that may be added up, from 0.
    parts: Vec<usize>,
}

impl TotalsAcross {
    /// Adds a column of totals.
    pub(super) fn begin(&mut self, column: usize, name: String) {
        if self.totals.len() == TOTALS {
            return;
        }
        self.totals.push(Total { column, name, n_agree: 0, n_differ: 0, differing: Vec::new() });
    }

    /// Takes the columns of a table: figures, and those that no rule uses.
    pub(super) fn set_parts(&mut self, columns: &[ColumnReceipt]) {
        let is_part = |c: &&ColumnReceipt| matches!(c.role, ColumnRole::Figures | ColumnRole::Unused);
        self.parts = columns.iter().filter(is_part).map(|c| c.column as usize - 1).collect();
    }

    /// Compares a row.
    pub(super) fn row(&mut self, row: RawRow<'_>) {
        if self.totals.is_empty() {
            return;
        }
        let columns: Vec<usize> = self.totals.iter().map(|t| t.column).collect();
        for total in &mut self.totals {
            let Some(stated) = number(row.cell(total.column)) else { continue };
            let left = columns.iter().filter(|c| **c < total.column).max().map_or(0, |c| c + 1);
            let right = columns.iter().filter(|c| **c > total.column).min().copied().unwrap_or(usize::MAX);
            let sum = |from: usize, to: usize| {
                let cells = self.parts.iter().filter(|c| (from..to).contains(*c) && **c != total.column);
                let values: Vec<Exact> = cells.filter_map(|&c| number(row.cell(c))).collect();
                (values.len() > 1).then(|| values.iter().fold(Exact::ZERO, |a, b| &a + b))
            };
            let sums: Vec<Exact> =
                [sum(left, total.column), sum(total.column, right), sum(0, usize::MAX)].into_iter().flatten().collect();
            let Some(nearest) = sums.iter().find(|s| **s == stated).or(sums.first()) else { continue };
            if *nearest == stated {
                total.n_agree += 1;
            } else {
                total.n_differ += 1;
                if total.differing.len() < KEPT {
                    total.differing.push((row.number, stated, nearest.clone()));
                }
            }
        }
    }

    /// Writes down what the totals prove, and reports rows that differ.
    pub(super) fn finish(self, sheet: &Sheet, receipt: &mut SheetReceipt, loader: &mut Loader<'_>) {
        for total in self.totals {
            if total.n_agree == 0 || total.n_agree < total.n_differ * AGREEING {
                continue;
            }
            let (n, name) = (total.n_agree, super::cell::shown(&total.name));
            let what = Both::of(
                format!("有 {n} 行各列相加等于 `{name}`：这些列的计量单位相同，列也选得对"),
                format!("in {n} rows the columns add up to `{name}`: they are of one unit and the right ones"),
            );
            let column = total.column as u32 + 1;
            let (n_agree, n_differ) = (total.n_agree, total.n_differ);
            receipt.proofs.push(Proof { kind: ProofKind::TotalColumn, column, n_agree, n_differ, what });
            for (row, stated, sum) in total.differing {
                let problem = DataProblem::TotalAcrossDiffers {
                    name: name.clone(),
                    stated: stated.to_text(),
                    sum: sum.to_text(),
                };
                loader.findings.add(At { sheet, row, column }, problem);
            }
        }
    }
}

/// Returns a plain number of a cell; anything else adds nothing.
fn number(text: &[u8]) -> Option<Exact> {
    if let Some((mantissa, digits)) = quick_number(text) {
        return Some(Exact::from_scaled(mantissa, digits));
    }
    match cell::read(&String::from_utf8_lossy(text)) {
        Reading::Number(value, unit) if unit.is_empty() => Some(value),
        _ => None,
    }
}
