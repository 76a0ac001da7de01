//! `eval`: the report on standard output or in a file; 1 if a rule is unmet, invalid or empty.

use std::fs;
use std::io::{self, BufWriter, Write};

use super::Status;
use super::args::{DetailArg, EvalArgs, ReportFormat};
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use super::seal::Sealing;
use crate::check::Loaded;
use crate::data::Dataset;
use crate::diag::{Both, Lang};
use crate::eval::{self, Judgement, Request};
use crate::model::Verdict;
use crate::report::render::{Look, markdown, text};
use crate::report::{Explained, derivation, evaluation, json};
use crate::source::Files;

/// Evaluates.
pub(crate) fn run(args: &EvalArgs, out: &Output) -> Status {
    match judge(args, out) {
        Ok(status) | Err(status) => status,
    }
}

/// A judgement with the rules and the data that it rests on.
pub(crate) struct Made {
    loaded: Loaded,
    data: Dataset,
    judgement: Judgement,
    detail: DetailArg,
}

/// Evaluates what `files` holds; nothing is read from anywhere else.
pub(crate) fn make(files: &dyn Files, args: &EvalArgs, out: &Output) -> Result<Made, Status> {
    let loaded = inputs::rules_in(files, &args.rules, out)?;
    let data = inputs::data_in(files, &args.inputs, &loaded.rules.model().schema, out)?;
    let detail = match args.detail {
        DetailArg::Summary => eval::Detail::Summary,
        DetailArg::Full => eval::Detail::Full,
    };
    let judgement = eval::evaluate(&loaded.rules, &data, &Request { as_of: args.inputs.as_of, detail });
    Ok(Made { loaded, data, judgement, detail: args.detail })
}

fn judge(args: &EvalArgs, out: &Output) -> Result<Status, Status> {
    let sealing = args.seal.as_ref().map(|place| Sealing::begin(place, out)).transpose()?;
    let made = match &sealing {
        Some(sealing) => make(&sealing.files, args, out)?,
        None => make(&Disk, args, out)?,
    };
    let report = Report { args, made: &made, out };
    match &args.output {
        None => out.result_with(|w| report.write(w)),
        Some(path) => report.write_file(path)?,
    }
    if let Some(sealing) = sealing {
        let digest = sealing.finish(&made, args.sign.as_deref(), out)?;
        out.message(Both::of(format!("已封存，总摘要 {digest}"), format!("sealed, digest {digest}")).get(out.lang));
    }
    let is_bad = |v: Verdict| matches!(v, Verdict::Unmet | Verdict::Invalid | Verdict::Empty);
    Ok(if made.judgement.rules.iter().any(|r| is_bad(r.verdict)) { Status::Findings } else { Status::Fine })
}

impl Made {
    fn options(&self, lang: Lang) -> json::Options {
        let detail = match self.detail {
            DetailArg::Summary => json::Detail::Normal,
            DetailArg::Full => json::Detail::Full,
        };
        json::Options { detail, lang }
    }

    /// Writes the report by contract.
    pub fn write_json(&self, writer: &mut dyn Write, lang: Lang) -> io::Result<()> {
        let report = json::report(&self.loaded.rules, &self.data, &self.judgement, self.options(lang));
        serde_json::to_writer(&mut *writer, &report)?;
        writer.write_all(b"\n")
    }

    /// Returns how each verdict came about, as Markdown.
    pub fn explanations(&self, lang: Lang) -> String {
        let (rules, data) = (&self.loaded.rules, &self.data);
        let parts = (0..rules.model().rules.len()).map(|rule| {
            let steps = [eval::derive(rules, data, self.judgement.as_of, rule, None)];
            markdown(&derivation(Explained { rules, data, rule, steps: &steps }, lang))
        });
        parts.collect::<Vec<_>>().join("\n")
    }
}

struct Report<'a> {
    args: &'a EvalArgs,
    made: &'a Made,
    out: &'a Output,
}

impl Report<'_> {
    fn write(&self, writer: &mut dyn Write) -> io::Result<()> {
        let Made { loaded, data, judgement, .. } = self.made;
        if self.args.format == ReportFormat::Json {
            return self.made.write_json(writer, self.out.lang);
        }
        let document = evaluation::evaluation(&loaded.rules, data, judgement, self.made.options(self.out.lang));
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
