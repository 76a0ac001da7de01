//! `completions`: a completion script on standard output.

use clap::CommandFactory;

use super::Status;
use super::args::{Cli, CompletionsArgs};
use super::output::Output;

/// Prints the script for a shell.
pub(crate) fn run(args: &CompletionsArgs, out: &Output) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dabiao", &mut script);
    out.result(&String::from_utf8_lossy(&script));
    Status::Fine
}
