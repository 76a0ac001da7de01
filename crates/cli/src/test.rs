//! `test`: runs the tests that stand in the rules; 1 if one fails.

use super::Status;
use super::args::{ReportFormat, TestArgs};
use super::inputs;
use super::output::Output;
use dabiao_eval as eval;
use dabiao_report::{json, rule_tests};

/// Runs tests.
pub(crate) fn run(args: &TestArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let rules = &loaded.rules;
    let outcomes = eval::run_tests(rules);
    let coverage = if args.coverage { eval::coverage(rules) } else { Vec::new() };
    match args.format {
        ReportFormat::Json => out.json(&json::test(rules, &outcomes, &coverage, out.lang)),
        format => out.document(&rule_tests::rule_tests(rules, &outcomes, &coverage, out.lang), format),
    }
    let is_passed = outcomes.iter().all(|o| rule_tests::passes(rules.model(), o));
    if is_passed { Status::Fine } else { Status::Findings }
}
