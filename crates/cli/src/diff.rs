//! `diff`: what changed in meaning between two versions, whose verdict flips, and what nobody has accepted yet.

use std::fs;
use std::mem::ManuallyDrop;

use super::Status;
use super::accepted::Accepted;
use super::args::{DiffArgs, DiffFormat, EncodingArg, Inputs, PairArg, Sources};
use super::disk::Disk;
use super::inputs::{self, show};
use super::output::Output;
use super::versions::{self, Asked, Side};
use dabiao_diff::diff::{self, Change, Diff, Impact, Options, Pairing};
use dabiao_diff::review::{self, Filter, Form, Places, Review, Sorted};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::source::SourceMap;
use dabiao_report::json::bytes;
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
    // The process ends with the comparison: what was loaded is not taken apart first, piece by piece.
    let sides = ManuallyDrop::new(versions::load(asked).map_err(|why| out.fail(&why))?);
    sides.iter().try_for_each(|s| readable(s, out))?;
    let [old, new] = &*sides;
    let pairing = match args.pair {
        PairArg::Id => Pairing::ById,
        PairArg::Obligation => Pairing::ByObligation,
    };
    let diff = ManuallyDrop::new(diff::compare_with(
        &old.loaded.rules,
        &new.loaded.rules,
        Options { pairing, ..Options::default() },
    ));
    let on = Statistics {
        data: &args.data,
        roster: args.roster.as_ref(),
        mapping: args.mapping.as_ref(),
        encoding: args.encoding,
        as_of: args.as_of,
    };
    let impact = impact(&on, &sides, &diff, out)?;
    let list = match (&args.approvals, args.as_of) {
        (Some(path), Some(day)) => Some(Accepted::read(&Disk, path, day, out)?),
        _ => None,
    };
    let list = match (list, &args.approvals, &args.signers) {
        (Some(list), Some(path), Some(signers)) => Some(list.signed_by(path, signers, out)?),
        (list, ..) => list,
    };
    let mut sorted = match &list {
        Some(list) => list.sort(&diff, new.tip.as_deref()),
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
    let n_left_out = sorted.open.iter().filter(|c| c.is_difference() && !filter.lets(c)).count();
    sorted.open.retain(|c| filter.lets(c));
    sorted.accepted.retain(|(c, _)| filter.lets(c));
    let review = Review {
        diff: &diff,
        titles: [&old.title, &new.title],
        open: &sorted.open,
        accepted: &sorted.accepted,
        filter: &filter,
        n_left_out,
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
    let has_declarations = filter.is_empty() && diff.causes.iter().any(|c| c.rules.is_empty());
    let is_different = has_declarations || review.open.iter().any(|c| Change::is_difference(c));
    let is_found = !faults.is_empty() || (args.exit_code && is_different);
    Ok(if is_found { Status::Findings } else { Status::Fine })
}

/// Says why a version cannot be compared, where it cannot be read.
pub(super) fn readable(side: &Side, out: &Output) -> Result<(), Status> {
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

pub(super) fn cannot_write(path: &str, why: &std::io::Error, out: &Output) -> Status {
    out.fail(&Both::of(format!("写不了 `{path}`：{why}"), format!("cannot write `{path}`: {why}")))
}

/// Statistics on which both versions are judged.
pub(super) struct Statistics<'a> {
    pub(super) data: &'a [String],
    pub(super) roster: Option<&'a String>,
    pub(super) mapping: Option<&'a String>,
    pub(super) encoding: Option<EncodingArg>,
    pub(super) as_of: Option<chrono::NaiveDate>,
}

/// Returns whose verdict flips; nothing where there are no statistics.
pub(super) fn impact(
    on: &Statistics<'_>,
    sides: &[Side; 2],
    diff: &Diff,
    out: &Output,
) -> Result<Option<Impact>, Status> {
    let Some(as_of) = on.as_of.filter(|_| !on.data.is_empty()) else { return Ok(None) };
    let (roster, mapping) = (on.roster.cloned(), on.mapping.cloned());
    let files = Inputs {
        sources: Sources { data: on.data.to_vec(), roster, mapping, encoding: on.encoding, threads: None },
        as_of,
    };
    let [old, new] = sides;
    let before = inputs::data(&files, &old.loaded.rules.model().schema, out)?;
    let after = inputs::data(&files, &new.loaded.rules.model().schema, out)?;
    let data = diff::Data { old: &before, new: &after, as_of };
    Ok(Some(diff::impact(&old.loaded.rules, &new.loaded.rules, diff, data)))
}

fn render(args: &DiffArgs, review: &Review<'_>, places: &SourceMap, out: &Output) -> Result<String, Status> {
    let document = |form| review::document(review, form, out.lang);
    Ok(match args.format {
        DiffFormat::Text => {
            let look = look(args.width, args.output.is_none(), out);
            text(&document(form_of(look)), look)
        }
        DiffFormat::Markdown => markdown(&document(Form::Stacked)),
        DiffFormat::Json => {
            let json = bytes::text(&review::json(review, Places(places), out.lang));
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

pub(super) fn form_of(look: Look) -> Form {
    if look.width < NARROW { Form::Stacked } else { Form::Beside }
}

pub(super) fn look(width: Option<usize>, is_shown: bool, out: &Output) -> Look {
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = width.or_else(columns).unwrap_or(100);
    Look { width, is_coloured: out.is_coloured && is_shown }
}
