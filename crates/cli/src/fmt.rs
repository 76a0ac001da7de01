//! `fmt`: files rewritten in place, or only compared with `--check`. A file with syntax errors is left as it is.

use std::fs;
use std::io;

use super::Status;
use super::args::{FmtArgs, LangArg};
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use dabiao_lang::diag::Both;
use dabiao_lang::source::{Files, SourceMap};
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};

/// Formats files.
pub(crate) fn run(args: &FmtArgs, out: &Output) -> Status {
    let mut paths = Vec::new();
    for path in &args.rules {
        let n_before = paths.len();
        if let Err(error) = rule_files(path, &mut paths) {
            return out.fail(&unreadable(path, &error));
        }
        if paths.len() == n_before {
            let (zh, en) = ("里没有规则文件（*.rules）", "there is no rule file (*.rules) in");
            return out.fail(&Both::of(format!("`{path}` {zh}"), format!("{en} `{path}`")));
        }
    }
    let mut worst = Status::Fine;
    for path in &paths {
        match format_file(path, args, out) {
            Status::Failed => worst = Status::Failed,
            Status::Findings if worst == Status::Fine => worst = Status::Findings,
            _ => {}
        }
    }
    worst
}

fn unreadable(path: &str, error: &io::Error) -> Both {
    Both::of(format!("读不了 `{path}`：{error}"), format!("cannot read `{path}`: {error}"))
}

fn rule_files(path: &str, found: &mut Vec<String>) -> io::Result<()> {
    let Some(mut entries) = Disk.list(path)? else {
        found.push(path.to_owned());
        return Ok(());
    };
    entries.sort();
    for entry in entries.into_iter().filter(|e| e.is_folder() || e.path.ends_with(".rules")) {
        rule_files(&entry.path, found)?;
    }
    Ok(())
}

fn format_file(path: &str, args: &FmtArgs, out: &Output) -> Status {
    let text = match Disk.read(path).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            return out.fail(&Both::of(format!("`{path}` 不是 UTF-8 文本"), format!("`{path}` is not UTF-8 text")));
        }
        Err(error) => return out.fail(&unreadable(path, &error)),
    };
    let mut sources = SourceMap::new();
    let id = sources.add(path, text);
    let Some(source) = sources.get(id) else { return Status::Failed };
    let (tree, diagnostics) = syntax::parse(source);
    if diagnostics.iter().any(|d| d.is_error()) {
        inputs::show(&diagnostics.iter().collect::<Vec<_>>(), &sources, out);
        return Status::Failed;
    }
    let keywords = match args.keywords {
        None => KeywordStyle::AsWritten,
        Some(LangArg::Zh) => KeywordStyle::Zh,
        Some(LangArg::En) => KeywordStyle::En,
    };
    let formatted = syntax::format(source, &tree, &FormatStyle { keywords });
    let is_same = formatted == source.text();
    match (path, args.check) {
        ("-", false) => out.result(&formatted),
        (_, true) if !is_same => {
            out.line(path);
            return Status::Findings;
        }
        (_, false) if !is_same => return write(path, &formatted, out),
        _ => {}
    }
    Status::Fine
}

/// Writes beside the file first, so that a full disk loses nothing.
fn write(path: &str, text: &str, out: &Output) -> Status {
    let beside = format!("{path}.tmp");
    match fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)) {
        Ok(()) => Status::Fine,
        Err(error) => {
            // The half-written file is ours; that it may be gone already is fine.
            let _ = fs::remove_file(&beside);
            out.fail(&Both::of(format!("写不了 `{path}`：{error}"), format!("cannot write `{path}`: {error}")))
        }
    }
}
