//! What lies on a site to be taken away: the letters of the day, the forms of the next period, and how the sheets were read.

use std::fs;
use std::io;
use std::path::Path;

use super::made::Made;
use super::output::Output;
use super::template;
use dabiao_eval::Session;
use dabiao_lang::diag::Lang;
use dabiao_report::bulletin::{LetterRequest, letters};
use dabiao_report::form::file_name::Names;
use dabiao_report::form::{self, By, FormRequest};
use dabiao_report::html::{self, Download};
use dabiao_report::{Source, receipts};

/// Workbooks that a site holds: a county with its offices. Those of a whole province are written by `template`.
const MOST_FORMS: usize = 500;
/// Bytes of the page of receipts; see the size of other pages of a site.
const MOST_BYTES: usize = 1_000_000;

/// Writes the files below a folder; returns where each lies.
pub(crate) fn write(fresh: &Path, made: &Made<'_>, out: &Output) -> io::Result<Vec<Download>> {
    let mut all = Vec::new();
    read(&mut all, fresh, made, out)?;
    sent(&mut all, fresh, made, out)?;
    asked(&mut all, fresh, made, out)?;
    Ok(all)
}

/// How the sheets were read, where that is no book of its own.
fn read(all: &mut Vec<Download>, fresh: &Path, made: &Made<'_>, out: &Output) -> io::Result<()> {
    let document = receipts::receipts(made.session.rules().model(), made.session.data(), out.lang);
    let page = html::standalone(&document, out.lang).map_err(io::Error::other)?;
    if made.session.data().receipts.is_empty() || page.len() > MOST_BYTES {
        return Ok(());
    }
    fs::write(fresh.join("receipt.html"), page)?;
    let name = say(out, "读表回执", "How the sheets were read");
    all.push(Download { group: name.to_owned(), name: name.to_owned(), path: "receipt.html".to_owned() });
    Ok(())
}

/// The letters of whoever leads what is late.
fn sent(all: &mut Vec<Download>, fresh: &Path, made: &Made<'_>, out: &Output) -> io::Result<()> {
    let source = Source { session: made.session, judgement: &made.judgement, lang: out.lang };
    let request = LetterRequest { level: None, reply_by: None, ledger: None, templates: None };
    let letters = letters(source, request).map_err(|e| io::Error::other(e.say().get(out.lang).to_owned()))?;
    if !letters.is_empty() {
        fs::create_dir_all(fresh.join("letters"))?;
    }
    let mut names = Names::default();
    for letter in &letters {
        let name = names.give(&format!("{}-{}", letter.to, letter.kind.name(out.lang)), "");
        let page = html::standalone(&letter.document, out.lang).map_err(io::Error::other)?;
        for (extension, bytes) in [("docx", letter.word.as_slice()), ("html", page.as_bytes())] {
            let path = format!("letters/{name}.{extension}");
            fs::write(fresh.join(&path), bytes)?;
            let group = say(out, "函", "Letters").to_owned();
            all.push(Download { group, name: format!("{name}.{extension}"), path });
        }
    }
    Ok(())
}

/// The forms that ask for the figures of the next period.
fn asked(all: &mut Vec<Download>, fresh: &Path, made: &Made<'_>, out: &Output) -> io::Result<()> {
    let (rules, data) = (made.session.rules(), made.session.data());
    let Some(period) = template::next_period(rules.model(), data).filter(|_| data.roster.is_given) else {
        return Ok(());
    };
    let request = FormRequest { period, level: None, by: By::Below, deadline: None, lang: out.lang };
    let session = Session::new(rules, data, period.last_day());
    let forms = form::forms(&session, &request).forms;
    if forms.is_empty() || forms.len() > MOST_FORMS {
        return Ok(());
    }
    fs::create_dir_all(fresh.join("forms"))?;
    for form in &forms {
        let bytes = form::workbook(&session, &request, form).map_err(io::Error::other)?;
        let path = format!("forms/{}.xlsx", form.stem);
        fs::write(fresh.join(&path), bytes)?;
        let group = match out.lang {
            Lang::Zh => format!("{period} 填报表"),
            Lang::En => format!("Forms for {period}"),
        };
        all.push(Download { group, name: format!("{}.xlsx", form.stem), path });
    }
    Ok(())
}

fn say(out: &Output, zh: &'static str, en: &'static str) -> &'static str {
    if out.lang == Lang::Zh { zh } else { en }
}
