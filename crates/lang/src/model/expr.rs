//! Expressions and conditions after names, units and dates are resolved.
//!
//! Values are numbers in base units (see [`super::unit`]), flags, grades (by rank) or texts. INVARIANT: a tree is at
//! most as deep as the syntax tree that it comes from.

use std::sync::Arc;

use super::{EntityRef, Exact, Frequency, IndicatorId, LevelRef, Period, Unit};
use crate::source::Span;
pub use crate::syntax::tree::{AggregateFn, BinaryOp, CompareOp, PeriodFn, RankOrder, RankTies, Rounding};

/// An expression or a condition.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it was written.
    pub span: Span,
}

/// A number with its unit.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// The value in `unit`, as written.
    pub value: Exact,
    /// The value in base units.
    pub base: Exact,
    /// The unit; `None` is a bare number.
    pub unit: Option<Unit>,
    /// Digits written after the point: `95.0` has 1.
    pub digits: u32,
    /// Where it was written.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A constant amount.
    Quantity(Quantity),
    /// A constant flag.
    Bool(bool),
    /// A constant grade, by rank from 0, with its name.
    Grade(u32, Arc<str>),
    /// A constant text.
    Text(Arc<str>),
    /// The value of an indicator (or attribute) for the current entity and period.
    Value(IndicatorId),
    /// `-X`
    Neg(Box<Expr>),
    /// `not C`
    Not(Box<Expr>),
    /// Arithmetic, `and`, `or`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `A >= B`
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `A in [10万元, 50万元)`
    Within(Box<Expr>, Interval),
    /// `A about B ± T`: `|A - B| <= T`.
    About(Box<Expr>, Box<Expr>, Tolerance),
    /// `count(村 where A: C)` and its kin.
    Aggregate(Box<Aggregate>),
    /// `total(X, A..B)`; `None` is the plan's period, filled in by `lower` where there is one.
    Total(Box<Expr>, Option<Window>),
    /// `gain(X, since P)`; a plain `gain(X)` takes the plan's base period; `None` only without a plan.
    Gain(Box<Expr>, Option<Period>),
    /// `growth(X, …)`
    Growth(Box<Expr>, Basis),
    /// `yearly(X, since P)`; `None` as in `Gain`.
    Yearly(Box<Expr>, Option<Period>),
    /// `change(X)`
    Change(Box<Expr>),
    /// `avg(X, 2023..2025)`, `years(C, last 5 years)`
    OverPeriods(PeriodFn, Box<Expr>, Periods),
    /// `rank(X, 县 in 市)`
    Rank(Box<Rank>),
    /// `times_last("季度考核", 3位)`
    TimesLast(TimesLast),
    /// `2020-12-31`: a point in time that a date of an entity is compared with.
    Day(Period),
    /// `X[P]`
    AtPeriod(Box<Expr>, PeriodRef),
    /// `X@E`
    AtEntity(Box<Expr>, EntityRef),
}

/// The periods that a function goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Periods {
    /// Those of a window, both ends included.
    Window(Window),
    /// So many of a length, the last of which is the one that is judged.
    Last(u32, Frequency),
}

/// The place of an entity among others.
#[derive(Debug, Clone)]
pub struct Rank {
    /// What they are ranked by.
    pub value: Expr,
    /// Among whom.
    pub level: LevelRef,
    /// Below which place; `None` is the region.
    pub place: Option<EntityRef>,
    /// Which end is the first place.
    pub order: RankOrder,
    /// What becomes of equal values.
    pub ties: RankTies,
}

/// In how many periods running an entity was among the last of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TimesLast {
    /// The scheme that ranks; `None` is the one that holds the condition, else the only one.
    pub scheme: Option<Arc<str>>,
    /// How many places count as the last ones.
    pub places: u32,
}

/// What growth is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The same period a year before.
    YearBefore,
    /// The period before.
    Previous,
    /// A base period.
    Since(Period),
}

/// The period of `X[…]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodRef {
    /// `[prev]`
    Previous,
    /// `[2020]`
    Fixed(Period),
}

/// A range of values; at least one end is there.
#[derive(Debug, Clone)]
pub struct Interval {
    /// The lower end.
    pub low: Option<Box<Expr>>,
    /// The upper end.
    pub high: Option<Box<Expr>>,
    /// Whether the lower end itself is outside.
    pub is_low_open: bool,
    /// Whether the upper end itself is outside.
    pub is_high_open: bool,
}

/// An accepted deviation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Tolerance {
    /// A share of the absolute value of the target: `0.1` for ±10%.
    Relative(Exact),
    /// An amount in base units.
    Absolute(Exact),
}

/// Consecutive periods, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// The first.
    pub from: Period,
    /// The last.
    pub to: Period,
}

/// An aggregate over the entities of a level below the current entity.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// The function.
    pub function: AggregateFn,
    /// The level.
    pub level: LevelRef,
    /// Below which place, where it is not the current entity: `县 in 市`.
    pub place: Option<EntityRef>,
    /// Who belongs; `None` is everybody.
    pub filter: Option<Expr>,
    /// The condition of a count or share, the value of the others; `None` counts the members themselves.
    pub body: Option<Expr>,
    /// The weight of an average.
    pub weight: Option<Expr>,
}
