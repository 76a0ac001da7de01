//! Thousands of made-up sheets: none is read wrongly and silently, and nearly all are read right.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs)]
#![cfg(feature = "excel")]

mod sheets;
mod threads;

use std::collections::BTreeMap;

use dabiao_lang::check::load_text;
use sheets::{Outcome, RULES, judge, recipes};

/// Of how many sheets the test reads one; all of them are read by `cargo run -p dabiao-data --example reading`. A prime,
/// so that every choice of every kind comes up with many others.
const ONE_IN: usize = 17;

#[test]
fn sheets_are_read_right_or_not_silently() {
    let loaded = load_text("a.rules", RULES);
    let schema = &loaded.rules.model().schema;
    let (mut counts, mut silent) = (BTreeMap::new(), Vec::new());
    for recipe in recipes().into_iter().step_by(ONE_IN) {
        let (outcome, what) = judge(schema, recipe);
        if recipe.is_readable() {
            *counts.entry(outcome).or_insert(0u32) += 1;
        }
        if matches!(outcome, Outcome::WrongAndSilent | Outcome::UnreadAndSilent) {
            silent.push(what);
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    let n: u32 = counts.values().sum();
    let right = counts.get(&Outcome::Right).unwrap_or(&0) + counts.get(&Outcome::RightButAsked).unwrap_or(&0);
    assert!(right * 100 >= n * 95, "{counts:?}");
}
