//! `diff`: what changed in meaning between two versions, whose verdict flips, and what nobody has accepted yet.

use std::fs;

use super::Status;
use super::args::{DiffArgs, DiffFormat, Inputs, PairArg};
use super::disk::Disk;
use super::inputs::{self, show};
use super::output::Output;
use super::versions::{self, Asked, Side};
use dabiao_diff::diff::{self, Change, Diff, Impact, Options, Pairing};
use dabiao_diff::review::{self, Approval, Filter, Form, Places, Review, Sorted};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::source::{Files, SourceMap};
use dabiao_report::render::{Look, markdown, text};

/// Compares.
pub(crate) fn run(args: &DiffArgs, out: &Output) -> Status {
    match compare(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn compare(args: &DiffArgs, out: &Output) -> Result<Status, Status> {
    let filter = Filter::parse(&args.only).map_err(|why| out.fail(&why))?;
    let asked = Asked { what: &args.what, paths: &args.paths, is_staged: args.staged, name: args.name.as_deref() };
    let sides = versions::load(asked).map_err(|why| out.fail(&why))?;
    sides.iter().try_for_each(|s| readable(s, out))?;
    let [old, new] = &sides;
    let pairing = match args.pair {
        PairArg::Id => Pairing::ById,
        PairArg::Obligation => Pairing::ByObligation,
    };
    let diff = diff::compare_with(&old.loaded.rules, &new.loaded.rules, Options { pairing });
    let impact = impact(args, &sides, &diff, out)?;
    let list = Accepted::read(args, out)?;
    let mut sorted = match &list {
        Some(list) => review::sort(&diff, &list.approvals, list.day),
        None => Sorted { open: diff.changes.iter().filter(|c| c.is_difference()).collect(), ..Sorted::default() },
    };
    if filter.is_empty() && list.is_none() {
        // Nothing was asked to be left out: what only reads otherwise is told as well.
        sorted.open = diff.changes.iter().collect();
    }
    let mut faults = list.as_ref().map(|l| l.diagnostics.clone()).unwrap_or_default();
    faults.append(&mut sorted.diagnostics);
    faults.extend(impact.iter().flat_map(review::contradictions));
    dabiao_lang::diag::sort(&mut faults);
    sorted.open.retain(|c| filter.lets(c));
    sorted.accepted.retain(|(c, _)| filter.lets(c));
    let review = Review {
        diff: &diff,
        titles: [&old.title, &new.title],
        open: &sorted.open,
        accepted: &sorted.accepted,
        faults: &faults,
        impact: impact.as_ref(),
    };
    let none = SourceMap::new();
    let places = list.as_ref().map_or(&none, |l| &l.sources);
    let written = render(args, &review, places, out)?;
    match &args.output {
        None => out.result(&written),
        Some(path) => fs::write(path, written).map_err(|e| cannot_write(path, &e, out))?,
    }
    if args.format != DiffFormat::Json {
        show(&faults.iter().collect::<Vec<_>>(), places, out);
    }
    let is_found = !faults.is_empty() || (args.exit_code && review.open.iter().any(|c| Change::is_difference(c)));
    Ok(if is_found { Status::Findings } else { Status::Fine })
}

fn readable(side: &Side, out: &Output) -> Result<(), Status> {
    if !side.loaded.is_unreadable() {
        return Ok(());
    }
    let errors: Vec<&Diagnostic> = side.loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    show(&errors, &side.loaded.sources, out);
    Err(out.fail(&Both::of(
        format!("`{}` 里有读不懂的规则，无法比较", side.title),
        format!("`{}` has rules that cannot be read and cannot be compared", side.title),
    )))
}

fn cannot_write(path: &str, why: &std::io::Error, out: &Output) -> Status {
    out.fail(&Both::of(format!("写不了 `{path}`：{why}"), format!("cannot write `{path}`: {why}")))
}

fn impact(args: &DiffArgs, sides: &[Side; 2], diff: &Diff, out: &Output) -> Result<Option<Impact>, Status> {
    let Some(as_of) = args.as_of.filter(|_| !args.data.is_empty()) else { return Ok(None) };
    let (data, roster, mapping) = (args.data.clone(), args.roster.clone(), args.mapping.clone());
    let files = Inputs { data, roster, mapping, as_of, encoding: args.encoding };
    let [old, new] = sides;
    let before = inputs::data(&files, &old.loaded.rules.model().schema, out)?;
    let after = inputs::data(&files, &new.loaded.rules.model().schema, out)?;
    let data = diff::Data { old: &before, new: &after, as_of };
    Ok(Some(diff::impact(&old.loaded.rules, &new.loaded.rules, diff, data)))
}

/// A list of accepted changes, read.
struct Accepted {
    sources: SourceMap,
    approvals: Vec<Approval>,
    diagnostics: Vec<Diagnostic>,
    day: chrono::NaiveDate,
}

impl Accepted {
    fn read(args: &DiffArgs, out: &Output) -> Result<Option<Self>, Status> {
        let (Some(path), Some(day)) = (&args.approvals, args.as_of) else { return Ok(None) };
        let bytes = Disk
            .read(path)
            .map_err(|e| out.fail(&Both::of(format!("读不了 `{path}`：{e}"), format!("cannot read `{path}`: {e}"))))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            out.fail(&Both::of(format!("`{path}` 不是 UTF-8 文本"), format!("`{path}` is not UTF-8 text")))
        })?;
        let mut sources = SourceMap::new();
        let id = sources.add(path, text);
        let (approvals, diagnostics) = sources.get(id).map(review::read).unwrap_or_default();
        Ok(Some(Self { sources, approvals, diagnostics, day }))
    }
}

fn render(args: &DiffArgs, review: &Review<'_>, places: &SourceMap, out: &Output) -> Result<String, Status> {
    let document = |form| review::document(review, form, out.lang);
    Ok(match args.format {
        DiffFormat::Text => {
            let look = look(args, out);
            let form = if look.width < NARROW { Form::Stacked } else { Form::Beside };
            text(&document(form), look)
        }
        DiffFormat::Markdown => markdown(&document(Form::Stacked)),
        DiffFormat::Json => {
            let json = serde_json::to_string(&review::json(review, Places(places), out.lang));
            json.map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))? + "\n"
        }
        #[cfg(feature = "html")]
        DiffFormat::Html => {
            use dabiao_report::html::{Page, STEPS_STYLE, page};
            let body = dabiao_report::html::document(&document(Form::Beside));
            let title = review.titles.join(" → ");
            let page = page(&Page { lang: out.lang, title: &title, body: &body, style: STEPS_STYLE, script: "" });
            page.map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?
        }
        DiffFormat::Approvals => {
            let open = review.open.iter().filter(|c| c.is_difference());
            open.map(|c| review::entry(c, out.lang)).collect::<Vec<_>>().join("\n")
        }
    })
}

/// Columns below which old and new stand below each other.
const NARROW: usize = 80;

fn look(args: &DiffArgs, out: &Output) -> Look {
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = args.width.or_else(columns).unwrap_or(100);
    Look { width, is_coloured: out.is_coloured && args.output.is_none() }
}
