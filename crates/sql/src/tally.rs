//! Which targets a database can count, and what of them SQL needs to know. Everything else is refused with its reason; what
//! is not known to be countable is refused, so that a new form of the language is, too.

use dabiao_lang::model::{
    Aggregate, AggregateFn, CompareOp, EntityRef, Expr, ExprKind, Frequency, Indicator, IndicatorId, Interval, Kind,
    LevelId, LevelRef, Model, Quantity, Rule, Schema, Scope, Statement, Target, TargetKind, Time, Upward,
};

use crate::figure::{self, Figure, Meant, Side};
use crate::number::{Digits, Units};
use crate::refusal::Refusal;

/// The most years that one statement counts.
const MOST_YEARS: i32 = 100;

/// Who is counted.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// Those of a level that lie below the region, or are it.
    Every(Rank),
    /// Those of a level that lie below the region.
    Below(Rank),
    /// Those of a level that lie below each place of another.
    BelowEach(Rank, String),
    /// The region, if it is of that level and nothing is reported for it elsewhere; else those of the level below it.
    RegionOr(Rank),
    /// A place by its name.
    Place(String),
}

/// A level and those above it.
#[derive(Debug, Clone)]
pub(crate) struct Rank {
    pub(crate) level: String,
    /// From the nearest to the widest.
    pub(crate) above: Vec<String>,
}

/// What is asked of a figure; nothing of one that is summed up.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    /// All comparisons hold.
    Test(Vec<(CompareOp, Digits)>),
    /// All comparisons of something computed from figures hold.
    Computed(Box<Figure>),
    /// It is added to the others.
    Sum,
}

/// What is counted.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) who: Who,
    /// The plan's region; `None` is the whole roster.
    pub(crate) region: Option<String>,
    /// The attribute by which entities belong.
    pub(crate) filter: Option<String>,
    pub(crate) asked: Asked,
    pub(crate) years: Vec<String>,
    /// The names of the indicators.
    pub(crate) names: Vec<String>,
    /// All names that the rules know, and all levels.
    pub(crate) all_names: Vec<String>,
    pub(crate) levels: Vec<String>,
    pub(crate) units: Units,
}

/// Returns what is counted for a target.
pub(crate) fn tally(model: &Model, rule: &Rule, asked: &Statement, target: &Target) -> Result<Tally, Refusal> {
    if !rule.errors.is_empty() {
        return Err(Refusal::Error);
    }
    let is_plain = asked.condition.is_none() && asked.exceptions.is_empty() && asked.revisions.is_empty();
    if rule.is_missing_zero || rule.precision.is_some() || !is_plain {
        return Err(Refusal::Rule);
    }
    let years = years(model, rule, &target.time)?;
    let schema = &model.schema;
    let counted = counted(schema, asked, target)?;
    let region = rule.plan.and_then(|p| model.plans.get(p.0 as usize)).and_then(|p| p.region.as_ref());
    let quantities: Vec<&Quantity> = counted.lines.iter().map(|line| line.1).collect();
    let side = |id| {
        let found = indicator(schema, id)?;
        let units = Units::of(schema, found, &quantities).ok_or(Refusal::Indicator)?;
        Ok(Side { names: names(found), units, is_from_zero: found.min.as_ref().is_some_and(|m| m.is_zero()) })
    };
    let top = side(counted.meant.of)?;
    let units = top.units.clone();
    let mut own_names = top.names.clone();
    let asked = match (counted.is_sum, &counted.meant.by) {
        (true, _) => Asked::Sum,
        (false, None) => {
            let line = |(op, bound): &(CompareOp, &Quantity)| Some((*op, units.digits(&bound.base)?));
            Asked::Test(counted.lines.iter().map(line).collect::<Option<_>>().ok_or(Refusal::Indicator)?)
        }
        (false, Some(by)) => {
            let below = by.divisor(counted.meant.of).map(side).transpose()?;
            own_names.extend(below.iter().flat_map(|b| b.names.clone()).filter(|n| !top.names.contains(n)));
            Asked::Computed(Box::new(figure::of(by, (top, below), (&years, &counted.lines))?))
        }
    };
    Ok(Tally {
        who: counted.who,
        region: region.map(place).transpose()?,
        filter: counted.filter.map(|f| attribute(schema, f)).transpose()?,
        asked,
        years,
        names: own_names,
        all_names: schema.indicators.iter().flat_map(names).collect(),
        levels: schema.levels.all.iter().map(|l| l.name.to_string()).collect(),
        units,
    })
}

/// All names of an indicator.
fn names(indicator: &Indicator) -> Vec<String> {
    std::iter::once(&indicator.name).chain(&indicator.also).map(ToString::to_string).collect()
}

/// The years whose figures decide, each for itself.
fn years(model: &Model, rule: &Rule, time: &Time) -> Result<Vec<String>, Refusal> {
    match time {
        Time::By(period) | Time::In(period) if period.frequency() == Frequency::Year => Ok(vec![period.to_string()]),
        Time::Each { step: Frequency::Year, count: 1, window, by: None } => {
            let of_plan = || rule.plan.and_then(|p| model.plans.get(p.0 as usize)).and_then(|p| p.window);
            let window = window.or_else(of_plan).ok_or(Refusal::Time)?;
            let (from, to) = (window.from, window.to);
            let is_yearly = from.frequency() == Frequency::Year && to.frequency() == Frequency::Year;
            if !is_yearly || to.year() < from.year() || to.year() - from.year() >= MOST_YEARS {
                return Err(Refusal::Time);
            }
            Ok((0..=to.year() - from.year()).map(|n| from.step(n).to_string()).collect())
        }
        _ => Err(Refusal::Time),
    }
}

/// The one name of a place.
fn place(place: &EntityRef) -> Result<String, Refusal> {
    match place.parts.as_slice() {
        [one] if place.level.is_none() => Ok(one.to_string()),
        _ => Err(Refusal::Place),
    }
}

fn rank(schema: &Schema, level: &LevelRef) -> Result<Rank, Refusal> {
    if level.label.is_some() { Err(Refusal::Place) } else { Ok(rank_of(schema, level.level)) }
}

fn rank_of(schema: &Schema, level: LevelId) -> Rank {
    let parent = |id: &LevelId| schema.levels.get(*id).and_then(|l| l.parent);
    let above = std::iter::successors(parent(&level), parent).map(|id| schema.levels.name(id).to_owned()).collect();
    Rank { level: schema.levels.name(level).to_owned(), above }
}

/// Who is counted, and by which comparisons.
struct Counted<'a> {
    who: Who,
    filter: Option<&'a Expr>,
    meant: Meant,
    lines: Vec<(CompareOp, &'a Quantity)>,
    is_sum: bool,
}

fn counted<'a>(schema: &Schema, asked: &'a Statement, target: &'a Target) -> Result<Counted<'a>, Refusal> {
    match (&asked.scope, &asked.subject.kind) {
        (Scope::Every { level, filter: None, except }, ExprKind::Aggregate(aggregate)) if except.is_empty() => {
            lines(&target.kind)?;
            let group = rank(schema, level)?.level;
            let counted = of_aggregate(schema, aggregate)?;
            match counted.who {
                Who::Below(rank) if rank.above.contains(&group) => {
                    Ok(Counted { who: Who::BelowEach(rank, group), ..counted })
                }
                _ => Err(Refusal::Place),
            }
        }
        (Scope::Unstated, ExprKind::Aggregate(aggregate)) => {
            lines(&target.kind)?;
            of_aggregate(schema, aggregate)
        }
        (Scope::Every { level, filter, except }, _) if except.is_empty() => {
            let meant = figure::meant(&asked.subject)?;
            let (who, lines) = (Who::Every(rank(schema, level)?), lines(&target.kind)?);
            Ok(Counted { who, filter: filter.as_ref(), meant, lines, is_sum: false })
        }
        (Scope::Unstated, _) => {
            let meant = figure::meant(&asked.subject)?;
            let level_of = |id: IndicatorId| schema.indicators.get(id.0 as usize).and_then(|i| i.level);
            let level = level_of(meant.of).ok_or(Refusal::Place)?;
            let below = meant.by.as_ref().and_then(|by| by.divisor(meant.of));
            if below.is_some_and(|id| level_of(id) != Some(level)) {
                return Err(Refusal::Place);
            }
            let (who, lines) = (Who::RegionOr(rank_of(schema, level)), lines(&target.kind)?);
            Ok(Counted { who, filter: None, meant, lines, is_sum: false })
        }
        (Scope::At(places), _) => {
            let [one] = places.as_slice() else { return Err(Refusal::Place) };
            let meant = figure::meant(&asked.subject)?;
            let (who, lines) = (Who::Place(place(one)?), lines(&target.kind)?);
            Ok(Counted { who, filter: None, meant, lines, is_sum: false })
        }
        _ => Err(Refusal::Shape),
    }
}

/// The comparisons of a target with constants.
fn lines(kind: &TargetKind) -> Result<Vec<(CompareOp, &Quantity)>, Refusal> {
    match kind {
        TargetKind::Compare(op, bound) => Ok(vec![(*op, constant(bound)?)]),
        TargetKind::Within(interval) => within(interval),
        _ => Err(Refusal::Shape),
    }
}

fn constant(expr: &Expr) -> Result<&Quantity, Refusal> {
    match &expr.kind {
        ExprKind::Quantity(quantity) => Ok(quantity),
        _ => Err(Refusal::Shape),
    }
}

fn within(interval: &Interval) -> Result<Vec<(CompareOp, &Quantity)>, Refusal> {
    let (low, high) = (interval.low.as_deref(), interval.high.as_deref());
    let above = if interval.is_low_open { CompareOp::Gt } else { CompareOp::Ge };
    let below = if interval.is_high_open { CompareOp::Lt } else { CompareOp::Le };
    let ends = low.map(|x| (above, x)).into_iter().chain(high.map(|x| (below, x)));
    ends.map(|(op, x)| Ok((op, constant(x)?))).collect()
}

fn of_aggregate<'a>(schema: &Schema, aggregate: &'a Aggregate) -> Result<Counted<'a>, Refusal> {
    let Aggregate { function, level, place: None, filter, body: Some(body), weight: None } = aggregate else {
        return Err(Refusal::Shape);
    };
    let (who, filter) = (Who::Below(rank(schema, level)?), filter.as_ref());
    match (function, &body.kind) {
        (AggregateFn::Sum, ExprKind::Value(indicator)) => {
            let meant = Meant { of: *indicator, by: None };
            Ok(Counted { who, filter, meant, lines: Vec::new(), is_sum: true })
        }
        (AggregateFn::Count | AggregateFn::Share, condition) => {
            let (left, lines) = match condition {
                ExprKind::Compare(op, left, right) => (left, vec![(*op, constant(right)?)]),
                ExprKind::Within(left, interval) => (left, within(interval)?),
                _ => return Err(Refusal::Shape),
            };
            Ok(Counted { who, filter, meant: figure::meant(left)?, lines, is_sum: false })
        }
        _ => Err(Refusal::Shape),
    }
}

/// An indicator whose yearly figure is what was reported, and nothing else.
fn indicator(schema: &Schema, id: IndicatorId) -> Result<&Indicator, Refusal> {
    let found = schema.indicators.get(id.0 as usize).ok_or(Refusal::Indicator)?;
    let is_number = matches!(found.kind, Some(Kind::Flow | Kind::Stock));
    let is_from_zero = found.min.as_ref().is_none_or(|min| !min.is_positive()) && found.max.is_none();
    let is_yearly = matches!(found.frequency, None | Some(Frequency::Year));
    let is_as_reported = found.formula.is_none()
        && found.precision.is_none()
        && found.upward == Upward::None
        && found.assigned.is_none();
    if found.is_declared && is_number && is_from_zero && is_yearly && is_as_reported {
        Ok(found)
    } else {
        Err(Refusal::Indicator)
    }
}

/// The name of a plain attribute that says yes or no.
fn attribute(schema: &Schema, filter: &Expr) -> Result<String, Refusal> {
    let id = match &filter.kind {
        ExprKind::Value(id) => *id,
        ExprKind::Compare(CompareOp::Eq, left, right) => match (&left.kind, &right.kind) {
            (ExprKind::Value(id), ExprKind::Bool(true)) => *id,
            _ => return Err(Refusal::Filter),
        },
        _ => return Err(Refusal::Filter),
    };
    let found = schema.indicators.get(id.0 as usize).ok_or(Refusal::Filter)?;
    let is_plain = found.formula.is_none() && matches!(found.kind, None | Some(Kind::Flag));
    if is_plain { Ok(found.name.to_string()) } else { Err(Refusal::Filter) }
}
