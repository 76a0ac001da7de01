//! Which files there are: tables, mapping files, the register of what came in, a notice.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::findings::Findings;
use super::place::Sheet;
use super::request::LoadRequest;
use crate::DataProblem;
use dabiao_lang::diag::{Both, failure};
use dabiao_lang::model::Schema;
use dabiao_lang::source::{Entry, EntryKind, Files, Refusal};

/// The files of a request.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tables: Vec<Arc<str>>,
    /// Those of them that were named as rosters.
    pub(super) named: FxHashSet<Arc<str>>,
    pub(super) mappings: Vec<Arc<str>>,
    /// Mapping files beside tables that were named: what was confirmed there counts.
    pub(super) beside: Vec<Arc<str>>,
    pub(super) registers: Vec<Arc<str>>,
    pub(super) notice: Option<String>,
}

/// Where in a folder that was named a search stands.
#[derive(Clone, Copy)]
struct Below<'a> {
    /// Where links may lead; nothing where the folder itself was named just now.
    root: Option<&'a str>,
    /// How deep the folder lies; links may make folders endless.
    depth: u32,
}

/// Whether a file was named, or stood in a folder that was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    ByName,
    InFolder,
}

/// Finds the files of a request.
pub(super) fn discover(files: &dyn Files, request: &LoadRequest, schema: &Schema, findings: &mut Findings) -> Found {
    let mut found = Found::default();
    for path in request.rosters(schema) {
        visit(files, path, Below { root: None, depth: 0 }, &mut found, findings);
    }
    found.named = found.tables.iter().cloned().collect();
    for path in &request.paths {
        visit(files, path, Below { root: None, depth: 0 }, &mut found, findings);
    }
    // A roster that lies among the data, too, is one file, however its path is spelled.
    let mut seen = FxHashSet::default();
    let own: Vec<String> = found.named.iter().filter_map(|t| files.real_path(t)).collect();
    let is_again = |t: &Arc<str>| !own.is_empty() && files.real_path(t).is_some_and(|real| own.contains(&real));
    let named = &found.named;
    found.tables.retain(|t| seen.insert(t.clone()) && (named.contains(t) || !is_again(t)));
    if let Some(mapping) = &request.mapping {
        found.mappings = vec![mapping.as_str().into()];
    }
    found
}

fn visit(files: &dyn Files, path: &str, below: Below<'_>, found: &mut Found, findings: &mut Findings) {
    let sheet = Sheet::of_file(&path.into());
    match files.list(path) {
        Err(e) => findings.add(sheet.at(), DataProblem::FileUnreadable { file: path.to_owned(), reason: failure(&e) }),
        Ok(Some(mut entries)) if below.depth < 16 => {
            entries.sort();
            let root = match below.root {
                Some(root) => root.to_owned(),
                None => files.root_of(path).unwrap_or_else(|| path.to_owned()),
            };
            let below = Below { root: Some(&root), depth: below.depth + 1 };
            for entry in entries {
                let name = entry.path.rsplit('/').next().unwrap_or("");
                // `~$` files are what Excel leaves beside a workbook that is open.
                if name.starts_with('.') || name.starts_with("~$") {
                    continue;
                }
                // What a folder itself says to be no file needs no asking.
                let confined =
                    if entry.kind == EntryKind::Special { Ok(()) } else { files.confine(&root, &entry.path) };
                match confined {
                    Ok(()) => visit_entry(files, &entry, below, found, findings),
                    Err(why) => refuse(entry.path, why, findings),
                }
            }
        }
        Ok(Some(_)) => findings.ignore(sheet.at(), "deep", || Both::new("文件夹层次太深", "the folder lies too deep")),
        Ok(None) => {
            look_beside(files, path, found, findings);
            sort_file(sheet.file, Given::ByName, found, findings);
        }
    }
}

/// Finds the mapping file in the folder of a table that was named. Nobody named it, so that it is confined like what a
/// folder holds: a stranger's folder must not make us read what a link in it points to.
fn look_beside(files: &dyn Files, path: &str, found: &mut Found, findings: &mut Findings) {
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let entries = files.list(folder).ok().flatten().unwrap_or_default();
    let is_mapping = |e: &&Entry| e.path.rsplit('/').next() == Some("dabiao.toml") && !e.is_folder();
    let Some(mapping) = entries.iter().find(is_mapping) else { return };
    let file = Arc::from(mapping.path.as_str());
    if found.beside.contains(&file) {
        return;
    }
    let root = files.root_of(folder).unwrap_or_else(|| folder.to_owned());
    let confined = match mapping.kind {
        EntryKind::Special => Err(Refusal::NoFile),
        EntryKind::File | EntryKind::Folder => files.confine(&root, &mapping.path),
    };
    match confined {
        Ok(()) => found.beside.push(file),
        Err(why) => refuse(mapping.path.clone(), why, findings),
    }
}

fn visit_entry(files: &dyn Files, entry: &Entry, below: Below<'_>, found: &mut Found, findings: &mut Findings) {
    match entry.path.rsplit('/').next().unwrap_or("") {
        _ if entry.is_folder() => visit(files, &entry.path, below, found, findings),
        _ if entry.kind == EntryKind::Special => {
            refuse(entry.path.clone(), Refusal::NoFile, findings);
        }
        "NOTICE.txt" => {
            let text = files.read(&entry.path).map(|b| String::from_utf8_lossy(&b).trim().to_owned());
            found.notice = found.notice.take().or(text.ok());
        }
        "dabiao.toml" => found.mappings.push(entry.path.as_str().into()),
        "submissions.csv" | "报送登记.csv" => found.registers.push(entry.path.as_str().into()),
        _ => sort_file(entry.path.as_str().into(), Given::InFolder, found, findings),
    }
}

/// A link that leads out, or a pipe, is not read, and is said: who looks for its figures must know where they went.
fn refuse(file: String, why: Refusal, findings: &mut Findings) {
    let sheet = Sheet::of_file(&file.as_str().into());
    findings.add(
        sheet.at(),
        match why {
            Refusal::Outside => DataProblem::DataLinkOutside { file },
            Refusal::NoFile => DataProblem::DataFileSpecial { file },
        },
    );
}

fn sort_file(file: Arc<str>, given: Given, found: &mut Found, findings: &mut Findings) {
    let is_table = matches!(extension(&file).as_str(), "csv" | "tsv") || is_workbook(&file) || given == Given::ByName;
    if is_table {
        return found.tables.push(file);
    }
    let sheet = Sheet::of_file(&file);
    findings.ignore(sheet.at(), "not a table", || Both::new("不是表格文件", "not a file of tables"));
}

/// Returns whether a file is a workbook by its name.
pub(super) fn is_workbook(file: &str) -> bool {
    matches!(extension(file).as_str(), "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" | "et")
}

fn extension(file: &str) -> String {
    file.rsplit('/').next().and_then(|n| n.rsplit_once('.')).map_or("", |(_, e)| e).to_ascii_lowercase()
}
