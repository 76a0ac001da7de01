//! All tests in one program: a module for each subject, and what they share.
//!
//! They stand beside `rules/`, `docs/` and `seeds/`, whose every example they run; Cargo builds them for the command line
//! (`crates/cli`), since many run the real binary. `cargo test -p dabiao-cli --test it NAME` runs one subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    missing_docs
)]

/// The root of the project.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

mod advice;
mod against_oracle;
mod border;
mod browser;
mod browser_axe;
mod browser_large;
mod check;
mod child_mortality;
mod cli;
mod data;
mod diff;
mod docs;
mod draft;
mod eval;
mod evaluation;
mod evidence;
mod facade;
mod fields;
mod findings;
mod followed;
mod forbidden;
mod format;
mod forms;
mod git;
mod gold;
mod guide;
mod guides;
mod hostile;
mod html;
mod ide;
mod identities;
mod impact;
mod intake;
mod laws_data;
mod laws_diff;
mod laws_eval;
mod laws_exact;
mod laws_format;
mod laws_reason;
mod laws_roster;
mod left;
mod lint;
mod lsp;
mod made;
mod many_rules;
mod markdown;
mod office;
mod one_report;
mod oracle;
mod pages;
mod palette;
mod print;
mod ranks;
mod read;
mod report;
mod report_diff;
mod returned;
mod rosters;
mod rule_files;
mod scanned;
mod schema;
mod schemes;
mod schemes_agree;
mod score;
mod seeds;
mod self_check;
mod sentence;
mod signs;
mod soften;
mod sql;
mod submissions;
mod syntax;
mod tasks;
mod terminal;
mod tidy;
mod times_last;
mod trials;
mod webdriver;
mod workbench;
mod workbooks;
mod worlds;

#[path = "../xtask/src/make_seeds/mod.rs"]
mod make_seeds;
