//! Letters to those who are late (三单三函): for each office or town one letter with three lists, its tasks, who answers for
//! them, and what is to be remedied, each figure with a code by which it can be disputed; a slip for the reply at the end.
//!
//! Which letter it is (提醒函, 督办函, 通报) is what the lights of the rules say, whose lines name the letter as their
//! action and are checked for gaps; rules without such lights have the ladder of [`by_lateness`]. Every letter that a
//! matter of the ledger has had without being closed raises it by one rung. INVARIANT: whoever gets a letter finds in it
//! everything of his that is late, and nothing of anybody else.

use super::addressee::{Addressee, Late, LetterKind, Who};
use super::fields::{self, TemplateError};
use super::letter_lists as lists;
use super::{Block, paper, words};
use crate::document::{Column, Document, Line, Table, Tone};
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

/// Codes that stand in one row of a page.
const CODES_IN_ROW: usize = 6;

/// Who gets letters, and what they say.
#[derive(Debug, Clone, Copy)]
pub struct LetterRequest<'a> {
    /// The places of this level; `None`: the offices that answer for rules.
    pub level: Option<LevelId>,
    /// The day by which a reply is asked for.
    pub reply_by: Option<NaiveDate>,
    /// The ledger: its numbers stand in the letters, and its letters raise the rung.
    pub ledger: Option<&'a Ledger>,
    /// Documents of the office that are filled in instead of ours.
    pub templates: Option<&'a Templates>,
}

/// Documents of the office with fields, one for each letter; a letter without one is written as ours.
#[derive(Debug, Clone, Default)]
pub struct Templates(Vec<(LetterKind, Vec<u8>)>);

impl Templates {
    /// Takes in the document for a letter.
    pub fn add(&mut self, kind: LetterKind, bytes: Vec<u8>) {
        self.0.push((kind, bytes));
    }

    fn of(&self, kind: LetterKind) -> Option<&[u8]> {
        self.0.iter().find(|(k, _)| *k == kind).map(|(_, bytes)| &**bytes)
    }
}

/// Returns a document with fields to start from: ours, which the office then changes.
///
/// # Errors
/// [`OfficeError`] if it cannot be packed.
pub fn blank(source: Source<'_>, kind: LetterKind) -> Result<Vec<u8>, OfficeError> {
    let scene = Scene::new(source);
    paper::pack(&fields::blank(&scene), &scene, kind.name(scene.source.lang))
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
/// [`TemplateError`] if a document cannot be packed, or a field of a template be filled in.
pub fn letters(source: Source<'_>, request: LetterRequest<'_>) -> Result<Vec<Letter>, TemplateError> {
    let scene = Scene::new(source);
    let all = match request.level {
        Some(level) => places(&scene, request, level),
        None => of_offices(&scene, request),
    };
    all.iter().map(|to| letter(&scene, to, request)).collect()
}

fn letter(scene: &Scene<'_>, to: &Addressee<'_>, request: LetterRequest<'_>) -> Result<Letter, TemplateError> {
    let kind = to.items.iter().map(|l| l.kind).max().unwrap_or(LetterKind::Reminder);
    let title = title(scene, &to.name, kind);
    let parts = lists::parts(scene, to, (kind, &title), request.reply_by);
    let blocks = lists::blocks(scene, &parts);
    let word = match request.templates.and_then(|t| t.of(kind)) {
        Some(template) => fields::filled(scene, (template, kind), &parts)?,
        None => paper::pack(&blocks, scene, &title)?,
    };
    let (session, judgement) = (scene.source.session, scene.source.judgement);
    Ok(Letter {
        to: to.name.clone(),
        kind,
        word,
        document: document(&blocks, scene.say("代码", "Code")),
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
            items: items.filter_map(|item| late(scene, (item, Vec::new()), request)).collect(),
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
            items: items.filter_map(|(item, own)| late(scene, (item, own), request)).collect(),
        }
    };
    all.map(of).filter(|a| !a.items.is_empty()).collect()
}

fn late<'s>(scene: &Scene<'_>, (item, own): (&'s Item, Vec<EntityId>), request: LetterRequest<'_>) -> Option<Late<'s>> {
    let (_, check) = of_item(&scene.view, item)?;
    let duty = duty_of(scene.source.session, scene.source.judgement, item);
    let matter = request.ledger.zip(duty).and_then(|(l, d)| l.of_duty(&d));
    let kind = by_lights(scene, item, (check, &own)).unwrap_or_else(|| by_lateness(check, scene.as_of()));
    let n_letters = matter.map_or(0, |m| m.n_letters(scene.as_of()));
    Some(Late {
        item,
        number: matter.map(|m| m.number.clone()),
        kind: kind.raised(n_letters),
        n_letters,
        light: light(scene, item, (check, &own)),
        own,
    })
}

/// The lights that the judgements of a check were given, those of a place alone where it is meant; each with its declaration.
fn lights_of<'s>(
    scene: &'s Scene<'_>,
    item: &Item,
    (check, own): (&Check, &'s [EntityId]),
) -> impl Iterator<Item = (usize, &'s dabiao_eval::LightRow)> {
    let boards = scene.source.judgement.lights.iter();
    let (rule, place, entity) = (item.rule, (check.statement, check.target), check.entity);
    boards.flat_map(|b| b.rows.iter().map(move |r| (b.lights, r))).filter(move |(_, r)| {
        let is_own = own.is_empty() || r.entity.is_none_or(|e| own.contains(&e));
        r.rule == rule && (r.statement, r.target) == place && (entity.is_none() || r.entity == entity) && is_own
    })
}

/// The worst light of a check, and what it was before.
fn light(scene: &Scene<'_>, item: &Item, of: (&Check, &[EntityId])) -> Option<String> {
    let model = scene.view.model;
    let lit = lights_of(scene, item, of).filter_map(|(n, r)| {
        let declared = model.lights.get(n)?;
        Some((declared.lines.get(r.line?)?.colour, declared, r))
    });
    let (colour, declared, row) = lit.max_by_key(|(colour, ..)| *colour)?;
    let name = |colour: usize| declared.colours.get(colour).map(|c| c.to_string());
    let before = row.handed.and_then(|h| name(h.colour));
    let now = name(colour)?;
    Some(match (before, scene.source.lang) {
        (None, _) => now,
        (Some(before), Lang::Zh) => format!("{now}，上次{before}"),
        (Some(before), Lang::En) => format!("{now}, {before} before"),
    })
}

/// The sharpest letter that the lights of a check name.
fn by_lights(scene: &Scene<'_>, item: &Item, of: (&Check, &[EntityId])) -> Option<LetterKind> {
    let model = scene.view.model;
    let own = lights_of(scene, item, of);
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
fn document(blocks: &[Block], code: &str) -> Document {
    let mut document = Document::default();
    for block in blocks {
        match block {
            Block::Title(t) => document.heading(1, t.as_str()),
            Block::Heading(t) | Block::Annex(t) => document.heading(2, t.as_str()),
            Block::Subheading(t) => document.heading(3, t.as_str()),
            Block::Number(t) | Block::Address(t) | Block::Body(t) | Block::Caption(t) => document.paragraph(t.as_str()),
            Block::Codes(codes) => {
                let mut table = Table::new((0..CODES_IN_ROW).map(|_| Column::text(code, 8)));
                for row in codes.chunks(CODES_IN_ROW) {
                    table.row(row.iter().map(|c| Line::of(c.as_str(), Tone::Scan)));
                }
                document.table(table);
            }
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
