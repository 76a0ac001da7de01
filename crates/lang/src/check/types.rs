//! Types of expressions, and what the checker carries along.
//!
//! A number has a dimension, a sort (does it add up over time, over entities?) and the unit in which people write it.
//! An undeclared indicator is *open* until some rule compares it with an amount: the learning pass finds that out before
//! the reporting pass judges.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::show;
use crate::diag::{Both, Diagnostic, Problem};
use crate::model::{Dim, Expr, Frequency, IndicatorId, Kind, LevelId, Schema, Unit};
use crate::source::Span;

/// What an expression gives.
#[derive(Debug, Clone)]
pub(super) enum Ty {
    /// A number without a unit.
    Bare,
    /// A number with a dimension.
    Number(Number),
    /// An indicator of which neither unit nor kind is known; how it was reached.
    Open(IndicatorId, Via),
    /// A number of a dimension that is not known.
    AnyNumber,
    /// Yes or no.
    Flag,
    /// A grade; of which indicator, unless it is a constant.
    Grade(Option<IndicatorId>),
    /// A text.
    Text,
    /// A point in time.
    Day,
    /// Something that was reported already.
    Bad,
}

/// How an open indicator was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// Its value.
    Value,
    /// The difference of two of its values.
    Difference,
}

/// A number with a dimension.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub dim: Dim,
    pub sort: Option<Sort>,
    /// The unit to show it in.
    pub unit: Option<Unit>,
    pub origin: Origin,
}

/// How a number behaves when it is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Flow,
    Stock,
    Ratio,
    Rank,
}

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Declared or written.
    Plain,
    /// An undeclared indicator whose unit was learned.
    Learned(IndicatorId),
    /// A count of entities.
    Count,
    /// A share or a growth.
    Share,
    /// A yearly growth, which is no number by itself.
    Yearly,
    /// One ratio minus another: takes % and 百分点.
    Difference,
}

impl Number {
    pub fn new(dim: Dim, sort: Option<Sort>, unit: Option<Unit>, origin: Origin) -> Self {
        Self { dim, sort, unit, origin }
    }

    pub fn share(origin: Origin) -> Self {
        Self::new(Dim::ratio(), Some(Sort::Ratio), Some(Unit::percent()), origin)
    }

    /// Returns the unit in words.
    pub fn words(&self) -> String {
        self.unit.as_ref().map_or_else(|| self.dim.words(), |u| u.symbol.to_string())
    }
}

impl Sort {
    /// Returns the name of the kind.
    pub fn words(self) -> Both {
        match self {
            Sort::Flow => Both::new("时期数", "a flow"),
            Sort::Stock => Both::new("时点数", "a stock"),
            Sort::Ratio => Both::new("比率", "a ratio"),
            Sort::Rank => Both::new("名次", "a place in a ranking"),
        }
    }
}

/// Returns the name of a kind.
pub(super) fn kind_words(kind: &Kind) -> Both {
    match kind {
        Kind::Flow => Sort::Flow.words(),
        Kind::Stock => Sort::Stock.words(),
        Kind::Ratio => Sort::Ratio.words(),
        Kind::Rank => Sort::Rank.words(),
        Kind::Flag => Both::new("“是非”型", "a flag"),
        Kind::Grade(_) => Both::new("“等级”型", "a grade"),
        Kind::Text => Both::new("“文字”型", "a text"),
    }
}

impl Ty {
    /// Returns what it is, for messages.
    pub fn words(&self) -> Both {
        match self {
            Ty::Bare | Ty::Number(_) | Ty::Open(..) | Ty::AnyNumber | Ty::Bad => Both::new("数值", "a number"),
            Ty::Flag => kind_words(&Kind::Flag),
            Ty::Grade(_) => kind_words(&Kind::Grade(Vec::new())),
            Ty::Text => kind_words(&Kind::Text),
            Ty::Day => Both::new("日期", "a date"),
        }
    }

    pub fn is_numeric(&self) -> bool {
        matches!(self, Ty::Bare | Ty::Number(_) | Ty::Open(..) | Ty::AnyNumber | Ty::Bad)
    }
}

/// What was learned of an indicator from its use.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// The unit in which it was first compared, and where.
    pub unit: Option<(Unit, Span)>,
    /// Whether it was used as a number, as a condition, as a text.
    pub is_number: bool,
    pub is_flag: bool,
    pub is_text: bool,
    /// What its formula gives.
    pub formula: Option<Ty>,
}

/// Whether the checker is still finding out or already judging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    Learn,
    Report,
}

/// The state of checking.
pub(super) struct Checker<'m> {
    pub schema: &'m Schema,
    pub pass: Pass,
    pub known: Vec<Known>,
    /// Indicators that cannot be computed.
    pub broken: FxHashMap<IndicatorId, Problem>,
    /// How much there is to read for each formula.
    pub weights: FxHashMap<IndicatorId, u64>,
    /// The level for which values are read at this place, where it is known.
    pub place: Option<LevelId>,
    /// Whether values are read for a place that is named after `@`.
    pub is_elsewhere: bool,
    /// The longest declared reporting period among the indicators of the statement at hand.
    pub coarsest: Option<(Frequency, IndicatorId)>,
    /// Problems of indicators that the rule at hand rests on.
    pub inherited: Vec<Problem>,
    pub out: Vec<Diagnostic>,
    /// The names of all schemes.
    pub schemes: Vec<Arc<str>>,
    /// Whether what is typed comes after ranks, so that it may read them.
    pub ranks: RanksRead,
}

/// Whether an expression may read the ranks of schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RanksRead {
    /// It is read before anybody is ranked.
    No,
    /// It decides over lights and grades.
    AfterPoints,
    /// It decides over points of this scheme, whose own ranks it cannot know.
    ForPoints(Arc<str>),
}

impl<'m> Checker<'m> {
    pub fn new(schema: &'m Schema) -> Self {
        Self {
            schema,
            pass: Pass::Learn,
            known: vec![Known::default(); schema.indicators.len()],
            broken: FxHashMap::default(),
            weights: FxHashMap::default(),
            place: None,
            is_elsewhere: false,
            coarsest: None,
            inherited: Vec::new(),
            out: Vec::new(),
            schemes: Vec::new(),
            ranks: RanksRead::No,
        }
    }

    /// Reports a problem, unless the checker is still learning.
    pub fn at(&mut self, span: Span, problem: impl Into<Problem>) {
        if self.pass == Pass::Report {
            self.out.push(Diagnostic::at(span, problem));
        }
    }

    /// Reports a finding, unless the checker is still learning.
    pub fn report(&mut self, diagnostic: impl FnOnce(&Schema) -> Diagnostic) {
        if self.pass == Pass::Report {
            self.out.push(diagnostic(self.schema));
        }
    }

    /// Returns an expression as text.
    pub fn show(&self, e: &Expr) -> Both {
        if self.pass == Pass::Learn { Both::new("", "") } else { show::expr(self.schema, e) }
    }

    /// Changes what is known of an indicator.
    pub fn learn(&mut self, id: IndicatorId, change: impl FnOnce(&mut Known)) {
        if let Some(known) = self.known.get_mut(id.0 as usize) {
            change(known);
        }
    }
}
