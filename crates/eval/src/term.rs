//! One period of a judgement: what falls due in it counts, what fell due before and what is ahead stand apart.
//!
//! A plan is judged over all its years, and its verdict is the worst of them: right for the plan, useless for an office
//! that is asked about this year. [`within`] parts the checks of a judgement by the day on which they are due, so that
//! every table that is made of it counts the same. A target without any time is always of the period; one over dates of
//! entities (`by 退出年份`) becomes up to three checks, one for each part. INVARIANT: no check is lost: those of the
//! period, those before and those ahead together are all of them, and a rule with an error counts in every period.

use chrono::NaiveDate;

use super::judgement::{Check, Falls, Judgement, RuleJudgement, Span, Term};
use super::scores::{LightRow, Scores};
use dabiao_lang::model::{Model, Period, Time, Verdict};

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
    let time = statement.and_then(|s| check.target_of(s)).map(|t| &t.time);
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
