//! Random rules of the newer forms: duties under a condition, named amounts, fractions, places among others, functions
//! over years, means of peers and of an ancestor, shifts by percentage points, dates in conditions, weighted formulas.

use super::calendar::{Freq, Period};
use super::forms::{
    count_test, counted, every, has_members, numeric, plain, settled, single, statement, test, time, village_condition,
};
use super::generate::{Dice, EXIT_YEAR, quantity};
use super::naive::{leaves, leaves_of};
use super::world::{
    Against, Agg, Body, Cond, Course, Duty, Fun, Indicator, Kind, Level, Num, Op, OverPeriods, PERCENT, PLACE, POINT,
    Quantity, Ranking, Rule, Scope, Spelling, Statement, Target, Test, Ties, Time, World, YEARS, Years,
};

/// Adds one or two rules of the newer forms to a world, and what they measure.
pub fn add(d: &mut Dice, world: &mut World) {
    if d.chance(25) {
        weigh(d, world);
    }
    for _ in 0..d.between(1, 2) {
        let id = format!("N-{}", world.rules.len() + 1);
        let (mut made, spelling) = new_statement(d, world);
        if d.chance(30) && made.condition.is_none() {
            made.condition = condition(d, world, &made);
        }
        let course = if d.chance(6) { Course::Steps } else { Course::Line };
        let (baseline, precision, chinese) = (None, None, d.chance(50));
        let statements = vec![settled(made)];
        world.rules.push(Rule {
            id,
            statements,
            baseline,
            precision,
            missing_as_zero: false,
            course,
            chinese,
            spelling,
            revisions: vec![],
        });
    }
}

fn new_statement(d: &mut Dice, world: &World) -> (Statement, Spelling) {
    for _ in 0..40 {
        let made = match d.below(11) {
            0 | 1 => ranked(d, world),
            2 | 3 => over_years(d, world),
            4 => years_of(d, world),
            5 => against_mean(d, world),
            6 => shifted(d, world),
            7 => dated(d, world),
            8 => weighted(d, world),
            9 => single(d, world).map(|mut s| {
                s.condition = condition(d, world, &s);
                s
            }),
            _ => counted(d, world).map(|mut s| {
                s.condition = condition(d, world, &s);
                s
            }),
        };
        let Some(s) = made else { continue };
        let spelling = match &s.body {
            Duty::Targets(Num::Agg(a), _) if a.fun == Fun::Share && d.chance(50) => Spelling::Fraction,
            Duty::Targets(..) if d.chance(20) => Spelling::Named,
            _ => Spelling::Plain,
        };
        return (s, spelling);
    }
    (statement(d, world), Spelling::Plain)
}

/// Returns a condition under which a duty is asked, readable where the duty is judged.
fn condition(d: &mut Dice, world: &World, s: &Statement) -> Option<Cond> {
    let xs = match &s.body {
        Duty::Targets(n, _) => leaves(world, n),
        Duty::Holds(c, _) => leaves_of(world, c),
    };
    let level = match &s.scope {
        Scope::Every(level, ..) => *level,
        _ => return None,
    };
    let is_long = matches!(&s.body, Duty::Targets(_, t) if t.iter().any(|t| matches!(t.time, Time::Throughout(_))));
    if is_long && !s.exceptions.is_empty() {
        // Which is looked at first, year by year, the text does not say.
        return None;
    }
    // The data of conditions come once a year: too coarse for a shorter period.
    let is_fine = xs.iter().any(|&x| world.indicators[x].freq != Freq::Year);
    let own: Vec<usize> = numeric(world)
        .into_iter()
        .filter(|&x| world.indicators[x].level == level && world.indicators[x].formula.is_none())
        .filter(|&x| world.indicators[x].freq == Freq::Year)
        .collect();
    if d.chance(35) || is_fine || own.is_empty() {
        return (world.has_roster && level == Level::Village).then(|| super::forms::roster_filter(d));
    }
    let x = d.pick(&own);
    let line = Num::Const(quantity(d, &world.indicators[x]));
    let leaf = Num::Ind(x);
    Some(match d.below(4) {
        0 if matches!(world.indicators[x].kind, Kind::Flow | Kind::Stock) => {
            let rate = Quantity::new(d.pick(&[-10, 0, 10, 50]), 0, PERCENT);
            let growth = Num::Growth(Box::new(leaf), Against::YearAgo);
            Cond::Is(growth, Test::Cmp(d.pick(&[Op::Lt, Op::Ge]), Num::Const(rate)))
        }
        _ => Cond::Is(leaf, Test::Cmp(d.pick(&[Op::Lt, Op::Ge, Op::Le, Op::Gt]), line)),
    })
}

fn yearly_times(d: &mut Dice) -> Time {
    let y = d.between(2021, 2025);
    match d.below(6) {
        0..=2 => Time::By(Period::year(y)),
        3 => Time::In(Period::year(y)),
        4 => Time::Each(Freq::Year, Some((d.between(2021, 2022), d.between(2023, 2025)))),
        _ => Time::Throughout(Some((d.between(2021, 2022), d.between(2023, 2025)))),
    }
}

fn asks(scope: Scope, num: Num, test: Test, time: Time) -> Option<Statement> {
    let body = Duty::Targets(num, vec![Target { test, time }]);
    Some(Statement { scope, condition: None, body, exceptions: vec![] })
}

/// Indicators of whole years with members, so that every year is one figure.
fn yearly(world: &World, kinds: &[Kind]) -> Vec<usize> {
    let fits = |x: &usize| world.indicators[*x].freq == Freq::Year && has_members(world, world.indicators[*x].level);
    plain(world, kinds).into_iter().filter(fits).collect()
}

/// `every 村: rank(X, 村 in 镇) <= 2位 by 2024`.
fn ranked(d: &mut Dice, world: &World) -> Option<Statement> {
    let all = yearly(world, &[Kind::Flow, Kind::Stock, Kind::Ratio]);
    if all.is_empty() || !world.has_roster {
        return None;
    }
    let x = d.pick(&all);
    let level = world.indicators[x].level;
    let among = match level {
        Level::County => return None,
        Level::Town => Level::County,
        Level::Village => d.pick(&[Level::Town, Level::Town, Level::County]),
    };
    let is_growth = world.indicators[x].kind != Kind::Ratio && d.chance(20);
    let leaf = Num::Ind(x);
    let value = if is_growth { Num::Growth(Box::new(leaf), Against::YearAgo) } else { leaf };
    let ties = d.pick(&[Ties::Skip, Ties::Skip, Ties::Lowest, Ties::Dense]);
    let ranking = Ranking { value, level, among, least_first: d.chance(40), ties };
    let q = Quantity::new(d.between(1, 4), 0, PLACE);
    let test = Test::Cmp(d.pick(&[Op::Le, Op::Le, Op::Lt, Op::Ge, Op::Eq]), Num::Const(q));
    let time = yearly_times(d);
    asks(every(d, world, level), Num::Rank(Box::new(ranking)), test, time)
}

fn span(d: &mut Dice) -> Years {
    if d.chance(50) {
        return Years::Last(d.between(2, 4));
    }
    let from = d.between(2019, 2022);
    Years::Window(from, d.between(from + 1, 2025))
}

fn time_of(d: &mut Dice, span: Years) -> Time {
    match span {
        Years::Window(..) if d.chance(60) => Time::None,
        Years::Window(_, b) => Time::By(Period::year(b)),
        Years::Last(_) => yearly_times(d),
    }
}

/// `avg(X, last 3 years) >= 5万元 by 2025`.
fn over_years(d: &mut Dice, world: &World) -> Option<Statement> {
    let all = yearly(world, &[Kind::Flow, Kind::Stock, Kind::Ratio]);
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = world.indicators[x].clone();
    let span = span(d);
    let fun = d.pick(&[Fun::Avg, Fun::Avg, Fun::Max, Fun::Min, Fun::Median]);
    let over = OverPeriods { fun, body: Body::Value(Num::Ind(x)), span, each: Freq::Year };
    let test = test(d, &ind);
    let time = time_of(d, span);
    asks(every(d, world, ind.level), Num::Over(Box::new(over)), test, time)
}

/// `years(X >= 5万元, 2021..2025) >= 3年`.
fn years_of(d: &mut Dice, world: &World) -> Option<Statement> {
    let body = village_condition(d, world)?;
    let is_yearly = leaves_of(world, &body).iter().all(|&x| world.indicators[x].freq == Freq::Year);
    if !is_yearly || !has_members(world, Level::Village) {
        return None;
    }
    let span = span(d);
    let over = OverPeriods { fun: Fun::Count, body: Body::Holds(body), span, each: Freq::Year };
    let q = Quantity::new(d.between(0, 4), 0, YEARS);
    let test = Test::Cmp(d.pick(&[Op::Ge, Op::Ge, Op::Gt, Op::Le, Op::Lt, Op::Eq]), Num::Const(q));
    let time = time_of(d, span);
    asks(every(d, world, Level::Village), Num::Over(Box::new(over)), test, time)
}

/// `every 村: X >= 50% * avg(村: X)@镇`, or against the mean of the peers.
fn against_mean(d: &mut Dice, world: &World) -> Option<Statement> {
    let all: Vec<usize> = yearly(world, &[Kind::Flow, Kind::Stock])
        .into_iter()
        .filter(|&x| world.indicators[x].level != Level::County)
        .collect();
    if all.is_empty() || !world.has_roster {
        return None;
    }
    let x = d.pick(&all);
    let level = world.indicators[x].level;
    let above = if level == Level::Town { Level::County } else { d.pick(&[Level::Town, Level::County]) };
    let fun = d.pick(&[Fun::Avg, Fun::Avg, Fun::Median, Fun::Max, Fun::Sum]);
    let agg = Box::new(Agg { fun, level, filter: None, body: Body::Value(Num::Ind(x)) });
    let mean = if d.chance(50) { Num::Above(agg, above) } else { Num::Peers(agg, above) };
    let share = Quantity::new(d.pick(&[50, 80, 100, 120]), 0, PERCENT);
    let line = Num::Arith('*', Box::new(Num::Const(share)), Box::new(mean));
    let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), line);
    let time = yearly_times(d);
    asks(every(d, world, level), Num::Ind(x), test, time)
}

/// `X >= X@县 + 1个百分点` of a ratio, and of growth.
fn shifted(d: &mut Dice, world: &World) -> Option<Statement> {
    let fits = |x: &usize| {
        let ind = &world.indicators[*x];
        ind.level != Level::County && (ind.upward_sum || ind.kind == Kind::Ratio)
    };
    let all: Vec<usize> = yearly(world, &[Kind::Flow, Kind::Stock, Kind::Ratio]).into_iter().filter(fits).collect();
    if all.is_empty() || !world.has_roster {
        return None;
    }
    let x = d.pick(&all);
    let ind = &world.indicators[x];
    let points = Box::new(Num::Const(Quantity::new(d.between(1, 4), 0, POINT)));
    let op = d.pick(&['+', '-']);
    let (own, whole) = match ind.kind {
        Kind::Ratio => (Num::Ind(x), Num::AtLevel(x, Level::County)),
        _ => {
            let of = |n: Num| Num::Growth(Box::new(n), Against::YearAgo);
            (of(Num::Ind(x)), of(Num::AtLevel(x, Level::County)))
        }
    };
    let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), Num::Arith(op, Box::new(whole), points));
    let time = yearly_times(d);
    asks(every(d, world, ind.level), own, test, time)
}

/// `every 村 where 退出年份 <= 2022: X >= 5万元 by 2024`, and counts of such.
fn dated(d: &mut Dice, world: &World) -> Option<Statement> {
    if !world.has_roster || !has_members(world, Level::Village) {
        return None;
    }
    let op = d.pick(&[Op::Le, Op::Lt, Op::Ge, Op::Gt, Op::Eq, Op::Ne]);
    let filter = Cond::AttrYear(EXIT_YEAR, op, d.between(2021, 2025));
    let body = village_condition(d, world)?;
    let xs = leaves_of(world, &body);
    let time = time(d, world, &xs, false);
    if d.chance(50) {
        let fun = d.pick(&[Fun::Count, Fun::Share]);
        let agg = Agg { fun, level: Level::Village, filter: Some(filter), body: Body::Holds(body) };
        let test = count_test(d, fun == Fun::Share);
        return asks(Scope::Open, Num::Agg(Box::new(agg)), test, time);
    }
    let time = if matches!(time, Time::EachYears(..)) { Time::By(Period::year(2023)) } else { time };
    let scope = Scope::Every(Level::Village, Some(filter), vec![]);
    let body = match body {
        // A comparison that stands alone is a subject with its target.
        Cond::Is(num, test) => Duty::Targets(num, vec![Target { test, time }]),
        other => Duty::Holds(other, time),
    };
    Some(Statement { scope, condition: None, body, exceptions: vec![] })
}

/// The indicator of a weighted formula, where the world has one.
const INDEX: &str = "综合指数";

/// Declares a weighted formula over two indicators of one level.
fn weigh(d: &mut Dice, world: &mut World) {
    let all = yearly(world, &[Kind::Flow, Kind::Stock]);
    let Some(&a) = all.first() else { return };
    let level = world.indicators[a].level;
    let Some(&b) = all.iter().find(|&&b| b != a && world.indicators[b].level == level) else { return };
    let weight = d.pick(&[20, 40, 50, 60]);
    let line = |d: &mut Dice, x: usize| quantity(d, &world.indicators[x]);
    let parts = vec![(a, line(d, a), weight), (b, line(d, b), 100 - weight)];
    let like = world.indicators[a].clone();
    world.indicators.push(Indicator {
        name: INDEX.to_owned(),
        unit: PERCENT,
        kind: Kind::Ratio,
        lo: None,
        hi: None,
        freq_written: false,
        within: None,
        upward_sum: false,
        weight: None,
        precision: None,
        formula: Some(Num::Weighted(parts)),
        class: None,
        ..like
    });
}

fn weighted(d: &mut Dice, world: &World) -> Option<Statement> {
    let x = world.indicators.iter().position(|i| i.name == INDEX)?;
    let q = Quantity::new(d.pick(&[80, 90, 100, 150]), 0, PERCENT);
    let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), Num::Const(q));
    let time = yearly_times(d);
    asks(every(d, world, world.indicators[x].level), Num::Ind(x), test, time)
}
