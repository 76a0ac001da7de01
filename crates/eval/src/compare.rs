//! Comparisons: of expressions within conditions, and of a subject with its target, rounding included.

use std::cmp::Ordering;

use super::expr::{self, Want, static_want};
use super::frame::{Frame, Rounds};
use super::value::{Cause, Fault, Range, Val, What};
use dabiao_lang::model::{
    AggregateFn, BinaryOp, CompareOp, Exact, Expr, ExprKind, Interval, Period, PeriodFn, Precision, Rule, Target,
    TargetKind, Tolerance, Unit,
};

/// What a target came to for one subject in one frame.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// The measured value.
    pub(crate) val: Val,
    /// The values that were compared, where rounding changed them.
    pub(crate) rounded: Option<Range>,
    /// Whether the target holds, with the faults of both sides.
    pub(crate) answer: Val,
    /// The line, or the lower end of a range, in base units.
    pub(crate) line: Option<Range>,
    /// The upper end of a range.
    pub(crate) upper: Option<Range>,
}

/// Compares a subject with a target.
pub(crate) fn target(frame: Frame<'_, '_>, rule: &Rule, subject: &Expr, target: &Target) -> Compared {
    let rounds = rule.precision.map_or(Rounds::Indicator, Rounds::Rule);
    let frame = Frame { rounds, ..frame };
    match &target.kind {
        TargetKind::Holds => holds(frame, subject),
        TargetKind::Compare(op, right) => {
            let (a, b) = both_sides(frame, subject, right);
            let rounded = rounding(frame, subject, &[right]).and_then(|r| r.changed(&a));
            let is_rounded = rule.precision.is_some();
            let answer = match yearly(frame, subject, *op, &b).filter(|_| !is_rounded) {
                Some(answer) => answer,
                None => relation(*op, rounded.clone().map_or_else(|| a.clone(), |r| with_range(&a, r)), b.clone()),
            };
            Compared { val: a, rounded, answer, line: b.as_range().cloned(), upper: None }
        }
        TargetKind::Within(interval) => {
            let val = expr::eval(frame, subject, Want::Num).into_num();
            let bounds: Vec<&Expr> = [&interval.low, &interval.high].into_iter().flatten().map(|e| &**e).collect();
            let rounded = rounding(frame, subject, &bounds).and_then(|r| r.changed(&val));
            let compared = rounded.clone().map_or_else(|| val.clone(), |r| with_range(&val, r));
            let (low, high) = ends(frame, interval);
            let answer = inside(compared, interval, low.clone(), high.clone());
            let range = |v: Option<Val>| v.and_then(|v| v.as_range().cloned());
            Compared { val, rounded, answer, line: range(low), upper: range(high) }
        }
        TargetKind::About(center, tolerance) => {
            let val = expr::eval(frame, subject, Want::Num).into_num();
            let rounded = rounding(frame, subject, &[center]).and_then(|r| r.changed(&val));
            let compared = rounded.clone().map_or_else(|| val.clone(), |r| with_range(&val, r));
            let middle = expr::eval(frame.side(center), center, Want::Num).into_num();
            let answer = near(compared, middle.clone(), tolerance);
            let (low, high) = around(middle, tolerance);
            let range = |v: Val| v.as_range().cloned();
            Compared { val, rounded, answer, line: range(low), upper: range(high) }
        }
    }
}

fn holds(frame: Frame<'_, '_>, subject: &Expr) -> Compared {
    let answer = expr::condition(frame, subject);
    // A comparison shows its left side; any other condition has no value to show.
    let (val, line) = match &subject.kind {
        ExprKind::Compare(_, a, b) => {
            let (x, y) = both_sides(frame, a, b);
            (x, y.as_range().cloned())
        }
        _ => (Val::truth(None), None),
    };
    let rounded = match &subject.kind {
        ExprKind::Compare(_, a, b) => rounding(frame, a, &[b]).and_then(|r| r.changed(&val)),
        _ => None,
    };
    Compared { val, rounded, answer, line, upper: None }
}

fn with_range(val: &Val, range: Range) -> Val {
    Val { what: What::Num(range), ..val.clone() }
}

/// How a compared value is rounded: once, and in which unit.
pub(crate) struct Rounded<'a> {
    precision: Precision,
    unit: Option<&'a Unit>,
}

/// Returns how a value is rounded that is compared with others; `None` where it is not.
///
/// A rule's `精度` rounds whatever its targets compare, an indicator's the bare indicator against constants, both in the
/// declared unit of what is measured: `产值 >= 1亿元` and `产值 >= 10000万元` are one target.
pub(crate) fn rounding<'a>(frame: Frame<'_, 'a>, measured: &'a Expr, with: &[&'a Expr]) -> Option<Rounded<'a>> {
    let constant = |e: &&'a Expr| match &e.kind {
        ExprKind::Quantity(q) => Some(q),
        _ => None,
    };
    let precision = match (frame.rounds, &measured.kind) {
        // `5万元 <= 收入`: what is measured stands on the other side.
        (Rounds::Rule(_), ExprKind::Quantity(_)) => return None,
        (Rounds::Rule(precision), _) => precision,
        (Rounds::Indicator, ExprKind::Value(id)) if with.iter().all(|e| constant(e).is_some()) => {
            frame.world.indicator(*id)?.precision?
        }
        _ => return None,
    };
    let stated = || with.iter().find_map(|e| constant(e).and_then(|q| q.unit.as_ref()));
    Some(Rounded { precision, unit: declared_unit(frame, measured).or_else(stated) })
}

/// Returns the declared unit of what an expression measures, where that is a value of an indicator or like one.
fn declared_unit<'a>(frame: Frame<'_, 'a>, expr: &'a Expr) -> Option<&'a Unit> {
    match &expr.kind {
        ExprKind::Value(id) => frame.world.indicator(*id).filter(|i| i.is_declared)?.unit.as_ref(),
        ExprKind::Neg(x)
        | ExprKind::Total(x, _)
        | ExprKind::Gain(x, _)
        | ExprKind::Change(x)
        | ExprKind::OverPeriods(PeriodFn::Avg | PeriodFn::Min | PeriodFn::Max | PeriodFn::Median, x, _)
        | ExprKind::AtPeriod(x, _)
        | ExprKind::AtEntity(x, _) => declared_unit(frame, x),
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => {
            declared_unit(frame, a).or_else(|| declared_unit(frame, b))
        }
        ExprKind::Aggregate(a) if !matches!(a.function, AggregateFn::Count | AggregateFn::Share) => {
            declared_unit(frame, a.body.as_ref()?)
        }
        _ => None,
    }
}

impl Rounded<'_> {
    /// Returns the possible values after rounding, where that changes them.
    pub(crate) fn changed(&self, val: &Val) -> Option<Range> {
        let range = val.as_range()?;
        let rounded = range.map_rising(|x| self.of(x));
        (rounded.low != range.low || rounded.high != range.high || rounded.without != range.without).then_some(rounded)
    }

    fn apply(&self, val: Val) -> Val {
        match self.changed(&val) {
            Some(range) => with_range(&val, range),
            None => val,
        }
    }

    pub(crate) fn of(&self, x: &Exact) -> Exact {
        let Precision { digits, rounding } = self.precision;
        match self.unit {
            Some(u) => u.to_base(&u.from_base(x).round(digits, rounding)),
            None => x.round(digits, rounding),
        }
    }
}

/// Evaluates both sides of a comparison, each read as what the other one is.
fn both_sides(frame: Frame<'_, '_>, a: &Expr, b: &Expr) -> (Val, Val) {
    let (left, right) = (static_want(frame, a), static_want(frame, b));
    let pick = |own, other| if own == Want::Any { other } else { own };
    let (mut want_a, mut want_b) = (pick(left, right), pick(right, left));
    if want_a == Want::Any && matches!(b.kind, ExprKind::Value(_)) && matches!(a.kind, ExprKind::Value(_)) {
        let (x, y) = (expr::eval(frame, a, Want::Any), expr::eval(frame, b, Want::Any));
        if matches!(x.what, What::Text(Some(_))) || matches!(y.what, What::Text(Some(_))) {
            (want_a, want_b) = (Want::Text, Want::Text);
        }
    }
    (expr::eval(frame.side(a), a, want_a), expr::eval(frame.side(b), b, want_b))
}

/// Evaluates `A >= B` within a condition.
pub(crate) fn compare(frame: Frame<'_, '_>, op: CompareOp, a: &Expr, b: &Expr) -> Val {
    let (x, y) = both_sides(frame, a, b);
    if let Some(answer) = yearly(frame, a, op, &y) {
        return answer;
    }
    match (rounding(frame, a, &[b]), rounding(frame, b, &[a])) {
        (Some(r), _) => relation(op, r.apply(x), y),
        (None, Some(r)) if matches!(a.kind, ExprKind::Quantity(_)) => relation(op, x, r.apply(y)),
        _ => relation(op, x, y),
    }
}

/// Evaluates `A in [B, C)` within a condition.
pub(crate) fn within(frame: Frame<'_, '_>, x: &Expr, interval: &Interval) -> Val {
    let val = expr::eval(frame, x, Want::Num).into_num();
    let bounds: Vec<&Expr> = [&interval.low, &interval.high].into_iter().flatten().map(|e| &**e).collect();
    let val = match rounding(frame, x, &bounds) {
        Some(r) => r.apply(val),
        None => val,
    };
    let (low, high) = ends(frame, interval);
    inside(val, interval, low, high)
}

/// Evaluates `A about B ± T` within a condition.
pub(crate) fn about(frame: Frame<'_, '_>, x: &Expr, center: &Expr, tolerance: &Tolerance) -> Val {
    let val = expr::eval(frame, x, Want::Num).into_num();
    let val = match rounding(frame, x, &[center]) {
        Some(r) => r.apply(val),
        None => val,
    };
    near(val, expr::eval(frame, center, Want::Num).into_num(), tolerance)
}

fn ends(frame: Frame<'_, '_>, interval: &Interval) -> (Option<Val>, Option<Val>) {
    let end = |e: &Option<Box<Expr>>| e.as_ref().map(|e| expr::eval(frame.side(e), e, Want::Num).into_num());
    (end(&interval.low), end(&interval.high))
}

fn inside(val: Val, interval: &Interval, low: Option<Val>, high: Option<Val>) -> Val {
    let low_op = if interval.is_low_open { CompareOp::Gt } else { CompareOp::Ge };
    let high_op = if interval.is_high_open { CompareOp::Lt } else { CompareOp::Le };
    between(val, low.map(|v| (low_op, v)), high.map(|v| (high_op, v)))
}

fn near(val: Val, middle: Val, tolerance: &Tolerance) -> Val {
    let (low, high) = around(middle, tolerance);
    between(val, Some((CompareOp::Ge, low)), Some((CompareOp::Le, high)))
}

fn around(middle: Val, tolerance: &Tolerance) -> (Val, Val) {
    let width = |m: &Range| match tolerance {
        Tolerance::Absolute(t) => Range::exact(t.clone()),
        Tolerance::Relative(share) => {
            let size = if m.low.as_ref().is_some_and(|l| !l.is_negative()) {
                m.clone()
            } else if m.high.as_ref().is_some_and(|h| !h.is_positive()) {
                m.neg()
            } else {
                Range::between(
                    Some(Exact::ZERO),
                    m.low.as_ref().zip(m.high.as_ref()).map(|(l, h)| l.abs().max(h.abs())),
                )
            };
            size.mul(&Range::exact(share.clone()))
        }
    };
    let low = middle.clone().lift(Val::num(Exact::ZERO), |m, _| Ok(m.sub(&width(m))));
    let high = middle.lift(Val::num(Exact::ZERO), |m, _| Ok(m.add(&width(m))));
    (low, high)
}

/// Compares with two ends at once, so that the lattice of a count is seen.
fn between(val: Val, low: Option<(CompareOp, Val)>, high: Option<(CompareOp, Val)>) -> Val {
    let outside = match (&low, &high, val.as_range()) {
        (Some((lop, l)), Some((hop, h)), Some(range)) => misses(range, (*lop, l.as_exact()), (*hop, h.as_exact())),
        _ => false,
    };
    let mut answer = Val::truth(Some(true));
    for (op, end) in [low, high].into_iter().flatten() {
        answer = answer.logic(relation(op, val.clone(), end), false);
    }
    let is_open = matches!(answer.what, What::Truth(None)) && !val.may_be_empty;
    if is_open && outside {
        return Val::truth(Some(false)).with(answer.fault.filter(|f| f.is_hard));
    }
    answer
}

/// Returns whether no value on a lattice lies between two ends.
fn misses(range: &Range, low: (CompareOp, Option<&Exact>), high: (CompareOp, Option<&Exact>)) -> bool {
    let (Some(step), Some(start), Some(l), Some(h)) = (&range.step, &range.low, low.1, high.1) else { return false };
    let steps = (l - start).checked_div(step).map(|n| n.ceil()).unwrap_or(Exact::ZERO).max(Exact::ZERO);
    let mut first = start + &(&steps * step);
    if low.0 == CompareOp::Gt && first == *l {
        first = &first + step;
    }
    let is_above = if high.0 == CompareOp::Lt { first >= *h } else { first > *h };
    is_above || range.high.as_ref().is_some_and(|top| first > *top)
}

/// Compares two values.
pub(crate) fn relation(op: CompareOp, a: Val, b: Val) -> Val {
    let fault = Fault::worse(a.fault, b.fault);
    let may_be_empty = a.may_be_empty || b.may_be_empty;
    let truth = match (a.what, b.what) {
        (What::NotApplicable, _) | (_, What::NotApplicable) => return Val::of(What::NotApplicable),
        (What::Empty, _) | (_, What::Empty) => return Val::of(What::Empty),
        (What::Text(Some(x)), What::Text(Some(y))) if is_order(op) || are_dates(&x, &y) => match dates(op, &x, &y) {
            Some(answer) => answer,
            None => return ill_typed(),
        },
        (What::Text(x), What::Text(y)) => match (x, y, op) {
            (Some(x), Some(y), CompareOp::Eq) => Some(same_text(&x, &y)),
            (Some(x), Some(y), CompareOp::Ne) => Some(!same_text(&x, &y)),
            (Some(_), Some(_), _) => return ill_typed(),
            _ => None,
        },
        (What::Truth(x), What::Truth(y)) => match op {
            CompareOp::Eq => x.zip(y).map(|(x, y)| x == y),
            CompareOp::Ne => x.zip(y).map(|(x, y)| x != y),
            _ => return ill_typed(),
        },
        (What::Truth(x), y @ (What::Num(_) | What::Text(_))) => {
            return relation(op, Val { what: What::Truth(x), fault, may_be_empty }, Val::of(y).into_truth());
        }
        (x @ (What::Num(_) | What::Text(_)), What::Truth(y)) => {
            return relation(op, Val::of(x).into_truth(), Val { what: What::Truth(y), fault, may_be_empty });
        }
        (What::Num(x), What::Num(y)) => numbers(op, &x, &y),
        (What::Text(None), _) | (_, What::Text(None)) => None,
        (What::Num(x), _) | (_, What::Num(x)) if x.value().is_none() && fault.is_none() => None,
        _ => return ill_typed(),
    };
    // A wrong member of an aggregate matters only where it could change the answer.
    let fault = fault.filter(|f| f.is_hard || truth.is_none());
    if may_be_empty {
        return Val { what: What::Truth(None), fault, may_be_empty };
    }
    Val { what: What::Truth(truth), fault, may_be_empty: false }
}

fn ill_typed() -> Val {
    Val::truth(None).with(Some(Fault::hard(Cause::IllTyped)))
}

fn is_order(op: CompareOp) -> bool {
    !matches!(op, CompareOp::Eq | CompareOp::Ne)
}

fn are_dates(a: &str, b: &str) -> bool {
    Period::parse(a).is_some() && Period::parse(b).is_some()
}

/// Compares two dates: `Some(None)` where a coarser one leaves it open, `None` where one is no date.
///
/// `2020-06 <= 2020` holds: by the end of the year. `2020 <= 2020-06` is open: the month of the year is not known.
fn dates(op: CompareOp, a: &str, b: &str) -> Option<Option<bool>> {
    let (a, b) = (Period::parse(a)?, Period::parse(b)?);
    let (first, last) = (a.first_day(), a.last_day());
    let decide = |holds: bool, fails: bool| if holds { Some(true) } else { fails.then_some(false) };
    Some(match op {
        CompareOp::Le => decide(last <= b.last_day(), first > b.last_day()),
        CompareOp::Gt => decide(first > b.last_day(), last <= b.last_day()),
        CompareOp::Lt => decide(last < b.first_day(), first >= b.first_day()),
        CompareOp::Ge => decide(first >= b.first_day(), last < b.first_day()),
        CompareOp::Eq | CompareOp::Ne => {
            let is_inside = first >= b.first_day() && last <= b.last_day();
            let is_apart = first > b.last_day() || last < b.first_day();
            let equal = decide(is_inside, is_apart);
            if op == CompareOp::Eq { equal } else { equal.map(|e| !e) }
        }
    })
}

fn same_text(a: &str, b: &str) -> bool {
    super::bind::fold(a) == super::bind::fold(b)
}

/// Compares two ranges; `None` where both answers are possible.
pub(crate) fn numbers(op: CompareOp, a: &Range, b: &Range) -> Option<bool> {
    let at_least = |x: &Range, y: &Range| -> Option<bool> {
        match (&x.low, &y.high) {
            (Some(l), Some(h)) if l >= h => return Some(true),
            _ => {}
        }
        match (&x.high, &y.low) {
            (Some(h), Some(l)) if h < l || (h == l && (x.without.high || y.without.low)) => Some(false),
            _ => None,
        }
    };
    match op {
        CompareOp::Ge => at_least(a, b),
        CompareOp::Le => at_least(b, a),
        CompareOp::Lt => at_least(a, b).map(|x| !x),
        CompareOp::Gt => at_least(b, a).map(|x| !x),
        CompareOp::Eq => equal(a, b),
        CompareOp::Ne => equal(a, b).map(|x| !x),
    }
}

fn equal(a: &Range, b: &Range) -> Option<bool> {
    if let (Some(x), Some(y)) = (a.value(), b.value()) {
        return Some(x == y);
    }
    if numbers(CompareOp::Ge, a, b) == Some(false) || numbers(CompareOp::Ge, b, a) == Some(false) {
        return Some(false);
    }
    let is_off_lattice = |r: &Range, x: &Range| match (&r.step, &r.low, x.value()) {
        (Some(step), Some(start), Some(x)) => (x - start).checked_div(step).is_some_and(|n| !n.is_integer()),
        _ => false,
    };
    (is_off_lattice(a, b) || is_off_lattice(b, a)).then_some(false)
}

/// Compares a growth for each year with a constant exactly: value against base × (1 + g)^n.
fn yearly(frame: Frame<'_, '_>, left: &Expr, op: CompareOp, right: &Val) -> Option<Val> {
    let ExprKind::Yearly(x, since) = &left.kind else { return None };
    let rate = right.as_exact()?;
    let parts = match expr::yearly_parts(frame, x, *since) {
        Ok(parts) => parts,
        Err(val) => return Some(relation(op, val, right.clone())),
    };
    let factor = (&Exact::ONE + rate).max(Exact::ZERO).pow(parts.years);
    let is_out = |v: &Val| matches!(v.what, What::NotApplicable | What::Empty);
    if let Some(out) = [&parts.now, &parts.base].into_iter().find(|v| is_out(v)) {
        return Some(out.clone());
    }
    // A base that may not be positive leaves the growth open.
    let is_sound = parts.base.as_range().is_none_or(Range::is_positive);
    if !is_sound {
        let fault = Fault::worse(parts.base.fault, parts.now.fault);
        return Some(Val::truth(None).with(fault));
    }
    let line = parts.base.lift(Val::num(factor), |b, f| Ok(b.mul(f)));
    Some(relation(op, parts.now, line))
}

/// Returns how much is lacking between a value and a line, 0 where it holds.
pub(crate) fn lacking(op: CompareOp, value: &Exact, line: &Exact) -> Exact {
    let short = match op {
        CompareOp::Ge | CompareOp::Gt => line - value,
        CompareOp::Le | CompareOp::Lt => value - line,
        CompareOp::Eq => (value - line).abs(),
        CompareOp::Ne => Exact::ZERO,
    };
    match short.cmp(&Exact::ZERO) {
        Ordering::Less => Exact::ZERO,
        _ => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(low: i32, high: i32) -> Range {
        Range::stepped(low.into(), high.into(), Exact::ONE)
    }

    #[test]
    fn a_count_never_equals_a_half() {
        let half = Range::exact(Exact::ratio(5, 2));
        assert_eq!(numbers(CompareOp::Eq, &count(1, 4), &half), Some(false));
        assert_eq!(numbers(CompareOp::Ne, &count(1, 4), &half), Some(true));
        assert_eq!(numbers(CompareOp::Eq, &count(1, 4), &Range::exact(3.into())), None);
        assert!(misses(&count(1, 4), (CompareOp::Gt, Some(&Exact::from(2))), (CompareOp::Lt, Some(&Exact::from(3)))));
    }
}
