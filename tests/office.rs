//! The report as a workbook and as a document, and the list for 督办: read back as Excel, Word and programs read them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_eval::{self as eval, Detail, Judgement, Session};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Lang;
use dabiao_lang::source::MemoryFiles;
use dabiao_report::json::{self, Options};
use dabiao_report::{Source, bulletin, followup, followup_document, render, workbook};

const RULES: &str = r#"
方案 "=1+2示范方案" { 地区 甲县 期间 2021..2025 文号 "甲发〔2021〕1号" 机关 "甲县人民政府" }
指标 集体收入 { 单位 万元 层级 村 类型 时期数 取值 0.. }
指标 茶园面积 { 单位 亩 层级 县 类型 时点数 取值 0.. }
指标 培训次数 { 单位 次 层级 县 类型 时期数 }
规则 A-1 "所有村达到5万元" { 每个 村: 集体收入 >= 5万元 截至 2025; 牵头 县农业局; 依据 "二(一)" }
规则 A-2 "占比" { 占比(村: 集体收入 >= 5万元) >= 80% 截至 2025; 牵头 县农业局; 性质 约束性 }
规则 A-3 "茶园" { 茶园面积 >= 100亩 截至 2025; 牵头 县茶业局, 县农业局 }
规则 A-4 "=cmd|' /C calc'!A0" { 培训次数 >= 4次 每年 2021..2025; 责任 县委组织部 }
规则 A-5 "平均" { 平均(村: 集体收入) >= 1万元 截至 2025 }
"#;

const ROSTER: &str =
    "代码,名称,层级,上级\n01,甲县,县,\n011,乙镇,镇,01\n0111,丙村,村,011\n0112,+丁村,村,011\n0113,@戊村,村,011\n";

const DATA: &str = "指标,对象,时期,数值,计量单位
集体收入,丙村,2022,1,万元
集体收入,丙村,2023,1,万元
集体收入,丙村,2024,2,万元
集体收入,丙村,2025,3,万元
集体收入,+丁村,2023,6,万元
集体收入,+丁村,2024,6,万元
集体收入,+丁村,2025,6.000000000000001,万元
集体收入,@戊村,2023,7,万元
集体收入,@戊村,2024,7,万元
集体收入,@戊村,2025,7,万元
茶园面积,甲县,2020,60,亩
茶园面积,甲县,2021,80,亩
茶园面积,甲县,2022,84,亩
茶园面积,甲县,2023,84,亩
茶园面积,甲县,2024,90,亩
茶园面积,甲县,2025,90,亩
培训次数,甲县,2021,4,次
培训次数,甲县,2022,1,次
培训次数,甲县,2023,4,次
培训次数,甲县,2024,3,次
培训次数,甲县,2025,2,次
";

struct World {
    loaded: Loaded,
    data: Dataset,
    judgement: Judgement,
}

fn world(as_of: &str) -> World {
    let files = MemoryFiles::new([("r.rules", RULES), ("d/名录.csv", ROSTER), ("d/数据.csv", DATA)]);
    let loaded = check::load(&files, &["r.rules".to_owned()]);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..Default::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let judgement = eval::Session::new(&loaded.rules, &data, as_of.parse().unwrap()).evaluate(Detail::Full);
    World { loaded, data, judgement }
}

fn with<T>(w: &World, lang: Lang, make: impl FnOnce(Source<'_>) -> T) -> T {
    let session = Session::new(&w.loaded.rules, &w.data, w.judgement.as_of);
    make(Source { session: &session, judgement: &w.judgement, lang })
}

fn part(archive: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The rows of a sheet as text.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    book.worksheet_range(sheet).unwrap().rows().map(|r| r.iter().map(ToString::to_string).collect()).collect()
}

fn column(rows: &[Vec<String>], head: &str) -> Vec<String> {
    let (at, top) = rows.iter().enumerate().find_map(|(n, r)| Some((r.iter().position(|c| c == head)?, n))).unwrap();
    rows[top + 1..].iter().map(|r| r[at].clone()).collect()
}

#[test]
fn the_workbook_has_the_tables_of_the_report() {
    let w = world("2025-12-31");
    let bytes = with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap());
    assert_eq!(bytes, with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap()), "same input, same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["汇总", "规则", "判定项", "对象", "督办", "数据问题", "依据"].map(str::to_owned));
    let rules = rows(&mut book, "规则");
    assert_eq!(column(&rules, "编号"), ["A-1", "A-2", "A-3", "A-4", "A-5"]);
    assert_eq!(column(&rules, "结论"), ["未达标", "未达标", "未达标", "未达标", "达标"]);
    assert_eq!(column(&rules, "实测"), ["2/3 达标", "66.6666666667", "90", "2", "5.33333333333"]);
    assert_eq!(column(&rules, "差距"), ["", "1", "10", "2", ""]);
    assert_eq!(column(&rules, "依据")[0], "二(一)");
    let checks = rows(&mut book, "判定项");
    assert_eq!(checks.len(), 1 + 4 + 5, "one row for each check");
    assert_eq!(column(&checks, "不符合")[0], "1");
    let entities = rows(&mut book, "对象");
    assert_eq!(column(&entities, "对象"), ["丙村", "+丁村", "@戊村", "丙村"]);
    assert_eq!(column(&entities, "代码")[0], "0111", "codes are text");
    let basis = rows(&mut book, "依据").concat().join("|");
    assert!(basis.contains(&w.data.digest) && basis.contains(&w.loaded.rules.digest()) && basis.contains("2025-12-31"));
    let english = with(&w, Lang::En, |s| workbook::workbook(s).unwrap());
    let english: Xlsx<_> = Xlsx::new(Cursor::new(english)).unwrap();
    let names = ["Summary", "Rules", "Checks", "Entities", "Follow-up", "Findings", "Basis"];
    assert_eq!(english.sheet_names(), names.map(str::to_owned));
}

#[test]
fn cells_are_numbers_where_no_digit_is_lost_and_never_formulas() {
    let w = world("2025-12-31");
    let bytes = with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let entities = book.worksheet_range("对象").unwrap();
    let values: Vec<&Data> = entities.rows().skip(1).map(|r| &r[6]).collect();
    assert_eq!(values[0], &Data::Float(3.0));
    assert_eq!(values[1], &Data::String("6.000000000000001".to_owned()), "sixteen digits do not survive as a number");
    for sheet in book.sheet_names() {
        assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        for cell in book.worksheet_range(&sheet).unwrap().rows().flatten() {
            assert!(!matches!(cell, Data::Error(_)), "{sheet} {cell:?}");
        }
    }
    let rules = rows(&mut book, "规则");
    assert!(rules.iter().flatten().any(|c| c == "=cmd|' /C calc'!A0"));
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""), "and stays text when it is edited");
}

#[test]
fn sheets_lead_to_each_other_and_are_fit_to_be_worked_with() {
    let w = world("2025-12-31");
    let bytes = with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap());
    let (rules, checks) = (part(&bytes, "xl/worksheets/sheet2.xml"), part(&bytes, "xl/worksheets/sheet3.xml"));
    let entities = part(&bytes, "xl/worksheets/sheet4.xml");
    assert!(rules.contains("location=\"'判定项'!A10\""), "A-5 leads to its check: {rules}");
    assert!(checks.contains("location=\"'规则'!A2\"") && checks.contains("location=\"'对象'!A2\""));
    assert!(entities.contains("location=\"'规则'!A3\""));
    for xml in [&rules, &checks, &entities] {
        assert!(xml.contains("state=\"frozen\"") && xml.contains("<autoFilter ") && xml.contains("landscape"));
        assert!(xml.contains("<conditionalFormatting "), "verdicts are coloured");
    }
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("_xlnm.Print_Titles"), "heads repeat in print");
    assert!(names.contains("_xlnm.Print_Area"));
    let chart = part(&bytes, "xl/charts/chart1.xml");
    assert!(chart.contains("doughnutChart") && chart.contains("规则结论构成"));
}

#[test]
fn the_list_says_since_when() {
    let w = world("2025-12-31");
    let list = followup(&Session::new(&w.loaded.rules, &w.data, w.judgement.as_of), &w.judgement);
    let model = w.loaded.rules.model();
    let since = |id: &str| {
        let item = list.items.iter().find(|i| &*model.rules[i.rule].id == id).unwrap();
        item.since.map(|p| p.to_string())
    };
    assert_eq!(since("A-1").as_deref(), Some("2023"), "behind in 2023 and 2024 already");
    // 2020: 60, 2025: 100. Expected 68, 76, 84, 92: on the line until 2023, behind in 2024, unmet in 2025.
    assert_eq!(since("A-3").as_deref(), Some("2024"));
    // Missed in 2022, made in 2023, missed in 2024 and 2025: the run begins in 2024.
    assert_eq!(since("A-4").as_deref(), Some("2024"));
    let offices: Vec<Option<&str>> = list.offices.iter().map(|o| o.name.as_deref()).collect();
    assert_eq!(offices, [Some("县农业局"), Some("县茶业局"), Some("县委组织部")]);
    let ids = |n: usize| -> Vec<&str> {
        list.offices[n].items.iter().map(|i| &*model.rules[list.items[*i].rule].id).collect()
    };
    assert_eq!(
        ids(0),
        ["A-3", "A-2", "A-1"],
        "what can be done first, then binding ones, then those that have been late longest"
    );
    let before = world("2024-12-31");
    let list = followup(&Session::new(&before.loaded.rules, &before.data, before.judgement.as_of), &before.judgement);
    let options = Options { detail: json::Detail::Normal, lang: Lang::Zh };
    let document = followup_document((&before.loaded.rules, &before.data), &before.judgement, &list, options);
    insta::assert_snapshot!("followup", render::markdown(&document));
}

#[test]
fn the_document_reads_as_a_bulletin() {
    let w = world("2025-12-31");
    let bytes = with(&w, Lang::Zh, |s| bulletin::document(s).unwrap());
    assert_eq!(bytes, with(&w, Lang::Zh, |s| bulletin::document(s).unwrap()), "same input, same bytes");
    let xml = part(&bytes, "word/document.xml");
    insta::assert_snapshot!("bulletin", text(&xml));
    assert!(xml.contains("w:eastAsia=\"仿宋\"") && xml.contains("w:eastAsia=\"黑体\""));
    let tables = xml.matches("<w:tbl>").count();
    assert_eq!((tables, xml.matches("<w:tblHeader/>").count()), (4, 4), "each table repeats its head");
    assert!(part(&bytes, "word/footer1.xml").contains("PAGE"), "pages are numbered");
    assert!(part(&bytes, "word/header1.xml").contains("关于甲县截至2025年12月31日目标任务完成情况的通报"));
    let english = with(&w, Lang::En, |s| bulletin::document(s).unwrap());
    let english = text(&part(&english, "word/document.xml"));
    assert!(english.contains("Bulletin on the targets of 甲县 as of 2025-12-31"), "{english}");
    assert!(english.contains("1. The whole in figures") && english.contains("To be followed up"));
}

/// The text of a document: a line for each paragraph, and for each row of a table with bars between its cells.
fn text(xml: &str) -> String {
    let (mut out, mut is_row) = (String::new(), false);
    for chunk in xml.split("</w:p>") {
        for mark in chunk.split('<') {
            match mark.split(['>', ' ']).next().unwrap() {
                "w:tr" => is_row = true,
                "/w:tr" => {
                    is_row = false;
                    out.push('\n');
                }
                _ => {}
            }
        }
        let runs = chunk.split("<w:t ").skip(1).chain(chunk.split("<w:t>").skip(1));
        let line: String =
            runs.map(|r| r.split_once('>').map_or(r, |(_, t)| t).split("</w:t>").next().unwrap()).collect();
        out.push_str(&line);
        if !line.is_empty() || is_row {
            out.push_str(if is_row { " | " } else { "\n" });
        }
    }
    out
}

#[test]
fn awkward_text_harms_neither_file() {
    let rules = "规则 X-1 \"坏\u{1}字\u{FFFE} <b>&amp; _x0041_\" { 村数 >= 5个 截至 2025\n牵头 \"=1+1\" }\n";
    let long = "长".repeat(40_000);
    let rules = format!("{rules}规则 X-2 {{ 村数 >= 9个 截至 2025\n说明 \"{long}\" }}\n");
    let files = MemoryFiles::new([("r.rules", rules.as_str()), ("d.csv", "指标,对象,时期,数值\n村数,甲县,2025,3\n")]);
    let loaded = check::load(&files, &["r.rules".to_owned()]);
    let request = LoadRequest { paths: vec!["d.csv".to_owned()], ..Default::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let judgement = eval::Session::new(&loaded.rules, &data, "2025-12-31".parse().unwrap()).evaluate(Detail::Full);
    let w = World { loaded, data, judgement };
    let bytes = with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let remarks = column(&rows(&mut book, "规则"), "原因和说明").concat();
    assert_eq!(remarks.chars().filter(|c| *c == '长').count(), 40_000, "what is too long for a cell goes on below");
    let document = with(&w, Lang::Zh, |s| bulletin::document(s).unwrap());
    let xml = part(&document, "word/document.xml");
    assert!(xml.contains("坏␁字\u{FFFD} &lt;b&gt;&amp;amp;") && !xml.contains('\u{1}'), "a sign or a mark for each");
}

struct Ran {
    status: i32,
    out: Vec<u8>,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(crate::ROOT).args(arguments);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    Ran { status: output.status.code().unwrap(), out: output.stdout, err: String::from_utf8(output.stderr).unwrap() }
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

const SEEDS: [&str; 5] = ["rules/ziyang-2021", "--data", "seeds/ziyang-2021", "--as-of", "2025-12-31"];

#[test]
fn eval_writes_several_files_in_one_run() {
    let there = folder("office_eval");
    let path = |name: &str| there.join(name).to_str().unwrap().to_owned();
    let (book, document) = (path("报告.xlsx"), path("通报.docx"));
    let ran = run(&[&["eval"], &SEEDS[..], &["-o", &book, "-o", &document]].concat());
    assert_eq!((ran.status, ran.out.len()), (1, 0), "{}", ran.err);
    let mut book: Xlsx<_> = calamine::open_workbook(&book).unwrap();
    let rules = book.worksheet_range("规则").unwrap();
    assert_eq!(rules.rows().count(), 1 + 178);
    assert!(book.worksheet_range("对象").unwrap().rows().count() > 3_000);
    let notice = book.worksheet_range("汇总").unwrap().rows().flatten().any(|c| c.to_string().contains("虚构示例"));
    assert!(notice, "the notice of the data stands under every report");
    assert!(text(&part(&fs::read(&document).unwrap(), "word/document.xml")).contains("附件：已达标和提前达标的事项"));
    let piped = run(&[&["eval"], &SEEDS[..], &["--format", "xlsx"]].concat());
    assert!(piped.out.starts_with(b"PK"), "a pipe may have it");
    let wrong = run(&[&["eval"], &SEEDS[..], &["--format", "docx", "-o", &path("x.xlsx")]].concat());
    assert!(wrong.status == 2 && wrong.err.contains("扩展名"), "{}", wrong.err);
}

#[test]
fn followup_answers_in_both_languages() {
    let zh = run(&[&["督办"], &SEEDS[..]].concat());
    let out = String::from_utf8(zh.out).unwrap();
    assert_eq!(zh.status, 1);
    assert!(out.starts_with("督办清单  截至 2025-12-31") && out.contains("县农业农村局"), "{out}");
    let one = run(&[&["followup"], &SEEDS[..], &["--office", "统计", "--format", "json"]].concat());
    let one: serde_json::Value = serde_json::from_slice(&one.out).unwrap();
    assert_eq!(one["schema"], "dabiao.followup/1");
    let names: BTreeSet<&str> =
        one["offices"].as_array().unwrap().iter().map(|o| o["office"].as_str().unwrap()).collect();
    assert!(names.iter().all(|n| n.contains("统计")), "{names:?}");
    let all = run(&[&["followup"], &SEEDS[..], &["--format", "json"]].concat());
    let all: serde_json::Value = serde_json::from_slice(&all.out).unwrap();
    let items = all["offices"].as_array().unwrap().iter().flat_map(|o| o["items"].as_array().unwrap());
    for item in items {
        let verdict = item["verdict"].as_str().unwrap();
        let is_late = verdict == "unmet" || verdict == "behind";
        assert_eq!(item["since"].is_string(), is_late, "{item}");
    }
    let nobody = run(&[&["followup"], &SEEDS[..], &["--office", "没有这个单位"]].concat());
    // Nobody has anything to do, but the data hold two conflicts: errors of data end with 1, whoever asks.
    assert_eq!(nobody.status, 1);
}

/// What an element may hold, in order: names and how often.
struct Order(Vec<(Vec<String>, char)>);

fn orders() -> std::collections::BTreeMap<String, Order> {
    let text = fs::read_to_string(Path::new(crate::ROOT).join("tests/cases/office/word-order.txt")).unwrap();
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    let step = |word: &str| {
        let often = word.chars().last().filter(|c| "*+?".contains(*c)).unwrap_or('1');
        (word.trim_end_matches(['*', '+', '?']).split('|').map(str::to_owned).collect(), often)
    };
    let parse = |line: &str| {
        let (name, rest) = line.split_once(": ").unwrap();
        (name.to_owned(), Order(rest.split(' ').map(step).collect()))
    };
    lines.map(parse).collect()
}

impl Order {
    /// Says what is wrong with the children of an element.
    fn complaint(&self, children: &[String]) -> Option<String> {
        let mut at = 0;
        for (names, often) in &self.0 {
            let n = children[at..].iter().take_while(|c| names.contains(c)).count();
            let n = if matches!(often, '1' | '?') { n.min(1) } else { n };
            if n == 0 && matches!(often, '1' | '+') {
                return Some(format!("{names:?} is missing in {children:?}"));
            }
            at += n;
        }
        children.get(at).map(|c| format!("`{c}` does not stand here: {children:?}"))
    }
}

/// Reads a part and says where its elements do not stand as the schema asks.
pub(crate) fn out_of_order(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let orders = orders();
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut open: Vec<(String, Vec<String>)> = vec![(String::new(), Vec::new())];
    let mut wrong = Vec::new();
    let local = |name: &str| name.rsplit(':').next().unwrap().to_owned();
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(e) | Event::Empty(e) = &event {
            let name = local(e.name().as_ref());
            open.last_mut().unwrap().1.push(name.clone());
            open.push((name, Vec::new()));
        }
        match event {
            Event::End(_) | Event::Empty(_) => {
                let (name, children) = open.pop().unwrap();
                match orders.get(&name) {
                    Some(order) => wrong.extend(order.complaint(&children).map(|c| format!("{name}: {c}"))),
                    None if !children.is_empty() => wrong.push(format!("`{name}` is not known")),
                    None => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "every element is closed");
    wrong
}

#[test]
fn the_document_stands_in_the_order_of_the_schema() {
    for lang in [Lang::Zh, Lang::En] {
        let bytes = with(&world("2024-12-31"), lang, |s| bulletin::document(s).unwrap());
        for name in ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"] {
            assert_eq!(out_of_order(&part(&bytes, name)), Vec::<String>::new(), "{name}");
        }
        let xml = part(&bytes, "word/document.xml");
        assert_eq!(xml.matches("<w:tblGrid>").count(), xml.matches("<w:tbl>").count(), "every table has its grid");
        assert!(xml.contains("<w:gridCol w:w="), "and columns have widths");
    }
    let swapped = "<w:p><w:r><w:t>x</w:t></w:r><w:pPr/></w:p>";
    assert_eq!(out_of_order(swapped).len(), 1, "the test sees what stands in the wrong place");
    assert_eq!(out_of_order("<w:tbl><w:tblPr/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>").len(), 1, "a grid is missing");
}

#[test]
fn office_files_name_no_system() {
    let w = world("2025-12-31");
    let both = [
        with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap()),
        with(&w, Lang::Zh, |s| bulletin::document(s).unwrap()),
    ];
    for bytes in both {
        let records: Vec<usize> = (0..bytes.len() - 46).filter(|at| bytes[*at..*at + 4] == *b"PK\x01\x02").collect();
        assert!(records.len() > 5);
        for at in records {
            assert_eq!(bytes[at + 5], 3, "made on one system, wherever it was made");
            assert_eq!(bytes[at + 12..at + 16], [0, 0, 0x21, 0], "on the first day that the format knows");
        }
    }
}

/// The sheet of entities where a list would have more than 50,000 rows: a row for each entity, a column for each check.
#[test]
fn a_list_that_is_too_long_is_a_wall() {
    let n_villages = 1_600;
    let mut roster = "代码,名称,层级,上级\n1,甲县,县,\n".to_owned();
    let mut data = "指标,代码,时期,数值\n".to_owned();
    for v in 0..n_villages {
        roster.push_str(&format!("V{v:04},村{v:04},村,1\n"));
        if v % 10 > 0 {
            data.push_str(&format!("收入,V{v:04},2025,{}\n", v % 50));
        }
    }
    let mut rules = "指标 收入 { 单位 元; 层级 村; 类型 时期数 }\n".to_owned();
    for r in 0..60 {
        let statement = match r % 2 {
            0 => format!("每个 村: 收入 >= {r}元 截至 2025"),
            _ => format!("数量(村: 收入 >= {r}元) >= 5个 截至 2025"),
        };
        rules.push_str(&format!("规则 R-{r} {{ {statement} }}\n"));
    }
    let files =
        MemoryFiles::new([("r.rules", rules.as_str()), ("d/名录.csv", roster.as_str()), ("d/数据.csv", data.as_str())]);
    let loaded = check::load(&files, &["r.rules".to_owned()]);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..Default::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let judgement = eval::Session::new(&loaded.rules, &data, "2025-12-31".parse().unwrap()).evaluate(Detail::Summary);
    let w = World { loaded, data, judgement };
    let bytes = with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap());
    assert_eq!(bytes, with(&w, Lang::Zh, |s| workbook::workbook(s).unwrap()), "same input, same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let wall = rows(&mut book, "对象");
    let head = wall.iter().position(|r| r[0] == "代码").unwrap();
    assert!(wall[head - 1][0].contains("每个对象一行"), "it says what it is");
    assert_eq!(wall[head][3], "收入\n2025（元）", "the figures that the checks read, once");
    assert_eq!(wall[head + 1][..4], ["V0000", "村0000", "甲县", ""], "nobody knows what this one has");
    assert_eq!(wall[head + 2][..4], ["V0001", "村0001", "甲县", "1"]);
    for (rule, judged) in w.judgement.rules.iter().enumerate() {
        let check = &judged.checks[0];
        let Some(column) = wall[head].iter().position(|c| c.starts_with(&format!("R-{rule}\n"))) else {
            assert!(check.failing.is_empty() && check.missing.is_empty(), "R-{rule} has no column");
            continue;
        };
        let count = |word: &str| wall[head + 1..].iter().filter(|r| r[column] == word).count();
        let failing = if rule % 2 == 0 { count("未达标") } else { count("不符合") };
        assert_eq!((failing, count("缺数")), (check.failing.len(), check.missing.len()), "R-{rule}");
    }
}
