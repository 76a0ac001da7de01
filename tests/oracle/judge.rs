//! From a world to the verdicts that the text allows: times, scopes, exceptions, progress and the worst of all.

use super::calendar::{Day, Freq, Period};
use super::interval::Truth;
use super::membership::{
    Gate, compares_periods, doubtful, gate, judged_or, perhaps_asked, with_broken_years, with_doubt,
    with_open_membership,
};
use super::naive::{Basis, Ctx, Held, Marks, Moment, Part, Value, View, condition, finest, holds, leaves, leaves_of};
use super::progress::{Outcome, Unfinished, moment_of, unfinished};
use super::store::{Key, Store};
use super::verdict::{Allowed, Verdict, only, worst};
use super::world::{
    AttrCell, Cond, Duty, Fun, Kind, Num, Op, R, Rule, Scope, Statement, Target, Test, Time, Within, World, Years, int,
};
use num_traits::Signed;
use std::cell::RefCell;

/// What the text says of a rule.
#[derive(Debug)]
pub struct RuleExpected {
    /// The verdict.
    pub allowed: Allowed,
    /// The checks, in order of statement, target and time.
    pub checks: Vec<CheckExpected>,
}

/// What the text says of a check.
#[derive(Debug)]
pub struct CheckExpected {
    /// Counted from 1.
    pub statement: usize,
    /// Counted from 1 within the rule's statement.
    pub target: usize,
    /// The label, where the text fixes one.
    pub period: Option<String>,
    /// The verdict.
    pub allowed: Allowed,
    /// One for each entity in scope, itself where there is only one.
    pub judged: Vec<Judged>,
    /// Whether the check is over entities.
    pub is_every: bool,
}

/// What the text says of one entity in one period.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The entity.
    pub entity: usize,
    /// The verdict; nothing where the entity is out of the population.
    pub allowed: Option<Allowed>,
    /// Whether the time had come.
    pub is_due: bool,
    /// The compared value, where it was evaluated over the whole period.
    pub value: Option<Value>,
    /// What an unfinished duty came to.
    pub outcome: Option<Outcome>,
    /// Whether it is unknown that anything is asked of the entity.
    pub is_unknown_member: bool,
    /// Whether it was meant, and a figure that does not apply or an exception takes it out.
    pub has_left: bool,
    /// How much is lacking: an amount in base units, or so many entities.
    pub gap: Option<R>,
    /// What became of the members of a count or share.
    pub parts: Option<Vec<(usize, Part)>>,
}

impl Judged {
    /// Returns a judgement of which nothing else is known.
    pub fn bare(entity: usize, allowed: Option<Allowed>, is_due: bool) -> Judged {
        let has_left = allowed.is_none();
        let (value, outcome, gap, parts) = (None, None, None, None);
        Judged { entity, allowed, is_due, value, outcome, is_unknown_member: false, has_left, gap, parts }
    }

    /// Returns the judgement of an entity that was never meant.
    pub fn never_meant(entity: usize) -> Judged {
        Judged { has_left: false, ..Judged::bare(entity, None, true) }
    }
}

/// What a statement compares.
#[derive(Clone)]
pub enum Subject<'a> {
    /// A number with the tests that must agree.
    Number(&'a Num, Vec<&'a Test>),
    /// A condition.
    Holds(&'a Cond),
}

/// How a time is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// by, before.
    By,
    /// in.
    In,
    /// each.
    Each,
    /// throughout.
    Throughout,
}

/// One time at which a target is judged.
#[derive(Clone, Debug)]
pub struct Due {
    /// How it is meant.
    pub manner: Manner,
    /// The period.
    pub moment: Moment,
    /// The label, where the text fixes one.
    pub label: Option<String>,
    /// A short last block.
    pub is_short: bool,
    /// The years of `throughout`.
    pub years: Vec<i64>,
    /// The text leaves open which period it is.
    pub is_unclear: bool,
    /// The last day of the years that the statement goes over besides.
    pub over: Option<Day>,
}

/// A world with its data and one rule.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The world.
    pub world: &'a World,
    /// Its data.
    pub store: &'a Store,
    /// The rule.
    pub rule: &'a Rule,
    /// Where unknown values are noted.
    pub unknowns: Option<&'a RefCell<Vec<Key>>>,
    /// The period that is judged.
    pub line: Option<Moment>,
}

impl<'a> Case<'a> {
    /// Returns the context of an entity.
    pub fn ctx(&self, entity: usize, moment: Moment, view: View) -> Ctx<'a> {
        Ctx {
            world: self.world,
            store: self.store,
            entity,
            moment,
            view,
            basis: Basis::Both,
            missing_as_zero: self.rule.missing_as_zero,
            line: self.line,
            unknowns: self.unknowns,
        }
    }
}

/// Judges every rule of a world.
pub fn judge(world: &World) -> Vec<RuleExpected> {
    let store = Store::of(world, world.as_of);
    (world.rules.iter())
        .map(|rule| judge_rule(Case { world, store: &store, rule, unknowns: None, line: None }))
        .collect()
}

/// Judges one rule.
pub fn judge_rule(case: Case) -> RuleExpected {
    let mut checks = Vec::new();
    for (i, statement) in case.rule.statements.iter().enumerate() {
        match &statement.body {
            Duty::Targets(num, targets) => {
                let targets = &in_force(case, targets);
                for (k, target) in targets.iter().enumerate() {
                    let time = time_of(targets, k);
                    let subject = Subject::Number(num, vec![&target.test]);
                    checks.extend(judge_target(case, statement, &subject, time, (i + 1, k + 1)));
                }
            }
            Duty::Holds(cond, time) => {
                checks.extend(judge_target(case, statement, &Subject::Holds(cond), time, (i + 1, 1)));
            }
        }
    }
    let sets: Vec<Allowed> = checks.iter().map(|c| c.allowed.clone()).collect();
    RuleExpected { allowed: worst(&sets), checks }
}

/// Returns the targets that are in force on the day of judgement: the last one that has begun to follow the only one.
fn in_force(case: Case, targets: &[Target]) -> Vec<Target> {
    let begun = case.rule.revisions.iter().rev().find(|r| r.since <= case.world.as_of);
    match begun {
        Some(revision) => vec![revision.target.clone()],
        None => targets.to_vec(),
    }
}

/// A target without a time takes the next later one in its list.
fn time_of(targets: &[Target], k: usize) -> &Time {
    targets[k..].iter().map(|t| &t.time).find(|t| **t != Time::None).unwrap_or(&Time::None)
}

fn judge_target(
    case: Case,
    statement: &Statement,
    subject: &Subject,
    time: &Time,
    place: (usize, usize),
) -> Vec<CheckExpected> {
    let scope = scope_of(case, statement, subject);
    if let Time::ByAttr(a) = time {
        return vec![judge_by_attribute(case, statement, subject, &scope, *a, place)];
    }
    let mut dues = dues_of(case, (statement, subject), time, &scope.entities);
    let named = super::windows::of_statement(case.world, statement);
    for due in &mut dues {
        due.over = if due.manner == Manner::Each { named.last } else { named.last.max(named.totals) };
    }
    (dues.iter()).map(|due| check_of(case, statement, subject, &scope, due, place)).collect()
}

/// The entities of a statement.
struct InScope {
    entities: Vec<usize>,
    is_every: bool,
}

fn scope_of(case: Case, statement: &Statement, subject: &Subject) -> InScope {
    let world = case.world;
    let region = world.region();
    match &statement.scope {
        Scope::At(e) => InScope { entities: vec![*e], is_every: false },
        Scope::Every(level, _, except) => {
            let mut entities = world.members(*level, region);
            entities.retain(|e| !except.contains(e));
            InScope { entities, is_every: true }
        }
        Scope::Open => {
            let all = subject_leaves(world, subject);
            let here = world.entities[region].level;
            let is_reported = |x: usize| world.rows.iter().any(|r| r.indicator == x && r.entity == region);
            let at_region = has_aggregate(subject)
                || all.iter().all(|&x| {
                    let ind = &world.indicators[x];
                    ind.level == here || ind.upward_sum || is_reported(x)
                });
            if at_region {
                return InScope { entities: vec![region], is_every: false };
            }
            let level = world.indicators[all[0]].level;
            InScope { entities: world.members(level, region), is_every: true }
        }
    }
}

fn has_aggregate(subject: &Subject) -> bool {
    fn num(n: &Num) -> bool {
        match n {
            Num::Agg(_) => true,
            Num::Arith(_, a, b) => num(a) || num(b),
            Num::Gain(a, _) | Num::Growth(a, _) | Num::Change(a) => num(a),
            _ => false,
        }
    }
    fn cond(c: &Cond) -> bool {
        match c {
            Cond::Is(a, t) => num(a) || matches!(t, Test::Cmp(_, b) if num(b)),
            Cond::Not(a) => cond(a),
            Cond::And(a, b) | Cond::Or(a, b) => cond(a) || cond(b),
            _ => false,
        }
    }
    match subject {
        Subject::Number(n, _) => num(n),
        Subject::Holds(c) => cond(c),
    }
}

/// Returns the indicators that a subject measures.
pub fn subject_leaves(world: &World, subject: &Subject) -> Vec<usize> {
    match subject {
        Subject::Number(n, _) => leaves(world, n),
        Subject::Holds(c) => leaves_of(world, c),
    }
}

fn dues_of(case: Case, (statement, subject): (&Statement, &Subject), time: &Time, scope: &[usize]) -> Vec<Due> {
    let due = |manner, moment: Moment, label: Option<String>| Due {
        manner,
        moment,
        label,
        is_short: false,
        years: vec![],
        is_unclear: false,
        over: None,
    };
    let by = |p: Period| due(Manner::By, Moment::Until(p), Some(p.label()).filter(|_| p.freq != Freq::Day));
    match time {
        Time::By(p) => vec![by(*p)],
        Time::In(p) => vec![due(Manner::In, Moment::At(*p), Some(p.label()))],
        Time::Before(p) => vec![Due { label: None, ..by(named(p.start().plus(-1))) }],
        Time::Each(freq, window) => {
            let (a, b) = window_of(case, (statement, subject), scope, *window);
            (Period::between(*freq, Day::of(a, 1, 1), Day::of(b, 12, 31)).into_iter())
                .map(|p| due(Manner::Each, Moment::At(p), Some(p.label())))
                .collect()
        }
        Time::EachBy(m, d, window) => {
            let (a, b) = window_of(case, (statement, subject), scope, *window);
            (a..=b).map(|y| due(Manner::Each, Moment::Until(named(Day::of(y, *m, *d))), None)).collect()
        }
        Time::EachYears(n, window) => {
            let (a, b) = window_of(case, (statement, subject), scope, *window);
            (a..=b)
                .step_by(*n as usize)
                .map(|y| {
                    let last = y + n - 1;
                    let moment = Moment::Block(Period::year(y), Period::year(last.min(b)));
                    Due { is_short: last > b, ..due(Manner::Each, moment, None) }
                })
                .collect()
        }
        Time::Throughout(window) => {
            let (a, b) = window_of(case, (statement, subject), scope, *window);
            let label = Some(if a == b { format!("{a}") } else { format!("{a}..{b}") });
            vec![Due { years: (a..=b).collect(), ..due(Manner::Throughout, Moment::At(Period::year(b)), label) }]
        }
        Time::None => {
            // A window that is stated is when a function over it is due.
            if let Subject::Number(Num::Over(over), _) = subject
                && let Years::Window(_, b) = over.span
            {
                return vec![Due { label: None, ..by(Period::year(b)) }];
            }
            if let Subject::Number(Num::Total(_, window), _) = subject {
                let (a, b) = window_of(case, (statement, subject), scope, *window);
                return vec![due(Manner::By, Moment::Block(Period::year(a), Period::year(b)), None)];
            }
            let newest = newest_of(case, statement, subject, scope);
            let each = newest_each(case, statement, subject, scope);
            if case.world.plan.is_none() && each.windows(2).any(|w| w[0] != w[1]) {
                let p = Period::year(case.world.as_of.year());
                return vec![Due { is_unclear: true, label: None, ..by(p) }];
            }
            match (&case.world.plan, newest) {
                (Some(plan), _) => vec![by(Period::year(plan.window.1))],
                (None, Some(p)) => vec![by(p)],
                (None, None) => vec![Due { label: None, ..by(Period::year(case.world.as_of.year())) }],
            }
        }
        Time::ByAttr(_) => unreachable!("handled above"),
    }
}

/// Returns the period that a date names: the year for its last day, else the day.
pub fn named(day: Day) -> Period {
    let (y, m, d) = day.ymd();
    if (m, d) == (12, 31) { Period::year(y) } else { Period { freq: Freq::Day, n: day.0 } }
}

fn window_of(
    case: Case,
    (statement, subject): (&Statement, &Subject),
    scope: &[usize],
    window: Option<(i64, i64)>,
) -> (i64, i64) {
    if let Some(w) = window.or(case.world.plan.as_ref().map(|p| p.window)) {
        return w;
    }
    let mut years: Vec<i64> = (periods_with_data(case, statement, subject, scope).into_iter())
        .flat_map(|p| [p.start().year(), p.end().year()])
        .collect();
    years.sort_unstable();
    let this = case.world.as_of.year();
    (years.first().copied().unwrap_or(this), years.last().copied().unwrap_or(this))
}

/// Returns the entities with everything below them.
pub fn with_descendants(world: &World, top: &[usize]) -> Vec<usize> {
    (0..world.entities.len()).filter(|&e| top.iter().any(|&t| e == t || world.is_below(e, t))).collect()
}

/// Returns the periods in which somebody who is judged has a value of what is measured, in order of time.
///
/// Who is judged is seen in the period itself: after scope, filter and exceptions that ask nothing.
pub fn periods_with_data(case: Case, statement: &Statement, subject: &Subject, scope: &[usize]) -> Vec<Period> {
    let everybody: Vec<usize> = (0..case.world.entities.len()).collect();
    let mut all: Vec<Period> =
        (subject_leaves(case.world, subject).into_iter()).flat_map(|x| case.store.periods(x, &everybody)).collect();
    all.sort_by_key(|p| (p.end(), p.start()));
    all.dedup();
    all.retain(|p| scope.iter().any(|e| is_judged(case, statement, *e, *p) && has_any(case, subject, *e, *p)));
    all
}

fn is_judged(case: Case, statement: &Statement, e: usize, p: Period) -> bool {
    let ctx = case.ctx(e, Moment::At(p), View::Certain(p.end()));
    let may_pass = |c: &Cond| {
        let held = condition(ctx, c);
        held.truth != Truth::No && !held.marks.not_applicable
    };
    let passes = match &statement.scope {
        Scope::Every(_, Some(filter), _) => may_pass(filter),
        _ => true,
    };
    let is_let_off = statement.exceptions.iter().any(|(c, t)| t.is_none() && condition(ctx, c).truth == Truth::Yes);
    passes && !is_let_off
}

fn has_any(case: Case, subject: &Subject, e: usize, p: Period) -> bool {
    match subject {
        Subject::Number(n, _) => num_has(case, n, e, p),
        Subject::Holds(c) => cond_has(case, c, e, p),
    }
}

fn num_has(case: Case, n: &Num, e: usize, p: Period) -> bool {
    match n {
        Num::Const(_) | Num::Attr(_) | Num::AtEntity(..) | Num::AtLevel(..) | Num::InYear(..) | Num::PrevOf(_) => false,
        Num::Ind(x) | Num::Total(x, _) | Num::Yearly(x, _) => indicator_has(case, *x, e, p),
        Num::Arith(_, a, b) => num_has(case, a, e, p) || num_has(case, b, e, p),
        Num::Gain(a, _) | Num::Growth(a, _) | Num::Change(a) => num_has(case, a, e, p),
        Num::Rank(ranking) => num_has(case, &ranking.value, e, p),
        Num::Over(over) => body_has(case, &over.body, e, p),
        Num::Weighted(parts) => parts.iter().any(|(x, ..)| indicator_has(case, *x, e, p)),
        Num::Above(..) => false,
        Num::Agg(agg) => any_member_has(case, agg, e, p),
        Num::Peers(agg, level) => any_member_has(case, agg, super::beyond::ancestor(case.world, e, *level), p),
    }
}

fn any_member_has(case: Case, agg: &super::world::Agg, top: usize, p: Period) -> bool {
    case.world.members(agg.level, top).into_iter().any(|m| {
        let belongs = agg.filter.as_ref().is_none_or(|f| {
            let held = condition(case.ctx(m, Moment::At(p), View::Certain(p.end())), f);
            held.truth != Truth::No && !held.marks.not_applicable
        });
        belongs && body_has(case, &agg.body, m, p)
    })
}

fn body_has(case: Case, body: &super::world::Body, e: usize, p: Period) -> bool {
    match body {
        super::world::Body::Holds(c) => cond_has(case, c, e, p),
        super::world::Body::Value(n) => num_has(case, n, e, p),
    }
}

fn indicator_has(case: Case, x: usize, e: usize, p: Period) -> bool {
    let ind = &case.world.indicators[x];
    if let Some(f) = &ind.formula {
        return num_has(case, f, e, p);
    }
    if let Some(c) = &ind.class {
        return cond_has(case, c, e, p);
    }
    if ind.set.is_some() {
        return false;
    }
    let is_above = case.world.entities[e].level < ind.level;
    let below = if ind.upward_sum && is_above { case.world.members(ind.level, e) } else { vec![] };
    case.store.has((x, e, p)) || below.into_iter().any(|m| case.store.has((x, m, p)))
}

fn cond_has(case: Case, c: &Cond, e: usize, p: Period) -> bool {
    match c {
        Cond::Is(n, test) => num_has(case, n, e, p) || matches!(test, Test::Cmp(_, b) if num_has(case, b, e, p)),
        Cond::Flag(x) | Cond::FlagIs(x, _) | Cond::Grade(x, ..) => indicator_has(case, *x, e, p),
        Cond::AttrFlag(..) | Cond::AttrText(..) | Cond::AttrYear(..) => false,
        Cond::Not(a) => cond_has(case, a, e, p),
        Cond::And(a, b) | Cond::Or(a, b) => cond_has(case, a, e, p) || cond_has(case, b, e, p),
    }
}

/// Returns the newest period with data for a statement.
pub fn newest_of(case: Case, statement: &Statement, subject: &Subject, scope: &[usize]) -> Option<Period> {
    periods_with_data(case, statement, subject, scope).last().copied()
}

/// Returns for each measured indicator the day to which its data reach, for whoever is judged then.
pub fn newest_each(case: Case, statement: &Statement, subject: &Subject, scope: &[usize]) -> Vec<Option<Day>> {
    let all = periods_with_data(case, statement, subject, scope);
    (subject_leaves(case.world, subject).into_iter())
        .map(|x| {
            let around = with_descendants(case.world, scope);
            all.iter().rev().find(|p| around.iter().any(|e| case.store.has((x, *e, **p)))).map(|p| p.end())
        })
        .collect()
}

fn check_of(
    case: Case,
    statement: &Statement,
    subject: &Subject,
    scope: &InScope,
    due: &Due,
    place: (usize, usize),
) -> CheckExpected {
    let case = Case { line: Some(due.moment).filter(|_| due.manner != Manner::Throughout), ..case };
    let judged: Vec<Judged> =
        (scope.entities.iter()).map(|&e| judge_in_scope(case, statement, subject, &scope.entities, due, e)).collect();
    CheckExpected {
        statement: place.0,
        target: place.1,
        period: due.label.clone(),
        allowed: gather(&judged, scope.is_every),
        judged,
        is_every: scope.is_every,
    }
}

/// The worst of all; those out of the population and the empty ones are left out unless nothing else is there.
fn gather(judged: &[Judged], is_every: bool) -> Allowed {
    let empty = only(&[Verdict::Empty]);
    let mut sets: Vec<Allowed> = judged.iter().filter_map(|j| j.allowed.clone()).collect();
    if is_every {
        sets.retain(|s| *s != empty);
    }
    if sets.is_empty() { empty } else { worst(&sets) }
}

fn judge_by_attribute(
    case: Case,
    statement: &Statement,
    subject: &Subject,
    scope: &InScope,
    a: usize,
    place: (usize, usize),
) -> CheckExpected {
    let one = |e: usize| match &case.world.entities[e].attrs[a] {
        AttrCell::Year(y) => {
            let moment = Moment::Until(Period::year(*y));
            let named = super::windows::of_statement(case.world, statement);
            let over = named.last.max(named.totals);
            let (manner, years) = (Manner::By, vec![]);
            let due = Due { manner, moment, label: None, is_short: false, years, is_unclear: false, over };
            let case = Case { line: Some(moment), ..case };
            judge_in_scope(case, statement, subject, &scope.entities, &due, e)
        }
        _ => {
            let found = Judged::bare(e, Some(only(&[Verdict::Missing])), false);
            let Scope::Every(_, Some(filter), _) = &statement.scope else { return found };
            if !leaves_of(case.world, filter).is_empty() {
                // In which period a figure of the filter is read, the text does not say.
                return Judged::bare(e, Some(any_verdict()), false);
            }
            let day = Moment::Until(named(case.world.as_of));
            match condition(case.ctx(e, day, View::Whole), filter).truth {
                Truth::Yes => found,
                Truth::No => Judged::never_meant(e),
                Truth::Open => with_open_membership(found, false),
            }
        }
    };
    let judged: Vec<Judged> = scope.entities.iter().map(|&e| one(e)).collect();
    let allowed = gather(&judged, scope.is_every);
    CheckExpected { statement: place.0, target: place.1, period: None, allowed, judged, is_every: scope.is_every }
}

/// Applies the filter and the exceptions, then judges.
fn judge_in_scope(
    case: Case,
    statement: &Statement,
    subject: &Subject,
    scope: &[usize],
    due: &Due,
    e: usize,
) -> Judged {
    let is_due = deciding_end(case, subject, due) <= case.world.as_of && !due.is_short;
    if due.is_unclear {
        return Judged::bare(e, Some(any_verdict()), false);
    }
    let view =
        newest_of(case, statement, subject, scope).filter(|_| !is_due).map_or(View::Whole, |p| View::Certain(p.end()));
    // A filter is read where the newest data are, as long as the time has not come.
    let moment = match view {
        View::Certain(cut) => {
            moment_of(case, &Unfinished { statement, subject, scope, due, entity: e, end: due.moment.end() }, cut)
        }
        _ => Some(due.moment),
    };
    // Before the period begins, only the roster is known.
    let basis = if moment.is_some() { Basis::Both } else { Basis::Ranges };
    let ctx = Ctx { basis, ..case.ctx(e, moment.unwrap_or(due.moment), view) };
    let out = |allowed| Judged::bare(e, allowed, is_due);
    let mut belongs = Held { truth: Truth::Yes, marks: Marks::default() };
    if let Scope::Every(_, Some(filter), _) = &statement.scope {
        belongs = condition(ctx, filter);
        if belongs.marks.not_applicable {
            return out(None);
        }
        if belongs.truth == Truth::No {
            return Judged::never_meant(e);
        }
    }
    if belongs.marks.loose {
        return out(Some(any_verdict()));
    }
    // A change up to a day within a year, of figures of the year before: against what, the text does not say.
    let is_within_a_year = !is_due && matches!(due.moment, Moment::Until(p) if p.freq != Freq::Year);
    let is_asked = match statement.condition.as_ref().filter(|_| due.manner != Manner::Throughout) {
        Some(c) if is_within_a_year && compares_periods(c) => Gate::Anything,
        // Whether it is out, empty or exempt before a block that never ends, the text does not say.
        Some(_) if due.is_short => Gate::Anything,
        Some(c) => gate(condition(ctx, c)),
        None => Gate::Asks,
    };
    match is_asked {
        Gate::Out => return out(None),
        Gate::Nobody => return with_doubt(out(Some(only(&[Verdict::Empty]))), belongs),
        Gate::Exempt => return with_doubt(out(Some(only(&[Verdict::Exempt]))), belongs),
        Gate::Anything => return out(Some(any_verdict())),
        Gate::Asks | Gate::Perhaps(_) => {}
    }
    let mut subject = subject.clone();
    let mut may_be_let_off = false;
    if let Subject::Number(num, tests) = &subject {
        let mut matched: Vec<(Option<&Test>, Held)> = Vec::new();
        for (cond, test) in &statement.exceptions {
            matched.push((test.as_ref(), condition(ctx, cond)));
        }
        if matched.iter().any(|m| m.1.marks.loose || m.1.marks.bad || m.1.marks.bad_member || m.1.marks.not_applicable)
        {
            return out(Some(any_verdict()));
        }
        let sure: Vec<Option<&Test>> = matched.iter().filter(|m| m.1.truth == Truth::Yes).map(|m| m.0).collect();
        let open: Vec<Option<&Test>> = matched.iter().filter(|m| m.1.truth == Truth::Open).map(|m| m.0).collect();
        let differ = |a: Option<&Test>, b: Option<&Test>| match (a, b) {
            (Some(Test::Cmp(o, Num::Const(p))), Some(Test::Cmp(q, Num::Const(r)))) => o != q || p.base() != r.base(),
            (None, None) => false,
            _ => true,
        };
        if sure.windows(2).any(|w| differ(w[0], w[1])) {
            // A fault of the rule; whether it shows before the time has come, the text does not say.
            let late = if is_due { vec![] } else { vec![Verdict::Pending] };
            let wrong = out(Some(only(&[vec![Verdict::Invalid], late].concat())));
            let is_open = belongs.truth == Truth::Open || belongs.marks.bad;
            return if is_open { with_open_membership(wrong, true) } else { wrong };
        }
        let own: Vec<Option<&Test>> = if sure.is_empty() { tests.iter().map(|t| Some(*t)).collect() } else { sure };
        let all: Vec<Option<&Test>> = own.into_iter().chain(open).collect();
        may_be_let_off = all.iter().any(Option::is_none);
        let asked: Vec<&Test> = all.into_iter().flatten().collect();
        if asked.is_empty() {
            return out(None);
        }
        subject = Subject::Number(num, asked);
    }
    let judged = judge_one(case, statement, &subject, scope, due, e);
    let judged = match is_asked {
        Gate::Perhaps(is_bad) => doubtful(judged, is_bad),
        _ => judged,
    };
    let judged = match may_be_let_off {
        true if due.manner == Manner::Throughout => with_broken_years(judged_or(perhaps_asked(judged.clone()), judged)),
        true => perhaps_asked(judged),
        false => judged,
    };
    with_doubt(judged, belongs)
}

/// Returns the last day of the period that decides: later than written where the data are coarser.
pub fn deciding_end(case: Case, subject: &Subject, due: &Due) -> Day {
    // Nobody is judged against years that are still to come.
    let end = due.over.map_or(due.moment.end(), |over| over.max(due.moment.end()));
    if !matches!(due.moment, Moment::Until(_)) {
        return end;
    }
    (subject_leaves(case.world, subject).into_iter())
        .map(|x| Period::holding(case.world.indicators[x].freq, end).end())
        .fold(end, Day::max)
}

/// Judges one entity at one time.
fn judge_one(case: Case, statement: &Statement, subject: &Subject, scope: &[usize], due: &Due, e: usize) -> Judged {
    if due.manner == Manner::Throughout {
        return throughout(case, (statement, subject), due, e);
    }
    let out = |allowed, is_due, value| Judged { value, ..Judged::bare(e, allowed, is_due) };
    if due.is_short {
        let cut = newest_of(case, statement, subject, scope).map_or(case.world.as_of, |p| p.end());
        let (held, _) = evaluate(case, case.ctx(e, due.moment, View::Certain(cut)), subject);
        // Empty due or not, and pending for ever: the text says both.
        let is_nobody = held.marks.empty || held.marks.not_applicable;
        let all = if is_nobody { vec![Verdict::Empty, Verdict::Pending] } else { vec![Verdict::Pending] };
        return out(Some(only(&all)), false, None);
    }
    let end = deciding_end(case, subject, due);
    if end <= case.world.as_of {
        let (held, value) = evaluate(case, case.ctx(e, due.moment, View::Whole), subject);
        let (gap, parts) = lacking(case, subject, due, e, value.as_ref());
        return Judged { gap, parts, ..out(decided(held), true, value) };
    }
    let outcome = unfinished(case, &Unfinished { statement, subject, scope, due, entity: e, end });
    Judged { outcome: outcome.clone(), ..out(outcome.map(|o| o.allowed), false, None) }
}

/// Returns how much a duty lacks that is due, and what became of the members of a count or share.
fn lacking(
    case: Case,
    subject: &Subject,
    due: &Due,
    e: usize,
    value: Option<&Value>,
) -> (Option<R>, Option<Vec<(usize, Part)>>) {
    let Subject::Number(num, tests) = subject else { return (None, None) };
    let parts = match num {
        Num::Agg(agg) => super::naive::parts(case.ctx(e, due.moment, View::Whole), agg),
        _ => None,
    };
    let [Test::Cmp(op, right)] = tests.as_slice() else { return (None, parts) };
    let asked = super::naive::line_of(case.ctx(e, due.moment, View::Whole), right);
    let Some(asked) = asked else { return (None, parts) };
    let Some(value) = value.filter(|v| v.marks == Marks::default()) else { return (None, parts) };
    let compared = super::naive::as_compared(case.world, num, tests[0], rounding(case, num, tests[0]), &value.range);
    let Some(v) = compared.single() else { return (None, parts) };
    let counts = |f: Fun| matches!(num, Num::Agg(a) if a.fun == f);
    let (have, line) = match &parts {
        // A share lacks as many entities as its count does.
        Some(all) if counts(Fun::Share) => {
            let n = all.iter().filter(|p| matches!(p.1, Part::Passing | Part::Failing)).count() as i64;
            (v * int(n), asked * int(n))
        }
        _ => (v.clone(), asked),
    };
    let is_whole = counts(Fun::Count) || counts(Fun::Share);
    let one = int(1);
    let gap = match (op, is_whole) {
        (Op::Ge, true) => line.ceil() - have,
        (Op::Gt, true) => line.floor() + one - have,
        (Op::Le, true) => have - line.floor(),
        (Op::Lt, true) => have - (line.ceil() - one),
        (Op::Ge | Op::Gt, false) => line - have,
        (Op::Le | Op::Lt, false) => have - line,
        (Op::Eq, _) => (have - line).abs(),
        (Op::Ne, _) => return (None, parts),
    };
    (Some(gap).filter(Signed::is_positive), parts)
}

/// Evaluates a subject; several tests must agree.
pub fn evaluate(case: Case, ctx: Ctx, subject: &Subject) -> (Held, Option<Value>) {
    match subject {
        Subject::Holds(cond) => (condition(ctx, cond), None),
        Subject::Number(num, tests) => {
            let mut out: Option<(Held, Value)> = None;
            for test in tests {
                let (held, value) = holds(ctx, num, test, rounding(case, num, test));
                // What is settled for each of the targets is not in doubt because of a wrong part.
                let bad_member = held.marks.bad_member && (held.truth == Truth::Open || tests.len() == 1);
                let held = Held { marks: Marks { bad_member, ..held.marks }, ..held };
                out = Some(match out {
                    None => (held, value),
                    Some((h, v)) => {
                        let truth = if h.truth == held.truth { h.truth } else { Truth::Open };
                        (Held { truth, marks: h.marks.with(held.marks) }, v)
                    }
                });
            }
            let (held, value) = out.expect("one test at least");
            (held, Some(value))
        }
    }
}

/// A rule's 精度 rounds what its targets compare: in the declared unit of what is measured, else in that of the target.
pub fn rounding(case: Case, num: &Num, test: &Test) -> super::naive::Rounding {
    let (decimals, is_even) = case.rule.precision?;
    let stated = match test {
        Test::Cmp(_, Num::Const(q)) | Test::Closed(q, _) | Test::Bracket(q, ..) | Test::About(q, _) => Some(q.unit),
        Test::Cmp(..) => None,
    };
    let unit = declared(case.world, num).or(stated)?;
    Some((decimals, is_even, unit))
}

fn declared(world: &World, num: &Num) -> Option<super::world::Unit> {
    use super::world::{Body, Fun};
    match num {
        Num::Ind(x)
        | Num::AtEntity(x, _)
        | Num::AtLevel(x, _)
        | Num::InYear(x, _)
        | Num::PrevOf(x)
        | Num::Total(x, _) => Some(world.indicators[*x].unit),
        Num::Gain(x, _) | Num::Change(x) => declared(world, x),
        Num::Arith('+' | '-', a, b) => declared(world, a).or_else(|| declared(world, b)),
        Num::Agg(agg) => match (&agg.body, agg.fun) {
            (_, Fun::Count | Fun::Share) => None,
            (Body::Value(n), _) => declared(world, n),
            (Body::Holds(_), _) => None,
        },
        _ => None,
    }
}

/// Returns the verdict of a period that has ended; nothing where the entity is out of the population.
pub fn decided(held: Held) -> Option<Allowed> {
    let m = held.marks;
    if m.loose {
        return Some(any_verdict());
    }
    if m.not_applicable {
        return None;
    }
    if m.empty {
        return Some(only(&[Verdict::Empty]));
    }
    if m.bad {
        return Some(only(&[Verdict::Invalid]));
    }
    let mut allowed = match held.truth {
        Truth::Yes => only(&[Verdict::Met]),
        Truth::No => only(&[Verdict::Unmet]),
        Truth::Open if m.bad_member => only(&[Verdict::Invalid]),
        Truth::Open => only(&[Verdict::Missing]),
    };
    if m.maybe_empty {
        allowed.extend([Verdict::Missing, Verdict::Empty]);
        if m.bad_member {
            allowed.insert(Verdict::Invalid);
        }
    }
    Some(allowed)
}

/// Every verdict, where the text leaves room.
pub fn any_verdict() -> Allowed {
    only(&[
        Verdict::Met,
        Verdict::Unmet,
        Verdict::Missing,
        Verdict::Invalid,
        Verdict::Empty,
        Verdict::Early,
        Verdict::OnTrack,
        Verdict::Behind,
        Verdict::Pending,
        Verdict::Exempt,
    ])
}

/// One obligation over all years: broken by any.
fn throughout(case: Case, (statement, subject): (&Statement, &Subject), due: &Due, e: usize) -> Judged {
    let mut sets = Vec::new();
    let mut is_finished = true;
    for &y in &due.years {
        let moment = Moment::At(Period::year(y));
        if moment.end() > case.world.as_of || due.over.is_some_and(|over| over > case.world.as_of) {
            is_finished = false;
            continue;
        }
        let ctx = case.ctx(e, moment, View::Whole);
        let (held, _) = evaluate(case, ctx, subject);
        sets.push(match statement.condition.as_ref().map_or(Gate::Asks, |c| gate(condition(ctx, c))) {
            Gate::Asks => decided(held),
            Gate::Out => None,
            Gate::Nobody => Some(only(&[Verdict::Empty])),
            Gate::Exempt => Some(only(&[Verdict::Exempt])),
            Gate::Anything => Some(any_verdict()),
            Gate::Perhaps(is_bad) => doubtful(Judged::bare(e, decided(held), true), is_bad).allowed,
        });
    }
    let out = |allowed| Judged::bare(e, allowed, is_finished);
    if !sets.is_empty() && sets.iter().all(Option::is_none) {
        return out(None);
    }
    let known: Vec<Allowed> = sets.into_iter().flatten().collect();
    let mut allowed = if known.is_empty() { only(&[Verdict::Met]) } else { worst(&known) };
    let is_unbroken = allowed.contains(&Verdict::Met) || allowed.contains(&Verdict::Exempt);
    if !is_finished && is_unbroken {
        allowed.remove(&Verdict::Met);
        allowed.remove(&Verdict::Exempt);
        allowed.extend([Verdict::OnTrack, Verdict::Pending, Verdict::Early, Verdict::Behind]);
        if known.is_empty() {
            allowed.insert(Verdict::Empty);
        }
    }
    out(Some(allowed))
}

/// Returns whether a measured indicator is a flow, which a running period leaves incomplete.
pub fn measures_flow(case: Case, subject: &Subject) -> bool {
    (subject_leaves(case.world, subject).into_iter()).any(|x| {
        let ind = &case.world.indicators[x];
        ind.kind == Kind::Flow || ind.roll() == Some(Within::Sum)
    })
}

/// Returns the finest length of period among the data of a subject.
pub fn finest_of(case: Case, subject: &Subject) -> Freq {
    match subject {
        Subject::Number(n, _) => finest(case.world, n),
        Subject::Holds(c) => {
            let all = leaves_of(case.world, c);
            all.into_iter().map(|x| case.world.indicators[x].freq).max().unwrap_or(Freq::Year)
        }
    }
}
