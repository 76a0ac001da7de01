//! The cells of a sheet as they stand, for drawing it beside what was understood of it.

use std::sync::Arc;

use super::header::Names;
use super::open::{Known, Opener, Shelves};
use super::request::LoadRequest;
use dabiao_lang::model::Schema;
use dabiao_lang::source::Files;

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Its number, from 1.
    pub number: u32,
    /// Its cells from the first column on; those that a merged cell covers hold its text.
    pub cells: Vec<String>,
    /// Columns, from 0, that a merged cell covers.
    pub covered: Vec<usize>,
}

/// Reads the first rows of one sheet of a file; nothing where it cannot be read, which the findings of loading say.
pub fn grid(
    files: &dyn Files,
    request: &LoadRequest,
    (file, sheet): (&Arc<str>, Option<&str>),
    n_rows: usize,
) -> Vec<GridRow> {
    let schema = Schema::default();
    let names = Names::new(&schema);
    let known = Known { schema: &schema, names: &names, encoding: request.encoding, mapping: &[] };
    let opener = Opener::new(Shelves { files, shared: None }, known);
    let found = opener.sheets(file).unwrap_or_default();
    let Some(found) = found.into_iter().find(|f| f.sheet.name.as_deref() == sheet) else { return Vec::new() };
    let read = opener.with_rows(&found.sheet, found.idx, |rows| {
        let mut all = Vec::new();
        while all.len() < n_rows {
            let Ok(Some(row)) = rows.next_row() else { break };
            let cells: Vec<String> = row.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
            let covered = (0..cells.len()).filter(|&i| row.is_covered(i)).collect();
            all.push(GridRow { number: row.number, cells, covered });
        }
        all
    });
    read.unwrap_or_default()
}
