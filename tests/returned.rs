//! `submissions --return` and `audit --return`: the town's own workbook comes back with its cells as they were, the wrong ones coloured and noted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Reader, open_workbook_auto};
use rust_xlsxwriter::{Format, Note, Workbook};

const RULES: &str = "指标 集体收入 { 计量单位 万元; 类型 时期数; 层级 村; 取值 0.. }\n规则 A \"甲\" { 每个 村: 集体收入 >= 5万元 截至 2025 }\n";
const ROSTER: &str =
    "代码,名称,层级,上级\n1,紫阳县,县,\n101,城关镇,镇,1\n1011,桂花村,村,101\n1012,新桃村,村,101\n1013,双河村,村,101\n";

fn own_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("年报").unwrap();
    let money = Format::new().set_num_format("#,##0.00").set_bold();
    sheet.merge_range(0, 0, 0, 1, "2025年集体收入", &Format::new()).unwrap();
    sheet.write(1, 0, "村名").unwrap();
    sheet.write(1, 1, "集体收入（万元）").unwrap();
    for (row, (village, value)) in (2u32..).zip([("桂花村", "六万"), ("新桃村", "-3"), ("西桥村", "4")]) {
        sheet.write(row, 0, village).unwrap();
        match value.parse::<f64>() {
            Ok(number) => sheet.write_with_format(row, 1, number, &money).unwrap(),
            Err(_) => sheet.write_with_format(row, 1, value, &money).unwrap(),
        };
    }
    sheet.insert_note(3, 1, &Note::new("已与村会计核对").set_author("张三")).unwrap();
    book.save_to_buffer().unwrap()
}

fn place(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("收到/城关镇")).unwrap();
    fs::write(folder.join("a.rules"), RULES).unwrap();
    fs::write(folder.join("名录.csv"), ROSTER).unwrap();
    fs::write(folder.join("收到/城关镇/年报.xlsx"), own_workbook()).unwrap();
    fs::write(folder.join("收到/城关镇/补报2025.csv"), "村名,集体收入(万元)\n双河村,约6\n").unwrap();
    folder
}

fn run(folder: &Path, data: &str, more: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(folder).args([
        "submissions",
        "a.rules",
        "--roster",
        "名录.csv",
        "--period",
        "2025",
        "--lang",
        "zh",
    ]);
    command.args(["--data", data, "--format", "json"]).args(more);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut book = open_workbook_auto(path).unwrap();
    let range = book.worksheet_range("年报").unwrap();
    range.rows().map(|r| r.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn a_workbook_comes_back_as_it_was_but_for_the_marks() {
    let folder = place("returned");
    let (status, _, told) = run(&folder, "收到", &["--return", "退回"]);
    assert_eq!(status, 1, "{told}");
    let copy = folder.join("退回/城关镇/年报.xlsx");
    assert_eq!(cells(&copy), cells(&folder.join("收到/城关镇/年报.xlsx")));

    let bytes = fs::read(&copy).unwrap();
    let notes = part(&bytes, "xl/comments1.xml");
    // The figure that is no number, the one below nothing beside what somebody wrote there, the village nobody knows.
    assert!(notes.contains("ref=\"B3\"") && notes.contains("六万") && notes.contains("已与村会计核对"), "{notes}");
    let of_b4 = notes.split("ref=\"B4\"").nth(1).unwrap().split("</comment>").next().unwrap();
    assert!(of_b4.contains("已与村会计核对") && of_b4.contains("-3"), "{of_b4}");
    assert!(notes.contains("ref=\"A5\"") && notes.contains("西桥村"), "{notes}");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("FFFFC7CE"), "{styles}");
    // The number format of the cell stays, beside the colour.
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let style_of = |name: &str| -> usize {
        let cell = sheet.split(&format!("r=\"{name}\"")).nth(1).unwrap();
        cell.split("s=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1).collect();
    assert!(formats[style_of("B4")].contains("applyFill=\"1\"") && formats[style_of("B4")].contains("fontId=\"1\""));
    assert!(
        !formats[style_of("B5")].contains("applyFill=\"1\""),
        "the figure of an unknown village is not wrong itself"
    );
    assert_eq!(part(&bytes, "xl/drawings/vmlDrawing1.vml").matches("ObjectType=\"Note\"").count(), 3);
}

#[test]
fn what_is_no_workbook_comes_back_as_one() {
    let folder = place("returned-csv");
    let (_, _, told) = run(&folder, "收到", &["--return", "退回"]);
    assert!(told.contains("退回件") && told.contains("补报2025.csv.xlsx"), "{told}");
    let bytes = fs::read(folder.join("退回/城关镇/补报2025.csv.xlsx")).unwrap();
    let notes = part(&bytes, "xl/comments1.xml");
    assert!(notes.contains("ref=\"B2\"") && notes.contains("约6"), "{notes}");

    // A second run writes over nothing.
    let before = fs::read(folder.join("退回/城关镇/年报.xlsx")).unwrap();
    let (status, _, told) = run(&folder, "收到", &["--return", "退回"]);
    assert!(status == 2 && told.contains("已经存在"), "{status} {told}");
    assert_eq!(fs::read(folder.join("退回/城关镇/年报.xlsx")).unwrap(), before);
}

#[test]
fn what_an_audit_asks_about_is_marked_in_its_cell() {
    let folder = place("returned-audit");
    let audit = "审核 \"不少于三万元\" { 每个 村: 集体收入 >= 3万元; 强制 }\n";
    fs::write(folder.join("a.rules"), format!("{RULES}{audit}")).unwrap();
    fs::remove_file(folder.join("收到/城关镇/年报.xlsx")).unwrap();
    fs::write(folder.join("收到/城关镇/补报2025.csv"), "村名,集体收入(万元)\n双河村,2\n桂花村,7\n新桃村,6\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(&folder)
        .args(["audit", "a.rules", "--roster", "名录.csv", "--data", "收到", "--as-of", "2025-12-31", "--lang", "zh"])
        .args(["--return", "退回"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let bytes = fs::read(folder.join("退回/城关镇/补报2025.csv.xlsx")).unwrap();
    let notes = part(&bytes, "xl/comments1.xml");
    assert!(notes.contains("ref=\"B2\"") && notes.contains("不少于三万元"), "{notes}");
    assert!(!notes.contains("ref=\"B3\""), "{notes}");
}
