//! Tables for points that people give: one workbook for each office that gives some, with the rows that are still open.
//!
//! Who judged, when and on what basis stand beside the points; `--data` reads the filled-in table back, and takes rows that
//! nobody touched for open.

use rust_xlsxwriter::XlsxError;

use super::FormRequest;
use super::file_name::Names;
use crate::office::sheet::{Cell, Column, Table, print_set_up, write};
use crate::office::{self, OfficeError};
use crate::words::say;
use dabiao_eval::{PointsNeed, Session};

/// The table of one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsForm {
    /// The name of its file, without the ending.
    pub stem: String,
    /// What is still to be entered, in the order of schemes, items and the roster.
    pub rows: Vec<PointsNeed>,
}

/// Returns the tables of points that are open for a period: one for each office that gives them.
pub fn points_forms(session: &Session<'_>, request: &FormRequest) -> Vec<PointsForm> {
    let mut names = Names::default();
    let mut all: Vec<PointsForm> = Vec::new();
    let mut offices = Vec::new();
    for need in session.needs().points.into_iter().filter(|n| n.period == request.period) {
        match offices.iter().position(|o| *o == need.office).and_then(|at| all.get_mut(at)) {
            Some(form) => form.rows.push(need),
            None => {
                let head = say(request.lang, "评分", "points");
                let stem = names.give(&format!("{head}-{}-{}", need.office, need.period), "");
                offices.push(need.office.clone());
                all.push(PointsForm { stem, rows: vec![need] });
            }
        }
    }
    all
}

/// Returns the bytes of the workbook of a table of points.
///
/// # Errors
/// [`OfficeError`] if the workbook cannot hold it.
pub fn points_workbook(
    session: &Session<'_>,
    request: &FormRequest,
    form: &PointsForm,
) -> Result<Vec<u8>, OfficeError> {
    Ok(book(session, request, form)?)
}

fn book(session: &Session<'_>, request: &FormRequest, form: &PointsForm) -> Result<Vec<u8>, XlsxError> {
    let mut book = office::workbook(&form.stem, request.period.last_day(), request.lang)?;
    let sheet = book.add_worksheet().set_name(say(request.lang, "评分表", "Points"))?;
    // The words of the head are those by which the reader knows such a table.
    let heads = [
        ("考核办法", "scheme", 24),
        ("项目", "item", 24),
        ("代码", "code", 14),
        ("对象", "entity", 16),
        ("时期", "period", 9),
        ("得分", "points", 9),
        ("评分人", "who", 12),
        ("日期", "date", 12),
        ("依据", "basis", 30),
    ];
    let columns = heads.map(|(zh, en, width)| Column::text(say(request.lang, zh, en), width));
    let mut table = Table { frozen_columns: 5, ..Table::new(columns) };
    let (model, roster) = (session.rules().model(), &session.data().roster);
    for need in &form.rows {
        let Some(scheme) = model.schemes.get(need.scheme) else { continue };
        let (Some(entry), Some(entity)) = (scheme.entries.get(need.entry), roster.get(need.entity)) else { continue };
        let mut row = vec![
            Cell::text(&*scheme.name),
            Cell::text(&*entry.title),
            Cell::code(&*entity.code),
            Cell::text(&*entity.name),
            Cell::code(need.period.to_string()),
        ];
        row.extend(std::iter::repeat_n(Cell::Blank, 4));
        table.rows.push(row);
    }
    write(sheet, &table)?;
    print_set_up(sheet, request.lang);
    office::bytes(book)
}
