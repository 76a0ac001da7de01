//! Web pages that systems of offices export under the name of a workbook: each table is a sheet.
//!
//! Takes the text of a page; a table within a cell is part of that cell's text. What scripts and styles hold is left out.

use html5gum::{StartTag, Token, Tokenizer};

use super::held::HeldSheet;
use super::merges::Merge;
use super::{BookError, COLUMN_LIMIT, ROW_LIMIT};

/// The most tables of a page; more are the layout of a web site, not data.
const TABLE_LIMIT: usize = 200;

/// Reads all tables that hold something.
pub(super) fn read(text: &str) -> Result<Vec<HeldSheet>, BookError> {
    let mut page = Page::default();
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(tag.name.as_slice())?,
            Token::String(s) if page.hidden.is_none() => {
                if let Some(cell) = &mut page.cell {
                    cell.text.push_str(&String::from_utf8_lossy(s.as_slice()));
                }
            }
            _ => {}
        }
    }
    page.end_cell()?;
    page.sheets.retain(|s| !s.is_empty());
    Ok(page.sheets)
}

/// A cell that is being read.
struct OpenCell {
    text: String,
    columns: u32,
    rows: u32,
}

#[derive(Default)]
struct Page {
    sheets: Vec<HeldSheet>,
    /// How many tables are open.
    depth: u32,
    /// The element whose content is not shown.
    hidden: Option<Vec<u8>>,
    /// The row at hand, from 0; `None` before the first.
    row: Option<u32>,
    column: u32,
    cell: Option<OpenCell>,
    /// Cells that reach down from rows above.
    reaching: Vec<Merge>,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), BookError> {
        let name = tag.name.as_slice();
        if self.hidden.is_some() {
            return Ok(());
        }
        match name {
            b"script" | b"style" | b"title" => self.hidden = Some(name.to_vec()),
            b"table" => {
                self.depth += 1;
                if self.depth == 1 && self.sheets.len() < TABLE_LIMIT {
                    self.sheets.push(HeldSheet::default());
                    (self.row, self.column) = (None, 0);
                    self.reaching.clear();
                }
            }
            b"tr" if self.depth == 1 => {
                self.end_cell()?;
                self.row = Some(self.row.map_or(0, |r| r + 1));
                self.column = 0;
            }
            b"td" | b"th" if self.depth == 1 => {
                self.end_cell()?;
                let span = |wanted: &[u8]| {
                    let value = tag.attributes.iter().find(|(k, _)| k.as_slice() == wanted);
                    let value = value.and_then(|(_, v)| std::str::from_utf8(v.as_slice()).ok()?.trim().parse().ok());
                    value.unwrap_or(1u32)
                };
                let columns = span(b"colspan").clamp(1, COLUMN_LIMIT);
                let rows = span(b"rowspan").clamp(1, ROW_LIMIT);
                self.cell = Some(OpenCell { text: String::new(), columns, rows });
            }
            b"br" | b"p" | b"div" | b"td" | b"th" | b"tr" => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push(' ');
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), BookError> {
        if self.hidden.as_deref() == Some(name) {
            self.hidden = None;
            return Ok(());
        }
        match name {
            b"td" | b"th" | b"tr" if self.depth == 1 => self.end_cell(),
            b"table" => {
                if self.depth == 1 {
                    self.end_cell()?;
                }
                self.depth = self.depth.saturating_sub(1);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Puts the cell at hand where the row has room, behind what reaches down from above.
    fn end_cell(&mut self) -> Result<(), BookError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let row = *self.row.get_or_insert(0);
        self.reaching.retain(|m| m.rows.1 >= row);
        while let Some(above) =
            self.reaching.iter().find(|m| m.rows.0 < row && (m.columns.0..=m.columns.1).contains(&self.column))
        {
            self.column = above.columns.1 + 1;
        }
        let last = (row.saturating_add(cell.rows - 1), self.column.saturating_add(cell.columns - 1));
        let merge = Merge { rows: (row, last.0), columns: (self.column, last.1) };
        let text: Vec<&str> = cell.text.split_whitespace().collect();
        if let Some(sheet) = self.sheets.last_mut() {
            if cell.rows > 1 || cell.columns > 1 {
                sheet.merge(merge);
            }
            sheet.put((row, self.column), text.join(" "))?;
        }
        if cell.rows > 1 {
            self.reaching.push(merge);
        }
        self.column = last.1.saturating_add(1);
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_where_a_browser_shows_them() {
        let page = "<html><style>td{x:y}</style><table><tr><th rowspan=2>村</th><th colspan=2>收入</th></tr>\
                    <tr><td>2024<td>2025</tr><tr><td>东&amp;门村<td>1<br>2<td>&nbsp;3</table>";
        let sheets = read(page).unwrap();
        let mut rows = sheets[0].rows();
        let mut line = super::super::Line::default();
        let mut all = Vec::new();
        while rows.next(&mut line).unwrap() {
            let cells = line.cells.iter().map(|&(a, b)| String::from_utf8_lossy(&line.text[a as usize..b as usize]));
            all.push(cells.collect::<Vec<_>>().join("|"));
        }
        assert_eq!(all, ["村|收入", "|2024|2025", "东&门村|1 2|3"]);
        assert_eq!(sheets[0].merges.len(), 2);
    }
}
