//! What one look at the checks of a rule gave: tallies for places, and tables of entities.

use serde::Serialize;

use dabiao_lang::model::Verdict;

/// Entities named in one cell of a place.
const MOST_NAMES: usize = 12;

/// What the checks of a rule came to.
#[derive(Debug, Default)]
pub(super) struct RuleLook {
    /// The ID and the task, escaped.
    pub(super) id: String,
    pub(super) task: String,
    /// What each check is called in a row of a place, escaped.
    pub(super) labels: Vec<String>,
    /// How each place came out; of several checks the one with the worst outcome, the newest.
    pub(super) areas: Vec<Option<Tally>>,
    pub(super) tables: Vec<EntityTable>,
}

/// How the entities of one place came out in one check.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The check, by position.
    pub(super) check: usize,
    pub(super) worst: Option<Verdict>,
    pub(super) passing: usize,
    pub(super) total: usize,
    /// The value of the place itself, and what it lacks.
    pub(super) value: String,
    pub(super) gap: String,
    pub(super) failing: Named,
    pub(super) missing: Named,
}

/// The first of some names, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) shown: Vec<String>,
    pub(super) count: usize,
}

impl Named {
    /// Adds a name; of many the first are kept.
    pub(super) fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.shown.len() < MOST_NAMES {
            self.shown.push(name());
        }
    }
}

/// A table of entities: one by one where each has a verdict, else by place.
#[derive(Debug, Serialize)]
pub(super) struct EntityTable {
    pub(super) title: String,
    pub(super) has_reasons: bool,
    /// Whether each has a line of its own: its task.
    pub(super) has_targets: bool,
    pub(super) rows: Vec<EntityRow>,
    pub(super) left_out: usize,
    /// Where the whole list is packed; empty where all of it is written out.
    pub(super) list: String,
    /// How many the whole list names.
    pub(super) n_all: usize,
    /// The head of the names in `places`: those that fail, or those that are counted.
    pub(super) listed: &'static str,
    pub(super) places: Vec<PlaceRow>,
    pub(super) nearest: String,
}

/// Members of a count or share in one place.
#[derive(Debug, Default, Serialize)]
pub(super) struct PlaceRow {
    pub(super) area: Option<usize>,
    pub(super) area_name: String,
    pub(super) listed: Vec<String>,
    pub(super) missing: Vec<String>,
}

/// One entity.
#[derive(Debug, Serialize)]
pub(super) struct EntityRow {
    pub(super) name: String,
    /// The position of the place that it lies in.
    pub(super) area: Option<usize>,
    pub(super) area_name: String,
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: &'static str,
    pub(super) value: String,
    pub(super) gap: String,
    /// Its own line, where each has another.
    pub(super) target: String,
    pub(super) is_near: bool,
    pub(super) reason: String,
}
