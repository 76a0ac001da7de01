//! `eval --site`: the report as a folder of pages, a folder for each day, and a page that compares the last two.
//!
//! A day is written beside its place and moved there when it is whole: a reader meets the old pages or the new ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Status;
use super::made::Made;
use super::output::{Output, write_file};
use dabiao_lang::diag::{Both, Lang};
use dabiao_report::compared;
use dabiao_report::{Source, html};

/// A page of a site is no larger: what opens on an old telephone.
const MOST_BYTES: usize = 1_000_000;

/// Writes the pages of an evaluation; `whole` is the report as one page.
pub(crate) fn write(
    folder: &str,
    made: &Made<'_>,
    (whole, map): (&str, Option<&html::MapFile>),
    out: &Output,
) -> Result<(), Status> {
    let root = Path::new(folder);
    let judgement = &made.judgement;
    let period = judgement.term.as_ref().map(|t| format!("-{}", t.period)).unwrap_or_default();
    let day = format!("{}{period}", judgement.as_of);
    let (fresh, place, old) = (root.join(format!(".{day}.new")), root.join(&day), root.join(format!(".{day}.old")));
    let fail = |path: &Path, error: &dyn std::fmt::Display| {
        let path = path.display();
        out.fail(&Both::of(format!("写不了 `{path}`：{error}"), format!("cannot write `{path}`: {error}")))
    };
    fill(&fresh, made, (whole, map), out).map_err(|e| fail(&fresh, &e))?;
    let swapped = swap(&fresh, &place, &old);
    swapped.map_err(|e| fail(&place, &e))?;
    days(root, out)
}

fn fill(
    fresh: &Path,
    made: &Made<'_>,
    (whole, map): (&str, Option<&html::MapFile>),
    out: &Output,
) -> Result<(), html::SiteError> {
    // What a run that was broken off left behind.
    let _ = fs::remove_dir_all(fresh);
    fs::create_dir_all(fresh)?;
    let source = Source { session: made.session, judgement: &made.judgement, lang: out.lang };
    let is_beside = whole.len() <= MOST_BYTES;
    let place = if is_beside { html::WholeReport::Beside } else { html::WholeReport::LeftOut(whole.len()) };
    #[cfg(feature = "office")]
    let downloads = super::downloads::write(fresh, made, out)?;
    #[cfg(not(feature = "office"))]
    let downloads = Vec::new();
    let beside = html::Beside { map, whole: place, downloads: &downloads };
    html::site(&source, &beside, &mut |path, text| {
        let path = fresh.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)
    })?;
    if is_beside {
        fs::write(fresh.join("report.html"), whole)?;
    }
    let mut report = Vec::new();
    made.write_json(&mut report, out.lang)?;
    fs::write(fresh.join("report.json"), report)?;
    Ok(())
}

fn swap(fresh: &Path, place: &Path, old: &Path) -> io::Result<()> {
    let _ = fs::remove_dir_all(old);
    if place.exists() {
        fs::rename(place, old)?;
    }
    fs::rename(fresh, place)?;
    // The pages of before are of no use; that they stay behind harms nobody.
    let _ = fs::remove_dir_all(old);
    Ok(())
}

/// Writes the page that leads to every day, and the one that compares the last two.
fn days(root: &Path, out: &Output) -> Result<(), Status> {
    let mut all: Vec<String> = Vec::new();
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.path().join("report.json").exists() {
            all.push(name);
        }
    }
    all.sort_unstable();
    let compared = match all.as_slice() {
        [.., before, after] => compare(root, (before, after), out)?,
        _ => false,
    };
    let mut body = format!("<h1>{}</h1>\n<ul>\n", say(out, "达标评估报告", "Evaluation reports"));
    for day in all.iter().rev() {
        let day = html::escape(day);
        body.push_str(&format!("<li><a href=\"{day}/index.html\">{day}</a></li>\n"));
    }
    body.push_str("</ul>\n");
    if compared {
        let text = say(out, "最近两次的比较", "What changed between the last two");
        body.push_str(&format!("<p><a href=\"compare.html\">{text}</a></p>\n"));
    }
    let title = say(out, "达标评估报告", "Evaluation reports");
    let body = html::Markup::of_escaped(body);
    let page = html::page(&html::Page { lang: out.lang, title, body: &body, style: "", script: "" });
    let page = page.map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?;
    write_page(&root.join("index.html"), &page, out)
}

fn compare(root: &Path, (before, after): (&str, &str), out: &Output) -> Result<bool, Status> {
    let read = |day: &str| {
        let path: PathBuf = root.join(day).join("report.json");
        fs::read(&path).ok().and_then(|bytes| compared::read(day, &bytes).ok())
    };
    // A report of a version that nobody can read any more is no reason to fail.
    let Some((before, after)) = read(before).zip(read(after)) else { return Ok(false) };
    let document = compared::document(&compared::compare(&before, &after, out.lang), out.lang);
    let page = html::standalone(&document, out.lang);
    let page = page.map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?;
    write_page(&root.join("compare.html"), &page, out)?;
    Ok(true)
}

fn write_page(path: &Path, page: &str, out: &Output) -> Result<(), Status> {
    write_file(&path.to_string_lossy(), out, |w| w.write_all(page.as_bytes()))
}

fn say(out: &Output, zh: &'static str, en: &'static str) -> &'static str {
    if out.lang == Lang::Zh { zh } else { en }
}
