//! What earlier reports handed out: points, ranks, grades and lights, as they were told then.
//!
//! INVARIANT: nothing is scored or judged again: what was handed out is what is compared with, and who is told apart by code.

use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::scores::{ScoreRow, Scores};
use dabiao_data::EntityId;
use dabiao_lang::model::{Exact, Period};

/// How many places count as the last ones (后三位) where no rule says another number.
pub const LAST_PLACES: usize = 3;

/// Earlier reports, in no order.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    schemes: Vec<EarlierScores>,
    lights: Vec<EarlierLights>,
}

/// One scheme of an earlier period.
#[derive(Debug, Clone)]
pub struct EarlierScores {
    /// The name of the scheme.
    pub scheme: String,
    /// The period that was scored.
    pub period: Period,
    /// Everybody who was ranked.
    pub rows: Vec<EarlierRow>,
}

/// How one entity came out then.
#[derive(Debug, Clone)]
pub struct EarlierRow {
    /// Its code, or its name where it has none.
    pub entity: String,
    /// The points, where they were known.
    pub points: Option<String>,
    /// The rank, where it was decided.
    pub rank: Option<Exact>,
    /// The grade.
    pub grade: Option<String>,
    /// The group in which it was ranked.
    pub group: Option<String>,
}

/// The lights of one declaration on the day of an earlier report.
#[derive(Debug, Clone)]
pub struct EarlierLights {
    /// The name of the declaration.
    pub name: String,
    /// The day of that report.
    pub as_of: NaiveDate,
    /// The colour of each judgement that had one.
    pub colours: FxHashMap<LightOf, String>,
}

/// A judgement, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LightOf {
    /// The ID of the rule.
    pub rule: String,
    /// The statement, from 1.
    pub statement: usize,
    /// The target, from 1.
    pub target: usize,
    /// The code of the entity, or its name where it has none.
    pub entity: Option<String>,
}

/// Who stood where in a period.
#[derive(Debug, Default)]
pub(crate) struct Standing(pub(crate) Vec<Placed>);

/// Who stood between which places.
#[derive(Debug)]
pub(crate) struct Placed {
    /// `None`: it is not in the roster of today.
    pub(crate) entity: Option<EntityId>,
    pub(crate) group: Option<Rc<str>>,
    pub(crate) bounds: (Exact, Exact),
}

impl Earlier {
    /// Takes in a scheme; of a period that two reports tell of the first one counts.
    pub fn add_scores(&mut self, scores: EarlierScores) {
        self.schemes.push(scores);
        self.schemes.sort_by_key(|s| std::cmp::Reverse(s.period.last_day()));
    }

    /// Takes in lights.
    pub fn add_lights(&mut self, lights: EarlierLights) {
        self.lights.push(lights);
        self.lights.sort_by_key(|l| std::cmp::Reverse(l.as_of));
    }

    /// Returns how an entity came out when a scheme was last applied before a period.
    pub fn last<'s>(&'s self, scheme: &'s str, before: Period, entity: &str) -> Option<&'s EarlierRow> {
        self.before(scheme, before).next()?.rows.iter().find(|r| r.entity == entity)
    }

    /// Returns the period before which a scheme was last applied.
    pub fn period<'s>(&'s self, scheme: &'s str, before: Period) -> Option<Period> {
        self.before(scheme, before).next().map(|s| s.period)
    }

    /// Returns what a scheme came to in a period.
    pub(crate) fn of(&self, scheme: &str, period: Period) -> Option<&EarlierScores> {
        self.schemes.iter().find(|s| s.scheme == scheme && s.period == period)
    }

    /// Returns the lights of the newest report before a day.
    pub(crate) fn lights(&self, name: &str, before: NaiveDate) -> Option<&EarlierLights> {
        self.lights.iter().find(|l| l.name == name && l.as_of < before)
    }

    /// Returns how many periods in a row, that of the scores among them, a row has been among the last places; 0 where it is
    /// not known.
    pub fn n_last(&self, scheme: &str, (scores, row): (&Scores, &ScoreRow), entity: &str) -> usize {
        let group = scores.rows.iter().filter(|r| r.group == row.group);
        let rivals = group.filter(|r| r.entity != row.entity).map(|r| r.rank_bounds.clone());
        if is_among_last(&row.rank_bounds, rivals, LAST_PLACES) != Some(true) {
            return 0;
        }
        let was_last = |s: &&EarlierScores| s.is_last(entity, LAST_PLACES) == Some(true);
        1 + self.before(scheme, scores.period).take_while(was_last).count()
    }

    fn before<'s>(&'s self, scheme: &'s str, before: Period) -> impl Iterator<Item = &'s EarlierScores> {
        let mut seen = BTreeSet::new();
        let is_before = move |s: &&EarlierScores| s.period.last_day() < before.first_day();
        self.schemes.iter().filter(move |s| s.scheme == scheme).filter(is_before).filter(move |s| seen.insert(s.period))
    }
}

impl EarlierScores {
    /// Returns whether an entity was among the last places of its group; `None` where open ranks leave that open, or
    /// where it was not ranked then.
    fn is_last(&self, entity: &str, places: usize) -> Option<bool> {
        let own = self.rows.iter().find(|r| r.entity == entity)?;
        let n = self.rows.len();
        let rivals = self.rows.iter().filter(|r| r.group == own.group && r.entity != entity);
        is_among_last(&own.bounds(n), rivals.map(|r| r.bounds(n)), places)
    }
}

impl EarlierRow {
    /// The ranks that are possible among so many.
    pub(crate) fn bounds(&self, n: usize) -> (Exact, Exact) {
        let open = || (Exact::ONE, Exact::from(n as i64));
        self.rank.as_ref().map_or_else(open, |r| (r.clone(), r.clone()))
    }
}

/// Returns whether fewer than so many rivals stand behind an entity; `None` where open ranks leave that open. Each has the best
/// and the worst rank that are possible.
pub(crate) fn is_among_last(
    own: &(Exact, Exact),
    rivals: impl Iterator<Item = (Exact, Exact)>,
    places: usize,
) -> Option<bool> {
    let (mut sure, mut possible) = (0, 0);
    for (best, worst) in rivals {
        sure += usize::from(best > own.1);
        possible += usize::from(worst > own.0);
    }
    match () {
        () if sure >= places => Some(false),
        () if possible < places => Some(true),
        () => None,
    }
}
