//! What is not yet due: early, on track, behind or pending, with the share done, the share expected and the pace. The
//! text is exact for one indicator, a count, a share, a sum, a total and a gain against a constant; elsewhere every
//! verdict of an unfinished duty is allowed.

use super::calendar::{Day, Freq, Period};
use super::interval::{Interval, Truth};
use super::judge::{
    Case, Due, Manner, Subject, evaluate, finest_of, measures_flow, newest_each, newest_of, rounding, subject_leaves,
};
use super::naive::{Basis, Ctx, Moment, View, as_compared, line_of, number};
use super::verdict::{Allowed, Verdict, only};
use super::windows;
use super::world::{Body, Cond, Course, Fun, Kind, Num, Op, R, Statement, Test, Within, World, Years, frac, int};
use num_traits::{Signed, Zero};

/// A duty whose time has not come.
pub struct Unfinished<'a> {
    /// The statement, whose filter and exceptions say who is judged.
    pub statement: &'a Statement,
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

/// What the text says of an unfinished duty.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The verdict.
    pub allowed: Allowed,
    /// The share done and the share expected, where there is a line.
    pub line: Option<(R, R)>,
    /// What is needed, where it is known.
    pub pace: Option<Pace>,
}

/// What is needed from now on, in base units.
#[derive(Clone, Debug, PartialEq)]
pub enum Pace {
    /// A year.
    PerYear(R),
    /// In so many days.
    InDays(R, i64),
    /// It cannot be reached any more.
    Never,
}

fn just(all: &[Verdict]) -> Option<Outcome> {
    Some(Outcome { allowed: only(all), line: None, pace: None })
}

fn any_but_final() -> Option<Outcome> {
    use Verdict::{Behind, Early, Empty, Invalid, OnTrack, Pending};
    just(&[Early, OnTrack, Behind, Pending, Invalid, Empty])
}

fn not_early() -> Option<Outcome> {
    just(&[Verdict::OnTrack, Verdict::Behind, Verdict::Pending])
}

/// Returns the verdict of an unfinished duty; nothing where the entity is out of the population.
pub fn unfinished(case: Case, u: &Unfinished) -> Option<Outcome> {
    let Some(newest) = newest_of(case, u.statement, u.subject, u.scope) else {
        // Nobody in the population is seen even without data.
        let (held, _) = evaluate(case, case.ctx(u.entity, u.due.moment, View::Certain(u.end)), u.subject);
        if held.marks.loose || held.marks.not_applicable {
            return any_but_final();
        }
        return just(&[if held.marks.empty { Verdict::Empty } else { Verdict::Pending }]);
    };
    let cut = newest.end();
    let Some(moment) = moment_of(case, u, cut) else { return not_begun(case, u, cut) };
    let look = |basis| evaluate(case, Ctx { basis, ..case.ctx(u.entity, moment, View::Certain(cut)) }, u.subject).0;
    let held = look(Basis::Both);
    if held.marks.not_applicable {
        return None;
    }
    if held.marks.empty {
        return just(&[Verdict::Empty]);
    }
    if held.marks.loose || held.marks.maybe_empty || is_unclear(case, u) {
        return any_but_final();
    }
    let now = cut.min(case.world.as_of);
    let runs = if moment.end() > now { nature(Look { world: case.world, now }, u.subject) } else { Nature::Level };
    let may_be_early = may_be_early(case, u.subject, runs);
    if held.truth == Truth::Yes && may_be_early && !held.marks.bad {
        let by_range_alone = look(Basis::Ranges).truth == Truth::Yes && look(Basis::Figures).truth != Truth::Yes;
        // For members of which a figure says who belongs, the two cannot be told apart.
        let is_mixed = by_range_alone && matches!(u.subject, Subject::Number(Num::Agg(_), _));
        match (is_mixed, by_range_alone) {
            (true, _) => return any_but_final(),
            // A wrong figure that its range would set right: what it comes to, the text does not say.
            (_, true) if held.marks.bad || held.marks.bad_member => return any_but_final(),
            (_, true) => return not_early(),
            _ => return just(&[Verdict::Early]),
        }
    }
    // A state whose period still runs may change: nothing is lost by it.
    let settled = || evaluate(case, case.ctx(u.entity, moment, View::Settled(cut)), u.subject).0.truth;
    let is_lost = held.truth == Truth::No && settled() == Truth::No;
    let at =
        At { is_lost, moment, cut, now, runs, certain: held.truth, is_bad: held.marks.bad || held.marks.bad_member };
    match u.subject {
        // Grades have an order and no distances: whether that is progress, the text does not say.
        Subject::Holds(Cond::Grade(..)) => any_but_final(),
        Subject::Holds(_) => without_line(&at, held.marks.bad || held.marks.bad_member, may_be_early),
        Subject::Number(num, tests) => {
            let all: Vec<Outcome> = match tests.as_slice() {
                [one] => vec![one_test(case, u, &at, (num, one))],
                // Each is judged as if it were the only one.
                several => {
                    let each = several
                        .iter()
                        .map(|t| unfinished(case, &Unfinished { subject: &Subject::Number(num, vec![*t]), ..*u }));
                    each.collect::<Option<_>>()?
                }
            };
            let first = all.first().cloned()?;
            // Where several targets may apply, what they agree on is decided; else it is pending.
            if all.iter().any(|o| o.allowed.len() > 1) && all.len() > 1 {
                return any_but_final();
            }
            if all.iter().any(|o| o.allowed != first.allowed) { just(&[Verdict::Pending]) } else { Some(first) }
        }
    }
}

/// Where and how the figures of an unfinished duty are read.
struct At {
    moment: Moment,
    cut: Day,
    now: Day,
    runs: Nature,
    /// Whether the target holds whatever is still to come.
    certain: Truth,
    /// Whether it cannot hold any more, whatever is still to come.
    is_lost: bool,
    /// Whether a wrong figure is among what it rests on.
    is_bad: bool,
}

fn not_begun(case: Case, u: &Unfinished, cut: Day) -> Option<Outcome> {
    // Before the period begins, only the roster is known.
    let ctx = Ctx { basis: Basis::Ranges, ..case.ctx(u.entity, u.due.moment, View::Certain(cut)) };
    let (held, _) = evaluate(case, ctx, u.subject);
    let is_out = |day| {
        let ctx = Ctx { basis: Basis::Both, view: View::Certain(day), ..ctx };
        evaluate(case, ctx, u.subject).0.marks.not_applicable
    };
    let m = held.marks;
    if m.not_applicable || is_out(cut) || is_out(u.end) || m.maybe_empty || m.loose {
        return any_but_final();
    }
    just(&[if m.empty { Verdict::Empty } else { Verdict::Pending }])
}

/// What a subject is while its period runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Nature {
    /// It is what it is.
    Level,
    /// It adds up from nothing.
    Sum,
    /// Members come and never leave.
    Coming,
    /// Members leave and never come.
    Leaving,
    /// Half of it says nothing of the whole.
    Other,
}

/// A world on a day.
#[derive(Clone, Copy)]
struct Look<'a> {
    world: &'a World,
    now: Day,
}

fn nature(look: Look, subject: &Subject) -> Nature {
    match subject {
        Subject::Number(n, _) => of_num(look, n),
        Subject::Holds(c) => of_cond(look, c),
    }
}

fn of_num(look: Look, n: &Num) -> Nature {
    match n {
        Num::Const(_) | Num::Attr(_) | Num::InYear(..) | Num::PrevOf(_) => Nature::Level,
        Num::Ind(x) | Num::AtEntity(x, _) | Num::AtLevel(x, _) => {
            let ind = &look.world.indicators[*x];
            match (&ind.formula, &ind.class) {
                _ if ind.kind == Kind::Ratio || ind.set.is_some() => Nature::Level,
                (Some(f), _) => of_num(look, f),
                (_, Some(c)) => of_cond(look, c),
                _ if ind.roll() == Some(Within::Sum) => Nature::Sum,
                _ => Nature::Level,
            }
        }
        // Years that are over are what they are.
        Num::Total(_, Some((_, b))) if Period::year(*b).end() <= look.now => Nature::Level,
        Num::Over(over) if matches!(over.span, Years::Window(_, b) if Period::year(b).end() <= look.now) => {
            Nature::Level
        }
        Num::Total(..) => Nature::Sum,
        Num::Rank(ranking) => level_or_other(of_num(look, &ranking.value)),
        // What is counted or averaged over years says nothing of the whole before the last of them has ended.
        Num::Over(_) => Nature::Other,
        Num::Weighted(parts) => {
            let all: Vec<Nature> = parts.iter().map(|(x, ..)| of_num(look, &Num::Ind(*x))).collect();
            if all.iter().all(|n| *n == Nature::Level) { Nature::Level } else { Nature::Sum }
        }
        Num::Arith(op, a, b) => match (op, of_num(look, a), of_num(look, b)) {
            (_, Nature::Level, Nature::Level) => Nature::Level,
            ('/', Nature::Sum, Nature::Sum) => Nature::Level,
            ('+' | '-', Nature::Level | Nature::Sum, Nature::Level | Nature::Sum) => Nature::Sum,
            ('*', Nature::Sum, Nature::Level)
            | ('*', Nature::Level, Nature::Sum)
            | ('/', Nature::Sum, Nature::Level) => Nature::Sum,
            _ => Nature::Other,
        },
        Num::Agg(agg) | Num::Above(agg, _) | Num::Peers(agg, _) => {
            let body = match &agg.body {
                Body::Holds(c) => of_cond(look, c),
                Body::Value(n) => of_num(look, n),
            };
            let filter = agg.filter.as_ref().map_or(Nature::Level, |f| of_cond(look, f));
            match (agg.fun, filter) {
                (_, Nature::Level) => body,
                (Fun::Count, f) if body == Nature::Level || body == f => f,
                // Members can only come, and what each brings can only grow.
                (Fun::Sum, Nature::Coming) if body == Nature::Sum => Nature::Sum,
                // A sum of states over them comes and goes with them.
                (Fun::Sum, f) if body == Nature::Level || body == f => f,
                _ => Nature::Other,
            }
        }
        Num::Gain(x, _) | Num::Growth(x, _) | Num::Change(x) => level_or_other(of_num(look, x)),
        Num::Yearly(x, _) => level_or_other(of_num(look, &Num::Ind(*x))),
    }
}

fn level_or_other(n: Nature) -> Nature {
    if n == Nature::Level { Nature::Level } else { Nature::Other }
}

fn of_cond(look: Look, c: &Cond) -> Nature {
    let join = |a: Nature, b: Nature| match (a, b) {
        (Nature::Level, x) | (x, Nature::Level) => x,
        (x, y) if x == y => x,
        _ => Nature::Other,
    };
    match c {
        Cond::Is(n, test) => match (of_num(look, n), test) {
            (Nature::Level, Test::Cmp(_, right)) if of_num(look, right) == Nature::Level => Nature::Level,
            (Nature::Level, Test::Closed(..) | Test::Bracket(..) | Test::About(..)) => Nature::Level,
            (of, Test::Cmp(op, right)) if of_num(look, right) == Nature::Level => match (of, op) {
                (Nature::Sum | Nature::Coming, Op::Ge | Op::Gt) | (Nature::Leaving, Op::Le | Op::Lt) => Nature::Coming,
                (Nature::Sum | Nature::Coming, Op::Le | Op::Lt) | (Nature::Leaving, Op::Ge | Op::Gt) => Nature::Leaving,
                _ => Nature::Other,
            },
            _ => Nature::Other,
        },
        Cond::Flag(x) | Cond::FlagIs(x, true) => of_num(look, &Num::Ind(*x)),
        Cond::FlagIs(x, false) => turned(of_num(look, &Num::Ind(*x))),
        Cond::AttrFlag(..) | Cond::AttrText(..) | Cond::AttrYear(..) | Cond::Grade(..) => Nature::Level,
        Cond::Not(a) => turned(of_cond(look, a)),
        Cond::And(a, b) | Cond::Or(a, b) => join(of_cond(look, a), of_cond(look, b)),
    }
}

fn turned(n: Nature) -> Nature {
    match n {
        Nature::Coming => Nature::Leaving,
        Nature::Leaving => Nature::Coming,
        other => other,
    }
}

/// Over an incomplete period a flow or total is early only for >= and >.
fn may_be_early(case: Case, subject: &Subject, runs: Nature) -> bool {
    // What years that are named come to for certain, nothing changes any more.
    let is_of_years = |n: windows::Named| n.has_years && !n.moves;
    if matches!(subject, Subject::Number(num, tests)
        if tests.iter().all(|t| is_of_years(windows::of_test(case.world, num, t))))
    {
        return true;
    }
    let is_floor = |t: &&Test| matches!(t, Test::Cmp(Op::Ge | Op::Gt, _));
    match (runs, subject) {
        (Nature::Sum | Nature::Other, Subject::Number(_, tests)) => tests.iter().all(is_floor),
        _ => true,
    }
}

/// Where several readings of "newest data" exist the second evaluator takes no side.
fn is_unclear(case: Case, u: &Unfinished) -> bool {
    let newest = newest_each(case, u.statement, u.subject, u.scope);
    let has_finer = finest_of(case, u.subject) != Freq::Year;
    let compares_periods = match u.subject {
        Subject::Number(n, _) => matches!(n, Num::Growth(..) | Num::Change(_) | Num::Yearly(..)) || has_prev(n),
        Subject::Holds(_) => false,
    };
    newest.windows(2).any(|w| w[0] != w[1])
        || (has_finer && compares_periods)
        || case.rule.missing_as_zero
        || (has_finer && uses_other_roll(case, u.subject))
}

fn has_prev(n: &Num) -> bool {
    match n {
        Num::PrevOf(_) | Num::InYear(..) => true,
        Num::Arith(_, a, b) => has_prev(a) || has_prev(b),
        _ => false,
    }
}

fn uses_other_roll(case: Case, subject: &Subject) -> bool {
    (subject_leaves(case.world, subject).into_iter())
        .any(|x| matches!(case.world.indicators[x].within, Some(Within::Avg | Within::Max)))
}

/// Returns the moment at which the newest data are read, or nothing where they do not count yet.
pub fn moment_of(case: Case, u: &Unfinished, cut: Day) -> Option<Moment> {
    match u.due.moment {
        Moment::Until(p) if u.due.manner == Manner::Each => {
            (cut >= Day::of(p.end().year(), 1, 1)).then_some(u.due.moment)
        }
        // Newer data tell nothing of a year that only waits for the years that it is compared with.
        Moment::Until(p) if p.freq == Freq::Year => Some(Moment::Until(Period::year(cut.year().min(p.end().year())))),
        // Recent years end where the newest data do.
        Moment::Until(p) if is_recent(case.world, u.subject) && cut.year() < p.end().year() => {
            Some(Moment::Until(Period::year(cut.year())))
        }
        Moment::Until(p) if measures_flow(case, u.subject) && cut.year() != p.end().year() => None,
        Moment::Until(p) => Some(Moment::Until(p)),
        Moment::At(p) => (cut >= p.start()).then_some(u.due.moment),
        Moment::Block(a, b) => {
            let from = if measures_flow(case, u.subject) { a } else { b };
            (cut >= from.start()).then_some(u.due.moment)
        }
    }
}

fn is_recent(world: &World, subject: &Subject) -> bool {
    matches!(subject, Subject::Number(n, _) if windows::of_num(world, n).is_recent)
}

/// A comparison without progress: early or pending; a wrong figure matters where another could be early.
fn without_line(at: &At, is_bad: bool, may_be_early: bool) -> Option<Outcome> {
    match (is_bad && may_be_early, at.certain) {
        (true, Truth::Open) => just(&[Verdict::Invalid]),
        (true, _) => just(&[Verdict::Invalid, Verdict::Pending]),
        _ => just(&[Verdict::Pending]),
    }
}

fn also_pending(mut o: Outcome) -> Outcome {
    o.allowed.insert(Verdict::Pending);
    o
}

/// A value on its way to a line.
struct Way {
    op: Op,
    line: R,
    range: Interval,
    is_bad: bool,
}

impl Way {
    fn satisfies(&self, v: &R) -> bool {
        match self.op {
            Op::Ge => *v >= self.line,
            Op::Gt => *v > self.line,
            Op::Le => *v <= self.line,
            _ => *v < self.line,
        }
    }

    fn is_floor(&self) -> bool {
        matches!(self.op, Op::Ge | Op::Gt)
    }

    /// Returns values that stand for all in a range: its ends (or far out) and what lies around the line.
    fn samples(&self, range: &Interval) -> Vec<R> {
        let far = int(1_000_000_000_000_000);
        let (lo, hi) = (range.lo.clone().unwrap_or(-&far), range.hi.clone().unwrap_or(far));
        let step = frac(1, 1_000_000);
        let near = [self.line.clone(), &self.line - &step, &self.line + &step];
        let inside: Vec<R> = near.into_iter().filter(|v| *v > lo && *v < hi).collect();
        [vec![lo, hi], inside].concat()
    }
}

fn one_test(case: Case, u: &Unfinished, at: &At, (num, test): (&Num, &Test)) -> Outcome {
    try_test(case, u, at, (num, test)).unwrap_or_else(|| any_but_final().unwrap())
}

fn try_test(case: Case, u: &Unfinished, at: &At, (num, test): (&Num, &Test)) -> Option<Outcome> {
    if let Some(found) = over_years(case, u, at, (num, test)) {
        return Some(found);
    }
    if !is_plain(case, num) {
        let has_line = matches!(test, Test::Cmp(Op::Ge | Op::Gt | Op::Le | Op::Lt, _));
        return if has_line { any_but_final() } else { without_line(at, true, true).map(also_pending) };
    }
    let value = number(case.ctx(u.entity, at.moment, View::SoFar(at.cut)), num);
    let is_bad = value.marks.bad || value.marks.bad_member;
    let (op, line) = match test {
        Test::Cmp(op @ (Op::Ge | Op::Gt | Op::Le | Op::Lt), right) => {
            match line_of(case.ctx(u.entity, at.moment, View::SoFar(at.cut)), right) {
                Some(line) => (*op, line),
                None => return any_but_final(),
            }
        }
        // A whole that is nothing so far is no wrong figure while its period runs.
        _ if (value.marks.senseless || value.marks.senseless_member) && at.moment.end() > at.now => {
            return just(&[Verdict::Invalid, Verdict::Pending]);
        }
        _ => return without_line(at, is_bad, may_be_early(case, &Subject::Number(num, vec![test]), at.runs)),
    };
    if value.marks.senseless || value.marks.loose {
        return any_but_final();
    }
    let range = as_compared(case.world, num, test, rounding(case, num, test), &value.range);
    let way = Way { op, line, range, is_bad };
    let found = way_on(case, u, at, (num, &way))?;
    let pace = pace(case, u, at, &way).filter(|_| found.allowed != only(&[Verdict::Early]));
    Some(Outcome { pace, ..found })
}

/// Years that are still to come leave no line: a duty that goes over them is early, or broken for certain, or still open.
fn over_years(case: Case, u: &Unfinished, at: &At, (num, test): (&Num, &Test)) -> Option<Outcome> {
    let named = windows::of_test(case.world, num, test);
    // A total that is measured runs as a flow over its window.
    let is_total = windows::of_num(case.world, num).totals.is_some();
    let total = named.totals.filter(|_| !is_total && u.due.manner != Manner::Each);
    let is_open = |last: Option<Day>| last.is_some_and(|last| last > at.now);
    let is_waited_for =
        u.due.moment.end() <= case.world.as_of && u.due.over.is_some_and(|over| over > u.due.moment.end());
    let is_of_years_alone = named.has_years && !named.moves;
    let is_over = !named.is_recent && !is_of_years_alone;
    if is_over && !is_open(named.last) && !is_open(total) && !is_waited_for {
        return None;
    }
    // What is read in the judged period, or moves on with it, is not what it is now.
    let is_of_the_whole = !named.moves || at.moment.end() == u.due.moment.end();
    let has_line = matches!(test, Test::Cmp(Op::Ge | Op::Gt | Op::Le | Op::Lt, _));
    match at.certain {
        _ if at.is_lost && is_of_the_whole && has_line => just(&[Verdict::Behind]),
        Truth::Open => just(&[Verdict::Pending, Verdict::Invalid]),
        // With another figure in the place of a wrong one it might be early.
        Truth::Yes if at.is_bad => just(&[Verdict::Pending, Verdict::Invalid]),
        _ => just(&[Verdict::Pending]),
    }
}

fn way_on(case: Case, u: &Unfinished, at: &At, (num, way): (&Num, &Way)) -> Option<Outcome> {
    let early_or_pending = || {
        let could_be_early =
            way.is_bad && may_be_early_at(at.runs, way) && way.samples(&way.range).iter().any(|v| way.satisfies(v));
        just(&[if could_be_early { Verdict::Invalid } else { Verdict::Pending }])
    };
    let is_running = at.runs != Nature::Level;
    let is_deciding = at.moment.end() == u.due.moment.end();
    if case.rule.course == Course::No || (is_running && !is_deciding) {
        return early_or_pending();
    }
    if is_running && !matches!((at.runs, way.is_floor()), (Nature::Sum | Nature::Coming, true)) {
        return by_certainty(case, u, at, (num, way));
    }
    let base = if is_running {
        let start = match u.due.moment {
            Moment::Block(a, _) => a.start(),
            Moment::At(p) => p.start(),
            Moment::Until(p) => Day::of(p.end().year(), 1, 1),
        };
        Base::Known(Interval::exact(int(0)), start.plus(-1), false)
    } else {
        base_of(case, u, num)
    };
    let (base, day, is_base_bad) = match base {
        Base::Known(range, day, is_bad) => (range, day, is_bad),
        Base::None => return early_or_pending(),
        Base::Unclear => return any_but_final(),
    };
    let is_single = way.range.single().is_some();
    if !is_single && !way.is_bad {
        // One value that nobody reported, or a sum with holes: its bounds may decide.
        let also = if is_base_bad { vec![Verdict::Invalid] } else { vec![] };
        return if matches!(num, Num::Ind(_)) {
            just(&[Verdict::Pending])
        } else {
            just(&[vec![Verdict::OnTrack, Verdict::Behind, Verdict::Pending], also].concat())
        };
    }
    if day >= at.now {
        return early_or_pending();
    }
    let expected = expected(&case.rule.course, day, at.now, u.end);
    let verdict = |v: &R, b: &R| -> Verdict {
        if way.satisfies(v) {
            return Verdict::Early;
        }
        if way.satisfies(b) {
            return Verdict::Behind;
        }
        if *b == way.line {
            return Verdict::Pending;
        }
        if (v - b) / (&way.line - b) >= expected { Verdict::OnTrack } else { Verdict::Behind }
    };
    if way.is_bad || is_base_bad {
        // A wrong figure is invalid only if another in its place could change the verdict.
        let (values, mut bases) = (way.samples(&way.range), way.samples(&base));
        // Whether a count or share can stand right on a line between its bounds is not worked out here.
        let is_stepped = matches!(num, Num::Agg(agg) if matches!(agg.fun, Fun::Count | Fun::Share));
        let is_end = |b: &R| base.lo.as_ref() == Some(b) || base.hi.as_ref() == Some(b);
        let may_touch = is_stepped && bases.iter().any(|b| *b == way.line && !is_end(b));
        bases.retain(|b| !may_touch || *b != way.line);
        let mut seen: Vec<Verdict> =
            values.iter().flat_map(|v| bases.iter().map(move |b| (v, b))).map(|(v, b)| verdict(v, b)).collect();
        seen.sort();
        seen.dedup();
        return match seen.as_slice() {
            [one] if *one != Verdict::Early && may_touch => just(&[*one, Verdict::Invalid]),
            [one] if *one != Verdict::Early => just(&[*one]),
            _ => just(&[Verdict::Invalid]),
        };
    }
    let (Some(v), Some(b)) = (way.range.single(), base.single()) else { return any_but_final() };
    // What holds, but not for certain, is on the way.
    let one = match verdict(v, b) {
        Verdict::Early if way.satisfies(b) || *b == way.line => Verdict::Pending,
        Verdict::Early if (v - b) / (&way.line - b) >= expected => Verdict::OnTrack,
        Verdict::Early => Verdict::Behind,
        other => other,
    };
    let line = (!way.satisfies(b) && *b != way.line).then(|| ((v - b) / (&way.line - b), expected.clone()));
    Some(Outcome { allowed: only(&[one]), line, pace: None })
}

fn may_be_early_at(runs: Nature, way: &Way) -> bool {
    way.is_floor() || !matches!(runs, Nature::Sum | Nature::Other)
}

/// A limit on something that still adds up: pending, and behind as soon as it is broken for certain.
fn by_certainty(case: Case, u: &Unfinished, at: &At, (num, way): (&Num, &Way)) -> Option<Outcome> {
    if at.is_lost && !way.is_bad {
        return just(&[Verdict::Behind]);
    }
    if !way.is_bad {
        return just(&[Verdict::Pending]);
    }
    if at.runs != Nature::Sum || way.is_floor() {
        return just(&[Verdict::Invalid, Verdict::Pending, Verdict::Behind]);
    }
    if !never_falls(case.world, u, num) {
        return just(&[Verdict::Pending]);
    }
    let broken: Vec<bool> = way.samples(&way.range).iter().map(|v| !way.satisfies(v)).collect();
    just(&[match (broken.iter().all(|b| *b), broken.iter().any(|b| *b)) {
        (true, _) => Verdict::Behind,
        (_, true) => Verdict::Invalid,
        _ => Verdict::Pending,
    }])
}

fn never_falls(world: &World, u: &Unfinished, num: &Num) -> bool {
    let _ = num;
    let all = subject_leaves(world, u.subject);
    all.iter().all(|x| world.indicators[*x].lo.is_some_and(|lo| !lo.base().is_negative()))
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

/// The base value.
enum Base {
    /// What it may be, the day it is of, and whether it rests on a wrong figure.
    Known(Interval, Day, bool),
    /// There is none.
    None,
    /// The text leaves room.
    Unclear,
}

fn base_of(case: Case, u: &Unfinished, num: &Num) -> Base {
    let zero = |day: Day| Base::Known(Interval::exact(int(0)), day, false);
    let is_yearly = matches!(u.due.manner, Manner::In | Manner::Each);
    let start = match u.due.moment {
        Moment::Block(a, _) => a.start(),
        Moment::At(p) => p.start(),
        Moment::Until(p) => Day::of(p.end().year(), 1, 1),
    };
    match num {
        Num::Gain(_, y) => return zero(Day::of(*y, 12, 31)),
        Num::Change(_) if is_yearly => return zero(start.plus(-1)),
        Num::Total(..) => return Base::Unclear,
        _ => {}
    }
    let plan_base = case.world.plan.as_ref().map(|p| p.base.unwrap_or(p.window.0 - 1));
    if let Some(q) = case.rule.baseline {
        let known = |y| Base::Known(Interval::exact(q.base()), Day::of(y, 12, 31), false);
        return plan_base.map_or(Base::Unclear, known);
    }
    let read = |p: Period| {
        let v = number(case.ctx(u.entity, Moment::At(p), View::Whole), num);
        let m = v.marks;
        if m.loose || m.senseless || m.maybe_empty {
            return Base::Unclear;
        }
        if m.not_applicable || m.empty || p.end() > case.world.as_of {
            return Base::None;
        }
        match (v.range.single().is_some(), m.bad || m.bad_member) {
            (true, false) => Base::Known(v.range, p.end(), false),
            (_, true) => Base::Known(v.range, p.end(), true),
            _ => Base::None,
        }
    };
    if is_yearly {
        // The end of the period before, as long as the one that is judged.
        let freq = match u.due.moment {
            Moment::At(p) => p.freq,
            Moment::Until(_) | Moment::Block(..) => Freq::Year,
        };
        return read(Period::holding(freq, start.plus(-1)));
    }
    if let Some(y) = plan_base {
        match read(Period::year(y)) {
            Base::None => {}
            other => return other,
        }
    }
    // The first value there is, which is unclear for aggregates and rolled-up data.
    let Num::Ind(x) = num else { return Base::Unclear };
    let ind = &case.world.indicators[*x];
    if ind.freq != Freq::Year || ind.upward_sum {
        return Base::Unclear;
    }
    let own = case.store.periods(*x, &[u.entity]);
    for p in own.into_iter().filter(|p| p.end() <= case.world.as_of) {
        match read(p) {
            Base::None => {}
            other => return other,
        }
    }
    Base::None
}

/// Returns the share of the time that has passed, or what the rule's own course says.
fn expected(course: &Course, start: Day, now: Day, end: Day) -> R {
    match course {
        Course::Line => {
            let all = [start, now, end];
            let (ys, ms, ds): (Vec<i64>, Vec<i64>, Vec<i64>) =
                all.iter().map(|d| d.ymd()).fold((vec![], vec![], vec![]), |mut t, (y, m, d)| {
                    t.0.push(y);
                    t.1.push(m);
                    t.2.push(d);
                    t
                });
            let same = |v: &[i64]| v.iter().all(|x| *x == v[0]);
            let ends_month = all.iter().all(|d| d.plus(1).ymd().2 == 1);
            let (done, whole) = if same(&ms) && same(&ds) {
                (ys[1] - ys[0], ys[2] - ys[0])
            } else if ends_month {
                let month = |i: usize| ys[i] * 12 + ms[i];
                (month(1) - month(0), month(2) - month(0))
            } else {
                (now.0 - start.0, end.0 - start.0)
            };
            frac(done, whole.max(1)).min(int(1))
        }
        Course::Table(steps) => {
            let past = steps.iter().filter(|(y, _)| Day::of(*y, 12, 31) <= now).max_by_key(|(y, _)| *y);
            past.map_or_else(R::zero, |(_, p)| frac(*p, 100))
        }
        Course::Steps | Course::No => R::zero(),
    }
}

/// Returns what is needed until the deadline, from the day of judgement on.
fn pace(case: Case, u: &Unfinished, at: &At, way: &Way) -> Option<Pace> {
    let today = case.world.as_of;
    if at.runs == Nature::Sum && !way.is_floor() && at.moment.end() == u.due.moment.end() && at.is_lost {
        return Some(Pace::Never);
    }
    let is_of_the_whole = at.moment.end() == u.due.moment.end() && way.is_floor();
    let is_comparable = match at.runs {
        Nature::Level => true,
        Nature::Sum | Nature::Coming => is_of_the_whole,
        _ => false,
    };
    let v = way.range.single().filter(|_| is_comparable && !way.is_bad && today < u.end)?;
    if way.satisfies(v) || *v == way.line {
        return None;
    }
    let change = &way.line - v;
    let (y, m, d) = today.ymd();
    let (ey, em, ed) = u.end.ymd();
    let a_year_on = Day::of(y + 1, m, if (m, d) == (2, 29) { 28 } else { d });
    if u.end < a_year_on {
        return Some(Pace::InDays(change, u.end.0 - today.0));
    }
    let years = if (m, d) == (em, ed) { int(ey - y) } else { frac(u.end.0 - today.0, 365) };
    Some(Pace::PerYear(change / years))
}
