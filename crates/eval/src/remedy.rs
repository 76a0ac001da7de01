//! What can still be done about a check that is late, and what can only be explained.
//!
//! A level that was missed can be reached late: villages that had no road at the deadline can have one next month. What
//! belongs to a period that is over cannot be added to: the output of 2022, the road deaths of 2022, a state on one day
//! that has passed. INVARIANT: figures that are missing or wrong can always be handed in.

use super::bind::World;
use super::judgement::{Check, Pace, Span};
use super::running::{self, Runs};
use dabiao_lang::model::{Time, Verdict};

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
    let Some((statement, target)) = statement.and_then(|s| Some((s, s.targets.get(check.target)?))) else {
        return Remedy::Act;
    };
    let is_state = running::runs(world, &statement.subject) == Runs::State;
    match target.time {
        Time::In(_) | Time::Throughout(_) => Remedy::Explain,
        Time::By(_) | Time::ByAttribute(_) | Time::Each { .. } | Time::Newest if is_state => Remedy::Act,
        _ => Remedy::Explain,
    }
}
