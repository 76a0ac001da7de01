//! The verdict over each rule, as short as it can be said: `未达标 172/176，差 1，缺 3`.
//!
//! It is that of the check that decides: the worst, of several the one that is due first. INVARIANT: the words are those
//! of the report; nothing is judged here.

use dabiao_eval::{Amount, Check, RuleJudgement, Session, Steps};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Rule, Scope, Statement, Verdict};
use dabiao_lang::source::{FileId, Span};
use dabiao_report::derivation::{Explained, derivation};
use dabiao_report::render::markdown;
use dabiao_report::{number, rule_tests, words};

use crate::snapshot::Snapshot;

/// A verdict over a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictLens {
    /// Where the rule's ID or title stands.
    pub span: Span,
    /// The rule's ID.
    pub rule: String,
    /// The verdict; `None` without data.
    pub verdict: Option<Verdict>,
    /// The words.
    pub text: String,
    /// How many tests expect something of the rule.
    pub n_tests: usize,
}

/// Returns the verdicts of the rules of a file, in file order; rules without tests and data have none.
pub fn lenses(snapshot: &Snapshot, file: FileId) -> Vec<VerdictLens> {
    let model = snapshot.model();
    let judgement = snapshot.judgement();
    let mut lenses = Vec::new();
    for (idx, rule) in model.rules.iter().enumerate().filter(|(_, r)| r.span.file == file) {
        let judged = judgement.and_then(|j| j.rules.get(idx));
        let n_tests = model.tests.iter().filter(|t| t.expects.iter().any(|e| e.rule == rule.id)).count();
        if judged.is_none() && n_tests == 0 {
            continue;
        }
        let text = judged.map(|j| words_of(snapshot, rule, j)).unwrap_or_default();
        lenses.push(VerdictLens {
            span: rule.head,
            rule: rule.id.to_string(),
            verdict: judged.map(|j| j.verdict),
            text,
            n_tests,
        });
    }
    lenses
}

/// Returns the verdict of a rule in a few words.
pub(crate) fn words_of(snapshot: &Snapshot, rule: &Rule, judged: &RuleJudgement) -> String {
    let lang = snapshot.lang;
    let mut text = words::verdict(judged.verdict, lang).to_owned();
    let decides = judged.checks.iter().filter(|c| c.verdict == judged.verdict).min_by_key(|c| c.due);
    if let Some(check) = decides {
        let statement = rule.statements.get(check.statement);
        text.push_str(&figures(check, statement.is_some_and(is_for_each), lang));
    }
    // A day that nobody named is said, so that nobody takes the verdict for today's.
    if let Some(day) = snapshot.facts().filter(|f| !f.is_day_stated).and_then(|f| f.as_of) {
        text.push_str(&match lang {
            Lang::Zh => format!("（截至 {day}）"),
            Lang::En => format!(" (as of {day})"),
        });
    }
    text
}

/// Whether a target is asked of many, one by one.
fn is_for_each(statement: &Statement) -> bool {
    matches!(statement.scope, Scope::Every { .. })
}

fn figures(check: &Check, is_for_each: bool, lang: Lang) -> String {
    let mut parts = Vec::new();
    let mut head = String::new();
    match (&check.members, &check.measured) {
        (Some(m), _) if m.total > 1 || is_for_each => head = format!(" {}/{}", m.passing, m.total),
        (_, Some(amount)) if amount.unit.is_some() => head = format!(" {}", amount_text(amount)),
        _ => {}
    }
    if let Some(gap) = check.gap.as_ref().filter(|g| !g.value.is_zero()) {
        parts.push(format!("{}{}", words::say(lang, "差 ", "short "), amount_text(gap)));
    }
    if let Some(m) = check.members {
        // Where every one is asked, those who fail are what is lacking.
        if is_for_each && check.gap.is_none() && m.failing > 0 {
            parts.push(format!("{}{}", words::say(lang, "差 ", "short "), m.failing));
        }
        let mut count = |n: u64, zh: &'static str, en: &'static str| {
            if n > 0 {
                parts.push(match lang {
                    Lang::Zh => format!("{zh} {n}"),
                    Lang::En => format!("{en} {n}"),
                });
            }
        };
        count(m.missing, "缺", "missing");
        count(m.invalid, "有误", "invalid");
        count(m.membership_unknown, "是否适用不明", "unknown whether meant");
    }
    let joint = words::say(lang, "，", ", ");
    let rest = parts.join(joint);
    if rest.is_empty() { head } else { format!("{head}{joint}{rest}") }
}

fn amount_text(amount: &Amount) -> String {
    let unit = amount.unit.as_ref().map_or("", |u| &*u.symbol);
    format!("{}{unit}", number::shown(&amount.value, &[]))
}

/// Returns how the verdict of a rule came about, as Markdown; `None` where there is no such rule or there are no data.
pub fn explained(snapshot: &Snapshot, rule: &str) -> Option<String> {
    let facts = snapshot.facts()?;
    let idx = snapshot.model().rules.iter().position(|r| *r.id == *rule)?;
    let rules = &snapshot.loaded().rules;
    let session = Session::new(rules, &facts.data, facts.as_of?);
    let judged = session.evaluate_rule(idx, dabiao_eval::Detail::Summary);
    let steps = [session.derive(&judged, &Steps::of(idx))];
    let told = Explained { rules, data: &facts.data, rule: idx, steps: &steps };
    Some(markdown(&derivation(told, snapshot.lang)))
}

/// Returns how the tests of a rule turn out, as Markdown; `None` where nothing is expected of it.
pub fn tested(snapshot: &Snapshot, rule: &str) -> Option<String> {
    let model = snapshot.model();
    let mut outcomes = dabiao_eval::run_tests(&snapshot.loaded().rules);
    outcomes.retain(|o| model.tests.get(o.test).is_some_and(|t| t.expects.iter().any(|e| *e.rule == *rule)));
    let document = rule_tests::rule_tests(&snapshot.loaded().rules, &outcomes, &[], snapshot.lang);
    (!outcomes.is_empty()).then(|| markdown(&document))
}
