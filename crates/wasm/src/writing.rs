//! What concerns rules alone: findings, the rules by the contract, tests, pages of codes.

use dabiao_eval::{coverage, run_tests};
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_report::{json, pages, rule_tests};

use crate::answer::{Answer, Status};
use crate::judging::written;
use crate::reading::rules;
use crate::request::{FormWord, Inputs};
use crate::shelf::Shelf;

/// Lists findings.
pub(crate) fn check(shelf: &Shelf, inputs: &Inputs) -> Answer {
    let loaded = dabiao_data::rules::load(shelf, &inputs.rules);
    let status = match loaded.is_unreadable() {
        true => Status::Failed,
        false => Status::of(!loaded.diagnostics.iter().any(Diagnostic::is_error)),
    };
    Answer::json(status, &json::check(&loaded.diagnostics, &loaded.sources, inputs.lang()))
}

/// Gives the rules by the contract.
pub(crate) fn export(shelf: &Shelf, inputs: &Inputs) -> Answer {
    let loaded = match rules(shelf, &inputs.rules, inputs.lang()) {
        Ok(loaded) => loaded,
        Err(answer) => return answer,
    };
    let is_fine = !loaded.diagnostics.iter().any(Diagnostic::is_error);
    Answer::json(Status::of(is_fine), &json::export(&loaded.rules))
}

/// Runs the tests that stand in the rules.
pub(crate) fn test(shelf: &Shelf, inputs: &Inputs) -> Answer {
    let loaded = match rules(shelf, &inputs.rules, inputs.lang()) {
        Ok(loaded) => loaded,
        Err(answer) => return answer,
    };
    let (outcomes, covered) = (run_tests(&loaded.rules), coverage(&loaded.rules));
    let status = Status::of(outcomes.iter().all(|o| rule_tests::passes(loaded.rules.model(), o)));
    let lang = inputs.lang();
    match inputs.format {
        FormWord::Json => Answer::json(status, &json::test(&loaded.rules, &outcomes, &covered, lang)),
        _ => Answer { status, ..written(&rule_tests(&loaded.rules, &outcomes, &covered, lang), inputs) },
    }
}

/// Gives the page of a code, as Markdown.
pub(crate) fn page(code: &str) -> Answer {
    match pages::page(code) {
        Some(page) => Answer::text(Status::Fine, page),
        None => Answer::failed(&dabiao_lang::diag::Both::new("没有说明页", "there is no page"), Lang::Zh),
    }
}
