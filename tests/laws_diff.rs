//! Laws of comparing rules: what is called relaxed, tightened or equivalent is so in every world, a witness is one when it
//! is written down as a test of the rules, comparing backwards mirrors, and relaxing twice never tightens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_data::{DatasetBuilder, Entity, EntityId, Observation, Value, Vintage};
use dabiao_diff::diff::{self, Change, Kind, Name, Witness};
use dabiao_eval::{self as eval, Detail};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::model::{Exact, IndicatorId, Period, Verdict};
use proptest::prelude::*;

const HEAD: &str = "方案 \"示例\" { 地区 某县; 期间 2021..2022; 基期 2020 }
指标 收入 { 计量单位 万元; 层级 村; 类型 时期数; 取值 0.. }
指标 人口 { 计量单位 人; 层级 村; 类型 时点数; 取值 0.. }
指标 山区 { 层级 村; 类型 是非 }
指标 产值 { 计量单位 万元; 层级 县; 类型 时期数; 取值 0.. }
指标 面积 { 计量单位 亩; 层级 县; 类型 时点数; 取值 0亩..4亩 }
指标 林地 { 计量单位 亩; 层级 县; 类型 时点数 }
";

const MOST_VILLAGES: usize = 3;
const YEARS: [i32; 2] = [2021, 2022];

/// Villages: income in tenths of 万元, people and whether it lies in the hills, by year; then the county's figures.
#[derive(Debug, Clone)]
struct World {
    villages: Vec<([i64; 2], i64, bool)>,
    county: [[i64; 2]; 3],
}

fn op() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(">="), 2 => Just("<="), 1 => Just(">"), 1 => Just("<"), 1 => Just("=")]
}

fn filter() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => Just(" 其中 山区 = 是".to_owned()),
        1 => Just(" 其中 山区 = 否".to_owned()),
        1 => (1..4i64).prop_map(|n| format!(" 其中 人口 >= {n}人")),
        1 => (1..4i64).prop_map(|n| format!(" 其中 人口 >= {n}人 且 山区 = 是")),
        1 => (1..4i64).prop_map(|n| format!(" 其中 人口 < {n}人 或 山区 = 是")),
    ]
}

/// A rule's body of one of several forms; rules of one form differ in thresholds, times and filters alone.
fn body(form: usize) -> impl Strategy<Value = String> {
    let parts = (op(), 0..5i64, 0..4i64, 2021..=2022i32, filter(), prop::bool::weighted(0.2));
    parts.prop_map(move |(op, k, n, y, f, flag)| match form {
        0 => format!("每个 村{f}: 收入 {op} {k}万元 截至 {y}"),
        1 => format!("数量(村{f}: 收入 >= {k}万元) {op} {n}个 截至 {y}"),
        2 => format!("占比(村{f}: 收入 >= {k}万元) {op} {}% 截至 {y}", n * 25),
        3 => format!(
            "每个 村: 收入 >= {k}万元 截至 {y}\n例外 山区 = 是: {}",
            if flag { "无".to_owned() } else { format!("{op} {n}万元") }
        ),
        4 => format!("每个 村{f}: 收入 in [{n}万元, {}万元) 截至 {y}", n + k + 1),
        5 => format!("{}(村{f}: 收入) {op} {k}万元 截至 {y}", ["合计", "平均", "最小", "最大"][n as usize]),
        6 => format!("面积 {op} {k}亩 截至 {y}"),
        7 => format!("林地 约 {k}亩 ± {}亩 于 {y}", n),
        8 => format!(
            "产值 {op} {k}万元 {}",
            ["每年 2021..2022", "每年 2022..2022", "始终 2021..2022", "每年 2021..2021"][n as usize]
        ),
        9 => format!("林地 {op} {k}亩 截至 {y}{}", if flag { "\n精度 0 四舍五入" } else { "" }),
        10 => format!("增速(面积) {op} {}% 截至 2022", k * 50),
        11 => format!("面积 {op} {k}亩 截至 {y}; 林地 >= {n}亩 截至 {y}"),
        12 => format!("每个 村{f}: 收入 {op} 人口 * {k} / 1人 * 1万元 截至 {y}"),
        13 => format!("每个 村 除 村0: 收入 {op} {k}万元 截至 {y}"),
        14 => format!("累计(产值, 2021..{y}) {op} {k}万元"),
        _ => format!("数量(村{f}: 收入 < {k}万元) = 0个 截至 {y}"),
    })
}

const N_FORMS: usize = 16;

/// Two bodies, mostly of one form; forms that may ask the same stand next to each other.
fn two() -> impl Strategy<Value = (String, String)> {
    (
        0..N_FORMS,
        prop_oneof![6 => Just(None), 2 => (0..N_FORMS).prop_map(Some), 1 => Just(Some(0)), 1 => Just(Some(15))],
    )
        .prop_flat_map(|(a, b)| (body(a), body(b.unwrap_or(a))))
}

fn load(body: &str, more: &str) -> Loaded {
    let loaded = check::load_text("x.rules", &format!("{HEAD}规则 R {{ {body} }}\n{more}"));
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{body} {more} {errors:#?}");
    loaded
}

fn verdict(loaded: &Loaded, world: &World) -> Verdict {
    let schema = &loaded.rules.model().schema;
    let id = |name: &str| schema.indicators.iter().position(|i| &*i.name == name).map(|i| IndicatorId(i as u32));
    let level = |word: &str| schema.levels.find(word).map(|(level, _)| level);
    let mut builder = DatasetBuilder::new(schema);
    let entity = |name: &str, word: &str, parent| Entity {
        code: name.into(),
        name: name.into(),
        level: level(word),
        label: None,
        parent,
    };
    let county = builder.add_entity(entity("某县", "县", None));
    let value = |builder: &mut DatasetBuilder<'_>, indicator: &str, entity, year: usize, value: Value| {
        let (Some(indicator), period) = (id(indicator), Period::year_of(YEARS[year]).unwrap()) else { return };
        builder.add_value(Observation { indicator, entity, period, value, vintage: Vintage::Unstated });
    };
    let number = |x: i64, scale: i64| Value::Number(Exact::ratio(i128::from(x * scale), 10));
    for n in 0..MOST_VILLAGES {
        // The village that rules leave out by name is always there.
        let Some((income, people, is_hilly)) = world.villages.get(n) else {
            if n == 0 {
                builder.add_entity(entity("村0", "村", Some(EntityId(0))));
            }
            continue;
        };
        let village = builder.add_entity(entity(&format!("村{n}"), "村", Some(EntityId(0))));
        for (y, own) in income.iter().enumerate() {
            value(&mut builder, "收入", village, y, number(*own, 10_000));
            value(&mut builder, "人口", village, y, number(*people * 10, 1));
            value(&mut builder, "山区", village, y, Value::Flag(*is_hilly));
        }
    }
    for ((indicator, scale), years) in [("产值", 10_000), ("面积", 1), ("林地", 1)].iter().zip(&world.county) {
        (0..2).for_each(|y| value(&mut builder, indicator, county, y, number(years[y], *scale)));
    }
    let (dataset, _) = builder.build();
    eval::Session::new(&loaded.rules, &dataset, "2025-12-31".parse().unwrap()).evaluate(Detail::Summary).rules[0]
        .verdict
}

fn world() -> impl Strategy<Value = World> {
    let value = || prop::sample::select(vec![0i64, 5, 10, 15, 20, 25, 30, 40]);
    let village = ([value(), value()], 0..4i64, any::<bool>());
    let free = || prop::sample::select(vec![-10i64, 0, 5, 10, 14, 15, 16, 20, 25, 30, 40, 50]);
    let county = ([value(), value()], [value(), value()], [free(), free()]).prop_map(|(a, b, c)| [a, b, c]);
    (prop::collection::vec(village, 1..=MOST_VILLAGES), county)
        .prop_map(|(villages, county)| World { villages, county })
}

/// A witness as a test that stands in the rules.
fn as_test(witness: &Witness, expected: Verdict) -> String {
    let mut givens = String::new();
    for d in &witness.data {
        let value = if d.value.is_empty() { "_" } else { &d.value };
        let period = if d.period.is_empty() { String::new() } else { format!("[{}]", d.period) };
        for entity in expanded(d.entity.as_deref(), d.last_entity.as_deref()) {
            let at = if entity.is_empty() { String::new() } else { format!("@{entity}") };
            writeln!(givens, "  设 {}{at}{period} = {value}", d.indicator).unwrap();
        }
    }
    format!("测试 \"例\" {{\n{givens}  应得 R = {} 截至日 {}\n}}\n", expected.as_str(), witness.as_of)
}

fn expanded(first: Option<&str>, last: Option<&str>) -> Vec<String> {
    let Some(first) = first else { return vec![String::new()] };
    let Some(last) = last else { return vec![first.to_owned()] };
    let number = |s: &str| s.trim_start_matches('村').parse::<usize>().unwrap();
    (number(first)..=number(last)).map(|n| format!("村{n}")).collect()
}

fn holds(loaded: &Loaded) -> bool {
    eval::run_tests(&loaded.rules).iter().flat_map(|t| &t.expects).all(|e| e.is_passed)
}

/// What a change comes to once it is due; before, rules that are equal then may be judged otherwise.
fn when_due(change: &Change) -> Kind {
    if change.name == Name::CourseChanged { Kind::Equivalent } else { change.kind }
}

/// Names that look like what the program writes itself, or like nothing at all.
const HOSTILE: [&str; 6] =
    ["'甲/乙'", "'乙」 「甲'", "'Add(甲,乙)'", "'  where  but '", "'e\u{301}\u{200d}x'", "'(not 「山区」)'"];

/// The text with the indicators called by hostile names; a name is a name whatever signs are in it.
fn renamed(text: &str, first: usize) -> String {
    let names = ["收入", "人口", "山区", "产值", "面积", "林地"];
    let mut out = text.to_owned();
    for (n, name) in names.iter().enumerate() {
        out = out.replace(name, &format!("\u{1}{n}\u{2}"));
    }
    for n in 0..names.len() {
        out = out.replace(&format!("\u{1}{n}\u{2}"), HOSTILE[(n + first) % HOSTILE.len()]);
    }
    out
}

/// The change of what is asked, if there is one.
fn change(a: &Loaded, b: &Loaded) -> Option<Change> {
    let diff = diff::compare(&a.rules, &b.rules);
    assert!(diff.changes.len() <= 1, "{:#?}", diff.changes);
    diff.changes.into_iter().next()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_two_rules_holds_in_every_world(
        (old, new) in two(),
        worlds in prop::collection::vec(world(), 24),
    ) {
        let (a, b) = (load(&old, ""), load(&new, ""));
        prop_assert!(change(&a, &a).is_none() && change(&b, &b).is_none());
        let (forth, back) = (change(&a, &b), change(&b, &a));
        let outline = |c: &Option<Change>, is_turned: bool| c.as_ref().map(|c| match is_turned {
            true => (c.kind.mirror(), c.name.mirror(), c.is_proved, c.witnesses.len()),
            false => (c.kind, c.name, c.is_proved, c.witnesses.len()),
        });
        prop_assert_eq!(outline(&forth, false), outline(&back, true), "{} -> {}", old, new);
        let kind = forth.as_ref().map_or(Kind::Equivalent, when_due);
        let is_strict = forth.as_ref().is_none_or(|c| c.assumes.is_none());
        for world in &worlds {
            let (before, after) = (verdict(&a, world), verdict(&b, world));
            // What nobody is meant by is neither kept nor broken.
            if before == Verdict::Empty || after == Verdict::Empty {
                continue;
            }
            let (was, is) = (before == Verdict::Met, after == Verdict::Met);
            let fits = match kind {
                Kind::Relaxed => !was || is,
                Kind::Tightened => was || !is,
                Kind::Equivalent | Kind::Metadata => was == is,
                _ => true,
            };
            prop_assert!(fits || !is_strict, "{old} -> {new} is {kind:?}, but {before:?} -> {after:?} in {world:?}");
        }
        let Some(change) = forth else { return Ok(()) };
        let is_same_when_due = matches!(change.name, Name::CourseChanged | Name::TimeFormChanged);
        let n = match (change.kind, change.is_proved) {
            (Kind::Incomparable, true) if is_same_when_due => 1,
            (Kind::Relaxed | Kind::Tightened, _) => 1,
            (Kind::Incomparable, true) => 2,
            (Kind::Incomparable, false) => change.witnesses.len().min(1),
            _ => 0,
        };
        prop_assert_eq!(change.witnesses.len(), n, "{} -> {}: {:#?}", old, new, change);
        for witness in &change.witnesses {
            let (x, y) = (as_test(witness, witness.before), as_test(witness, witness.after));
            prop_assert!(holds(&load(&old, &x)), "{old}\n{x}");
            prop_assert!(holds(&load(&new, &y)), "{new}\n{y}");
            prop_assert_ne!(witness.before, witness.after);
            prop_assert!(is_same_when_due || (witness.before == Verdict::Met) != (witness.after == Verdict::Met));
        }
    }

    #[test]
    fn names_say_nothing((old, new) in two(), first in 0..6usize) {
        let (a, b) = (load(&old, ""), load(&new, ""));
        let hostile = |body: &str| {
            let text = renamed(&format!("{HEAD}规则 R {{ {body} }}\n"), first);
            let loaded = check::load_text("x.rules", &text);
            let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
            assert!(errors.is_empty(), "{text} {errors:#?}");
            loaded
        };
        let (x, y) = (hostile(&old), hostile(&new));
        let outline = |c: Option<Change>| c.map(|c| (c.kind, c.name, c.parts, c.is_proved, c.witnesses.len()));
        prop_assert_eq!(outline(change(&a, &b)), outline(change(&x, &y)), "{} -> {}", old, new);
        prop_assert_eq!(a.rules.digest() == b.rules.digest(), x.rules.digest() == y.rules.digest());
    }

    #[test]
    fn relaxed_twice_is_never_tightened((a, b) in two()) {
        let (x, y) = (load(&a, ""), load(&b, ""));
        // A third rule between or beyond: the second with another threshold.
        for k in 0..3 {
            let c = b.replacen(">= 1", &format!(">= {k}"), 1);
            let z = load(&c, "");
            let kind = |p: &Loaded, q: &Loaded| change(p, q).map(|c| c.kind);
            if kind(&x, &y) == Some(Kind::Relaxed) && kind(&y, &z) == Some(Kind::Relaxed) {
                prop_assert_eq!(kind(&x, &z), Some(Kind::Relaxed), "{} -> {} -> {}", a, b, c);
            }
        }
    }
}

/// All worlds of two villages with five incomes each, in or out of the hills.
fn small_worlds() -> Vec<World> {
    let villages: Vec<(i64, bool)> = [0, 10, 20, 30, 40].iter().flat_map(|v| [(*v, false), (*v, true)]).collect();
    let mut all = Vec::new();
    for (v, hilly) in &villages {
        for (w, other) in &villages {
            let village = |v: i64, h: bool| ([v, v], 2, h);
            all.push(World { villages: vec![village(*v, *hilly), village(*w, *other)], county: [[0; 2]; 3] });
        }
    }
    all
}

#[test]
fn equivalent_rules_agree_in_every_small_world() {
    let worlds = small_worlds();
    let rules: Vec<String> = (0..4)
        .flat_map(|k| {
            [
                format!("每个 村: 收入 >= {k}万元 截至 2021"),
                format!("数量(村: 收入 < {k}万元) = 0个 截至 2021"),
                format!("占比(村: 收入 >= {k}万元) >= 100% 截至 2021"),
                format!("最小(村: 收入) >= {k}万元 截至 2021"),
                format!("每个 村: 收入 >= {k}万元 截至 2021\n例外 山区 = 是: >= 2万元"),
            ]
        })
        .collect();
    let loaded: Vec<Loaded> = rules.iter().map(|r| load(r, "")).collect();
    let met: Vec<Vec<bool>> =
        loaded.iter().map(|l| worlds.iter().map(|w| verdict(l, w) == Verdict::Met).collect()).collect();
    let mut n_equivalent = 0;
    for (i, a) in loaded.iter().enumerate() {
        for (j, b) in loaded.iter().enumerate().skip(i + 1) {
            let kind = change(a, b).map_or(Kind::Equivalent, |c| when_due(&c));
            let pairs = || met[i].iter().zip(&met[j]);
            match kind {
                Kind::Equivalent => n_equivalent += 1,
                Kind::Relaxed => assert!(pairs().all(|(x, y)| !x || *y), "{} -> {}", rules[i], rules[j]),
                Kind::Tightened => assert!(pairs().all(|(x, y)| *x || !y), "{} -> {}", rules[i], rules[j]),
                _ => {}
            }
            let is_same = pairs().all(|(x, y)| x == y);
            assert!(is_same || kind != Kind::Equivalent, "{} is not {}", rules[i], rules[j]);
        }
    }
    assert!(n_equivalent >= 12, "{n_equivalent}");
}
