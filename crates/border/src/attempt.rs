//! The verdict of one rule in a world of a few figures: what a slider asks at every move.
//!
//! The world is that of a rule test: it holds what the givens name and nothing else, so that the same lines written down
//! as a test give the same verdict.

use std::io::{self, Read};

use dabiao_eval::run_tests;
use dabiao_lang::diag::{Both, Diagnostic, Place};
use dabiao_lang::model::Verdict;
use dabiao_lang::source::{Entry, Files};
use serde::Serialize;

use crate::answer::{Answer, Failure, FailureKind, Status};
use crate::inputs;
use crate::request::TryRequest;

/// Where the lines of an attempt stand while they are read.
const HERE: &str = "试算.rules";

#[derive(Serialize)]
struct AttemptJson {
    verdict: &'static str,
    word: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    test: String,
}

/// Judges one rule by some givens, and gives `{"verdict","word","reason"?,"test"}`.
pub(crate) fn attempt(files: &dyn Files, asked: &TryRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    if let Some(day) = &asked.as_of {
        inputs::day(day)?;
    }
    // What is expected does not matter while the verdict is looked for.
    let test = written(asked, Verdict::Met);
    let with = Beside { files, test: test.as_bytes() };
    let paths: Vec<String> = asked.rules.iter().cloned().chain([HERE.to_owned()]).collect();
    let loaded = dabiao_data::rules::load_to_evaluate(&with, &paths);
    let own = loaded.sources.iter().find(|s| s.name() == HERE).map(|s| s.id());
    let is_own = |d: &Diagnostic| matches!(d.place, Place::Span(span) if Some(span.file) == own);
    let errors: Vec<Diagnostic> = loaded.diagnostics.iter().filter(|d| d.is_error()).cloned().collect();
    let own_errors: Vec<Diagnostic> = errors.iter().filter(|d| is_own(d)).cloned().collect();
    if loaded.is_unreadable() || !own_errors.is_empty() {
        let told = if own_errors.is_empty() { &errors } else { &own_errors };
        let first = told.first().map_or_else(String::new, |d| d.problem.message(lang));
        let message = Both::of(format!("试算读不懂：{first}"), format!("the attempt cannot be read: {first}"));
        return Err(Failure::new(FailureKind::Unreadable, message).with(told, &loaded.sources, lang));
    }
    let tests = &loaded.rules.model().tests;
    let is_ours = |idx: usize| tests.get(idx).is_some_and(|t| Some(t.span.file) == own);
    let found = run_tests(&loaded.rules).into_iter().find(|o| is_ours(o.test));
    let expect = found.and_then(|o| o.expects.into_iter().next()).ok_or_else(|| inputs::no_rule(&asked.rule))?;
    let verdict = expect.found.unwrap_or(Verdict::Empty);
    let told = AttemptJson {
        verdict: verdict.as_str(),
        word: dabiao_report::words::verdict(verdict, lang),
        reason: expect.reason.map(|r| r.get(lang).to_owned()),
        test: written(asked, verdict),
    };
    Ok(Answer::json(Status::Fine, &told))
}

fn written(asked: &TryRequest, verdict: Verdict) -> String {
    let lines: String = asked.givens.iter().map(|g| format!("    设 {}\n", g.replace(['\n', '\r'], " "))).collect();
    let day = asked.as_of.as_ref().map(|d| format!(" 截至日 {d}")).unwrap_or_default();
    let rule = &asked.rule;
    format!("测试 \"{rule} 试算\" {{\n{lines}    应得 {rule} = {}{day}\n}}\n", verdict.zh())
}

/// The files with one more.
struct Beside<'a> {
    files: &'a dyn Files,
    test: &'a [u8],
}

impl Files for Beside<'_> {
    fn open(&self, path: &str) -> io::Result<Box<dyn Read + '_>> {
        if path == HERE { Ok(Box::new(self.test)) } else { self.files.open(path) }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if path == HERE { Ok(None) } else { self.files.list(path) }
    }
}
