//! A person who wants to soften a target without being seen has many ideas: each of them, tried on `tests/cases/soften`, is
//! named by `diff` and stopped by `guard`.

use std::collections::BTreeMap;
use std::fs;

use dabiao_diff::diff::{self, Change, Kind};
use dabiao_diff::review::is_harmless;
use dabiao_diff::soften::{self, RuleFile, Sort};
use dabiao_lang::check::{self, RuleSet};
use dabiao_lang::diag::Lang;

fn corpus() -> Vec<RuleFile> {
    let folder = std::path::Path::new(crate::ROOT).join("tests/cases/soften");
    let mut files: Vec<RuleFile> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|path| RuleFile {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn rules(file: &RuleFile, text: &str) -> RuleSet {
    check::load_text(&file.name, text).rules
}

#[test]
fn every_softening_is_named() {
    let mut unseen = String::new();
    let mut n_by_sort: BTreeMap<Sort, u32> = BTreeMap::new();
    for file in corpus() {
        let file = soften::canonical(&file, Lang::Zh);
        let old = rules(&file, &file.text);
        assert!(old.model().rules.iter().all(|r| r.errors.is_empty()), "{}", file.name);
        for softening in soften::softenings(std::slice::from_ref(&file), Lang::Zh) {
            *n_by_sort.entry(softening.sort).or_default() += 1;
            let diff = diff::compare(&old, &rules(&file, &softening.text));
            // What is proved to change nothing is told as such; and rounding may turn `> 55%` into `>= 55.5%`, which asks more.
            let is_no_gain = |c: &Change| {
                let is_stricter = c.kind == Kind::Tightened && softening.sort == Sort::Rounding;
                c.is_proved && (c.kind == Kind::Equivalent || is_stricter)
            };
            let is_equal = diff.changes.iter().any(is_no_gain);
            let is_named = diff.changes.iter().any(|c| c.is_difference()) || !diff.causes.is_empty() || is_equal;
            let is_stopped =
                diff.changes.iter().any(|c| !is_harmless(c)) || diff.causes.iter().any(|c| c.rules.is_empty());
            if !is_named || (!is_stopped && !is_equal && softening.sort != Sort::Note) {
                let names: Vec<_> = diff.changes.iter().map(|c| c.name.as_str()).collect();
                let said = softening.words();
                unseen.push_str(&format!("{}:{} {} {names:?}\n", file.name, softening.line, said.zh));
            }
        }
    }
    let n: u32 = n_by_sort.values().sum();
    assert!(n >= 200, "{n}");
    let untried: Vec<&str> = Sort::ALL.iter().filter(|s| !n_by_sort.contains_key(s)).map(|s| s.as_str()).collect();
    assert!(untried.is_empty(), "no case for {untried:?}");
    assert!(unseen.is_empty(), "{n} tried, not named or not stopped:\n{unseen}");
}

/// The same softenings are made whatever they are told in, and each is another version of the same rules.
#[test]
fn softenings_are_the_same_in_english() {
    for file in corpus() {
        let en = soften::canonical(&file, Lang::En);
        let [in_chinese, in_english] =
            [Lang::Zh, Lang::En].map(|lang| soften::softenings(std::slice::from_ref(&file), lang));
        let sorts = |all: &[soften::Softening]| all.iter().map(|s| s.sort).collect::<Vec<_>>();
        assert_eq!(sorts(&in_chinese), sorts(&in_english), "{}", file.name);
        let old = rules(&en, &en.text);
        // One in seven is compared with the rules: each takes two readings of the whole file.
        for (a, b) in in_chinese.iter().zip(&in_english).step_by(7) {
            assert_ne!(b.before.trim(), b.after.trim(), "{}:{}", file.name, b.line);
            let named = |text: &str| {
                let diff = diff::compare(&old, &rules(&en, text));
                let names: Vec<_> = diff.changes.iter().map(|c| c.name.as_str()).collect();
                (names, diff.causes.len())
            };
            assert_eq!(named(&a.text), named(&b.text), "{}: {} → {}", file.name, b.before, b.after);
        }
    }
}
