//! The list for 督办: for each responsible office what is unmet, behind or not reported, by how much, since when, and what
//! is needed from now on.
//!
//! [`followup`] picks the checks from a judgement; [`followup_document`] says them for a terminal or as Markdown. The
//! workbook has a sheet of them and the 通报 a section. INVARIANT: each duty is on the list once for each office that
//! answers for it, by its latest check that is late, unless it has been kept since; the worst stand first, and what can only
//! be explained behind what can be done.

pub(super) mod document;

use std::sync::Arc;

use chrono::NaiveDate;

pub use document::followup_document;

use super::view::rule::offices;
use dabiao_eval::{Check, Judgement, Remedy, Session, Span};
use dabiao_lang::model::{Model, Nature, Period, Rule, Verdict};

/// The list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followup {
    /// What is to be followed up, each duty once; in the order of the rules.
    pub items: Vec<Item>,
    /// The offices, those with most that is late first.
    pub offices: Vec<Office>,
}

/// A duty that is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Position of the rule.
    pub rule: usize,
    /// Position of the check in the rule.
    pub check: usize,
    /// The first period of the run in which it was unmet or behind; `None` where figures are what is lacking.
    pub since: Option<Period>,
    /// What can still be done about it.
    pub remedy: Remedy,
}

/// An office and what it has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its name; `None` gathers the rules for which nobody answers.
    pub name: Option<Arc<str>>,
    /// Positions in [`Followup::items`], the worst first.
    pub items: Vec<usize>,
}

impl Item {
    /// Returns the rule and the check.
    pub fn of<'a>(&self, model: &'a Model, judgement: &'a Judgement) -> Option<(&'a Rule, &'a Check)> {
        let rule = model.rules.get(self.rule)?;
        Some((rule, judgement.rules.get(self.rule)?.checks.get(self.check)?))
    }
}

impl Followup {
    /// Keeps some items, given by position.
    pub fn retain(&mut self, kept: &[usize]) {
        let mut moved = vec![None; self.items.len()];
        let mut items = Vec::new();
        for (at, item) in self.items.drain(..).enumerate().filter(|(at, _)| kept.contains(at)) {
            if let Some(slot) = moved.get_mut(at) {
                *slot = Some(items.len());
            }
            items.push(item);
        }
        self.items = items;
        for office in &mut self.offices {
            office.items = office.items.iter().filter_map(|at| moved.get(*at).copied().flatten()).collect();
        }
        self.offices.retain(|o| !o.items.is_empty());
    }
}

/// Returns what is to be followed up; of a judgement of one period, what falls due in it.
pub fn followup(session: &Session<'_>, judgement: &Judgement) -> Followup {
    let since = session.since(judgement);
    let mut items = Vec::new();
    for (rule, _) in judgement.counted() {
        let whole = judgement.whole().get(rule).map_or(&[][..], |r| &r.checks);
        let kept: Vec<usize> = match &judgement.term {
            Some(term) => term.kept(rule).collect(),
            None => (0..whole.len()).collect(),
        };
        for at in latest_late(whole, &kept, judgement.as_of) {
            let Some((check, late)) = kept.iter().position(|k| *k == at).zip(whole.get(at)) else { continue };
            if session.is_reached(rule, late) {
                continue;
            }
            let since = since.get(rule).and_then(|r| r.get(check)).copied().flatten();
            items.push(Item { rule, check, since, remedy: session.remedy(rule, late) });
        }
    }
    let offices = by_office(session.rules().model(), judgement, &items);
    Followup { items, offices }
}

/// Returns whether something is to be done about a verdict.
fn is_late(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unmet | Verdict::Behind | Verdict::Missing | Verdict::Invalid)
}

/// The late checks that stand for each duty among those that are asked about, by position, in order.
///
/// The milestones and the periods of a statement are one duty: what was missed once and has been kept at a later time is
/// over, of what is overdue the latest counts, and what is only behind is said where nothing is overdue.
fn latest_late(all: &[Check], asked: &[usize], as_of: NaiveDate) -> Vec<usize> {
    let late =
        |at: &&usize| all.get(**at).is_some_and(|c| is_late(c.verdict) && !all.iter().any(|l| makes_up_for(l, c)));
    let late: Vec<usize> = asked.iter().filter(late).copied().collect();
    let stands = |at: &usize| {
        let Some(own) = all.get(*at) else { return false };
        let others = || late.iter().filter(|o| *o != at).filter_map(|o| all.get(*o)).filter(|o| is_same_duty(o, own));
        match (is_overdue(own, as_of), last_day(own)) {
            (true, day) => !others().any(|o| is_overdue(o, as_of) && last_day(o) > day),
            (false, day) => !others().any(|o| is_overdue(o, as_of) || last_day(o) < day),
        }
    };
    late.iter().filter(|at| stands(at)).copied().collect()
}

fn is_overdue(check: &Check, as_of: NaiveDate) -> bool {
    last_day(check).is_none_or(|day| day <= as_of)
}

/// Statement and entity are what the checks of a duty share.
fn is_same_duty(a: &Check, b: &Check) -> bool {
    (a.statement, a.entity) == (b.statement, b.entity)
}

/// Whether a check shows that what another missed has been reached since: the same duty, or a later milestone of it.
fn makes_up_for(later: &Check, missed: &Check) -> bool {
    let is_of_duty = is_same_duty(later, missed);
    let is_after = last_day(later).zip(last_day(missed)).is_some_and(|(a, b)| a > b);
    is_of_duty && is_after && matches!(later.verdict, Verdict::Met | Verdict::Early)
}

fn last_day(check: &Check) -> Option<NaiveDate> {
    check.due.or(check.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    }))
}

fn by_office(model: &Model, judgement: &Judgement, items: &[Item]) -> Vec<Office> {
    let mut all: Vec<Office> = Vec::new();
    for (idx, item) in items.iter().enumerate() {
        let Some(rule) = model.rules.get(item.rule) else { continue };
        let named = offices(rule).iter().cloned().map(Some);
        let nobody = offices(rule).is_empty().then_some(None);
        for name in named.chain(nobody) {
            match all.iter_mut().find(|o| o.name == name) {
                Some(office) => office.items.push(idx),
                None => all.push(Office { name, items: vec![idx] }),
            }
        }
    }
    let weight = |idx: &usize| {
        let item = items.get(*idx)?;
        let (rule, check) = item.of(model, judgement)?;
        Some((
            item.remedy,
            rank(check.verdict),
            rule.nature != Some(Nature::Binding),
            item.since,
            item.rule,
            item.check,
        ))
    };
    for office in &mut all {
        office.items.sort_by_key(weight);
    }
    let n_of = |office: &Office, ranks: std::ops::RangeInclusive<u8>| {
        office.items.iter().filter(|i| weight(i).is_some_and(|w| ranks.contains(&w.1))).count()
    };
    all.sort_by_key(|o| (o.name.is_none(), std::cmp::Reverse((n_of(o, 0..=0), n_of(o, 0..=1), o.items.len()))));
    all
}

/// What is overdue goes before what may still be reached, and that before what only lacks figures.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Unmet => 0,
        Verdict::Behind => 1,
        Verdict::Invalid => 2,
        _ => 3,
    }
}
