//! The committed example data are what their generator writes, and each rule set comes to the verdicts of its snapshot.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use crate::make_seeds;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use dabiao_data as data;
use dabiao_eval::{Detail, RuleJudgement};
use dabiao_lang::check;
use dabiao_lang::source::MemoryFiles;

#[test]
fn committed_files_are_what_the_generator_writes() {
    let seeds = Path::new(crate::ROOT).join("seeds");
    for file in make_seeds::files() {
        let committed = fs::read(seeds.join(&file.path)).unwrap_or_default();
        assert!(committed == file.bytes, "{} is stale: run `cargo run -p xtask -- make-seeds`", file.path);
    }
}

#[test]
fn each_set_comes_to_the_verdicts_of_its_snapshot() {
    let ends = [
        ("ziyang-2021", 2025),
        ("ziyang-2021", 2023),
        ("yongchang-2020", 2022),
        ("langao-2021", 2025),
        ("ziyang-2017", 2020),
        ("baihe-2021", 2025),
        ("outline-2026", 2026),
        ("outline-2026", 2030),
    ];
    for (set, year) in ends {
        let as_of = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
        insta::assert_snapshot!(format!("{set}@{year}"), verdicts(set, as_of));
    }
}

/// Judges a rule set on its example data: how many of each verdict, what was found in the data, each rule's verdict.
fn verdicts(set: &str, as_of: NaiveDate) -> String {
    let mut files = Vec::new();
    for folder in ["rules".to_owned(), format!("seeds/{set}")] {
        collect(&Path::new(crate::ROOT).join(&folder), &folder, &mut files);
    }
    let files = MemoryFiles::new(files);
    let loaded = check::load(&files, &[format!("rules/{set}")]);
    let model = loaded.rules.model();
    let request = data::LoadRequest { paths: vec![format!("seeds/{set}")], ..Default::default() };
    let dataset = data::load(&files, &request, &model.schema).0.unwrap();
    let judgement = dabiao_eval::Session::new(&loaded.rules, &dataset, as_of).evaluate(Detail::Summary);
    let mut summary = BTreeMap::new();
    let mut lines = String::new();
    for (rule, judged) in model.rules.iter().zip(&judgement.rules) {
        *summary.entry(judged.verdict.as_str()).or_insert(0) += 1;
        writeln!(lines, "{:<9} {}{}", judged.verdict.as_str(), rule.id, members(judged)).unwrap();
    }
    let findings: Vec<&str> = judgement.findings.iter().map(|finding| finding.code()).collect();
    format!("{summary:?}\nfindings: {}\n{lines}", findings.join(" "))
}

/// How many passed of how many, for the worst check over entities.
fn members(judged: &RuleJudgement) -> String {
    let checks = judged.checks.iter().filter(|check| check.verdict == judged.verdict);
    let members = checks.filter_map(|check| check.members.as_ref()).next();
    members.map_or_else(String::new, |m| format!("  {}/{}", m.passing, m.total))
}

/// Reads all files of a folder, names as below the project's root.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let below = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() { collect(&path, &below, files) } else { files.push((below, fs::read(&path).unwrap())) }
    }
}
