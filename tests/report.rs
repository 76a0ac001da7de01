//! What people and programs read: rules as JSON, expressions as text, findings as pictures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao::check::load_text;
use dabiao::diag::{Diagnostic, Lang};
use dabiao::report::{diagnostic, json, place::Places};
use dabiao::source::SourceMap;
use dabiao::{model, syntax};

/// The findings of reading alone, which do not grow with each new check.
fn findings(text: &str) -> (Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::new();
    let id = sources.add("x.rules", text);
    let (tree, mut found) = syntax::parse(sources.get(id).unwrap());
    found.extend(model::lower(&[tree], &sources).1);
    dabiao::diag::sort(&mut found);
    (found, sources)
}

#[test]
fn rules_as_json() {
    insta::glob!("cases/report/*.rules", |path| {
        let rules = load_text("x.rules", &std::fs::read_to_string(path).unwrap()).rules;
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_json_snapshot!(json::export(&rules));
        });
    });
}

#[test]
fn findings_as_pictures() {
    insta::glob!("cases/diagnostic/*.rules", |path| {
        let (found, sources) = findings(&std::fs::read_to_string(path).unwrap());
        let places = Places::new(&sources);
        let mut out = String::new();
        for lang in [Lang::Zh, Lang::En] {
            for d in &found {
                out += &diagnostic::picture(d, &places, lang, diagnostic::Style::Plain);
                out += &format!("\n{}\n", diagnostic::line(d, &places, lang));
                out += &format!("{}\n\n", diagnostic::github::command(d, &places, lang));
            }
        }
        out += &serde_json::to_string_pretty(&json::check(&found, &sources, Lang::Zh)).unwrap();
        out += &serde_json::to_string_pretty(&diagnostic::sarif::sarif(&found, &sources, Lang::Zh)).unwrap();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(out);
        });
    });
}
