//! Rules and data out of the files of a session, as the command line reads them from a disk.

use chrono::NaiveDate;
use dabiao_data::{self as data, DataProblem, Dataset, Encoding, LoadRequest, Progress};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Both, Diagnostic, Lang};
use dabiao_lang::model::{Frequency, Period, Schema};
use dabiao_lang::source::{Files, SourceMap};

use crate::answer::{Failure, FailureKind};
use crate::request::On;

/// Whoever asks: the files, and somebody who is told how far the reading is.
pub(crate) struct Host<'h> {
    pub(crate) files: &'h dyn Files,
    pub(crate) waiting: &'h mut dyn Progress,
}

/// Reads rules to judge by.
///
/// Rules that have errors of meaning are judged `invalid`; text that cannot be read is a failure.
pub(crate) fn rules(files: &dyn Files, paths: &[String], lang: Lang) -> Result<Loaded, Failure> {
    readable(dabiao_data::rules::load_to_evaluate(files, paths), lang)
}

/// Reads rules, and data for them.
pub(crate) fn rules_and_data(
    host: &mut Host<'_>,
    (paths, on): (&[String], &On),
    lang: Lang,
) -> Result<(Loaded, Dataset), Failure> {
    let loaded = rules(host.files, paths, lang)?;
    let data = data(host, on, &loaded.rules.model().schema, lang)?;
    Ok((loaded, data))
}

fn readable(loaded: Loaded, lang: Lang) -> Result<Loaded, Failure> {
    if !loaded.is_unreadable() {
        return Ok(loaded);
    }
    let errors: Vec<Diagnostic> = loaded.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    let message = Both::new("规则读不懂", "the rules cannot be read");
    Err(Failure::new(FailureKind::Unreadable, message).with(&errors, &loaded.sources, lang))
}

/// Reads data for a schema; what is wrong in them is part of the report, unless there are none.
pub(crate) fn data(host: &mut Host<'_>, on: &On, schema: &Schema, lang: Lang) -> Result<Dataset, Failure> {
    let request = load_request(on)?;
    let (dataset, found) = data::load_with(host.files, &request, schema, host.waiting);
    let unreadable = |found: &[Diagnostic]| {
        let message = Both::new("数据读不了", "the data cannot be read");
        Failure::new(FailureKind::Unreadable, message).with(found, &SourceMap::new(), lang)
    };
    let Some(dataset) = dataset else { return Err(unreadable(&found)) };
    // A file that was asked for by name must not be missing from a report that looks whole.
    let is_asked_for =
        |file: &str| on.data.iter().map(String::as_str).chain(request.rosters(schema)).any(|path| path == file);
    let is_lost = |d: &Diagnostic| matches!(d.problem.of_stage(), Some(DataProblem::FileUnreadable { file, .. }) if is_asked_for(file));
    let lost: Vec<Diagnostic> = found.into_iter().filter(is_lost).collect();
    if !lost.is_empty() {
        return Err(unreadable(&lost));
    }
    match request.rosters(schema).next() {
        Some(roster) if !dataset.roster.is_given => Err(Failure::new(
            FailureKind::Unreadable,
            Both::of(
                format!("`{roster}` 不是名录：名录要有名称和层级两列"),
                format!("`{roster}` is no roster: a roster has columns for name and level"),
            ),
        )),
        _ => Ok(dataset),
    }
}

/// Returns what of a question concerns the reading of data.
pub(crate) fn load_request(on: &On) -> Result<LoadRequest, Failure> {
    Ok(LoadRequest {
        paths: on.data.clone(),
        roster: on.roster.clone(),
        encoding: on.encoding.as_deref().map(encoding).transpose()?,
        mapping: on.mapping.clone(),
        threads: None,
    })
}

fn encoding(name: &str) -> Result<Encoding, Failure> {
    Encoding::parse(name).ok_or_else(|| {
        let message = Both::of(format!("不认识编码 `{name}`"), format!("`{name}` is no encoding that is known"));
        Failure::new(FailureKind::Request, message)
    })
}

/// Reads the day of judgement.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Failure> {
    if text.is_empty() {
        let message = Both::new("没有截至日：请给出评估截止到哪一天", "there is no day of judgement: give one");
        return Err(Failure::new(FailureKind::Request, message));
    }
    let read = Period::parse(text).filter(|p| p.frequency() == Frequency::Day);
    read.map(Period::first_day).ok_or_else(|| {
        let message = Both::of(
            format!("`{text}` 不是 2025-12-31 这样的日期"),
            format!("`{text}` is not a day such as 2025-12-31"),
        );
        Failure::new(FailureKind::Request, message)
    })
}

/// Finds a rule by its ID, in any case of letters.
pub(crate) fn rule(loaded: &Loaded, id: &str) -> Result<usize, Failure> {
    let rules = &loaded.rules.model().rules;
    let found =
        rules.iter().position(|r| *r.id == *id).or_else(|| rules.iter().position(|r| r.id.eq_ignore_ascii_case(id)));
    found.ok_or_else(|| no_rule(id))
}

/// Returns what is said where no rule has an ID.
pub(crate) fn no_rule(id: &str) -> Failure {
    let message = Both::of(format!("没有规则 `{id}`"), format!("there is no rule `{id}`"));
    Failure::new(FailureKind::Unknown, message)
}
