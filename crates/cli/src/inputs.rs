//! Reading what several verbs need: rules, data, the day.

use super::Status;
use super::args::{EncodingArg, Inputs, Sources};
use super::disk::Disk;
use super::output::Output;
use super::progress::ProgressLine;
use dabiao_data::DataProblem;
use dabiao_data::{self as data, Dataset, Encoding, LoadRequest};
use dabiao_eval::Earlier;
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Both, Diagnostic, Severity};
use dabiao_lang::model::Schema;
use dabiao_lang::source::{Files, SourceMap};
use dabiao_report::diagnostic::{Style, picture};
use dabiao_report::earlier;
use dabiao_report::place::Places;

/// Reads rules and shows their errors; `Err` is the status of a run that cannot go on.
///
/// Rules that have errors of meaning do not stop a run: they are judged `invalid`. Text that cannot be read does.
pub(crate) fn rules(paths: &[String], out: &Output) -> Result<Loaded, Status> {
    rules_in(&Disk, paths, out)
}

/// Reads rules as [`rules`] does, from other files than the disk's.
pub(crate) fn rules_in(files: &dyn Files, paths: &[String], out: &Output) -> Result<Loaded, Status> {
    let loaded = dabiao_data::rules::load_to_evaluate(files, paths);
    let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    show(&errors, &loaded.sources, out);
    if loaded.is_unreadable() {
        return Err(Status::Failed);
    }
    Ok(loaded)
}

/// Reads data for a schema; findings in data are part of the report and are not shown here, unless there is no data.
pub(crate) fn data(inputs: &Inputs, schema: &Schema, out: &Output) -> Result<Dataset, Status> {
    data_in(&Disk, inputs, schema, out)
}

/// Reads data as [`data`] does, from other files than the disk's.
pub(crate) fn data_in(files: &dyn Files, inputs: &Inputs, schema: &Schema, out: &Output) -> Result<Dataset, Status> {
    load(files, &request(&inputs.sources), schema, out)
}

/// Reads reports of earlier periods.
pub(crate) fn earlier(files: &dyn Files, paths: &[String], out: &Output) -> Result<Earlier, Status> {
    let mut all = Earlier::default();
    for path in paths {
        let read = files.read(path).map_err(|e| Both::of(e.to_string(), e.to_string()));
        read.and_then(|bytes| earlier::add(&mut all, &bytes)).map_err(|why| {
            out.fail(&Both::of(
                format!("读不了上次的报告 `{path}`：{}", why.zh),
                format!("cannot read the earlier report `{path}`: {}", why.en),
            ))
        })?;
    }
    Ok(all)
}

/// Returns what is to be read.
pub(crate) fn request(sources: &Sources) -> LoadRequest {
    LoadRequest {
        paths: sources.data.clone(),
        roster: sources.roster.clone(),
        encoding: sources.encoding.map(encoding),
        mapping: sources.mapping.clone(),
        threads: sources.threads,
    }
}

/// Reads data for a schema, as [`data`] does.
pub(crate) fn load(files: &dyn Files, inputs: &LoadRequest, schema: &Schema, out: &Output) -> Result<Dataset, Status> {
    let (dataset, diagnostics) = data::load_with(files, inputs, schema, &mut ProgressLine::new(out.lang));
    // A file that was asked for by name must not be missing from a report that looks whole.
    let is_asked_for =
        |file: &str| inputs.paths.iter().map(String::as_str).chain(inputs.rosters(schema)).any(|path| path == file);
    let lost: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(
            |d| matches!(d.problem.of_stage(), Some(DataProblem::FileUnreadable { file, .. }) if is_asked_for(file)),
        )
        .collect();
    if dataset.is_some() && !lost.is_empty() {
        show(&lost, &SourceMap::new(), out);
        return Err(Status::Failed);
    }
    if let (Some(data), Some(roster)) = (&dataset, inputs.rosters(schema).next())
        && !data.roster.is_given
    {
        return Err(out.fail(&Both::of(
            format!("`{roster}` 不是名录：名录要有名称和层级两列"),
            format!("`{roster}` is no roster: a roster has columns for name and level"),
        )));
    }
    dataset.ok_or_else(|| {
        show(&diagnostics.iter().collect::<Vec<_>>(), &SourceMap::new(), out);
        Status::Failed
    })
}

/// Returns the encoding that an argument names.
pub(crate) fn encoding(argument: EncodingArg) -> Encoding {
    match argument {
        EncodingArg::Utf8 => Encoding::Utf8,
        EncodingArg::Gb18030 => Encoding::Gb18030,
        EncodingArg::Utf16Le => Encoding::Utf16Le,
        EncodingArg::Utf16Be => Encoding::Utf16Be,
    }
}

/// Findings that are shown one by one: whoever has a hundred mends those first, and a terminal holds no more.
pub(crate) const SHOWN: usize = 100;

/// Says how many findings are not shown, and how to see them.
pub(crate) fn more(n: usize, how: &str) -> Both {
    let mut digits = n.to_string();
    (1..=(digits.len() - 1) / 3).for_each(|group| digits.insert(digits.len() - group * 4 + 1, ','));
    Both::of(format!("还有 {digits} 处没有列出（`{how}`）"), format!("and {digits} more (`{how}`)"))
}

/// Shows findings on standard error, the first of them where there are many.
pub(crate) fn show(diagnostics: &[&Diagnostic], sources: &SourceMap, out: &Output) {
    let places = Places::new(sources);
    let style = if out.is_error_coloured { Style::Coloured } else { Style::Plain };
    for diagnostic in diagnostics.iter().take(SHOWN) {
        out.painted(&picture(diagnostic, &places, out.lang, style));
        out.message("");
    }
    if diagnostics.len() > SHOWN {
        out.message(more(diagnostics.len() - SHOWN, "dabiao check --all").get(out.lang));
    }
}
