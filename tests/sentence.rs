//! A rule that is said in a sentence and read again means the same: every rule of the shipped sets, in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::code::Code;
use dabiao_lang::model::{Rule, sentence};
use dabiao_lang::source::MemoryFiles;

const SETS: [&str; 6] = ["ziyang-2021", "ziyang-2017", "yongchang-2020", "langao-2021", "baihe-2021", "outline-2026"];

fn files() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in SETS.iter().copied().chain(["common"]) {
        let folder = format!("rules/{folder}");
        for entry in std::fs::read_dir(format!("{}/{folder}", crate::ROOT)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            found.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

fn meaning(loaded: &Loaded, rule: &Rule) -> Vec<Code> {
    let at = loaded.rules.model().rules.iter().position(|r| std::ptr::eq(r, rule)).unwrap();
    let own = loaded.rules.meaning().rules[at].statements.as_ref();
    own.into_iter().flatten().map(|s| loaded.rules.core().statement(s)).collect()
}

#[test]
fn a_sentence_reads_back_as_its_rule() {
    let shipped = files();
    let mut n_rules = 0;
    for (set, lang) in SETS.into_iter().flat_map(|s| [(s, Lang::Zh), (s, Lang::En)]) {
        let path = format!("rules/{set}");
        let before = check::load(&MemoryFiles::new(shipped.clone()), std::slice::from_ref(&path));
        let model = before.rules.model();
        let mut again = String::new();
        for (n, rule) in model.rules.iter().enumerate() {
            let plan = rule.plan.map_or(String::new(), |p| format!("方案 \"{}\"; ", model.plans[p.0 as usize].name));
            let text = sentence::rule(&model.schema, rule, lang);
            again += &format!("规则 SAID-{n} \"{n}\" {{ {plan}{text} }}\n");
        }
        let mut with = shipped.clone();
        with.push(("again.rules".to_owned(), again.clone().into_bytes()));
        let after = check::load(&MemoryFiles::new(with), &[path, "again.rules".to_owned()]);
        for (n, rule) in model.rules.iter().enumerate() {
            let id = format!("SAID-{n}");
            let said = after.rules.model().rules.iter().find(|r| *r.id == *id);
            let said = said.unwrap_or_else(|| panic!("not read: {}", again.lines().nth(n).unwrap()));
            assert_eq!(meaning(&after, said), meaning(&before, rule), "{}", again.lines().nth(n).unwrap());
            n_rules += 1;
        }
    }
    assert!(n_rules > 1_000, "only {n_rules} rules");
}
