//! Workbooks as Excel 2002 and 2003 wrote them in XML, which systems of offices still export under the name xls.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};

use super::held::HeldSheet;
use super::merges::Merge;
use super::xml::{self, attribute};
use super::{BookError, COLUMN_LIMIT, NO_VALUE, ROW_LIMIT, SheetMeta, number};

/// What tells such a file from other XML.
pub(super) const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// Reads all sheets.
pub(super) fn read(text: &str) -> Result<(Vec<HeldSheet>, Vec<SheetMeta>), BookError> {
    let mut reader = xml::reader(text.as_bytes());
    let mut buf = Vec::new();
    let mut book = Book::default();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) => book.start(&e)?,
            Event::End(e) => book.end(e.local_name().as_ref())?,
            Event::Text(t) if book.is_in_data => book.text.extend_from_slice(t.xml10_content().as_bytes()),
            Event::GeneralRef(e) if book.is_in_data => xml::push_entity(&e, &mut book.text),
            Event::Eof => return Ok((book.sheets, book.metas)),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Book {
    sheets: Vec<HeldSheet>,
    metas: Vec<SheetMeta>,
    /// The style at hand, and those that show percentages.
    style: String,
    percents: BTreeSet<String>,
    /// The next row and column, from 0.
    row: u32,
    column: u32,
    is_percent: bool,
    kind: String,
    has_formula: bool,
    has_data: bool,
    is_in_data: bool,
    text: Vec<u8>,
}

impl Book {
    fn start(&mut self, e: &BytesStart<'_>) -> Result<(), BookError> {
        let number = |name: &str| attribute(e, name).and_then(|n| n.parse::<u32>().ok());
        match e.local_name().as_ref() {
            "Style" => self.style = attribute(e, "ID").unwrap_or_default(),
            "NumberFormat" => {
                let format = attribute(e, "Format").unwrap_or_default();
                if format == "Percent" || format.contains('%') {
                    self.percents.insert(self.style.clone());
                }
            }
            "Worksheet" => {
                self.sheets.push(HeldSheet::default());
                let name = attribute(e, "Name").unwrap_or_default();
                self.metas.push(SheetMeta { name: name.as_str().into(), is_hidden: false, part: String::new() });
                self.row = 0;
            }
            "Row" => {
                self.row = number("Index").map_or(self.row, |n| n.saturating_sub(1)).max(self.row);
                self.column = 0;
            }
            "Cell" => {
                self.column = number("Index").map_or(self.column, |n| n.saturating_sub(1)).max(self.column);
                self.is_percent = attribute(e, "StyleID").is_some_and(|s| self.percents.contains(&s));
                self.has_formula = attribute(e, "Formula").is_some();
                self.has_data = false;
                let (across, down) = (number("MergeAcross").unwrap_or(0), number("MergeDown").unwrap_or(0));
                if across > 0 || down > 0 {
                    let last = (self.row.saturating_add(down).min(ROW_LIMIT), self.column.saturating_add(across));
                    let merge = Merge { rows: (self.row, last.0), columns: (self.column, last.1) };
                    if let Some(sheet) = self.sheets.last_mut() {
                        sheet.merge(merge);
                    }
                }
            }
            "Data" => {
                self.kind = attribute(e, "Type").unwrap_or_default();
                (self.is_in_data, self.has_data) = (true, true);
                self.text.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), BookError> {
        match name {
            "Data" => {
                self.is_in_data = false;
                let text = String::from_utf8_lossy(&self.text).into_owned();
                let text = match self.kind.as_str() {
                    "Number" if self.is_percent => number::percent(&text),
                    "Number" => number::plain(&text),
                    "DateTime" => text.split_once('T').map_or(text.clone(), |(day, _)| day.to_owned()),
                    "Boolean" => if text == "1" { "TRUE" } else { "FALSE" }.to_owned(),
                    _ => text,
                };
                self.put(text)
            }
            "Cell" => {
                if self.has_formula && !self.has_data {
                    self.put(String::from_utf8_lossy(NO_VALUE).into_owned())?;
                }
                self.column = self.column.saturating_add(1).min(COLUMN_LIMIT);
                Ok(())
            }
            "Row" => {
                self.row = self.row.saturating_add(1).min(ROW_LIMIT);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn put(&mut self, text: String) -> Result<(), BookError> {
        match self.sheets.last_mut() {
            Some(sheet) => sheet.put((self.row, self.column), text),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn cells_are_placed_by_their_index_and_percentages_are_shown() {
        let text = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
            xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>
            <Worksheet ss:Name="年报"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">村&amp;名</Data></Cell>
            <Cell ss:Index="4" ss:StyleID="p"><Data ss:Type="Number">0.955</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let (sheets, metas) = read(text).unwrap();
        assert_eq!(&*metas[0].name, "年报");
        let mut line = super::super::Line::default();
        assert!(sheets[0].rows().next(&mut line).unwrap());
        assert_eq!((line.number, String::from_utf8_lossy(&line.text).as_ref()), (2, "村&名95.5%"));
        assert_eq!(sheets[0].merges[0].columns, (0, 1));
    }
}
