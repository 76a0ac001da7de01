//! `check`: findings on standard output, 1 if there are errors (or warnings, where they are denied).

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::Path;

use chrono::NaiveDate;

use super::Status;
use super::args::{CheckArgs, CheckFormat, Deny};
use super::disk::Disk;
use super::inputs::{self, SHOWN, more};
use super::output::Output;
use dabiao_data::{Dataset, LoadRequest};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{self, Diagnostic, Lang, ModelProblem, Severity};
use dabiao_lang::source::SourceMap;
use dabiao_report::diagnostic::{Style, github, picture, sarif};
use dabiao_report::json;
use dabiao_report::place::Places;

/// Checks rules.
pub(crate) fn run(args: &CheckArgs, out: &Output) -> Status {
    // The process ends with the findings: what was loaded is not taken apart first, piece by piece.
    let mut loaded = ManuallyDrop::new(dabiao_data::rules::load_to_reason(&Disk, &args.rules));
    add_lapsed(&mut loaded, args.as_of);
    let roster = match roster(&mut loaded, args, out) {
        Ok(roster) => roster,
        Err(status) => return status,
    };
    // A roster is read as it stands: no day is later than the last.
    dabiao_eval::reason(&mut loaded, roster.as_ref(), args.as_of.unwrap_or(NaiveDate::MAX));
    let (found, sources) = (&loaded.diagnostics, &loaded.sources);
    let places = Places::new(sources);
    match args.format {
        CheckFormat::Text => text((found, if args.all { usize::MAX } else { SHOWN }), sources, out),
        CheckFormat::Json => out.json(&json::check(found, sources, out.lang)),
        CheckFormat::Sarif => out.json(&sarif::sarif(found, sources, out.lang)),
        CheckFormat::Github => {
            found.iter().for_each(|d| out.result(&format!("{}\n", github::command(d, &places, out.lang))));
        }
    }
    let is_counted = |d: &Diagnostic| match d.severity {
        Severity::Error => true,
        Severity::Warning => args.deny == Some(Deny::Warnings),
        Severity::Info => false,
    };
    if loaded.is_unreadable() {
        Status::Failed
    } else if found.iter().any(is_counted) {
        Status::Findings
    } else {
        Status::Fine
    }
}

/// What a roster beside rules is called.
const ROSTERS: [&str; 3] = ["名录.csv", "名录.xlsx", "roster.csv"];

/// Reads the roster that was named, else those of the plans, else the one beside the rules.
fn roster(loaded: &mut Loaded, args: &CheckArgs, out: &Output) -> Result<Option<Dataset>, Status> {
    let beside = || {
        let folders = args.rules.iter().filter(|path| *path != "-").map(|path| folder(path));
        folders.flat_map(|folder| ROSTERS.map(|name| format!("{folder}{name}"))).find(|path| Path::new(path).is_file())
    };
    if loaded.is_unreadable() {
        return Ok(None);
    }
    let is_named = !loaded.rules.model().schema.rosters.is_empty();
    let roster = match &args.roster {
        None if is_named => return Ok(dabiao_data::rules::roster(&Disk, loaded)),
        Some(roster) => Some(roster.clone()),
        None => beside(),
    };
    let Some(roster) = roster else { return Ok(None) };
    let request = LoadRequest { roster: Some(roster), ..LoadRequest::default() };
    inputs::load(&Disk, &request, &loaded.rules.model().schema, out).map(Some)
}

/// Returns the folder of a path, with its slash.
fn folder(path: &str) -> String {
    if Path::new(path).is_dir() {
        return format!("{}/", path.trim_end_matches('/'));
    }
    path.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}

/// Reports every `allow` whose last day lies before the day that was given.
fn add_lapsed(loaded: &mut Loaded, day: Option<NaiveDate>) {
    let Some(day) = day else { return };
    let lapsed = loaded.rules.lapsed(day).filter_map(|allow| {
        let until = allow.until?.to_string();
        Some(Diagnostic::at(allow.span, ModelProblem::AllowLapsed { code: allow.code.to_string(), until }))
    });
    let lapsed: Vec<Diagnostic> = lapsed.collect();
    loaded.diagnostics.extend(lapsed);
    diag::sort(&mut loaded.diagnostics);
}

/// Shows findings where they stand; where there are too many, errors go before warnings and warnings before notes.
fn text((found, limit): (&[Diagnostic], usize), sources: &SourceMap, out: &Output) {
    let places = Places::new(sources);
    let style = if out.is_coloured { Style::Coloured } else { Style::Plain };
    let count = |s: Severity| found.iter().filter(|d| d.severity == s).count();
    let (n_errors, n_warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut room = BTreeMap::from([
        (Severity::Error, limit),
        (Severity::Warning, limit.saturating_sub(n_errors)),
        (Severity::Info, limit.saturating_sub(n_errors + n_warnings)),
    ]);
    for diagnostic in found {
        if let Some(left) = room.get_mut(&diagnostic.severity).filter(|left| **left > 0) {
            *left -= 1;
            out.result(&format!("{}\n\n", picture(diagnostic, &places, out.lang, style)));
        }
    }
    if found.len() > limit {
        out.line(more(found.len() - limit, "--all").get(out.lang));
    }
    out.result(&format!("{}\n", summary(found, out.lang)));
}

fn summary(found: &[Diagnostic], lang: Lang) -> String {
    let count = |s: Severity| found.iter().filter(|d| d.severity == s).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    match lang {
        Lang::Zh if found.is_empty() => "没有发现问题".to_owned(),
        Lang::En if found.is_empty() => "no problems found".to_owned(),
        Lang::Zh => format!("错误 {errors} 个，警告 {warnings} 个，提示 {infos} 个"),
        Lang::En => format!("{errors} errors, {warnings} warnings, {infos} notes"),
    }
}
