//! The header of a table: which column is what, and so whether it is a roster, a long table or a wide one.
//!
//! Takes the first rows as texts; gives a [`Layout`] or says what is lacking. Columns that mean nothing to us are left
//! to the caller, who lists them.

use super::explanations::{self, ExplanationColumns};
use super::names::fold;
use super::units;
use crate::diag::DataProblem;
use crate::model::{Schema, Unit};

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
}

/// A header cell.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// Its place, from 0.
    pub(super) column: usize,
    /// As written, trimmed.
    pub(super) text: String,
    /// Without the unit in the last bracket.
    pub(super) name: String,
    /// The unit in the last bracket.
    pub(super) unit: Option<Unit>,
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
    pub(super) indicator: usize,
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
    /// One for each indicator.
    pub(super) figures: Vec<Head>,
}

/// The columns that name the entity; at least one is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who {
    pub(super) code: Option<usize>,
    pub(super) name: Option<usize>,
}

/// Finds out what a row means as a header; `None` if it is none.
pub(super) fn recognise(cells: &[String], schema: &Schema, problems: &mut Vec<(u32, DataProblem)>) -> Option<Layout> {
    let heads: Vec<Head> = cells.iter().enumerate().map(|(i, c)| head(schema, i, c)).collect();
    if let Some(columns) = explanations::recognise(cells) {
        return Some(Layout::Explanations(columns));
    }
    let mut roles = Roles { slots: [None; 10], heads: &heads };
    for head in &heads {
        if let Some(role) = role(&head.name)
            && let Some(first) = roles.claim(role, head.column)
        {
            let first = heads.get(first).map_or_else(String::new, |h| h.text.clone());
            problems.push((head.column as u32 + 1, DataProblem::ColumnTwice { first, second: head.text.clone() }));
        }
    }
    let bare_unit = heads.iter().find(|h| fold(&h.name) == "单位").map(|h| h.column);
    roles.place_bare_unit(bare_unit);
    let layout = roles.layout();
    if layout.is_none() {
        problems.clear();
    }
    layout
}

/// Which column took which role.
struct Roles<'h> {
    slots: [Option<usize>; 10],
    heads: &'h [Head],
}

impl Roles<'_> {
    fn get(&self, role: Role) -> Option<usize> {
        self.slots.get(role as usize).copied().flatten()
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

    /// `单位` is the unit of measurement beside an entity column, and the reporting unit in a wide table without one.
    fn place_bare_unit(&mut self, column: Option<usize>) {
        let Some(column) = column else { return };
        let has_entity = self.get(Role::Entity).is_some() || self.get(Role::Code).is_some();
        if has_entity && self.get(Role::Value).is_some() {
            self.claim(Role::Unit, column);
        } else if !has_entity && self.get(Role::Value).is_none() {
            self.claim(Role::Entity, column);
        }
    }

    fn rest(&self) -> Vec<Head> {
        let is_free =
            |h: &&Head| !self.slots.contains(&Some(h.column)) && !h.text.is_empty() && role(&h.name).is_none();
        self.heads.iter().filter(is_free).cloned().collect()
    }

    fn layout(&self) -> Option<Layout> {
        let who = Who { code: self.get(Role::Code), name: self.get(Role::Entity) };
        let has_who = who.code.is_some() || who.name.is_some();
        let period = self.get(Role::Period);
        if let (Some(indicator), Some(value)) = (self.get(Role::Indicator), self.get(Role::Value)) {
            return has_who.then(|| {
                Layout::Long(LongColumns {
                    indicator,
                    who,
                    period,
                    value,
                    value_unit: self.heads.get(value).and_then(|h| h.unit.clone()),
                    unit: self.get(Role::Unit),
                    status: self.get(Role::Status),
                    extra: self.rest(),
                })
            });
        }
        if let (Some(level), Some(_)) = (self.get(Role::Level), who.name)
            && (self.get(Role::Parent).is_some() || period.is_none())
        {
            return self.roster(Some(level));
        }
        let figures = self.rest();
        let is_wide = has_who && !figures.is_empty() && self.get(Role::Indicator).is_none();
        is_wide.then(|| Layout::Wide(WideColumns { who, period, status: self.get(Role::Status), figures }))
    }

    fn roster(&self, level: Option<usize>) -> Option<Layout> {
        Some(Layout::Roster(RosterColumns {
            code: self.get(Role::Code),
            name: self.get(Role::Entity)?,
            level,
            parent: self.get(Role::Parent),
            attributes: self.rest(),
        }))
    }
}

/// Splits a header cell into its name and the unit in its last bracket.
fn head(schema: &Schema, column: usize, cell: &str) -> Head {
    let text = cell.trim().trim_start_matches('\u{FEFF}').to_owned();
    let inside = text.strip_suffix([')', '）']).and_then(|t| {
        let open = t.rfind(['(', '（'])?;
        let (name, bracket) = t.split_at_checked(open)?;
        Some((name, bracket.trim_start_matches(['(', '（'])))
    });
    let unit = inside.and_then(|(_, word)| units::find(schema, word));
    let name = match (&unit, inside) {
        (Some(_), Some((name, _))) => name.trim().to_owned(),
        _ => text.clone(),
    };
    Head { column, text, name, unit }
}

/// Returns the role of a column name.
fn role(name: &str) -> Option<Role> {
    let folded = fold(name).to_ascii_lowercase().replace(' ', "");
    Some(match folded.as_str() {
        "indicator" | "指标" | "指标名称" | "指标名" => Role::Indicator,
        "entity" | "name" | "对象" | "对象名称" | "地区" | "地区名称" | "单位名称" | "名称" | "村名" | "镇名"
        | "行政区划" | "行政区划名称" => Role::Entity,
        "period" | "year" | "时期" | "年份" | "年度" | "期间" | "时间" | "报告期" => Role::Period,
        "value" | "数值" | "指标值" | "数据" => Role::Value,
        "unit" | "计量单位" => Role::Unit,
        "code" | "代码" | "编码" | "区划代码" | "行政区划代码" | "对象代码" | "地区代码" | "单位代码" => {
            Role::Code
        }
        "status" | "状态" | "数据状态" => Role::Status,
        "note" | "备注" | "说明" => Role::Note,
        "level" | "层级" | "级别" => Role::Level,
        "parent" | "上级" | "上级代码" | "上级名称" => Role::Parent,
        _ => return None,
    })
}
