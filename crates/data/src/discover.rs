//! Which files there are: tables, mapping files, the register of what came in, a notice.

use std::sync::Arc;

use super::findings::Findings;
use super::place::Sheet;
use super::request::LoadRequest;
use crate::DataProblem;
use dabiao_lang::diag::{Both, failure};
use dabiao_lang::source::{Entry, EntryKind, Files};

/// The files of a request.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tables: Vec<Arc<str>>,
    pub(super) mappings: Vec<Arc<str>>,
    /// Mapping files beside tables that were named: what was confirmed there counts.
    pub(super) beside: Vec<Arc<str>>,
    pub(super) registers: Vec<Arc<str>>,
    pub(super) notice: Option<String>,
}

/// How deep a folder lies; links may make folders endless.
#[derive(Clone, Copy)]
struct Depth(u32);

/// Whether a file was named, or stood in a folder that was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    ByName,
    InFolder,
}

/// Finds the files of a request.
pub(super) fn discover(files: &dyn Files, request: &LoadRequest, findings: &mut Findings) -> Found {
    let mut found = Found::default();
    for path in request.roster.iter().chain(&request.paths) {
        visit(files, path, Depth(0), &mut found, findings);
    }
    let mut seen = rustc_hash::FxHashSet::default();
    found.tables.retain(|t| seen.insert(t.clone()));
    if let Some(mapping) = &request.mapping {
        found.mappings = vec![mapping.as_str().into()];
    }
    found
}

fn visit(files: &dyn Files, path: &str, depth: Depth, found: &mut Found, findings: &mut Findings) {
    let sheet = Sheet::of_file(&path.into());
    match files.list(path) {
        Err(e) => findings.add(sheet.at(), DataProblem::FileUnreadable { file: path.to_owned(), reason: failure(&e) }),
        Ok(Some(mut entries)) if depth.0 < 16 => {
            entries.sort();
            for entry in entries {
                let name = entry.path.rsplit('/').next().unwrap_or("");
                // `~$` files are what Excel leaves beside a workbook that is open.
                if !name.starts_with('.') && !name.starts_with("~$") {
                    visit_entry(files, &entry, depth, found, findings);
                }
            }
        }
        Ok(Some(_)) => findings.ignore(sheet.at(), "deep", || Both::new("文件夹层次太深", "the folder lies too deep")),
        Ok(None) => {
            look_beside(files, path, found);
            sort_file(sheet.file, Given::ByName, found, findings);
        }
    }
}

/// Finds the mapping file in the folder of a table that was named.
fn look_beside(files: &dyn Files, path: &str, found: &mut Found) {
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let entries = files.list(folder).ok().flatten().unwrap_or_default();
    let is_mapping = |e: &&Entry| e.path.rsplit('/').next() == Some("dabiao.toml") && !e.is_folder();
    found.beside.extend(entries.iter().find(is_mapping).map(|e| Arc::from(e.path.as_str())));
    found.beside.dedup();
}

fn visit_entry(files: &dyn Files, entry: &Entry, depth: Depth, found: &mut Found, findings: &mut Findings) {
    match entry.path.rsplit('/').next().unwrap_or("") {
        _ if entry.is_folder() => visit(files, &entry.path, Depth(depth.0 + 1), found, findings),
        _ if entry.kind == EntryKind::Special => {
            let sheet = Sheet::of_file(&entry.path.as_str().into());
            let reason = Both::new("它是管道或设备，不是文件", "it is a pipe or a device, not a file");
            findings.add(sheet.at(), DataProblem::FileUnreadable { file: entry.path.clone(), reason });
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
