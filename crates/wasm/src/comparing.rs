//! Two versions of rules: what changed in meaning, and with figures whose verdict flips.

use dabiao_data::Progress;
use dabiao_diff::diff::{self, Diff, Impact};
use dabiao_diff::review::{self, Filter, Form, Places, Review};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Both;
use dabiao_lang::source::SourceMap;
use dabiao_report::html::{Page, STEPS_STYLE, document, page};
use dabiao_report::render::markdown;

use crate::answer::{Answer, Status};
use crate::reading::{figures, rules};
use crate::request::{FormWord, Inputs};
use crate::shelf::Shelf;

/// Compares; everything is told, nothing counts as accepted.
pub(crate) fn diff(shelf: &Shelf, old: &[String], inputs: &Inputs, waiting: &mut dyn Progress) -> Answer {
    compared(shelf, old, inputs, waiting).unwrap_or_else(|answer| answer)
}

fn compared(shelf: &Shelf, old: &[String], inputs: &Inputs, waiting: &mut dyn Progress) -> Result<Answer, Answer> {
    let lang = inputs.lang();
    let sides = [rules(shelf, old, lang)?, rules(shelf, &inputs.rules, lang)?];
    let [before, after] = &sides;
    let found = diff::compare(&before.rules, &after.rules);
    let impact = impact(shelf, (&sides, &found), inputs, waiting)?;
    let mut faults: Vec<_> = impact.iter().flat_map(review::contradictions).collect();
    dabiao_lang::diag::sort(&mut faults);
    let (open, titles) = (found.changes.iter().collect::<Vec<_>>(), [old.join(" "), inputs.rules.join(" ")]);
    let told = Review {
        diff: &found,
        titles: [&titles[0], &titles[1]],
        open: &open,
        accepted: &[],
        filter: &Filter::default(),
        n_left_out: 0,
        faults: &faults,
        impact: impact.as_ref(),
    };
    let is_same = !found.changes.iter().any(diff::Change::is_difference);
    Ok(Answer { status: Status::of(is_same), ..render(&told, inputs) })
}

fn impact(
    shelf: &Shelf,
    (sides, found): (&[Loaded; 2], &Diff),
    inputs: &Inputs,
    waiting: &mut dyn Progress,
) -> Result<Option<Impact>, Answer> {
    let Some(as_of) = inputs.as_of.filter(|_| !inputs.data.is_empty()) else { return Ok(None) };
    let [before, after] = sides;
    let old = figures(shelf, inputs, before, waiting)?;
    let new = figures(shelf, inputs, after, waiting)?;
    let data = diff::Data { old: &old, new: &new, as_of };
    Ok(Some(diff::impact(&before.rules, &after.rules, found, data)))
}

fn render(told: &Review<'_>, inputs: &Inputs) -> Answer {
    let lang = inputs.lang();
    match inputs.format {
        FormWord::Json => Answer::json(Status::Fine, &review::json(told, Places(&SourceMap::new()), lang)),
        FormWord::Markdown => Answer::text(Status::Fine, markdown(&review::document(told, Form::Stacked, lang))),
        _ => {
            let body = document(&review::document(told, Form::Beside, lang));
            let title = told.titles.join(" → ");
            match page(&Page { lang, title: &title, body: &body, style: STEPS_STYLE, script: "" }) {
                Ok(page) => Answer::text(Status::Fine, page),
                Err(error) => Answer::failed(&Both::of(error.to_string(), error.to_string()), lang),
            }
        }
    }
}
