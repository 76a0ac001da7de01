//! Every line that the grammar knows, written otherwise, is a change with a name.
//!
//! The files below `tests/cases/fields` carry above a line what may stand there instead (`-` for nothing), the rule of
//! the grammar that it is, and the name of the change: `//~ region: 地区 红山县 => region-changed`. A line that the grammar
//! gains without such a comment fails the test, and so does a name that `docs/diff.md` does not list.

use std::collections::BTreeSet;
use std::fs;

use dabiao_diff::diff::{self, Name};
use dabiao_lang::check::{self, RuleSet};

/// What the lines of declarations and rules are, by the rules of the grammar that list them.
const LISTS: [&str; 7] =
    ["plan_field", "indicator_field", "rule_field", "audit_field", "scheme_line", "entry_line", "lights_line"];

/// What bears lines, and what stands beside them.
const HEADS: [&str; 11] = [
    "unit",
    "level",
    "indicator",
    "rule",
    "audit",
    "scheme",
    "section_head",
    "entry_head",
    "lights",
    "statement",
    "exception",
];

fn read(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", crate::ROOT)).unwrap()
}

/// The alternatives of a list of the grammar.
fn alternatives(grammar: &str, list: &str) -> BTreeSet<String> {
    let body = grammar.split(&format!("\n{list} = _{{")).nth(1).unwrap().split('}').next().unwrap();
    body.split('|').map(|name| name.trim().to_owned()).collect()
}

fn rules(file: &str, text: &str) -> RuleSet {
    let loaded = check::load_text(file, text);
    assert!(!loaded.is_unreadable(), "{file}: {:?}\n{text}", loaded.diagnostics.first());
    loaded.rules
}

/// The names of all that is told of a change.
fn told(old: &RuleSet, new: &RuleSet) -> BTreeSet<Name> {
    let diff = diff::compare(old, new);
    let of_changes = diff.changes.iter().flat_map(|c| c.parts.iter().copied().chain([c.name]));
    of_changes.chain(diff.causes.iter().map(|c| c.name)).collect()
}

#[test]
fn every_line_of_the_grammar_has_the_name_of_its_change() {
    let docs = read("docs/diff.md");
    let listed = docs.split("<!-- fields -->").nth(1).unwrap().split("<!-- end fields -->").next().unwrap();
    let mut tried: BTreeSet<String> = BTreeSet::new();
    let mut wrong = String::new();
    for list in LISTS {
        let file = format!("{list}.rules");
        let text = read(&format!("tests/cases/fields/{file}"));
        let lines: Vec<&str> = text.lines().collect();
        let old = rules(&file, &text);
        let mut waiting = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if let Some(edit) = line.trim_start().strip_prefix("//~ ") {
                waiting.push(edit);
                continue;
            }
            for edit in waiting.drain(..) {
                let (instead, name) = edit.rsplit_once(" => ").unwrap();
                let (form, instead) = instead.split_once(": ").unwrap();
                tried.insert(form.to_owned());
                let mut changed = lines.clone();
                changed[at] = if instead == "-" { "" } else { instead };
                let told = told(&old, &rules(&file, &changed.join("\n")));
                if !told.contains(&Name::parse(name).unwrap()) || !listed.contains(&format!("`{name}`")) {
                    wrong.push_str(&format!("{file}:{}: {edit}: {told:?}\n", at + 1));
                }
            }
        }
    }
    let grammar = read("grammar/dabiao.pest");
    let wanted = LISTS.iter().flat_map(|list| alternatives(&grammar, list)).chain(HEADS.map(str::to_owned));
    let untried: Vec<String> = wanted.filter(|form| !tried.contains(form)).collect();
    assert!(untried.is_empty(), "no case tells what a change of these is called: {untried:?}");
    assert!(wrong.is_empty(), "not told, or not in the table of docs/diff.md:\n{wrong}");
}
