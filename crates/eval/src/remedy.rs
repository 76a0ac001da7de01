//! What can still be done about a check that is late, and what can only be explained.
//!
//! A level that was missed can be reached late: villages that had no road at the deadline can have one next month. What
//! belongs to a period that is over cannot be added to: the output of 2022, the road deaths of 2022, a state on one day
//! that has passed. INVARIANT: figures that are missing or wrong can always be handed in.

use super::Detail;
use super::bind::World;
use super::frame::Recorder;
use super::gather;
use super::judgement::{Check, Pace, Span};
use super::running::{self, Runs};
use super::stage::Stage;
use super::time;
use super::verdict::{self, Asked};
use dabiao_lang::model::{Period, Time, Verdict};

/// What can be done about a check that is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Remedy {
    /// It can still be reached, if late; or figures can be handed in or corrected.
    Act,
    /// Nothing that is done now changes it: it is to be explained.
    Explain,
}

/// Returns what can be done about a check of a rule.
pub(super) fn of(world: &World<'_>, rule: usize, check: &Check) -> Remedy {
    if check.pace == Some(Pace::OutOfReach) {
        return Remedy::Explain;
    }
    let last = check.due.or(check.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    }));
    let is_over = last.is_some_and(|day| day <= world.as_of);
    if check.verdict != Verdict::Unmet || !is_over {
        return Remedy::Act;
    }
    let statement = world.model.rules.get(rule).and_then(|r| r.statements.get(check.statement));
    let Some((statement, target)) = statement.and_then(|s| Some((s, s.targets_on(world.as_of).get(check.target)?)))
    else {
        return Remedy::Act;
    };
    let is_state = running::runs(world, &statement.subject, world.as_of) == Runs::State;
    match target.time {
        Time::In(_) | Time::Throughout(_) => Remedy::Explain,
        Time::By(_) | Time::ByAttribute(_) | Time::Each { .. } | Time::Newest if is_state => Remedy::Act,
        _ => Remedy::Explain,
    }
}

/// Returns whether what was missed at its deadline has been reached since: whether the newest figures satisfy the target.
///
/// The verdict on the deadline stays; but nobody is to be urged any more.
pub(super) fn is_reached(world: &World<'_>, rule: usize, check: &Check) -> bool {
    if of(world, rule, check) != Remedy::Act || check.verdict != Verdict::Unmet {
        return false;
    }
    again(world, rule, check).is_some_and(|v| matches!(v, Verdict::Met | Verdict::Early))
}

fn again(world: &World<'_>, rule: usize, check: &Check) -> Option<Verdict> {
    let rule = world.model.rules.get(rule)?;
    let statement = rule.statements.get(check.statement)?;
    let target = statement.targets_on(world.as_of).get(check.target)?;
    if matches!(target.time, Time::ByAttribute(_)) {
        return None;
    }
    let recorder = Recorder::default();
    let stage = Stage::new(world, &recorder, rule, statement).ok()?;
    let due = time::by(&stage, Period::day(world.as_of));
    let newest = if verdict::is_due(world, &due) { None } else { verdict::newest(&stage) };
    let asked = Asked { stage: &stage, target, index: check.target, due: &due, newest };
    Some(gather::check(&asked, check.statement, Detail::Summary).verdict)
}
