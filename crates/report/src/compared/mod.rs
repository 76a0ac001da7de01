//! `report-diff`: what changed between two reports, and whether the data, the rules or only the day brought it about.
//!
//! Takes two `dabiao.report/1` documents (`read`), gives `dabiao.report-diff/1`. Whether the rule changed is read from its
//! digest, whether the data changed from the digest of the figures that a check rests on; nothing is guessed, and what
//! the reports do not tell is said to be unknown.

mod cause;
mod checks;
mod document;
mod figures;
mod read;
mod tables;
mod told;

use std::collections::BTreeMap;

use serde::Serialize;

use cause::Cause;
use checks::CheckChange;
use tables::{FindingKey, LightChange, ScoreChange};

pub use document::document;
pub use read::{Report, read};

use crate::words::say;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;
use read::Rule;

/// What changed between two reports.
#[derive(Debug, Serialize)]
pub struct Compared {
    schema: &'static str,
    before: Side,
    after: Side,
    summary: Summary,
    /// What the reports do not tell.
    limits: Vec<&'static str>,
    /// The rules in both, whose verdict or checks changed.
    changes: Vec<RuleChange>,
    added: Vec<RuleNamed>,
    removed: Vec<RuleNamed>,
    findings: Findings,
    scores: Vec<ScoreChange>,
    lights: Vec<LightChange>,
}

/// One of the reports.
#[derive(Debug, Serialize)]
struct Side {
    as_of: String,
    rules_digest: String,
    data_digest: String,
}

/// How many rules changed, and how.
#[derive(Debug, Serialize)]
struct Summary {
    changed: usize,
    unchanged: usize,
    added: usize,
    removed: usize,
    better: usize,
    worse: usize,
    by_cause: BTreeMap<&'static str, usize>,
    /// How many rules came to each verdict: before, after.
    verdicts: BTreeMap<String, [usize; 2]>,
}

/// A rule that came out otherwise.
#[derive(Debug, Serialize)]
struct RuleChange {
    id: String,
    /// The ID that it had before, where that was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    former_id: Option<String>,
    title: Option<String>,
    plan: Option<String>,
    before: String,
    after: String,
    /// `better`, `worse`, `same` where only checks changed, `other` where one of them could not be judged.
    direction: &'static str,
    #[serde(flatten)]
    cause: Cause,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    checks: Vec<CheckChange>,
}

/// A rule that is in one report alone.
#[derive(Debug, Serialize)]
struct RuleNamed {
    id: String,
    title: Option<String>,
    plan: Option<String>,
    verdict: String,
}

#[derive(Debug, Serialize)]
struct Findings {
    new: Vec<FindingKey>,
    gone: Vec<FindingKey>,
}

impl Compared {
    /// Returns whether anything changed.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
            || !self.added.is_empty()
            || !self.removed.is_empty()
            || !self.findings.new.is_empty()
            || !self.findings.gone.is_empty()
            || !self.scores.is_empty()
            || !self.lights.is_empty()
    }
}

/// Returns what changed from one report to another.
pub fn compare(before: &Report, after: &Report, lang: Lang) -> Compared {
    let pairs = pairs(before, after);
    let world = cause::World::new(before, after);
    let changes: Vec<RuleChange> = pairs.both.iter().filter_map(|(b, a)| rule(&world, b, a)).collect();
    let (new, gone) = tables::findings(before, after);
    let side = |r: &Report| Side {
        as_of: r.as_of.clone(),
        rules_digest: r.rules_digest.clone(),
        data_digest: r.data_digest.clone(),
    };
    Compared {
        schema: "dabiao.report-diff/1",
        before: side(before),
        after: side(after),
        summary: summary((before, after), &pairs, &changes),
        limits: limits(&world, lang),
        changes,
        added: pairs.added.into_iter().map(named).collect(),
        removed: pairs.removed.into_iter().map(named).collect(),
        findings: Findings { new, gone },
        scores: tables::scores(before, after),
        lights: tables::lights(before, after),
    }
}

/// The rules of two reports, joined.
struct Pairs<'a> {
    both: Vec<(&'a Rule, &'a Rule)>,
    added: Vec<&'a Rule>,
    removed: Vec<&'a Rule>,
}

/// Joins rules by ID; of those left, by the digest of what they ask, so that a new number is no new rule.
fn pairs<'a>(before: &'a Report, after: &'a Report) -> Pairs<'a> {
    let old: BTreeMap<&str, &Rule> = before.rules.iter().map(|r| (r.id.as_str(), r)).collect();
    let new: BTreeMap<&str, &Rule> = after.rules.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut removed: Vec<&Rule> = before.rules.iter().filter(|r| !new.contains_key(r.id.as_str())).collect();
    let (mut both, mut added) = (Vec::new(), Vec::new());
    for rule in &after.rules {
        let former = old.get(rule.id.as_str()).copied().or_else(|| {
            let at = removed.iter().position(|r| r.digest.is_some() && r.digest == rule.digest)?;
            Some(removed.remove(at))
        });
        match former {
            Some(former) => both.push((former, rule)),
            None => added.push(rule),
        }
    }
    Pairs { both, added, removed }
}

fn named(rule: &Rule) -> RuleNamed {
    RuleNamed { id: rule.id.clone(), title: rule.title.clone(), plan: rule.plan.clone(), verdict: rule.verdict.clone() }
}

fn rule(world: &cause::World<'_>, before: &Rule, after: &Rule) -> Option<RuleChange> {
    let is_rule_changed = world.rule(before, after);
    let checks = checks::changes(world, is_rule_changed, (before, after));
    if before.verdict == after.verdict && checks.is_empty() && before.id == after.id {
        return None;
    }
    Some(RuleChange {
        id: after.id.clone(),
        former_id: (before.id != after.id).then(|| before.id.clone()),
        title: after.title.clone(),
        plan: after.plan.clone(),
        before: before.verdict.clone(),
        after: after.verdict.clone(),
        direction: direction(&before.verdict, &after.verdict),
        cause: Cause::of_rule(is_rule_changed, world.is_day_moved, checks.iter().map(|c| &c.cause)),
        reason: after.reason.clone(),
        checks,
    })
}

/// Whether a rule came out better or worse; what could not be judged before or after is neither.
fn direction(before: &str, after: &str) -> &'static str {
    // What was not yet due and has been kept is good news, and what has been missed is bad.
    const JUDGED: [Verdict; 6] =
        [Verdict::Unmet, Verdict::Behind, Verdict::Pending, Verdict::OnTrack, Verdict::Early, Verdict::Met];
    let place = |word: &str| JUDGED.iter().position(|v| v.as_str() == word);
    match (place(before), place(after)) {
        _ if before == after => "same",
        (Some(b), Some(a)) if a > b => "better",
        (Some(_), Some(_)) => "worse",
        _ => "other",
    }
}

fn summary((before, after): (&Report, &Report), pairs: &Pairs<'_>, changes: &[RuleChange]) -> Summary {
    let mut by_cause: BTreeMap<&'static str, usize> = BTreeMap::new();
    for change in changes {
        *by_cause.entry(change.cause.word()).or_default() += 1;
    }
    let mut verdicts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for (report, at) in [(before, 0), (after, 1)] {
        for rule in &report.rules {
            if let Some(n) = verdicts.entry(rule.verdict.clone()).or_default().get_mut(at) {
                *n += 1;
            }
        }
    }
    let count = |direction: &str| changes.iter().filter(|c| c.direction == direction).count();
    Summary {
        changed: changes.len(),
        unchanged: pairs.both.len() - changes.len(),
        added: pairs.added.len(),
        removed: pairs.removed.len(),
        better: count("better"),
        worse: count("worse"),
        by_cause,
        verdicts,
    }
}

fn limits(world: &cause::World<'_>, lang: Lang) -> Vec<&'static str> {
    let mut limits = Vec::new();
    if world.lacks_rule_digests {
        limits.push(say(
            lang,
            "至少一份报告没有每条规则的摘要（旧版本所写）：规则集有变动时，判断不了具体哪条规则变了",
            "a report has no digest for each rule (an older version wrote it): which rule changed cannot be told",
        ));
    }
    if world.lacks_check_digests {
        limits.push(say(
            lang,
            "至少一份报告没有写到每个数据（请用 --detail full）：数据有变动时，判断不了某项判定所据的数据是否变了",
            "a report does not name its figures (write it with --detail full): whether the figures of a check changed \
             cannot be told",
        ));
    }
    limits
}
