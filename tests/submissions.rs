//! `submissions` as its users run it: a county's towns have sent forms, revisions, late and broken ones, or nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;

const RULES: &str = "指标 集体收入 { 计量单位 万元; 类型 时期数; 层级 村; 取值 0.. }\n规则 A \"甲\" { 每个 村: 集体收入 >= 5万元 截至 2025 }\n";

const ROSTER: &str = "代码,名称,层级,上级\n1,紫阳县,县,\n101,城关镇,镇,1\n102,卡子镇,镇,1\n103,汉王镇,镇,1\n104,红椿镇,镇,1\n\
    1011,桂花村,村,101\n1021,桂花村,村,102\n1022,新桃村,村,102\n1031,双河村,村,103\n1041,高桥村,村,104\n";

fn form(town: &str, day: &str, rows: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("数据").unwrap();
    sheet.write(0, 0, format!("填报单位：{town}")).unwrap();
    sheet.write(0, 1, format!("报出日期：{day}")).unwrap();
    sheet.write(1, 0, "村名").unwrap();
    sheet.write(1, 1, "集体收入(万元)").unwrap();
    for (row, (village, value)) in (2u32..).zip(rows) {
        sheet.write(row, 0, *village).unwrap();
        match value.parse::<f64>() {
            Ok(number) => sheet.write(row, 1, number).unwrap(),
            Err(_) => sheet.write(row, 1, *value).unwrap(),
        };
    }
    book.save_to_buffer().unwrap()
}

fn county(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("data")).unwrap();
    let write = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes).unwrap();
    write("a.rules", RULES.into());
    write("名录.csv", ROSTER.into());
    write("data/城关镇2025.xlsx", form("城关镇", "2026-01-08", &[("桂花村", "6")]));
    write("data/卡子镇2025.xlsx", form("卡子镇", "2026-01-09", &[("桂花村", "5"), ("新桃村", "六万")]));
    write("data/卡子镇2025_修订.xlsx", form("卡子镇", "2026-01-20", &[("桂花村", "5.5"), ("新桃村", "1.2.3")]));
    write("data/汉王镇2025.xlsx", form("汉王镇", "2026-01-30", &[("双河村", "7")]));
    write("data/红椿镇2025.xlsx", b"PK broken".to_vec());
    folder
}

fn run(folder: &Path, more: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(folder).args([
        "submissions",
        "a.rules",
        "--data",
        "data",
        "--roster",
        "名录.csv",
        "--lang",
        "zh",
    ]);
    for name in ["LANG", "LC_ALL", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.args(more).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "messages");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn who_has_reported_what() {
    let folder = county("submissions");
    let (status, text) = run(&folder, &["--period", "2025", "--due", "2026-01-15"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!("text", text);
    let (status, markdown) = run(&folder, &["--format", "markdown", "--level", "县"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!("by_county", markdown);

    let (_, json) = run(&folder, &["--period", "2025", "--due", "2026-01-15", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let of = |code: &str| json["submitters"].as_array().unwrap().iter().find(|s| s["entity"] == code).unwrap().clone();
    assert_eq!((of("101")["state"].as_str(), of("101")["late"].as_bool()), (Some("complete"), Some(false)));
    assert_eq!(of("102")["wrong"][0]["cell"], "B4");
    assert_eq!(of("103")["tables"][0]["days_late"], 15);
    assert_eq!(
        (of("104")["state"].as_str(), of("104")["findings"][0]["code"].as_str()),
        (Some("nothing"), Some("book-damaged"))
    );
    let schema: serde_json::Value = serde_json::from_str(include_str!("../docs/schema/submissions.json")).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("mem:///schema.json", schema).unwrap();
    let index = compiler.compile("mem:///schema.json", &mut schemas).unwrap();
    schemas.validate(&json, index).map_err(|e| format!("{e:#}")).unwrap();
}

#[test]
fn nothing_to_remark_ends_with_0() {
    let folder = county("submissions_fine");
    for name in ["卡子镇2025", "卡子镇2025_修订", "红椿镇2025"] {
        fs::remove_file(folder.join(format!("data/{name}.xlsx"))).unwrap();
    }
    let rest = form("卡子镇", "2026-01-09", &[("桂花村", "5"), ("新桃村", "6")]);
    fs::write(folder.join("data/卡子镇2025.xlsx"), rest).unwrap();
    fs::write(folder.join("data/红椿镇2025.xlsx"), form("红椿镇", "2026-01-09", &[("高桥村", "8")])).unwrap();
    assert_eq!(run(&folder, &["--due", "2026-02-01"]).0, 0);
    // The register says when it came in, whatever the form says.
    fs::write(folder.join("data/submissions.csv"), "submitter,received\n红椿镇,2026-02-05\n").unwrap();
    let (status, text) = run(&folder, &["--due", "2026-02-01"]);
    assert!(status == 1 && text.contains("2026-02-05 迟 4 天"), "{text}");
}
