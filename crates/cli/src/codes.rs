//! Every code that any stage can report.

use dabiao_data::DataProblem;
use dabiao_diff::review::{ApprovalProblem, NetProblem};
use dabiao_draft::CiteProblem;
use dabiao_eval::EvalProblem;
use dabiao_lang::diag::{CodeInfo, rule_codes};

/// Returns every code of every stage, in the order of the stages.
pub fn all_codes() -> Vec<CodeInfo> {
    let above = [DataProblem::ALL, EvalProblem::ALL, ApprovalProblem::ALL, NetProblem::ALL, CiteProblem::ALL];
    rule_codes().into_iter().chain(above.concat()).collect()
}
