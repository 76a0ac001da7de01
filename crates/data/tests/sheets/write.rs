//! A grid as a file: CSV, a workbook by a library, a workbook by hand, an OpenDocument sheet by hand.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Format as CellFormat, Formula, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::grid::{Grid, Made};
use super::layout::draw;
use super::{Format, PeriodAt, Quirk, Recipe, Truth, text};

/// Returns name, bytes and true values.
pub fn file(recipe: Recipe) -> (String, Vec<u8>, Truth) {
    let grid = draw(recipe);
    let stem = if recipe.period == PeriodAt::File { "东门村2025年报表" } else { "东门村报表" };
    let sheet = if recipe.period == PeriodAt::Sheet { "2025年" } else { "Sheet1" };
    let hand = |is_shared| Hand { is_shared, has_formulas: recipe.quirk == Quirk::Formulas };
    let (extension, bytes) = match recipe.format {
        Format::Csv => ("csv", text::csv(&grid, ',').into_bytes()),
        Format::GbkCsv => ("csv", encoding_rs::GB18030.encode(&text::csv(&grid, ',')).0.into_owned()),
        Format::Tsv => ("tsv", text::csv(&grid, '\t').into_bytes()),
        Format::Html => ("xls", text::html(&grid).into_bytes()),
        Format::Xlsx => ("xlsx", xlsx(&grid, sheet, recipe.quirk == Quirk::Formulas)),
        Format::HandXlsx => ("xlsx", hand(false).book(&grid, sheet)),
        Format::SharedXlsx => ("xlsx", hand(true).book(&grid, sheet)),
        Format::Ods => ("ods", ods(&grid, sheet)),
    };
    (format!("{stem}.{extension}"), bytes, grid.truth)
}

fn xlsx(grid: &Grid, name: &str, has_formulas: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for &(r1, c1, r2, c2) in &grid.merges {
        sheet.merge_range(r1, c1, r2, c2, "", &CellFormat::new()).unwrap();
    }
    for (r, row) in grid.rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (r as u32, c as u16);
            match cell {
                Made::Blank => {}
                Made::Text(t) => {
                    sheet.write(r, c, t).unwrap();
                }
                Made::Number(n, "") if has_formulas => {
                    let formula = Formula::new(format!("=1*{n}")).set_result(n);
                    sheet.write(r, c, formula).unwrap();
                }
                Made::Number(n, "") => {
                    sheet.write(r, c, n.parse::<f64>().unwrap()).unwrap();
                }
                Made::Number(n, format) => {
                    let format = CellFormat::new().set_num_format(*format);
                    sheet.write_with_format(r, c, n.parse::<f64>().unwrap(), &format).unwrap();
                }
            }
        }
    }
    for &column in &grid.hidden {
        sheet.set_column_hidden(column).unwrap();
    }
    for &row in &grid.hidden_rows {
        sheet.set_row_hidden(row).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn reference(row: u32, column: u16) -> String {
    format!("{}{}", char::from(b'A' + column as u8), row + 1)
}

/// How other programs write a workbook.
struct Hand {
    /// Texts stand in a list of their own, and targets are absolute, as openpyxl has them; else texts stand in the cells.
    is_shared: bool,
    /// Figures are formulas with what they came to.
    has_formulas: bool,
}

impl Hand {
    fn book(&self, grid: &Grid, name: &str) -> Vec<u8> {
        let mut formats: Vec<&str> = Vec::new();
        let mut strings: Vec<&str> = Vec::new();
        let mut data = String::new();
        for (r, row) in grid.rows.iter().enumerate() {
            let hidden = if grid.hidden_rows.contains(&(r as u32)) { " hidden=\"1\"" } else { "" };
            data.push_str(&format!("<row r=\"{}\"{hidden}>", r + 1));
            for (c, cell) in row.iter().enumerate() {
                let at = reference(r as u32, c as u16);
                match cell {
                    Made::Blank if self.is_shared => data.push_str(&format!("<c r=\"{at}\"/>")),
                    Made::Blank => {}
                    Made::Text(t) if self.is_shared => {
                        let known = strings.iter().position(|s| s == t).unwrap_or_else(|| {
                            strings.push(t);
                            strings.len() - 1
                        });
                        data.push_str(&format!("<c r=\"{at}\" t=\"s\"><v>{known}</v></c>"));
                    }
                    Made::Text(t) => {
                        data.push_str(&format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(t)));
                    }
                    Made::Number(n, format) => {
                        let style = match formats.iter().position(|f| f == format) {
                            Some(known) => known + 1,
                            None if format.is_empty() => 0,
                            None => {
                                formats.push(format);
                                formats.len()
                            }
                        };
                        let formula = if self.has_formulas { format!("<f>1*{n}</f>") } else { String::new() };
                        let kind = if self.is_shared { " t=\"n\"" } else { "" };
                        data.push_str(&format!("<c r=\"{at}\" s=\"{style}\"{kind}>{formula}<v>{n}</v></c>"));
                    }
                }
            }
            data.push_str("</row>");
        }
        let hidden: String = grid
            .hidden
            .iter()
            .map(|c| format!("<col min=\"{0}\" max=\"{0}\" width=\"9\" hidden=\"1\"/>", c + 1))
            .collect();
        let cols = if hidden.is_empty() { String::new() } else { format!("<cols>{hidden}</cols>") };
        let merges: String = grid
            .merges
            .iter()
            .map(|m| format!("<mergeCell ref=\"{}:{}\"/>", reference(m.0, m.1), reference(m.2, m.3)))
            .collect();
        let merges = if merges.is_empty() { merges } else { format!("<mergeCells>{merges}</mergeCells>") };
        let codes: String = formats
            .iter()
            .enumerate()
            .map(|(i, f)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 164 + i, escaped(f)))
            .collect();
        let styles: String =
            (0..formats.len()).map(|i| format!("<xf numFmtId=\"{}\" applyNumberFormat=\"1\"/>", 164 + i)).collect();
        let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let at = if self.is_shared { "/xl/" } else { "" };
        let texts: String = strings.iter().map(|t| format!("<si><t>{}</t></si>", escaped(t))).collect();
        let texts_rel = if self.is_shared {
            format!("<Relationship Id=\"u\" Type=\"{rel}/sharedStrings\" Target=\"{at}sharedStrings.xml\"/>")
        } else {
            String::new()
        };
        let mut parts = vec![
            (
                "_rels/.rels",
                format!(
                    "<Relationships><Relationship Id=\"a\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{ns}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships><Relationship Id=\"s\" Type=\"{rel}/worksheet\" Target=\"{at}worksheets/sheet1.xml\"/><Relationship Id=\"t\" Type=\"{rel}/styles\" Target=\"{at}styles.xml\"/>{texts_rel}</Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{ns}\"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{ns}\">{cols}<sheetData>{data}</sheetData>{merges}</worksheet>"),
            ),
        ];
        if self.is_shared {
            parts.push(("xl/sharedStrings.xml", format!("<sst xmlns=\"{ns}\">{texts}</sst>")));
        }
        zipped(&parts)
    }
}

fn ods(grid: &Grid, name: &str) -> Vec<u8> {
    let mut rows = String::new();
    for (r, row) in grid.rows.iter().enumerate() {
        rows.push_str("<table:table-row>");
        for (c, cell) in row.iter().enumerate() {
            let merge = grid.merges.iter().find(|m| (m.0, m.1) == (r as u32, c as u16));
            let spans = merge.map_or_else(String::new, |m| {
                format!(
                    " table:number-rows-spanned=\"{}\" table:number-columns-spanned=\"{}\"",
                    m.2 - m.0 + 1,
                    m.3 - m.1 + 1
                )
            });
            match cell {
                Made::Blank => rows.push_str(&format!("<table:table-cell{spans}/>")),
                Made::Text(t) => rows.push_str(&format!(
                    "<table:table-cell office:value-type=\"string\"{spans}><text:p>{}</text:p></table:table-cell>",
                    escaped(t)
                )),
                Made::Number(n, _) => rows.push_str(&format!(
                    "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"{spans}><text:p>{n}</text:p></table:table-cell>"
                )),
            }
        }
        rows.push_str("</table:table-row>");
    }
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"{name}\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()), ("content.xml", content)])
}
