//! What the forms of a national report cost beside its JSON: page, seal, workbook and notice of 50,000 villages × 100 rules.
//!
//! `cargo bench -p dabiao-cli --bench papers -- [villages] [rules]` makes the files below `target/bench/` once, runs the real
//! binary for each form and prints CPU seconds, peak memory and size; it fails where a form costs more than it may. Three
//! sets: counts over figures that repeat, counts over figures at random, and rules that ask every village one by one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// How often the CPU of the JSON report a form may cost, in tenths.
const PAGE_TENTHS: u64 = 30;
const WORKBOOK_TENTHS: u64 = 60;
/// Kilobytes of memory that a workbook may take.
const WORKBOOK_KB: u64 = 300 * 1024;
/// Bytes that a page may have.
const PAGE_BYTES: u64 = 10_000_000;

#[derive(Clone, Copy)]
enum Set {
    Counts,
    Random,
    Each,
}

/// What one run cost.
struct Cost {
    cpu_hundredths: u64,
    peak_kb: u64,
    bytes: u64,
}

fn make(set: Set, (villages, rules): (usize, usize)) -> PathBuf {
    let name = match set {
        Set::Counts => "counts",
        Set::Random => "random",
        Set::Each => "each",
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench");
    let dir = root.join(format!("papers-{name}-{villages}-{rules}"));
    if dir.join("done").exists() {
        return dir;
    }
    fs::create_dir_all(dir.join("d")).unwrap();
    let mut roster = "代码,名称,层级,上级\n1,样例县,县,\n".to_owned();
    let towns = (villages / 100).max(1);
    (0..towns).for_each(|i| writeln!(roster, "{},镇{i},镇,1", 1_000 + i).unwrap());
    (0..villages).for_each(|i| writeln!(roster, "{},村{i},村,{}", 100_000 + i, 1_000 + i % towns).unwrap());
    let mut data = "指标,对象,期间,数值\n".to_owned();
    let mut state = 7_u64;
    for i in 0..villages {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let value = match set {
            Set::Counts | Set::Each => i as u64 % 100,
            Set::Random => (state >> 33) % 100,
        };
        writeln!(data, "收入,{},2025,{value}", 100_000 + i).unwrap();
    }
    let mut text = "方案 \"样例\" { 地区 样例县; 期间 2021..2025; 基期 2020 }\n指标 收入 { 计量单位 元; 层级 村; 类型 时期数; 取值 0.. }\n".to_owned();
    for i in 0..rules {
        let statement = match set {
            Set::Each => format!("每个 村: 收入 >= {i}元"),
            Set::Counts | Set::Random => format!("count(村: 收入 >= {i}元) >= 5个"),
        };
        writeln!(text, "规则 R{i} \"x{i}\" {{ 牵头 \"局\"; 依据 \"一\"; {statement} by 2025 }}").unwrap();
    }
    fs::write(dir.join("d/名录.csv"), roster).unwrap();
    fs::write(dir.join("d/2025.csv"), data).unwrap();
    fs::write(dir.join("r.rules"), text).unwrap();
    fs::write(dir.join("done"), "").unwrap();
    dir
}

/// User and system time of the children that have ended, in the kernel's ticks of 10 ms.
fn of_children() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or("");
    after.split_whitespace().skip(13).take(2).filter_map(|t| t.parse::<u64>().ok()).sum()
}

fn peak_kb(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn run(dir: &Path, form: &str) -> Cost {
    let out = dir.join(format!("out.{form}"));
    let _ = fs::remove_dir_all(&out);
    let _ = fs::remove_file(&out);
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(dir).args(["eval", "r.rules", "--data", "d", "--as-of", "2025-12-31"]);
    match form {
        "seal" => command.args(["--format", "json", "--seal"]).arg(&out),
        _ => command.arg("-o").arg(&out),
    };
    let before = of_children();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak_kb(child.id()).unwrap_or(0).max(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    let bytes = fs::metadata(&out).map_or(0, |m| if m.is_file() { m.len() } else { 0 });
    Cost { cpu_hundredths: of_children() - before, peak_kb: peak, bytes }
}

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let size = (numbers.first().copied().unwrap_or(50_000), numbers.get(1).copied().unwrap_or(100));
    let mut is_held = true;
    for (set, name) in [(Set::Counts, "counts"), (Set::Random, "random"), (Set::Each, "each")] {
        let dir = make(set, size);
        println!("{name}: {} villages, {} rules", size.0, size.1);
        let mut of_json = 1;
        for form in ["json", "html", "seal", "xlsx", "docx"] {
            // The least of three runs: whatever else the machine does only adds.
            let cost = (0..3).map(|_| run(&dir, form)).min_by_key(|c| c.cpu_hundredths).unwrap();
            if form == "json" {
                of_json = cost.cpu_hundredths.max(1);
            }
            let tenths = cost.cpu_hundredths * 10 / of_json;
            let holds = match form {
                "html" => tenths <= PAGE_TENTHS && cost.bytes < PAGE_BYTES,
                "seal" => tenths <= PAGE_TENTHS,
                "xlsx" => tenths <= WORKBOOK_TENTHS && cost.peak_kb <= WORKBOOK_KB,
                _ => true,
            };
            is_held &= holds;
            println!(
                "  {form:5} CPU {:3}.{:02} s  {:3}.{} x  peak {:4} MB  {:9} bytes{}",
                cost.cpu_hundredths / 100,
                cost.cpu_hundredths % 100,
                tenths / 10,
                tenths % 10,
                cost.peak_kb / 1024,
                cost.bytes,
                if holds { "" } else { "  OVER" }
            );
        }
    }
    if is_held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
