//! The sheet of instructions: how to fill in, what each indicator means, and which rules wait for it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::Context;
use super::entries::{entry, not_applicable};
use super::{Form, FormColumn, words};
use crate::office::sheet::{Cell, Column, Table, print_set_up, write as write_table};
use crate::words::say;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Frequency, Indicator, IndicatorId, Kind, LevelId, sentence, walk};

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, ctx: &Context<'_>, form: &Form) -> Result<(), XlsxError> {
    let table = Table { notes: remarks(ctx), ..table(ctx, form) };
    let placed = write_table(sheet, &table)?;
    let audits = audits(ctx, form);
    if !audits.is_empty() {
        let look = crate::office::style::label().set_text_wrap();
        let head = say(ctx.lang, "报送后将审核以下关系：", "These relations will be checked:");
        for (row, line) in (placed.last + 2..).zip(std::iter::once(head.to_owned()).chain(audits)) {
            sheet.merge_range(row, 0, row, 9, "", &look)?;
            sheet.write_string_with_format(row, 0, crate::office::cell::shielded(&line), &look)?;
        }
    }
    sheet.protect();
    print_set_up(sheet, ctx.lang);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn remarks(ctx: &Context<'_>) -> Vec<String> {
    let period = words::period(ctx.period, ctx.lang);
    let not_applicable = not_applicable(ctx.lang);
    let mut lines = match ctx.lang {
        Lang::Zh => vec![
            format!("一、本表收集{period}的数据，只列规则评价需要的指标；每个指标的口径、单位和取值范围见下表。"),
            "二、只填各表的白色单元格；代码、名称和表头已锁定，请勿增删行列，也不要改动隐藏的工作表。".to_owned(),
            format!(
                "三、没有数据请空着；确实不适用的填“{not_applicable}”；零填 0；不足最小单位的填“…”。百分比填百分号前的数，如 95.5。"
            ),
            "四、请填写填报人和报出日期；需要说明的写在备注栏。".to_owned(),
        ],
        Lang::En => vec![
            format!("1. This form collects the figures of {period} that the rules need; the table below defines each."),
            "2. Fill in the white cells only. Codes, names and heads are locked; leave rows, columns and hidden sheets as \
             they are."
                .to_owned(),
            format!(
                "3. Leave a cell empty if there are no data; enter {not_applicable} where an indicator does not apply, 0 for \
                 nothing, … for less than the unit shown. Shares are numbers before the % sign, as 95.5."
            ),
            "4. Enter who filled the form in and on which day; explanations go into the column of notes.".to_owned(),
        ],
    };
    if let Some(day) = ctx.deadline {
        lines.push(match ctx.lang {
            Lang::Zh => format!("五、报送期限：{day}。"),
            Lang::En => format!("5. To be handed in by {day}."),
        });
    }
    lines
}

fn table(ctx: &Context<'_>, form: &Form) -> Table {
    let lang = ctx.lang;
    let mut table = Table::new([
        Column::number(say(lang, "序号", "No."), 6),
        Column::text(say(lang, "所在表", "Sheet"), 14),
        Column::text(say(lang, "指标名称", "Indicator"), 30),
        Column::text(say(lang, "计量单位", "Unit"), 10),
        Column::text(say(lang, "类型", "Kind"), 10),
        Column::text(say(lang, "报送频率", "Reported"), 10),
        Column::text(say(lang, "应填内容", "To be entered"), 22),
        Column::text(say(lang, "口径", "Definition"), 44),
        Column::text(say(lang, "需要它的规则", "Rules that need it"), 44),
        Column::text(say(lang, "目标期限", "Targets due"), 13),
        Column::text(say(lang, "填表时亮灯", "Lights while filling in"), 30),
    ]);
    table.title = Some(say(lang, "填报说明", "Instructions").to_owned());
    table.frozen_columns = 3;
    let mut n = 0;
    for sheet in &form.sheets {
        let mut last: Option<IndicatorId> = None;
        for column in &sheet.columns {
            if last.replace(column.indicator) == Some(column.indicator) {
                continue;
            }
            let Some(indicator) = ctx.model.schema.indicator(column.indicator) else { continue };
            n += 1;
            let lights = lights(ctx, sheet.level, column, indicator);
            let mut cells = row(ctx, (n, &sheet.name, sheet.frequency), column, indicator);
            cells.push(Cell::text(lights));
            table.rows.push(cells);
        }
    }
    table
}

fn row(ctx: &Context<'_>, at: (u64, &str, Frequency), column: &FormColumn, indicator: &Indicator) -> Vec<Cell> {
    let (n, sheet, frequency) = at;
    let rules = column.rules.iter().filter_map(|(idx, _)| ctx.model.rules.get(*idx));
    let rules: Vec<String> = rules
        .map(|r| match &r.title {
            Some(title) => format!("{} {title}", r.id),
            None => r.id.to_string(),
        })
        .chain(column.schemes.iter().filter_map(|idx| ctx.model.schemes.get(*idx)).map(|s| {
            let head = say(ctx.lang, "考核办法 ", "scheme ");
            format!("{head}{}", s.name)
        }))
        .collect();
    let due = column.rules.iter().filter_map(|(_, due)| *due).min();
    let mut definition: Vec<&str> = indicator.definition.iter().map(|d| &**d).collect();
    let source = indicator.source.as_ref().map(|s| format!("{}{s}", say(ctx.lang, "数据来源：", "source: ")));
    definition.extend(source.as_deref());
    definition.extend(indicator.note.as_deref());
    vec![
        Cell::Count(n),
        Cell::text(sheet),
        Cell::text(&*indicator.name),
        Cell::text(indicator.unit.as_ref().map_or("", |u| &u.symbol)),
        Cell::text(kind(indicator, ctx.lang)),
        Cell::text(words::frequency(frequency, ctx.lang)),
        Cell::text(entry(indicator, ctx.lang).text(ctx.lang)),
        Cell::text(definition.join("\n")),
        Cell::text(rules.join("\n")),
        Cell::text(due.map_or(String::new(), |d| d.to_string())),
    ]
}

/// Says when a figure turns green, and of which rules the form can show nothing.
fn lights(ctx: &Context<'_>, level: Option<LevelId>, column: &FormColumn, indicator: &Indicator) -> String {
    let lights = super::lights::of_column(ctx.model, level, column);
    let unit = indicator.unit.as_ref().map_or("", |u| &u.symbol);
    let line = |l: &super::lights::Line| {
        let told = super::lights::told(l, unit);
        match ctx.lang {
            Lang::Zh => format!("{told} 为绿，否则为红（{}）", l.rule),
            Lang::En => format!("green if {told}, else red ({})", l.rule),
        }
    };
    let mut all: Vec<String> = lights.lines.iter().map(line).collect();
    if !lights.others.is_empty() {
        let rules = lights.others.join("、");
        all.push(match ctx.lang {
            Lang::Zh => format!("不亮灯：{rules}（不是这一个数与定数的比较，或不在本期判定）"),
            Lang::En => format!("no light: {rules} (not one comparison of this figure, or not judged in this period)"),
        });
    }
    all.join("\n")
}

fn kind(indicator: &Indicator, lang: Lang) -> &'static str {
    match &indicator.kind {
        Some(Kind::Flow) => say(lang, "时期数", "flow"),
        Some(Kind::Stock) => say(lang, "时点数", "stock"),
        Some(Kind::Ratio) => say(lang, "比率", "ratio"),
        Some(Kind::Rank) => say(lang, "名次", "rank"),
        Some(Kind::Flag) => say(lang, "是非", "yes or no"),
        Some(Kind::Grade(_)) => say(lang, "等级", "grade"),
        Some(Kind::Text) => say(lang, "文字", "text"),
        None => "",
    }
}

/// The audits whose indicators are all on this form.
fn audits(ctx: &Context<'_>, form: &Form) -> Vec<String> {
    let asked: Vec<IndicatorId> = form.sheets.iter().flat_map(|s| &s.columns).map(|c| c.indicator).collect();
    let mut lines = Vec::new();
    for audit in ctx.model.audits.iter().filter(|a| a.errors.is_empty()) {
        let mut is_here = true;
        for statement in &audit.statements {
            walk::expressions(statement, &mut |e| {
                if let dabiao_lang::model::ExprKind::Value(id) = &e.kind {
                    is_here &= asked.contains(id);
                }
            });
        }
        if is_here {
            let schema = &ctx.model.schema;
            let relations = audit.statements.iter().map(|s| sentence::statement(schema, s, ctx.lang));
            let relations: Vec<String> = relations.collect();
            let sort = if audit.is_hard { say(ctx.lang, "强制", "hard") } else { say(ctx.lang, "核实", "soft") };
            let relations = relations.join(say(ctx.lang, "；", "; "));
            lines.push(match ctx.lang {
                Lang::Zh => format!("· {}（{sort}）{relations}", audit.title),
                Lang::En => format!("· {} ({sort}) {relations}", audit.title),
            });
        }
    }
    lines
}
