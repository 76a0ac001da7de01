//! `dabiao.ledger/1`: every failure with its number and what happened to it.

use serde::Serialize;

use super::iso;
use crate::ledger::{Event, Ledger, Matter, Moved};
use dabiao_eval::{Judgement, Session};

/// The document.
#[derive(Debug, Serialize)]
pub struct LedgerJson<'a> {
    schema: &'static str,
    as_of: String,
    open: usize,
    overdue: usize,
    closed: usize,
    /// What this evaluation opened, closed and reopened.
    moved: MovedJson,
    matters: Vec<MatterJson<'a>>,
}

#[derive(Debug, Serialize)]
struct MovedJson {
    opened: usize,
    closed: usize,
    reopened: usize,
}

#[derive(Debug, Serialize)]
struct MatterJson<'a> {
    number: &'a str,
    rule: &'a str,
    statement: usize,
    entity: Option<&'a str>,
    office: &'a str,
    state: &'static str,
    events: Vec<EventJson<'a>>,
}

#[derive(Debug, Serialize)]
struct EventJson<'a> {
    kind: &'static str,
    day: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

/// Returns the document for a ledger that a judgement has brought up to date.
pub fn ledger<'a>(
    (session, judgement): (&Session<'_>, &Judgement),
    ledger: &'a Ledger,
    moved: Moved,
) -> LedgerJson<'a> {
    let standing = ledger.standing(session, judgement);
    LedgerJson {
        schema: "dabiao.ledger/1",
        as_of: iso(judgement.as_of),
        open: standing.open,
        overdue: standing.overdue,
        closed: standing.closed,
        moved: MovedJson { opened: moved.opened, closed: moved.closed, reopened: moved.reopened },
        matters: ledger.matters.iter().map(matter).collect(),
    }
}

fn matter(m: &Matter) -> MatterJson<'_> {
    MatterJson {
        number: &m.number,
        rule: &m.duty.rule,
        statement: m.duty.statement,
        entity: m.duty.entity.as_deref(),
        office: &m.office,
        state: if m.is_closed() { "closed" } else { "open" },
        events: m.events.iter().map(event).collect(),
    }
}

fn event(e: &Event) -> EventJson<'_> {
    EventJson { kind: e.kind.as_str(), day: iso(e.day), text: &e.text }
}
