//! Pairs of rule sets below `tests/cases/diff`, each with the changes that it comes to; read backwards they must mirror.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::fs;

use dabiao_diff::diff::{self, Change, Datum, Diff, Witness};
use dabiao_lang::check::{self, RuleSet};
use dabiao_lang::diag::Lang;

fn load(path: &std::path::Path) -> RuleSet {
    let loaded = check::load_text(&path.file_name().unwrap().to_string_lossy(), &fs::read_to_string(path).unwrap());
    assert!(!loaded.is_unreadable(), "{:#?}", loaded.diagnostics);
    loaded.rules
}

fn shown(diff: &Diff) -> String {
    let mut out = String::new();
    for c in &diff.changes {
        let proof = if c.is_proved { "" } else { " (not proved)" };
        let aspects: Vec<&str> = c.aspects.iter().map(|a| a.as_str()).collect();
        let ids = c.ids.join(", ");
        writeln!(out, "{ids}: {}{proof} {} [{}]", c.kind.as_str(), c.name.as_str(), aspects.join(", ")).unwrap();
        writeln!(out, "    {}\n    {}", c.reason.zh, c.reason.en).unwrap();
        let parts: Vec<&str> = c.parts.iter().map(|p| p.as_str()).collect();
        let more = [("parts", parts.join(", ")), ("paired", words(&c.pairing)), ("assumes", words(&c.assumes))];
        for (what, text) in more.iter().filter(|(_, text)| !text.is_empty()) {
            writeln!(out, "    {what}: {text}").unwrap();
        }
        for idx in &c.causes {
            writeln!(out, "    cause: {}", diff.causes[*idx].subject.get(Lang::En)).unwrap();
        }
        c.witnesses.iter().for_each(|w| witness(&mut out, w));
    }
    for c in &diff.causes {
        let (was, is) = (c.before.get(Lang::Zh), c.after.get(Lang::Zh));
        writeln!(out, "cause {}: {}: {was} -> {is}; touches {}", c.subject.en, c.name.as_str(), c.rules.join(", "))
            .unwrap();
    }
    out
}

fn words(both: &Option<dabiao_lang::diag::Both>) -> String {
    both.as_ref().map_or_else(String::new, |b| b.zh.to_string())
}

fn witness(out: &mut String, w: &Witness) {
    let datum = |d: &Datum| {
        let entity = d.entity.as_ref().map_or_else(String::new, |e| format!("@{e}"));
        let last = d.last_entity.as_ref().map_or_else(String::new, |e| format!("..{e}"));
        format!("{}{entity}{last}[{}] = {}", d.indicator, d.period, if d.value.is_empty() { "_" } else { &d.value })
    };
    let data: Vec<String> = w.data.iter().map(datum).collect();
    writeln!(out, "    old {}, new {}: {}", w.before.as_str(), w.after.as_str(), data.join("; ")).unwrap();
}

/// What must be the same, read from either side.
fn outline(c: &Change, is_turned: bool) -> String {
    let (kind, name) = if is_turned { (c.kind.mirror(), c.name.mirror()) } else { (c.kind, c.name) };
    format!("{kind:?} {name:?} {} {}", c.is_proved, c.witnesses.len())
}

#[test]
fn cases() {
    insta::glob!("cases/diff/*/new.rules", |path| {
        let (old, new) = (load(&path.with_file_name("old.rules")), load(path));
        let (diff, back) = (diff::compare(&old, &new), diff::compare(&new, &old));
        let mut forth: Vec<String> = diff.changes.iter().map(|c| outline(c, false)).collect();
        let mut turned: Vec<String> = back.changes.iter().map(|c| outline(c, true)).collect();
        forth.sort();
        turned.sort();
        assert_eq!(forth, turned, "{}", path.display());
        assert!(diff::compare(&old, &old).changes.is_empty() && diff::compare(&new, &new).changes.is_empty());
        insta::assert_snapshot!(shown(&diff));
    });
}

/// Reads a folder of the shipped rules, with what it brings in.
fn shipped(folder: &str) -> RuleSet {
    let mut all = Vec::new();
    let mut folders = vec![format!("{}/rules", crate::ROOT)];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap().map(Result::unwrap) {
            let path = entry.path().to_string_lossy().into_owned();
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(path),
                false => all.push((path.split_once("/rules/").unwrap().1.to_owned(), fs::read(&path).unwrap())),
            }
        }
    }
    check::load(&dabiao_lang::source::MemoryFiles::new(all), &[folder.to_owned()]).rules
}

#[test]
fn real_plans() {
    let (old, new, other) = (shipped("ziyang-2017"), shipped("ziyang-2021"), shipped("baihe-2021"));
    let options = diff::Options { pairing: diff::Pairing::ByObligation, ..Default::default() };
    for (name, a, b) in [("ziyang-2017-2021", &old, &new), ("ziyang-baihe-2021", &new, &other)] {
        let found = diff::compare_with(a, b, options);
        let common: Vec<Change> =
            found.changes.iter().filter(|c| !c.before.is_empty() && !c.after.is_empty()).cloned().collect();
        let alone = |kind| found.changes.iter().filter(|c| c.kind == kind).count();
        let (removed, added) = (alone(diff::Kind::Removed), alone(diff::Kind::Added));
        let head = format!("{removed} only in the first, {added} only in the second, {} in both\n\n", common.len());
        insta::assert_snapshot!(name, head + &shown(&Diff { changes: common, causes: found.causes }));
    }
}
