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
use super::own_date;
use super::read::{self, Cell};
use super::stage::Who;
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
            let is_whole = check.members.is_some_and(|m| m.not_applicable == 0) && check.membership_unknown.is_empty();
            // A figure of a place can be made of parts that do not apply; a count tells of its members itself.
            let has_parts = check.entity.is_none_or(|e| concerned.contains(&e)) && !concerned.is_empty();
            let may_tell = match check.members {
                None => has_parts,
                Some(_) if is_whole => has_parts && check.entity.is_none(),
                Some(_) => true,
            };
            if !may_tell {
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
        // Each has a date of its own; of one without a date only that is told.
        Again::OwnDate(stage, place, id) => {
            let mut found = own_date::each_again(stage, *place, (*id, check), |asked, e| of_entity(asked, e));
            let is_new = |e: &&EntityId| !found.iter().any(|f: &Found| f.0 == **e);
            let undated: Vec<Found> =
                check.membership_unknown.iter().filter(is_new).map(|e| (*e, LeftBy::Unknown, Vec::new())).collect();
            found.extend(undated);
            found.sort_by_key(|f| f.0);
            found
        }
        Again::Due(asked) => match (&asked.stage.who, counted(&asked.stage.statement.subject)) {
            (Who::Each(list), _) => {
                let statement = asked.stage.statement;
                let may_be_excepted = !statement.exceptions.is_empty() || statement.condition.is_some();
                let seen = list.iter().filter(|e| may_be_excepted || may_have_left(e));
                let parts = |e: EntityId| if concerned.contains(&e) { of_parts(asked, Some(e)) } else { Vec::new() };
                let mut found: Vec<Found> =
                    seen.flat_map(|e| of_entity(asked, *e).map_or_else(|| parts(*e), |found| vec![found])).collect();
                found.sort_by_key(|f| f.0);
                found
            }
            (Who::One(_), Some(a)) => of_members(asked, a, check.entity, may_have_left),
            (Who::One(_), None) => of_parts(asked, check.entity),
        },
    });
    found.unwrap_or_default()
}

/// Looks at one of those who are judged each on its own.
fn of_entity(asked: &Asked<'_, '_, '_>, entity: EntityId) -> Option<Found> {
    let judged = verdict::judge(asked, Some(entity));
    let frame = verdict::base_frame(asked, Some(entity));
    let statement = asked.stage.statement;
    if judged.state == State::Exempt {
        let cells = statement.condition.iter().flat_map(|c| cells(frame, c, |_, _| true)).collect();
        return Some((entity, LeftBy::Condition, cells));
    }
    if judged.state == State::Out {
        let is_true = |c: &Expr| matches!(expr::condition(frame, c).what, What::Truth(Some(true)));
        if !judged.is_perhaps_meant {
            return None;
        }
        if let Some(at) = statement.exceptions.iter().position(|e| e.targets.is_empty() && is_true(&e.filter)) {
            let cells = cells(frame, &statement.exceptions.get(at)?.filter, |_, _| true);
            return Some((entity, LeftBy::Exception(at), cells));
        }
        let told = asked.stage.filter().into_iter().chain(&statement.condition).chain([&statement.subject]);
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

/// Returns the cells that do not apply among those of which the figure of a place is made, by whose they are.
fn of_parts(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> Vec<Found> {
    let Some(read_at) = verdict::judge(asked, entity).read_at else { return Vec::new() };
    let frame = verdict::frame_again(asked, entity, read_at);
    let mut found: Vec<Found> = Vec::new();
    for cell in cells(frame, &asked.stage.statement.subject, does_not_apply) {
        match found.iter_mut().find(|f| f.0 == cell.entity) {
            Some(known) => known.2.push(cell),
            None => found.push((cell.entity, LeftBy::Part, vec![cell])),
        }
    }
    found.sort_by_key(|f| f.0);
    found
}

/// Looks at those whom a count or share goes over.
fn of_members(
    asked: &Asked<'_, '_, '_>,
    a: &Aggregate,
    entity: Option<EntityId>,
    may_have_left: impl Fn(&EntityId) -> bool,
) -> Vec<Found> {
    let Some(read_at) = verdict::judge(asked, entity).read_at else { return Vec::new() };
    let frame = verdict::frame_again(asked, entity, read_at);
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
