//! Rows of a roster before links are known, kept small: words in runs of text, parents and labels by number.
//!
//! Takes what `roster` reads; `roster_links` finds parents by it.

use std::sync::Arc;

use super::cell::{self, Reading};
use super::dataset::{Entity, EntityId, Roster};
use super::interner::{Interned, Interner};
use super::names::fold;
use super::place::{At, Sheet};
use super::places::Places;
use super::roster_text::{TextPlace, TextRuns};
use dabiao_lang::model::LevelId;

/// One row before links are known; its words stand in the runs of [`RosterRows`].
#[derive(Debug, Clone, Copy)]
pub(super) struct RosterRow {
    pub(super) code: TextPlace,
    pub(super) name: TextPlace,
    pub(super) level: Option<LevelId>,
    /// Position among the labels.
    pub(super) label: Option<u16>,
    /// Position among the parents.
    pub(super) parent: u32,
    pub(super) table: u32,
    pub(super) row: u32,
}

/// The rows of all roster files, and the words that many of them share.
#[derive(Debug, Default)]
pub(super) struct RosterRows {
    pub(super) all: Vec<RosterRow>,
    pub(super) texts: TextRuns,
    /// What rows say of their parents, as written, with what that means: a folded text, or nothing known.
    parents: Interner,
    folded_parents: Vec<Option<Arc<str>>>,
    pub(super) tables: Vec<RosterTable>,
}

/// A table of the roster.
#[derive(Debug)]
pub(super) struct RosterTable {
    pub(super) sheet: Sheet,
    /// The column of the parent, from 1.
    pub(super) parent_column: u32,
}

/// A roster, and the index that finds its entities.
pub(super) struct PlacedRoster {
    pub(super) roster: Roster,
    pub(super) places: Places,
}

impl From<Roster> for PlacedRoster {
    fn from(roster: Roster) -> Self {
        Self { places: Places::new(&roster), roster }
    }
}

impl RosterRows {
    /// Returns the code of a row.
    pub(super) fn code(&self, row: &RosterRow) -> &str {
        self.texts.get(row.code)
    }

    /// Returns the name of a row.
    pub(super) fn name(&self, row: &RosterRow) -> &str {
        self.texts.get(row.name)
    }

    /// Returns what a row says of its parent, folded; nothing where that is unknown.
    pub(super) fn parent(&self, row: &RosterRow) -> Option<&Arc<str>> {
        self.folded_parents.get(row.parent as usize)?.as_ref()
    }

    /// Returns what the row of an entity says of its parent.
    pub(super) fn parent_of(&self, entity: EntityId) -> Option<&Arc<str>> {
        self.parent(self.all.get(entity.0 as usize)?)
    }

    /// Returns the place of a row.
    pub(super) fn at(&self, row: &RosterRow) -> Option<At<'_>> {
        let table = self.tables.get(row.table as usize)?;
        Some(At { sheet: &table.sheet, row: row.row, column: 0 })
    }

    /// Returns the place of what a row says of its parent.
    pub(super) fn at_parent(&self, row: &RosterRow) -> Option<At<'_>> {
        let column = self.tables.get(row.table as usize)?.parent_column;
        Some(At { column, ..self.at(row)? })
    }

    /// Returns the number of what a row says of its parent.
    pub(super) fn parent_number(&mut self, cell: &str) -> u32 {
        match self.parents.intern(cell.as_bytes()) {
            Interned::Known(number) => number,
            Interned::New(number) => {
                let folded = fold(cell);
                self.folded_parents.push((!folded.is_empty() && !is_unknown(&folded)).then(|| folded.into()));
                number
            }
        }
    }

    /// Returns the entity of a row, its parent not yet known.
    pub(super) fn entity(&self, row: &RosterRow, labels: &[Arc<str>]) -> Entity {
        Entity {
            code: self.texts.shared(row.code),
            name: self.texts.shared(row.name),
            level: row.level,
            label: row.label.and_then(|l| labels.get(l as usize).cloned()),
            parent: None,
        }
    }
}

/// Returns whether a cell of a roster says that nothing is known: blank, `-`, `—`, `NA`, `缺`.
pub(super) fn is_unknown(folded: &str) -> bool {
    matches!(cell::mark(folded), Some(Reading::Blank | Reading::Missing))
}
