//! `budget`: who passes today only because the rules were changed since they were adopted; 1 if anybody does.

use super::Status;
use super::accepted::Accepted;
use super::archive::Repository;
use super::args::{BudgetArgs, Inputs, ReportFormat};
use super::disk::Disk;
use super::git::Git;
use super::inputs;
use super::output::Output;
use dabiao_diff::diff::{self, Data, Diff, Impact};
use dabiao_diff::history::{self, Asking, Commit};
use dabiao_diff::review::Occasion;
use dabiao_lang::check::RuleSet;

/// Counts what was given away.
pub(crate) fn run(args: &BudgetArgs, out: &Output) -> Status {
    match count(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn count(args: &BudgetArgs, out: &Output) -> Result<Status, Status> {
    let repository = Repository::open(args.rev.as_deref(), &args.paths).map_err(|why| out.fail(&why))?;
    let git = Git::here().map_err(|why| out.fail(&why))?;
    let adopted = args.since.as_ref().map(|rev| git.commit(rev)).transpose().map_err(|why| out.fail(&why))?;
    let is_adopted = |commit: &Commit| adopted.as_ref().is_some_and(|base| git.is_within(&commit.id, base));
    let inputs = &args.inputs;
    let list = args.approvals.as_ref().map(|path| Accepted::read(&Disk, path, inputs.as_of, out)).transpose()?;
    let judge = |old: &RuleSet, new: &RuleSet, diff: &Diff| judged(inputs, (old, new), diff, out);
    let asking = Asking {
        judge: &judge,
        is_adopted: &is_adopted,
        approvals: list.as_ref().map_or(&[], |l| &l.approvals),
        occasion: Occasion { day: inputs.as_of, is_in_history: None },
    };
    let budget = history::budget(&repository, &asking);
    match args.format {
        ReportFormat::Json => out.json(&history::budget_json(&budget)),
        format => out.document(&history::budget_document(&budget, out.lang), format),
    }
    Ok(if budget.total() == 0 { Status::Fine } else { Status::Findings })
}

/// Judges two versions on the data, each read by its own schema; a version that cannot be judged gives nothing.
fn judged(inputs: &Inputs, (old, new): (&RuleSet, &RuleSet), diff: &Diff, out: &Output) -> Option<Impact> {
    let before = inputs::data(inputs, &old.model().schema, out).ok()?;
    let after = inputs::data(inputs, &new.model().schema, out).ok()?;
    let data = Data { old: &before, new: &after, as_of: inputs.as_of };
    Some(diff::impact(old, new, diff, data))
}
