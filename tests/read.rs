//! `read`: the receipt says what was done, what is unsure is asked once, and only for tables of one shape.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const RULES: &str = "指标 集体收入 { 计量单位 万元; 类型 时期数; 层级 村 }\n指标 户数 { 计量单位 户; 类型 时点数; 层级 村 }\n规则 R \"村村五万元\" { 每个 村: 集体收入 >= 5万元 截至 2025 }\n";
const ROSTER: &str = "代码,名称,层级,上级\n1,青禾县,县,\n101,河口镇,镇,1\n1011,东门村,村,101\n1012,西关村,村,101\n";

/// A folder with rules, a roster and one file of data.
fn place(name: &str, file: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("d")).unwrap();
    fs::write(path.join("r.rules"), RULES).unwrap();
    fs::write(path.join("名录.csv"), ROSTER).unwrap();
    fs::write(path.join("d").join(file), text).unwrap();
    path
}

fn run(folder: &Path, arguments: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(folder).args(arguments.split(' '));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

const EVAL: &str = "eval r.rules --roster 名录.csv --data d --as-of 2025-12-31 --format json";

fn eval(folder: &Path) -> (i32, Value) {
    let (status, out) = run(folder, EVAL);
    (status, serde_json::from_str(&out).unwrap())
}

#[test]
fn a_unit_that_nobody_states_is_asked_once() {
    let folder = place("read-once", "2025.csv", "村名,集体收入\n东门村,6\n西关村,7\n");
    let (status, report) = eval(&folder);
    let check = &report["rules"][0]["checks"][0];
    // Met, but on figures that nobody has confirmed.
    assert_eq!((status, check["verdict"].as_str(), check["provisional"].as_bool()), (1, Some("met"), Some(true)));
    assert_eq!(run(&folder, "read r.rules d --roster 名录.csv").0, 1);
    assert_eq!(run(&folder, "read r.rules d --roster 名录.csv --accept").0, 0);
    let (status, report) = eval(&folder);
    assert_eq!((status, report["rules"][0]["checks"][0].get("provisional")), (0, None));
    assert_eq!(report["receipt"][0]["accepted"], true);

    // Next year's table of the same form is not asked about again; one with a column more is.
    fs::write(folder.join("d/2024.csv"), "村名,集体收入\n东门村,5\n西关村,5.5\n").unwrap();
    assert_eq!(eval(&folder).0, 0);
    fs::write(folder.join("d/2025.csv"), "村名,户数,集体收入\n东门村,310,6\n西关村,250,7\n").unwrap();
    assert_eq!(eval(&folder).0, 1);
}

#[test]
fn the_receipt_names_the_cells() {
    let text = "2025年村集体经济情况统计表,,\n填报单位：河口镇,,单位：元、户\n村名,集体收入,户数\n东门村,42000,310\n西关村,75000,250\n合计,117000,560\n";
    let folder = place("read-cells", "表.csv", text);
    let (status, out) = run(&folder, "read r.rules d --roster 名录.csv --format json");
    let read: Value = serde_json::from_str(&out).unwrap();
    let sheet = &read["sheets"][0];
    assert_eq!((status, read["provisional"].as_bool()), (0, Some(false)));
    assert_eq!(sheet["period"], serde_json::json!({"value": "2025", "by": "title", "cell": "A1"}));
    let column = &sheet["columns"][1];
    assert_eq!((column["indicator"].as_str(), column["role"].as_str()), (Some("集体收入"), Some("figures")));
    assert_eq!(column["unit"], serde_json::json!({"value": "元", "by": "corner", "cell": "C2"}));
    assert_eq!(column["samples"][0], serde_json::json!({"cell": "B4", "text": "42000", "base": "42000"}));
    assert_eq!(sheet["submitter"]["value"], "河口镇");
    assert_eq!(sheet["proofs"][0]["kind"], "total_row");
    let page = run(&folder, "read r.rules d --roster 名录.csv --format html").1;
    assert!(page.contains("<td class=\"c-figure\">42000</td>") && page.contains("<td class=\"c-total\">117000</td>"));
}

#[test]
fn last_years_column_confirms_the_unit_or_speaks_against_it() {
    let folder = place(
        "read-last-year",
        "2025.csv",
        "村名,集体收入/上年（万元）,集体收入/本年（万元）\n东门村,50000,60000\n西关村,40000,70000\n",
    );
    fs::write(folder.join("d/2024.csv"), "村名,集体收入（万元）\n东门村,5\n西关村,4\n").unwrap();
    let (status, report) = eval(&folder);
    let codes: Vec<&str> = report["findings"].as_array().unwrap().iter().filter_map(|f| f["code"].as_str()).collect();
    assert!(status == 1 && codes.contains(&"last-year-scaled") && codes.contains(&"unit-implausible"), "{codes:?}");
    assert_eq!(report["rules"][0]["checks"][0]["provisional"], true);
}

#[test]
fn figures_of_two_villages_are_of_neither() {
    use rust_xlsxwriter::{Format, Workbook};
    let folder = place("read-merged", "空.csv", "村名,户数\n东门村,1\n");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("2025").unwrap();
    for (column, head) in ["村名", "集体收入（万元）"].into_iter().enumerate() {
        sheet.write(0, column as u16, head).unwrap();
    }
    for (row, village) in ["东门村", "西关村"].into_iter().enumerate() {
        sheet.write(row as u32 + 1, 0, village).unwrap();
    }
    sheet.merge_range(1, 1, 2, 1, "", &Format::new()).unwrap();
    sheet.write(1, 1, 13).unwrap();
    fs::remove_file(folder.join("d/空.csv")).unwrap();
    book.save(folder.join("d/a.xlsx")).unwrap();
    let report = eval(&folder).1;
    assert_eq!(report["rules"][0]["verdict"], "invalid", "neither has 13: {}", report["findings"]);
    assert_eq!(report["findings"].as_array().unwrap().iter().filter(|f| f["code"] == "figure-merged").count(), 2);
}
