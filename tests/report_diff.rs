//! `report-diff`: for every change whether data, rules or only the day brought it about, and what it says of bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dabiao_data::{self as data, LoadRequest};
use dabiao_eval as eval;
use dabiao_lang::check;
use dabiao_lang::diag::Lang;
use dabiao_lang::source::MemoryFiles;
use dabiao_report::json::{self, Detail, Options};
use dabiao_report::{compared, render};
use serde_json::{Value, json};

const RULES: &str = r#"方案 "甲县方案" { 地区 甲县
期间 2021..2025 }
指标 收入 { 计量单位 万元
层级 村
类型 时期数 }
指标 面积 { 计量单位 亩
层级 县
类型 时点数 }
规则 R-1 "每村收入" { 每个 村: 收入 >= 5万元 截至 2023
牵头 县农业农村局 }
规则 R-2 "村数" { 数量(村: 收入 >= 5万元) >= 3个 截至 2023 }
规则 R-3 "面积" { 面积 >= 100亩 截至 2025 }
"#;
const ROSTER: &str =
    "代码,名称,层级,上级\n1,甲县,县,\n11,乙镇,镇,甲县\n111,一村,村,乙镇\n112,二村,村,乙镇\n113,三村,村,乙镇\n";
const DATA: &str = "指标,对象,时期,数值,计量单位\n收入,111,2023,6,万元\n收入,112,2023,4,万元\n收入,113,2023,5,万元\n\
                    收入,111,2022,3,万元\n面积,甲县,2022,90,亩\n面积,甲县,2023,120,亩\n";

/// Rules, data and day of one evaluation.
#[derive(Clone)]
struct Case {
    rules: String,
    data: String,
    as_of: &'static str,
    detail: Detail,
}

fn base() -> Case {
    Case { rules: RULES.to_owned(), data: DATA.to_owned(), as_of: "2023-12-31", detail: Detail::Full }
}

impl Case {
    fn rules(mut self, from: &str, to: &str) -> Self {
        assert!(self.rules.contains(from), "{from}");
        self.rules = self.rules.replace(from, to);
        self
    }

    fn data(mut self, from: &str, to: &str) -> Self {
        assert!(self.data.contains(from), "{from}");
        self.data = self.data.replace(from, to);
        self
    }

    fn report(&self) -> String {
        let files = MemoryFiles::new([("a.rules", &*self.rules), ("名录.csv", ROSTER), ("数据.csv", &*self.data)]);
        let loaded = check::load(&files, &["a.rules".to_owned()]);
        let paths = vec!["名录.csv".to_owned(), "数据.csv".to_owned()];
        let request = LoadRequest { paths, ..LoadRequest::default() };
        let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
        let detail = if self.detail == Detail::Full { eval::Detail::Full } else { eval::Detail::Summary };
        let judgement = eval::Session::new(&loaded.rules, &data, self.as_of.parse().unwrap()).evaluate(detail);
        let options = Options { detail: self.detail, lang: Lang::Zh };
        serde_json::to_string(&json::report(&loaded.rules, &data, &judgement, options)).unwrap()
    }
}

fn compare_texts(before: &str, after: &str) -> compared::Compared {
    let read = |text: &str| compared::read("x.json", text.as_bytes()).unwrap();
    compared::compare(&read(before), &read(after), Lang::Zh)
}

fn compare(before: &Case, after: &Case) -> Value {
    serde_json::to_value(compare_texts(&before.report(), &after.report())).unwrap()
}

/// What is said of each rule that changed: `R-1 unmet met data`.
fn told(compared: &Value) -> Vec<String> {
    let changes = compared["changes"].as_array().unwrap();
    let text = |c: &Value| ["id", "before", "after", "cause"].map(|k| c[k].as_str().unwrap().to_owned()).join(" ");
    changes.iter().map(text).collect()
}

#[test]
fn the_same_twice_is_no_change() {
    let same = compare(&base(), &base());
    assert_eq!((told(&same).len(), &same["summary"]["unchanged"]), (0, &json!(3)));
    assert!(!compare_texts(&base().report(), &base().report()).has_changes());
    // Another unit, another order of rows, titles, offices and notes decide nothing.
    let lines: Vec<&str> = DATA.lines().collect();
    let turned = [&lines[..1], &lines[1..].iter().rev().copied().collect::<Vec<_>>()].concat().join("\n");
    let other = Case { data: turned, ..base() }.data("收入,112,2023,4,万元", "收入,112,2023,40000,元");
    let other = other.rules("每村收入", "各村收入").rules("县农业农村局", "县民政局\n说明 \"改了牵头单位\"");
    assert_eq!(told(&compare(&base(), &other)), Vec::<String>::new());
}

#[test]
fn data_rules_both_or_only_the_day() {
    let data = base().data("收入,112,2023,4,万元", "收入,112,2023,6,万元");
    assert_eq!(told(&compare(&base(), &data)), ["R-1 unmet met data", "R-2 unmet met data"]);

    let rules = base().rules(">= 3个", ">= 2个");
    assert_eq!(told(&compare(&base(), &rules)), ["R-2 unmet met rules"]);
    let unit = base().rules("收入 >= 5万元) >= 3个", "收入 >= 40000元) >= 3个");
    assert_eq!(told(&compare(&base(), &unit)), ["R-2 unmet met rules"]);

    let both =
        base().data("收入,112,2023,4,万元", "收入,112,2023,4.5,万元").rules("收入 >= 5万元)", "收入 >= 4.5万元)");
    assert_eq!(told(&compare(&base(), &both)), ["R-2 unmet met both"]);

    // Under another day other figures are read, and still neither data nor rules changed.
    let day = Case { as_of: "2022-12-31", ..base() };
    let compared = compare(&day, &base());
    let days = ["R-1 behind unmet day", "R-2 behind unmet day", "R-3 behind early day"];
    let told = told(&compared);
    assert!(told.iter().all(|t| t.ends_with(" day")) && told.len() == days.len(), "{told:?}");
}

#[test]
fn only_the_data_of_the_check_itself_count() {
    // The area is not what R-2 rests on: the rule alone changed it.
    let elsewhere = base().data("面积,甲县,2023,120,亩", "面积,甲县,2023,80,亩").rules(">= 3个", ">= 2个");
    let compared = compare(&base(), &elsewhere);
    assert_eq!(told(&compared)[0], "R-2 unmet met rules");
    assert_eq!(compared["changes"][0]["data"], json!(false));
    assert_eq!(compared["changes"][1]["id"], "R-3");
    assert_eq!((&compared["changes"][1]["cause"], &compared["changes"][1]["rules"]), (&json!("data"), &json!(false)));
    // A declaration that R-1 rests on is part of the rule; one that it does not read is not.
    let declared = base().rules("层级 村\n类型 时期数 }", "层级 村\n类型 时期数\n取值 0..4 }");
    let compared = compare(&base(), &declared);
    assert!(told(&compared).iter().all(|t| t.ends_with(" rules")), "{:?}", told(&compared));
}

#[test]
fn figures_and_entities_that_flipped_are_named() {
    let data = base().data("收入,112,2023,4,万元", "收入,112,2023,6,万元");
    let compared = compare(&base(), &data);
    let check = &compared["changes"][0]["checks"][0];
    let figure = json!({ "indicator": "收入", "entity": "112", "name": "二村", "period": "2023", "before": "4万元", "after": "6万元", "change": "other" });
    assert_eq!(check["figures"], json!([figure]));
    let entity = json!({ "entity": "112", "name": "二村", "before": "unmet", "after": "met", "value_before": "4", "value_after": "6" });
    assert_eq!(check["entities"], json!([entity]));
}

#[test]
fn rules_that_came_went_or_were_renumbered() {
    let after = base()
        .rules("规则 R-2 \"村数\"", "规则 R-9 \"村数\"")
        .rules("规则 R-3 \"面积\" { 面积 >= 100亩", "规则 R-4 \"面积\" { 面积 >= 110亩");
    let compared = compare(&base(), &after);
    assert_eq!((&compared["added"][0]["id"], &compared["removed"][0]["id"]), (&json!("R-4"), &json!("R-3")));
    let renumbered = &compared["changes"][0];
    assert_eq!(
        (&renumbered["id"], &renumbered["former_id"]),
        (&json!("R-9"), &json!("R-2")),
        "what it asks is the same"
    );
}

#[test]
fn findings_that_are_new_and_gone() {
    let after = base().data("收入,113,2023,5,万元", "收入,113,2023,五,万元");
    let compared = compare(&base(), &after);
    let new = compared["findings"]["new"].as_array().unwrap();
    assert!(new.iter().any(|f| f["code"] == "number-unreadable"), "{new:?}");
    let back = compare(&after, &base());
    assert_eq!(back["findings"]["gone"].as_array().unwrap().len(), new.len());
}

#[test]
fn what_old_reports_do_not_tell_is_said() {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("digest");
                map.values_mut().for_each(strip);
            }
            Value::Array(all) => all.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let old = |case: &Case| {
        let mut value: Value = serde_json::from_str(&case.report()).unwrap();
        strip(&mut value);
        value.to_string()
    };
    let after = base().data("收入,112,2023,4,万元", "收入,112,2023,6,万元").rules(">= 100亩", ">= 90亩");
    let told = serde_json::to_value(compare_texts(&old(&base()), &old(&after))).unwrap();
    assert_eq!(told["limits"].as_array().unwrap().len(), 2);
    assert_eq!(told["changes"][0]["cause"], "unknown");
    assert_eq!((&told["changes"][0]["data"], &told["changes"][0]["rules"]), (&Value::Null, &Value::Null));
    // Where a digest of the whole is the same, it tells all the same.
    let only_data = base().data("收入,112,2023,4,万元", "收入,112,2023,6,万元");
    let told = serde_json::to_value(compare_texts(&old(&base()), &old(&only_data))).unwrap();
    assert_eq!((&told["changes"][0]["data"], &told["changes"][0]["rules"]), (&Value::Null, &json!(false)));
    // A summary names those that fail, so that flips are told; its figures are not.
    let summary = |case: Case| Case { detail: Detail::Normal, ..case };
    let told = compare(&summary(base()), &summary(only_data));
    assert_eq!(told["changes"][0]["checks"][0]["entities"][0]["before"], "failing");
    assert_eq!(told["limits"].as_array().unwrap().len(), 1);
}

#[test]
fn as_text_in_both_languages() {
    let after = base()
        .data("收入,112,2023,4,万元", "收入,112,2023,6,万元")
        .data("收入,113,2023,5,万元", "收入,113,2023,五,万元")
        .rules(">= 100亩", ">= 130亩")
        .rules("规则 R-2", "规则 R-9");
    let (before, after) = (base().report(), after.report());
    let read = |text: &str| compared::read("x.json", text.as_bytes()).unwrap();
    let texts = [Lang::Zh, Lang::En].map(|lang| {
        let compared = compared::compare(&read(&before), &read(&after), lang);
        render::text(&compared::document(&compared, lang), render::Look::default())
    });
    let digests = |text: &str| {
        let word = |w: &str| {
            if w.len() == 16 && w.bytes().all(|b| b.is_ascii_hexdigit()) { "DIGEST".into() } else { w.to_owned() }
        };
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!(digests(&texts.join("\n")));
}

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .args(["--lang", "zh", "report-diff"])
        .args(args)
        .output()
        .unwrap()
}

fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn from_the_command_line() {
    written("last.json", base().report().as_bytes());
    let after = base().data("收入,112,2023,4,万元", "收入,112,2023,6,万元");
    written("this.json", format!("\u{feff}{}", after.report()).as_bytes());
    let out = run(&["last.json", "this.json"]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert!(text.contains("数据变了") && text.contains("二村 收入 2023 4万元 → 6万元"), "{text}");
    assert_eq!(run(&["last.json", "this.json", "--exit-code"]).status.code(), Some(1));
    assert_eq!(run(&["last.json", "last.json", "--exit-code"]).status.code(), Some(0));
    let json: Value = serde_json::from_slice(&run(&["last.json", "this.json", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["schema"], "dabiao.report-diff/1");
    let page = String::from_utf8(run(&["last.json", "this.json", "--format", "html"]).stdout).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("<h1>两次评估的比较</h1>"));
}

#[test]
fn bad_input_is_told_apart() {
    written("good.json", base().report().as_bytes());
    let report = base().report();
    let cut = report.char_indices().nth(report.chars().count() / 2).unwrap().0;
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty.json", b" \n", "是空的"),
        ("text.json", "紫阳县".as_bytes(), "不是 JSON"),
        ("cut.json", &report.as_bytes()[..cut], "不完整"),
        ("check.json", br#"{"schema":"dabiao.check/1","diagnostics":[]}"#, "是 `dabiao.check/1`，不是 `eval` 的报告"),
        ("other.json", br#"{"rules":[]}"#, "没有 `schema`"),
        ("list.json", b"[1,2]", "与报告的格式不符"),
        ("lacking.json", br#"{"schema":"dabiao.report/1","as_of":"2023-12-31"}"#, "rules_digest"),
        ("gbk.json", b"\xd7\xcf\xd1\xf4", "不是 UTF-8"),
    ];
    for (name, bytes, why) in cases {
        written(name, bytes);
        let out = run(&["good.json", name]);
        let said = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(why) && said.contains(name), "{name}: {said}");
        assert!(out.stdout.is_empty());
    }
    let out = run(&["nowhere.json", "good.json"]);
    assert!(String::from_utf8(out.stderr).unwrap().contains("读不了 `nowhere.json`"));
}
