//! The workbench: its module gives the bytes of the command line, and the page does a planner's work in a real browser.
//!
//! `workbench/build` makes module and page; where they are not built the tests that need them are skipped aloud.

mod bytes;
mod page;

use std::path::PathBuf;
use std::process::Command;

/// Returns a file that `workbench/build` makes; without it the test is skipped aloud, with `DABIAO_WORKBENCH=1` it fails.
fn built(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(crate::ROOT).join("target/web").join(name);
    if path.is_file() {
        return Some(path.canonicalize().unwrap());
    }
    let is_asked_for = std::env::var("DABIAO_WORKBENCH").is_ok_and(|v| v == "1");
    assert!(!is_asked_for, "{name} is not built: run workbench/build");
    eprintln!("SKIPPED: {name} is not built (workbench/build), the workbench is not tested");
    None
}

/// Returns what the command line writes to standard output.
fn command(arguments: &[&str], folder: &std::path::Path) -> Vec<u8> {
    let run =
        Command::new(env!("CARGO_BIN_EXE_dabiao")).current_dir(folder).args(["--lang", "zh"]).args(arguments).output();
    let run = run.unwrap();
    assert!(run.status.code().is_some_and(|c| c < 2), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}
