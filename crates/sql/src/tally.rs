//! Which targets a database can count, and what of them SQL needs to know. Everything else is refused with its reason; what
//! is not known to be countable is refused, so that a new form of the language is, too.

use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    Aggregate, AggregateFn, CompareOp, Exact, Expr, ExprKind, Frequency, Indicator, IndicatorId, Kind, LevelRef, Model,
    Quantity, Rule, Schema, Scope, Statement, Target, TargetKind, Time, Unit, Upward,
};

use crate::dialect::{PART, WHOLE};

/// Why a target is not counted by SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The rule has an error.
    Error,
    /// Its time is no single year.
    Time,
    /// It is about something else than entities of a level that pass one comparison.
    Shape,
    /// The filter is more than one attribute.
    Filter,
    /// The indicator is rounded, computed, rolled up, limited or not reported by the year.
    Indicator,
    /// The region is a path, or the level a label.
    Place,
    /// Missing figures count as 0, or there are exceptions or a condition.
    Rule,
}

impl Refusal {
    /// Returns the reason in both languages.
    pub fn words(self) -> Both {
        match self {
            Refusal::Error => Both::new("规则有错误", "the rule has an error"),
            Refusal::Time => Both::new(
                "期限不是某一年，由 `dabiao eval` 判定",
                "its time is no single year; `dabiao eval` judges it",
            ),
            Refusal::Shape => Both::new(
                "不是数一数有多少对象达到某个数，由 `dabiao eval` 判定",
                "it does not count who passes one comparison; `dabiao eval` judges it",
            ),
            Refusal::Filter => Both::new(
                "范围的条件不止一个是非属性，由 `dabiao eval` 判定",
                "its filter is more than one attribute; `dabiao eval` judges it",
            ),
            Refusal::Indicator => Both::new(
                "指标有精度、公式、汇总或取值限制，由 `dabiao eval` 判定",
                "the indicator is rounded, computed, rolled up or limited; `dabiao eval` judges it",
            ),
            Refusal::Place => Both::new(
                "地区或层级不是一个名称，由 `dabiao eval` 判定",
                "region or level is no plain name; `dabiao eval` judges it",
            ),
            Refusal::Rule => Both::new(
                "有条件、例外、精度或缺数按 0，由 `dabiao eval` 判定",
                "it has a condition, exceptions, a precision or takes missing figures as 0; `dabiao eval` judges it",
            ),
        }
    }
}

/// A bound in one unit, by its digits.
pub(crate) struct Bound {
    pub(crate) unit: String,
    pub(crate) whole: String,
    /// Ten digits behind the point.
    pub(crate) part: String,
}

/// What is counted.
pub(crate) struct Tally {
    pub(crate) level: String,
    /// The plan's region; `None` is the whole roster.
    pub(crate) region: Option<String>,
    /// The attribute by which entities belong.
    pub(crate) filter: Option<String>,
    pub(crate) op: CompareOp,
    pub(crate) year: String,
    /// The names of the indicator.
    pub(crate) names: Vec<String>,
    /// All names that the rules know, and all levels.
    pub(crate) all_names: Vec<String>,
    pub(crate) levels: Vec<String>,
    /// The bound in every unit that is sure; the first is that of a blank cell.
    pub(crate) bounds: Vec<Bound>,
}

/// Returns what is counted for a target.
pub(crate) fn tally(model: &Model, rule: &Rule, asked: &Statement, target: &Target) -> Result<Tally, Refusal> {
    if !rule.errors.is_empty() {
        return Err(Refusal::Error);
    }
    if rule.is_missing_zero || rule.precision.is_some() || asked.condition.is_some() || !asked.exceptions.is_empty() {
        return Err(Refusal::Rule);
    }
    let year = match target.time {
        Time::By(period) | Time::In(period) if period.frequency() == Frequency::Year => period.to_string(),
        _ => return Err(Refusal::Time),
    };
    let counted = counted(asked, target)?;
    let schema = &model.schema;
    let indicator = indicator(schema, counted.indicator)?;
    let region = match rule.plan.and_then(|p| model.plans.get(p.0 as usize)).and_then(|p| p.region.as_ref()) {
        None => None,
        Some(region) => match region.parts.as_slice() {
            [one] if region.level.is_none() => Some(one.to_string()),
            _ => return Err(Refusal::Place),
        },
    };
    if counted.level.label.is_some() {
        return Err(Refusal::Place);
    }
    let names = |i: &Indicator| std::iter::once(&i.name).chain(&i.also).map(ToString::to_string).collect::<Vec<_>>();
    Ok(Tally {
        level: schema.levels.name(counted.level.level).to_owned(),
        region,
        filter: counted.filter.map(|f| attribute(schema, f)).transpose()?,
        op: counted.op,
        year,
        names: names(indicator),
        all_names: schema.indicators.iter().flat_map(names).collect(),
        levels: schema.levels.all.iter().map(|l| l.name.to_string()).collect(),
        bounds: bounds(schema, indicator, counted.bound)?,
    })
}

/// Who is counted, and by which comparison.
struct Counted<'a> {
    level: &'a LevelRef,
    filter: Option<&'a Expr>,
    indicator: IndicatorId,
    op: CompareOp,
    bound: &'a Quantity,
}

fn counted<'a>(asked: &'a Statement, target: &'a Target) -> Result<Counted<'a>, Refusal> {
    match (&asked.scope, &asked.subject.kind, &target.kind) {
        (Scope::Every { level, filter, except }, ExprKind::Value(indicator), TargetKind::Compare(op, bound))
            if except.is_empty() =>
        {
            let ExprKind::Quantity(bound) = &bound.kind else { return Err(Refusal::Shape) };
            Ok(Counted { level, filter: filter.as_ref(), indicator: *indicator, op: *op, bound })
        }
        (Scope::Unstated, ExprKind::Aggregate(aggregate), TargetKind::Compare(_, asked))
            if matches!(asked.kind, ExprKind::Quantity(_)) =>
        {
            of_aggregate(aggregate)
        }
        _ => Err(Refusal::Shape),
    }
}

fn of_aggregate(aggregate: &Aggregate) -> Result<Counted<'_>, Refusal> {
    let Aggregate { function, level, place, filter, body, weight } = aggregate;
    let is_counting = matches!(function, AggregateFn::Count | AggregateFn::Share);
    let (true, None, None, Some(body)) = (is_counting, place, weight, body) else { return Err(Refusal::Shape) };
    let ExprKind::Compare(op, left, right) = &body.kind else { return Err(Refusal::Shape) };
    match (&left.kind, &right.kind) {
        (ExprKind::Value(indicator), ExprKind::Quantity(bound)) => {
            Ok(Counted { level, filter: filter.as_ref(), indicator: *indicator, op: *op, bound })
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
    let is_as_reported = found.formula.is_none() && found.precision.is_none() && found.upward == Upward::None;
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

/// The bound in the units that offices write, each by its digits; a unit in which it does not fit is not sure.
fn bounds(schema: &Schema, indicator: &Indicator, bound: &Quantity) -> Result<Vec<Bound>, Refusal> {
    let own = indicator.unit.as_ref().ok_or(Refusal::Indicator)?;
    let mut units = vec![own.clone()];
    let stems = [Some(own), bound.unit.as_ref()];
    for stem in stems.into_iter().flatten().map(|u| u.symbol.trim_start_matches(['十', '百', '千', '万', '亿'])) {
        for multiplier in ["", "百", "千", "万", "百万", "千万", "亿"] {
            units.extend(schema.unit(&format!("{multiplier}{stem}")).filter(|u| u.dim == own.dim));
        }
    }
    let mut found: Vec<Bound> = Vec::new();
    for unit in &units {
        if found.iter().all(|b| b.unit != *unit.symbol) {
            found.extend(in_unit(unit, &bound.base));
        }
    }
    match found.first() {
        Some(first) if first.unit == *own.symbol => Ok(found),
        _ => Err(Refusal::Indicator),
    }
}

fn in_unit(unit: &Unit, base: &Exact) -> Option<Bound> {
    let text = unit.from_base(base).to_decimal_text()?;
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let is_plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    let fits = whole.len() <= WHOLE && part.len() <= PART && is_plain(whole) && is_plain(part) && !whole.is_empty();
    fits.then(|| Bound { unit: unit.symbol.to_string(), whole: whole.to_owned(), part: format!("{part:0<PART$}") })
}
