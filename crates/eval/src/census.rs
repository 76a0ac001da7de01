//! How many members a roster has, for the reasoning of `check`: counted as a rule would count them, filters on attributes
//! included.

use chrono::NaiveDate;

use super::Detail;
use super::session::Session;
use dabiao_data::Dataset;
use dabiao_lang::check::lint::census::{Census, Headcount};
use dabiao_lang::check::{self, Loaded, RuleSet};
use dabiao_lang::diag;
use dabiao_lang::model::{
    Aggregate, AggregateFn, CompareOp, Exact, Expr, ExprKind, Model, Quantity, Rule, Scope, Statement, Target,
    TargetKind, Time, Unit,
};
use dabiao_lang::source::Span;

/// A roster as a [`Census`].
#[derive(Debug)]
pub struct RosterCensus<'a> {
    model: &'a Model,
    data: &'a Dataset,
    as_of: NaiveDate,
}

impl<'a> RosterCensus<'a> {
    /// Returns the census of a dataset that holds a roster and nothing else.
    pub fn new(rules: &'a RuleSet, data: &'a Dataset, as_of: NaiveDate) -> Self {
        Self { model: rules.model(), data, as_of }
    }

    /// Counts by a rule of its own, in the plan of the rule that asks.
    fn count(&self, of: &Headcount<'_>) -> Option<Exact> {
        let rule = self.model.rules.get(of.rule)?;
        let span = rule.statements.first()?.span;
        let rule = Rule { statements: vec![statement(of, span)], errors: Vec::new(), baseline: None, ..rule.clone() };
        let alone = Model { rules: vec![rule], ..self.model.clone() };
        let rules = RuleSet::of_checked(alone);
        let judgement = Session::new(&rules, self.data, self.as_of).evaluate(Detail::Summary);
        let check = judgement.rules.first()?.checks.first()?;
        check.measured.as_ref().map(|m| m.value.clone())
    }
}

impl Census for RosterCensus<'_> {
    fn members(&self, of: &Headcount<'_>) -> Option<u64> {
        // Who is left out by name is one of those counted only where nothing is filtered.
        if !self.data.roster.is_given || (of.filter.is_some() && !of.but.is_empty()) {
            return None;
        }
        let n = u64::try_from(self.count(of)?.to_i64()?).ok()?;
        n.checked_sub(u64::try_from(of.but.len()).ok()?)
    }
}

/// Adds what needs reasoning over several rules to rules that were loaded without it; data that hold no roster say nothing.
pub fn reason(loaded: &mut Loaded, data: Option<&Dataset>, as_of: NaiveDate) {
    let rules = &loaded.rules;
    let census = data.filter(|d| d.roster.is_given).map(|data| RosterCensus::new(rules, data, as_of));
    loaded.diagnostics.extend(check::reason(rules, census.as_ref().map(|c| c as &dyn Census)));
    diag::sort(&mut loaded.diagnostics);
}

/// `数量(村 其中 F) >= 0个`
fn statement(of: &Headcount<'_>, span: Span) -> Statement {
    let counted = Aggregate {
        function: AggregateFn::Count,
        level: of.level.clone(),
        place: None,
        filter: of.filter.cloned(),
        body: None,
        weight: None,
    };
    let none = Quantity { value: Exact::ZERO, base: Exact::ZERO, unit: Some(Unit::piece()), digits: 0, span };
    let none = Expr { kind: ExprKind::Quantity(none), span };
    let target = Target {
        kind: TargetKind::Compare(CompareOp::Ge, none),
        time: Time::Newest,
        unit: Some(Unit::piece()),
        text: ">= 0个".into(),
        span,
    };
    Statement {
        scope: Scope::Unstated,
        condition: None,
        subject: Expr { kind: ExprKind::Aggregate(Box::new(counted)), span },
        targets: vec![target],
        exceptions: Vec::new(),
        revisions: Vec::new(),
        text: "".into(),
        span,
    }
}
