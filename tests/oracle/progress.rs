//! What is not yet due: early, on track, behind or pending. The text is exact for one indicator, a count, a share, a
//! sum, a total and a gain against a constant; elsewhere every verdict of an unfinished duty is allowed.

use super::calendar::{Day, Freq, Period};
use super::interval::Truth;
use super::judge::{
    Case, Due, Manner, Subject, evaluate, finest_of, measures_flow, newest_around, newest_of, read_entities, single,
    subject_leaves, with_descendants,
};
use super::naive::{Basis, Ctx, Moment, View, number};
use super::verdict::{Allowed, Verdict, only};
use super::world::{Course, Fun, Num, Op, R, Test, frac, int};
use num_traits::Zero;

/// A duty whose time has not come.
pub struct Unfinished<'a> {
    /// What is compared.
    pub subject: &'a Subject<'a>,
    /// All entities of the statement.
    pub scope: &'a [usize],
    /// The time.
    pub due: &'a Due,
    /// The entity.
    pub entity: usize,
    /// The last day of the deciding period.
    pub end: Day,
}

fn any() -> Allowed {
    only(&[Verdict::Early, Verdict::OnTrack, Verdict::Behind, Verdict::Pending])
}

fn any_but_final() -> Allowed {
    let mut all = any();
    all.extend([Verdict::Invalid, Verdict::Empty]);
    all
}

fn not_early() -> Allowed {
    only(&[Verdict::OnTrack, Verdict::Behind, Verdict::Pending])
}

/// Returns the verdict of an unfinished duty; nothing where the entity is out of the population.
pub fn unfinished(case: Case, u: &Unfinished) -> Option<Allowed> {
    let Some(newest) = newest_of(case, u.subject, u.scope) else {
        // Nobody in the population is seen even without data.
        let (held, _) = evaluate(case, case.ctx(u.entity, u.due.moment, View::Certain(u.end)), u.subject);
        if held.marks.loose || held.marks.not_applicable {
            return Some(any_but_final());
        }
        return Some(only(&[if held.marks.empty { Verdict::Empty } else { Verdict::Pending }]));
    };
    let cut = newest.end();
    let moment = moment_of(case, u, cut);
    let Some(moment) = moment else {
        // Before the period begins, only the roster is known.
        let ctx = Ctx { basis: Basis::Ranges, ..case.ctx(u.entity, u.due.moment, View::Certain(cut)) };
        let (held, _) = evaluate(case, ctx, u.subject);
        let is_out = |day| {
            let ctx = Ctx { basis: Basis::Both, view: View::Certain(day), ..ctx };
            evaluate(case, ctx, u.subject).0.marks.not_applicable
        };
        if held.marks.not_applicable || is_out(cut) || is_out(u.end) || held.marks.maybe_empty {
            return Some(any_but_final());
        }
        if held.marks.loose {
            return Some(any_but_final());
        }
        return Some(if held.marks.empty { only(&[Verdict::Empty]) } else { before_it_began(u) });
    };
    let look = |basis| evaluate(case, Ctx { basis, ..case.ctx(u.entity, moment, View::Certain(cut)) }, u.subject).0;
    let held = look(Basis::Both);
    if held.marks.not_applicable {
        return None;
    }
    if held.marks.empty {
        return Some(only(&[Verdict::Empty]));
    }
    if held.marks.loose || held.marks.maybe_empty || is_unclear(case, u) {
        return Some(any_but_final());
    }
    if held.marks.bad {
        return Some(only(&[Verdict::Invalid]));
    }
    if held.truth == Truth::Yes && compares_otherwise(u.subject) && measures_flow(case, u.subject) {
        // Over an incomplete period a flow is early only for >= and >.
        return Some(any());
    }
    if held.truth == Truth::Yes {
        let by_range_alone = look(Basis::Ranges).truth == Truth::Yes && look(Basis::Figures).truth != Truth::Yes;
        // For members of which a figure says who belongs, the two cannot be told apart.
        let is_mixed = by_range_alone && matches!(u.subject, Subject::Number(Num::Agg(_), _));
        return Some(match (is_mixed, by_range_alone) {
            (true, _) => any(),
            (_, true) => not_early(),
            _ => only(&[Verdict::Early]),
        });
    }
    if held.marks.bad_member {
        let mut all = not_early();
        all.insert(Verdict::Invalid);
        return Some(all);
    }
    Some(progress(case, u, moment, cut))
}

fn before_it_began(u: &Unfinished) -> Allowed {
    let has_course = match u.subject {
        Subject::Number(_, tests) => tests.iter().all(|t| matches!(t, Test::Cmp(Op::Ge | Op::Gt | Op::Le | Op::Lt, _))),
        Subject::Holds(_) => false,
    };
    if !has_course || (u.due.manner == Manner::Each && !matches!(u.due.moment, Moment::Block(..))) {
        only(&[Verdict::Pending])
    } else {
        not_early()
    }
}

/// Where several readings of "newest data" exist the second evaluator takes no side.
fn is_unclear(case: Case, u: &Unfinished) -> bool {
    let around = read_entities(case, u.subject, u.scope);
    let mut newest: Vec<Option<Day>> = (subject_leaves(case.world, u.subject).into_iter())
        .map(|x| case.store.periods(x, &around).last().map(|p| p.end()))
        .collect();
    newest.sort();
    newest.dedup();
    let here = with_descendants(case.world, &[u.entity]);
    let has_finer = finest_of(case, u.subject) != Freq::Year;
    let compares_periods = match u.subject {
        Subject::Number(n, _) => matches!(n, Num::Growth(..) | Num::Change(_) | Num::Yearly(..)) || has_prev(n),
        Subject::Holds(_) => false,
    };
    newest.len() > 1
        || newest_of(case, u.subject, u.scope) != newest_around(case, u.subject, u.scope)
        || here.is_empty()
        || (has_finer && compares_periods)
        || (case.rule.missing_as_zero)
        || (has_finer && uses_other_roll(case, u.subject))
}

/// Returns whether something is compared otherwise than by >= or >.
fn compares_otherwise(subject: &Subject) -> bool {
    match subject {
        Subject::Number(Num::Agg(_), _) | Subject::Holds(_) => true,
        Subject::Number(_, tests) => tests.iter().any(|t| !matches!(t, Test::Cmp(Op::Ge | Op::Gt, _))),
    }
}

fn has_prev(n: &Num) -> bool {
    match n {
        Num::PrevOf(_) | Num::InYear(..) => true,
        Num::Arith(_, a, b) => has_prev(a) || has_prev(b),
        _ => false,
    }
}

fn uses_other_roll(case: Case, subject: &Subject) -> bool {
    use super::world::Within;
    (subject_leaves(case.world, subject).into_iter())
        .any(|x| matches!(case.world.indicators[x].within, Some(Within::Avg | Within::Max)))
}

/// Returns the moment at which the newest data are read, or nothing where they do not count yet.
pub fn moment_of(case: Case, u: &Unfinished, cut: Day) -> Option<Moment> {
    match u.due.moment {
        Moment::Until(p) if u.due.manner == Manner::Each => {
            (cut >= Day::of(p.end().year(), 1, 1)).then_some(u.due.moment)
        }
        Moment::Until(p) if p.freq == Freq::Year => Some(Moment::Until(Period::year(cut.year()))),
        Moment::Until(p) if measures_flow(case, u.subject) && cut.year() != p.end().year() => None,
        Moment::Until(p) => Some(Moment::Until(p)),
        Moment::At(p) => (cut >= p.start()).then_some(u.due.moment),
        Moment::Block(a, b) => {
            let from = if measures_flow(case, u.subject) { a } else { b };
            (cut >= from.start()).then_some(u.due.moment)
        }
    }
}

fn progress(case: Case, u: &Unfinished, moment: Moment, cut: Day) -> Allowed {
    let Subject::Number(num, tests) = u.subject else { return not_early() };
    let [test] = tests.as_slice() else { return not_early() };
    let (op, target) = match test {
        Test::Cmp(op @ (Op::Ge | Op::Gt | Op::Le | Op::Lt), Num::Const(q)) => (*op, q.base()),
        Test::Cmp(Op::Ge | Op::Gt | Op::Le | Op::Lt, _) => return not_early(),
        _ => return only(&[Verdict::Pending]),
    };
    if !is_plain(case, num) || case.rule.precision.is_some() {
        return not_early();
    }
    let value = number(case.ctx(u.entity, moment, View::SoFar(cut)), num);
    let Some(exact) = single(&value) else {
        let is_unknown = value.range.lo.is_none() && value.range.hi.is_none();
        return if matches!(num, Num::Ind(_)) && is_unknown { only(&[Verdict::Pending]) } else { not_early() };
    };
    let value = exact;
    let Some((base, start)) = base_of(case, u, num, cut) else { return not_early() };
    let Some(base) = base else { return only(&[Verdict::Pending]) };
    let satisfies = |v: &R| match op {
        Op::Ge => *v >= target,
        Op::Gt => *v > target,
        Op::Le => *v <= target,
        _ => *v < target,
    };
    if satisfies(&base) {
        let so_far = only(&[Verdict::OnTrack, Verdict::Pending]);
        return if satisfies(&value) { so_far } else { only(&[Verdict::Behind]) };
    }
    if base == target || cut.min(case.world.as_of) <= start.plus(1) {
        return not_early();
    }
    let done = (&value - &base) / (&target - &base);
    let mut out = Allowed::new();
    for now in [cut, cut.min(case.world.as_of)] {
        for expected in expected(&case.rule.course, start, now, u.end) {
            out.insert(if done >= expected { Verdict::OnTrack } else { Verdict::Behind });
        }
    }
    if out.is_empty() { not_early() } else { out }
}

fn is_plain(case: Case, num: &Num) -> bool {
    match num {
        Num::Ind(x) => case.world.indicators[*x].formula.is_none(),
        Num::Total(..) => true,
        Num::Agg(agg) => matches!(agg.fun, Fun::Count | Fun::Share | Fun::Sum),
        Num::Gain(x, _) => matches!(**x, Num::Ind(_)),
        _ => false,
    }
}

/// Returns the base value with the day it is of: nothing where the text leaves room, no value where there is only one
/// observation.
fn base_of(case: Case, u: &Unfinished, num: &Num, cut: Day) -> Option<(Option<R>, Day)> {
    let zero = |day: Day| Some((Some(int(0)), day.plus(-1)));
    match (num, u.due.moment) {
        (Num::Total(..), Moment::Block(a, _)) => return zero(a.start()),
        (Num::Total(..), _) => return None,
        (Num::Gain(_, y), _) => return zero(Day::of(y + 1, 1, 1)),
        (_, Moment::At(p)) if u.due.manner == Manner::Each => return zero(p.start()),
        (_, Moment::Until(p)) if u.due.manner == Manner::Each => return zero(Day::of(p.end().year(), 1, 1)),
        (_, Moment::Block(a, _)) => return zero(a.start()),
        _ => {}
    }
    let plan_base = case.world.plan.as_ref().map(|p| p.base.unwrap_or(p.window.0 - 1));
    if let Some(q) = case.rule.baseline {
        return plan_base.map(|y| (Some(q.base()), Day::of(y, 12, 31)));
    }
    let read = |p: Period| single(&number(case.ctx(u.entity, Moment::At(p), View::Whole), num));
    if let Some(y) = plan_base
        && let Some(v) = read(Period::year(y))
    {
        return Some((Some(v), Day::of(y, 12, 31)));
    }
    // The first value there is, which is unclear for aggregates and rolled-up data.
    let Num::Ind(x) = num else { return None };
    let ind = &case.world.indicators[*x];
    if ind.freq != Freq::Year || ind.upward_sum {
        return None;
    }
    let own = case.store.periods(*x, &[u.entity]);
    let all = case.store.periods(*x, &with_descendants(case.world, u.scope));
    if own.first() != all.first() {
        return None;
    }
    let first = *own.first()?;
    if own.len() == 1 || first.end() >= cut {
        return Some((None, first.end()));
    }
    Some((Some(read(first)?), first.end()))
}

/// Returns the shares of the time that have passed: by days and by months, or what the rule's own course says.
fn expected(course: &Course, start: Day, now: Day, end: Day) -> Vec<R> {
    match course {
        Course::Line => {
            let by_days = frac(now.0 - start.0, (end.0 - start.0).max(1));
            let months = |d: Day| {
                let (y, m, _) = d.plus(1).ymd();
                y * 12 + m
            };
            let by_months = frac(months(now) - months(start), (months(end) - months(start)).max(1));
            vec![by_days, by_months]
        }
        Course::Table(steps) => {
            let past = steps.iter().filter(|(y, _)| Day::of(*y, 12, 31) <= now).max_by_key(|(y, _)| *y);
            let is_exact = past.is_some_and(|(y, _)| Day::of(*y, 12, 31) == now);
            if is_exact { past.map(|(_, p)| frac(*p, 100)).into_iter().collect() } else { vec![R::zero(), int(2)] }
        }
        Course::Steps | Course::No => vec![],
    }
}
