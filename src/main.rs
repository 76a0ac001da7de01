//! The `dabiao` command: calls the command line and returns its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The command line is wired up once its stages have landed.
    ExitCode::from(2)
}
