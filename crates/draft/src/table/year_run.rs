//! The figures of one indicator for several years: what a year's figure is, and one table of tasks for all of them.
//!
//! Figures that add up to the column or row 合计 are what is done in each year; without one, only a name that says what is
//! done (造林, 改造) tells it, and any other figure is the level at the end of its year. INVARIANT: every figure stays where
//! it was read; only form, years and group are settled.

use rust_decimal::Decimal;

use super::roles::Role;
use super::{Reading, Total};
use crate::phrase::{Form, Target, When};
use crate::tables::{heads, verbs};

/// Words of heads that say "up to then": such a figure is no year's own.
pub(super) const UP_TO: &[&str] = &["到", "至", "累计", "底", "末", "前"];

/// A figure of one year, by its place among what was found.
pub(super) struct YearFigure {
    pub(super) idx: usize,
    pub(super) year: i32,
}

/// Figures that stand together, and the one that sums them.
#[derive(Default)]
pub(super) struct YearRun {
    pub(super) parts: Vec<YearFigure>,
    pub(super) sum: Option<usize>,
    /// Whether a head or row says that its figures are sums up to then.
    pub(super) is_up_to: bool,
}

/// Settles the figures of a row whose years stand in columns; `first` is where the row begins among what was found.
pub(super) fn settle_row(reading: &mut Reading<'_>, first: usize) {
    let mut run = YearRun::default();
    for (idx, one) in reading.out.found.iter().enumerate().skip(first) {
        let column = one.slot.1.checked_sub(1).and_then(|c| reading.columns.get(c));
        let (Some(column), Some(target)) = (column, &one.found.target) else { continue };
        if column.role != Role::Goal || !column.name.is_empty() || !is_plain(target) || target.is_own_part {
            continue;
        }
        match &column.when {
            Some(When::At(at)) if at.len() == 4 => {
                let Ok(year) = at.parse() else { continue };
                run.is_up_to |= heads::holds(&column.head, UP_TO);
                run.parts.push(YearFigure { idx, year });
            }
            None if heads::is_total(&column.head) => run.sum = Some(idx),
            _ => {}
        }
    }
    settle(reading, &run);
}

fn is_plain(target: &Target) -> bool {
    matches!(target.form, Form::Level | Form::Total) && target.each.is_none() && target.scope.is_none()
}

/// Gives the figures of several years their form and their group.
pub(super) fn settle(reading: &mut Reading<'_>, run: &YearRun) {
    let [first, .., last] = run.parts.as_slice() else { return };
    let sum = run.sum.and_then(|idx| number(reading, idx));
    let parts: Option<Vec<Decimal>> = run.parts.iter().map(|p| number(reading, p.idx)).collect();
    let added = parts.as_ref().and_then(|p| p.iter().try_fold(Decimal::ZERO, |a, b| a.checked_add(*b)));
    let is_sum = sum.is_some() && sum == added && added != Some(Decimal::ZERO);
    // A sum that misses by little is a sum with a slip in it: a finding, and no level.
    let is_near = !is_sum && sum.zip(added).is_some_and(|(s, a)| (s - a).abs().saturating_mul(Decimal::TEN) < a);
    let is_last = parts.as_ref().and_then(|p| p.last().copied()) == sum && !is_sum;
    let is_sum = is_sum || is_near && !is_last;
    let is_rate = target_at(reading, first.idx).is_some_and(is_ratio);
    let is_done = !is_rate && (is_sum || !run.is_up_to && !is_last && is_said_to_be_done(reading, first.idx));
    note_total(reading, run, (sum, added), is_last);
    let (from, to) = (first.year, last.year);
    for part in run.parts.iter().filter(|_| is_done) {
        if let Some(target) = target_of(reading, part.idx) {
            target.form = Form::Total;
            target.window = Some((part.year, part.year));
        }
    }
    if let Some(target) = run.sum.and_then(|idx| target_of(reading, idx)) {
        target.when = Some(When::At(to.to_string()));
        if is_done {
            target.form = Form::Total;
            target.window = Some((from, to));
        }
    }
    group(reading, run);
}

/// Figures of one name and comparison are one table of tasks.
fn group(reading: &mut Reading<'_>, run: &YearRun) {
    let targets: Option<Vec<&Target>> =
        run.parts.iter().map(|p| reading.out.found.get(p.idx)?.found.target.as_ref()).collect();
    let Some([first, rest @ ..]) = targets.as_deref() else { return };
    let is_one = rest
        .iter()
        .all(|t| t.asked == first.asked && t.form == first.form && t.unit == first.unit && t.name == first.name);
    if !is_one || rest.is_empty() {
        return;
    }
    let name = first.name.clone();
    let group = reading.group_of(&name);
    for part in &run.parts {
        if let Some(one) = reading.out.found.get_mut(part.idx) {
            one.group = Some(group);
        }
    }
}

fn is_ratio(target: &Target) -> bool {
    matches!(target.unit.as_str(), "%" | "‰" | "倍") || target.unit.ends_with("百分点")
}

/// Returns whether the name of a figure says what is done in its year.
fn is_said_to_be_done(reading: &Reading<'_>, idx: usize) -> bool {
    target_at(reading, idx).is_some_and(|t| verbs::ends_in_a_deed(verbs::without_measure(&t.name)))
}

/// Checks the sum against the years, where it is one.
fn note_total(
    reading: &mut Reading<'_>,
    run: &YearRun,
    (stated, found): (Option<Decimal>, Option<Decimal>),
    is_last: bool,
) {
    let (Some(stated), Some(found), Some(idx)) = (stated, found, run.sum) else { return };
    let Some(one) = reading.out.found.get(idx).filter(|_| !is_last) else { return };
    let name = one.found.target.as_ref().map(|t| t.name.clone()).unwrap_or_default();
    reading.out.totals.push(Total {
        range: one.found.range,
        name,
        stated: stated.normalize().to_string(),
        found: found.normalize().to_string(),
        is_right: stated == found,
    });
}

fn number(reading: &Reading<'_>, idx: usize) -> Option<Decimal> {
    target_at(reading, idx)?.low.parse().ok()
}

fn target_at<'r>(reading: &'r Reading<'_>, idx: usize) -> Option<&'r Target> {
    reading.out.found.get(idx)?.found.target.as_ref()
}

fn target_of<'r>(reading: &'r mut Reading<'_>, idx: usize) -> Option<&'r mut Target> {
    reading.out.found.get_mut(idx)?.found.target.as_mut()
}
