//! Rows of a roster to entities: levels, attributes, numbering. Read next: `roster_links`, which finds parents.
//!
//! A faulty row is reported and left out; the rest stands. Rows are kept small, their codes and names in the runs of
//! text that the entities share, since a roster may have half a million. INVARIANT: entities are ordered by depth of level,
//! then level, then their order in the files.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::attribute::AttributeValues;
use super::cell::{self, Reading};
use super::dataset::{Attribute, EntityId, Roster};
use super::findings::Findings;
use super::formers::{self, Formers, Stated};
use super::header::{Head, RosterColumns};
use super::interner::{HashIndex, hash_of};
use super::levels;
use super::names::fold;
use super::place::{At, Sheet};
use super::places::Places;
use super::reader::RawRow;
use super::roster_links;
use super::roster_rows::{PlacedRoster, RosterRow, RosterRows, RosterTable, is_unknown};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Kind, LevelId, Schema};

/// What a word of the column of levels means.
#[derive(Debug, Clone, Copy)]
struct LevelWord {
    level: LevelId,
    label: Option<u16>,
}

/// Gathers the rows of all roster files.
pub(super) struct RosterReader<'s> {
    schema: &'s Schema,
    rows: RosterRows,
    attributes: Vec<Attribute>,
    by_code: HashIndex,
    levels: FxHashMap<String, Option<LevelWord>>,
    labels: Vec<Arc<str>>,
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
            rows: RosterRows::default(),
            attributes: Vec::new(),
            by_code: HashIndex::default(),
            levels: FxHashMap::default(),
            labels: Vec::new(),
            columns: Vec::new(),
            sorts: Vec::new(),
        }
    }

    /// Prepares for the columns of a file.
    pub(super) fn begin(&mut self, sheet: &Sheet, columns: &RosterColumns) {
        let parent_column = columns.parent.map_or(0, |c| c as u32 + 1);
        self.rows.tables.push(RosterTable { sheet: sheet.clone(), parent_column });
        self.columns = columns.attributes.iter().map(|h| self.attribute(h)).collect();
    }

    fn attribute(&mut self, head: &Head) -> usize {
        let name = fold(&head.name);
        match self.attributes.iter().position(|a| *a.name == *name) {
            Some(known) => known,
            None => {
                self.sorts.push(self.declared(&name));
                self.attributes.push(Attribute {
                    name: name.into(),
                    unit: head.unit.clone(),
                    values: AttributeValues::default(),
                });
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
        let code = fold(&cell(columns.code));
        if let Some(first) = self.row_of_code(&code) {
            let problem = DataProblem::RosterCodeTwice { code, first: first.into() };
            return findings.add(At { column: columns.code.map_or(0, |c| c as u32 + 1), ..at }, problem);
        }
        if !code.is_empty() {
            self.by_code.add(hash_of(code.as_bytes()), self.rows.all.len() as u32);
        }
        let word = cell(columns.level);
        let found = self.level_of(&word);
        let at_level = At { column: columns.level.map_or(0, |c| c as u32 + 1), ..at };
        if found.is_none() && !word.is_empty() {
            let problem = DataProblem::RosterLevelUnknown { word: word.to_string(), name: name.to_string() };
            findings.add(at_level, problem);
        }
        if found.is_none() && word.is_empty() && columns.level.is_some() {
            findings.add(at_level, DataProblem::RosterLevelBlank { name: name.to_string() });
        }
        let seen: String = name.chars().filter(|c| !super::cell::is_unseen(*c)).collect();
        let parent = self.rows.parent_number(&cell(columns.parent));
        let table = (self.rows.tables.len() as u32).saturating_sub(1);
        self.rows.all.push(RosterRow {
            code: self.rows.texts.add(&code),
            name: self.rows.texts.add(seen.trim()),
            level: found.map(|f| f.level),
            label: found.and_then(|f| f.label),
            parent,
            table,
            row: at.row,
        });
        self.read_attributes(at, columns, row, findings);
    }

    /// Returns the number of the first row of a code.
    fn row_of_code(&self, code: &str) -> Option<u32> {
        if code.is_empty() {
            return None;
        }
        let rows = self.by_code.find(hash_of(code.as_bytes()));
        rows.filter_map(|i| self.rows.all.get(i as usize)).find(|r| self.rows.code(r) == code).map(|r| r.row)
    }

    fn level_of(&mut self, word: &str) -> Option<LevelWord> {
        if let Some(known) = self.levels.get(word) {
            return *known;
        }
        let found = levels::find(self.schema, word).map(|(level, label)| {
            let label = label.map(|label| {
                self.labels.iter().position(|l| *l == label).unwrap_or_else(|| {
                    self.labels.push(label);
                    self.labels.len() - 1
                })
            });
            LevelWord { level, label: label.and_then(|l| u16::try_from(l).ok()) }
        });
        self.levels.insert(word.to_owned(), found);
        found
    }

    fn read_attributes(&mut self, at: At<'_>, columns: &RosterColumns, row: RawRow<'_>, findings: &mut Findings) {
        let len = self.rows.all.len();
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
            if let Some(attribute) = self.attributes.get_mut(slot) {
                attribute.values.set(len - 1, Some(&text));
            }
        }
    }

    /// Numbers the entities and links them.
    pub(super) fn finish(mut self, findings: &mut Findings) -> PlacedRoster {
        let schema = self.schema;
        let stated = formers::take(&mut self.attributes);
        self.by_code = HashIndex::default();
        self.rows.texts.close();
        let order = self.order();
        let is_moved = (0u32..).zip(&order).any(|(new, old)| new != *old);
        if is_moved {
            let all = order.iter().filter_map(|&i| self.rows.all.get(i as usize).copied());
            self.rows.all = all.collect();
        }
        let rows = &self.rows;
        let mut roster = Roster { is_given: true, ..Roster::default() };
        roster.entities = rows.all.iter().map(|r| rows.entity(r, &self.labels)).collect();
        let places = Places::new(&roster);
        let twice = roster_links::link((schema, rows), (&mut roster, &places), findings);
        for attribute in &mut self.attributes {
            attribute.values.finish(order.iter().map(|&i| i as usize));
        }
        roster.attributes = self.attributes;
        roster.formers = changes((&roster, &places), (&order, rows), &stated, findings);
        let is_as_indexed = twice.is_empty() && roster.formers.is_empty();
        roster_links::drop_entities(&mut roster, &twice);
        roster.roots = roots_of(&roster);
        match is_as_indexed {
            true => PlacedRoster { roster, places },
            false => roster.into(),
        }
    }

    /// Returns the positions of the rows by depth of level, then level, then as they came.
    fn order(&self) -> Vec<u32> {
        let rows = &self.rows.all;
        let depths: Vec<u32> =
            (0..self.schema.levels.all.len() as u32).map(|l| levels::depth(self.schema, LevelId(l))).collect();
        let depth = |l: LevelId| depths.get(l.0 as usize).copied().unwrap_or(u32::MAX);
        let key = |r: &RosterRow| r.level.map_or((u32::MAX, u32::MAX), |l| (depth(l), l.0));
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        order.sort_by_key(|&i| rows.get(i as usize).map(key));
        order
    }
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
    (roster, places): (&Roster, &Places),
    (order, rows): (&[u32], &RosterRows),
    stated: &FxHashMap<usize, Stated>,
    findings: &mut Findings,
) -> Formers {
    let mut formers = Formers::default();
    if stated.is_empty() {
        return formers;
    }
    for ((own, old), row) in (0u32..).map(EntityId).zip(order).zip(&rows.all) {
        let (Some(said), Some(at)) = (stated.get(&(*old as usize)), rows.at(row)) else { continue };
        let mut former = said.former.clone();
        if let Some(text) = &said.unreadable {
            findings.add(at, DataProblem::PeriodUnreadable { text: super::cell::shown(text) });
        }
        if let Some(text) = &said.merged_into {
            former.merged_into = places.find(roster, text).ok().filter(|found| *found != own);
            if former.merged_into.is_none() {
                let (name, successor) = (rows.name(row).to_owned(), super::cell::shown(text));
                findings.add(at, DataProblem::RosterSuccessorUnknown { name, successor });
            }
        }
        formers.insert(own, former);
    }
    formers
}

/// Returns the entities without a parent.
pub(super) fn roots_of(roster: &Roster) -> Vec<EntityId> {
    let ids = (0..roster.entities.len() as u32).map(EntityId);
    ids.zip(&roster.entities).filter(|(_, e)| e.parent.is_none()).map(|(id, _)| id).collect()
}
