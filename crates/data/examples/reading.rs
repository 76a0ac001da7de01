//! How good the reading of sheets is: reads thousands of made-up sheets and prints how many were read right, by layout, by
//! place of the unit, by place of the period, by awkward trait and by format. `--list` prints those that were not.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "../tests/sheets/mod.rs"]
mod sheets;

use std::collections::BTreeMap;

use dabiao_lang::check::load_text;
use sheets::{Outcome, PeriodAt, RULES, judge, recipes};

fn main() {
    let is_listing = std::env::args().any(|a| a == "--list");
    let loaded = load_text("a.rules", RULES);
    let schema = &loaded.rules.model().schema;
    let mut counts: BTreeMap<String, [u32; 6]> = BTreeMap::new();
    for recipe in recipes() {
        let (outcome, what) = judge(schema, recipe);
        let keys = [
            match (recipe.is_readable(), recipe.period == PeriodAt::Nowhere) {
                (true, _) => "0 all that say what they must",
                (false, true) => "0 say their period nowhere",
                (false, false) => "0 in 元 and say so nowhere",
            }
            .to_owned(),
            format!("1 layout {:?}", recipe.layout),
            format!("2 unit {:?}", recipe.unit),
            format!("3 period {:?}", recipe.period),
            format!("4 trait {:?}", recipe.quirk),
            format!("5 format {:?}", recipe.format),
        ];
        for key in keys.into_iter().take(if recipe.is_readable() { 6 } else { 1 }) {
            counts.entry(key).or_default()[outcome as usize] += 1;
        }
        if is_listing && outcome > Outcome::RightButAsked && (recipe.is_readable() || outcome > Outcome::WrongAndTold) {
            println!("{what}");
        }
    }
    println!("| | sheets | right | right, asked | unread, told | wrong, told | unread, silent | wrong, silent |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for (key, n) in counts {
        let all: u32 = n.iter().sum();
        let cells: Vec<String> = n.iter().map(ToString::to_string).collect();
        println!("| {} | {all} | {} |", &key[2..], cells.join(" | "));
    }
}
