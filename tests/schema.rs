//! Every JSON document is valid against its published schema, and the schemas are strict enough to refuse others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use crate::made;
use crate::worlds;

use dabiao_data::{self as data, LoadRequest};
use dabiao_eval as eval;
use dabiao_lang::check::{self, load_text};
use dabiao_lang::diag::Lang;
use dabiao_lang::source::MemoryFiles;
use dabiao_report::json::{self, Detail, Options};
use serde_json::Value;

/// Says why a document does not fit the schema of its name.
fn misfit(name: &str, document: &Value) -> Option<String> {
    let path = format!("{}/docs/schema/{name}.json", crate::ROOT);
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("mem:///schema.json", schema).unwrap();
    let index = compiler.compile("mem:///schema.json", &mut schemas).unwrap();
    schemas.validate(document, index).err().map(|e| format!("{e:#}"))
}

fn assert_fits(name: &str, document: impl serde::Serialize) {
    let value = serde_json::to_value(document).unwrap();
    assert_eq!(misfit(name, &value), None, "{name}");
    assert_eq!(value["schema"], format!("dabiao.{name}/1"));
}

#[test]
fn reports_fit() {
    let made = made::world();
    for detail in [Detail::Normal, Detail::Full] {
        for lang in [Lang::Zh, Lang::En] {
            assert_fits("report", json::report(&made.rules, &made.data, &made.judgement, Options { detail, lang }));
        }
    }
}

#[test]
fn receipts_fit() {
    let rules = load_text("a.rules", "指标 收入 { 计量单位 万元; 类型 时期数; 层级 村 }\n").rules;
    let files = MemoryFiles::new([
        ("d/名录.csv", "代码,名称,层级,上级\n1,甲县,县,\n11,甲村,村,1\n"),
        ("d/a.csv", "2025年表（单位：元）,,\n村名,收入（万元）,排名\n甲村,6,1\n合计,6,\n"),
        ("d/b.csv", "指标,2024年,2025年\n收入,1,2\n"),
    ]);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..Default::default() };
    let data = data::load(&files, &request, &rules.model().schema).0.unwrap();
    assert_fits("read", json::read(rules.model(), &data, Lang::Zh));
}

/// All files below a folder of the repository.
fn files_below(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = crate::ROOT;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

#[test]
fn reports_on_the_shipped_county_fit() {
    let mut all = files_below("rules");
    all.extend(files_below("seeds/ziyang-2021"));
    let files = MemoryFiles::new(all);
    let loaded = check::load(&files, &["rules/ziyang-2021".to_owned()]);
    assert_fits("rules", json::export(&loaded.rules));
    let request = LoadRequest { paths: vec!["seeds/ziyang-2021".to_owned()], ..LoadRequest::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    for (day, detail) in [("2023-06-30", eval::Detail::Full), ("2025-12-31", eval::Detail::Summary)] {
        let judgement = eval::Session::new(&loaded.rules, &data, day.parse().unwrap()).evaluate(detail);
        let detail = if detail == eval::Detail::Full { Detail::Full } else { Detail::Normal };
        assert_fits("report", json::report(&loaded.rules, &data, &judgement, Options { detail, lang: Lang::Zh }));
    }
}

#[test]
fn rankings_and_reports_with_scores_and_lights_fit() {
    for case in ["methods", "missing", "ranking", "groups", "lights"] {
        let root = crate::ROOT;
        let source = std::fs::read_to_string(format!("{root}/tests/cases/score/{case}.rules")).unwrap();
        let world = worlds::world(&source);
        let rules = load_text("case.rules", &source).rules;
        let request = LoadRequest { paths: vec!["data".to_owned()], ..LoadRequest::default() };
        let data = data::load(&MemoryFiles::new(world.tables), &request, &rules.model().schema).0.unwrap();
        let judgement = eval::Session::new(&rules, &data, world.as_of).evaluate(eval::Detail::Full);
        let options = Options { detail: Detail::Full, lang: Lang::En };
        assert_fits("report", json::report(&rules, &data, &judgement, options));
        assert_fits("rank", json::rank((&rules, &data), &judgement.scores, (world.as_of, Lang::Zh)));
        assert_fits("rules", json::export(&rules));
    }
}

#[test]
fn findings_and_rules_fit() {
    for folder in ["report", "diagnostic", "syntax", "model", "check"] {
        let Ok(entries) = std::fs::read_dir(format!("{}/tests/cases/{folder}", crate::ROOT)) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let loaded = load_text(&path.file_name().unwrap().to_string_lossy(), &text);
            assert_fits("check", json::check(&loaded.diagnostics, &loaded.sources, Lang::Zh));
            assert_fits("rules", json::export(&loaded.rules));
        }
    }
}

#[test]
fn needs_derivations_and_tests_fit() {
    let made = made::world();
    assert_fits("needs", json::needs(&made.rules, &made.data, (&made::needs(), &[])));
    let steps = made::steps();
    assert_fits("derivation", json::derivation(made::explained(&made, &steps), Lang::Zh));
    assert_fits("test", json::test(&made.rules, &made::outcomes(), &made::coverage(), Lang::En));
}

#[test]
fn what_is_to_be_followed_up_fits() {
    let made = made::world();
    let list =
        dabiao_report::followup(&eval::Session::new(&made.rules, &made.data, made.judgement.as_of), &made.judgement);
    assert!(!list.items.is_empty());
    for detail in [Detail::Normal, Detail::Full] {
        let options = Options { detail, lang: Lang::Zh };
        assert_fits("followup", json::followup((&made.rules, &made.data), &made.judgement, &list, options));
    }
    let schema = |name: &str| -> Value {
        let path = format!("{}/docs/schema/{name}.json", crate::ROOT);
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let (report, followup) = (schema("report"), schema("followup"));
    for (name, shared) in followup["$defs"].as_object().unwrap().iter().filter(|(n, _)| *n != "item") {
        assert_eq!(*shared, report["$defs"][name], "the definition of {name} is kept in step with that of a report");
    }
}

#[test]
fn audits_fit() {
    const COUNTY: [&str; 4] = ["名录.csv", "往年", "收到", "说明.csv"];
    let files = MemoryFiles::new(files_below("docs/evaluator-guide"));
    let loaded = check::load(&files, &["docs/evaluator-guide/规则".to_owned()]);
    let request =
        LoadRequest { paths: COUNTY.map(|f| format!("docs/evaluator-guide/{f}")).to_vec(), ..LoadRequest::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let as_of = "2025-12-31".parse().unwrap();
    let (results, others) = eval::Session::new(&loaded.rules, &data, as_of).audits();
    assert!(results.iter().any(|r| r.explanation.is_some()));
    let submitters = dabiao_report::audits::by_submitter(loaded.rules.model(), &data, &results);
    let options = Options { detail: Detail::Normal, lang: Lang::Zh };
    assert_fits("audit", json::audits((&loaded.rules, &data), as_of, (&submitters, &others), options));
}

#[test]
fn comparisons_of_reports_fit() {
    let made = made::world();
    let options = Options { detail: Detail::Full, lang: Lang::Zh };
    let report = serde_json::to_value(json::report(&made.rules, &made.data, &made.judgement, options)).unwrap();
    let mut other = report.clone();
    other["rules"][0]["verdict"] = "met".into();
    other["rules"][0]["checks"][0]["verdict"] = "met".into();
    other["rules"][0]["checks"][0]["entities"][0]["verdict"] = "met".into();
    other["rules"][0]["checks"][0]["observations"][0]["value"] = "7".into();
    other["rules"][1]["id"] = "NEW".into();
    other["rules"].as_array_mut().unwrap().remove(2);
    other["findings"] = Value::Array(vec![]);
    let read = |v: &Value| dabiao_report::compared::read("x.json", v.to_string().as_bytes()).unwrap();
    assert_fits("report-diff", dabiao_report::compared::compare(&read(&report), &read(&other), Lang::En));
}

#[test]
fn other_documents_are_refused() {
    let made = made::world();
    let good =
        serde_json::to_value(json::report(&made.rules, &made.data, &made.judgement, Options::default())).unwrap();
    let edits: [(&str, Value); 4] = [
        ("/rules/0/verdict", "passed".into()),
        ("/rules/0/checks/0/target/op", "=>".into()),
        ("/as_of", "31.12.2024".into()),
        ("/summary", Value::Null),
    ];
    for (place, value) in edits {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(misfit("report", &bad).is_some(), "{place}");
    }
}
