//! `guard`: the one command for hooks and CI; 1 if anything changed since the base that is neither proved harmless nor
//! accepted.

use super::Status;
use super::accepted::Accepted;
use super::args::{GuardArgs, ReportFormat};
use super::diff::{Statistics, form_of, impact, look, readable};
use super::disk::Disk;
use super::git::Git;
use super::inputs::show;
use super::output::Output;
use super::versions::{self, Asked, Side};
use dabiao_diff::diff::{self, Change, Diff};
use dabiao_diff::history::{Guard, Seen, Signed, guard_document, guard_json};
use dabiao_diff::review::{Filter, Form, Places, Review, Sorted, contradictions, is_harmless};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::source::SourceMap;
use dabiao_report::render::{markdown, text};

/// Guards.
pub(crate) fn run(args: &GuardArgs, out: &Output) -> Status {
    match guard(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn guard(args: &GuardArgs, out: &Output) -> Result<Status, Status> {
    let what = std::slice::from_ref(&args.base);
    let asked = Asked { what, paths: &args.paths, is_staged: args.staged, name: None };
    let sides = versions::load(asked).map_err(|why| out.fail(&why))?;
    sides.iter().try_for_each(|s| readable(s, out))?;
    let [old, new] = &sides;
    let diff = diff::compare(&old.loaded.rules, &new.loaded.rules);
    let on = Statistics {
        data: &args.data,
        roster: args.roster.as_ref(),
        mapping: args.mapping.as_ref(),
        encoding: args.encoding,
        as_of: args.as_of,
    };
    let impact = impact(&on, &sides, &diff, out)?;
    let list = accepted(args, out)?;
    let sorted = sorted(&diff, list.as_ref(), new);
    let (harmless, open): (Vec<&Change>, Vec<&Change>) = sorted.open.iter().partition(|c| is_harmless(c));
    let mut faults = list.as_ref().map(|l| l.diagnostics.clone()).unwrap_or_default();
    faults.extend(sorted.diagnostics.iter().cloned());
    faults.extend(impact.iter().flat_map(contradictions));
    dabiao_lang::diag::sort(&mut faults);
    let known = Known::of(&sides, args, out)?;
    let review = Review {
        diff: &diff,
        titles: [&old.title, &new.title],
        open: &open,
        accepted: &sorted.accepted,
        filter: &Filter::default(),
        n_left_out: 0,
        faults: &faults,
        impact: impact.as_ref(),
    };
    let guard = Guard {
        review: &review,
        harmless: &harmless,
        commits: known.commits.each_ref().map(Option::as_ref),
        is_shallow: known.is_shallow,
        unsigned: &known.unsigned,
    };
    let none = SourceMap::new();
    let places = list.as_ref().map_or(&none, |l| &l.sources);
    match args.format {
        ReportFormat::Json => out.json(&guard_json(&guard, Places(places), out.lang)),
        ReportFormat::Text => {
            let look = look(args.width, true, out);
            out.result(&text(&guard_document(&guard, form_of(look), out.lang), look));
        }
        ReportFormat::Markdown => out.result(&markdown(&guard_document(&guard, Form::Stacked, out.lang))),
        #[cfg(feature = "html")]
        format => out.document(&guard_document(&guard, Form::Beside, out.lang), format),
    }
    if args.format != ReportFormat::Json {
        show(&faults.iter().collect::<Vec<&Diagnostic>>(), places, out);
    }
    Ok(if guard.is_passed() { Status::Fine } else { Status::Findings })
}

fn accepted(args: &GuardArgs, out: &Output) -> Result<Option<Accepted>, Status> {
    let (Some(path), Some(day)) = (&args.approvals, args.as_of) else { return Ok(None) };
    let list = Accepted::read(&Disk, path, day, out)?;
    match &args.signers {
        Some(signers) => list.signed_by(path, signers, out).map(Some),
        None => Ok(Some(list)),
    }
}

fn sorted<'a>(diff: &'a Diff, list: Option<&'a Accepted>, new: &Side) -> Sorted<'a> {
    match list {
        Some(list) => list.sort(diff, new.tip.as_deref()),
        // What only reads otherwise is told too, as harmless.
        None => Sorted { open: diff.changes.iter().collect(), ..Sorted::default() },
    }
}

/// What is known of the commits.
struct Known {
    commits: [Option<Seen>; 2],
    is_shallow: bool,
    unsigned: Vec<Seen>,
}

impl Known {
    fn of(sides: &[Side; 2], args: &GuardArgs, out: &Output) -> Result<Self, Status> {
        let Ok(git) = Git::here() else {
            return Ok(Self { commits: [None, None], is_shallow: false, unsigned: Vec::new() });
        };
        let failed = |why: Both| out.fail(&why);
        let [old, new] = sides.each_ref().map(|side| side.tip.as_deref());
        let see = |tip: Option<&str>| tip.map(|id| seen(&git, id)).transpose().map_err(failed);
        let commits = [see(old)?, see(new)?];
        let is_shallow = !git.cut().map_err(failed)?.is_empty();
        let mut unsigned = Vec::new();
        if let (true, Some(old), Some(new)) = (args.require_signatures, old, new) {
            for id in git.since(old, new).map_err(failed)? {
                let one = seen(&git, &id).map_err(failed)?;
                unsigned.extend(Some(one).filter(|s| !matches!(s.signed, Signed::Good(_))));
            }
        }
        Ok(Self { commits, is_shallow, unsigned })
    }
}

/// A commit with what is known of it; its dates are compared with those of its parents.
fn seen(git: &Git, id: &str) -> Result<Seen, Both> {
    let commit = git.one_commit(id)?;
    let parents: Vec<_> = git.parents(id)?.iter().filter_map(|p| git.one_commit(p).ok()).collect();
    let precedes = parents.into_iter().find(|p| commit.claims_to_precede(p));
    Ok(Seen { signed: git.signature(id), precedes, commit })
}
