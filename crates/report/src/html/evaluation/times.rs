//! What a report on one period leaves out of its counts: a table of what is owed from before, and one of what is ahead.

use serde::Serialize;

use super::scene::{Scene, VerdictView};
use crate::view::term::{ApartRow, OtherTimes, Part};

/// A table of what is not counted.
#[derive(Debug, Serialize)]
pub(super) struct PartView {
    key: &'static str,
    title: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<RowView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    verdict: VerdictView,
    cells: Vec<String>,
}

/// Returns the tables; none where the report is not of one period.
pub(super) fn views(scene: &Scene<'_>, other: Option<&OtherTimes>) -> Vec<PartView> {
    other.into_iter().flat_map(OtherTimes::parts).map(|part| view(scene, part)).collect()
}

fn view(scene: &Scene<'_>, (part, rows): (Part, &[ApartRow])) -> PartView {
    let row = |r: &ApartRow| RowView { verdict: scene.verdict(r.verdict), cells: r.cells.clone() };
    PartView {
        key: match part {
            Part::Arrears => "arrears",
            Part::Ahead => "ahead",
        },
        title: part.title(scene.lang()),
        heads: part.heads(scene.lang()),
        rows: rows.iter().map(row).collect(),
    }
}
