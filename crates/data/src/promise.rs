//! A form of ours that came back: what its hidden sheet promised, held against what its visible sheet shows.
//!
//! The hidden sheet counts columns as they were handed out; whoever inserts, deletes or swaps a column, or writes another
//! unit into a header, changes the visible sheet alone. INVARIANT: a figure is never read as another one than its header
//! says. Where the header says plainly what a column holds now, it is read as that and told; where it does not, the column
//! is given back with its cell.

use std::io;
use std::sync::Arc;

use super::DataProblem;
use super::form::FormHead;
use super::head_row::{HeadRow, is_numbering, read_head};
use super::header::{self, Given, Names, Role, split_unit};
use super::names::fold;
use super::phrase::{day, period_in};
use super::place::Sheet;
use super::reader::Rows;
use super::said::Said;
use super::sheet;
use super::table::{NoTable, Table};
use super::units;
use chrono::Datelike;
use dabiao_lang::model::{Period, Unit};

/// How far from its promised row a header is looked for: rows that somebody put in or took out above it.
const ROWS_APART: u32 = 12;
/// Rows of periods, definitions and numbers below the names.
const ROWS_BELOW: usize = 4;

/// A form as it is to be read.
struct Held {
    said: Said,
    /// Row, column and what differs there.
    problems: Vec<(u32, u32, DataProblem)>,
    /// Whether it cannot be told what the figures are of.
    is_refused: bool,
}

/// What a column was promised to hold.
struct Promised {
    column: usize,
    indicator: String,
    unit: Option<Unit>,
    period: Option<Period>,
}

/// What the header of a column says now.
struct Shown {
    text: String,
    /// The indicator as the rules call it.
    indicator: Option<String>,
    unit: Option<Unit>,
    period: Option<Period>,
    /// Whether it is a word for who, when or what that any table may have.
    is_role: bool,
}

/// Reads the first rows of a sheet and finds its header; a sheet of a form is held to what was promised of it.
pub(super) fn recognise(
    names: &Names<'_>,
    place: (Sheet, Option<usize>),
    said: Arc<Said>,
    rows: &mut dyn Rows,
) -> io::Result<Result<Vec<Table>, NoTable>> {
    let head = read_head(rows, &said)?;
    let held = said.is_form.then(|| hold(names, &head, &said)).flatten();
    let Some(held) = held else { return sheet::recognise((names, place), said, head, rows) };
    Ok(match sheet::recognise((names, place), Arc::new(held.said), head, rows)? {
        Ok(mut tables) => {
            tables.iter_mut().for_each(|table| table.filter.is_closed = held.is_refused);
            if let Some(first) = tables.first_mut() {
                first.problems.extend(held.problems);
            }
            Ok(tables)
        }
        // Nothing of it can be used; what is wrong with it was found all the same.
        Err(_) if !held.problems.is_empty() => Err(NoTable::Refused(held.problems)),
        Err(none) => Err(none),
    })
}

/// Holds a form against its promise; `None` where it is as it was handed out, or where no header is to be found.
fn hold(names: &Names<'_>, head: &[HeadRow], said: &Said) -> Option<Held> {
    let promised = promised(said);
    let top = names_row(names, head, said, &promised).or_else(|| row_of_words(head, said, &promised));
    let Some(top) = top else { return given_back(said, &promised) };
    let last = last_row(head, top, said);
    let shown = shown(names, head.get(top..=last)?);
    let mut held = Held { said: said.clone(), problems: Vec::new(), is_refused: false };
    let number = |at: usize| head.get(at).map_or(0, |r| r.number);
    held.said.header = Some((number(last), number(last)));
    let is_as_promised = is_kept(names, said, &promised, &shown);
    if !is_as_promised {
        held.said.columns = read_anew(&promised, &shown, number(top), &mut held.problems);
        held.said.named.clear();
        // The words over codes and names are in the row of the names.
        held.said.header = Some((number(top), number(last)));
    }
    hold_time(&mut held, head.get(..top).unwrap_or_default(), &promised);
    let is_moved = held.said.header.map(|(_, last)| last) != said.header.map(|(_, last)| last);
    (is_moved || !is_as_promised || held.is_refused || !held.problems.is_empty()).then_some(held)
}

/// Finds the row near the promised header that has words for who is meant, where no promised name is to be seen.
fn row_of_words(head: &[HeadRow], said: &Said, promised: &[Promised]) -> Option<usize> {
    let wanted = said.header.map_or(1, |(_, last)| last);
    let is_near = |r: &HeadRow| r.number.abs_diff(wanted) <= ROWS_APART;
    let has_words = |r: &HeadRow| r.cells.iter().any(|c| matches!(header::role(c), Some(Role::Code | Role::Entity)));
    (!promised.is_empty()).then(|| head.iter().position(|r| is_near(r) && has_words(r))).flatten()
}

/// Gives back a form of which no header is to be seen: what its columns hold cannot be told.
fn given_back(said: &Said, promised: &[Promised]) -> Option<Held> {
    let row = said.header.map_or(0, |(_, last)| last);
    let problem = |p: &Promised| {
        let problem = DataProblem::FormColumnOther { promised: p.indicator.clone(), shown: String::new() };
        (row, p.column as u32 + 1, problem)
    };
    let problems: Vec<_> = promised.iter().map(problem).collect();
    (!problems.is_empty()).then(|| Held { said: said.clone(), problems, is_refused: true })
}

/// How like another sheet a sheet must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It has the same header.
    Header,
    /// It also says who fills it in, or for when, as a form does.
    WholeForm,
}

/// Returns whether a sheet shows all that was promised of another one.
pub(super) fn shows(names: &Names<'_>, (said, wanted): (&Said, Likeness), rows: &mut dyn Rows) -> io::Result<bool> {
    let head = read_head(rows, said)?;
    let promised = promised(said);
    let Some(top) = names_row(names, &head, said, &promised) else { return Ok(false) };
    let Some(rows) = head.get(top..=last_row(&head, top, said)) else { return Ok(false) };
    let shown = shown(names, rows);
    let mut form = FormHead::default();
    for row in head.get(..top).unwrap_or_default() {
        form.read(row.number, &row.own_cells());
    }
    if wanted == Likeness::WholeForm && form.submitter.is_none() && form.period.is_none() {
        return Ok(false);
    }
    Ok(promised.iter().all(|p| shown.iter().any(|s| s.indicator.as_deref() == Some(&*p.indicator))))
}

fn promised(said: &Said) -> Vec<Promised> {
    let figure = |(column, given): (usize, &Option<Given>)| match given {
        Some(Given::Figure { indicator, unit, period }) => {
            Some(Promised { column, indicator: fold(indicator), unit: unit.clone(), period: *period })
        }
        _ => None,
    };
    said.columns.iter().enumerate().filter_map(figure).collect()
}

/// Finds the row of the names: the one near the promised header that shows most of what was promised.
fn names_row(names: &Names<'_>, head: &[HeadRow], said: &Said, promised: &[Promised]) -> Option<usize> {
    let wanted = said.header.map_or(1, |(_, last)| last);
    let near = |r: &&(usize, &HeadRow)| r.1.number.abs_diff(wanted) <= ROWS_APART;
    let score = |row: &HeadRow| match promised.is_empty() {
        false => promised.iter().filter(|p| row.cells.iter().any(|c| is_name(names, c, &p.indicator))).count(),
        // A sheet that lists one figure below the other has a column for each part of a row.
        true => {
            let words: Vec<Role> = row.cells.iter().filter_map(|c| header::role(c)).collect();
            if words.contains(&Role::Value) && words.contains(&Role::Indicator) { words.len() } else { 0 }
        }
    };
    let rows: Vec<(usize, &HeadRow)> = head.iter().enumerate().collect();
    let scored = rows.iter().filter(near).map(|(i, r)| (*i, score(r))).filter(|(_, n)| *n > 0);
    // The first of the best: last year's figures may repeat the header further down.
    scored
        .fold(None, |best: Option<(usize, usize)>, one| match best {
            Some(b) if b.1 >= one.1 => Some(b),
            _ => Some(one),
        })
        .map(|(i, _)| i)
}

fn is_name(names: &Names<'_>, cell: &str, indicator: &str) -> bool {
    let (name, _) = split_unit(names.schema, cell);
    names.find(&name).as_deref() == Some(indicator) || fold(&name).replace(' ', "") == indicator.replace(' ', "")
}

/// Finds the last row of the header: that of the numbers, else the last one over which the names reach.
fn last_row(head: &[HeadRow], top: usize, said: &Said) -> usize {
    let below = || (top + 1..head.len()).take(ROWS_BELOW);
    if let Some(numbers) = below().find(|i| head.get(*i).is_some_and(is_numbering)) {
        return numbers;
    }
    let is_promised = |i: &usize| head.get(*i).is_some_and(|r| said.header.is_some_and(|(_, last)| r.number == last));
    let reaches = |row: &HeadRow| [0, 1].iter().all(|c| row.is_covered(*c));
    let reached = below().take_while(|i| head.get(*i).is_some_and(reaches)).last();
    reached.or_else(|| Some(top).filter(|_| !below().any(|i| is_promised(&i)))).unwrap_or(top)
}

/// Reads what stands over each column.
fn shown(names: &Names<'_>, rows: &[HeadRow]) -> Vec<Shown> {
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let cell = |row: &HeadRow, c: usize| row.cells.get(c).map_or(String::new(), |t| t.trim().to_owned());
    (0..width)
        .map(|c| {
            let text = rows.first().map_or(String::new(), |r| cell(r, c));
            let (name, unit) = split_unit(names.schema, &text);
            let below = rows.iter().skip(1).map(|r| fold(&cell(r, c)));
            // A number of the columns is no year.
            let period =
                below.filter(|t| t.chars().count() > 3).find_map(|t| Period::parse(&t).or_else(|| period_in(&t)));
            let is_role = header::role(&name).is_some() || header::rank(names.schema, &name).is_some();
            Shown { indicator: names.find(&name), unit, period, is_role, text: text.replace(['\n', '\r'], "") }
        })
        .collect()
}

/// Returns whether every column shows what was promised.
fn is_kept(names: &Names<'_>, said: &Said, promised: &[Promised], shown: &[Shown]) -> bool {
    let is_figure_kept = |p: &Promised| {
        let Some(s) = shown.get(p.column) else { return false };
        let is_unit = s.unit.is_none() || is_same_unit(s.unit.as_ref(), p.unit.as_ref());
        let is_period = p.period.is_none() || s.period.is_none() || p.period == s.period;
        is_name(names, &s.text, &p.indicator) && is_unit && is_period
    };
    let is_role_kept = |(column, given): (usize, &Option<Given>)| {
        let Some(s) = shown.get(column) else { return true };
        match given {
            // A word that names another part of a row, or a figure, stands over another column than it did.
            Some(Given::Role(role)) => s.indicator.is_none() && header::role(&s.text).is_none_or(|r| r == *role),
            _ => s.indicator.is_none(),
        }
    };
    let others = said.columns.iter().enumerate().filter(|(_, g)| !matches!(g, Some(Given::Figure { .. })));
    let n_figures = shown.iter().filter(|s| s.indicator.is_some()).count();
    promised.iter().all(is_figure_kept)
        && others.into_iter().all(is_role_kept)
        && (promised.is_empty() || n_figures <= promised.len())
}

fn is_same_unit(a: Option<&Unit>, b: Option<&Unit>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.factor == b.factor && units::are_alike(&a.dim, &b.dim),
        (None, None) => true,
        _ => false,
    }
}

/// Gives every column the meaning that its header has now.
fn read_anew(
    promised: &[Promised],
    shown: &[Shown],
    row: u32,
    problems: &mut Vec<(u32, u32, DataProblem)>,
) -> Vec<Option<Given>> {
    let mut columns = Vec::new();
    let mut moved: Option<(u32, DataProblem)> = None;
    let mut n_moved = 0u64;
    for (c, s) in shown.iter().enumerate() {
        let here = promised.iter().find(|p| p.column == c);
        let column = c as u32 + 1;
        let Some(indicator) = &s.indicator else {
            let is_elsewhere = |p: &Promised| shown.iter().any(|s| s.indicator.as_deref() == Some(&*p.indicator));
            match here {
                Some(p) if !is_elsewhere(p) => {
                    let (promised, shown) = (p.indicator.clone(), super::cell::shown(&s.text));
                    problems.push((row, column, DataProblem::FormColumnOther { promised, shown }));
                }
                Some(_) if !s.is_role && !s.text.is_empty() => {
                    let shown = super::cell::shown(&s.text);
                    problems.push((row, column, DataProblem::FormColumnAdded { shown }));
                }
                _ => {}
            }
            // Words that any table may have are understood as in any table.
            columns.push(if s.is_role { None } else { Some(Given::Ignored) });
            continue;
        };
        let is_it = |p: &&Promised| p.indicator == *indicator && (p.period == s.period || s.period.is_none());
        let its = here.filter(is_it).or_else(|| promised.iter().find(is_it));
        let unit = s.unit.clone().or_else(|| its.and_then(|p| p.unit.clone()));
        let period = s.period.or_else(|| its.and_then(|p| p.period));
        let is_moved = here.is_none_or(|p| p.indicator != *indicator);
        let is_unit_new = its.is_some_and(|p| s.unit.is_some() && !is_same_unit(s.unit.as_ref(), p.unit.as_ref()));
        if is_moved || is_unit_new {
            n_moved += 1;
            let was = here.map_or_else(|| "—".to_owned(), Promised::head);
            moved.get_or_insert((
                column,
                DataProblem::FormChanged { promised: was, shown: super::cell::shown(&s.text), columns: 0 },
            ));
        }
        columns.push(Some(Given::Figure { indicator: indicator.clone(), unit, period }));
    }
    for p in promised.iter().filter(|p| p.column >= shown.len()) {
        if !shown.iter().any(|s| s.indicator.as_deref() == Some(&*p.indicator)) {
            let problem = DataProblem::FormColumnOther { promised: p.indicator.clone(), shown: String::new() };
            problems.push((row, p.column as u32 + 1, problem));
        }
    }
    if let Some((column, DataProblem::FormChanged { promised, shown, .. })) = moved {
        problems.push((row, column, DataProblem::FormChanged { promised, shown, columns: n_moved }));
    }
    columns
}

impl Promised {
    /// Returns the header as it was handed out.
    fn head(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{}（{}）", self.indicator, unit.symbol),
            None => self.indicator.clone(),
        }
    }
}

/// Holds the promised period against the one that the form shows: last year's form may have been written over.
fn hold_time(held: &mut Held, above: &[HeadRow], promised: &[Promised]) {
    let Some(period) = held.said.period else { return };
    let mut form = FormHead::default();
    let mut titles: Vec<Period> = Vec::new();
    for row in above {
        let own: Vec<String> = row.own_cells();
        if !form.read(row.number, &own) {
            titles.extend(own.iter().filter_map(|c| period_in(c)));
        }
    }
    if let Some(fact) = &form.period
        && let Some(shown) = Period::parse(&fold(&fact.text)).or_else(|| period_in(&fact.text))
        && shown != period
    {
        let is_plain = titles.iter().all(|t| *t == shown) && promised.iter().all(|p| p.period.is_none());
        let (was, is) = (period.to_string(), shown.to_string());
        let problem = match is_plain {
            true => DataProblem::FormChanged { promised: was, shown: is, columns: 1 },
            false => DataProblem::FormPeriodApart { promised: was, shown: is },
        };
        held.problems.push((fact.row, fact.column, problem));
        held.said.period = Some(shown);
        held.is_refused |= !is_plain;
        return;
    }
    if let Some(fact) = &form.date
        && let Some(date) = day(&fact.text)
        && date.year() > period.last_day().year() + 1
    {
        let problem = DataProblem::FormStale { period: period.to_string(), date: date.to_string() };
        held.problems.push((fact.row, fact.column, problem));
    }
}
