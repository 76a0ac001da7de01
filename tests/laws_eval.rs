//! Laws of the evaluator over random worlds: what must never change a report, and what bounds must hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs, dead_code)]

use crate::oracle;

use oracle::calendar::Day;
use oracle::engine::report;
use oracle::generate::{Dice, generate};
use oracle::print::print;
use oracle::world::{Row, RowValue, SetIn, World};
use serde_json::Value;

/// Worlds for each law.
const N_WORLDS: u64 = 300;

fn base_seed() -> u64 {
    std::env::var("ORACLE_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0) + 7_000_000
}

/// What a user would compare: the rules of the report without the places that observations come from.
fn rules_of(world: &World) -> Value {
    let mut rules = report(world, &print(world)).unwrap()["rules"].take();
    for rule in rules.as_array_mut().unwrap() {
        for check in rule["checks"].as_array_mut().unwrap() {
            let check = check.as_object_mut().unwrap();
            check.remove("observations");
            check.remove("reason"); // Names files and rows.
            for entity in check.get_mut("entities").and_then(Value::as_array_mut).into_iter().flatten() {
                entity.as_object_mut().unwrap().remove("reason");
            }
            // Without a roster the order of entities is that of their names in the data.
            if !world.has_roster {
                for key in ["failing", "missing", "nearest", "entities"] {
                    if let Some(list) = check.get_mut(key).and_then(Value::as_array_mut) {
                        list.sort_by_key(ToString::to_string);
                    }
                }
            }
        }
    }
    rules
}

fn verdicts_of(rules: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for rule in rules.as_array().unwrap() {
        out.push(rule["verdict"].to_string());
        for check in rule["checks"].as_array().unwrap() {
            out.push(check["verdict"].to_string());
        }
    }
    out
}

fn first_difference(a: &Value, b: &Value, path: &str) -> String {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) if x.len() == y.len() => (x.iter().zip(y))
            .find(|(p, q)| p != q)
            .map_or(String::new(), |(p, q)| first_difference(p.1, q.1, &format!("{path}.{}", p.0))),
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => (x.iter().zip(y).enumerate())
            .find(|(_, (p, q))| p != q)
            .map_or(String::new(), |(i, (p, q))| first_difference(p, q, &format!("{path}[{i}]"))),
        _ => format!("{path}: {a} against {b}"),
    }
}

fn each_world(law: impl Fn(&World, &mut Dice)) {
    each_of(N_WORLDS, law);
}

fn each_of(n_worlds: u64, law: impl Fn(&World, &mut Dice)) {
    for i in 0..n_worlds {
        let seed = base_seed() + i;
        law(&generate(seed), &mut Dice::new(seed ^ 0xABCD));
    }
}

fn same(a: &World, b: &World, why: &str) {
    let (left, right) = (rules_of(a), rules_of(b));
    if left != right {
        let (x, y) = (print(a), print(b));
        let place = first_difference(&left, &right, "");
        panic!("{why} as of {}: {place}\n{}\n{:?}\n{:?}\n{:?}", a.as_of.iso(), x.rules, x.roster, x.data, y.data);
    }
}

#[test]
fn order_of_rows_and_files_never_matters() {
    each_world(|world, d| {
        let mut other = world.clone();
        for i in (1..other.rows.len()).rev() {
            let k = d.below(i as u64 + 1) as usize;
            other.rows.swap(i, k);
        }
        // `…` is less than one of the last digit that its file shows: which rows share a file, matters for it.
        let has_small = world.rows.iter().any(|r| r.value == RowValue::Small);
        other.layout = if has_small { 0 } else { 2 };
        let first = World { layout: other.layout, ..world.clone() };
        same(&first, &other, "rows in another order");
    });
}

#[test]
fn long_and_wide_tables_say_the_same() {
    each_world(|world, _| {
        let (long, wide) = (World { layout: 0, ..world.clone() }, World { layout: 1, ..world.clone() });
        same(&long, &wide, "a wide table");
    });
}

#[test]
fn the_language_of_keywords_never_matters() {
    each_world(|world, _| {
        let mut other = world.clone();
        other.rules.iter_mut().for_each(|r| r.chinese = !r.chinese);
        same(world, &other, "other keywords");
    });
}

#[test]
fn a_duplicate_row_changes_nothing() {
    each_world(|world, d| {
        let mut other = world.clone();
        // A figure that stands twice in the rules is told with its line.
        let is_data = |r: &&Row| world.indicators[r.indicator].set != Some(SetIn::Rules);
        let data: Vec<Row> = world.rows.iter().filter(is_data).cloned().collect();
        for _ in 0..3.min(data.len()) {
            other.rows.push(d.pick(&data));
        }
        same(world, &other, "a row twice");
    });
}

#[test]
fn a_missing_row_never_changes_a_verdict() {
    each_world(|world, d| {
        let mut other = world.clone();
        for _ in 0..5.min(world.rows.len()) {
            let like = d.pick(&world.rows);
            let period = like.period.plus(d.between(-1, 1));
            other.rows.push(Row {
                period,
                value: RowValue::Missing(d.pick(&["", "-", "NA", "缺"])),
                rank: d.below(4) as u8,
                ..like
            });
        }
        let (left, right) = (verdicts_of(&rules_of(world)), verdicts_of(&rules_of(&other)));
        assert_eq!(left, right, "a missing row\n{}\n{:?}", print(world).rules, print(&other).data);
    });
}

/// A value that arrives for a missing one keeps the measured value within the bounds that were shown before.
#[test]
fn bounds_hold_every_completion() {
    let n_compared = std::cell::Cell::new(0);
    each_of(3 * N_WORLDS, |world, d| {
        let mut world = world.clone();
        world.as_of = Day::of(2027, 1, 1);
        let before = rules_of(&world);
        for i in 0..world.rows.len() {
            let key = |r: &Row| (r.indicator, r.entity, r.period);
            let is_alone = world.rows.iter().filter(|r| key(r) == key(&world.rows[i])).count() == 1;
            if is_alone && matches!(world.rows[i].value, RowValue::Missing(_)) {
                let ind = &world.indicators[world.rows[i].indicator];
                if ind.unit.name.is_empty() {
                    continue;
                }
                world.rows[i].value = RowValue::Number(oracle::generate::quantity(d, &ind.clone()));
            }
        }
        let after = rules_of(&world);
        for (a, b) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
            for (a, b) in a["checks"].as_array().unwrap().iter().zip(b["checks"].as_array().unwrap()) {
                let Some(bounds) = a["bounds"].as_array() else { continue };
                let number = |v: &Value| v.as_str().and_then(oracle::compare::decimal);
                let Some(measured) = number(&b["measured"]["value"]) else { continue };
                let lo = number(&bounds[0]).is_none_or(|lo| lo <= measured);
                let hi = number(&bounds[1]).is_none_or(|hi| measured <= hi);
                n_compared.set(n_compared.get() + 1);
                assert!(lo && hi, "{} outside {}\n{}", b["measured"], a["bounds"], print(&world).rules);
            }
        }
    });
    assert!(n_compared.get() > 20, "{}", n_compared.get());
}

#[test]
fn whoever_is_looked_at_alone_comes_out_as_in_full() {
    each_of(120, |world, _| {
        let again = crate::oracle::engine::looked_at_again(world, &print(world)).unwrap();
        assert_eq!(again, None);
    });
}
