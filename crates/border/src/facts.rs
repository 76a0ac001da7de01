//! Answers about rules and data: the judgement, how it came about, what is missing.

use dabiao_eval::{Detail, Judgement, Session, Steps};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::Period;
use dabiao_lang::source::Files;
use dabiao_report::derivation::{self, Explained};
use dabiao_report::intake::with_intake;
use dabiao_report::render::markdown;
use dabiao_report::{evaluation, json, reading};

use crate::answer::{Answer, Failure, FailureKind, Status};
use crate::inputs;
use crate::request::{DetailWord, EvalRequest, ExplainRequest, Form, NeedsRequest, On};

/// Judges.
pub(crate) fn eval(files: &dyn Files, asked: &EvalRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let as_of = inputs::day(&asked.on)?;
    let period = asked.period.as_deref().map(period).transpose()?;
    let loaded = inputs::rules(files, &asked.rules, lang)?;
    let data = inputs::data(files, &asked.on, &loaded.rules.model().schema, lang)?;
    let session = Session::new(&loaded.rules, &data, as_of);
    let detail = if asked.detail == DetailWord::Full { Detail::Full } else { Detail::Summary };
    let judgement = match period {
        Some(period) => session.evaluate_in(period, detail),
        None => session.evaluate(detail),
    };
    let status = if session.has_findings(&judgement) { Status::Findings } else { Status::Fine };
    let options = json::Options { detail: asked.detail.of_report(), lang };
    Ok(match asked.form {
        Form::Json => Answer::json(status, &json::report(&loaded.rules, &data, &judgement, options)),
        Form::Markdown => {
            let document = evaluation::evaluation(&loaded.rules, &data, &judgement, options);
            Answer::text(status, markdown(&document))
        }
        Form::Html => Answer::text(status, page(&session, &judgement, &asked.on, lang)?),
    })
}

/// Returns the report as one page.
#[cfg(feature = "html")]
fn page(session: &Session<'_>, judgement: &Judgement, on: &On, lang: Lang) -> Result<String, Failure> {
    let source = dabiao_report::Source { session, judgement, lang };
    let command = format!("dabiao eval --data {} --as-of {}", on.data.join(" "), on.as_of);
    dabiao_report::html::evaluation(&source, &command).map_err(|e| {
        let message = Both::of(e.to_string(), e.to_string());
        Failure::new(FailureKind::Fault, message)
    })
}

#[cfg(not(feature = "html"))]
fn page(_: &Session<'_>, _: &Judgement, _: &On, _: Lang) -> Result<String, Failure> {
    let message = Both::new("这一份没有带网页报告", "pages are not built in");
    Err(Failure::new(FailureKind::Request, message))
}

fn period(text: &str) -> Result<Period, Failure> {
    Period::parse(text).ok_or_else(|| {
        let message = Both::of(
            format!("`{text}` 不是 2025、2025Q3、2025-06 这样的时期"),
            format!("`{text}` is not a period such as 2025, 2025Q3 or 2025-06"),
        );
        Failure::new(FailureKind::Request, message)
    })
}

/// Explains a rule.
pub(crate) fn explain(files: &dyn Files, asked: &ExplainRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let loaded = inputs::rules(files, &asked.rules, lang)?;
    let rule = inputs::rule(&loaded, &asked.rule)?;
    let Some(on) = &asked.on else {
        return Ok(Answer::text(Status::Fine, markdown(&reading::reading(&loaded.rules, rule, lang))));
    };
    let as_of = inputs::day(on)?;
    let data = inputs::data(files, on, &loaded.rules.model().schema, lang)?;
    let session = Session::new(&loaded.rules, &data, as_of);
    let judged = session.evaluate_rule(rule, Detail::Summary);
    let steps = [session.derive(&judged, &Steps::of(rule))];
    let explained = Explained { rules: &loaded.rules, data: &data, rule, steps: &steps };
    let intake = session.intake();
    let status = if intake.has_errors() { Status::Findings } else { Status::Fine };
    Ok(match asked.form {
        Form::Json => Answer::json(status, &json::WithIntake::new(json::derivation(explained, lang), &intake, lang)),
        Form::Markdown | Form::Html => {
            let options = json::Options { detail: json::Detail::Full, lang };
            let document = with_intake(derivation::derivation(explained, lang), &intake, options);
            Answer::text(status, markdown(&document))
        }
    })
}

/// Lists what is missing.
pub(crate) fn needs(files: &dyn Files, asked: &NeedsRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let as_of = inputs::day(&asked.on)?;
    let loaded = inputs::rules(files, &asked.rules, lang)?;
    let data = inputs::data(files, &asked.on, &loaded.rules.model().schema, lang)?;
    let session = Session::new(&loaded.rules, &data, as_of);
    let (found, intake) = (session.needs(), session.intake());
    let status = if intake.has_errors() { Status::Findings } else { Status::Fine };
    let scores = session.scores();
    let document = json::needs(&loaded.rules, &data, (&found, &scores));
    Ok(Answer::json(status, &json::WithIntake::new(document, &intake, lang)))
}
