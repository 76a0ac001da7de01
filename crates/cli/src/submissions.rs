//! `submissions`: who has reported what for a period; 1 if something is missing, wrong or late.

use super::Status;
use super::args::{DetailArg, ReportFormat, SubmissionsArgs};
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use dabiao_data::Dataset;
use dabiao_eval::{Session, SubmissionsRequest};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{LevelId, Model, Period};
use dabiao_report::{json, submissions};

/// Lists what came in.
pub(crate) fn run(args: &SubmissionsArgs, out: &Output) -> Status {
    match list(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn list(args: &SubmissionsArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let model = loaded.rules.model();
    let load = inputs::request(&args.sources);
    let data = inputs::load(&Disk, &load, &model.schema, out)?;
    if !data.roster.is_given {
        return Err(out.fail(&super::template::NO_ROSTER));
    }
    let request = SubmissionsRequest {
        period: args.period.map_or_else(|| newest(&data, out), Ok)?,
        level: level(args.level.as_deref(), model, &data, out)?,
        due: args.due,
    };
    let report = Session::new(&loaded.rules, &data, request.period.last_day()).submissions(&request);
    let detail = match args.detail {
        DetailArg::Summary => json::Detail::Normal,
        DetailArg::Full => json::Detail::Full,
    };
    let options = json::Options { detail, lang: out.lang };
    let both = (&request, &report);
    match args.format {
        ReportFormat::Json => out.json(&json::submissions(&loaded.rules, &data, both, options)),
        format => out.document(&submissions::submissions(&loaded.rules, &data, both, options), format),
    }
    if let Some(folder) = &args.return_to {
        super::returned::write(folder, &load, data.findings.iter(), out)?;
    }
    let has_error = |f: &usize| data.findings.get(*f).is_some_and(dabiao_lang::diag::Diagnostic::is_error);
    let is_fine = report.submitters.iter().all(|s| s.is_fine(&data)) && !report.others.iter().any(has_error);
    Ok(if is_fine { Status::Fine } else { Status::Findings })
}

/// The newest year that has data.
fn newest(data: &Dataset, out: &Output) -> Result<Period, Status> {
    let years = data.series.iter().flatten().flat_map(|s| &s.slabs).map(|s| s.period.year());
    years.max().and_then(Period::year_of).ok_or_else(|| {
        out.fail(&Both::new(
            "请用 `--period` 写明统计期，如 2025",
            "name the period to report on with `--period`, as in 2025",
        ))
    })
}

/// The level that was asked for; else that of towns, where the roster has any.
fn level(word: Option<&str>, model: &Model, data: &Dataset, out: &Output) -> Result<Option<LevelId>, Status> {
    let levels = &model.schema.levels;
    let Some(word) = word else {
        let town = levels.find("镇").map(|(level, _)| level);
        return Ok(town.filter(|t| data.roster.entities.iter().any(|e| e.level == Some(*t))));
    };
    levels.find(word).map(|(level, _)| Some(level)).ok_or_else(|| {
        let known: Vec<&str> = levels.all.iter().map(|l| &*l.name).collect();
        out.fail(&Both::of(
            format!("没有层级 `{word}`；有：{}", known.join("、")),
            format!("there is no level `{word}`; there are: {}", known.join(", ")),
        ))
    })
}
