//! The sheet of entities where a list would be too long: a row for each entity, a column for each check.
//!
//! A list has a row for each check and entity, which for a country is millions; no sheet holds them and nobody reads them.
//! The wall says the same in as many rows as there are entities: the figures that the checks read, each once, and a word
//! for each check. Its rows are written as they come (`office::stream`), so that memory holds a byte for each check and
//! entity. INVARIANT: whoever does not pass has a word.

use std::io;

use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Format, Worksheet, XlsxError};
use rustc_hash::FxHashMap;

use super::Scene;
use super::entities::target_text;
use crate::office::cell::{Number, number};
use crate::office::sheet::{Column, Table, print_set_up, write};
use crate::office::stream::{Rows, Streamed, samples};
use crate::office::style;
use crate::view::check::CheckView;
use crate::view::entities::{Figures, Outcomes};
use crate::view::rule::RuleView;
use crate::words;
use dabiao_data::EntityId;
use dabiao_eval::{EntityJudgement, FigureColumn};
use dabiao_lang::model::Verdict;

/// Rows of the list above which the wall stands in its place: what a person still scrolls through.
const LIST_LIMIT: u64 = 50_000;
/// Columns of one sheet; the limit of the format is 16,384.
const COLUMNS_LIMIT: usize = 16_000;
/// Code, name, and where it lies.
const N_FIXED: usize = 3;
/// No word.
const NONE: u8 = u8::MAX;

/// The columns of the wall.
pub(super) struct Wall<'a> {
    figures: Vec<Figures<'a>>,
    checks: Vec<CheckColumn>,
    /// The words, the verdicts first.
    words: Vec<&'static str>,
    rows: Vec<EntityId>,
}

/// A check.
struct CheckColumn {
    head: String,
    /// For each entity of the roster the position of its word.
    marks: Vec<u8>,
    /// What it measured of each, where that stands in no column of figures.
    values: Option<Values>,
}

/// Values of entities; the few that are no numbers of a workbook stand apart.
#[derive(Default)]
struct Values {
    head: String,
    numbers: Vec<Option<Number>>,
    texts: FxHashMap<u32, String>,
}

/// Returns whether the list of entities would be too long.
pub(super) fn is_needed(scene: &Scene<'_>) -> bool {
    let n_rows = |j: &RuleView<'_>| {
        let checks = j.judgement.checks.iter().map(|c| {
            let members = c.members.map_or(0, |m| m.total);
            let named = (c.failing.len() + c.missing.len()) as u64;
            if CheckView::of(&scene.view, *j, c).is_each() { members } else { named }
        });
        checks.sum::<u64>()
    };
    let n_columns: usize = scene.view.rules.iter().map(|j| j.judgement.checks.len() * 2).sum();
    scene.view.rules.iter().map(n_rows).sum::<u64>() > LIST_LIMIT && n_columns + N_FIXED < COLUMNS_LIMIT
}

impl<'a> Wall<'a> {
    /// Looks at every check once.
    pub(super) fn of(scene: &'a Scene<'a>) -> Self {
        let lang = scene.source.lang;
        let mut wall = Self { figures: Vec::new(), checks: Vec::new(), words: Vec::new(), rows: Vec::new() };
        wall.words.extend(Verdict::ALL.iter().map(|v| words::verdict(*v, lang)));
        wall.words.extend([scene.say("不符合", "fails"), scene.say("计入", "counted")]);
        let mut seen: FxHashMap<FigureColumn, ()> = FxHashMap::default();
        for j in &scene.view.rules {
            for (at, check) in j.judgement.checks.iter().enumerate() {
                let check = CheckView::of(&scene.view, *j, check);
                let figures = Figures::of(scene.source.session, &scene.view, (j.at, at));
                let has_figures = figures.is_some();
                if let Some(figures) = figures.filter(|f| seen.insert(f.column(), ()).is_none()) {
                    wall.figures.push(figures);
                }
                wall.check(scene, (*j, at, &check), has_figures);
            }
        }
        let is_named =
            |id: &EntityId| wall.checks.iter().any(|c| c.marks.get(id.0 as usize).is_some_and(|m| *m != NONE));
        wall.rows = (0..scene.view.data.roster.entities.len() as u32).map(EntityId).filter(is_named).collect();
        wall
    }

    fn check(&mut self, scene: &Scene<'_>, (j, at, check): (RuleView<'_>, usize, &CheckView<'_>), has_figures: bool) {
        let n_entities = scene.view.data.roster.entities.len();
        let period = check.check.period.map(|p| scene.style().period(p)).unwrap_or_default();
        let head = format!("{}\n{period} {}", j.rule.id, target_text(scene, check));
        let mut column = CheckColumn { head, marks: vec![NONE; n_entities], values: None };
        match Outcomes::of(scene.source.session, &scene.view, (j.at, at), check) {
            Outcomes::Each(all) => {
                let others = all.iter().filter(|e| e.verdict != Verdict::Met);
                others.for_each(|e| column.mark(e.entity, position(e.verdict)));
                if !has_figures {
                    let mut values = Values { numbers: vec![None; n_entities], ..Values::default() };
                    values.head = format!("{}\n{period} {}", j.rule.id, scene.say("数值", "value"));
                    all.iter().for_each(|e| values.add(scene, check, e));
                    column.values = Some(values);
                }
            }
            Outcomes::Members { named, missing } => {
                let n_verdicts = Verdict::ALL.len() as u8;
                let word = if check.counts_to_a_ceiling() { n_verdicts + 1 } else { n_verdicts };
                named.iter().for_each(|id| column.mark(*id, word));
                missing.iter().for_each(|id| column.mark(*id, position(Verdict::Missing)));
            }
        }
        if column.marks.iter().any(|m| *m != NONE) {
            self.checks.push(column);
        }
    }

    /// Writes the head of the sheet and where the rows are to come.
    pub(super) fn head(&self, scene: &Scene<'_>, sheet: &mut Worksheet) -> Result<Streamed<'_>, XlsxError> {
        let mut columns = vec![
            Column::text(scene.say("代码", "Code"), 16),
            Column::text(scene.say("对象", "Entity"), 18),
            Column::text(scene.say("所属", "Belongs to"), 14),
        ];
        for figures in &self.figures {
            let name = scene.view.model.schema.indicator(figures.column().indicator).map_or("", |i| &i.name);
            let in_brackets = || words::bracketed(figures.unit(), scene.source.lang);
            let unit = if figures.unit().is_empty() { String::new() } else { in_brackets() };
            columns.push(Column::number(format!("{name}\n{}{unit}", figures.column().period), 14));
        }
        columns.extend(self.checks.iter().map(|c| Column::text(c.head.clone(), 12)));
        columns
            .extend(self.checks.iter().filter_map(|c| c.values.as_ref()).map(|v| Column::number(v.head.clone(), 12)));
        let n_columns = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        let mut table = Table::new(columns);
        table.frozen_columns = 2;
        table.notes = vec![scene
            .say(
                "逐条列出太长：每个对象一行，每项判定一列；空白表示达标（符合），或不属于该项判定的对象",
                "A list would be too long: a row for each entity, a column for each check; a blank cell passes or is not meant",
            )
            .to_owned()];
        let placed = write(sheet, &table)?;
        let n_rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let streamed = Streamed { row: placed.head + 1, words: &self.words, size: (n_rows, n_columns) };
        samples(sheet, &streamed)?;
        let last = placed.head + n_rows.max(1);
        sheet.autofilter(placed.head, 0, last, n_columns.saturating_sub(1))?;
        self.colour(sheet, (placed.head + 1, last))?;
        print_set_up(sheet, scene.source.lang);
        Ok(streamed)
    }

    /// Colours the words, whatever is written there later.
    fn colour(&self, sheet: &mut Worksheet, (first, last): (u32, u32)) -> Result<(), XlsxError> {
        let Some(n_checks) = u16::try_from(self.checks.len()).ok().filter(|n| *n > 0) else { return Ok(()) };
        let left = u16::try_from(N_FIXED + self.figures.len()).unwrap_or(u16::MAX);
        let verdicts = Verdict::ALL.into_iter().chain([Verdict::Unmet, Verdict::Unmet]);
        for (word, verdict) in self.words.iter().zip(verdicts) {
            let (text, behind) = style::colours(verdict);
            let look = Format::new().set_font_color(text).set_background_color(behind);
            let rule = ConditionalFormatCellRule::EqualTo((*word).to_owned());
            let rule = ConditionalFormatCell::new().set_rule(rule).set_format(look);
            sheet.add_conditional_format(first, left, last, left + n_checks - 1, &rule)?;
        }
        Ok(())
    }

    /// Writes the rows.
    pub(super) fn rows(&self, scene: &Scene<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
        let roster = &scene.view.data.roster;
        for id in &self.rows {
            let Some(entity) = roster.get(*id) else { continue };
            rows.row()?;
            rows.code(&entity.code);
            rows.text(&entity.name);
            rows.text(entity.parent.and_then(|p| roster.get(p)).map_or("", |p| &*p.name));
            self.figures.iter().for_each(|f| rows.figure(&f.text(*id)));
            for check in &self.checks {
                match check.marks.get(id.0 as usize) {
                    Some(mark) if *mark != NONE => rows.word(usize::from(*mark)),
                    _ => rows.skip(1),
                }
            }
            self.checks.iter().filter_map(|c| c.values.as_ref()).for_each(|v| v.write(*id, rows));
        }
        Ok(())
    }
}

fn position(verdict: Verdict) -> u8 {
    Verdict::ALL.iter().position(|v| *v == verdict).and_then(|p| u8::try_from(p).ok()).unwrap_or(NONE)
}

impl CheckColumn {
    fn mark(&mut self, id: EntityId, word: u8) {
        if let Some(slot) = self.marks.get_mut(id.0 as usize) {
            *slot = word;
        }
    }
}

impl Values {
    fn add(&mut self, scene: &Scene<'_>, check: &CheckView<'_>, e: &EntityJudgement) {
        let Some(text) = e.value.as_ref().map(|v| check.figure(&scene.view, v).to_text()) else { return };
        match (number(&text), self.numbers.get_mut(e.entity.0 as usize)) {
            (Some(n), Some(slot)) => *slot = Some(n),
            _ => {
                self.texts.insert(e.entity.0, text);
            }
        }
    }

    fn write(&self, id: EntityId, rows: &mut Rows<'_>) {
        match (self.numbers.get(id.0 as usize), self.texts.get(&id.0)) {
            (Some(Some(n)), _) => rows.number(*n),
            (_, Some(text)) => rows.text(text),
            _ => rows.skip(1),
        }
    }
}
