//! Every file of `tests/cases/lint` is checked; what the lints find is compared with the snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Diagnostic, Lang, LintProblem, Place};

#[test]
fn cases() {
    insta::glob!("cases/lint/*.rules", |path| {
        let loaded = check::load_text("x.rules", &std::fs::read_to_string(path).unwrap());
        let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let found = loaded.diagnostics.iter().filter(|d| d.problem.of_stage::<LintProblem>().is_some());
        let out: Vec<String> = found.map(|d| shown(&loaded, d)).collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
            insta::assert_snapshot!(out.join("\n"));
        });
    });
}

/// The place, the words in both languages, and the other places.
fn shown(loaded: &Loaded, found: &Diagnostic) -> String {
    let Place::Span(span) = found.place else { panic!("no place") };
    let at = loaded.sources.position(span);
    let mut out = format!("{at} {}[{}] {:?}\n", found.severity.as_str(), found.code(), found.rules);
    for lang in [Lang::En, Lang::Zh] {
        writeln!(out, "    {}", found.problem.message(lang)).unwrap();
        if let Some(help) = found.problem.help(lang) {
            writeln!(out, "    = {help}").unwrap();
        }
    }
    for label in &found.labels {
        let at = loaded.sources.position(label.span);
        let text = loaded.sources.slice(label.span).lines().next().unwrap_or_default();
        writeln!(out, "    {at} `{text}`: {}", label.text.get(Lang::En)).unwrap();
    }
    out
}
