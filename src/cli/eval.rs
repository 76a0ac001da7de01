//! `eval`: the report on standard output or in a file; 1 if a rule is unmet, invalid or empty.

use std::fs;
use std::io::{self, BufWriter, Write};

use super::Status;
use super::args::{DetailArg, EvalArgs, ReportFormat};
use super::inputs;
use super::output::Output;
use crate::check::Loaded;
use crate::data::Dataset;
use crate::diag::Both;
use crate::eval::{self, Judgement, Request};
use crate::model::Verdict;
use crate::report::render::{Look, markdown, text};
use crate::report::{evaluation, json};

/// Evaluates.
pub(crate) fn run(args: &EvalArgs, out: &Output) -> Status {
    match judge(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn judge(args: &EvalArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let data = inputs::data(&args.inputs, &loaded.rules.model().schema, out)?;
    let detail = match args.detail {
        DetailArg::Summary => eval::Detail::Summary,
        DetailArg::Full => eval::Detail::Full,
    };
    let judgement = eval::evaluate(&loaded.rules, &data, &Request { as_of: args.inputs.as_of, detail });
    let report = Report { args, loaded: &loaded, data: &data, judgement: &judgement, out };
    match &args.output {
        None => out.result_with(|w| report.write(w)),
        Some(path) => report.write_file(path)?,
    }
    let is_bad = |v: Verdict| matches!(v, Verdict::Unmet | Verdict::Invalid | Verdict::Empty);
    Ok(if judgement.rules.iter().any(|r| is_bad(r.verdict)) { Status::Findings } else { Status::Fine })
}

struct Report<'a> {
    args: &'a EvalArgs,
    loaded: &'a Loaded,
    data: &'a Dataset,
    judgement: &'a Judgement,
    out: &'a Output,
}

impl Report<'_> {
    fn write(&self, writer: &mut dyn Write) -> io::Result<()> {
        let detail = match self.args.detail {
            DetailArg::Summary => json::Detail::Normal,
            DetailArg::Full => json::Detail::Full,
        };
        let options = json::Options { detail, lang: self.out.lang };
        let rules = &self.loaded.rules;
        if self.args.format == ReportFormat::Json {
            serde_json::to_writer(&mut *writer, &json::report(rules, self.data, self.judgement, options))?;
            return writer.write_all(b"\n");
        }
        let document = evaluation::evaluation(rules, self.data, self.judgement, options);
        let written = match self.args.format {
            ReportFormat::Markdown => markdown(&document),
            _ => text(&document, self.look()),
        };
        writer.write_all(written.as_bytes())
    }

    fn look(&self) -> Look {
        let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
        let width = self.args.width.or_else(columns).unwrap_or(100);
        Look { width, is_coloured: self.out.is_coloured && self.args.output.is_none() }
    }

    /// Writes beside the file first, so that a report that cannot be finished does not replace one that is.
    fn write_file(&self, path: &str) -> Result<(), Status> {
        let beside = format!("{path}.tmp");
        let written = fs::File::create(&beside).and_then(|file| {
            let mut writer = BufWriter::with_capacity(1 << 16, file);
            self.write(&mut writer)?;
            writer.flush()
        });
        written.and_then(|()| fs::rename(&beside, path)).map_err(|error| {
            // The half-written file is ours; that it may be gone already is fine.
            let _ = fs::remove_file(&beside);
            self.out.fail(&Both::of(format!("写不了 `{path}`：{error}"), format!("cannot write `{path}`: {error}")))
        })
    }
}
