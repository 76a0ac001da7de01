//! The receipt as a page: every sheet drawn as a grid, its cells coloured by what they were taken for.

use super::document::document;
use super::page::{HtmlError, Markup, Page, escape, page};
use crate::json::letter;
use crate::receipts::receipts;
use crate::words::say;
use dabiao_data::{ColumnRole, Dataset, GridRow, RowRole, SheetReceipt};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Model;

const STYLE: &str = include_str!("receipt.css");
/// How many columns are drawn; what lies further to the right is in the table of columns.
const WIDTH: usize = 100;

/// What goes onto the page.
pub struct ReceiptPage<'a> {
    /// The rules.
    pub model: &'a Model,
    /// What was read.
    pub data: &'a Dataset,
    /// The language.
    pub lang: Lang,
    /// The cells of each table, in the order of [`Dataset::receipts`].
    pub grids: Vec<Vec<GridRow>>,
}

/// Returns the page.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn receipt(source: &ReceiptPage<'_>) -> Result<String, HtmlError> {
    let lang = source.lang;
    let title = say(lang, "读表回执", "How the sheets were read");
    let mut body = document(&receipts(source.model, source.data, lang));
    body = body.then(Markup::of_escaped(format!("<h2>{}</h2>\n{}", say(lang, "表格", "The sheets"), legend(lang))));
    for (receipt, grid) in source.data.receipts.iter().zip(&source.grids) {
        body = body.then(drawn(source.model, receipt, grid));
    }
    page(&Page { lang, title, body: &body, style: STYLE, script: "" })
}

/// What a cell was taken for: the class of its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shade {
    Head,
    Header,
    Name,
    Figure,
    Doubt,
    Compared,
    Aside,
    Total,
    Note,
    Refused,
    Nothing,
}

impl Shade {
    fn class(self) -> &'static str {
        match self {
            Shade::Head => "c-head",
            Shade::Header => "c-header",
            Shade::Name => "c-name",
            Shade::Figure => "c-figure",
            Shade::Doubt => "c-doubt",
            Shade::Compared => "c-compared",
            Shade::Aside => "c-aside",
            Shade::Total => "c-total",
            Shade::Note => "c-note",
            Shade::Refused => "c-refused",
            Shade::Nothing => "c-nothing",
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Shade::Head => say(lang, "标题、表头信息", "titles and form"),
            Shade::Header => say(lang, "表头", "header"),
            Shade::Name => say(lang, "对象、指标、时期", "entity, indicator, period"),
            Shade::Figure => say(lang, "采用的数", "figures read"),
            Shade::Doubt => say(lang, "待确认的数", "figures to confirm"),
            Shade::Compared => say(lang, "核对用的数", "figures for comparison"),
            Shade::Aside => say(lang, "没有采用的列", "columns not read"),
            Shade::Total => say(lang, "合计行", "totals"),
            Shade::Note => say(lang, "说明", "notes"),
            Shade::Refused => say(lang, "没有采用的行", "rows left out"),
            Shade::Nothing => say(lang, "其他", "other"),
        }
    }

    const ALL: [Shade; 11] = [
        Shade::Head,
        Shade::Header,
        Shade::Name,
        Shade::Figure,
        Shade::Doubt,
        Shade::Compared,
        Shade::Aside,
        Shade::Total,
        Shade::Note,
        Shade::Refused,
        Shade::Nothing,
    ];
}

fn legend(lang: Lang) -> String {
    let items = Shade::ALL.iter().map(|s| format!("<span class=\"{}\">{}</span> ", s.class(), escape(s.words(lang))));
    format!("<p class=\"legend\">{}</p>\n", items.collect::<String>())
}

/// Returns the grid of one table.
fn drawn(model: &Model, receipt: &SheetReceipt, grid: &[GridRow]) -> Markup {
    let name = match &receipt.sheet {
        Some(sheet) => format!("{} {sheet}", receipt.file),
        None => receipt.file.to_string(),
    };
    let width = grid.iter().map(|r| r.cells.len()).max().unwrap_or(0).min(WIDTH);
    let mut out =
        format!("<h3>{}</h3>\n<div class=\"scroll\"><table class=\"grid\"><thead><tr><th></th>", escape(&name));
    for column in 1..=width {
        let role = receipt.columns.iter().find(|c| c.column as usize == column);
        let title = role.map_or_else(String::new, |c| {
            let indicator = c.indicator.and_then(|id| model.schema.indicator(id)).map_or("", |i| &i.name);
            let unit = c.unit.as_ref().map_or("", |u| &u.value.symbol);
            let period = c.period.as_ref().map_or_else(String::new, |p| p.value.to_string());
            format!("{} {indicator} {unit} {period}", c.role.as_str())
        });
        out.push_str(&format!("<th title=\"{}\">{}</th>", escape(title.trim()), letter(column as u32)));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in grid {
        out.push_str(&format!("<tr><th>{}</th>", row.number));
        for column in 0..width {
            let text = row.cells.get(column).map_or("", String::as_str);
            let text = if row.covered.contains(&column) { "" } else { text };
            let shade = shade(receipt, (row.number, column as u32 + 1));
            out.push_str(&format!("<td class=\"{}\">{}</td>", shade.class(), escape(text)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    Markup::of_escaped(out)
}

fn shade(receipt: &SheetReceipt, (row, column): (u32, u32)) -> Shade {
    let role = receipt.rows.iter().find(|r| (r.first..=r.last).contains(&row)).map(|r| r.role);
    let entry = receipt.columns.iter().find(|c| c.column == column);
    match role {
        Some(RowRole::Head) => Shade::Head,
        Some(RowRole::Header) => Shade::Header,
        Some(RowRole::Total) => Shade::Total,
        Some(RowRole::Note) => Shade::Note,
        Some(RowRole::Unmatched | RowRole::Unused | RowRole::Refused) => Shade::Refused,
        Some(RowRole::Figures) => {
            let row_doubts = receipt.subjects.iter().filter(|s| s.row == row).flat_map(|s| &s.doubts);
            let is_unsure =
                |c: &dabiao_data::ColumnReceipt| c.doubts.iter().chain(&receipt.doubts).any(|d| !d.is_accepted);
            match entry {
                Some(c) if c.role == ColumnRole::Figures => {
                    let is_doubted = is_unsure(c) || row_doubts.into_iter().any(|d| !d.is_accepted);
                    if is_doubted { Shade::Doubt } else { Shade::Figure }
                }
                Some(c) if matches!(c.role, ColumnRole::LastYear | ColumnRole::Total) => Shade::Compared,
                Some(c) if matches!(c.role, ColumnRole::Aside | ColumnRole::Unused) => Shade::Aside,
                Some(_) => Shade::Name,
                None => Shade::Nothing,
            }
        }
        None => Shade::Nothing,
    }
}
