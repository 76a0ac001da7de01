//! `report-diff`: what changed between two reports, and why; 1 with `--exit-code` if anything did.

use std::fs;

use super::Status;
use super::args::{ReportDiffArgs, ReportFormat};
use super::output::Output;
use dabiao_lang::diag::Both;
use dabiao_report::compared::{self, Report};

/// Compares.
pub(crate) fn run(args: &ReportDiffArgs, out: &Output) -> Status {
    match compare(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn compare(args: &ReportDiffArgs, out: &Output) -> Result<Status, Status> {
    let (before, after) = (read(&args.before, out)?, read(&args.after, out)?);
    let compared = compared::compare(&before, &after, out.lang);
    match args.format {
        ReportFormat::Json => out.json(&compared),
        format => out.document(&compared::document(&compared, out.lang), format),
    }
    Ok(if args.exit_code && compared.has_changes() { Status::Findings } else { Status::Fine })
}

fn read(path: &str, out: &Output) -> Result<Report, Status> {
    let bytes = fs::read(path).map_err(|error| {
        out.fail(&Both::of(format!("读不了 `{path}`：{error}"), format!("cannot read `{path}`: {error}")))
    })?;
    compared::read(path, &bytes).map_err(|why| out.fail(&why))
}
