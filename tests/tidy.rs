//! Keeps the house in order: who may import whom, no circles, file sizes, heads, and a page for every code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom inside the crates that hold several modules; between crates Cargo holds the layers. To change a
/// layer, change this table in a commit of its own and say why.
const LAYERS: &[(&str, &str, &[&str])] = &[
    ("lang", "inside", &[]),
    ("lang", "source", &[]),
    ("lang", "diag", &["source"]),
    ("lang", "lexicon", &[]),
    ("lang", "syntax", &["inside", "source", "diag", "lexicon"]),
    ("lang", "model", &["source", "diag", "lexicon", "syntax"]),
    ("lang", "core", &["model"]),
    ("lang", "check", &["source", "diag", "syntax", "model", "core"]),
    ("diff", "diff", &[]),
    ("diff", "evidence", &[]),
    ("diff", "review", &["diff"]),
    ("diff", "history", &["diff", "review"]),
    ("diff", "soften", &[]),
];

/// Files that are one recursion and call each other: an expression holds aggregates, an aggregate reads values, a value may
/// be a formula, a comparison compares expressions. They are parted by subject, not by layer.
const RECURSIONS: &[&[&str]] = &[
    &[
        "eval/expr",
        "eval/aggregate",
        "eval/over_periods",
        "eval/place",
        "eval/column",
        "eval/read",
        "eval/compare",
        "eval/periods",
        "eval/sift",
    ],
    // A condition may ask for ranks of before, which a scheme makes out of what expressions read.
    &["eval/expr", "eval/times_last", "eval/score"],
    // FIXME: these are circles and no recursions: what both sides need belongs into a file of its own.
    &["diff/diff/pair", "diff/diff/split"],
    &["report/bulletin/sections", "report/bulletin/tables"],
    &["report/form/book", "report/form/instructions", "report/form/last", "report/form/sheet"],
];

/// Lines after which a file has to say at its head why it is that long.
const MAX_LINES: usize = 1_000;

fn root() -> &'static Path {
    Path::new(crate::ROOT)
}

/// The Rust files of the crates and of the facade.
fn sources() -> Vec<PathBuf> {
    let mut files = rust_files(&root().join("src"));
    files.extend(rust_files(&root().join("crates")));
    files
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file: without comments and strings' contents that could look like paths, and without inline tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
    text.lines().map(|l| l.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

fn is_one_recursion(a: &[String], b: &[String]) -> bool {
    let (a, b) = (a.join("/"), b.join("/"));
    RECURSIONS.iter().any(|r| r.contains(&a.as_str()) && r.contains(&b.as_str()))
}

/// The path of a file as crate and module names: `crates/eval/src/read.rs` is `[eval, read]`, `mod.rs` and `lib.rs` stand for
/// their folder.
fn module_of(path: &Path) -> Vec<String> {
    let below = path.strip_prefix(root()).unwrap().with_extension("");
    let mut parts: Vec<String> = below.iter().map(|p| p.to_string_lossy().into_owned()).collect();
    parts.retain(|p| p != "crates" && p != "src");
    if parts.last().is_some_and(|p| p == "mod" || p == "lib") {
        parts.pop();
    }
    parts
}

/// Every path that a text names below its crate, as whole module paths: `crate::a::b`, `super::c`, groups in braces opened.
fn paths(code: &str, module: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        spread(&module[..module.len().min(1)], &code[at + "crate::".len()..], &mut found);
    }
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &code[at..];
        let mut base = module;
        while let Some(further) = rest.strip_prefix("super::") {
            (rest, base) = (further, &base[..base.len().saturating_sub(1)]);
        }
        spread(base, rest, &mut found);
    }
    found
}

/// Adds the paths that `text` begins with, below `base`; a group stands for each of its items. Returns what is left of it.
fn spread<'t>(base: &[String], text: &'t str, found: &mut Vec<Vec<String>>) -> &'t str {
    let mut at = base.to_vec();
    let mut rest = text;
    loop {
        if let Some(mut group) = rest.strip_prefix('{') {
            loop {
                group = spread(&at, group.trim_start(), found).trim_start();
                match group.strip_prefix(',') {
                    Some(further) => group = further,
                    None => return group.strip_prefix('}').unwrap_or(group),
                }
            }
        }
        let name = first_name(rest);
        rest = &rest[name.len()..];
        if name.is_empty() {
            found.push(at);
            return rest;
        }
        at.push(name);
        match rest.strip_prefix("::") {
            Some(further) => rest = further,
            None => {
                found.push(at);
                return rest.trim_start().strip_prefix("as ").map_or(rest, |r| &r[first_name(r).len()..]);
            }
        }
    }
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn groups_are_opened() {
    let module: Vec<String> = ["eval", "a", "b"].map(String::from).to_vec();
    let code = "use super::{c, d::{self, E as F}, g::*};\nuse crate::h::I;\nx(super::super::k::l())";
    let found: BTreeSet<String> = paths(code, &module).iter().map(|p| p.join("/")).collect();
    let expected = ["eval/a/c", "eval/a/d/E", "eval/a/d/self", "eval/a/g", "eval/h/I", "eval/k/l"];
    assert_eq!(found, expected.map(String::from).into_iter().collect());
}

#[test]
fn layers_hold() {
    let mut wrong = Vec::new();
    for path in sources() {
        let module = module_of(&path);
        let [home, layer, ..] = module.as_slice() else { continue };
        let Some((_, _, allowed)) = LAYERS.iter().find(|(c, l, _)| c == home && l == layer) else {
            if LAYERS.iter().any(|(c, ..)| c == home) && path.is_file() && layer != "main" {
                wrong.push(format!("{}: `{layer}` is not in the table", path.display()));
            }
            continue;
        };
        for import in paths(&code(&path), &module) {
            let Some(other) = import.get(1).filter(|_| import.first() == Some(home)) else { continue };
            let is_layer = LAYERS.iter().any(|(c, l, _)| c == home && l == other);
            if is_layer && other != layer && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{}: `{layer}` may not import `{other}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints_or_reads_the_world() {
    let banned =
        ["println!", "eprintln!", "std::env", "std::fs", "SystemTime", "Instant::now", "Utc::now", "Local::now"];
    let mut wrong = Vec::new();
    for path in sources() {
        // An example is a program of its own.
        let is_example = path.components().any(|c| c.as_os_str() == "examples");
        if is_example || module_of(&path).first().is_some_and(|m| m == "cli") {
            continue;
        }
        let code = code(&path);
        wrong.extend(banned.iter().filter(|b| code.contains(**b)).map(|b| format!("{}: {b}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_form_no_circle() {
    let files = sources();
    let names: BTreeSet<Vec<String>> = files.iter().map(|p| module_of(p)).collect();
    let mut edges: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for path in &files {
        let from = module_of(path);
        let mut to: BTreeSet<_> = paths(&code(path), &from).iter().filter_map(|p| longest_module(p, &names)).collect();
        // A folder's `mod.rs` stands for the folder: that children use the types it re-exports is no circle, so only
        // edges between files that are not each other's ancestor count.
        to.retain(|t| !from.starts_with(t) && !t.starts_with(&from) && !is_one_recursion(&from, t));
        edges.insert(from, to);
    }
    for start in edges.keys() {
        let circle = way(start, start, &edges, &mut BTreeSet::new());
        assert!(circle.is_none(), "a circle of imports: {:?}", circle.unwrap());
    }
}

/// The module that a path lies in: `eval/read/Reader` lies in `eval/read`.
fn longest_module(path: &[String], names: &BTreeSet<Vec<String>>) -> Option<Vec<String>> {
    (1..=path.len()).rev().map(|n| path[..n].to_vec()).find(|p| names.contains(p))
}

/// The modules on the way from one to another, the last first.
fn way(
    from: &[String],
    goal: &[String],
    edges: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    seen: &mut BTreeSet<Vec<String>>,
) -> Option<Vec<String>> {
    for next in edges.get(from).into_iter().flatten() {
        if next.as_slice() == goal {
            return Some(vec![next.join("/"), from.join("/")]);
        }
        if seen.insert(next.clone())
            && let Some(mut rest) = way(next, goal, edges, seen)
        {
            rest.push(from.join("/"));
            return Some(rest);
        }
    }
    None
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for dir in ["src", "crates", "xtask", "tests", "benches", "examples"] {
        let dir = root().join(dir);
        if !dir.exists() {
            continue;
        }
        for path in rust_files(&dir) {
            let text = fs::read_to_string(&path).unwrap();
            if !text.starts_with("//!") {
                wrong.push(format!("{}: no `//!` head", path.display()));
            }
            let head: String = text.lines().take_while(|l| l.starts_with("//!")).collect();
            if text.lines().count() > MAX_LINES && !head.contains("Long because") {
                wrong.push(format!("{}: over {MAX_LINES} lines", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_that_allow_may_name_are_those_of_all_stages() {
    let known: BTreeSet<&str> = dabiao_lang::diag::allowable_codes().into_iter().collect();
    let all: BTreeSet<&str> = dabiao_cli::all_codes().iter().map(|c| c.code).collect();
    let lacking: Vec<_> = all.difference(&known).collect();
    let stale: Vec<_> = known.difference(&all).collect();
    assert!(
        lacking.is_empty() && stale.is_empty(),
        "`CODES_ABOVE` in crates/lang/src/diag/mod.rs lacks {lacking:?}; stale: {stale:?}"
    );
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let codes: BTreeSet<String> = dabiao_cli::all_codes().iter().map(|c| c.code.to_owned()).collect();
    assert_eq!(codes.len(), dabiao_cli::all_codes().len(), "a code is used twice");
    let pages: BTreeSet<String> = fs::read_dir(root().join("docs/diagnostics"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .map(|p| p.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|p| p != "README")
        .collect();
    let lacking: Vec<_> = codes.difference(&pages).collect();
    let stale: Vec<_> = pages.difference(&codes).collect();
    assert!(lacking.is_empty() && stale.is_empty(), "no page for {lacking:?}; no code for {stale:?}");
}
