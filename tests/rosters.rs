//! Rosters that plans name: each folder below `tests/cases/rosters` holds rules and rosters and, in `data`, statistics. The
//! first comment of `plan.rules` says what it shows and, behind `as of`, the day. What `check` finds, who is on the roster,
//! what was left aside and what comes of the rules is compared with the snapshot; nobody names a roster on the way.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use dabiao_data::{self as data, LoadRequest};
use dabiao_eval::{Detail, Session, reason};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Diagnostic, Lang, Place};
use dabiao_lang::source::MemoryFiles;

/// Findings that say what a full rule set has and a small case need not have.
const SMALL: [&str; 4] = ["no-office", "no-cite", "judged-at", "no-responsible"];

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
    insta::glob!("cases/rosters/*/plan.rules", |path| {
        let mut files = Vec::new();
        collect(path.parent().unwrap(), "", &mut files);
        let text = String::from_utf8(files.iter().find(|(name, _)| name == "plan.rules").unwrap().1.clone()).unwrap();
        let files = MemoryFiles::new(files);
        let mut loaded = data::rules::load_to_reason(&files, &["plan.rules".to_owned()]);
        let roster = data::rules::roster(&files, &mut loaded);
        reason(&mut loaded, roster.as_ref(), chrono::NaiveDate::MAX);
        let mut out = String::new();
        found(&loaded, &loaded.diagnostics, &mut out);
        if !loaded.is_unreadable() {
            let day = text.split("as of ").nth(1).and_then(|rest| rest.get(..10)).unwrap();
            judged((&files, &loaded), day, &mut out);
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
            if let Some(help) = d.problem.help(lang) {
                writeln!(out, "    = {help}").unwrap();
            }
        }
    }
}

fn judged((files, loaded): (&MemoryFiles, &Loaded), day: &str, out: &mut String) {
    let model = loaded.rules.model();
    let request = LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
    let (dataset, findings) = data::load(files, &request, &model.schema);
    writeln!(out, "-- data").unwrap();
    found(loaded, &findings, out);
    let Some(dataset) = dataset else { return };
    dataset.ignored.iter().for_each(|i| writeln!(out, "left aside: {} {}", i.cell.file, i.what.zh).unwrap());
    writeln!(out, "roster: {} {}", dataset.roster.is_given, dataset.roster.entities.len()).unwrap();
    let judgement = Session::new(&loaded.rules, &dataset, day.parse().unwrap()).evaluate(Detail::Full);
    for (rule, judged) in model.rules.iter().zip(&judgement.rules) {
        writeln!(out, "{} {}", rule.id, judged.verdict.zh()).unwrap();
    }
}

fn dabiao(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    let ran = command.args(arguments).args(["--lang", "zh"]).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

fn case(name: &str) -> PathBuf {
    PathBuf::from(format!("{}/tests/cases/rosters/{name}", crate::ROOT))
}

/// Runs a verb over a case and its data.
fn over(verb: &str, name: &str, more: &[&str]) -> (i32, String, String) {
    let folder = case(name);
    let (rules, data) = (folder.join("plan.rules"), folder.join("data"));
    let mut arguments = vec![verb, rules.to_str().unwrap(), "--data", data.to_str().unwrap()];
    arguments.extend_from_slice(more);
    dabiao(&arguments)
}

#[test]
fn the_program_judges_those_on_the_roster_of_the_plan() {
    let (status, out, _) = over("eval", "named", &["--as-of", "2025-12-31", "--format", "json"]);
    assert_eq!(status, 1);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let first = &report["rules"][0];
    assert_eq!(first["verdict"], "missing");
    assert_eq!(first["checks"][0]["missing"], serde_json::json!(["5"]));
    // A roster that is named on the command line displaces it.
    let other = case("another_among_the_data").join("data/两村.csv");
    let named = ["--as-of", "2025-12-31", "--format", "json", "--roster", other.to_str().unwrap()];
    let report: serde_json::Value = serde_json::from_str(&over("eval", "named", &named).1).unwrap();
    assert_eq!(report["rules"][0]["verdict"], "met");
    let (_, needs, _) = over("needs", "named", &["--as-of", "2025-12-31"]);
    assert!(needs.contains("丙村"), "{needs}");
}

#[test]
fn a_roster_of_the_plan_that_is_not_there_stops_a_judgement() {
    for name in ["not_there", "no_roster", "outside"] {
        let (status, out, told) = over("eval", name, &["--as-of", "2025-12-31"]);
        assert_eq!((status, out.as_str()), (2, ""), "{name}: {told}");
        assert!(told.contains("名录"), "{name}: {told}");
    }
    // Whoever names one needs that of the plan no longer.
    let roster = case("named").join("名录.csv");
    let (status, out, _) = over("eval", "not_there", &["--as-of", "2025-12-31", "--roster", roster.to_str().unwrap()]);
    assert!(status != 2 && out.contains("A-1"), "{out}");
}

#[test]
fn check_counts_with_the_roster_of_the_plan() {
    let rules = case("named").join("plan.rules");
    let (_, out, _) = dabiao(&["check", rules.to_str().unwrap(), "--format", "json"]);
    assert!(out.contains("\"roster-short\"") && out.contains("\"average-total\""), "{out}");
    let rules = case("not_there").join("plan.rules");
    let (status, out, _) = dabiao(&["check", rules.to_str().unwrap(), "--format", "json"]);
    assert!(status == 1 && out.contains("\"roster-unreadable\""), "{out}");
}
