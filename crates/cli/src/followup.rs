//! `followup` (督办): for each responsible office what is late, by how much and since when; 1 if anything is.

use super::Status;
use super::args::{FollowupArgs, ReportFormat};
use super::inputs;
use super::output::Output;
use dabiao_eval::{Detail, Session};
use dabiao_report::intake::with_intake;
use dabiao_report::{followup, followup_document, json};

/// Lists what is to be followed up.
pub(crate) fn run(args: &FollowupArgs, out: &Output) -> Status {
    match list(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn list(args: &FollowupArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let rules = &loaded.rules;
    let data = inputs::data(&args.inputs, &rules.model().schema, out)?;
    let session = Session::new(rules, &data, args.inputs.as_of);
    let judgement = match args.period {
        Some(period) => session.evaluate_in(period, Detail::Summary),
        None => session.evaluate(Detail::Summary),
    };
    let intake = session.intake();
    let mut found = followup(&session, &judgement);
    if let Some(name) = &args.office {
        found.offices.retain(|o| o.name.as_deref().is_some_and(|n| n.contains(name.as_str())));
        let kept: Vec<usize> = found.offices.iter().flat_map(|o| o.items.iter().copied()).collect();
        found.retain(&kept);
    }
    let detail = match args.detail {
        super::args::DetailArg::Summary => json::Detail::Normal,
        super::args::DetailArg::Full => json::Detail::Full,
    };
    let options = json::Options { detail, lang: out.lang };
    match args.format {
        ReportFormat::Json => {
            let options = json::Options { detail: json::Detail::Normal, ..options };
            let document = json::followup((rules, &data), &judgement, &found, options);
            out.json(&json::WithIntake::new(document, &intake, out.lang));
        }
        format => {
            let document = followup_document((rules, &data), &judgement, &found, options);
            out.document(&with_intake(document, &intake, options), format);
        }
    }
    Ok(if found.items.is_empty() { Status::of_intake(&intake) } else { Status::Findings })
}
