//! Explanations beside the data: what a submitter says of a figure that a soft audit asks about.
//!
//! A table is one if it has a column that names the audit and one for the words, and no column of figures. Rows are kept
//! as written; whether they fit a finding is seen when rules meet data (`eval`). A row that lacks what would make it an
//! explanation is reported and explains nothing.

use super::dataset::{Explanation, RowId};
use super::findings::Findings;
use super::names::fold;
use super::place::At;
use super::reader::RawRow;
use super::signed;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Period;

/// Columns of a table of explanations.
#[derive(Debug, Clone)]
pub(super) struct ExplanationColumns {
    audit: usize,
    text: usize,
    indicator: Option<usize>,
    code: Option<usize>,
    name: Option<usize>,
    period: Option<usize>,
    who: Option<usize>,
    date: Option<usize>,
}

/// Returns the columns of a table of explanations; `None` if it is none.
pub(super) fn recognise(heads: &[String]) -> Option<ExplanationColumns> {
    let find = |words: &[&str]| signed::column(heads, words);
    if find(&["value", "数值", "指标值", "数据"]).is_some() {
        return None;
    }
    Some(ExplanationColumns {
        audit: find(&["audit", "审核", "审核项", "审核名称", "审核项目", "check"])?,
        text: find(&["explanation", "说明", "情况说明", "原因", "原因说明", "note"])?,
        indicator: find(&["indicator", "指标", "指标名称"]),
        code: find(signed::CODE),
        name: find(&["entity", "name", "对象", "对象名称", "地区", "单位名称", "名称", "村名", "镇名", "填报单位"]),
        period: find(&["period", "year", "时期", "年份", "年度", "期间", "报告期"]),
        who: find(&["who", "by", "说明人", "填报人", "签字人", "负责人"]),
        date: find(&["date", "on", "日期", "说明日期", "填报日期"]),
    })
}

/// Reads one row; `first` is the number of the file's first row.
pub(super) fn read(
    at: At<'_>,
    first: RowId,
    columns: &ExplanationColumns,
    row: RawRow<'_>,
    findings: &mut Findings,
) -> Option<Explanation> {
    if row.is_blank() {
        return None;
    }
    let cell = |column| signed::text(row, column);
    let [audit, text, who, date] = [Some(columns.audit), Some(columns.text), columns.who, columns.date].map(&cell);
    let entity = signed::entity(row, columns.code, columns.name);
    let period = Period::parse(&fold(&cell(columns.period)));
    let day = signed::day(&date);
    let lacking = signed::lacking([
        (audit.is_empty(), Both::new("审核", "the audit")),
        (entity.is_empty(), Both::new("对象", "the entity")),
        (period.is_none(), Both::new("时期", "the period")),
        (text.is_empty(), Both::new("说明", "the explanation")),
        (who.is_empty(), Both::new("说明人", "who explains")),
        (day.is_none(), Both::new("日期（如 2026-01-10）", "the date (as 2026-01-10)")),
    ]);
    if !lacking.is_empty() {
        findings.add(at, DataProblem::ExplanationIncomplete { lacking });
        return None;
    }
    let indicator = Some(cell(columns.indicator)).filter(|i| !i.is_empty());
    let row = signed::id(first, row);
    Some(Explanation { audit, indicator, entity, period: period?, text, who, date: day?.first_day(), row })
}
