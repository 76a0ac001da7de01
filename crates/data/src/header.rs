//! The header of a table: which column is what, and so whether it is a roster, a long table or a wide one.
//!
//! Takes for each column the texts that stand over it, from the top down (one in a plain header, more under merged cells
//! and group heads); gives a [`Layout`] or says what is lacking. Columns that mean nothing to us are left to the caller,
//! who lists them. Read next: `table`, which finds the rows that are the header.

use rustc_hash::FxHashSet;

use super::aspect::{self, Aspect};
use super::entered::{self, PointsColumns};
use super::explanations::{self, ExplanationColumns};
use super::levels;
use super::names::fold;
use super::part_of_year::PartOfYear;
use super::units;
use crate::DataProblem;
use dabiao_lang::model::{Period, Schema, Unit};

/// What a column of fixed meaning holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Indicator,
    Entity,
    Period,
    Value,
    Unit,
    Code,
    Status,
    Note,
    Level,
    Parent,
    Serial,
}

/// How many roles there are.
const ROLES: usize = 11;

/// A cell above the data: row and column, from 1; row 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spot {
    pub(super) row: u32,
    pub(super) column: u32,
}

/// What one cell of a header says over a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) text: String,
    /// The cell that holds it, which may stand at the left for several columns.
    pub(super) at: Spot,
}

/// A header cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// Its place, from 0.
    pub(super) column: usize,
    /// As written, trimmed; the parts of a header of several rows are joined by `/`.
    pub(super) text: String,
    /// Without the unit in the last bracket, and without a period.
    pub(super) name: String,
    /// The cell that names it.
    pub(super) at: Spot,
    /// The unit in the last bracket, or in a row of units, and its cell.
    pub(super) unit: Option<Unit>,
    pub(super) unit_at: Spot,
    /// The period that stands over the column, and its cell.
    pub(super) period: Option<Period>,
    pub(super) period_at: Spot,
    /// A part of a year over the column, and its cell; the year may be that of the table.
    pub(super) part: Option<(PartOfYear, Spot)>,
    /// What the words beside the name say of the figures: 计划数, 上年.
    pub(super) aspect: Option<Aspect>,
    /// The indicator of the group that the column stands in, where its own words name something else.
    pub(super) group: Option<String>,
}

impl Head {
    /// Returns whether a period stands over the column, or a part of the year of the table.
    pub(super) fn is_dated(&self) -> bool {
        self.period.is_some() || self.part.is_some()
    }
}

/// What somebody said beforehand of a column: a form of ours, or a mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// It has this role.
    Role(Role),
    /// It holds figures of an indicator.
    Figure { indicator: String, unit: Option<Unit>, period: Option<Period> },
    /// It is not read.
    Ignored,
}

/// The names of indicators, for telling a header from other rows.
pub(super) struct Names<'s> {
    pub(super) schema: &'s Schema,
    known: FxHashSet<String>,
}

impl<'s> Names<'s> {
    /// Gathers names and aliases.
    pub(super) fn new(schema: &'s Schema) -> Self {
        let names = schema.indicators.iter().flat_map(|i| i.also.iter().chain([&i.name]));
        Self { schema, known: names.map(|n| fold(n)).collect() }
    }

    /// Returns the name as the rules write it, letters set apart brought together.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let folded = fold(name);
        if self.known.contains(&folded) {
            return Some(folded);
        }
        let joined = folded.replace(' ', "");
        self.known.contains(&joined).then_some(joined)
    }

    /// Returns whether a name is that of an indicator, or has one beside a year or a word such as 完成数.
    pub(super) fn knows(&self, name: &str) -> bool {
        measure(name, |n| self.find(n)).is_some()
    }
}

/// An indicator's name with what stands beside it: `2025年集体收入完成数`.
pub(super) struct Measure<T> {
    pub(super) of: T,
    pub(super) period: Option<Period>,
    pub(super) aspect: Option<Aspect>,
}

/// Finds the indicator that a name is of, taking off a year before it and words that say which figure is meant.
pub(super) fn measure<T>(name: &str, find: impl Fn(&str) -> Option<T>) -> Option<Measure<T>> {
    if let Some(of) = find(name) {
        return Some(Measure { of, period: None, aspect: None });
    }
    let (period, mut rest) = match dated(name) {
        Some((period, rest)) => (Some(period), rest),
        None => (None, fold(name)),
    };
    let mut aspect: Option<Aspect> = None;
    // `本年集体收入完成数` has two such words; the one that says more counts.
    for _ in 0..3 {
        if let Some(of) = find(&rest).filter(|_| period.is_some() || aspect.is_some()) {
            return Some(Measure { of, period, aspect });
        }
        let (shorter, word) = aspect::split(&rest)?;
        aspect = aspect.filter(|a| *a != Aspect::Figure).or(Some(word));
        rest = shorter;
    }
    None
}

/// Finds the indicator that a row is of: as written, without a unit in brackets, without what numbers or indents it.
pub(super) fn of_row<T>(schema: &Schema, text: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let (name, _) = split_unit(schema, text);
    let joined = fold(&name).replace(' ', "");
    let known = [text, &name, &joined].into_iter().find_map(&find);
    let known = known.or_else(|| find(super::names::unmarked(&joined)));
    known.or_else(|| find(&unnumbered(&joined))).or_else(|| find(&unnumbered(&fold(text).replace(' ', ""))))
}

/// Returns the indicator of a row as the rules write it.
pub(super) fn row_name(names: &Names<'_>, text: &str) -> Option<String> {
    of_row(names.schema, text, |n| names.find(n))
}

/// Returns a name without what numbers or indents it: `其中：`, `#`, `一、`, `（二）`, `1.`.
fn unnumbered(name: &str) -> String {
    let mut name = name.to_owned();
    for _ in 0..3 {
        if let Some(part) = aspect::part_of(&name) {
            name = part;
        }
        let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let rest = name.trim_start_matches('(').trim_start_matches(is_number);
        match rest.strip_prefix(['、', '.', ')', '．']) {
            Some(rest) if rest.len() < name.len() => name = rest.trim_start().to_owned(),
            _ => break,
        }
    }
    name
}

/// Splits `2025年度完成数` into the year and what stands behind it.
pub(super) fn dated(name: &str) -> Option<(Period, String)> {
    let folded = fold(name);
    // `2 0 2 5 年`: letters set apart for their looks.
    let is_apart = folded.as_bytes().get(1) == Some(&b' ') && folded.starts_with(|c: char| c.is_ascii_digit());
    let name = if is_apart { folded.replace(' ', "") } else { folded };
    let (year, rest) = name.split_once('年')?;
    let rest = rest.strip_prefix('度').unwrap_or(rest).trim();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let period = is_year.then(|| Period::parse(year)).flatten()?;
    (!rest.is_empty()).then(|| (period, rest.to_owned()))
}

/// What a table is.
#[derive(Debug, Clone)]
pub(super) enum Layout {
    /// A table of entities.
    Roster(RosterColumns),
    /// One figure in each row.
    Long(LongColumns),
    /// One entity in each row.
    Wide(WideColumns),
    /// What is said of figures.
    Explanations(ExplanationColumns),
    /// Points that people entered.
    Points(PointsColumns),
    /// One indicator in each row, and periods or entities across.
    Cross(CrossColumns),
}

/// Columns of a roster.
#[derive(Debug, Clone)]
pub(super) struct RosterColumns {
    pub(super) code: Option<usize>,
    pub(super) name: usize,
    pub(super) level: Option<usize>,
    pub(super) parent: Option<usize>,
    /// All other columns but notes.
    pub(super) attributes: Vec<Head>,
}

/// Columns of a long table.
#[derive(Debug, Clone)]
pub(super) struct LongColumns {
    /// Without it, the whole table is of one indicator.
    pub(super) indicator: Option<usize>,
    pub(super) who: Who,
    pub(super) period: Option<usize>,
    pub(super) value: usize,
    /// The unit in the header of the value column.
    pub(super) value_unit: Option<Unit>,
    pub(super) unit: Option<usize>,
    pub(super) status: Option<usize>,
    /// Columns without a meaning.
    pub(super) extra: Vec<Head>,
}

/// Columns of a wide table.
#[derive(Debug, Clone)]
pub(super) struct WideColumns {
    pub(super) who: Who,
    pub(super) period: Option<usize>,
    pub(super) status: Option<usize>,
    /// One for each indicator, or for each period of one.
    pub(super) figures: Vec<Head>,
}

/// Columns of a table with an indicator in each row.
#[derive(Debug, Clone)]
pub(super) struct CrossColumns {
    pub(super) indicator: usize,
    pub(super) who: Who,
    pub(super) unit: Option<usize>,
    pub(super) status: Option<usize>,
    /// One for each period, or for each entity.
    pub(super) figures: Vec<Head>,
}

/// The columns that name the entity; where none is there, the whole table is of one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Who {
    pub(super) code: Option<usize>,
    pub(super) name: Option<usize>,
    /// The place above, which tells namesakes apart.
    pub(super) above: Option<usize>,
}

/// Finds out what columns mean; `None` if they are no header.
pub(super) fn recognise(
    names: &Names<'_>,
    columns: &[Vec<Part>],
    given: &[Option<Given>],
    problems: &mut Vec<(u32, DataProblem)>,
) -> Option<Layout> {
    let lowest: Vec<String> = columns.iter().map(|p| p.last().map(|p| p.text.clone()).unwrap_or_default()).collect();
    if let Some(columns) = explanations::recognise(&lowest) {
        return Some(Layout::Explanations(columns));
    }
    if let Some(columns) = entered::recognise(&lowest) {
        return Some(Layout::Points(columns));
    }
    let heads: Vec<Head> = columns.iter().enumerate().map(|(i, parts)| head(names, i, parts)).collect();
    let mut roles = Roles { slots: [None; ROLES], heads, given, above: None, claimed: Vec::new() };
    for (column, given) in given.iter().enumerate() {
        if let Some(Given::Role(role)) = given {
            roles.claim(*role, column);
        }
    }
    roles.claim_names(names.schema, problems);
    roles.place_bare_unit();
    let layout = roles.layout(names);
    if layout.is_none() {
        problems.clear();
    }
    layout
}

impl Layout {
    /// Returns whether it is surely a header: it has a form of its own, or names an indicator that the rules know.
    pub(super) fn is_sure(&self, names: &Names<'_>) -> bool {
        match self {
            Layout::Roster(_) | Layout::Long(_) | Layout::Explanations(_) | Layout::Points(_) => true,
            Layout::Wide(w) => w.figures.iter().any(|h| is_known(names, h)),
            Layout::Cross(_) => true,
        }
    }

    /// Returns whether it is a table about entities or explanations, which never follows a table of figures.
    pub(super) fn is_of_its_own(&self) -> bool {
        matches!(self, Layout::Roster(_) | Layout::Explanations(_) | Layout::Points(_))
    }

    /// Returns the columns whose cells name something, as opposed to figures.
    pub(super) fn keys(&self) -> Vec<usize> {
        let (who, others) = match self {
            Layout::Wide(w) => (w.who, vec![w.period, w.status]),
            Layout::Cross(c) => (c.who, vec![Some(c.indicator), c.unit, c.status]),
            Layout::Roster(_) | Layout::Long(_) | Layout::Explanations(_) | Layout::Points(_) => return Vec::new(),
        };
        [who.code, who.name, who.above].into_iter().chain(others).flatten().collect()
    }
}

/// A head that names an indicator, as `2024年产值` and `产值完成数` do, or is a period over the figures of one indicator.
fn is_known(names: &Names<'_>, head: &Head) -> bool {
    head.group.is_some() || names.knows(&head.name) || (head.is_dated() && head.name.is_empty())
}

/// Which column took which role.
struct Roles<'g> {
    slots: [Option<usize>; ROLES],
    heads: Vec<Head>,
    given: &'g [Option<Given>],
    above: Option<usize>,
    /// Columns that mean what another one means already.
    claimed: Vec<usize>,
}

impl Roles<'_> {
    fn get(&self, role: Role) -> Option<usize> {
        self.slots.get(role as usize).copied().flatten()
    }

    fn is_given(&self, column: usize) -> bool {
        self.given.get(column).is_some_and(Option::is_some)
    }

    /// Gives a column its role; returns the column that has it already.
    fn claim(&mut self, role: Role, column: usize) -> Option<usize> {
        let slot = self.slots.get_mut(role as usize)?;
        match slot {
            Some(first) => Some(*first),
            None => {
                *slot = Some(column);
                None
            }
        }
    }

    /// Gives the columns the roles that their names have.
    fn claim_names(&mut self, schema: &Schema, problems: &mut Vec<(u32, DataProblem)>) {
        let mut entities: Vec<(u32, usize)> = Vec::new();
        for column in 0..self.heads.len() {
            let Some(head) = self.heads.get(column).filter(|_| !self.is_given(column)) else { continue };
            let level = rank(schema, &head.name);
            match role(&head.name) {
                // Where the rules have a level 项目, `项目` names places of it.
                Some(Role::Indicator) if level.is_some() => entities.extend(level.map(|depth| (depth, column))),
                Some(Role::Entity) => entities.push((u32::MAX, column)),
                Some(role) => {
                    let text = head.text.clone();
                    if let Some(first) = self.claim(role, column) {
                        self.report_twice(first, column, text, problems);
                    }
                }
                None => entities.extend(level.map(|depth| (depth, column))),
            }
        }
        self.claim_entities(entities, problems);
    }

    /// Of several columns of places, the one of the lowest names the entity, and the next one the place above.
    fn claim_entities(&mut self, mut entities: Vec<(u32, usize)>, problems: &mut Vec<(u32, DataProblem)>) {
        entities.sort_by_key(|&(depth, column)| (std::cmp::Reverse(depth), column));
        let mut last: Option<(u32, usize)> = None;
        for (depth, column) in entities {
            match last {
                Some((known, first)) if known == depth => {
                    let text = self.heads.get(column).map_or_else(String::new, |h| h.text.clone());
                    self.report_twice(first, column, text, problems);
                }
                _ if self.claim(Role::Entity, column).is_none() => last = Some((depth, column)),
                _ => {
                    match self.above {
                        None => self.above = Some(column),
                        Some(_) => self.claimed.push(column),
                    }
                    last = Some((depth, column));
                }
            }
        }
    }

    fn report_twice(&mut self, first: usize, column: usize, second: String, problems: &mut Vec<(u32, DataProblem)>) {
        self.claimed.push(column);
        let first = self.heads.get(first).map_or_else(String::new, |h| h.text.clone());
        problems.push((column as u32 + 1, DataProblem::ColumnTwice { first, second }));
    }

    /// `单位` is the unit of measurement beside an entity or an indicator, and the reporting unit in a table without one.
    fn place_bare_unit(&mut self) {
        let is_bare = |h: &&Head| fold(&h.name).replace(' ', "") == "单位";
        let Some(column) = self.heads.iter().find(is_bare).map(|h| h.column) else { return };
        if self.is_given(column) {
            return;
        }
        let has_entity = self.get(Role::Entity).is_some() || self.get(Role::Code).is_some();
        if self.get(Role::Indicator).is_some() || (has_entity && self.get(Role::Value).is_some()) {
            self.claim(Role::Unit, column);
        } else if !has_entity && self.get(Role::Value).is_none() {
            self.claim(Role::Entity, column);
        }
    }

    /// Returns the columns without a role.
    fn rest(&self) -> Vec<Head> {
        let is_free = |h: &&Head| {
            let is_taken = self.slots.contains(&Some(h.column)) || self.above == Some(h.column);
            !is_taken && !self.claimed.contains(&h.column) && !h.text.is_empty() && role(&h.name).is_none()
        };
        let mut free: Vec<Head> =
            self.heads.iter().filter(is_free).filter(|h| !self.is_given(h.column)).cloned().collect();
        for (column, given) in self.given.iter().enumerate() {
            if let Some(Given::Figure { indicator, unit, period }) = given {
                let text = self.heads.get(column).map_or_else(String::new, |h| h.text.clone());
                let (name, unit) = (indicator.clone(), unit.clone());
                let head = self.heads.get(column).cloned().unwrap_or_default();
                free.push(Head { column, text, name, unit, period: *period, at: head.at, ..Head::default() });
            }
        }
        free.sort_by_key(|h| h.column);
        free
    }

    /// Returns the column of codes, unless they are those of indicators: `指标名称, 代码, 数量`.
    fn code(&self) -> Option<usize> {
        let code = self.get(Role::Code)?;
        if self.is_given(code) || self.get(Role::Indicator).is_none() {
            return Some(code);
        }
        // In the long form every row says of whom it is; there the code does where no name does.
        let is_of_entity = match self.get(Role::Entity) {
            Some(name) => name.abs_diff(code) == 1 || self.get(Role::Indicator).is_some_and(|i| i + 1 != code),
            None => self.get(Role::Period).is_some(),
        };
        is_of_entity.then_some(code)
    }

    fn who(&self) -> Who {
        Who { code: self.code(), name: self.get(Role::Entity), above: self.above.or(self.get(Role::Parent)) }
    }

    fn layout(&self, names: &Names<'_>) -> Option<Layout> {
        let who = self.who();
        let has_who = who.code.is_some() || who.name.is_some();
        let period = self.get(Role::Period);
        let indicator = self.get(Role::Indicator);
        if let Some(value) = self.get(Role::Value)
            && (indicator.is_some() || (has_who && period.is_some() && self.figures_known(names) == 0))
        {
            return Some(Layout::Long(LongColumns {
                indicator,
                who,
                period,
                value,
                value_unit: self.heads.get(value).and_then(|h| h.unit.clone()),
                unit: self.get(Role::Unit),
                status: self.get(Role::Status),
                extra: self.rest(),
            }));
        }
        if let (Some(level), Some(_)) = (self.get(Role::Level), who.name)
            && (self.get(Role::Parent).is_some() || period.is_none())
        {
            return self.roster(Some(level));
        }
        let figures = self.rest();
        if let Some(indicator) = indicator {
            let (unit, status) = (self.get(Role::Unit), self.get(Role::Status));
            let says_figure = |h: &Head| Aspect::of(&h.name).is_some_and(Aspect::is_figure);
            let is_cross = figures.len() > 1 || figures.iter().any(|h| h.is_dated() || says_figure(h));
            return is_cross.then_some(Layout::Cross(CrossColumns { indicator, who, unit, status, figures }));
        }
        let is_wide = has_who && !figures.is_empty();
        is_wide.then(|| Layout::Wide(WideColumns { who, period, status: self.get(Role::Status), figures }))
    }

    fn figures_known(&self, names: &Names<'_>) -> usize {
        self.rest().iter().filter(|h| names.knows(&h.name)).count()
    }

    fn roster(&self, level: Option<usize>) -> Option<Layout> {
        Some(Layout::Roster(RosterColumns {
            code: self.get(Role::Code),
            name: self.get(Role::Entity)?,
            level,
            parent: self.get(Role::Parent).or(self.above),
            attributes: self.rest(),
        }))
    }
}

/// Puts together what stands over a column.
fn head(names: &Names<'_>, column: usize, parts: &[Part]) -> Head {
    let text = parts.iter().map(|p| clean(&p.text)).collect::<Vec<_>>().join("/");
    let at = parts.last().map(|p| p.at).unwrap_or_default();
    let mut head = Head { column, text, at, ..Head::default() };
    let mut words: Vec<(String, Spot)> = Vec::new();
    for part in parts {
        let (name, unit) = split_unit(names.schema, clean(&part.text));
        if unit.is_some() {
            (head.unit, head.unit_at) = (unit, part.at);
        }
        let is_unit = parts.len() > 1 && units::find(names.schema, &name).is_some() && names.find(&name).is_none();
        let dated = dated(&name).filter(|(_, rest)| parts.len() > 1 && Aspect::of(rest).is_some());
        if is_unit {
            (head.unit, head.unit_at) = (units::find(names.schema, &name), part.at);
        } else if let Some(period) = period_of(&name) {
            (head.period, head.period_at) = (Some(period), part.at);
        } else if let Some(of_year) = PartOfYear::read(&name) {
            head.part = Some((of_year, part.at));
        } else if let Some((period, rest)) = dated {
            (head.period, head.period_at) = (Some(period), part.at);
            words.push((rest, part.at));
        } else if !name.is_empty() {
            words.push((name, part.at));
        }
    }
    if let (Some((part, at)), Some(year)) = (head.part, head.period) {
        (head.period, head.period_at) = (part.of(year.year()), at);
    }
    name_head(names, &mut head, &words);
    head
}

fn clean(text: &str) -> &str {
    text.trim().trim_start_matches('\u{FEFF}')
}

/// Finds the name among the words over a column, and what the others say of it.
fn name_head(names: &Names<'_>, head: &mut Head, words: &[(String, Spot)]) {
    let all: Vec<&str> = words.iter().map(|(w, _)| w.as_str()).collect();
    let [first, .., last] = all.as_slice() else {
        head.name = all.concat();
        return;
    };
    // Of a role, the lowest word speaks: over 村名 may stand the name of a group.
    let role_word = || all.iter().rev().find(|w| is_role(names.schema, w)).map(|w| (*w).to_owned());
    if let Some(known) = joined(names, &all) {
        head.name = known;
        return;
    }
    let (aspects, rest): (Vec<&str>, Vec<&str>) = all.iter().partition(|w| Aspect::of(w).is_some());
    let of_rest = joined(names, &rest).or_else(|| rest.last().and_then(|w| names.find(w)));
    // `2025年户数 / 合计`: the year stands beside the name, not in a row of its own.
    let of_rest = of_rest.or_else(|| {
        let (period, name) = rest.last().and_then(|w| dated(w))?;
        let known = names.find(&name).filter(|_| head.period.is_none_or(|p| p == period))?;
        (head.period, head.period_at) = (Some(period), words.first().map_or(head.at, |(_, at)| *at));
        Some(known)
    });
    if let Some(known) = of_rest.filter(|_| !aspects.is_empty()) {
        let said = aspects.iter().filter_map(|w| Aspect::of(w));
        // `本年 / 计划数` is a plan: the word that says more than "the figure" counts.
        head.aspect = said.reduce(|a, b| if a == Aspect::Figure { b } else { a });
        (head.name, head.group) = (known.clone(), Some(known));
        return;
    }
    let own = aspect::part_of(last).unwrap_or_else(|| (*last).to_owned());
    let part = joined(names, &[first, &own]).or_else(|| names.find(&own)).or_else(|| measured(names, &own));
    head.group = all.iter().rev().skip(1).find_map(|w| names.find(w));
    if let Some(known) = part {
        (head.name, head.group) = (known, None);
    } else {
        head.name = role_word().unwrap_or_else(|| all.join("/"));
    }
}

/// A name that holds an indicator beside a year or a word of its own is left whole, for whoever takes it apart.
fn measured(names: &Names<'_>, name: &str) -> Option<String> {
    names.knows(name).then(|| name.to_owned())
}

/// Returns the indicator that words name together, in any of the ways in which rules write such names.
fn joined(names: &Names<'_>, words: &[&str]) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    let variants = [words.concat(), words.join("/"), words.join("-"), words.join("_"), words.join("：")];
    variants.iter().find_map(|n| names.find(n))
}

fn is_role(schema: &Schema, word: &str) -> bool {
    role(word).is_some() || rank(schema, word).is_some()
}

/// Returns whether a head names what the rows of a table are of: an indicator or an entity.
pub(super) fn is_key(schema: &Schema, word: &str) -> bool {
    matches!(role(word), Some(Role::Indicator | Role::Entity)) || rank(schema, word).is_some()
}

/// Reads a part that is a period and nothing else; a bare number of four digits counts from 1949 to 2199.
pub(super) fn period_of(name: &str) -> Option<Period> {
    let name = fold(name).replace(' ', "");
    // DataBank writes `2024 [YR2024]`.
    let name = name.split_once("[YR").map_or(name.as_str(), |(year, _)| year);
    let period = Period::parse(name)?;
    (name.len() >= 4 && (1949..2200).contains(&period.year())).then_some(period)
}

/// Splits a header cell into its name and the unit in its last bracket.
pub(super) fn split_unit(schema: &Schema, text: &str) -> (String, Option<Unit>) {
    let text: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let inside = text.strip_suffix([')', '）']).and_then(|t| {
        let open = t.rfind(['(', '（'])?;
        let (name, bracket) = t.split_at_checked(open)?;
        Some((name, bracket.trim_start_matches(['(', '（'])))
    });
    let word = |w: &str| fold(w).trim_start_matches("单位:").trim_start_matches("单位：").trim().to_owned();
    let unit = inside.and_then(|(_, w)| units::find(schema, &word(w)));
    match (&unit, inside) {
        (Some(_), Some((name, _))) => (name.trim().to_owned(), unit),
        _ => (text.trim().to_owned(), None),
    }
}

/// Returns how deep the level lies that a column's name means: `村`, `村名`, `乡镇名称`, `村（社区）`.
pub(super) fn rank(schema: &Schema, name: &str) -> Option<u32> {
    let folded = fold(name).replace([' ', '(', ')', '/', '、', '（', '）'], "");
    let bare = ["名称", "名", "别"].iter().find_map(|s| folded.strip_suffix(s)).unwrap_or(&folded);
    let bare = bare.strip_prefix("所属").or_else(|| bare.strip_prefix("所在")).unwrap_or(bare);
    let word = match bare {
        "村社区" | "村居" | "村级" | "村委" | "村民委员会" => "村",
        "乡镇" | "镇乡" | "镇办" | "镇街" | "镇街道" | "镇乡街道" | "乡镇街道" | "乡镇办" => "镇",
        "县区" | "区县" | "县市区" | "县市" => "县",
        other => other,
    };
    levels::find(schema, word).filter(|_| !word.is_empty()).map(|(level, _)| levels::depth(schema, level))
}

/// Returns the role of a column name.
pub(super) fn role(name: &str) -> Option<Role> {
    let folded = fold(name).to_ascii_lowercase().replace(' ', "");
    Some(match folded.as_str() {
        "indicator" | "指标" | "指标名称" | "指标名" | "统计指标" | "项目" | "项目名称" | "指标项"
        | "indicatorname" | "seriesname" => Role::Indicator,
        "entity" | "name" | "对象" | "对象名称" | "地区" | "地区名称" | "单位名称" | "名称" | "填报单位"
        | "报送单位" | "行政区划" | "行政区划名称" | "户主" | "户主姓名" | "企业名称" | "countryname" => {
            Role::Entity
        }
        "period" | "year" | "时期" | "年份" | "年度" | "期间" | "时间" | "报告期" | "统计年度" | "所属年度"
        | "所属时期" | "统计时间" => Role::Period,
        "value" | "数值" | "指标值" | "数据" => Role::Value,
        "unit" | "计量单位" => Role::Unit,
        "code"
        | "代码"
        | "编码"
        | "区划代码"
        | "行政区划代码"
        | "对象代码"
        | "地区代码"
        | "单位代码"
        | "村代码"
        | "统计用区划代码"
        | "countrycode" => Role::Code,
        "status" | "状态" | "数据状态" => Role::Status,
        "note" | "备注" | "说明" => Role::Note,
        "level" | "层级" | "级别" => Role::Level,
        "parent" | "上级" | "上级代码" | "上级名称" => Role::Parent,
        "序号" | "序" | "行次" | "行号" | "栏次" | "指标代码" | "指标编码" | "no" | "no." => {
            Role::Serial
        }
        _ => return None,
    })
}

/// Reads a role as a mapping file writes it.
pub(super) fn role_of_word(word: &str) -> Option<Role> {
    Some(match word {
        "indicator" | "指标" => Role::Indicator,
        "entity" | "name" | "对象" => Role::Entity,
        "code" | "代码" => Role::Code,
        "period" | "时期" => Role::Period,
        "value" | "数值" => Role::Value,
        "unit" | "计量单位" => Role::Unit,
        "status" | "状态" => Role::Status,
        "note" | "备注" => Role::Note,
        "level" | "层级" => Role::Level,
        "parent" | "上级" => Role::Parent,
        "serial" | "序号" => Role::Serial,
        _ => return None,
    })
}
