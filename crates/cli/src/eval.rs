//! `eval`: the report on standard output or in a file; 1 if a rule is unmet, invalid or
//! empty, or the data have an error.

use std::io::{self, Write};
use std::mem::ManuallyDrop;

use super::Status;
use super::args::{EvalArgs, EvalFormat};
use super::disk::Disk;
use super::made::{Facts, Made};
use super::output::{Output, write_file};
use super::outputs::{Wanted, wanted};
use super::progress::Working;
use super::pushdown;
use super::seal::Sealing;
use dabiao_lang::diag::Both;
use dabiao_lang::source::Files;
use dabiao_report::evaluation;
use dabiao_report::render::{Look, markdown, text};

/// Evaluates.
pub(crate) fn run(args: &EvalArgs, out: &Output) -> Status {
    match judge(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn judge(args: &EvalArgs, out: &Output) -> Result<Status, Status> {
    if args.plan {
        return pushdown::plan(args, out);
    }
    let all = wanted(&args.output, args.format, out)?;
    let sealing = args.seal.as_ref().map(|place| Sealing::begin(place, out)).transpose()?;
    let files: &dyn Files = match &sealing {
        Some(sealing) => &sealing.files,
        None => &Disk,
    };
    // The process ends with the report: rules, data and judgement are not taken apart first, piece by piece.
    let facts = ManuallyDrop::new(Facts::read(files, args, out)?);
    let session = ManuallyDrop::new(facts.session(args));
    let judging = Working::on(&Both::of("正在评价", "judging"), out.lang);
    let made = ManuallyDrop::new(Made::of(&session, args).compared(files, args, out)?);
    drop(judging);
    if args.self_check {
        // A verdict that this program itself contradicts must not go into any report.
        facts.show(&dabiao_eval::self_check(&session, &made.judgement), out)?;
    }
    #[cfg(feature = "html")]
    let map = map(args, out)?;
    let report = Report {
        args,
        made: &made,
        out,
        #[cfg(feature = "html")]
        map,
    };
    for one in all {
        let what = one.path.unwrap_or_default();
        let writing = Both::of(format!("正在写 {what}"), format!("writing {what}"));
        // What goes to a terminal must not be drawn over.
        let _writing = one.path.map(|_| Working::on(&writing, out.lang));
        match one.path {
            None => out.result_with(|w| report.write(one, w)),
            Some(path) => write_file(path, out, |w| report.write(one, w))?,
        }
    }
    #[cfg(feature = "html")]
    if let Some(folder) = &args.site {
        let _writing = Working::on(&Both::of(format!("正在写 {folder}"), format!("writing {folder}")), out.lang);
        let whole = report.page().map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?;
        super::site::write(folder, &made, (&whole, report.map.as_ref()), out)?;
    }
    if let Some(sealing) = sealing {
        let digest = sealing.finish(&made, args, out)?;
        out.message(Both::of(format!("已封存，总摘要 {digest}"), format!("sealed, digest {digest}")).get(out.lang));
    }
    Ok(if session.has_findings(&made.judgement) { Status::Findings } else { Status::Fine })
}

struct Report<'a> {
    args: &'a EvalArgs,
    made: &'a Made<'a>,
    out: &'a Output,
    #[cfg(feature = "html")]
    map: Option<dabiao_report::html::MapFile>,
}

/// Reads the shapes of places, where they are given.
#[cfg(feature = "html")]
fn map(args: &EvalArgs, out: &Output) -> Result<Option<dabiao_report::html::MapFile>, Status> {
    let Some(path) = &args.map else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|e| {
        out.fail(&Both::of(format!("读不了地图 `{path}`：{e}"), format!("cannot read the map `{path}`: {e}")))
    })?;
    let read = dabiao_report::html::MapFile::read(&text);
    let is_none = || {
        out.fail(&Both::of(
            format!("`{path}` 不是 GeoJSON 地图：要有 features，每个有 geometry"),
            format!("`{path}` is no map as GeoJSON: it must have features with a geometry"),
        ))
    };
    read.ok_or_else(is_none).map(Some)
}

impl Report<'_> {
    fn write(&self, wanted: Wanted<'_>, writer: &mut dyn Write) -> io::Result<()> {
        let Made { session, judgement, .. } = self.made;
        match wanted.format {
            EvalFormat::Json => return self.made.write_json(writer, self.out.lang),
            #[cfg(feature = "html")]
            EvalFormat::Html => return writer.write_all(self.page()?.as_bytes()),
            #[cfg(feature = "office")]
            EvalFormat::Xlsx | EvalFormat::Docx => return writer.write_all(&self.office(wanted.format)?),
            EvalFormat::Text | EvalFormat::Markdown => {}
        }
        let document =
            evaluation::evaluation(session.rules(), session.data(), judgement, self.made.options(self.out.lang));
        let written = match wanted.format {
            EvalFormat::Markdown => markdown(&document),
            _ => text(&document, self.look(wanted)),
        };
        writer.write_all(written.as_bytes())
    }

    #[cfg(feature = "html")]
    fn page(&self) -> io::Result<String> {
        use dabiao_report::{Source, html};
        let Made { session, judgement, .. } = self.made;
        let command = super::seal::command(std::env::args().skip(1));
        let quoted: Vec<String> = command.iter().map(|a| quoted(a)).collect();
        let source = Source { session, judgement, lang: self.out.lang };
        let command = format!("dabiao {}", quoted.join(" "));
        html::evaluation_on(&source, &command, self.map.as_ref()).map_err(io::Error::other)
    }

    #[cfg(feature = "office")]
    fn office(&self, format: EvalFormat) -> io::Result<Vec<u8>> {
        use dabiao_report::{Source, bulletin, workbook};
        let Made { session, judgement, .. } = self.made;
        let source = Source { session, judgement, lang: self.out.lang };
        let made = match format {
            EvalFormat::Docx => bulletin::document(source),
            _ => workbook::workbook(source),
        };
        made.map_err(io::Error::other)
    }

    fn look(&self, wanted: Wanted<'_>) -> Look {
        let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
        let width = self.args.width.or_else(columns).unwrap_or(100);
        Look { width, is_coloured: self.out.is_coloured && wanted.path.is_none() }
    }
}

/// An argument as a shell reads it back.
#[cfg(feature = "html")]
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,@%+".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}
