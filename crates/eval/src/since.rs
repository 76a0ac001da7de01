//! Since when a check has been unmet or behind: the first period of the run that lasts until now.
//!
//! A duty that recurs looks back over its own earlier checks. Any other check is judged again as of the end of each
//! earlier period, on the data of today, until it was neither unmet nor behind. INVARIANT: the answer never lies behind
//! the newest period that has ended.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::bind::World;
use super::entities::{self, Again};
use super::frame::Recorder;
use super::gather;
use super::judgement::{Check, Judgement, Span};
use super::own_date;
use super::stage::Stage;
use super::{Detail, RuleJudgement};
use dabiao_lang::model::{Frequency, Model, Period, Time, Verdict};

/// Periods that are looked back at most.
const MOST_STEPS: i32 = 40;

/// Returns for each check of each rule since when it has been unmet or behind; `None` where it is neither.
pub(super) fn since(world: &World<'_>, judgement: &Judgement) -> Vec<Vec<Option<Period>>> {
    let all = of_all(world, judgement.whole(), judgement.as_of);
    let Some(term) = &judgement.term else { return all };
    // A run of failures may have begun before the period: it is found among all checks.
    let of_rule = |(at, found): (usize, Vec<Option<Period>>)| {
        term.kept(at).map(|check| found.get(check).copied().flatten()).collect()
    };
    all.into_iter().enumerate().map(of_rule).collect()
}

fn of_all(world: &World<'_>, rules: &[RuleJudgement], as_of: NaiveDate) -> Vec<Vec<Option<Period>>> {
    let model = world.model;
    let mut found: Found = rules.iter().map(|r| vec![None; r.checks.len()]).collect();
    let mut open = Vec::new();
    for (rule, judged) in rules.iter().enumerate() {
        for (check, c) in judged.checks.iter().enumerate().filter(|(_, c)| is_late(c.verdict)) {
            let at = At { rule, check };
            if is_recurring(model, at, c) {
                set(&mut found, at, run_of(judged, check));
            } else {
                let newest = ended(as_of, frequency(world, at, c));
                set(&mut found, at, Some(newest));
                open.push((at, newest));
            }
        }
    }
    look_back(world, rules, (open, &mut found));
    found
}

/// A check by the positions of its rule and of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    rule: usize,
    check: usize,
}

/// Since when each check of each rule is late.
type Found = Vec<Vec<Option<Period>>>;

fn is_late(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unmet | Verdict::Behind)
}

fn set(found: &mut Found, at: At, value: Option<Period>) {
    if let Some(slot) = found.get_mut(at.rule).and_then(|r| r.get_mut(at.check)) {
        *slot = value;
    }
}

fn is_recurring(model: &Model, at: At, check: &Check) -> bool {
    let statement = model.rules.get(at.rule).and_then(|r| r.statements.get(check.statement));
    statement.and_then(|s| check.target_of(s)).is_some_and(|t| matches!(t.time, Time::Each { .. }))
}

/// The first period of the unbroken run of late checks of one duty that ends with a check.
fn run_of(judged: &RuleJudgement, last: usize) -> Option<Period> {
    let duty = |c: &Check| (c.statement, c.target, c.entity);
    let own = judged.checks.get(last).map(duty)?;
    let before = judged.checks.get(..=last)?.iter().rev().filter(|c| duty(c) == own);
    let first = before.take_while(|c| is_late(c.verdict)).last()?;
    first.period.map(|p| match p {
        Span::One(p) | Span::Window(p, _) => p,
    })
}

/// How often what a check measures is reported, months at the most.
fn frequency(world: &World<'_>, at: At, check: &Check) -> Frequency {
    let recorder = Recorder::default();
    let rule = world.model.rules.get(at.rule);
    let stage = rule.and_then(|r| Stage::new(world, &recorder, r, r.statements.get(check.statement)?).ok());
    let finest = stage.and_then(|s| s.uses.iter().filter_map(|u| world.finest(u.id)).max());
    finest.unwrap_or(Frequency::Year).min(Frequency::Month)
}

/// Returns the newest period of a length that has ended.
fn ended(as_of: NaiveDate, frequency: Frequency) -> Period {
    let running = Period::containing(as_of, frequency);
    if running.last_day() <= as_of { running } else { running.step(-1) }
}

/// Judges again as of earlier days, the newest first; all checks that ask for a day share its world.
fn look_back(now: &World<'_>, rules: &[RuleJudgement], (open, found): (Vec<(At, Period)>, &mut Found)) {
    let mut waiting: BTreeMap<NaiveDate, Vec<(At, Period)>> = BTreeMap::new();
    let newest: BTreeMap<At, Period> = open.iter().copied().collect();
    for (at, period) in open {
        waiting.entry(period.step(-1).last_day()).or_default().push((at, period.step(-1)));
    }
    while let Some((as_of, all)) = waiting.pop_last() {
        let world = now.on(as_of);
        for (at, period) in all {
            let check = rules.get(at.rule).and_then(|r| r.checks.get(at.check));
            if !check.is_some_and(|c| was_late(&world, at, c)) {
                continue;
            }
            set(found, at, Some(period));
            let before = period.step(-1);
            let is_near = newest.get(&at).and_then(|n| before.distance_to(*n)).is_some_and(|n| n < MOST_STEPS);
            if is_near {
                waiting.entry(before.last_day()).or_default().push((at, before));
            }
        }
    }
}

/// Returns whether a check was late as of an earlier day.
fn was_late(world: &World<'_>, at: At, check: &Check) -> bool {
    judge(world, at, check).is_some_and(is_late)
}

fn judge(world: &World<'_>, at: At, check: &Check) -> Option<Verdict> {
    let recorder = Recorder::default();
    entities::again(world, &recorder, (at.rule, check), |again| match again {
        Again::OwnDate(stage, place, id) => own_date::again(stage, *place, (*id, check), Detail::Summary).verdict,
        Again::Due(asked) => gather::check(asked, check.statement, Detail::Summary).verdict,
    })
}
