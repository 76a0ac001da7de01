//! A dataset made in memory: for programs that embed the library, and for the tests of rules.

use std::sync::Arc;

use super::attribute::AttributeValues;
use super::dataset::{Attribute, Dataset, Entity, EntityId, Roster, RowId, SpecialKind, Vintage};
use super::digest;
use super::findings::Findings;
use super::finish::finish;
use super::levels;
use super::loader::Loader;
use super::place::{At, Sheet};
use super::roster::roots_of;
use super::series::{Datum, Key, OutOfRange};
use super::store::{OpenCell, Sort, invalid};
use crate::DataProblem;
use dabiao_lang::model::{Exact, IndicatorId, Period, Schema, Unit};

/// Gathers entities, attributes and values; [`DatasetBuilder::build`] numbers and checks them as `load` does.
///
/// # Example
/// ```
/// use dabiao_data::{DatasetBuilder, Entity, Observation, Value, Vintage};
/// use dabiao_lang::model::{Exact, IndicatorId, Period, lower};
/// let schema = lower(&[], &Default::default()).0.schema;
/// let level = schema.levels.find("村").map(|(level, _)| level);
/// let mut builder = DatasetBuilder::new(&schema);
/// let village = builder.add_entity(Entity { code: "".into(), name: "新桃村".into(), level, label: None, parent: None });
/// let (dataset, ids) = builder.build();
/// assert_eq!(dataset.roster.key(ids[village]), "新桃村");
/// ```
#[derive(Debug, Clone)]
pub struct DatasetBuilder<'s> {
    schema: &'s Schema,
    entities: Vec<Entity>,
    attributes: Vec<Attribute>,
    observations: Vec<Observation>,
    source: Sheet,
}

/// One value of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The entity, as [`DatasetBuilder::add_entity`] gave it.
    pub entity: usize,
    /// The period.
    pub period: Period,
    /// The value.
    pub value: Value,
    /// How final it is.
    pub vintage: Vintage,
}

/// The value of an observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number in base units.
    Number(Exact),
    /// A flag.
    Flag(bool),
    /// The name of a grade, or a text.
    Text(Arc<str>),
    /// Reported as missing.
    Missing,
    /// Not zero but below the unit shown.
    BelowUnit,
    /// The indicator does not apply to the entity.
    NotApplicable,
}

impl<'s> DatasetBuilder<'s> {
    /// Returns a builder without entities.
    pub fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            entities: Vec::new(),
            attributes: Vec::new(),
            observations: Vec::new(),
            source: Sheet::default(),
        }
    }

    /// Names the place that values come from, for findings.
    #[must_use]
    pub fn with_source(mut self, name: &str) -> Self {
        self.source.file = Arc::from(name);
        self
    }

    /// Adds an entity; its `parent` counts the entities added so far, not those of the finished roster.
    pub fn add_entity(&mut self, entity: Entity) -> usize {
        self.entities.push(entity);
        self.entities.len() - 1
    }

    /// Sets an attribute of an entity; `unit` is that of the column.
    pub fn add_attribute(&mut self, entity: usize, name: &str, unit: Option<&Unit>, value: &str) {
        let known = self.attributes.iter().position(|a| *a.name == *name);
        let slot = known.unwrap_or_else(|| {
            self.attributes.push(Attribute {
                name: name.into(),
                unit: unit.cloned(),
                values: AttributeValues::default(),
            });
            self.attributes.len() - 1
        });
        if let Some(attribute) = self.attributes.get_mut(slot) {
            // An entity that was never added has no attributes.
            if entity < self.entities.len() {
                attribute.values.set(entity, Some(value.trim()).filter(|v| !v.is_empty()));
            }
        }
    }

    /// Adds a value; the row of the n-th one is n, from 1.
    pub fn add_value(&mut self, observation: Observation) {
        self.observations.push(observation);
    }

    /// Returns the dataset, and for each added entity its place in the roster.
    pub fn build(self) -> (Dataset, Vec<EntityId>) {
        let schema = self.schema;
        let (mut dataset, ids) = self.build_without_digest();
        dataset.digest = digest::of(schema, &dataset);
        (dataset, ids)
    }

    /// Returns the same without a digest: for figures that are made up by the thousand, judged and forgotten.
    pub fn build_without_digest(self) -> (Dataset, Vec<EntityId>) {
        let (roster, ids) = self.roster();
        let mut loader = Loader::new(self.schema, Some(roster.into()), Findings::default());
        if !self.source.file.is_empty() {
            loader.begin_table(&self.source);
        }
        for (row, observation) in (0u32..).zip(&self.observations) {
            let Some(&entity) = ids.get(observation.entity) else { continue };
            let block = loader.block_of(entity);
            let key = Key { period: observation.period, entity, block, row: RowId(row), vintage: observation.vintage };
            put(&mut loader, &self.source, key, observation);
        }
        (finish(loader), ids)
    }

    /// Numbers the entities level by level.
    fn roster(&self) -> (Roster, Vec<EntityId>) {
        let mut order: Vec<usize> = (0..self.entities.len()).collect();
        let depth = |e: &Entity| e.level.map_or((u32::MAX, u32::MAX), |l| (levels::depth(self.schema, l), l.0));
        order.sort_by_key(|&i| self.entities.get(i).map(depth));
        let mut ids = vec![EntityId(0); order.len()];
        for (new, &old) in (0u32..).zip(&order) {
            if let Some(slot) = ids.get_mut(old) {
                *slot = EntityId(new);
            }
        }
        let mut roster = Roster { is_given: true, ..Roster::default() };
        for entity in order.iter().filter_map(|&old| self.entities.get(old)) {
            let parent = entity.parent.and_then(|p| ids.get(p.0 as usize).copied());
            roster.entities.push(Entity { parent, ..entity.clone() });
        }
        for attribute in &self.attributes {
            let mut attribute = attribute.clone();
            attribute.values.finish(order.iter().copied());
            roster.attributes.push(attribute);
        }
        roster.roots = roots_of(&roster);
        (roster, ids)
    }
}

/// Stores a value, or says why it cannot be one of its indicator.
fn put(loader: &mut Loader<'_>, source: &Sheet, key: Key, observation: &Observation) {
    let id = observation.indicator;
    let result = match &observation.value {
        Value::Missing => Ok(Datum::Special(SpecialKind::Missing)),
        Value::BelowUnit => {
            let unit = loader.schema.indicator(id).and_then(|i| i.unit.as_ref());
            Ok(Datum::Special(SpecialKind::BelowUnit(unit.map_or(Exact::ONE, |u| u.factor.clone()))))
        }
        Value::NotApplicable => Ok(Datum::Special(SpecialKind::NotApplicable)),
        Value::Number(x) => number(loader, id, x),
        Value::Flag(flag) => word(loader, key, id, if *flag { "是" } else { "否" }),
        Value::Text(text) => word(loader, key, id, text),
    };
    let datum = match result {
        Ok(datum) => datum,
        Err(None) => return,
        Err(Some(problem)) => {
            let datum = invalid(&problem);
            loader.findings.add(At { sheet: source, row: key.row.0 + 1, column: 0 }, problem);
            datum
        }
    };
    loader.store.put(id, key, datum);
}

fn number(loader: &mut Loader<'_>, id: IndicatorId, value: &Exact) -> Result<Datum, Option<DataProblem>> {
    match loader.store.sort(id) {
        Sort::Number | Sort::Open => match loader.store.series_mut(id).map(|s| s.convert_exact(value)) {
            Some(Ok(datum)) => Ok(datum),
            Some(Err(OutOfRange)) => Err(Some(loader.store.out_of_range(id, &value.to_text()))),
            None => Err(None),
        },
        _ => {
            let plan = loader.store.plan(id, None);
            loader.store.words(&plan, &value.to_text()).map_err(Some)
        }
    }
}

/// Stores a flag, a grade or a text; what is not declared is decided when all values are there.
fn word(loader: &mut Loader<'_>, key: Key, id: IndicatorId, text: &str) -> Result<Datum, Option<DataProblem>> {
    match loader.store.sort(id) {
        Sort::Open => {
            loader.store.open.push(OpenCell { indicator: id, key, text: text.into(), column: 0 });
            Err(None)
        }
        Sort::Number => Err(Some(DataProblem::NumberUnreadable { text: super::cell::shown(text) })),
        _ => {
            let plan = loader.store.plan(id, None);
            loader.store.words(&plan, text).map_err(Some)
        }
    }
}
