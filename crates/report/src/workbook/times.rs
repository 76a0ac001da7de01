//! Sheets of what a report on one period leaves out of its counts.

use super::Scene;
use super::columns;
use crate::office::sheet::{Cell, Table};
use crate::view::term::{ApartRow, OtherTimes, Part};
use crate::words;

/// Returns the sheets with their names; none where the report is not of one period.
pub(super) fn tables(scene: &Scene<'_>) -> Vec<(&'static str, Table)> {
    let other = OtherTimes::of(&scene.view, scene.style());
    other.iter().flat_map(OtherTimes::parts).map(|(part, rows)| table(scene, part, rows)).collect()
}

fn table(scene: &Scene<'_>, part: Part, rows: &[ApartRow]) -> (&'static str, Table) {
    const WIDTHS: [usize; 9] = [10, 12, 34, 14, 18, 12, 12, 22, 18];
    let lang = scene.source.lang;
    let heads: Vec<(&'static str, usize)> = part.heads(lang).into_iter().zip(WIDTHS).collect();
    let mut table = Table::new(columns(&heads));
    table.frozen_columns = 3;
    table.has_filter = true;
    let row = |r: &ApartRow| {
        let verdict = Cell::text(words::verdict(r.verdict, lang));
        std::iter::once(verdict).chain(r.cells.iter().map(Cell::text)).collect()
    };
    table.rows = rows.iter().map(row).collect();
    (part.title(lang), table)
}
