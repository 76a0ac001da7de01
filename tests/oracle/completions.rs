//! The definition itself, by brute force: a judgement is decided when every completion of the missing values gives the
//! same answer. Each missing value is tried below, on and above every constant of the rule and at the ends of its
//! range; the forms for which the language promises exactness need no more than that.

use super::judge::{Case, judge, judge_rule};
use super::store::{Key, Store};
use super::verdict::{Allowed, Verdict};
use super::world::{
    AttrCell, Body, Cond, Duty, Fun, Kind, Level, Num, Op, Quantity, Row, RowValue, Scope, Test, Time, World,
};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Missing values beyond this number are not tried.
const MOST_UNKNOWN: usize = 3;

/// More completions than this are not tried.
const MOST_COMPLETIONS: usize = 400;

/// Returns what is wrong with the naive verdict of a world of one rule, or nothing; `None` where it cannot be tried.
pub fn contradiction(world: &World) -> Option<Result<(), String>> {
    let rule = world.rules.first()?;
    if !depends_on_values_alone(world) || rule.missing_as_zero {
        return None;
    }
    let store = Store::of(world, world.as_of);
    let notes = RefCell::new(Vec::new());
    let expected = judge_rule(Case { world, store: &store, rule, unknowns: Some(&notes), line: None });
    let mut keys: Vec<Key> = notes.into_inner();
    keys.sort_unstable();
    keys.dedup();
    let verdict = *expected.allowed.first().filter(|_| expected.allowed.len() == 1)?;
    let is_about_values = matches!(verdict, Verdict::Met | Verdict::Unmet | Verdict::Missing);
    if !is_about_values || keys.is_empty() || keys.len() > MOST_UNKNOWN {
        return None;
    }
    if keys.iter().map(|k| candidates(world, *k).len()).product::<usize>() > MOST_COMPLETIONS {
        return None;
    }
    let seen = all_completions(world, &keys);
    let seen: BTreeSet<Verdict> = seen.into_iter().flatten().collect();
    let agrees = match verdict {
        Verdict::Missing => seen.len() > 1 || !is_promised(world, rule.statements.first().map(|s| &s.body)?),
        decided => seen.iter().all(|v| *v == decided),
    };
    Some(if agrees { Ok(()) } else { Err(format!("{} but completions give {seen:?}", verdict.word())) })
}

fn depends_on_values_alone(world: &World) -> bool {
    let [rule] = world.rules.as_slice() else { return false };
    let [statement] = rule.statements.as_slice() else { return false };
    if !rule.revisions.is_empty() {
        // What is tried around the line is the line that was first set.
        return false;
    }
    let is_fixed = |t: &Time| match t {
        Time::None
        | Time::Each(_, None)
        | Time::EachBy(_, _, None)
        | Time::EachYears(_, None)
        | Time::Throughout(None) => world.plan.is_some(),
        _ => true,
    };
    match &statement.body {
        Duty::Targets(Num::Total(_, None), _) => world.plan.is_some(),
        Duty::Targets(Num::Total(..), _) => true,
        Duty::Targets(_, targets) => targets.len() == 1 && is_fixed(&targets[0].time),
        Duty::Holds(_, t) => is_fixed(t),
    }
}

/// Returns whether the language promises an exact answer: a known membership and one simple quantity against a constant.
fn is_promised(world: &World, body: &Duty) -> bool {
    let statement = &world.rules[0].statements[0];
    let knows_filter = |f: &Option<Cond>| f.as_ref().is_none_or(|f| is_known_filter(world, f));
    let scope = match &statement.scope {
        Scope::Every(_, filter, _) => knows_filter(filter),
        _ => true,
    };
    let simple_leaf = |x: usize| world.indicators[x].formula.is_none() && world.indicators[x].class.is_none();
    // Equality of a sum needs values that no constant of the rule names, so it is left to the reasoning.
    let constant = |t: &Test| matches!(t, Test::Cmp(Op::Ge | Op::Gt | Op::Le | Op::Lt, Num::Const(_)));
    let simple = |c: &Cond| match c {
        Cond::Is(Num::Ind(x), t) => simple_leaf(*x) && constant(t),
        Cond::Flag(x) | Cond::FlagIs(x, _) | Cond::Grade(x, ..) => simple_leaf(*x),
        _ => false,
    };
    let promised = match body {
        Duty::Holds(c, _) => simple(c),
        Duty::Targets(num, targets) => {
            targets.iter().all(|t| constant(&t.test))
                && match num {
                    Num::Ind(x) => simple_leaf(*x),
                    Num::Total(..) => true,
                    Num::Gain(inner, _) => matches!(**inner, Num::Ind(_)),
                    Num::Agg(a) => {
                        knows_filter(&a.filter)
                            && match (&a.body, a.fun) {
                                (Body::Holds(c), Fun::Count | Fun::Share) => simple(c),
                                (Body::Value(Num::Ind(x)), Fun::Sum) => simple_leaf(*x),
                                _ => false,
                            }
                    }
                    _ => false,
                }
        }
    };
    promised && scope && statement.exceptions.is_empty()
}

fn is_known_filter(world: &World, filter: &Cond) -> bool {
    let known =
        world.entities.iter().filter(|e| e.level == Level::Village).all(|e| !e.attrs.contains(&AttrCell::Unknown));
    known && matches!(filter, Cond::AttrFlag(..) | Cond::AttrText(..))
}

fn all_completions(world: &World, keys: &[Key]) -> Vec<Allowed> {
    let mut worlds = vec![world.clone()];
    for key in keys {
        let candidates = candidates(world, *key);
        worlds = (worlds.iter())
            .flat_map(|w| candidates.iter().map(|value| completed(w, *key, value.clone())).collect::<Vec<World>>())
            .collect();
    }
    worlds.iter().map(|w| judge(w).remove(0).allowed).collect()
}

fn completed(world: &World, key: Key, value: RowValue) -> World {
    let mut out = world.clone();
    out.rows.retain(|r| (r.indicator, r.entity, r.period) != key);
    out.rows.push(Row { indicator: key.0, entity: key.1, period: key.2, value, rank: 2 });
    out
}

/// Returns the values worth trying for an unknown: around every constant, at the ends of the range, far out.
fn candidates(world: &World, key: Key) -> Vec<RowValue> {
    let ind = &world.indicators[key.0];
    match ind.kind {
        Kind::Flag => return vec![RowValue::Flag(false), RowValue::Flag(true)],
        Kind::Grade => return (0..3).map(RowValue::Grade).collect(),
        _ => {}
    }
    let is_small = world.rows.iter().any(|r| (r.indicator, r.entity, r.period) == key && r.value == RowValue::Small);
    let huge = Quantity::new(1_000_000, 0, ind.unit);
    let mut all = vec![Quantity::new(0, 0, ind.unit), huge, Quantity { digits: -huge.digits, ..huge }];
    all.extend(ind.lo);
    all.extend(ind.hi);
    for q in constants(&world.rules[0].statements[0].body) {
        for d in [-1, 0, 1] {
            all.push(Quantity { digits: q.digits * 100 + d, scale: q.scale + 2, ..q });
        }
    }
    let possible = |q: &Quantity| {
        ind.lo.is_none_or(|lo| lo.base() <= q.base())
            && ind.hi.is_none_or(|hi| q.base() <= hi.base())
            && !(is_small && q.digits < 0)
    };
    let mut possible: Vec<Quantity> = all.into_iter().filter(possible).collect();
    possible.sort_by_key(|q| q.base());
    possible.dedup_by_key(|q| q.base());
    possible.into_iter().map(RowValue::Number).collect()
}

fn constants(body: &Duty) -> Vec<Quantity> {
    fn test(t: &Test, out: &mut Vec<Quantity>) {
        match t {
            Test::Cmp(_, Num::Const(q)) | Test::About(q, _) => out.push(*q),
            Test::Closed(a, b) | Test::Bracket(a, _, b, _) => out.extend([*a, *b]),
            Test::Cmp(..) => {}
        }
    }
    fn cond(c: &Cond, out: &mut Vec<Quantity>) {
        match c {
            Cond::Is(n, t) => {
                num(n, out);
                test(t, out);
            }
            Cond::Not(a) => cond(a, out),
            Cond::And(a, b) | Cond::Or(a, b) => {
                cond(a, out);
                cond(b, out);
            }
            _ => {}
        }
    }
    fn num(n: &Num, out: &mut Vec<Quantity>) {
        if let Num::Agg(a) = n {
            match &a.body {
                Body::Holds(c) => cond(c, out),
                Body::Value(v) => num(v, out),
            }
        }
    }
    let mut out = Vec::new();
    match body {
        Duty::Holds(c, _) => cond(c, &mut out),
        Duty::Targets(n, targets) => {
            num(n, &mut out);
            targets.iter().for_each(|t| test(&t.test, &mut out));
        }
    }
    out
}
