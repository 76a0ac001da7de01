//! What a report needs of a table, so that the rest can stay in the database: which indicators, and from which year on.
//!
//! INVARIANT: what is not known to be left out is read. A name that resembles one of the rules' is read, since the loader may
//! know it or has to tell that it does not; a period that is no plain one is read, too. Earlier years of an indicator are left
//! only where every target that reads it is one that a database could count, in years that have ended: such a verdict
//! rests on the figures of its years and on nothing before them. Later years are read, whatever was asked.

use std::collections::{BTreeMap, BTreeSet};

use dabiao_lang::check::RuleSet;
use dabiao_lang::lexicon::name::fold;
use dabiao_lang::model::{Expr, ExprKind, Indicator, IndicatorId, Model, Period, Upward, walk};

use crate::tally;

/// How alike a name must be for the loader to be asked: in tenths of the longer one's characters.
const ALIKE: usize = 6;

/// How many years a report tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All: its form shows earlier years, too.
    AllYears,
    /// Those that verdicts rest on, as of this day.
    AsOf(Period),
}

/// What is needed of a table of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wants {
    /// The first year that is needed, by the folded names of what the rules know; `None` is all years.
    since: BTreeMap<String, Option<i32>>,
}

impl Wants {
    /// Finds out what rules need.
    pub fn of(rules: &RuleSet, reach: Reach) -> Self {
        let model = rules.model();
        let first = match reach {
            Reach::AllYears => BTreeMap::new(),
            Reach::AsOf(day) => first_years(model, day),
        };
        let mut since = BTreeMap::new();
        for (idx, indicator) in (0..).zip(&model.schema.indicators) {
            for name in std::iter::once(&indicator.name).chain(&indicator.also) {
                since.insert(fold(name), first.get(&IndicatorId(idx)).copied());
            }
        }
        Self { since }
    }

    /// Returns whether rows with this indicator and period are needed, both as they are written.
    pub fn needs(&self, indicator: &str, period: &str) -> bool {
        let name = fold(indicator);
        match self.since.get(&name) {
            None => self.since.keys().any(|known| resembles(&name, known)),
            Some(None) => true,
            Some(Some(first)) => Period::parse(period.trim()).is_none_or(|p| p.year() >= *first),
        }
    }

    /// Returns from which year on an indicator is needed; nothing where all years are, or nobody knows it.
    pub fn first_year(&self, indicator: &str) -> Option<i32> {
        self.since.get(&fold(indicator)).copied().flatten()
    }
}

/// The indicators of which earlier years are not needed, with the first year that is: the one before the first asked for.
fn first_years(model: &Model, day: Period) -> BTreeMap<IndicatorId, i32> {
    // Audits, schemes and lights look at other years, too.
    if !model.audits.is_empty() || !model.schemes.is_empty() || !model.lights.is_empty() {
        return BTreeMap::new();
    }
    let mut first: BTreeMap<IndicatorId, i32> = BTreeMap::new();
    let mut whole: BTreeSet<IndicatorId> = model.schema.indicators.iter().flat_map(behind).collect();
    for rule in &model.rules {
        for asked in &rule.statements {
            let mut read = BTreeSet::new();
            walk::expressions(asked, &mut |e| put(e, &mut read));
            // What is computed from several years is read as a whole.
            let is_own_year = |t: &tally::Tally| !matches!(t.asked, tally::Asked::Computed(_));
            let counted = asked.targets.iter().map(|target| tally::tally(model, rule, asked, target));
            let counted = counted.map(|t| t.ok().filter(is_own_year));
            let years = counted.map(|t| t.filter(|t| have_ended(&t.years, day)).map(|t| t.years));
            let years: Option<Vec<Vec<String>>> = years.collect();
            let Some(least) = years.and_then(|y| y.iter().flatten().filter_map(|y| y.parse::<i32>().ok()).min()) else {
                whole.extend(read);
                continue;
            };
            // A figure is held against that of the year before (`unit-slip`, `year-jump`): without it a slip would go unseen.
            let least = least - 1;
            for id in read {
                first.entry(id).and_modify(|year| *year = least.min(*year)).or_insert(least);
            }
        }
    }
    first.retain(|id, _| !whole.contains(id) && is_declared(model, *id));
    first
}

/// An attribute may be one of the roster's, or a figure of any year.
fn is_declared(model: &Model, id: IndicatorId) -> bool {
    model.schema.indicators.get(id.0 as usize).is_some_and(|i| i.is_declared)
}

fn have_ended(years: &[String], day: Period) -> bool {
    let last = |year: &String| year.parse().ok().and_then(Period::year_of).map(Period::last_day);
    years.iter().all(|year| last(year).is_some_and(|last| last <= day.last_day()))
}

/// What an indicator rests on, or is compared with, in whatever year.
fn behind(indicator: &Indicator) -> BTreeSet<IndicatorId> {
    let mut found = BTreeSet::new();
    if let Some(formula) = &indicator.formula {
        walk::expression(formula, &mut |e| put(e, &mut found));
    }
    if let Upward::Weighted(weight) = indicator.upward {
        found.insert(weight);
    }
    found.extend(indicator.parts.iter().flat_map(|parts| parts.parts.iter().copied()));
    found
}

fn put(e: &Expr, into: &mut BTreeSet<IndicatorId>) {
    if let ExprKind::Value(id) = &e.kind {
        into.insert(*id);
    }
}

/// Whether a name might be meant for another: one is in the other (`收入（万元）`), or most of its characters are the other's.
fn resembles(name: &str, known: &str) -> bool {
    if name.contains(known) || known.contains(name) {
        return true;
    }
    let longer = name.chars().count().max(known.chars().count());
    let mut left: Vec<char> = known.chars().collect();
    let common = name.chars().filter(|c| {
        let at = left.iter().position(|k| k == c);
        at.is_some_and(|at| {
            left.swap_remove(at);
            true
        })
    });
    common.count() * 10 >= longer * ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_loader_might_know_is_read() {
        let since = BTreeMap::from([("集体收入".to_owned(), Some(2024)), ("户数".to_owned(), None)]);
        let wants = Wants { since };
        for (indicator, period) in [
            ("集体收入", "2024"),
            ("集体收入", "2025-06"),
            ("集体收入", "去年"),
            (" 集体收入 ", "2026"),
            ("集体收入（万元）", "2020"),
            ("集休收入", "2020"),
            ("户数", "1999"),
            ("", "2020"),
        ] {
            assert!(wants.needs(indicator, period), "{indicator} {period}");
        }
        for (indicator, period) in [("集体收入", "2023"), ("集体收入", "2023年6月"), ("畜禽存栏", "2025")]
        {
            assert!(!wants.needs(indicator, period), "{indicator} {period}");
        }
    }
}
