//! A marked workbook of a file that is none in the form of Office Open XML: its cells as they were read, with the notes.

use dabiao_data::GridRow;
use dabiao_lang::diag::{Both, Severity};
use rust_xlsxwriter::{Color, Format, FormatPattern, Note, Workbook, XlsxError};

use super::Mark;

/// Writes the cells of each sheet, marked ones coloured and with a note.
///
/// # Errors
/// Says why, where a table is larger than a workbook can be.
pub fn workbook(sheets: &[(String, Vec<GridRow>, Vec<Mark>)]) -> Result<Vec<u8>, Both> {
    made(sheets).map_err(|e| Both::of("工作簿装不下这张表", e.to_string()))
}

fn made(sheets: &[(String, Vec<GridRow>, Vec<Mark>)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for (name, rows, marks) in sheets {
        let sheet = book.add_worksheet();
        // A name that a workbook cannot have stays the default one.
        let _ = sheet.set_name(name);
        for row in rows {
            for (column, text) in (0u16..).zip(&row.cells).filter(|(_, t)| !t.is_empty()) {
                sheet.write_string(row.number.saturating_sub(1), column, text)?;
            }
        }
        for mark in marks {
            let colour = if mark.severity == Severity::Error { 0x00FF_C7CE } else { 0x00FF_EB9C };
            let format = Format::new().set_background_color(Color::RGB(colour)).set_pattern(FormatPattern::Solid);
            let (row, column) = (mark.row - 1, u16::try_from(mark.column - 1).unwrap_or(u16::MAX));
            let text = rows.iter().find(|r| r.number == mark.row).and_then(|r| r.cells.get(usize::from(column)));
            match text.filter(|t| !t.is_empty()) {
                Some(text) => sheet.write_string_with_format(row, column, text, &format)?,
                None => sheet.write_blank(row, column, &format)?,
            };
            sheet.insert_note(row, column, &Note::new(&mark.sentence).set_author("达标"))?;
        }
    }
    book.save_to_buffer()
}
