//! `docs/findings.md` says what the checker finds by reasoning in each of the five plans.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Diagnostic, Lang, LintProblem, Place};
use dabiao_lang::source::MemoryFiles;

use crate::markdown;

const SETS: [&str; 5] = ["ziyang-2021", "yongchang-2020", "langao-2021", "ziyang-2017", "baihe-2021"];

#[test]
fn findings_are_those_of_the_checker() {
    let root = Path::new(crate::ROOT);
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root.join("rules")).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        for path in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    let files = MemoryFiles::new(files);
    let mut page = markdown::read("docs/findings.md");
    for set in SETS {
        let loaded = check::load(&files, &[format!("rules/{set}")]);
        let found = loaded.diagnostics.iter().filter(|d| d.problem.of_stage::<LintProblem>().is_some());
        let list: String = found.map(|d| item(&loaded, d)).collect();
        let list = if list.is_empty() { "没有。None.\n".to_owned() } else { list };
        page = between(&page, set, &list);
    }
    markdown::same("docs/findings.md", &page);
}

/// One finding: its code, the sentence in both languages and the places.
fn item(loaded: &Loaded, found: &Diagnostic) -> String {
    let Place::Span(span) = found.place else { panic!("no place") };
    let mut places = vec![span];
    places.extend(found.labels.iter().map(|l| l.span));
    let places: Vec<_> = places.into_iter().map(|s| format!("`{}`", line(loaded, s))).collect();
    let mut out = format!("- [`{0}`](diagnostics/{0}.md) {1}\n", found.code(), found.problem.message(Lang::Zh));
    writeln!(out, "  <br>{}", found.problem.message(Lang::En)).unwrap();
    writeln!(out, "  <br>{}", places.join(", ")).unwrap();
    out
}

/// The file and the line of a place.
fn line(loaded: &Loaded, span: dabiao_lang::source::Span) -> String {
    format!("{}:{}", loaded.sources.name(span), loaded.sources.position(span).line)
}

/// Replaces what stands between two marks of a page.
fn between(page: &str, mark: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- end {mark} -->"));
    let (before, rest) = page.split_once(&open).unwrap();
    let (_, after) = rest.split_once(&close).unwrap();
    format!("{before}{open}\n{text}\n{close}{after}")
}
