//! Tests of rules: givens spread over their periods, expectations tied to rules that exist.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::context::{Context, Use, did_you_mean};
use crate::diag::{Both, Diagnostic, ModelProblem, Safety};
use crate::model::{Expect, Given, GivenValue, IndicatorId, Kind, Period, Quantity, Test, Unit, Verdict, Window};
use crate::syntax::tree;

/// Periods beyond which a series is a slip of the pen.
const LONGEST_SERIES: usize = 2000;

impl Context<'_> {
    /// Lowers a test.
    pub fn test(&mut self, tree: &tree::Test) -> Test {
        let mark = self.mark();
        self.usage = Use::Filter;
        let mut givens = Vec::new();
        for given in &tree.givens {
            self.given(given, &mut givens);
        }
        if tree.expects.is_empty() {
            self.at(tree.span, ModelProblem::TestWithoutExpect {});
        }
        let expects = tree.expects.iter().filter_map(|e| self.expect(e)).collect();
        self.usage = Use::Value;
        Test {
            title: tree.title.as_ref().map_or_else(|| Arc::from(""), |t| Arc::from(&*t.text)),
            givens,
            expects,
            errors: self.errors_since(mark, None),
            span: tree.span,
        }
    }

    fn given(&mut self, tree: &tree::Given, out: &mut Vec<Given>) {
        let indicator = self.indicator(&tree.indicator);
        let entity = tree.entity.as_ref().map(|p| self.entity(p));
        let window = tree.window.as_ref().map(|w| self.window(w));
        let periods: Vec<Option<Period>> = match window {
            None => vec![None],
            Some(None) => return,
            Some(Some(window)) => periods(window).map(Some).collect(),
        };
        // One value for a window of several periods is no series either: each period wants its own.
        if periods.len() != tree.values.len() {
            let problem =
                ModelProblem::SeriesLength { values: tree.values.len() as u64, periods: periods.len() as u64 };
            self.at(tree.span, problem);
        }
        let unit = tree.values.iter().rev().find_map(|v| match v {
            tree::GivenValue::Quantity(q) => q.unit.as_ref(),
            _ => None,
        });
        let unit = unit.and_then(|name| self.unit(name));
        for (period, value) in periods.into_iter().zip(&tree.values) {
            let value = self.given_value(indicator, value, unit.as_ref());
            out.push(Given { indicator, entity: entity.clone(), period, value, span: tree.span });
        }
    }

    fn given_value(&mut self, id: IndicatorId, value: &tree::GivenValue, unit: Option<&Unit>) -> GivenValue {
        match value {
            tree::GivenValue::Quantity(q) => {
                let mut quantity: Quantity = self.quantity(q);
                if let (None, Some(unit)) = (&quantity.unit, unit) {
                    quantity.base = unit.to_base(&quantity.value);
                    quantity.unit = Some(unit.clone());
                }
                GivenValue::Quantity(quantity)
            }
            tree::GivenValue::Bool(b, _) => GivenValue::Bool(*b),
            tree::GivenValue::Name(name) => {
                if let Some(indicator) = self.model.schema.indicator(id)
                    && let Some(Kind::Grade(grades)) = &indicator.kind
                    && !grades.iter().any(|g| **g == *name.text)
                {
                    let problem = ModelProblem::GradeUnknown {
                        grade: name.text.to_string(),
                        indicator: indicator.name.to_string(),
                        grades: grades.iter().map(|g| g.to_string()).collect(),
                    };
                    self.at(name.span, problem);
                }
                GivenValue::Text(Arc::from(&*name.text))
            }
            tree::GivenValue::Text(text) => GivenValue::Text(Arc::from(&*text.text)),
            tree::GivenValue::Missing(_) => GivenValue::Missing,
            tree::GivenValue::NotApplicable(_) => GivenValue::NotApplicable,
        }
    }

    fn expect(&mut self, tree: &tree::Expect) -> Option<Expect> {
        let verdict = Verdict::parse(&tree.verdict.text);
        if verdict.is_none() {
            let word = tree.verdict.text.to_string();
            let words = Verdict::ALL.iter().flat_map(|v| [v.zh(), v.as_str()]);
            let near = self.near.best(&word, words);
            let span = tree.verdict.span;
            let d = Diagnostic::at(span, ModelProblem::VerdictUnknown { word });
            self.report(near.map_or(d.clone(), |near| d.fix(span, near, Safety::Unsafe)));
        }
        let as_of = match tree.as_of {
            Some(date) => Some(self.period(date)?.last_day()),
            None => None,
        };
        Some(Expect {
            rule: Arc::from(&*tree.rule.text),
            entity: tree.entity.as_ref().map(|p| self.entity(p)),
            verdict: verdict?,
            as_of,
            span: tree.rule.span,
        })
    }

    /// Reports expectations about rules that are not there.
    pub fn check_expectations(&mut self) {
        let ids: FxHashSet<Arc<str>> = self.model.rules.iter().map(|r| r.id.clone()).collect();
        let mut tests = std::mem::take(&mut self.model.tests);
        for test in &mut tests {
            for expect in test.expects.iter().filter(|e| !ids.contains(&e.rule)) {
                let all = self.model.rules.iter().map(|r| &*r.id);
                let near = self.near.best(&expect.rule, all).map(str::to_owned);
                let proposal = match &near {
                    Some(near) => did_you_mean(near),
                    None => Both::new("编号写在 `规则` 之后", "the ID stands behind `rule`"),
                };
                let problem = ModelProblem::RuleUnknown { id: expect.rule.to_string(), proposal };
                let mut d = Diagnostic::at(expect.span, problem);
                test.errors.push(d.problem.clone());
                if let Some(near) = near {
                    d = d.fix(expect.span, near, Safety::Unsafe);
                }
                self.diagnostics.push(d);
            }
        }
        self.model.tests = tests;
    }
}

/// Returns the periods of a window, of the length of its first.
fn periods(window: Window) -> impl Iterator<Item = Period> {
    let last = window.to.last_day();
    (0..).map(move |n| window.from.step(n)).take_while(move |p| p.last_day() <= last).take(LONGEST_SERIES)
}
