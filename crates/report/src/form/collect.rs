//! From what the rules will read to forms: who fills in which workbook, with which sheets, columns and rows.
//!
//! INVARIANT: rows stand in roster order, columns in the order in which indicators are declared, then by period.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file_name::Names;
use super::{By, Form, FormColumn, FormRequest, FormRow, FormSheet, Shape, words};
use dabiao_data::{Dataset, EntityId, Roster};
use dabiao_eval::{Ask, Session};
use dabiao_lang::model::{Frequency, IndicatorId, LevelId, Model, Schema};

/// Columns of figures on one sheet; more go on the next.
const COLUMNS_LIMIT: usize = 2_000;
/// Rows on one sheet; more go on the next.
const ROWS_LIMIT: usize = 500_000;
/// Entities on a sheet that lists figures one below the other.
const LONG_ENTITIES: usize = 4;
/// Figures for each entity above which few entities have them one below the other.
const LONG_FIGURES: usize = 6;

/// The forms of a request, and what no form asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// The forms, the region's first, then in roster order.
    pub forms: Vec<Form>,
    /// Indicators that the rules read of nobody in the roster.
    pub of_nobody: Vec<IndicatorId>,
    /// Indicators that are reported for longer periods than the one that is asked for.
    pub too_coarse: Vec<IndicatorId>,
}

/// The asks of one level and frequency.
struct Group<'a> {
    level: Option<LevelId>,
    frequency: Frequency,
    asks: Vec<&'a Ask>,
}

/// Returns the forms that bring what the rules will read of a period.
pub fn forms(session: &Session<'_>, request: &FormRequest) -> Collected {
    let asks = session.asks(request.period);
    let (model, data) = (session.rules().model(), session.data());
    let mut collected = Collected::default();
    let asks: Vec<Ask> = asks.into_iter().filter_map(|a| wanted(a, data, request, &mut collected)).collect();
    let groups = grouped(&model.schema, &asks);
    let owners = owners(&data.roster, request.by);
    let mut sheets: BTreeMap<Option<EntityId>, Vec<FormSheet>> = BTreeMap::new();
    for group in &groups {
        for (owner, rows) in rows_by_owner(group, &owners) {
            let parted = Parts { model, request, group }.sheets(rows);
            sheets.entry(owner).or_default().extend(parted);
        }
    }
    let mut names = Names::default();
    collected.forms = sheets
        .into_iter()
        .map(|(submitter, sheets)| Form { stem: stem(data, request, submitter, &mut names), submitter, sheets })
        .collect();
    collected
}

/// Leaves out what the request does not ask for, and notes what cannot be asked.
fn wanted(ask: Ask, data: &Dataset, request: &FormRequest, collected: &mut Collected) -> Option<Ask> {
    let mut ask = ask;
    if ask.level.is_none() && ask.entities.is_empty() && request.level.is_some() {
        ask.level = request.level;
        let of_level = data.roster.entities.iter().enumerate().filter(|(_, e)| e.level == request.level);
        ask.entities = of_level.map(|(i, _)| EntityId(i as u32)).collect();
    }
    if request.level.is_some() && ask.level != request.level {
        return None;
    }
    if ask.frequency < request.period.frequency() {
        collected.too_coarse.push(ask.indicator);
        return None;
    }
    if ask.entities.is_empty() {
        collected.of_nobody.push(ask.indicator);
        return None;
    }
    Some(ask)
}

/// Groups asks by level, the widest first, and by frequency, the rarest first.
fn grouped<'a>(schema: &Schema, asks: &'a [Ask]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for ask in asks {
        match groups.iter_mut().find(|g| g.level == ask.level && g.frequency == ask.frequency) {
            Some(group) => group.asks.push(ask),
            None => groups.push(Group { level: ask.level, frequency: ask.frequency, asks: vec![ask] }),
        }
    }
    let depth = |level: Option<LevelId>| {
        let parent = |l: LevelId| schema.levels.get(l).and_then(|l| l.parent);
        std::iter::successors(level, |l| parent(*l)).take(64).count()
    };
    groups.sort_by_key(|g| (depth(g.level), g.level, g.frequency));
    groups
}

/// Returns for each entity in whose workbook it stands; `None` is the workbook of all.
fn owners(roster: &Roster, by: By) -> Vec<Option<EntityId>> {
    let is_flat = roster.entities.iter().all(|e| e.parent.is_none());
    let owner = |e: EntityId| match by {
        By::All => None,
        By::Below if is_flat => None,
        By::Below => Some(below_root(roster, e)),
        By::Level(level) => at_level(roster, e, level),
    };
    (0..roster.entities.len()).map(|i| owner(EntityId(i as u32))).collect()
}

/// Returns the entity or that above it which stands right below a root; a root stands for itself.
fn below_root(roster: &Roster, entity: EntityId) -> EntityId {
    let mut at = entity;
    for _ in 0..64 {
        let Some(parent) = roster.get(at).and_then(|e| e.parent) else { break };
        if roster.get(parent).is_none_or(|p| p.parent.is_none()) {
            break;
        }
        at = parent;
    }
    at
}

fn at_level(roster: &Roster, entity: EntityId, level: LevelId) -> Option<EntityId> {
    let mut at = Some(entity);
    for _ in 0..64 {
        let e = roster.get(at?)?;
        if e.level == Some(level) {
            return at;
        }
        at = e.parent;
    }
    None
}

type Rows = BTreeMap<EntityId, Vec<bool>>;

fn rows_by_owner(group: &Group<'_>, owners: &[Option<EntityId>]) -> BTreeMap<Option<EntityId>, Rows> {
    let mut all: BTreeMap<Option<EntityId>, Rows> = BTreeMap::new();
    for (idx, ask) in group.asks.iter().enumerate() {
        for entity in &ask.entities {
            let owner = owners.get(entity.0 as usize).copied().flatten();
            let rows = all.entry(owner).or_default();
            let row = rows.entry(*entity).or_insert_with(|| vec![false; group.asks.len()]);
            if let Some(flag) = row.get_mut(idx) {
                *flag = true;
            }
        }
    }
    all
}

/// Makes sheets of rows.
struct Parts<'a> {
    model: &'a Model,
    request: &'a FormRequest,
    group: &'a Group<'a>,
}

impl Parts<'_> {
    /// Returns the sheets of one group in one workbook: one, or as many as its rows and columns need.
    fn sheets(&self, rows: Rows) -> Vec<FormSheet> {
        let is_used = |idx: usize| rows.values().any(|r| r.get(idx).copied().unwrap_or(false));
        let mut columns: Vec<(usize, FormColumn)> = Vec::new();
        for (idx, ask) in self.group.asks.iter().enumerate().filter(|(i, _)| is_used(*i)) {
            let rules: Arc<[_]> = ask.rules.iter().map(|(rule, due)| (*rule, *due)).collect();
            let schemes: Arc<[usize]> = ask.schemes.iter().copied().collect();
            for period in self.request.period.parts(self.group.frequency) {
                columns.push((
                    idx,
                    FormColumn {
                        indicator: ask.indicator,
                        period,
                        rules: Arc::clone(&rules),
                        schemes: Arc::clone(&schemes),
                    },
                ));
            }
        }
        let rows: Vec<(EntityId, Vec<bool>)> = rows.into_iter().collect();
        let is_long = rows.len() <= LONG_ENTITIES && columns.len() > LONG_FIGURES * rows.len();
        let mut sheets = Vec::new();
        for columns in columns.chunks(COLUMNS_LIMIT) {
            for rows in rows.chunks(ROWS_LIMIT) {
                let row = |(entity, asked): &(EntityId, Vec<bool>)| FormRow {
                    entity: *entity,
                    is_asked: columns.iter().map(|(i, _)| asked.get(*i).copied().unwrap_or(false)).collect(),
                };
                sheets.push(FormSheet {
                    name: String::new(),
                    level: self.group.level,
                    frequency: self.group.frequency,
                    columns: columns.iter().map(|(_, c)| c.clone()).collect(),
                    rows: rows.iter().map(row).filter(|r| r.is_asked.contains(&true)).collect(),
                    shape: if is_long { Shape::Long } else { Shape::Wide },
                });
            }
        }
        let name = words::sheet_name(&self.model.schema, self.group.level, self.group.frequency, self.request.lang);
        let n = sheets.len();
        for (i, sheet) in sheets.iter_mut().enumerate() {
            sheet.name = if n > 1 { format!("{name}({})", i + 1) } else { name.clone() };
        }
        sheets
    }
}

fn stem(data: &Dataset, request: &FormRequest, submitter: Option<EntityId>, names: &mut Names) -> String {
    let period = request.period;
    let entity = submitter.and_then(|s| data.roster.get(s));
    match (entity, data.roster.roots.as_slice()) {
        (Some(e), _) => names.give(&format!("{}-{period}", e.name), &e.code),
        (None, [root]) if request.by == By::All => {
            let root = data.roster.get(*root).map_or("", |e| &e.name);
            names.give(&format!("{root}-{period}"), "")
        }
        (None, _) => names.give(&format!("{}-{period}", words::rest(request.lang)), ""),
    }
}
