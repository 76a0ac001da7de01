//! Targets that are due at a date of each entity: `by 退出年份`.
//!
//! All entities together are one check without a period. A judgement of one period needs them apart: those whose date
//! falls in it, before it and after it. INVARIANT: every entity is in exactly one part; one whose date is unknown or
//! wrong is in that of the period, where it cannot be overlooked.

use std::rc::Rc;

use super::Detail;
use super::expr::Want;
use super::frame::{Frame, Sight};
use super::gather::{Gathered, entity_judgement, observations, without_time};
use super::judgement::{Check, Falls, Span};
use super::periods;
use super::read;
use super::stage::{Stage, Who};
use super::state::State;
use super::time::{self, Due};
use super::value::{Cause, Fault, What};
use super::verdict::{self, Asked, Judged};
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Expr, ExprKind, IndicatorId, Period, Target, Verdict};

/// Statement, target, and the target itself.
type Place<'a> = (usize, usize, &'a Target);

/// Judges a target for all entities at once.
pub(crate) fn of_all<'a>(stage: &Stage<'_, 'a>, place: Place<'a>, id: IndicatorId, detail: Detail) -> Check {
    of_some(stage, place, dated(stage, id), detail)
}

/// Judges a target in up to three parts: those due before a period, in it, and after it.
///
/// The part of the period has it as its own; the others run from the first date in them to the last.
pub(crate) fn in_parts<'a>(
    stage: &Stage<'_, 'a>,
    place: Place<'a>,
    (id, term): (IndicatorId, Period),
    detail: Detail,
) -> Vec<Check> {
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    let [before, within, ahead] = &mut parts;
    for one in dated(stage, id) {
        match one.falls(term) {
            Falls::Before => before.push(one),
            Falls::Within => within.push(one),
            Falls::Ahead => ahead.push(one),
        }
    }
    let [before, within, ahead] = parts;
    let is_empty = [&before, &within, &ahead].iter().all(|p| p.is_empty());
    let mut checks = Vec::new();
    for (part, label) in [(before, None), (within, Some(Span::One(term))), (ahead, None)] {
        if part.is_empty() && !(is_empty && label.is_some()) {
            continue;
        }
        let label = label.or_else(|| run(&part));
        checks.push(Check { period: label, ..of_some(stage, place, part, detail) });
    }
    checks
}

/// Judges a target once more for those whom a check was about.
pub(crate) fn again<'a>(
    stage: &Stage<'_, 'a>,
    place: Place<'a>,
    (id, check): (IndicatorId, &Check),
    detail: Detail,
) -> Check {
    of_some(stage, place, those_of(stage, id, check), detail)
}

/// Shows those whom a check was about, each with what was asked of it by its own date.
pub(crate) fn each_again<'w, 'a, T>(
    stage: &Stage<'w, 'a>,
    (_, index, target): Place<'a>,
    (id, check): (IndicatorId, &Check),
    look: impl Fn(&Asked<'_, 'w, 'a>, EntityId) -> Option<T>,
) -> Vec<T> {
    let newest = verdict::newest(stage);
    let one = |one: &Dated| match &one.date {
        OwnDate::At(due) => look(&Asked { stage, target, index, due, newest }, one.entity),
        _ => None,
    };
    those_of(stage, id, check).iter().filter_map(one).collect()
}

fn those_of(stage: &Stage<'_, '_>, id: IndicatorId, check: &Check) -> Vec<Dated> {
    let all = dated(stage, id);
    match check.period {
        None => all,
        Some(Span::One(term)) => all.into_iter().filter(|one| one.falls(term) == Falls::Within).collect(),
        Some(Span::Window(from, until)) => {
            let is_in = |due: &Due| from.first_day() <= due.end && due.end <= until.last_day();
            all.into_iter().filter(|one| matches!(&one.date, OwnDate::At(due) if is_in(due))).collect()
        }
    }
}

/// An entity with its date.
struct Dated {
    entity: EntityId,
    date: OwnDate,
}

/// The date of an entity.
enum OwnDate {
    At(Due),
    Unknown,
    Wrong(Cause),
    Out,
}

impl Dated {
    fn falls(&self, term: Period) -> Falls {
        match &self.date {
            OwnDate::At(due) => Falls::of(due.end, term),
            _ => Falls::Within,
        }
    }
}

/// From the first date to the last.
fn run(part: &[Dated]) -> Option<Span> {
    let days = part.iter().filter_map(|one| match &one.date {
        OwnDate::At(due) => Some(due.end),
        _ => None,
    });
    let (first, last) = (days.clone().min()?, days.max()?);
    Some(Span::Window(Period::day(first), Period::day(last)))
}

fn dated(stage: &Stage<'_, '_>, id: IndicatorId) -> Vec<Dated> {
    let list: Rc<[EntityId]> = match &stage.who {
        Who::One(e) => e.iter().copied().collect(),
        Who::Each(list) => Rc::clone(list),
    };
    list.iter().map(|entity| Dated { entity: *entity, date: own_date(stage, *entity, id) }).collect()
}

fn of_some<'a>(stage: &Stage<'_, 'a>, place: Place<'a>, some: Vec<Dated>, detail: Detail) -> Check {
    let (statement, index, target) = place;
    stage.recorder.restart(detail);
    let why = Both::new("", "");
    let mut check = Check { reason: None, ..without_time(statement, index, why, Verdict::Empty) };
    let newest = verdict::newest(stage);
    let any_day = time::by(stage, Period::day(stage.world.as_of));
    let common = Asked { stage, target, index, due: &any_day, newest };
    let mut gathered = Gathered::default();
    for Dated { entity, date } in &some {
        let asked = match date {
            OwnDate::At(due) => Asked { stage, target, index, due, newest },
            _ => Asked { stage, target, index, due: &any_day, newest },
        };
        let undated = match date {
            OwnDate::At(_) => None,
            OwnDate::Out => Some(Judged::out()),
            OwnDate::Unknown => Some(Judged::new(Verdict::Missing, State::Unknown)),
            OwnDate::Wrong(cause) => Some(Judged::new(Verdict::Invalid, State::Wrong(Fault::hard(*cause)))),
        };
        let judged = match undated {
            Some(found) => verdict::without_date(&asked, *entity, found),
            None => verdict::judge(&asked, Some(*entity)),
        };
        if detail == Detail::Full && judged.state != State::Out {
            check.entities.push(entity_judgement(&asked, *entity, &judged));
        }
        gathered.add(&asked, *entity, &judged, &mut check);
    }
    let list: Vec<EntityId> = some.iter().map(|one| one.entity).collect();
    gathered.finish(&common, &list, &mut check);
    if detail == Detail::Full {
        check.observations = observations(stage, stage.recorder.take());
    }
    check
}

fn own_date(stage: &Stage<'_, '_>, entity: EntityId, id: IndicatorId) -> OwnDate {
    let frame = stage.frame(Some(entity), Sight::Open(stage.world.as_of));
    let all = periods::with_data(frame, &Expr { kind: ExprKind::Value(id), span: stage.statement.span });
    let frame = Frame { period: all.last().copied(), ..frame };
    let val = read::value(frame, id, Want::Text);
    let wrong = Cause::Cell { indicator: id, entity, period: None };
    let text = match &val.what {
        What::NotApplicable => return OwnDate::Out,
        What::Text(Some(t)) => t.to_string(),
        What::Num(r) => match r.value() {
            Some(x) => x.to_text(),
            None => return OwnDate::Unknown,
        },
        _ => return val.fault.map_or(OwnDate::Unknown, |f| OwnDate::Wrong(f.cause)),
    };
    Period::parse(&text).map_or(OwnDate::Wrong(wrong), |p| OwnDate::At(time::when_over(stage, time::by(stage, p))))
}
