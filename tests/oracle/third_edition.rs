//! Random rules in which functions over years and totals stand inside something larger: beside other figures, as the
//! line of a target, in filters, conditions, counts, places and formulas.

use super::calendar::{Freq, Period};
use super::forms::{count_test, every, has_members, plain, roster_filter, settled};
use super::generate::{Dice, quantity};
use super::world::{
    Agg, Body, Cond, Course, Duty, Fun, Indicator, Kind, Level, Num, Op, OverPeriods, PERCENT, PLACE, Quantity,
    Ranking, Rule, Scope, Spelling, Statement, Target, Test, Ties, Time, World, Years,
};

/// The name of the mean that a formula computes.
const MEAN: &str = "多年均值";

/// Adds one rule of these forms to a world, and what it measures.
pub fn add(d: &mut Dice, world: &mut World) {
    let fits = |x: &usize| world.indicators[*x].freq == Freq::Year && has_members(world, world.indicators[*x].level);
    let all: Vec<usize> = plain(world, &[Kind::Flow, Kind::Stock, Kind::Ratio]).into_iter().filter(fits).collect();
    if all.is_empty() {
        return;
    }
    let x = d.pick(&all);
    if d.chance(20) {
        let like = world.indicators[x].clone();
        world.indicators.push(Indicator {
            name: MEAN.to_owned(),
            lo: None,
            hi: None,
            freq_written: false,
            within: None,
            upward_sum: false,
            weight: None,
            precision: None,
            formula: Some(over(d, x)),
            ..like
        });
    }
    let Some(statement) = statement(d, world, x) else { return };
    let course = if d.chance(6) { Course::Steps } else { Course::Line };
    world.rules.push(Rule {
        id: format!("W-{}", world.rules.len() + 1),
        statements: vec![settled(statement)],
        baseline: None,
        precision: None,
        missing_as_zero: false,
        course,
        chinese: d.chance(50),
        spelling: Spelling::Plain,
        revisions: vec![],
    });
}

fn over(d: &mut Dice, x: usize) -> Num {
    let span = if d.chance(30) {
        Years::Last(d.between(2, 3))
    } else {
        let from = d.between(2019, 2023);
        Years::Window(from, d.between(from, 2025))
    };
    let fun = d.pick(&[Fun::Avg, Fun::Avg, Fun::Max, Fun::Min, Fun::Median]);
    Num::Over(Box::new(OverPeriods { fun, body: Body::Value(Num::Ind(x)), span, each: Freq::Year }))
}

fn time(d: &mut Dice) -> Time {
    let y = d.between(2021, 2025);
    match d.below(8) {
        0..=4 => Time::By(Period::year(y)),
        5 => Time::In(Period::year(y)),
        6 => Time::Each(Freq::Year, Some((d.between(2021, 2022), d.between(2023, 2025)))),
        _ => Time::Throughout(Some((d.between(2021, 2022), d.between(2023, 2025)))),
    }
}

fn line(d: &mut Dice, ind: &Indicator) -> Test {
    let op = d.pick(&[Op::Ge, Op::Ge, Op::Gt, Op::Le, Op::Lt, Op::Eq]);
    Test::Cmp(op, Num::Const(quantity(d, ind)))
}

fn statement(d: &mut Dice, world: &World, x: usize) -> Option<Statement> {
    let ind = world.indicators[x].clone();
    let plain = Num::Ind(x);
    let constant = |d: &mut Dice| Num::Const(quantity(d, &ind));
    let arith = |op: char, a: Num, b: Num| Num::Arith(op, Box::new(a), Box::new(b));
    let percent = |d: &mut Dice| Num::Const(Quantity::new(d.pick(&[50, 80, 100, 120]), 0, PERCENT));
    let scope = every(d, world, ind.level);
    let time = time(d);
    let asks = |scope: Scope, num: Num, test: Test| {
        let body = Duty::Targets(num, vec![Target { test, time: time.clone() }]);
        Some(Statement { scope, condition: None, body, exceptions: vec![] })
    };
    match d.below(10) {
        0 | 1 => {
            // Shares are shifted by points, not by shares.
            let is_ratio = ind.kind == Kind::Ratio;
            let other = match d.below(3) {
                0 => percent(d),
                _ if is_ratio => percent(d),
                1 => constant(d),
                _ => over(d, x),
            };
            let is_factor = matches!(&other, Num::Const(q) if q.unit == PERCENT);
            let op = if is_factor { '*' } else { d.pick(&['+', '-']) };
            let num = arith(op, over(d, x), other);
            let test = line(d, &ind);
            asks(scope, num, test)
        }
        2 => {
            let right = arith('*', percent(d), over(d, x));
            asks(scope, plain, Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), right))
        }
        3 => {
            let num = if ind.kind == Kind::Ratio { over(d, x) } else { arith('-', plain, over(d, x)) };
            let test = line(d, &ind);
            asks(scope, num, test)
        }
        4 => {
            let filter = Cond::Is(over(d, x), line(d, &ind));
            let test = line(d, &ind);
            asks(Scope::Every(ind.level, Some(filter), vec![]), plain, test)
        }
        5 => {
            let condition = Cond::Is(over(d, x), line(d, &ind));
            let test = line(d, &ind);
            asks(scope, plain, test).map(|s| Statement { condition: Some(condition), ..s })
        }
        6 | 7 => counted(d, world, x).and_then(|(num, test)| asks(Scope::Open, num, test)),
        8 if ind.level == Level::Village && world.has_roster => {
            let among = d.pick(&[Level::Town, Level::County]);
            let value = over(d, x);
            let ranking = Ranking { value, level: ind.level, among, least_first: d.chance(40), ties: Ties::Skip };
            let q = Quantity::new(d.between(1, 4), 0, PLACE);
            asks(scope, Num::Rank(Box::new(ranking)), Test::Cmp(d.pick(&[Op::Le, Op::Lt, Op::Ge]), Num::Const(q)))
        }
        _ => {
            let mean = world.indicators.iter().position(|i| i.name == MEAN)?;
            let level = world.indicators[mean].level;
            let test = line(d, &world.indicators[mean].clone());
            asks(every(d, world, level), Num::Ind(mean), test)
        }
    }
}

/// A count or share of those whose years come to something, or of some of them.
fn counted(d: &mut Dice, world: &World, x: usize) -> Option<(Num, Test)> {
    let ind = world.indicators[x].clone();
    if ind.level != Level::Village || !world.has_roster {
        return None;
    }
    let by_years = Cond::Is(over(d, x), line(d, &ind));
    let (filter, body) = match d.below(3) {
        0 => (None, by_years),
        1 => (Some(roster_filter(d)), by_years),
        _ => (Some(by_years), Cond::Is(Num::Ind(x), line(d, &ind))),
    };
    let fun = d.pick(&[Fun::Count, Fun::Share]);
    let agg = Agg { fun, level: Level::Village, filter, body: Body::Holds(body) };
    let test = count_test(d, fun == Fun::Share);
    Some((Num::Agg(Box::new(agg)), test))
}
