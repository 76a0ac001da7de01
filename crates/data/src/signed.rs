//! Tables that people sign, of points and of explanations: columns found by their heads, cells as text, what a row lacks.

use std::sync::Arc;

use super::dataset::RowId;
use super::names::fold;
use super::reader::RawRow;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Period;

/// Heads of the code of whoever a row is about.
pub(super) const CODE: &[&str] = &["code", "代码", "编码", "区划代码", "行政区划代码", "对象代码", "单位代码"];

/// Finds the column whose head is one of several words.
pub(super) fn column(heads: &[String], words: &[&str]) -> Option<usize> {
    let is_one = |head: &String| {
        let folded = fold(head.trim_start_matches('\u{FEFF}')).to_ascii_lowercase().replace(' ', "");
        words.contains(&folded.as_str())
    };
    heads.iter().position(is_one)
}

/// Returns a cell without blanks around it; "" where there is no such column.
pub(super) fn text(row: RawRow<'_>, column: Option<usize>) -> Arc<str> {
    column.map_or_else(|| Arc::from(""), |c| Arc::from(String::from_utf8_lossy(row.cell(c)).trim()))
}

/// Returns whom a row is about: its code, else its name.
pub(super) fn entity(row: RawRow<'_>, code: Option<usize>, name: Option<usize>) -> Arc<str> {
    Some(text(row, code)).filter(|c| !c.is_empty()).unwrap_or_else(|| text(row, name))
}

/// Reads a day.
pub(super) fn day(text: &str) -> Option<Period> {
    Period::parse(&fold(text)).filter(|d| d.first_day() == d.last_day())
}

/// Returns what a row lacks, of a list with what each is called.
pub(super) fn lacking<const N: usize>(parts: [(bool, Both); N]) -> Vec<Both> {
    parts.into_iter().filter_map(|(is_lacking, what)| is_lacking.then_some(what)).collect()
}

/// Returns the number of a row; `first` is that of the file's first row.
pub(super) fn id(first: RowId, row: RawRow<'_>) -> RowId {
    RowId(first.0.saturating_add(row.number.saturating_sub(1)))
}
