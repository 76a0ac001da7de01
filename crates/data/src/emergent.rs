//! Entities where there is no roster: those that report.
//!
//! They are numbered as they come and renumbered at the end, by level and then by code or path, so that the order of
//! rows does not matter.

use rustc_hash::FxHashMap;

use super::dataset::{Entity, EntityId, Origins, Roster, RowId};
use super::places::path_parts;
use super::roster::roots_of;
use super::slabs::Block;
use super::{findings::Findings, levels};
use crate::DataProblem;
use dabiao_lang::diag::{Diagnostic, Place};
use dabiao_lang::model::{LevelId, Schema};

/// The entities met so far.
#[derive(Debug, Default)]
pub(super) struct Emergent {
    entities: Vec<Met>,
    by_key: FxHashMap<String, u32>,
}

/// An entity that was met.
#[derive(Debug, Clone)]
struct Met {
    code: String,
    name: String,
    parent: Option<u32>,
    /// Levels of the indicators that it reports.
    levels: Vec<LevelId>,
    /// The first row that names it.
    row: RowId,
}

/// The outcome: a roster, and the new number of each entity.
pub(super) struct Renumbered {
    pub(super) roster: Roster,
    pub(super) new_ids: Vec<u32>,
    pub(super) blocks: Vec<Block>,
}

impl Emergent {
    /// Returns the entity of a code, or of a name or path, adding it if it is new.
    pub(super) fn intern(&mut self, code: &str, name: &str, row: RowId) -> EntityId {
        if !code.is_empty() {
            return EntityId(self.intern_one(code, name, None, row));
        }
        let mut parent = None;
        let mut path = String::new();
        for part in path_parts(name) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(&part);
            parent = Some(self.intern_one("", &path, parent, row));
        }
        EntityId(parent.unwrap_or(0))
    }

    fn intern_one(&mut self, code: &str, path: &str, parent: Option<u32>, row: RowId) -> u32 {
        let name = path.rsplit('/').next().unwrap_or(path);
        let key = if code.is_empty() { path.to_owned() } else { format!("\u{0}{code}") };
        if let Some(&id) = self.by_key.get(&key) {
            if let Some(met) = self.entities.get_mut(id as usize)
                && !name.is_empty()
                && (met.name.is_empty() || *name < *met.name)
            {
                // One code under two names: the choice must not depend on which came first.
                met.name = name.to_owned();
            }
            return id;
        }
        let id = self.entities.len() as u32;
        self.entities.push(Met { code: code.to_owned(), name: name.to_owned(), parent, levels: Vec::new(), row });
        self.by_key.insert(key, id);
        id
    }

    /// Returns the code of an entity, or its name where it has none.
    pub(super) fn key(&self, id: EntityId) -> String {
        let key = |m: &Met| if m.code.is_empty() { m.name.clone() } else { m.code.clone() };
        self.entities.get(id.0 as usize).map_or_else(String::new, key)
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> u32 {
        self.entities.len() as u32
    }

    /// Remembers that an entity reports an indicator of a level.
    #[inline]
    pub(super) fn note_level(&mut self, entity: EntityId, level: LevelId) {
        if let Some(met) = self.entities.get_mut(entity.0 as usize)
            && !met.levels.contains(&level)
        {
            met.levels.push(level);
        }
    }

    /// Numbers the entities by level and name.
    pub(super) fn finish(mut self, schema: &Schema, origins: &Origins, findings: &mut Findings) -> Renumbered {
        self.report_unclear(schema, origins, findings);
        let depth = |m: &Met| m.level().map_or((u32::MAX, u32::MAX), |l| (levels::depth(schema, l), l.0));
        let paths: Vec<String> = (0..self.len()).map(|i| self.path(i)).collect();
        let mut order: Vec<u32> = (0..self.len()).collect();
        order.sort_by_cached_key(|&i| {
            let met = self.entities.get(i as usize);
            (met.map(depth), met.map(|m| m.code.clone()), paths.get(i as usize).cloned())
        });
        let mut new_ids = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            if let Some(slot) = new_ids.get_mut(old as usize) {
                *slot = new as u32;
            }
        }
        let mut roster = Roster::default();
        for &old in &order {
            let Some(met) = self.entities.get_mut(old as usize) else { continue };
            roster.entities.push(Entity {
                code: met.code.as_str().into(),
                name: if met.name.is_empty() { met.code.as_str().into() } else { met.name.as_str().into() },
                level: met.level(),
                label: None,
                parent: met.parent.and_then(|p| new_ids.get(p as usize).copied()).map(EntityId),
            });
        }
        roster.roots = roots_of(&roster);
        let blocks = blocks_of(&roster);
        Renumbered { roster, new_ids, blocks }
    }

    fn path(&self, id: u32) -> String {
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(met) = at.and_then(|i| self.entities.get(i as usize)) {
            names.push(met.name.as_str());
            at = met.parent;
        }
        names.reverse();
        names.join("/")
    }

    /// Reports entities of several levels, and names that stand with a code and without.
    fn report_unclear(&self, schema: &Schema, origins: &Origins, findings: &mut Findings) {
        let mut coded: FxHashMap<&str, &str> = FxHashMap::default();
        for met in self.entities.iter().filter(|m| !m.code.is_empty()) {
            let code = coded.entry(met.name.as_str()).or_insert(met.code.as_str());
            *code = (*code).min(met.code.as_str());
        }
        let mut found = Vec::new();
        for met in &self.entities {
            let name = met.name.clone();
            if let (true, Some(code)) = (met.code.is_empty(), coded.get(name.as_str())) {
                found.push((met.row, DataProblem::EntityUnclear { name: name.clone(), code: (*code).to_owned() }));
            }
            if met.levels.len() > 1 {
                let mut levels = met.levels.clone();
                levels.sort();
                let names = levels.iter().filter_map(|&l| schema.levels.get(l)).map(|l| l.name.to_string()).collect();
                found.push((met.row, DataProblem::LevelUnclear { name, levels: names }));
            }
        }
        let at = |row| origins.row_cell(row).map_or(Place::Nowhere, Place::Cell);
        let mut found: Vec<_> = found.into_iter().map(|(row, p)| Diagnostic::new(at(row), p)).collect();
        found.sort_by_cached_key(|d| d.problem.message(dabiao_lang::diag::Lang::En));
        found.into_iter().for_each(|d| findings.add_made(d));
    }
}

impl Met {
    fn level(&self) -> Option<LevelId> {
        match self.levels.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Returns the runs of entities of one level.
pub(super) fn blocks_of(roster: &Roster) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<Option<LevelId>> = None;
    for (i, entity) in roster.entities.iter().enumerate() {
        match blocks.last_mut() {
            Some(block) if last == Some(entity.level) => block.len += 1,
            _ => blocks.push(Block { first: i as u32, len: 1 }),
        }
        last = Some(entity.level);
    }
    blocks
}

/// Returns whether a name is that of a total row: 合计, `全 县`, 卡子镇小计.
pub(super) fn is_total(name: &str) -> bool {
    let name = super::names::fold(name).replace([' ', '　', ':', '：'], "").to_ascii_lowercase();
    let name = name.split('(').next().unwrap_or("");
    let words = ["合计", "总计", "小计", "共计", "累计", "合计数", "total", "sum", "subtotal", "grandtotal"];
    let wholes = ["全国", "全省", "全市", "全县", "全区", "全镇", "全乡", "全街道", "全办", "全村"];
    words.contains(&name) || wholes.contains(&name) || ["合计", "总计", "小计"].iter().any(|w| name.ends_with(w))
}
