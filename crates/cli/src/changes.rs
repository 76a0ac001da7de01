//! What changed since older rules, as a sealed evaluation keeps it: the changes, who accepted them, whose verdict flips.

use super::Status;
use super::accepted::Accepted;
use super::args::EvalArgs;
use super::inputs;
use super::made::Made;
use super::output::Output;
use dabiao_diff::diff;
use dabiao_diff::review::{self, Filter, Places, Review, Sorted};
use dabiao_lang::diag::Both;
use dabiao_lang::source::{Files, SourceMap};
use dabiao_report::json::bytes;

/// Returns the comparison of the rules of an evaluation with older ones, on its data, as `diff --format json` has it.
pub(crate) fn since(
    files: &dyn Files,
    (args, baseline): (&EvalArgs, &str),
    made: &Made,
    out: &Output,
) -> Result<Vec<u8>, Status> {
    let old = inputs::rules_in(files, &[baseline.to_owned()], out)?;
    let data = inputs::data_in(files, &args.inputs, &old.rules.model().schema, out)?;
    let diff = diff::compare(&old.rules, &made.loaded.rules);
    let both = diff::Data { old: &data, new: &made.data, as_of: args.inputs.as_of };
    let impact = diff::impact(&old.rules, &made.loaded.rules, &diff, both);
    let list = args.approvals.as_ref().map(|path| Accepted::read(files, path, args.inputs.as_of, out)).transpose()?;
    let sorted = match &list {
        Some(list) => list.sort(&diff, None),
        None => Sorted { open: diff.changes.iter().collect(), ..Sorted::default() },
    };
    let mut faults = list.as_ref().map(|l| l.diagnostics.clone()).unwrap_or_default();
    faults.extend(sorted.diagnostics.iter().cloned());
    faults.extend(review::contradictions(&impact));
    dabiao_lang::diag::sort(&mut faults);
    let new = args.rules.join(" ");
    let review = Review {
        diff: &diff,
        titles: [baseline, &new],
        open: &sorted.open,
        accepted: &sorted.accepted,
        filter: &Filter::default(),
        n_left_out: 0,
        faults: &faults,
        impact: Some(&impact),
    };
    let none = SourceMap::new();
    let places = Places(list.as_ref().map_or(&none, |l| &l.sources));
    let text = bytes::text(&review::json(&review, places, out.lang));
    text.map(|t| t.into_bytes()).map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))
}
