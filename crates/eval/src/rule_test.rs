//! Runs the tests that stand in rule files: each builds a small world from its givens and asks for verdicts.
//!
//! The world of a test holds the region of the plan and what the givens name, nothing else: no roster, no file. An
//! entity has the level of the indicators that are given for it, else the one level that the tested rule speaks of (and,
//! where the rule speaks of 行政村 or 社区 alone, that label); `城关镇/东城村` puts a village below its town, a plain name
//! stands below the region. A given without a period is an attribute. Without `as of` the day is the last of the newest period among the givens.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{Detail, ExpectOutcome, RuleJudgement, Session, TestOutcome};
use dabiao_data::{Dataset, DatasetBuilder, Entity, EntityId, Observation, Value, Vintage};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    EntityRef, Expect, Expr, ExprKind, Given, GivenValue, IndicatorId, LevelId, Model, Period, Rule, Scope, Test,
    Verdict, walk,
};

/// Runs all tests of a rule set, in file order.
pub fn run_tests(rules: &RuleSet) -> Vec<TestOutcome> {
    let tests = rules.model().tests.iter().enumerate();
    tests.map(|(idx, test)| TestOutcome { test: idx, expects: run_test(rules, test) }).collect()
}

/// The world that some givens make for a rule, as a test makes it; all rules for which it would be the same can be judged
/// in it.
#[derive(Debug)]
pub struct GivenWorld {
    region: String,
    spoken_of: Vec<(LevelId, Option<Arc<str>>)>,
    data: Dataset,
}

impl GivenWorld {
    /// Makes the world of a rule, by its position; a position without a rule has none.
    pub fn of(rules: &RuleSet, rule: usize, givens: &[Given]) -> Option<Self> {
        let model = rules.model();
        let mut world = WorldBuilder::new(model, model.rules.get(rule)?);
        givens.iter().for_each(|g| world.name(g));
        let (region, spoken_of) = (world.region.clone(), world.spoken_of.clone());
        let (builder, _) = world.gathered(givens);
        let (data, _) = builder.build_without_digest();
        Some(Self { region, spoken_of, data })
    }

    /// Returns whether the same givens make the same world for a rule, provided that its rule set declares all that the
    /// givens name as the other did.
    pub fn is_of(&self, rules: &RuleSet, rule: usize) -> bool {
        let model = rules.model();
        let own = model.rules.get(rule);
        own.is_some_and(|own| region_of(model, own) == self.region && levels_of(own) == self.spoken_of)
    }

    /// Returns the verdict of a rule in this world.
    pub fn verdict(&self, rules: &RuleSet, rule: usize, as_of: NaiveDate) -> Verdict {
        Session::new(rules, &self.data, as_of).verdict(rule)
    }
}

fn run_test(rules: &RuleSet, test: &Test) -> Vec<ExpectOutcome> {
    if !test.errors.is_empty() {
        return Vec::new();
    }
    test.expects.iter().map(|e| outcome(rules, test, e)).collect()
}

fn outcome(rules: &RuleSet, test: &Test, expect: &Expect) -> ExpectOutcome {
    let Some(case) = Case::new(rules, test, expect) else {
        let why = Both::of(format!("没有规则 {}", expect.rule), format!("there is no rule {}", expect.rule));
        return ExpectOutcome { found: None, is_passed: false, reason: Some(why) };
    };
    let judged = case.judge(rules);
    let (found, reason) = match &expect.entity {
        None => (Some(judged.verdict), judged.reason.or_else(|| reason_of(&judged.checks, judged.verdict))),
        Some(entity) => case.of_entity(&judged, entity),
    };
    ExpectOutcome { found, is_passed: found == Some(expect.verdict), reason }
}

fn reason_of(checks: &[super::Check], verdict: Verdict) -> Option<Both> {
    checks.iter().find(|c| c.verdict == verdict).and_then(|c| c.reason.clone())
}

/// One expectation with the world that it is asked of.
pub(super) struct Case {
    rule: usize,
    data: Dataset,
    names: BTreeMap<String, EntityId>,
    as_of: NaiveDate,
}

impl Case {
    /// Builds the world of an expectation; `None` where there is no such rule.
    pub(super) fn new(rules: &RuleSet, test: &Test, expect: &Expect) -> Option<Self> {
        let model = rules.model();
        let rule = model.rules.iter().position(|r| r.id == expect.rule)?;
        let newest = test.givens.iter().filter_map(|g| g.period).map(Period::last_day).max();
        let plan_end = || plan_of(model, model.rules.get(rule)?)?.window.map(|w| w.to.last_day());
        let as_of = expect.as_of.or(newest).or_else(plan_end).unwrap_or(NaiveDate::MAX);
        let mut world = WorldBuilder::new(model, model.rules.get(rule)?);
        test.givens.iter().for_each(|g| world.name(g));
        let (data, names) = world.build(&test.givens);
        Some(Self { rule, data, names, as_of })
    }

    /// Judges the rule with everything that explains it.
    pub(super) fn judge(&self, rules: &RuleSet) -> RuleJudgement {
        Session::new(rules, &self.data, self.as_of).evaluate_rule(self.rule, Detail::Full)
    }

    fn of_entity(&self, judged: &RuleJudgement, entity: &EntityRef) -> (Option<Verdict>, Option<Both>) {
        let Some(&id) = self.names.get(&key(entity)) else { return (None, None) };
        let own = judged.checks.iter().filter(|c| c.entity == Some(id)).map(|c| (c.verdict, c.reason.clone()));
        let listed = judged.checks.iter().flat_map(|c| &c.entities).filter(|e| e.entity == id);
        let worst = own.chain(listed.map(|e| (e.verdict, e.reason.clone()))).min_by_key(|(v, _)| *v);
        worst.map_or((None, None), |(v, reason)| (Some(v), reason))
    }
}

fn key(entity: &EntityRef) -> String {
    entity.parts.join("/")
}

fn plan_of<'m>(model: &'m Model, rule: &Rule) -> Option<&'m dabiao_lang::model::Plan> {
    model.plans.get(rule.plan?.0 as usize)
}

/// The name of the place that a rule is for.
fn region_of(model: &Model, rule: &Rule) -> String {
    plan_of(model, rule).and_then(|p| p.region.as_ref()).map_or_else(|| "地区".to_owned(), key)
}

/// Gathers the entities that givens name, then builds the dataset.
struct WorldBuilder<'m> {
    model: &'m Model,
    region: String,
    /// The level of entities that no indicator tells.
    fallback: Option<LevelId>,
    /// The levels of the tested rule, with their labels.
    spoken_of: Vec<(LevelId, Option<Arc<str>>)>,
    /// Level by path, in order of first mention.
    levels: Vec<(String, Option<LevelId>)>,
    /// Where each path stands in `levels`.
    index: FxHashMap<String, usize>,
}

impl<'m> WorldBuilder<'m> {
    fn new(model: &'m Model, rule: &Rule) -> Self {
        let region = region_of(model, rule);
        let spoken_of = levels_of(rule);
        let mut world = Self {
            model,
            region,
            fallback: only_level(&spoken_of),
            spoken_of,
            levels: Vec::new(),
            index: FxHashMap::default(),
        };
        let region = world.region.clone();
        world.mention(&region, None);
        world
    }

    fn mention(&mut self, path: &str, level: Option<LevelId>) {
        let next = self.levels.len();
        match self.index.get(path).and_then(|idx| self.levels.get_mut(*idx)) {
            Some((_, known)) => *known = known.or(level),
            None => {
                self.levels.push((path.to_owned(), level));
                self.index.insert(path.to_owned(), next);
            }
        }
    }

    /// Takes note of the entity of a given, and of those above it.
    fn name(&mut self, given: &Given) {
        let level = self.model.schema.indicator(given.indicator).and_then(|i| i.level);
        let Some(entity) = &given.entity else {
            let region = self.region.clone();
            return self.mention(&region, level);
        };
        let mut path = String::new();
        for (idx, part) in entity.parts.iter().enumerate() {
            if idx > 0 {
                path.push('/');
            }
            path.push_str(part);
            let is_last = idx + 1 == entity.parts.len();
            self.mention(&path, level.filter(|_| is_last));
        }
    }

    fn build(self, givens: &[Given]) -> (Dataset, BTreeMap<String, EntityId>) {
        let (builder, added) = self.gathered(givens);
        let (data, ids) = builder.build();
        let names = added.into_iter().filter_map(|(path, idx)| ids.get(idx).map(|&id| (path, id))).collect();
        (data, names)
    }

    /// Returns entities and figures, and where each path stands among the entities.
    fn gathered(mut self, givens: &[Given]) -> (DatasetBuilder<'m>, FxHashMap<String, usize>) {
        self.settle_levels();
        let mut builder = DatasetBuilder::new(&self.model.schema).with_source("test");
        let mut added: FxHashMap<String, usize> = FxHashMap::default();
        for (path, level) in &self.levels {
            let name = path.rsplit('/').next().unwrap_or(path);
            let above = path.rsplit_once('/').map(|(above, _)| above).unwrap_or(&self.region);
            let parent = added.get(above).filter(|_| *path != self.region).map(|&i| EntityId(i as u32));
            let label = self.label(*level);
            let idx = builder.add_entity(Entity { code: "".into(), name: name.into(), level: *level, label, parent });
            added.insert(path.clone(), idx);
        }
        for given in givens {
            let path = given.entity.as_ref().map_or_else(|| self.region.clone(), key);
            if let Some(&entity) = added.get(&path) {
                self.add(&mut builder, given, entity);
            }
        }
        self.add_tasks(&mut builder, givens, &added);
        (builder, added)
    }

    /// Adds the tasks that the rules set for those whom the givens name; a given of the same figure goes before.
    fn add_tasks(&self, builder: &mut DatasetBuilder<'_>, givens: &[Given], added: &FxHashMap<String, usize>) {
        for (idx, indicator) in (0u32..).zip(&self.model.schema.indicators) {
            let id = IndicatorId(idx);
            for figure in indicator.assigned.iter().flat_map(|a| &a.figures) {
                let path = figure.entity.as_ref().map_or_else(|| self.region.clone(), key);
                let Some(&entity) = added.get(&path) else { continue };
                let own = |g: &Given| g.entity.as_ref().map_or_else(|| self.region.clone(), key);
                let is_given = |g: &Given| g.indicator == id && g.period == Some(figure.period) && own(g) == path;
                if givens.iter().any(is_given) {
                    continue;
                }
                let (period, value) = (figure.period, Value::Number(figure.quantity.base.clone()));
                builder.add_value(Observation { indicator: id, entity, period, value, vintage: Vintage::Unstated });
            }
        }
    }

    /// Returns the label under which the rule speaks of a level, if it always uses one: no roster says it here.
    fn label(&self, level: Option<LevelId>) -> Option<Arc<str>> {
        let mut labels = self.spoken_of.iter().filter(|(l, _)| Some(*l) == level).map(|(_, label)| label);
        let first = labels.next()?;
        labels.all(|label| label == first).then(|| first.clone()).flatten()
    }

    /// Gives a level to everybody: the region stands above all others, a place above those below it.
    fn settle_levels(&mut self) {
        let parent_of = |level: LevelId| self.model.schema.levels.get(level).and_then(|l| l.parent);
        let region = self.region.clone();
        for (path, level) in &mut self.levels {
            if *path != region {
                *level = level.or(self.fallback);
            }
        }
        // From below upwards: a place without a level is one above the highest that lies in it.
        for _ in 0..self.levels.len().min(8) {
            let mut above: FxHashMap<String, LevelId> = FxHashMap::default();
            for (path, level) in &self.levels {
                let Some((parent, _)) = path.rsplit_once('/') else { continue };
                if let Some(level) = level.and_then(parent_of) {
                    let highest = above.get(parent).map_or(level, |known| level.min(*known));
                    above.insert(parent.to_owned(), highest);
                }
            }
            for (path, level) in self.levels.iter_mut().filter(|(p, _)| *p != region) {
                *level = above.get(path).copied().or(*level);
            }
            if above.is_empty() {
                break;
            }
        }
        let highest = self.levels.iter().filter(|(p, _)| *p != region).filter_map(|(_, l)| *l).min();
        let county = self.model.schema.levels.find("县").map(|(level, _)| level);
        let above = highest.and_then(parent_of);
        if let Some((_, level)) = self.levels.iter_mut().find(|(p, _)| *p == region) {
            let fits = |l: &LevelId| highest.is_none_or(|h| *l < h);
            *level = level.filter(fits).or(county.filter(fits)).or(above);
        }
    }

    fn add(&self, builder: &mut DatasetBuilder<'_>, given: &Given, entity: usize) {
        let Some(period) = given.period else {
            if let Some(indicator) = self.model.schema.indicator(given.indicator) {
                let (unit, text) = attribute(&given.value);
                builder.add_attribute(entity, &indicator.name, unit, &text);
            }
            return;
        };
        let value = match &given.value {
            GivenValue::Quantity(q) => Value::Number(q.base.clone()),
            GivenValue::Bool(b) => Value::Flag(*b),
            GivenValue::Text(t) => Value::Text(t.clone()),
            GivenValue::Missing => Value::Missing,
            GivenValue::NotApplicable => Value::NotApplicable,
        };
        let indicator = given.indicator;
        builder.add_value(Observation { indicator, entity, period, value, vintage: Vintage::Unstated });
    }
}

fn attribute(value: &GivenValue) -> (Option<&dabiao_lang::model::Unit>, String) {
    match value {
        GivenValue::Quantity(q) => (q.unit.as_ref(), q.value.to_text()),
        GivenValue::Bool(true) => (None, "是".to_owned()),
        GivenValue::Bool(false) => (None, "否".to_owned()),
        GivenValue::Text(t) => (None, t.to_string()),
        GivenValue::Missing | GivenValue::NotApplicable => (None, String::new()),
    }
}

/// The one level that a rule speaks of, if it is one.
fn only_level(spoken_of: &[(LevelId, Option<Arc<str>>)]) -> Option<LevelId> {
    let (first, _) = spoken_of.first()?;
    spoken_of.iter().all(|(level, _)| level == first).then_some(*first)
}

/// Returns the levels that a rule speaks of, with the labels that it asks for, in the order written.
fn levels_of(rule: &Rule) -> Vec<(LevelId, Option<Arc<str>>)> {
    let mut levels = Vec::new();
    for statement in &rule.statements {
        if let Scope::Every { level, .. } = &statement.scope {
            levels.push((level.level, level.label.clone()));
        }
        walk::expressions(statement, &mut |e: &Expr| {
            if let ExprKind::Aggregate(a) = &e.kind {
                levels.push((a.level.level, a.level.label.clone()));
            }
        });
    }
    levels
}
