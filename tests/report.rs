//! What people and programs read: rules as JSON, expressions as text, findings as pictures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao::check::RuleSet;
use dabiao::diag::{Diagnostic, Lang};
use dabiao::report::{diagnostic, json, place::Places};
use dabiao::source::SourceMap;
use dabiao::{check, model, syntax};

fn read(text: &str) -> (RuleSet, Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::new();
    let id = sources.add("x.rules", text);
    let (tree, mut found) = syntax::parse(sources.get(id).unwrap());
    let (model, more) = model::lower(&[tree], &sources);
    found.extend(more);
    let (rules, more) = check::check(model);
    found.extend(more);
    dabiao::diag::sort(&mut found);
    (rules, found, sources)
}

#[test]
fn rules_as_json() {
    insta::glob!("cases/report/*.rules", |path| {
        let (rules, _, _) = read(&std::fs::read_to_string(path).unwrap());
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_json_snapshot!(json::export(&rules));
        });
    });
}

#[test]
fn findings_as_pictures() {
    insta::glob!("cases/diagnostic/*.rules", |path| {
        let (_, found, sources) = read(&std::fs::read_to_string(path).unwrap());
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
