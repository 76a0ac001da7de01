//! What every verb prints: no line wider than the terminal, and in English no word of Chinese. By the real binary, on a set of
//! rules and data that is English itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(all(feature = "html", feature = "office"))]

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use unicode_width::UnicodeWidthStr;

const RULES: &str = r#"dabiao 1
unit h
plan "Roads and training" { number "No. 3"; region Alba; period 2024..2026 }
indicator road { unit km; level town; kind stock; range 0.. }
indicator training { unit h; level town; kind flow; range 0..; frequency quarter }
indicator safe { level town; kind flag }
indicator rate { unit %; level town; kind ratio; range 0..100% }
rule R-1 "every town has ten km of road, whatever the ground and the weather may be like in it" {
    every town: road >= 10km by 2025, >= 12km by 2026
    lead "Office of Roads"
    cite "Part 1"
    nature binding
}
rule R-2 "training in four fifths of the towns" {
    share(town: training >= 20h) >= 80% in 2025
    lead "Office of Training"
    responsible "Office of Schools", "Office of Roads"
    cite "Part 2"
}
rule R-3 "rates where it is safe" {
    every town where safe = yes: rate >= 90% each year 2024..2026
    lead "Office of Roads"
    cite "Part 3"
}
audit "no more road than training" { road <= 30km }
scheme "Yearly" {
    subjects town
    full 100
    ties skip
    not_applicable exclude
    class Good >= 80
    class Poor
    item "road" 60 { indicator road; target >= 10km; method proportion }
    item "inspection" 40 { entered_by "Office of Roads" }
}
lights "Watch" {
    in_order
    red "notice": verdict = unmet
    yellow "urging": verdict = behind
    green: otherwise
}
test "ten is enough" {
    given road@A[2025] = 10km
    expect R-1 = met as of 2025-12-31
}
"#;
const ROSTER: &str = "code,name,level,parent\n1,Alba,county,\n11,A,town,1\n12,B,town,1\n13,C,town,1\n";
const DATA: &str = "indicator,entity,period,value,unit\nroad,A,2024,8,km\nroad,B,2024,9,km\nroad,A,2025,11,km\nroad,B,2025,9.5,km\n\
                    road,C,2025,x,km\ntraining,A,2025Q1,10,h\ntraining,A,2025Q2,12,h\ntraining,B,2025Q1,10,h\nsafe,A,2025,yes,\n\
                    safe,B,2025,no,\nrate,A,2025,95,%\nrate,B,2025,99.5,%\nrate,A,2024,80,%\nroad,D,2025,3,km\n";
/// A document whose figures no rule can be made of: the draft says so.
const PLAN: &str = "County plan 2024-2026\n1. Goals\nBy 2026 the share of villages with tap water is at least 95%. Incomes grow by 8%.\n";

/// Every verb that prints for people, with its arguments.
const VERBS: [&str; 26] = [
    "check r.rules",
    "eval r.rules --data d --as-of 2025-12-31",
    "eval r.rules --data d --as-of 2025-12-31 --period 2025 --detail full",
    "eval r.rules --data d --as-of 2025-12-31 --earlier 2024.json --format markdown",
    "rank r.rules --data d --as-of 2025-12-31 --earlier 2024.json",
    "rank r.rules --data d --as-of 2025-12-31 --entity A",
    "needs r.rules --data d --as-of 2025-12-31",
    "followup r.rules --data d --as-of 2025-12-31",
    "audit r.rules --data d --as-of 2025-12-31",
    "ledger r.rules --data d --as-of 2025-12-31 --ledger l.txt",
    "submissions r.rules --data d --period 2025",
    "read r.rules d",
    "say all r.rules",
    "explain R-1 r.rules",
    "explain R-2 r.rules --data d --as-of 2025-12-31",
    "explain R-3 r.rules --data d --as-of 2025-12-31 --entity A",
    "test r.rules",
    "test r.rules --coverage",
    "diff old.rules r.rules",
    "diff old.rules r.rules --data d --as-of 2025-12-31",
    "report-diff 2024.json 2025.json",
    "letters r.rules --data d --as-of 2025-12-31 -o letters",
    "soften r.rules",
    "soften r.rules --format markdown",
    "template r.rules --data d --period 2025 -o forms",
    "draft plan.txt --accept-unread 9",
];

fn place(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(place.join("d")).unwrap();
    let old = RULES
        .replace("road >= 10km", "road >= 11km")
        .replace("lead \"Office of Training\"", "lead \"Office of Schools\"");
    for (name, text) in
        [("plan.txt", PLAN), ("d/roster.csv", ROSTER), ("d/data.csv", DATA), ("r.rules", RULES), ("old.rules", &old)]
    {
        fs::write(place.join(name), text).unwrap();
    }
    for year in ["2024", "2025"] {
        let (day, file) = (format!("{year}-12-31"), format!("{year}.json"));
        run(&place, &format!("eval r.rules --data d --as-of {day} --detail full -o {file}"), 100);
    }
    place
}

fn run(place: &Path, line: &str, columns: usize) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(place)
        .args(["--lang", "en"])
        .args(line.split(' '))
        .env("COLUMNS", columns.to_string())
        .output()
        .unwrap();
    assert!(out.status.code().unwrap() < 2, "{line}: {}", String::from_utf8_lossy(&out.stderr));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    text(out.stdout) + &text(out.stderr)
}

/// The lines of a text that hold anything Chinese, its punctuation included; the signs of two verdicts (？ and ！) are drawings.
fn chinese(text: &str) -> String {
    let is_han = |c: char| {
        matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
            && !matches!(c, '？' | '！')
    };
    text.lines().filter(|l| l.chars().any(is_han)).take(5).collect::<Vec<_>>().join("\n")
}

#[test]
fn english_output_holds_no_chinese() {
    let place = place("terminal-english");
    for line in VERBS {
        // A place that a witness makes up has the name of its level, as the rules know it.
        let told = run(&place, line, 100).replace("镇1", "");
        // A workbook is written once.
        let _ = fs::remove_dir_all(place.join("forms"));
        assert_eq!(chinese(&told), "", "{line}");
    }
}

#[test]
fn pages_letters_and_the_site_are_english_too() {
    let place = place("terminal-forms");
    run(
        &place,
        "eval r.rules --data d --as-of 2025-12-31 --earlier 2024.json -o r.html -o r.xlsx -o r.docx --site site",
        100,
    );
    run(&place, "letters r.rules --data d --as-of 2025-12-31 --to town -o letters", 100);
    run(&place, "followup r.rules --data d --as-of 2025-12-31 -o f.html", 100);
    run(&place, "soften r.rules --format html -o weak.html", 100);
    run(&place, "template r.rules --data d --period 2025 -o forms", 100);
    let mut open = vec![place.clone()];
    let mut n_pages = 0;
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
            match extension {
                _ if path.is_dir() => open.push(path),
                "html" => {
                    n_pages += 1;
                    let text = fs::read_to_string(&path).unwrap();
                    let body = text.split_once("<main").map_or(&*text, |(_, body)| body);
                    let body = body.split_once("<script").map_or(body, |(body, _)| body);
                    assert_eq!(chinese(body), "", "{}", path.display());
                }
                "docx" | "xlsx" => assert_eq!(chinese(&words(&path)), "", "{}", path.display()),
                _ => {}
            }
        }
    }
    assert!(n_pages > 10, "{n_pages}");
}

/// The words of an office file, each in a line of its own; names of fonts are none.
fn words(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut out = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        if !["word/document.xml", "xl/sharedStrings.xml", "xl/workbook.xml"].contains(&&*name)
            && !name.starts_with("xl/worksheets/")
        {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let outside = text.split('<').filter_map(|p| p.split_once('>')).map(|(_, words)| words);
        // The hidden sheet of a form names the level as the rules do.
        outside.filter(|w| !w.is_empty() && *w != "镇").for_each(|w| out.push_str(&format!("{w}\n")));
    }
    out
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let place = place("terminal-width");
    for columns in [80, 120] {
        for line in VERBS.iter().filter(|l| !l.contains("markdown")) {
            let told = run(&place, line, columns);
            let wide: Vec<&str> = told.lines().filter(|l| l.width() > columns).collect();
            assert!(wide.is_empty(), "{line} at {columns}: {wide:#?}");
        }
    }
}

#[test]
fn every_report_goes_to_a_file() {
    let place = place("terminal-output");
    // Letters, forms and drafts are files themselves.
    let verbs = VERBS.iter().filter(|l| !l.starts_with("draft") && !l.starts_with("soften") && !l.contains(" -o "));
    for line in verbs.copied().chain(["sql r.rules --dialect sqlite", "export r.rules"]) {
        let shown = run(&place, line, 100);
        let kept = run(&place, &format!("{line} -o out.txt"), 100);
        let written = fs::read_to_string(place.join("out.txt")).unwrap();
        fs::remove_file(place.join("out.txt")).unwrap();
        assert!(shown.contains(written.trim_end()) && !written.trim().is_empty(), "{line}\n{written}");
        assert!(!kept.contains(written.trim_end()), "{line} is shown all the same");
    }
}
