//! Lights (亮灯): levels that a county declares itself, with a condition for each.
//!
//! A light is given to every judgement of the rules that are watched. Conditions compare the verdict, how far progress
//! lags behind, how many months it is overdue, the light of the last period, and values. Plain data, comparable as text
//! by [`super::canon`].

use std::sync::Arc;

use super::scheme::RuleRef;
use super::{CompareOp, Exact, Expr, Frequency, PlanId, Verdict};
use crate::diag::Problem;
use crate::source::Span;

/// One declaration of lights.
#[derive(Debug, Clone)]
pub struct Lights {
    /// Its name.
    pub name: Arc<str>,
    /// The plan that it belongs to.
    pub plan: Option<PlanId>,
    /// The rules that are watched; empty: those of the plan, or all.
    pub rules: Vec<RuleRef>,
    /// How far back the last period lies.
    pub frequency: Frequency,
    /// Whether the first condition that holds decides, so that conditions may overlap.
    pub is_in_order: bool,
    /// The colours, each once, in the order of their first line: the best first.
    pub colours: Vec<Arc<str>>,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// What makes it impossible to give lights.
    pub errors: Vec<Problem>,
    /// Where it was written.
    pub span: Span,
    /// Where its name stands.
    pub head: Span,
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The line of its start, from 1.
    pub line: u32,
}

/// A colour, when it is given, and what follows from it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The colour, by position.
    pub colour: usize,
    /// What is done: `发督办函`.
    pub action: Option<Arc<str>>,
    /// When; `None`: whenever no other line holds (其余).
    pub when: Option<When>,
    /// As written.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
    /// The line of its start, from 1.
    pub line: u32,
}

/// A condition of a light.
#[derive(Debug, Clone)]
pub enum When {
    /// All of these.
    And(Vec<When>),
    /// Any of these.
    Or(Vec<When>),
    /// Not this.
    Not(Box<When>),
    /// 结论: the verdict is this one.
    Verdict(Verdict),
    /// 上期灯: the light of the last period is this one, by position; `None`: there was none.
    LastLight(Option<usize>),
    /// A number within bounds.
    Number(Measure, Bounds),
    /// Any other condition on figures, read for the entity in the period of the check.
    Value(Arc<Expr>),
}

/// A number that conditions compare.
#[derive(Debug, Clone)]
pub enum Measure {
    /// 落后: by how many percentage points progress is below what is expected (less than zero: ahead).
    Lag,
    /// 逾期: whole months since the check was due, while it is not met.
    Overdue,
    /// The value of an expression, in base units.
    Value(Arc<Expr>),
}

/// An interval of numbers; an end that is `None` is unbounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The lower end, and whether it belongs.
    pub low: Option<(Exact, bool)>,
    /// The upper end, and whether it belongs.
    pub high: Option<(Exact, bool)>,
}

impl Bounds {
    /// Returns the numbers that compare in one way with another; `!=` is not an interval.
    pub fn of(op: CompareOp, x: Exact) -> Option<Self> {
        let both = |low, high| Some(Self { low, high });
        match op {
            CompareOp::Ge => both(Some((x, true)), None),
            CompareOp::Gt => both(Some((x, false)), None),
            CompareOp::Le => both(None, Some((x, true))),
            CompareOp::Lt => both(None, Some((x, false))),
            CompareOp::Eq => both(Some((x.clone(), true)), Some((x, true))),
            CompareOp::Ne => None,
        }
    }

    /// Returns whether a number belongs.
    pub fn contains(&self, x: &Exact) -> bool {
        let above = self.low.as_ref().is_none_or(|(l, is_in)| x > l || *is_in && x == l);
        let below = self.high.as_ref().is_none_or(|(h, is_in)| x < h || *is_in && x == h);
        above && below
    }
}
