//! Who left a population: named with the cell that took them out, as many as the numbers say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_data as data;
use dabiao_eval::{Detail, LeftBy, Session};
use dabiao_lang::check;
use dabiao_lang::diag::Lang;
use dabiao_lang::source::MemoryFiles;
use dabiao_report as report;

use crate::oracle;

const RULES: &str = "\
指标 收入 { 计量单位 万元; 层级 村; 类型 时期数; 取值 0.. }
指标 脱贫村 { 类型 是非 }
规则 R1 { 占比(村: 收入 >= 5万元) >= 60% 截至 2025 }
规则 R2 { 每个 村 其中 脱贫村: 收入 >= 5万元 截至 2025
  例外 其中 类别 = 城中村: 无 }
规则 R3 { 合计(村: 收入) >= 15万元 截至 2025 }
规则 R4 { 每个 村: 若 类别 = 农业村: 收入 >= 5万元 截至 2025 }
";
const ROSTER: &str = "\
代码,名称,层级,上级,脱贫村,类别
1,县,县,,,
2,甲,村,1,是,
3,乙,村,1,,农业村
4,丙,村,1,是,农业村
5,丁,村,1,是,城中村
6,戊,村,1,否,农业村
";
const FIGURES: &str = "\
指标,对象,时期,数值,单位
收入,甲,2025,9,万元
收入,乙,2025,8,万元
收入,丙,2025,不适用,
";

fn with_judgement<T>(look: impl FnOnce(&check::RuleSet, &data::Dataset, &dabiao_eval::Judgement) -> T) -> T {
    let loaded = check::load_text("a.rules", RULES);
    assert!(!loaded.diagnostics.iter().any(|d| d.is_error()), "{:?}", loaded.diagnostics);
    let files = MemoryFiles::new([("名录.csv", ROSTER), ("数据.csv", FIGURES)]);
    let request = data::LoadRequest {
        paths: vec!["数据.csv".to_owned()],
        roster: Some("名录.csv".to_owned()),
        ..Default::default()
    };
    let (dataset, _) = data::load(&files, &request, &loaded.rules.model().schema);
    let dataset = dataset.unwrap();
    let as_of = chrono::NaiveDate::from_ymd_opt(2026, 1, 30).unwrap();
    let judgement = Session::new(&loaded.rules, &dataset, as_of).evaluate(Detail::Summary);
    look(&loaded.rules, &dataset, &judgement)
}

#[test]
fn everybody_who_left_is_named_with_the_cell() {
    let found: Vec<(usize, String, LeftBy, Vec<String>)> = with_judgement(|rules, data, judgement| {
        let name = |id| rules.model().schema.indicator(id).unwrap().name.to_string();
        let one = |l: &dabiao_eval::Left| {
            let cells = l.cells.iter().map(|c| format!("{} {}", name(c.indicator), c.value)).collect();
            (l.rule, data.roster.get(l.entity).unwrap().name.to_string(), l.by, cells)
        };
        judgement.left.iter().map(one).collect()
    });
    let left = |rule: usize, who: &str, by, cell: &str| (rule, who.to_owned(), by, vec![cell.to_owned()]);
    assert_eq!(
        found,
        [
            left(0, "丙", LeftBy::Figure, "收入 不适用"),
            left(1, "甲", LeftBy::Unknown, "类别 "),
            left(1, "乙", LeftBy::Unknown, "脱贫村 "),
            left(1, "丙", LeftBy::Figure, "收入 不适用"),
            left(1, "丁", LeftBy::Exception(0), "类别 城中村"),
            left(2, "丙", LeftBy::Part, "收入 不适用"),
            left(3, "丙", LeftBy::Figure, "收入 不适用"),
            left(3, "丁", LeftBy::Condition, "类别 城中村"),
        ]
    );
}

#[test]
fn the_report_has_one_block_of_them() {
    let text = with_judgement(|rules, data, judgement| {
        let options = report::json::Options { detail: report::json::Detail::Normal, lang: Lang::Zh };
        report::render::markdown(&report::evaluation::evaluation(rules, data, judgement, options))
    });
    let block = text.split("未计入的对象").nth(1).unwrap().split("\n## ").next().unwrap();
    for part in ["收入 2025 (数据.csv 第 4 行)", "第 1 项例外", "是否适用不明", "甲、乙", "类别、脱贫村"]
    {
        assert!(block.contains(part), "{part}: {block}");
    }
}

#[test]
fn what_holds_on_missing_figures_carries_its_certificate() {
    let reason = with_judgement(|_, _, judgement| judgement.rules[2].checks[0].reason.clone().unwrap());
    assert_eq!(reason.zh, "缺少的数据按最不利补齐，仍为17万元，达到目标");
    assert_eq!(reason.en, "the worst that the missing figures can come to still gives 17万元, which is enough");
}

#[test]
fn nobody_leaves_unlisted() {
    let mut seen = 0;
    for seed in 0..400 {
        let world = oracle::generate::generate(seed);
        let found = oracle::engine::report(&world, &oracle::print::print(&world)).unwrap();
        let listed = found["left"].as_array().cloned().unwrap_or_default();
        for rule in found["rules"].as_array().unwrap() {
            for (at, check) in rule["checks"].as_array().unwrap().iter().enumerate() {
                let Some(members) = check["members"].as_object() else { continue };
                let of = |by: &[&str]| {
                    let is_it = |l: &&serde_json::Value| {
                        l["rule"] == rule["id"]
                            && l["check"] == at as u64 + 1
                            && by.contains(&l["by"].as_str().unwrap())
                    };
                    listed.iter().filter(is_it).count() as u64
                };
                let note = format!("seed {seed}, {}: {check:#}\n{listed:#?}", rule["id"]);
                // Whoever a filter's figure or an exception takes out is listed and is no member at all.
                assert!(
                    of(&["figure", "exception", "condition"]) >= members["not_applicable"].as_u64().unwrap(),
                    "{note}"
                );
                assert_eq!(of(&["unknown"]), members["membership_unknown"].as_u64().unwrap(), "{note}");
                seen += of(&["figure", "exception", "unknown"]);
            }
        }
    }
    assert!(seen > 100, "{seen}");
}
