//! Tests of rules: the values that they give must fit their indicators.

use super::show;
use super::types::{Checker, Ty, kind_words};
use crate::diag::{Both, CheckProblem, Diagnostic, Safety};
use crate::model::{Given, GivenValue, Kind, Test, Unit};

impl Checker<'_> {
    /// Checks the values of a test.
    pub fn test(&mut self, test: &mut Test) {
        let mark = self.out.len();
        for given in &test.givens {
            self.given(given);
        }
        test.errors.extend(self.out.iter().skip(mark).filter(|d| d.is_error()).map(|d| d.problem.clone()));
    }

    fn given(&mut self, given: &Given) {
        let Some(indicator) = self.schema.indicator(given.indicator) else { return };
        let mismatch = |right: String, right_kind: Both| {
            let left_kind = indicator.kind.as_ref().map_or(Both::new("数值", "a number"), kind_words);
            let help = Both::new("数值要与指标的类型一致", "the value must be of the indicator's kind");
            CheckProblem::KindMismatch {
                left: Both::same(&*indicator.name),
                left_kind,
                right: Both::same(right),
                right_kind,
                help,
            }
        };
        let is_numeric = indicator.unit.is_some()
            || matches!(indicator.kind, Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank));
        let problem = match &given.value {
            GivenValue::Quantity(q) => {
                let is_bare = q.unit.as_ref().is_none_or(Unit::is_bare);
                match (&indicator.unit, &q.unit) {
                    // 1 and 0 are ways to write a flag.
                    _ if matches!(indicator.kind, Some(Kind::Flag)) && is_bare => None,
                    _ if matches!(indicator.kind, Some(Kind::Flag | Kind::Text | Kind::Grade(_))) => {
                        Some(mismatch(show::quantity(q), Ty::Bare.words()))
                    }
                    (Some(unit), _) if is_bare => Some(CheckProblem::UnitMissing {
                        written: Both::same(show::quantity(q)),
                        against: Both::same(&*indicator.name),
                        unit: unit.symbol.to_string(),
                        fixed: format!("{}{}", show::number(&q.value, q.digits), unit.symbol),
                    }),
                    (Some(unit), Some(own)) if own.dim.unify(&unit.dim).is_none() => {
                        Some(CheckProblem::DimensionMismatch {
                            left: Both::same(&*indicator.name),
                            left_unit: unit.symbol.to_string(),
                            right: Both::same(show::quantity(q)),
                            right_unit: own.symbol.to_string(),
                            help: Both::of(
                                format!("请以 {} 书写", unit.symbol),
                                format!("write it in {}", unit.symbol),
                            ),
                        })
                    }
                    _ => None,
                }
            }
            GivenValue::Bool(b) if is_numeric || matches!(indicator.kind, Some(Kind::Grade(_) | Kind::Text)) => {
                Some(mismatch(if *b { "是" } else { "否" }.to_owned(), kind_words(&Kind::Flag)))
            }
            GivenValue::Text(t) if is_numeric || indicator.kind == Some(Kind::Flag) => {
                Some(mismatch(t.to_string(), kind_words(&Kind::Text)))
            }
            _ => None,
        };
        if let Some(problem) = problem {
            let span = match &given.value {
                GivenValue::Quantity(q) => q.span,
                _ => given.span,
            };
            let fixed = match (&problem, &given.value) {
                (CheckProblem::UnitMissing { fixed, .. }, GivenValue::Quantity(_)) => Some(fixed.clone()),
                _ => None,
            };
            let d = Diagnostic::at(span, problem);
            self.report(|_| fixed.map_or(d.clone(), |fixed| d.fix(span, fixed, Safety::Unsafe)));
        }
    }
}
