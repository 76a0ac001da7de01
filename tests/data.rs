//! Every folder of `tests/cases/data` is loaded; the dataset and the findings are compared with the snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;

use dabiao_data::{self as data, Encoding, LoadRequest};
use dabiao_lang::check::check;
use dabiao_lang::diag::{Diagnostic, Lang, Place};
use dabiao_lang::model::{Schema, lower};
use dabiao_lang::source::{MemoryFiles, SourceMap};
use dabiao_lang::syntax;

#[test]
fn cases() {
    insta::glob!("cases/data/*/case.rules", |path| {
        let rules = std::fs::read_to_string(path).unwrap();
        let folder = path.parent().unwrap();
        let word = |key: &str| rules.lines().find_map(|l| l.strip_prefix(&format!("// {key}: ")).map(str::to_owned));
        let request = LoadRequest {
            paths: vec!["d".to_owned()],
            roster: word("roster"),
            encoding: word("encoding").and_then(|e| Encoding::parse(&e)),
            mapping: word("mapping"),
            threads: None,
        };
        let schema = schema_of(&rules);
        let read = |threads| {
            let request = LoadRequest { threads: NonZeroUsize::new(threads), ..request.clone() };
            let (dataset, findings) = data::load(&files_of(folder), &request, &schema);
            let mut out = dataset.map_or_else(|| "nothing\n".to_owned(), |d| data::outline(&schema, &d));
            findings.iter().for_each(|f| out += &shown(f));
            out
        };
        let out = read(1);
        assert_eq!(out, read(4), "other threads read something else");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true, snapshot_suffix => folder.file_name().unwrap().to_str().unwrap() }, {
            insta::assert_snapshot!(out);
        });
    });
}

fn schema_of(rules: &str) -> Schema {
    let mut sources = SourceMap::new();
    let id = sources.add("case.rules", rules);
    let (tree, problems) = syntax::parse(sources.get(id).unwrap());
    assert!(problems.is_empty(), "{problems:?}");
    check(lower(&[tree], &sources).0).0.model().schema.clone()
}

fn files_of(folder: &Path) -> MemoryFiles {
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| !p.ends_with("case.rules"));
    MemoryFiles::new(
        files.map(|p| (format!("d/{}", p.file_name().unwrap().to_str().unwrap()), std::fs::read(p).unwrap())),
    )
}

fn shown(finding: &Diagnostic) -> String {
    let Place::Cell(cell) = finding.place.clone() else { return format!("{}\n", words(finding)) };
    format!("{cell} {}\n", words(finding))
}

fn words(finding: &Diagnostic) -> String {
    let problem = &finding.problem;
    let mut out = format!("{} [{}]\n    {}", problem.message(Lang::En), finding.code(), problem.message(Lang::Zh));
    for help in [Lang::En, Lang::Zh].into_iter().filter_map(|l| problem.help(l)) {
        write!(out, "\n    {help}").unwrap();
    }
    finding.subject.iter().for_each(|s| write!(out, "\n    about {s:?}").unwrap());
    out
}
