//! `submissions --return` and `audit --return`: marked copies of what came in, for giving back; nothing is overwritten.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Status;
use super::disk::Disk;
use super::output::Output;
use dabiao_data::{LoadRequest, grid};
use dabiao_lang::diag::{Both, Diagnostic, Lang, failure};
use dabiao_lang::source::Files;
use dabiao_report::marked::{self, Marks};

/// How many rows of a table that is no workbook are written into the copy: as many as a sheet holds.
const ROWS: usize = 1_048_576;

/// Writes a marked copy of every file in whose cells something was found.
pub(crate) fn write<'f>(
    folder: &str,
    request: &LoadRequest,
    findings: impl Iterator<Item = &'f Diagnostic>,
    out: &Output,
) -> Result<(), Status> {
    let all = marked::marks(findings, out.lang);
    let mut copies: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (file, marks) in &all {
        match copy(request, file, marks) {
            Ok(Some((name, bytes))) => copies.push((Path::new(folder).join(name), bytes)),
            Ok(None) => out.message(&match out.lang {
                Lang::Zh => format!("`{file}` 读不出表格，没有可退回的副本；请把原件和上面的问题一起退回"),
                Lang::En => {
                    format!("`{file}` holds no table that could be marked; give it back with the findings above")
                }
            }),
            Err(why) => return Err(refused(out, file, &why)),
        }
    }
    if let Some((path, _)) = copies.iter().find(|(path, _)| path.exists()) {
        let path = path.display();
        return Err(out.fail(&Both::of(
            format!("`{path}` 已经存在；请用 `--return` 指明另一个文件夹"),
            format!("`{path}` is there already; name another folder with `--return`"),
        )));
    }
    for (path, bytes) in &copies {
        write_whole(path, bytes).map_err(|e| refused(out, &path.to_string_lossy(), &failure(&e)))?;
        out.message(&match out.lang {
            Lang::Zh => format!("退回件 {}", path.display()),
            Lang::En => format!("to be given back: {}", path.display()),
        });
    }
    Ok(())
}

fn refused(out: &Output, file: &str, why: &Both) -> Status {
    out.fail(&Both::of(format!("写不了 `{file}` 的退回件：{}", why.zh), format!("cannot mark `{file}`: {}", why.en)))
}

/// Returns the name and the bytes of a marked copy; `None` where the file holds no table.
fn copy(request: &LoadRequest, file: &str, marks: &Marks) -> Result<Option<(PathBuf, Vec<u8>)>, Both> {
    let bytes = Disk.read(file).map_err(|e| failure(&e))?;
    let below = below(request, file);
    if bytes.starts_with(b"PK")
        && let Ok(copy) = marked::copy(&bytes, marks)
    {
        return Ok(Some((below, copy)));
    }
    let path: Arc<str> = Arc::from(file);
    let mut sheets = Vec::new();
    for (sheet, marks) in marks {
        let rows = grid(&Disk, request, (&path, sheet.as_deref()), ROWS);
        let name = sheet.clone().unwrap_or_else(|| "Sheet1".to_owned());
        sheets.extend((!rows.is_empty()).then(|| (name, rows, marks.clone())));
    }
    if sheets.is_empty() {
        return Ok(None);
    }
    // `a.csv` and `a.xls` of one folder are two copies.
    let mut name = below.into_os_string();
    name.push(".xlsx");
    Ok(Some((PathBuf::from(name), marked::workbook(&sheets)?)))
}

/// Returns the path of a file below the folder that the user named.
fn below(request: &LoadRequest, file: &str) -> PathBuf {
    let folders = request.paths.iter().chain(&request.roster);
    let inside = folders.filter_map(|p| Path::new(file).strip_prefix(p).ok()).find(|p| !p.as_os_str().is_empty());
    let name = Path::new(file).file_name().map(Path::new);
    inside.or(name).unwrap_or(Path::new("copy")).to_path_buf()
}

/// Writes beside the file first and renames, so that under its name there is never half a copy.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".tmp");
    let beside = PathBuf::from(beside);
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| {
        // The half-written file is ours; that it may be gone already is fine.
        let _ = fs::remove_file(&beside);
    })
}
