//! The shape of a table: what makes next month's form the same form. A confirmation names it.
//!
//! It is made of the layout and of what every header says and was taken for, years and months left out; not of names of
//! files, sheets and places, nor of figures. INVARIANT: two tables of one shape are read alike.

use sha2::{Digest, Sha256};

use super::accepted::Accepted;
use super::dataset::RowId;
use super::findings::Findings;
use super::header::{Layout, Who};
use super::loader::Loader;
use super::names::fold;
use super::place::{At, Sheet};
use super::receipt::{
    ColumnReceipt, ColumnRole, Doubt, Provisional, RowRole, SheetLayout, SheetReceipt, Stated, StatedBy, SubjectReceipt,
};
use super::table::Table;
use crate::DataProblem;
use dabiao_lang::diag::{Problem, Subject};
use dabiao_lang::model::{IndicatorId, Period, Schema};

/// Sets out what is known of a table before its columns of figures are looked at.
pub(super) fn describe(receipt: &mut SheetReceipt, loader: &Loader<'_>, table: &Table) {
    receipt.file = table.sheet.file.clone();
    receipt.sheet = table.sheet.name.clone();
    receipt.header = (table.header_from, table.header_row);
    receipt.units = loader.facts.units.stated.clone();
    receipt.period = loader.facts.stated_period.clone().filter(|_| !has_period_column(&table.layout));
    receipt.entity = loader.facts.entity;
    receipt.submitter = loader.facts.scope.map(|value| {
        let fact = table.form.submitter.as_ref();
        let by = if fact.is_some() { StatedBy::Corner } else { StatedBy::FileName };
        Stated { value, by, row: fact.map_or(0, |f| f.row), column: fact.map_or(0, |f| f.column) }
    });
    if let Some((title, row, column)) = plan_title(table).filter(|_| !table.said.is_form) {
        receipt.doubts.push(Doubt::new(DataProblem::TitleSaysPlan { title }, row, column));
    }
    for &row in &table.above {
        receipt.note_row(row, RowRole::Head);
    }
    (table.header_from..=table.header_row).for_each(|row| receipt.note_row(row, RowRole::Header));
    let (layout, roles) = roles(&table.layout);
    receipt.layout = layout;
    for (role, column) in roles {
        let Some(column) = column else { continue };
        let header = table.heads.get(column).cloned().unwrap_or_default();
        let row = table.header_row;
        receipt.columns.push(ColumnReceipt {
            column: column as u32 + 1,
            row,
            header,
            role,
            ..ColumnReceipt::default()
        });
    }
}

/// Returns whether every row says its own period.
fn has_period_column(layout: &Layout) -> bool {
    match layout {
        Layout::Wide(w) => w.period.is_some(),
        Layout::Long(l) => l.period.is_some(),
        Layout::Cross(_) | Layout::Roster(_) | Layout::Explanations(_) | Layout::Points(_) => false,
    }
}

/// Returns a title that speaks of what is planned and not of what was done.
fn plan_title(table: &Table) -> Option<(String, u32, u32)> {
    const PLANNED: &[&str] = &["计划", "目标", "任务", "预算", "预计", "预测"];
    const DONE: &[&str] = &["完成", "执行", "情况", "实际", "统计", "进展", "决算", "落实"];
    let says = |text: &str| PLANNED.iter().any(|w| text.contains(w)) && !DONE.iter().any(|w| text.contains(w));
    let titles = table.form.titles.iter().map(|f| (f.text.as_str(), f.row, f.column));
    let sheet = table.sheet.name.as_deref().map(|n| (n, table.header_row, 0));
    let found = titles.chain(sheet).find(|(text, ..)| says(text))?;
    Some((super::cell::shown(found.0), found.1, found.2))
}

/// Returns the columns that name something.
fn roles(layout: &Layout) -> (SheetLayout, Vec<(ColumnRole, Option<usize>)>) {
    let of_who =
        |who: &Who| vec![(ColumnRole::Entity, who.name), (ColumnRole::Code, who.code), (ColumnRole::Above, who.above)];
    match layout {
        Layout::Wide(w) => {
            let more = [(ColumnRole::Period, w.period), (ColumnRole::Status, w.status)];
            (SheetLayout::Wide, of_who(&w.who).into_iter().chain(more).collect())
        }
        Layout::Cross(c) => {
            let indicator = (ColumnRole::Indicator, Some(c.indicator));
            let more = [indicator, (ColumnRole::Unit, c.unit), (ColumnRole::Status, c.status)];
            (SheetLayout::Cross, of_who(&c.who).into_iter().chain(more).collect())
        }
        Layout::Long(l) => {
            let more = [
                (ColumnRole::Indicator, l.indicator),
                (ColumnRole::Period, l.period),
                (ColumnRole::Unit, l.unit),
                (ColumnRole::Status, l.status),
            ];
            (SheetLayout::Long, of_who(&l.who).into_iter().chain(more).collect())
        }
        Layout::Roster(_) | Layout::Explanations(_) | Layout::Points(_) => (SheetLayout::Long, Vec::new()),
    }
}

/// Gives the table its shape, and every doubt what confirms it.
pub(super) fn conclude(receipt: &mut SheetReceipt, schema: &Schema, (first, last): (RowId, RowId)) {
    receipt.columns.sort_by_key(|c| c.column);
    receipt.row_ids = (first, last);
    receipt.shape = shape(receipt, schema);
}

fn shape(receipt: &SheetReceipt, schema: &Schema) -> String {
    let mut hasher = Sha256::new();
    let mut line = |parts: &[&str]| {
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    };
    line(&["dabiao.shape/1", receipt.layout.as_str()]);
    let name = |id| schema.indicator(id).map_or("", |i: &dabiao_lang::model::Indicator| &i.name);
    for c in &receipt.columns {
        // The heads of entities are names, which say nothing of the form.
        let header = if c.entity.is_some() { String::new() } else { dateless(&c.header) };
        let unit = c.unit.as_ref().map_or("", |u| &u.value.symbol);
        line(&["column", c.role.as_str(), &header, c.indicator.map_or("", name), unit]);
    }
    for s in &receipt.subjects {
        line(&["subject", name(s.indicator), s.unit.as_ref().map_or("", |u| &u.value.symbol)]);
    }
    for u in &receipt.units {
        line(&["unit", u.by.as_str(), &u.value.symbol]);
    }
    hex(&hasher.finalize())
}

/// A header without its numbers: `2025年` is `#年`, as next year's is.
fn dateless(header: &str) -> String {
    let folded = fold(header).replace([' ', '\n', '\r'], "");
    let mut out = String::new();
    for c in folded.chars() {
        match c {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            c => out.push(c),
        }
    }
    out
}

/// The first 64 bits; a shape is compared with those of one county.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// Fills in what confirms every doubt, and whether somebody did.
pub(super) fn confirm(receipt: &mut SheetReceipt, accepted: &Accepted) {
    let shape = receipt.shape.clone();
    receipt.is_accepted = accepted.holds(&shape);
    let (file, period) = (receipt.file.to_string(), receipt.period.as_ref().map(|p| p.value.to_string()));
    for doubt in doubts_mut(receipt).filter(|d| d.key.is_empty()) {
        let code = Problem::from(doubt.problem.clone()).code();
        doubt.key = match is_of_figures(&doubt.problem) {
            false => shape.clone(),
            true => {
                let said = doubt.problem.message(dabiao_lang::diag::Lang::En);
                let period = period.as_deref().unwrap_or("");
                hex(&Sha256::digest(format!("{shape}\u{1f}{code}\u{1f}{file}\u{1f}{period}\u{1f}{said}")))
            }
        };
        doubt.is_accepted = accepted.holds(&doubt.key);
    }
}

/// Whether the figures of this very table raise the doubt: next month's may be sound, or wrong in another way.
fn is_of_figures(problem: &DataProblem) -> bool {
    matches!(
        problem,
        DataProblem::UnitImplausible { .. } | DataProblem::LastYearScaled { .. } | DataProblem::PercentAsShare { .. }
    )
}

fn doubts_mut(receipt: &mut SheetReceipt) -> impl Iterator<Item = &mut Doubt> {
    let columns = receipt.columns.iter_mut().flat_map(|c: &mut ColumnReceipt| &mut c.doubts);
    let subjects = receipt.subjects.iter_mut().flat_map(|s: &mut SubjectReceipt| &mut s.doubts);
    receipt.doubts.iter_mut().chain(columns).chain(subjects)
}

/// Reports what is unsure and not confirmed, with the indicator that it is about.
pub(super) fn report(receipt: &SheetReceipt, sheet: &Sheet, schema: &Schema, findings: &mut Findings) {
    let name = |id| schema.indicator(id).map(|i: &dabiao_lang::model::Indicator| i.name.to_string());
    let mut add = |doubts: &[Doubt], indicator: Option<IndicatorId>, period: Option<String>| {
        for doubt in doubts.iter().filter(|d| !d.is_accepted) {
            let at = At { sheet, row: doubt.row, column: doubt.column };
            let subject = Subject { indicator: indicator.and_then(name), entity: None, period: period.clone() };
            findings.add_about(at, doubt.problem.clone(), || subject);
        }
    };
    add(&receipt.doubts, None, None);
    for c in &receipt.columns {
        add(&c.doubts, c.indicator, c.period.as_ref().map(|p| p.value.to_string()));
    }
    for s in &receipt.subjects {
        add(&s.doubts, Some(s.indicator), None);
    }
}

/// Returns the figures of a table that nobody has confirmed.
pub(super) fn provisional(receipt: &SheetReceipt) -> Vec<Provisional> {
    let mut all = Vec::new();
    let mut add = |doubts: &[Doubt], indicator: IndicatorId, period: Option<Period>| {
        for doubt in doubts.iter().filter(|d| !d.is_accepted) {
            let code = Problem::from(doubt.problem.clone()).code();
            all.push(Provisional { indicator, period, rows: receipt.row_ids, code });
        }
    };
    let read = receipt.columns.iter().filter(|c| c.role == ColumnRole::Figures);
    for c in read {
        let period = c.period.as_ref().map(|p| p.value);
        // Of a column behind the names of indicators every row is of another one.
        let of_rows = receipt.subjects.iter().map(|s| s.indicator).filter(|_| c.indicator.is_none());
        for indicator in c.indicator.into_iter().chain(of_rows) {
            add(&c.doubts, indicator, period);
            add(&receipt.doubts, indicator, period);
        }
    }
    for s in &receipt.subjects {
        add(&s.doubts, s.indicator, None);
    }
    all.dedup();
    all
}
