//! Tables of points: each row an item of a scheme, with its points, its target if it has one, and how points are given.
//!
//! What a column of targets asks stays a rule; the words of 评分标准 become the lines of the item, or its note where only a
//! person can judge.

use super::indicators;
use super::roles::Role;
use super::value;
use super::{Item, Reading};
use crate::phrase::Fate;

/// Reads every row.
pub(super) fn read(reading: &mut Reading<'_>) {
    let rows = reading.head.figures();
    let points_at = points_column(reading);
    let mut last = String::new();
    for row in rows {
        let said = reading.row(row);
        let (name, unit) = name(reading, row, &last);
        last.clone_from(&name);
        for column in 0..reading.view.n_columns() {
            if !reading.view.is_first(row, column) {
                continue;
            }
            match reading.role(column) {
                Role::Goal => goal(reading, (row, column), (&name, unit.as_deref()), &said),
                Role::Order => reading.list(row, column, Fate::DocumentNumber),
                Role::Base => reading.list(row, column, Fate::Baseline),
                Role::Name | Role::Office | Role::Entity | Role::Unit | Role::Place => {
                    reading.list(row, column, Fate::Name);
                }
                Role::Time => reading.list(row, column, Fate::Deadline),
                _ => reading.list(row, column, Fate::Scoring),
            }
        }
        item(reading, row, points_at, &name);
    }
}

/// The column of points: where there are several (自评, 得分), the first that is filled.
fn points_column(reading: &Reading<'_>) -> Option<usize> {
    let rows = reading.head.figures();
    let is_filled = |c: usize| {
        rows.iter().any(|&r| value::is_plain(reading.view.text(r, c)) || reading.view.text(r, c).ends_with('分'))
    };
    let points: Vec<usize> =
        (0..reading.columns.len()).filter(|&c| reading.role(c) == Role::Points && is_filled(c)).collect();
    // A class and its items both have points: those of the items stand farther right, next to the words.
    let of_items =
        points.iter().copied().max_by_key(|&c| rows.iter().filter(|&&r| reading.view.is_first(r, c)).count());
    of_items.or_else(|| points.first().copied())
}

/// Returns the name of a row, and the unit that it holds.
fn name(reading: &Reading<'_>, row: usize, last: &str) -> (String, Option<String>) {
    let column = reading.column(|r| *r == Role::Name).or_else(|| reading.column(|r| *r == Role::Prose));
    let text = column.map(|c| reading.view.text(row, c).replace('\n', "")).unwrap_or_default();
    let (name, unit) = value::name_and_unit(value::without_order(&text), reading.context.schema);
    if name.is_empty() { (last.to_owned(), None) } else { (name, unit) }
}

fn goal(
    reading: &mut Reading<'_>,
    (row, column): (usize, usize),
    (name, own): (&str, Option<&str>),
    said: &super::Row,
) {
    let Some(head) = reading.columns.get(column).cloned() else { return };
    let units = reading.column(|r| *r == Role::Unit).map(|c| reading.view.text(row, c).to_owned());
    let unit = units.filter(|u| !u.is_empty()).or(head.unit.clone()).unwrap_or_default();
    let line = reading.view.line(row, column).clone();
    let (when, doubt) = reading.due(head.when.or_else(|| said.deadline.clone()));
    let unit = if unit.is_empty() { own.unwrap_or_default().to_owned() } else { unit };
    match value::read(&line, &unit, reading.context.schema).filter(|v| !v.unit.is_empty()) {
        Some(value) => {
            let mut found =
                indicators::target(name, value, crate::phrase::Form::Level, when, line.range(0, line.len()));
            if let Some(target) = &mut found.target {
                target.doubts.extend(doubt);
            }
            reading.add(row, column, vec![found], said);
        }
        None => {
            let context = crate::phrase::Context { is_scoring: false, ..*reading.context };
            let found = indicators::read_words(&line, &context, name, Some(when));
            reading.add(row, column, found, said);
        }
    }
}

/// Notes the item of a row.
fn item(reading: &mut Reading<'_>, row: usize, points_at: Option<usize>, name: &str) {
    let Some(column) = points_at.filter(|&c| reading.view.is_first(row, c)) else { return };
    let text = reading.view.text(row, column);
    let Some(points) = points_in(text) else { return };
    let method = (0..reading.columns.len())
        .filter(|&c| matches!(reading.role(c), Role::Method | Role::Prose))
        .map(|c| reading.view.text(row, c).replace('\n', " "))
        .filter(|t| !t.is_empty() && t != name)
        .collect::<Vec<_>>()
        .join(" ");
    let group = reading.head.group(row).map(str::to_owned).or_else(|| class(reading, row));
    // 合计 may stand in any column before the points.
    let is_total = (0..column).any(|c| {
        let text = reading.view.text(row, c);
        crate::tables::heads::is_total(text) || text.starts_with("合计") || text.starts_with("总分")
    });
    reading.out.items.push(Item {
        range: reading.view.range(row, column),
        group,
        name: name.to_owned(),
        points,
        method,
        is_total,
    });
}

/// Returns the class that a merged cell on the left gives the row.
fn class(reading: &Reading<'_>, row: usize) -> Option<String> {
    let name = reading.column(|r| *r == Role::Name)?;
    let left = (0..name).rev().find(|&c| reading.role(c) == Role::Other && !reading.view.text(row, c).is_empty())?;
    Some(value::without_order(&reading.view.text(row, left).replace('\n', "")).to_owned())
}

/// Reads `10`, `10分`, `10%`.
fn points_in(text: &str) -> Option<String> {
    let text = text.trim_end_matches(['分', '%']).trim();
    text.parse::<rust_decimal::Decimal>().ok().map(|d| d.normalize().to_string())
}
