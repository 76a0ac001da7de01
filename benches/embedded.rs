//! The embedded case and growth: rules from text to a checked set, thresholds on one record, a whole process, and how
//! time grows with rules and with rows. Each line is the least of several runs, so that a busy machine shows little.
//!
//! `cargo bench --bench embedded -- [load|record|start|rules|rows]…` (none: all of them).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_eval::{self as eval, Detail, Row, Scorecard};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::source::MemoryFiles;
use rust_decimal::Decimal;

const N_RULES: usize = 1_000;

/// Returns the shortest of several runs.
fn least(n_runs: usize, mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..n_runs).map(|_| once(&mut run)).min().unwrap()
}

fn show(what: &str, time: Duration) {
    let micros = time.as_micros();
    println!("{what:<58} {:>9}.{:03} ms", micros / 1_000, micros % 1_000);
}

fn indicators(n: usize) -> String {
    let mut text = String::new();
    for i in 0..n {
        writeln!(text, "indicator 指标{i:04} {{ unit 万元; level 村; kind flow; range 0.. }}").unwrap();
    }
    text
}

fn rules_in_braces() -> String {
    let mut text = indicators(N_RULES);
    for i in 0..N_RULES {
        let (yuan, cents) = (5 + i % 90, i % 100);
        writeln!(text, "rule R{i:04} \"x\" {{ every 村: 指标{i:04} >= {yuan}.{cents:02}万元 by 2025 }}").unwrap();
    }
    text
}

fn bare_lines() -> String {
    let mut text = String::new();
    for i in 0..N_RULES {
        writeln!(text, "指标{i:04} >= {}.{:02}万元 by 2025", 5 + i % 90, i % 100).unwrap();
    }
    text
}

fn load_text(text: &str) -> Loaded {
    let loaded = check::load_text("a.rules", text);
    assert!(!loaded.diagnostics.iter().any(|d| d.is_error()));
    loaded
}

/// 1,000 rules from text, read, resolved and checked.
fn bench_load() {
    let files = [("1,000 rules in braces, indicators declared", rules_in_braces()), ("1,000 bare lines", bare_lines())];
    for (what, text) in &files {
        assert_eq!(load_text(text).rules.model().rules.len(), N_RULES);
        show(what, least(50, || drop(load_text(text))));
        let mut sources = dabiao_lang::source::SourceMap::new();
        let id = sources.add("a.rules", text.as_str());
        let source = sources.get(id).unwrap();
        let mut trees = Vec::new();
        show("    of which syntax::parse", least(50, || trees = vec![dabiao_lang::syntax::parse(source).0]));
        show("    of which model::lower", least(50, || drop(dabiao_lang::model::lower(&trees, &sources))));
        let (model, _) = dabiao_lang::model::lower(&trees, &sources);
        let mut spare: Vec<_> = (0..50).map(|_| model.clone()).collect();
        show("    of which check::check", least(50, || drop(check::check(spare.pop().unwrap()))));
    }
}

/// One record of 1,000 values against 1,000 thresholds, a report row for each.
fn bench_record() {
    let loaded = load_text(&rules_in_braces());
    let card = Scorecard::compile(&loaded.rules);
    assert_eq!(card.len(), N_RULES);
    let values: Vec<Option<Decimal>> = (0..N_RULES).map(|i| Some(Decimal::new(i as i64 * 7 % 9_000, 2))).collect();
    let mut rows: Vec<Row> = Vec::with_capacity(N_RULES);
    let n_records = 1_000;
    let time = least(10, || {
        for _ in 0..n_records {
            rows.clear();
            card.judge(std::hint::black_box(&values), &mut rows);
            std::hint::black_box(&rows);
        }
    });
    let picos = time.as_nanos() * 1_000 / (n_records * N_RULES as u128);
    println!("{:<58} {:>9}.{:03} ns", "one threshold with its row", picos / 1_000, picos % 1_000);
    show("compiling the thresholds once", least(20, || drop(Scorecard::compile(&loaded.rules))));
}

/// The command line from its start to a verdict on ten rules.
fn bench_start() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench/start");
    std::fs::create_dir_all(&dir).unwrap();
    let mut text = indicators(10);
    let mut csv = "indicator,entity,period,value,unit\n".to_owned();
    for i in 0..10 {
        writeln!(text, "rule R{i} \"x\" {{ every 村: 指标{i:04} >= 5.25万元 by 2025 }}").unwrap();
        writeln!(csv, "指标{i:04},甲村,2025,6.5,万元").unwrap();
    }
    let (rules, figures) = (dir.join("a.rules"), dir.join("a.csv"));
    std::fs::write(&rules, text).unwrap();
    std::fs::write(&figures, csv).unwrap();
    let run = |args: &[&std::ffi::OsStr]| {
        let out = Command::new(env!("CARGO_BIN_EXE_dabiao")).args(args).output().unwrap();
        assert!(out.status.code().is_some_and(|c| c < 2));
    };
    let args = ["eval".as_ref(), rules.as_os_str(), "--data".as_ref(), figures.as_os_str()];
    let args: Vec<_> = args.into_iter().chain(["--as-of".as_ref(), "2025-12-31".as_ref()]).collect();
    show("a process: ten rules from file to report", least(50, || run(&args)));
    show("a process: --version", least(50, || run(&["--version".as_ref()])));
}

struct Size {
    villages: usize,
    indicators: usize,
    years: i32,
}

fn files(size: &Size) -> MemoryFiles {
    let mut roster = "code,name,level,parent\n1,全国,国,\n".to_owned();
    for v in 0..size.villages {
        writeln!(roster, "{:012},村{v:06},村,1", v + 100_000_000_000).unwrap();
    }
    let mut figures = "indicator,entity,period,value,unit,code\n".to_owned();
    let mut dice: u64 = 7;
    for i in 0..size.indicators {
        for year in 2026 - size.years..2026 {
            for v in 0..size.villages {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let roll = dice >> 33;
                if !roll.is_multiple_of(100) {
                    let (yuan, cents) = (200 + roll % 20_000, roll / 100 % 100);
                    let code = v + 100_000_000_000;
                    writeln!(figures, "指标{i:04},村{v:06},{year},{yuan}.{cents:02},万元,{code:012}").unwrap();
                }
            }
        }
    }
    MemoryFiles::new([("roster.csv", roster), ("data.csv", figures)])
}

fn read(files: &MemoryFiles, rules: &Loaded) -> Dataset {
    let roster = Some("roster.csv".to_owned());
    let request = LoadRequest { paths: vec!["data.csv".to_owned()], roster, ..LoadRequest::default() };
    data::load(files, &request, &rules.rules.model().schema).0.unwrap()
}

fn national_rules(n_rules: usize, n_indicators: usize) -> Loaded {
    let mut text = indicators(n_indicators);
    for r in 0..n_rules {
        let (i, line) = (r / 2 % n_indicators, 210 + r / 40);
        let statement = match r % 2 {
            0 => format!("every 村: 指标{i:04} >= {line}.5万元 by 2025"),
            _ => format!("share(村: 指标{i:04} >= {line}万元) >= 70% by 2025"),
        };
        writeln!(text, "rule N{r} \"x\" {{ {statement} }}").unwrap();
    }
    load_text(&text)
}

fn judge(rules: &Loaded, data: &Dataset) {
    let as_of = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    let judgement = eval::Session::new(&rules.rules, data, as_of).evaluate(Detail::Summary);
    std::hint::black_box(&judgement);
}

/// The same 50,000 villages under 40 and under 4,000 rules.
fn bench_rules() {
    let size = Size { villages: 50_000, indicators: 20, years: 1 };
    let files = files(&size);
    for n_rules in [40, 400, 4_000] {
        let rules = national_rules(n_rules, size.indicators);
        let data = read(&files, &rules);
        let what = format!("{n_rules} rules on 50,000 villages x 20 indicators: judging");
        show(&what, least(3, || judge(&rules, &data)));
    }
}

/// A multiple of the same table: reading, and judging ten rules.
fn bench_rows() {
    for villages in [155_143, 310_286, 620_573] {
        let size = Size { villages, indicators: 5, years: 6 };
        let (files, rules) = (files(&size), national_rules(10, 5));
        let start = Instant::now();
        let data = read(&files, &rules);
        show(&format!("{villages} villages x 5 indicators x 6 years: reading"), start.elapsed());
        show("    judging ten rules", least(3, || judge(&rules, &data)));
    }
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let all: [(&str, fn()); 5] = [
        ("load", bench_load),
        ("record", bench_record),
        ("start", bench_start),
        ("rules", bench_rules),
        ("rows", bench_rows),
    ];
    for (name, bench) in all {
        if asked.is_empty() || asked.iter().any(|a| a == name) {
            bench();
        }
    }
}
