//! Every file of `tests/cases/check` is loaded; the rules in short and every finding are compared with the snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Diagnostic, Lang, Place};
use dabiao_lang::source::MemoryFiles;

#[test]
fn cases() {
    insta::glob!("cases/check/*.rules", |path| {
        let loaded = check::load_text("x.rules", &std::fs::read_to_string(path).unwrap());
        let mut out = String::new();
        for rule in &loaded.rules.model().rules {
            let codes: Vec<&str> = rule.errors.iter().map(|e| e.code()).collect();
            writeln!(out, "{} {}", rule.id, if codes.is_empty() { "ok".to_owned() } else { codes.join(" ") }).unwrap();
            for target in rule.statements.iter().flat_map(|s| &s.targets) {
                let unit = target.unit.as_ref().map_or("-", |u| &u.symbol);
                writeln!(out, "    {} | {unit} | {:?}", target.text, target.time).unwrap();
            }
        }
        for found in &loaded.diagnostics {
            out += &shown(&loaded, found);
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(out);
        });
    });
}

/// The place, the words in both languages, and what goes with them.
fn shown(loaded: &Loaded, found: &Diagnostic) -> String {
    let Place::Span(span) = found.place else { panic!("no place") };
    let slice = |span| loaded.sources.slice(span).to_owned();
    let at = loaded.sources.position(span);
    let mut out = format!("\n{at} {}[{}] `{}` {:?}\n", found.severity.as_str(), found.code(), slice(span), found.rules);
    for lang in [Lang::En, Lang::Zh] {
        writeln!(out, "    {}", found.problem.message(lang)).unwrap();
        if let Some(help) = found.problem.help(lang) {
            writeln!(out, "    = {help}").unwrap();
        }
    }
    for label in &found.labels {
        let at = loaded.sources.position(label.span);
        writeln!(out, "    {at} `{}`: {}", slice(label.span), label.text.get(Lang::En)).unwrap();
    }
    if let Some(fix) = &found.fix {
        writeln!(out, "    fix: `{}` -> `{}`", slice(fix.span), fix.replacement).unwrap();
    }
    out
}

/// Rules that let their trees go when they are lowered say and mean what they say and mean with them.
#[test]
fn without_trees_the_same_is_found() {
    for folder in ["tests/cases/check", "tests/cases/lint", "tests/cases/syntax", "rules"] {
        let path = format!("{}/{folder}", crate::ROOT);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()) {
            if entry.extension().is_some_and(|e| e == "rules") {
                let name = entry.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&entry).unwrap()));
            }
        }
        assert!(!files.is_empty() || folder == "rules", "{folder}");
        for (name, text) in files {
            let memory = MemoryFiles::new([(name.clone(), text)]);
            let (with, without) = (
                dabiao_data::rules::load(&memory, std::slice::from_ref(&name)),
                dabiao_data::rules::load_findings(&memory, std::slice::from_ref(&name)),
            );
            assert_eq!(with.diagnostics, without.diagnostics, "{name}");
            assert_eq!(with.rules.digest(), without.rules.digest(), "{name}");
            assert!(without.trees.is_empty() && !with.trees.is_empty());
        }
    }
}

/// Two notes on each of a thousand rules that are wrong anyway help nobody: errors come first, and that is said.
#[test]
fn where_too_many_rules_are_wrong_only_errors_are_told() {
    let loaded = |n: usize| {
        let rule = |i| format!("规则 R{i} {{ 每个 村: 收入 >= 5公里 截至 2025 }}\n");
        let text = "指标 收入 { 计量单位 万元; 层级 村 }\n".to_owned() + &(0..n).map(rule).collect::<String>();
        check::load_text("a.rules", &text).diagnostics
    };
    let codes = |all: &[Diagnostic]| all.iter().map(|d| d.code()).collect::<std::collections::BTreeSet<_>>();
    let few = loaded(1_000);
    assert_eq!(few.iter().filter(|d| d.is_error()).count(), 1_000);
    assert!(codes(&few).contains("no-office") && !codes(&few).contains("errors-first"));
    let many = loaded(1_001);
    assert_eq!(many.iter().filter(|d| d.is_error()).count(), 1_001);
    assert_eq!(many.iter().filter(|d| !d.is_error()).map(|d| d.code()).collect::<Vec<_>>(), ["errors-first"]);
}

/// Of rules with one ID none is judged, wherever they stand.
#[test]
fn rules_with_one_id_are_all_wrong() {
    let text = "规则 A { 收入 >= 1 截至 2025 }\n规则 B { 收入 >= 2 截至 2025 }\n规则 A { 收入 >= 3 截至 2025 }\n规则 A { 收入 >= 4 截至 2025 }\n";
    let loaded = check::load_text("a.rules", text);
    let wrong: Vec<(&str, usize)> = loaded.rules.model().rules.iter().map(|r| (&*r.id, r.errors.len())).collect();
    assert_eq!(wrong, [("A", 1), ("B", 0), ("A", 1), ("A", 1)]);
}
