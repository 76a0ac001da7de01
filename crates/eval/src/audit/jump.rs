//! Figures far from what they were a year before, and cumulative figures that fall.
//!
//! A jump is more than threefold or less than a third of the same period a year before, and more than that: larger than
//! any change the entity had before, no return to what it was earlier, rare among its neighbours (at most two of
//! them, or one in twenty, jump so), and worth half a middling neighbour's figure,
//! and no count below ten in both years. An audit of `增速(X)` or `增减(X)` takes the place of
//! this check for X: there the office has said what is too much.

use rustc_hash::FxHashSet;

use super::relation::is_cumulative_report;
use super::sink::{Found, Sink, short_amount, sides};
use super::sweep::{Column, FEWEST, is_plain, is_positive};
use crate::EvalProblem;
use crate::bind::World;
use crate::reason;
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Base, CompareOp, Exact, ExprKind, IndicatorId, LevelId, Period, walk};

/// The name of the check.
pub(super) const TITLE: Both = Both::new("同比突变", "year-on-year jump");
/// The code of the check.
pub(super) const CODE: &str = "year-jump";
/// The name of the check on cumulative figures.
pub(super) const FALLS: Both = Both::new("累计数下降", "cumulative figure falls");
/// The code of the check on cumulative figures.
pub(super) const FALLS_CODE: &str = "cumulative-falls";

/// From this factor on a change is a jump.
const JUMP: i64 = 3;
/// Counts below this in both years move as they like: four persons and then one.
const SMALL_COUNT: i64 = 10;

/// Returns the indicators whose changes a declared audit looks at.
pub(super) fn declared(world: &World<'_>) -> FxHashSet<IndicatorId> {
    let mut ids = FxHashSet::default();
    for audit in world.model.audits.iter().filter(|a| a.errors.is_empty()) {
        for statement in &audit.statements {
            walk::expressions(statement, &mut |e| {
                if let ExprKind::Growth(x, _) | ExprKind::Change(x) = &e.kind
                    && let ExprKind::Value(id) = &x.kind
                {
                    ids.insert(*id);
                }
            });
        }
    }
    ids
}

/// A figure and what it was a year before.
#[derive(Clone, Copy)]
struct Jump {
    entity: EntityId,
    before: i64,
    after: i64,
}

/// Looks for jumps; `slips` are cells already told.
pub(super) fn check(column: &Column<'_, '_>, slips: &FxHashSet<(Period, EntityId)>, to: &mut Sink<'_, '_>) {
    for after in &column.periods {
        let before = after.step_years(-1);
        if after.last_day() > column.world.as_of || column.periods.binary_search(&before).is_err() {
            continue;
        }
        for moves in moves(column, before, *after) {
            let is_told = |e| slips.contains(&(*after, e)) || slips.contains(&(before, e));
            let unusual =
                moves.jumps.iter().filter(|j| !is_told(j.entity) && is_unusual(column, (before, *after), **j));
            let unusual: Vec<&Jump> = unusual.collect();
            // What many of its neighbours do is no matter of one figure.
            if moves.n_pairs < FEWEST || unusual.len() <= (moves.n_pairs / 20).max(2) {
                unusual.into_iter().for_each(|j| to.put(found(column, *after, *j)));
            }
        }
    }
}

/// How one level moved between two periods.
struct Moves {
    level: Option<LevelId>,
    /// Entities with a figure above zero in both.
    n_pairs: usize,
    jumps: Vec<Jump>,
}

/// Returns the jumps between two periods by level; none where one in ten jumps.
fn moves(column: &Column<'_, '_>, before: Period, after: Period) -> Vec<Moves> {
    let mut all: Vec<Moves> = Vec::new();
    for pair in column.pairs(before, after) {
        let level = column.level(pair.first);
        let position = all.iter().position(|m| m.level == level).unwrap_or_else(|| {
            all.push(Moves { level, n_pairs: 0, jumps: Vec::new() });
            all.len() - 1
        });
        let Some(Moves { n_pairs, jumps, .. }) = all.get_mut(position) else { continue };
        for (i, (a, b)) in pair.before.iter().zip(pair.after).enumerate() {
            let (low, high) = if a < b { (*a, *b) } else { (*b, *a) };
            if low <= 0 {
                continue;
            }
            *n_pairs += 1;
            if high > low.saturating_mul(JUMP) {
                jumps.push(Jump { entity: EntityId(pair.first.0 + i as u32), before: *a, after: *b });
            }
        }
    }
    all.retain(|m| m.jumps.len() <= 8 || m.jumps.len() * 10 <= m.n_pairs);
    all
}

/// Judges one jump; all figures of a column have one scale, so that mantissas compare as they are.
fn is_unusual(column: &Column<'_, '_>, (before, after): (Period, Period), jump: Jump) -> bool {
    let is_count = column.unit.is_some_and(|u| matches!(u.dim.0.as_slice(), [(Base::Count(_), 1)]));
    if is_count && column.exact(jump.before.max(jump.after)) < Exact::from(SMALL_COUNT) {
        return false;
    }
    let is_alike = |a: i64, b: i64| a <= b.saturating_mul(JUMP) && b <= a.saturating_mul(JUMP);
    // Whether two figures are at least as far apart as those of the jump.
    let moved = (i128::from(jump.before.max(jump.after)), i128::from(jump.before.min(jump.after)));
    let is_as_far =
        |a: i64, b: i64| i128::from(a.max(b)).saturating_mul(moved.1) >= i128::from(a.min(b)).saturating_mul(moved.0);
    let mut last = None;
    for period in column.periods.iter().filter(|p| **p <= before) {
        let Some(value) = column.get(*period, jump.entity).filter(|m| is_positive(*m)) else { continue };
        let is_return = *period < before && is_alike(value, jump.after);
        if is_return || last.is_some_and(|l| is_as_far(l, value)) {
            return false;
        }
        last = Some(value);
    }
    let change = column.exact(jump.after.abs_diff(jump.before).try_into().unwrap_or(i64::MAX));
    let middling = column.quartiles(after, column.level(jump.entity));
    middling.is_none_or(|q| &change * &Exact::from(2) >= q.median)
}

fn found(column: &Column<'_, '_>, period: Period, jump: Jump) -> Found {
    let (old, new) = (column.exact(jump.before), column.exact(jump.after));
    let share = new.checked_div(&old).unwrap_or(Exact::ZERO);
    let change = match new > old {
        true => {
            let times = short_amount(None, &share);
            Both::of(format!("是上年的{times}倍"), format!("{times} times as much"))
        }
        false => {
            let percent = short_amount(None, &(&share * &Exact::from(100)));
            Both::of(format!("只有上年的{percent}%"), format!("only {percent}% of it"))
        }
    };
    let typical = match column.quartiles(period, column.level(jump.entity)) {
        Some(q) => {
            let median = short_amount(column.unit, &q.median);
            Both::of(format!("（同级中位数{median}）"), format!(" (the median of its level is {median})"))
        }
        None => Both::new("", ""),
    };
    let problem = EvalProblem::YearJump {
        indicator: reason::indicator_name(column.world, column.id),
        entity: reason::entity_name(column.world, jump.entity),
        period: period.to_string(),
        value: short_amount(column.unit, &new).into(),
        before: short_amount(column.unit, &old).into(),
        change: Box::new(change),
        typical: Box::new(typical),
    };
    let sides = sides(column.unit, (&new, None, &old), &Exact::ZERO);
    Found {
        problem,
        title: TITLE,
        indicators: vec![column.id],
        entity: jump.entity,
        period,
        sides: Some(sides),
        is_hard: false,
    }
}

/// Looks for totals since January that are less than those of the period before.
pub(super) fn falls(column: &Column<'_, '_>, to: &mut Sink<'_, '_>) {
    if !is_cumulative_report(column.world, column.id) {
        return;
    }
    for (before, after) in column.periods.iter().zip(column.periods.iter().skip(1)) {
        if before.year() != after.year() {
            continue;
        }
        for pair in column.pairs(*before, *after) {
            for (i, (a, b)) in pair.before.iter().zip(pair.after).enumerate() {
                if is_plain(*a) && is_plain(*b) && b < a {
                    let entity = EntityId(pair.first.0 + i as u32);
                    to.put(fall(column, (*before, *after), Jump { entity, before: *a, after: *b }));
                }
            }
        }
    }
}

fn fall(column: &Column<'_, '_>, (earlier, period): (Period, Period), jump: Jump) -> Found {
    let (old, new) = (column.exact(jump.before), column.exact(jump.after));
    let problem = EvalProblem::CumulativeFalls {
        indicator: reason::indicator_name(column.world, column.id),
        entity: reason::entity_name(column.world, jump.entity),
        period: period.to_string(),
        value: short_amount(column.unit, &new).into(),
        before: short_amount(column.unit, &old).into(),
        earlier: earlier.to_string().into(),
    };
    let sides = sides(column.unit, (&new, Some(CompareOp::Ge), &old), &Exact::ZERO);
    Found {
        problem,
        title: FALLS,
        indicators: vec![column.id],
        entity: jump.entity,
        period,
        sides: Some(sides),
        is_hard: false,
    }
}
