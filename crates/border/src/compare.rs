//! Answers about two versions of rules.

use dabiao_diff::diff::{self, Change, Diff, Impact};
use dabiao_diff::review::{self, Filter, Places, Review};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Lang;
use dabiao_lang::source::SourceMap;

use crate::answer::{Answer, Failure, Status};
use crate::forms;
use crate::inputs::{self, Host};
use crate::request::{DiffRequest, Form};

/// Tells what changed; there are findings where something did.
pub(crate) fn diff(host: &mut Host<'_>, asked: &DiffRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let old = inputs::rules(host.files, &asked.old, lang)?;
    let new = inputs::rules(host.files, &asked.new, lang)?;
    let diff = diff::compare(&old.rules, &new.rules);
    let impact = impact(host, asked, [&old, &new], &diff)?;
    let titles = [asked.old.join(" "), asked.new.join(" ")];
    let open: Vec<&Change> = diff.changes.iter().collect();
    let mut faults: Vec<_> = impact.iter().flat_map(review::contradictions).collect();
    dabiao_lang::diag::sort(&mut faults);
    let review = Review {
        diff: &diff,
        titles: [&titles[0], &titles[1]],
        open: &open,
        accepted: &[],
        filter: &Filter::default(),
        n_left_out: 0,
        faults: &faults,
        impact: impact.as_ref(),
    };
    let is_declared = diff.causes.iter().any(|c| c.rules.is_empty());
    let is_different = is_declared || !faults.is_empty() || open.iter().any(|c| c.is_difference());
    let status = if is_different { Status::Findings } else { Status::Fine };
    match asked.form {
        Form::Json => Ok(Answer::json(status, &review::json(&review, Places(&SourceMap::new()), lang))),
        Form::Html => Ok(Answer::text(status, page(&review, lang)?)),
        form => forms::answer(status, &review::document(&review, review::Form::Stacked, lang), form, lang),
    }
}

/// Returns both versions side by side, as a page.
#[cfg(feature = "html")]
fn page(told: &Review<'_>, lang: Lang) -> Result<String, Failure> {
    use dabiao_report::html::{Page, STEPS_STYLE, document, page};
    let body = document(&review::document(told, review::Form::Beside, lang));
    let title = told.titles.join(" → ");
    page(&Page { lang, title: &title, body: &body, style: STEPS_STYLE, script: "" }).map_err(|e| forms::unwritable(&e))
}

#[cfg(not(feature = "html"))]
fn page(_: &Review<'_>, _: Lang) -> Result<String, Failure> {
    Err(forms::no_form())
}

/// Judges both versions on data, where there are any.
fn impact(
    host: &mut Host<'_>,
    asked: &DiffRequest,
    sides: [&Loaded; 2],
    diff: &Diff,
) -> Result<Option<Impact>, Failure> {
    let Some(on) = &asked.on else { return Ok(None) };
    let as_of = inputs::day(&on.as_of)?;
    let [old, new] = sides;
    let before = inputs::data(host, on, &old.rules.model().schema, asked.lang.lang())?;
    let after = inputs::data(host, on, &new.rules.model().schema, asked.lang.lang())?;
    let data = diff::Data { old: &before, new: &after, as_of };
    Ok(Some(diff::impact(&old.rules, &new.rules, diff, data)))
}
