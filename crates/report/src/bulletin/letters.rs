//! Letters to those who are late (三单三函): for each office or town one letter with three lists, its tasks, who answers for
//! them, and what is to be remedied, each figure with a code by which it can be disputed; a slip for the reply at the end.
//!
//! Which letter it is (提醒函, 督办函, 通报) is what the lights of the rules say, whose lines name the letter as their
//! action and are checked for gaps; rules without such lights have the ladder of [`by_lateness`]. Every letter that a
//! matter of the ledger has had without being closed raises it by one rung. INVARIANT: whoever gets a letter finds in it
//! everything of his that is late, and nothing of anybody else.

use super::addressee::{Addressee, Late, LetterKind, Who};
use super::letter_lists as lists;
use super::{Block, paper, words};
use crate::document::{Column, Document, Line, Table};
use crate::followup::Item;
use crate::followup::document::of_item;
use crate::ledger::{Duty, Ledger, duty_of};
use crate::office::OfficeError;
use crate::office::scene::Scene;
use crate::view::Source;
use chrono::NaiveDate;
use dabiao_data::EntityId;
use dabiao_eval::{Check, Span};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{LevelId, Verdict};

/// Days after which what is overdue is made known to all.
///
/// Half a year: the plans rank every half-year, and what stood late in one ranking and stands late in the next has had
/// its urging.
const DAYS_TO_NOTICE: i64 = 183;

/// Who gets letters, and what they say.
#[derive(Debug, Clone, Copy)]
pub struct LetterRequest<'a> {
    /// The places of this level; `None`: the offices that answer for rules.
    pub level: Option<LevelId>,
    /// The day by which a reply is asked for.
    pub reply_by: Option<NaiveDate>,
    /// The ledger: its numbers stand in the letters, and its letters raise the rung.
    pub ledger: Option<&'a Ledger>,
}

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// Which letter it is.
    pub kind: LetterKind,
    /// As a Word document.
    pub word: Vec<u8>,
    /// As a document for a page.
    pub document: Document,
    /// The duties that it is about.
    pub duties: Vec<Duty>,
}

/// Returns the letters, in the order of the follow-up list; nobody who is not late gets one.
///
/// # Errors
/// [`OfficeError`] if a document cannot be packed.
pub fn letters(source: Source<'_>, request: LetterRequest<'_>) -> Result<Vec<Letter>, OfficeError> {
    let scene = Scene::new(source);
    let all = match request.level {
        Some(level) => places(&scene, request, level),
        None => of_offices(&scene, request),
    };
    all.iter().map(|to| letter(&scene, to, request)).collect()
}

fn letter(scene: &Scene<'_>, to: &Addressee<'_>, request: LetterRequest<'_>) -> Result<Letter, OfficeError> {
    let kind = to.items.iter().map(|l| l.kind).max().unwrap_or(LetterKind::Reminder);
    let title = title(scene, &to.name, kind);
    let blocks = lists::blocks(scene, to, (kind, &title), request.reply_by);
    let (session, judgement) = (scene.source.session, scene.source.judgement);
    Ok(Letter {
        to: to.name.clone(),
        kind,
        word: paper::pack(&blocks, scene, &title)?,
        document: document(&blocks),
        duties: to.items.iter().filter_map(|l| duty_of(session, judgement, l.item)).collect(),
    })
}

fn title(scene: &Scene<'_>, name: &str, kind: LetterKind) -> String {
    let lang = scene.source.lang;
    let period = scene.source.judgement.term.as_ref().map(|t| crate::words::term(t.period, lang));
    let day = || words::day(scene.as_of(), lang);
    let kind = kind.name(lang);
    match lang {
        Lang::Zh => {
            let period = period.unwrap_or_else(|| format!("截至{}", day()));
            format!("关于{name}{period}目标任务完成情况的{kind}")
        }
        Lang::En => format!("{kind} to {name} on the targets of {}", period.unwrap_or_else(day)),
    }
}

fn of_offices<'s>(scene: &'s Scene<'_>, request: LetterRequest<'_>) -> Vec<Addressee<'s>> {
    let nobody = scene.say("未明确责任单位", "no office named");
    let of = |office: &'s crate::followup::Office| {
        let items = office.items.iter().filter_map(|i| scene.followup.items.get(*i));
        Addressee {
            name: office.name.as_deref().unwrap_or(nobody).to_owned(),
            who: Who::Office(office.name.clone()),
            items: items.filter_map(|item| late(scene, item, request)).collect(),
        }
    };
    scene.followup.offices.iter().map(of).filter(|a| !a.items.is_empty()).collect()
}

fn places<'s>(scene: &'s Scene<'_>, request: LetterRequest<'_>, level: LevelId) -> Vec<Addressee<'s>> {
    let roster = &scene.view.data.roster;
    let all = (0u32..).zip(&roster.entities).filter(|(_, e)| e.level == Some(level));
    let of = |(at, _): (u32, &dabiao_data::Entity)| {
        let place = EntityId(at);
        let items = scene.followup.items.iter().filter_map(|item| {
            let own = lists::failing_below(scene, item, place);
            (!own.is_empty()).then_some((item, own))
        });
        Addressee {
            name: scene.view.names.get(place),
            who: Who::Place(place),
            items: items.filter_map(|(item, own)| Some(Late { own, ..late(scene, item, request)? })).collect(),
        }
    };
    all.map(of).filter(|a| !a.items.is_empty()).collect()
}

fn late<'s>(scene: &Scene<'_>, item: &'s Item, request: LetterRequest<'_>) -> Option<Late<'s>> {
    let (_, check) = of_item(&scene.view, item)?;
    let duty = duty_of(scene.source.session, scene.source.judgement, item);
    let matter = request.ledger.zip(duty).and_then(|(l, d)| l.of_duty(&d));
    let kind = by_lights(scene, item, check).unwrap_or_else(|| by_lateness(check, scene.as_of()));
    Some(Late {
        item,
        number: matter.map(|m| m.number.clone()),
        kind: kind.raised(matter.map_or(0, crate::ledger::Matter::n_letters)),
        own: Vec::new(),
    })
}

/// The sharpest letter that the lights of a check name.
fn by_lights(scene: &Scene<'_>, item: &Item, check: &Check) -> Option<LetterKind> {
    let model = scene.view.model;
    let boards = scene.source.judgement.lights.iter();
    let rows = boards.flat_map(|b| b.rows.iter().map(move |r| (b.lights, r)));
    let own = rows.filter(|(_, r)| {
        r.rule == item.rule
            && (r.statement, r.target) == (check.statement, check.target)
            && (check.entity.is_none() || r.entity == check.entity)
    });
    let action = |(lights, r): (usize, &dabiao_eval::LightRow)| {
        LetterKind::of_action(model.lights.get(lights)?.lines.get(r.line?)?.action.as_deref()?)
    };
    own.filter_map(action).max()
}

/// The ladder of rules that declare none: what is behind is reminded of, what is overdue is urged, and what has been so
/// for half a year is made known.
fn by_lateness(check: &Check, as_of: NaiveDate) -> LetterKind {
    let due = check.due.or(check.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    }));
    let overdue = due.map_or(0, |due| (as_of - due).num_days());
    match check.verdict {
        Verdict::Unmet if overdue >= DAYS_TO_NOTICE => LetterKind::Notice,
        Verdict::Unmet => LetterKind::Urging,
        _ => LetterKind::Reminder,
    }
}

/// The same blocks for a page.
fn document(blocks: &[Block]) -> Document {
    let mut document = Document::default();
    for block in blocks {
        match block {
            Block::Title(t) => document.heading(1, t.as_str()),
            Block::Heading(t) | Block::Annex(t) => document.heading(2, t.as_str()),
            Block::Subheading(t) => document.heading(3, t.as_str()),
            Block::Number(t) | Block::Address(t) | Block::Body(t) | Block::Caption(t) => document.paragraph(t.as_str()),
            Block::Sign(lines) => lines.iter().for_each(|l| document.paragraph(l.trim())),
            Block::Table(grid) => {
                let mut table = Table::new(grid.columns.iter().map(|c| Column::text(c.head, 8)));
                for row in &grid.rows {
                    table.row(row.iter().map(|c| Line::from(c.as_str())));
                }
                document.table(table);
            }
        }
    }
    document
}
