//! What changed beside the verdicts: findings, scores and ranks, lights.

use std::collections::BTreeMap;

use serde::Serialize;

use super::read::{Finding, Light, Report, Score};

/// A finding that is in one report alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct FindingKey {
    pub(super) code: String,
    pub(super) severity: String,
    pub(super) message: String,
    pub(super) indicator: Option<String>,
    pub(super) entity: Option<String>,
    pub(super) period: Option<String>,
}

/// An entity that has other points, another rank or another grade.
#[derive(Debug, Serialize)]
pub(super) struct ScoreChange {
    pub(super) scheme: String,
    pub(super) entity: String,
    pub(super) name: String,
    pub(super) points_before: Option<String>,
    pub(super) points_after: Option<String>,
    pub(super) rank_before: Option<String>,
    pub(super) rank_after: Option<String>,
    pub(super) grade_before: Option<String>,
    pub(super) grade_after: Option<String>,
    /// The period that was scored, where it is another.
    pub(super) periods: Option<[String; 2]>,
}

/// A judgement that has another light.
#[derive(Debug, Serialize)]
pub(super) struct LightChange {
    pub(super) lights: String,
    pub(super) rule: String,
    pub(super) statement: u32,
    pub(super) target_index: u32,
    pub(super) period: Option<String>,
    pub(super) entity: Option<String>,
    pub(super) name: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Returns the findings that are new and those that are gone.
///
/// One about a figure is known by its code and what it is about, any other by its code and words: rows may move.
pub(super) fn findings(before: &Report, after: &Report) -> (Vec<FindingKey>, Vec<FindingKey>) {
    let count = |report: &Report| {
        let mut counts: BTreeMap<FindingKey, i64> = BTreeMap::new();
        report.findings.iter().for_each(|f| *counts.entry(identity(f)).or_default() += 1);
        counts
    };
    let (old, new) = (count(before), count(after));
    let alone = |report: &Report, other: &BTreeMap<FindingKey, i64>| {
        let mut left = other.clone();
        let mut found = Vec::new();
        for f in &report.findings {
            match left.get_mut(&identity(f)) {
                Some(n) if *n > 0 => *n -= 1,
                _ => found.push(told(f)),
            }
        }
        found
    };
    (alone(after, &old), alone(before, &new))
}

fn identity(f: &Finding) -> FindingKey {
    let is_about_a_figure = f.indicator.is_some() && f.entity.is_some();
    let message = if is_about_a_figure { String::new() } else { f.message.clone() };
    FindingKey { message, ..told(f) }
}

fn told(f: &Finding) -> FindingKey {
    FindingKey {
        code: f.code.clone(),
        severity: f.severity.clone(),
        message: f.message.clone(),
        indicator: f.indicator.clone(),
        entity: f.entity.clone(),
        period: f.period.clone(),
    }
}

/// Returns who has other points, another rank or another grade, scheme by scheme; schemes in one report alone are left
/// out, for there is nothing to compare.
pub(super) fn scores(before: &Report, after: &Report) -> Vec<ScoreChange> {
    let mut changes = Vec::new();
    for scheme in &after.scores {
        let Some(former) = before.scores.iter().find(|s| s.scheme == scheme.scheme) else { continue };
        let old: BTreeMap<&str, &Score> = former.rows.iter().map(|r| (r.entity.as_str(), r)).collect();
        let periods = (former.period != scheme.period).then(|| [former.period.clone(), scheme.period.clone()]);
        for row in &scheme.rows {
            let b = old.get(row.entity.as_str());
            let same = b.is_some_and(|b| (&b.points, &b.rank, &b.grade) == (&row.points, &row.rank, &row.grade));
            if same {
                continue;
            }
            changes.push(ScoreChange {
                scheme: scheme.scheme.clone(),
                entity: row.entity.clone(),
                name: row.name.clone(),
                points_before: b.and_then(|b| b.points.clone()),
                points_after: row.points.clone(),
                rank_before: b.and_then(|b| b.rank.clone()),
                rank_after: row.rank.clone(),
                grade_before: b.and_then(|b| b.grade.clone()),
                grade_after: row.grade.clone(),
                periods: periods.clone(),
            });
        }
    }
    changes
}

/// Returns the judgements that are in both reports and have another light.
pub(super) fn lights(before: &Report, after: &Report) -> Vec<LightChange> {
    type Key<'a> = (&'a str, u32, u32, Option<&'a str>, Option<&'a str>);
    fn key(l: &Light) -> Key<'_> {
        (&l.rule, l.statement, l.target_index, l.period.as_deref(), l.entity.as_deref())
    }
    let mut changes = Vec::new();
    for board in &after.lights {
        let Some(former) = before.lights.iter().find(|b| b.name == board.name) else { continue };
        let old: BTreeMap<Key<'_>, &Light> = former.rows.iter().map(|r| (key(r), r)).collect();
        for row in &board.rows {
            let Some(b) = old.get(&key(row)).filter(|b| b.light != row.light) else { continue };
            changes.push(LightChange {
                lights: board.name.clone(),
                rule: row.rule.clone(),
                statement: row.statement,
                target_index: row.target_index,
                period: row.period.clone(),
                entity: row.entity.clone(),
                name: row.name.clone(),
                before: b.light.clone(),
                after: row.light.clone(),
            });
        }
    }
    changes
}
