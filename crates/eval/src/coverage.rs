//! What the tests of a rule set reach, by meaning: verdicts, and both sides of every threshold.
//!
//! A threshold is reached from below (on, above) when some test of its rule gives or measures a value that lies just
//! below (on, just above) it; "just" is within a tenth of the threshold, or 1 of whatever is counted.

use std::collections::BTreeMap;

use super::rule_test::Case;
use super::{RuleCoverage, RuleJudgement, ThresholdCoverage};
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{
    CompareOp, Exact, Expr, ExprKind, GivenValue, IndicatorId, Quantity, Rule, Statement, Target, TargetKind, Test,
    Verdict, print, walk,
};

/// Returns the coverage of every rule that could be judged.
pub fn coverage(rules: &RuleSet) -> Vec<RuleCoverage> {
    let model = rules.model();
    let mut reached: BTreeMap<usize, Reached> = BTreeMap::new();
    for test in model.tests.iter().filter(|t| t.errors.is_empty()) {
        for expect in &test.expects {
            let Some(rule) = model.rules.iter().position(|r| r.id == expect.rule) else { continue };
            let Some(case) = Case::new(rules, test, expect) else { continue };
            let own = reached.entry(rule).or_default();
            own.add(&case.judge(rules), test);
        }
    }
    let sound = model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty());
    sound.map(|(idx, rule)| reached.remove(&idx).unwrap_or_default().of(idx, rule)).collect()
}

/// Verdicts and values that the tests of one rule bring about.
#[derive(Default)]
struct Reached {
    verdicts: Vec<Verdict>,
    given: BTreeMap<IndicatorId, Vec<Exact>>,
    /// Measured values in base units, by statement and target.
    measured: BTreeMap<(usize, usize), Vec<Exact>>,
}

impl Reached {
    fn add(&mut self, judged: &RuleJudgement, test: &Test) {
        self.verdicts.push(judged.verdict);
        for check in &judged.checks {
            self.verdicts.extend(check.entities.iter().map(|e| e.verdict));
            let values = self.measured.entry((check.statement, check.target)).or_default();
            let base = |value: &Exact, unit: Option<&dabiao_lang::model::Unit>| {
                unit.map_or(value.clone(), |u| u.to_base(value))
            };
            values.extend(check.measured.iter().map(|m| base(&m.value, m.unit.as_ref())));
        }
        for given in &test.givens {
            if let GivenValue::Quantity(q) = &given.value {
                self.given.entry(given.indicator).or_default().push(q.base.clone());
            }
        }
    }

    fn of(self, idx: usize, rule: &Rule) -> RuleCoverage {
        let has = |v: Verdict| self.verdicts.contains(&v);
        let mut thresholds = Vec::new();
        for (s, statement) in rule.statements.iter().enumerate() {
            self.inner(statement, &mut thresholds);
            for (t, target) in statement.targets.iter().enumerate() {
                self.outer(statement, target, (s, t), &mut thresholds);
            }
        }
        RuleCoverage {
            rule: idx,
            is_met: has(Verdict::Met),
            is_unmet: has(Verdict::Unmet),
            is_missing: has(Verdict::Missing),
            thresholds,
        }
    }

    /// Comparisons inside filters, counts and shares: values come from the givens.
    fn inner(&self, statement: &Statement, thresholds: &mut Vec<ThresholdCoverage>) {
        walk::expressions(statement, &mut |e: &Expr| {
            let (subject, ends) = match &e.kind {
                ExprKind::Compare(op, a, b) => (a, vec![(Some(*op), &**b)]),
                ExprKind::Within(a, range) => (a, range.low.iter().chain(&range.high).map(|e| (None, &**e)).collect()),
                _ => return,
            };
            if let ExprKind::Value(id) = subject.kind {
                let values = self.given.get(&id).map_or(&[][..], Vec::as_slice);
                thresholds.extend(ends.into_iter().filter_map(|(op, end)| threshold(op, end, values)));
            }
        });
    }

    fn outer(&self, statement: &Statement, target: &Target, at: (usize, usize), found: &mut Vec<ThresholdCoverage>) {
        let values = match statement.subject.kind {
            ExprKind::Value(id) => self.given.get(&id),
            _ => self.measured.get(&at),
        };
        let values = values.map_or(&[][..], Vec::as_slice);
        match &target.kind {
            TargetKind::Compare(op, right) => found.extend(threshold(Some(*op), right, values)),
            TargetKind::Within(range) => {
                found.extend(range.low.iter().chain(&range.high).filter_map(|e| threshold(None, e, values)));
            }
            TargetKind::About(..) | TargetKind::Holds => {}
        }
    }
}

fn threshold(op: Option<CompareOp>, end: &Expr, values: &[Exact]) -> Option<ThresholdCoverage> {
    let ExprKind::Quantity(q) = &end.kind else { return None };
    let near = reach(q);
    let is_near = |v: &Exact| (v + &-&q.base).abs() <= near;
    let sign = op.map_or_else(String::new, |op| format!("{} ", print::operator(op)));
    Some(ThresholdCoverage {
        text: format!("{sign}{}", print::quantity(q)),
        is_below: values.iter().any(|v| *v < q.base && is_near(v)),
        is_on: values.contains(&q.base),
        is_above: values.iter().any(|v| *v > q.base && is_near(v)),
    })
}

/// How far "just below" reaches, in base units.
fn reach(q: &Quantity) -> Exact {
    let one = q.unit.as_ref().map_or(Exact::ONE, |u| u.factor.clone());
    let tenth = &q.base.abs() * &Exact::ratio(1, 10);
    if tenth > one { tenth } else { one }
}
