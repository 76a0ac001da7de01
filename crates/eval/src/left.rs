//! Who left a population, and by which cell: those to whom a figure does not apply, those excepted, and those of whom the
//! roster does not say whether they are meant.
//!
//! Whoever a filter leaves out for certain was never meant and is not listed. Only those are looked at again who can have
//! left: with a figure that does not apply, theirs or of somebody below, of unknown membership, or under an exception.
//! INVARIANT: whoever a check counts as `not_applicable` or of unknown membership is listed; so is whoever an exception or
//! a figure of the filter takes out.

use super::aggregate::{self, counted};
use super::bind::{Bound, World};
use super::entities::{self, Again};
use super::expr::{self, Want};
use super::frame::{Frame, Reading, Recorder};
use super::judgement::{Check, Left, LeftBy, Observation, RuleJudgement};
use super::read::{self, Cell};
use super::stage::{Who, frame_at};
use super::state::State;
use super::value::What;
use super::verdict::{self, Asked};
use super::{Detail, reason};
use dabiao_data::{EntityId, SpecialKind};
use dabiao_lang::model::{Aggregate, Expr};
use rustc_hash::FxHashSet;

/// Lists who left, in the order of rules, checks and roster.
pub(super) fn left(world: &World<'_>, judged: &[RuleJudgement]) -> Vec<Left> {
    let mut all = Vec::new();
    let concerned = concerned(world);
    for (rule, judged) in judged.iter().enumerate() {
        for (at, check) in judged.checks.iter().enumerate() {
            let is_whole = check.members.is_none_or(|m| m.not_applicable == 0) && check.membership_unknown.is_empty();
            if is_whole {
                continue;
            }
            for (entity, by, cells) in of_check(world, (rule, check), &concerned) {
                all.push(Left { rule, check: at, entity, by, cells });
            }
        }
    }
    all
}

type Found = (EntityId, LeftBy, Vec<Observation>);

/// Returns whoever has a figure that does not apply, and all above.
fn concerned(world: &World<'_>) -> FxHashSet<EntityId> {
    let specials = world.data.series.iter().flatten().flat_map(|s| s.specials.iter());
    let own = specials.filter(|(_, s)| matches!(s.kind, SpecialKind::NotApplicable)).map(|((_, entity), _)| *entity);
    let mut all: FxHashSet<EntityId> = FxHashSet::default();
    for entity in own {
        let mut next = Some(entity);
        while let Some(e) = next.filter(|e| all.insert(*e)) {
            next = world.data.roster.get(e).and_then(|e| e.parent);
        }
    }
    all
}

fn of_check(world: &World<'_>, (rule, check): (usize, &Check), concerned: &FxHashSet<EntityId>) -> Vec<Found> {
    let recorder = Recorder::default();
    let may_have_left = |e: &EntityId| concerned.contains(e) || check.membership_unknown.contains(e);
    let found = entities::again(world, &recorder, (rule, check), |again| match again {
        // Each has a date of its own: there only those not known are told.
        Again::OwnDate(..) => check.membership_unknown.iter().map(|e| (*e, LeftBy::Unknown, Vec::new())).collect(),
        Again::Due(asked) => match (&asked.stage.who, counted(&asked.stage.statement.subject)) {
            (Who::Each(list), _) => {
                let is_excepted = !asked.stage.statement.exceptions.is_empty();
                let seen = list.iter().filter(|e| is_excepted || may_have_left(e));
                seen.filter_map(|e| of_entity(asked, *e)).collect()
            }
            (Who::One(_), Some(a)) => of_members(asked, a, check.entity, may_have_left),
            (Who::One(_), None) => Vec::new(),
        },
    });
    found.unwrap_or_default()
}

/// Looks at one of those who are judged each on its own.
fn of_entity(asked: &Asked<'_, '_, '_>, entity: EntityId) -> Option<Found> {
    let judged = verdict::judge(asked, Some(entity));
    let frame = verdict::base_frame(asked, Some(entity));
    let statement = asked.stage.statement;
    if judged.state == State::Out {
        let is_true = |c: &Expr| matches!(expr::condition(frame, c).what, What::Truth(Some(true)));
        let meant =
            asked.stage.filter().is_none_or(|f| !matches!(expr::condition(frame, f).what, What::Truth(Some(false))));
        if !meant {
            return None;
        }
        if let Some(at) = statement.exceptions.iter().position(|e| e.targets.is_empty() && is_true(&e.filter)) {
            let cells = cells(frame, &statement.exceptions.get(at)?.filter, |_, _| true);
            return Some((entity, LeftBy::Exception(at), cells));
        }
        let told = asked.stage.filter().into_iter().chain([&statement.subject]);
        let cells = told.flat_map(|x| cells(frame, x, does_not_apply)).collect();
        return Some((entity, LeftBy::Figure, cells));
    }
    if judged.is_asked {
        return None;
    }
    let conditions = asked.stage.filter().into_iter().chain(statement.exceptions.iter().map(|e| &e.filter));
    let cells = conditions.flat_map(|c| cells(frame, c, is_unknown)).collect();
    Some((entity, LeftBy::Unknown, cells))
}

/// Looks at those whom a count or share goes over.
fn of_members(
    asked: &Asked<'_, '_, '_>,
    a: &Aggregate,
    entity: Option<EntityId>,
    may_have_left: impl Fn(&EntityId) -> bool,
) -> Vec<Found> {
    let Some(read_at) = verdict::judge(asked, entity).read_at else { return Vec::new() };
    let frame = frame_at(asked.stage, entity, read_at);
    let everybody = frame.world.members(&a.level, frame.entity, frame.region);
    let mut found = Vec::new();
    for member in everybody.iter().filter(|e| may_have_left(e)) {
        let here = frame.of(Some(*member)).unruled();
        let parts = a.filter.iter().chain(a.body.iter());
        let mut n_out = 0;
        let mut is_open = false;
        aggregate::each_of(frame, a, (&[*member], &mut n_out), |m| is_open = !m.is_sure);
        if n_out > 0 {
            let cells = parts.flat_map(|x| cells(here, x, does_not_apply)).collect();
            found.push((*member, LeftBy::Figure, cells));
        } else if is_open {
            let cells = a.filter.iter().flat_map(|x| cells(here, x, is_unknown)).collect();
            found.push((*member, LeftBy::Unknown, cells));
        }
    }
    found
}

/// Returns the cells that an expression reads, of those wanted, each once.
fn cells(frame: Frame<'_, '_>, expr: &Expr, is_wanted: impl Fn(&World<'_>, &Reading) -> bool) -> Vec<Observation> {
    let recorder = Recorder::default();
    recorder.restart(Detail::Full);
    let noted = Frame { recorder: &recorder, ..frame };
    expr::eval(noted, expr, Want::Any);
    let world = frame.world;
    let readings = recorder.take().into_iter().filter(|r| is_wanted(world, r));
    readings.map(|r| reason::observation(world, r)).collect()
}

fn does_not_apply(world: &World<'_>, reading: &Reading) -> bool {
    match (world.bound(reading.indicator), reading.period) {
        (Bound::Series(series), Some(period)) => {
            matches!(read::cell(world, series, reading.entity, period), Cell::NotApplicable)
        }
        _ => false,
    }
}

fn is_unknown(_: &World<'_>, reading: &Reading) -> bool {
    !reading.is_known
}
