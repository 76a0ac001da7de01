//! Entity × figure: the tasks of towns or years. One column becomes one rule with a figure for each entity.
//!
//! The row 合计 is checked against the others, digit by digit: a sum that does not fit is a finding of the document.

use rust_decimal::Decimal;

use super::indicators::{self, measured};
use super::roles::{self, Role};
use super::value::{self, Value};
use super::{FromTable, Reading, Row, Total};
use crate::phrase::{Doubt, Fate, Form, When};

use crate::tables::heads;

/// Reads the table, whichever way it is turned.
pub(super) fn read(reading: &mut Reading<'_>) {
    let is_turned = reading
        .columns
        .iter()
        .filter(|c| c.role == Role::Goal && roles::is_entity_head(&c.head, reading.context.schema))
        .count()
        >= 2;
    if is_turned { turned(reading) } else { upright(reading) }
}

/// A figure of a breakdown.
struct Part {
    entity: Option<String>,
    value: Option<Decimal>,
    place: crate::document::Range,
}

/// Rows are entities, columns what is asked of them.
fn upright(reading: &mut Reading<'_>) {
    let rows = reading.head.figures();
    let entity = reading.column(|r| *r == Role::Entity);
    let years = summed_years(reading);
    let rows_said: Vec<Row> = rows.iter().map(|&r| reading.row(r)).collect();
    for column in 0..reading.view.n_columns() {
        let Some(head) = reading.columns.get(column).cloned() else { continue };
        if head.role != Role::Goal && head.role != Role::Growth {
            for &row in &rows {
                if reading.view.is_first(row, column) {
                    reading.list(row, column, fate(head.role));
                }
            }
            continue;
        }
        let sum_of = years.filter(|_| head.when.is_none() && heads::is_total(&head.head));
        let name = reading.measured_by(if sum_of.is_some() { "" } else { &head.name });
        let mut parts = Vec::new();
        for (&row, said) in rows.iter().zip(&rows_said) {
            if !reading.view.is_first(row, column) {
                continue;
            }
            let who = entity.map(|e| reading.view.text(row, e)).unwrap_or_default().to_owned();
            let class = reading.column(|r| *r == Role::Name).map(|c| reading.view.text(row, c)).unwrap_or_default();
            let name = measured(value::without_order(class), &name);
            let said = said.clone();
            // The sum over the years is a group of its own: one task for each entity at their end.
            let group = if sum_of.is_some() { format!("{name}合计") } else { name.clone() };
            let slot = Slot { row, column, group: reading.group_of(&group) };
            parts.extend(part(
                reading,
                slot,
                &who,
                Asked {
                    name: &name,
                    unit: head.unit.clone(),
                    when: head.when.clone().or(sum_of.map(|(_, last)| When::At(last.to_string()))),
                    window: sum_of.or_else(|| years.and_then(|_| own_year(&head.when))),
                    is_of_its_year: !["到", "至", "累计", "底", "末", "前"].iter().any(|w| head.head.contains(w)),
                },
                said,
            ));
        }
        total(reading, &parts, &head.head);
    }
}

/// Returns the first and last year of columns that another column sums: what they set is done in each year.
fn summed_years(reading: &Reading<'_>) -> Option<(i32, i32)> {
    let goals = || reading.columns.iter().filter(|c| c.role == Role::Goal);
    let has_sum = goals().any(|c| c.when.is_none() && heads::is_total(&c.head));
    // One measure, year by year: the heads of the years name nothing else.
    let years = || goals().filter(|c| c.name.is_empty()).filter_map(|c| c.when.as_ref().and_then(When::year));
    let (first, last) = years().min().zip(years().max())?;
    (has_sum && first < last).then_some((first, last))
}

fn own_year(when: &Option<When>) -> Option<(i32, i32)> {
    when.as_ref().and_then(When::year).map(|y| (y, y))
}

/// Rows are what is asked, columns entities.
fn turned(reading: &mut Reading<'_>) {
    let names = reading.column(|r| *r == Role::Name);
    let units = reading.column(|r| *r == Role::Unit);
    for row in reading.head.figures() {
        let text = names.map(|c| reading.view.text(row, c).replace('\n', "")).unwrap_or_default();
        let (name, unit) = value::name_and_unit(value::without_order(&text), reading.context.schema);
        let unit = units.map(|c| reading.view.text(row, c).to_owned()).filter(|u| !u.is_empty()).or(unit);
        let of_row = reading.row(row);
        let mut parts = Vec::new();
        for column in (0..reading.view.n_columns()).filter(|&c| reading.view.is_first(row, c)).collect::<Vec<_>>() {
            let Some(head) = reading.columns.get(column).cloned() else { continue };
            if head.role != Role::Goal {
                reading.list(row, column, fate(head.role));
                continue;
            }
            let said = of_row.clone();
            let (who, own) = value::name_and_unit(&head.head, reading.context.schema);
            let unit = unit.clone().or(own);
            let slot = Slot { row, column, group: reading.group_of(&name) };
            parts.extend(part(
                reading,
                slot,
                &who,
                Asked { name: &name, unit, when: None, window: None, is_of_its_year: false },
                said,
            ));
        }
        total(reading, &parts, &name);
    }
}

fn fate(role: Role) -> Fate {
    match role {
        Role::Base => Fate::Baseline,
        Role::Order => Fate::DocumentNumber,
        Role::Points | Role::Method => Fate::Scoring,
        Role::Time => Fate::Deadline,
        Role::Entity | Role::Name | Role::Unit => Fate::Name,
        _ => Fate::Fact,
    }
}

struct Slot {
    row: usize,
    column: usize,
    group: usize,
}

struct Asked<'a> {
    name: &'a str,
    unit: Option<String>,
    when: Option<When>,
    /// The years that a figure of a table with yearly columns and their sum is for.
    window: Option<(i32, i32)>,
    /// Whether the head names a year and not the end of several.
    is_of_its_year: bool,
}

/// Reads one figure of a breakdown.
fn part(reading: &mut Reading<'_>, slot: Slot, who: &str, asked: Asked<'_>, said: Row) -> Option<Part> {
    let unit = asked.unit.or_else(|| reading.unit_around()).or_else(|| reading.unit_by_name(asked.name));
    let line = reading.view.line(slot.row, slot.column);
    let Some(value) = value::read(line, unit.as_deref().unwrap_or_default(), reading.context.schema) else {
        if line.len() > 0 {
            let deadline = said.deadline.clone().or(asked.when);
            indicators::prose(reading, (slot.row, slot.column), asked.name, deadline, &said);
        }
        return None;
    };
    let is_zero = value.amount.low.chars().all(|c| c == '0' || c == '.');
    let number = value.amount.low.parse::<Decimal>().ok();
    let place = value.place;
    let is_total = heads::is_total(who) || who.is_empty();
    let entity = (!is_total).then(|| who.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    if is_zero && is_total {
        reading.list(slot.row, slot.column, Fate::NoTask);
        return Some(Part { entity, value: number, place });
    }
    let form = if asked.window.is_some() { Form::Total } else { Form::Level };
    // 2023年新建（座）: what is done in that year; 到2023年 is a sum up to it.
    let head_when = asked.when.clone();
    let own_year = asked.when.as_ref().and_then(When::year).filter(|_| asked.is_of_its_year);
    let (when, doubt) = reading.due(asked.when.or_else(|| said.deadline.clone()));
    let phrase = line.range(0, line.len());
    let has_unit = !value.unit.is_empty();
    let mut found = indicators::target(asked.name, counted(value), form, when, phrase);
    if let Some(target) = &mut found.target {
        target.window = asked.window.or_else(|| own_year.map(|y| (y, y)).filter(|_| target.form == Form::Total));
        target.at = entity.clone();
        target.is_of_all = is_total;
        reading.settle_part(target, slot.row, head_when.as_ref());
        target.doubts.extend(doubt);
        if !has_unit {
            target.doubts.push(Doubt::NoUnit);
        }
    }
    if is_zero {
        // A task of nothing is no rule, but it is counted in the sum and stands among the tasks.
        found.fate = Fate::NoTask;
    }
    let slot_at = (slot.row + 1, slot.column + 1);
    reading.out.found.push(FromTable {
        found,
        offices: said.offices,
        nature: said.nature,
        group: Some(slot.group),
        slot: slot_at,
    });
    Some(Part { entity, value: number, place })
}

/// A figure without any unit counts something.
fn counted(mut value: Value) -> Value {
    if value.unit.is_empty() {
        value.unit = "个".to_owned();
    }
    value
}

/// Checks the row or column of the sum against the others; 小计 sums what stands between it and the one before.
fn total(reading: &mut Reading<'_>, parts: &[Part], head: &str) {
    let stated: Vec<(usize, &Part)> = parts.iter().enumerate().filter(|(_, p)| p.entity.is_none()).collect();
    let [(_, sum)] = stated.as_slice() else { return };
    let Some(stated) = sum.value else { return };
    let all: Option<Vec<Decimal>> = parts.iter().filter(|p| p.entity.is_some()).map(|p| p.value).collect();
    let Some(all) = all.filter(|a| a.len() >= 2) else { return };
    let Some(found) = all.iter().try_fold(Decimal::ZERO, |a, b| a.checked_add(*b)) else { return };
    reading.out.totals.push(Total {
        range: sum.place,
        name: head.to_owned(),
        stated: stated.normalize().to_string(),
        found: found.normalize().to_string(),
        is_right: stated == found,
    });
}

impl Reading<'_> {
    /// Returns the group of all figures of one name: those of several years are one breakdown.
    pub(super) fn group_of(&mut self, name: &str) -> usize {
        let names = &mut self.groups;
        names.iter().position(|n| n == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        })
    }

    /// Returns what a column measures: its head, with what the table is about where the head is only 建设 or 面积.
    fn measured_by(&self, head: &str) -> String {
        const BARE: &[&str] =
            &["建设", "面积", "规模", "数量", "人数", "户数", "个数", "投资", "金额", "产量", "任务", "里程", "长度"];
        if head.is_empty() {
            return self.subject();
        }
        if !BARE.contains(&head) {
            return head.to_owned();
        }
        let subject = self.subject();
        match subject.as_str() {
            NOTHING => head.to_owned(),
            // 建设 of 高标准农田建设任务分解表 is said already.
            _ if subject.ends_with(head) => subject,
            _ => format!("{subject}{head}"),
        }
    }

    /// Returns what a table is about where a column does not say it: 小麦种植 of 青溪县2023年小麦种植任务分解表.
    fn subject(&self) -> String {
        let mut lines = self.head.titles.iter().chain(self.caption.lines.iter());
        let title = lines
            .find(|l| heads::holds(l, heads::TASK_CAPTION) && value::unit_of_title(l, self.context.schema).is_none());
        title
            .map(|t| subject_of(t, self.plan.region.as_deref(), self.context.schema))
            .filter(|s| !s.is_empty())
            .unwrap_or_else(|| NOTHING.to_owned())
    }
}

/// The name of a table's figures that nothing names.
const NOTHING: &str = "任务数";

/// Takes place, year and the words of tables off a title.
fn subject_of(title: &str, region: Option<&str>, schema: &dabiao_lang::model::Schema) -> String {
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let title = title.trim_start_matches(|c: char| {
        c == '附' || c == '件' || c.is_ascii_digit() || "：一二三四五六七八九十表".contains(c)
    });
    let title = region.and_then(|r| title.strip_prefix(r)).unwrap_or(title);
    // 三年任务分解: how long is no part of the name.
    let title = ["三年", "五年", "两年", "3年", "5年"].iter().fold(title.to_owned(), |t, w| t.replace(w, ""));
    let name = roles::name_of(&title, schema);
    let tails = [
        "分解表",
        "任务表",
        "计划表",
        "一览表",
        "安排表",
        "明细表",
        "目标任务",
        "任务分解",
        "任务",
        "分解",
        "计划",
        "目标",
        "安排",
        "情况",
        "统计表",
        "表",
        "各镇",
        "各乡镇",
        "分乡镇",
        "指标",
    ];
    let mut name = name.as_str();
    while let Some(rest) = tails.iter().filter_map(|t| name.strip_suffix(t)).min_by_key(|r| r.len()) {
        name = rest;
    }
    let heads = ["全县", "全市", "各镇", "各乡镇", "各县区", "分乡镇"];
    while let Some(rest) = heads.iter().find_map(|t| name.strip_prefix(t)) {
        name = rest;
    }
    name.to_owned()
}
