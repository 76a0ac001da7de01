//! A document to proposed rules.

use dabiao_draft::catalog::Catalog;
use dabiao_draft::{self as draft, read, write};
use dabiao_lang::diag::Both;

use crate::answer::{Answer, Status};
use crate::request::{FormWord, Inputs};
use crate::shelf::Shelf;

/// Drafts; `rules` of the inputs name a catalogue of indicators that exist already.
pub(crate) fn draft(shelf: &Shelf, path: &str, inputs: &Inputs) -> Answer {
    let lang = inputs.lang();
    let document = match read::file(shelf, path) {
        Ok(document) => document,
        Err(error) => return Answer::failed(&error.said(), lang),
    };
    let catalog = match inputs.rules.is_empty() {
        true => Catalog::default(),
        false => Catalog::of(&dabiao_data::rules::load(shelf, &inputs.rules)),
    };
    let found = draft::propose(&document);
    let order =
        write::Order { document: &document, draft: &found, catalog: &catalog, path: "草稿.rules", files: shelf };
    let written = write::rules(&order);
    let n_unread = found.numbers.iter().filter(|n| n.fate == draft::Fate::NotRead).count();
    let is_right = !found.tables.iter().flat_map(|t| &t.totals).any(|t| !t.is_right);
    let status = Status::of(n_unread == 0 && is_right);
    match inputs.format {
        FormWord::Json => {
            let loaded = write::load(&order, &written.text);
            Answer::text(status, format!("{}\n", draft::json::draft(&document, &found, &written, &loaded)))
        }
        FormWord::Html => match draft::page::html(&document, &found, &written, lang) {
            Ok(page) => Answer::text(status, page),
            Err(error) => Answer::failed(&Both::of(error.to_string(), error.to_string()), lang),
        },
        _ => Answer::text(status, written.text),
    }
}
