//! The `dabiao` command: calls the command line and returns its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    dabiao_cli::main()
}
