//! Every file of `tests/cases/check` is loaded; the rules in short and every finding are compared with the snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Diagnostic, Lang, Place};

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
