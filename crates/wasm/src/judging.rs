//! What rests on figures: the report in every form, how a verdict came about, what is missing.

use chrono::NaiveDate;
use dabiao_data::{Dataset, Progress};
use dabiao_eval::{Detail, Session, Steps};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Both;
use dabiao_report::json::{self, Options};
use dabiao_report::render::markdown;
use dabiao_report::{Document, Explained, Source, bulletin, derivation, evaluation, html, reading, workbook};

use crate::answer::{Answer, Status};
use crate::reading::{figures, rules};
use crate::request::{DetailWord, FormWord, Inputs};
use crate::shelf::Shelf;

/// Rules with their figures and the day.
struct Facts {
    loaded: Loaded,
    data: Dataset,
    as_of: NaiveDate,
}

impl Facts {
    fn read(shelf: &Shelf, inputs: &Inputs, waiting: &mut dyn Progress) -> Result<Self, Answer> {
        let loaded = rules(shelf, &inputs.rules, inputs.lang())?;
        let data = figures(shelf, inputs, &loaded, waiting)?;
        let none = Both::new("没有截至日：请给出评估截止到哪一天", "there is no day of judgement: give one");
        let as_of = inputs.as_of.ok_or_else(|| Answer::failed(&none, inputs.lang()))?;
        Ok(Self { loaded, data, as_of })
    }

    fn session(&self) -> Session<'_> {
        Session::new(&self.loaded.rules, &self.data, self.as_of)
    }
}

/// Judges.
pub(crate) fn eval(shelf: &Shelf, inputs: &Inputs, waiting: &mut dyn Progress) -> Answer {
    let facts = match Facts::read(shelf, inputs, waiting) {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let session = facts.session();
    let is_full = inputs.detail == DetailWord::Full;
    let judgement = session.evaluate(if is_full { Detail::Full } else { Detail::Summary });
    let status = Status::of(!session.has_findings(&judgement));
    let source = Source { session: &session, judgement: &judgement, lang: inputs.lang() };
    let bytes = match inputs.format {
        FormWord::Html => html::evaluation(&source, &command(inputs, facts.as_of)).map(String::into_bytes).ok(),
        FormWord::Xlsx => workbook::workbook(source).ok(),
        FormWord::Docx => bulletin::document(source).ok(),
        FormWord::Markdown => {
            let told = evaluation(session.rules(), session.data(), &judgement, options(inputs));
            Some(markdown(&told).into_bytes())
        }
        _ => {
            let report = json::report(session.rules(), session.data(), &judgement, options(inputs));
            return Answer::json(status, &report);
        }
    };
    match bytes {
        Some(bytes) => Answer { status, bytes },
        None => Answer::failed(&Both::new("报告写不出来", "the report cannot be written"), inputs.lang()),
    }
}

fn options(inputs: &Inputs) -> Options {
    let detail = if inputs.detail == DetailWord::Full { json::Detail::Full } else { json::Detail::Normal };
    Options { detail, lang: inputs.lang() }
}

/// The command line that gives the same report.
fn command(inputs: &Inputs, as_of: NaiveDate) -> String {
    let mut words = vec!["dabiao eval".to_owned(), inputs.rules.join(" ")];
    words.extend(inputs.data.iter().map(|path| format!("--data {path}")));
    words.extend(inputs.roster.iter().map(|path| format!("--roster {path}")));
    words.push(format!("--as-of {as_of}"));
    words.join(" ")
}

/// Says when the newest period ends that has figures: the day that is meant where nobody names one.
pub(crate) fn day(shelf: &Shelf, inputs: &Inputs, waiting: &mut dyn Progress) -> Answer {
    let read = rules(shelf, &inputs.rules, inputs.lang()).and_then(|loaded| figures(shelf, inputs, &loaded, waiting));
    let data = match read {
        Ok(data) => data,
        Err(answer) => return answer,
    };
    let newest = data.series.iter().flatten().flat_map(|s| &s.slabs).map(|s| s.period.last_day()).max();
    Answer::text(Status::Fine, newest.map(|day| day.to_string()).unwrap_or_default())
}

/// Lists what is missing.
pub(crate) fn needs(shelf: &Shelf, inputs: &Inputs, waiting: &mut dyn Progress) -> Answer {
    let facts = match Facts::read(shelf, inputs, waiting) {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let session = facts.session();
    let (found, scores) = (session.needs(), session.scores());
    let (rules, data) = (session.rules(), session.data());
    match inputs.format {
        FormWord::Json => {
            let intake = session.intake();
            let told = json::WithIntake::new(json::needs(rules, data, (&found, &scores)), &intake, inputs.lang());
            Answer::json(Status::Fine, &told)
        }
        _ => written(&dabiao_report::needs(rules, data, (&found, &scores), options(inputs)), inputs),
    }
}

/// Says what a rule asks, or with figures how its verdict came about.
pub(crate) fn explain(shelf: &Shelf, rule: &str, inputs: &Inputs, waiting: &mut dyn Progress) -> Answer {
    explained(shelf, rule, inputs, waiting).unwrap_or_else(|answer| answer)
}

fn explained(shelf: &Shelf, rule: &str, inputs: &Inputs, waiting: &mut dyn Progress) -> Result<Answer, Answer> {
    let lang = inputs.lang();
    if inputs.data.is_empty() || inputs.as_of.is_none() {
        let loaded = rules(shelf, &inputs.rules, lang)?;
        let idx = position(&loaded, rule).ok_or_else(|| no_rule(rule, inputs))?;
        return Ok(written(&reading::reading(&loaded.rules, idx, lang), inputs));
    }
    let facts = Facts::read(shelf, inputs, waiting)?;
    let idx = position(&facts.loaded, rule).ok_or_else(|| no_rule(rule, inputs))?;
    let session = facts.session();
    let judged = session.evaluate_rule(idx, Detail::Summary);
    let steps = [session.derive(&judged, &Steps::of(idx))];
    let told = Explained { rules: &facts.loaded.rules, data: &facts.data, rule: idx, steps: &steps };
    Ok(match inputs.format {
        FormWord::Json => Answer::json(Status::Fine, &json::derivation(told, lang)),
        _ => written(&derivation(told, lang), inputs),
    })
}

pub(crate) fn position(loaded: &Loaded, rule: &str) -> Option<usize> {
    loaded.rules.model().rules.iter().position(|r| *r.id == *rule)
}

pub(crate) fn no_rule(rule: &str, inputs: &Inputs) -> Answer {
    Answer::failed(&Both::of(format!("没有规则 `{rule}`"), format!("there is no rule `{rule}`")), inputs.lang())
}

/// Writes a document in the form that was asked for.
pub(crate) fn written(document: &Document, inputs: &Inputs) -> Answer {
    let text = match inputs.format {
        FormWord::Html => html::standalone(document, inputs.lang()).unwrap_or_default(),
        FormWord::Part => html::document(document).as_str().to_owned(),
        _ => markdown(document),
    };
    Answer::text(Status::Fine, text)
}
