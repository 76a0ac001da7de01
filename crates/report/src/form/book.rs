//! A form as the bytes of a workbook: instructions, sheets of figures, last year's figures, and the hidden sheet.

use chrono::NaiveDate;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::entries::Entry;
use super::{Form, FormRequest, instructions, last, sheet, words};
use crate::office::{self, OfficeError, style};
use crate::words::{list, say};
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::Session;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{IndicatorId, Model, Period, PlanId};

/// The hidden sheet that tells the reader what the others hold; see `docs/forms.md`.
const HIDDEN: &str = "dabiao_form";
/// The hidden sheet of words that are too many for a validation.
const LISTS: &str = "dabiao_lists";

/// What the parts of a workbook look things up in.
pub(super) struct Context<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) model: &'a Model,
    pub(super) data: &'a Dataset,
    pub(super) period: Period,
    pub(super) deadline: Option<NaiveDate>,
    pub(super) lang: Lang,
    pub(super) submitter: Option<EntityId>,
    plans: Vec<PlanId>,
}

/// Lists of words that stand on a sheet of their own.
#[derive(Default)]
pub(super) struct Lists {
    all: Vec<(IndicatorId, Vec<String>)>,
}

impl Lists {
    /// Returns the range in which the words of an indicator stand.
    pub(super) fn range(&mut self, indicator: IndicatorId, entry: &Entry) -> String {
        let known = self.all.iter().position(|(id, _)| *id == indicator);
        let at = known.unwrap_or_else(|| {
            let words = if let Entry::Words(words) = entry { words.clone() } else { Vec::new() };
            self.all.push((indicator, words));
            self.all.len() - 1
        });
        let n = self.all.get(at).map_or(1, |(_, words)| words.len().max(1));
        let column = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(at).unwrap_or(u16::MAX));
        format!("{LISTS}!${column}$1:${column}${n}")
    }
}

impl Context<'_> {
    /// Returns who fills in, with the code.
    pub(super) fn submitter_text(&self) -> String {
        match self.submitter.and_then(|s| self.data.roster.get(s)) {
            Some(e) if e.code.is_empty() => e.name.to_string(),
            Some(e) => format!("{}{}", e.name, words::bracketed(&e.code, self.lang)),
            None => String::new(),
        }
    }

    /// Returns who issued the plans whose rules ask.
    pub(super) fn issuers(&self) -> String {
        let mut all: Vec<&str> = Vec::new();
        for plan in &self.plans {
            let issuer = self.model.plans.get(plan.0 as usize).and_then(|p| p.issuer.as_deref());
            all.extend(issuer.filter(|i| !all.contains(i)));
        }
        list(all, self.lang)
    }
}

/// Returns the bytes of a form's workbook.
///
/// # Errors
/// [`OfficeError`] if the workbook cannot hold it.
pub fn workbook(session: &Session<'_>, request: &FormRequest, form: &Form) -> Result<Vec<u8>, OfficeError> {
    let (model, data) = (session.rules().model(), session.data());
    let asked = form.sheets.iter().flat_map(|s| &s.columns).flat_map(|c| c.rules.iter());
    let mut plans: Vec<PlanId> = asked.filter_map(|(rule, _)| model.rules.get(*rule)?.plan).collect();
    plans.sort_unstable();
    plans.dedup();
    let ctx = Context {
        session,
        model,
        data,
        period: request.period,
        deadline: request.deadline,
        lang: request.lang,
        submitter: form.submitter,
        plans,
    };
    Ok(write(&ctx, form)?)
}

fn write(ctx: &Context<'_>, form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = office::workbook(&form.stem, ctx.period.last_day(), ctx.lang)?;
    let mut lists = Lists::default();
    let mut keys = head(ctx);
    let aside = |name: &str| vec!["aside".to_owned(), name.to_owned()];
    let name = say(ctx.lang, "填报说明", "Instructions");
    instructions::write(book.add_worksheet().set_name(name)?, ctx, form)?;
    keys.push(aside(name));
    for part in &form.sheets {
        let figures = book.add_worksheet().set_name(&part.name)?;
        keys.extend(sheet::write(figures, ctx, part, &mut lists)?);
    }
    if ctx.data.series.iter().any(Option::is_some) {
        for (n, part) in form.sheets.iter().enumerate() {
            let name = say(ctx.lang, "上年数据", "Last year");
            let name = if n == 0 { name.to_owned() } else { format!("{name}({})", n + 1) };
            last::write(book.add_worksheet().set_name(&name)?, ctx, part)?;
            keys.push(aside(&name));
        }
    }
    hidden(book.add_worksheet().set_name(HIDDEN)?, &keys)?;
    if !lists.all.is_empty() {
        let sheet = book.add_worksheet().set_name(LISTS)?;
        for (column, (_, words)) in (0u16..).zip(&lists.all) {
            for (row, word) in (0u32..).zip(words) {
                sheet.write_string(row, column, word)?;
            }
        }
        sheet.set_hidden(true);
    }
    book.define_name("dabiao_form", &format!("={HIDDEN}!$A$1:$F${}", keys.len()))?;
    office::bytes(book)
}

/// Returns the first rows of the hidden sheet, which hold for the whole workbook.
fn head(ctx: &Context<'_>) -> Vec<Vec<String>> {
    let submitter = ctx.submitter.and_then(|s| ctx.data.roster.get(s));
    let mut rows = vec![
        vec!["dabiao.form".to_owned(), "1".to_owned()],
        vec!["rules".to_owned(), ctx.session.rules().digest().to_owned()],
    ];
    rows.extend(submitter.map(|e| vec!["submitter".to_owned(), e.code.to_string(), e.name.to_string()]));
    rows
}

fn hidden(sheet: &mut Worksheet, keys: &[Vec<String>]) -> Result<(), XlsxError> {
    let format = style::code();
    for (row, cells) in (0u32..).zip(keys) {
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string_with_format(row, column, office::cell::shielded(cell), &format)?;
        }
    }
    sheet.set_hidden(true).protect();
    Ok(())
}
