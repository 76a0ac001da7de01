//! Every verdict once more, in other ways that must come to the same: `eval --self-check`.
//!
//! Without the fast path over columns; with amounts of rules and data in other units; and, of duties of every entity, as
//! `count(not …) = 0` and `share(…) = 100%`. A difference is a fault of this program, never of rules or data, and is told.
//! INVARIANT: nothing here changes a verdict.

mod spellings;
mod units;

use super::Detail;
use super::judgement::{Check, Judgement, RuleJudgement, Span};
use super::session::Session;
use crate::EvalProblem;
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::{Model, Verdict};

/// A way in which a judgement is made once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Entity by entity.
    Plain,
    /// With base units that are a thousand times as large.
    Units,
    /// `count(not …) = 0`
    NoneFails,
    /// `share(…) = 100%`
    AllHold,
}

impl Way {
    fn words(self) -> Both {
        match self {
            Way::Plain => Both::new("逐个对象重算", "judged entity by entity"),
            Way::Units => Both::new("换用其他单位重算", "judged with all amounts in other units"),
            Way::NoneFails => Both::new("按“不满足的数量 = 0”重算", "judged as `count(not …) = 0`"),
            Way::AllHold => Both::new("按“满足的占比 = 100%”重算", "judged as `share(…) = 100%`"),
        }
    }
}

/// Makes a judgement once more in other ways that must come to the same, and lists what came out otherwise: faults of this
/// program, way by way in the order of the rules.
///
/// The judgement must be one of the session, and of no period alone.
pub fn self_check(session: &Session<'_>, judgement: &Judgement) -> Vec<Diagnostic> {
    let here = &judgement.rules;
    let (rules, data, as_of) = (session.rules(), session.data(), session.as_of());
    let plain = Session::plain(rules, data, as_of);
    let mut found = compared(rules.model(), here, (&of_all(&plain), Way::Plain));
    let (other_rules, other_data) = (units::rules(rules.model()), units::data(rules.model(), data));
    let other = Session::new(&other_rules, &other_data, as_of);
    found.extend(compared(rules.model(), here, (&of_all(&other), Way::Units)));
    found.extend(spellings::run(session, here));
    found
}

fn of_all(session: &Session<'_>) -> Vec<RuleJudgement> {
    (0..session.rules().model().rules.len()).map(|rule| session.evaluate_rule(rule, Detail::Summary)).collect()
}

/// Lists where two judgements of the same rules differ.
fn compared(model: &Model, here: &[RuleJudgement], (there, way): (&[RuleJudgement], Way)) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (rule, (a, b)) in here.iter().zip(there).enumerate() {
        if a.verdict != b.verdict && a.checks.is_empty() {
            found.extend(told(model, (rule, None), (way, a.verdict, b.verdict)));
        }
        for check in &a.checks {
            let is_it = |c: &&Check| (c.statement, c.target, c.period) == (check.statement, check.target, check.period);
            match b.checks.iter().find(is_it) {
                Some(other) if is_same(check, other) => {}
                other => {
                    let verdict = other.map_or(Verdict::Invalid, |c| c.verdict);
                    found.extend(told(model, (rule, check.period), (way, check.verdict, verdict)));
                }
            }
        }
    }
    found
}

/// Returns whether two checks came to the same: the verdict, and the numbers that do not depend on units.
fn is_same(a: &Check, b: &Check) -> bool {
    a.verdict == b.verdict && a.members == b.members && a.progress == b.progress && a.expected == b.expected
}

/// Returns the finding that a verdict came out otherwise.
fn told(
    model: &Model,
    (rule, period): (usize, Option<Span>),
    (way, here, there): (Way, Verdict, Verdict),
) -> Option<Diagnostic> {
    let rule = model.rules.get(rule)?;
    let words = |v: Verdict| Box::new(Both::new(v.zh(), v.as_str()));
    let period = match period {
        Some(Span::One(p)) => p.to_string(),
        Some(Span::Window(a, b)) => format!("{a}..{b}"),
        None => String::new(),
    };
    let problem = EvalProblem::SelfCheckDiffers {
        rule: rule.id.to_string(),
        period,
        way: Box::new(way.words()),
        here: words(here),
        there: words(there),
    };
    Some(Diagnostic::at(rule.head, problem).rule(&*rule.id))
}

/// Returns a rule set of some rules over the same schema and plans.
fn rules_alone(model: &Model, rules: Vec<dabiao_lang::model::Rule>) -> RuleSet {
    RuleSet::of_checked(Model {
        schema: model.schema.clone(),
        plans: model.plans.clone(),
        params: model.params.clone(),
        rules,
        ..Model::default()
    })
}
