//! `dabiao.test/1`: how the tests of rules turned out, and what they cover.

use serde::Serialize;

use crate::rule_tests::passes;
use dabiao_eval::{ExpectOutcome, RuleCoverage, TestOutcome, ThresholdCoverage};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Expect, Model, print};

/// The document.
#[derive(Debug, Serialize)]
pub struct TestJson<'a> {
    schema: &'static str,
    summary: SummaryJson,
    tests: Vec<OutcomeJson<'a>>,
    coverage: Vec<CoverageJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SummaryJson {
    total: usize,
    passed: usize,
    failed: usize,
}

#[derive(Debug, Serialize)]
struct OutcomeJson<'a> {
    title: &'a str,
    passed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'static str>,
    expects: Vec<ExpectJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ExpectJson<'a> {
    rule: &'a str,
    entity: Option<String>,
    expected: &'static str,
    found: Option<&'static str>,
    passed: bool,
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CoverageJson<'a> {
    rule: &'a str,
    met: bool,
    unmet: bool,
    missing: bool,
    thresholds: Vec<ThresholdJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ThresholdJson<'a> {
    text: &'a str,
    below: bool,
    on: bool,
    above: bool,
}

/// Returns the document for the outcomes of tests and what they cover.
pub fn test<'a>(
    rules: &'a RuleSet,
    outcomes: &'a [TestOutcome],
    coverage: &'a [RuleCoverage],
    lang: Lang,
) -> TestJson<'a> {
    let model = rules.model();
    let tests: Vec<OutcomeJson<'a>> = outcomes.iter().map(|o| outcome(model, o, lang)).collect();
    let passed = tests.iter().filter(|t| t.passed).count();
    TestJson {
        schema: "dabiao.test/1",
        summary: SummaryJson { total: tests.len(), passed, failed: tests.len() - passed },
        tests,
        coverage: coverage.iter().map(|c| rule(model, c)).collect(),
    }
}

fn outcome<'a>(model: &'a Model, o: &'a TestOutcome, lang: Lang) -> OutcomeJson<'a> {
    let test = model.tests.get(o.test);
    let expects = test.into_iter().flat_map(|t| &t.expects).zip(&o.expects);
    OutcomeJson {
        title: test.map_or("", |t| &t.title),
        passed: passes(model, o),
        errors: test.into_iter().flat_map(|t| &t.errors).map(dabiao_lang::diag::Problem::code).collect(),
        expects: expects.map(|(e, o)| expect(e, o, lang)).collect(),
    }
}

fn expect<'a>(e: &'a Expect, o: &'a ExpectOutcome, lang: Lang) -> ExpectJson<'a> {
    ExpectJson {
        rule: &e.rule,
        entity: e.entity.as_ref().map(print::place),
        expected: e.verdict.as_str(),
        found: o.found.map(|v| v.as_str()),
        passed: o.is_passed,
        as_of: e.as_of.map(super::iso),
        reason: o.reason.as_ref().map(|r| r.get(lang)),
    }
}

fn rule<'a>(model: &'a Model, c: &'a RuleCoverage) -> CoverageJson<'a> {
    CoverageJson {
        rule: model.rules.get(c.rule).map_or("", |r| &r.id),
        met: c.is_met,
        unmet: c.is_unmet,
        missing: c.is_missing,
        thresholds: c.thresholds.iter().map(threshold).collect(),
    }
}

fn threshold(t: &ThresholdCoverage) -> ThresholdJson<'_> {
    ThresholdJson { text: &t.text, below: t.is_below, on: t.is_on, above: t.is_above }
}
