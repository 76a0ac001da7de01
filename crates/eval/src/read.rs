//! One value: an indicator for an entity in a period, reported or rolled up, with everything that may be odd about it.
//!
//! The order is: the reported figure; finer periods (`年内`); the formula; entities below (`汇总`); else unknown, within
//! what the indicator can be. INVARIANT: an unknown never becomes a number, except by `缺数 按 0`.

use rust_decimal::Decimal;

use super::bind::{Bound, World, fold};
use super::expr::{self, Want};
use super::frame::{Basis, Flow, Frame, MissingAs, Reading, Sight};
use super::task;
use super::value::{Cause, Fault, Range, Val, What};
use dabiao_data::{ABSENT, Attribute, Domain, EntityId, SPECIAL, Series, SpecialKind};
use dabiao_lang::model::{Exact, Expr, Frequency, Indicator, IndicatorId, Kind, LevelRef, Period, Upward, WithinYear};

/// How deep formulas may lead into one another.
const MAX_DEPTH: u32 = 32;

/// What one cell holds.
pub(crate) enum Cell {
    Absent,
    Value(Val),
    /// `…`: more than nothing and less than this.
    BelowUnit(Exact),
    NotApplicable,
    Wrong,
}

/// Reads the value of a name for the frame's entity and period.
pub(crate) fn value(frame: Frame<'_, '_>, id: IndicatorId, want: Want) -> Val {
    if let Bound::Attribute(column) = frame.world.bound(id) {
        return attribute(frame, id, column, want);
    }
    let is_nowhere = matches!(frame.world.bound(id), Bound::Nothing)
        && frame.world.indicator(id).is_some_and(|i| i.kind.is_none() && i.formula.is_none() && !i.is_declared);
    if let (true, Some(entity)) = (is_nowhere && frame.supposed.is_none(), frame.entity) {
        // Nobody knows what it is: it is unknown as whatever it is compared with.
        frame.recorder.note(Reading { indicator: id, entity, period: frame.period, is_known: false });
        match want {
            Want::Text => return Val::text(None),
            Want::Truth if frame.missing == MissingAs::Unknown => return Val::truth(None),
            Want::Truth | Want::Num | Want::Any => {}
        }
    }
    let Some(period) = frame.period else { return unknown(frame, id) };
    let frame = if task::is_set(frame.world, id) { frame.of_tasks() } else { frame };
    if let Some(formula) = frame.world.indicator(id).and_then(|i| i.formula.as_ref())
        && frame.depth <= MAX_DEPTH
        && frame.entity.is_none_or(|e| matches!(reported(frame, id, e, period), Cell::Absent))
    {
        // The formula is read as a whole, so that its flows are totalled as the target wants it.
        return from_formula(Frame { depth: frame.depth + 1, ..frame }, id, formula);
    }
    let period = as_fine_as_data(frame.world, id, period);
    let is_flow = is_cumulative(frame.world, id);
    let how = frame.world.indicator(id).and_then(within_year);
    let is_state = matches!(how, None | Some(WithinYear::Last));
    let period = if is_state { not_beyond(frame, period) } else { period };
    match frame.flow {
        Flow::YearToDate if is_flow && period.frequency() != Frequency::Year => year_to_date(frame, id, period),
        Flow::Block(n) if is_flow && n > 1 => {
            let parts = (0..n as i32).rev().map(|k| period.step(-k)).filter(|p| !frame.is_beyond(*p));
            let values = parts.map(|p| in_period(frame, id, p)).collect();
            sum(frame, id, values, period)
        }
        _ => in_period(frame, id, period),
    }
}

/// Returns the period that holds the end of another one and is as fine as the data are.
pub(crate) fn as_fine_as_data(world: &World<'_>, id: IndicatorId, period: Period) -> Period {
    match world.finest(id) {
        Some(f) if f < period.frequency() => period.widen(f),
        _ => period,
    }
}

/// Returns the period that holds the newest data where a state is asked for at a later time.
fn not_beyond(frame: Frame<'_, '_>, period: Period) -> Period {
    match frame.sight {
        Sight::Open(horizon) | Sight::Running(horizon) if period.first_day() > horizon => {
            Period::containing(horizon, period.frequency())
        }
        _ => period,
    }
}

/// Returns whether an indicator is totalled over time.
pub(crate) fn is_cumulative(world: &World<'_>, id: IndicatorId) -> bool {
    world.indicator(id).and_then(within_year) == Some(WithinYear::Sum)
}

/// Sums a flow from 1 January, taking the longest reported periods that fit.
fn year_to_date(frame: Frame<'_, '_>, id: IndicatorId, period: Period) -> Val {
    let (last, year) = (period.last_day(), period.widen(Frequency::Year));
    if year.last_day() == last {
        return in_period(frame, id, year);
    }
    let mut values = Vec::new();
    let mut next = year.first_day();
    while next <= last {
        let fine = Period::containing(next, period.frequency());
        if frame.is_beyond(fine) {
            break;
        }
        let fits = |f: &&Frequency| {
            let p = Period::containing(next, **f);
            **f != Frequency::Year && p.first_day() == next && p.last_day() <= last && p.frequency() < fine.frequency()
        };
        let coarse = frame.world.frequencies(id).iter().filter(fits).map(|f| Period::containing(next, *f));
        let reported = coarse.map(|p| (p, in_period(frame, id, p))).find(|(_, v)| v.is_known());
        let (taken, val) = reported.unwrap_or_else(|| (fine, in_period(frame, id, fine)));
        values.push(val);
        next = taken.step(1).first_day();
    }
    sum(frame, id, values, period)
}

fn sum(frame: Frame<'_, '_>, id: IndicatorId, values: Vec<Val>, until: Period) -> Val {
    if values.is_empty() {
        return unknown(frame, id);
    }
    let Some((first, rest)) = that_apply(values) else { return Val::of(What::NotApplicable) };
    // One period alone is the figure itself, not a part of something.
    let total = rest.into_iter().fold(first, |a, b| a.lift(b, |x, y| Ok(x.add(y))));
    open_if_running(frame, id, total, until)
}

/// Returns the parts of a period that apply, the first one apart: `不适用` in some parts leaves these out, in all of
/// them the whole.
fn that_apply(values: Vec<Val>) -> Option<(Val, Vec<Val>)> {
    let mut kept = values.into_iter().filter(|v| !matches!(v.what, What::NotApplicable));
    let first = kept.next()?;
    Some((first, kept.collect()))
}

/// Widens an unfinished flow: it may still grow, and where negatives are possible it may become anything.
fn open_if_running(frame: Frame<'_, '_>, id: IndicatorId, val: Val, until: Period) -> Val {
    if !frame.is_open(until.last_day()) {
        return val;
    }
    match val.what {
        What::Num(r) => {
            let can_only_grow =
                frame.world.indicator(id).and_then(|i| i.min.as_ref()).is_some_and(|m| !m.is_negative());
            let what = What::Num(if can_only_grow { r.and_more() } else { Range::unbounded() });
            Val { what, ..val }
        }
        _ => val,
    }
}

/// Reads the value of an indicator in one period alone.
pub(crate) fn in_period(frame: Frame<'_, '_>, id: IndicatorId, period: Period) -> Val {
    if frame.depth > MAX_DEPTH {
        return Val::fault(Cause::Depth);
    }
    let frame = if task::is_set(frame.world, id) { frame.of_tasks() } else { frame };
    let is_open = frame.may_change(period.last_day()) && !is_cumulative(frame.world, id);
    let basis = if is_open { Basis::Ranges } else { frame.basis };
    let frame = Frame { depth: frame.depth + 1, basis, ..frame }.alone(period);
    let Some(entity) = frame.entity else { return computed(frame, id, period, None) };
    if let Some(val) = whole(frame, id, period, entity) {
        return val;
    }
    match reported(frame, id, entity, period) {
        Cell::Value(val) => {
            note(frame, id, entity, period, true);
            if is_cumulative(frame.world, id) { open_if_running(frame, id, val, period) } else { val }
        }
        Cell::NotApplicable => {
            note(frame, id, entity, period, true);
            Val::of(What::NotApplicable)
        }
        Cell::Wrong => {
            note(frame, id, entity, period, true);
            unknown(frame, id).with(Some(Fault::hard(Cause::Cell { indicator: id, entity, period: Some(period) })))
        }
        Cell::BelowUnit(top) => {
            note(frame, id, entity, period, false);
            let val = below_unit(frame, id, top);
            if is_cumulative(frame.world, id) { open_if_running(frame, id, val, period) } else { val }
        }
        Cell::Absent => computed(frame, id, period, Some(entity)),
    }
}

/// Returns the figure of a place together with those of the places that have become part of it; `None` where there are
/// none, or none of them has a figure.
fn whole(frame: Frame<'_, '_>, id: IndicatorId, period: Period, entity: EntityId) -> Option<Val> {
    let changes = frame.world.changes.as_ref()?;
    let parts = changes.parts(entity, period, frame.vantage?);
    if !parts.iter().any(|p| has_figure(frame.world, id, *p, period)) {
        return None;
    }
    let own = Some(entity).filter(|e| changes.was_there(*e, period));
    let alone = Frame { vantage: None, ..frame };
    let values: Vec<(EntityId, Val)> =
        own.into_iter().chain(parts).map(|e| (e, in_period(alone.of(Some(e)), id, period))).collect();
    if let [(_, one)] = values.as_slice() {
        return Some(one.clone());
    }
    let indicator = frame.world.indicator(id)?;
    let nothing = || Some(unknown(frame, id));
    match (&indicator.kind, &indicator.upward) {
        (Some(Kind::Flow | Kind::Stock), _) => Some(super::aggregate::total(values.into_iter().map(|(_, v)| v))),
        (Some(Kind::Ratio), Upward::Weighted(weight)) => {
            let weigh = |e: EntityId| value(alone.of(Some(e)).alone(period), *weight, Want::Num);
            Some(super::aggregate::weighted(values.into_iter().map(|(e, v)| (v, weigh(e))).collect()))
        }
        (Some(Kind::Ratio) | None, _) => nothing(),
        (Some(_), _) => {
            let first = values.first().map(|(_, v)| v.clone())?;
            if values.iter().all(|(_, v)| says_same(v, &first)) { Some(first) } else { nothing() }
        }
    }
}

/// Returns whether a place has a figure, right or wrong, of a period or of a part of it.
fn has_figure(world: &World<'_>, id: IndicatorId, entity: EntityId, period: Period) -> bool {
    let Bound::Series(series) = world.bound(id) else { return false };
    let is_inside = |p: Period| period.first_day() <= p.first_day() && p.last_day() <= period.last_day();
    series
        .slabs
        .iter()
        .filter(|s| is_inside(s.period))
        .any(|s| s.index_of(entity).and_then(|i| s.values.get(i)).is_some_and(|v| *v != ABSENT))
}

/// Returns whether two flags, grades or texts are known and the same.
fn says_same(a: &Val, b: &Val) -> bool {
    a.is_known()
        && match (&a.what, &b.what) {
            (What::Truth(x), What::Truth(y)) => x == y,
            (What::Text(x), What::Text(y)) => x == y,
            (What::Num(x), What::Num(y)) => x.value() == y.value(),
            _ => false,
        }
}

/// Returns what `…` says: more than nothing and less than one of the last digit shown.
fn below_unit(frame: Frame<'_, '_>, id: IndicatorId, top: Exact) -> Val {
    let shown = Range::strictly_between(Exact::ZERO, top);
    Val::range(match unknown(frame, id).as_range() {
        Some(possible) => shown.within(possible),
        None => shown,
    })
}

fn computed(frame: Frame<'_, '_>, id: IndicatorId, period: Period, entity: Option<EntityId>) -> Val {
    let rolled = from_parts(frame, id, period);
    if let Some(val) = rolled.as_ref().filter(|v| v.is_known()) {
        return val.clone();
    }
    let indicator = frame.world.indicator(id);
    if let Some(formula) = indicator.and_then(|i| i.formula.as_ref()) {
        return from_formula(frame, id, formula);
    }
    // The wider entity's own finer periods, reported or computed one by one, go before a sum over whole periods below.
    let is_reported_so = frame.world.frequencies(id).contains(&period.frequency());
    if (rolled.is_none() || is_reported_so)
        && let Some(val) = indicator.and_then(|i| from_below(frame, id, i))
    {
        return val;
    }
    if let Some(val) = rolled {
        return val;
    }
    if let Some(e) = entity {
        note(frame, id, e, period, false);
    }
    let is_begun = period.first_day() <= frame.world.as_of;
    if frame.missing == MissingAs::Zero && frame.basis != Basis::Ranges && is_begun && !has_parts(frame, id, period) {
        return zero(frame, id);
    }
    unknown(frame, id)
}

/// Returns whether some part of a period is reported although nothing says how the parts make up the whole.
///
/// Such a gap is one of the rules, not of the data: `缺数 按 0` must not put a 0 beside reported quarters.
pub(crate) fn has_parts(frame: Frame<'_, '_>, id: IndicatorId, period: Period) -> bool {
    let (Bound::Series(series), Some(entity)) = (frame.world.bound(id), frame.entity) else { return false };
    if frame.world.indicator(id).and_then(within_year).is_some() {
        return false;
    }
    let is_reported = |p: &Period| frame.sees(*p) && !matches!(cell(frame.world, series, entity, *p), Cell::Absent);
    let finer = frame.world.frequencies(id).iter().filter(|f| **f > period.frequency());
    finer.copied().any(|f| period.parts(f).any(|p| is_reported(&p)))
}

fn note(frame: Frame<'_, '_>, indicator: IndicatorId, entity: EntityId, period: Period, is_known: bool) {
    frame.recorder.note(Reading { indicator, entity, period: Some(period), is_known });
}

/// Reads what stands in the data.
fn reported(frame: Frame<'_, '_>, id: IndicatorId, entity: EntityId, period: Period) -> Cell {
    if let Some(s) = frame.supposed
        && (s.indicator, s.entity, s.period) == (id, entity, period)
    {
        return Cell::Value(s.value.clone());
    }
    if frame.basis == Basis::Ranges {
        return Cell::Absent;
    }
    let Bound::Series(series) = frame.world.bound(id) else { return Cell::Absent };
    if !frame.sees(period) && !task::is_set(frame.world, id) {
        return Cell::Absent;
    }
    cell(frame.world, series, entity, period)
}

/// Reads a cell of a column.
pub(crate) fn cell(world: &World<'_>, series: &Series, entity: EntityId, period: Period) -> Cell {
    let Some(slab) = series.slab(period, entity) else { return Cell::Absent };
    let Some(mantissa) = slab.index_of(entity).and_then(|i| slab.values.get(i)) else { return Cell::Absent };
    match *mantissa {
        ABSENT => Cell::Absent,
        SPECIAL => match series.specials.get(&(period, entity)).map(|s| &s.kind) {
            None | Some(SpecialKind::Missing) => Cell::Absent,
            Some(SpecialKind::BelowUnit(top)) => Cell::BelowUnit(top.clone()),
            Some(SpecialKind::NotApplicable) => Cell::NotApplicable,
            Some(SpecialKind::Conflict | SpecialKind::Invalid(_)) => Cell::Wrong,
            Some(SpecialKind::Number(x)) => Cell::Value(Val::num(x.clone())),
        },
        m => Cell::Value(match series.domain {
            Domain::Number { scale } => Val::num(Exact::from_scaled(m, scale)),
            Domain::Flag => Val::truth(Some(m != 0)),
            Domain::Grade => Val::num(Exact::from(m)),
            Domain::Text => Val::text(usize::try_from(m).ok().and_then(|i| world.data.texts.get(i)).cloned()),
        }),
    }
}

/// Returns the unknown value of an indicator: within what it can be.
pub(crate) fn unknown(frame: Frame<'_, '_>, id: IndicatorId) -> Val {
    let Some(indicator) = frame.world.indicator(id) else { return Val::range(Range::unbounded()) };
    let domain = match frame.world.bound(id) {
        Bound::Series(s) => Some(s.domain),
        _ => None,
    };
    match (&indicator.kind, domain) {
        (Some(Kind::Flag), _) | (None, Some(Domain::Flag)) => Val::truth(None),
        (Some(Kind::Text), _) | (None, Some(Domain::Text)) => Val::text(None),
        (Some(Kind::Grade(names)), _) => {
            let last = Exact::from(names.len().saturating_sub(1));
            Val::range(Range::stepped(Exact::ZERO, last, Exact::ONE))
        }
        _ if frame.basis == Basis::Figures => Val::range(Range::unbounded()),
        _ => Val::range(Range::between(indicator.min.clone(), indicator.max.clone())),
    }
}

fn zero(frame: Frame<'_, '_>, id: IndicatorId) -> Val {
    let val = unknown(frame, id);
    let is_grade = frame.world.indicator(id).is_some_and(|i| matches!(i.kind, Some(Kind::Grade(_))));
    match val.what {
        What::Num(_) if !is_grade => Val::num(Exact::ZERO),
        What::Truth(_) => Val::truth(Some(false)),
        _ => val,
    }
}

/// How finer periods make up a longer one.
fn within_year(indicator: &Indicator) -> Option<WithinYear> {
    indicator.within_year.or(match indicator.kind {
        Some(Kind::Flow) => Some(WithinYear::Sum),
        Some(Kind::Stock | Kind::Flag | Kind::Grade(_)) => Some(WithinYear::Last),
        _ => None,
    })
}

/// Computes what an entity's own shorter periods make, whether the longer one is reported or not.
pub(crate) fn own_parts(frame: Frame<'_, '_>, id: IndicatorId) -> Option<Val> {
    let (period, entity) = (frame.period?, frame.entity?);
    let Bound::Series(series) = frame.world.bound(id) else { return None };
    let finer = frame.world.frequencies(id).iter().copied().filter(|f| *f > period.frequency());
    let is_reported = |p: Period| matches!(cell(frame.world, series, entity, p), Cell::Value(_) | Cell::BelowUnit(_));
    let has_own = finer.into_iter().any(|f| f != Frequency::Day && period.parts(f).any(is_reported));
    if has_own { from_parts(frame, id, period) } else { None }
}

/// Rolls finer periods up; `None` where there are none or nothing says how.
fn from_parts(frame: Frame<'_, '_>, id: IndicatorId, period: Period) -> Option<Val> {
    let how = within_year(frame.world.indicator(id)?)?;
    let finer = frame.world.frequencies(id).iter().copied().find(|f| *f > period.frequency())?;
    if period.frequency() == Frequency::Day {
        return None;
    }
    let parts: Vec<Period> = period.parts(finer).filter(|p| !frame.is_beyond(*p)).collect();
    if how == WithinYear::Last {
        return last_that_applies(frame, id, &parts);
    }
    let values: Vec<Val> = parts.iter().map(|p| in_period(frame, id, *p)).collect();
    if values.is_empty() {
        return None;
    }
    let Some((first, rest)) = that_apply(values) else { return Some(Val::of(What::NotApplicable)) };
    let n = rest.len() + 1;
    let rolled = rest.into_iter().fold(first.part(), |a, b| match how {
        WithinYear::Max => a.lift(b, |x, y| Ok(greater(x, y))),
        _ => a.lift(b, |x, y| Ok(x.add(y))),
    });
    Some(match how {
        WithinYear::Sum => open_if_running(frame, id, rolled, period),
        WithinYear::Avg => rolled.lift(Val::num(Exact::from(n)), Range::div),
        // Where one part stands at the greatest possible value, no other figure in place of a wrong one changes it.
        WithinYear::Max => rolled.whole(),
        WithinYear::Last => rolled,
    })
}

/// Reads a state at the end of the last part that applies.
fn last_that_applies(frame: Frame<'_, '_>, id: IndicatorId, parts: &[Period]) -> Option<Val> {
    let mut last = None;
    for part in parts.iter().rev() {
        let val = in_period(frame, id, *part).part();
        if !matches!(val.what, What::NotApplicable) {
            return Some(val);
        }
        last = last.or(Some(val));
    }
    last
}

/// Returns the range of the greater of two values.
fn greater(a: &Range, b: &Range) -> Range {
    Range::least([a.neg(), b.neg()].iter()).neg()
}

fn from_formula(frame: Frame<'_, '_>, id: IndicatorId, formula: &Expr) -> Val {
    let is_flag = frame.world.indicator(id).is_some_and(|i| i.kind == Some(Kind::Flag));
    // A wrong figure within a formula is one part of several.
    let val = expr::eval(frame.unruled(), formula, if is_flag { Want::Truth } else { Want::Any }).part();
    let Some(indicator) = frame.world.indicator(id) else { return val };
    let What::Num(range) = &val.what else { return val };
    let is_outside =
        |x: &Exact| indicator.min.as_ref().is_some_and(|m| x < m) || indicator.max.as_ref().is_some_and(|m| x > m);
    if range.value().is_some_and(is_outside) {
        return Val::fault(Cause::OutOfRange(id));
    }
    if range.value().is_some() {
        return val;
    }
    // An unknown result still lies within what the indicator can be.
    let possible = Range::between(indicator.min.clone(), indicator.max.clone());
    Val { what: What::Num(range.within(&possible)), ..val }
}

/// Rolls the entities below up; `None` where nothing says how or the entity is not above them.
fn from_below(frame: Frame<'_, '_>, id: IndicatorId, indicator: &Indicator) -> Option<Val> {
    if indicator.upward == Upward::None {
        return None;
    }
    let level = indicator.level?;
    let here = frame.entity.and_then(|e| frame.world.data.roster.get(e)).and_then(|e| e.level);
    if here.is_some_and(|l| frame.world.depth(l) >= frame.world.depth(level)) {
        return None;
    }
    let place = LevelRef { level, label: None, span: indicator.span };
    let members = frame.members(&place);
    if members.is_empty() {
        // Like an aggregate over nobody.
        return Some(Val::of(What::Empty));
    }
    let period = frame.period?;
    let values: Vec<(EntityId, Val)> =
        members.iter().map(|m| (*m, in_period(frame.of(Some(*m)), id, period))).collect();
    Some(match indicator.upward {
        Upward::Weighted(weight) => {
            let pairs = values.into_iter().map(|(e, v)| (v, value(frame.of(Some(e)), weight, Want::Num))).collect();
            super::aggregate::weighted(pairs)
        }
        _ => super::aggregate::total(values.into_iter().map(|(_, v)| v)),
    })
}

/// Computes what the entities below make, whether the entity itself reported or not.
pub(crate) fn roll_up(frame: Frame<'_, '_>, id: IndicatorId) -> Option<Val> {
    from_below(frame, id, frame.world.indicator(id)?)
}

/// Reads an attribute of the frame's entity as what it is compared with.
fn attribute(frame: Frame<'_, '_>, id: IndicatorId, column: &Attribute, want: Want) -> Val {
    let Some(entity) = frame.entity else { return Val::text(None) };
    let text = column.values.get(entity.0 as usize);
    let is_known = text.is_some();
    frame.recorder.note(Reading { indicator: id, entity, period: None, is_known });
    let indicator = frame.world.indicator(id);
    let kind = indicator.and_then(|i| i.kind.as_ref());
    let want = match kind {
        Some(Kind::Flag) => Want::Truth,
        Some(Kind::Text) => Want::Text,
        Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank) => Want::Num,
        Some(Kind::Grade(_)) | None => want,
    };
    let Some(text) = text else {
        return match want {
            Want::Truth => Val::truth(None),
            Want::Text => Val::text(None),
            _ => unknown(frame, id),
        };
    };
    if text.as_ref() == "不适用" {
        return Val::of(What::NotApplicable);
    }
    let wrong = || Fault::hard(Cause::Cell { indicator: id, entity, period: None });
    if let Some(Kind::Grade(names)) = kind {
        let rank = names.iter().position(|n| fold(n) == fold(text));
        return match rank {
            Some(rank) => Val::num(Exact::from(rank)),
            None => unknown(frame, id).with(Some(wrong())),
        };
    }
    match want {
        Want::Truth => match super::value::read_flag(text) {
            Some(b) => Val::truth(Some(b)),
            None => Val::truth(None).with(Some(wrong())),
        },
        Want::Num => match attribute_number(frame, id, column, text) {
            Some(x) => Val::num(x),
            None => Val::range(Range::unbounded()).with(Some(wrong())),
        },
        Want::Text => Val::text(Some(text.clone())),
        Want::Any => match attribute_number(frame, id, column, text) {
            Some(x) => Val::num(x),
            None => Val::text(Some(text.clone())),
        },
    }
}

fn attribute_number(frame: Frame<'_, '_>, id: IndicatorId, column: &Attribute, text: &str) -> Option<Exact> {
    let folded: String = fold(text).chars().filter(|c| *c != ',' && *c != '_').collect();
    let (digits, is_percent) = match folded.strip_suffix('%') {
        Some(head) => (head.trim(), true),
        None => (folded.as_str(), false),
    };
    let number = Exact::from(Decimal::from_str_exact(digits).ok()?);
    if is_percent {
        return Some(&number * &Exact::ratio(1, 100));
    }
    let unit = column.unit.as_ref().or_else(|| frame.world.indicator(id)?.unit.as_ref());
    Some(unit.map_or(number.clone(), |u| u.to_base(&number)))
}
