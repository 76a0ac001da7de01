//! The first sheet: how many rules came to which verdict, in all, by plan and by office, with charts.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartPoint, ChartSolidFill, ChartType, Format, FormatAlign, Worksheet,
    XlsxError,
};

use super::Scene;
use crate::number::percent;
use crate::office::sheet::print_set_up;
use crate::office::{cell, style};
use crate::view::counts::{Counts, by_office, by_plan, of_nature};
use crate::view::term::OtherTimes;
use crate::words;
use dabiao_lang::model::{Nature, Plan, Verdict};

/// Offices that a chart shows; the table has all.
const CHARTED: u32 = 15;
/// Rows that a chart covers.
const CHART_ROWS: u32 = 16;

/// A table of counts: rows by name, with a count for each verdict.
struct CountTable {
    head: &'static str,
    rows: Vec<(String, Counts)>,
}

/// Writes the sheet.
pub(super) fn write(scene: &Scene<'_>, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 40)?;
    sheet.set_column_range_width(1, 11, 10)?;
    let title =
        format!("{}  {} {}", scene.say("达标评估报告", "Evaluation report"), scene.say("截至", "as of"), scene.as_of());
    sheet.merge_range(0, 0, 0, 10, "", &style::title())?;
    sheet.write_string_with_format(0, 0, &title, &style::title())?;
    sheet.set_row_height(0, 32)?;
    let mut row = 1;
    if let Some(other) = OtherTimes::of(&scene.view, scene.style()) {
        let look = style::label().set_text_wrap();
        sheet.merge_range(row, 0, row, 10, "", &look)?;
        sheet.write_string_with_format(row, 0, other.sentence(&scene.view), &look)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    if let Some(notice) = &scene.view.data.notice {
        let look = style::label().set_text_wrap().set_italic();
        sheet.merge_range(row, 0, row, 10, "", &look)?;
        sheet.write_string_with_format(row, 0, cell::shielded(notice.trim()), &look)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    row = verdicts(scene, sheet, row + 1)?;
    let plans = CountTable { head: scene.say("按方案", "By plan"), rows: of_plans(scene) };
    row = counts(scene, sheet, row, &plans)?;
    let offices = CountTable {
        head: scene.say("按牵头（责任）单位", "By lead (or responsible) office"),
        rows: by_office(&scene.view).iter().map(|o| (o.name(&scene.view).to_owned(), o.counts)).collect(),
    };
    counts(scene, sheet, row, &offices)?;
    print_set_up(sheet, scene.source.lang);
    // Offices begin on a page of their own; a sheet that is fitted to pages would ignore that.
    sheet.set_print_scale(70).set_page_breaks(&[row])?;
    Ok(())
}

/// Writes the table by verdict with its chart beside it; returns the row behind them.
fn verdicts(scene: &Scene<'_>, sheet: &mut Worksheet, top: u32) -> Result<u32, XlsxError> {
    let head = style::head();
    let heads = [
        scene.say("结论", "Verdict"),
        scene.say("规则数", "Rules"),
        scene.say("占比", "Share"),
        scene.say("约束性", "Binding"),
        scene.say("预期性", "Expected"),
    ];
    for (column, text) in (0u16..).zip(heads) {
        sheet.write_string_with_format(top, column, text, &head)?;
    }
    let [all, binding, expected] =
        [None, Some(Nature::Binding), Some(Nature::Expected)].map(|n| of_nature(&scene.view.rules, n));
    let count = |v: Option<Verdict>, of: &Counts| small(v.map_or_else(|| of.total(), |v| of.get(v)));
    let mut present: Vec<Verdict> = all.present().map(|(v, _)| v).collect();
    present.reverse();
    let total = count(None, &all);
    let mut row = top;
    for v in present.iter().copied().map(Some).chain([None]) {
        row += 1;
        let (label, look) = match v {
            Some(v) => {
                let (text, behind) = style::colours(v);
                (words::verdict(v, scene.source.lang), style::text().set_font_color(text).set_background_color(behind))
            }
            None => (scene.say("合计", "All"), style::text().set_bold()),
        };
        sheet.write_string_with_format(row, 0, label, &look)?;
        let share = match total {
            0 => String::new(),
            _ => percent(&dabiao_lang::model::Exact::ratio(i128::from(count(v, &all)), i128::from(total))),
        };
        let centred = style::text().set_align(FormatAlign::Right);
        number(sheet, (row, 1), count(v, &all), &centred)?;
        sheet.write_string_with_format(row, 2, share, &centred)?;
        number(sheet, (row, 3), count(v, &binding), &centred)?;
        number(sheet, (row, 4), count(v, &expected), &centred)?;
    }
    let last = row.saturating_sub(1);
    if !present.is_empty() {
        let mut chart = Chart::new(ChartType::Doughnut);
        let points: Vec<ChartPoint> = present.iter().map(|v| ChartPoint::new().set_format(&mut fill(*v))).collect();
        let name = scene.say("汇总", "Summary");
        chart
            .add_series()
            .set_categories((name, top + 1, 0, last, 0))
            .set_values((name, top + 1, 1, last, 1))
            .set_points(&points);
        chart.title().set_name(scene.say("规则结论构成", "Verdicts"));
        chart.set_hole_size(50).set_width(430).set_height(CHART_ROWS * 20 - 10);
        chart.legend().set_position(ChartLegendPosition::Right);
        sheet.insert_chart(top, 6, &chart)?;
    }
    Ok((row + 2).max(top + CHART_ROWS + 1))
}

/// Writes a chart and the table of counts behind it; returns the row behind them.
fn counts(scene: &Scene<'_>, sheet: &mut Worksheet, at: u32, table: &CountTable) -> Result<u32, XlsxError> {
    if table.rows.is_empty() {
        return Ok(at);
    }
    let lang = scene.source.lang;
    let top = at + table.chart_height().div_ceil(20) + 1;
    chart(scene, sheet, (at, top), table)?;
    let present = table.present();
    let head = style::head();
    sheet.write_string_with_format(top, 0, table.head, &head)?;
    sheet.write_string_with_format(top, 1, scene.say("规则数", "Rules"), &head)?;
    for (column, v) in (2u16..).zip(&present) {
        sheet.write_string_with_format(top, column, words::verdict(*v, lang), &head)?;
    }
    let (text, right) = (style::text(), style::text().set_align(FormatAlign::Right));
    let mut row = top;
    for (name, counts) in &table.rows {
        row += 1;
        sheet.write_string_with_format(row, 0, cell::shielded(name), &text)?;
        sheet.set_row_height(row, (cell::lines(name, 40) * 14 + 4) as u32)?;
        number(sheet, (row, 1), small(counts.total()), &right)?;
        for (column, v) in (2u16..).zip(&present) {
            let n = small(counts.get(*v));
            let look = if n == 0 { right.clone() } else { right.clone().set_background_color(style::colours(*v).1) };
            number(sheet, (row, column), n, &look)?;
        }
    }
    Ok(row + 2)
}

/// Adds the chart of a table whose head stands in the row `top`.
fn chart(scene: &Scene<'_>, sheet: &mut Worksheet, (at, top): (u32, u32), table: &CountTable) -> Result<(), XlsxError> {
    let n_rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).min(CHARTED);
    let charted = top + n_rows;
    let mut chart = Chart::new(ChartType::BarStacked);
    let name = scene.say("汇总", "Summary");
    for (column, v) in (2u16..).zip(table.present()) {
        chart
            .add_series()
            .set_name((name, top, column))
            .set_categories((name, top + 1, 0, charted, 0))
            .set_values((name, top + 1, column, charted, column))
            .set_gap(40)
            .set_format(&mut fill(v));
    }
    chart.title().set_name(table.head);
    chart.y_axis().set_reverse();
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(900).set_height(table.chart_height());
    sheet.insert_chart(at, 0, &chart)?;
    Ok(())
}

impl CountTable {
    /// The verdicts that occur.
    fn present(&self) -> Vec<Verdict> {
        Verdict::ALL.into_iter().filter(|v| self.rows.iter().any(|(_, c)| c.get(*v) > 0)).collect()
    }

    /// In pixels.
    fn chart_height(&self) -> u32 {
        120 + u32::try_from(self.rows.len()).unwrap_or(u32::MAX).min(CHARTED) * 26
    }
}

/// Nothing is easier to read than a row of zeros.
fn number(sheet: &mut Worksheet, at: (u32, u16), n: u32, look: &Format) -> Result<(), XlsxError> {
    match n {
        0 => sheet.write_string_with_format(at.0, at.1, "-", look)?,
        n => sheet.write_number_with_format(at.0, at.1, f64::from(n), look)?,
    };
    Ok(())
}

/// The strong colour of a verdict in a chart.
fn fill(verdict: Verdict) -> ChartFormat {
    let colour = match verdict {
        Verdict::Unmet => 0xC0_39_2B,
        Verdict::Invalid => 0x8E_44_AD,
        Verdict::Missing => 0x95_A5_A6,
        Verdict::Empty => 0xBD_C3_C7,
        Verdict::Behind => 0xE6_7E_22,
        Verdict::Pending => 0xD5_DB_DB,
        Verdict::OnTrack => 0x34_98_DB,
        Verdict::Early => 0x58_D6_8D,
        Verdict::Met => 0x27_AE_60,
        Verdict::Exempt => 0xEC_F0_F1,
    };
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(rust_xlsxwriter::Color::RGB(colour)));
    format
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Returns the counts of each plan, in the order of the rules.
fn of_plans(scene: &Scene<'_>) -> Vec<(String, Counts)> {
    let name = |plan: Option<&Plan>| plan.map_or(scene.say("不属于任何方案", "of no plan"), |p| &p.name).to_owned();
    by_plan(&scene.view.rules).iter().map(|p| (name(p.plan), Counts::of(&p.rules))).collect()
}
