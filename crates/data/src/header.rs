//! The header of a table: which column is what, and so whether it is a roster, a long table or a wide one.
//!
//! Takes for each column the texts that stand over it, from the top down (one in a plain header, more under merged cells
//! and group heads); gives a [`Layout`] or says what is lacking. Columns that mean nothing to us are left to the caller,
//! who lists them. Read next: `table`, which finds the rows that are the header.

use rustc_hash::FxHashSet;

use super::explanations::{self, ExplanationColumns};
use super::levels;
use super::names::fold;
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

/// A header cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// Its place, from 0.
    pub(super) column: usize,
    /// As written, trimmed; the parts of a header of several rows are joined by `/`.
    pub(super) text: String,
    /// Without the unit in the last bracket, and without a period.
    pub(super) name: String,
    /// The unit in the last bracket, or in a row of units.
    pub(super) unit: Option<Unit>,
    /// The period that stands over the column.
    pub(super) period: Option<Period>,
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
    columns: &[Vec<String>],
    given: &[Option<Given>],
    problems: &mut Vec<(u32, DataProblem)>,
) -> Option<Layout> {
    let lowest: Vec<String> = columns.iter().map(|parts| parts.last().cloned().unwrap_or_default()).collect();
    if let Some(columns) = explanations::recognise(&lowest) {
        return Some(Layout::Explanations(columns));
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
            Layout::Roster(_) | Layout::Long(_) | Layout::Explanations(_) => true,
            Layout::Wide(w) => w.figures.iter().any(|h| names.find(&h.name).is_some() || is_year_head(names, h)),
            Layout::Cross(_) => true,
        }
    }

    /// Returns the columns whose cells name something, as opposed to figures.
    pub(super) fn keys(&self) -> Vec<usize> {
        let (who, others) = match self {
            Layout::Wide(w) => (w.who, vec![w.period, w.status]),
            Layout::Cross(c) => (c.who, vec![Some(c.indicator), c.unit, c.status]),
            Layout::Roster(_) | Layout::Long(_) | Layout::Explanations(_) => return Vec::new(),
        };
        [who.code, who.name, who.above].into_iter().chain(others).flatten().collect()
    }
}

/// A head such as `2024年产值`, or one that is a period over the figures of one indicator.
fn is_year_head(names: &Names<'_>, head: &Head) -> bool {
    let dated = head.name.split_once('年').is_some_and(|(_, rest)| names.find(rest).is_some());
    dated || (head.period.is_some() && head.name.is_empty())
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
            match role(&head.name) {
                Some(Role::Entity) => entities.push((u32::MAX, column)),
                Some(role) => {
                    let text = head.text.clone();
                    if let Some(first) = self.claim(role, column) {
                        self.report_twice(first, column, text, problems);
                    }
                }
                None => entities.extend(rank(schema, &head.name).map(|depth| (depth, column))),
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
                free.push(Head { column, text, name, unit, period: *period });
            }
        }
        free.sort_by_key(|h| h.column);
        free
    }

    fn who(&self) -> Who {
        Who { code: self.get(Role::Code), name: self.get(Role::Entity), above: self.above.or(self.get(Role::Parent)) }
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
            let is_cross = figures.len() > 1 || figures.iter().any(|h| h.period.is_some());
            return is_cross.then_some(Layout::Cross(CrossColumns { indicator, who, unit, status, figures }));
        }
        let is_wide = has_who && !figures.is_empty();
        is_wide.then(|| Layout::Wide(WideColumns { who, period, status: self.get(Role::Status), figures }))
    }

    fn figures_known(&self, names: &Names<'_>) -> usize {
        self.rest().iter().filter(|h| names.find(&h.name).is_some()).count()
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
fn head(names: &Names<'_>, column: usize, parts: &[String]) -> Head {
    let text = parts.iter().map(|p| p.trim().trim_start_matches('\u{FEFF}')).collect::<Vec<_>>().join("/");
    let mut head = Head { column, text, ..Head::default() };
    let mut words: Vec<String> = Vec::new();
    for part in parts {
        let (name, unit) = split_unit(names.schema, part.trim().trim_start_matches('\u{FEFF}'));
        head.unit = unit.or(head.unit.take());
        let is_unit = parts.len() > 1 && units::find(names.schema, &name).is_some() && names.find(&name).is_none();
        if is_unit {
            head.unit = units::find(names.schema, &name);
        } else if let Some(period) = period_of(&name) {
            head.period = Some(period);
        } else if !name.is_empty() {
            words.push(name);
        }
    }
    let joined = words.concat();
    let variants = [joined.clone(), words.join("/"), words.join("-"), words.join("_"), words.join("：")];
    let ends = [words.last().cloned().unwrap_or_default(), words.first().cloned().unwrap_or_default()];
    let known = if words.len() > 1 { variants.iter().chain(&ends).find_map(|n| names.find(n)) } else { None };
    // Of a role, the lowest word speaks: over 村名 may stand the name of a group.
    let role_word = words.iter().rev().find(|w| words.len() > 1 && is_role(names.schema, w)).cloned();
    head.name = known.or(role_word).unwrap_or(if words.len() > 1 { words.join("/") } else { joined });
    head
}

fn is_role(schema: &Schema, word: &str) -> bool {
    role(word).is_some() || rank(schema, word).is_some()
}

/// Reads a part that is a period and nothing else; a bare number of four digits counts from 1949 to 2199.
fn period_of(name: &str) -> Option<Period> {
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
        "indicator" | "指标" | "指标名称" | "指标名" | "统计指标" | "indicatorname" | "seriesname" => {
            Role::Indicator
        }
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
        "序号" | "序" | "行次" | "行号" | "栏次" | "no" | "no." => Role::Serial,
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
