//! Two rule sets on one numbering: levels have the numbers of the old set, and an indicator that was renamed (its new
//! declaration has the old name as 别名, or the other way round) has its old name.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::renumber::Renumber;
use dabiao_lang::model::{LevelId, Model, Schema};

/// The new model as it compares with the old one, and which indicators were renamed: old name, new name.
pub(super) struct Aligned<'m> {
    pub(super) new: Cow<'m, Model>,
    pub(super) renamed: Vec<(Arc<str>, Arc<str>)>,
}

/// Aligns `new` with `old`; borrows it where nothing needs to move.
pub(super) fn align<'m>(old: &Model, new: &'m Model) -> Aligned<'m> {
    let renamed = renamed(&old.schema, &new.schema);
    let names = |s: &Schema| s.levels.all.iter().map(|l| l.name.clone()).collect::<Vec<_>>();
    let is_prefix = names(&old.schema).starts_with(&names(&new.schema));
    if renamed.is_empty() && is_prefix {
        return Aligned { new: Cow::Borrowed(new), renamed };
    }
    let mut model = new.clone();
    for indicator in &mut model.schema.indicators {
        if let Some((before, _)) = renamed.iter().find(|(_, after)| *after == indicator.name) {
            indicator.name = before.clone();
        }
    }
    if !is_prefix {
        levels(&old.schema, &mut model);
    }
    Aligned { new: Cow::Owned(model), renamed }
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

fn levels(old: &Schema, model: &mut Model) {
    let mut all = old.levels.clone();
    let mut numbers = Vec::new();
    for level in &model.schema.levels.all {
        let known = all.all.iter().position(|l| l.name == level.name);
        let idx = known.unwrap_or_else(|| {
            all.all.push(level.clone());
            all.all.len() - 1
        });
        numbers.push(LevelId(idx as u32));
    }
    for level in &model.schema.levels.all {
        let parent = level.parent.and_then(|p| numbers.get(p.0 as usize)).copied();
        if let Some(own) = all.all.iter_mut().find(|l| l.name == level.name) {
            own.parent = parent;
        }
    }
    let map = Renumber { levels: numbers, ..Renumber::default() };
    model.schema.levels = all;
    model.schema.indicators.iter_mut().for_each(|i| map.declaration(i));
    model.rules.iter_mut().for_each(|r| map.rule(r));
    for audit in &mut model.audits {
        audit.statements.iter_mut().for_each(|s| map.statement(s));
    }
}
