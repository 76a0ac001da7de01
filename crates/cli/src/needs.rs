//! `needs`: the figures that are missing, those first that would decide most rules.

use super::Status;
use super::args::{NeedsArgs, ReportFormat};
use super::inputs;
use super::output::Output;
use dabiao_eval::Session;
use dabiao_report::{json, needs};

/// Lists what is missing.
pub(crate) fn run(args: &NeedsArgs, out: &Output) -> Status {
    match list(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn list(args: &NeedsArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let data = inputs::data(&args.inputs, &loaded.rules.model().schema, out)?;
    let found = Session::new(&loaded.rules, &data, args.inputs.as_of).needs();
    let options = json::Options { detail: json::Detail::Normal, lang: out.lang };
    match args.format {
        ReportFormat::Json => out.json(&json::needs(&loaded.rules, &data, &found)),
        format => out.document(&needs::needs(&loaded.rules, &data, &found, options), format),
    }
    Ok(Status::Fine)
}
