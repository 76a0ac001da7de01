//! `draft`: a document to proposed rules.

use std::fs;

use super::Status;
use super::args::{DraftArgs, DraftFormat};
use super::disk::Disk;
use super::output::Output;
use crate::check;
use crate::diag::Both;
use crate::draft::catalog::Catalog;
use crate::draft::{self, read, write};

/// Where a draft on standard output is taken to stand.
const HERE: &str = "草稿.rules";

/// Drafts rules.
pub(crate) fn run(args: &DraftArgs, out: &Output) -> Status {
    let document = match read::file(&Disk, &args.document) {
        Ok(document) => document,
        Err(e) => {
            return out.fail(&Both::of(format!("`{}` {}", e.name, e.why.zh), format!("`{}`: {}", e.name, e.why.en)));
        }
    };
    let catalog =
        if args.catalog.is_empty() { Catalog::default() } else { Catalog::of(&check::load(&Disk, &args.catalog)) };
    let draft = draft::propose(&document);
    let path = args.output.clone().unwrap_or_else(|| HERE.to_owned());
    let order = write::Order { document: &document, draft: &draft, catalog: &catalog, path: &path, files: &Disk };
    let written = write::rules(&order);
    let text = match args.format {
        DraftFormat::Rules => written.text,
    };
    match &args.output {
        None => out.result(&text),
        Some(file) => {
            if let Err(e) = fs::write(file, text) {
                return out
                    .fail(&Both::of(format!("`{file}` 写不了：{e}"), format!("`{file}` cannot be written: {e}")));
            }
        }
    }
    Status::Fine
}
