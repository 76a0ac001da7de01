//! Who had to report what for a period, who did, what is missing, wrong or late, and which file it came from.
//!
//! What is due is what the rules will read ([`super::Session::asks`]), for each entity; who answers for an entity is the one above
//! it at the level of submitters (towns). A figure counts as reported where a value is there that may be used; the file
//! of a figure is that of the row that counts. INVARIANT: lists are in roster order, then in that of the schema.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::asks::Ask;
use dabiao_data::{ABSENT, Dataset, EntityId, RowId, SPECIAL, SpecialKind, Submission};
use dabiao_lang::diag::{Cell, Diagnostic, Place};
use dabiao_lang::model::{IndicatorId, LevelId, Period};

/// What is asked about submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubmissionsRequest {
    /// The period that was to be reported.
    pub period: Period,
    /// The level of those who submit; without one, everybody right below a root submits.
    pub level: Option<LevelId>,
    /// The last day on which a submission is in time.
    pub due: Option<NaiveDate>,
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// Of whom.
    pub entity: EntityId,
    /// What.
    pub indicator: IndicatorId,
    /// When.
    pub period: Period,
}

/// A table that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedIn {
    /// Position in [`Dataset::submissions`].
    pub submission: usize,
    /// How many figures that are due come from it; 0 where another version counts instead.
    pub n_used: u64,
    /// How many days late it is.
    pub days_late: Option<i64>,
}

/// How somebody's submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubmissionState {
    /// Nothing came in.
    Nothing,
    /// Some figures are missing.
    Partial,
    /// All that is due came in.
    Complete,
}

/// What one submitter owed and brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitterStatus {
    /// Who; `None` for entities that lie below no submitter.
    pub submitter: Option<EntityId>,
    /// How many figures were due.
    pub n_due: u64,
    /// How many are there and may be used.
    pub n_reported: u64,
    /// Those that are not there.
    pub missing: Vec<Figure>,
    /// Those that are there and cannot be used, with their places.
    pub wrong: Vec<(Figure, Option<Cell>)>,
    /// The tables, in the order of their reading.
    pub tables: Vec<TurnedIn>,
    /// Findings in its data: positions in [`Dataset::findings`].
    pub findings: Vec<usize>,
}

impl SubmitterStatus {
    /// Returns how the submission stands.
    pub fn state(&self) -> SubmissionState {
        match (self.n_reported + self.wrong.len() as u64, self.missing.is_empty()) {
            (_, true) => SubmissionState::Complete,
            (0, _) => SubmissionState::Nothing,
            _ => SubmissionState::Partial,
        }
    }

    /// Returns whether a figure that counts came in after the due day.
    pub fn is_late(&self) -> bool {
        self.tables.iter().any(|t| t.n_used > 0 && t.days_late.is_some())
    }

    /// Returns whether there is nothing to remark: complete, sound, in time and without an error.
    pub fn is_fine(&self, data: &Dataset) -> bool {
        let has_error = self.findings.iter().filter_map(|f| data.findings.get(*f)).any(Diagnostic::is_error);
        self.missing.is_empty() && self.wrong.is_empty() && !self.is_late() && !has_error
    }
}

/// What came in, by submitter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubmissionReport {
    /// Everybody who owed something or sent something, in roster order.
    pub submitters: Vec<SubmitterStatus>,
    /// Findings that cannot be put to anybody's account.
    pub others: Vec<usize>,
    /// Indicators that are due of nobody in the roster.
    pub of_nobody: Vec<IndicatorId>,
}

/// Returns who owed what for a period, and what became of it.
pub(super) fn submissions(data: &Dataset, asks: Vec<Ask>, request: &SubmissionsRequest) -> SubmissionReport {
    let owners = Owners::new(data, request.level);
    let mut report = SubmissionReport::default();
    let mut all: BTreeMap<Option<EntityId>, SubmitterStatus> = BTreeMap::new();
    let mut used: FxHashMap<(Option<EntityId>, usize), u64> = FxHashMap::default();
    for ask in asks {
        if ask.entities.is_empty() {
            report.of_nobody.push(ask.indicator);
        }
        for figure in figures(&ask, request.period) {
            let owner = owners.of(figure.entity);
            let status = all.entry(owner).or_insert_with(|| nobody_yet(owner));
            if let Some(row) = count(data, figure, status)
                && let Some(table) = table_of(data, row)
            {
                *used.entry((owner, table)).or_default() += 1;
            }
        }
    }
    for (i, submission) in data.submissions.iter().enumerate() {
        for owner in owners.of_table(data, submission) {
            let days = request.due.zip(submission.date).map(|(due, date)| (date - due).num_days()).filter(|d| *d > 0);
            let n_used = used.get(&(owner, i)).copied().unwrap_or(0);
            let status = all.entry(owner).or_insert_with(|| nobody_yet(owner));
            status.tables.push(TurnedIn { submission: i, n_used, days_late: days });
        }
    }
    for (i, finding) in data.findings.iter().enumerate() {
        let whose = owners.of_finding(data, finding);
        if whose.is_empty() {
            report.others.push(i);
        }
        for owner in whose {
            all.entry(owner).or_insert_with(|| nobody_yet(owner)).findings.push(i);
        }
    }
    report.submitters = all.into_values().collect();
    // Whoever lies below nobody comes last.
    report.submitters.sort_by_key(|s| (s.submitter.is_none(), s.submitter));
    report
}

fn nobody_yet(submitter: Option<EntityId>) -> SubmitterStatus {
    SubmitterStatus {
        submitter,
        n_due: 0,
        n_reported: 0,
        missing: Vec::new(),
        wrong: Vec::new(),
        tables: Vec::new(),
        findings: Vec::new(),
    }
}

/// Returns the figures of an ask within a period; one that is reported for longer periods is not due in a part of one.
fn figures(ask: &Ask, period: Period) -> Vec<Figure> {
    if ask.frequency < period.frequency() {
        return Vec::new();
    }
    let periods: Vec<Period> = period.parts(ask.frequency).collect();
    let of = |&entity: &EntityId| {
        periods.iter().map(move |&period| Figure { entity, indicator: ask.indicator, period }).collect::<Vec<_>>()
    };
    ask.entities.iter().flat_map(of).collect()
}

/// Counts one figure; returns the row that it comes from.
fn count(data: &Dataset, figure: Figure, status: &mut SubmitterStatus) -> Option<RowId> {
    status.n_due += 1;
    let series = data.series.get(figure.indicator.0 as usize).and_then(Option::as_ref);
    let slab = series.and_then(|s| s.slab(figure.period, figure.entity));
    let at = slab.and_then(|s| s.index_of(figure.entity));
    let cell = slab.zip(at).and_then(|(s, i)| Some((*s.values.get(i)?, *s.rows.get(i)?)));
    let Some((value, row)) = cell.filter(|(v, _)| *v != ABSENT) else {
        status.missing.push(figure);
        return None;
    };
    let special = series.and_then(|s| s.specials.get(&(figure.period, figure.entity))).filter(|_| value == SPECIAL);
    match special.map(|s| &s.kind) {
        Some(SpecialKind::Missing) => {
            status.missing.push(figure);
            None
        }
        Some(SpecialKind::Conflict | SpecialKind::Invalid(_)) => {
            let row = special.and_then(|s| s.rows.first().copied()).unwrap_or(row);
            let place = data.origins.cell(row, (figure.indicator, figure.period, figure.entity));
            status.wrong.push((figure, place));
            Some(row)
        }
        _ => {
            status.n_reported += 1;
            Some(row)
        }
    }
}

/// Returns the submission that a row belongs to.
fn table_of(data: &Dataset, row: RowId) -> Option<usize> {
    let origin = data.origins.files.partition_point(|f| f.first <= row).checked_sub(1)?;
    data.submissions.binary_search_by_key(&origin, |s| s.origin).ok()
}

/// Who answers for whom.
struct Owners<'d> {
    /// For each entity, the submitter above it.
    by_entity: Vec<Option<EntityId>>,
    by_key: FxHashMap<&'d str, EntityId>,
    by_file: FxHashMap<&'d str, Vec<usize>>,
}

impl<'d> Owners<'d> {
    fn new(data: &'d Dataset, level: Option<LevelId>) -> Self {
        let roster = &data.roster;
        let parent = |e: &EntityId| roster.get(*e).and_then(|e| e.parent);
        let owner = |e: EntityId| {
            let mut chain = std::iter::successors(Some(e), parent).take(64);
            match level {
                Some(level) => chain.find(|e| roster.get(*e).is_some_and(|e| e.level == Some(level))).or(Some(e)),
                None => {
                    let chain: Vec<EntityId> = chain.collect();
                    // The last but one stands right below the root; a root submits for itself.
                    chain.len().checked_sub(2).and_then(|i| chain.get(i)).or(chain.last()).copied()
                }
            }
        };
        let all = (0..roster.entities.len() as u32).map(EntityId);
        let mut by_file: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (i, submission) in data.submissions.iter().enumerate() {
            if let Some(origin) = data.origins.files.get(submission.origin) {
                by_file.entry(&origin.file).or_default().push(i);
            }
        }
        Self { by_entity: all.clone().map(owner).collect(), by_key: all.map(|e| (roster.key(e), e)).collect(), by_file }
    }

    fn of(&self, entity: EntityId) -> Option<EntityId> {
        self.by_entity.get(entity.0 as usize).copied().flatten()
    }

    /// Returns whose table it is: that of who filled it in, else of those whose entities it names.
    fn of_table(&self, data: &Dataset, submission: &Submission) -> Vec<Option<EntityId>> {
        // A county's office that fills in for towns sends a table of the county; the towns' figures are in it all the same.
        let is_above = |s: &EntityId| submission.entities.iter().any(|e| self.of(*e) != self.of(*s));
        if let Some(submitter) = submission.submitter.filter(|s| !is_above(s)) {
            return vec![self.of(submitter)];
        }
        let mut owners: Vec<Option<EntityId>> = submission.entities.iter().map(|e| self.of(*e)).collect();
        owners.sort_unstable();
        owners.dedup();
        if owners.is_empty() {
            let file = data.origins.files.get(submission.origin).map_or("", |o| &*o.file);
            owners.extend(self.of_name(data, file).map(Some));
        }
        owners
    }

    fn of_finding(&self, data: &Dataset, finding: &Diagnostic) -> Vec<Option<EntityId>> {
        let subject = finding.subject.as_ref().and_then(|s| s.entity.as_deref());
        if let Some(&entity) = subject.and_then(|key| self.by_key.get(key)) {
            return vec![self.of(entity)];
        }
        let Place::Cell(cell) = &finding.place else { return Vec::new() };
        let Some(tables) = self.by_file.get(cell.file.as_str()) else {
            return self.of_name(data, &cell.file).map(Some).into_iter().collect();
        };
        let is_sheet = |i: &&usize| {
            let sheet = data.submissions.get(**i).and_then(|s| data.origins.files.get(s.origin)?.sheet.as_deref());
            cell.sheet.is_none() || cell.sheet.as_deref() == sheet
        };
        let here = tables.iter().filter(is_sheet).filter_map(|i| data.submissions.get(*i));
        let mut owners: Vec<Option<EntityId>> = here.flat_map(|s| self.of_table(data, s)).collect();
        owners.sort_unstable();
        owners.dedup();
        // A finding in the table of many is nobody's in particular.
        if owners.len() > 1 { Vec::new() } else { owners }
    }

    /// Returns the one submitter whose name stands in the path of a file that could not be read.
    fn of_name(&self, data: &Dataset, file: &str) -> Option<EntityId> {
        let mut submitters: Vec<EntityId> = self.by_entity.iter().flatten().copied().collect();
        submitters.sort_unstable();
        submitters.dedup();
        let is_named = |e: &EntityId| data.roster.get(*e).is_some_and(|e| file.contains(&*e.name));
        let mut named = submitters.into_iter().filter(is_named);
        named.next().filter(|_| named.next().is_none())
    }
}
