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
use super::versions::Version;
use dabiao_lang::check::RuleSet;
use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::core::Edition;
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
    /// Whether both sides declare everything alike that data can tell, so that the same figures make the same world.
    pub(super) is_declared_alike: bool,
    /// An attribute that every made-up entity has, so that it is there.
    pub(super) presence: IndicatorId,
    /// What each indicator is called, and whether it is what the new side alone means by that.
    names: Vec<(Arc<str>, Edition)>,
}

/// The name of the attribute that tells 社区 from 行政村 where the two sides mean different ones.
const LABEL: &str = "名录中的层级";

/// The name of [`Excerpt::presence`].
pub(super) const PRESENCE: &str = "在名录中";

/// Rules of one version.
#[derive(Clone, Copy)]
pub(super) struct Group<'s, 'm> {
    pub(super) version: &'s Version<'m>,
    pub(super) rules: &'s [&'m Rule],
}

/// Cuts out the rules of a pair: the first is the old side of what comes out, whichever version it is.
pub(super) fn excerpt(first: Group<'_, '_>, second: Group<'_, '_>, causes: &Causes, pairing: Pairing) -> Excerpt {
    let mut joint = Joint::default();
    let mut maps = [Renumber::of(first.version), Renumber::of(second.version)];
    let mut is_beyond_proof = false;
    for (group, (who, map)) in [first, second].into_iter().zip([Who::Old, Who::New].into_iter().zip(&mut maps)) {
        for id in used(group.version.model, group.rules) {
            let (Some(i), Some(name)) = (group.version.model.schema.indicator(id), group.version.name(id)) else {
                continue;
            };
            is_beyond_proof |= is_beyond(causes, name);
            let is_other = who == Who::New && joint.has(name) && causes.is_another(name);
            let name = (name.clone(), if is_other { Edition::New } else { Edition::First });
            let mark = if is_other { group.version.mark } else { "" };
            map.indicators.insert(id, joint.add(name, i, who, mark));
        }
    }
    let [map_a, map_b] = &maps;
    for (i, who) in joint.before.iter_mut().chain(&mut joint.after) {
        if *who == Who::Old { map_a } else { map_b }.declaration(i);
    }
    let presence = joint.made_up(PRESENCE, Kind::Flag);
    let label = joint.made_up(LABEL, Kind::Text);
    let mut plans = Vec::new();
    let mut rules = |group: Group<'_, '_>, map: &Renumber| -> Vec<Rule> {
        group.rules.iter().map(|r| rule(group.version.model, r, map, &mut plans, pairing)).collect()
    };
    let (mut a, mut b) = (rules(first, map_a), rules(second, map_b));
    let written = (a.clone(), b.clone());
    label::as_filters(&mut a, &mut b, label);
    let schema = |version: &Version<'_>, all: &[(Indicator, Who)]| Schema {
        units: version.model.schema.units.clone(),
        unit_index: version.model.schema.unit_index.clone(),
        levels: version.levels.clone(),
        indicators: all.iter().map(|(i, _)| i.clone()).collect(),
        rosters: Vec::new(),
    };
    let (before, after) = (schema(first.version, &joint.before), schema(second.version, &joint.after));
    let set = |schema: &Schema, rules: &[Rule]| {
        let model = Model { schema: schema.clone(), plans: plans.clone(), rules: rules.to_vec(), ..Model::default() };
        RuleSet::of_checked(model)
    };
    Excerpt {
        is_declared_alike: is_declared_alike(&before, &after),
        schema: common(&before, &after),
        before: set(&before, &a),
        after: set(&after, &b),
        old: a,
        new: b,
        written,
        plans: plans.clone(),
        is_beyond_proof,
        presence,
        names: joint.names,
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

    /// Returns identities in which what the new side means otherwise is another thing.
    pub(super) fn ids(&self) -> Ids<'_> {
        let name = |id: IndicatorId| self.names.get(id.0 as usize).cloned();
        Ids::named(&self.schema, |id| name(id).unwrap_or_else(|| (Arc::from(""), Edition::New)))
    }

    /// Returns identities by name alone, for telling what was rewritten.
    pub(super) fn ids_as_written(&self) -> Ids<'_> {
        let name = |id: IndicatorId| self.names.get(id.0 as usize).map(|(name, _)| name.clone());
        Ids::named(&self.schema, |id| (name(id).unwrap_or_else(|| Arc::from("")), Edition::First))
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
#[derive(Default)]
struct Joint {
    ids: FxHashMap<(Arc<str>, Edition), IndicatorId>,
    names: Vec<(Arc<str>, Edition)>,
    before: Vec<(Indicator, Who)>,
    after: Vec<(Indicator, Who)>,
}

impl Joint {
    fn has(&self, name: &Arc<str>) -> bool {
        self.ids.contains_key(&(name.clone(), Edition::First))
    }

    /// Adds a declaration; an indicator that only one side knows is declared alike on the other.
    fn add(&mut self, name: (Arc<str>, Edition), i: &Indicator, who: Who, mark: &str) -> IndicatorId {
        let own = Indicator { name: Arc::from(format!("{}{mark}", name.0)), ..i.clone() };
        if let Some(id) = self.ids.get(&name) {
            if let Some(slot) = self.after.get_mut(id.0 as usize).filter(|_| who == Who::New) {
                *slot = (own, who);
            }
            return *id;
        }
        let id = IndicatorId(self.before.len() as u32);
        self.ids.insert(name.clone(), id);
        self.names.push(name);
        self.before.push((own.clone(), who));
        self.after.push((own, who));
        id
    }

    /// Adds an attribute of made-up entities, which is none of those that people name.
    fn made_up(&mut self, name: &str, kind: Kind) -> IndicatorId {
        let id = IndicatorId(self.before.len() as u32);
        self.names.push((Arc::from(format!("\0{name}")), Edition::New));
        let own = made_up(name, kind);
        self.before.push((own.clone(), Who::Old));
        self.after.push((own, Who::Old));
        id
    }
}

/// Whether a declaration changed in what proofs take for one and the same.
fn is_beyond(causes: &Causes, name: &str) -> bool {
    use Name::{
        AliasChanged, DeclarationAdded, DeclarationRemoved, FrequencyChanged, KindChanged, LevelChanged, RollUpChanged,
        TaskAdded, TaskLowered, TaskRaised, TaskRemoved, TaskSourceChanged, UnitChanged,
    };
    let is_of_indicator = |name: Name| {
        matches!(
            name,
            AliasChanged
                | DeclarationAdded
                | DeclarationRemoved
                | FrequencyChanged
                | KindChanged
                | LevelChanged
                | RollUpChanged
                | TaskAdded
                | TaskLowered
                | TaskRaised
                | TaskRemoved
                | TaskSourceChanged
                | UnitChanged
        )
    };
    causes.all.iter().any(|(subject, cause)| match subject {
        Subject::Indicator(i) => **i == *name && is_of_indicator(cause.name),
        Subject::Level(_) => true,
        Subject::Unit(..) | // The amount stands in the rules themselves.
        Subject::Param(_) => false,
        Subject::Plan(_) => false,
    })
}

/// Whether two schemas with one numbering of levels and indicators take in the same figures alike. Formulas and tables
/// of tasks are not compared: with one, each side has a world of its own.
fn is_declared_alike(before: &Schema, after: &Schema) -> bool {
    let mut both = before.indicators.iter().zip(&after.indicators);
    before.units == after.units && both.all(|(a, b)| is_alike(a, b))
}

fn is_alike(a: &Indicator, b: &Indicator) -> bool {
    // All fields are named, so that a new one is thought of here.
    #[rustfmt::skip]
    let Indicator {
        name, also, is_declared, unit, level, kind, min, max, formula, parts, frequency, precision, tolerance, within_year, upward,
        assigned, definition: _, source: _, note: _, span: _,
    } = a;
    let parts_of = |i: &Indicator| i.parts.as_ref().map(|p| (p.is_complete, p.parts.clone()));
    (name, also, is_declared, unit, level, kind) == (&b.name, &b.also, &b.is_declared, &b.unit, &b.level, &b.kind)
        && (min, max, frequency, precision) == (&b.min, &b.max, &b.frequency, &b.precision)
        && (tolerance, within_year, upward) == (&b.tolerance, &b.within_year, &b.upward)
        && (formula.is_none() && b.formula.is_none() && assigned.is_none() && b.assigned.is_none())
        && (parts.is_none() && b.parts.is_none() || parts_of(a) == parts_of(b))
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
        let revised = s.revisions.iter().flat_map(|r| &r.targets);
        for t in s.targets.iter().chain(s.exceptions.iter().flat_map(|e| &e.targets)).chain(revised) {
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
        assigned: None,
        span: super::NOWHERE,
    }
}
