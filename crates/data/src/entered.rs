//! Points that people entered: inspection, 民主测评, 台账, with who judged, when and on what basis.
//!
//! A table is one if it has a column that names the item of a scheme, one of points, and one of who judged. Rows are kept as
//! written; whether a scheme asks for them is seen when rules meet data (`eval`). INVARIANT: points that nobody signed, or
//! that rest on nothing, do not count: such a row is an error and gives no points. A row of a form of which nothing is filled in is still open.

use std::sync::Arc;

use super::cell::{self, Reading};
use super::dataset::{EnteredPoints, RowId};
use super::findings::Findings;
use super::names::fold;
use super::place::At;
use super::reader::RawRow;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, Period};

/// Columns of a table of points.
#[derive(Debug, Clone)]
pub(super) struct PointsColumns {
    item: usize,
    points: usize,
    who: usize,
    scheme: Option<usize>,
    code: Option<usize>,
    name: Option<usize>,
    period: Option<usize>,
    date: Option<usize>,
    basis: Option<usize>,
}

/// Returns the columns of a table of points; `None` if it is none.
pub(super) fn recognise(heads: &[String]) -> Option<PointsColumns> {
    let find = |words: &[&str]| {
        let is_one = |h: &String| {
            let folded = fold(h.trim_start_matches('\u{FEFF}')).to_ascii_lowercase().replace(' ', "");
            words.contains(&folded.as_str())
        };
        heads.iter().position(is_one)
    };
    Some(PointsColumns {
        item: find(&["item", "项目", "考核项目", "评分项目", "考核项"])?,
        points: find(&["points", "得分", "评分", "分数"])?,
        who: find(&["who", "by", "评分人", "打分人", "考评人", "评委", "评分单位"])?,
        scheme: find(&["scheme", "考核办法", "考核"]),
        code: find(&["code", "代码", "编码", "区划代码", "行政区划代码", "对象代码", "单位代码"]),
        name: find(&["entity", "name", "对象", "对象名称", "地区", "单位名称", "名称", "村名", "镇名", "被考核单位"]),
        period: find(&["period", "year", "时期", "年份", "年度", "期间", "考核期"]),
        date: find(&["date", "on", "日期", "评分日期", "打分日期"]),
        basis: find(&["basis", "依据", "评分依据", "凭据", "材料"]),
    })
}

/// Reads one row; `first` is the number of the file's first row.
pub(super) fn read(
    at: At<'_>,
    first: RowId,
    columns: &PointsColumns,
    row: RawRow<'_>,
    findings: &mut Findings,
) -> Option<EnteredPoints> {
    if row.is_blank() {
        return None;
    }
    let text = |column: Option<usize>| -> Arc<str> {
        column.map_or_else(|| Arc::from(""), |c| Arc::from(String::from_utf8_lossy(row.cell(c)).trim()))
    };
    let points = points_of(&text(Some(columns.points)));
    let [item, who, basis] = [Some(columns.item), Some(columns.who), columns.basis].map(&text);
    let entity = Some(text(columns.code)).filter(|c| !c.is_empty()).unwrap_or_else(|| text(columns.name));
    let period = Period::parse(&fold(&text(columns.period)));
    let day = Period::parse(&fold(&text(columns.date))).filter(|d| d.first_day() == d.last_day());
    // A row of a form that nobody has touched yet: `needs` tells that it is open.
    let is_open = [columns.points, columns.who].into_iter().map(Some).chain([columns.date, columns.basis]);
    if is_open.map(text).all(|t| t.is_empty()) {
        return None;
    }
    let lacking: Vec<Both> = [
        (item.is_empty(), Both::new("项目", "the item")),
        (entity.is_empty(), Both::new("对象", "the entity")),
        (period.is_none(), Both::new("时期", "the period")),
        (points.is_none(), Both::new("得分（一个数，或 不适用）", "the points (a number, or 不适用)")),
        (who.is_empty(), Both::new("评分人", "who judged")),
        (day.is_none(), Both::new("日期（如 2026-01-10）", "the date (as 2026-01-10)")),
        (basis.is_empty(), Both::new("依据", "the basis")),
    ]
    .into_iter()
    .filter_map(|(is_lacking, what)| is_lacking.then_some(what))
    .collect();
    if !lacking.is_empty() {
        findings.add(at, DataProblem::PointsIncomplete { lacking });
        return None;
    }
    let scheme = Some(text(columns.scheme)).filter(|s| !s.is_empty());
    let row = RowId(first.0.saturating_add(row.number.saturating_sub(1)));
    let (period, date) = (period?, day?.first_day());
    Some(EnteredPoints { scheme, item, entity, period, points: points?, who, date, basis, row })
}

/// Reads points, with or without the word 分; `Some(None)` where the item does not apply.
fn points_of(text: &str) -> Option<Option<Exact>> {
    match cell::read(text) {
        Reading::Number(points, unit) if unit.is_empty() || unit == "分" => Some(Some(points)),
        Reading::NotApplicable => Some(None),
        _ => None,
    }
}
