//! `debug`: what a stage made of the rules, for those who work on the tool.

use super::Status;
use super::args::{DebugArgs, Stage};
use super::inputs;
use super::output::Output;

/// Prints a stage.
pub(crate) fn run(args: &DebugArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    match args.stage {
        Stage::Tree => out.result(&format!("{:#?}\n", loaded.trees)),
        Stage::Model => out.result(&format!("{:#?}\n", loaded.rules.model())),
        Stage::Rules => loaded.rules.model().rules.iter().for_each(|r| out.result(&format!("{r:#?}\n"))),
    }
    Status::Fine
}
