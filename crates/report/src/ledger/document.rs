//! The ledger for a terminal, as Markdown or as page: what is open, how long, what was written and what was answered.

use super::{EventKind, Ledger, Matter, Moved, deadline};
use crate::document::{Column, Document, Line, Note, Table, Tone};
use crate::names::Names;
use crate::words::say;
use dabiao_eval::{Judgement, Session};
use dabiao_lang::diag::Lang;

/// Returns the ledger as a document, open matters first.
pub fn document(
    ledger: &Ledger,
    (session, judgement): (&Session<'_>, &Judgement),
    moved: Moved,
    lang: Lang,
) -> Document {
    let mut document = Document::default();
    let title = say(lang, "督办台账", "Ledger");
    let as_of = say(lang, "  截至 ", "  as of ");
    document.heading(1, Line::from(title).text(format!("{as_of}{}", judgement.as_of)));
    let s = ledger.standing(session, judgement);
    document.paragraph(match lang {
        Lang::Zh => format!(
            "在办 {} 项，其中逾期 {} 项；已销号 {} 项。本次新立 {}、销号 {}、再立 {}",
            s.open, s.overdue, s.closed, moved.opened, moved.closed, moved.reopened
        ),
        Lang::En => format!(
            "{} open, {} of them overdue; {} closed. This time {} opened, {} closed, {} reopened",
            s.open, s.overdue, s.closed, moved.opened, moved.closed, moved.reopened
        ),
    });
    let (open, closed): (Vec<&Matter>, Vec<&Matter>) = ledger.matters.iter().partition(|m| !m.is_closed());
    for (head, matters) in [(say(lang, "在办", "Open"), open), (say(lang, "已销号", "Closed"), closed)] {
        if !matters.is_empty() {
            document.heading(2, head);
            document.table(table(&matters, (session, judgement), lang));
            document.notes(matters.iter().filter_map(|m| replies(m)).collect());
        }
    }
    document
}

fn table(matters: &[&Matter], (session, judgement): (&Session<'_>, &Judgement), lang: Lang) -> Table {
    let mut table = Table::new([
        Column::text(say(lang, "编号", "No."), 9),
        Column::text(say(lang, "规则", "rule"), 9),
        Column::text(say(lang, "事项", "matter"), 20),
        Column::text(say(lang, "责任单位", "office"), 12),
        Column::text(say(lang, "立于", "opened"), 10),
        Column::text(say(lang, "期限", "deadline"), 10),
        Column::number(say(lang, "发函", "letters"), 4),
        Column::number(say(lang, "答复", "replies"), 4),
        Column::text(say(lang, "销于", "closed"), 10),
    ]);
    table.family = Some(0);
    let (model, roster) = (session.rules().model(), &session.data().roster);
    let names = Names::of(roster);
    for m in matters {
        let rule = model.rules.iter().find(|r| *r.id == *m.duty.rule);
        let task = rule.map_or(say(lang, "规则里已没有这一条", "no longer among the rules"), |r| {
            r.title.as_deref().or(r.statements.first().map(|s| &*s.text)).unwrap_or_default()
        });
        let place = m.duty.entity.as_ref().map(|code| {
            let found = (0u32..).zip(&roster.entities).map(|(at, _)| dabiao_data::EntityId(at));
            let name = found.into_iter().find(|e| roster.key(*e) == code).map(|e| names.get(e));
            format!("{}：", name.unwrap_or_else(|| code.clone()))
        });
        let count = |kind: EventKind| m.events.iter().filter(|e| e.kind == kind).count().to_string();
        let day = |d: Option<chrono::NaiveDate>| Line::from(d.map(|d| d.to_string()).unwrap_or_default());
        let closed = m.events.iter().rev().find(|e| e.kind == EventKind::Closed).filter(|_| m.is_closed());
        table.row([
            Line::of(&*m.number, Tone::Strong),
            Line::of(&*m.duty.rule, Tone::Code),
            Line::from(format!("{}{task}", place.unwrap_or_default())),
            Line::from(&*m.office),
            day(m.first(EventKind::Opened)),
            day(deadline(session, judgement, &m.duty)),
            Line::from(count(EventKind::Letter)),
            Line::from(count(EventKind::Reply)),
            day(closed.map(|e| e.day)),
        ]);
    }
    table
}

/// What was written and answered.
fn replies(m: &Matter) -> Option<Note> {
    let told = m.events.iter().filter(|e| matches!(e.kind, EventKind::Letter | EventKind::Reply | EventKind::Reopened));
    let word = |kind: EventKind| match kind {
        EventKind::Letter => "函",
        EventKind::Reply => "复",
        _ => "再",
    };
    let lines: Vec<Line> = told.map(|e| Line::from(format!("{} {} {}", word(e.kind), e.day, e.text))).collect();
    (!lines.is_empty()).then(|| Note { term: Line::of(&*m.number, Tone::Strong), lines })
}
