//! What changed since older rules, as a sealed evaluation keeps it: the changes, who accepted them, whose verdict flips.

use super::Status;
use super::accepted::Accepted;
use super::args::EvalArgs;
use super::inputs;
use super::output::Output;
use dabiao_data::Dataset;
use dabiao_diff::diff;
use dabiao_diff::review::{self, Filter, Places, Review, Sorted};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Both;
use dabiao_lang::source::{Files, SourceMap};
use dabiao_report::json::bytes;

/// An evaluation, and the rules that it is compared with.
pub(crate) struct Compared<'a> {
    /// The rules as they are.
    pub rules: &'a RuleSet,
    /// The data, read by their schema.
    pub data: &'a Dataset,
    /// How it was asked for.
    pub args: &'a EvalArgs,
    /// The older rules: a file or folder.
    pub baseline: &'a str,
}

/// Returns the comparison of the rules of an evaluation with older ones, on its data, as `diff --format json` has it.
pub(crate) fn since(files: &dyn Files, compared: &Compared<'_>, out: &Output) -> Result<Vec<u8>, Status> {
    let Compared { rules, data: now, args, baseline } = *compared;
    let old = inputs::rules_in(files, &[baseline.to_owned()], out)?;
    let data = inputs::data_in(files, &args.inputs, &old.rules.model().schema, out)?;
    let diff = diff::compare(&old.rules, rules);
    let both = diff::Data { old: &data, new: now, as_of: args.inputs.as_of };
    let impact = diff::impact(&old.rules, rules, &diff, both);
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
