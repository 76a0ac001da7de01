//! Tables whose columns have widths of their own and whose head stands on every page.

use super::text::{Align, Font, Paragraph, Run};
use super::{Twips, Writer};

/// What is behind the head.
const SHADE: &str = "E7EDF4";
/// The colour of lines between cells.
const LINE: &str = "808080";

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table<'a> {
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) rows: &'a [Vec<String>],
    pub(crate) head: Font,
    pub(crate) body: Font,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column<'a> {
    pub(crate) head: &'a str,
    pub(crate) width: Twips,
    pub(crate) align: Align,
}

impl Table<'_> {
    /// Writes it.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.element("w:tbl", &[], |out| {
            self.properties(out);
            out.element("w:tblGrid", &[], |out| {
                for column in &self.columns {
                    out.empty("w:gridCol", &[("w:w", &column.width.to_string())]);
                }
            });
            self.row(out, None);
            self.rows.iter().for_each(|row| self.row(out, Some(row)));
        });
    }

    fn properties(&self, out: &mut Writer) {
        let width: Twips = self.columns.iter().map(|c| c.width).sum();
        out.element("w:tblPr", &[], |out| {
            out.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            out.value("w:jc", "center");
            out.element("w:tblBorders", &[], |out| {
                for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                    out.empty(side, &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", LINE)]);
                }
            });
            out.empty("w:tblLayout", &[("w:type", "fixed")]);
            out.element("w:tblCellMar", &[], |out| {
                for side in ["w:left", "w:right"] {
                    out.empty(side, &[("w:w", "60"), ("w:type", "dxa")]);
                }
            });
        });
    }

    /// A row; without one the head.
    fn row(&self, out: &mut Writer, row: Option<&[String]>) {
        out.element("w:tr", &[], |out| {
            out.element("w:trPr", &[], |out| {
                out.empty("w:cantSplit", &[]);
                if row.is_none() {
                    out.empty("w:tblHeader", &[]);
                }
            });
            for (idx, column) in self.columns.iter().enumerate() {
                let text = row.map_or(column.head, |r| r.get(idx).map_or("", String::as_str));
                self.cell(out, (column, row.is_none()), text);
            }
        });
    }

    fn cell(&self, out: &mut Writer, (column, is_head): (&Column<'_>, bool), text: &str) {
        out.element("w:tc", &[], |out| {
            out.element("w:tcPr", &[], |out| {
                out.empty("w:tcW", &[("w:w", &column.width.to_string()), ("w:type", "dxa")]);
                if is_head {
                    out.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)]);
                }
                out.value("w:vAlign", "center");
            });
            let (font, line) = if is_head { (self.head, 14) } else { (self.body, 13) };
            let align = if is_head { Align::Centre } else { column.align };
            let run = Run::Text(text.to_owned(), font);
            Paragraph { align, ..Paragraph::new(line, vec![run]) }.write(out);
        });
    }
}
