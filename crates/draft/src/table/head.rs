//! Which rows of a table are titles, heads, figures, headings of groups and notes.
//!
//! A title row holds one text; a head row holds no figure but years; a head goes on below where a cell reaches down or apart,
//! where units stand under it, or where Markdown repeats what Word would merge.

use super::value;
use super::view::View;
use crate::tables::heads;
use dabiao_lang::model::Schema;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A title or a unit above the head.
    Title,
    /// Part of the head.
    Head,
    /// Figures or prose.
    Body,
    /// The heading of the rows below it.
    Group,
    /// A note below.
    Note,
    /// Labels and what is filled in beside them, above the head of a form.
    Form,
    /// Nothing.
    Blank,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// One for each row.
    pub rows: Vec<RowKind>,
    /// The titles above the head.
    pub titles: Vec<String>,
    /// The unit that a title row gives for all.
    pub unit: Option<String>,
    /// The heads of the columns, the rows of each put together.
    pub columns: Vec<Vec<String>>,
    /// The heading of the group that each row belongs to.
    pub groups: Vec<Option<usize>>,
    /// The texts of those headings.
    pub names: Vec<String>,
}

/// Heads have no more rows than this; the tables of statistics offices have up to four.
const DEEPEST: usize = 4;
/// Longer cells are prose.
const LONGEST: usize = 36;

/// Tells the rows of a table apart.
pub fn of(view: &View<'_>, schema: &Schema) -> Head {
    let mut head = Head { rows: vec![RowKind::Body; view.n_rows()], ..Head::default() };
    let first = head.titles(view, schema);
    let first = head.form(view, first, schema);
    let n = n_head(view, first, schema);
    for row in first..first + n {
        head.set(row, RowKind::Head);
    }
    head.columns = (0..view.n_columns()).map(|c| column(view, first..first + n, c)).collect();
    head.body(view, first + n);
    head
}

impl Head {
    fn set(&mut self, row: usize, kind: RowKind) {
        if let Some(slot) = self.rows.get_mut(row) {
            *slot = kind;
        }
    }

    /// Returns the rows that hold figures or prose.
    pub fn figures(&self) -> Vec<usize> {
        self.rows.iter().enumerate().filter(|(_, k)| **k == RowKind::Body).map(|(n, _)| n).collect()
    }

    /// Returns the head of a column as one text.
    pub fn text(&self, column: usize) -> String {
        self.columns.get(column).map(|parts| parts.concat()).unwrap_or_default()
    }

    /// Returns the heading of the group of a row.
    pub fn group(&self, row: usize) -> Option<&str> {
        self.names.get(self.groups.get(row).copied().flatten()?).map(String::as_str)
    }

    /// Takes the titles off the top; returns the first row behind them.
    fn titles(&mut self, view: &View<'_>, schema: &Schema) -> usize {
        let mut row = 0;
        while row < view.n_rows() {
            let said = view.said(row);
            match said.as_slice() {
                [] => self.set(row, RowKind::Blank),
                [title] if view.n_columns() > 1 => {
                    self.unit = self.unit.take().or_else(|| value::unit_of_title(title, schema));
                    self.titles.push((*title).to_owned());
                    self.set(row, RowKind::Title);
                }
                // `青溪县 | | 单位：万亩` above a head.
                few if few.len() * 2 < view.n_columns()
                    && few.iter().any(|t| value::unit_of_title(t, schema).is_some()) =>
                {
                    self.unit = self.unit.take().or_else(|| few.iter().find_map(|t| value::unit_of_title(t, schema)));
                    self.set(row, RowKind::Title);
                }
                _ => break,
            }
            row += 1;
        }
        row
    }

    /// Takes the labels and answers off the top of a form whose indicators begin farther below; returns the row of their head.
    fn form(&mut self, view: &View<'_>, first: usize, schema: &Schema) -> usize {
        if names_indicators(view, first) {
            return first;
        }
        let limit = view.n_rows().min(first + LONGEST_FORM);
        let Some(row) = (first + 1..limit).find(|&r| names_indicators(view, r)) else { return first };
        // A head of two rows names its indicators in the second: it has as many cells above.
        let is_form = row >= first + n_head(view, first, schema) || view.said(first).len() + 1 < view.said(row).len();
        if !is_form {
            return first;
        }
        (first..row).for_each(|r| self.set(r, RowKind::Form));
        row
    }

    /// Tells groups and notes from rows of figures.
    fn body(&mut self, view: &View<'_>, first: usize) {
        self.groups = vec![None; view.n_rows()];
        let mut open = None;
        for row in first..view.n_rows() {
            let said = view.said(row);
            let kind = match said.as_slice() {
                [] => RowKind::Blank,
                [one] if is_note(one) => RowKind::Note,
                [one] if view.n_columns() > 1 && is_group(view, row, one) => RowKind::Group,
                _ => RowKind::Body,
            };
            self.set(row, kind);
            if kind == RowKind::Group {
                open = Some(self.names.len());
                self.names.push(said.concat());
            }
            if let Some(slot) = self.groups.get_mut(row) {
                *slot = open;
            }
        }
    }
}

/// A form has no more rows of labels above its indicators.
const LONGEST_FORM: usize = 40;

/// Returns whether a row is the head of a table of indicators: names of them, and a column for their values.
fn names_indicators(view: &View<'_>, row: usize) -> bool {
    const NAMES: &[&str] = &["三级指标", "二级指标", "指标名称", "指标内容", "绩效指标名称"];
    const VALUES: &[&str] = &["指标值", "目标值", "绩效值", "预期值"];
    let said = view.said(row);
    let holds = |words: &[&str]| {
        said.iter().any(|t| t.chars().count() <= 12 && words.iter().any(|w| t.replace('\n', "").contains(w)))
    };
    holds(NAMES) && holds(VALUES)
}

fn is_note(text: &str) -> bool {
    ["注：", "注:", "备注", "说明：", "说明", "填表", "审核", "制表", "数据来源", "★", "※", "*"]
        .iter()
        .any(|w| text.starts_with(w))
}

/// A heading of rows: one text without a figure that reaches over half of the row, or stands at its start.
fn is_group(view: &View<'_>, row: usize, text: &str) -> bool {
    let column = (0..view.n_columns()).find(|&c| !view.text(row, c).is_empty()).unwrap_or(0);
    let is_wide = view.width(row, column) * 2 >= view.n_columns();
    let is_short = text.chars().count() <= LONGEST && !text.contains('。');
    is_short && (is_wide || column == 0) && !value::is_plain(text)
}

/// Returns how many rows the head has.
fn n_head(view: &View<'_>, first: usize, schema: &Schema) -> usize {
    if first >= view.n_rows() || !is_headlike(view, first) {
        return 0;
    }
    let mut n = 1;
    while n < DEEPEST && first + n < view.n_rows() && goes_on(view, first + n, schema) {
        n += 1;
    }
    // A table that is nothing but heads has none.
    if first + n == view.n_rows() && n > 1 { 1 } else { n }
}

fn is_headlike(view: &View<'_>, row: usize) -> bool {
    let said = view.said(row);
    said.len() >= 2
        && said.iter().all(|t| t.chars().count() <= LONGEST && !t.contains('。') && (!value::is_plain(t) || is_year(t)))
}

/// Returns whether the head goes on in a row.
fn goes_on(view: &View<'_>, row: usize, schema: &Schema) -> bool {
    let columns = 0..view.n_columns();
    let texts: Vec<&str> = columns.clone().map(|c| view.text(row, c)).collect();
    let is_counted =
        texts.iter().enumerate().all(|(n, t)| t.split('=').next().is_some_and(|t| *t == (n + 1).to_string()));
    if is_counted && texts.len() >= 3 {
        return true;
    }
    let said: Vec<&str> = texts.iter().filter(|t| !t.is_empty()).copied().collect();
    let is_units = !said.is_empty()
        && said.iter().all(|t| value::unit_alone(t, schema).is_some() || *t == "单位" || view_is_above(view, row, t));
    if is_units && said.iter().any(|t| value::unit_alone(t, schema).is_some()) {
        return true;
    }
    if !is_headlike(view, row) {
        return false;
    }
    let reaches_down = columns.clone().any(|c| view.goes_on(row, c));
    let reaches_apart = columns.clone().any(|c| view.width(row - 1, c) > 1);
    // Markdown writes a merged cell again, or leaves it blank.
    let same = columns.clone().filter(|&c| texts.get(c).is_some_and(|t| t.is_empty() || *t == view.text(row - 1, c)));
    let n_same = same.count();
    let n_years = texts.iter().filter(|t| is_year(t)).count();
    let is_repeated = (1..view.n_columns()).any(|c| {
        let above = view.text(row - 1, c);
        !above.is_empty() && above == view.text(row - 1, c - 1) || above.is_empty()
    });
    reaches_down || reaches_apart || (n_same >= 1 && (n_years >= 1 || is_repeated))
}

fn view_is_above(view: &View<'_>, row: usize, text: &str) -> bool {
    (0..view.n_columns()).any(|c| view.text(row, c) == text && view.text(row - 1, c) == text)
}

fn is_year(text: &str) -> bool {
    let digits = text.trim_end_matches('年');
    digits.len() == 4
        && (digits.starts_with("19") || digits.starts_with("20"))
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// Puts the rows of a head together; what is said twice is said once.
fn column(view: &View<'_>, rows: std::ops::Range<usize>, column: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for row in rows {
        let mut text = view.text(row, column).replace('\n', "");
        // A blank head belongs to the one on its left, where Markdown leaves merged cells blank.
        if text.is_empty() && row + 1 < view.n_rows() {
            text = left(view, row, column);
        }
        if !text.is_empty() && !value::is_plain(&text) | is_year(&text) && parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    // 县(市、区) above 江南区: the name of the entity is the head.
    let is_above = |p: &String| p.chars().count() <= 8 && heads::holds(p, heads::ENTITY) && !value::is_plain(p);
    if let [above @ .., last] = parts.as_slice()
        && !above.is_empty()
        && above.iter().all(is_above)
        && (heads::is_entity(last) || heads::is_total(last))
    {
        return vec![last.clone()];
    }
    parts
}

/// Returns the head on the left of a blank one, if a row of the head below parts them.
fn left(view: &View<'_>, row: usize, column: usize) -> String {
    let below = view.text(row + 1, column);
    let is_parted = !below.is_empty() && !value::is_plain(below) && column > 0;
    let source = (0..column).rev().find(|&c| !view.text(row, c).is_empty());
    match source {
        Some(c) if is_parted && view.text(row + 1, c) != view.text(row, c) && !view.text(row + 1, c).is_empty() => {
            view.text(row, c).replace('\n', "")
        }
        _ => String::new(),
    }
}
