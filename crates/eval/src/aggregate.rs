//! Aggregates over entities, with unknown values and unknown membership: exact bounds.
//!
//! Whoever is not applicable leaves the population, as does whoever has nobody below. A member whose figures are wrong
//! counts as unknown and leaves a soft fault. INVARIANT: the bounds of a count or share with known membership are
//! reached by some completion, and every value between them on the lattice too.

use super::absent;
use super::bind::Bound;
use super::column::Test;
use super::expr::{self, Want};
use super::frame::Frame;
use super::sift;
use super::value::{Cause, Fault, Range, Val, What, Without};
use dabiao_data::EntityId;
use dabiao_lang::model::{Aggregate, AggregateFn, Exact, Expr, ExprKind, walk};

/// How the members of a count or share came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) sure: Split,
    /// Those who may not belong.
    pub(crate) open: Split,
    pub(crate) invalid: u64,
    pub(crate) not_applicable: u64,
}

/// Members by the truth of the condition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) pass: u64,
    pub(crate) fail: u64,
    pub(crate) unknown: u64,
}

impl Split {
    pub(crate) fn total(self) -> u64 {
        self.pass + self.fail + self.unknown
    }

    pub(crate) fn add(&mut self, truth: Option<bool>) {
        match truth {
            Some(true) => self.pass += 1,
            Some(false) => self.fail += 1,
            None => self.unknown += 1,
        }
    }
}

/// One member of a population.
pub(crate) struct Member {
    pub(crate) entity: EntityId,
    /// Whether it is known to belong.
    pub(crate) is_sure: bool,
    pub(crate) val: Val,
}

/// What an aggregate came to.
pub(crate) struct Aggregated {
    pub(crate) val: Val,
    /// For counts and shares.
    pub(crate) tally: Option<Tally>,
}

/// Evaluates an aggregate.
pub(crate) fn aggregate(frame: Frame<'_, '_>, a: &Aggregate) -> Aggregated {
    match a.function {
        AggregateFn::Count | AggregateFn::Share => {
            let mut fault = None;
            let mut tally = Tally::default();
            if let Some(test) = plain(frame, a) {
                let members = frame.population(&a.level, a.place.as_ref());
                let sifted = sift::tally(frame.world, &test, &members);
                tally.sure.pass += sifted.n_passing;
                tally.sure.fail += sifted.n_failing;
                let Tally { sure, open, invalid, not_applicable } = &mut tally;
                let visit = count_into((sure, open, invalid), &mut fault);
                each_left((frame, a, &test), (&sifted.rest, not_applicable), visit);
                return Aggregated { val: of_tally(a.function, &tally, fault), tally: Some(tally) };
            }
            let Tally { sure, open, invalid, not_applicable } = &mut tally;
            each_member(frame, a, not_applicable, count_into((sure, open, invalid), &mut fault));
            let is_nobody = tally.sure.total() + tally.open.total() == 0;
            if is_nobody && is_cleared(frame, a, tally.not_applicable) {
                let none = Range::stepped(Exact::ZERO, Exact::ZERO, Exact::ONE);
                return Aggregated { val: Val::range(none), tally: Some(tally) };
            }
            Aggregated { val: of_tally(a.function, &tally, fault), tally: Some(tally) }
        }
        _ => Aggregated { val: of_values(frame, a).whole(), tally: None },
    }
}

/// Counts members by the truth of the condition.
fn count_into<'t>(
    (sure, open, invalid): (&'t mut Split, &'t mut Split, &'t mut u64),
    fault: &'t mut Option<Fault>,
) -> impl FnMut(Member) + 't {
    move |m| {
        let truth = match m.val.what {
            What::Truth(t) => t,
            _ => None,
        };
        let counted = if m.is_sure { &mut *sure } else { &mut *open };
        counted.add(truth);
        if m.val.fault.is_some() && (truth.is_none() || !m.is_sure) {
            *invalid += 1;
            *fault = fault.or(m.val.fault.map(Fault::soft));
        }
    }
}

/// Returns the test on columns of a count or share without a filter, where its condition is a plain comparison.
pub(crate) fn plain<'a>(frame: Frame<'_, 'a>, a: &Aggregate) -> Option<Test<'a>> {
    if a.filter.is_some() {
        return None;
    }
    let ExprKind::Compare(op, left, right) = &a.body.as_ref()?.kind else { return None };
    let ExprKind::Quantity(q) = &right.kind else { return None };
    Test::new(frame, *op, left, &q.base)
}

/// Visits everybody who belongs or may belong, with the value of the body.
pub(crate) fn each_member(frame: Frame<'_, '_>, a: &Aggregate, not_applicable: &mut u64, visit: impl FnMut(Member)) {
    let members = frame.population(&a.level, a.place.as_ref());
    each_of(frame, a, (&members, not_applicable), visit);
}

/// Visits those who have no plain value on the column of a count or share without a filter.
///
/// Whoever has no figure at all is read once for all of them.
pub(crate) fn each_left(
    (frame, a, test): (Frame<'_, '_>, &Aggregate, &Test<'_>),
    (rest, not_applicable): (&[EntityId], &mut u64),
    mut visit: impl FnMut(Member),
) {
    let mut alike: Option<Val> = None;
    for &entity in rest {
        if !test.is_unreported(entity) {
            each_of(frame, a, (&[entity], not_applicable), &mut visit);
        } else if let Some(val) = &alike {
            visit(Member { entity, is_sure: true, val: val.clone() });
        } else {
            each_of(frame, a, (&[entity], not_applicable), |m| {
                alike = Some(m.val.clone());
                visit(m);
            });
        }
    }
}

/// Visits those of a list who belong or may belong, with the value of the body.
pub(crate) fn each_of(
    frame: Frame<'_, '_>,
    a: &Aggregate,
    (members, not_applicable): (&[EntityId], &mut u64),
    mut visit: impl FnMut(Member),
) {
    let is_truth = matches!(a.function, AggregateFn::Count | AggregateFn::Share);
    // Its members are those of its period, and are looked at from there.
    let frame = Frame { vantage: frame.period.or(frame.vantage), ..frame.unruled() };
    for entity in members {
        let here = frame.of(Some(*entity));
        let belongs = a.filter.as_ref().map(|f| expr::condition(here, f));
        let (is_sure, filter_fault) = match belongs {
            None => (true, None),
            Some(Val { what: What::Truth(Some(true)), .. }) => (true, None),
            Some(Val { what: What::Truth(None), fault, .. }) => (false, fault),
            Some(Val { what: What::NotApplicable, .. }) => {
                *not_applicable += 1;
                continue;
            }
            Some(_) => continue,
        };
        let val = match (&a.body, is_truth) {
            (Some(c), true) => expr::condition(here, c),
            (Some(x), false) => expr::eval(here, x, Want::Num).into_num(),
            (None, true) => Val::truth(Some(true)),
            (None, false) => Val::num(Exact::ONE),
        };
        match val.what {
            What::NotApplicable => *not_applicable += 1,
            What::Empty => {}
            _ => visit(Member { entity: *entity, is_sure, val: val.with(filter_fault) }),
        }
    }
}

/// Returns the value of a count or share.
pub(crate) fn of_tally(function: AggregateFn, tally: &Tally, fault: Option<Fault>) -> Val {
    let (sure, open) = (tally.sure, tally.open);
    if sure.total() + open.total() == 0 {
        return Val::of(What::Empty);
    }
    let whole = |n: u64| Exact::from(i128::from(n));
    let range = if function == AggregateFn::Count {
        let high = sure.pass + sure.unknown + open.pass + open.unknown;
        Range::stepped(whole(sure.pass), whole(high), Exact::ONE)
    } else {
        share(sure, open)
    };
    // Where it is unknown of everybody whether he belongs, a count is still a number; a share may be one of nobody.
    let may_be_empty = function != AggregateFn::Count && sure.total() == 0;
    Val { what: What::Num(range), fault, may_be_empty }
}

/// Returns whether a count or sum is 0 because nobody fits: figures say so (`收入 < 5万元` is true of nobody any more).
///
/// Over nobody it is empty where no figure was asked: nobody at that level, all of them 不适用, or an attribute's value
/// that occurs nowhere, which is a slip of the pen.
fn is_cleared(frame: Frame<'_, '_>, a: &Aggregate, not_applicable: u64) -> bool {
    let Some(filter) = &a.filter else { return false };
    let can_be_none = matches!(a.function, AggregateFn::Count | AggregateFn::Sum) && a.weight.is_none();
    let members = frame.population(&a.level, a.place.as_ref());
    let all_left = not_applicable == members.len() as u64;
    can_be_none && !all_left && reads_figure(frame, filter, 0) && absent::value(frame.world, filter).is_none()
}

/// Returns whether a filter reads a figure, through formulas.
fn reads_figure(frame: Frame<'_, '_>, filter: &Expr, depth: u32) -> bool {
    let mut found = false;
    walk::expression(filter, &mut |e| {
        if let ExprKind::Value(id) = &e.kind {
            let formula = frame.world.indicator(*id).and_then(|i| i.formula.as_ref());
            found |= match formula {
                Some(f) if depth < 16 => reads_figure(frame, f, depth + 1),
                _ => matches!(frame.world.bound(*id), Bound::Series(_)),
            };
        }
    });
    found
}

fn share(sure: Split, open: Split) -> Range {
    let ratio = |n: u64, d: u64| Exact::ratio(i128::from(n), i128::from(d));
    let total = sure.total();
    // At the least, whoever may fail is there and fails; at the most, whoever may pass is there and passes.
    let (out, come) = (open.fail + open.unknown, open.pass + open.unknown);
    let low = if total + out == 0 { Exact::ONE } else { ratio(sure.pass, total + out) };
    let high = if total + come == 0 { Exact::ZERO } else { ratio(sure.pass + sure.unknown + come, total + come) };
    let step = (open.total() == 0).then(|| ratio(1, total));
    Range { step, ..Range::between(Some(low), Some(high)) }
}

fn of_values(frame: Frame<'_, '_>, a: &Aggregate) -> Val {
    let (mut sure, mut open, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let mut fault = None;
    let mut not_applicable = 0;
    each_member(frame, a, &mut not_applicable, |m| {
        fault = fault.or(m.val.fault.map(Fault::soft));
        if let Some(w) = &a.weight {
            let weight = expr::eval(frame.of(Some(m.entity)), w, Want::Num);
            weights.push((m.val, weight, m.is_sure));
        } else if let What::Num(r) = m.val.what {
            if m.is_sure { sure.push(r) } else { open.push(r) }
        }
    });
    if a.weight.is_some() {
        let is_open = weights.iter().any(|(_, _, is_sure)| !is_sure);
        let may_be_empty = weights.iter().all(|(_, _, is_sure)| !is_sure);
        if weights.is_empty() {
            return Val::of(What::Empty);
        }
        let pairs: Vec<(Val, Val)> = weights.into_iter().map(|(v, w, _)| (v, w)).collect();
        let val = if is_open { hull_of(&pairs) } else { weighted(pairs) };
        return Val { may_be_empty, ..val }.with(fault);
    }
    if sure.is_empty() && open.is_empty() {
        let is_none = is_cleared(frame, a, not_applicable);
        return if is_none { Val::num(Exact::ZERO) } else { Val::of(What::Empty) };
    }
    let is_of_figures = || a.filter.as_ref().is_some_and(|f| reads_figure(frame, f, 0));
    let may_be_empty = sure.is_empty() && !(a.function == AggregateFn::Sum && is_of_figures());
    let range = match a.function {
        AggregateFn::Sum => sum(&sure, &open),
        AggregateFn::Min => least(&sure, &open),
        AggregateFn::Max => {
            let neg = |list: &[Range]| list.iter().map(Range::neg).collect::<Vec<_>>();
            least(&neg(&sure), &neg(&open)).neg()
        }
        AggregateFn::Median => by_ends(&sure, &open, median_low),
        _ => average(&sure, &open),
    };
    Val { what: What::Num(range), fault, may_be_empty }
}

fn sum(sure: &[Range], open: &[Range]) -> Range {
    let zero = Range::exact(Exact::ZERO);
    let known = sure.iter().fold(zero.clone(), |a, b| a.add(b));
    open.iter().fold(known, |a, b| a.add(&b.hull(&zero)))
}

/// Returns the range of the least value.
pub(crate) fn least(sure: &[Range], open: &[Range]) -> Range {
    let mut open = open.iter();
    if sure.is_empty() {
        // Anybody may be the only one there.
        let Some(first) = open.next() else { return Range::unbounded() };
        return open.fold(first.clone(), |hull, r| hull.hull(r));
    }
    // Whoever may come can only pull it down.
    let known = Range::least(sure.iter());
    open.fold(known.clone(), |hull, r| hull.hull(&Range::least([&known, r].into_iter())))
}

/// Computes both ends of a median from the lower ends, the upper one on negated values.
pub(crate) fn by_ends(sure: &[Range], open: &[Range], lowest: fn(&[Range], &[Range]) -> Option<Exact>) -> Range {
    let neg = |list: &[Range]| list.iter().map(Range::neg).collect::<Vec<_>>();
    let high = lowest(&neg(sure), &neg(open)).map(|x| -&x);
    Range::between(lowest(sure, open), high)
}

/// An end of a range, and whether it does not belong to it.
type End<'r> = (&'r Exact, bool);

fn lows(list: &[Range]) -> Option<Vec<End<'_>>> {
    list.iter().map(|r| Some((r.low.as_ref()?, r.without.low))).collect()
}

/// Returns the range of an average; an end that takes a value more than zero, or less than a unit, is not reached.
fn average(sure: &[Range], open: &[Range]) -> Range {
    let neg = |list: &[Range]| list.iter().map(Range::neg).collect::<Vec<_>>();
    let (low, high) = (average_low(sure, open), average_low(&neg(sure), &neg(open)));
    let without = Without { low: low.as_ref().is_some_and(|l| l.1), high: high.as_ref().is_some_and(|h| h.1) };
    Range { without, ..Range::between(low.map(|l| l.0), high.map(|h| -&h.0)) }
}

/// Returns the least average, and whether it is not reached: of those who may be there, the smallest come as long as they
/// pull it down. Whoever has come is needed for it, so that it is reached only where the end of each belongs to its range.
fn average_low(sure: &[Range], open: &[Range]) -> Option<(Exact, bool)> {
    let (sure, mut open) = (lows(sure)?, lows(open)?);
    open.sort();
    let mut total = sure.iter().fold(Exact::ZERO, |a, (x, _)| &a + *x);
    let mut is_without = sure.iter().any(|(_, is_out)| *is_out);
    let mut n = sure.len();
    for (x, is_out) in open {
        if n > 0 && x * &Exact::from(n) >= total {
            break;
        }
        total = &total + x;
        is_without |= is_out;
        n += 1;
    }
    Some((total.checked_div(&Exact::from(n))?, is_without))
}

/// Returns the least median, where an unbounded end counts as below everything.
pub(crate) fn median_low(sure: &[Range], open: &[Range]) -> Option<Exact> {
    let mut sure: Vec<Option<&Exact>> = sure.iter().map(|r| r.low.as_ref()).collect();
    let mut open: Vec<Option<&Exact>> = open.iter().map(|r| r.low.as_ref()).collect();
    sure.sort();
    open.sort();
    if sure.is_empty() {
        return open.first().copied().flatten().cloned();
    }
    // Taking in the smallest pulls the median down until one is no smaller than the median itself.
    let with = |n: usize| median_of(&sure, open.get(..n).unwrap_or(&[]));
    let (mut few, mut many) = (0, open.len());
    while few < many {
        let mid = few.midpoint(many);
        let next = open.get(mid).copied().flatten();
        let pulls = match (next, with(mid)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(x), Some(m)) => *x < m,
        };
        if pulls {
            few = mid + 1;
        } else {
            many = mid;
        }
    }
    with(few)
}

/// Returns the median of two sorted lists; `None` is below everything, and so is its mean with anything.
fn median_of(a: &[Option<&Exact>], b: &[Option<&Exact>]) -> Option<Exact> {
    let mut all: Vec<Option<&Exact>> = a.iter().chain(b).copied().collect();
    all.sort();
    let n = all.len();
    let (x, y) = (all.get(n.checked_sub(1)? / 2).copied()??, all.get(n / 2).copied()??);
    Some(&(x + y) * &Exact::ratio(1, 2))
}

/// Returns the sum of values, each widened by what is wrong with it.
pub(crate) fn total(values: impl Iterator<Item = Val>) -> Val {
    let mut fault = None;
    let mut nobody = What::Empty;
    let mut range: Option<Range> = None;
    for val in values {
        let val = val.into_num();
        fault = fault.or(val.fault.map(Fault::soft));
        match val.what {
            What::Num(r) => range = Some(range.map_or_else(|| r.clone(), |sum| sum.add(&r))),
            What::NotApplicable => nobody = What::NotApplicable,
            _ => {}
        }
    }
    // Where all below do not apply, neither does the figure above; over nobody it is empty.
    range.map_or_else(|| Val::of(nobody), |r| Val::range(r).with(fault))
}

/// Returns the weighted average of pairs of value and weight.
pub(crate) fn weighted(pairs: Vec<(Val, Val)>) -> Val {
    let mut fault = None;
    let (mut top, mut bottom) = (Range::exact(Exact::ZERO), Exact::ZERO);
    let mut kept = Vec::new();
    let mut are_weights_known = true;
    let mut nobody = What::Empty;
    for (v, w) in pairs {
        let (v, w) = (v.into_num(), w.into_num());
        if [&v, &w].into_iter().any(|x| matches!(x.what, What::NotApplicable)) {
            nobody = What::NotApplicable;
        }
        fault = fault.or(v.fault.map(Fault::soft)).or(w.fault.map(Fault::soft));
        let (What::Num(x), What::Num(y)) = (&v.what, &w.what) else { continue };
        match y.value() {
            Some(exact) if w.fault.is_none() => {
                // Whoever weighs nothing has no say, known or not.
                if !exact.is_zero() {
                    top = top.add(&x.mul(y));
                    bottom = &bottom + exact;
                }
            }
            _ => are_weights_known = false,
        }
        kept.push((v, w));
    }
    if kept.is_empty() {
        return Val::of(nobody);
    }
    if !are_weights_known {
        return hull_of(&kept).with(fault);
    }
    match top.div(&Range::exact(bottom)) {
        Ok(r) => Val::range(r).with(fault),
        Err(_) => Val::fault(Cause::ZeroDivision),
    }
}

/// Returns a range that holds every weighted average: weights that are not negative cannot lead out of the values.
fn hull_of(pairs: &[(Val, Val)]) -> Val {
    let mut hull: Option<Range> = None;
    let mut fault = None;
    for (v, w) in pairs {
        fault = fault.or(v.fault.map(Fault::soft)).or(w.fault.map(Fault::soft));
        let (Some(x), Some(y)) = (v.as_range(), w.as_range()) else { continue };
        if y.low.as_ref().is_none_or(Exact::is_negative) {
            return Val::range(Range::unbounded()).with(fault);
        }
        hull = Some(hull.map_or_else(|| x.clone(), |h| h.hull(x)));
    }
    let weighs = |w: &Val| w.as_range().and_then(|r| r.low.as_ref()).is_some_and(Exact::is_positive);
    if !pairs.iter().any(|(_, w)| weighs(w)) {
        return Val::range(Range::unbounded()).with(fault);
    }
    Val::range(hull.unwrap_or_else(Range::unbounded)).with(fault)
}

/// Returns the aggregate of a subject that is a count or a share and nothing else.
pub(crate) fn counted(subject: &Expr) -> Option<&Aggregate> {
    match &subject.kind {
        ExprKind::Aggregate(a) if matches!(a.function, AggregateFn::Count | AggregateFn::Share) => Some(a),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(low: i32, high: i32) -> Range {
        Range::between(Some(low.into()), Some(high.into()))
    }

    #[test]
    fn members_who_may_be_there_move_the_average_and_the_median() {
        assert_eq!(
            average(&[r(4, 4), r(6, 6)], &[r(1, 1), r(9, 9)]),
            Range::between(Some(Exact::ratio(11, 3)), Some(Exact::ratio(19, 3)),)
        );
        assert_eq!(by_ends(&[r(4, 4), r(6, 6)], &[r(1, 1), r(9, 9)], median_low), r(4, 6));
        assert_eq!(by_ends(&[], &[r(1, 2), r(9, 9)], median_low), r(1, 9));
    }

    #[test]
    fn an_average_reaches_its_end_only_by_values_that_reach_theirs() {
        let below_one = Range::strictly_between(Exact::ZERO, 1.into());
        let both = average(&[r(4, 4), below_one.clone()], &[]);
        assert_eq!((both.low, both.without), (Some(2.into()), Without { low: true, high: true }));
        // Whoever need not be there does not keep the others from the end.
        let without_it = average(&[r(0, 0)], &[below_one]);
        assert_eq!((without_it.low, without_it.without.low), (Some(Exact::ZERO), false));
    }

    #[test]
    fn a_share_counts_unknown_membership_both_ways() {
        let sure = Split { pass: 1, fail: 1, unknown: 1 };
        let open = Split { pass: 1, fail: 1, unknown: 0 };
        assert_eq!(share(sure, open), Range::between(Some(Exact::ratio(1, 4)), Some(Exact::ratio(3, 4))));
    }
}
