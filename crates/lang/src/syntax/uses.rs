//! Every name of a tree with what it stands for, as editors need it: to find, to rename, to colour.
//!
//! Takes a [`Tree`], gives [`NameUse`]s in order of place. Nothing is resolved: whether a value is an indicator or a grade
//! is the model's to say. INVARIANT: the match over nodes is exhaustive, so that a new form of the language cannot be
//! forgotten by a rename.

mod scheme;

use super::tree::{
    Aggregate, Allow, AssignedFrom, Audit, Exception, Expect, Expr, ExprKind, Given, GivenValue, Group, Indicator,
    IndicatorField, Interval, Item, Kind, Name, Path, Plan, PlanField, Progress, Quantity, Rule, RuleField, Scope,
    Slack, Statement, Target, TargetKind, Test, Text, Time, TimeKind, Tolerance, Tree, Upward,
};
use crate::source::Span;

/// What a name stands for at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameRole {
    /// The name in the declaration of an indicator.
    IndicatorDeclared,
    /// Another name in the declaration of an indicator, written as a text.
    AliasDeclared,
    /// A value: an indicator, an attribute of the roster, a grade or a text.
    Value,
    /// The name in the declaration of a level.
    LevelDeclared,
    /// A level, or a label of the roster.
    Level,
    /// The name in the declaration of a unit.
    UnitDeclared,
    /// The run of letters behind a number, or the unit of an indicator; multipliers included.
    Unit,
    /// The ID of a rule where it is written down.
    RuleDeclared,
    /// The ID of a rule that is meant.
    RuleMeant,
    /// The name of a plan in its declaration, written as a text.
    PlanDeclared,
    /// A plan that is meant, written as a text.
    PlanMeant,
    /// The name of a scheme or of lights, written as a text.
    SchemeDeclared,
    /// A place, or after `@` perhaps a level.
    Place,
    /// An office, written as a text or as a run of letters.
    Office,
    /// A grade in the declaration of an indicator or of a scheme.
    Grade,
    /// The code of a finding.
    Code,
    /// The word of a verdict.
    Verdict,
}

/// A name at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameUse {
    /// The name, folded and without quotation marks.
    pub text: Box<str>,
    /// Where it stands, quotation marks included.
    pub span: Span,
    /// What it stands for there.
    pub role: NameRole,
}

/// Returns every name of a tree, in order of place.
pub fn uses(tree: &Tree) -> Vec<NameUse> {
    let mut finder = UseFinder { found: Vec::new() };
    tree.items.iter().for_each(|i| finder.item(i));
    finder.found.sort_by_key(|u| (u.span.start, u.span.end));
    finder.found
}

/// Gathers uses on a walk over a tree.
struct UseFinder {
    found: Vec<NameUse>,
}

impl UseFinder {
    fn name(&mut self, name: &Name, role: NameRole) {
        self.found.push(NameUse { text: name.text.clone(), span: name.span, role });
    }

    fn names(&mut self, names: &[Name], role: NameRole) {
        names.iter().for_each(|n| self.name(n, role));
    }

    fn text(&mut self, text: &Text, role: NameRole) {
        self.found.push(NameUse { text: text.text.trim().into(), span: text.span, role });
    }

    fn texts(&mut self, texts: &[Text], role: NameRole) {
        texts.iter().for_each(|t| self.text(t, role));
    }

    fn path(&mut self, path: &Path) {
        self.names(&path.parts, NameRole::Place);
    }

    fn quantity(&mut self, quantity: &Quantity) {
        if let Some(unit) = &quantity.unit {
            self.name(unit, NameRole::Unit);
        }
    }

    fn tolerance(&mut self, tolerance: &Tolerance) {
        self.quantity(&tolerance.quantity);
    }

    fn slack(&mut self, slack: &Slack) {
        self.quantity(&slack.quantity);
    }

    fn allow(&mut self, allow: &Allow) {
        self.name(&allow.code, NameRole::Code);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Version(_) | Item::Use(_) => {}
            Item::Plan(plan) => self.plan(plan),
            Item::Group(group) => self.group(group),
            Item::Indicator(indicator) => self.indicator(indicator),
            Item::Unit(unit) => {
                self.name(&unit.name, NameRole::UnitDeclared);
                unit.definition.iter().for_each(|q| self.quantity(q));
            }
            Item::Param(param) => {
                self.name(&param.name, NameRole::Value);
                self.quantity(&param.quantity);
            }
            Item::Level(level) => {
                self.name(&level.name, NameRole::LevelDeclared);
                self.name(&level.parent, NameRole::Level);
            }
            Item::Rule(rule) => self.rule(rule),
            Item::Audit(audit) => self.audit(audit),
            Item::Test(test) => self.test(test),
            Item::Allow(allow) => self.allow(allow),
            Item::Scheme(scheme) => self.scheme(scheme),
            Item::SchemePart(part) => self.scheme_part(part),
            Item::Lights(lights) => self.lights(lights),
        }
    }

    fn plan(&mut self, plan: &Plan) {
        self.text(&plan.name, NameRole::PlanDeclared);
        for field in &plan.fields {
            match field {
                PlanField::Region(path) => self.path(path),
                PlanField::Tolerance(tolerance) => self.tolerance(tolerance),
                PlanField::Number(_)
                | PlanField::Period(_)
                | PlanField::Base(_)
                | PlanField::Issuer(_)
                | PlanField::Date(_)
                | PlanField::Source(_)
                | PlanField::Roster(_)
                | PlanField::Note(_) => {}
            }
        }
    }

    fn group(&mut self, group: &Group) {
        group.fields.iter().for_each(|f| self.rule_field(f));
        group.items.iter().for_each(|i| self.item(i));
    }

    fn indicator(&mut self, indicator: &Indicator) {
        self.name(&indicator.name, NameRole::IndicatorDeclared);
        for field in &indicator.fields {
            match field {
                IndicatorField::Unit(name) => self.name(name, NameRole::Unit),
                IndicatorField::Level(name) => self.name(name, NameRole::Level),
                IndicatorField::Kind(Kind::Grade(grades), _) => self.names(grades, NameRole::Grade),
                IndicatorField::Range(range) => range.low.iter().chain(&range.high).for_each(|q| self.quantity(q)),
                IndicatorField::Also(texts) => self.texts(texts, NameRole::AliasDeclared),
                IndicatorField::Formula(expr) => self.expr(expr),
                IndicatorField::WeightedFormula(parts, _) => {
                    for part in parts {
                        self.expr(&part.value);
                        self.quantity(&part.weight);
                    }
                }
                IndicatorField::Parts { parts, .. } => self.names(parts, NameRole::Value),
                IndicatorField::Upward(Upward::Weighted(name), _) => self.name(name, NameRole::Value),
                IndicatorField::Slack(slack) => self.slack(slack),
                IndicatorField::Assigned(assigned) => {
                    let AssignedFrom::Table(_, figures) = &assigned.from else { continue };
                    for figure in figures {
                        figure.entity.iter().for_each(|p| self.path(p));
                        self.quantity(&figure.value);
                    }
                }
                IndicatorField::Kind(..)
                | IndicatorField::Definition(_)
                | IndicatorField::Frequency(..)
                | IndicatorField::Precision(_)
                | IndicatorField::WithinYear(..)
                | IndicatorField::Upward(..)
                | IndicatorField::Source(_)
                | IndicatorField::Note(_) => {}
            }
        }
    }

    fn rule(&mut self, rule: &Rule) {
        rule.id.iter().for_each(|id| self.name(id, NameRole::RuleDeclared));
        rule.statements.iter().for_each(|s| self.statement(s));
        rule.fields.iter().for_each(|f| self.rule_field(f));
    }

    fn rule_field(&mut self, field: &RuleField) {
        match field {
            RuleField::Lead(offices)
            | RuleField::Responsible(offices)
            | RuleField::Support(offices)
            | RuleField::Carry(offices) => self.texts(offices, NameRole::Office),
            RuleField::Weight(quantity) | RuleField::Baseline(quantity, _) => self.quantity(quantity),
            RuleField::Progress(Progress::Table(lines), _) => lines.iter().for_each(|(_, q)| self.quantity(q)),
            RuleField::Tolerance(tolerance) => self.tolerance(tolerance),
            RuleField::Plan(plan) => self.text(plan, NameRole::PlanMeant),
            RuleField::Allow(allow) => self.allow(allow),
            RuleField::Nature(..)
            | RuleField::Wording(_)
            | RuleField::Cite(_)
            | RuleField::Veto(_)
            | RuleField::Note(_)
            | RuleField::Precision(_)
            | RuleField::MissingAsZero(_)
            | RuleField::Progress(..) => {}
        }
    }

    fn statement(&mut self, statement: &Statement) {
        statement.time.iter().for_each(|t| self.time(t));
        statement.condition.iter().for_each(|c| self.expr(&c.expr));
        match &statement.scope {
            Some(Scope::Every { level, filter, except, .. }) => {
                self.name(level, NameRole::Level);
                filter.iter().for_each(|e| self.expr(e));
                except.iter().for_each(|p| self.path(p));
            }
            Some(Scope::At { places, .. }) => places.iter().for_each(|p| self.path(p)),
            None => {}
        }
        self.expr(&statement.subject);
        statement.targets.iter().for_each(|t| self.target(t));
        statement.exceptions.iter().for_each(|e| self.exception(e));
        statement.revisions.iter().flat_map(|r| &r.targets).for_each(|t| self.target(t));
    }

    fn exception(&mut self, exception: &Exception) {
        self.expr(&exception.filter);
        exception.targets.iter().for_each(|t| self.target(t));
    }

    fn target(&mut self, target: &Target) {
        self.target_kind(&target.kind);
        target.time.iter().for_each(|t| self.time(t));
    }

    fn target_kind(&mut self, kind: &TargetKind) {
        match kind {
            TargetKind::Compare(_, expr) => self.expr(expr),
            TargetKind::Within(interval) => self.interval(interval),
            TargetKind::About(expr, tolerance) => {
                self.expr(expr);
                tolerance.iter().for_each(|t| self.tolerance(t));
            }
            TargetKind::Holds => {}
        }
    }

    fn time(&mut self, time: &Time) {
        match &time.kind {
            TimeKind::ByAttribute(name) => self.name(name, NameRole::Value),
            TimeKind::By(_)
            | TimeKind::Before(_)
            | TimeKind::In(_)
            | TimeKind::Each { .. }
            | TimeKind::Throughout(_) => {}
        }
    }

    fn interval(&mut self, interval: &Interval) {
        interval.low.iter().chain(&interval.high).for_each(|e| self.expr(e));
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Quantity(quantity) => self.quantity(quantity),
            ExprKind::Name(name) => self.name(name, NameRole::Value),
            ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Day(_) | ExprKind::Bad => {}
            ExprKind::TimesLast(_, places) => self.quantity(places),
            ExprKind::Whole(_, shift) => shift.iter().for_each(|q| self.quantity(q)),
            ExprKind::OverPeriods(_, x, _) => self.expr(x),
            ExprKind::Rank(rank) => {
                self.expr(&rank.value);
                self.name(&rank.level, NameRole::Level);
                rank.place.iter().for_each(|p| self.path(p));
            }
            ExprKind::Paren(x)
            | ExprKind::Unary(_, x)
            | ExprKind::Total(x, _)
            | ExprKind::Gain(x, _)
            | ExprKind::Growth(x, _)
            | ExprKind::Yearly(x, _)
            | ExprKind::Change(x)
            | ExprKind::Index(x, _) => self.expr(x),
            ExprKind::At(x, path) => {
                self.expr(x);
                self.path(path);
            }
            ExprKind::Binary(_, l, r) | ExprKind::Compare(_, l, r) => {
                self.expr(l);
                self.expr(r);
            }
            ExprKind::Within(x, interval) => {
                self.expr(x);
                self.interval(interval);
            }
            ExprKind::About(l, r, tolerance) => {
                self.expr(l);
                self.expr(r);
                tolerance.iter().for_each(|t| self.tolerance(t));
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        self.name(&aggregate.level, NameRole::Level);
        aggregate.place.iter().for_each(|p| self.path(p));
        let inner = aggregate.filter.iter().chain(&aggregate.body).chain(&aggregate.weight);
        inner.for_each(|e| self.expr(e));
    }

    fn audit(&mut self, audit: &Audit) {
        audit.statements.iter().for_each(|s| self.statement(s));
        audit.tolerance.iter().for_each(|s| self.slack(s));
    }

    fn test(&mut self, test: &Test) {
        test.givens.iter().for_each(|g| self.given(g));
        test.expects.iter().for_each(|e| self.expect(e));
    }

    fn given(&mut self, given: &Given) {
        self.name(&given.indicator, NameRole::Value);
        given.entity.iter().for_each(|p| self.path(p));
        for value in &given.values {
            match value {
                GivenValue::Quantity(quantity) => self.quantity(quantity),
                GivenValue::Name(name) => self.name(name, NameRole::Grade),
                GivenValue::Bool(..) | GivenValue::Text(_) | GivenValue::Missing(_) | GivenValue::NotApplicable(_) => {}
            }
        }
    }

    fn expect(&mut self, expect: &Expect) {
        self.name(&expect.rule, NameRole::RuleMeant);
        expect.entity.iter().for_each(|p| self.path(p));
        self.name(&expect.verdict, NameRole::Verdict);
    }
}
