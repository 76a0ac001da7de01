//! Two rule sets in one core: what means the same has one id on both sides.
//!
//! An indicator that was renamed (its new declaration has the old name as 别名, or the other way round) has its old name on
//! both sides. Levels are known by their names.

use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::core::{Code, Edition, Meaning};
use dabiao_lang::model::{IndicatorId, LevelId, Levels, Model, Plan, Rule, Schema};

/// One of two rule sets.
pub(super) struct Version<'m> {
    /// What is written.
    pub(super) model: &'m Model,
    /// What is what.
    pub(super) ids: Ids<'m>,
    /// What it means, once somebody asks.
    meaning: OnceCell<Meaning>,
    /// What its indicators were called before, by position.
    pub(super) names: Vec<Arc<str>>,
    /// The levels of both sides on one numbering, with those above them as this side has it.
    pub(super) levels: Levels,
    /// The joint numbers of its levels, by their own.
    pub(super) level_numbers: Vec<LevelId>,
    /// How what only this side means by a name is marked.
    pub(super) mark: &'static str,
}

/// Two rule sets.
pub(super) struct Versions<'m> {
    pub(super) old: Version<'m>,
    pub(super) new: Version<'m>,
    /// Indicators that were renamed: old name, new name.
    pub(super) renamed: Vec<(Arc<str>, Arc<str>)>,
}

/// The levels of both sides on one numbering.
#[derive(Debug, Clone, Default)]
struct JointLevels {
    /// With the levels above them as they were.
    before: Levels,
    /// With the levels above them as they are.
    after: Levels,
    /// The joint numbers of the new levels.
    new: Vec<LevelId>,
}

impl<'m> Versions<'m> {
    /// Puts two models into one core.
    pub(super) fn of(old: &'m Model, new: &'m Model) -> Self {
        let renamed = renamed(&old.schema, &new.schema);
        let before = Ids::new(&old.schema);
        let known: FxHashMap<&str, &Arc<str>> = renamed.iter().map(|(a, b)| (&**b, a)).collect();
        let first = |name: &Arc<str>| known.get(&**name).map_or_else(|| name.clone(), |before| (*before).clone());
        let names: Vec<Arc<str>> = new.schema.indicators.iter().map(|i| first(&i.name)).collect();
        let after = before.beside(&new.schema, |id| {
            (names.get(id.0 as usize).map_or_else(|| Arc::from(""), Arc::clone), Edition::First)
        });
        let levels = JointLevels::of(&old.schema.levels, &new.schema.levels);
        Self {
            old: Version {
                model: old,
                ids: before,
                meaning: OnceCell::new(),
                names: old.schema.indicators.iter().map(|i| i.name.clone()).collect(),
                levels: levels.before,
                level_numbers: Vec::new(),
                mark: "（旧）",
            },
            new: Version {
                model: new,
                ids: after,
                meaning: OnceCell::new(),
                names,
                levels: levels.after,
                level_numbers: levels.new,
                mark: "（新）",
            },
            renamed,
        }
    }
}

impl Version<'_> {
    /// Returns what an indicator was called before.
    pub(super) fn name(&self, id: IndicatorId) -> Option<&Arc<str>> {
        self.names.get(id.0 as usize)
    }

    /// Returns what the rule set means.
    pub(super) fn meaning(&self) -> &Meaning {
        self.meaning.get_or_init(|| self.ids.meaning(self.model))
    }

    /// Returns what satisfies each of some rules when it is due.
    pub(super) fn duties(&self, rules: &[usize]) -> Vec<Code> {
        rules.iter().filter_map(|r| self.meaning().rules.get(*r)).map(|r| r.duty.clone()).collect()
    }

    /// Returns the code of the region of a plan; without one it is the root of the roster.
    pub(super) fn region(&self, plan: Option<&Plan>) -> Code {
        self.ids.code_of_region(plan)
    }
}

/// Returns the plan of a rule.
pub(super) fn plan<'m>(model: &'m Model, rule: &Rule) -> Option<&'m Plan> {
    model.plans.get(rule.plan?.0 as usize)
}

impl JointLevels {
    fn of(old: &Levels, new: &Levels) -> Self {
        let mut joint = Self { before: old.clone(), after: old.clone(), new: Vec::new() };
        for level in &new.all {
            let known = joint.before.all.iter().position(|l| l.name == level.name);
            let idx = known.unwrap_or_else(|| {
                joint.before.all.push(level.clone());
                joint.after.all.push(level.clone());
                joint.before.all.len() - 1
            });
            joint.new.push(LevelId(idx as u32));
        }
        let parents: Vec<Option<LevelId>> =
            new.all.iter().map(|l| l.parent.and_then(|p| joint.new.get(p.0 as usize)).copied()).collect();
        for (at, parent) in joint.new.iter().zip(parents) {
            // A level that only the new side knows lies where it says; the old side says nothing of it.
            let is_new = at.0 as usize >= old.all.len();
            for levels in [Some(&mut joint.after), is_new.then_some(&mut joint.before)].into_iter().flatten() {
                if let Some(own) = levels.all.get_mut(at.0 as usize) {
                    own.parent = parent;
                }
            }
        }
        joint
    }
}

fn renamed(old: &Schema, new: &Schema) -> Vec<(Arc<str>, Arc<str>)> {
    let declared = |s: &Schema| -> FxHashMap<Arc<str>, ()> {
        s.indicators.iter().filter(|i| i.is_declared).map(|i| (i.name.clone(), ())).collect()
    };
    let (before, after) = (declared(old), declared(new));
    let mut out = Vec::new();
    // 别名 that say so in either version; an indicator that is still there under its own name was not renamed.
    for i in new.indicators.iter().filter(|i| i.is_declared && !before.contains_key(&i.name)) {
        out.extend(i.also.iter().find(|a| before.contains_key(*a)).map(|a| (a.clone(), i.name.clone())));
    }
    for i in old.indicators.iter().filter(|i| i.is_declared && !after.contains_key(&i.name)) {
        out.extend(i.also.iter().find(|a| after.contains_key(*a)).map(|a| (i.name.clone(), a.clone())));
    }
    out.sort();
    out.dedup_by(|a, b| a.0 == b.0);
    out.retain(|(a, _)| !after.contains_key(a));
    out
}
