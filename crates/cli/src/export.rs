//! `export`: the rules by the JSON contract.

use super::Status;
use super::args::{ExportArgs, ExportFormat};
use super::inputs;
use super::output::Output;
use dabiao_report::json;

/// Exports rules.
pub(crate) fn run(args: &ExportArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    match args.format {
        ExportFormat::Json => out.json(&json::export(&loaded.rules)),
    }
    if loaded.diagnostics.iter().any(|d| d.is_error()) { Status::Findings } else { Status::Fine }
}
