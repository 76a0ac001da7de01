//! Every file of `tests/cases/syntax` is read; its tree in short and its diagnostics are compared with the snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_lang::diag::{Diagnostic, Lang, Place};
use dabiao_lang::source::{Source, SourceMap};
use dabiao_lang::syntax;

#[test]
fn cases() {
    insta::glob!("cases/syntax/*.rules", |path| {
        let mut sources = SourceMap::new();
        let id = sources.add("x.rules", std::fs::read_to_string(path).unwrap());
        let source = sources.get(id).unwrap();
        let (tree, problems) = syntax::parse(source);
        let mut out = syntax::outline(&tree);
        for problem in &problems {
            out += &shown(source, problem);
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(out);
        });
    });
}

/// The line with a mark below each character of the place, then the words.
fn shown(source: &Source, problem: &Diagnostic) -> String {
    let Place::Span(span) = problem.place else { panic!("no place") };
    let at = source.position(span.start);
    let mut out = format!("\n{at} {} [{}]\n", problem.problem.message(Lang::En), problem.code());
    writeln!(out, "    {}", problem.problem.message(Lang::Zh)).unwrap();
    for lang in [Lang::En, Lang::Zh] {
        if let Some(help) = problem.problem.help(lang) {
            writeln!(out, "    {help}").unwrap();
        }
    }
    writeln!(out, "    place: `{}`", source.slice(span)).unwrap();
    for label in &problem.labels {
        writeln!(out, "    {}: {}", source.position(label.span.start), label.text.get(Lang::En)).unwrap();
    }
    if let Some(fix) = &problem.fix {
        writeln!(out, "    fix: `{}` -> `{}`", source.slice(fix.span), fix.replacement).unwrap();
    }
    out
}
