//! `draft`: a document to proposed rules.

use super::Status;
use super::args::{DraftArgs, DraftFormat};
use super::disk::Disk;
use super::output::Output;
use dabiao_draft::catalog::Catalog;
use dabiao_draft::{self as draft, read, write};
use dabiao_lang::diag::Both;

/// Where a draft on standard output is taken to stand.
const HERE: &str = "草稿.rules";

/// Drafts rules.
pub(crate) fn run(args: &DraftArgs, out: &Output) -> Status {
    let document = match read::file(&Disk, &args.document) {
        Ok(document) => document,
        Err(e) => return out.fail(&e.said()),
    };
    if document.is_cut {
        let said = Both::new("文件太长，只读了前面一部分", "the document is too long; only its first part was read");
        out.message(said.get(out.lang));
    }
    let catalog = match catalog(args, out) {
        Ok(catalog) => catalog,
        Err(status) => return status,
    };
    let found = draft::propose(&document);
    let path = match (&args.output, args.format) {
        (Some(path), DraftFormat::Rules) => path.clone(),
        _ => HERE.to_owned(),
    };
    let order = write::Order {
        document: &document,
        draft: &found,
        catalog: &catalog,
        path: &path,
        files: &Disk,
        lang: out.lang,
    };
    let written = write::rules(&order);
    if !args.update.is_empty() {
        return update(args, &document, (&found, &written), out);
    }
    let text = match args.format {
        DraftFormat::Rules => written.text,
        DraftFormat::Json => {
            let loaded = write::load(&order, &written.text);
            format!("{}\n", draft::json::draft(&document, &found, &written, &loaded))
        }
        DraftFormat::Html => match html(&document, &found, &written, out) {
            Ok(text) => text,
            Err(status) => return status,
        },
    };
    match put(args.output.as_deref(), &text, out) {
        Status::Fine => told(args, &found, out),
        failed => failed,
    }
}

/// Writes what a new version of a document changes in rules, as a patch; 1 if anything does.
fn update(
    args: &DraftArgs,
    document: &draft::Document,
    (found, written): (&draft::Draft, &write::Written),
    out: &Output,
) -> Status {
    let loaded = match super::inputs::rules(&args.update, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let update = draft::update::propose(&loaded, document, found, written);
    out.result(&update.patch);
    let (changed, gone) = (update.changed.len(), update.gone.join(" "));
    let said = Both::of(
        format!("改动 {changed} 处，新增 {} 条，新版里没有找到 {} 条：{gone}", update.n_added, update.gone.len()),
        format!(
            "{changed} changed, {} added, {} not found in the new version: {gone}",
            update.n_added,
            update.gone.len()
        ),
    );
    out.message(said.get(out.lang));
    let is_same = update.patch.is_empty() && update.gone.is_empty();
    if is_same { Status::Fine } else { Status::Findings }
}

/// Says what was not understood and which sums do not fit; 1 if nobody accepted that.
fn told(args: &DraftArgs, found: &draft::Draft, out: &Output) -> Status {
    let unread = found.numbers.iter().filter(|n| n.fate == draft::Fate::NotRead).count();
    let wrong = found.tables.iter().flat_map(|t| &t.totals).filter(|t| !t.is_right).count();
    if unread > 0 {
        let said = Both::of(
            format!("有 {unread} 个数没有读懂，列在草稿开头；看过以后可以加 `--accept-unread {unread}`"),
            format!("{unread} numbers were not understood; see the top; then `--accept-unread {unread}`"),
        );
        out.message(said.get(out.lang));
    }
    if wrong > 0 {
        let said = Both::of(
            format!("有 {wrong} 处合计与各行相加不符，列在草稿开头"),
            format!("{wrong} sums do not fit their parts; the draft begins with them"),
        );
        out.message(said.get(out.lang));
    }
    if unread > args.accept_unread || wrong > 0 { Status::Findings } else { Status::Fine }
}

fn catalog(args: &DraftArgs, out: &Output) -> Result<Catalog, Status> {
    if args.catalog.is_empty() {
        return Ok(Catalog::default());
    }
    let loaded = dabiao_data::rules::load(&Disk, &args.catalog);
    if loaded.is_unreadable() {
        let names = args.catalog.join(" ");
        return Err(out.fail(&Both::of(
            format!("指标目录 {names} 读不了：先用 check 看看"),
            format!("the catalog {names} cannot be read: see what `check` says"),
        )));
    }
    Ok(Catalog::of(&loaded))
}

#[cfg(feature = "html")]
fn html(
    document: &draft::Document,
    found: &draft::Draft,
    written: &write::Written,
    out: &Output,
) -> Result<String, Status> {
    draft::page::html(document, found, written, out.lang).map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))
}

#[cfg(not(feature = "html"))]
fn html(_: &draft::Document, _: &draft::Draft, _: &write::Written, out: &Output) -> Result<String, Status> {
    Err(out.fail(&Both::new("本程序没有带上写 HTML 的部分", "this build writes no HTML")))
}

/// Writes to a file or to standard output; a file that exists is not written over.
fn put(file: Option<&str>, text: &str, out: &Output) -> Status {
    let Some(file) = file else {
        out.result(text);
        return Status::Fine;
    };
    let done = std::fs::OpenOptions::new().write(true).create_new(true).open(file);
    match done.and_then(|mut f| std::io::Write::write_all(&mut f, text.as_bytes())) {
        Ok(()) => Status::Fine,
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => out.fail(&Both::of(
            format!("`{file}` 已经存在，没有覆盖：换一个名字，或先移走它"),
            format!("`{file}` exists and was not written over: choose another name, or move it away"),
        )),
        Err(e) => out.fail(&Both::of(format!("`{file}` 写不了：{e}"), format!("`{file}` cannot be written: {e}"))),
    }
}
