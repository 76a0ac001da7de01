//! Documents in the form that was asked for, and what is said where a form is not to be had.

use dabiao_lang::diag::{Both, Lang};
use dabiao_report::Document;
use dabiao_report::render::markdown;

use crate::answer::{Answer, Failure, FailureKind, Status};
use crate::request::Form;

/// Writes a document as Markdown, a page or a piece of one.
pub(crate) fn written(document: &Document, form: Form, lang: Lang) -> Result<Vec<u8>, Failure> {
    match form {
        Form::Markdown => Ok(markdown(document).into_bytes()),
        Form::Html | Form::Part => page_of(document, form, lang),
        Form::Json | Form::Xlsx | Form::Docx | Form::Rules => Err(no_form()),
    }
}

#[cfg(feature = "html")]
fn page_of(document: &Document, form: Form, lang: Lang) -> Result<Vec<u8>, Failure> {
    use dabiao_report::html;
    match form {
        Form::Part => Ok(html::document(document).as_str().as_bytes().to_vec()),
        _ => html::standalone(document, lang).map(String::into_bytes).map_err(|e| unwritable(&e)),
    }
}

#[cfg(not(feature = "html"))]
fn page_of(_: &Document, _: Form, _: Lang) -> Result<Vec<u8>, Failure> {
    Err(no_form())
}

/// Returns the answer with a document in the form that was asked for.
pub(crate) fn answer(status: Status, document: &Document, form: Form, lang: Lang) -> Result<Answer, Failure> {
    Ok(Answer { status, document: written(document, form, lang)? })
}

/// Returns what is said where a verb has not the form, or this build has not.
pub(crate) fn no_form() -> Failure {
    let message = Both::new(
        "这个问题没有这种格式的答复，或这一份没有带上",
        "there is no such form of this answer, or it is not built in",
    );
    Failure::new(FailureKind::Request, message)
}

/// Returns what is said where something that was made cannot be written.
#[cfg_attr(not(any(feature = "html", feature = "office")), expect(dead_code, reason = "nothing is written then"))]
pub(crate) fn unwritable(why: &dyn std::fmt::Display) -> Failure {
    let message = Both::of(format!("报告写不出来：{why}"), format!("the report cannot be written: {why}"));
    Failure::new(FailureKind::Fault, message)
}
