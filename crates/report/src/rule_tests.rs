//! `test`: how the tests of rules turned out, and what they cover.

use super::document::{Column, Document, Line, Note, Table, Tone};
use super::words::{self, say};
use dabiao_eval::{ExpectOutcome, RuleCoverage, TestOutcome};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Expect, Model, Test, print};

/// Returns the failing tests, the count of all, and the coverage where it is given.
pub fn rule_tests(rules: &RuleSet, outcomes: &[TestOutcome], coverage: &[RuleCoverage], lang: Lang) -> Document {
    let model = rules.model();
    let mut document = Document::default();
    document.heading(1, say(lang, "规则测试", "Tests of the rules"));
    let n_passed = outcomes.iter().filter(|o| passes(model, o)).count();
    let n_failed = outcomes.len() - n_passed;
    document.notes(outcomes.iter().filter(|o| !passes(model, o)).filter_map(|o| failure(model, o, lang)).collect());
    document.paragraph(match lang {
        Lang::Zh => format!("共 {} 个测试：通过 {n_passed}，失败 {n_failed}", outcomes.len()),
        Lang::En => format!("{} tests: {n_passed} passed, {n_failed} failed", outcomes.len()),
    });
    if !coverage.is_empty() {
        document.heading(2, say(lang, "覆盖", "Coverage"));
        document.table(table(model, coverage, lang));
        document.paragraph(totals(coverage, lang));
    }
    document
}

/// Returns whether a test has no error and all its expectations are met.
pub fn passes(model: &Model, outcome: &TestOutcome) -> bool {
    let test = model.tests.get(outcome.test);
    test.is_none_or(|t| t.errors.is_empty()) && outcome.expects.iter().all(|e| e.is_passed)
}

fn failure(model: &Model, outcome: &TestOutcome, lang: Lang) -> Option<Note> {
    let test: &Test = model.tests.get(outcome.test)?;
    let word = say(lang, "失败", "failed");
    let mut lines = vec![Line::of(&*test.title, Tone::Strong)];
    lines.extend(test.errors.iter().map(|e| Line::from(e.message(lang)).and(format!(" [{}]", e.code()), Tone::Faint)));
    let expects = test.expects.iter().zip(&outcome.expects).filter(|(_, o)| !o.is_passed);
    lines.extend(expects.map(|(e, o)| expectation(e, o, lang)));
    Some(Note { term: Line::of(word, Tone::Severity(dabiao_lang::diag::Severity::Error)), lines })
}

fn expectation(expect: &Expect, outcome: &ExpectOutcome, lang: Lang) -> Line {
    let entity = expect.entity.as_ref().map(|e| format!("@{}", print::place(e))).unwrap_or_default();
    let mut line = Line::of(format!("{}{entity}", expect.rule), Tone::Code)
        .text(say(lang, " 应为 ", " should be "))
        .and(words::verdict(expect.verdict, lang), Tone::Verdict(expect.verdict))
        .text(say(lang, "，实为 ", ", is "));
    line = match outcome.found {
        Some(v) => line.and(words::verdict(v, lang), Tone::Verdict(v)),
        None => line.text(say(lang, "没有结论", "without a verdict")),
    };
    match &outcome.reason {
        Some(reason) => line.and(format!(" ({})", reason.get(lang)), Tone::Faint),
        None => line,
    }
}

fn table(model: &Model, coverage: &[RuleCoverage], lang: Lang) -> Table {
    let mut table = Table::new([
        Column::text(say(lang, "规则", "rule"), 10),
        Column::text(say(lang, "达标", "met"), 4),
        Column::text(say(lang, "未达标", "unmet"), 6),
        Column::text(say(lang, "缺数", "missing"), 4),
        Column::text(say(lang, "阈值", "threshold"), 14),
        Column::text(say(lang, "略低", "below"), 4),
        Column::text(say(lang, "正好", "on it"), 4),
        Column::text(say(lang, "略高", "above"), 4),
    ]);
    let mark = |is_reached: bool| Line::from(if is_reached { say(lang, "有", "yes") } else { "-" });
    for rule in coverage {
        let id = model.rules.get(rule.rule).map_or("", |r| &r.id);
        let head = [Line::of(id, Tone::Code), mark(rule.is_met), mark(rule.is_unmet), mark(rule.is_missing)];
        let mut head = Some(head);
        let mut thresholds = rule.thresholds.iter();
        loop {
            let threshold = thresholds.next();
            if threshold.is_none() && head.is_none() {
                break;
            }
            let cells = head.take().unwrap_or_default();
            let rest = match threshold {
                Some(t) => [Line::of(&*t.text, Tone::Code), mark(t.is_below), mark(t.is_on), mark(t.is_above)],
                None => Default::default(),
            };
            table.row(cells.into_iter().chain(rest));
        }
    }
    table
}

fn totals(coverage: &[RuleCoverage], lang: Lang) -> String {
    let n_rules = coverage.iter().filter(|c| c.is_met && c.is_unmet && c.is_missing).count();
    let thresholds = || coverage.iter().flat_map(|c| &c.thresholds);
    let n_thresholds = thresholds().filter(|t| t.is_below && t.is_on && t.is_above).count();
    let (all_rules, all) = (coverage.len(), thresholds().count());
    match lang {
        Lang::Zh => format!("规则 {n_rules}/{all_rules}，阈值 {n_thresholds}/{all}"),
        Lang::En => format!("rules {n_rules} of {all_rules}, thresholds {n_thresholds} of {all}"),
    }
}
