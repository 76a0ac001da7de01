//! Answers about rules and data: the judgement, how it came about, what is missing.

use chrono::NaiveDate;
use dabiao_data::Dataset;
use dabiao_eval::{Detail, Judgement, Session, Steps};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::Period;
use dabiao_report::derivation::{self, Explained};
use dabiao_report::intake::with_intake;
use dabiao_report::{evaluation, json, reading};

use crate::answer::{Answer, Failure, FailureKind, Status};
use crate::forms;
use crate::inputs::{self, Host};
use crate::request::{DetailWord, EvalRequest, ExplainRequest, Form, NeedsRequest, On};

/// Rules with their data and the day.
struct Facts {
    loaded: Loaded,
    data: Dataset,
    as_of: NaiveDate,
}

impl Facts {
    fn read(host: &mut Host<'_>, (rules, on): (&[String], &On), lang: Lang) -> Result<Self, Failure> {
        let as_of = inputs::day(&on.as_of)?;
        let (loaded, data) = inputs::rules_and_data(host, (rules, on), lang)?;
        Ok(Self { loaded, data, as_of })
    }

    fn session(&self) -> Session<'_> {
        Session::new(&self.loaded.rules, &self.data, self.as_of)
    }
}

/// Judges.
pub(crate) fn eval(host: &mut Host<'_>, asked: &EvalRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let period = asked.period.as_deref().map(period).transpose()?;
    let facts = Facts::read(host, (&asked.rules, &asked.on), lang)?;
    let session = facts.session();
    let detail = if asked.detail == DetailWord::Full { Detail::Full } else { Detail::Summary };
    let judgement = match period {
        Some(period) => session.evaluate_in(period, detail),
        None => session.evaluate(detail),
    };
    let status = if session.has_findings(&judgement) { Status::Findings } else { Status::Fine };
    let options = json::Options { detail: asked.detail.of_report(), lang };
    let (rules, data) = (session.rules(), session.data());
    match asked.form {
        Form::Json => Ok(Answer::json(status, &json::report(rules, data, &judgement, options))),
        Form::Html | Form::Xlsx | Form::Docx => Ok(Answer { status, document: made(&session, &judgement, asked)? }),
        form => forms::answer(status, &evaluation::evaluation(rules, data, &judgement, options), form, lang),
    }
}

/// Makes the report as a page, a workbook or a document of Word.
#[cfg(any(feature = "html", feature = "office"))]
fn made(session: &Session<'_>, judgement: &Judgement, asked: &EvalRequest) -> Result<Vec<u8>, Failure> {
    let source = dabiao_report::Source { session, judgement, lang: asked.lang.lang() };
    match asked.form {
        #[cfg(feature = "html")]
        Form::Html => dabiao_report::html::evaluation(&source, &command(asked))
            .map(String::into_bytes)
            .map_err(|e| forms::unwritable(&e)),
        #[cfg(feature = "office")]
        Form::Xlsx => dabiao_report::workbook::workbook(source).map_err(|e| forms::unwritable(&e)),
        #[cfg(feature = "office")]
        Form::Docx => dabiao_report::bulletin::document(source).map_err(|e| forms::unwritable(&e)),
        _ => Err(forms::no_form()),
    }
}

#[cfg(not(any(feature = "html", feature = "office")))]
fn made(_: &Session<'_>, _: &Judgement, _: &EvalRequest) -> Result<Vec<u8>, Failure> {
    Err(forms::no_form())
}

/// Returns the command line that gives the same report.
#[cfg(feature = "html")]
fn command(asked: &EvalRequest) -> String {
    let on = &asked.on;
    let mut words = vec!["dabiao eval".to_owned(), asked.rules.join(" ")];
    words.extend(on.data.iter().map(|path| format!("--data {path}")));
    words.extend(on.roster.iter().map(|path| format!("--roster {path}")));
    words.push(format!("--as-of {}", on.as_of));
    words.join(" ")
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

/// Explains a rule: what it asks, or with data how its verdict came about.
pub(crate) fn explain(host: &mut Host<'_>, asked: &ExplainRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let Some(on) = &asked.on else {
        let loaded = inputs::rules(host.files, &asked.rules, lang)?;
        let rule = inputs::rule(&loaded, &asked.rule)?;
        // There is nothing to say of it by the contract but what `export` says.
        let form = if asked.form == Form::Json { Form::Markdown } else { asked.form };
        return forms::answer(Status::Fine, &reading::reading(&loaded.rules, rule, lang), form, lang);
    };
    let facts = Facts::read(host, (&asked.rules, on), lang)?;
    let rule = inputs::rule(&facts.loaded, &asked.rule)?;
    let session = facts.session();
    let judged = session.evaluate_rule(rule, Detail::Summary);
    let steps = [session.derive(&judged, &Steps::of(rule))];
    let explained = Explained { rules: &facts.loaded.rules, data: &facts.data, rule, steps: &steps };
    let intake = session.intake();
    let status = if intake.has_errors() { Status::Findings } else { Status::Fine };
    match asked.form {
        Form::Json => {
            Ok(Answer::json(status, &json::WithIntake::new(json::derivation(explained, lang), &intake, lang)))
        }
        form => {
            let options = json::Options { detail: json::Detail::Full, lang };
            forms::answer(status, &with_intake(derivation::derivation(explained, lang), &intake, options), form, lang)
        }
    }
}

/// Lists what is missing.
pub(crate) fn needs(host: &mut Host<'_>, asked: &NeedsRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let facts = Facts::read(host, (&asked.rules, &asked.on), lang)?;
    let session = facts.session();
    let (found, scores, intake) = (session.needs(), session.scores(), session.intake());
    let status = if intake.has_errors() { Status::Findings } else { Status::Fine };
    let (rules, data) = (session.rules(), session.data());
    match asked.form {
        Form::Json => {
            Ok(Answer::json(status, &json::WithIntake::new(json::needs(rules, data, (&found, &scores)), &intake, lang)))
        }
        form => {
            let options = json::Options { detail: json::Detail::Normal, lang };
            let document = with_intake(dabiao_report::needs(rules, data, (&found, &scores), options), &intake, options);
            forms::answer(status, &document, form, lang)
        }
    }
}
