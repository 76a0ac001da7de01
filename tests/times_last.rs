//! 连续倒数: who has been among the last in several periods running, found in the data or in what earlier reports told, and
//! what lights, grades, tables, pages and letters make of it. By the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(all(feature = "html", feature = "office"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const RULES: &str = r#"语言 1
方案 "规划" { 地区 甲县; 期间 FROM..2026 }
指标 产值 { 单位 万元; 层级 镇; 类型 时期数; 取值 0.. }
规则 G-1 "每镇产值八十万" {
    每个 镇: 产值 >= 80万元 每年 FROM..2026
    牵头 县经发局
    依据 "一"
}
考核办法 "年度考核" {
    对象 镇
    满分 100
    并列 占位
    不适用 剔除
    等次 优秀 >= 80分
    等次 一般 >= 50分
    等次 差
    一票否决 连续倒数(2位) >= 2次 结果 差
    项目 "产值" 100分 { 指标 产值; 目标 >= 100万元; 方法 比例 }
}
亮灯 "督办" {
    规则 G-1
    频率 年
    依次
    红 "发督办函": 连续倒数("年度考核", 2位) >= 2次
    黄 "发提醒函": 结论 = 未达标
    绿: 其余
}
"#;
const ROSTER: &str =
    "code,name,level,parent\n1,甲县,县,\n11,东镇,镇,1\n12,西镇,镇,1\n13,南镇,镇,1\n14,北镇,镇,1\n15,中镇,镇,1\n";

/// A folder; `years` are the figures of 东镇, 西镇, 南镇, 北镇, 中镇.
fn office(name: &str, from: u16, years: &[(u16, [u32; 5])]) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(place.join("d")).unwrap();
    let mut data = "指标,代码,时期,数值,计量单位\n".to_owned();
    for (year, values) in years {
        for (n, value) in values.iter().enumerate() {
            data.push_str(&format!("产值,{},{year},{value},万元\n", 11 + n));
        }
    }
    let rules = RULES.replace("FROM", &from.to_string());
    for (name, text) in [("d/名录.csv", ROSTER), ("d/数据.csv", &data), ("r.rules", &rules)] {
        fs::write(place.join(name), text).unwrap();
    }
    place
}

fn run(place: &Path, arguments: &[&str]) -> (i32, String, String) {
    let all: Vec<&str> =
        arguments[..1].iter().chain(&["r.rules", "--data", "d"]).chain(&arguments[1..]).copied().collect();
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(place)
        .args(all)
        .args(["--lang", "zh"])
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

fn json(place: &Path, arguments: &[&str]) -> Value {
    let (status, out, err) = run(place, &[arguments, &["--format", "json"]].concat());
    assert!(status < 2, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The lights of the five towns; `-` is none.
fn lights(report: &Value) -> Vec<&str> {
    let rows = report["lights"][0]["rows"].as_array().unwrap();
    ["11", "12", "13", "14", "15"]
        .map(|code| {
            rows.iter().find(|r| r["entity"] == code && r["period"] == "2025").unwrap()["light"].as_str().unwrap_or("-")
        })
        .to_vec()
}

const YEARS: [(u16, [u32; 5]); 2] = [(2024, [90, 50, 95, 70, 20]), (2025, [60, 91, 95, 40, 30])];
const EVAL: [&str; 5] = ["eval", "--as-of", "2025-12-31", "--period", "2025"];

#[test]
fn ranks_of_earlier_periods_are_found_in_the_data() {
    // The plan begins in 2024: before it nobody was ranked. Last two: 2024 西 (50) 中 (20), 2025 北 (40) 中 (30).
    let place = office("times-last-data", 2024, &YEARS);
    let report = json(&place, &EVAL);
    assert_eq!(lights(&report), ["黄", "绿", "绿", "黄", "红"]);
    let grades: Vec<&Value> = report["scores"][0]["rows"].as_array().unwrap().iter().map(|r| &r["grade"]).collect();
    assert_eq!(grades, ["一般", "优秀", "优秀", "差", "差"]);
    let vetoes: Vec<usize> =
        report["scores"][0]["rows"].as_array().unwrap().iter().map(|r| r["vetoes"].as_array().unwrap().len()).collect();
    assert_eq!(vetoes, [0, 0, 0, 0, 1], "北镇 has its grade by points, 中镇 by the veto");
    // A running year has no rank yet: as of 2025-06-30 what counts ended with 2024.
    let report = json(&place, &["eval", "--as-of", "2025-06-30"]);
    assert!(report["scores"][0]["rows"][4]["vetoes"].as_array().unwrap().is_empty(), "once so far");
}

#[test]
fn a_period_of_which_nothing_is_known_leaves_open_what_it_would_decide() {
    // The plan began in 2022, of which there are no figures: 北镇 was not among the last in 2024, 中镇 twice at least.
    let place = office("times-last-open", 2022, &YEARS);
    assert_eq!(lights(&json(&place, &EVAL)), ["黄", "绿", "绿", "黄", "红"]);
    let place = office("times-last-one", 2022, &YEARS[1..]);
    let report = json(&place, &EVAL);
    assert_eq!(
        lights(&report),
        ["黄", "绿", "绿", "-", "-"],
        "whether 北镇 and 中镇 were among the last in 2024 is not known"
    );
    let rows = report["scores"][0]["rows"].as_array().unwrap();
    let open: Vec<usize> = rows.iter().map(|r| r["open_vetoes"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(open, [0, 0, 0, 1, 1]);
}

#[test]
fn what_was_handed_out_is_what_counts_and_stands_beside_the_new() {
    let place = office("times-last-handed", 2024, &YEARS);
    // 2024 as it was handed out: 北镇 was among the last then, 西镇 was not.
    let mut then = json(&place, &["eval", "--as-of", "2024-12-31"]);
    for (row, rank) in then["scores"][0]["rows"].as_array_mut().unwrap().iter_mut().zip([2, 3, 1, 4, 5]) {
        row["rank"] = rank.to_string().into();
    }
    for row in then["lights"][0]["rows"].as_array_mut().unwrap() {
        row["light"] = "黄".into();
    }
    fs::write(place.join("2024.json"), then.to_string()).unwrap();
    let report = json(&place, &[&EVAL[..], &["--earlier", "2024.json"]].concat());
    assert_eq!(lights(&report), ["黄", "绿", "绿", "红", "红"]);
    let north = &report["scores"][0]["rows"][3];
    assert_eq!((&north["earlier"]["rank"], &north["earlier"]["times_last"]), (&"4".into(), &2.into()));
    let light = report["lights"][0]["rows"].as_array().unwrap().iter().find(|r| r["entity"] == "14").unwrap();
    assert_eq!(light["earlier"], serde_json::json!({"as_of": "2024-12-31", "light": "黄"}));
    // In every form: tables of points, lights, the page with its wall, the site, the workbook.
    let (_, text, _) = run(&place, &[&EVAL[..], &["--earlier", "2024.json"]].concat());
    for part in ["上次得分", "连续排后 3 位：北镇（连续 2 次）、中镇（连续 2 次）", "上次（2024-12-31）黄"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let forms = ["--earlier", "2024.json", "-o", "r.html", "-o", "r.xlsx", "--site", "site"];
    assert_eq!(run(&place, &[&EVAL[..], &forms].concat()).0, 1);
    let page = fs::read_to_string(place.join("r.html")).unwrap();
    for part in ["<i>黄 → 红</i>", "<i>年度考核 70 → 40</i>", "上次 黄"] {
        assert!(page.contains(part), "{part}");
    }
    let town = fs::read_to_string(place.join("site/2025-12-31-2025/places/3.html")).unwrap();
    assert!(town.contains("（上次 2024：70 分，第 4 名）"), "{town}");
    // Sealed, the evidence holds the earlier report and proves the rest.
    let seal = ["--earlier", "2024.json", "--seal", "seal", "-o", "r.json"];
    assert_eq!(run(&place, &[&EVAL[..], &seal].concat()).0, 1);
    let verified =
        Command::new(env!("CARGO_BIN_EXE_dabiao")).current_dir(&place).args(["verify", "seal"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn letters_say_how_a_place_stood_and_which_letter_it_is() {
    let place = office("times-last-letters", 2024, &YEARS);
    let made = run(&place, &["eval", "--as-of", "2024-12-31", "-o", "2024.json"]);
    assert_eq!(made.0, 1, "{}", made.2);
    let write = |day: &str| {
        let all = [
            "letters",
            "--as-of",
            day,
            "--period",
            "2025",
            "--earlier",
            "2024.json",
            "--to",
            "镇",
            "--ledger",
            "台账.txt",
            "-o",
            "函",
        ];
        let (status, out, err) = run(&place, &all);
        assert_eq!(status, 1, "{err}");
        out
    };
    // Each by its own light: 东镇 and 北镇 are reminded, 中镇 is urged.
    let out = write("2025-12-31");
    assert!(out.contains("东镇-提醒函") && out.contains("北镇-提醒函") && out.contains("中镇-督办函"), "{out}");
    let letter = fs::read_to_string(place.join("函/中镇-督办函.html")).unwrap();
    for part in [
        "《年度考核》2025年度得30分，第5名，上次（2024年度）20分、第5名，连续2次排在后3位。",
        "（红，上次黄）",
        "class=\"qr\"",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    assert_eq!(write("2025-12-31"), out, "written again on its day it is the same letter");
    let out = write("2026-02-10");
    assert!(out.contains("东镇-督办函") && out.contains("中镇-督办函"), "{out}");
    let letter = fs::read_to_string(place.join("函/东镇-督办函.html")).unwrap();
    assert!(letter.contains("其中1项已是第二次发函"), "{letter}");
}
