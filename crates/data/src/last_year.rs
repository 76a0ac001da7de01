//! Columns of last year's figures beside this year's: compared with what is known of last year, never stored.
//!
//! Where they agree, unit and column are confirmed; where all of them differ by one factor, the unit is not what it
//! seems. INVARIANT: what a form says of last year never overrides what was reported last year.

use std::collections::BTreeMap;

use super::dataset::{Dataset, Domain, EntityId, SPECIAL, SpecialKind};
use super::findings::Findings;
use super::place::{At, Sheet};
use super::receipt::{Doubt, Proof, ProofKind};
use crate::DataProblem;
use dabiao_lang::diag::{Both, Subject};
use dabiao_lang::model::{Exact, IndicatorId, Period};

/// How many figures of a run are kept for comparison.
const KEPT: usize = 200_000;
/// How many figures of a column that differ are named one by one.
const NAMED: usize = 20;

/// A figure of last year as a form repeats it.
#[derive(Debug, Clone)]
pub(super) struct Repeated {
    pub(super) row: u32,
    pub(super) indicator: IndicatorId,
    pub(super) period: Period,
    pub(super) entity: EntityId,
    /// In base units.
    pub(super) value: Exact,
}

/// The figures of a run, by the position of their receipt and their column.
#[derive(Debug, Default)]
pub(super) struct RepeatedFigures {
    columns: BTreeMap<(usize, u32), Vec<Repeated>>,
    n: usize,
}

/// What a column of last year's figures came to.
#[derive(Default)]
struct Comparison<'r> {
    n_agree: u64,
    differing: Vec<(&'r Repeated, Exact)>,
}

impl RepeatedFigures {
    /// Takes a figure of a column, if there are not too many.
    pub(super) fn push(&mut self, column: (usize, u32), figure: Repeated) {
        if self.n < KEPT {
            self.n += 1;
            self.columns.entry(column).or_default().push(figure);
        }
    }

    /// Compares with what is known, column by column.
    pub(super) fn compare(
        &self,
        dataset: &mut Dataset,
        number_of: &dyn Fn(EntityId) -> EntityId,
        findings: &mut Findings,
    ) {
        for (&(receipt, column), figures) in &self.columns {
            let mut comparison = Comparison::default();
            for figure in figures {
                match known(dataset, number_of(figure.entity), figure) {
                    Some(known) if known == figure.value => comparison.n_agree += 1,
                    Some(known) => comparison.differing.push((figure, known)),
                    None => {}
                }
            }
            comparison.conclude((receipt, column), dataset, findings);
        }
    }
}

impl Comparison<'_> {
    fn conclude(&self, (receipt, column): (usize, u32), dataset: &mut Dataset, findings: &mut Findings) {
        let n_differ = self.differing.len() as u64;
        let Some(sheet) = dataset.receipts.get_mut(receipt).filter(|_| self.n_agree + n_differ > 0) else { return };
        let place = Sheet { file: sheet.file.clone(), name: sheet.sheet.clone() };
        let what = Both::of(
            format!("上年数有 {} 个与已有数据一致，{n_differ} 个不一致", self.n_agree),
            format!("{} of last year's figures agree with what is known, {n_differ} do not", self.n_agree),
        );
        let n_agree = self.n_agree;
        sheet.proofs.push(Proof { kind: ProofKind::LastYear, column, n_agree, n_differ, what });
        if n_agree == 0
            && let Some(problem) = self.other_unit()
        {
            let first = self.differing.first().map_or(0, |(r, _)| r.row);
            if let Some(sheet) = dataset.receipts.get_mut(receipt) {
                let same = sheet.columns.iter_mut().filter(|c| c.indicator == self.indicator());
                for read in same.filter(|c| c.column != column) {
                    let (row, column) = (read.row, read.column);
                    read.doubts.push(Doubt::new(problem.clone(), row, column));
                }
            }
            return findings.add(At { sheet: &place, row: first, column }, problem);
        }
        for (figure, known) in self.differing.iter().take(NAMED) {
            let subject = Subject { indicator: None, entity: None, period: Some(figure.period.to_string()) };
            let (stated, known) = (shown(dataset, figure, &figure.value), shown(dataset, figure, known));
            let problem = DataProblem::LastYearDiffers { stated, known };
            findings.add_about(At { sheet: &place, row: figure.row, column }, problem, || subject);
        }
    }

    fn indicator(&self) -> Option<IndicatorId> {
        self.differing.first().map(|(f, _)| f.indicator)
    }

    /// All figures are the known ones times one number: the sheet is in another unit.
    fn other_unit(&self) -> Option<DataProblem> {
        let ratio = |(f, known): &(&Repeated, Exact)| f.value.checked_div(known);
        let first = ratio(self.differing.first()?)?;
        let powers = [2, 3, 4, 5, 6, 8].map(|n| Exact::from(10).pow(n));
        let is_power = powers.iter().any(|p| *p == first || Exact::ONE.checked_div(p).as_ref() == Some(&first));
        let is_all = self.differing.iter().all(|d| ratio(d).as_ref() == Some(&first));
        (is_power && is_all).then(|| DataProblem::LastYearScaled { factor: first.to_text() })
    }
}

/// Returns an amount in the unit of its indicator.
fn shown(dataset: &Dataset, figure: &Repeated, value: &Exact) -> String {
    let series = dataset.series.get(figure.indicator.0 as usize).and_then(Option::as_ref);
    match series.and_then(|s| s.unit.as_ref()) {
        Some(unit) => format!("{}{}", unit.from_base(value).to_text(), unit.symbol),
        None => value.to_text(),
    }
}

/// Returns what is known of a figure, in base units.
fn known(dataset: &Dataset, entity: EntityId, figure: &Repeated) -> Option<Exact> {
    let series = dataset.series.get(figure.indicator.0 as usize)?.as_ref()?;
    let Domain::Number { scale } = series.domain else { return None };
    let slab = series.slab(figure.period, entity)?;
    match *slab.values.get(slab.index_of(entity)?)? {
        SPECIAL => match &series.specials.get(&(figure.period, entity))?.kind {
            SpecialKind::Number(value) => Some(value.clone()),
            _ => None,
        },
        value if value > SPECIAL => Some(Exact::from_scaled(value, scale)),
        _ => None,
    }
}
