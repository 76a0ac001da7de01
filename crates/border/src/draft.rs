//! A document to proposed rules, where that is built in.

use dabiao_lang::source::Files;

use crate::answer::{Answer, Failure};
use crate::request::DraftRequest;

/// Drafts; the rules of the request name a catalogue of indicators that exist already.
#[cfg(feature = "draft")]
pub(crate) fn draft(files: &dyn Files, asked: &DraftRequest) -> Result<Answer, Failure> {
    use dabiao_draft::catalog::Catalog;
    use dabiao_draft::{self as draft, read, write};

    use crate::answer::{FailureKind, Status};
    use crate::forms;
    use crate::request::Form;

    let document = read::file(files, &asked.document).map_err(|e| Failure::new(FailureKind::Unreadable, e.said()))?;
    let catalog = match asked.rules.is_empty() {
        true => Catalog::default(),
        false => Catalog::of(&dabiao_data::rules::load(files, &asked.rules)),
    };
    let found = draft::propose(&document);
    let order = write::Order {
        document: &document,
        draft: &found,
        catalog: &catalog,
        path: "草稿.rules",
        files,
        lang: asked.lang.lang(),
    };
    let written = write::rules(&order);
    let n_unread = found.numbers.iter().filter(|n| n.fate == draft::Fate::NotRead).count();
    let is_right = !found.tables.iter().flat_map(|t| &t.totals).any(|t| !t.is_right);
    let status = if n_unread == 0 && is_right { Status::Fine } else { Status::Findings };
    Ok(match asked.form {
        Form::Json => {
            let loaded = write::load(&order, &written.text);
            Answer::text(status, format!("{}\n", draft::json::draft(&document, &found, &written, &loaded)))
        }
        Form::Html => {
            let page = draft::page::html(&document, &found, &written, asked.lang.lang());
            Answer::text(status, page.map_err(|e| forms::unwritable(&e))?)
        }
        Form::Rules => Answer::text(status, written.text),
        Form::Markdown | Form::Part | Form::Xlsx | Form::Docx => return Err(forms::no_form()),
    })
}

#[cfg(not(feature = "draft"))]
pub(crate) fn draft(_: &dyn Files, _: &DraftRequest) -> Result<Answer, Failure> {
    Err(crate::forms::no_form())
}
