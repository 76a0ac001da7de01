//! `soften`: every way of weakening a rule set without being seen, each as a version of its own, and whether `diff` names
//! it; 1 if one is not named.

use std::fs;
use std::path::Path;

use super::Status;
use super::args::{ReportFormat, SoftenArgs};
use super::disk::Disk;
use super::output::Output;
use super::progress::Working;
use dabiao_data::lanes;
use dabiao_diff::diff::{self, Diff};
use dabiao_diff::review::is_harmless;
use dabiao_diff::soften::{self, RuleFile, Softening};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::source::MemoryFiles;
use dabiao_report::document::{Column, Document, Line, Table, Tone};
use dabiao_report::words::say;

/// Softens.
pub(crate) fn run(args: &SoftenArgs, out: &Output) -> Status {
    match tried(args, out) {
        Ok(status) | Err(status) => status,
    }
}

/// A softening, and how `diff` calls it.
#[derive(Debug, serde::Serialize)]
struct Tried<'a> {
    n: usize,
    sort: &'static str,
    file: &'a str,
    line: u32,
    before: &'a str,
    after: &'a str,
    /// The names that `diff` gives it; empty where it sees nothing.
    names: Vec<&'static str>,
    /// Whether a guard stops it.
    stopped: bool,
}

/// The document `dabiao.soften/1`.
#[derive(Debug, serde::Serialize)]
struct SoftenJson<'a> {
    schema: &'static str,
    tried: usize,
    named: usize,
    softenings: Vec<Tried<'a>>,
}

fn tried(args: &SoftenArgs, out: &Output) -> Result<Status, Status> {
    let written = read(args, out)?;
    let all = soften::softenings(&written, out.lang);
    let files: Vec<RuleFile> = written.iter().map(|f| soften::canonical(f, out.lang)).collect();
    for (n, softening) in all.iter().enumerate() {
        if let Some(folder) = &args.output {
            write(Path::new(folder), n + 1, softening, &with(&files, softening), out)?;
        }
    }
    let working = Working::on(
        &Both::of(format!("试 {} 种放宽", all.len()), format!("trying {} softenings", all.len())),
        out.lang,
    );
    let found = compared(&files, &all);
    drop(working);
    let mut tried = Vec::new();
    for (n, (softening, (names, stopped))) in (1..).zip(all.iter().zip(found)) {
        let file = files.get(softening.file).map_or("", |f| &f.name);
        let Softening { sort, line, before, after, .. } = softening;
        let (before, after) = (before.trim(), after.trim());
        tried.push(Tried { n, sort: sort.as_str(), file, line: *line, before, after, names, stopped });
    }
    let named = tried.iter().filter(|t| !t.names.is_empty()).count();
    match args.format {
        ReportFormat::Json => {
            out.json(&SoftenJson { schema: "dabiao.soften/1", tried: tried.len(), named, softenings: tried });
        }
        format => out.document(&document(&all, &tried, named, out.lang), format),
    }
    Ok(if named == all.len() { Status::Fine } else { Status::Findings })
}

/// Compares the rules with each softening of them; returns how `diff` calls it and whether a guard stops it.
///
/// Each is a rule set of its own, read and compared from nothing, so that all cores can take their share.
fn compared(files: &[RuleFile], all: &[Softening]) -> Vec<(Vec<&'static str>, bool)> {
    lanes::share_out(all.len(), lanes::threads(None), |own| {
        let old = rules(files);
        let softened = own.filter_map(|n| all.get(n));
        let compared = softened.map(|softening| {
            let diff = diff::compare(&old, &rules(&with(files, softening)));
            (names(&diff), is_stopped(&diff))
        });
        compared.collect()
    })
}

/// Reads rule files.
fn read(args: &SoftenArgs, out: &Output) -> Result<Vec<RuleFile>, Status> {
    let loaded = dabiao_data::rules::load_to_evaluate(&Disk, &args.rules);
    if loaded.is_unreadable() {
        let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
        super::inputs::show(&errors, &loaded.sources, out);
        return Err(Status::Failed);
    }
    let file = |s: &dabiao_lang::source::Source| RuleFile { name: s.name().to_owned(), text: s.text().to_owned() };
    Ok(loaded.sources.iter().map(file).collect())
}

fn rules(files: &[RuleFile]) -> RuleSet {
    let names: Vec<String> = files.iter().map(|f| f.name.clone()).collect();
    let all = MemoryFiles::new(files.iter().map(|f| (f.name.clone(), f.text.clone())));
    dabiao_data::rules::load_to_evaluate(&all, &names).rules
}

fn with(files: &[RuleFile], softening: &Softening) -> Vec<RuleFile> {
    let mut files = files.to_vec();
    if let Some(file) = files.get_mut(softening.file) {
        file.text.clone_from(&softening.text);
    }
    files
}

fn names(diff: &Diff) -> Vec<&'static str> {
    let changes = diff.changes.iter().filter(|c| c.is_difference()).map(|c| c.name.as_str());
    let mut names: Vec<_> = changes.chain(diff.causes.iter().map(|c| c.name.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn is_stopped(diff: &Diff) -> bool {
    diff.changes.iter().any(|c| !is_harmless(c)) || diff.causes.iter().any(|c| c.rules.is_empty())
}

/// Writes a softened version, every file of it, into a folder of its own.
fn write(folder: &Path, n: usize, softening: &Softening, files: &[RuleFile], out: &Output) -> Result<(), Status> {
    let own = folder.join(format!("{n:04}-{}", softening.sort.as_str()));
    for file in files {
        // A path that leads up is kept below the folder all the same.
        let parts = file.name.split(['/', '\\']).filter(|p| !p.is_empty() && *p != ".");
        let path = own.join(parts.map(|p| if p == ".." { "up" } else { p }).collect::<Vec<_>>().join("/"));
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, &file.text));
        made.map_err(|e| {
            let path = path.display();
            out.fail(&Both::of(format!("写不了 `{path}`：{e}"), format!("cannot write `{path}`: {e}")))
        })?;
    }
    Ok(())
}

fn document(all: &[Softening], tried: &[Tried<'_>], named: usize, lang: Lang) -> Document {
    let mut document = Document::default();
    let n = tried.len();
    let n_stopped = tried.iter().filter(|t| t.stopped).count();
    let text = Both::of(
        format!("试了 {n} 种放宽，`diff` 点名 {named} 种，`guard` 拦下 {n_stopped} 种"),
        format!("{n} softenings were tried; `diff` names {named}, `guard` stops {n_stopped}"),
    );
    document.paragraph(text.get(lang));
    let columns = [
        Column::number("", 4),
        Column::text(say(lang, "位置", "place"), 12),
        Column::text(say(lang, "放宽", "softening"), 24),
        Column::text(say(lang, "点名为", "named"), 16),
    ];
    let mut table = Table::new(columns);
    for (softening, t) in all.iter().zip(tried) {
        let words = softening.words();
        let named = match t.names.as_slice() {
            [] => Line::of(say(lang, "没有点名", "not named"), Tone::Severity(dabiao_lang::diag::Severity::Error)),
            names => Line::of(names.join(" "), Tone::Code),
        };
        table.row([t.n.to_string().into(), format!("{}:{}", t.file, t.line).into(), words.get(lang).into(), named]);
    }
    document.table(table);
    document
}
