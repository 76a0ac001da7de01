//! Percentages that look like shares: 0.95 where 95% may be meant. Found, never repaired.

use rustc_hash::FxHashMap;

use super::loader::Loader;
use super::place::{At, Sheet};
use crate::DataProblem;
use dabiao_lang::diag::Subject;
use dabiao_lang::model::{Exact, IndicatorId};

/// A value from which on others that are at most 1 look strange beside it.
const LARGE: i64 = 20;
/// How many cells of a column are named one by one.
const NAMED: usize = 20;

/// What the bare figures of one indicator in percent look like.
#[derive(Default)]
struct Watch {
    /// Cells above 0 and at most 1, with their places.
    small: Vec<((i64, u32), (u32, u32))>,
    n_small: u64,
    has_fraction: bool,
    n_large: u64,
    least: Option<i64>,
}

/// The indicators in percent of a table.
#[derive(Default)]
pub(super) struct Watches {
    all: FxHashMap<IndicatorId, Watch>,
}

impl Watches {
    /// Takes note of a bare figure, a mantissa and its digits after the point, in a row and column.
    pub(super) fn note(&mut self, indicator: IndicatorId, (mantissa, digits): (i64, u32), place: (u32, u32)) {
        let one = 10i64.checked_pow(digits).unwrap_or(i64::MAX);
        let size = mantissa.saturating_abs();
        if size == 0 {
            return;
        }
        let watch = self.all.entry(indicator).or_default();
        if size <= one {
            watch.n_small += 1;
            watch.has_fraction |= size < one;
            if watch.small.len() < NAMED {
                watch.small.push(((mantissa, digits), place));
            }
        } else {
            watch.n_large += 1;
            let whole = size / one;
            watch.least = Some(watch.least.map_or(whole, |l| l.min(whole)));
        }
    }

    /// Reports columns of nothing but small figures, and small figures among large ones.
    pub(super) fn finish(&mut self, sheet: &Sheet, loader: &mut Loader<'_>) {
        let mut all: Vec<(IndicatorId, Watch)> = std::mem::take(&mut self.all).into_iter().collect();
        all.sort_by_key(|(id, _)| *id);
        for (id, watch) in all {
            let is_apart = watch.least.is_some_and(|l| l >= LARGE);
            if watch.n_small == 0 || !watch.has_fraction || (watch.n_large > 0 && !is_apart) {
                continue;
            }
            let n_named = if watch.n_large == 0 { 1 } else { NAMED };
            for ((mantissa, digits), (row, column)) in watch.small.into_iter().take(n_named) {
                let problem = DataProblem::PercentAsShare {
                    text: Exact::from_scaled(mantissa, digits).to_text(),
                    indicator: loader.store.name(id),
                    count: watch.n_small,
                };
                let at = At { sheet, row, column };
                let indicator = Some(loader.store.name(id));
                loader.findings.add_about(at, problem, || Subject { indicator, ..Subject::default() });
            }
        }
    }
}
