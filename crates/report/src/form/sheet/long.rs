//! A row for each figure: for a few entities with many figures.

use rust_xlsxwriter::{FormatAlign, XlsxError};

use super::{HEAD_ROWS, Writer, open_format, row_height, text};
use crate::office::{cell, style};

/// The column of figures, from 0.
pub(super) const VALUE_COLUMN: u16 = 6;

impl Writer<'_, '_> {
    /// Writes a row for each figure; returns the last row of its header, from 0.
    pub(super) fn long(&mut self) -> Result<u32, XlsxError> {
        let header = HEAD_ROWS;
        let columns = [
            ("serial", self.say("序号", "No."), 6),
            ("code", self.say("代码", "Code"), 14),
            ("name", self.say("名称", "Name"), 16),
            ("indicator", self.say("指标名称", "Indicator"), 36),
            ("unit", self.say("计量单位", "Unit"), 10),
            ("period", self.say("统计期", "Period"), 11),
            ("value", self.say("数值", "Value"), 16),
            ("definition", self.say("口径", "Definition"), 44),
            ("note", self.say("备注", "Note"), 20),
        ];
        let head = style::head();
        for (column, (kind, label, width)) in (0u16..).zip(columns) {
            text(self.sheet, (header, column), label, &head)?;
            self.sheet.set_column_width(column, width)?;
            self.key(column, [kind, "", "", ""]);
        }
        self.sheet.set_row_height(header, 20)?;
        let (code, plain, small) = (style::code(), style::text(), style::text().set_font_size(8));
        let centred = style::text().set_align(FormatAlign::Center);
        let mut row = header;
        for r in &self.form.rows {
            let Some(entity) = self.ctx.data.roster.get(r.entity) else { continue };
            for (column, _) in self.columns.clone().into_iter().zip(&r.is_asked).filter(|(_, is)| **is) {
                row += 1;
                let indicator = column.indicator;
                let unit = indicator.unit.as_ref().map_or("", |u| &u.symbol);
                let definition = indicator.definition.as_deref().unwrap_or("");
                self.sheet.write_number_with_format(row, 0, f64::from(row - header), &centred)?;
                text(self.sheet, (row, 1), &entity.code, &code)?;
                text(self.sheet, (row, 2), &entity.name, &plain)?;
                text(self.sheet, (row, 3), &indicator.name, &plain)?;
                text(self.sheet, (row, 4), unit, &plain)?;
                text(self.sheet, (row, 5), &column.form.period.to_string(), &code)?;
                self.sheet.write_blank(row, VALUE_COLUMN, &open_format(indicator))?;
                text(self.sheet, (row, 7), definition, &small)?;
                self.sheet.write_blank(row, 8, &style::open().set_text_wrap())?;
                let n_lines = cell::lines(&indicator.name, 36).max(cell::lines(definition, 55));
                self.sheet.set_row_height(row, row_height(n_lines, 14))?;
                self.validate((row, row, VALUE_COLUMN), column)?;
            }
        }
        Ok(header)
    }
}
