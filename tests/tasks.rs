//! Tables of tasks: each folder below `tests/cases/tasks` holds rules, their tables and, in `data`, a roster and statistics.
//! The first comment of `plan.rules` says what it shows and, behind `as of`, the day. What is found, what comes of it, what is
//! missing and what `export` says of the tasks is compared with the snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;

use dabiao_data as data;
use dabiao_eval::{Detail, Session, Span, run_tests};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Diagnostic, Lang, Place};
use dabiao_lang::source::MemoryFiles;
use dabiao_report::json;

/// Findings that say what a full rule set has and a small case need not have.
const SMALL: [&str; 4] = ["no-office", "no-cite", "roster-absent", "judged-at"];

fn collect(dir: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()) {
        let name = format!("{name}{}", entry.file_name().unwrap().to_str().unwrap());
        match entry.is_dir() {
            true => collect(&entry, &format!("{name}/"), files),
            false => files.push((name, std::fs::read(&entry).unwrap())),
        }
    }
}

#[test]
fn cases() {
    insta::glob!("cases/tasks/*/plan.rules", |path| {
        let mut files = Vec::new();
        collect(path.parent().unwrap(), "", &mut files);
        let files = MemoryFiles::new(files);
        let loaded = data::rules::load(&files, &["plan.rules".to_owned()]);
        let mut out = String::new();
        found(&loaded, &loaded.diagnostics, &mut out);
        if !loaded.is_unreadable() {
            judged(&files, &loaded, &mut out);
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(out);
        });
    });
}

fn found(loaded: &Loaded, all: &[Diagnostic], out: &mut String) {
    for d in all.iter().filter(|d| !SMALL.contains(&d.code())) {
        let place = match &d.place {
            Place::Span(span) => loaded.sources.position(*span).to_string(),
            Place::Cell(cell) => format!("{} {}", cell.file, cell.reference()),
            Place::Nowhere => "-".to_owned(),
        };
        writeln!(out, "{place} {} {}", d.severity.as_str(), d.code()).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            writeln!(out, "    {}", d.problem.message(lang)).unwrap();
        }
    }
}

fn span(period: Option<Span>) -> String {
    match period {
        None => "-".to_owned(),
        Some(Span::One(p)) => p.to_string(),
        Some(Span::Window(a, b)) => format!("{a}..{b}"),
    }
}

fn judged(files: &MemoryFiles, loaded: &Loaded, out: &mut String) {
    let model = loaded.rules.model();
    let text = loaded.sources.iter().next().unwrap().text();
    let day = text.split("as of ").nth(1).and_then(|rest| rest.get(..10)).unwrap();
    let request = data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
    let (dataset, _) = data::load(files, &request, &model.schema);
    let dataset = dataset.unwrap();
    found(loaded, &dataset.findings, out);
    let session = Session::new(&loaded.rules, &dataset, day.parse().unwrap());
    let judgement = session.evaluate(Detail::Full);
    for (rule, judged) in model.rules.iter().zip(&judgement.rules) {
        writeln!(out, "{} {}", rule.id, judged.verdict.zh()).unwrap();
        for check in &judged.checks {
            let reason = check.reason.as_ref().map_or("", |r| r.get(Lang::Zh));
            writeln!(out, "  {} {} {reason}", span(check.period), check.verdict.zh()).unwrap();
            for e in &check.entities {
                let text = |x: &Option<dabiao_lang::model::Exact>| x.as_ref().map_or("-".to_owned(), |x| x.to_text());
                let reason = e.reason.as_ref().map_or("", |r| r.get(Lang::Zh));
                let name = dataset.roster.key(e.entity);
                writeln!(out, "    {name} {} {} / {} {reason}", e.verdict.zh(), text(&e.value), text(&e.line)).unwrap();
            }
        }
    }
    for need in session.needs().figures {
        let name = &model.schema.indicator(need.indicator).unwrap().name;
        let period = need.period.map_or_else(String::new, |p| p.to_string());
        writeln!(out, "needs {name} {} {period}", dataset.roster.key(need.entity)).unwrap();
    }
    judgement.ignored.iter().for_each(|i| writeln!(out, "- {} ({})", i.what.get(Lang::Zh), i.count).unwrap());
    for test in run_tests(&loaded.rules) {
        let passed = test.expects.iter().map(|e| e.is_passed.to_string()).collect::<Vec<_>>();
        writeln!(out, "test {}: {}", model.tests[test.test].title, passed.join(" ")).unwrap();
    }
    let exported = serde_json::to_value(json::export(&loaded.rules)).unwrap();
    for indicator in exported["indicators"].as_array().unwrap().iter().filter(|i| i.get("assigned").is_some()) {
        writeln!(out, "{} {}", indicator["name"], indicator["assigned"]).unwrap();
    }
}

/// What `eval` writes about the case in which each town has its own task.
fn report(more: &[&str]) -> String {
    let folder = format!("{}/tests/cases/tasks/each_town", crate::ROOT);
    let (rules, data) = (format!("{folder}/plan.rules"), format!("{folder}/data"));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.args(["eval", &rules, "--data", &data, "--as-of", "2025-12-31"]).args(more);
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn each_town_is_shown_its_own_task() {
    let short = report(&["--lang", "zh"]);
    assert!(short.contains("最接近目标线：东门镇 2.5亿元（目标≥3亿元）"), "{short}");
    for format in ["text", "markdown"] {
        let full = report(&["--lang", "zh", "--detail", "full", "--format", format]);
        assert!(full.contains("南关镇：目标≥1.2亿元，实测 1亿元，差 0.2亿元，未达标"), "{full}");
        assert!(full.contains("南关镇：目标≤2.25亿元，实测 2.3亿元，超出 0.05亿元，未达标"), "{full}");
    }
    let english = report(&["--lang", "en", "--detail", "full"]);
    assert!(english.contains("东门镇: target ≥3亿元, measured 2.5亿元, 0.5亿元 short, unmet"), "{english}");
    let page = report(&["--lang", "zh", "--format", "html"]);
    assert!(page.contains(r#"<td data-label="目标">≥3亿元</td>"#), "the page names no task");
    let json: serde_json::Value = serde_json::from_str(&report(&["--format", "json"])).unwrap();
    assert_eq!(json["rules"][0]["checks"][1]["nearest"][0]["target"], "3");
    assert!(json["rules"][2]["checks"][0]["nearest"].as_array().unwrap().iter().all(|n| n.get("target").is_none()));
}

#[test]
fn the_workbook_has_the_task_as_the_target() {
    use calamine::Reader as _;
    let path = std::env::temp_dir().join(format!("dabiao-tasks-{}.xlsx", std::process::id()));
    report(&["--lang", "zh", "--detail", "full", "-o", path.to_str().unwrap()]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let rows: Vec<Vec<String>> =
        book.worksheet_range("对象").unwrap().rows().map(|r| r.iter().map(ToString::to_string).collect()).collect();
    std::fs::remove_file(&path).unwrap();
    let at = rows.iter().find_map(|r| r.iter().position(|c| c == "目标")).unwrap();
    let of = |id: &str, period: &str, town: &str| {
        let row = rows.iter().find(|r| r[0] == id && r[1] == period && r.contains(&town.to_owned()));
        row.unwrap_or_else(|| panic!("{rows:#?}"))[at].clone()
    };
    assert_eq!(of("A", "2024", "西门镇"), "≥1亿元");
    assert_eq!(of("A", "2025", "东门镇"), "≥3亿元");
    assert_eq!(of("B", "2025", "南关镇"), "≤2.25亿元");
    assert_eq!(of("C", "2025", "西门镇"), "每个镇 ≥2亿元");
}
