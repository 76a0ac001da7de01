//! What a check measured, was asked, lacks, and by when: as data, in the units in which it is shown.

use chrono::NaiveDate;

use super::View;
use super::rule::RuleView;
use crate::asked::{self, Asked, Figure, symbol};
use crate::subject;
use dabiao_data::EntityId;
use dabiao_eval::{Amount, Check, Span};
use dabiao_lang::model::{
    Aggregate, AggregateFn, Exact, Expr, ExprKind, LevelRef, Scope, Statement, Target, TargetKind, Unit, Verdict,
};

/// A check with what is shown of it.
#[derive(Debug, Clone)]
pub(crate) struct CheckView<'a> {
    pub(crate) check: &'a Check,
    pub(crate) statement: Option<&'a Statement>,
    pub(crate) target: Option<&'a Target>,
    pub(crate) measured: Measured<'a>,
    pub(crate) asked: Option<AskedOf<'a>>,
    pub(crate) gap: Option<Gap<'a>>,
    pub(crate) deadline: Deadline,
}

/// What a check measured.
#[derive(Debug, Clone)]
pub(crate) enum Measured<'a> {
    /// A number in a unit, with the lines that it must not seem to cross when it is shortened.
    Number(&'a Amount, Vec<Exact>),
    /// A grade or a text.
    Word(&'a str),
    /// Whether something holds.
    Flag(bool),
    /// How many of those that the target is asked of, one by one, pass.
    Passing(u64, u64),
    /// What missing figures leave open.
    Between(&'a Exact, &'a Exact, Option<&'a Unit>),
    /// Nothing is known.
    Nothing,
}

/// What was asked, and of whom.
#[derive(Debug, Clone)]
pub(crate) struct AskedOf<'a> {
    /// The level, where it is asked of each entity of one.
    pub(crate) each: Option<&'a LevelRef>,
    pub(crate) target: &'a Target,
    pub(crate) asked: Asked<'a>,
}

/// How much is lacking.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gap<'a> {
    pub(crate) value: &'a Exact,
    pub(crate) unit: GapUnit<'a>,
}

/// In what a gap is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GapUnit<'a> {
    /// Entities, or a number without a unit.
    None,
    /// The difference of two shares: percentage points, not percent of something.
    Points,
    /// A unit.
    Of(&'a Unit),
}

/// By when, as short as it can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deadline {
    /// At no time in particular.
    None,
    /// By the last day of a period.
    Period(Span),
    /// By a day.
    Day(NaiveDate),
}

impl<'a> CheckView<'a> {
    /// Returns what is shown of a check of a rule.
    pub(crate) fn of(view: &View<'a>, rule: RuleView<'a>, check: &'a Check) -> Self {
        let statement = rule.rule.statements.get(check.statement);
        let target = statement.and_then(|s| check.target_of(s));
        Self {
            check,
            statement,
            target,
            measured: measured(view, (statement, target), check),
            asked: statement.zip(target).map(|(s, t)| asked_of(s, t, check)),
            gap: check.gap.as_ref().filter(|g| is_told(g, check)).map(Gap::of),
            deadline: deadline(check),
        }
    }

    /// Returns what was asked of one of many: its own line where each has another, else what was asked of all.
    pub(crate) fn asked_of_member(&self, line: Option<&Exact>) -> Option<AskedOf<'a>> {
        let of = self.asked.clone()?;
        let Some(line) = line else { return Some(of) };
        let unit = of.target.unit.as_ref().map(symbol).or(of.asked.unit);
        let asked = Asked { low: Some(Figure::Number(line.clone())), high: None, unit, ..of.asked };
        Some(AskedOf { each: None, asked, ..of })
    }

    /// Returns whether those that the condition of a count or share holds for are the ones to worry about.
    pub(crate) fn counts_to_a_ceiling(&self) -> bool {
        self.is_count() && self.target.is_some_and(Target::is_ceiling)
    }

    /// Returns whether it is a count or a share of members.
    pub(crate) fn is_count(&self) -> bool {
        self.statement.is_some_and(|s| counting(&s.subject).is_some())
    }

    /// Returns those who stand against the target: who fails, or under a ceiling who is counted.
    pub(crate) fn named(&self) -> &'a [EntityId] {
        if self.counts_to_a_ceiling() { &self.check.counted } else { &self.check.failing }
    }

    /// Returns the unit of the line that members are compared with: that of the condition of a count or share, else of the
    /// target.
    pub(crate) fn line_unit(&self) -> String {
        let Some(statement) = self.statement else { return String::new() };
        let unit = match counting(&statement.subject).and_then(|a| a.body.as_ref()) {
            Some(condition) => condition_unit(condition),
            None => self.target.and_then(|t| Asked::of(t).unit.map(str::to_owned)),
        };
        unit.unwrap_or_default()
    }

    /// Returns the unit of the target.
    pub(crate) fn unit(&self) -> &'a str {
        self.target.and_then(|t| t.unit.as_ref()).map_or("", symbol)
    }

    /// Returns the figure that stands for a value of this check: grades and texts are kept by number.
    pub(crate) fn figure(&self, view: &View<'a>, value: &Exact) -> Figure<'a> {
        match self.statement {
            Some(s) => asked::figure(view.model, view.data, s, value),
            None => Figure::Number(value.clone()),
        }
    }
}

impl<'a> Gap<'a> {
    /// Returns an amount that is lacking.
    pub(crate) fn of(amount: &'a Amount) -> Self {
        let unit = match &amount.unit {
            None => GapUnit::None,
            Some(unit) if &*unit.symbol == "%" => GapUnit::Points,
            Some(unit) => GapUnit::Of(unit),
        };
        Self { value: &amount.value, unit }
    }
}

/// A gap of nothing says something only where the line itself does not count: `> 1万吨`.
fn is_told(gap: &Amount, check: &Check) -> bool {
    !gap.value.is_zero() || check.verdict == Verdict::Unmet
}

type Of<'a> = (Option<&'a Statement>, Option<&'a Target>);

fn measured<'a>(view: &View<'a>, (statement, target): Of<'a>, check: &'a Check) -> Measured<'a> {
    match (&check.measured, check.members) {
        (Some(amount), _) => value(view, (statement, target), amount),
        (None, Some(m)) if is_for_each(statement, check) && m.total > 0 => Measured::Passing(m.passing, m.total),
        (None, _) => between(target, check).unwrap_or(Measured::Nothing),
    }
}

/// Returns a measured value: grades, texts and flags in words.
pub(crate) fn value<'a>(view: &View<'a>, (statement, target): Of<'a>, amount: &'a Amount) -> Measured<'a> {
    let is_flag = target.is_some_and(|t| matches!(t.kind, TargetKind::Holds));
    if is_flag && amount.unit.is_none() {
        return Measured::Flag(!amount.value.is_zero());
    }
    match statement.map(|s| asked::figure(view.model, view.data, s, &amount.value)) {
        Some(Figure::Word(word)) => Measured::Word(word),
        _ => Measured::Number(amount, target.map(lines).unwrap_or_default()),
    }
}

/// Whether the members of a check are those that a target is asked of, one by one.
fn is_for_each(statement: Option<&Statement>, check: &Check) -> bool {
    check.entity.is_none() && statement.is_some_and(|s| subject::aggregate(&s.subject).is_none())
        || statement.is_some_and(|s| matches!(s.scope, Scope::Every { .. }))
}

fn between<'a>(target: Option<&'a Target>, check: &'a Check) -> Option<Measured<'a>> {
    let (low, high) = check.bounds.as_ref()?;
    Some(Measured::Between(low.as_ref()?, high.as_ref()?, target?.unit.as_ref()))
}

/// Returns the constants with which a value is compared, in the unit of the target.
fn lines(target: &Target) -> Vec<Exact> {
    let asked = Asked::of(target);
    let number = |f: Figure<'_>| match (f, &target.unit) {
        (Figure::Written(q), Some(u)) => Some(u.from_base(&q.base)),
        (Figure::Written(q), None) => Some(q.value.clone()),
        _ => None,
    };
    [asked.low, asked.high].into_iter().flatten().filter_map(number).collect()
}

fn asked_of<'a>(statement: &'a Statement, target: &'a Target, check: &Check) -> AskedOf<'a> {
    let each = match &statement.scope {
        Scope::Every { level, .. } if check.entity.is_none() => Some(level),
        _ => None,
    };
    AskedOf { each, target, asked: Asked::in_check(target, check) }
}

/// A period whose last day it is, else the day.
fn deadline(check: &Check) -> Deadline {
    let last = check.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    });
    match (check.period, check.due) {
        (Some(p), due) if due.is_none() || due == last => Deadline::Period(p),
        (_, Some(due)) => Deadline::Day(due),
        (_, None) => Deadline::None,
    }
}

fn counting(subject: &Expr) -> Option<&Aggregate> {
    let is_counting = |a: &&Aggregate| matches!(a.function, AggregateFn::Count | AggregateFn::Share);
    subject::aggregate(subject).filter(is_counting)
}

fn condition_unit(condition: &Expr) -> Option<String> {
    let side = |e: &Expr| match &e.kind {
        ExprKind::Quantity(q) => q.unit.as_ref().map(|u| u.symbol.to_string()),
        _ => None,
    };
    match &condition.kind {
        ExprKind::Compare(_, a, b) => side(b).or_else(|| side(a)),
        ExprKind::Within(_, range) => {
            range.low.as_deref().and_then(side).or_else(|| range.high.as_deref().and_then(side))
        }
        ExprKind::About(_, around, _) => side(around),
        _ => None,
    }
}
