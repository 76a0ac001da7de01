//! A duty of every entity in two other spellings: none that fails, and all of them.
//!
//! They are one duty once it is due; before that newest data and progress are those of each spelling. Only where the
//! roster alone says who is meant: of a filter on figures, a count of nobody is 0 and a share of nobody `empty`.

use super::{Way, rules_alone, told};
use crate::Detail;
use crate::judgement::{Check, RuleJudgement};
use crate::session::Session;
use dabiao_data::Dataset;
use dabiao_lang::diag::Diagnostic;
use dabiao_lang::model::{
    Aggregate, AggregateFn, Base, CompareOp, Dim, Exact, Expr, ExprKind, LevelRef, Measure, Quantity, Rule, Scope,
    Statement, Target, TargetKind, Time, Unit, Verdict, walk,
};
use dabiao_lang::source::Span;

/// One target of a rule, by position, that can be spelled otherwise.
struct Spelled {
    rule: usize,
    statement: usize,
    target: usize,
    way: Way,
}

/// Judges the other spellings of what is due, and lists what came out otherwise.
pub(super) fn run(session: &Session<'_>, here: &[RuleJudgement]) -> Vec<Diagnostic> {
    let model = session.rules().model();
    let mut places = Vec::new();
    let mut rules = Vec::new();
    for (r, rule) in model.rules.iter().enumerate().filter(|(_, r)| is_plain(r)) {
        for (s, statement) in rule.statements.iter().enumerate() {
            let Some(duty) = Duty::of(session, rule, statement) else { continue };
            for (t, target) in statement.targets.iter().enumerate().filter(|_| statement.revisions.is_empty()) {
                for way in duty.ways(session.data()) {
                    let Some(statement) = duty.spelled(target, way) else { continue };
                    places.push(Spelled { rule: r, statement: s, target: t, way });
                    rules.push(Rule { statements: vec![statement], ..rule.clone() });
                }
            }
        }
    }
    let rules = rules_alone(model, rules);
    let other = Session::new(&rules, session.data(), session.as_of());
    let judge =
        |(at, place): (usize, &Spelled)| compared(session, here, (place, other.evaluate_rule(at, Detail::Summary)));
    places.iter().enumerate().flat_map(judge).collect()
}

/// A rule whose own fields change nothing inside a count.
fn is_plain(rule: &Rule) -> bool {
    rule.errors.is_empty() && rule.precision.is_none() && !rule.is_missing_zero
}

fn compared(
    session: &Session<'_>,
    here: &[RuleJudgement],
    (place, there): (&Spelled, RuleJudgement),
) -> Vec<Diagnostic> {
    let Some(own) = here.get(place.rule) else { return Vec::new() };
    let of_target = |c: &&Check| (c.statement, c.target) == (place.statement, place.target);
    let is_due = |c: &Check| c.due.is_some_and(|day| day <= session.as_of());
    let mut found = Vec::new();
    for check in own.checks.iter().filter(of_target).filter(|c| is_due(c)) {
        // What came out of a rule that cannot be judged like that is no other verdict.
        let Some(other) = there.checks.iter().find(|c| c.period == check.period && is_due(c)) else { continue };
        if check.verdict != other.verdict {
            let verdicts: (Way, Verdict, Verdict) = (place.way, check.verdict, other.verdict);
            found.extend(told(session.rules().model(), (place.rule, check.period), verdicts));
        }
    }
    found
}

/// What every entity of a level has to do.
struct Duty<'a> {
    level: &'a LevelRef,
    filter: Option<&'a Expr>,
    statement: &'a Statement,
}

impl<'a> Duty<'a> {
    /// Returns the duty of a statement that asks one figure of everybody at a level below the region.
    fn of(session: &Session<'_>, rule: &Rule, statement: &'a Statement) -> Option<Self> {
        let Scope::Every { level, filter, except } = &statement.scope else { return None };
        let is_plain = except.is_empty() && statement.exceptions.is_empty() && statement.condition.is_none();
        // Which target was in force then, is told of the statement as it stands.
        let is_plain = is_plain && statement.revisions.is_empty();
        let is_figure = matches!(statement.subject.kind, ExprKind::Value(_));
        let filter = filter.as_ref();
        let is_of_roster = filter.is_none_or(|f| reads_roster_alone(session, f));
        let is_below = session.is_below_region(rule, level);
        (is_plain && is_figure && is_of_roster && is_below).then_some(Self { level, filter, statement })
    }

    /// Returns the spellings that are the same duty: where it is unknown whether anybody is meant, a count is a number still.
    fn ways(&self, data: &Dataset) -> Vec<Way> {
        let is_doubtful =
            self.filter.is_some() && data.roster.attributes.iter().any(|a| a.values.iter().any(|v| v.is_none()));
        if is_doubtful { vec![Way::AllHold] } else { vec![Way::AllHold, Way::NoneFails] }
    }

    fn spelled(&self, target: &Target, way: Way) -> Option<Statement> {
        let TargetKind::Compare(op, right) = &target.kind else { return None };
        let is_dated = matches!(target.time, Time::By(_) | Time::In(_) | Time::Each { window: Some(_), count: 1, .. });
        if !is_dated || !matches!(right.kind, ExprKind::Quantity(_)) {
            return None;
        }
        let span = self.statement.span;
        let at = |kind| Expr { kind, span };
        let holds = at(ExprKind::Compare(*op, Box::new(self.statement.subject.clone()), Box::new(right.clone())));
        let (function, body) = match way {
            Way::NoneFails => (AggregateFn::Count, at(ExprKind::Not(Box::new(holds)))),
            _ => (AggregateFn::Share, holds),
        };
        let line = if way == Way::NoneFails { nobody(span) } else { everybody(span) };
        let unit = line.unit.clone();
        let level = self.level.clone();
        let (filter, body, weight, place) = (self.filter.cloned(), Some(body), None, None);
        let subject = at(ExprKind::Aggregate(Box::new(Aggregate { function, level, filter, body, weight, place })));
        let kind = TargetKind::Compare(CompareOp::Eq, at(ExprKind::Quantity(line)));
        let targets = vec![Target { kind, unit, ..target.clone() }];
        Some(Statement { scope: Scope::Unstated, condition: None, subject, targets, ..self.statement.clone() })
    }
}

fn reads_roster_alone(session: &Session<'_>, filter: &Expr) -> bool {
    let mut is_alone = true;
    walk::expression(filter, &mut |e| {
        if let ExprKind::Value(id) = &e.kind {
            is_alone &= session.is_attribute(*id);
        }
        is_alone &= !matches!(e.kind, ExprKind::Aggregate(_) | ExprKind::Rank(_) | ExprKind::AtEntity(..));
    });
    is_alone
}

fn nobody(span: Span) -> Quantity {
    let unit = Unit { symbol: "个".into(), dim: Dim::of(Base::Count(Measure::Any)), factor: Exact::ONE };
    Quantity { value: Exact::ZERO, base: Exact::ZERO, unit: Some(unit), digits: 0, span }
}

fn everybody(span: Span) -> Quantity {
    let unit = Unit { symbol: "%".into(), dim: Dim::ratio(), factor: Exact::ratio(1, 100) };
    Quantity { value: Exact::from(100), base: Exact::ONE, unit: Some(unit), digits: 0, span }
}
