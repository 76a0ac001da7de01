//! Whose verdict flips when rules change: both versions are judged on one set of data, the suspicious first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_diff::diff::{self, Direction, Impact};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::model::Verdict;
use dabiao_lang::source::MemoryFiles;

const HEAD: &str =
    "指标 收入 { 单位 万元; 层级 村; 类型 时期数; 取值 0.. }\n指标 面积 { 单位 亩; 层级 县; 类型 时点数 }\n";

fn files() -> MemoryFiles {
    let roster = "code,name,level,parent\n1,某县,县,\n11,甲镇,镇,1\n111,东村,村,11\n112,西村,村,11\n113,南村,村,11\n";
    let data = "indicator,entity,period,value,unit\n收入,东村,2025,5,万元\n收入,西村,2025,4.8,万元\n收入,南村,2025,2,万元\n面积,某县,2025,20,亩\n";
    MemoryFiles::new([("d/名录.csv", roster), ("d/数据.csv", data)])
}

fn read(text: &str) -> (Loaded, Dataset) {
    let loaded = check::load_text("a.rules", &format!("{HEAD}{text}"));
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    let data = data::load(&files(), &request, &loaded.rules.model().schema).0.unwrap();
    (loaded, data)
}

fn impact(old: &str, new: &str) -> Impact {
    let ((a, before), (b, after)) = (read(old), read(new));
    let diff = diff::compare(&a.rules, &b.rules);
    let as_of = "2025-12-31".parse().unwrap();
    diff::impact(&a.rules, &b.rules, &diff, diff::Data { old: &before, new: &after, as_of })
}

#[test]
fn a_target_relaxed_just_enough_comes_first() {
    let old = "规则 A { 每个 村: 收入 >= 5万元 截至 2025 }\n规则 B { 面积 >= 21亩 截至 2025 }\n规则 C { 面积 >= 10亩 截至 2025 }\n规则 D { 面积 >= 1亩 截至 2025 }\n";
    let new = "规则 A { 每个 村: 收入 >= 4万元 截至 2025 }\n规则 B { 面积 >= 20亩 截至 2025 }\n规则 C { 面积 >= 30亩 截至 2025 }\n规则 D { 面积 >= 1亩 截至 2025 }\n";
    let found = impact(old, new);
    let shown: Vec<String> = found
        .flips
        .iter()
        .map(|f| {
            let word = |v: Option<Verdict>| v.map_or("-", Verdict::as_str);
            let name = f.name.as_deref().unwrap_or("");
            let (before, after) = (word(f.before), word(f.after));
            format!(
                "{} {name} {before} -> {after} {}{}",
                f.id,
                f.direction.as_str(),
                if f.is_suspicious { " !" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        shown,
        ["B 某县 unmet -> met better !", "A 西村 unmet -> met better !", "C 某县 met -> unmet worse"],
        "{:#?}",
        found.flips
    );
    assert_eq!(found.flips[0].direction, Direction::Better);
    assert!(found.flips[0].margin.as_ref().unwrap().is_zero());
}

#[test]
fn a_rule_that_is_gone_no_longer_fails() {
    let old = "规则 A { 面积 >= 21亩 截至 2025 }\n规则 B { 面积 >= 2亩 截至 2025 }\n";
    let found = impact(old, "规则 B { 面积 >= 2亩 截至 2025 }\n");
    let all: Vec<_> = found.flips.iter().map(|f| (&*f.id, f.before, f.after, f.is_suspicious)).collect();
    assert_eq!(all, [("A", Some(Verdict::Unmet), None, true)]);
    assert!(impact(old, old).flips.is_empty());
}
