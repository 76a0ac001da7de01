//! The report on a run as an Excel workbook: the same tables as the other forms, to be sorted, filtered and worked with.
//!
//! Sheets: summary with charts, rules, checks, entities (as a list, or where that would be too long as a `wall`), scores, lights, follow-up, findings, what it rests on. A rule leads
//! to its checks, a check to its entities, and back. INVARIANT: nothing is cut: what does not fit on a sheet goes on on the
//! next; numbers are numbers, and text is never a formula.

mod basis;
mod checks;
mod entities;
mod findings;
mod followups;
mod lights;
mod rules;
mod scores;
mod summary;
mod times;
mod wall;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::office::scene::Scene;
use super::office::sheet::{Cell, Column, Placed, Table, colour_verdicts, print_set_up, write};
use super::office::{self, OfficeError, stream};
use super::view::Source;
use dabiao_lang::diag::Lang;

/// Rows of one sheet; the limit of the format is 1,048,576.
const ROWS_LIMIT: usize = 1_000_000;
/// Links of one sheet; the limit of the format is 65,530.
const LINKS_LIMIT: usize = 60_000;

/// Returns the bytes of the workbook.
///
/// # Errors
/// [`OfficeError`] if the format cannot hold it.
pub fn workbook(source: Source<'_>) -> Result<Vec<u8>, OfficeError> {
    let scene = Scene::new(source);
    let title = format!("{} {}", scene.say("达标评估报告", "Evaluation report"), scene.as_of());
    let mut book = office::workbook(&title, scene.as_of(), source.lang)?;
    if !wall::is_needed(&scene) {
        let list = entities::table(&scene);
        fill(&scene, &mut book, Some(list), |_| Ok(()))?;
        return Ok(office::bytes(book)?);
    }
    let wall = wall::Wall::of(&scene);
    let mut head = None;
    fill(&scene, &mut book, None, |book| {
        let sheet = book.add_worksheet().set_name(scene.say("对象", "Entities"))?;
        let streamed = wall.head(&scene, sheet)?;
        head = Some((book.worksheets().len(), streamed));
        Ok(())
    })?;
    match &head {
        Some((sheet, streamed)) => stream::pack(book, (*sheet, streamed), |rows| wall.rows(&scene, rows)),
        None => Ok(office::bytes(book)?),
    }
}

/// Writes the sheets; where the list of entities would be too long, `instead` adds the sheet that stands in its place.
fn fill<'s>(
    scene: &'s Scene<'_>,
    book: &mut Workbook,
    list: Option<Linked>,
    instead: impl FnOnce(&mut Workbook) -> Result<(), XlsxError> + 's,
) -> Result<(), XlsxError> {
    let lang = scene.source.lang;
    let (rules_name, checks_name) = (scene.say("规则", "Rules"), scene.say("判定项", "Checks"));
    let entities_name = scene.say("对象", "Entities");
    let places = list.as_ref().map(|l| l.places(entities_name)).unwrap_or_default();
    let mut checks = checks::table(scene, &places);
    let rules = rules::table(scene, &checks.places(checks_name));
    let rules_places = rules.places(rules_name);
    checks.link_back(&rules_places);

    summary::write(scene, book.add_worksheet().set_name(scene.say("汇总", "Summary"))?)?;
    rules.write(book, rules_name, lang)?;
    checks.write(book, checks_name, lang)?;
    match list {
        Some(mut list) => {
            list.link_back(&rules_places);
            list.write(book, entities_name, lang)?;
        }
        None => instead(book)?,
    }
    for (name, table) in scores::tables(scene) {
        Linked::plain(table).write(book, &name, lang)?;
    }
    for (name, table) in lights::tables(scene) {
        Linked::plain(table).write(book, &name, lang)?;
    }
    let followups = followups::table(scene, &rules_places);
    Linked { verdict_column: Some(1), ..Linked::plain(followups) }.write(book, scene.say("督办", "Follow-up"), lang)?;
    for (name, table) in times::tables(scene) {
        Linked { verdict_column: Some(0), ..Linked::plain(table) }.write(book, name, lang)?;
    }
    for (name, table) in findings::tables(scene) {
        Linked::plain(table).write(book, name, lang)?;
    }
    Linked::plain(basis::table(scene)).write(book, scene.say("依据", "Basis"), lang)
}

/// A table whose rows belong to things of another table.
struct Linked {
    table: Table,
    /// For each row the thing (rule, check) that leads to it, by position.
    of: Vec<usize>,
    /// For each row the rule that it belongs to, by position.
    rule_of: Vec<usize>,
    /// The column of verdicts.
    verdict_column: Option<u16>,
    /// The last column that is printed.
    printed: Option<u16>,
}

/// Where the first row of each thing stands: `'判定项'!A12`.
type Places = Vec<Option<String>>;

impl Linked {
    fn plain(table: Table) -> Self {
        Self { table, of: Vec::new(), rule_of: Vec::new(), verdict_column: None, printed: None }
    }

    /// Returns where the first row of each thing stands.
    fn places(&self, name: &str) -> Places {
        let mut places: Places = Vec::new();
        let starts = self.table.places();
        // INVARIANT: `write` parts a table in the same way.
        for (idx, thing) in self.of.iter().enumerate() {
            let part = idx / ROWS_LIMIT;
            let before = starts.get(part * ROWS_LIMIT).copied().unwrap_or(1);
            let row = starts.get(idx).copied().unwrap_or(0).saturating_sub(before) + 2;
            if places.len() <= *thing {
                places.resize(thing + 1, None);
            }
            if let Some(slot @ None) = places.get_mut(*thing) {
                *slot = Some(format!("'{}'!A{row}", part_name(name, part)));
            }
        }
        places
    }

    /// Makes the first cell of each row lead to its rule, where there are not too many.
    fn link_back(&mut self, rules: &Places) {
        if self.table.rows.len() * 2 > LINKS_LIMIT {
            return;
        }
        for (row, rule) in self.table.rows.iter_mut().zip(&self.rule_of) {
            if let Some(first @ Cell::Text(_)) = row.first_mut()
                && let Cell::Text(id) = std::mem::replace(first, Cell::Blank)
            {
                *first = link(id, rules.get(*rule));
            }
        }
    }

    fn write(&self, book: &mut Workbook, name: &str, lang: Lang) -> Result<(), XlsxError> {
        let n_high = self.printed.map(|p| usize::from(p) + 1);
        let mut parts: Vec<&[Vec<Cell>]> = self.table.rows.chunks(ROWS_LIMIT).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for (part, rows) in parts.into_iter().enumerate() {
            let sheet = book.add_worksheet().set_name(part_name(name, part))?;
            let table = Table { rows: rows.to_vec(), n_high, ..self.table.head_only() };
            let placed: Placed = write(sheet, &table)?;
            if let Some(column) = self.verdict_column {
                colour_verdicts(sheet, &placed, column, lang)?;
            }
            print_set_up(sheet, lang);
            sheet.set_print_fit_to_pages(1, 0);
            let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
            if let Some(printed) = self.printed.filter(|p| *p < last) {
                sheet.set_print_area(0, 0, placed.last, printed)?;
            }
        }
        Ok(())
    }
}

fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name}({})", part + 1) }
}

/// Returns a text that leads to a place, where there is one.
fn link(text: String, place: Option<&Option<String>>) -> Cell {
    match place {
        Some(Some(place)) => Cell::Link(text, place.clone()),
        _ => Cell::text(text),
    }
}

/// Returns the columns of a table by head and width.
fn columns(all: &[(&'static str, usize)]) -> Vec<Column> {
    all.iter().map(|(head, width)| Column::text(*head, *width)).collect()
}
