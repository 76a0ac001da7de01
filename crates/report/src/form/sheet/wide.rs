//! A row for each entity and a column for each figure.

use rust_xlsxwriter::{Format, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::super::entries::cut;
use super::super::words;
use super::{Column, HEAD_ROWS, Writer, named, open_format, row_height, span, text};
use crate::office::{cell, style};
use dabiao_data::Entity;

/// Characters of a definition that stand in the head of a column; the whole stands in the instructions.
const DEFINITION_SHOWN: usize = 44;
/// Width of a column of figures.
const FIGURE_WIDTH: usize = 13;

impl<'a> Writer<'_, 'a> {
    /// Writes a row for each entity and a column for each figure; returns the last row of its header, from 0.
    pub(super) fn wide(&mut self) -> Result<u32, XlsxError> {
        let header = self.wide_header()?;
        let (code, name) = (style::code(), style::text());
        let last = header + u32::try_from(self.form.rows.len()).unwrap_or(u32::MAX);
        let formats: Vec<Format> = self.columns.iter().map(|c| open_format(c.indicator)).collect();
        let (note, closed) = (style::open().set_text_wrap(), style::closed());
        for (row, r) in (header + 1..).zip(&self.form.rows) {
            let Some(entity) = self.ctx.data.roster.get(r.entity) else { continue };
            text(self.sheet, (row, 0), &entity.code, &code)?;
            text(self.sheet, (row, 1), &entity.name, &name)?;
            text(self.sheet, (row, 2), self.parent(entity), &name)?;
            for (column, (is_asked, format)) in (3u16..).zip(r.is_asked.iter().zip(&formats)) {
                match is_asked {
                    true => self.sheet.write_blank(row, column, format)?,
                    false => self.sheet.write_blank(row, column, &closed)?,
                };
            }
            self.sheet.write_blank(row, self.note_column(), &note)?;
        }
        for (idx, column) in (0u16..).zip(self.columns.clone()) {
            self.validate((header + 1, last, idx + 3), column)?;
        }
        Ok(header)
    }

    pub(super) fn note_column(&self) -> u16 {
        u16::try_from(self.columns.len()).unwrap_or(u16::MAX - 3) + 3
    }

    /// Writes name, period and definition over each column; returns the last row of it, from 0.
    fn wide_header(&mut self) -> Result<u32, XlsxError> {
        let (head, sub) = (style::head(), style::subhead());
        let columns = self.columns.clone();
        let has_periods = self.form.frequency > self.ctx.period.frequency();
        let has_definitions = columns.iter().any(|c| c.indicator.definition.is_some());
        let first = HEAD_ROWS;
        let last = first + u32::from(has_periods) + u32::from(has_definitions) + 1;
        let labels = [
            ("code", self.say("代码", "Code")),
            ("name", self.say("名称", "Name")),
            ("parent", self.say("所属", "Belongs to")),
        ];
        for (column, ((kind, label), mark)) in (0u16..).zip(labels.into_iter().zip(["甲", "乙", "丙"])) {
            span(self.sheet, (first, column, last - 1, column), label, &head)?;
            text(self.sheet, (last, column), self.say(mark, ""), &sub)?;
            self.key(column, [kind, "", "", ""]);
        }
        let (mut of_names, mut of_definitions) = (1, 1);
        let mut at = 0;
        while let Some(column) = columns.get(at) {
            let n = columns.iter().skip(at).take_while(|c| c.form.indicator == column.form.indicator).count();
            let (from, to) = (at as u16 + 3, (at + n) as u16 + 2);
            let indicator = column.indicator;
            let name = named(indicator, self.ctx.lang);
            span(self.sheet, (first, from, first, to), &name, &head)?;
            let definition = cut(indicator.definition.as_deref().unwrap_or(""), DEFINITION_SHOWN);
            if has_definitions {
                span(self.sheet, (last - 1, from, last - 1, to), &definition, &sub)?;
            }
            let width = FIGURE_WIDTH * n;
            of_names = of_names.max(cell::lines(&name, width));
            of_definitions = of_definitions.max(cell::lines(&definition, width * 5 / 4));
            at += n;
        }
        for (idx, column) in (0u16..).zip(columns) {
            if has_periods {
                text(self.sheet, (first + 1, idx + 3), &words::period(column.form.period, self.ctx.lang), &sub)?;
            }
            self.sheet.write_number_with_format(last, idx + 3, f64::from(idx + 1), &sub)?;
            self.figure_key(idx + 3, column);
        }
        let note = self.note_column();
        span(self.sheet, (first, note, last - 1, note), self.say("备注", "Note"), &head)?;
        text(self.sheet, (last, note), "", &sub)?;
        self.key(note, ["note", "", "", ""]);
        self.sheet.set_row_height(first, row_height(of_names, 15))?;
        if has_definitions {
            self.sheet.set_row_height(last - 1, row_height(of_definitions, 12))?;
        }
        self.wide_widths()?;
        Ok(last)
    }

    fn figure_key(&mut self, at: u16, column: Column<'a>) {
        let indicator = column.indicator;
        let unit = indicator.unit.as_ref().map_or("", |u| &u.symbol);
        let period = if column.form.period == self.ctx.period { String::new() } else { column.form.period.to_string() };
        self.key(at, ["indicator", &indicator.name, unit, &period]);
    }

    fn wide_widths(&mut self) -> Result<(), XlsxError> {
        let widest = |of: &dyn Fn(&'a Entity) -> &'a str, least: usize, most: usize| {
            let all = self.form.rows.iter().filter_map(|r| self.ctx.data.roster.get(r.entity));
            all.map(|e| of(e).width() + 2).max().unwrap_or(0).clamp(least, most) as u32
        };
        let widths = [widest(&|e| &e.code, 8, 24), widest(&|e| &e.name, 12, 40), widest(&|e| self.parent(e), 8, 30)];
        for (column, width) in (0u16..).zip(widths) {
            self.sheet.set_column_width(column, width)?;
        }
        self.sheet.set_column_range_width(3, self.note_column() - 1, FIGURE_WIDTH as u32)?;
        self.sheet.set_column_width(self.note_column(), 24)?;
        Ok(())
    }
}
