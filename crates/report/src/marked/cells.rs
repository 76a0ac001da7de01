//! The cells of a sheet, those with a mark in another style; a marked cell that is not there is added.

use dabiao_lang::diag::Both;

use super::Mark;
use super::styles::Styles;
use super::xml::{Kind, Piece, pieces};

/// Returns the name of a cell: `C7`.
pub(super) fn reference(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut n = column;
    while n > 0 {
        letters.push(char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

/// Returns the column of a cell's name.
fn column_of(reference: &str) -> Option<u32> {
    let letters = reference.trim_end_matches(|c: char| c.is_ascii_digit());
    let value =
        |n: u32, c: char| n.checked_mul(26)?.checked_add(u32::from(c.to_ascii_uppercase() as u8).checked_sub(64)?);
    letters.chars().filter(char::is_ascii_alphabetic).try_fold(0u32, value).filter(|n| *n > 0)
}

/// Colours the marked cells.
pub(super) fn mark(text: &str, marks: &[Mark], styles: &mut Styles) -> Result<String, Both> {
    let mut sheet = Sheet {
        out: String::with_capacity(text.len()),
        marks,
        next: 0,
        styles,
        row: 0,
        column: 0,
        prefix: String::new(),
    };
    for piece in pieces(text)? {
        sheet.piece(&piece);
    }
    Ok(sheet.out)
}

struct Sheet<'m, 's> {
    out: String,
    /// Sorted by row and column.
    marks: &'m [Mark],
    next: usize,
    styles: &'s mut Styles,
    row: u32,
    column: u32,
    prefix: String,
}

impl Sheet<'_, '_> {
    fn piece(&mut self, piece: &Piece<'_>) {
        if piece.opens("sheetData") {
            self.prefix = piece.prefix().to_owned();
            if piece.kind == Kind::Empty {
                self.out.push_str(&format!("<{}>", piece.full_name));
                self.rows_before(u32::MAX);
                self.out.push_str(&format!("</{}>", piece.full_name));
                return;
            }
        } else if piece.closes("sheetData") {
            self.rows_before(u32::MAX);
        } else if piece.opens("row") {
            let row = piece.attribute("r").and_then(|r| r.parse().ok()).unwrap_or(self.row + 1);
            self.rows_before(row);
            (self.row, self.column) = (row, 0);
            if piece.kind == Kind::Empty && self.marks.get(self.next).is_some_and(|m| m.row == row) {
                self.out.push_str(&format!("{}>", piece.raw.trim_end_matches('>').trim_end_matches('/')));
                self.cells_before(u32::MAX);
                self.out.push_str(&format!("</{}>", piece.full_name));
                return;
            }
        } else if piece.closes("row") {
            self.cells_before(u32::MAX);
        } else if piece.opens("c") {
            let column = piece.attribute("r").and_then(column_of).unwrap_or(self.column + 1);
            self.cells_before(column);
            self.column = column;
            if let Some(mark) = self.marks.get(self.next).filter(|m| (m.row, m.column) == (self.row, column)) {
                self.next += 1;
                let old = piece.attribute("s").and_then(|s| s.parse().ok()).unwrap_or(0);
                if let Some(style) = self.styles.marked(old, mark.severity) {
                    self.out.push_str(&piece.with("s", &style.to_string()));
                    return;
                }
            }
        }
        self.out.push_str(piece.raw);
    }

    /// Adds marked rows that are not there.
    fn rows_before(&mut self, row: u32) {
        while let Some(mark) = self.marks.get(self.next).filter(|m| m.row < row && m.row > self.row) {
            let at = mark.row;
            self.out.push_str(&format!("<{}row r=\"{at}\">", self.prefix));
            self.row = at;
            self.cells_before(u32::MAX);
            self.out.push_str(&format!("</{}row>", self.prefix));
        }
    }

    /// Adds marked cells of the row that are not there.
    fn cells_before(&mut self, column: u32) {
        while let Some(mark) = self.marks.get(self.next).filter(|m| m.row == self.row && m.column < column) {
            self.next += 1;
            let style = self.styles.marked(0, mark.severity).map_or_else(String::new, |s| format!(" s=\"{s}\""));
            self.out.push_str(&format!("<{}c r=\"{}\"{style}/>", self.prefix, reference(mark.row, mark.column)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        for (row, column, name) in [(1, 1, "A1"), (7, 26, "Z7"), (7, 27, "AA7"), (12, 703, "AAA12")] {
            assert_eq!(reference(row, column), name);
            assert_eq!(column_of(name), Some(column));
        }
    }
}
