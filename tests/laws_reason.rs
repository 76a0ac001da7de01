//! Laws of the reasoning over targets: where it says "contradiction" no data satisfy all of it, where it says "follows"
//! none satisfy the reason and not the conclusion, as the evaluator judges; and the solver agrees with trying everything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;

use dabiao_data::{DatasetBuilder, Entity, Observation, Value, Vintage};
use dabiao_eval::{self as eval, Detail};
use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::check::reason::simplex::{Bound, Conflict, Side, Simplex};
use dabiao_lang::check::reason::{obligation, solve};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::model::{Exact, IndicatorId, Period, Verdict};
use proptest::prelude::*;

const HEAD: &str = "方案 \"示例\" { 地区 某县; 期间 2021..2022; 基期 2020 }
指标 收入 { 计量单位 万元; 层级 村; 类型 时期数; 取值 0.. }
指标 产值 { 计量单位 万元; 层级 县; 类型 时期数; 取值 0.. }
指标 面积 { 计量单位 亩; 层级 县; 类型 时点数; 取值 0亩..4亩 }
指标 林地 { 计量单位 亩; 层级 县; 类型 时点数 }
指标 培训 { 计量单位 人次; 层级 县; 类型 时期数; 取值 0..; 频率 季度 }
";

/// How many villages a world may have, and what their values may be.
const MOST_VILLAGES: usize = 3;
const VALUES: [i64; 5] = [0, 1, 2, 3, 4];
const YEARS: [i32; 2] = [2021, 2022];

/// All values of a world: villages by year, then the county's three indicators by year.
#[derive(Debug, Clone)]
struct World {
    villages: Vec<[i64; 2]>,
    county: [[i64; 2]; 3],
    /// 培训 by year and quarter.
    quarters: [[i64; 4]; 2],
}

fn op() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(">="), 2 => Just("<="), 1 => Just(">"), 1 => Just("<"), 1 => Just("=")]
}

/// A statement with one target.
fn statement() -> impl Strategy<Value = String> {
    let condition = (op(), 0..5i64, 0..3i64, any::<bool>()).prop_map(|(op, k, width, is_band)| match is_band {
        true => format!("收入 in [{k}万元, {}万元)", k + width + 1),
        false => format!("收入 {op} {k}万元"),
    });
    let year = 2021..=2022i32;
    let of_villages = (condition, op(), 0..4i64, 0..7usize, year.clone()).prop_map(|(c, op, n, form, y)| match form {
        0 | 1 => format!("每个 村: {c} 截至 {y}"),
        2 | 3 => format!("数量(村: {c}) {op} {n}个 截至 {y}"),
        4 => format!("占比(村: {c}) {op} {}% 截至 {y}", n * 25),
        5 => format!("数量(村) {op} {n}个 截至 {y}"),
        _ => format!("数量(村: {c}) >= {n}个 每年 2021..2022"),
    });
    let function = prop_oneof![Just("合计"), Just("平均"), Just("最小"), Just("最大")];
    let of_sums = (function, op(), 0..5i64, year.clone())
        .prop_map(|(f, op, k, y)| format!("{f}(村: 收入) {op} {k}万元 截至 {y}"));
    let of_quarters = (op(), 0..9i64, 0..8usize, year.clone()).prop_map(|(op, k, form, y)| match form {
        0 | 1 => format!("培训 {op} {}人次 每季度 {y}..{y}", k / 4),
        2 => format!("培训 {op} {}人次 每半年 {y}..{y}", k / 2),
        3 => format!("培训 {op} {k}人次 截至 {y}Q{}", k % 4 + 1),
        4 => format!("培训 {op} {}人次 于 {y}Q{}", k / 3, k % 4 + 1),
        5 => format!("培训 {op} {}人次 每2年 2021..2022", k * 2),
        6 => format!("培训 {op} {k}人次 每年 2021..2022"),
        _ => format!("培训 {op} {k}人次 于 {y}"),
    });
    let of_years = (op(), 0..5i64, any::<bool>()).prop_map(|(op, k, is_block)| match is_block {
        true => format!("每个 村: 收入 {op} {}万元 每2年 2021..2022", k * 2),
        false => format!("每个 村: 收入 {op} {k}万元 每年 2021..2022"),
    });
    let of_county = (op(), -1..5i64, 0..9usize, year).prop_map(|(op, k, form, y)| match form {
        0 => format!("面积 {op} {k}亩 截至 {y}"),
        1 => format!("林地 {op} {k}亩 于 {y}"),
        2 => format!("产值 {op} {k}万元 每年 2021..2022"),
        3 => format!("累计(产值, 2021..2022) {op} {k}万元"),
        4 => format!("新增(林地, 自 2021) {op} {k}亩 截至 2022"),
        5 => format!("增速(面积) {op} {}% 截至 2022", k * 50),
        6 => format!("面积 + 2 * 林地 {op} {k}亩 截至 {y}"),
        7 => format!("面积 {op} {k}亩 始终 2021..2022"),
        _ => format!("林地 {op} 面积 截至 {y}"),
    });
    prop_oneof![3 => of_villages, 1 => of_sums, 2 => of_county, 3 => of_quarters, 1 => of_years]
}

fn load(statements: &[String]) -> Loaded {
    let rules: String = statements.iter().enumerate().map(|(n, s)| format!("规则 R-{n} {{ {s} }}\n")).collect();
    let loaded = check::load_text("x.rules", &format!("{HEAD}{rules}"));
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{statements:?} {errors:?}");
    loaded
}

/// Returns which rules are met on complete data.
fn met(loaded: &Loaded, world: &World) -> Vec<bool> {
    let schema = &loaded.rules.model().schema;
    let id = |name: &str| IndicatorId(schema.indicators.iter().position(|i| &*i.name == name).unwrap() as u32);
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
    let value = |builder: &mut DatasetBuilder<'_>, indicator: &str, entity, year: usize, number: i64| {
        let (indicator, period) = (id(indicator), Period::year_of(YEARS[year]).unwrap());
        let scale = if indicator == id("收入") || indicator == id("产值") { 10_000 } else { 1 };
        let value = Value::Number(Exact::from(number * scale));
        builder.add_value(Observation { indicator, entity, period, value, vintage: Vintage::Unstated });
    };
    for (n, years) in world.villages.iter().enumerate() {
        let village = builder.add_entity(entity(&format!("村{n}"), "村", Some(dabiao_data::EntityId(0))));
        (0..2).for_each(|y| value(&mut builder, "收入", village, y, years[y]));
    }
    for (indicator, years) in ["产值", "面积", "林地"].iter().zip(&world.county) {
        (0..2).for_each(|y| value(&mut builder, indicator, county, y, years[y]));
    }
    for (year, quarters) in YEARS.iter().zip(&world.quarters) {
        for (n, number) in quarters.iter().enumerate() {
            let period = Period::parse(&format!("{year}Q{}", n + 1)).unwrap();
            let (indicator, value) = (id("培训"), Value::Number(Exact::from(*number)));
            builder.add_value(Observation { indicator, entity: county, period, value, vintage: Vintage::Unstated });
        }
    }
    let (dataset, _) = builder.build();
    eval::Session::new(&loaded.rules, &dataset, "2025-12-31".parse().unwrap())
        .evaluate(Detail::Summary)
        .rules
        .iter()
        .map(|r| r.verdict == Verdict::Met)
        .collect()
}

fn world() -> impl Strategy<Value = World> {
    let value = || prop::sample::select(VALUES.to_vec());
    let village = [value(), value()];
    let negative = || -1..5i64;
    let county = (value(), value(), value(), value(), negative(), negative())
        .prop_map(|(a, b, c, d, e, f)| [[a, b], [c, d], [e, f]]);
    let quarters = prop::array::uniform2(prop::array::uniform4(0..3i64));
    (prop::collection::vec(village, 0..=MOST_VILLAGES), county, quarters)
        .prop_map(|(villages, county, quarters)| World { villages, county, quarters })
}

/// Claims about rules by position: all of these cannot be met; where all of these are met, so is that one.
#[derive(Debug, Default)]
struct Claims {
    never: BTreeSet<Vec<usize>>,
    follows: BTreeSet<(Vec<usize>, usize)>,
}

fn claims(loaded: &Loaded) -> Claims {
    let model = loaded.rules.model();
    let ids = Ids::new(&model.schema);
    let obligations = obligation::of(&ids, model);
    let found = solve::solve(&ids, model, &obligations);
    let rules = |list: &[usize]| -> Vec<usize> {
        let set: BTreeSet<usize> = list.iter().map(|o| obligations.all[*o].rule).collect();
        set.into_iter().collect()
    };
    let mut claims = Claims::default();
    claims.never.extend(found.contradictions.iter().map(|c| rules(&c.obligations)));
    let implied: BTreeSet<usize> = found.implied.iter().map(|i| i.obligation).collect();
    for rule in 0..model.rules.len() {
        let own: Vec<usize> = (0..obligations.all.len()).filter(|o| obligations.all[*o].rule == rule).collect();
        if !own.is_empty() && own.iter().all(|o| implied.contains(o) && obligations.all[*o].is_exact) {
            let by = found.implied.iter().filter(|i| own.contains(&i.obligation)).flat_map(|i| i.by.clone());
            let by: Vec<usize> = by.filter(|o| obligations.all[*o].rule != rule).collect();
            claims.follows.insert((rules(&by), rule));
        }
    }
    claims
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_rules_holds_in_every_world(
        statements in prop::collection::vec(statement(), 2..6),
        worlds in prop::collection::vec(world(), 150),
    ) {
        let loaded = load(&statements);
        let claims = claims(&loaded);
        if claims.never.is_empty() && claims.follows.is_empty() {
            return Ok(());
        }
        for world in &worlds {
            let met = met(&loaded, world);
            for never in &claims.never {
                prop_assert!(!never.iter().all(|r| met[*r]), "{never:?} of {statements:#?} are met in {world:?}");
            }
            for (by, rule) in &claims.follows {
                let is_broken = !by.is_empty() && by.iter().all(|r| met[*r]) && !met[*rule];
                prop_assert!(!is_broken, "{rule} does not follow from {by:?} of {statements:#?} in {world:?}");
            }
        }
    }

    #[test]
    fn the_solver_agrees_with_trying_everything(
        constraints in prop::collection::vec((prop::array::uniform3(-2..=2i64), 0..4usize, -3..=3i64), 1..7),
    ) {
        let (outcome, solution) = solved(&constraints);
        let grid = -12..=12i64;
        let holds = |x: &[Exact; 3]| constraints.iter().all(|c| satisfied(c, x));
        match outcome {
            // Halves and the grid between -6 and 6: enough to catch a wrong conflict.
            Err(Conflict(tags)) => {
                let named: Vec<_> = tags.iter().map(|t| constraints[*t]).collect();
                for (x, y, z) in grid.clone().flat_map(|x| grid.clone().map(move |y| (x, y))).flat_map(|(x, y)| grid.clone().map(move |z| (x, y, z))) {
                    let point = [x, y, z].map(|n| Exact::ratio(i128::from(n), 2));
                    prop_assert!(!named.iter().all(|c| satisfied(c, &point)), "{named:?} hold at {point:?}");
                }
            }
            Ok(()) => prop_assert!(holds(&solution), "{constraints:?} do not hold at {solution:?}"),
        }
    }
}

/// Weights of three variables, which comparison, and the right side.
type Constraint = ([i64; 3], usize, i64);

fn satisfied((weights, op, right): &Constraint, x: &[Exact; 3]) -> bool {
    let sum = weights.iter().zip(x).fold(Exact::ZERO, |sum, (w, x)| &sum + &(x * &Exact::from(*w)));
    let right = Exact::from(*right);
    match op {
        0 => sum >= right,
        1 => sum > right,
        2 => sum <= right,
        _ => sum < right,
    }
}

fn solved(constraints: &[Constraint]) -> (Result<(), Conflict>, [Exact; 3]) {
    let mut simplex = Simplex::new();
    let vars = [simplex.variable(), simplex.variable(), simplex.variable()];
    let set = |simplex: &mut Simplex, (tag, (weights, op, right)): (usize, &Constraint)| {
        let terms: Vec<_> = vars.iter().zip(weights).map(|(v, w)| (*v, Exact::from(*w))).collect();
        let var = simplex.combination(&terms);
        let side = if *op < 2 { Side::Lower } else { Side::Upper };
        simplex.bound(var, &Bound { side, value: Exact::from(*right), is_strict: op % 2 == 1 }, tag)?;
        simplex.check()
    };
    // Bounds come and go in between, as they do while rules are compared.
    let mark = simplex.mark();
    let _ = constraints.iter().enumerate().rev().try_for_each(|c| set(&mut simplex, c));
    simplex.back_to(mark);
    let outcome = constraints.iter().enumerate().try_for_each(|c| set(&mut simplex, c));
    let found = simplex.solution();
    (outcome, [found[0].clone(), found[1].clone(), found[2].clone()])
}
