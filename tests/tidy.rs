//! Keeps the house in order: who may import whom, no circles, file sizes, heads, and a page for every code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom. To change a layer, change this table in a commit of its own and say why.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diag", &["source"]),
    ("syntax", &["source", "diag"]),
    ("model", &["source", "diag", "syntax"]),
    ("check", &["source", "diag", "syntax", "model"]),
    ("data", &["source", "diag", "model"]),
    ("eval", &["source", "diag", "model", "check", "data"]),
    ("report", &["source", "diag", "model", "check", "data", "eval"]),
    ("diff", &["source", "diag", "model", "check", "data", "eval", "report"]),
    ("draft", &["source", "diag", "syntax", "model", "check", "data", "report"]),
    ("evidence", &["diag", "model", "report"]),
    ("review", &["source", "diag", "model", "check", "data", "eval", "report", "diff"]),
    ("history", &["diag", "model", "check", "report", "diff", "review"]),
    (
        "cli",
        &[
            "source", "diag", "syntax", "model", "check", "data", "eval", "report", "diff", "draft", "evidence",
            "review", "history",
        ],
    ),
];

/// Files that are one recursion and call each other: an expression holds aggregates, an aggregate reads values, a value may
/// be a formula, a comparison compares expressions. They are parted by subject, not by layer.
const RECURSIONS: &[&[&str]] = &[&["eval/expr", "eval/aggregate", "eval/read", "eval/compare"]];

/// Lines after which a file has to say at its head why it is that long.
const MAX_LINES: usize = 1_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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

/// The path of a file below `src` as module names: `src/eval/read.rs` is `[eval, read]`, `mod.rs` its folder.
fn module_of(path: &Path) -> Vec<String> {
    let below = path.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut parts: Vec<String> = below.iter().map(|p| p.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|p| p == "mod") {
        parts.pop();
    }
    parts
}

/// The first names after every `crate::` of a text, braces opened one level deep.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            for item in group.split(',') {
                if depth == 0 {
                    found.insert(first_name(item.trim()));
                }
                depth += item.matches('{').count() as i32 - item.matches('}').count() as i32;
                if depth < 0 {
                    break;
                }
            }
        } else {
            found.insert(first_name(rest));
        }
    }
    found.remove("");
    found
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn layers_hold() {
    let table: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        let Some(layer) = module.first().filter(|m| !["lib", "main"].contains(&m.as_str())) else { continue };
        let Some(allowed) = table.get(layer.as_str()) else {
            wrong.push(format!("{}: `{layer}` is not in the table", path.display()));
            continue;
        };
        for import in imports(&code(&path)) {
            let known = table.contains_key(import.as_str());
            if known && import != *layer && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}: `{layer}` may not import `{import}`", path.display()));
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
    for path in rust_files(&root().join("src")) {
        if module_of(&path).first().is_some_and(|m| m == "cli" || m == "main") {
            continue;
        }
        let code = code(&path);
        wrong.extend(banned.iter().filter(|b| code.contains(**b)).map(|b| format!("{}: {b}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_form_no_circle() {
    let files = rust_files(&root().join("src"));
    let names: BTreeSet<Vec<String>> = files.iter().map(|p| module_of(p)).collect();
    let mut edges: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for path in &files {
        let from = module_of(path);
        let code = code(path);
        let mut to = BTreeSet::new();
        for (prefix, base) in [("crate::", vec![]), ("super::", parent(&from))] {
            for (at, _) in code.match_indices(prefix) {
                to.extend(longest_module(&base, &code[at + prefix.len()..], &names));
            }
        }
        // A folder's `mod.rs` stands for the folder: that children use the types it re-exports is no circle, so only
        // edges between files that are not each other's ancestor count.
        to.retain(|t| !from.starts_with(t) && !t.starts_with(&from) && !is_one_recursion(&from, t));
        edges.insert(from, to);
    }
    for start in edges.keys() {
        assert!(!reaches(start, start, &edges, &mut BTreeSet::new()), "a circle of imports goes through {start:?}");
    }
}

fn parent(module: &[String]) -> Vec<String> {
    // `super` of `a/mod.rs` and of `a.rs` alike is what stands above `a`.
    module[..module.len().saturating_sub(1)].to_vec()
}

fn longest_module(base: &[String], text: &str, names: &BTreeSet<Vec<String>>) -> Option<Vec<String>> {
    let mut at = base.to_vec();
    let mut best = None;
    for part in text.split("::").map(first_name).take(3) {
        at.push(part);
        if names.contains(&at) {
            best = Some(at.clone());
        }
    }
    best
}

fn reaches(
    from: &[String],
    goal: &[String],
    edges: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    seen: &mut BTreeSet<Vec<String>>,
) -> bool {
    edges
        .get(from)
        .into_iter()
        .flatten()
        .any(|next| next.as_slice() == goal || (seen.insert(next.clone()) && reaches(next, goal, edges, seen)))
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for dir in ["src", "tests", "benches", "examples"] {
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
fn every_code_has_a_page_and_every_page_a_code() {
    let codes: BTreeSet<String> = dabiao::diag::all_codes().iter().map(|c| c.code.to_owned()).collect();
    assert_eq!(codes.len(), dabiao::diag::all_codes().len(), "a code is used twice");
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
