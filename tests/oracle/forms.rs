//! Random rules over a given roster and indicators: one function for each form of statement.

use super::calendar::{Day, Freq, Period};
use super::generate::{Dice, EXIT_YEAR, HOUSEHOLDS, POOR, REGION_TYPE, quantity, quantity_in};
use super::judge::named;
use super::naive::{leaves, leaves_of};
use super::world::{
    Against, Agg, Body, Cond, Course, Duty, Fun, HOUSEHOLD, Indicator, Kind, Level, Num, Op, PERCENT, PIECE, POINT,
    Quantity, Rule, Scope, Spelling, Statement, Target, Test, Time, World,
};

/// Returns one to four rules.
pub fn rules(d: &mut Dice, world: &World) -> Vec<Rule> {
    (0..d.between(1, 4)).map(|i| rule(d, world, i)).collect()
}

fn rule(d: &mut Dice, world: &World, i: i64) -> Rule {
    let n = if d.chance(80) { 1 } else { 2 };
    let statements: Vec<Statement> = (0..n).map(|_| settled(statement(d, world))).collect();
    let has_grades = world.indicators.iter().any(|i| i.kind == Kind::Grade);
    // A filter on a figure that is taken as zero before its period begins: left to the engine.
    let filters_data =
        statements.iter().any(|s| matches!(&s.scope, Scope::Every(_, Some(f), _) if format!("{f:?}").contains("Ind(")));
    let mut rule = Rule {
        id: format!("R-{}", i + 1),
        statements,
        baseline: None,
        precision: None,
        missing_as_zero: d.chance(3) && !has_grades && !filters_data,
        course: Course::Line,
        chinese: d.chance(50),
        spelling: Spelling::Plain,
        revisions: vec![],
    };
    if let [Statement { body: Duty::Targets(Num::Ind(x), targets), exceptions, .. }] = rule.statements.as_mut_slice() {
        let ind = &world.indicators[*x];
        if d.chance(15) {
            rule.baseline = Some(quantity(d, ind));
        }
        if d.chance(8) && exceptions.is_empty() && targets.len() == 1 {
            targets[0].test =
                Test::Cmp(d.pick(&[Op::Ge, Op::Le, Op::Gt]), Num::Const(Quantity::new(d.between(1, 9), 0, ind.unit)));
            rule.precision = Some((0, d.chance(50)));
        }
    }
    if d.chance(8) {
        rule.course = match d.below(3) {
            0 => Course::Steps,
            1 => Course::No,
            _ => Course::Table(vec![(2021, 20), (2022, 40), (2023, 60), (2024, 80)]),
        };
    }
    rule
}

/// Takes a filter on data away where several periods are judged as one: in which of them it is read, the text does not say.
pub(super) fn settled(mut s: Statement) -> Statement {
    let has_data = |c: &Cond| format!("{c:?}").contains("Ind(");
    let is_long = |t: &Time| matches!(t, Time::EachYears(..) | Time::Throughout(_));
    let is_long = match &s.body {
        Duty::Targets(num, targets) => matches!(num, Num::Total(..)) || targets.iter().any(|t| is_long(&t.time)),
        Duty::Holds(_, t) => is_long(t),
    };
    let is_fine = |t: &Time| match t {
        Time::In(p) => p.freq != Freq::Year,
        Time::Each(f, _) => *f != Freq::Year,
        Time::EachBy(..) => true,
        _ => false,
    };
    // The data of filters come once a year: too coarse for a shorter period.
    let is_fine = match &s.body {
        Duty::Targets(_, targets) => targets.iter().any(|t| is_fine(&t.time)),
        Duty::Holds(_, t) => is_fine(t),
    };
    if let Scope::Every(_, filter, _) = &mut s.scope
        && (is_long || is_fine)
        && filter.as_ref().is_some_and(has_data)
    {
        *filter = None;
    }
    if let (true, Duty::Targets(Num::Agg(agg), _)) = (is_fine, &mut s.body) {
        if agg.filter.as_ref().is_some_and(has_data) {
            agg.filter = None;
        }
        if let Body::Holds(Cond::Is(Num::Agg(inner), _)) = &mut agg.body
            && inner.filter.as_ref().is_some_and(has_data)
        {
            inner.filter = None;
        }
    }
    s
}

pub(super) fn numeric(world: &World) -> Vec<usize> {
    let is_number = |x: &usize| !matches!(world.indicators[*x].kind, Kind::Flag | Kind::Grade);
    (0..world.indicators.len()).filter(is_number).filter(|&x| world.indicators[x].set.is_none()).collect()
}

pub(super) fn plain(world: &World, kinds: &[Kind]) -> Vec<usize> {
    numeric(world)
        .into_iter()
        .filter(|&x| kinds.contains(&world.indicators[x].kind) && world.indicators[x].formula.is_none())
        .collect()
}

pub(super) fn statement(d: &mut Dice, world: &World) -> Statement {
    for _ in 0..40 {
        let made = match d.below(14) {
            0..=2 => single(d, world),
            3..=5 => counted(d, world),
            6 => folded(d, world),
            7 => totalled(d, world),
            8 => gained(d, world),
            9 => grown(d, world),
            10 => computed(d, world),
            11 => conditioned(d, world),
            12 => nested(d, world),
            _ => at_place(d, world),
        };
        if let Some(s) = made {
            return s;
        }
    }
    fallback(d, world)
}

fn fallback(d: &mut Dice, world: &World) -> Statement {
    let x = 0;
    let body = match world.indicators[x].kind {
        Kind::Flag => Duty::Holds(Cond::Flag(x), time(d, world, &[x], true)),
        Kind::Grade => Duty::Holds(Cond::Grade(x, Op::Ge, 1), time(d, world, &[x], true)),
        _ => Duty::Targets(
            Num::Ind(x),
            vec![Target { test: test(d, &world.indicators[x]), time: time(d, world, &[x], false) }],
        ),
    };
    Statement {
        scope: Scope::Every(world.indicators[x].level, None, vec![]),
        condition: None,
        body,
        exceptions: vec![],
    }
}

pub(super) fn comparison(d: &mut Dice) -> Op {
    d.pick(&[Op::Ge, Op::Ge, Op::Ge, Op::Gt, Op::Le, Op::Lt, Op::Eq, Op::Ne])
}

pub(super) fn test(d: &mut Dice, ind: &Indicator) -> Test {
    test_in(d, ind.unit)
}

fn test_in(d: &mut Dice, unit: super::world::Unit) -> Test {
    let q = quantity_in(d, unit);
    match d.below(10) {
        0 => {
            let to = Quantity { digits: q.digits + (q.digits / 2).max(1), ..q };
            if d.chance(50) { Test::Closed(q, to) } else { Test::Bracket(q, d.chance(30), to, d.chance(60)) }
        }
        1 => Test::About(q, d.pick(&[5, 10, 20])),
        _ => Test::Cmp(comparison(d), Num::Const(q)),
    }
}

fn window(d: &mut Dice, world: &World) -> Option<(i64, i64)> {
    if world.plan.is_some() && d.chance(30) {
        return None;
    }
    let a = d.between(2021, 2023);
    Some((a, d.between(a, 2025)))
}

/// Returns a time that suits the data of the indicators.
pub(super) fn time(d: &mut Dice, world: &World, xs: &[usize], may_be_none: bool) -> Time {
    let coarsest = xs.iter().map(|&x| world.indicators[x].freq).min().unwrap_or(Freq::Year);
    let finest = xs.iter().map(|&x| world.indicators[x].freq).max().unwrap_or(Freq::Year);
    let y = d.between(2021, 2025);
    match d.below(16) {
        0..=4 => Time::By(Period::year(y)),
        5 => Time::In(Period::year(y)),
        6 => Time::Each(Freq::Year, window(d, world)),
        7 => Time::Throughout(window(d, world)),
        8 => Time::Before(Period::year(y)),
        9 => Time::EachYears(d.between(2, 3), window(d, world)),
        10 if coarsest == Freq::Month && finest == coarsest => match d.below(3) {
            0 => Time::EachBy(10, 31, window(d, world)),
            1 => Time::Each(Freq::Month, Some((y, y))),
            _ => Time::By(Period::part(Freq::Month, y, d.between(1, 12))),
        },
        10 | 11 if coarsest >= Freq::Quarter => match d.below(4) {
            0 => Time::Each(Freq::Quarter, Some((y, y))),
            1 => Time::In(Period::part(Freq::Quarter, y, d.between(1, 4))),
            2 => Time::By(named(Day::of(y, d.pick(&[3, 6, 9]), 30))),
            _ => Time::By(Period::part(Freq::Quarter, y, d.between(1, 4))),
        },
        10 | 11 if coarsest >= Freq::Half => Time::By(Period::part(Freq::Half, y, d.between(1, 2))),
        11 => Time::By(named(Day::of(y, 10, 31))),
        12 | 13 if may_be_none => Time::None,
        _ => Time::By(Period::year(y)),
    }
}

pub(super) fn targets(d: &mut Dice, world: &World, num: &Num, make: impl Fn(&mut Dice) -> Test) -> Vec<Target> {
    let xs = leaves(world, num);
    let test = make(d);
    if let (true, Test::Cmp(op, Num::Const(_))) = (d.chance(15), &test) {
        let Test::Cmp(_, second) = (loop {
            let t = make(d);
            if matches!(t, Test::Cmp(_, Num::Const(_))) {
                break t;
            }
        }) else {
            unreachable!("a comparison")
        };
        let (a, b) = (d.between(2021, 2022), d.between(2023, 2025));
        let first = if d.chance(80) { Time::By(Period::year(a)) } else { Time::None };
        return vec![
            Target { test: test.clone(), time: first },
            Target { test: Test::Cmp(*op, second), time: Time::By(Period::year(b)) },
        ];
    }
    vec![Target { test, time: time(d, world, &xs, true) }]
}

/// Returns a condition on roster columns.
pub(super) fn roster_filter(d: &mut Dice) -> Cond {
    match d.below(6) {
        0..=2 => Cond::AttrFlag(POOR, d.chance(70)),
        3 | 4 => Cond::AttrText(REGION_TYPE, d.pick(&["川道", "山区", "高寒"])),
        _ => Cond::Not(Box::new(Cond::AttrFlag(POOR, true))),
    }
}

/// Returns a condition on roster columns, or rarely on data.
pub(super) fn filter(d: &mut Dice, world: &World) -> Cond {
    let one = match d.below(9) {
        0..=2 => Cond::AttrFlag(POOR, d.chance(70)),
        3 | 4 => Cond::AttrText(REGION_TYPE, d.pick(&["川道", "山区", "高寒"])),
        5 => {
            let q = Quantity::new(d.between(1, 6) * 50, 0, HOUSEHOLD);
            Cond::Is(Num::Attr(HOUSEHOLDS), Test::Cmp(d.pick(&[Op::Ge, Op::Lt]), Num::Const(q)))
        }
        6 => Cond::Not(Box::new(Cond::AttrFlag(POOR, true))),
        _ => {
            let all: Vec<usize> = plain(world, &[Kind::Flow, Kind::Stock, Kind::Ratio])
                .into_iter()
                .filter(|&x| world.indicators[x].level == Level::Village && world.indicators[x].freq == Freq::Year)
                .collect();
            if all.is_empty() {
                return Cond::AttrFlag(POOR, true);
            }
            let x = d.pick(&all);
            Cond::Is(Num::Ind(x), Test::Cmp(d.pick(&[Op::Ge, Op::Lt]), Num::Const(quantity(d, &world.indicators[x]))))
        }
    };
    if d.chance(12) {
        let other = Box::new(Cond::AttrText(REGION_TYPE, "山区"));
        return if d.chance(50) { Cond::And(Box::new(one), other) } else { Cond::Or(Box::new(one), other) };
    }
    one
}

fn maybe_filter(d: &mut Dice, world: &World, level: Level) -> Option<Cond> {
    (world.has_roster && level == Level::Village && d.chance(35)).then(|| filter(d, world))
}

pub(super) fn every(d: &mut Dice, world: &World, level: Level) -> Scope {
    let mut except = vec![];
    if world.has_roster && d.chance(10) {
        except.push(d.pick(&world.members(level, world.region())));
    }
    Scope::Every(level, maybe_filter(d, world, level), except)
}

pub(super) fn has_members(world: &World, level: Level) -> bool {
    !world.members(level, world.region()).is_empty()
}

/// `every LEVEL: X >= c by D`, with exceptions, or the same without a scope.
pub(super) fn single(d: &mut Dice, world: &World) -> Option<Statement> {
    let all = numeric(world);
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = world.indicators[x].clone();
    let mut level = ind.level;
    if ind.upward_sum && world.has_roster && d.chance(40) {
        level = if ind.level == Level::Village { Level::Town } else { Level::County };
    }
    if !has_members(world, level) {
        return None;
    }
    let mut targets = targets(d, world, &Num::Ind(x), |d| test(d, &ind));
    let is_open = d.chance(20) && (ind.formula.is_none());
    let scope = if is_open { Scope::Open } else { every(d, world, level) };
    let mut exceptions = vec![];
    if !is_open && world.has_roster && level == Level::Village && targets.len() == 1 && d.chance(20) {
        let asked = (!d.chance(25)).then(|| Test::Cmp(Op::Ge, Num::Const(quantity(d, &ind))));
        exceptions.push((Cond::AttrText(REGION_TYPE, "山区"), asked));
        if d.chance(30) {
            exceptions.push((Cond::AttrFlag(POOR, true), Some(Test::Cmp(Op::Ge, Num::Const(quantity(d, &ind))))));
        }
    } else if !is_open && world.has_roster && level == Level::Village && targets.len() == 1 && d.chance(6) {
        targets[0].time = Time::ByAttr(EXIT_YEAR);
    }
    Some(Statement { scope, condition: None, body: Duty::Targets(Num::Ind(x), targets), exceptions })
}

/// Returns a condition that a village may meet.
pub(super) fn village_condition(d: &mut Dice, world: &World) -> Option<Cond> {
    let all: Vec<usize> =
        (0..world.indicators.len()).filter(|&x| world.indicators[x].level == Level::Village).collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = &world.indicators[x];
    Some(match ind.kind {
        Kind::Flag => d.pick(&[Cond::Flag(x), Cond::FlagIs(x, true), Cond::FlagIs(x, false)]),
        Kind::Grade => Cond::Grade(x, d.pick(&[Op::Ge, Op::Gt, Op::Lt, Op::Eq]), d.below(3) as usize),
        _ => Cond::Is(Num::Ind(x), test(d, ind)),
    })
}

pub(super) fn count_test(d: &mut Dice, is_share: bool) -> Test {
    if is_share {
        let q = Quantity::new(d.pick(&[25, 33, 50, 60, 75, 80, 100]), 0, PERCENT);
        return Test::Cmp(d.pick(&[Op::Ge, Op::Ge, Op::Gt, Op::Le, Op::Lt]), Num::Const(q));
    }
    let q = Quantity::new(d.between(0, 7), 0, PIECE);
    match d.below(8) {
        0 => Test::Closed(q, Quantity { digits: q.digits + 2, ..q }),
        1 => Test::Cmp(Op::Eq, Num::Const(q)),
        _ => Test::Cmp(d.pick(&[Op::Ge, Op::Ge, Op::Gt, Op::Le, Op::Lt]), Num::Const(q)),
    }
}

/// `count(…) >= n` and `share(…) >= p`, at the region or for every town.
pub(super) fn counted(d: &mut Dice, world: &World) -> Option<Statement> {
    let is_share = d.chance(50);
    let body = village_condition(d, world)?;
    let filter = maybe_filter(d, world, Level::Village);
    let fun = if is_share { Fun::Share } else { Fun::Count };
    let num = Num::Agg(Box::new(Agg { fun, level: Level::Village, filter, body: Body::Holds(body) }));
    let targets = targets(d, world, &num, |d| count_test(d, is_share));
    Some(Statement {
        scope: aggregate_scope(d, world),
        condition: None,
        body: Duty::Targets(num, targets),
        exceptions: vec![],
    })
}

/// `count(镇: share(村: C) >= p) >= n`.
fn nested(d: &mut Dice, world: &World) -> Option<Statement> {
    if !world.has_roster || world.region() != 0 {
        return None;
    }
    let filter = maybe_filter(d, world, Level::Village);
    let inner = Agg { fun: Fun::Share, level: Level::Village, filter, body: Body::Holds(village_condition(d, world)?) };
    let body = Body::Holds(Cond::Is(Num::Agg(Box::new(inner)), count_test(d, true)));
    let num = Num::Agg(Box::new(Agg { fun: Fun::Count, level: Level::Town, filter: None, body }));
    let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), Num::Const(Quantity::new(d.between(0, 3), 0, PIECE)));
    let target = Target { test, time: time(d, world, &leaves(world, &num), true) };
    Some(Statement { scope: Scope::Open, condition: None, body: Duty::Targets(num, vec![target]), exceptions: vec![] })
}

/// The first town of every roster.
const FIRST_TOWN: usize = 1;

pub(super) fn aggregate_scope(d: &mut Dice, world: &World) -> Scope {
    match d.below(4) {
        0 if world.has_roster && has_members(world, Level::Town) => Scope::Every(Level::Town, None, vec![]),
        1 if world.has_roster => Scope::At(FIRST_TOWN),
        _ => Scope::Open,
    }
}

/// sum, avg, min, max, median over villages.
fn folded(d: &mut Dice, world: &World) -> Option<Statement> {
    let all: Vec<usize> = numeric(world).into_iter().filter(|&x| world.indicators[x].level == Level::Village).collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = world.indicators[x].clone();
    let fun = if ind.kind == Kind::Ratio {
        d.pick(&[Fun::Min, Fun::Max, Fun::Median])
    } else {
        d.pick(&[Fun::Sum, Fun::Sum, Fun::Sum, Fun::Avg, Fun::Min, Fun::Max, Fun::Median])
    };
    let filter = maybe_filter(d, world, Level::Village);
    let num = Num::Agg(Box::new(Agg { fun, level: Level::Village, filter, body: Body::Value(Num::Ind(x)) }));
    let is_sum = fun == Fun::Sum;
    let targets = targets(d, world, &num, |d| {
        let t = test(d, &ind);
        match t {
            Test::Cmp(op, Num::Const(q)) if is_sum => {
                Test::Cmp(op, Num::Const(Quantity { digits: q.digits * d.between(1, 6), ..q }))
            }
            other => other,
        }
    });
    Some(Statement {
        scope: aggregate_scope(d, world),
        condition: None,
        body: Duty::Targets(num, targets),
        exceptions: vec![],
    })
}

/// `total(X, A..B) >= c`.
fn totalled(d: &mut Dice, world: &World) -> Option<Statement> {
    let all: Vec<usize> =
        plain(world, &[Kind::Flow]).into_iter().filter(|&x| has_members(world, world.indicators[x].level)).collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let q = quantity(d, &world.indicators[x]);
    let q = Quantity { digits: q.digits * d.between(1, 5), ..q };
    let test = Test::Cmp(comparison(d), Num::Const(q));
    let num = Num::Total(x, window(d, world));
    let target = Target { test, time: Time::None };
    let scope = every(d, world, world.indicators[x].level);
    Some(Statement { scope, condition: None, body: Duty::Targets(num, vec![target]), exceptions: vec![] })
}

/// `gain(X, since Y) >= c`.
fn gained(d: &mut Dice, world: &World) -> Option<Statement> {
    let since = d.between(2019, 2021);
    let by = Time::By(Period::year(d.between(2022, 2025)));
    if d.chance(30) {
        let body = village_condition(d, world)?;
        let agg = Agg { fun: Fun::Count, level: Level::Village, filter: None, body: Body::Holds(body) };
        let num = Num::Gain(Box::new(Num::Agg(Box::new(agg))), since);
        let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt]), Num::Const(Quantity::new(d.between(0, 4), 0, PIECE)));
        return Some(Statement {
            scope: Scope::Open,
            condition: None,
            body: Duty::Targets(num, vec![Target { test, time: by }]),
            exceptions: vec![],
        });
    }
    let all: Vec<usize> = plain(world, &[Kind::Stock, Kind::Ratio])
        .into_iter()
        .filter(|&x| has_members(world, world.indicators[x].level))
        .collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = &world.indicators[x];
    let q = if ind.kind == Kind::Ratio { Quantity::new(d.between(0, 8), 0, POINT) } else { quantity(d, ind) };
    let test = Test::Cmp(comparison(d), Num::Const(q));
    let num = Num::Gain(Box::new(Num::Ind(x)), since);
    let scope = every(d, world, ind.level);
    Some(Statement {
        scope,
        condition: None,
        body: Duty::Targets(num, vec![Target { test, time: by }]),
        exceptions: vec![],
    })
}

/// growth, yearly and change.
fn grown(d: &mut Dice, world: &World) -> Option<Statement> {
    let by = Time::By(Period::year(d.between(2022, 2025)));
    let rate = Quantity::new(d.pick(&[-10, 0, 5, 10, 20, 50, 100]), 0, PERCENT);
    let scope_level = |x: usize| world.indicators[x].level;
    if d.chance(25) {
        let all: Vec<usize> =
            plain(world, &[Kind::Ratio]).into_iter().filter(|&x| has_members(world, scope_level(x))).collect();
        if !all.is_empty() {
            let x = d.pick(&all);
            let test = Test::Cmp(comparison(d), Num::Const(Quantity::new(d.between(-4, 6), 0, POINT)));
            let num = Num::Change(Box::new(Num::Ind(x)));
            return Some(Statement {
                scope: every(d, world, scope_level(x)),
                condition: None,
                body: Duty::Targets(num, vec![Target { test, time: by }]),
                exceptions: vec![],
            });
        }
    }
    let all: Vec<usize> =
        plain(world, &[Kind::Stock, Kind::Flow]).into_iter().filter(|&x| has_members(world, scope_level(x))).collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let since = d.between(2019, 2021);
    let op = d.pick(&[Op::Ge, Op::Gt, Op::Le, Op::Lt]);
    let leaf = Box::new(Num::Ind(x));
    let (num, by) = match d.below(5) {
        0 => (Num::Growth(leaf, Against::YearAgo), by),
        1 => (Num::Growth(leaf, Against::Prev), Time::In(Period::year(d.between(2021, 2025)))),
        2 => (Num::Growth(leaf, Against::Since(since)), by),
        3 => (Num::Growth(leaf, Against::YearAgo), Time::Each(Freq::Year, window(d, world))),
        _ => (Num::Yearly(x, since), by),
    };
    let test = Test::Cmp(op, Num::Const(rate));
    Some(Statement {
        scope: every(d, world, scope_level(x)),
        condition: None,
        body: Duty::Targets(num, vec![Target { test, time: by }]),
        exceptions: vec![],
    })
}

/// Sums, differences, quotients, other places and other periods.
fn computed(d: &mut Dice, world: &World) -> Option<Statement> {
    let all: Vec<usize> = plain(world, &[Kind::Stock, Kind::Flow])
        .into_iter()
        .filter(|&x| has_members(world, world.indicators[x].level))
        .collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = world.indicators[x].clone();
    let others: Vec<usize> = all
        .iter()
        .copied()
        .filter(|&y| y != x && world.indicators[y].unit == ind.unit && world.indicators[y].level == ind.level)
        .collect();
    let leaf = |x: usize| Box::new(Num::Ind(x));
    let share = Quantity::new(d.pick(&[50, 80, 100, 120]), 0, PERCENT);
    let ge = d.pick(&[Op::Ge, Op::Gt, Op::Le]);
    let (num, test) = match (d.below(7), others.first()) {
        (0, Some(&y)) => (Num::Arith('+', leaf(x), leaf(y)), test(d, &ind)),
        (1, Some(&y)) => (Num::Arith('-', leaf(x), leaf(y)), test(d, &ind)),
        (2 | 3, Some(&y)) => (Num::Arith('/', leaf(x), leaf(y)), Test::Cmp(ge, Num::Const(share))),
        (4, Some(&y)) => (Num::Ind(x), Test::Cmp(ge, Num::Arith('*', Box::new(Num::Const(share)), leaf(y)))),
        (0 | 4, None) if ind.freq == Freq::Year => (Num::Ind(x), Test::Cmp(ge, Num::PrevOf(x))),
        (1 | 5, _) => {
            (Num::Ind(x), Test::Cmp(ge, Num::Arith('*', Box::new(Num::InYear(x, 2020)), Box::new(Num::Const(share)))))
        }
        (2 | 3, None) if world.has_roster && ind.level != Level::County && ind.upward_sum => (
            Num::Arith('/', leaf(x), Box::new(Num::AtLevel(x, Level::County))),
            Test::Cmp(Op::Ge, Num::Const(Quantity::new(d.between(5, 40), 0, PERCENT))),
        ),
        (6, _) if world.has_roster => {
            let places = world.members(ind.level, 0);
            (Num::Ind(x), Test::Cmp(ge, Num::AtEntity(x, d.pick(&places))))
        }
        _ => return None,
    };
    let time = time(d, world, &leaves(world, &num), true);
    let time =
        if matches!(time, Time::EachYears(..) | Time::Throughout(_)) { Time::By(Period::year(2024)) } else { time };
    let scope = every(d, world, ind.level);
    Some(Statement {
        scope,
        condition: None,
        body: Duty::Targets(num, vec![Target { test, time }]),
        exceptions: vec![],
    })
}

/// Flags, grades, and, or, not.
fn conditioned(d: &mut Dice, world: &World) -> Option<Statement> {
    let a = village_condition(d, world)?;
    let cond = match d.below(5) {
        0 => Cond::And(Box::new(a), Box::new(village_condition(d, world)?)),
        1 => Cond::Or(Box::new(a), Box::new(village_condition(d, world)?)),
        2 => Cond::Not(Box::new(a)),
        _ if matches!(a, Cond::Is(..)) => return None,
        _ => a,
    };
    let time = time(d, world, &leaves_of(world, &cond), false);
    let time = if matches!(time, Time::EachYears(..)) { Time::By(Period::year(2023)) } else { time };
    Some(Statement {
        scope: every(d, world, Level::Village),
        condition: None,
        body: Duty::Holds(cond, time),
        exceptions: vec![],
    })
}

/// `at NAME: X >= c`.
fn at_place(d: &mut Dice, world: &World) -> Option<Statement> {
    let all = numeric(world);
    if all.is_empty() || !world.has_roster {
        return None;
    }
    let x = d.pick(&all);
    let ind = world.indicators[x].clone();
    let places = world.members(ind.level, world.region());
    if places.is_empty() {
        return None;
    }
    let targets = targets(d, world, &Num::Ind(x), |d| test(d, &ind));
    Some(Statement {
        scope: Scope::At(d.pick(&places)),
        condition: None,
        body: Duty::Targets(Num::Ind(x), targets),
        exceptions: vec![],
    })
}
