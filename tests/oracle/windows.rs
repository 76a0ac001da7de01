//! The years that a statement goes over besides the period that is judged.
//!
//! Nobody can be judged against years that are still to come: a duty that is due earlier waits for the last of them, and
//! while they run there is no line on which the years so far would lie.

use super::calendar::{Day, Period};
use super::world::{Agg, Body, Cond, Duty, Num, Scope, Statement, Test, World, Years};

/// What is named besides the period that is judged.
#[derive(Clone, Copy, Default, Debug)]
pub struct Named {
    /// The last day of functions over years and of other years.
    pub last: Option<Day>,
    /// The last day of totals.
    pub totals: Option<Day>,
    /// Whether a function over years is among it.
    pub has_years: bool,
    /// Whether it goes over recent years up to the judged one.
    pub is_recent: bool,
    /// Whether anything is read in the judged period, or moves on with it.
    pub moves: bool,
}

/// Returns what a number names.
pub fn of_num(world: &World, n: &Num) -> Named {
    let mut out = Named::default();
    num(world, n, false, &mut out);
    out
}

/// Returns what a number and what it is compared with name.
pub fn of_test(world: &World, n: &Num, t: &Test) -> Named {
    let mut out = of_num(world, n);
    test(world, t, false, &mut out);
    out
}

/// Returns what a statement names anywhere.
pub fn of_statement(world: &World, s: &Statement) -> Named {
    let mut out = Named::default();
    if let Scope::Every(_, Some(filter), _) = &s.scope {
        cond(world, filter, false, &mut out);
    }
    s.condition.iter().for_each(|c| cond(world, c, false, &mut out));
    match &s.body {
        Duty::Holds(c, _) => cond(world, c, false, &mut out),
        Duty::Targets(n, targets) => {
            num(world, n, false, &mut out);
            targets.iter().for_each(|t| test(world, &t.test, false, &mut out));
        }
    }
    for (c, t) in &s.exceptions {
        cond(world, c, false, &mut out);
        t.iter().for_each(|t| test(world, t, false, &mut out));
    }
    out
}

fn num(world: &World, n: &Num, is_pinned: bool, out: &mut Named) {
    let end = |y: i64| Some(Period::year(y).end());
    match n {
        Num::Const(_) | Num::Attr(_) => {}
        Num::Ind(x) | Num::AtEntity(x, _) | Num::AtLevel(x, _) | Num::PrevOf(x) | Num::Yearly(x, _) => {
            value(world, *x, is_pinned, out);
        }
        Num::InYear(x, y) => {
            out.last = out.last.max(end(*y));
            value(world, *x, true, out);
        }
        Num::Total(x, window) => {
            out.totals = out.totals.max(window.and_then(|(_, b)| end(b)));
            value(world, *x, is_pinned, out);
        }
        Num::Arith(_, a, b) => {
            num(world, a, is_pinned, out);
            num(world, b, is_pinned, out);
        }
        Num::Agg(agg) | Num::Above(agg, _) | Num::Peers(agg, _) => aggregate(world, agg, is_pinned, out),
        Num::Gain(a, _) | Num::Growth(a, _) | Num::Change(a) => num(world, a, is_pinned, out),
        Num::Rank(ranking) => num(world, &ranking.value, is_pinned, out),
        Num::Weighted(parts) => parts.iter().for_each(|(x, ..)| value(world, *x, is_pinned, out)),
        Num::Over(over) => {
            out.has_years = true;
            match over.span {
                Years::Window(_, b) => out.last = out.last.max(end(b)),
                Years::Last(_) => {
                    out.is_recent |= !is_pinned;
                    out.moves |= !is_pinned;
                }
            }
            body(world, &over.body, true, out);
        }
    }
}

fn aggregate(world: &World, agg: &Agg, is_pinned: bool, out: &mut Named) {
    agg.filter.iter().for_each(|f| cond(world, f, is_pinned, out));
    body(world, &agg.body, is_pinned, out);
}

fn body(world: &World, b: &Body, is_pinned: bool, out: &mut Named) {
    match b {
        Body::Holds(c) => cond(world, c, is_pinned, out),
        Body::Value(n) => num(world, n, is_pinned, out),
    }
}

fn value(world: &World, x: usize, is_pinned: bool, out: &mut Named) {
    let ind = &world.indicators[x];
    match (&ind.formula, &ind.class) {
        (Some(f), _) => num(world, f, is_pinned, out),
        (_, Some(c)) => cond(world, c, is_pinned, out),
        _ => out.moves |= !is_pinned,
    }
}

fn cond(world: &World, c: &Cond, is_pinned: bool, out: &mut Named) {
    match c {
        Cond::Is(n, t) => {
            num(world, n, is_pinned, out);
            test(world, t, is_pinned, out);
        }
        Cond::Flag(x) | Cond::FlagIs(x, _) | Cond::Grade(x, ..) => value(world, *x, is_pinned, out),
        Cond::AttrFlag(..) | Cond::AttrText(..) | Cond::AttrYear(..) => {}
        Cond::Not(a) => cond(world, a, is_pinned, out),
        Cond::And(a, b) | Cond::Or(a, b) => {
            cond(world, a, is_pinned, out);
            cond(world, b, is_pinned, out);
        }
    }
}

fn test(world: &World, t: &Test, is_pinned: bool, out: &mut Named) {
    if let Test::Cmp(_, right) = t {
        num(world, right, is_pinned, out);
    }
}
