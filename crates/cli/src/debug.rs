//! `debug`: what a stage made of the rules, for those who work on the tool.

use super::Status;
use super::args::{DebugArgs, Stage};
use super::inputs;
use super::output::Output;
use dabiao_lang::{inside, syntax};

/// Prints a stage.
pub(crate) fn run(args: &DebugArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    match args.stage {
        Stage::Tree => loaded.trees.iter().for_each(|t| out.result(&syntax::outline(t))),
        Stage::Model => out.result(&inside::outline(loaded.rules.model())),
        Stage::Rules => loaded.rules.model().rules.iter().for_each(|r| out.result(&inside::outline(r))),
    }
    Status::Fine
}
