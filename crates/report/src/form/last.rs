//! Last year's figures beside a sheet of figures: the same rows and columns, locked.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::Context;
use super::entries::not_applicable;
use super::{FormSheet, Shape, words};
use crate::office::sheet::{Cell, Column, Table, print_set_up, write as write_table};
use crate::words::say;
use dabiao_data::EntityId;
use dabiao_lang::model::{IndicatorId, Period};

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, ctx: &Context<'_>, form: &FormSheet) -> Result<(), XlsxError> {
    let before = words::period(ctx.period.step_years(-1), ctx.lang);
    let title = format!(
        "{before}{}{}",
        say(ctx.lang, "已报数据", ": figures reported"),
        words::bracketed(&form.name, ctx.lang)
    );
    let table = match form.shape {
        Shape::Wide => wide(ctx, form),
        Shape::Long => long(ctx, form),
    };
    let table = Table { title: Some(title), ..table };
    write_table(sheet, &table)?;
    sheet.protect();
    print_set_up(sheet, ctx.lang);
    Ok(())
}

fn entity_columns(ctx: &Context<'_>) -> Vec<Column> {
    vec![Column::text(say(ctx.lang, "代码", "Code"), 16), Column::text(say(ctx.lang, "名称", "Name"), 18)]
}

fn wide(ctx: &Context<'_>, form: &FormSheet) -> Table {
    let mut columns = entity_columns(ctx);
    for column in &form.columns {
        let Some(indicator) = ctx.model.schema.indicator(column.indicator) else { continue };
        let period = column.period.step_years(-1);
        let unit = indicator.unit.as_ref().map_or(String::new(), |u| words::bracketed(&u.symbol, ctx.lang));
        let label = match form.frequency > ctx.period.frequency() {
            true => format!("{}{unit}\n{period}", indicator.name),
            false => format!("{}{unit}", indicator.name),
        };
        columns.push(Column::number(label, 14));
    }
    let mut table = Table::new(columns);
    table.frozen_columns = 2;
    for row in &form.rows {
        let Some(entity) = ctx.data.roster.get(row.entity) else { continue };
        let mut cells = vec![Cell::code(&*entity.code), Cell::text(&*entity.name)];
        cells.extend(form.columns.iter().map(|c| {
            let period = c.period.step_years(-1);
            figure(ctx, (c.indicator, row.entity, period))
        }));
        table.rows.push(cells);
    }
    table
}

fn long(ctx: &Context<'_>, form: &FormSheet) -> Table {
    let mut columns = entity_columns(ctx);
    columns.push(Column::text(say(ctx.lang, "指标名称", "Indicator"), 40));
    columns.push(Column::text(say(ctx.lang, "计量单位", "Unit"), 12));
    columns.push(Column::text(say(ctx.lang, "统计期", "Period"), 12));
    columns.push(Column::number(say(ctx.lang, "数值", "Value"), 16));
    let mut table = Table::new(columns);
    for row in &form.rows {
        let Some(entity) = ctx.data.roster.get(row.entity) else { continue };
        for (column, _) in form.columns.iter().zip(&row.is_asked).filter(|(_, is)| **is) {
            let Some(indicator) = ctx.model.schema.indicator(column.indicator) else { continue };
            let period = column.period.step_years(-1);
            table.rows.push(vec![
                Cell::code(&*entity.code),
                Cell::text(&*entity.name),
                Cell::text(&*indicator.name),
                Cell::text(indicator.unit.as_ref().map_or("", |u| &u.symbol)),
                Cell::code(period.to_string()),
                figure(ctx, (column.indicator, row.entity, period)),
            ]);
        }
    }
    table
}

/// What was reported; what a flag or a mark says, in the language of the form.
fn figure(ctx: &Context<'_>, (indicator, entity, period): (IndicatorId, EntityId, Period)) -> Cell {
    let reported = ctx.session.reported(indicator, entity, period);
    let word = match &*reported {
        "是" => say(ctx.lang, "是", "yes"),
        "否" => say(ctx.lang, "否", "no"),
        "不适用" => not_applicable(ctx.lang),
        _ => return Cell::figure(reported),
    };
    Cell::figure(word.to_owned())
}
