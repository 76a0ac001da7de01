//! In how many periods running somebody has been among the last of a scheme: 连续倒数.
//!
//! The periods run back from the newest that has ended. A rank of before is that of the earlier report which told it, where
//! one is given, else the scheme is applied again on the last day of that period. INVARIANT: a rank that is open, or a period
//! of which nothing is known, leaves the number open upwards; nobody is said to have been among the last by accident.

use std::rc::Rc;

use super::bind::World;
use super::earlier::{Placed, Standing, is_among_last};
use super::frame::Frame;
use super::score;
use super::value::{Range, Val};
use dabiao_data::EntityId;
use dabiao_lang::model::{Exact, Period, TimesLast};

/// Periods that are looked back.
const LOOKED_BACK: i64 = 12;

/// Evaluates `连续倒数("季度考核", 3位)` for the entity at hand, or for that above it which is ranked.
pub(crate) fn eval(frame: Frame<'_, '_>, times: &TimesLast) -> Val {
    let world = frame.world;
    let schemes = &world.model.schemes;
    let named = |name: &std::sync::Arc<str>| schemes.iter().position(|s| s.name == *name);
    let found = times.scheme.as_ref().map_or((schemes.len() == 1).then_some(0), named);
    let Some((n, scheme)) = found.and_then(|n| Some((n, schemes.get(n)?))) else {
        return Val::range(Range::unbounded());
    };
    // Whoever is above those who are ranked has no rank, and was never among the last.
    let Some(entity) = frame.entity.and_then(|e| world.ancestor(Some(e), scheme.who.level.level)) else {
        return Val::num(Exact::ZERO);
    };
    let present = score::period_of(world, scheme);
    let mut period = if present.last_day() <= world.as_of { present } else { present.step(-1) };
    let mut n_times = 0;
    while n_times < LOOKED_BACK {
        match is_last(world, (n, period), (entity, times.places as usize)) {
            Some(true) => n_times += 1,
            Some(false) => return Val::num(Exact::from(n_times)),
            None => break,
        }
        period = period.step(-1);
    }
    Val::range(Range::between(Some(Exact::from(n_times)), None))
}

fn is_last(world: &World<'_>, of: (usize, Period), (entity, places): (EntityId, usize)) -> Option<bool> {
    let standing = standing(world, of)?;
    let Some(own) = standing.0.iter().find(|p| p.entity == Some(entity)) else { return Some(false) };
    let rivals = standing.0.iter().filter(|p| p.entity != Some(entity) && p.group == own.group);
    is_among_last(&own.bounds, rivals.map(|p| p.bounds.clone()), places)
}

/// Returns who stood where; `None` where nothing is known of that period.
fn standing(world: &World<'_>, (n, period): (usize, Period)) -> Option<Rc<Standing>> {
    let scheme = world.model.schemes.get(n)?;
    let window = scheme.plan.and_then(|p| world.model.plans.get(p.0 as usize)).and_then(|p| p.window);
    if window.is_some_and(|w| period.last_day() < w.from.first_day()) {
        // Before the plan began nobody was ranked.
        return Some(Rc::default());
    }
    if let Some(known) = world.standings.borrow().get(&(n, period)) {
        return known.clone();
    }
    // Ranks that wait for themselves are open; the rules that ask so are told by the checker.
    if !world.ranking.borrow_mut().insert(n) {
        return None;
    }
    let found = reported(world, &scheme.name, period).or_else(|| computed(world, n, period)).map(Rc::new);
    world.ranking.borrow_mut().remove(&n);
    world.standings.borrow_mut().insert((n, period), found.clone());
    found
}

fn reported(world: &World<'_>, scheme: &str, period: Period) -> Option<Standing> {
    let told = world.earlier.of(scheme, period)?;
    let n = told.rows.len();
    let placed = told.rows.iter().map(|r| Placed {
        entity: world.written(&r.entity).ok(),
        group: r.group.as_deref().map(Rc::from),
        bounds: r.bounds(n),
    });
    Some(Standing(placed.collect()))
}

fn computed(world: &World<'_>, n: usize, period: Period) -> Option<Standing> {
    let then = world.on(period.last_day());
    let rows = score::ranks(&then, n, period)?;
    let placed = rows.into_iter().map(|r| Placed {
        entity: Some(r.entity),
        group: r.group.as_deref().map(Rc::from),
        bounds: r.rank_bounds,
    });
    Some(Standing(placed.collect()))
}
