//! The rules of one pair cut out of their models: small models that can be reasoned about and evaluated by themselves.
//!
//! Both sides and the joint model number indicators alike. An indicator whose definition or formula changed is two in
//! the joint model, for what it measured is another thing than what it measures. INVARIANT: an excerpt holds everything
//! that its rules rest on, so judging a rule in it gives what judging it in the whole gives.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cause::{Causes, Subject};
use super::change::Name;
use super::label;
use super::pair::Pairing;
use super::renumber::Renumber;
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{ExprKind, Indicator, IndicatorId, Kind, Model, PlanId, Rule, Schema, Time, Upward, walk};

/// The rules of a pair by themselves.
pub(super) struct Excerpt {
    /// The schema of both, for reasoning; without what is true of one side only.
    pub(super) schema: Schema,
    /// The old rules in the joint numbering.
    pub(super) old: Vec<Rule>,
    /// The new ones.
    pub(super) new: Vec<Rule>,
    /// Both as they were written, labels and all.
    pub(super) written: (Vec<Rule>, Vec<Rule>),
    /// The plans of both: first those of the old rules, then those of the new.
    pub(super) plans: Vec<dabiao_lang::model::Plan>,
    /// The old rules, to be evaluated.
    pub(super) before: RuleSet,
    /// The new ones.
    pub(super) after: RuleSet,
    /// Whether the declarations differ in a way that proofs do not reach.
    pub(super) is_beyond_proof: bool,
    /// An attribute that every made-up entity has, so that it is there.
    pub(super) presence: IndicatorId,
}

/// The name of the attribute that tells 社区 from 行政村 where the two sides mean different ones.
const LABEL: &str = "名录中的层级";

/// The name of [`Excerpt::presence`].
pub(super) const PRESENCE: &str = "在名录中";

/// What is appended to the name of an indicator that is another one in the new version.
pub(super) const NEW_MARK: &str = "（新）";

/// Cuts out the rules of a pair.
pub(super) fn excerpt(
    (old, a): (&Model, &[&Rule]),
    (new, b): (&Model, &[&Rule]),
    causes: &Causes,
    pairing: Pairing,
) -> Excerpt {
    let mut joint =
        Joint { names: FxHashMap::default(), before: Vec::new(), after: Vec::new(), is_beyond_proof: false };
    let (used_a, used_b) = (used(old, a), used(new, b));
    let mut maps = (FxHashMap::default(), FxHashMap::default());
    for &id in &used_a {
        if let Some(i) = old.schema.indicator(id) {
            maps.0.insert(id, joint.add(i.name.clone(), i, Who::Old));
        }
    }
    for &id in &used_b {
        if let Some(i) = new.schema.indicator(id) {
            let is_other = joint.names.contains_key(&i.name) && is_another(causes, &i.name);
            let name = if is_other { Arc::from(format!("{}{NEW_MARK}", i.name)) } else { i.name.clone() };
            maps.1.insert(id, joint.add(name, i, Who::New));
        }
    }
    joint.is_beyond_proof |= used_a.iter().filter_map(|i| old.schema.indicator(*i)).any(|i| is_beyond(causes, &i.name));
    let (map_a, map_b) = (map(maps.0), map(maps.1));
    joint.before.iter_mut().for_each(|(i, who)| if *who == Who::Old { &map_a } else { &map_b }.declaration(i));
    joint.after.iter_mut().for_each(|(i, who)| if *who == Who::Old { &map_a } else { &map_b }.declaration(i));
    let presence = joint.add(Arc::from(PRESENCE), &made_up(PRESENCE, Kind::Flag), Who::Old);
    let label = joint.add(Arc::from(LABEL), &made_up(LABEL, Kind::Text), Who::Old);
    let mut plans = Vec::new();
    let mut rules = |model: &Model, rules: &[&Rule], map: &Renumber| -> Vec<Rule> {
        rules.iter().map(|r| rule(model, r, map, &mut plans, pairing)).collect()
    };
    let (mut a, mut b) = (rules(old, a, &map_a), rules(new, b, &map_b));
    let written = (a.clone(), b.clone());
    label::as_filters(&mut a, &mut b, label);
    let schema = |s: &Schema, all: &[(Indicator, Who)]| Schema {
        units: s.units.clone(),
        unit_index: s.unit_index.clone(),
        levels: s.levels.clone(),
        indicators: all.iter().map(|(i, _)| i.clone()).collect(),
    };
    let (before, after) = (schema(&old.schema, &joint.before), schema(&new.schema, &joint.after));
    let set = |schema: &Schema, rules: &[Rule]| {
        let model = Model { schema: schema.clone(), plans: plans.clone(), rules: rules.to_vec(), ..Model::default() };
        RuleSet::of_checked(model)
    };
    Excerpt {
        schema: common(&before, &after),
        before: set(&before, &a),
        after: set(&after, &b),
        old: a,
        new: b,
        written,
        plans: plans.clone(),
        is_beyond_proof: joint.is_beyond_proof,
        presence,
    }
}

impl Excerpt {
    /// Returns whether figures are rounded alike on both sides.
    pub(super) fn is_rounding_kept(&self) -> bool {
        let (a, b) = (&self.before.model().schema, &self.after.model().schema);
        a.indicators.iter().zip(&b.indicators).all(|(a, b)| a.precision == b.precision)
    }

    /// Returns whether what is possible is the same on both sides.
    pub(super) fn is_range_kept(&self) -> bool {
        let (a, b) = (&self.before.model().schema, &self.after.model().schema);
        a.indicators.iter().zip(&b.indicators).all(|(a, b)| a.min == b.min && a.max == b.max)
    }

    /// Returns the joint model of both sides with indicators under their own names, for telling what was rewritten.
    pub(super) fn as_written(&self, rules: Vec<Rule>) -> Model {
        let mut model = self.joint(rules);
        for indicator in &mut model.schema.indicators {
            if let Some(name) = indicator.name.strip_suffix(NEW_MARK) {
                indicator.name = Arc::from(name);
            }
        }
        model
    }

    /// Returns the joint model of some rules, for reasoning.
    pub(super) fn joint(&self, rules: Vec<Rule>) -> Model {
        Model { schema: self.schema.clone(), plans: self.plans.clone(), rules, ..Model::default() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Old,
    New,
}

/// Indicators of both sides on one numbering, each with the side whose numbers its declaration still has.
struct Joint {
    names: FxHashMap<Arc<str>, IndicatorId>,
    before: Vec<(Indicator, Who)>,
    after: Vec<(Indicator, Who)>,
    is_beyond_proof: bool,
}

impl Joint {
    /// Adds a declaration; an indicator that only one side knows is declared alike on the other.
    fn add(&mut self, name: Arc<str>, i: &Indicator, who: Who) -> IndicatorId {
        let own = Indicator { name: name.clone(), ..i.clone() };
        if let Some(id) = self.names.get(&name) {
            if let Some(slot) = self.after.get_mut(id.0 as usize).filter(|_| who == Who::New) {
                *slot = (own, who);
            }
            return *id;
        }
        let id = IndicatorId(self.before.len() as u32);
        self.names.insert(name, id);
        self.before.push((own.clone(), who));
        self.after.push((own, who));
        id
    }
}

fn map(indicators: FxHashMap<IndicatorId, IndicatorId>) -> Renumber {
    Renumber { indicators, levels: Vec::new() }
}

/// Whether an indicator of one name is another one now.
fn is_another(causes: &Causes, name: &str) -> bool {
    causes.all.iter().any(|(subject, cause)| {
        matches!(subject, Subject::Indicator(i) if **i == *name)
            && matches!(cause.name, Name::DefinitionChanged | Name::FormulaChanged)
    })
}

/// Whether a declaration changed in what proofs take for one and the same.
fn is_beyond(causes: &Causes, name: &str) -> bool {
    use Name::{FrequencyChanged, KindChanged, LevelChanged, RollUpChanged};
    causes.all.iter().any(|(subject, cause)| {
        matches!(subject, Subject::Indicator(i) if **i == *name)
            && matches!(cause.name, RollUpChanged | KindChanged | LevelChanged | FrequencyChanged)
            || matches!(subject, Subject::Level(_))
    })
}

/// The declarations for reasoning: where the two differ in what is possible, nothing is said of it.
fn common(before: &Schema, after: &Schema) -> Schema {
    let mut joint = before.clone();
    for (own, other) in joint.indicators.iter_mut().zip(&after.indicators) {
        if own.min != other.min {
            own.min = None;
        }
        if own.max != other.max {
            own.max = None;
        }
        let parts = |i: &Indicator| i.parts.as_ref().map(|p| (p.is_complete, p.parts.clone()));
        if parts(own) != parts(other) {
            own.parts = None;
        }
        // Targets are put as targets on values that are not rounded; see `rounding`.
        own.precision = None;
    }
    joint
}

fn rule(
    model: &Model,
    rule: &Rule,
    map: &Renumber,
    plans: &mut Vec<dabiao_lang::model::Plan>,
    pairing: Pairing,
) -> Rule {
    let mut rule = rule.clone();
    map.rule(&mut rule);
    rule.plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize)).map(|plan| {
        let mut plan = plan.clone();
        if pairing == Pairing::ByObligation {
            plan.region = None;
        }
        plans.push(plan);
        PlanId((plans.len() - 1) as u32)
    });
    rule
}

/// Returns all indicators that rules rest on, in the order of the schema.
fn used(model: &Model, rules: &[&Rule]) -> BTreeSet<IndicatorId> {
    let mut found = BTreeSet::new();
    for s in rules.iter().flat_map(|r| &r.statements) {
        walk::expressions(s, &mut |e| {
            if let ExprKind::Value(id) = &e.kind {
                rest(&model.schema, *id, &mut found);
            }
        });
        for t in s.targets.iter().chain(s.exceptions.iter().flat_map(|e| &e.targets)) {
            if let Time::ByAttribute(id) = t.time {
                rest(&model.schema, id, &mut found);
            }
        }
    }
    found
}

fn rest(schema: &Schema, id: IndicatorId, found: &mut BTreeSet<IndicatorId>) {
    let Some(i) = schema.indicator(id).filter(|_| found.insert(id)) else { return };
    if let Upward::Weighted(weight) = i.upward {
        rest(schema, weight, found);
    }
    i.parts.iter().flat_map(|p| &p.parts).for_each(|p| rest(schema, *p, found));
    if let Some(formula) = &i.formula {
        walk::expression(formula, &mut |e| {
            if let ExprKind::Value(id) = &e.kind {
                rest(schema, *id, found);
            }
        });
    }
}

/// An attribute of made-up entities.
fn made_up(name: &str, kind: Kind) -> Indicator {
    Indicator {
        name: Arc::from(name),
        also: Vec::new(),
        is_declared: false,
        unit: None,
        level: None,
        kind: Some(kind),
        min: None,
        max: None,
        formula: None,
        parts: None,
        definition: None,
        frequency: None,
        precision: None,
        tolerance: None,
        within_year: None,
        upward: Upward::None,
        source: None,
        note: None,
        span: super::NOWHERE,
    }
}
