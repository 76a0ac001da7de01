//! Rows of a roster to entities: levels, parents, attributes, numbering.
//!
//! A faulty row is reported and left out, a faulty link cut; the rest stands. INVARIANT: entities are ordered by depth of
//! level, then level, then their order in the files; links lead upwards and never in a circle.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cell::{self, Reading};
use super::dataset::{Attribute, Entity, EntityId, Former, Roster};
use super::findings::Findings;
use super::formers::{self, Formers, Stated};
use super::header::{Head, RosterColumns};
use super::levels;
use super::names::fold;
use super::place::{At, Sheet};
use super::places::{Places, path_parts};
use super::reader::RawRow;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Kind, LevelId, Schema};

/// One row before links are known.
#[derive(Debug, Clone)]
pub(super) struct RosterRow {
    pub(super) code: Arc<str>,
    pub(super) name: Arc<str>,
    pub(super) level: Option<LevelId>,
    pub(super) label: Option<Arc<str>>,
    pub(super) parent: Option<Arc<str>>,
    sheet: Sheet,
    row: u32,
    parent_column: u32,
}

/// Gathers the rows of all roster files.
pub(super) struct RosterReader<'s> {
    schema: &'s Schema,
    rows: Vec<RosterRow>,
    attributes: Vec<Attribute>,
    by_code: FxHashMap<Arc<str>, usize>,
    /// Texts met in attribute columns, so that equal ones are kept once.
    texts: FxHashMap<Arc<str>, Arc<str>>,
    columns: Vec<usize>,
    /// What the rules declare of each attribute.
    sorts: Vec<Declared>,
}

/// What cells of a column hold, as far as an indicator of its name declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Declared {
    Nothing,
    /// Yes or no, for an indicator of this name.
    Flag(String),
    Number,
}

/// A cell as text, folded nowhere but trimmed.
pub(super) fn text_of(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    match String::from_utf8_lossy(cell) {
        std::borrow::Cow::Borrowed(t) => std::borrow::Cow::Borrowed(t.trim()),
        std::borrow::Cow::Owned(t) => std::borrow::Cow::Owned(t.trim().to_owned()),
    }
}

impl<'s> RosterReader<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Self {
            schema,
            rows: Vec::new(),
            attributes: Vec::new(),
            by_code: FxHashMap::default(),
            texts: FxHashMap::default(),
            columns: Vec::new(),
            sorts: Vec::new(),
        }
    }

    /// Prepares for the columns of a file.
    pub(super) fn begin(&mut self, columns: &RosterColumns) {
        self.columns = columns.attributes.iter().map(|h| self.attribute(h)).collect();
    }

    fn attribute(&mut self, head: &Head) -> usize {
        let name = fold(&head.name);
        match self.attributes.iter().position(|a| *a.name == *name) {
            Some(known) => known,
            None => {
                self.sorts.push(self.declared(&name));
                self.attributes.push(Attribute { name: name.into(), unit: head.unit.clone(), values: Vec::new() });
                self.attributes.len() - 1
            }
        }
    }

    fn declared(&self, name: &str) -> Declared {
        let is_its = |n: &Arc<str>| fold(n) == name;
        let all = &self.schema.indicators;
        let Some(indicator) = all.iter().find(|i| is_its(&i.name) || i.also.iter().any(is_its)) else {
            return Declared::Nothing;
        };
        match indicator.kind {
            Some(Kind::Flag) => Declared::Flag(indicator.name.to_string()),
            Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank) => Declared::Number,
            _ => Declared::Nothing,
        }
    }

    /// Reads one row.
    pub(super) fn read(&mut self, at: At<'_>, columns: &RosterColumns, row: RawRow<'_>, findings: &mut Findings) {
        let cell = |c: Option<usize>| c.map_or(std::borrow::Cow::Borrowed(""), |c| text_of(row.cell(c)));
        let name = cell(Some(columns.name));
        if name.is_empty() {
            return findings.add(At { column: columns.name as u32 + 1, ..at }, DataProblem::RosterNameBlank {});
        }
        let code: Arc<str> = fold(&cell(columns.code)).into();
        if !code.is_empty() {
            if let Some(first) = self.by_code.get(&code).and_then(|&i| self.rows.get(i)) {
                let problem = DataProblem::RosterCodeTwice { code: code.to_string(), first: first.row.into() };
                let column = columns.code.map_or(0, |c| c as u32 + 1);
                return findings.add(At { column, ..at }, problem);
            }
            self.by_code.insert(code.clone(), self.rows.len());
        }
        let word = cell(columns.level);
        let found = levels::find(self.schema, &word);
        if found.is_none() && !word.is_empty() {
            let problem = DataProblem::RosterLevelUnknown { word: word.to_string(), name: name.to_string() };
            findings.add(At { column: columns.level.map_or(0, |c| c as u32 + 1), ..at }, problem);
        }
        let (level, label) = found.map_or((None, None), |(level, label)| (Some(level), label));
        if level.is_none() && word.is_empty() && columns.level.is_some() {
            let problem = DataProblem::RosterLevelBlank { name: name.to_string() };
            findings.add(At { column: columns.level.map_or(0, |c| c as u32 + 1), ..at }, problem);
        }
        let parent = fold(&cell(columns.parent));
        let parent = if is_unknown(&parent) { String::new() } else { parent };
        self.rows.push(RosterRow {
            code,
            name: name.chars().filter(|c| !super::cell::is_unseen(*c)).collect::<String>().trim().into(),
            level,
            label,
            parent: (!parent.is_empty()).then(|| parent.into()),
            sheet: at.sheet.clone(),
            row: at.row,
            parent_column: columns.parent.map_or(0, |c| c as u32 + 1),
        });
        self.read_attributes(at, columns, row, findings);
    }

    fn read_attributes(&mut self, at: At<'_>, columns: &RosterColumns, row: RawRow<'_>, findings: &mut Findings) {
        let len = self.rows.len();
        for (head, &slot) in columns.attributes.iter().zip(&self.columns) {
            let text = text_of(row.cell(head.column));
            if text.is_empty() || is_unknown(&fold(&text)) {
                continue;
            }
            if let Some(what) = unreadable(self.schema, head, &text) {
                // Unknown, and said so: whoever asks for it sees a missing figure, not a wrong rule.
                let problem =
                    DataProblem::RosterCellUnreadable { text: cell::shown(&text), column: head.name.clone(), what };
                findings.add(At { column: head.column as u32 + 1, ..at }, problem);
                continue;
            }
            if let Some(problem) = self.sorts.get(slot).and_then(|sort| sort.problem(&text)) {
                findings.add(At { column: head.column as u32 + 1, ..at }, problem);
            }
            let text = match self.texts.get(text.as_ref()) {
                Some(known) => known.clone(),
                None => {
                    let new: Arc<str> = text.as_ref().into();
                    self.texts.insert(new.clone(), new.clone());
                    new
                }
            };
            if let Some(attribute) = self.attributes.get_mut(slot) {
                attribute.values.resize(len - 1, None);
                attribute.values.push(Some(text));
            }
        }
    }

    /// Numbers the entities and links them.
    pub(super) fn finish(mut self, findings: &mut Findings) -> Roster {
        let schema = self.schema;
        let stated = formers::take(&mut self.attributes);
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let key = |r: &RosterRow| r.level.map_or((u32::MAX, u32::MAX), |l| (levels::depth(schema, l), l.0));
        order.sort_by_key(|&i| self.rows.get(i).map(key));
        let rows: Vec<&RosterRow> = order.iter().filter_map(|&i| self.rows.get(i)).collect();
        let mut roster = Roster { is_given: true, ..Roster::default() };
        roster.entities = rows.iter().map(|r| unlinked(r)).collect();
        let places = Places::new(&roster);
        let links = Links {
            schema,
            roster: &roster,
            places: &places,
            rows: &rows,
            root: only_root(&rows),
            widest: only_widest(schema, &rows),
        };
        let mut parents = links.resolve(findings);
        cut_circles(&mut parents, &rows, findings);
        for (entity, parent) in roster.entities.iter_mut().zip(parents) {
            entity.parent = parent;
        }
        let twice = links_twice(&roster, &rows, findings);
        let keep: Vec<bool> = (0..rows.len()).map(|i| !twice.contains(&i)).collect();
        for attribute in &mut self.attributes {
            attribute.values.resize(order.len(), None);
            attribute.values = order.iter().map(|&i| attribute.values.get(i).cloned().flatten()).collect();
        }
        roster.attributes = self.attributes;
        roster.formers = changes(&roster, (&order, &rows), &stated, findings);
        drop_entities(&mut roster, &keep);
        roster.roots = roots_of(&roster);
        roster
    }
}

/// Returns whether a cell of a roster says that nothing is known: blank, `-`, `—`, `NA`, `缺`.
fn is_unknown(folded: &str) -> bool {
    matches!(cell::mark(folded), Some(Reading::Blank | Reading::Missing))
}

/// Returns what a cell should be and is not, where the rules say what the column holds.
fn unreadable(schema: &Schema, head: &Head, text: &str) -> Option<Box<Both>> {
    let name = fold(&head.name);
    let is_it = |i: &&dabiao_lang::model::Indicator| std::iter::once(&i.name).chain(&i.also).any(|n| fold(n) == name);
    let indicator = schema.indicators.iter().find(is_it)?;
    let folded = cell::fold(text);
    if matches!(cell::mark(&folded), Some(Reading::NotApplicable)) {
        return None;
    }
    let is_number = || matches!(cell::read(text), Reading::Number(..));
    match &indicator.kind {
        Some(Kind::Flag) => (cell::flag(&folded).is_none() && !matches!(&*folded, "有" | "无" | "y" | "n" | "Y" | "N"))
            .then(|| Box::new(Both::new("“是”或“否”", "yes or no"))),
        Some(Kind::Grade(names)) => (!names.iter().any(|n| fold(n) == folded))
            .then(|| Box::new(Both::new("已声明的等级", "one of the declared grades"))),
        Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank) => {
            (!is_number()).then(|| Box::new(Both::new("数值", "a number")))
        }
        None if indicator.unit.is_some() => (!is_number()).then(|| Box::new(Both::new("数值", "a number"))),
        Some(Kind::Text) | None => None,
    }
}

impl Declared {
    /// Says what is wrong with a cell.
    fn problem(&self, text: &str) -> Option<DataProblem> {
        let folded = cell::fold(text);
        if cell::mark(&folded).is_some() {
            return None;
        }
        match self {
            Declared::Flag(indicator) if cell::flag(&folded).is_none() => {
                Some(DataProblem::FlagUnreadable { text: cell::shown(&folded), indicator: indicator.clone() })
            }
            Declared::Number => match cell::read(text) {
                cell::Reading::Other(problem) => Some(problem),
                _ => None,
            },
            Declared::Flag(_) | Declared::Nothing => None,
        }
    }
}

/// Brings what rows say of changes to the entities; successors are found by code, name or path.
fn changes(
    roster: &Roster,
    (order, rows): (&[usize], &[&RosterRow]),
    stated: &FxHashMap<usize, Stated>,
    findings: &mut Findings,
) -> Formers {
    let mut formers = Formers::default();
    let places = Places::new(roster);
    for (i, (old, row)) in order.iter().zip(rows).enumerate() {
        let Some(said) = stated.get(old) else { continue };
        let mut former = said.former.clone();
        let at = At { sheet: &row.sheet, row: row.row, column: 0 };
        if let Some(text) = &said.unreadable {
            findings.add(at, DataProblem::PeriodUnreadable { text: super::cell::shown(text) });
        }
        if let Some(text) = &said.merged_into {
            let own = EntityId(i as u32);
            former.merged_into = places.find(roster, text).ok().filter(|found| *found != own);
            if former.merged_into.is_none() {
                let (name, successor) = (row.name.to_string(), super::cell::shown(text));
                findings.add(at, DataProblem::RosterSuccessorUnknown { name, successor });
            }
        }
        formers.insert(EntityId(i as u32), former);
    }
    formers
}

fn unlinked(row: &RosterRow) -> Entity {
    Entity { code: row.code.clone(), name: row.name.clone(), level: row.level, label: row.label.clone(), parent: None }
}

/// Returns the entities without a parent.
pub(super) fn roots_of(roster: &Roster) -> Vec<EntityId> {
    let ids = (0..roster.entities.len() as u32).map(EntityId);
    ids.zip(&roster.entities).filter(|(_, e)| e.parent.is_none()).map(|(id, _)| id).collect()
}

/// What is needed to find parents.
struct Links<'a> {
    schema: &'a Schema,
    roster: &'a Roster,
    places: &'a Places,
    rows: &'a [&'a RosterRow],
    /// The only entity that names no parent.
    root: Option<EntityId>,
    /// The only entity of the widest level: the region, under which whoever names no parent lies.
    widest: Option<EntityId>,
}

/// Returns the entity that names no parent, where it is the only one.
fn only_root(rows: &[&RosterRow]) -> Option<EntityId> {
    let mut roots = (0u32..).zip(rows).filter(|(_, r)| r.parent.is_none()).map(|(i, _)| EntityId(i));
    roots.next().filter(|_| roots.next().is_none())
}

/// Returns the entity of the widest level that the rows have, where it is the only one.
fn only_widest(schema: &Schema, rows: &[&RosterRow]) -> Option<EntityId> {
    let depth = |r: &RosterRow| r.level.map(|l| levels::depth(schema, l));
    let least = rows.iter().filter_map(|r| depth(r)).min()?;
    let mut widest = (0u32..).zip(rows).filter(|(_, r)| depth(r) == Some(least)).map(|(i, _)| EntityId(i));
    widest.next().filter(|_| widest.next().is_none())
}

impl Links<'_> {
    fn resolve(&self, findings: &mut Findings) -> Vec<Option<EntityId>> {
        let mut last: Option<(Arc<str>, Option<LevelId>, EntityId)> = None;
        // A parent that many rows name in vain is looked for once.
        let mut vain: FxHashMap<(Arc<str>, Option<LevelId>), DataProblem> = FxHashMap::default();
        let mut parents = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let Some(text) = &row.parent else {
                let above = self.widest.filter(|&w| w != EntityId(parents.len() as u32) && self.is_below(w, row));
                if let Some(widest) = above.and_then(|w| self.roster.get(w)) {
                    let (name, region) = (row.name.to_string(), widest.name.to_string());
                    let problem = DataProblem::RosterParentBlank { name, region };
                    findings.add(At { sheet: &row.sheet, row: row.row, column: row.parent_column }, problem);
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
                Some(problem) => Err(of_row(problem.clone(), row)),
                None => self.parent_of(row, text),
            };
            match found {
                Ok(parent) => {
                    last = Some((text.clone(), row.level, parent));
                    parents.push(Some(parent));
                }
                Err(problem) => {
                    vain.entry((text.clone(), row.level)).or_insert_with(|| problem.clone());
                    findings.add(At { sheet: &row.sheet, row: row.row, column: row.parent_column }, problem);
                    parents.push(self.root_above(row));
                }
            }
        }
        parents
    }

    fn parent_of(&self, row: &RosterRow, text: &Arc<str>) -> Result<EntityId, DataProblem> {
        let (parent, name) = (text.to_string(), row.name.to_string());
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
            let mut at = self.rows.get(id.0 as usize).and_then(|r| r.parent.clone());
            wanted.all(|name| {
                let Some(parent) = at.take() else { return false };
                let is_it = |id: &EntityId| self.roster.get(*id).is_some_and(|e| fold(&e.name) == *name);
                let by_code = self.places.by_code(self.roster, &parent);
                let last = path_parts(&parent).pop().unwrap_or_default();
                let up =
                    by_code.or_else(|| self.places.by_name(self.roster, &last).into_iter().find(is_it)).filter(is_it);
                at = up.and_then(|id| self.rows.get(id.0 as usize)).and_then(|r| r.parent.clone());
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
fn of_row(mut problem: DataProblem, row: &RosterRow) -> DataProblem {
    if let DataProblem::RosterParentUnknown { name, .. }
    | DataProblem::RosterParentLevel { name, .. }
    | DataProblem::RosterParentAmbiguous { name, .. } = &mut problem
    {
        *name = row.name.to_string();
    }
    problem
}

/// Cuts links that lead back to where they started; only entities without a level can have such.
fn cut_circles(parents: &mut [Option<EntityId>], rows: &[&RosterRow], findings: &mut Findings) {
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
                    if let (Some(link), Some(row)) = (parents.get_mut(from), rows.get(from)) {
                        *link = None;
                        let place = At { sheet: &row.sheet, row: row.row, column: row.parent_column };
                        findings.add(place, DataProblem::RosterCycle { name: row.name.to_string() });
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
fn links_twice(roster: &Roster, rows: &[&RosterRow], findings: &mut Findings) -> rustc_hash::FxHashSet<usize> {
    let mut seen: FxHashMap<(&str, Option<EntityId>, Option<LevelId>), u32> = FxHashMap::default();
    let mut twice = rustc_hash::FxHashSet::default();
    for (i, (entity, row)) in roster.entities.iter().zip(rows).enumerate() {
        let key = (&*entity.name, entity.parent, entity.level);
        match seen.get(&key) {
            Some(&first) if entity.code.is_empty() => {
                let problem = DataProblem::RosterNameTwice { name: entity.name.to_string(), first: first.into() };
                findings.add(At { sheet: &row.sheet, row: row.row, column: 0 }, problem);
                twice.insert(i);
            }
            Some(_) => {}
            None => {
                seen.insert(key, row.row);
            }
        }
    }
    twice
}

/// Takes entities out and renumbers the rest.
fn drop_entities(roster: &mut Roster, keep: &[bool]) {
    if keep.iter().all(|&k| k) {
        return;
    }
    let mut next = 0;
    let new_ids: Vec<Option<EntityId>> = keep
        .iter()
        .map(|&k| {
            let id = k.then_some(EntityId(next));
            next += u32::from(k);
            id
        })
        .collect();
    let is_kept = |i: usize| keep.get(i).copied().unwrap_or(true);
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
        let mut i = 0;
        attribute.values.retain(|_| {
            i += 1;
            is_kept(i - 1)
        });
    }
}
