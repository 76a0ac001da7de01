//! Figures that somebody sets and nobody measures: the tasks that a plan hands down, entity by entity and period by period.
//!
//! They stand in the rule file (`任务 2025 { 东门镇: 3亿元 }`) or in a table beside it (`任务 "分解/招商.csv"`) and then belong
//! to the rules; or they come with the data (`任务` alone). INVARIANT: [`Assigned::figures`] is sorted by entity and period and
//! holds one figure for each of them.

use std::sync::Arc;

use super::{EntityRef, Period, Quantity};
use crate::diag::{Cell, Place, Problem};
use crate::source::Span;

/// That the figures of an indicator are set.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// Where they stand.
    pub from: AssignedFrom,
    /// Those that belong to the rules.
    pub figures: Vec<SetFigure>,
    /// What is wrong with some of them, so that whatever rests on them cannot be judged.
    pub error: Option<Problem>,
    /// Where it was said.
    pub span: Span,
}

/// Where the figures of an assigned indicator stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignedFrom {
    /// With the data.
    Data,
    /// In the rule file.
    Table,
    /// In a file beside the rules: its name as written, and where it was written.
    File(Arc<str>, Span),
}

/// A figure that is set.
#[derive(Debug, Clone)]
pub struct SetFigure {
    /// For whom; `None` is the region.
    pub entity: Option<EntityRef>,
    /// When.
    pub period: Period,
    /// How much.
    pub quantity: Quantity,
    /// Where it stands, for findings: a place of a rule file, or a cell of a table.
    pub place: Place,
    /// The file, row and column in which it stands.
    pub cell: Cell,
}

impl SetFigure {
    /// Returns the entity as a path, "" for the region.
    pub fn path(&self) -> String {
        self.entity.as_ref().map_or_else(String::new, |e| e.parts.join("/"))
    }
}

impl Assigned {
    /// Returns whether the figures belong to the rules.
    pub fn is_of_rules(&self) -> bool {
        self.from != AssignedFrom::Data
    }

    /// Takes figures, in order; one that comes twice for the same entity and period is given back.
    pub fn set(&mut self, figures: Vec<SetFigure>) -> Vec<SetFigure> {
        let mut all = figures;
        all.sort_by_cached_key(|f| (f.path(), f.period));
        let (mut kept, mut again): (Vec<SetFigure>, Vec<SetFigure>) = (Vec::new(), Vec::new());
        for figure in all {
            let is_same = |f: &SetFigure| f.period == figure.period && f.path() == figure.path();
            if kept.last().is_some_and(is_same) { again.push(figure) } else { kept.push(figure) }
        }
        self.figures = kept;
        again
    }
}
