//! What an embedder gets: a surface that can be kept in mind, and few crates to build.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// The names that the facade shows, those behind a feature apart.
fn names() -> (Vec<String>, Vec<String>) {
    let text = fs::read_to_string(format!("{}/src/lib.rs", crate::ROOT)).unwrap();
    let (mut always, mut by_feature) = (Vec::new(), Vec::new());
    // How deep the module stands that a feature switches on.
    let (mut depth, mut feature_depth) = (0, None);
    let mut is_feature_next = false;
    let mut list: Option<String> = None;
    for line in text.lines().map(str::trim).filter(|l| !l.starts_with("//")) {
        if line.starts_with("#[cfg(feature") {
            is_feature_next = true;
        } else if line.starts_with("pub mod") {
            depth += 1;
            if is_feature_next && feature_depth.is_none() {
                feature_depth = Some(depth);
            }
            is_feature_next = false;
        } else if let Some(rest) = line.strip_prefix("pub use ") {
            list = Some(rest.to_owned());
        } else if let Some(list) = &mut list {
            list.push_str(line);
        } else if line == "}" {
            if feature_depth == Some(depth) {
                feature_depth = None;
            }
            depth -= 1;
        }
        if let Some(done) = list.take_if(|l| l.ends_with(';')) {
            let names = done.trim_end_matches(';').rsplit("::").next().unwrap();
            let names = names.trim_matches(['{', '}']).split(',').map(str::trim).filter(|n| !n.is_empty());
            let shown = if feature_depth.is_some() { &mut by_feature } else { &mut always };
            shown.extend(names.map(str::to_owned));
        }
    }
    assert_eq!((depth, list), (0, None), "src/lib.rs is not written as this test reads it");
    (always, by_feature)
}

#[test]
fn the_facade_shows_some_eighty_names_one_by_one() {
    let (always, by_feature) = names();
    assert!((60..=90).contains(&always.len()), "{} names: {always:?}", always.len());
    assert!((10..=30).contains(&by_feature.len()), "{} names: {by_feature:?}", by_feature.len());
    for name in always.iter().chain(&by_feature) {
        assert!(name != "*" && !name.starts_with("dabiao_"), "`{name}` shows a whole module");
    }
}

#[test]
fn an_embedder_builds_at_most_sixty_crates() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let out = Command::new(cargo)
        .args(["tree", "--edges", "normal", "--package", "dabiao", "--prefix", "none", "--format", "{p}"])
        .args(["--offline", "--locked"])
        .current_dir(crate::ROOT)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let crates: BTreeSet<&str> = text.lines().filter_map(|l| l.split(' ').next()).filter(|n| !n.is_empty()).collect();
    assert!(crates.contains("dabiao-eval") && crates.contains("pest"), "{crates:?}");
    assert!(crates.len() <= 60, "{} crates: {crates:?}", crates.len());
}
