//! `read`: what was understood of every sheet, before anything is judged; `--accept` confirms what is unsure.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::Status;
use super::args::{ReadArgs, ReportFormat};
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use dabiao_data::{Dataset, LoadRequest, SheetReceipt};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Both, Diagnostic, Lang};
use dabiao_report::{json, receipts};

/// How many rows of a sheet are drawn.
#[cfg(feature = "html")]
const DRAWN: usize = 200;
/// The file that holds confirmations.
const MAPPING: &str = "dabiao.toml";

/// Shows the receipt; with `--accept`, writes down what was confirmed.
pub(crate) fn run(args: &ReadArgs, out: &Output) -> Status {
    match read(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn read(args: &ReadArgs, out: &Output) -> Result<Status, Status> {
    let (rules, mut paths): (Vec<String>, Vec<String>) =
        args.files.iter().cloned().partition(|f| f.ends_with(".rules") || f.ends_with(".dabiao"));
    paths.extend(args.data.iter().cloned());
    if paths.is_empty() {
        return Err(out.fail(&Both::new("没有给出数据文件", "no data files were given")));
    }
    let loaded = inputs::rules(&rules, out)?;
    let request = LoadRequest {
        paths,
        roster: args.roster.clone(),
        encoding: args.encoding.map(inputs::encoding),
        mapping: args.mapping.clone(),
        threads: None,
    };
    let data = inputs::load(&Disk, &request, &loaded.rules.model().schema, out)?;
    show(args, (&loaded, &data), &request, out);
    let has_errors = data.findings.iter().any(Diagnostic::is_error);
    let is_unsure = data.receipts.iter().any(SheetReceipt::is_provisional);
    if args.accept {
        accept(args, &data, &request, out)?;
        return Ok(if has_errors { Status::Findings } else { Status::Fine });
    }
    Ok(if is_unsure || has_errors { Status::Findings } else { Status::Fine })
}

fn show(args: &ReadArgs, (loaded, data): (&Loaded, &Dataset), request: &LoadRequest, out: &Output) {
    let model = loaded.rules.model();
    match args.format {
        ReportFormat::Json => out.json(&json::read(model, data, out.lang)),
        #[cfg(feature = "html")]
        ReportFormat::Html => {
            let of = |r: &SheetReceipt| dabiao_data::grid(&Disk, request, (&r.file, r.sheet.as_deref()), DRAWN);
            let grids = data.receipts.iter().map(of).collect();
            let page = dabiao_report::html::ReceiptPage { model, data, lang: out.lang, grids };
            match dabiao_report::html::receipt(&page) {
                Ok(page) => out.result(&page),
                Err(error) => out.message(&error.to_string()),
            }
        }
        format => out.document(&receipts::receipts(model, data, out.lang), format),
    }
    let _ = request;
}

/// Adds what is unsure to the mapping file, so that it is not asked again.
fn accept(args: &ReadArgs, data: &Dataset, request: &LoadRequest, out: &Output) -> Result<(), Status> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for receipt in &data.receipts {
        for doubt in receipt.all_doubts().filter(|d| !d.is_accepted) {
            if !entries.iter().any(|(key, _)| *key == doubt.key) {
                entries.push((doubt.key.clone(), says(receipt, out.lang)));
            }
        }
    }
    if entries.is_empty() {
        out.message(Both::new("没有需要确认的", "nothing is to be confirmed").get(out.lang));
        return Ok(());
    }
    let path = place(args, request);
    let shown = path.to_string_lossy().replace('\\', "/");
    write(&path, &entries).map_err(|e| {
        out.fail(&Both::of(format!("无法写入 `{shown}`：{e}"), format!("`{shown}` cannot be written: {e}")))
    })?;
    let n = entries.len();
    out.message(
        Both::of(
            format!("已确认 {n} 项，写入 {shown}；同样的表以后不再询问"),
            format!("{n} confirmed in {shown}; tables of the same form are not asked about again"),
        )
        .get(out.lang),
    );
    Ok(())
}

/// What a confirmation is about, for whoever reads the file later.
fn says(receipt: &SheetReceipt, lang: Lang) -> String {
    let name = match &receipt.sheet {
        Some(sheet) => format!("{} {sheet}", receipt.file),
        None => receipt.file.to_string(),
    };
    let doubts = receipt.all_doubts().filter(|d| !d.is_accepted).map(|d| d.problem.message(lang));
    format!("{name}：{}", doubts.collect::<Vec<_>>().join("；"))
}

/// The mapping file that was named, else the one in the folder of the data.
fn place(args: &ReadArgs, request: &LoadRequest) -> PathBuf {
    if let Some(mapping) = &args.mapping {
        return PathBuf::from(mapping);
    }
    let first = Path::new(request.paths.first().map_or(".", String::as_str));
    if first.is_dir() { first.join(MAPPING) } else { first.with_file_name(MAPPING) }
}

/// Appends the entries; the file is whole or as it was.
fn write(path: &Path, entries: &[(String, String)]) -> io::Result<()> {
    let mut text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for (key, says) in entries {
        let says: String = says.chars().filter(|c| !c.is_control()).flat_map(escaped).collect();
        text.push_str(&format!("\n[[accepted]]\nshape = \"{key}\"\nsays = \"{says}\"\n"));
    }
    let beside = path.with_extension("toml.tmp");
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // The half-written file is ours; that it may be gone already is fine.
        let _ = fs::remove_file(&beside);
    })
}

/// A character within a basic string of TOML.
fn escaped(c: char) -> Vec<char> {
    if matches!(c, '"' | '\\') { vec!['\\', c] } else { vec![c] }
}
