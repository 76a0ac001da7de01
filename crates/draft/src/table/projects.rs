//! Rows of words: projects, practical matters, duties by year. Cells of prose are read as prose with what their row says of
//! offices and deadlines and their column of the year; cells of figures belong to the project.

use super::indicators::{self, Said};
use super::roles::Role;
use super::value;
use super::{Reading, Row};
use crate::phrase::{Doubt, Fate, Form, When};

/// Reads every row.
pub(super) fn read(reading: &mut Reading<'_>) {
    for row in reading.head.figures() {
        let said = reading.row(row);
        let name = name(reading, row);
        for column in 0..reading.view.n_columns() {
            if reading.view.is_first(row, column) {
                cell(reading, (row, column), &name, &said);
            }
        }
    }
}

fn name(reading: &Reading<'_>, row: usize) -> String {
    let column = reading.column(|r| *r == Role::Name);
    let text = column.map(|c| reading.view.text(row, c).replace('\n', "")).unwrap_or_default();
    value::name_and_unit(value::without_order(&text), reading.context.schema).0
}

fn cell(reading: &mut Reading<'_>, (row, column): (usize, usize), name: &str, said: &Row) {
    let when = reading.columns.get(column).and_then(|c| c.when.clone()).or_else(|| said.deadline.clone());
    match reading.role(column) {
        Role::Order => reading.list(row, column, Fate::DocumentNumber),
        Role::Points | Role::Method => reading.list(row, column, Fate::Scoring),
        Role::Time => reading.list(row, column, Fate::Deadline),
        Role::Base => reading.list(row, column, Fate::Baseline),
        Role::Goal => goal(reading, (row, column), name, when, said),
        Role::Office | Role::Place | Role::Entity | Role::Unit | Role::Nature => reading.list(row, column, Fate::Name),
        Role::Name if reading.columns.iter().any(|c| c.role == Role::Prose) => {
            indicators::prose(reading, (row, column), "", when, said);
        }
        Role::Growth | Role::Name | Role::Prose => indicators::prose(reading, (row, column), name, when, said),
        Role::Other => other(reading, (row, column), name, when, said),
    }
}

/// A column of remarks may hold duties; one of figures under a head of facts does not.
fn other(reading: &mut Reading<'_>, at: (usize, usize), name: &str, when: Option<When>, said: &Row) {
    let (row, column) = at;
    if value::is_plain(reading.view.text(row, column)) {
        return reading.list(row, column, Fate::Fact);
    }
    indicators::prose(reading, at, name, when, said);
}

/// Reads the figure of a project: its money or its size.
fn goal(reading: &mut Reading<'_>, at: (usize, usize), name: &str, when: Option<When>, said: &Row) {
    let (row, column) = at;
    let Some(head) = reading.columns.get(column).cloned() else { return };
    let units = reading.column(|r| *r == Role::Unit).map(|c| reading.view.text(row, c).to_owned());
    let is_money = head.head.contains("投资") || head.head.contains("资金");
    let own = units.filter(|u| !u.is_empty() && !is_money);
    let unit = head.unit.clone().or(own).or_else(|| reading.unit_around()).unwrap_or_default();
    let line = reading.view.line(row, column);
    let Some(value) = value::read(line, &unit, reading.context.schema).filter(|v| indicators::is_simple(&v.head))
    else {
        return indicators::prose(reading, at, name, when, said);
    };
    if value.unit.is_empty() {
        return reading.list(row, column, Fate::NotRead);
    }
    let (when, doubt) = reading.due(when);
    let measured = indicators::measured(name, &head.name);
    let mut found = indicators::target(&measured, value, Form::Level, when, line.range(0, line.len()));
    if let Some(target) = &mut found.target {
        target.doubts.extend(doubt);
        if is_money {
            target.doubts.push(Doubt::ProjectMoney);
        }
    }
    let said = Said { name: measured, unit: None, base: None, row: said.clone() };
    reading.add(row, column, vec![found], &said.row);
}
