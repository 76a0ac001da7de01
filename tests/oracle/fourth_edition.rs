//! Random rules of figures that somebody sets, of targets that follow one another, and of functions over quarters and
//! months.

use super::calendar::{Day, Freq, Period};
use super::forms::{every, has_members, plain, settled, single, test};
use super::generate::{Dice, quantity};
use super::world::{
    Agg, Body, Cond, Course, Duty, Fun, Indicator, Kind, MONTHS, Num, Op, OverPeriods, PERCENT, PIECE, Quantity,
    Revision, Row, RowValue, Rule, Scope, SetIn, Spelling, Statement, Target, Test, Time, World, YEARS, Years,
};

/// The name of the figures that somebody sets.
const TASK: &str = "下达任务";

/// Adds one or two rules of these forms to a world, and what they measure.
pub fn add(d: &mut Dice, world: &mut World) {
    let task = if d.chance(55) { set_task(d, world) } else { None };
    for _ in 0..d.between(1, 2) {
        let made = match d.below(6) {
            0..=2 => task.and_then(|(x, task)| against_task(d, world, (x, task))),
            3 => finer(d, world),
            _ => None,
        };
        let revised = made.is_none();
        let Some(statement) = made.or_else(|| single(d, world)) else { continue };
        if super::windows::of_statement(world, &statement).last.is_some() && revised {
            // A formula over years that is due without a date: how its period is written, the text does not say.
            continue;
        }
        let revisions = if revised { revisions(d, world, &statement) } else { vec![] };
        let course = if d.chance(6) { Course::Steps } else { Course::Line };
        world.rules.push(Rule {
            id: format!("T-{}", world.rules.len() + 1),
            statements: vec![settled(statement)],
            baseline: None,
            precision: None,
            missing_as_zero: d.chance(8),
            course,
            chinese: d.chance(50),
            spelling: Spelling::Plain,
            revisions,
        });
    }
}

/// Declares the task of an indicator, and sets most of its figures. Returns the indicator and its task.
fn set_task(d: &mut Dice, world: &mut World) -> Option<(usize, usize)> {
    let fits = |x: &usize| world.indicators[*x].freq == Freq::Year && has_members(world, world.indicators[*x].level);
    let all: Vec<usize> = plain(world, &[Kind::Flow, Kind::Stock, Kind::Ratio]).into_iter().filter(fits).collect();
    if all.is_empty() || !world.has_roster {
        return None;
    }
    let x = d.pick(&all);
    let like = world.indicators[x].clone();
    let task = world.indicators.len();
    world.indicators.push(Indicator {
        name: TASK.to_owned(),
        freq_written: false,
        within: None,
        upward_sum: false,
        weight: None,
        precision: None,
        set: Some(d.pick(&[SetIn::Rules, SetIn::Rules, SetIn::Data])),
        ..like.clone()
    });
    let lacking = d.pick(&[0, 0, 10, 30]);
    for e in world.members(like.level, 0) {
        for y in 2020..=2026 {
            if !d.chance(lacking) {
                let value = RowValue::Number(quantity(d, &like));
                world.rows.push(Row { indicator: task, entity: e, period: Period::year(y), value, rank: 2 });
            }
        }
    }
    Some((x, task))
}

fn asks(scope: Scope, num: Num, test: Test, time: Time) -> Option<Statement> {
    let body = Duty::Targets(num, vec![Target { test, time }]);
    Some(Statement { scope, condition: None, body, exceptions: vec![] })
}

fn when(d: &mut Dice) -> Time {
    let y = d.between(2021, 2025);
    match d.below(7) {
        0..=2 => Time::By(Period::year(y)),
        3 => Time::In(Period::year(y)),
        4 | 5 => Time::Each(Freq::Year, Some((d.between(2021, 2022), d.between(2023, 2025)))),
        _ => Time::Throughout(Some((d.between(2021, 2022), d.between(2023, 2025)))),
    }
}

/// `every 镇: X >= T in 2024`, `X >= T * 90%`, `count(村: X >= T) >= 3个`, `X / T >= 90%`.
fn against_task(d: &mut Dice, world: &World, (x, task): (usize, usize)) -> Option<Statement> {
    let level = world.indicators[x].level;
    let op = d.pick(&[Op::Ge, Op::Ge, Op::Gt, Op::Le]);
    let part = Num::Const(Quantity::new(d.pick(&[50, 90, 110]), 0, PERCENT));
    let line = match d.below(4) {
        0 if world.indicators[x].kind != Kind::Ratio => Num::Arith('*', Box::new(Num::Ind(task)), Box::new(part)),
        _ => Num::Ind(task),
    };
    let reached = Test::Cmp(op, line);
    let time = when(d);
    // Who stands below a place of that level itself, the text does not say.
    let is_own = world.entities[world.region()].level == level;
    if is_own || d.chance(65) {
        return asks(every(d, world, level), Num::Ind(x), reached, time);
    }
    let fun = d.pick(&[Fun::Count, Fun::Share]);
    let agg = Agg { fun, level, filter: None, body: Body::Holds(Cond::Is(Num::Ind(x), reached)) };
    let q = if fun == Fun::Count { Quantity::new(d.between(0, 6), 0, PIECE) } else { Quantity::new(50, 0, PERCENT) };
    let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), Num::Const(q));
    asks(Scope::Open, Num::Agg(Box::new(agg)), test, time)
}

/// `max(X, last 3 quarters)`, `months(X >= 5万元, 2023-01..2024-12) >= 10个月`.
fn finer(d: &mut Dice, world: &World) -> Option<Statement> {
    let fits = |x: &usize| {
        matches!(world.indicators[*x].freq, Freq::Quarter | Freq::Month)
            && has_members(world, world.indicators[*x].level)
    };
    let all: Vec<usize> = plain(world, &[Kind::Flow, Kind::Stock, Kind::Ratio]).into_iter().filter(fits).collect();
    if all.is_empty() {
        return None;
    }
    let x = d.pick(&all);
    let ind = world.indicators[x].clone();
    let each = ind.freq;
    let span = if d.chance(50) {
        Years::Last(d.between(2, 8))
    } else {
        let from = d.between(2021, 2023);
        Years::Window(from, d.between(from, 2025))
    };
    let time = match span {
        Years::Window(_, b) => d.pick(&[Time::None, Time::By(Period::year(b))]),
        Years::Last(_) => when(d),
    };
    let line = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le, Op::Lt]), Num::Const(quantity(d, &ind)));
    if each == Freq::Month && d.chance(50) {
        let over = OverPeriods { fun: Fun::Count, body: Body::Holds(Cond::Is(Num::Ind(x), line)), span, each };
        let q = if d.chance(80) { Quantity::new(d.between(1, 14), 0, MONTHS) } else { Quantity::new(1, 0, YEARS) };
        let test = Test::Cmp(d.pick(&[Op::Ge, Op::Gt, Op::Le]), Num::Const(q));
        return asks(every(d, world, ind.level), Num::Over(Box::new(over)), test, time);
    }
    let fun = d.pick(&[Fun::Avg, Fun::Max, Fun::Min, Fun::Median]);
    let over = OverPeriods { fun, body: Body::Value(Num::Ind(x)), span, each };
    asks(every(d, world, ind.level), Num::Over(Box::new(over)), line, time)
}

/// One or two targets that follow the only one of a statement, around the day of judgement.
fn revisions(d: &mut Dice, world: &World, statement: &Statement) -> Vec<Revision> {
    let Duty::Targets(Num::Ind(x), targets) = &statement.body else { return vec![] };
    let [Target { time, .. }] = targets.as_slice() else { return vec![] };
    let ind = world.indicators[*x].clone();
    let mut day = Day(world.as_of.0 + d.pick(&[-700, -200, -1, 0, 1, 30]));
    let mut out = Vec::new();
    for _ in 0..d.between(1, 2) {
        let time = match time {
            Time::By(p) if p.freq == Freq::Year && d.chance(40) => Time::By(p.plus(d.between(-1, 1))),
            other => other.clone(),
        };
        out.push(Revision { since: day, target: Target { test: test(d, &ind), time } });
        day = day.plus(d.pick(&[1, 90, 400]));
    }
    out
}
