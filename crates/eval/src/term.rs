//! One period of a judgement: what falls due in it counts, what fell due before and what is ahead stand apart.
//!
//! A plan is judged over all its years, and its verdict is the worst of them: right for the plan, useless for an office
//! that is asked about this year. [`within`] parts the checks of a judgement by the day on which they are due, so that
//! every table that is made of it counts the same. A target without any time is always of the period; one over dates of
//! entities (`by 退出年份`) becomes up to three checks, one for each part. INVARIANT: no check is lost: those of the
//! period, those before and those ahead together are all of them, and a rule with an error counts in every period.

use chrono::NaiveDate;

use super::judgement::{Check, Judgement, RuleJudgement, Span};
use super::scores::{LightRow, Scores};
use dabiao_data::EntityId;
use dabiao_lang::model::{Model, Period, Time, Verdict};

/// A period that a judgement is limited to, with what it leaves out.
#[derive(Debug, Clone)]
pub struct Term {
    /// The period.
    pub period: Period,
    /// All rules with all their checks, as a judgement without a period has them.
    pub whole: Vec<RuleJudgement>,
    /// For each rule and check of `whole`, when it falls due.
    falls: Vec<Vec<Falls>>,
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

/// Limits a judgement to what falls due in a period.
pub(super) fn within(model: &Model, judgement: Judgement, period: Period) -> Judgement {
    let Judgement { rules: whole, scores, lights, .. } = judgement;
    let falls: Vec<Vec<Falls>> = whole
        .iter()
        .enumerate()
        .map(|(at, r)| r.checks.iter().map(|c| falls(model, (at, c), period)).collect())
        .collect();
    let rules = whole.iter().zip(&falls).map(|(rule, falls)| kept(rule, falls)).collect();
    let lights = lights.into_iter().map(|mut board| {
        board.rows.retain(|row| is_touched(row, period));
        board
    });
    Judgement {
        rules,
        scores: scores.into_iter().filter(|s| is_of(s, period)).collect(),
        lights: lights.collect(),
        term: Some(Term { period, whole, falls }),
        ..judgement
    }
}

fn kept(rule: &RuleJudgement, falls: &[Falls]) -> RuleJudgement {
    let checks: Vec<Check> =
        rule.checks.iter().zip(falls).filter(|(_, f)| **f == Falls::Within).map(|(c, _)| c.clone()).collect();
    let worst = checks.iter().map(|c| c.verdict).min();
    // What has no check in the period is not counted; only what was never judged keeps its verdict.
    let verdict = worst.unwrap_or(if rule.checks.is_empty() { rule.verdict } else { Verdict::Pending });
    RuleJudgement { verdict, reason: rule.reason.clone(), checks }
}

/// When a check falls due. A target without a time is a standing duty: it is of whatever period is asked about.
fn falls(model: &Model, (rule, check): (usize, &Check), period: Period) -> Falls {
    let statement = model.rules.get(rule).and_then(|r| r.statements.get(check.statement));
    let time = statement.and_then(|s| s.targets.get(check.target)).map(|t| &t.time);
    let last = check.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    });
    match (time, check.due.or(last)) {
        (Some(Time::Newest), _) | (_, None) => Falls::Within,
        (_, Some(day)) => Falls::of(day, period),
    }
}

/// Whether a scheme scores the period, a part of it, or what it is a part of.
fn is_of(scores: &Scores, period: Period) -> bool {
    overlap((scores.period.first_day(), scores.period.last_day()), period)
}

/// Whether what a light watches runs in the period.
fn is_touched(row: &LightRow, period: Period) -> bool {
    row.period.is_none_or(|span| {
        let (first, last) = match span {
            Span::One(p) => (p, p),
            Span::Window(a, b) => (a, b),
        };
        overlap((first.first_day(), last.last_day()), period)
    })
}

fn overlap((first, last): (NaiveDate, NaiveDate), period: Period) -> bool {
    first <= period.last_day() && last >= period.first_day()
}
