//! Tables side by side under one header: `指标名称 | 代码 | 数量 | 指标名称 | 代码 | 数量` is one table beside the other.

use super::header::{self, Given, Names, Part};
use super::said::Said;

/// The most tables side by side: paper is not wider, and each costs a look at the whole header.
const PANELS: usize = 16;

/// Columns from the first to the last, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panel {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Returns the panels of a header; none where the whole is one table.
pub(super) fn of(names: &Names<'_>, columns: &[Vec<Part>]) -> Vec<Panel> {
    let text = |c: usize| columns.get(c).map(|p| join(p)).unwrap_or_default();
    let is_key = |c: &usize| header::is_key(names.schema, &text(*c));
    let Some(first) = (0..columns.len()).find(is_key) else { return Vec::new() };
    let mut starts: Vec<usize> = (first..columns.len()).filter(|&c| text(c) == text(first)).collect();
    if starts.len() < 2 || starts.len() > PANELS {
        return Vec::new();
    }
    // `序号 | 村名 | 收入 | 序号 | 村名 | 收入`: what stands before each name belongs to its panel.
    while let Some(shorter) = starts.iter().map(|s| s.checked_sub(1)).collect::<Option<Vec<usize>>>() {
        let is_shared = shorter.iter().all(|&s| text(s) == text(shorter.first().copied().unwrap_or(0)));
        if !is_shared || text(shorter.first().copied().unwrap_or(0)).is_empty() {
            break;
        }
        starts = shorter;
    }
    let ends = starts.iter().skip(1).map(|s| s - 1).chain([columns.len().saturating_sub(1)]);
    let panels: Vec<Panel> = starts.iter().zip(ends).map(|(&first, last)| Panel { first, last }).collect();
    // A name twice with nothing between is a column twice, not a table.
    let is_whole = |p: &Panel| (p.first..=p.last).filter(|&c| !text(c).is_empty()).count() > 1;
    if panels.iter().all(is_whole) { panels } else { Vec::new() }
}

fn join(parts: &[Part]) -> String {
    parts.iter().map(|p| super::names::fold(&p.text).replace(' ', "")).collect::<Vec<_>>().join("/")
}

impl Panel {
    /// Returns what is said of a table, with all columns outside the panel left aside.
    pub(super) fn said(self, said: &Said, n_columns: usize) -> Said {
        let given = |c: usize| (c < self.first || c > self.last).then_some(Given::Ignored);
        Said { columns: (0..n_columns).map(given).collect(), ..said.clone() }
    }
}
