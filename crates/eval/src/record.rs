//! The embedded case: many plain thresholds on one record of values, in nanoseconds each.
//!
//! A [`Scorecard`] is compiled once from a rule set; [`Scorecard::judge`] then compares one entity's figures of one
//! ended period with every plain threshold (`[every LEVEL:] INDICATOR >= CONSTANT`, ranges included, no filter, no
//! exception, no rounding) and appends one [`Row`] for each. What is not plain is listed by [`Scorecard::not_plain`];
//! `evaluate` judges everything. INVARIANT: the verdict of a row is that of `evaluate` on the same figure.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{
    CompareOp, ExprKind, IndicatorId, Model, Quantity, Rule, Scope, Statement, Target, TargetKind,
};
use dabiao_lang::model::{Exact, Verdict};

/// Plain thresholds, ready to be compared.
#[derive(Debug, Clone)]
pub struct Scorecard {
    lines: Vec<Line>,
    limits: Vec<Limits>,
    not_plain: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Line {
    rule: u32,
    slot: u32,
    quick: Option<Quick>,
    target: Decimal,
    op: Op,
}

/// Digits after the point up to which figures are compared as integers.
const QUICK_SCALE: u32 = 6;

/// A comparison as integers of [`QUICK_SCALE`] digits after the point: the first and last that pass, and that are possible.
#[derive(Debug, Clone, Copy)]
struct Quick {
    low: i64,
    high: i64,
    min: i64,
    max: i64,
}

impl Quick {
    /// Returns the integer form of a comparison; `None` where an end is finer or larger than that.
    fn new(op: &Op, limits: Limits) -> Option<Self> {
        let or = |end: Option<Decimal>, none: i64| end.map_or(Some(none), |d| scaled(&d));
        let (min, max) = (or(limits.min, i64::MIN)?, or(limits.max, i64::MAX)?);
        let (low, high) = match op {
            Op::Compare(op, target) => {
                let t = scaled(target)?;
                match op {
                    CompareOp::Ge => (t, i64::MAX),
                    CompareOp::Gt => (t.checked_add(1)?, i64::MAX),
                    CompareOp::Le => (i64::MIN, t),
                    CompareOp::Lt => (i64::MIN, t.checked_sub(1)?),
                    CompareOp::Eq => (t, t),
                    CompareOp::Ne => return None,
                }
            }
            Op::Within { low, high } => {
                let first = match low {
                    Some((d, is_open)) => scaled(d)?.checked_add(i64::from(*is_open))?,
                    None => i64::MIN,
                };
                let last = match high {
                    Some((d, is_open)) => scaled(d)?.checked_sub(i64::from(*is_open))?,
                    None => i64::MAX,
                };
                (first, last)
            }
        };
        Some(Self { low, high, min, max })
    }

    #[inline]
    fn verdict(self, value: i64) -> Verdict {
        if value < self.min || value > self.max {
            Verdict::Invalid
        } else if self.low <= value && value <= self.high {
            Verdict::Met
        } else {
            Verdict::Unmet
        }
    }
}

/// Returns a decimal as an integer of [`QUICK_SCALE`] digits after the point, where it is one and fits.
#[inline]
fn scaled(value: &Decimal) -> Option<i64> {
    const POWERS: [i64; QUICK_SCALE as usize + 1] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let power = POWERS.get(value.scale() as usize)?;
    i64::try_from(value.mantissa()).ok()?.checked_mul(*power)
}

/// A comparison with constants in the unit of the indicator.
#[derive(Debug, Clone)]
enum Op {
    Compare(CompareOp, Decimal),
    Within { low: Option<(Decimal, bool)>, high: Option<(Decimal, bool)> },
}

/// What an indicator can be, in its own unit.
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    min: Option<Decimal>,
    max: Option<Decimal>,
}

/// The outcome of one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Position of the rule in the rule set.
    pub rule: u32,
    /// Met, unmet, missing or invalid.
    pub verdict: Verdict,
    /// The figure; `None` where it is missing.
    pub value: Option<Decimal>,
    /// The threshold, or the lower (else the upper) end of a range.
    pub target: Decimal,
}

impl Scorecard {
    /// Compiles the plain thresholds of a rule set.
    pub fn compile(rules: &RuleSet) -> Self {
        let model = rules.model();
        let mut card =
            Self { lines: Vec::with_capacity(model.rules.len()), limits: limits(model), not_plain: Vec::new() };
        for (idx, rule) in model.rules.iter().enumerate() {
            let before = card.lines.len();
            let all_plain = rule.statements.iter().all(|s| card.add(model, idx, rule, s).is_some());
            if !all_plain || !rule.errors.is_empty() {
                card.lines.truncate(before);
                card.not_plain.push(idx);
            }
        }
        card
    }

    /// Returns the positions of the rules that are not plain thresholds.
    pub fn not_plain(&self) -> &[usize] {
        &self.not_plain
    }

    /// Returns how many thresholds there are, which is how many rows [`Scorecard::judge`] appends.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Returns whether there is no plain threshold.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Judges a record: `values[i]` is the figure of indicator `i` of the schema, in the indicator's unit.
    ///
    /// A value that the record does not reach counts as missing.
    pub fn judge(&self, values: &[Option<Decimal>], rows: &mut Vec<Row>) {
        rows.extend(self.lines.iter().map(|line| {
            let slot = line.slot as usize;
            let value = values.get(slot).copied().flatten();
            let quick = line.quick.zip(value.as_ref().and_then(scaled));
            let verdict = match quick {
                Some((quick, figure)) => quick.verdict(figure),
                None => line.op.verdict(value, self.limits.get(slot).copied().unwrap_or_default()),
            };
            Row { rule: line.rule, verdict, value, target: line.target }
        }));
    }

    fn add(&mut self, model: &Model, idx: usize, rule: &Rule, statement: &Statement) -> Option<()> {
        let slot = plain_subject(rule, statement)?;
        let indicator = model.schema.indicator(slot)?;
        if indicator.precision.is_some() || indicator.formula.is_some() {
            return None;
        }
        let factor = indicator.unit.as_ref().map_or(Exact::ONE, |u| u.factor.clone());
        if !statement.revisions.is_empty() {
            // Which target is in force depends on the day.
            return None;
        }
        for target in &statement.targets {
            let op = plain_target(target, &factor)?;
            let limits = self.limits.get(slot.0 as usize).copied().unwrap_or_default();
            let (quick, target) = (Quick::new(&op, limits), op.shown());
            self.lines.push(Line { rule: u32::try_from(idx).ok()?, slot: slot.0, quick, target, op });
        }
        Some(())
    }
}

fn limits(model: &Model) -> Vec<Limits> {
    let in_unit = |value: &Option<Exact>, unit: &Option<dabiao_lang::model::Unit>| {
        let value = value.as_ref()?;
        to_decimal(&unit.as_ref().map_or(value.clone(), |u| u.from_base(value)))
    };
    let of =
        |i: &dabiao_lang::model::Indicator| Limits { min: in_unit(&i.min, &i.unit), max: in_unit(&i.max, &i.unit) };
    model.schema.indicators.iter().map(of).collect()
}

fn plain_subject(rule: &Rule, statement: &Statement) -> Option<IndicatorId> {
    let is_plain_scope = match &statement.scope {
        Scope::Unstated => true,
        Scope::Every { filter, except, .. } => filter.is_none() && except.is_empty(),
        Scope::At(_) => false,
    };
    let is_plain_rule = rule.precision.is_none() && !rule.is_missing_zero && statement.exceptions.is_empty();
    match statement.subject.kind {
        ExprKind::Value(slot) if is_plain_scope && is_plain_rule => Some(slot),
        _ => None,
    }
}

fn plain_target(target: &Target, factor: &Exact) -> Option<Op> {
    match &target.kind {
        TargetKind::Compare(op, right) => Some(Op::Compare(*op, constant(right, factor)?)),
        TargetKind::Within(range) => {
            let end = |e: &Option<Box<dabiao_lang::model::Expr>>, is_open: bool| match e {
                Some(e) => constant(e, factor).map(|c| Some((c, is_open))),
                None => Some(None),
            };
            let low = end(&range.low, range.is_low_open)?;
            let high = end(&range.high, range.is_high_open)?;
            Some(Op::Within { low, high })
        }
        TargetKind::About(..) | TargetKind::Holds => None,
    }
}

/// Returns a constant in the unit with the given factor, where that is a decimal that fits.
fn constant(expr: &dabiao_lang::model::Expr, factor: &Exact) -> Option<Decimal> {
    match &expr.kind {
        ExprKind::Quantity(Quantity { base, .. }) => to_decimal(&base.checked_div(factor)?),
        _ => None,
    }
}

fn to_decimal(value: &Exact) -> Option<Decimal> {
    Decimal::from_str_exact(&value.to_decimal_text()?).ok()
}

impl Op {
    fn verdict(&self, value: Option<Decimal>, limits: Limits) -> Verdict {
        let Some(value) = value else { return self.without_value(limits) };
        if limits.min.is_some_and(|m| value < m) || limits.max.is_some_and(|m| value > m) {
            return Verdict::Invalid;
        }
        if self.holds(value) { Verdict::Met } else { Verdict::Unmet }
    }

    fn holds(&self, value: Decimal) -> bool {
        match self {
            Op::Compare(op, target) => compare(*op, value.cmp(target)),
            Op::Within { low, high } => {
                let above = low.is_none_or(|(l, is_open)| value > l || (!is_open && value == l));
                let below = high.is_none_or(|(h, is_open)| value < h || (!is_open && value == h));
                above && below
            }
        }
    }

    /// A missing figure is decided where every possible value gives the same answer.
    #[cold]
    fn without_value(&self, limits: Limits) -> Verdict {
        let Limits { min, max } = limits;
        let above = |t: Decimal, or_equal: bool| match min {
            Some(m) => m > t || (or_equal && m == t),
            None => false,
        };
        let below = |t: Decimal, or_equal: bool| match max {
            Some(m) => m < t || (or_equal && m == t),
            None => false,
        };
        let fixed = |t: Decimal| min == Some(t) && max == Some(t);
        let (always, never) = match self {
            Op::Compare(CompareOp::Ge, t) => (above(*t, true), below(*t, false)),
            Op::Compare(CompareOp::Gt, t) => (above(*t, false), below(*t, true)),
            Op::Compare(CompareOp::Le, t) => (below(*t, true), above(*t, false)),
            Op::Compare(CompareOp::Lt, t) => (below(*t, false), above(*t, true)),
            Op::Compare(CompareOp::Eq, t) => (fixed(*t), above(*t, false) || below(*t, false)),
            Op::Compare(CompareOp::Ne, t) => (above(*t, false) || below(*t, false), fixed(*t)),
            Op::Within { low, high } => {
                let low_always = low.is_none_or(|(l, is_open)| above(l, !is_open));
                let high_always = high.is_none_or(|(h, is_open)| below(h, !is_open));
                let low_never = low.is_some_and(|(l, is_open)| below(l, is_open));
                let high_never = high.is_some_and(|(h, is_open)| above(h, is_open));
                (low_always && high_always, low_never || high_never)
            }
        };
        match (always, never) {
            (true, _) => Verdict::Met,
            (_, true) => Verdict::Unmet,
            _ => Verdict::Missing,
        }
    }

    fn shown(&self) -> Decimal {
        match self {
            Op::Compare(_, target) => *target,
            Op::Within { low: Some((end, _)), .. } | Op::Within { high: Some((end, _)), .. } => *end,
            Op::Within { .. } => Decimal::ZERO,
        }
    }
}

fn compare(op: CompareOp, order: Ordering) -> bool {
    match op {
        CompareOp::Ge => order != Ordering::Less,
        CompareOp::Gt => order == Ordering::Greater,
        CompareOp::Le => order != Ordering::Greater,
        CompareOp::Lt => order == Ordering::Less,
        CompareOp::Eq => order == Ordering::Equal,
        CompareOp::Ne => order != Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn integers_and_decimals_give_the_same_verdict() {
        let d = |text: &str| Decimal::from_str_exact(text).unwrap();
        let texts = [
            "-3",
            "0",
            "4.9999999",
            "4.999999",
            "5",
            "5.0",
            "5.000001",
            "5.0000001",
            "7.5",
            "79228162514264337593543950335",
        ];
        let limits = [
            Limits::default(),
            Limits { min: Some(d("0")), max: None },
            Limits { min: Some(d("0")), max: Some(d("7")) },
            Limits { min: Some(d("5.0000001")), max: None },
        ];
        let ops = [CompareOp::Ge, CompareOp::Gt, CompareOp::Le, CompareOp::Lt, CompareOp::Eq, CompareOp::Ne];
        let mut all: Vec<Op> = ops.into_iter().flat_map(|o| texts.map(|t| Op::Compare(o, d(t)))).collect();
        for (low_open, high_open) in [(false, false), (false, true), (true, false), (true, true)] {
            all.push(Op::Within { low: Some((d("5"), low_open)), high: Some((d("7.5"), high_open)) });
            all.push(Op::Within { low: None, high: Some((d("5.0"), high_open)) });
            all.push(Op::Within { low: Some((d("5.000001"), low_open)), high: None });
        }
        let mut n_compared = 0;
        for op in &all {
            for limits in limits {
                for value in texts.map(d) {
                    if let Some((quick, figure)) = Quick::new(op, limits).zip(scaled(&value)) {
                        assert_eq!(quick.verdict(figure), op.verdict(Some(value), limits), "{op:?} {limits:?} {value}");
                        n_compared += 1;
                    }
                }
            }
        }
        assert!(n_compared > 500, "{n_compared}");
    }
}
