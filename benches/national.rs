//! The national workload: 50,000 villages × 6 years × 20 indicators as one long CSV (6,000,000 rows, 1% missing) and 40
//! rules, from the file to the JSON report in one process; prints CPU seconds and peak memory.
//!
//! `cargo bench --bench national -- [villages] [indicators] [rules]` makes the files below `target/bench/` once and runs.
//! `benches/compare.py` runs the command line and hand-written DuckDB SQL on the same files and prints ratios.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use dabiao_lang::source::{Entry, Files};

const YEARS: std::ops::RangeInclusive<i32> = 2020..=2025;

struct Disk;

impl Files for Disk {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        Ok(Box::new(fs::File::open(path)?))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        Ok(if Path::new(path).is_dir() { Some(Vec::new()) } else { None })
    }
}

struct Size {
    villages: usize,
    indicators: usize,
    rules: usize,
}

/// A small linear congruential generator: the files must be the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn make(size: &Size, dir: &Path) -> io::Result<()> {
    if dir.join("done").exists() {
        return Ok(());
    }
    fs::create_dir_all(dir)?;
    let mut roster = BufWriter::new(fs::File::create(dir.join("roster.csv"))?);
    writeln!(roster, "code,name,level,parent\n1,全国,国,")?;
    for v in 0..size.villages {
        if v % 500 == 0 {
            writeln!(roster, "C{:05},县{:05},县,1", v / 500, v / 500)?;
        }
        if v % 20 == 0 {
            writeln!(roster, "T{:06},镇{:06},镇,C{:05}", v / 20, v / 20, v / 500)?;
        }
        writeln!(roster, "{:012},村{:06},村,T{:06}", v + 100_000_000_000, v, v / 20)?;
    }
    let mut data = BufWriter::with_capacity(1 << 20, fs::File::create(dir.join("data.csv"))?);
    writeln!(data, "indicator,entity,period,value,unit,code")?;
    let mut dice = Dice(7);
    for i in 0..size.indicators {
        for year in YEARS {
            for v in 0..size.villages {
                if dice.roll(100) == 0 {
                    continue;
                }
                let cents = 20_000 + dice.roll(2_000_000);
                let code = v + 100_000_000_000;
                writeln!(data, "指标{i:02},村{v:06},{year},{}.{:02},万元,{code:012}", cents / 100, cents % 100)?;
            }
        }
    }
    data.flush()?;
    fs::write(dir.join("national.rules"), rules(size))?;
    fs::write(dir.join("done"), "")
}

fn rules(size: &Size) -> String {
    let mut text = String::new();
    for i in 0..size.indicators {
        writeln!(text, "指标 指标{i:02} {{ 单位 万元; 层级 村; 类型 时期数; 取值 0.. }}").unwrap();
    }
    for r in 0..size.rules {
        let (i, half) = (r / 2 % size.indicators, r % 2 == 0);
        let line = 210 + r / 40;
        if half {
            writeln!(text, "规则 E{r} {{ 每个 村: 指标{i:02} >= {line}.5万元 截至 2025 }}").unwrap();
        } else {
            let line = line + 6_000;
            writeln!(text, "规则 S{r} {{ 占比(村: 指标{i:02} >= {line}万元) >= 70% 截至 2025 }}").unwrap();
        }
    }
    text
}

fn status(key: &str) -> String {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with(key)).unwrap_or("").to_owned();
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

/// User and system CPU seconds of this process so far, from the kernel's ticks of 10 ms.
fn cpu_hundredths() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or("");
    after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum()
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let size = Size {
        villages: numbers.first().copied().unwrap_or(50_000),
        indicators: numbers.get(1).copied().unwrap_or(20),
        rules: numbers.get(2).copied().unwrap_or(40),
    };
    let name = format!("national-{}-{}-{}", size.villages, size.indicators, size.rules);
    let dir: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench").join(name);
    make(&size, &dir).unwrap();
    let path = |name: &str| dir.join(name).to_string_lossy().into_owned();

    let start = cpu_hundredths();
    let loaded = dabiao_lang::check::load(&Disk, &[path("national.rules")]);
    let request = dabiao_data::LoadRequest {
        paths: vec![path("data.csv")],
        roster: Some(path("roster.csv")),
        ..Default::default()
    };
    let (data, _) = dabiao_data::load(&Disk, &request, &loaded.rules.model().schema);
    let data = data.unwrap();
    let read = cpu_hundredths();
    let as_of = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    let judgement = dabiao_eval::Session::new(&loaded.rules, &data, as_of).evaluate(dabiao_eval::Detail::Summary);
    let judged = cpu_hundredths();
    let report = dabiao_report::json::report(&loaded.rules, &data, &judgement, Default::default());
    let mut out = BufWriter::new(fs::File::create(path("report.json")).unwrap());
    serde_json::to_writer(&mut out, &report).unwrap();
    out.flush().unwrap();
    let end = cpu_hundredths();

    let seconds = |from: u64, to: u64| format!("{}.{:02} s", (to - from) / 100, (to - from) % 100);
    println!("rows           {}", size.villages * size.indicators * 6);
    println!("rules          {}", size.rules);
    println!("CPU read       {}", seconds(start, read));
    println!("CPU judge      {}", seconds(read, judged));
    println!("CPU report     {}", seconds(judged, end));
    println!("CPU in all     {}", seconds(start, end));
    println!("peak memory    {}", status("VmHWM"));
}
