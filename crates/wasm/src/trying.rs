//! The verdict of one rule in a world of a few figures: what a slider asks at every move.
//!
//! The world is that of a rule test: it holds what the givens name and nothing else, so that the same lines written down
//! as a test give the same verdict.

use dabiao_eval::run_tests;
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::Verdict;
use dabiao_lang::source::Files;
use serde_json::json;

use crate::answer::{Answer, Status};
use crate::judging::no_rule;
use crate::request::Inputs;
use crate::shelf::Shelf;

/// Where the lines of an attempt stand while they are read.
const HERE: &str = "试算.rules";

/// Judges one rule by some givens, and gives `{"verdict","word","reason"?,"test"}`.
pub(crate) fn attempt(shelf: &Shelf, (rule, givens): (&str, &[String]), inputs: &Inputs) -> Answer {
    let test = written(rule, givens, inputs);
    let with = Beside { shelf, test: test.as_bytes() };
    let mut paths = inputs.rules.clone();
    paths.push(HERE.to_owned());
    let loaded = dabiao_data::rules::load_to_evaluate(&with, &paths);
    let own = loaded.sources.iter().find(|s| s.name() == HERE).map(|s| s.id());
    let is_own =
        |d: &&Diagnostic| d.is_error() && matches!(d.place, dabiao_lang::diag::Place::Span(s) if Some(s.file) == own);
    let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(is_own).collect();
    if loaded.is_unreadable() || !errors.is_empty() {
        let all: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
        return Answer::unreadable(if errors.is_empty() { &all } else { &errors }, &loaded.sources, inputs.lang());
    }
    let tests = &loaded.rules.model().tests;
    let is_ours = |idx: usize| tests.get(idx).is_some_and(|t| Some(t.span.file) == own);
    let found = run_tests(&loaded.rules).into_iter().find(|o| is_ours(o.test));
    let Some(expect) = found.and_then(|o| o.expects.into_iter().next()) else { return no_rule(rule, inputs) };
    let verdict = expect.found.unwrap_or(Verdict::Empty);
    let reason: Option<Both> = expect.reason;
    let told = json!({
        "verdict": verdict.as_str(),
        "word": dabiao_report::words::verdict(verdict, inputs.lang()),
        "reason": reason.as_ref().map(|r| r.get(inputs.lang())),
        "test": written_for(rule, givens, inputs, verdict),
    });
    Answer::text(Status::Fine, told.to_string())
}

fn written(rule: &str, givens: &[String], inputs: &Inputs) -> String {
    // What is expected does not matter while the verdict is looked for.
    written_for(rule, givens, inputs, Verdict::Met)
}

fn written_for(rule: &str, givens: &[String], inputs: &Inputs, verdict: Verdict) -> String {
    let lines: String = givens.iter().map(|g| format!("    设 {}\n", g.replace(['\n', '\r'], " "))).collect();
    let day = inputs.as_of.map(|d| format!(" 截至日 {d}")).unwrap_or_default();
    format!("测试 \"{rule} 试算\" {{\n{lines}    应得 {rule} = {}{day}\n}}\n", verdict.zh())
}

/// A shelf with one more file.
struct Beside<'a> {
    shelf: &'a Shelf,
    test: &'a [u8],
}

impl Files for Beside<'_> {
    fn open(&self, path: &str) -> std::io::Result<Box<dyn std::io::Read + '_>> {
        if path == HERE { Ok(Box::new(self.test)) } else { self.shelf.open(path) }
    }

    fn list(&self, path: &str) -> std::io::Result<Option<Vec<dabiao_lang::source::Entry>>> {
        if path == HERE { Ok(None) } else { self.shelf.list(path) }
    }
}
