//! Every JSON document is valid against its published schema, and the schemas are strict enough to refuse others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod made;

use dabiao::check::load_text;
use dabiao::diag::Lang;
use dabiao::report::json::{self, Detail, Options};
use serde_json::Value;

/// Says why a document does not fit the schema of its name.
fn misfit(name: &str, document: &Value) -> Option<String> {
    let path = format!("{}/docs/schema/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("mem:///schema.json", schema).unwrap();
    let index = compiler.compile("mem:///schema.json", &mut schemas).unwrap();
    schemas.validate(document, index).err().map(|e| format!("{e:#}"))
}

fn assert_fits(name: &str, document: impl serde::Serialize) {
    let value = serde_json::to_value(document).unwrap();
    assert_eq!(misfit(name, &value), None, "{name}");
    assert_eq!(value["schema"], format!("dabiao.{name}/1"));
}

#[test]
fn reports_fit() {
    let made = made::world();
    for detail in [Detail::Normal, Detail::Full] {
        for lang in [Lang::Zh, Lang::En] {
            assert_fits("report", json::report(&made.rules, &made.data, &made.judgement, Options { detail, lang }));
        }
    }
}

#[test]
fn findings_and_rules_fit() {
    for folder in ["report", "diagnostic", "syntax", "model", "check"] {
        let Ok(entries) = std::fs::read_dir(format!("{}/tests/cases/{folder}", env!("CARGO_MANIFEST_DIR"))) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let loaded = load_text(&path.file_name().unwrap().to_string_lossy(), &text);
            assert_fits("check", json::check(&loaded.diagnostics, &loaded.sources, Lang::Zh));
            assert_fits("rules", json::export(&loaded.rules));
        }
    }
}

#[test]
fn needs_derivations_and_tests_fit() {
    let made = made::world();
    assert_fits("needs", json::needs(&made.rules, &made.data, &made::needs()));
    let steps = made::steps();
    assert_fits("derivation", json::derivation(made::explained(&made, &steps), Lang::Zh));
    assert_fits("test", json::test(&made.rules, &made::outcomes(), &made::coverage(), Lang::En));
}

#[test]
fn other_documents_are_refused() {
    let made = made::world();
    let good =
        serde_json::to_value(json::report(&made.rules, &made.data, &made.judgement, Options::default())).unwrap();
    let edits: [(&str, Value); 4] = [
        ("/rules/0/verdict", "passed".into()),
        ("/rules/0/checks/0/target/op", "=>".into()),
        ("/as_of", "31.12.2024".into()),
        ("/summary", Value::Null),
    ];
    for (place, value) in edits {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(misfit("report", &bad).is_some(), "{place}");
    }
}
