//! `eval`: the report on standard output or in a file; 1 if a rule is unmet, invalid or empty.

use std::fs;
use std::io::{self, BufWriter, Write};

use super::Status;
use super::args::{EvalArgs, ReportFormat};
use super::disk::Disk;
use super::made::{Made, make};
use super::output::Output;
use super::seal::Sealing;
use crate::diag::Both;
use crate::model::Verdict;
use crate::report::evaluation;
use crate::report::render::{Look, markdown, text};

/// Evaluates.
pub(crate) fn run(args: &EvalArgs, out: &Output) -> Status {
    match judge(args, out) {
        Ok(status) | Err(status) => status,
    }
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
