//! Answers about two versions of rules.

use dabiao_diff::diff::{self, Change, Diff, Impact};
use dabiao_diff::review::{self, Filter, Places, Review};
use dabiao_lang::check::Loaded;
use dabiao_lang::source::{Files, SourceMap};

use crate::answer::{Answer, Failure, Status};
use crate::inputs;
use crate::request::DiffRequest;

/// Tells what changed; there are findings where something did.
pub(crate) fn diff(files: &dyn Files, asked: &DiffRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let old = inputs::rules(files, std::slice::from_ref(&asked.old), lang)?;
    let new = inputs::rules(files, std::slice::from_ref(&asked.new), lang)?;
    let diff = diff::compare(&old.rules, &new.rules);
    let impact = impact(files, asked, [&old, &new], &diff)?;
    let open: Vec<&Change> = diff.changes.iter().collect();
    let mut faults: Vec<_> = impact.iter().flat_map(review::contradictions).collect();
    dabiao_lang::diag::sort(&mut faults);
    let review = Review {
        diff: &diff,
        titles: [&asked.old, &asked.new],
        open: &open,
        accepted: &[],
        filter: &Filter::default(),
        n_left_out: 0,
        faults: &faults,
        impact: impact.as_ref(),
    };
    let is_declared = diff.causes.iter().any(|c| c.rules.is_empty());
    let is_different = is_declared || !faults.is_empty() || open.iter().any(|c| c.is_difference());
    let status = if is_different { Status::Findings } else { Status::Fine };
    let none = SourceMap::new();
    Ok(Answer::json(status, &review::json(&review, Places(&none), lang)))
}

/// Judges both versions on data, where there are any.
fn impact(files: &dyn Files, asked: &DiffRequest, sides: [&Loaded; 2], diff: &Diff) -> Result<Option<Impact>, Failure> {
    let Some(on) = &asked.on else { return Ok(None) };
    let as_of = inputs::day(on)?;
    let [old, new] = sides;
    let before = inputs::data(files, on, &old.rules.model().schema, asked.lang.lang())?;
    let after = inputs::data(files, on, &new.rules.model().schema, asked.lang.lang())?;
    let data = diff::Data { old: &before, new: &after, as_of };
    Ok(Some(diff::impact(&old.rules, &new.rules, diff, data)))
}
