//! The house's own tools: `cargo run -p xtask -- make-seeds | workbooks … | draft-quality …`.
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool speaks to the terminal, and stops where it cannot go on"
)]

#[path = "../../tests/gold/mod.rs"]
mod gold;

mod draft_quality;
mod make_seeds;
mod workbooks;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let tool = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match tool.as_str() {
        "make-seeds" => make_seeds::run(),
        "workbooks" => workbooks::run(&rest),
        "draft-quality" => draft_quality::run(&rest),
        _ => {
            eprintln!(
                "xtask make-seeds | workbooks make FOLDER | workbooks read FOLDER | draft-quality FOLDER [--differences]"
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
