//! Every shipped rule set is sound, alone and with the others, and every rule says what a report needs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;

use dabiao_eval as eval;
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Lang;
use dabiao_lang::source::MemoryFiles;

const SETS: [(&str, &str); 6] = [
    ("ziyang-2021", "ZY-"),
    ("yongchang-2020", "YC-"),
    ("langao-2021", "LG-"),
    ("ziyang-2017", "ZY17-"),
    ("baihe-2021", "BH-"),
    ("outline-2026", "GY-"),
];

fn files() -> MemoryFiles {
    let root = Path::new(crate::ROOT);
    let mut files = Vec::new();
    for folder in fs::read_dir(root.join("rules")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push((name, fs::read(&path).unwrap()));
        }
    }
    MemoryFiles::new(files)
}

fn loaded(folders: &[&str]) -> Loaded {
    let paths: Vec<String> = folders.iter().map(|folder| format!("rules/{folder}")).collect();
    let loaded = check::load(&files(), &paths);
    let errors: Vec<String> =
        loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.problem.message(Lang::En)).collect();
    assert!(errors.is_empty(), "{folders:?}: {errors:#?}");
    loaded
}

#[test]
fn each_set_is_sound_alone_and_says_who_answers_and_where_it_stands() {
    for (folder, prefix) in SETS {
        let loaded = loaded(&[folder]);
        for rule in &loaded.rules.model().rules {
            assert!(rule.has_written_id && rule.id.starts_with(prefix), "{folder}: {}", rule.id);
            assert!(rule.title.is_some() && rule.plan.is_some() && !rule.cite.is_empty(), "{}", rule.id);
            assert!(!(rule.lead.is_empty() && rule.responsible.is_empty()), "{} has nobody", rule.id);
        }
    }
}

#[test]
fn all_sets_together_share_their_indicators() {
    let all = loaded(&SETS.map(|(folder, _)| folder));
    let one_by_one: usize = SETS.iter().map(|(folder, _)| loaded(&[folder]).rules.model().rules.len()).sum();
    assert_eq!(all.rules.model().rules.len(), one_by_one);
}

#[test]
fn the_example_of_a_scheme_is_sound() {
    let loaded = loaded(&["ziyang-2025-score"]);
    assert!(loaded.rules.model().schemes.iter().all(|s| s.errors.is_empty()));
    assert!(loaded.rules.model().lights.iter().all(|l| l.errors.is_empty()));
}

#[test]
fn every_test_of_every_set_passes() {
    for (folder, _) in SETS {
        let loaded = loaded(&[folder]);
        let outcomes = eval::run_tests(&loaded.rules);
        assert!(!outcomes.is_empty(), "{folder} has no tests");
        for outcome in outcomes {
            let title = &loaded.rules.model().tests[outcome.test].title;
            assert!(outcome.expects.iter().all(|e| e.is_passed), "{folder}: {title:?} {:?}", outcome.expects);
        }
    }
}
