//! How findings name targets: the rule's ID and the words of the target, cut short where they are long.

use super::Context;
use crate::check::reason::obligation::Obligation;
use crate::core::rule::Scope;
use crate::core::{ExprId, PlaceId};
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{CompareOp, Exact, Expr, Period, Plan, Rule, Statement, Target, TargetKind, Time, Unit, print};
use crate::source::Span;

/// Characters of a subject after which a message would rather not go on.
const LONGEST: usize = 56;

/// Which target: positions of the rule, the statement and the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub usize, pub usize, pub usize);

impl Key {
    /// Returns the target of an obligation.
    pub fn of(o: &Obligation) -> Self {
        Self(o.rule, o.statement, o.target)
    }
}

/// A target with its surroundings.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Where it is.
    pub key: Key,
    /// The rule.
    pub rule: &'a Rule,
    /// Its plan.
    pub plan: Option<&'a Plan>,
    /// The statement.
    pub statement: &'a Statement,
    /// The target.
    pub target: &'a Target,
}

impl<'a> Context<'a> {
    /// Returns a target.
    pub fn asked(&self, key: Key) -> Option<Asked<'a>> {
        let rule = self.model.rules.get(key.0)?;
        let statement = rule.statements.get(key.1)?;
        let target = statement.targets.get(key.2)?;
        let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
        Some(Asked { key, rule, plan, statement, target })
    }

    /// Returns every target of every rule without errors, in file order.
    pub fn all(&self) -> impl Iterator<Item = Asked<'a>> + '_ {
        let rules = self.model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty());
        let keys = rules.flat_map(|(r, rule)| {
            let statements = rule.statements.iter().enumerate();
            statements.flat_map(move |(s, stmt)| (0..stmt.targets.len()).map(move |t| Key(r, s, t)))
        });
        keys.filter_map(|key| self.asked(key))
    }

    /// Returns the words for a target.
    pub fn named(&self, key: Key) -> String {
        self.asked(key).map_or_else(String::new, |a| a.named())
    }

    /// Returns the words for the base value that a rule states.
    pub fn base_value(&self, rule: usize) -> Option<String> {
        let rule = self.model.rules.get(rule)?;
        let (quantity, _) = rule.baseline.as_ref()?;
        Some(format!("{} `基期值 {}`", rule.id, print::quantity(quantity)))
    }

    /// Returns a finding at a target that names its rule.
    pub fn at(&self, key: Key, problem: LintProblem) -> Option<Diagnostic> {
        let asked = self.asked(key)?;
        Some(Diagnostic::at(asked.span(), problem).rule(asked.rule.id.to_string()))
    }

    /// Adds another target as a labelled place.
    pub fn with(&self, found: Diagnostic, other: Key) -> Diagnostic {
        let Some(other) = self.asked(other) else { return found };
        let id = other.rule.id.to_string();
        let text = Both::of(format!("{id} 在这里"), format!("{id} stands here"));
        let found = found.label(other.span(), text);
        if found.rules.contains(&id) { found } else { found.rule(id) }
    }

    /// Returns what is measured and for whom, whatever is asked of it.
    pub fn measure(&self, asked: &Asked<'_>) -> Measure {
        // What is excepted from one statement is never taken for the same as what is excepted from another.
        let is_whole = asked.statement.exceptions.is_empty();
        Measure {
            region: self.ids.region(asked.plan),
            scope: self.ids.scope(&asked.statement.scope),
            excepted: (!is_whole).then_some((asked.key.0, asked.key.1)),
            subject: self.ids.of(&asked.statement.subject),
        }
    }
}

/// What is measured and for whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measure {
    region: Option<PlaceId>,
    scope: Scope,
    /// The statement itself, where it has exceptions.
    excepted: Option<(usize, usize)>,
    subject: ExprId,
}

impl Asked<'_> {
    /// Returns the ID and the words, as in: ZY-01 `茶园面积 >= 26万亩 截至 2025`.
    pub fn named(&self) -> String {
        format!("{} `{}`", self.rule.id, self.words())
    }

    /// Returns what is asked in the end: the target as the last revision leaves it.
    pub fn at_last(self) -> Self {
        let revised = self.statement.revisions.last().and_then(|r| r.targets.get(self.key.2));
        Self { target: revised.unwrap_or(self.target), ..self }
    }

    /// Returns the smallest place that shows what is asked.
    pub fn span(&self) -> Span {
        if self.statement.targets.len() == 1 { self.statement.span } else { self.target.span }
    }

    /// Returns the comparison with a constant, where the target is one.
    pub fn constant(&self) -> Option<(CompareOp, Exact)> {
        match &self.target.kind {
            TargetKind::Compare(op, right) => Some((*op, crate::check::reason::tally::constant(right)?)),
            _ => None,
        }
    }

    /// Returns the deadline of a target that has one.
    pub fn due(&self) -> Option<Period> {
        match self.target.time {
            Time::By(p) | Time::In(p) => Some(p),
            _ => None,
        }
    }

    /// Returns an amount in the unit of the target.
    pub fn amount(&self, base: &Exact) -> String {
        amount(self.unit().as_ref(), base)
    }

    /// Returns an amount in the unit of the target, with so many digits behind the point.
    pub fn amount_to(&self, base: &Exact, digits: u32) -> String {
        let Some(unit) = self.unit() else { return print::decimal(base, 0) };
        let value = unit.from_base(base).round(digits, crate::model::Rounding::HalfUp);
        format!("{}{}", print::decimal(&value, 0), unit.symbol)
    }

    /// Returns the unit in which the target is written.
    pub fn unit(&self) -> Option<Unit> {
        let written = match &self.target.kind {
            TargetKind::Compare(_, right) => unit_of(right),
            _ => None,
        };
        written.or_else(|| self.target.unit.clone())
    }

    fn words(&self) -> String {
        let first = self.statement.targets.first().map_or("", |t| &t.text);
        let text = &self.statement.text;
        let subject = text.find(first).filter(|_| !first.is_empty()).and_then(|end| text.get(..end));
        match subject.map(str::trim).filter(|s| !s.is_empty()) {
            Some(subject) => format!("{} {}", shortened(subject), self.target.text),
            None => shortened(text),
        }
    }
}

/// Returns an amount in a unit.
pub fn amount(unit: Option<&Unit>, base: &Exact) -> String {
    let Some(unit) = unit else { return print::decimal(base, 0) };
    let value = unit.from_base(base).round(2, crate::model::Rounding::HalfUp);
    format!("{}{}", print::decimal(&value, 0), unit.symbol)
}

fn unit_of(expr: &Expr) -> Option<Unit> {
    match &expr.kind {
        crate::model::ExprKind::Quantity(q) => q.unit.clone(),
        crate::model::ExprKind::Neg(x) => unit_of(x),
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}
