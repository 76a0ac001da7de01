//! From what a row says of its entity to the entity: by code, by name, by path.

use super::dataset::{EntityId, Roster};
use super::interner::{HashIndex, hash_of};
use super::names::fold;

/// Finds the entities of a roster.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    codes: HashIndex,
    names: HashIndex,
}

/// Why no entity was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotFound {
    /// None is so called.
    Unknown,
    /// Several are.
    Ambiguous(Vec<EntityId>),
}

impl Places {
    /// Indexes a roster.
    pub(super) fn new(roster: &Roster) -> Self {
        let mut places = Self::default();
        for (i, entity) in roster.entities.iter().enumerate().rev() {
            if !entity.code.is_empty() {
                places.codes.add(hash_of(entity.code.as_bytes()), i as u32);
            }
            places.names.add(hash_of(fold(&entity.name).as_bytes()), i as u32);
        }
        places
    }

    /// Returns the entity of a code.
    pub(super) fn by_code(&self, roster: &Roster, code: &str) -> Option<EntityId> {
        let ids = self.codes.find(hash_of(code.as_bytes())).map(EntityId);
        ids.into_iter().find(|&id| roster.get(id).is_some_and(|e| &*e.code == code))
    }

    /// Returns the entities of a name, in their order.
    pub(super) fn by_name(&self, roster: &Roster, name: &str) -> Vec<EntityId> {
        let name = fold(name);
        let ids = self.names.find(hash_of(name.as_bytes())).map(EntityId);
        ids.filter(|&id| roster.get(id).is_some_and(|e| fold(&e.name) == name)).collect()
    }

    /// Returns the one entity of a code, a name, or a path of names from the widest place down (`卡子镇/桂花村`).
    pub(super) fn find(&self, roster: &Roster, text: &str) -> Result<EntityId, NotFound> {
        let text = fold(text);
        if let Some(id) = self.by_code(roster, &text) {
            return Ok(id);
        }
        let mut found = self.by_name(roster, &text);
        if found.is_empty() {
            found = self.by_path(roster, &text);
        }
        match found.as_slice() {
            [] => Err(NotFound::Unknown),
            [one] => Ok(*one),
            _ => Err(NotFound::Ambiguous(found)),
        }
    }

    fn by_path(&self, roster: &Roster, text: &str) -> Vec<EntityId> {
        let parts = path_parts(text);
        let Some((last, above)) = parts.split_last() else {
            return Vec::new();
        };
        if above.is_empty() {
            return Vec::new();
        }
        let mut found = self.by_name(roster, last);
        found.retain(|&id| lies_below(roster, id, above));
        found
    }
}

/// Returns whether the places of a path lie above an entity, in this order, other places between them allowed.
fn lies_below(roster: &Roster, id: EntityId, above: &[String]) -> bool {
    let mut wanted = above.iter().rev().peekable();
    let mut at = roster.get(id).and_then(|e| e.parent);
    for _ in 0..64 {
        let (Some(name), Some(entity)) = (wanted.peek(), at.and_then(|id| roster.get(id))) else {
            break;
        };
        if fold(&entity.name) == **name || *entity.code == ***name {
            wanted.next();
        }
        at = entity.parent;
    }
    wanted.peek().is_none()
}

/// Splits a path at `/`, `／`, `>` and `＞`.
pub(super) fn path_parts(text: &str) -> Vec<String> {
    fold(text).split(['/', '>']).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// Returns the path of an entity: the names from below the root down to its own.
pub(super) fn path_of(roster: &Roster, id: EntityId) -> String {
    let mut names = Vec::new();
    let mut at = Some(id);
    while let Some(entity) = at.and_then(|id| roster.get(id)) {
        if names.len() == 64 {
            break;
        }
        names.push(&*entity.name);
        at = entity.parent;
    }
    if names.len() > 1 {
        names.pop();
    }
    names.reverse();
    names.join("/")
}
