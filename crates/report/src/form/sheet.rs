//! A sheet of figures: its head, its columns or rows, its validations, and what of it is locked.
//!
//! Gives the entries of the hidden sheet that describe it, as `docs/forms.md` says. INVARIANT: only the cells of figures,
//! notes and the form head's blanks can be changed; codes are text.
//!
//! `wide` and `long` write the two ways in which a sheet may lie.

mod long;
mod wide;

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{Color, ConditionalFormatFormula, Format, FormatAlign, ProtectionOptions, Worksheet, XlsxError};

use super::book::{Context, Lists};
use super::entries::{self, Entry, entry};
use super::{FormColumn, FormSheet, Shape, lights, words};
use crate::office::sheet::print_set_up;
use crate::office::{cell, style};
use crate::words::say;
use dabiao_data::Entity;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Indicator;

/// Behind figures that hold their target, and behind those that do not.
const GREEN: u32 = 0x00C6_EFCE;
const RED: u32 = 0x00FF_C7CE;

/// Rows of title and form head.
const HEAD_ROWS: u32 = 7;

/// Writes a sheet and returns its description for the hidden sheet.
pub(super) fn write<'a>(
    sheet: &mut Worksheet,
    ctx: &'a Context<'a>,
    form: &'a FormSheet,
    lists: &mut Lists,
) -> Result<Vec<Vec<String>>, XlsxError> {
    let column = |c| Some(Column { form: c, indicator: ctx.model.schema.indicator(c.indicator)? });
    let columns = form.columns.iter().filter_map(column).collect();
    let mut writer = Writer { sheet, ctx, form, columns, lists, keys: Vec::new() };
    writer.describe();
    let header = match form.shape {
        Shape::Wide => writer.wide()?,
        Shape::Long => writer.long()?,
    };
    writer.form_head()?;
    writer.remark(HEAD_ROWS - 1)?;
    writer.set_up(header)?;
    let row = |key: &str, value: String| vec![key.to_owned(), value];
    writer.keys.insert(1, row("header", (header + 1).to_string()));
    Ok(writer.keys)
}

/// A column with what it asks.
#[derive(Clone, Copy)]
struct Column<'a> {
    form: &'a FormColumn,
    indicator: &'a Indicator,
}

struct Writer<'w, 'a> {
    sheet: &'w mut Worksheet,
    ctx: &'a Context<'a>,
    form: &'a FormSheet,
    columns: Vec<Column<'a>>,
    lists: &'w mut Lists,
    keys: Vec<Vec<String>>,
}

impl<'a> Writer<'_, 'a> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        say(self.ctx.lang, zh, en)
    }

    fn describe(&mut self) {
        let model = self.ctx.model;
        let level = self.form.level.map_or("", |l| model.schema.levels.name(l));
        let rows = [
            ["sheet", &self.form.name],
            ["period", &self.ctx.period.to_string()],
            ["level", level],
            ["rows", &self.form.rows.len().to_string()],
        ];
        self.keys.extend(rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()));
    }

    fn key(&mut self, column: u16, cells: [&str; 4]) {
        let number = (u32::from(column) + 1).to_string();
        let mut row = vec!["column".to_owned(), number];
        row.extend(cells.iter().map(|c| (*c).to_owned()));
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
        self.keys.push(row);
    }

    fn validate(&mut self, cells: (u32, u32, u16), of: Column<'a>) -> Result<(), XlsxError> {
        let entry = entry(of.indicator, self.ctx.lang);
        let list = entry.needs_list().then(|| self.lists.range(of.form.indicator, &entry));
        let validation = entries::validation(of.indicator, &entry, list.as_deref(), self.ctx.lang)?;
        let (first, last, column) = cells;
        if first <= last {
            self.sheet.add_data_validation(first, column, last, column, &validation)?;
            self.light(cells, of)?;
        }
        Ok(())
    }

    /// Lets figures turn green or red as they are filled in.
    fn light(&mut self, (first, last, column): (u32, u32, u16), of: Column<'a>) -> Result<(), XlsxError> {
        let lights = lights::of_column(self.ctx.model, self.form.level, of.form);
        if lights.lines.is_empty() {
            return Ok(());
        }
        let (green, red) = lights::formulas(&lights.lines, &row_col_to_cell(first, column));
        for (formula, colour) in [(green, GREEN), (red, RED)] {
            let look = Format::new().set_background_color(Color::RGB(colour));
            let rule = ConditionalFormatFormula::new().set_rule(formula.as_str()).set_format(look);
            self.sheet.add_conditional_format(first, column, last, column, &rule)?;
        }
        Ok(())
    }

    /// Writes title and form head: labels are locked, what is to be filled in is not.
    fn form_head(&mut self) -> Result<(), XlsxError> {
        let ctx = self.ctx;
        let width = match self.form.shape {
            Shape::Wide => self.note_column().min(9),
            Shape::Long => 8,
        };
        let title = match ctx.lang {
            Lang::Zh => {
                let what = if self.form.name.ends_with(')') { "填报表（续）" } else { "填报表" };
                format!(
                    "{}{}{what}",
                    words::period(ctx.period, ctx.lang),
                    self.form.name.split('(').next().unwrap_or("")
                )
            }
            Lang::En => format!("{}: {}", self.form.name, ctx.period),
        };
        span(self.sheet, (0, 0, 0, width), &title, &style::title())?;
        self.sheet.set_row_height(0, 30)?;
        let label = style::label();
        let second = if self.form.shape == Shape::Wide { 3 } else { 5 };
        let units = self.say("见各栏", "in each column");
        let left = [
            (self.say("表号：", "Form: "), format!("{}-{}", self.form.name, ctx.period)),
            (self.say("填报单位：", "Submitted by: "), ctx.submitter_text()),
            (self.say("统计期：", "Period: "), words::period(ctx.period, ctx.lang)),
        ];
        let deadline = ctx.deadline.map_or(String::new(), |d| d.to_string());
        let right = [
            (self.say("制定机关：", "Issued by: "), ctx.issuers()),
            (self.say("计量单位：", "Units: "), units.to_owned()),
            (self.say("报送期限：", "To be handed in by: "), deadline),
        ];
        for (row, (left, right)) in (1u32..).zip(left.iter().zip(&right)) {
            text(self.sheet, (row, 0), &format!("{}{}", left.0, left.1), &label)?;
            text(self.sheet, (row, second), &format!("{}{}", right.0, right.1), &label)?;
        }
        let blanks = [
            (4, 0, self.say("填报人：", "Filled in by: ")),
            (4, second, self.say("单位负责人：", "Head of office: ")),
            (5, 0, self.say("报出日期：", "Date: ")),
            (5, second, self.say("联系电话：", "Telephone: ")),
        ];
        let open = style::open();
        for (row, column, words) in blanks {
            text(self.sheet, (row, column), words, &label)?;
            let format = if column == 0 && row == 5 { open.clone().set_num_format("yyyy-mm-dd") } else { open.clone() };
            self.sheet.write_blank(row, column + 1, &format)?;
        }
        Ok(())
    }

    fn remark(&mut self, row: u32) -> Result<(), XlsxError> {
        let note = self.say(
            "填表说明：只填白色单元格，灰色处不需填报；没有数据请空着，确实不适用的填“不适用”，零填 0；指标口径见“填报说明”。",
            "Note: fill in the white cells only; leave what is not known empty, enter not applicable where it does not apply and 0 \
             where it is nothing. Definitions are on the sheet of instructions.",
        );
        text(self.sheet, (row, 0), note, &style::label())
    }

    /// Freezes, protects and sets up the print.
    fn set_up(&mut self, header: u32) -> Result<(), XlsxError> {
        let columns = if self.form.shape == Shape::Wide { 3 } else { 4 };
        self.sheet.set_freeze_panes(header + 1, columns)?;
        self.sheet.set_repeat_rows(HEAD_ROWS, header)?;
        if self.form.shape == Shape::Wide {
            self.sheet.set_repeat_columns(0, 2)?;
        }
        let protection = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
        self.sheet.protect_with_options(&protection);
        let first = if self.form.shape == Shape::Wide { 3 } else { long::VALUE_COLUMN };
        self.sheet.set_selection(header + 1, first, header + 1, first)?;
        print_set_up(self.sheet, self.ctx.lang);
        if self.form.shape == Shape::Long || self.form.columns.len() <= 7 {
            self.sheet.set_print_fit_to_pages(1, 0);
        } else {
            self.sheet.set_print_scale(80);
        }
        Ok(())
    }

    fn parent(&self, entity: &Entity) -> &'a str {
        entity.parent.and_then(|p| self.ctx.data.roster.get(p)).map_or("", |p| &p.name)
    }
}

/// Returns how an indicator is headed: its name, and its unit behind it.
fn named(indicator: &Indicator, lang: Lang) -> String {
    match &indicator.unit {
        Some(unit) => format!("{}\n{}", indicator.name, words::bracketed(&unit.symbol, lang).trim_start()),
        None => indicator.name.to_string(),
    }
}

/// Returns how a cell of figures looks: words are centred, numbers stand right.
fn open_format(indicator: &Indicator) -> Format {
    match entry(indicator, Lang::Zh) {
        Entry::Number { .. } => style::open().set_align(FormatAlign::Right),
        Entry::Words(_) => style::open().set_align(FormatAlign::Center),
        Entry::Any => style::open().set_text_wrap(),
    }
}

/// Returns the height of a row of so many lines of `points` each.
fn row_height(n_lines: usize, points: u32) -> u32 {
    u32::try_from(n_lines).unwrap_or(1).clamp(1, 25) * points + 6
}

/// Writes a text; a roster's text that looks like a formula is marked as text.
fn text(sheet: &mut Worksheet, at: (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    let (row, column) = at;
    let shown = cell::parts(text).into_iter().next().unwrap_or_default();
    match cell::looks_like_formula(text) {
        true => sheet.write_string_with_format(row, column, shown, &style::quoted(format))?,
        false => sheet.write_string_with_format(row, column, shown, format)?,
    };
    Ok(())
}

/// Writes a text over some cells, which are merged if they are several.
fn span(sheet: &mut Worksheet, at: (u32, u16, u32, u16), words: &str, format: &Format) -> Result<(), XlsxError> {
    let (first_row, first_column, last_row, last_column) = at;
    if (first_row, first_column) == (last_row, last_column) {
        return text(sheet, (first_row, first_column), words, format);
    }
    sheet.merge_range(first_row, first_column, last_row, last_column, "", format)?;
    text(sheet, (first_row, first_column), words, format)
}
