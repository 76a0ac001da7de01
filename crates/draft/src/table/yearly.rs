//! Tables whose rows are years of the region alone: each column is an indicator, with one figure for each year.
//!
//! What the figures of a column are, and that they are one table of tasks, is settled in `year_run`.

use super::indicators;
use super::roles::Role;
use super::value;
use super::year_run::{self, UP_TO, YearFigure, YearRun};
use super::{Reading, Row};
use crate::phrase::{Doubt, Fate, Form, When};
use crate::tables::heads;

/// Returns whether the rows of a table are years of the region alone.
pub(super) fn has_year_rows(reading: &Reading<'_>) -> bool {
    let has = |role| reading.columns.iter().any(|c| c.role == role);
    let Some(at) = reading.column(|r| *r == Role::Time).filter(|_| has(Role::Goal)) else { return false };
    if has(Role::Prose) || has(Role::Entity) || has(Role::Name) {
        return false;
    }
    let mut years = Vec::new();
    for row in reading.head.figures() {
        let text = reading.view.text(row, at);
        match year_of(reading, row, at) {
            Some(year) => years.push(year),
            None if heads::is_total(text) => {}
            None => return false,
        }
    }
    years.len() >= 2 && years.windows(2).all(|w| matches!(w, [a, b] if a < b))
}

fn year_of(reading: &Reading<'_>, row: usize, column: usize) -> Option<i32> {
    let text = reading.view.text(row, column);
    let is_short = text.chars().count() <= 8 && !text.contains('月');
    let when = value::time_in(reading.view.line(row, column), reading.context.schema).filter(|_| is_short)?;
    matches!(&when, When::At(at) if at.len() == 4).then(|| when.year()).flatten()
}

/// Reads a table whose rows are years, column by column.
pub(super) fn read(reading: &mut Reading<'_>) {
    let rows = reading.head.figures();
    let Some(at) = reading.column(|r| *r == Role::Time) else { return };
    for column in 0..reading.view.n_columns() {
        let is_goal = matches!(reading.role(column), Role::Goal | Role::Growth);
        let mut run = YearRun::default();
        for &row in &rows {
            if !reading.view.is_first(row, column) {
                continue;
            }
            if !is_goal {
                let fate = if column == at { Fate::Date } else { Fate::Fact };
                reading.list(row, column, fate);
            } else {
                figure(reading, (row, column), year_of(reading, row, at), &mut run);
                run.is_up_to |= heads::holds(reading.view.text(row, at), UP_TO);
            }
        }
        year_run::settle(reading, &run);
    }
}

fn figure(reading: &mut Reading<'_>, (row, column): (usize, usize), year: Option<i32>, run: &mut YearRun) {
    let Some(head) = reading.columns.get(column).cloned() else { return };
    let unit = head.unit.clone().or_else(|| reading.unit_around()).unwrap_or_default();
    let when = year.map(|y| When::At(y.to_string()));
    let said = Row { offices: reading.offices(row), nature: None, deadline: when.clone() };
    let line = reading.view.line(row, column);
    let value = value::read(line, &unit, reading.context.schema).filter(|v| indicators::is_simple(&v.head));
    let Some(value) = value else { return indicators::prose(reading, (row, column), &head.name, when, &said) };
    let has_unit = !value.unit.is_empty();
    let (when, doubt) = reading.due(when);
    let form = if head.role == Role::Growth { Form::Growth } else { Form::Level };
    let mut found = indicators::target(&head.name, value, form, when, line.range(0, line.len()));
    if let Some(target) = &mut found.target {
        target.doubts.extend(doubt);
        if target.unit.is_empty() {
            target.unit = "个".to_owned();
        }
        if !has_unit {
            target.doubts.push(Doubt::NoUnit);
        }
    }
    let idx = reading.out.found.len();
    reading.add(row, column, vec![found], &said);
    match year {
        Some(year) => run.parts.push(YearFigure { idx, year }),
        None => run.sum = Some(idx),
    }
}
