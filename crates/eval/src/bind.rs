//! The world of one run: names bound to columns, places to entities, levels to lists of entities.
//!
//! Takes the rule set's model and the dataset, and answers "where are the values of this name" and "who is meant".
//! INVARIANT: lists of entities are in the order of their ids; nothing here depends on the order of rows.

use std::cell::{OnceCell, RefCell};
use std::collections::hash_map::Entry;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::changes::Changes;
use super::earlier::{Earlier, Standing};
use super::rank::Ranks;
use crate::EvalProblem;
use dabiao_data::{ABSENT, Attribute, Dataset, Entity, EntityId, EntityIndex, SPECIAL, Series, Slab, SpecialKind};
use dabiao_lang::model::{EntityRef, Frequency, Indicator, IndicatorId, LevelId, LevelRef, Model, Period, Plan};
use dabiao_lang::source::{FileId, Span};

/// Where the values of a name are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound<'a> {
    /// In the statistics.
    Series(&'a Series),
    /// In a column of the roster.
    Attribute(&'a Attribute),
    /// Nowhere.
    Nothing,
}

/// The entities of a level, by who they lie below.
#[derive(Debug, Default)]
pub(crate) struct Below {
    pub(crate) all: Rc<[EntityId]>,
    by_root: FxHashMap<EntityId, Rc<[EntityId]>>,
}

/// Where a plan applies: an entity, or everything there is.
pub(crate) type Region = Option<EntityId>;

/// Which way plain comparisons go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    /// On the columns where that is possible.
    Columns,
    /// As every other expression.
    Plain,
}

/// The entities of a level (and label), by the place that they lie in.
type BelowByLevel = FxHashMap<(LevelId, Option<Arc<str>>), Rc<Below>>;

/// Who stood where by a scheme in a period; `None` where nothing is known of it.
type Standings = FxHashMap<(usize, Period), Option<Rc<Standing>>>;

/// What does not depend on the day: names bound to columns, places to entities. Made once for a run, however many days
/// it looks at.
pub(crate) struct Index<'a> {
    pub(crate) model: &'a Model,
    pub(crate) data: &'a Dataset,
    bound: Vec<Bound<'a>>,
    frequencies: Vec<Vec<Frequency>>,
    depths: Vec<usize>,
    below: RefCell<BelowByLevel>,
    /// Entities by name and by code, made when a rule or a table first names a place.
    names: OnceCell<EntityIndex>,
    codes: OnceCell<EntityIndex>,
    root: Region,
    refs: RefCell<FxHashMap<EntityRef, Option<EntityId>>>,
    /// Places that come and go.
    pub(crate) changes: Option<Changes<'a>>,
    /// The columns that many rules ask for.
    pub(crate) ranks: RefCell<Ranks>,
    /// What earlier reports handed out.
    pub(crate) earlier: Arc<Earlier>,
    /// Who stood where by a scheme, in periods that have ended; `None` where nothing is known of one.
    pub(crate) standings: RefCell<Standings>,
    /// The schemes whose ranks are being found.
    pub(crate) ranking: RefCell<FxHashSet<usize>>,
}

/// The index as it is seen on one day.
pub(crate) struct World<'a> {
    index: Rc<Index<'a>>,
    pub(crate) as_of: NaiveDate,
    pub(crate) path: Path,
    /// The one member that a derivation is to show of a population.
    pub(crate) focus: Option<EntityId>,
    reported: RefCell<FxHashMap<ReportedKey, Rc<[Period]>>>,
}

type ReportedKey = (IndicatorId, Whose);

/// Whose figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    /// One entity's.
    One(EntityId),
    /// Those of a level or below it, within a place; `None` is any level.
    Below(Region, Option<LevelId>),
}

impl<'a> Deref for World<'a> {
    type Target = Index<'a>;

    fn deref(&self) -> &Index<'a> {
        &self.index
    }
}

impl<'a> Index<'a> {
    /// Binds the names of a model to the columns of a dataset.
    pub(crate) fn new(model: &'a Model, data: &'a Dataset) -> Self {
        let attributes: FxHashMap<String, &Attribute> =
            data.roster.attributes.iter().map(|a| (fold(&a.name), a)).collect();
        let bound: Vec<Bound<'a>> =
            model.schema.indicators.iter().enumerate().map(|(i, ind)| bind(ind, i, data, &attributes)).collect();
        let frequencies = bound.iter().map(frequencies).collect();
        let mut index = Self {
            model,
            data,
            bound,
            frequencies,
            depths: (0..model.schema.levels.all.len()).map(|l| depth_of(model, LevelId(l as u32))).collect(),
            below: RefCell::default(),
            names: OnceCell::new(),
            codes: OnceCell::new(),
            root: None,
            refs: RefCell::default(),
            changes: Changes::of(&data.roster),
            ranks: RefCell::default(),
            earlier: Arc::default(),
            standings: RefCell::default(),
            ranking: RefCell::default(),
        };
        index.root = index.find_root();
        index
    }

    /// Returns the entities of a name, in their order.
    fn named(&self, folded: &str) -> Vec<EntityId> {
        let roster = &self.data.roster;
        let names = self.names.get_or_init(|| EntityIndex::new(roster, |e| Some(fold(&e.name))));
        let is_it = |id: &EntityId| roster.get(*id).is_some_and(|e| fold(&e.name) == folded);
        names.candidates(folded).filter(is_it).collect()
    }

    /// Returns the first entity of a code.
    fn coded(&self, folded: &str) -> Option<EntityId> {
        let roster = &self.data.roster;
        let code_of = |e: &Entity| (!e.code.is_empty()).then(|| fold(&e.code));
        let codes = self.codes.get_or_init(|| EntityIndex::new(roster, code_of));
        codes.candidates(folded).find(|id| roster.get(*id).and_then(code_of).is_some_and(|code| code == folded))
    }

    /// Returns the root of the roster, where there is one.
    fn find_root(&self) -> Region {
        let roster = &self.data.roster;
        if roster.is_given {
            return match roster.roots.as_slice() {
                [one] => Some(*one),
                _ => None,
            };
        }
        // Without a roster the widest place counts as the region, if it is alone at its level.
        let widest = roster.entities.iter().filter_map(|e| e.level).map(|l| self.depth(l)).min()?;
        let mut at_top = (0..roster.entities.len()).filter(|i| {
            let level = roster.entities.get(*i).and_then(|e| e.level);
            level.is_some_and(|l| self.depth(l) == widest)
        });
        let first = at_top.next()?;
        let is_narrower = roster.entities.iter().any(|e| e.level.is_some_and(|l| self.depth(l) > widest));
        (at_top.next().is_none() && is_narrower).then_some(EntityId(first as u32))
    }

    /// Returns how many levels stand above a level.
    pub(crate) fn depth(&self, level: LevelId) -> usize {
        self.depths.get(level.0 as usize).copied().unwrap_or(0)
    }
}

impl<'a> World<'a> {
    /// Returns the world of a day, with an index of its own.
    pub(crate) fn new(model: &'a Model, data: &'a Dataset, as_of: NaiveDate) -> Self {
        Self::of(Rc::new(Index::new(model, data)), as_of)
    }

    fn of(index: Rc<Index<'a>>, as_of: NaiveDate) -> Self {
        Self { index, as_of, path: Path::Columns, focus: None, reported: RefCell::default() }
    }

    /// Puts what earlier reports handed out beside the data, before anything is asked.
    pub(crate) fn remember(&mut self, earlier: Earlier) {
        if let Some(index) = Rc::get_mut(&mut self.index) {
            index.earlier = Arc::new(earlier);
        }
    }

    /// Returns the world of another day, on the same index.
    pub(crate) fn on(&self, as_of: NaiveDate) -> Self {
        Self { path: self.path, ..Self::of(Rc::clone(&self.index), as_of) }
    }

    /// Returns the world in which derivations show one member of a population.
    pub(crate) fn focused(&self, focus: Option<EntityId>) -> Self {
        Self { focus, ..self.on(self.as_of) }
    }

    /// Returns where the values of a name are.
    pub(crate) fn bound(&self, id: IndicatorId) -> Bound<'a> {
        self.bound.get(id.0 as usize).copied().unwrap_or(Bound::Nothing)
    }

    /// Returns what the rules say of a name.
    pub(crate) fn indicator(&self, id: IndicatorId) -> Option<&'a Indicator> {
        self.model.schema.indicator(id)
    }

    /// Returns the lengths of period for which there are figures, the longest first.
    pub(crate) fn frequencies(&self, id: IndicatorId) -> &[Frequency] {
        self.frequencies.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Returns the shortest length of period for which there are figures, else the declared one.
    pub(crate) fn finest(&self, id: IndicatorId) -> Option<Frequency> {
        self.frequencies(id).last().copied().or_else(|| self.indicator(id)?.frequency)
    }

    /// Returns where a plan applies.
    pub(crate) fn region(&self, plan: Option<&Plan>) -> Result<Region, EvalProblem> {
        let Some(place) = plan.and_then(|p| p.region.as_ref()) else { return Ok(self.root) };
        match self.resolve(place) {
            Ok(id) => Ok(Some(id)),
            // Without a roster everything that reported lies under the region, whether it reported itself or not.
            Err(EvalProblem::UnknownPlace { .. }) if !self.data.roster.is_given => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// Returns the entity that a place names.
    pub(crate) fn resolve(&self, place: &EntityRef) -> Result<EntityId, EvalProblem> {
        let Some(last) = place.parts.last() else {
            return Err(EvalProblem::UnknownPlace { place: String::new() });
        };
        if let [only] = place.parts.as_slice()
            && let Some(id) = self.coded(&fold(only))
        {
            return Ok(id);
        }
        let above = place.parts.get(..place.parts.len() - 1).unwrap_or(&[]);
        let named = fold(last);
        let all = self.coded(&named).into_iter().chain(self.named(&named));
        let fitting: Vec<EntityId> = all.filter(|id| self.lies_in(*id, above)).collect();
        match fitting.as_slice() {
            [one] => Ok(*one),
            [] => Err(EvalProblem::UnknownPlace { place: place_text(place) }),
            many => Err(EvalProblem::AmbiguousPlace {
                place: place_text(place),
                candidates: many.iter().map(|id| self.path(*id)).collect(),
            }),
        }
    }

    /// Returns the entity that is written in a table: a code, a name or a path.
    pub(crate) fn written(&self, text: &str) -> Result<EntityId, EvalProblem> {
        let span = Span::new(FileId(0), 0, 0);
        let parts = text.split('/').map(|p| p.trim().into()).collect();
        self.resolve(&EntityRef { parts, level: None, span })
    }

    /// Returns the entity that a place names, remembering the answer.
    pub(crate) fn resolve_known(&self, place: &EntityRef) -> Option<EntityId> {
        if let Some(known) = self.refs.borrow().get(place) {
            return *known;
        }
        let found = self.resolve(place).ok();
        self.refs.borrow_mut().insert(place.clone(), found);
        found
    }

    fn lies_in(&self, id: EntityId, parts: &[Arc<str>]) -> bool {
        let mut at = self.data.roster.get(id).and_then(|e| e.parent);
        for part in parts.iter().rev() {
            let wanted = fold(part);
            loop {
                let Some(entity) = at.and_then(|a| self.data.roster.get(a)) else { return false };
                at = entity.parent;
                if fold(&entity.name) == wanted || fold(&entity.code) == wanted {
                    break;
                }
            }
        }
        true
    }

    /// Returns the shortest usual way to name an entity apart from its namesakes: `卡子镇/桂花村 (610924…)`.
    fn path(&self, id: EntityId) -> String {
        let Some(entity) = self.data.roster.get(id) else { return String::new() };
        let parent = entity.parent.and_then(|p| self.data.roster.get(p));
        let name = parent.map_or(entity.name.to_string(), |p| format!("{}/{}", p.name, entity.name));
        if entity.code.is_empty() { name } else { format!("{name} ({})", entity.code) }
    }

    /// Returns the ancestor of an entity at a level, itself included.
    pub(crate) fn ancestor(&self, entity: Option<EntityId>, level: LevelId) -> Option<EntityId> {
        let mut at = entity;
        for _ in 0..64 {
            let Some(id) = at else { break };
            let e = self.data.roster.get(id)?;
            if e.level == Some(level) {
                return Some(id);
            }
            at = e.parent;
        }
        // Without a roster everything lies under the one place of that level.
        if self.data.roster.is_given {
            return None;
        }
        match self.below(level, None).all.as_ref() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Returns the entities of a level (with a label, where one is given), by who they lie below.
    pub(crate) fn below(&self, level: LevelId, label: Option<&Arc<str>>) -> Rc<Below> {
        let key = (level, label.cloned());
        if let Some(known) = self.below.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find_below(level, label));
        self.below.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn find_below(&self, level: LevelId, label: Option<&Arc<str>>) -> Below {
        let wanted = label.map(|l| fold(l));
        let mut all = Vec::new();
        let mut by_root: FxHashMap<EntityId, Vec<EntityId>> = FxHashMap::default();
        for (i, e) in self.data.roster.entities.iter().enumerate() {
            let fits = match (&wanted, &e.label) {
                (None, _) => true,
                (Some(w), Some(l)) => fold(l) == *w,
                (Some(_), None) => false,
            };
            if e.level != Some(level) || !fits {
                continue;
            }
            let id = EntityId(i as u32);
            all.push(id);
            let mut at = e.parent;
            for _ in 0..64 {
                let Some(up) = at else { break };
                by_root.entry(up).or_default().push(id);
                at = self.data.roster.get(up).and_then(|p| p.parent);
            }
        }
        Below { all: all.into(), by_root: by_root.into_iter().map(|(k, v)| (k, v.into())).collect() }
    }

    /// Returns the entities of a level below a place, the place itself excluded.
    pub(crate) fn members(&self, level: &LevelRef, place: Option<EntityId>, region: Region) -> Rc<[EntityId]> {
        let below = self.below(level.level, level.label.as_ref());
        let Some(root) = place else { return Rc::clone(&below.all) };
        if let Some(list) = below.by_root.get(&root) {
            return Rc::clone(list);
        }
        if self.is_everything(root, region) {
            return below.all.iter().copied().filter(|e| *e != root).collect::<Vec<_>>().into();
        }
        Rc::new([])
    }

    /// Returns the entities of a level in a region, the region's own entity included if it is of that level.
    pub(crate) fn inhabitants(&self, level: &LevelRef, region: Region) -> Rc<[EntityId]> {
        let inside = self.members(level, region, region);
        let own = region.and_then(|r| self.data.roster.get(r).map(|e| (r, e)));
        let Some((root, entity)) = own else { return inside };
        let has_label =
            level.label.as_ref().is_none_or(|l| entity.label.as_ref().is_some_and(|own| fold(own) == fold(l)));
        if entity.level != Some(level.level) || !has_label || inside.contains(&root) {
            return inside;
        }
        let mut with_root: Vec<EntityId> = inside.iter().copied().chain([root]).collect();
        with_root.sort_unstable();
        with_root.into()
    }

    /// Returns whether all other entities lie below a place although no roster says so.
    fn is_everything(&self, place: EntityId, region: Region) -> bool {
        !self.data.roster.is_given && (region == Some(place) || self.root == Some(place))
    }

    /// Returns whether an entity is a place or lies below it.
    pub(crate) fn is_within(&self, entity: EntityId, place: Region) -> bool {
        match place {
            None => true,
            Some(p) => self.is_everything(p, place) || self.data.roster.is_within(entity, p),
        }
    }

    /// Returns the periods, begun by the day of judgement, for which anybody meant has a value; in order of time.
    pub(crate) fn reported(&self, id: IndicatorId, whose: &Whose) -> Rc<[Period]> {
        let key = (id, whose.clone());
        match self.reported.borrow_mut().entry(key) {
            Entry::Occupied(known) => Rc::clone(known.get()),
            Entry::Vacant(free) => Rc::clone(free.insert(self.find_reported(id, whose).into())),
        }
    }

    fn is_at_or_below(&self, entity: EntityId, level: LevelId) -> bool {
        let own = self.data.roster.get(entity).and_then(|e| e.level);
        own.is_some_and(|l| l == level || self.depth(l) > self.depth(level))
    }

    fn find_reported(&self, id: IndicatorId, whose: &Whose) -> Vec<Period> {
        let Bound::Series(series) = self.bound(id) else { return Vec::new() };
        let mut found: Vec<Period> = Vec::new();
        for slab in &series.slabs {
            if slab.period.first_day() <= self.as_of
                && found.last() != Some(&slab.period)
                && self.has_value(series, slab, whose)
            {
                found.push(slab.period);
            }
        }
        found.sort_by_key(|p| (p.last_day(), std::cmp::Reverse(p.first_day())));
        found.dedup();
        found
    }

    fn has_value(&self, series: &Series, slab: &Slab, whose: &Whose) -> bool {
        let has = |e: EntityId| {
            let Some(value) = slab.index_of(e).and_then(|i| slab.values.get(i)) else { return false };
            match *value {
                ABSENT => false,
                SPECIAL => series.specials.get(&(slab.period, e)).is_some_and(|s| {
                    matches!(s.kind, SpecialKind::Conflict | SpecialKind::Invalid(_) | SpecialKind::Number(_))
                }),
                _ => true,
            }
        };
        match whose {
            Whose::One(e) => has(*e),
            Whose::Below(place, level) => (0..slab.values.len()).any(|i| {
                let e = EntityId(slab.first.0 + i as u32);
                has(e) && level.is_none_or(|l| self.is_at_or_below(e, l)) && self.is_within(e, *place)
            }),
        }
    }

    /// Returns whether an entity has any row for an indicator.
    pub(crate) fn is_reporter(&self, id: IndicatorId, entity: EntityId) -> bool {
        match self.bound(id) {
            Bound::Series(series) => series
                .slabs
                .iter()
                .filter(|s| s.period.first_day() <= self.as_of)
                .any(|s| s.index_of(entity).and_then(|i| s.values.get(i)).is_some_and(|v| *v != ABSENT)),
            Bound::Attribute(a) => a.values.get(entity.0 as usize).is_some(),
            Bound::Nothing => false,
        }
    }

    /// Returns the entities of a region that have any row for an indicator, or any attribute of that name.
    pub(crate) fn reporters(&self, id: IndicatorId, region: Region) -> Vec<EntityId> {
        let mut found: Vec<EntityId> = Vec::new();
        match self.bound(id) {
            Bound::Series(series) => {
                for slab in series.slabs.iter().filter(|s| s.period.first_day() <= self.as_of) {
                    let rows = slab.values.iter().enumerate().filter(|(_, v)| **v != ABSENT);
                    found.extend(rows.map(|(i, _)| EntityId(slab.first.0 + i as u32)));
                }
            }
            Bound::Attribute(column) => {
                let known = column.values.iter().enumerate().filter(|(_, v)| v.is_some());
                found.extend(known.map(|(i, _)| EntityId(i as u32)));
            }
            Bound::Nothing => {}
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|e| self.is_within(*e, region));
        found
    }
}

fn depth_of(model: &Model, level: LevelId) -> usize {
    let parent = |l: LevelId| model.schema.levels.get(l).and_then(|l| l.parent);
    // Levels form a tree; the bound keeps a damaged one from looping.
    std::iter::successors(parent(level), |l| parent(*l)).take(64).count()
}

fn bind<'a>(
    indicator: &Indicator,
    idx: usize,
    data: &'a Dataset,
    attributes: &FxHashMap<String, &'a Attribute>,
) -> Bound<'a> {
    let series = data.series.get(idx).and_then(Option::as_ref);
    let named = || std::iter::once(&indicator.name).chain(&indicator.also);
    let attribute = named().find_map(|n| attributes.get(&fold(n)).copied());
    match (series, attribute) {
        (Some(s), _) if indicator.is_declared => Bound::Series(s),
        (_, Some(a)) => Bound::Attribute(a),
        (Some(s), None) => Bound::Series(s),
        (None, None) => Bound::Nothing,
    }
}

fn frequencies(bound: &Bound<'_>) -> Vec<Frequency> {
    let Bound::Series(series) = bound else { return Vec::new() };
    let mut all: Vec<Frequency> = series.slabs.iter().map(|s| s.period.frequency()).collect();
    all.sort();
    all.dedup();
    all
}

/// Folds a name for comparison: full-width letters, digits and marks become plain, blanks at the ends go.
pub(crate) fn fold(name: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    name.trim().chars().map(plain).collect::<String>().trim().to_owned()
}

fn place_text(place: &EntityRef) -> String {
    place.parts.join("/")
}
