//! All series of a run while they grow: what sort of value each holds, in which unit, and where a cell's text leads.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cell::{self, Reading};
use super::dataset::{RowId, SpecialKind};
use super::names::fold;
use super::series::{Datum, GrowingSeries, Key, OutOfRange, Range};
use super::shown::{Digits, Shown};
use super::units::{self, Decimal};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, Indicator, IndicatorId, Kind, Schema, Unit};

/// What sort of values an indicator has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    /// Numbers with a unit, or bare.
    Number,
    /// Yes and no.
    Flag,
    /// One of these names.
    Grade(Vec<Arc<str>>),
    /// Any text.
    Text,
    /// Nobody said: numbers, flags or texts, as the data turn out.
    Open,
}

/// How the cells of one indicator in one unit are read.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) indicator: IndicatorId,
    pub(super) how: How,
    /// The unit of the column or row, where it is stated.
    pub(super) unit: Option<Unit>,
    /// Whether the indicator's unit is declared, so that nobody need remember which were met.
    is_declared: bool,
    /// Whether bare figures are percentages.
    pub(super) is_percent: bool,
    /// How many digits after the point its cells show.
    shown: Shown,
}

impl Plan {
    /// Returns the plan with figures refused; words have no unit, so a wrong one does them no harm.
    pub(super) fn refused(self, problem: DataProblem) -> Self {
        match self.how {
            How::Words => self,
            _ => Self { how: How::Refused(problem), ..self },
        }
    }
}

impl Plan {
    /// Returns the base units that a cell of this plan means, where it is a number without a unit of its own.
    pub(super) fn base_of(&self, text: &str) -> Option<Exact> {
        let Reading::Number(value, suffix) = cell::read(text) else { return None };
        let is_own = suffix.is_empty() || self.unit.as_ref().is_some_and(|u| *u.symbol == *suffix);
        match &self.how {
            _ if !is_own => None,
            How::Exact(factor) => Some(&value * factor),
            How::Decimal(d) => {
                let power = Exact::from(10).pow(d.power.unsigned_abs());
                let value = &value * &Exact::from(d.factor);
                if d.power < 0 { value.checked_div(&power) } else { Some(&value * &power) }
            }
            How::Words | How::Refused(_) => None,
        }
    }
}

/// The way from a number to base units.
#[derive(Debug, Clone)]
pub(super) enum How {
    /// Numbers by a decimal factor.
    Decimal(Decimal),
    /// Numbers by any factor.
    Exact(Exact),
    /// No numbers, or not surely.
    Words,
    /// The unit does not fit.
    Refused(DataProblem),
}

/// A cell of an indicator of open sort that is no number.
#[derive(Debug, Clone)]
pub(super) struct OpenCell {
    pub(super) indicator: IndicatorId,
    pub(super) key: Key,
    pub(super) text: Arc<str>,
    pub(super) column: u32,
}

/// A unit in which an indicator was given, and the first row that did so.
#[derive(Debug, Clone)]
pub(super) struct Met {
    pub(super) unit: Option<Unit>,
    pub(super) row: RowId,
}

/// Series, texts, and what is still undecided.
#[derive(Debug)]
pub(super) struct Store<'s> {
    pub(super) schema: &'s Schema,
    pub(super) series: Vec<Option<GrowingSeries>>,
    pub(super) sorts: Vec<Sort>,
    /// Units in which an indicator without a declared unit was given; `None` is a bare number.
    pub(super) met: Vec<Vec<Met>>,
    /// The row that is being read.
    row: RowId,
    pub(super) texts: Vec<Arc<str>>,
    text_ids: FxHashMap<Arc<str>, i64>,
    pub(super) open: Vec<OpenCell>,
    /// How many digits cells show, for those with `…`.
    pub(super) digits: Digits,
}

impl<'s> Store<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let n = schema.indicators.len();
        Self {
            schema,
            series: vec![None; n],
            sorts: schema.indicators.iter().map(sort_of).collect(),
            met: vec![Vec::new(); n],
            row: RowId(0),
            texts: Vec::new(),
            text_ids: FxHashMap::default(),
            open: Vec::new(),
            digits: Digits::default(),
        }
    }

    fn indicator(&self, id: IndicatorId) -> Option<&'s Indicator> {
        self.schema.indicator(id)
    }

    pub(super) fn sort(&self, id: IndicatorId) -> &Sort {
        self.sorts.get(id.0 as usize).unwrap_or(&Sort::Open)
    }

    /// Finds out how figures of an indicator in a stated unit are read.
    pub(super) fn plan(&self, id: IndicatorId, unit: Option<&Unit>) -> Plan {
        let declared = self.indicator(id).and_then(|i| i.unit.as_ref());
        let how = match (self.sort(id), declared, unit) {
            (Sort::Flag | Sort::Grade(_) | Sort::Text, ..) => How::Words,
            (_, Some(declared), Some(stated)) if !units::are_alike(&declared.dim, &stated.dim) => {
                How::Refused(self.mismatch(id, stated))
            }
            (_, _, Some(unit)) | (_, Some(unit), None) => how_of(unit),
            (_, None, None) => How::Decimal(Decimal::ONE),
        };
        let is_percent = unit.or(declared).is_some_and(|u| &*u.symbol == "%");
        let shown = self.digits.of(id, unit.or(declared));
        Plan { indicator: id, how, unit: unit.cloned(), is_declared: declared.is_some(), is_percent, shown }
    }

    fn mismatch(&self, id: IndicatorId, stated: &Unit) -> DataProblem {
        let indicator = self.indicator(id);
        let declared = indicator.and_then(|i| i.unit.as_ref()).map_or_else(String::new, |u| u.symbol.to_string());
        DataProblem::UnitMismatch {
            unit: stated.symbol.to_string(),
            indicator: indicator.map_or_else(String::new, |i| i.name.to_string()),
            declared: Both::of(declared.clone(), declared),
        }
    }

    /// Stores a plain number by the short way; `false` where it takes the long one.
    #[inline]
    pub(super) fn put_quick(&mut self, plan: &Plan, key: Key, mantissa: i64, digits: u32) -> bool {
        let How::Decimal(decimal) = plan.how else { return false };
        if !plan.is_declared && !self.has_met(plan.indicator, plan.unit.as_ref()) {
            return false;
        }
        let Some(Some(series)) = self.series.get_mut(plan.indicator.0 as usize) else { return false };
        match series.convert(mantissa, digits, decimal) {
            Some(value) => {
                plan.shown.note(digits);
                series.put_plain(key, value);
                true
            }
            None => false,
        }
    }

    /// Stores whatever a cell says; what is wrong with it comes back.
    pub(super) fn put_text(&mut self, plan: &Plan, key: Key, text: &str, column: u32) -> Option<DataProblem> {
        if *self.sort(plan.indicator) == Sort::Flag
            && let Some(flag) = cell::quick_flag(text)
        {
            self.put(plan.indicator, key, Datum::Plain(i64::from(flag)));
            return None;
        }
        self.row = key.row;
        let folded = cell::fold(text);
        let datum = match cell::mark(&folded) {
            Some(Reading::Blank) => return None,
            Some(Reading::Missing) => Ok(Datum::Special(SpecialKind::Missing)),
            Some(Reading::BelowUnit) => {
                let unit = plan.unit.as_ref().or_else(|| self.indicator(plan.indicator)?.unit.as_ref());
                let factor = unit.map_or(Exact::ONE, |u| u.factor.clone());
                self.digits.remember((plan.indicator, key), &plan.shown, factor);
                Ok(Datum::Special(SpecialKind::BelowUnit(Exact::ZERO)))
            }
            Some(Reading::NotApplicable) => Ok(Datum::Special(SpecialKind::NotApplicable)),
            _ => match self.sort(plan.indicator) {
                Sort::Flag | Sort::Grade(_) | Sort::Text => self.words(plan, text),
                Sort::Number => self.number(plan, text),
                Sort::Open => match self.number(plan, text) {
                    Err(DataProblem::NumberUnreadable { .. }) => {
                        let text = Arc::from(text.trim());
                        self.open.push(OpenCell { indicator: plan.indicator, key, text, column });
                        return None;
                    }
                    other => other,
                },
            },
        };
        let (datum, problem) = match datum {
            Ok(datum) => (datum, None),
            Err(problem) => (invalid(&problem), Some(problem)),
        };
        self.put(plan.indicator, key, datum);
        problem
    }

    /// Reads a flag, a grade or a text.
    pub(super) fn words(&mut self, plan: &Plan, text: &str) -> Result<Datum, DataProblem> {
        let folded = cell::fold(text);
        match self.sort(plan.indicator) {
            Sort::Flag => self.flag(plan, &folded),
            Sort::Grade(names) => self.grade(plan, &folded, names),
            _ => Ok(Datum::Plain(self.text_id(text.trim()))),
        }
    }

    /// Stores a finished value.
    pub(super) fn put(&mut self, id: IndicatorId, key: Key, datum: Datum) {
        if let Some(series) = self.series_mut(id) {
            series.put(key, datum);
        }
    }

    pub(super) fn series_mut(&mut self, id: IndicatorId) -> Option<&mut GrowingSeries> {
        let indicator = self.schema.indicator(id)?;
        let slot = self.series.get_mut(id.0 as usize)?;
        Some(slot.get_or_insert_with(|| {
            GrowingSeries::new(Range { min: indicator.min.clone(), max: indicator.max.clone() })
        }))
    }

    fn number(&mut self, plan: &Plan, text: &str) -> Result<Datum, DataProblem> {
        let (value, suffix) = match cell::read(text) {
            Reading::Number(value, suffix) => (value, suffix),
            Reading::Other(problem) => return Err(problem),
            _ => return Err(DataProblem::NumberUnreadable { text: cell::shown(text) }),
        };
        let own;
        let plan = if suffix.is_empty() {
            plan
        } else {
            own = self.plan_of_suffix(plan, &suffix, text)?;
            &own
        };
        plan.shown.note_text(text);
        let base = match &plan.how {
            How::Refused(problem) => return Err(problem.clone()),
            How::Exact(factor) => &value * factor,
            How::Decimal(d) => {
                let power = Exact::from(10).pow(d.power.unsigned_abs());
                let value = &value * &Exact::from(d.factor);
                if d.power < 0 { value.checked_div(&power).unwrap_or(Exact::ZERO) } else { &value * &power }
            }
            How::Words => value,
        };
        let datum = match self.series_mut(plan.indicator).map(|s| s.convert_exact(&base)) {
            Some(Ok(datum)) => datum,
            Some(Err(OutOfRange)) => return Err(self.out_of_range(plan.indicator, text)),
            None => return Err(DataProblem::NumberUnreadable { text: cell::shown(text) }),
        };
        self.meet(plan.indicator, plan.unit.as_ref());
        Ok(datum)
    }

    /// Reconciles a unit in the cell with that of the column.
    fn plan_of_suffix(&self, plan: &Plan, suffix: &str, text: &str) -> Result<Plan, DataProblem> {
        let unreadable = || DataProblem::NumberUnreadable { text: cell::shown(text) };
        let unit = units::find(self.schema, suffix).ok_or_else(unreadable)?;
        match &plan.unit {
            Some(column) if column.factor != unit.factor || !units::are_alike(&column.dim, &unit.dim) => {
                Err(DataProblem::UnitTwice { cell: unit.symbol.to_string(), column: column.symbol.to_string() })
            }
            _ => Ok(self.plan(plan.indicator, Some(&unit))),
        }
    }

    /// Remembers in which units an indicator without a declared unit was given.
    pub(super) fn meet(&mut self, id: IndicatorId, unit: Option<&Unit>) {
        if self.indicator(id).is_some_and(|i| i.unit.is_some()) {
            return;
        }
        if !self.has_met(id, unit)
            && let Some(met) = self.met.get_mut(id.0 as usize)
        {
            met.push(Met { unit: unit.cloned(), row: self.row });
        }
    }

    fn has_met(&self, id: IndicatorId, unit: Option<&Unit>) -> bool {
        self.met.get(id.0 as usize).is_some_and(|met| met.iter().any(|m| m.unit.as_ref() == unit))
    }

    pub(super) fn out_of_range(&self, id: IndicatorId, text: &str) -> DataProblem {
        let Some(indicator) = self.indicator(id) else {
            return DataProblem::NumberUnreadable { text: cell::shown(text) };
        };
        let unit = indicator.unit.as_ref();
        let shown = |v: &Option<Exact>| {
            v.as_ref().map_or_else(String::new, |v| unit.map_or_else(|| v.to_text(), |u| u.from_base(v).to_text()))
        };
        let symbol = unit.map_or("", |u| &u.symbol);
        DataProblem::OutOfRange {
            value: cell::shown(text.trim()),
            indicator: indicator.name.to_string(),
            range: format!("{}..{}{symbol}", shown(&indicator.min), shown(&indicator.max)),
        }
    }

    fn flag(&self, plan: &Plan, folded: &str) -> Result<Datum, DataProblem> {
        match cell::flag(folded) {
            Some(flag) => Ok(Datum::Plain(i64::from(flag))),
            None => {
                Err(DataProblem::FlagUnreadable { text: cell::shown(folded), indicator: self.name(plan.indicator) })
            }
        }
    }

    fn grade(&self, plan: &Plan, folded: &str, names: &[Arc<str>]) -> Result<Datum, DataProblem> {
        match names.iter().position(|n| fold(n) == folded) {
            Some(rank) => Ok(Datum::Plain(rank as i64)),
            None => Err(DataProblem::GradeUnknown {
                text: cell::shown(folded),
                indicator: self.name(plan.indicator),
                grades: names.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// Returns the number of a text.
    pub(super) fn text_id(&mut self, text: &str) -> i64 {
        if let Some(&id) = self.text_ids.get(text) {
            return id;
        }
        let (id, text) = (self.texts.len() as i64, Arc::<str>::from(text));
        self.texts.push(text.clone());
        self.text_ids.insert(text, id);
        id
    }

    pub(super) fn name(&self, id: IndicatorId) -> String {
        self.indicator(id).map_or_else(String::new, |i| i.name.to_string())
    }
}

/// Returns the value of a cell that could not be read.
pub(super) fn invalid(problem: &DataProblem) -> Datum {
    use dabiao_lang::diag::Lang;
    Datum::Special(SpecialKind::Invalid(Both::of(problem.message(Lang::Zh), problem.message(Lang::En))))
}

fn sort_of(indicator: &Indicator) -> Sort {
    match &indicator.kind {
        Some(Kind::Flag) => Sort::Flag,
        Some(Kind::Grade(names)) => Sort::Grade(names.clone()),
        Some(Kind::Text) => Sort::Text,
        Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank) => Sort::Number,
        None if indicator.unit.is_some() => Sort::Number,
        None => Sort::Open,
    }
}

fn how_of(unit: &Unit) -> How {
    match Decimal::of(unit) {
        Some(decimal) => How::Decimal(decimal),
        None => How::Exact(unit.factor.clone()),
    }
}
