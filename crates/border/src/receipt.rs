//! Answers about data before they are judged: what was understood of every sheet, and to which day they reach.

use dabiao_data::{Dataset, SheetReceipt};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_report::{json, receipts};

use crate::answer::{Answer, Failure, Status};
use crate::forms;
use crate::inputs::{self, Host};
use crate::request::{Form, ReadRequest};

/// Says when the newest period ends that has figures: the day that is meant where nobody names one.
pub(crate) fn day(host: &mut Host<'_>, asked: &ReadRequest) -> Result<Answer, Failure> {
    let (_, data) = inputs::rules_and_data(host, (&asked.rules, &asked.on), asked.lang.lang())?;
    let newest = data.series.iter().flatten().flat_map(|s| &s.slabs).map(|s| s.period.last_day()).max();
    Ok(Answer::text(Status::Fine, newest.map(|day| day.to_string()).unwrap_or_default()))
}

/// Gives the receipt.
pub(crate) fn read(host: &mut Host<'_>, asked: &ReadRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let (loaded, data) = inputs::rules_and_data(host, (&asked.rules, &asked.on), lang)?;
    let has_errors = data.findings.iter().any(Diagnostic::is_error);
    let is_unsure = data.receipts.iter().any(SheetReceipt::is_provisional);
    let status = if has_errors || is_unsure { Status::Findings } else { Status::Fine };
    let model = loaded.rules.model();
    match asked.form {
        Form::Json => Ok(Answer::json(status, &json::read(model, &data, lang))),
        Form::Html => Ok(Answer::text(status, page(host, asked, (&loaded, &data))?)),
        Form::Rules => Ok(Answer::text(status, confirmations(&data.receipts, lang))),
        form => forms::answer(status, &receipts::receipts(model, &data, lang), form, lang),
    }
}

/// Draws the sheets as grids with their cells coloured by role.
#[cfg(feature = "html")]
fn page(host: &Host<'_>, asked: &ReadRequest, (loaded, data): (&Loaded, &Dataset)) -> Result<String, Failure> {
    use dabiao_report::html;
    /// How many rows of a sheet are drawn, as the command line draws them.
    const DRAWN: usize = 200;
    let request = inputs::load_request(&asked.on)?;
    let of = |r: &SheetReceipt| dabiao_data::grid(host.files, &request, (&r.file, r.sheet.as_deref()), DRAWN);
    let grids = data.receipts.iter().map(of).collect();
    let (model, lang) = (loaded.rules.model(), asked.lang.lang());
    html::receipt(&html::ReceiptPage { model, data, lang, grids }).map_err(|e| forms::unwritable(&e))
}

#[cfg(not(feature = "html"))]
fn page(_: &Host<'_>, _: &ReadRequest, _: (&Loaded, &Dataset)) -> Result<String, Failure> {
    Err(forms::no_form())
}

/// Returns what would confirm all that is unsure, as entries of a mapping file; "" where nothing is.
fn confirmations(receipts: &[SheetReceipt], lang: Lang) -> String {
    let mut text = String::new();
    let mut seen: Vec<&str> = Vec::new();
    for receipt in receipts {
        let open: Vec<_> = receipt.all_doubts().filter(|d| !d.is_accepted).collect();
        let says: Vec<String> = open.iter().map(|d| d.problem.message(lang)).collect();
        let sheet = receipt.sheet.as_deref().map(|s| format!(" {s}")).unwrap_or_default();
        let says = plain(&format!("{}{sheet}：{}", receipt.file, says.join("；")));
        for doubt in open.into_iter().filter(|d| !d.key.is_empty()) {
            if !seen.contains(&doubt.key.as_str()) {
                text.push_str(&format!("\n[[accepted]]\nshape = \"{}\"\nsays = \"{says}\"\n", doubt.key));
                seen.push(&doubt.key);
            }
        }
    }
    text
}

/// A text within a basic string of TOML.
fn plain(text: &str) -> String {
    let escaped = |c: char| if matches!(c, '"' | '\\') { vec!['\\', c] } else { vec![c] };
    text.chars().filter(|c| !c.is_control()).flat_map(escaped).collect()
}
