//! What would move somebody up one place: the points lacking, and the entries that can still give them.

use super::column::{Board, Cell};
use super::measure::Scene;
use super::reach::{self, Reach};
use crate::amount::Amount;
use crate::scores::{ItemState, NextPlace, Offer, Points, ScoreRow};
use crate::value::in_unit;
use dabiao_data::EntityId;
use dabiao_lang::model::Exact;
use dabiao_lang::model::scheme::{Entry, EntryKind, TieRule};

/// Returns what would let a row draw level with the next better total that is known; `None` for the first, and where
/// its own total is open.
pub(super) fn of(
    board: &Board<'_, '_, '_>,
    columns: &[Vec<Cell>],
    (rows, factors): (&[ScoreRow], &[Option<Exact>]),
    who: usize,
) -> Option<NextPlace> {
    let scheme = board.scheme;
    let total = |r: &ScoreRow| -> Option<Exact> {
        let p: &Points = if scheme.is_ranked_unrounded { &r.unrounded } else { &r.total };
        p.value().cloned()
    };
    let row = rows.get(who)?;
    let own = total(row)?;
    let better = rows.iter().filter_map(|r| total(r).map(|t| (r, t))).filter(|(_, t)| *t > own);
    let (above, theirs) = better.min_by(|a, b| a.1.cmp(&b.1))?;
    let lacking = &theirs - &own;
    let ties = scheme.ties.as_ref();
    let is_more = ties.is_some_and(|t| !t.breakers.is_empty() || matches!(t.rule, TieRule::Lowest | TieRule::Average));
    let factor = factors.get(who).cloned().flatten().unwrap_or(Exact::ONE);
    let mut offers: Vec<(Option<Exact>, Offer)> = Vec::new();
    for (n, entry) in scheme.entries.iter().enumerate() {
        let Some(cell) = columns.get(n).and_then(|c| c.get(who)) else { continue };
        let ask = Ask { scene: &board.scene, entity: row.entity, factor: &factor, lacking: &lacking };
        offers.extend(offer(n, (entry, cell), &ask));
    }
    let n_most = offers.iter().fold(Exact::ZERO, |s, (_, o)| &s + &o.points);
    offers.sort_by(|(x, a), (y, b)| {
        let by_step = x.is_none().cmp(&y.is_none()).then_with(|| x.cmp(y));
        by_step.then_with(|| b.points.cmp(&a.points)).then(a.entry.cmp(&b.entry))
    });
    let offers: Vec<Offer> = offers.into_iter().map(|(_, offer)| offer).collect();
    Some(NextPlace {
        above: above.entity,
        rank: above.rank.clone(),
        is_enough: if is_more { n_most > lacking } else { n_most >= lacking },
        lacking,
        is_more,
        offers,
    })
}

/// For whom offers are sought, and how much is lacking.
struct Ask<'q, 'w, 'a> {
    scene: &'q Scene<'w, 'a>,
    entity: EntityId,
    /// By how much the points of items are scaled up.
    factor: &'q Exact,
    lacking: &'q Exact,
}

/// An offer with the size of its step, where it is enough alone.
fn offer(n: usize, (entry, cell): (&Entry, &Cell), ask: &Ask<'_, '_, '_>) -> Option<(Option<Exact>, Offer)> {
    if matches!(cell.state, ItemState::NotApplicable | ItemState::Elsewhere) {
        return None;
    }
    let now = cell.points.low.clone()?;
    let cap = entry.cap.clone().unwrap_or_else(|| entry.points.clone());
    let end = reach::most(ask.scene, (entry, cell), ask.entity);
    let (most, scale) = match entry.kind {
        EntryKind::Item => (&cap.min(end.unwrap_or_else(|| entry.points.clone())) - &now, ask.factor.clone()),
        EntryKind::Bonus => (&cap.min(end.unwrap_or_else(|| entry.points.clone())) - &now, Exact::ONE),
        // What is taken away may be taken back.
        EntryKind::Malus => (now.clone(), Exact::ONE),
    };
    if !most.is_positive() {
        return None;
    }
    let step = ask.lacking.checked_div(&scale)?;
    let wanted = if entry.kind == EntryKind::Malus { &now - &step } else { &now + &step };
    let is_within = step <= most;
    let found = if is_within { reach::of(ask.scene, (entry, cell), ask.entity, &wanted) } else { None };
    let unit = entry.unit.as_ref();
    let (size, needed, members) = match found {
        Some(Reach { value, members, step }) => {
            (Some(step), Some(Amount { value: in_unit(unit, &value), unit: unit.cloned() }), members)
        }
        None => (None, None, None),
    };
    Some((size, Offer { entry: n, points: &most * &scale, needed, members }))
}
