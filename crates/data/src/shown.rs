//! How many digits the cells of an indicator show in one unit and one file: what `…` is below.
//!
//! `…` says "more than nothing, less than one of the last digit shown": among 3.2, 0.4 and `…` (万元) it is less than
//! 0.1万元, among whole numbers, or alone, less than one unit. The count is complete only at the end of the file, so
//! cells with `…` are remembered and given their bound when all has been read.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::dataset::{EntityId, SpecialKind};
use super::series::{GrowingSeries, Key};
use dabiao_lang::model::{Exact, IndicatorId, Period, Unit};

/// The most digits after the point that were met, shared by all who read the same indicator, unit and file.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown(Rc<Cell<u32>>);

impl Shown {
    #[inline]
    pub(super) fn note(&self, digits: u32) {
        if digits > self.0.get() {
            self.0.set(digits);
        }
    }

    /// Notes the digits after the point of a number as it is written.
    pub(super) fn note_text(&self, text: &str) {
        let digits = text.split(['.', '．']).nth(1).map_or(0, |t| t.chars().take_while(|c| c.is_numeric()).count());
        self.note(u32::try_from(digits).unwrap_or(0).min(18));
    }
}

/// A cell with `…`.
#[derive(Debug, Clone)]
struct Below {
    indicator: IndicatorId,
    at: (Period, EntityId),
    shown: Shown,
    /// How much one unit is, in base units.
    factor: Exact,
}

type ByUnit = FxHashMap<(IndicatorId, Option<Arc<str>>), Shown>;

/// The digits shown in the file at hand, and the cells with `…` of all files.
#[derive(Debug, Default)]
pub(super) struct Digits {
    file: Option<Arc<str>>,
    by_unit: RefCell<ByUnit>,
    below: Vec<Below>,
}

impl Digits {
    /// Begins a table; those of one file count together.
    pub(super) fn begin(&mut self, file: &Arc<str>) {
        if self.file.as_ref() != Some(file) {
            self.file = Some(Arc::clone(file));
            self.by_unit.borrow_mut().clear();
        }
    }

    /// Returns the digits of an indicator in a unit in the file at hand.
    pub(super) fn of(&self, indicator: IndicatorId, unit: Option<&Unit>) -> Shown {
        let key = (indicator, unit.map(|u| u.symbol.clone()));
        self.by_unit.borrow_mut().entry(key).or_default().clone()
    }

    /// Remembers a cell with `…`.
    pub(super) fn remember(&mut self, (indicator, key): (IndicatorId, Key), shown: &Shown, factor: Exact) {
        self.below.push(Below { indicator, at: (key.period, key.entity), shown: shown.clone(), factor });
    }

    /// Gives every cell with `…` its bound; where several rows say so, the least.
    pub(super) fn settle(&mut self, series: &mut [Option<GrowingSeries>]) {
        for below in std::mem::take(&mut self.below) {
            let series = series.get_mut(below.indicator.0 as usize).and_then(Option::as_mut);
            let special = series.and_then(|s| s.specials.get_mut(&below.at));
            let Some(SpecialKind::BelowUnit(top)) = special.map(|s| &mut s.kind) else { continue };
            let power = Exact::from(10).pow(below.shown.0.get());
            let Some(bound) = below.factor.checked_div(&power) else { continue };
            if top.is_zero() || bound < *top {
                *top = bound;
            }
        }
    }
}
