//! Entities as people know them: by name, with the place above where a name occurs twice.

use rustc_hash::FxHashSet;

use dabiao_data::{EntityId, Roster};

/// The names of a roster.
pub(crate) struct Names<'a> {
    roster: &'a Roster,
    repeated: FxHashSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Returns the names of a roster.
    pub(crate) fn of(roster: &'a Roster) -> Self {
        let mut seen = FxHashSet::default();
        let mut repeated = FxHashSet::default();
        for entity in &roster.entities {
            if !seen.insert(&*entity.name) {
                repeated.insert(&*entity.name);
            }
        }
        Self { roster, repeated }
    }

    /// Returns the name of an entity; one that occurs twice has the name above before it.
    pub(crate) fn get(&self, id: EntityId) -> String {
        let Some(entity) = self.roster.get(id) else { return String::new() };
        let above = entity.parent.filter(|_| self.repeated.contains(&*entity.name)).and_then(|p| self.roster.get(p));
        match above {
            Some(parent) => format!("{}/{}", parent.name, entity.name),
            None => entity.name.to_string(),
        }
    }
}
