//! `audit`: what the audits find in the data, by submitter; 1 if anything must be corrected or explained.

use std::collections::BTreeSet;

use super::Status;
use super::args::{AuditArgs, DetailArg, ReportFormat};
use super::inputs;
use super::output::Output;
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::Session;
use dabiao_lang::diag::{Both, Diagnostic, Place};
use dabiao_report::audits::{Found, Standing, Submitter, audits, by_submitter};
use dabiao_report::json;

/// Audits.
pub(crate) fn run(args: &AuditArgs, out: &Output) -> Status {
    match audit(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn audit(args: &AuditArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let data = inputs::data(&args.inputs, &loaded.rules.model().schema, out)?;
    let session = Session::new(&loaded.rules, &data, args.inputs.as_of);
    let (mut results, others) = session.audits();
    let mut intake = session.intake();
    let has_errors = intake.has_errors();
    results.extend(intake.take_faults(&loaded.rules, &data));
    results.sort_by_key(|r| (r.period.first_day(), r.period, r.entity));
    let mut submitters = by_submitter(loaded.rules.model(), &data, &results);
    if let Some(name) = &args.submitter {
        let wanted = named(&data, name, out)?;
        submitters.retain(|s| wanted.contains(&s.entity));
    }
    let detail = match args.detail {
        DetailArg::Summary => json::Detail::Normal,
        DetailArg::Full => json::Detail::Full,
    };
    let options = json::Options { detail, lang: out.lang };
    match args.format {
        ReportFormat::Json => {
            let found = (submitters.as_slice(), others.as_slice());
            let document = json::audits((&loaded.rules, &data), args.inputs.as_of, found, options);
            out.json(&json::WithIntake::new(document, &intake, out.lang));
        }
        format => {
            let found = Found { submitters: &submitters, others: &others, intake: &intake };
            out.document(&audits(&data, &found, options), format);
        }
    }
    if let Some(folder) = &args.return_to {
        let found = to_mark(args, (&data, &submitters));
        super::returned::write(folder, &inputs::request(&args.inputs.sources), found.into_iter(), out)?;
    }
    let is_settled = submitters.iter().flat_map(|s| &s.results).all(|r| Standing::of(r) == Standing::Explained);
    Ok(if is_settled && !has_errors { Status::Fine } else { Status::Findings })
}

/// Returns what is marked in the files that are given back: what is to be corrected or explained, and what the reader had to
/// say; of one submitter, in the files that its figures are from.
fn to_mark<'f>(args: &AuditArgs, (data, submitters): (&'f Dataset, &[Submitter<'f>])) -> Vec<&'f Diagnostic> {
    let results = submitters.iter().flat_map(|s| &s.results).filter(|r| Standing::of(r) != Standing::Explained);
    let found: Vec<&Diagnostic> = results.map(|r| &r.finding).collect();
    let files: BTreeSet<&str> = found.iter().filter_map(|f| file_of(f)).collect();
    let is_asked = |f: &&Diagnostic| args.submitter.is_none() || file_of(f).is_some_and(|file| files.contains(file));
    data.findings.iter().filter(is_asked).chain(found.iter().copied()).collect()
}

fn file_of(finding: &Diagnostic) -> Option<&str> {
    match &finding.place {
        Place::Cell(cell) => Some(&cell.file),
        _ => None,
    }
}

/// Returns the entities of a name or code.
fn named(data: &Dataset, name: &str, out: &Output) -> Result<Vec<EntityId>, Status> {
    let all = (0..).map(EntityId).zip(&data.roster.entities);
    let wanted: Vec<EntityId> = all.filter(|(_, e)| *e.name == *name || *e.code == *name).map(|(id, _)| id).collect();
    if wanted.is_empty() {
        return Err(out.fail(&Both::of(format!("名录中没有`{name}`"), format!("`{name}` is nobody in the roster"))));
    }
    Ok(wanted)
}
