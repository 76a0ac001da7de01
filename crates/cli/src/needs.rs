//! `needs`: the figures that are missing, those first that would decide most rules; 1 if the data have an error.

use super::Status;
use super::args::{NeedsArgs, ReportFormat};
use super::inputs;
use super::output::Output;
use dabiao_eval::Session;
use dabiao_report::intake::with_intake;
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
    let session = Session::new(&loaded.rules, &data, args.inputs.as_of);
    let (found, intake) = (session.needs(), session.intake());
    let scores = session.scores();
    let options = json::Options { detail: args.detail.of_report(), lang: out.lang };
    match args.format {
        ReportFormat::Json => {
            out.json(&json::WithIntake::new(json::needs(&loaded.rules, &data, (&found, &scores)), &intake, out.lang));
        }
        format => {
            let document = needs::needs(&loaded.rules, &data, (&found, &scores), options);
            out.document(&with_intake(document, &intake, options), format);
        }
    }
    Ok(Status::of_intake(&intake))
}
