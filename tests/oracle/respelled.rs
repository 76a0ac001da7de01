//! The same rules in other words: every entity, none that fails, all of them; amounts in other units. The library alone
//! is asked, and must give each spelling the same verdict.

use super::calendar::Freq;
use super::naive::leaves_of;
use super::world::{
    Agg, AttrCell, Body, Cond, Duty, Fun, HECTARE, Level, MU, Num, Op, PERCENT, PERMILLE, PERSON, PIECE, Quantity,
    RowValue, Rule, Scope, Statement, Target, Test, Time, Unit, WAN_PERSON, WAN_YUAN, World, YUAN,
};

/// A rule over every entity with those that ask the same by a share and by a count.
pub fn families(world: &World) -> Vec<Vec<Rule>> {
    world.rules.iter().filter_map(|rule| family(world, rule)).collect()
}

fn family(world: &World, rule: &Rule) -> Option<Vec<Rule>> {
    let [Statement { scope: Scope::Every(level, filter, except), condition: None, body, exceptions }] =
        rule.statements.as_slice()
    else {
        return None;
    };
    let Duty::Targets(num @ Num::Ind(_), targets) = body else { return None };
    let [Target { test: test @ Test::Cmp(_, Num::Const(_)), time }] = targets.as_slice() else { return None };
    let is_of_roster = filter.as_ref().is_none_or(|f| leaves_of(world, f).is_empty());
    let is_plain = except.is_empty() && exceptions.is_empty() && rule.precision.is_none() && world.has_roster;
    // What follows a target is not respelled.
    let is_plain = is_plain && rule.revisions.is_empty();
    let is_below = *level > world.entities[world.region()].level;
    let is_dated = matches!(time, Time::By(_) | Time::In(_) | Time::Each(Freq::Year, Some(_)));
    if !(is_of_roster && is_plain && is_below && is_dated) {
        return None;
    }
    let holds = Cond::Is(num.clone(), test.clone());
    let none_fails = of(*level, filter.clone(), (Fun::Count, Cond::Not(Box::new(holds.clone()))));
    let all_hold = of(*level, filter.clone(), (Fun::Share, holds));
    let spelled = |name: &str, num: Num, line: Quantity| {
        let test = Test::Cmp(Op::Eq, Num::Const(line));
        let body = Duty::Targets(num, vec![Target { test, time: time.clone() }]);
        let statements = vec![Statement { scope: Scope::Open, condition: None, body, exceptions: vec![] }];
        Rule { id: format!("{}-{name}", rule.id), statements, baseline: None, ..rule.clone() }
    };
    let every = Rule { baseline: None, ..rule.clone() };
    let all = spelled("all", all_hold, Quantity::new(100, 0, PERCENT));
    let none = spelled("none", none_fails, Quantity::new(0, 0, PIECE));
    // Where nobody may be meant at all, a count is a number still, and whoever fails is nobody either way.
    let is_doubtful = filter.is_some() && world.entities.iter().any(|e| e.attrs.contains(&AttrCell::Unknown));
    Some(if is_doubtful { vec![every, all] } else { vec![every, all, none] })
}

fn of(level: Level, filter: Option<Cond>, (fun, cond): (Fun, Cond)) -> Num {
    Num::Agg(Box::new(Agg { fun, level, filter, body: Body::Holds(cond) }))
}

/// Returns the world with the amounts of its targets and data in other units.
pub fn in_other_units(world: &World) -> World {
    let mut other = world.clone();
    for row in &mut other.rows {
        if let RowValue::Number(q) = &mut row.value {
            *q = converted(*q);
        }
    }
    for rule in &mut other.rules {
        for statement in &mut rule.statements {
            if let Duty::Targets(_, targets) = &mut statement.body {
                targets.iter_mut().for_each(|t| convert(&mut t.test));
            }
        }
    }
    other
}

fn convert(test: &mut Test) {
    match test {
        Test::Cmp(_, Num::Const(q)) | Test::About(q, _) => *q = converted(*q),
        Test::Closed(a, b) | Test::Bracket(a, _, b, _) => (*a, *b) = (converted(*a), converted(*b)),
        Test::Cmp(..) => {}
    }
}

/// Returns the same amount in a relative of its unit, where that needs no fraction.
fn converted(q: Quantity) -> Quantity {
    let of = |unit: Unit, digits: i64, scale: u32| Quantity { digits, scale, unit };
    match q.unit {
        u if u == WAN_YUAN => of(YUAN, q.digits * 10_000, q.scale),
        u if u == YUAN => of(WAN_YUAN, q.digits, q.scale + 4),
        u if u == HECTARE => of(MU, q.digits * 15, q.scale),
        u if u == PERSON => of(WAN_PERSON, q.digits, q.scale + 4),
        u if u == WAN_PERSON => of(PERSON, q.digits * 10_000, q.scale),
        u if u == PERCENT => of(PERMILLE, q.digits * 10, q.scale),
        u if u == PERMILLE => of(PERCENT, q.digits, q.scale + 1),
        _ => q,
    }
}
