//! `band-overlap`, `band-gap`: standards by size (or counts by size) whose bands share values or leave some out.
//!
//! Bands are the conditions on one number under which one measure is asked at one time: `每个 安置区 其中 户数 >= 500户: …`
//! beside `… 其中 户数 in 300户..500户: …`. One band inside another is no fault: the wider is the general standard.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::cite::{Asked, Key, amount};
use super::exceptions::conjuncts;
use crate::check::reason::tally;
use crate::core::node::Members;
use crate::core::{Code, ExprId, PlaceId};
use crate::diag::{Diagnostic, LintProblem, Severity};
use crate::model::{
    AggregateFn, Base, CompareOp, Exact, Expr, ExprKind, IndicatorId, Interval, Kind, Model, Scope, Unit, word,
};

/// An end of a band.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    value: Exact,
    is_open: bool,
}

/// A stretch of the number line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Band {
    low: Option<End>,
    high: Option<End>,
}

/// What bands must have in common to be bands of one thing.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    region: Option<PlaceId>,
    members: Members,
    /// What is measured: the subject under a scope, the filter and function of a count.
    subject: Option<ExprId>,
    function: Option<&'static str>,
    time: Code,
    by: IndicatorId,
}

/// What is asked of a band.
#[derive(PartialEq, Eq)]
enum Demand {
    /// So much.
    Amount(CompareOp, Exact),
    /// Something that only this target asks.
    Own(Key),
}

/// A target for a band.
struct Banded {
    key: Key,
    band: Band,
    /// The other conditions.
    rest: BTreeSet<ExprId>,
    /// What is asked.
    demand: Demand,
    unit: Option<Unit>,
    is_whole: bool,
    is_count: bool,
}

/// Compares the bands for one measure at one time.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<Group, Vec<Banded>> = BTreeMap::new();
    for asked in ctx.all() {
        for (group, banded) in by_scope(ctx, &asked).into_iter().chain(by_count(ctx, &asked)) {
            groups.entry(group).or_default().push(banded);
        }
    }
    for group in groups.values_mut().filter(|g| g.len() > 1) {
        group.sort_by(|a, b| low_order(&a.band, &b.band).then(a.key.cmp(&b.key)));
        overlaps(ctx, group, out);
        gaps(ctx, group, out);
    }
}

/// `每个 L 其中 N in band 且 rest: subject target`.
fn by_scope(ctx: &Context<'_>, asked: &Asked<'_>) -> Vec<(Group, Banded)> {
    let Scope::Every { level, filter: Some(filter), .. } = &asked.statement.scope else { return Vec::new() };
    let conditions = conjuncts(filter);
    let mut bands: BTreeMap<IndicatorId, (Band, Option<Unit>)> = BTreeMap::new();
    for (id, band, unit) in conditions.iter().filter_map(|c| band(ctx.model, c)) {
        let slot = bands.entry(id).or_insert_with(|| (Band::default(), unit));
        slot.0 = slot.0.common(&band);
    }
    let one = |(id, (common, unit)): (IndicatorId, (Band, Option<Unit>))| {
        let others = conditions.iter().filter(|c| band(ctx.model, c).is_none_or(|(i, ..)| i != id));
        let rest = others.map(|c| ctx.ids.of(c)).collect();
        let subject = Some(ctx.ids.of(&asked.statement.subject));
        let group = group(ctx, asked, Group::of(ctx.ids.members(level), subject, id));
        (
            group,
            Banded {
                key: asked.key,
                band: common,
                rest,
                demand: demand(asked),
                unit,
                is_whole: is_whole(ctx, id),
                is_count: false,
            },
        )
    };
    bands.into_iter().map(one).collect()
}

/// `count(L: N in band) >= n`: bands only where one of them has two ends, so thresholds alone are none.
fn by_count(ctx: &Context<'_>, asked: &Asked<'_>) -> Option<(Group, Banded)> {
    let ExprKind::Aggregate(a) = &asked.statement.subject.kind else { return None };
    let is_floor = matches!(asked.constant(), Some((CompareOp::Ge | CompareOp::Gt, v)) if v.is_positive());
    if !is_floor || !matches!(a.function, AggregateFn::Count | AggregateFn::Share) {
        return None;
    }
    let (id, band, unit) = band(ctx.model, a.body.as_ref()?)?;
    let own = Group::of(ctx.ids.members(&a.level), ctx.ids.of_some(a.filter.as_ref()), id);
    let group = group(ctx, asked, Group { function: Some(word::function(a.function)), ..own });
    let demand = Demand::Own(asked.key);
    Some((
        group,
        Banded {
            key: asked.key,
            band,
            rest: BTreeSet::new(),
            demand,
            unit,
            is_whole: is_whole(ctx, id),
            is_count: true,
        },
    ))
}

impl Group {
    fn of(members: Members, subject: Option<ExprId>, by: IndicatorId) -> Self {
        Self { region: None, members, subject, function: None, time: Code::default(), by }
    }
}

/// Adds the region and the time, which count for every group.
fn group(ctx: &Context<'_>, asked: &Asked<'_>, group: Group) -> Group {
    let time = ctx.ids.time(asked.plan, &asked.target.time);
    Group { region: ctx.ids.region(asked.plan), time: ctx.ids.code_of_time(&time), ..group }
}

fn demand(asked: &Asked<'_>) -> Demand {
    match asked.constant() {
        Some((op, value)) => Demand::Amount(op, value),
        None => Demand::Own(asked.key),
    }
}

/// Whether values are whole numbers.
fn is_whole(ctx: &Context<'_>, id: IndicatorId) -> bool {
    let unit = ctx.model.schema.indicator(id).and_then(|i| i.unit.as_ref());
    unit.is_some_and(|u| matches!(u.dim.0.as_slice(), [(Base::Count(_), 1)]))
}

/// Returns the band that a condition on one number is.
fn band(model: &Model, condition: &Expr) -> Option<(IndicatorId, Band, Option<Unit>)> {
    let (subject, band, unit) = match &condition.kind {
        ExprKind::Compare(op, a, b) => {
            let (subject, op, limit) = if tally::constant(b).is_some() { (a, *op, b) } else { (b, turned(*op), a) };
            (subject, Band::of(op, tally::constant(limit)?)?, unit_of(limit))
        }
        ExprKind::Within(a, range) => (a, Band::within(range)?, range.low.as_ref().and_then(|e| unit_of(e))),
        _ => return None,
    };
    let ExprKind::Value(id) = subject.kind else { return None };
    let is_number = !matches!(model.schema.indicator(id)?.kind, Some(Kind::Flag | Kind::Text | Kind::Grade(_)));
    is_number.then_some((id, band, unit))
}

fn unit_of(expr: &Expr) -> Option<Unit> {
    match &expr.kind {
        ExprKind::Quantity(q) => q.unit.clone(),
        _ => None,
    }
}

fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Ge => CompareOp::Le,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Eq | CompareOp::Ne => op,
    }
}

impl Band {
    fn of(op: CompareOp, value: Exact) -> Option<Self> {
        let end = |is_open| Some(End { value: value.clone(), is_open });
        Some(match op {
            CompareOp::Ge => Band { low: end(false), high: None },
            CompareOp::Gt => Band { low: end(true), high: None },
            CompareOp::Le => Band { low: None, high: end(false) },
            CompareOp::Lt => Band { low: None, high: end(true) },
            CompareOp::Eq | CompareOp::Ne => return None,
        })
    }

    fn within(range: &Interval) -> Option<Self> {
        let (low, high) = tally::ends(range)?;
        let low = low.map(|value| End { value, is_open: range.is_low_open });
        Some(Band { low, high: high.map(|value| End { value, is_open: range.is_high_open }) })
    }

    /// The values in both.
    fn common(&self, other: &Band) -> Band {
        let low = if low_order(self, other).is_ge() { &self.low } else { &other.low };
        let high = if high_order(self, other).is_le() { &self.high } else { &other.high };
        Band { low: low.clone(), high: high.clone() }
    }

    fn has_two_ends(&self) -> bool {
        self.low.is_some() && self.high.is_some()
    }

    fn is_empty(&self) -> bool {
        match (&self.low, &self.high) {
            (Some(l), Some(h)) => l.value > h.value || (l.value == h.value && (l.is_open || h.is_open)),
            _ => false,
        }
    }

    fn shown(&self, unit: Option<&Unit>) -> String {
        let end = |e: &Option<End>| e.as_ref().map_or_else(String::new, |e| amount(unit, &e.value));
        if self.low.is_some() && self.low == self.high {
            return end(&self.low);
        }
        let open = if self.low.as_ref().is_none_or(|e| e.is_open) { '(' } else { '[' };
        let close = if self.high.as_ref().is_none_or(|e| e.is_open) { ')' } else { ']' };
        format!("{open}{}, {}{close}", end(&self.low), end(&self.high))
    }
}

fn low_order(a: &Band, b: &Band) -> Ordering {
    match (&a.low, &b.low) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(x), Some(y)) => x.value.cmp(&y.value).then(x.is_open.cmp(&y.is_open)),
    }
}

fn high_order(a: &Band, b: &Band) -> Ordering {
    match (&a.high, &b.high) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(x), Some(y)) => x.value.cmp(&y.value).then(y.is_open.cmp(&x.is_open)),
    }
}

/// Bands sorted by their lower ends overlap if the next begins before one ends and reaches beyond it.
fn overlaps(ctx: &Context<'_>, group: &[Banded], out: &mut Vec<Diagnostic>) {
    for (idx, a) in group.iter().enumerate() {
        for b in group.iter().skip(idx + 1) {
            let common = a.band.common(&b.band);
            if common.is_empty() {
                // Later bands begin no lower.
                break;
            }
            // Two thresholds that face each other are no bands.
            if a.is_count && !a.band.has_two_ends() && !b.band.has_two_ends() {
                continue;
            }
            let is_nested = common == a.band || common == b.band;
            let is_comparable = a.rest.is_subset(&b.rest) || b.rest.is_subset(&a.rest);
            if is_nested || !is_comparable || a.demand == b.demand {
                continue;
            }
            let range = common.shown(a.unit.as_ref());
            let (first, last) = if a.key < b.key { (a.key, b.key) } else { (b.key, a.key) };
            let problem = LintProblem::BandOverlap { own: ctx.named(last), other: ctx.named(first), range };
            out.extend(ctx.at(last, problem).map(|found| ctx.with(found, first)));
        }
    }
}

/// Reports what lies between neighbouring bands under the same other conditions, where no band at all covers it.
fn gaps(ctx: &Context<'_>, group: &[Banded], out: &mut Vec<Diagnostic>) {
    for (a, b) in group.iter().zip(group.iter().skip(1)).filter(|(a, b)| a.rest == b.rest) {
        let (Some(end), Some(start)) = (&a.band.high, &b.band.low) else { continue };
        let gap = Band {
            low: Some(End { value: end.value.clone(), is_open: !end.is_open }),
            high: Some(End { value: start.value.clone(), is_open: !start.is_open }),
        };
        let is_covered = group.iter().any(|c| !c.band.common(&gap).is_empty());
        if gap.is_empty() || is_covered || (a.is_whole && holds_no_whole(&gap)) {
            continue;
        }
        let (first, last) = if a.key < b.key { (a.key, b.key) } else { (b.key, a.key) };
        let range = gap.shown(a.unit.as_ref());
        let problem = LintProblem::BandGap { own: ctx.named(last), other: ctx.named(first), range };
        let mut found = ctx.at(last, problem).map(|found| ctx.with(found, first));
        // Counts by size need not name every size; standards by size should.
        if let Some(found) = found.as_mut().filter(|_| a.is_count) {
            found.severity = Severity::Info;
        }
        out.extend(found);
    }
}

fn holds_no_whole(gap: &Band) -> bool {
    let (Some(low), Some(high)) = (&gap.low, &gap.high) else { return false };
    let least = if low.is_open { &low.value.floor() + &Exact::ONE } else { low.value.ceil() };
    least > high.value || (least == high.value && high.is_open)
}
