//! The ledger (台账): every failure with a number of its own, from the report on which it was opened to the one that proves
//! that it is over (销号).
//!
//! A file of plain text beside the data, one line a matter, made for git and for a person with an editor: fields between
//! tabs, then what happened, in order. The office writes its replies into the line; everything else the evaluation
//! writes. INVARIANT: a matter is closed only when data prove that the duty is kept, and reopened when it falls back; no
//! number is given twice.

mod document;
mod lines;

use chrono::{Datelike, NaiveDate};

pub use document::document;
pub use lines::LedgerError;

use super::followup::{Followup, Item};
use super::view::rule::offices;
use dabiao_data::Roster;
use dabiao_eval::{Check, Judgement, Session, Span};
use dabiao_lang::model::{Model, Verdict};

/// The ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Lines before the first matter: remarks of whoever keeps it.
    head: Vec<String>,
    /// The matters, in the order in which they were opened.
    pub matters: Vec<Matter>,
}

/// A failure that is followed until it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Its number: `2025-003`.
    pub number: String,
    /// What it is about.
    pub duty: Duty,
    /// Who answers for it, as it was when it was opened.
    pub office: String,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// What a matter is about: a duty of the rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// The rule.
    pub rule: String,
    /// The statement, from 1.
    pub statement: usize,
    /// The code of the entity, where it is about one below the region.
    pub entity: Option<String>,
}

/// Something that happened to a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When.
    pub day: NaiveDate,
    /// More: the letter, the words of the office.
    pub text: String,
}

/// What can happen to a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// 立: a report showed it.
    Opened,
    /// 函: a letter was sent.
    Letter,
    /// 复: the office replied.
    Reply,
    /// 销: data prove that the duty is kept.
    Closed,
    /// 再: it fell back.
    Reopened,
}

/// How many matters stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Open ones.
    pub open: usize,
    /// Closed ones.
    pub closed: usize,
    /// Open ones whose deadline has passed.
    pub overdue: usize,
}

/// What an evaluation changed in a ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// New matters.
    pub opened: usize,
    /// Matters that data prove to be over.
    pub closed: usize,
    /// Matters that fell back.
    pub reopened: usize,
}

impl Matter {
    /// Returns whether it is over.
    pub fn is_closed(&self) -> bool {
        let last = self.events.iter().rev().find(|e| !matches!(e.kind, EventKind::Letter | EventKind::Reply));
        last.is_some_and(|e| e.kind == EventKind::Closed)
    }

    /// Returns how many letters were sent before a day since it was opened or fell back: a letter that is written again on its
    /// day is the same letter.
    pub fn n_letters(&self, before: NaiveDate) -> usize {
        let is_start = |e: &&Event| matches!(e.kind, EventKind::Opened | EventKind::Reopened);
        self.events
            .iter()
            .rev()
            .take_while(|e| !is_start(e))
            .filter(|e| e.kind == EventKind::Letter && e.day < before)
            .count()
    }

    /// Returns the first day on which something of a kind happened.
    pub fn first(&self, kind: EventKind) -> Option<NaiveDate> {
        self.events.iter().find(|e| e.kind == kind).map(|e| e.day)
    }

    fn add(&mut self, kind: EventKind, day: NaiveDate, text: &str) {
        self.events.push(Event { kind, day, text: text.to_owned() });
    }
}

impl Duty {
    /// Returns the duty of a check.
    pub(crate) fn of(model: &Model, roster: &Roster, (rule, check): (usize, &Check)) -> Option<Self> {
        let entity = check.entity.filter(|e| !roster.roots.contains(e));
        Some(Self {
            rule: model.rules.get(rule)?.id.to_string(),
            statement: check.statement + 1,
            entity: entity.map(|e| roster.key(e).to_owned()),
        })
    }
}

impl Ledger {
    /// Returns the matter of a duty.
    pub fn of_duty(&self, duty: &Duty) -> Option<&Matter> {
        self.matters.iter().find(|m| m.duty == *duty)
    }

    /// Brings the ledger up to a judgement: opens what is new, closes what data prove, reopens what fell back.
    ///
    /// `list` is the follow-up list of the same judgement.
    pub fn update(&mut self, session: &Session<'_>, judgement: &Judgement, list: &Followup) -> Moved {
        let (model, roster) = (session.rules().model(), &session.data().roster);
        let day = judgement.as_of;
        let mut moved = Moved::default();
        let failing: Vec<(Duty, String)> = list
            .items
            .iter()
            .filter_map(|item| {
                let (rule, check) = item.of(model, judgement)?;
                // Figures that are lacking are asked for by other lists: nobody has failed yet.
                let is_failure = matches!(check.verdict, Verdict::Unmet | Verdict::Behind);
                let names: Vec<&str> = offices(rule).iter().map(|o| &**o).collect();
                is_failure.then_some((Duty::of(model, roster, (item.rule, check))?, names.join("、")))
            })
            .collect();
        for (duty, office) in &failing {
            match self.matters.iter_mut().find(|m| m.duty == *duty) {
                Some(matter) if matter.is_closed() => {
                    matter.add(EventKind::Reopened, day, "");
                    moved.reopened += 1;
                }
                Some(_) => {}
                None => {
                    let number = self.next_number(day);
                    let mut matter = Matter { number, duty: duty.clone(), office: office.clone(), events: Vec::new() };
                    matter.add(EventKind::Opened, day, "");
                    self.matters.push(matter);
                    moved.opened += 1;
                }
            }
        }
        for matter in self.matters.iter_mut().filter(|m| !m.is_closed()) {
            let is_failing = failing.iter().any(|(d, _)| *d == matter.duty);
            if !is_failing && is_proved(session, judgement, &matter.duty) {
                matter.add(EventKind::Closed, day, "");
                moved.closed += 1;
            }
        }
        moved
    }

    /// The next number of a year; one that was given is never given again, even if its line was removed from the middle.
    fn next_number(&self, day: NaiveDate) -> String {
        let year = day.year();
        let own = self.matters.iter().filter_map(|m| m.number.strip_prefix(&format!("{year}-"))?.parse::<u32>().ok());
        format!("{year}-{:03}", own.max().unwrap_or(0) + 1)
    }

    /// Writes that a letter was sent on the matters of a list.
    pub fn sent(&mut self, duties: &[Duty], day: NaiveDate, letter: &str) {
        for matter in self.matters.iter_mut().filter(|m| duties.contains(&m.duty)) {
            // A letter that is written again on the same day is the same letter.
            let is_known = matter.events.iter().any(|e| e.kind == EventKind::Letter && e.day == day);
            if !is_known {
                matter.add(EventKind::Letter, day, letter);
            }
        }
    }

    /// Returns how many matters stand how.
    pub fn standing(&self, session: &Session<'_>, judgement: &Judgement) -> Standing {
        let mut standing = Standing::default();
        for matter in &self.matters {
            if matter.is_closed() {
                standing.closed += 1;
                continue;
            }
            standing.open += 1;
            let due = deadline(session, judgement, &matter.duty);
            standing.overdue += usize::from(due.is_some_and(|due| due <= judgement.as_of));
        }
        standing
    }
}

/// The checks of a duty, in order of time.
fn checks<'j>(session: &Session<'_>, judgement: &'j Judgement, duty: &Duty) -> Vec<&'j Check> {
    let (model, roster) = (session.rules().model(), &session.data().roster);
    let rule = model.rules.iter().position(|r| *r.id == *duty.rule);
    let all = rule.and_then(|r| Some((r, judgement.whole().get(r)?)));
    all.into_iter()
        .flat_map(|(r, judged)| judged.checks.iter().map(move |c| (r, c)))
        .filter(|(r, c)| Duty::of(model, roster, (*r, c)).as_ref() == Some(duty))
        .map(|(_, c)| c)
        .collect()
}

/// Whether data prove that a duty is kept: at the latest time of which anything is known, or late but by now.
fn is_proved(session: &Session<'_>, judgement: &Judgement, duty: &Duty) -> bool {
    let all = checks(session, judgement, duty);
    let latest = all.iter().rfind(|c| c.verdict != Verdict::Pending);
    let is_kept = latest.is_some_and(|c| matches!(c.verdict, Verdict::Met | Verdict::Early));
    let rule = session.rules().model().rules.iter().position(|r| *r.id == *duty.rule);
    let missed = all.iter().rfind(|c| c.verdict == Verdict::Unmet);
    is_kept || rule.zip(missed).is_some_and(|(rule, c)| session.is_reached(rule, c))
}

fn deadline(session: &Session<'_>, judgement: &Judgement, duty: &Duty) -> Option<NaiveDate> {
    let is_late = |c: &&Check| matches!(c.verdict, Verdict::Unmet | Verdict::Behind);
    let late = checks(session, judgement, duty).into_iter().rfind(is_late)?;
    late.due.or(late.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    }))
}

/// Returns the duty of an item of a follow-up list.
pub(crate) fn duty_of(session: &Session<'_>, judgement: &Judgement, item: &Item) -> Option<Duty> {
    let (model, roster) = (session.rules().model(), &session.data().roster);
    let (_, check) = item.of(model, judgement)?;
    Duty::of(model, roster, (item.rule, check))
}
