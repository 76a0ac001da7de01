//! What people and programs read: rules as JSON, expressions as text, findings as pictures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_lang::check::load_text;
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::source::SourceMap;
use dabiao_lang::{model, syntax};
use dabiao_report::{diagnostic, json, place::Places};

/// The findings of reading alone, which do not grow with each new check.
fn findings(text: &str) -> (Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::new();
    let id = sources.add("x.rules", text);
    let (tree, mut found) = syntax::parse(sources.get(id).unwrap());
    found.extend(model::lower(&[tree], &sources).1);
    dabiao_lang::diag::sort(&mut found);
    (found, sources)
}

#[test]
fn rules_as_json() {
    insta::glob!("cases/report/*.rules", |path| {
        let rules = load_text("x.rules", &std::fs::read_to_string(path).unwrap()).rules;
        insta::with_settings!({ omit_expression => true }, {
            let text = serde_json::to_string_pretty(&json::export(&rules)).unwrap();
            insta::assert_snapshot!(text.replace(&rules.digest(), "DIGEST"));
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

mod any_place {
    use dabiao_lang::diag::{Both, Diagnostic, Lang, Place};
    use dabiao_lang::source::{FileId, SourceMap, Span};
    use dabiao_report::{diagnostic, json, place::Places};
    use proptest::prelude::*;

    fn finding(place: Place) -> Diagnostic {
        let (found, _) = super::findings("收入 >= <= 5");
        Diagnostic { place, labels: vec![], fix: None, ..found.into_iter().next().unwrap() }
    }

    proptest! {
        #[test]
        fn is_shown_without_panic(
            text in "(\t|[ -~]|\r?\n|村|≥|𠮷|\u{301}|，){0,120}",
            (start, end, other) in (0u32..400, 0u32..400, 0u32..400),
            file in 0u32..2,
        ) {
            let mut sources = SourceMap::new();
            sources.add("x.rules", text);
            let span = |a: u32, b: u32| Span { file: FileId(file), start: a, end: b };
            let found = finding(Place::Span(span(start, end))).label(span(other, end), Both::new("这里", "here"));
            let places = Places::new(&sources);
            let picture = diagnostic::picture(&found, &places, Lang::Zh, diagnostic::Style::Plain);
            prop_assert!(picture.contains("unexpected-text"));
            prop_assert!(!diagnostic::line(&found, &places, Lang::En).contains('\n'));
            let document = serde_json::to_value(json::check(std::slice::from_ref(&found), &sources, Lang::Zh));
            prop_assert!(document.is_ok());
        }
    }

    #[test]
    fn is_found_quickly_on_an_endless_line() {
        let mut sources = SourceMap::new();
        let text = "村集体经济 >= <= 5万元 ".repeat(300_000);
        let file = sources.add("x.rules", text);
        let one = finding(Place::Nowhere);
        let at = |n: usize| Diagnostic { place: Place::Span(Span::new(file, n * 90, n * 90 + 15)), ..one.clone() };
        let found: Vec<Diagnostic> = (0..20_000).map(at).collect();
        let document = serde_json::to_string(&json::check(&found, &sources, Lang::Zh)).unwrap();
        // Each stands three repetitions, 90 bytes and 48 characters, behind the one before.
        assert!(document.contains(&format!(r#""line":1,"column":{},"#, 19_999 * 48 + 1)));
        let places = Places::new(&sources);
        let picture = diagnostic::picture(&found[19_999], &places, Lang::Zh, diagnostic::Style::Plain);
        assert!(picture.len() < 2_000, "{}", picture.len());
        let all: usize = found.iter().map(|d| diagnostic::github::command(d, &places, Lang::En).len()).sum();
        assert!(all > 0);
    }
}
