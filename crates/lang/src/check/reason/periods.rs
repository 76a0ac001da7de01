//! How the periods of one figure hang together: the months of a flow make up its quarters, halves and year, what is counted
//! since January makes up the months until then, and a state at the end of a year is that of its last month.
//!
//! "True" of complete and valid data, as [`super::facts`]: a year that differs from its own parts is a finding about data.
//! A figure of days lies within the month and the year to date that it belongs to, where it cannot be negative.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::figure::{Figure, Linear, Place, When};
use super::obligation::Demand;
use crate::model::{CompareOp, Exact, Frequency, Indicator, IndicatorId, Kind, Period, Schema, WithinYear};

/// The periods of each figure that is spoken of.
#[derive(Debug, Default)]
struct Spoken<'f>(BTreeMap<(IndicatorId, &'f Place), BTreeSet<When>>);

/// Returns what links the periods of figures that are spoken of.
pub fn links<'f>(schema: &Schema, figures: impl Iterator<Item = &'f Figure>) -> Vec<Demand> {
    let mut spoken = Spoken::default();
    for figure in figures {
        if let Figure::Value(id, place, when @ (When::At(_) | When::UpTo(_))) = figure {
            spoken.0.entry((*id, place)).or_default().insert(*when);
        }
    }
    let mut out = Vec::new();
    for ((id, place), whens) in spoken.0.into_iter().filter(|(_, whens)| whens.len() > 1) {
        let Some(indicator) = schema.indicator(id) else { continue };
        let series = Series { id, place, indicator };
        if matches!(place, Place::Each(_)) {
            // Of any one member no other fact tells what is possible.
            whens
                .iter()
                .filter_map(|w| period(*w).filter(|p| *w == When::At(*p)))
                .for_each(|p| series.range(p, &mut out));
        }
        match (&indicator.kind, indicator.within_year) {
            // A formula may be a product, whose year is not the sum of its months.
            (Some(Kind::Flow), None | Some(WithinYear::Sum)) if indicator.formula.is_none() => {
                by_year(&whens).into_values().for_each(|of_year| series.flow(&of_year, &mut out));
            }
            (Some(Kind::Stock), None | Some(WithinYear::Last)) if indicator.formula.is_none() => {
                series.state(&whens, &mut out);
            }
            _ => {}
        }
    }
    out
}

fn by_year(whens: &BTreeSet<When>) -> BTreeMap<i32, BTreeSet<When>> {
    let mut all: BTreeMap<i32, BTreeSet<When>> = BTreeMap::new();
    for when in whens {
        if let Some(period) = period(*when) {
            all.entry(period.year()).or_default().insert(*when);
        }
    }
    all
}

fn period(when: When) -> Option<Period> {
    match when {
        When::At(p) | When::UpTo(p) => Some(p),
        When::Newest(_) => None,
    }
}

/// Returns the days that the figure of a period covers.
pub fn days(when: When) -> Option<(NaiveDate, NaiveDate)> {
    match when {
        When::At(p) => Some((p.first_day(), p.last_day())),
        When::UpTo(p) => Some((p.widen(Frequency::Year).first_day(), p.last_day())),
        When::Newest(_) => None,
    }
}

/// One indicator at one place.
struct Series<'a> {
    id: IndicatorId,
    place: &'a Place,
    indicator: &'a Indicator,
}

impl Series<'_> {
    fn figure(&self, when: When) -> Linear {
        Linear::figure(Figure::Value(self.id, self.place.clone(), when))
    }

    /// All that is spoken of one year, as sums of its shortest periods.
    fn flow(&self, whens: &BTreeSet<When>, out: &mut Vec<Demand>) {
        let Some(year) = whens.iter().find_map(|w| Some(period(*w)?.widen(Frequency::Year))) else { return };
        let is_whole = |w: &When| *w == When::At(year);
        let lengths = whens.iter().filter(|w| !is_whole(w)).filter_map(|w| period(*w)).map(Period::frequency);
        // Days are no parts to add up: they lie within months.
        let finest = lengths.map(|f| if f == Frequency::Day { Frequency::Month } else { f }).max();
        let Some(finest) = finest.filter(|_| whens.len() > 1) else { return };
        let parts: Vec<Period> = year.parts(finest).collect();
        for part in &parts {
            self.range(*part, out);
        }
        for when in whens.iter().filter(|w| **w != When::At(year) || finest != Frequency::Year) {
            self.made_of(*when, &parts, out);
        }
    }

    /// What is possible in a part that nobody speaks of.
    fn range(&self, part: Period, out: &mut Vec<Demand>) {
        let own = || self.figure(When::At(part));
        let limit =
            |limit: &Exact, op| Demand { form: own().plus(&Linear::constant(limit.clone()), &-&Exact::ONE), op };
        out.extend(self.indicator.min.as_ref().map(|m| limit(m, CompareOp::Ge)));
        out.extend(self.indicator.max.as_ref().map(|m| limit(m, CompareOp::Le)));
    }

    /// One figure as the sum of parts, or as between two sums where it ends within one.
    fn made_of(&self, when: When, parts: &[Period], out: &mut Vec<Demand>) {
        let Some((first, last)) = days(when) else { return };
        let within = |p: &&Period| first <= p.first_day() && p.last_day() <= last;
        let touching = |p: &&Period| p.first_day() <= last && first <= p.last_day();
        let sum = |chosen: Vec<&Period>| {
            let figures = chosen.into_iter().map(|p| self.figure(When::At(*p)));
            figures.fold(Linear::default(), |sum, x| sum.plus(&x, &Exact::ONE))
        };
        let (inner, outer): (Vec<&Period>, Vec<&Period>) =
            (parts.iter().filter(within).collect(), parts.iter().filter(touching).collect());
        let less = |form: Linear| self.figure(when).plus(&form, &-&Exact::ONE);
        if inner.len() == outer.len() {
            // Of a part itself nothing is left to say.
            if parts.iter().any(|p| When::At(*p) == when) {
                return;
            }
            out.push(Demand { form: less(sum(inner)), op: CompareOp::Eq });
        } else if self.indicator.min.as_ref().is_some_and(|m| !m.is_negative()) {
            out.push(Demand { form: less(sum(inner)), op: CompareOp::Ge });
            out.push(Demand { form: less(sum(outer)), op: CompareOp::Le });
        }
    }

    /// States on one day are one state.
    fn state(&self, whens: &BTreeSet<When>, out: &mut Vec<Demand>) {
        let mut by_day: BTreeMap<NaiveDate, When> = BTreeMap::new();
        for when in whens {
            let Some(day) = period(*when).map(Period::last_day) else { continue };
            match by_day.get(&day) {
                Some(first) => {
                    let form = self.figure(*when).plus(&self.figure(*first), &-&Exact::ONE);
                    out.push(Demand { form, op: CompareOp::Eq });
                }
                None => drop(by_day.insert(day, *when)),
            }
        }
    }
}
