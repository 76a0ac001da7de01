//! What was understood of every sheet, before anything is judged.

use dabiao_data::{Progress, SheetReceipt};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_report::{html, json, receipts};

use crate::answer::{Answer, Status};
use crate::judging::written;
use crate::reading::{figures, rules};
use crate::request::{FormWord, Inputs};
use crate::shelf::Shelf;

/// How many rows of a sheet are drawn, as the command line draws them.
const DRAWN: usize = 200;

/// Gives the receipt.
pub(crate) fn read(shelf: &Shelf, inputs: &Inputs, waiting: &mut dyn Progress) -> Answer {
    let lang = inputs.lang();
    let loaded = match rules(shelf, &inputs.rules, lang) {
        Ok(loaded) => loaded,
        Err(answer) => return answer,
    };
    let data = match figures(shelf, inputs, &loaded, waiting) {
        Ok(data) => data,
        Err(answer) => return answer,
    };
    let has_errors = data.findings.iter().any(Diagnostic::is_error);
    let is_unsure = data.receipts.iter().any(SheetReceipt::is_provisional);
    let status = Status::of(!has_errors && !is_unsure);
    let model = loaded.rules.model();
    match inputs.format {
        FormWord::Json => Answer::json(status, &json::read(model, &data, lang)),
        FormWord::Html => {
            let request = inputs.load_request();
            let of = |r: &SheetReceipt| dabiao_data::grid(shelf, &request, (&r.file, r.sheet.as_deref()), DRAWN);
            let grids = data.receipts.iter().map(of).collect();
            match html::receipt(&html::ReceiptPage { model, data: &data, lang, grids }) {
                Ok(page) => Answer::text(status, page),
                Err(error) => Answer::failed(&Both::of(error.to_string(), error.to_string()), lang),
            }
        }
        FormWord::Rules => Answer::text(status, confirmations(&data.receipts, inputs)),
        _ => Answer { status, ..written(&receipts::receipts(model, &data, lang), inputs) },
    }
}

/// Returns what would confirm all that is unsure, as entries of a mapping file; "" where nothing is.
fn confirmations(receipts: &[SheetReceipt], inputs: &Inputs) -> String {
    let mut text = String::new();
    let mut seen: Vec<&str> = Vec::new();
    for receipt in receipts {
        let open: Vec<_> = receipt.all_doubts().filter(|d| !d.is_accepted).collect();
        let says: Vec<String> = open.iter().map(|d| d.problem.message(inputs.lang())).collect();
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
