//! Figures that were written once and copied: the same for all below one entity, or those of last year once more.
//!
//! Yearly figures only. Round numbers (one digit that counts: 5, 10, 200) and the ends of the range (100%) are often
//! truly the same for all, and a state such as an area often stays as it was; none of these is asked about. Looking for
//! equal neighbours in roster order keeps this to one pass.

use rustc_hash::FxHashMap;

use super::sink::{Found, Sink, short_amount};
use super::sweep::{self, Column, is_positive};
use crate::EvalProblem;
use crate::bind::World;
use crate::{reason, value};
use dabiao_data::EntityId;
use dabiao_lang::diag::{Both, Severity};
use dabiao_lang::model::{Frequency, IndicatorId, Kind, LevelRef, Period};

/// The name of the check of one figure for all.
pub(super) const FOR_ALL: Both = Both::new("数值雷同", "one figure for all");
/// Its code.
pub(super) const FOR_ALL_CODE: &str = "same-for-all";
/// The name of the check of last year's figures.
pub(super) const LAST_YEAR: Both = Both::new("照抄上年", "same as last year");
/// Its code.
pub(super) const LAST_YEAR_CODE: &str = "same-as-last-year";

/// Entities that are needed before equal figures mean anything.
const FEWEST: usize = 5;
/// Indicators that are needed before one entity's equal figures mean anything.
const FEWEST_FIGURES: u16 = 4;

/// How many of an entity's flows are as they were a year before: equal ones, and all that can be compared.
#[derive(Clone, Copy, Default)]
struct Tally {
    same: u16,
    all: u16,
}

/// A figure that an entity reports once more.
struct Copied {
    indicator: IndicatorId,
    /// With its unit.
    amount: String,
    /// Whether it is unlikely to be the same twice by nature.
    is_telling: bool,
}

/// Figures that are named of one entity.
const NAMED: usize = 8;

/// What is known of last year's figures, over all indicators.
#[derive(Default)]
pub(super) struct LastYear {
    tallies: FxHashMap<Period, Vec<Tally>>,
    indicators: Vec<IndicatorId>,
}

/// Looks for one figure that all below one entity report.
pub(super) fn for_all(column: &Column<'_, '_>, to: &mut Sink<'_, '_>) {
    for period in column.periods.iter().filter(|p| p.frequency() == Frequency::Year) {
        let mut last_told = None;
        for (first, run) in column.runs(*period) {
            for (from, len, mantissa) in equal_runs(run) {
                let parents = parents_in(column.world, EntityId(first.0 + from as u32), len);
                for parent in parents {
                    if last_told == Some(parent) {
                        continue;
                    }
                    if let Some(count) = count_if_all(column, (*period, first), parent, mantissa) {
                        last_told = Some(parent);
                        to.put(same_for_all(column, *period, (parent, count, mantissa)));
                    }
                }
            }
        }
    }
}

/// Returns where at least [`FEWEST`] neighbours have one figure above zero: from, how many, which.
fn equal_runs(run: &[i64]) -> Vec<(usize, usize, i64)> {
    let mut found = Vec::new();
    let mut from = 0;
    for chunk in run.chunk_by(|a, b| a == b) {
        if let Some(mantissa) = chunk.first().filter(|m| chunk.len() >= FEWEST && is_positive(**m)) {
            found.push((from, chunk.len(), *mantissa));
        }
        from += chunk.len();
    }
    found
}

/// Returns the different parents of a run of entities, in order.
fn parents_in(world: &World<'_>, first: EntityId, len: usize) -> Vec<EntityId> {
    let ids = (first.0..).take(len).map(EntityId);
    let mut parents: Vec<EntityId> = ids.filter_map(|e| world.data.roster.get(e)?.parent).collect();
    parents.dedup();
    parents
}

/// Returns how many below a parent report, if all of them report this figure and it is no round one.
fn count_if_all(
    column: &Column<'_, '_>,
    (period, first): (Period, EntityId),
    parent: EntityId,
    mantissa: i64,
) -> Option<usize> {
    let world = column.world;
    let level = column.level(first)?;
    let span = world.indicator(column.id)?.span;
    let below = world.members(&LevelRef { level, label: None, span }, Some(parent), None);
    let reported: Vec<i64> = below.iter().filter_map(|e| column.get(period, *e)).collect();
    (reported.len() >= FEWEST && reported.iter().all(|m| *m == mantissa) && is_telling(column, mantissa))
        .then_some(reported.len())
}

/// Returns whether a figure is unlikely to be the same twice: at least two digits that count, and no end of the range.
fn is_telling(column: &Column<'_, '_>, mantissa: i64) -> bool {
    let amount = column.exact(mantissa);
    let ends = column.world.indicator(column.id).map(|i| [i.min.as_ref(), i.max.as_ref()]);
    if ends.is_some_and(|e| e.into_iter().flatten().any(|end| *end == amount)) {
        return false;
    }
    let digits: String = value::in_unit(column.unit, &amount).to_text().chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len() >= 2
}

fn same_for_all(column: &Column<'_, '_>, period: Period, (parent, count, mantissa): (EntityId, usize, i64)) -> Found {
    let problem = EvalProblem::SameForAll {
        indicator: reason::indicator_name(column.world, column.id),
        entity: reason::entity_name(column.world, parent),
        period: period.to_string(),
        value: short_amount(column.unit, &column.exact(mantissa)),
        count: count as u64,
    };
    let indicators = vec![column.id];
    Found { problem, title: FOR_ALL, indicators, entity: parent, period, sides: None, is_hard: false }
}

/// Notes which flows are as they were a year before, and looks for parents below which all are.
pub(super) fn against_last_year(column: &Column<'_, '_>, known: &mut LastYear, to: &mut Sink<'_, '_>) {
    if column.world.indicator(column.id).is_none_or(|i| i.kind != Some(Kind::Flow)) {
        return;
    }
    known.indicators.push(column.id);
    let n_entities = column.world.data.roster.entities.len();
    for after in column.periods.iter().filter(|p| p.frequency() == Frequency::Year) {
        let before = after.step_years(-1);
        if column.periods.binary_search(&before).is_err() {
            continue;
        }
        let tallies = known.tallies.entry(*after).or_insert_with(|| vec![Tally::default(); n_entities]);
        let mut last_told = None;
        for pair in column.pairs(before, *after) {
            let here = tallies.iter_mut().skip(pair.first.0 as usize);
            let mut run = 0;
            for (i, ((a, b), tally)) in pair.before.iter().zip(pair.after).zip(here).enumerate() {
                if !is_positive(*a) || !is_positive(*b) {
                    run = 0;
                    continue;
                }
                tally.all = tally.all.saturating_add(1);
                tally.same = tally.same.saturating_add(u16::from(a == b));
                run = if a == b { run + 1 } else { 0 };
                if run < FEWEST {
                    continue;
                }
                let entity = EntityId(pair.first.0 + i as u32);
                let parent = column.world.data.roster.get(entity).and_then(|e| e.parent);
                let Some(parent) = parent.filter(|p| last_told != Some(*p)) else { continue };
                if let Some(count) = count_if_copied(column, (before, *after), (parent, entity)) {
                    last_told = Some(parent);
                    to.put(column_copied(column, *after, (parent, count)));
                }
            }
        }
    }
}

/// Returns how many below a parent have a figure in both years, if all are the same and differ among themselves.
fn count_if_copied(
    column: &Column<'_, '_>,
    (before, after): (Period, Period),
    (parent, entity): (EntityId, EntityId),
) -> Option<usize> {
    let world = column.world;
    let level = column.level(entity)?;
    let span = world.indicator(column.id)?.span;
    let below = world.members(&LevelRef { level, label: None, span }, Some(parent), None);
    let both = below.iter().filter_map(|e| Some((column.get(before, *e)?, column.get(after, *e)?)));
    let both: Vec<(i64, i64)> = both.filter(|(a, b)| is_positive(*a) && is_positive(*b)).collect();
    let mut different: Vec<i64> = both.iter().map(|(_, b)| *b).filter(|m| is_telling(column, *m)).collect();
    different.sort_unstable();
    different.dedup();
    (both.len() >= FEWEST && both.iter().all(|(a, b)| a == b) && different.len() >= 3).then_some(both.len())
}

fn column_copied(column: &Column<'_, '_>, period: Period, (parent, count): (EntityId, usize)) -> Found {
    let name = reason::indicator_name(column.world, column.id);
    let what = Both::of(format!("`{name}`，{count}个对象全部如此"), format!("`{name}`, for all {count} below it"));
    copied(column.world, vec![column.id], (parent, period), what)
}

/// Reports the entities all of whose flows are those of the year before.
pub(super) fn entities_copied(known: &LastYear, to: &mut Sink<'_, '_>) {
    let world = to.world;
    let columns: Vec<Column<'_, '_>> = known.indicators.iter().flat_map(|id| sweep::columns(world, *id)).collect();
    let mut periods: Vec<&Period> = known.tallies.keys().collect();
    periods.sort();
    for period in periods {
        let Some(tallies) = known.tallies.get(period) else { continue };
        for (entity, tally) in (0..).map(EntityId).zip(tallies) {
            if tally.all >= FEWEST_FIGURES && tally.same == tally.all {
                let figures: Vec<Copied> = columns.iter().filter_map(|c| once_more(c, *period, entity)).collect();
                let is_small = figures.iter().all(|f| !f.is_telling);
                let severity = if is_small { Severity::Info } else { Severity::Warning };
                to.put_of_several(entity_copied(world, figures, (entity, *period)), severity);
            }
        }
    }
}

/// Returns an entity's figure if it is that of the year before.
fn once_more(column: &Column<'_, '_>, period: Period, entity: EntityId) -> Option<Copied> {
    let before = column.get(period.step_years(-1), entity).filter(|m| is_positive(*m))?;
    let now = column.get(period, entity).filter(|m| *m == before)?;
    let amount = short_amount(column.unit, &column.exact(now));
    Some(Copied { indicator: column.id, amount, is_telling: is_telling(column, now) })
}

/// Names the figures. A finding on nothing but small counts is no more than a hint: one training a year may be the duty.
fn entity_copied(world: &World<'_>, figures: Vec<Copied>, at: (EntityId, Period)) -> Found {
    let name = |f: &Copied| format!("{} {}", reason::indicator_name(world, f.indicator), f.amount);
    let named: Vec<String> = figures.iter().take(NAMED).map(name).collect();
    let (n, is_small) = (figures.len(), figures.iter().all(|f| !f.is_telling));
    let zh_rest = if n > NAMED { format!(" 等 {n} 项") } else { String::new() };
    let en_rest = if n > NAMED { format!(" and {} more", n - NAMED) } else { String::new() };
    let (zh_small, en_small) = match is_small {
        true => ("（都是小数目，也可能本来如此）", " (small counts, which may be so by nature)"),
        false => ("", ""),
    };
    let what = Both::of(
        format!("{}{zh_rest}{zh_small}", named.join("、")),
        format!("{}{en_rest}{en_small}", named.join(", ")),
    );
    copied(world, figures.iter().map(|f| f.indicator).collect(), at, what)
}

fn copied(world: &World<'_>, indicators: Vec<IndicatorId>, (entity, period): (EntityId, Period), what: Both) -> Found {
    let problem = EvalProblem::SameAsLastYear {
        what: Box::new(what),
        entity: reason::entity_name(world, entity),
        period: period.to_string(),
    };
    Found { problem, title: LAST_YEAR, indicators, entity, period, sides: None, is_hard: false }
}
