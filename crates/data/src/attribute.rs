//! A column of the roster: each different text once, and for each entity the number of its text.

use std::sync::Arc;

use super::interner::{HashIndex, hash_of};

/// The number of what is unknown.
const UNKNOWN: u32 = u32::MAX;

/// The texts of a column, one for each entity, trimmed; a blank one is unknown.
#[derive(Debug, Clone, Default)]
pub struct AttributeValues {
    words: Vec<Arc<str>>,
    /// One entry for each entity: a position in `words`.
    cells: Vec<u32>,
    index: HashIndex,
}

impl AttributeValues {
    /// Returns the text of an entity, where it is known.
    pub fn get(&self, entity: usize) -> Option<&Arc<str>> {
        self.words.get(*self.cells.get(entity)? as usize)
    }

    /// Returns the texts in the order of the entities.
    pub fn iter(&self) -> impl Iterator<Item = Option<&Arc<str>>> {
        self.cells.iter().map(|c| self.words.get(*c as usize))
    }

    /// Sets the text of an entity; those before it that have none are unknown.
    pub(super) fn set(&mut self, entity: usize, text: Option<&str>) {
        let number = text.map_or(UNKNOWN, |text| self.number_of(text));
        if entity >= self.cells.len() {
            self.cells.resize(entity + 1, UNKNOWN);
        }
        if let Some(cell) = self.cells.get_mut(entity) {
            *cell = number;
        }
    }

    fn number_of(&mut self, text: &str) -> u32 {
        let hash = hash_of(text.as_bytes());
        let is_it = |n: &u32| self.words.get(*n as usize).is_some_and(|w| **w == *text);
        if let Some(known) = self.index.find(hash).find(is_it) {
            return known;
        }
        let number = self.words.len() as u32;
        self.words.push(text.into());
        self.index.add(hash, number);
        number
    }

    /// Brings the texts into another order of the entities; `order` names for each new place the old one.
    ///
    /// The column is complete then, so that what helped to find texts goes.
    pub(super) fn finish(&mut self, order: impl Iterator<Item = usize>) {
        self.cells = order.map(|old| self.cells.get(old).copied().unwrap_or(UNKNOWN)).collect();
        self.index = HashIndex::default();
    }
}
