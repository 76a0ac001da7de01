//! An expression that is printed and read again means the same: every expression of the shipped rules and the cases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::code::Code;
use dabiao_lang::model::{Expr, Schema, TargetKind, print};
use dabiao_lang::source::MemoryFiles;

fn files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec!["rules".to_owned(), "tests/cases/report".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(format!("{}/{folder}", crate::ROOT)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.ends_with(".rules") {
                found.push((path, std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    found
}

fn meaning(schema: &Schema, e: &Expr) -> Code {
    dabiao_lang::model::canon::expr(schema, e)
}

/// Every subject and every filter of a rule set, as text and as meaning.
fn expressions(loaded: &Loaded, lang: Lang) -> Vec<(String, Code, bool)> {
    let model = loaded.rules.model();
    let mut all = Vec::new();
    for statement in model.rules.iter().filter(|r| r.errors.is_empty()).flat_map(|r| &r.statements) {
        let is_condition = statement.targets.iter().any(|t| matches!(t.kind, TargetKind::Holds));
        let text = print::expr_in(&model.schema, &statement.subject, lang);
        all.push((text, meaning(&model.schema, &statement.subject), is_condition));
    }
    all
}

#[test]
fn printed_expressions_mean_the_same() {
    let shipped = files();
    let mut n_compared = 0;
    let sets = [
        "rules/ziyang-2021",
        "rules/ziyang-2017",
        "rules/yongchang-2020",
        "rules/langao-2021",
        "rules/baihe-2021",
        "tests/cases/report",
    ];
    for (set, lang) in sets.into_iter().flat_map(|set| [(set, Lang::En), (set, Lang::Zh)]) {
        let loaded = check::load(&MemoryFiles::new(shipped.clone()), &[set.to_owned()]);
        let all = expressions(&loaded, lang);
        let mut again = String::new();
        for (n, (text, _, is_condition)) in all.iter().enumerate() {
            let target = if *is_condition { "" } else { " = 0" };
            again += &format!("rule PRINTED-{n} \"{n}\" {{ {text}{target} by 2025 }}\n");
        }
        let mut with = shipped.clone();
        with.push(("again.rules".to_owned(), again));
        let reloaded = check::load(&MemoryFiles::new(with), &[set.to_owned(), "again.rules".to_owned()]);
        let model = reloaded.rules.model();
        for (n, (text, before, _)) in all.iter().enumerate() {
            let id = format!("PRINTED-{n}");
            let rule = model.rules.iter().find(|r| *r.id == *id).unwrap_or_else(|| panic!("{set}: not read: {text}"));
            let after = meaning(&model.schema, &rule.statements[0].subject);
            assert_eq!(&after, before, "{set}: {text}");
            assert_eq!(
                &print::expr_in(&model.schema, &rule.statements[0].subject, lang),
                text,
                "{set}: printing is stable"
            );
            n_compared += 1;
        }
    }
    assert!(n_compared > 400, "only {n_compared} expressions");
}
