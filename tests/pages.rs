//! Every code has a page in `docs/diagnostics`; its bad example yields the code, its good one does not.
//!
//! A page's blocks say in their fence what they are: `rules` or `csv`, then `bad` or `good` (else shared by both), then
//! `roster`, `name=FILE` and `also=CODE,…` for findings that cannot be avoided. `INSTA_UPDATE=always` writes the index.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use dabiao_data as data;
use dabiao_eval as eval;
use dabiao_lang::check::lint;
use dabiao_lang::source::MemoryFiles;
use dabiao_report as report;

use crate::markdown;

/// Findings that say what a full rule set has and a small example need not have.
const SMALL: [&str; 6] =
    ["no-office", "no-cite", "judged-at", "judged-where-reported", "judged-for-each", "roster-absent"];

/// The files of one side of a page, and the codes that are allowed beside its own.
#[derive(Default)]
struct Side {
    files: BTreeMap<String, String>,
    also: BTreeSet<String>,
}

fn side(page: &str, this: &str, other: &str) -> Side {
    let mut side = Side::default();
    for block in markdown::blocks(page).iter().filter(|b| !b.words.contains(&other)) {
        let kind = if block.words[0] == "rules" { "rules" } else { "data" };
        let default = match kind {
            "rules" => "规则.rules",
            _ if block.words.contains(&"roster") => "名录.csv",
            _ => "数据.csv",
        };
        let name = block.words.iter().find_map(|w| w.strip_prefix("name=")).unwrap_or(default);
        side.files.entry(format!("{kind}/{name}")).or_default().push_str(block.text);
        if block.words.contains(&this) {
            side.also.extend(
                block
                    .words
                    .iter()
                    .filter_map(|w| w.strip_prefix("also="))
                    .flat_map(|l| l.split(',').map(str::to_owned)),
            );
        }
    }
    side
}

/// Every code that comes of checking the rules and, where there are data, of judging them at the end of 2025.
fn codes(side: &Side) -> BTreeSet<String> {
    let files = MemoryFiles::new(side.files.iter().map(|(n, t)| (n.clone(), t.clone())));
    let loaded = data::rules::load(&files, &["rules".to_owned()]);
    let mut found = loaded.diagnostics;
    if side.files.keys().any(|n| n.starts_with("data/")) {
        let request = data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
        let (dataset, findings) = data::load(&files, &request, &loaded.rules.model().schema);
        let as_of = "2025-12-31".parse().unwrap();
        found.extend(findings);
        let rosters = dataset.iter().filter(|d| d.roster.is_given);
        found.extend(rosters.flat_map(|d| {
            let census = eval::RosterCensus::new(&loaded.rules, d, as_of);
            lint::run(loaded.rules.model(), Some(&census))
        }));
        found.extend(
            dataset.iter().flat_map(|d| {
                dabiao_eval::Session::new(&loaded.rules, d, as_of).evaluate(eval::Detail::Summary).findings
            }),
        );
    }
    found.iter().map(|d| d.code().to_owned()).collect()
}

#[test]
fn examples_do_what_their_page_says() {
    let mut wrong = String::new();
    for info in dabiao_cli::all_codes() {
        let page = report::pages::page(info.code).unwrap_or_default();
        let (bad, good) = (side(page, "bad", "good"), side(page, "good", "bad"));
        if markdown::blocks(page).is_empty() {
            assert!(page.contains("没有可以直接运行的小例子"), "{}: no example and no reason why", info.code);
            continue;
        }
        let (in_bad, in_good) = (codes(&bad), codes(&good));
        let stray = |found: &BTreeSet<String>, side: &Side, own: &str| -> Vec<String> {
            let fine = |c: &String| c == own || side.also.contains(c) || SMALL.contains(&c.as_str());
            found.iter().filter(|c| !fine(c)).cloned().collect()
        };
        let (stray_bad, stray_good) = (stray(&in_bad, &bad, info.code), stray(&in_good, &good, ""));
        if !in_bad.contains(info.code) || in_good.contains(info.code) || !stray_bad.is_empty() || !stray_good.is_empty()
        {
            writeln!(wrong, "{}: bad yields {in_bad:?}, good yields {in_good:?}", info.code).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_code_has_its_page_at_hand() {
    let lacking: Vec<_> =
        dabiao_cli::all_codes().iter().map(|c| c.code).filter(|c| report::pages::page(c).is_none()).collect();
    assert!(lacking.is_empty(), "not in src/report/pages.rs (sorted?): {lacking:?}");
}

#[test]
fn the_index_is_up_to_date() {
    let mut index = markdown::read("docs/diagnostics/README.md").split("| 代码").next().unwrap().to_owned();
    index.push_str("| 代码 code | | 含义 | meaning |\n|---|---|---|---|\n");
    for info in dabiao_cli::all_codes() {
        let mut paragraphs = report::pages::page(info.code).unwrap_or_default().split("\n\n").skip(1);
        let zh = paragraphs.next().unwrap_or_default().split_inclusive(['。', '；']).next().unwrap_or_default();
        let en = paragraphs.next().unwrap_or_default().split_inclusive(". ").next().unwrap_or_default().trim_end();
        let zh = zh.trim_end_matches(['。', '；']);
        writeln!(index, "| [`{0}`]({0}.md) | {1} | {zh} | {en} |", info.code, info.severity.as_str()).unwrap();
    }
    markdown::same("docs/diagnostics/README.md", &index);
}
