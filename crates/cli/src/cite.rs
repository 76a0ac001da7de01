//! `cite check`: rules against the documents that they cite; 1 if they disagree.

use super::Status;
use super::args::{CiteArgs, CiteCheckArgs, CiteCommand, CiteFormat};
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use dabiao_draft::cite::{self, Checked, Coverage};
use dabiao_draft::{Document, json, read};
use dabiao_lang::diag::{Lang, signs};
use dabiao_lang::source::Files;
use dabiao_report::diagnostic::{Style, picture};
use dabiao_report::place::Places;

/// What a folder of documents may hold.
const KINDS: &[&str] = &[".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf"];

/// Runs the verb below `cite`.
pub(crate) fn run(args: &CiteArgs, out: &Output) -> Status {
    match &args.command {
        CiteCommand::Check(args) => check(args, out),
    }
}

fn check(args: &CiteCheckArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let mut documents: Vec<Document> = Vec::new();
    for path in paths(&args.docs) {
        match read::file(&Disk, &path) {
            Ok(document) => documents.push(document),
            Err(e) => return out.fail(&e.said()),
        }
    }
    let checked = cite::check(&loaded, &documents);
    match args.format {
        CiteFormat::Json => out.json(&json::cite(&checked, out.lang)),
        CiteFormat::Text => text(&checked, out),
    }
    if checked.findings.is_empty() { Status::Fine } else { Status::Findings }
}

/// Returns the files of folders, sorted, and files as they are given.
fn paths(given: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for path in given {
        match Disk.list(path) {
            Ok(Some(entries)) => {
                let is_document = |p: &String| KINDS.iter().any(|k| p.to_ascii_lowercase().ends_with(k));
                let mut found: Vec<String> =
                    entries.into_iter().filter(|e| !e.is_folder()).map(|e| e.path).filter(is_document).collect();
                found.sort();
                all.extend(found);
            }
            _ => all.push(path.clone()),
        }
    }
    all
}

fn text(checked: &Checked, out: &Output) {
    let places = Places::new(&checked.sources);
    let style = if out.is_coloured { Style::Coloured } else { Style::Plain };
    for found in &checked.findings {
        out.result(&format!("{}\n\n", picture(found, &places, out.lang, style).trim_end()));
    }
    for coverage in &checked.coverage {
        out.result(&signs(&covered(coverage, checked, out.lang)));
    }
    let n = checked.findings.len();
    out.result(&match out.lang {
        Lang::Zh => format!("不一致 {n} 处\n"),
        Lang::En => format!("{n} disagreements\n"),
    });
}

fn covered(c: &Coverage, checked: &Checked, lang: Lang) -> String {
    let (carried, total, percent) = (c.carried, c.total, c.percent());
    let mut text = match lang {
        Lang::Zh => format!("{} {}：像目标的数 {total} 个，规则承载 {carried} 个（{percent}%）\n", c.document, c.plan),
        Lang::En => format!(
            "{} {}: {carried} of {total} figures that look like targets are carried by rules ({percent}%)\n",
            c.document, c.plan
        ),
    };
    for missing in &c.missing {
        let place = missing.span.map(|s| checked.sources.position(s).to_string()).unwrap_or_default();
        text.push_str(&format!("  {place} {} {}\n", missing.section, missing.quote.trim()));
    }
    text.push('\n');
    text
}
