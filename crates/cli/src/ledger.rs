//! `ledger` (台账): every failure with its number, from the report that opened it to the one that proves it over; 1 if
//! anything is open.

use std::fs;
use std::io::ErrorKind;

use super::Status;
use super::args::{LedgerArgs, ReportFormat};
use super::inputs;
use super::output::{Output, write_file};
use dabiao_eval::{Detail, Session};
use dabiao_lang::diag::{Both, Lang};
use dabiao_report::intake::with_intake;
use dabiao_report::ledger::{Ledger, document};
use dabiao_report::{followup, json};

/// Shows the ledger as the judgement leaves it, and writes it where that is asked for.
pub(crate) fn run(args: &LedgerArgs, out: &Output) -> Status {
    match show(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn show(args: &LedgerArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let mut ledger = read(&args.ledger, out)?;
    let data = inputs::data(&args.inputs, &loaded.rules.model().schema, out)?;
    let session = Session::new(&loaded.rules, &data, args.inputs.as_of);
    let judgement = session.evaluate(Detail::Summary);
    let intake = session.intake();
    let moved = ledger.update(&session, &judgement, &followup(&session, &judgement));
    if args.update {
        write(&args.ledger, &ledger, out)?;
    }
    let options = json::Options { detail: json::Detail::Normal, lang: out.lang };
    match args.format {
        ReportFormat::Json => {
            let document = json::ledger((&session, &judgement), &ledger, moved);
            out.json(&json::WithIntake::new(document, &intake, out.lang));
        }
        format => {
            let document = document(&ledger, (&session, &judgement), moved, out.lang);
            out.document(&with_intake(document, &intake, options), format);
        }
    }
    let is_open = ledger.standing(&session, &judgement).open > 0;
    Ok(if is_open { Status::Findings } else { Status::of_intake(&intake) })
}

/// Reads a ledger; a file that is not there is an empty one.
pub(crate) fn read(path: &str, out: &Output) -> Result<Ledger, Status> {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
            out.fail(&Both::of(format!("`{path}` 不是 UTF-8 文本"), format!("`{path}` is not UTF-8 text")))
        })?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Ledger::new()),
        Err(error) => {
            return Err(
                out.fail(&Both::of(format!("读不了 `{path}`：{error}"), format!("cannot read `{path}`: {error}")))
            );
        }
    };
    Ledger::read(&text).map_err(|e| {
        let (line, why) = (e.line, e.why);
        out.fail(&Both::of(
            format!("`{path}` 第 {line} 行：{}", why.get(Lang::Zh)),
            format!("`{path}`, line {line}: {}", why.get(Lang::En)),
        ))
    })
}

/// Writes a ledger; a reader never meets half of one.
pub(crate) fn write(path: &str, ledger: &Ledger, out: &Output) -> Result<(), Status> {
    write_file(path, out, |w| w.write_all(ledger.to_text().as_bytes()))
}
