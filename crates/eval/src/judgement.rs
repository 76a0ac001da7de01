//! What evaluation comes to: a verdict for every rule, check and entity, with all that explains it.
//!
//! Plain data, in rule order, target order, order of time and roster order. Amounts are in the unit of the target, as
//! the plan writes it. INVARIANT: the same rules, data and day give the same judgement.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::earlier::Earlier;
use crate::scores::{LightBoard, Scores};
use dabiao_data::{EntityId, Ignored, RowId};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::{CompareOp, Exact, IndicatorId, Period, Revision, Statement, Target, Unit, Verdict};

pub use crate::amount::{Amount, Span};

/// The outcome of a whole run.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The day of judgement.
    pub as_of: NaiveDate,
    /// One entry for each rule, in the order of the rule set.
    pub rules: Vec<RuleJudgement>,
    /// Who left a population and by which cell, in the order of rules, checks and roster.
    pub left: Vec<Left>,
    /// One entry for each scheme, in order.
    pub scores: Vec<Scores>,
    /// One entry for each declaration of lights, in order.
    pub lights: Vec<LightBoard>,
    /// What is wrong with the data or became apparent when rules met data.
    pub findings: Vec<Diagnostic>,
    /// What was left aside.
    pub ignored: Vec<Ignored>,
    /// What the audits found, each also among `findings`; in order of period and roster.
    pub audits: Vec<AuditResult>,
    /// The period that it is limited to, with what falls due at other times; `None`: everything counts.
    pub term: Option<Term>,
    /// What earlier reports handed out, beside which this one is told.
    pub earlier: Arc<Earlier>,
}

/// Somebody who is not counted in a check, or of whom it is not known whether to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Position of the rule.
    pub rule: usize,
    /// Position of the check in the rule.
    pub check: usize,
    /// Who.
    pub entity: EntityId,
    /// By what.
    pub by: LeftBy,
    /// The cells that say so, or that would have to; empty where there is none.
    pub cells: Vec<Observation>,
}

/// What took somebody out of a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeftBy {
    /// A figure that does not apply.
    Figure,
    /// An exception of the rule that asks nothing: its position in the statement.
    Exception(usize),
    /// It is not known whether the rule applies.
    Unknown,
    /// The condition of the duty does not hold.
    Condition,
    /// A part of a computed figure (a member of a roll-up, a quarter of a year) that does not apply and is left out of it.
    Part,
}

/// A relation that the data break, or a figure that wants an explanation.
#[derive(Debug, Clone)]
pub struct AuditResult {
    /// The finding: its sentence, place, severity and the rules that rest on it.
    pub finding: Diagnostic,
    /// The title of the audit, or the name of the general check.
    pub title: Both,
    /// The indicators that it is about, the first one in front.
    pub indicators: Vec<IndicatorId>,
    /// Whose data they are.
    pub entity: EntityId,
    /// For which period.
    pub period: Period,
    /// Both sides, where there are two.
    pub sides: Option<Sides>,
    /// Whether it must be corrected.
    pub is_hard: bool,
    /// The explanation given for it, by its position in the dataset.
    pub explanation: Option<usize>,
}

/// The two sides of a relation, in the unit in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The left side, or the figure itself.
    pub left: Exact,
    /// What should hold; `None` where the right side is only what the figure is held against.
    pub should: Option<CompareOp>,
    /// The right side, or what the figure is held against.
    pub right: Exact,
    /// How far they may be apart.
    pub tolerance: Exact,
    /// The unit.
    pub unit: Option<Unit>,
}

impl Sides {
    /// Returns the left side less the right one.
    pub fn difference(&self) -> Exact {
        &self.left - &self.right
    }
}

/// The outcome of one rule.
#[derive(Debug, Clone)]
pub struct RuleJudgement {
    /// The worst of the checks.
    pub verdict: Verdict,
    /// Why there are no checks: the rule has an error.
    pub reason: Option<Both>,
    /// One for each target and period.
    pub checks: Vec<Check>,
}

/// The outcome of one target in one period.
#[derive(Debug, Clone)]
pub struct Check {
    /// Position of the statement, from 0.
    pub statement: usize,
    /// Position of the target in the statement, from 0.
    pub target: usize,
    /// The revision of the statement that was in force, by position.
    pub revision: Option<usize>,
    /// The period that decides; for totals, gains over windows and `throughout` the window.
    pub period: Option<Span>,
    /// The day on whose evening it is due.
    pub due: Option<NaiveDate>,
    /// The one entity that is judged; `None` for a check over many.
    pub entity: Option<EntityId>,
    /// What it came to.
    pub verdict: Verdict,
    /// The measured value.
    pub measured: Option<Amount>,
    /// The measured value as it is compared, where rounding changed it.
    pub compared: Option<Amount>,
    /// The least and greatest value that the missing figures still allow (in the unit of the target); a `None` end is
    /// unbounded.
    pub bounds: Option<(Option<Exact>, Option<Exact>)>,
    /// The target's value where it is not a constant of the rule (an expression, an exception's).
    pub asked: Option<Asked>,
    /// What became of the condition under which the duty stands, where one entity is judged.
    pub condition: Option<ConditionTold>,
    /// How much is lacking; for counts and shares how many entities.
    pub gap: Option<Amount>,
    /// In words, why: what is missing, what conflicts, what divides by zero.
    pub reason: Option<Both>,
    /// The share of the way from base to target that is done.
    pub progress: Option<Exact>,
    /// The share that is expected by now.
    pub expected: Option<Exact>,
    /// What is needed from now on for each remaining year.
    pub pace: Option<Pace>,
    /// How many passed and failed, for checks over entities, counts and shares.
    pub members: Option<Members>,
    /// Those that fail.
    pub failing: Vec<EntityId>,
    /// Those that a ceiling counts (`count(…) = 0`, `<= N`): here they, not the failing ones, stand against the target.
    pub counted: Vec<EntityId>,
    /// Those without a figure that decides.
    pub missing: Vec<EntityId>,
    /// Those of whom it is unknown whether they are meant at all: neither failing nor missing.
    pub membership_unknown: Vec<EntityId>,
    /// Those nearest to the line from the failing side, with their values in the unit of the line.
    pub nearest: Vec<(EntityId, Exact)>,
    /// Their own lines in the unit of the target, where each has another: their tasks.
    pub own_lines: Vec<(EntityId, Exact)>,
    /// Each entity's judgement; only when asked for.
    pub entities: Vec<EntityJudgement>,
    /// The figures that it rests on; only when asked for.
    pub observations: Vec<Observation>,
    /// Codes of findings in data that this check rests on (audits that fail, conflicts).
    pub marks: Vec<String>,
}

/// A condition and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionTold {
    /// The condition.
    pub text: Both,
    /// Whether it holds; `None` where that is unknown.
    pub holds: Option<bool>,
    /// What it compares, as measured, with its unit.
    pub value: Option<Both>,
}

/// The value that a target came to, where the rule does not state it as a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The value, or the lower end of a range.
    pub low: Option<Exact>,
    /// The upper end of a range.
    pub high: Option<Exact>,
}

/// What is needed from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pace {
    /// So much more (in the unit of the target) in the days that are left, which are less than a year.
    UntilDue(Amount, i64),
    /// No admissible value can reach the target any more.
    OutOfReach,
    /// So much more each year (in the unit of the target).
    PerYear(Amount),
    /// Growth by this share each year (1 is 100%).
    Growth(Exact),
}

/// How the members of a population came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Members {
    /// All in the population, known not to be applicable excluded.
    pub total: u64,
    /// Those that pass.
    pub passing: u64,
    /// Those that fail.
    pub failing: u64,
    /// Those that cannot be decided for want of figures.
    pub missing: u64,
    /// Those whose figures are invalid.
    pub invalid: u64,
    /// Those taken out as 不适用.
    pub not_applicable: u64,
    /// Those of whom it is unknown whether they are meant, outside of `total`.
    pub membership_unknown: u64,
}

/// One entity's judgement within a check.
#[derive(Debug, Clone)]
pub struct EntityJudgement {
    /// The entity.
    pub entity: EntityId,
    /// What it came to.
    pub verdict: Verdict,
    /// Its value, in the unit of the target.
    pub value: Option<Exact>,
    /// How much it lacks.
    pub gap: Option<Exact>,
    /// Its own line in the unit of the target, where each has another: its task.
    pub line: Option<Exact>,
    /// Why, where it is not plain.
    pub reason: Option<Both>,
}

impl Check {
    /// Returns the target that was judged: that of the revision in force, where there is one.
    pub fn target_of<'s>(&self, statement: &'s Statement) -> Option<&'s Target> {
        let revised = self.revision.and_then(|r| statement.revisions.get(r));
        revised.map_or(&statement.targets, |r| &r.targets).get(self.target)
    }

    /// Returns the revision that set the target, where one did.
    pub fn revised_by<'s>(&self, statement: &'s Statement) -> Option<&'s Revision> {
        let until = self.revision?.checked_add(1)?;
        statement.revisions.get(..until)?.iter().rfind(|r| r.replaced.contains(&self.target))
    }
}

/// A figure that a check rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The entity.
    pub entity: EntityId,
    /// The period; `None` for an attribute of the roster.
    pub period: Option<Period>,
    /// The row; `None` where nothing was reported.
    pub row: Option<RowId>,
    /// The value as text in the indicator's unit; empty where it is missing.
    pub value: String,
}

/// The derivation of a verdict: what was computed from what.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// What this step is: the expression as written, or a sentence.
    pub what: Both,
    /// What it came to.
    pub value: Both,
    /// The figures read in this very step.
    pub observations: Vec<Observation>,
    /// The steps that it rests on.
    pub children: Vec<Derivation>,
}

/// A period that a judgement is limited to, with what it leaves out.
#[derive(Debug, Clone)]
pub struct Term {
    /// The period.
    pub period: Period,
    /// All rules with all their checks, as a judgement without a period has them.
    pub whole: Vec<RuleJudgement>,
    /// For each rule and check of `whole`, when it falls due.
    pub(super) falls: Vec<Vec<Falls>>,
}

/// When a check falls due, seen from a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Falls {
    /// Before it.
    Before,
    /// In it.
    Within,
    /// After it.
    Ahead,
}

/// A check of another time, by its place in [`Term::whole`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Apart {
    /// The rule, by position.
    pub rule: usize,
    /// The check, by position.
    pub check: usize,
    /// When it falls due.
    pub falls: Falls,
}

impl Falls {
    /// Returns when a day falls, seen from a period.
    pub fn of(day: NaiveDate, period: Period) -> Self {
        match day {
            day if day < period.first_day() => Falls::Before,
            day if day > period.last_day() => Falls::Ahead,
            _ => Falls::Within,
        }
    }
}

impl Term {
    /// Returns the checks that fall due at another time, in the order of the rules.
    pub fn apart(&self) -> impl Iterator<Item = Apart> + '_ {
        let of_rule = |(rule, falls): (usize, &Vec<Falls>)| {
            let all: Vec<Apart> =
                falls.iter().enumerate().map(|(check, falls)| Apart { rule, check, falls: *falls }).collect();
            all
        };
        self.falls.iter().enumerate().flat_map(of_rule).filter(|a| a.falls != Falls::Within)
    }

    /// Returns what was due before the period and was not kept, or not shown to be: 历史欠账.
    pub fn arrears(&self) -> Vec<Apart> {
        let is_owed = |a: &Apart| self.check(*a).is_some_and(|c| is_owed(c.verdict));
        self.apart().filter(|a| a.falls == Falls::Before).filter(is_owed).collect()
    }

    /// Returns what falls due after the period: of each duty the next time.
    pub fn ahead(&self) -> Vec<Apart> {
        let mut next: Vec<(Duty, Apart)> = Vec::new();
        for one in self.apart().filter(|a| a.falls == Falls::Ahead) {
            let Some(check) = self.check(one) else { continue };
            let duty = Duty { rule: one.rule, statement: check.statement, entity: check.entity };
            if !next.iter().any(|(d, _)| *d == duty) {
                next.push((duty, one));
            }
        }
        next.into_iter().map(|(_, one)| one).collect()
    }

    /// Returns a check of another time.
    pub fn check(&self, one: Apart) -> Option<&Check> {
        self.whole.get(one.rule)?.checks.get(one.check)
    }

    /// Returns for each check of a rule that is of the period its position among all checks of the rule.
    pub fn kept(&self, rule: usize) -> impl Iterator<Item = usize> + '_ {
        let falls = self.falls.get(rule).map_or(&[][..], Vec::as_slice);
        falls.iter().enumerate().filter(|(_, f)| **f == Falls::Within).map(|(at, _)| at)
    }

    /// Returns whether a rule has to do with the period: something of it falls due, or nobody can say what.
    fn counts(&self, rule: usize) -> bool {
        let is_unjudged = self.whole.get(rule).is_none_or(|r| r.checks.is_empty());
        is_unjudged || self.kept(rule).next().is_some()
    }
}

/// What the checks of one duty share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Duty {
    rule: usize,
    statement: usize,
    entity: Option<EntityId>,
}

/// Whether a verdict on what was due leaves something owed.
fn is_owed(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unmet | Verdict::Missing | Verdict::Invalid | Verdict::Empty | Verdict::Behind)
}

impl Judgement {
    /// Returns whether a rule counts: all do, unless the judgement is of one period in which nothing of it falls due.
    pub fn counts(&self, rule: usize) -> bool {
        self.term.as_ref().is_none_or(|t| t.counts(rule))
    }

    /// Returns the rules that count, by position.
    pub fn counted(&self) -> impl Iterator<Item = (usize, &RuleJudgement)> {
        self.rules.iter().enumerate().filter(|(at, _)| self.counts(*at))
    }

    /// Returns all rules with all their checks, whatever period the judgement is of.
    pub fn whole(&self) -> &[RuleJudgement] {
        self.term.as_ref().map_or(&self.rules, |t| &t.whole)
    }
}
