//! Ranks that are open, points that people give, and ranks beside those of before, as an office meets them: by the real
//! binary, with the forms that it writes filled in and read back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(feature = "office")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

const ROSTER: &str =
    "code,name,level,parent\n1,甲县,县,\n11,东镇,镇,1\n12,西镇,镇,1\n13,南镇,镇,1\n14,北镇,镇,1\n15,中镇,镇,1\n";

fn rules(period: &str) -> String {
    format!(
        "指标 产值 {{ 单位 万元; 层级 镇; 类型 时期数; 取值 0.. }}\n考核办法 \"年度考核\" {{\n    对象 镇\n    期间 {period}\n    满分 100\n\
         并列 占位\n    不适用 剔除\n    等次 优秀 >= 80分\n    等次 一般\n    项目 \"民主测评\" 20分 {{ 评分 \"县委组织部\" }}\n\
         项目 \"产值\" 80分 {{ 指标 产值; 目标 >= 100万元; 方法 比例 }}\n}}\n"
    )
}

/// A folder with rules and data; `output` are points of 东镇, 西镇, 南镇, 北镇, 中镇.
fn office(name: &str, period: &str, output: [Option<u32>; 5]) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(place.join("d")).unwrap();
    let mut data = "指标,代码,时期,数值,计量单位\n".to_owned();
    for (n, value) in output.into_iter().enumerate() {
        if let Some(value) = value {
            data.push_str(&format!("产值,{},{period},{value},万元\n", 11 + n));
        }
    }
    for (name, text) in [("d/名录.csv", ROSTER), ("d/数据.csv", &data), ("r.rules", &rules(period))] {
        fs::write(place.join(name), text).unwrap();
    }
    place
}

struct Ran {
    status: i32,
    out: String,
    err: String,
}

fn run(place: &Path, arguments: &[&str]) -> Ran {
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(place)
        .args(["--lang", "zh"])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { status: out.status.code().unwrap(), out: text(&out.stdout), err: text(&out.stderr) }
}

/// Signed points of the year before for everybody.
fn points(place: &Path, period: &str, all: [u32; 5]) {
    let mut text = "项目,代码,时期,得分,评分人,日期,依据\n".to_owned();
    for (n, value) in all.into_iter().enumerate() {
        text.push_str(&format!("民主测评,{},{period},{value},王五,{period}-12-20,测评票\n", 11 + n));
    }
    fs::write(place.join("d/评分.csv"), text).unwrap();
}

#[test]
fn what_a_rank_waits_for_is_named() {
    let place = office("ranks-open", "2025", [Some(90), Some(50), Some(95), None, Some(5)]);
    points(&place, "2025", [10, 10, 10, 10, 10]);
    let told = run(&place, &["needs", "r.rules", "--data", "d", "--as-of", "2025-12-31", "--format", "json"]);
    let json: Value = serde_json::from_str(&told.out).unwrap();
    let ranks = json["ranks"].as_array().unwrap();
    let row = |code: &str| ranks.iter().find(|r| r["entity"] == code);
    // 北镇 may be anywhere; 产值 2025 of 北镇 alone decides it.
    let north = row("14").unwrap();
    assert_eq!((&north["rank_bounds"][0], &north["rank_bounds"][1]), (&Value::from("1"), &Value::from("5")), "{north}");
    assert!(north["grade_open"].as_bool().unwrap());
    let own = north["needs"][0].as_u64().unwrap() as usize;
    assert_eq!((&json["needs"][own]["indicator"], &json["needs"][own]["entity"]), (&"产值".into(), &"14".into()));
    // 东镇 knows its points; its place waits for 北镇.
    assert_eq!(row("11").unwrap()["others"], serde_json::json!(["14"]));
    assert_eq!(row("11").unwrap()["needs"], serde_json::json!([]));
    let text = run(&place, &["needs", "r.rules", "--data", "d", "--as-of", "2025-12-31"]).out;
    assert!(text.contains("北镇  1至5  未定  产值 2025"), "{text}");
    // With the figure nothing is open.
    let place = office("ranks-known", "2025", [Some(90), Some(50), Some(95), Some(1), Some(5)]);
    points(&place, "2025", [10, 10, 10, 10, 10]);
    let told = run(&place, &["needs", "r.rules", "--data", "d", "--as-of", "2025-12-31", "--format", "json"]);
    assert!(serde_json::from_str::<Value>(&told.out).unwrap().get("ranks").is_none(), "{}", told.out);
}

#[test]
fn a_form_for_points_goes_out_and_comes_back() {
    let place = office("ranks-points", "2025", [Some(90), Some(50), Some(95), Some(10), Some(20)]);
    let made = run(&place, &["template", "r.rules", "--data", "d", "--period", "2025", "-o", "forms"]);
    assert_eq!(made.status, 0, "{}", made.err);
    let told = made.out.split_once("评分-县委组织部-2025.xlsx").map_or("", |(_, told)| told.trim());
    assert_eq!(told, "评分表（5 行）", "{}", made.out);
    let path = place.join("forms/评分-县委组织部-2025.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = book.worksheet_range("评分表").unwrap();
    let rows: Vec<Vec<String>> = sheet.rows().map(|r| r.iter().map(Data::to_string).collect()).collect();
    assert_eq!(rows[0][..6], ["考核办法", "项目", "代码", "对象", "时期", "得分"], "{rows:?}");
    // Nobody has touched it: everything is open and nothing is at fault.
    fs::copy(&path, place.join("d/评分.xlsx")).unwrap();
    let blank = run(&place, &["rank", "r.rules", "--data", "d", "--as-of", "2025-12-31"]);
    assert!(!blank.out.contains("points-incomplete"), "{}", blank.out);
    // Filled in for one town: that one counts, the others stay open.
    let mut filled = rows.clone();
    filled[1].splice(5..9, ["18", "王五", "2025-12-20", "测评票汇总表"].map(str::to_owned));
    let text: String = filled.iter().map(|r| r.join(",") + "\n").collect();
    fs::remove_file(place.join("d/评分.xlsx")).unwrap();
    fs::write(place.join("d/评分.csv"), &text).unwrap();
    let json = run(&place, &["rank", "r.rules", "--data", "d", "--as-of", "2025-12-31", "--format", "json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["scores"][0]["rows"][0]["points"], "90", "72 of output and 18 of points");
    assert!(json["scores"][0]["rows"][1]["points"].is_null());
    // Half filled in is a fault that is told: points without a name do not count.
    fs::write(place.join("d/评分.csv"), text.replace("王五", "")).unwrap();
    let half = run(&place, &["rank", "r.rules", "--data", "d", "--as-of", "2025-12-31"]);
    assert!(half.out.contains("points-incomplete") && half.status == 1, "{}", half.out);
}

#[test]
fn ranks_know_the_earlier_ones() {
    let year = |name: &str, year: &str, output| {
        let place = office(name, year, output);
        points(&place, year, [10, 10, 10, 10, 10]);
        let day = format!("{year}-12-31");
        let made =
            run(&place, &["rank", "r.rules", "--data", "d", "--as-of", &day, "--format", "json", "-o", "名次.json"]);
        assert_eq!(made.status, 0, "{}", made.err);
        place
    };
    let first = year("ranks-2023", "2023", [Some(1), Some(2), Some(90), Some(80), Some(3)]);
    let second = year("ranks-2024", "2024", [Some(90), Some(10), Some(95), Some(50), Some(5)]);
    let place = year("ranks-2025", "2025", [Some(90), Some(10), Some(95), Some(4), Some(5)]);
    let (first, second) = (first.join("名次.json"), second.join("名次.json"));
    let earlier = [first.to_str().unwrap(), second.to_str().unwrap()];
    let ask = ["rank", "r.rules", "--data", "d", "--as-of", "2025-12-31", "--earlier"];
    let told = run(&place, &[&ask[..], &earlier].concat());
    assert!(told.out.contains("上次：2024"), "{}", told.out);
    // Last three: 2023 东西中, 2024 西北中, 2025 西北中.
    assert!(
        told.out.contains("连续排后 3 位：西镇（连续 3 次）、北镇（连续 2 次）、中镇（连续 3 次）"),
        "{}",
        told.out
    );
    let json = run(&place, &[&ask[..], &earlier, &["--format", "json"]].concat()).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let north = &json["scores"][0]["rows"][3]["earlier"];
    assert_eq!(
        (&north["period"], &north["rank"], &north["times_last"]),
        (&"2024".into(), &"3".into(), &2.into()),
        "{north}"
    );
    // A report of the same period is no earlier one; a file that is no report is refused by name.
    let same = run(&place, &[&ask[..], &["名次.json"]].concat());
    assert!(!same.out.contains("上次"), "{}", same.out);
    let wrong = run(&place, &[&ask[..], &["d/数据.csv"]].concat());
    assert!(wrong.status == 2 && wrong.err.contains("数据.csv"), "{}", wrong.err);
}
