//! Who lies below whom in a roster: parents by code, name or path, no circles, nobody twice.
//!
//! Takes the rows in the order of their entities; gives every entity its parent and names those that cannot be told from an
//! earlier one. A faulty link is reported and cut. INVARIANT: links lead upwards and never in a circle.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::dataset::{Entity, EntityId, Former, Roster};
use super::findings::Findings;
use super::interner::{HashIndex, hash_of};
use super::levels;
use super::names::fold;
use super::places::{Places, path_parts};
use super::roster_rows::{RosterRow, RosterRows};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{LevelId, Schema};

/// Finds the parents of all entities; returns those that cannot be told from an earlier one.
pub(super) fn link(
    (schema, rows): (&Schema, &RosterRows),
    (roster, places): (&mut Roster, &Places),
    findings: &mut Findings,
) -> FxHashSet<usize> {
    let (root, widest) = (only_root(rows), only_widest(schema, rows));
    let links = Links { schema, roster, places, rows, root, widest };
    let mut parents = links.resolve(findings);
    cut_circles(&mut parents, rows, findings);
    for (entity, parent) in roster.entities.iter_mut().zip(parents) {
        entity.parent = parent;
    }
    links_twice(roster, rows, findings)
}

/// What is needed to find parents.
struct Links<'a> {
    schema: &'a Schema,
    roster: &'a Roster,
    places: &'a Places,
    rows: &'a RosterRows,
    /// The only entity that names no parent.
    root: Option<EntityId>,
    /// The only entity of the widest level: the region, under which whoever names no parent lies.
    widest: Option<EntityId>,
}

/// Returns the entity that names no parent, where it is the only one.
fn only_root(rows: &RosterRows) -> Option<EntityId> {
    let mut roots = (0u32..).zip(&rows.all).filter(|(_, r)| rows.parent(r).is_none()).map(|(i, _)| EntityId(i));
    roots.next().filter(|_| roots.next().is_none())
}

/// Returns the entity of the widest level that the rows have, where it is the only one.
fn only_widest(schema: &Schema, rows: &RosterRows) -> Option<EntityId> {
    let depth = |r: &RosterRow| r.level.map(|l| levels::depth(schema, l));
    let least = rows.all.iter().filter_map(depth).min()?;
    let mut widest = (0u32..).zip(&rows.all).filter(|(_, r)| depth(r) == Some(least)).map(|(i, _)| EntityId(i));
    widest.next().filter(|_| widest.next().is_none())
}

impl Links<'_> {
    fn resolve(&self, findings: &mut Findings) -> Vec<Option<EntityId>> {
        let mut last: Option<(Arc<str>, Option<LevelId>, EntityId)> = None;
        // A parent that many rows name in vain is looked for once.
        let mut vain: FxHashMap<(Arc<str>, Option<LevelId>), DataProblem> = FxHashMap::default();
        let mut parents = Vec::with_capacity(self.rows.all.len());
        for row in &self.rows.all {
            let Some(text) = self.rows.parent(row) else {
                let above = self.widest.filter(|&w| w != EntityId(parents.len() as u32) && self.is_below(w, row));
                if let Some(widest) = above.and_then(|w| self.roster.get(w)) {
                    let (name, region) = (self.rows.name(row).to_owned(), widest.name.to_string());
                    self.tell(row, DataProblem::RosterParentBlank { name, region }, findings);
                }
                parents.push(above);
                continue;
            };
            // Villages of one town stand together.
            if let Some((known, level, parent)) = &last
                && known == text
                && *level == row.level
            {
                parents.push(Some(*parent));
                continue;
            }
            let found = match vain.get(&(text.clone(), row.level)) {
                Some(problem) => Err(of_row(problem.clone(), self.rows.name(row))),
                None => self.parent_of(row, text),
            };
            match found {
                Ok(parent) => {
                    last = Some((text.clone(), row.level, parent));
                    parents.push(Some(parent));
                }
                Err(problem) => {
                    vain.entry((text.clone(), row.level)).or_insert_with(|| problem.clone());
                    self.tell(row, problem, findings);
                    parents.push(self.root_above(row));
                }
            }
        }
        parents
    }

    fn tell(&self, row: &RosterRow, problem: DataProblem, findings: &mut Findings) {
        if let Some(at) = self.rows.at_parent(row) {
            findings.add(at, problem);
        }
    }

    fn parent_of(&self, row: &RosterRow, text: &Arc<str>) -> Result<EntityId, DataProblem> {
        let (parent, name) = (text.to_string(), self.rows.name(row).to_owned());
        let found = match self.places.by_code(self.roster, text) {
            Some(id) => vec![id],
            None => self.by_path(text),
        };
        if found.is_empty() {
            return Err(DataProblem::RosterParentUnknown { parent, name, outcome: self.outcome(row) });
        }
        let above: Vec<EntityId> = found.into_iter().filter(|&id| self.is_above(id, row)).collect();
        match above.as_slice() {
            [] => Err(DataProblem::RosterParentLevel { parent, name, outcome: self.outcome(row) }),
            [one] => Ok(*one),
            many => {
                let candidates = many.iter().take(5).map(|&id| self.roster.key(id).to_owned()).collect();
                Err(DataProblem::RosterParentAmbiguous { parent, name, candidates, outcome: self.outcome(row) })
            }
        }
    }

    /// Returns the entities that a text may mean; of a path, all parts count.
    fn by_path(&self, text: &str) -> Vec<EntityId> {
        let parts = path_parts(text);
        let Some((last, above)) = parts.split_last() else { return Vec::new() };
        let mut found = self.places.by_name(self.roster, last);
        // Links are not made yet, so that the path is followed through what the rows say of their parents.
        found.retain(|id| {
            let mut wanted = above.iter().rev();
            let mut at = self.rows.parent_of(*id);
            wanted.all(|name| {
                let Some(parent) = at.take() else { return false };
                let is_it = |id: &EntityId| self.roster.get(*id).is_some_and(|e| fold(&e.name) == *name);
                let by_code = self.places.by_code(self.roster, parent);
                let last = path_parts(parent).pop().unwrap_or_default();
                let up =
                    by_code.or_else(|| self.places.by_name(self.roster, &last).into_iter().find(is_it)).filter(is_it);
                at = up.and_then(|id| self.rows.parent_of(id));
                up.is_some()
            })
        });
        found
    }

    /// Returns the place under which an entity goes whose parent is not found: the only root of the roster.
    ///
    /// An entity under nothing would drop out of every population below a region, and nobody would miss it.
    fn root_above(&self, row: &RosterRow) -> Option<EntityId> {
        self.root.or(self.widest).filter(|&root| self.is_above(root, row))
    }

    fn outcome(&self, row: &RosterRow) -> Box<Both> {
        Box::new(match self.root_above(row).and_then(|id| self.roster.get(id)) {
            Some(root) => Both::of(
                format!("暂列在 `{}` 之下", root.name),
                format!("it was placed directly below `{}`", root.name),
            ),
            None => Both::new(
                "它不属于任何地区，各地区的规则都不包括它",
                "it lies under no place, so that no rule over a region counts it",
            ),
        })
    }

    fn is_below(&self, id: EntityId, row: &RosterRow) -> bool {
        row.level.is_some() && self.is_above(id, row)
    }

    fn is_above(&self, id: EntityId, row: &RosterRow) -> bool {
        let depth = |l: Option<LevelId>| l.map(|l| levels::depth(self.schema, l));
        match (depth(self.roster.get(id).and_then(|e| e.level)), depth(row.level)) {
            (Some(above), Some(below)) => above < below,
            _ => true,
        }
    }
}

/// Returns what is wrong with one row's parent as it is said of another row.
fn of_row(mut problem: DataProblem, of: &str) -> DataProblem {
    if let DataProblem::RosterParentUnknown { name, .. }
    | DataProblem::RosterParentLevel { name, .. }
    | DataProblem::RosterParentAmbiguous { name, .. } = &mut problem
    {
        *name = of.to_owned();
    }
    problem
}

/// Cuts links that lead back to where they started; only entities without a level can have such.
fn cut_circles(parents: &mut [Option<EntityId>], rows: &RosterRows, findings: &mut Findings) {
    // 0: not seen, 1: on the way, 2: known to end.
    let mut state = vec![0u8; parents.len()];
    let mut way = Vec::new();
    for start in 0..parents.len() {
        let mut at = Some(start);
        while let Some(i) = at {
            match state.get(i).copied() {
                Some(0) => {
                    if let Some(s) = state.get_mut(i) {
                        *s = 1;
                    }
                    way.push(i);
                    at = parents.get(i).copied().flatten().map(|p| p.0 as usize);
                }
                Some(1) => {
                    let from = way.last().copied().unwrap_or(i);
                    if let (Some(link), Some(row)) = (parents.get_mut(from), rows.all.get(from)) {
                        *link = None;
                        if let Some(place) = rows.at_parent(row) {
                            findings.add(place, DataProblem::RosterCycle { name: rows.name(row).to_owned() });
                        }
                    }
                    at = None;
                }
                _ => at = None,
            }
        }
        for i in way.drain(..) {
            if let Some(s) = state.get_mut(i) {
                *s = 2;
            }
        }
    }
}

/// Finds entities that cannot be told from an earlier one: same name and parent, and no code.
fn links_twice(roster: &Roster, rows: &RosterRows, findings: &mut Findings) -> FxHashSet<usize> {
    let mut twice = FxHashSet::default();
    if roster.entities.iter().all(|e| !e.code.is_empty()) {
        return twice;
    }
    let key = |e: &Entity| (e.parent, e.level);
    let hash_of_key = |e: &Entity| {
        let parent = e.parent.map_or(0, |p| u64::from(p.0) + 1);
        hash_of(e.name.as_bytes()) ^ parent.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    };
    // Only the first of a kind is indexed, so that a thousand of one name under one place stay cheap.
    let mut seen = HashIndex::default();
    for (i, (entity, row)) in roster.entities.iter().zip(&rows.all).enumerate() {
        let hash = hash_of_key(entity);
        let is_it = |first: &Entity| first.name == entity.name && key(first) == key(entity);
        let first = seen.find(hash).find(|&p| roster.entities.get(p as usize).is_some_and(is_it));
        match first.and_then(|p| rows.all.get(p as usize)) {
            Some(first) if entity.code.is_empty() => {
                let problem = DataProblem::RosterNameTwice { name: entity.name.to_string(), first: first.row.into() };
                if let Some(at) = rows.at(row) {
                    findings.add(at, problem);
                }
                twice.insert(i);
            }
            Some(_) => {}
            None => seen.add(hash, i as u32),
        }
    }
    twice
}

/// Takes entities out and renumbers the rest.
pub(super) fn drop_entities(roster: &mut Roster, dropped: &FxHashSet<usize>) {
    if dropped.is_empty() {
        return;
    }
    let mut next = 0;
    let is_kept = |i: usize| !dropped.contains(&i);
    let number = |i: usize| {
        let id = is_kept(i).then_some(EntityId(next));
        next += u32::from(id.is_some());
        id
    };
    let new_ids: Vec<Option<EntityId>> = (0..roster.entities.len()).map(number).collect();
    let mut i = 0;
    roster.entities.retain(|_| {
        i += 1;
        is_kept(i - 1)
    });
    for entity in &mut roster.entities {
        entity.parent = entity.parent.and_then(|p| new_ids.get(p.0 as usize).copied().flatten());
    }
    let formers = std::mem::take(&mut roster.formers);
    let renumbered = |e: EntityId| new_ids.get(e.0 as usize).copied().flatten();
    let moved = formers
        .into_iter()
        .filter_map(|(e, f)| Some((renumbered(e)?, Former { merged_into: f.merged_into.and_then(renumbered), ..f })));
    roster.formers = moved.collect();
    for attribute in &mut roster.attributes {
        attribute.values.finish((0..new_ids.len()).filter(|i| is_kept(*i)));
    }
}
