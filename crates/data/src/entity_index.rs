//! Finding entities by a text of theirs, for whoever folds names in a way of its own.
//!
//! The index knows hashes alone, ten megabytes for half a million entities; who asks compares the text.

use super::dataset::{Entity, EntityId, Roster};
use super::interner::{HashIndex, hash_of};

/// Entities by the hash of a text.
#[derive(Debug, Clone, Default)]
pub struct EntityIndex(HashIndex);

impl EntityIndex {
    /// Indexes the entities of a roster by a text; those without one are left out.
    pub fn new(roster: &Roster, text_of: impl Fn(&Entity) -> Option<String>) -> Self {
        let mut index = HashIndex::default();
        // From the last on, so that they are found in their order.
        for (i, entity) in roster.entities.iter().enumerate().rev() {
            if let Some(text) = text_of(entity) {
                index.add(hash_of(text.as_bytes()), i as u32);
            }
        }
        Self(index)
    }

    /// Returns, in their order, the entities that a text may mean: all of that text, and by chance a few others.
    pub fn candidates(&self, text: &str) -> impl Iterator<Item = EntityId> {
        self.0.find(hash_of(text.as_bytes())).map(EntityId)
    }
}
