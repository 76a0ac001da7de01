//! The state of a run: the roster, the series that grow, and the answers to what a row names.

use rustc_hash::FxHashMap;

use super::accepted::Accepted;
use super::dataset::{EnteredPoints, EntityId, Explanation, Origin, OriginColumn, Origins, Roster, RowId, Submission};
use super::emergent::{Emergent, blocks_of, is_total};
use super::facts::Facts;
use super::findings::Findings;
use super::header::{self, Head, Measure, measure};
use super::last_year::RepeatedFigures;
use super::names::{Near, fold};
use super::place::{At, Sheet};
use super::places::{NotFound, Places, path_of, path_parts};
use super::receipt::{SheetReceipt, Stated, StatedBy};
use super::roster_rows::PlacedRoster;
use super::series::Key;
use super::slabs::Block;
use super::store::{Plan, Sort, Store, invalid};
use crate::DataProblem;
use dabiao_lang::diag::{Both, Subject};
use dabiao_lang::model::{IndicatorId, Kind, LevelId, Schema, Unit};

/// Everything that a run has gathered so far.
pub(super) struct Loader<'s> {
    pub(super) schema: &'s Schema,
    pub(super) roster: Roster,
    places: Places,
    /// The entities that reported, where there is no roster.
    pub(super) emergent: Option<Emergent>,
    pub(super) blocks: Vec<Block>,
    last_block: Block,
    indicators: FxHashMap<String, IndicatorId>,
    pub(super) store: Store<'s>,
    pub(super) explanations: Vec<Explanation>,
    pub(super) entered: Vec<EnteredPoints>,
    pub(super) findings: Findings,
    pub(super) origins: Origins,
    pub(super) next_row: RowId,
    /// What the table at hand says as a whole.
    pub(super) facts: Facts,
    pub(super) submissions: Vec<Submission>,
    /// What was understood of the tables so far.
    pub(super) receipts: Vec<SheetReceipt>,
    /// What tables repeat of last year's figures.
    pub(super) repeated: RepeatedFigures,
    /// The confirmed shapes.
    pub(super) accepted: Accepted,
    /// What a table is about that names no indicator.
    pub(super) about: Option<IndicatorId>,
    /// How the last entity was found.
    pub(super) matched: Matched,
    near: Near,
    code_budget: usize,
}

/// How an entity was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matched {
    Code,
    Name,
    Place,
}

/// Why a row has no entity.
#[derive(Debug, Clone)]
pub(super) enum Miss {
    /// It names none.
    Blank,
    /// It names a total.
    Total(String),
    /// It names nobody of the roster.
    Unknown(String),
    /// It names several.
    Ambiguous(String, Vec<String>),
}

impl<'s> Loader<'s> {
    /// Starts with a roster, or without one.
    pub(super) fn new(schema: &'s Schema, placed: Option<PlacedRoster>, findings: Findings) -> Self {
        let emergent = placed.is_none().then(Emergent::default);
        let PlacedRoster { roster, places } = placed.unwrap_or_else(|| Roster::default().into());
        let mut indicators = FxHashMap::default();
        for (i, indicator) in schema.indicators.iter().enumerate() {
            for name in indicator.also.iter().chain([&indicator.name]) {
                indicators.insert(fold(name), IndicatorId(i as u32));
            }
        }
        Self {
            schema,
            places,
            blocks: blocks_of(&roster),
            last_block: Block { first: 0, len: 0 },
            roster,
            emergent,
            indicators,
            store: Store::new(schema),
            explanations: Vec::new(),
            entered: Vec::new(),
            findings,
            origins: Origins::default(),
            next_row: RowId(0),
            facts: Facts::default(),
            submissions: Vec::new(),
            receipts: Vec::new(),
            repeated: RepeatedFigures::default(),
            accepted: Accepted::default(),
            about: None,
            matched: Matched::Name,
            near: Near::new(),
            code_budget: 50_000_000,
        }
    }

    /// Returns the indicator of a name or alias.
    pub(super) fn indicator_of(&self, name: &str) -> Option<IndicatorId> {
        let folded = fold(name);
        let known = self.indicators.get(&folded).copied();
        // Letters are set apart so that short names align with long ones.
        known.or_else(|| folded.contains(' ').then(|| self.indicators.get(&folded.replace(' ', "")).copied()).flatten())
    }

    /// Returns the indicator of a column, with the year and the word that its header has beside the name.
    pub(super) fn indicator_of_head(&self, head: &Head) -> Option<Measure<IndicatorId>> {
        let found = measure(&head.name, |n| self.indicator_of(n)).or_else(|| {
            let of = self.indicator_of(&head.text)?;
            Some(Measure { of, period: None, aspect: None })
        })?;
        Some(Measure { aspect: head.aspect.or(found.aspect), ..found })
    }

    /// Returns the indicator of a row: as written, without a unit in brackets, without what numbers or indents it.
    pub(super) fn indicator_of_row(&self, text: &str) -> Option<IndicatorId> {
        header::of_row(self.schema, text, |n| self.indicator_of(n))
    }

    /// Returns whether a text names exactly one entity.
    pub(super) fn finds(&self, text: &str) -> bool {
        match self.emergent {
            Some(_) => !fold(text).is_empty(),
            None => self.places.find(&self.roster, text).is_ok(),
        }
    }

    /// Returns the entities of the roster that have a name.
    pub(super) fn named(&self, name: &str) -> Vec<EntityId> {
        self.places.by_name(&self.roster, name)
    }

    /// Returns the one entity of the roster that a text names.
    pub(super) fn place_of(&self, text: &str) -> Option<EntityId> {
        self.places.find(&self.roster, text).ok()
    }

    /// Returns the entity that a row names by its code, its name and the place above.
    pub(super) fn entity_of(&mut self, (code, name, above): (&str, &str, &str), at: At<'_>) -> Result<EntityId, Miss> {
        let code = fold(code);
        let (folded, above) = (fold(name), fold(above));
        if code.is_empty() && folded.is_empty() && above.is_empty() {
            return Err(Miss::Blank);
        }
        let is_sum = is_total(name) || (folded.is_empty() && is_total(&above)) || (!code.is_empty() && is_total(&code));
        let first = self.next_row.0.saturating_add(at.row.saturating_sub(1));
        if let Some(emergent) = &mut self.emergent {
            if is_sum {
                return Err(Miss::Total(if folded.is_empty() { above } else { name.to_owned() }));
            }
            let path = [above.as_str(), name].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/");
            return Ok(emergent.intern(&code, &path, RowId(first)));
        }
        if !code.is_empty() {
            self.matched = Matched::Code;
            let found = self.entity_of_code(&code, name, at);
            if let Ok(id) = &found {
                self.tell_former(*id, &code, at);
            }
            return found;
        }
        self.matched = if above.is_empty() { Matched::Name } else { Matched::Place };
        let found = self.find_below(name, &above);
        if let Ok(id) = &found {
            self.tell_former(*id, name, at);
        }
        found.map_err(|why| match why {
            NotFound::Unknown if is_sum => Miss::Total(if folded.is_empty() { above } else { name.to_owned() }),
            NotFound::Unknown if !above.is_empty() && self.finds(&above) => Miss::Unknown(format!("{above}/{name}")),
            NotFound::Unknown => Miss::Unknown(name.to_owned()),
            NotFound::Ambiguous(ids) => {
                let paths = ids.iter().take(5).map(|&id| path_of(&self.roster, id)).collect();
                Miss::Ambiguous(name.to_owned(), paths)
            }
        })
    }

    /// Says that a place was found by a name or a code that it had.
    fn tell_former(&mut self, id: EntityId, text: &str, at: At<'_>) {
        let word = path_parts(text).pop().unwrap_or_default();
        let Some(entity) = self.roster.get(id) else { return };
        let is_own = *entity.code == *word || fold(&entity.name) == word;
        if !is_own && self.places.by_former(&self.roster, &word) == Some(id) {
            let problem = DataProblem::FormerName { former: super::cell::shown(&word), name: entity.name.to_string() };
            self.findings.add(at, problem);
        }
    }

    /// Finds a name, below the place that its row names, else among namesakes the one below the submitter.
    fn find_below(&mut self, name: &str, above: &str) -> Result<EntityId, NotFound> {
        if fold(name).is_empty() {
            return self.places.find(&self.roster, above);
        }
        if !above.is_empty() && self.finds(above) {
            let found = self.places.find(&self.roster, &format!("{above}/{name}"));
            // `河口镇 | 河口镇东门村`: the name says its town once more.
            let found = found.or_else(|why| match self.places.find(&self.roster, name) {
                Ok(id) if self.places.find(&self.roster, above).is_ok_and(|a| self.roster.is_within(id, a)) => Ok(id),
                _ => Err(why),
            });
            // A row may name a town and, as its village, the town itself.
            let is_itself = fold(name) == above;
            return if is_itself { self.places.find(&self.roster, above) } else { found };
        }
        match (self.places.find(&self.roster, name), self.facts.scope) {
            (Err(NotFound::Ambiguous(ids)), Some(scope)) => {
                let below: Vec<EntityId> = ids.iter().copied().filter(|&id| self.roster.is_within(id, scope)).collect();
                self.matched = Matched::Place;
                match below.as_slice() {
                    [one] => Ok(*one),
                    _ => Err(NotFound::Ambiguous(ids)),
                }
            }
            (found, _) => found,
        }
    }

    fn entity_of_code(&mut self, code: &str, name: &str, at: At<'_>) -> Result<EntityId, Miss> {
        let Some(id) = self.places.by_code(&self.roster, code) else {
            return Err(if is_total(name) { Miss::Total(name.to_owned()) } else { Miss::Unknown(code.to_owned()) });
        };
        let known = self.roster.get(id).map_or("", |e| &e.name);
        let last = path_parts(name).pop();
        if last.is_some_and(|last| last != fold(known)) && fold(name) != fold(known) {
            let problem = DataProblem::CodeNameMismatch {
                code: code.to_owned(),
                name: super::cell::shown(name),
                roster: known.to_owned(),
            };
            self.findings.add(at, problem);
        }
        Ok(id)
    }

    /// Returns the level of an entity.
    #[inline]
    pub(super) fn level_of(&self, entity: EntityId) -> Option<LevelId> {
        self.roster.get(entity).and_then(|e| e.level)
    }

    /// Returns whether figures of several entities add up.
    pub(super) fn is_summed(&self, id: IndicatorId) -> bool {
        let kind = self.schema.indicator(id).and_then(|i| i.kind.as_ref());
        matches!(kind, None | Some(Kind::Flow | Kind::Stock))
            && matches!(self.store.sort(id), Sort::Number | Sort::Open)
    }

    /// Returns the unit in which the rules declare an indicator.
    pub(super) fn declared_unit(&self, id: IndicatorId) -> Option<Stated<Unit>> {
        let value = self.schema.indicator(id)?.unit.clone()?;
        Some(Stated { value, by: StatedBy::Rules, row: 0, column: 0 })
    }

    /// Returns the entities that are numbered together with this one.
    #[inline]
    pub(super) fn block_of(&mut self, entity: EntityId) -> Block {
        if let Some(emergent) = &self.emergent {
            return Block { first: 0, len: emergent.len() };
        }
        let is_in = |b: &Block| entity.0.wrapping_sub(b.first) < b.len;
        if !is_in(&self.last_block)
            && let Some(block) = self.blocks.iter().find(|b| is_in(b))
        {
            self.last_block = *block;
        }
        self.last_block
    }

    /// Without a roster, an entity is of the level of what it reports.
    #[inline]
    pub(super) fn note_level(&mut self, entity: EntityId, indicator: IndicatorId) {
        if let Some(emergent) = &mut self.emergent
            && let Some(level) = self.schema.indicator(indicator).and_then(|i| i.level)
        {
            emergent.note_level(entity, level);
        }
    }

    /// Stores any cell that is no plain number, and reports what is wrong with it.
    #[cold]
    pub(super) fn put_slowly(&mut self, plan: &Plan, key: Key, text: &str, at: At<'_>, unit_column: u32) {
        let Some(problem) = self.store.put_text(plan, key, text, at.column) else { return };
        let is_unit = matches!(problem, DataProblem::UnitMismatch { .. } | DataProblem::UnitUnknown { .. });
        let at = if is_unit && unit_column > 0 { At { column: unit_column, ..at } } else { at };
        let subject = Subject {
            indicator: Some(self.store.name(plan.indicator)),
            entity: Some(self.key_of(key.entity)),
            period: Some(key.period.to_string()),
        };
        self.findings.add_about(at, problem, || subject);
    }

    /// Stores a cell that cannot be used, and reports why.
    #[cold]
    pub(super) fn put_wrong(&mut self, indicator: IndicatorId, key: Key, problem: DataProblem, at: At<'_>) {
        self.store.put(indicator, key, invalid(&problem));
        let subject = Subject {
            indicator: Some(self.store.name(indicator)),
            entity: Some(self.key_of(key.entity)),
            period: Some(key.period.to_string()),
        };
        self.findings.add_about(at, problem, || subject);
    }

    /// Returns the code or name of an entity.
    pub(super) fn key_of(&self, entity: EntityId) -> String {
        match &self.emergent {
            Some(emergent) => emergent.key(entity),
            None => self.roster.key(entity).to_owned(),
        }
    }

    /// Reports an entity that was not found.
    pub(super) fn report_miss(&mut self, at: At<'_>, miss: &Miss, rows: u64) {
        let problem = match miss {
            Miss::Blank => {
                self.findings
                    .ignore_many(at, "no entity", rows, || Both::new("没有写明对象的行", "rows that name no entity"));
                DataProblem::EntityBlank {}
            }
            Miss::Total(name) => {
                let what = || Both::of(format!("合计行 `{name}`"), format!("rows of the total `{name}`"));
                self.findings.ignore_many(at, name, rows, what);
                DataProblem::TotalRow { name: name.clone(), rows }
            }
            Miss::Unknown(name) => {
                let folded = fold(name);
                // Many unknown codes against a large roster are not looked into one by one.
                let cost = self.roster.entities.len() + 1;
                if let Some(left) = self.code_budget.checked_sub(cost) {
                    self.code_budget = left;
                    if let Some(problem) = super::codes::mangled(&self.roster, name, rows) {
                        return self.add_miss(at, miss, problem);
                    }
                }
                let entities = &self.roster.entities;
                let known = entities.iter().map(|e| if folded.is_ascii() { &*e.code } else { &*e.name });
                let last = path_parts(name).pop().unwrap_or_default();
                let near: Vec<String> = self.near.find(&last, known).into_iter().map(str::to_owned).collect();
                let name = super::cell::shown(name);
                match near.is_empty() {
                    true => DataProblem::EntityUnknown { name, rows },
                    false => DataProblem::EntityMisspelt { name, rows, near },
                }
            }
            Miss::Ambiguous(name, candidates) => {
                DataProblem::EntityAmbiguous { name: name.clone(), rows, candidates: candidates.clone() }
            }
        };
        self.add_miss(at, miss, problem);
    }

    fn add_miss(&mut self, at: At<'_>, miss: &Miss, problem: DataProblem) {
        let entity = match miss {
            Miss::Blank => None,
            Miss::Total(name) | Miss::Unknown(name) | Miss::Ambiguous(name, _) => Some(super::cell::shown(name)),
        };
        self.findings.add_about(at, problem, || Subject { entity, ..Subject::default() });
    }

    /// Lists an indicator that no rule knows, and proposes a near name.
    pub(super) fn report_unknown_indicator(&mut self, at: At<'_>, name: &str, rows: u64) {
        let known = self.schema.indicators.iter().flat_map(|i| i.also.iter().chain([&i.name])).map(|n| &**n);
        let near = self.near.find(&fold(name), known).first().map(|&n| n.to_owned());
        let shown = super::cell::shown(name);
        let what =
            || Both::of(format!("没有规则用到的指标 `{shown}`"), format!("indicator `{shown}`, which no rule knows"));
        self.findings.ignore_many(at, name, rows, what);
        if let Some(near) = near {
            let subject = || Subject { indicator: Some(shown.clone()), ..Subject::default() };
            self.findings.add_about(at, DataProblem::IndicatorMisspelt { name: shown.clone(), rows, near }, subject);
        }
    }

    /// Gives the rows of a table their numbers.
    pub(super) fn begin_table(&mut self, sheet: &Sheet) -> RowId {
        let (file, sheet) = (sheet.file.clone(), sheet.name.clone());
        self.store.digits.begin(&file);
        self.origins.files.push(Origin { file, sheet, first: self.next_row, columns: Vec::new() });
        self.next_row
    }

    /// Says which columns hold the figures of the table at hand.
    pub(super) fn set_columns(&mut self, columns: impl Iterator<Item = OriginColumn>) {
        if let Some(origin) = self.origins.files.last_mut() {
            origin.columns = columns.collect();
        }
    }
}
