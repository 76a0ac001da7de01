//! Many small workbooks and a large one: written once, then read with the time and the memory that it takes.
//!
//! `cargo run --release -p xtask -- workbooks make FOLDER` writes `FOLDER/small` (10,000 workbooks of 20 rows) and
//! `FOLDER/large` (one of 500,000 rows); `… -- read FOLDER/small` reads one of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::float_arithmetic
)]

use std::fmt::Write as _;
use std::{fs, io};

use dabiao_data::{self as data, LoadRequest};
use dabiao_lang::check::load_text;
use dabiao_lang::source::{Entry, EntryKind, Files};
use rust_xlsxwriter::Workbook;

const RULES: &str =
    "指标 集体收入 { 计量单位 万元; 类型 时期数; 层级 村 }\n指标 户数 { 计量单位 户; 类型 时点数; 层级 村 }\n";
const TOWNS: u32 = 10_000;
const VILLAGES: u32 = 20;
const ROWS: u32 = 500_000;

/// The disk.
struct Disk;

impl Files for Disk {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        Ok(Box::new(fs::File::open(path)?))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if !fs::metadata(path)?.is_dir() {
            return Ok(None);
        }
        let entry = |e: fs::DirEntry| Entry {
            path: e.path().to_string_lossy().into_owned(),
            kind: if e.path().is_dir() { EntryKind::Folder } else { EntryKind::File },
        };
        Ok(Some(fs::read_dir(path)?.map(|e| e.map(entry)).collect::<io::Result<_>>()?))
    }
}

/// Makes or reads workbooks, as the first argument says.
pub fn run(arguments: &[String]) {
    match arguments.first().map(String::as_str) {
        Some("make") => make(&arguments[1]),
        Some("read") => read(&arguments[1]),
        _ => println!("make FOLDER | read FOLDER/small | read FOLDER/large"),
    }
}

fn make(folder: &str) {
    for sub in ["small", "large"] {
        fs::create_dir_all(format!("{folder}/{sub}")).unwrap();
    }
    let mut roster = String::from("代码,名称,层级,上级\n0,县,县,\n");
    for town in 0..TOWNS {
        writeln!(roster, "{town:05},镇{town:05},镇,0").unwrap();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, format!("填报单位：镇{town:05}")).unwrap();
        for (column, head) in (0u16..).zip(["代码", "村名", "集体收入(万元)", "户数"]) {
            sheet.write(1, column, head).unwrap();
        }
        for village in 0..VILLAGES {
            let (row, code) = (village + 2, format!("{town:05}{village:02}"));
            writeln!(roster, "{code},村{code},村,{town:05}").unwrap();
            sheet.write(row, 0, &code).unwrap();
            sheet.write(row, 1, format!("村{code}")).unwrap();
            sheet.write(row, 2, f64::from(village) + 0.25).unwrap();
            sheet.write(row, 3, village + town).unwrap();
        }
        book.save(format!("{folder}/small/镇{town:05}_2025年.xlsx")).unwrap();
    }
    fs::write(format!("{folder}/small/名录.csv"), roster).unwrap();

    let mut roster = String::from("代码,名称,层级,上级\n0,县,县,\n");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    for (column, head) in (0u16..).zip(["代码", "村名", "集体收入(万元)", "户数"]) {
        sheet.write(0, column, head).unwrap();
    }
    for row in 1..=ROWS {
        let code = format!("{row:07}");
        writeln!(roster, "{code},村{code},村,0").unwrap();
        sheet.write(row, 0, &code).unwrap();
        sheet.write(row, 1, format!("村{code}")).unwrap();
        sheet.write(row, 2, f64::from(row % 1000) + 0.25).unwrap();
        sheet.write(row, 3, row).unwrap();
    }
    book.save(format!("{folder}/large/2025年.xlsx")).unwrap();
    fs::write(format!("{folder}/large/名录.csv"), roster).unwrap();
}

fn read(folder: &str) {
    let loaded = load_text("a.rules", RULES);
    let request = LoadRequest { paths: vec![folder.to_owned()], ..LoadRequest::default() };
    let start = std::time::Instant::now();
    let (dataset, findings) = data::load(&Disk, &request, &loaded.rules.model().schema);
    let seconds = start.elapsed().as_secs_f32();
    let dataset = dataset.unwrap();
    let n_values: u64 = dataset.submissions.iter().map(|s| s.n_values).sum();
    let n_errors = findings.iter().filter(|f| f.is_error()).count();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).map_or("?", str::trim);
    println!(
        "{} tables, {n_values} figures, {n_errors} errors: {seconds:.1} s, peak memory {peak}",
        dataset.submissions.len()
    );
}
